//! A person's own view of the partners it is linked with, and leaving one.

use hezong_contract::membership::{LeaveForm, MembershipCard, MembershipsPage};
use hezong_domain::access::{Permission, Scope};
use hezong_domain::benefits::{Actor, Transition, Workflow};
use hezong_domain::members::{
    Link, LinkEvent, LinkGuard, LinkStanding, LinkState, STATEMENT_VERSION, link_check,
};
use hezong_domain::{CaseId, ProblemKind};
use hezong_storage::UnitOfWork;
use hezong_storage::memberships::Consent;
use hezong_texts::{Lang, fh_people, member};

use super::super::engine::{self, Loaded, Move};
use super::super::fields::{self, shown};
use super::super::frame::Frame;
use super::super::{assessments, claims, words};
use super::accept::standing;
use super::invite::{cases_of, lapses_at};
use super::{desk, facts};
use crate::act::{Deed, perform};
use crate::context::Context;
use crate::{Error, Result};

/// The partners the caller's account is, was or may be linked with: those it is linked with first, then
/// invitations, then the past.
///
/// # Errors
/// Without [`Permission::MembershipManage`].
pub async fn memberships(cx: &Context, lang: Lang) -> Result<MembershipsPage> {
    let (mut tx, _) = cx.read(Permission::MembershipManage).await?;
    let account = tx.accounts().find(cx.principal().account_id()).await?;
    let account = account.ok_or(Error::Unauthenticated)?;
    let Some(personal) = tx.memberships().find_personal(&account.id).await? else {
        return Ok(MembershipsPage {
            is_personal: false,
            real_name: String::new(),
            cards: Vec::new(),
        });
    };
    let frame = Frame::read(&mut *tx, cx.now()).await?;
    let mut cards = Vec::new();
    let consents = tx.memberships().consents_of(&account.id).await?;
    for consent in &consents {
        let case = engine::find::<Link>(&mut *tx, &Scope::Platform, &consent.case_id).await?;
        cards.push(agreed(&mut *tx, &frame, lang, &case, consent).await?);
    }
    for case in cases_of(&mut *tx, &account.name).await? {
        if let Some(card) = invitation(cx, &mut *tx, lang, &case).await? {
            cards.push(card);
        }
    }
    cards.sort_by_key(|card| (!card.is_linked, !card.is_open));
    Ok(MembershipsPage { is_personal: true, real_name: personal.real_name, cards })
}

async fn blank(tx: &mut dyn UnitOfWork, lang: Lang, case: &Loaded<Link>) -> Result<MembershipCard> {
    let partner = tx.accounts().find(&case.row.partner_id.account()).await?;
    Ok(MembershipCard {
        case_id: case.row.id.to_string(),
        partner: partner.map(|account| account.display_name).unwrap_or_default(),
        state: words::state(lang, "member_link", case.state.as_str(), None),
        is_specialist: false,
        since: None,
        until: None,
        statement: String::new(),
        is_open: false,
        expires_at: None,
        is_linked: false,
        shared: Vec::new(),
        certificates: Vec::new(),
        kept_by: Vec::new(),
        version: case.row.version,
    })
}

/// A link that was agreed to: what the partner sees while it lasts. Of one that ended nothing is told
/// but that it was there: the case may be about a later link.
async fn agreed(
    tx: &mut dyn UnitOfWork,
    frame: &Frame,
    lang: Lang,
    case: &Loaded<Link>,
    consent: &Consent,
) -> Result<MembershipCard> {
    let mut card = blank(tx, lang, case).await?;
    card.since = Some(consent.accepted_at);
    card.until = consent.ended_at;
    card.statement.clone_from(&consent.statement);
    if consent.ended_at.is_some() {
        card.state = words::state(lang, "member_link", LinkState::Unlinked.as_str(), None);
        return Ok(card);
    }
    card.is_linked = true;
    card.is_specialist = case.state.is_specialist();
    let mut seen = vec![
        (member::SHARED_NAME.get(lang).to_owned(), case.data.person.name.clone()),
        (fh_people::ACCOUNT.get(lang).to_owned(), case.data.account.clone()),
    ];
    seen.extend(desk::employment(lang, case).into_iter().map(|fact| (fact.label, fact.value)));
    card.shared = seen;
    let month = frame.today.month();
    card.certificates = case
        .data
        .person
        .certificates
        .iter()
        .map(|certificate| {
            let (counts, _) = desk::standing(lang, month, certificate);
            let from = certificate.valid_from.to_string();
            (certificate.code.clone(), from, shown(certificate.valid_to), counts)
        })
        .collect();
    card.kept_by = kept_by(tx, lang, case).await?;
    Ok(card)
}

/// What keeps a person from leaving: being a specialist, or claims that are not decided yet.
async fn kept_by(tx: &mut dyn UnitOfWork, lang: Lang, case: &Loaded<Link>) -> Result<Vec<String>> {
    let mut kept = Vec::new();
    let can_leave =
        |rule: &Transition<Link>| rule.from == case.state && rule.event == LinkEvent::Leave;
    if !Link::TRANSITIONS.iter().any(can_leave) {
        let state = words::word(lang, "link_state", case.state.as_str());
        kept.push(member::kept_by_state(lang, state));
    }
    let past = claims::all_of(tx, &case.row.partner_id).await?;
    let facts = facts(tx, case, &past).await?;
    let check = link_check(LinkGuard::NoOpenClaim, &facts);
    if !check.passed {
        let open: Vec<&str> =
            facts.open_claims.iter().map(hezong_domain::ClaimId::as_str).collect();
        kept.push(member::kept_by_claims(lang, open.join(", ")));
    }
    Ok(kept)
}

/// An invitation that names the account and can still be taken up.
async fn invitation(
    cx: &Context,
    tx: &mut dyn UnitOfWork,
    lang: Lang,
    case: &Loaded<Link>,
) -> Result<Option<MembershipCard>> {
    let Some(link) = tx.memberships().open_link(&case.row.id).await? else { return Ok(None) };
    if standing(tx, &link, case, cx.now()).await? != LinkStanding::Open {
        return Ok(None);
    }
    let mut card = blank(tx, lang, case).await?;
    card.is_open = true;
    card.since = Some(link.created_at);
    card.expires_at = Some(lapses_at(case, link.expires_at));
    STATEMENT_VERSION.clone_into(&mut card.statement);
    Ok(Some(card))
}

/// Ends the link with a partner, who no longer sees the person's data. A claim that is not decided yet has
/// to be decided first; a specialist's status has to be cancelled first (incentives-invoices §6.4).
///
/// # Errors
/// Without [`Permission::MembershipManage`]; [`Error::NotFound`] for links that are not the caller's;
/// [`Error::Case`] when something keeps the person.
pub async fn leave(cx: &Context, form: &LeaveForm) -> Result<()> {
    let id = &CaseId::parse(&form.case).map_err(|_| Error::NotFound("case"))?;
    let seen: i64 = form.seen.parse().map_err(|_| Error::field("seen", ProblemKind::Required))?;
    let reason = &fields::reason(&form.reason, true)?;
    let deed = Deed::new(Permission::MembershipManage, "member.leave", id.as_str());
    perform(cx, deed, |mut act| async move {
        let consent = act.tx.memberships().live_consent(id).await?;
        let own = consent.filter(|c| c.account_id == *act.cx.principal().account_id());
        own.ok_or(Error::NotFound("case"))?;
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        let mut case = engine::find::<Link>(&mut *act.tx, &Scope::Platform, id).await?;
        let past = claims::all_of(&mut *act.tx, &case.row.partner_id).await?;
        let facts = facts(&mut *act.tx, &case, &past).await?;
        let event = LinkEvent::Leave;
        let asked = Move { event, reason: reason.clone(), comments: Vec::new(), seen };
        let check = |guard| link_check(guard, &facts);
        engine::step_as(&mut act, &frame, &mut case, vec![Actor::Member], asked, check).await?;
        act.tx.memberships().end_consent(id, act.now).await?;
        assessments::end_for(&mut act, &frame, &case).await?;
        act.done((), id.as_str(), reason.as_str())
    })
    .await
}
