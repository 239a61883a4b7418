//! Customers: operations create and associate them; partners see their own.

use hezong_domain::accounts::{Activity, AssociationKind};
use hezong_domain::text::{self, NAME_LENGTH_MAX};
use hezong_domain::{ProblemKind, Problems, Timestamp};
use serde::{Deserialize, Serialize};

/// Names of the filters of the customer lists.
pub const CUSTOMER_FILTERS: &[&str] = &["q", "partner", "association", "reveal"];

/// A customer in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerRow {
    /// Account id.
    pub id: String,
    /// Sign-in name, masked unless revealed.
    pub account_name: String,
    /// Company, masked unless revealed.
    pub display_name: String,
    /// Partner's account id; empty when not associated.
    pub partner_id: String,
    /// Partner's company; empty when not associated.
    pub partner_name: String,
    /// How it trades; `None` when not associated.
    pub association: Option<AssociationKind>,
    /// Since when.
    pub associated_at: Option<Timestamp>,
    /// Whether it may be used.
    pub activity: Activity,
    /// Whether it has a person who can sign in.
    pub has_users: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Creating a customer, and associating it at once if a partner is chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomerForm {
    /// Sign-in name of the account.
    pub account_name: String,
    /// Company.
    pub display_name: String,
    /// E-mail, optional.
    pub email: String,
    /// Mobile, optional.
    pub mobile: String,
    /// Partner to associate with; empty for none.
    pub partner_id: String,
    /// How it trades; needed with a partner.
    pub association: String,
}

/// A checked [`CustomerForm`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCustomer {
    /// Sign-in name of the account.
    pub account_name: String,
    /// Company.
    pub display_name: String,
    /// E-mail, may be empty.
    pub email: String,
    /// Mobile, may be empty.
    pub mobile: String,
    /// Partner and way of trading.
    pub association: Option<(String, AssociationKind)>,
}

impl CustomerForm {
    /// Checks the form.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn check(&self) -> Result<NewCustomer, Problems> {
        let mut problems = Problems::new();
        let account_name = text::account_name(&mut problems, "account_name", &self.account_name);
        let display_name =
            text::bounded(&mut problems, "display_name", &self.display_name, true, NAME_LENGTH_MAX);
        let email = text::email(&mut problems, "email", &self.email, false);
        let mobile = text::mobile(&mut problems, "mobile", &self.mobile, false);
        let mut association = None;
        if !self.partner_id.trim().is_empty() {
            match AssociationKind::parse(&self.association) {
                Some(kind) => association = Some((self.partner_id.trim().to_owned(), kind)),
                None => problems.add("association", ProblemKind::NotAChoice),
            }
        }
        problems.into_result(NewCustomer { account_name, display_name, email, mobile, association })
    }
}

/// Associating an existing customer with a partner.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AssociateForm {
    /// The customer.
    pub customer_id: String,
    /// The partner.
    pub partner_id: String,
    /// How it trades.
    pub association: String,
}

impl AssociateForm {
    /// Checks the form.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn check(&self) -> Result<AssociationKind, Problems> {
        let mut problems = Problems::new();
        if self.partner_id.trim().is_empty() {
            problems.add("partner_id", ProblemKind::Required);
        }
        let kind = AssociationKind::parse(&self.association);
        if kind.is_none() {
            problems.add("association", ProblemKind::NotAChoice);
        }
        problems.into_result(kind.unwrap_or(AssociationKind::Resale))
    }
}
