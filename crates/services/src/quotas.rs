//! Quotas: operations grant, adjust and freeze; partners look.

use hezong_contract::coupons::{
    AdjustForm, NewGrant, QUOTA_FILTERS, QuotaDetail, QuotaOption, QuotaRow, StateChange, StateForm,
};
use hezong_contract::{ListState, Listing};
use hezong_domain::access::{Permission, Scope};
use hezong_domain::coupons::{Quota, QuotaEvent, QuotaStatus, QuotaType};
use hezong_domain::ledger::{Entry, EntryKind, LedgerAccount};
use hezong_domain::{Fen, Page, PartnerId, ProblemKind, QuotaId, Refusal, Timestamp, Window, text};
use hezong_storage::quotas::QuotaFilter;

use crate::act::{Act, Deed, Once, perform, perform_once};
use crate::context::Context;
use crate::entropy::Make;
use crate::names::Names;
use crate::{Error, Result};

/// A quota as pages show it.
pub(crate) fn row(quota: &Quota, partner_name: String, now: Timestamp) -> QuotaRow {
    let issue_refusal = quota.may_issue(now).err().or_else(|| {
        let empty = Refusal::QuotaInsufficient { needed: Fen::new(1), balance: quota.balance };
        (!quota.balance.is_positive()).then_some(empty)
    });
    QuotaRow {
        id: quota.id.to_string(),
        name: quota.name.clone(),
        quota_type: quota.quota_type,
        value: quota.value,
        balance: quota.balance,
        status: quota.status_at(now),
        effective_at: quota.effective_at,
        expires_at: quota.expires_at,
        limits: quota.limits.clone(),
        terms: quota.terms.clone(),
        issued_count: quota.issued_count,
        issue_refusal,
        partner_id: quota.partner_id.to_string(),
        partner_name,
        created_at: quota.created_at,
    }
}

/// Quotas of all partners, for operations.
///
/// # Errors
/// Without [`Permission::OpsQuotas`].
pub async fn list_all(cx: &Context, query: &str) -> Result<Listing<QuotaRow>> {
    listed(cx, Permission::OpsQuotas, None, query).await
}

/// The quotas of the caller's partner, of one type.
///
/// # Errors
/// Without [`Permission::QuotaView`].
pub async fn list(cx: &Context, quota_type: QuotaType, query: &str) -> Result<Listing<QuotaRow>> {
    listed(cx, Permission::QuotaView, Some(quota_type), query).await
}

async fn listed(
    cx: &Context,
    permission: Permission,
    quota_type: Option<QuotaType>,
    query: &str,
) -> Result<Listing<QuotaRow>> {
    let (mut tx, scope) = cx.read(permission).await?;
    let mut state = ListState::parse(query, QUOTA_FILTERS);
    let asked_type = state.read("type", QuotaType::parse);
    let filter = QuotaFilter {
        search: text::fold(state.get("q")),
        partner_id: state.read("partner", |text| PartnerId::parse(text).ok()),
        quota_type: quota_type.or(asked_type),
        statuses: state.read("status", QuotaStatus::parse).into_iter().collect(),
        ..QuotaFilter::default()
    };
    let page = tx.quotas().list(&scope, &filter, state.window(), cx.now()).await?;
    let ids = page.rows.iter().map(|q| q.partner_id.account()).collect();
    let names = Names::of(&mut *tx, ids).await?;
    let rows = page
        .rows
        .iter()
        .map(|q| row(q, names.display(&q.partner_id.account()), cx.now()))
        .collect();
    Ok(Listing { rows, total: page.total, as_of: cx.now(), revealed: true, dropped: state.dropped })
}

/// Quotas as the open API lists them.
///
/// # Errors
/// Without [`Permission::QuotaView`].
pub async fn list_for_api(
    cx: &Context,
    filter: &QuotaFilter,
    window: Window,
) -> Result<Page<Quota>> {
    let (mut tx, scope) = cx.read(Permission::QuotaView).await?;
    Ok(tx.quotas().list(&scope, filter, window, cx.now()).await?)
}

/// Quotas that may be issued from now, to choose from.
///
/// # Errors
/// Without [`Permission::CouponIssue`].
pub async fn options(cx: &Context, quota_type: QuotaType) -> Result<Vec<QuotaOption>> {
    let (mut tx, scope) = cx.read(Permission::CouponIssue).await?;
    let filter =
        QuotaFilter { quota_type: Some(quota_type), issuable_only: true, ..QuotaFilter::default() };
    let page = tx.quotas().list(&scope, &filter, Window::first(100), cx.now()).await?;
    Ok(page
        .rows
        .into_iter()
        .map(|q| QuotaOption {
            id: q.id.to_string(),
            name: q.name,
            balance: q.balance,
            expires_at: q.expires_at,
        })
        .collect())
}

/// Any partner's quota with what became of its value, for operations.
///
/// # Errors
/// Without [`Permission::OpsQuotas`]; [`Error::NotFound`].
pub async fn detail_of_any(cx: &Context, id: &str) -> Result<QuotaDetail> {
    detailed(cx, Permission::OpsQuotas, id).await
}

/// One of the caller's partner's quotas with what became of its value.
///
/// # Errors
/// Without [`Permission::QuotaView`]; [`Error::NotFound`].
pub async fn detail(cx: &Context, id: &str) -> Result<QuotaDetail> {
    detailed(cx, Permission::QuotaView, id).await
}

async fn detailed(cx: &Context, permission: Permission, id: &str) -> Result<QuotaDetail> {
    let (mut tx, scope) = cx.read(permission).await?;
    let id = QuotaId::parse(id).map_err(|_| Error::NotFound("quota"))?;
    let quota = tx.quotas().find(&scope, &id).await?.ok_or(Error::NotFound("quota"))?;
    let usage = tx.quotas().usage(&id).await?;
    let names = Names::of(&mut *tx, vec![quota.partner_id.account()]).await?;
    Ok(QuotaDetail {
        row: row(&quota, names.display(&quota.partner_id.account()), cx.now()),
        held: usage.held,
        consumed: usage.consumed,
        reclaimed: usage.reclaimed,
        expired: usage.expired,
        version: quota.version,
    })
}

/// Grants a quota to a partner.
///
/// # Errors
/// Without [`Permission::OpsQuotas`]; an unknown partner; [`Refusal::NotSubsidised`] for cash coupons.
pub async fn grant(cx: &Context, new: &NewGrant, key: &str) -> Result<QuotaId> {
    let id = cx.services().entropy().quota_id(cx.now());
    let partner = (new.partner_id.as_str(), new.quota_type, &new.name);
    let validity = (new.effective_at, new.expires_at);
    let request = (partner, new.value, validity, &new.limits, &new.terms);
    let once = Once::new(key, &request)?;
    let deed = Deed::new(Permission::OpsQuotas, "quota.grant", new.partner_id.as_str());
    let id = &id;
    perform_once(cx, deed, once, |act| add_quota(act, new, id)).await
}

async fn add_quota(
    mut act: Act,
    new: &NewGrant,
    id: &QuotaId,
) -> Result<crate::act::Done<QuotaId>> {
    put(&mut act, new, id).await?;
    let detail = format!("{} {}", new.partner_id, new.value);
    act.done(id.clone(), id.as_str(), detail)
}

/// Grants a quota within an act: the rules and the ledger of every grant.
pub(crate) async fn put(act: &mut Act, new: &NewGrant, id: &QuotaId) -> Result<()> {
    let partner = act.tx.accounts().find_partner(&new.partner_id).await?;
    let partner = partner.ok_or_else(|| Error::field("partner_id", ProblemKind::Unknown))?;
    if new.quota_type == QuotaType::CashCoupon && !partner.is_subsidised {
        return Err(Refusal::NotSubsidised.into());
    }
    let quota = Quota {
        id: id.clone(),
        partner_id: new.partner_id.clone(),
        quota_type: new.quota_type,
        name: new.name.clone(),
        value: new.value,
        balance: new.value,
        status: QuotaStatus::Normal,
        effective_at: new.effective_at,
        expires_at: new.expires_at,
        limits: new.limits.clone(),
        terms: new.terms.clone(),
        issued_count: 0,
        issued_total: Fen::ZERO,
        created_at: act.now,
        updated_at: act.now,
        version: 1,
    };
    act.tx.quotas().add(&quota).await?;
    let account = LedgerAccount::Quota(quota.id.clone());
    let kind = EntryKind::QuotaGranted;
    act.post(Entry::transfer(kind, LedgerAccount::Granted, account, quota.value)).await?;
    Ok(())
}

/// Raises or lowers a quota's value, never below what was issued.
///
/// # Errors
/// Without [`Permission::OpsQuotas`]; wrong fields; [`Refusal::Stale`] when it changed since it was shown;
/// [`Refusal::AdjustBelowIssued`]; [`Refusal::QuotaTransition`] in a final state.
pub async fn adjust(cx: &Context, form: &AdjustForm) -> Result<()> {
    cx.authorize(Permission::OpsQuotas)?;
    let (id, difference, reason, version) = form.check()?;
    let once = Once::new(&form.key, &(id.as_str(), difference, version))?;
    let deed = Deed::new(Permission::OpsQuotas, "quota.adjust", id.as_str());
    let (id, reason) = (&id, &reason);
    perform_once(cx, deed, once, |mut act| async move {
        let quota = changeable(&mut act, id, version).await?;
        let too_low = Refusal::AdjustBelowIssued { balance: quota.balance };
        let balance = quota.balance.checked_add(difference).filter(|b| *b >= Fen::ZERO);
        let value = quota.value.checked_add(difference).filter(|v| *v <= Fen::MAX_INPUT);
        let after = Quota {
            balance: balance.ok_or_else(|| too_low.clone())?,
            value: value.ok_or_else(|| Error::field("difference", ProblemKind::AmountTooLarge))?,
            updated_at: act.now,
            version: quota.version + 1,
            ..quota
        };
        save(&mut act, &after).await?;
        let account = LedgerAccount::Quota(id.clone());
        let kind = EntryKind::QuotaAdjusted;
        act.post(Entry::transfer(kind, LedgerAccount::Granted, account, difference)).await?;
        act.done((), id.as_str(), format!("{difference} {reason}"))
    })
    .await
}

/// Freezes, unfreezes, begins or ends adjusting, or invalidates a quota; the reason goes to the audit log.
///
/// # Errors
/// Without [`Permission::OpsQuotas`]; wrong fields, among them no reason where
/// [`QuotaEvent::needs_reason`]; [`Refusal::QuotaTransition`]; [`Refusal::Stale`].
pub async fn change_state(cx: &Context, form: &StateForm) -> Result<()> {
    cx.authorize(Permission::OpsQuotas)?;
    let StateChange { id, event, reason, version } = &form.check()?;
    let action = match event {
        QuotaEvent::Freeze => "quota.freeze",
        QuotaEvent::Unfreeze => "quota.unfreeze",
        QuotaEvent::BeginAdjust => "quota.begin_adjust",
        QuotaEvent::EndAdjust => "quota.end_adjust",
        QuotaEvent::Invalidate => "quota.invalidate",
    };
    perform(cx, Deed::new(Permission::OpsQuotas, action, id.as_str()), |mut act| async move {
        let quota = changeable(&mut act, id, *version).await?;
        let status = quota.status_at(act.now).after(*event)?;
        let after = Quota { status, updated_at: act.now, version: quota.version + 1, ..quota };
        save(&mut act, &after).await?;
        act.done((), id.as_str(), format!("{} {reason}", status.as_str()).trim_end())
    })
    .await
}

/// The quota, if it is as the page showed it.
async fn changeable(act: &mut Act, id: &QuotaId, version: i64) -> Result<Quota> {
    let quota = act.tx.quotas().find(&Scope::Platform, id).await?;
    let quota = quota.ok_or(Error::NotFound("quota"))?;
    if quota.version != version {
        return Err(Refusal::Stale.into());
    }
    let status = quota.status_at(act.now);
    if matches!(status, QuotaStatus::Invalid | QuotaStatus::Reclaimed) {
        return Err(Refusal::QuotaTransition { status }.into());
    }
    Ok(quota)
}

/// Writes a changed quota; losing the race starts the work over.
pub(crate) async fn save(act: &mut Act, quota: &Quota) -> Result<()> {
    if act.tx.quotas().update(quota).await? {
        Ok(())
    } else {
        Err(hezong_storage::StorageError::Conflict.into())
    }
}
