//! Allow-lists for cash coupons: versions, one in force (partner-sales §3.2).

use hezong_contract::coupons::{AllowlistRow, NewAllowlist};
use hezong_contract::customers::CustomerRow;
use hezong_domain::access::Permission;
use hezong_domain::{AllowlistId, CustomerId, ProblemKind, Problems, Refusal, Window};
use hezong_storage::customers::{Allowlist, CustomerFilter};

use crate::act::{Deed, perform};
use crate::context::Context;
use crate::entropy::Make;
use crate::{Error, Result};

async fn subsidised_partner(cx: &Context) -> Result<hezong_domain::PartnerId> {
    cx.authorize(Permission::AllowlistManage)?;
    let id = cx
        .principal()
        .partner_id()
        .ok_or_else(|| Error::forbidden(cx.principal(), Permission::AllowlistManage))?;
    let mut tx = cx.services().storage().read().await?;
    let partner = tx.accounts().find_partner(&id).await?.ok_or(Error::NotFound("partner"))?;
    if partner.is_subsidised { Ok(id) } else { Err(Refusal::NotSubsidised.into()) }
}

fn row(list: Allowlist) -> AllowlistRow {
    AllowlistRow {
        id: list.id.to_string(),
        number: list.number,
        is_valid: list.is_valid,
        note: list.note,
        entries: list.entries,
        created_by: list.created_by,
        created_at: list.created_at,
    }
}

/// All versions of the caller's allow-list, newest first.
///
/// # Errors
/// Without [`Permission::AllowlistManage`]; [`Refusal::NotSubsidised`].
pub async fn list(cx: &Context) -> Result<Vec<AllowlistRow>> {
    let partner = subsidised_partner(cx).await?;
    let mut tx = cx.services().storage().read().await?;
    Ok(tx.customers().list_allowlists(&partner).await?.into_iter().map(row).collect())
}

/// Customers that a version names (at most 100 are shown).
///
/// # Errors
/// Without [`Permission::AllowlistManage`]; [`Error::NotFound`].
pub async fn entries(cx: &Context, id: &str) -> Result<Vec<CustomerRow>> {
    let partner = subsidised_partner(cx).await?;
    let id = AllowlistId::parse(id).map_err(|_| Error::NotFound("allow-list"))?;
    let mut tx = cx.services().storage().read().await?;
    let own = tx.customers().list_allowlists(&partner).await?;
    if !own.iter().any(|l| l.id == id) {
        return Err(Error::NotFound("allow-list"));
    }
    let filter = CustomerFilter { allowlist: Some(id), ..CustomerFilter::default() };
    let scope = cx.principal().scope();
    let page = tx.customers().list(&scope, &filter, Window::first(100)).await?;
    crate::customers::rows(&mut *tx, page.rows, true).await
}

/// Adds a version, which comes into force; the earlier ones become invalid. Every line must name one of
/// the caller's customers; the first ten that do not are named with their line.
///
/// # Errors
/// Without [`Permission::AllowlistManage`]; unknown customers by line.
pub async fn replace(cx: &Context, new: &NewAllowlist) -> Result<AllowlistId> {
    let partner = &subsidised_partner(cx).await?;
    let id = &cx.services().entropy().allowlist_id(cx.now());
    let deed = Deed::new(Permission::AllowlistManage, "allowlist.replace", partner.as_str());
    perform(cx, deed, |mut act| async move {
        let scope = act.cx.principal().scope();
        let mut customers: Vec<CustomerId> = Vec::with_capacity(new.entries.len());
        let mut problems = Problems::new();
        for (line, text) in &new.entries {
            let by_name = act.tx.accounts().find_by_name(&text.to_lowercase()).await?;
            let customer_id = match by_name {
                Some(account) => CustomerId::from(account.id),
                None => CustomerId::new(text.as_str()),
            };
            let known = act.tx.customers().find(&scope, &customer_id).await?.is_some();
            if !known && problems.iter().count() < 10 {
                problems.add(format!("lines.{line}"), ProblemKind::Unknown);
            } else if known && !customers.contains(&customer_id) {
                customers.push(customer_id);
            }
        }
        problems.into_result(())?;
        let earlier = act.tx.customers().list_allowlists(partner).await?;
        let list = Allowlist {
            id: id.clone(),
            partner_id: partner.clone(),
            number: earlier.iter().map(|l| l.number).max().unwrap_or(0) + 1,
            is_valid: true,
            note: new.note.clone(),
            created_by: act.cx.principal().sign_in().to_owned(),
            created_at: act.now,
            entries: i64::try_from(customers.len()).unwrap_or(i64::MAX),
        };
        act.tx.customers().add_allowlist(&list, &customers).await?;
        let detail = format!("version {}, {} customers", list.number, list.entries);
        act.done(id.clone(), id.as_str(), detail)
    })
    .await
}

/// Brings a version into force or out of it.
///
/// # Errors
/// Without [`Permission::AllowlistManage`]; [`Error::NotFound`].
pub async fn set_valid(cx: &Context, id: &str, is_valid: bool) -> Result<()> {
    let partner = &subsidised_partner(cx).await?;
    let id = &AllowlistId::parse(id).map_err(|_| Error::NotFound("allow-list"))?;
    let deed = Deed::new(Permission::AllowlistManage, "allowlist.set_valid", id.as_str());
    perform(cx, deed, |mut act| async move {
        if !act.tx.customers().set_allowlist_valid(partner, id, is_valid).await? {
            return Err(Error::NotFound("allow-list"));
        }
        act.done((), id.as_str(), if is_valid { "valid" } else { "invalid" })
    })
    .await
}
