//! Customers: operations create and associate them, partners see their own.

use hezong_contract::accounts::{InvitationRow, UserRow};
use hezong_contract::customers::{CUSTOMER_FILTERS, CustomerRow, NewCustomer};
use hezong_contract::{ListState, Listing};
use hezong_domain::access::{Permission, Scope};
use hezong_domain::accounts::{
    Account, AccountKind, Activity, Association, AssociationKind, Customer,
};
use hezong_domain::{
    AccountId, CustomerId, Page, PartnerId, ProblemKind, Refusal, Window, mask, text,
};
use hezong_storage::UnitOfWork;
use hezong_storage::customers::CustomerFilter;

use crate::act::{Act, Deed, perform};
use crate::context::Context;
use crate::entropy::Make;
use crate::names::{Names, note_reveal};
use crate::partners::{add_account, invitations, users};
use crate::{Error, Result};

pub(crate) async fn rows(
    tx: &mut dyn UnitOfWork,
    customers: Vec<Customer>,
    revealed: bool,
) -> Result<Vec<CustomerRow>> {
    let ids: Vec<CustomerId> = customers.iter().map(Customer::id).collect();
    let with_users = tx.customers().with_users(&ids).await?;
    let partner_ids = customers
        .iter()
        .filter_map(|c| c.association.as_ref())
        .map(|a| a.partner_id.account())
        .collect();
    let names = Names::of(tx, partner_ids).await?;
    let show = |text: &str, masked: fn(&str) -> String| {
        if revealed { text.to_owned() } else { masked(text) }
    };
    Ok(customers
        .into_iter()
        .map(|customer| {
            let association = customer.association.as_ref();
            let partner = association.map(|a| a.partner_id.account());
            CustomerRow {
                has_users: with_users.contains(&customer.id()),
                partner_name: partner.as_ref().map(|p| names.display(p)).unwrap_or_default(),
                partner_id: partner.map(String::from).unwrap_or_default(),
                association: association.map(|a| a.kind),
                associated_at: association.map(|a| a.associated_at),
                id: customer.account.id.to_string(),
                account_name: show(&customer.account.name, mask::account),
                display_name: show(&customer.account.display_name, mask::name),
                activity: customer.account.activity,
                created_at: customer.account.created_at,
            }
        })
        .collect())
}

async fn listed(
    cx: &Context,
    permission: Permission,
    query: &str,
    always_revealed: bool,
) -> Result<Listing<CustomerRow>> {
    let (mut tx, scope) = cx.read(permission).await?;
    let mut state = ListState::parse(query, CUSTOMER_FILTERS);
    let revealed = always_revealed || state.get("reveal") == "1";
    let filter = CustomerFilter {
        search: text::fold(state.get("q")),
        partner_id: state.read("partner", |text| PartnerId::parse(text).ok()),
        association: state.read("association", AssociationKind::parse),
        ..CustomerFilter::default()
    };
    let page = tx.customers().list(&scope, &filter, state.window()).await?;
    let rows = rows(&mut *tx, page.rows, revealed).await?;
    drop(tx);
    note_reveal(cx, "customers", revealed && !always_revealed).await?;
    Ok(Listing { rows, total: page.total, as_of: cx.now(), revealed, dropped: state.dropped })
}

/// Lists all customers, for operations.
///
/// # Errors
/// Without [`Permission::OpsCustomers`].
pub async fn list_all(cx: &Context, query: &str) -> Result<Listing<CustomerRow>> {
    listed(cx, Permission::OpsCustomers, query, true).await
}

/// Lists the caller's own customers, names masked unless revealed.
///
/// # Errors
/// Without [`Permission::CustomerView`].
pub async fn list_own(cx: &Context, query: &str) -> Result<Listing<CustomerRow>> {
    listed(cx, Permission::CustomerView, query, false).await
}

/// The caller's customers to choose from when issuing: unmasked, because one must see whom one gives to.
///
/// # Errors
/// Without [`Permission::CouponIssue`].
pub async fn options(cx: &Context, search: &str) -> Result<Page<CustomerRow>> {
    let (mut tx, scope) = cx.read(Permission::CouponIssue).await?;
    let filter = CustomerFilter { search: text::fold(search), ..CustomerFilter::default() };
    let page = tx.customers().list(&scope, &filter, Window::first(100)).await?;
    let total = page.total;
    Ok(Page { rows: rows(&mut *tx, page.rows, true).await?, total })
}

/// The caller's customers as the open API lists them.
///
/// # Errors
/// When storage fails; the documented API asks for no permission item (open-api §8).
pub async fn list_for_api(
    cx: &Context,
    filter: &CustomerFilter,
    window: Window,
) -> Result<Page<Customer>> {
    let scope = cx.principal().scope();
    if !matches!(scope, Scope::Partner(_)) {
        return Err(Error::forbidden(cx.principal(), Permission::CustomerView));
    }
    let mut tx = cx.services().storage().read().await?;
    Ok(tx.customers().list(&scope, filter, window).await?)
}

/// A customer with its people, for operations.
///
/// # Errors
/// Without [`Permission::OpsCustomers`]; [`Error::NotFound`].
pub async fn detail(
    cx: &Context,
    id: &str,
) -> Result<(CustomerRow, Vec<UserRow>, Vec<InvitationRow>)> {
    let (mut tx, scope) = cx.read(Permission::OpsCustomers).await?;
    let id = CustomerId::parse(id).map_err(|_| Error::NotFound("customer"))?;
    let customer = tx.customers().find(&scope, &id).await?.ok_or(Error::NotFound("customer"))?;
    let account = customer.account.id.clone();
    let mut found = rows(&mut *tx, vec![customer], true).await?;
    let row = found.pop().ok_or(Error::NotFound("customer"))?;
    let users = users(&mut *tx, &account).await?;
    let invitations = invitations(cx, &mut *tx, &account).await?;
    Ok((row, users, invitations))
}

/// Adds the association in an act under way.
pub(crate) async fn add_association(
    act: &mut Act,
    customer_id: &CustomerId,
    partner: &str,
    kind: AssociationKind,
) -> Result<()> {
    let unknown = || Error::field("partner_id", ProblemKind::Unknown);
    let partner_id = PartnerId::parse(partner).map_err(|_| unknown())?;
    let partner = act.tx.accounts().find_partner(&partner_id).await?.ok_or_else(unknown)?;
    if partner.account.activity == Activity::Disabled {
        return Err(unknown());
    }
    let association = Association {
        partner_id,
        customer_id: customer_id.clone(),
        kind,
        is_first: !act.tx.customers().was_associated(customer_id).await?,
        associated_at: act.now,
        ended_at: None,
    };
    if !act.tx.customers().associate(&association).await? {
        return Err(Refusal::AlreadyAssociated.into());
    }
    Ok(())
}

/// Creates a customer, associated at once when the form says so.
///
/// # Errors
/// Without [`Permission::OpsCustomers`]; a name in use; an unknown partner.
pub async fn create(cx: &Context, new: &NewCustomer) -> Result<CustomerId> {
    create_with_id(cx, new, &cx.services().entropy().account_id()).await
}

/// Creates a customer whose id is given: for demo data and imports.
///
/// # Errors
/// As [`create`].
pub async fn create_with_id(cx: &Context, new: &NewCustomer, id: &AccountId) -> Result<CustomerId> {
    let deed = Deed::new(Permission::OpsCustomers, "customer.create", new.account_name.as_str());
    perform(cx, deed, |mut act| async move {
        let customer = create_in(&mut act, new, id).await?;
        act.done(customer, id.as_str(), new.account_name.clone())
    })
    .await
}

/// Creates a customer in an act under way.
pub(crate) async fn create_in(
    act: &mut Act,
    new: &NewCustomer,
    id: &AccountId,
) -> Result<CustomerId> {
    let account = Account {
        id: id.clone(),
        kind: AccountKind::Customer,
        name: new.account_name.clone(),
        display_name: new.display_name.clone(),
        mobile: new.mobile.clone(),
        email: new.email.clone(),
        activity: Activity::Active,
        asks_code: false,
        created_at: act.now,
    };
    add_account(act, &account).await?;
    let customer_id = CustomerId::from(id.clone());
    if let Some((partner, kind)) = &new.association {
        add_association(act, &customer_id, partner, *kind).await?;
    }
    Ok(customer_id)
}

/// Associates an existing customer with a partner.
///
/// # Errors
/// Without [`Permission::OpsCustomers`]; [`Error::NotFound`]; [`Refusal::AlreadyAssociated`].
pub async fn associate(
    cx: &Context,
    customer: &str,
    partner: &str,
    kind: AssociationKind,
) -> Result<()> {
    let id = &CustomerId::parse(customer).map_err(|_| Error::NotFound("customer"))?;
    let deed = Deed::new(Permission::OpsCustomers, "customer.associate", id.as_str());
    perform(cx, deed, |mut act| async move {
        let scope = act.cx.principal().scope();
        act.tx.customers().find(&scope, id).await?.ok_or(Error::NotFound("customer"))?;
        add_association(&mut act, id, partner, kind).await?;
        act.done((), id.as_str(), format!("{} {partner}", kind.as_str()))
    })
    .await
}
