//! Customers on the wire: what each operation reads and answers (open-api §8).

pub(crate) mod list_sub_customers;

pub use list_sub_customers::{
    AccountManager, CustomerInformation, ListSubCustomersRequest, ListSubCustomersResponse,
};
