//! Inviting an employee: who may be, the link the inviter gets, and taking it back.

use hezong_domain::access::{Permission, Scope};
use hezong_domain::accounts::{Account, AccountKind};
use hezong_domain::members::{
    AssessmentState, Employment, INVITATION_DAYS, Invitee, InviteeKind, Link, LinkEvent, LinkFacts,
    LinkState, Path, Specialist, link_check, may_invite,
};
use hezong_domain::text::{self, NAME_LENGTH_MAX};
use hezong_domain::{CaseId, Day, MemberId, PartnerId, Problems, Timestamp};
use hezong_storage::UnitOfWork;
use hezong_storage::benefits::CaseFilter;
use hezong_storage::memberships::{LinkOutcome, MemberInvitation};

use super::super::CaseRefusal;
use super::super::data::MemberData;
use super::super::engine::{self, Loaded, Move, Subject};
use super::super::frame::Frame;
use super::super::refusal::FailedCheck;
use super::list_all;
use crate::act::{Act, Deed, perform};
use crate::context::Context;
use crate::entropy::Make;
use crate::identity::digest;
use crate::{Error, Result};

/// A new invitation; the secret leaves the server only here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// The person's case.
    pub id: CaseId,
    /// The path of the link, with its secret.
    pub path: String,
    /// When the link lapses.
    pub expires_at: Timestamp,
}

/// Invites an employee by the own account, or invites again somebody who did not answer or left.
///
/// # Errors
/// Without [`Permission::BenefitManage`]; [`Error::Invalid`]; [`Error::Case`] when somebody may not be
/// invited.
pub async fn invite(cx: &Context, name: &str, email: &str, account: &str) -> Result<Invited> {
    let mut problems = Problems::new();
    let name = text::bounded(&mut problems, "name", name, true, NAME_LENGTH_MAX);
    let email = text::email(&mut problems, "email", email, true);
    let account = text::account_name(&mut problems, "account", account);
    problems.into_result(())?;
    let turn = cx.principal().account_id().to_string();
    let deed =
        Deed::new(Permission::BenefitManage, "member.invite", account.as_str()).in_turn(turn);
    let (name, email, account) = (&name, &email, &account);
    perform(cx, deed, |mut act| async move {
        let partner = act.cx.principal().partner_id().ok_or(Error::NotFound("partner"))?;
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        let own = invitable(&mut act, &frame, &partner, account).await?;
        if let Some(own) = &own
            && (own.state.shares_data() || own.state == LinkState::Invited)
        {
            let invited = own.state == LinkState::Invited;
            let key = if invited { "already_invited" } else { "already_linked" };
            return Err(Error::Case(CaseRefusal::plain::<Link>(key)));
        }
        let mut case = own.unwrap_or_else(|| beginning(&act, partner));
        case.data.person.name.clone_from(name);
        case.data.email.clone_from(email);
        case.data.account.clone_from(account);
        case.row.title = title(name, account);
        let asked = Move::plain(LinkEvent::Invite, case.row.version);
        let facts = LinkFacts::default();
        engine::step(&mut act, &frame, &mut case, asked, |guard| link_check(guard, &facts)).await?;
        let invited = link(&mut act, &case).await?;
        let id = case.row.id;
        act.done(invited, id.as_str(), account.as_str())
    })
    .await
}

/// What lists call a person: the name, and the account, by which people search.
pub(super) fn title(name: &str, account: &str) -> String {
    format!("{name} ({account})")
}

/// When the link of an invitation lapses: with the last day of its case, which policies re-date. Where the
/// policy sets none, `stored` holds.
pub(super) fn lapses_at(case: &Loaded<Link>, stored: Timestamp) -> Timestamp {
    let last = case.row.due_on.filter(|_| case.state == LinkState::Invited);
    last.map_or(stored, |day| day.plus(1).start())
}

/// Makes the link of an invitation; an older one ends.
async fn link(act: &mut Act, case: &Loaded<Link>) -> Result<Invited> {
    let id = &case.row.id;
    let invited_by = act.cx.principal().user_id().cloned().ok_or(Error::Unauthenticated)?;
    act.tx.memberships().close_link(id, LinkOutcome::Withdrawn, act.now).await?;
    let secret = act.cx.services().entropy().secret();
    let expires_at = lapses_at(case, act.now.plus_days(INVITATION_DAYS));
    let link = MemberInvitation {
        token_hash: digest(&secret),
        case_id: id.clone(),
        invited_by,
        created_at: act.now,
        expires_at,
        outcome: None,
    };
    act.tx.memberships().add_link(&link).await?;
    Ok(Invited { id: id.clone(), path: format!("/membership/{secret}"), expires_at })
}

/// A person nobody has invited yet.
pub(super) fn beginning(act: &Act, partner: PartnerId) -> Loaded<Link> {
    let id = MemberId::new(act.cx.services().entropy().dated("M", act.now));
    let data = blank(id.clone());
    let (subject, title, period) = (id.to_string(), String::new(), String::new());
    Loaded::begin(act, Subject { partner, key: subject, title, period }, data)
}

/// A person of whom nothing is known yet.
pub(super) fn blank(id: MemberId) -> MemberData {
    let person = Specialist {
        id,
        name: String::new(),
        link: LinkState::None,
        path: Path::SystemIntegration,
        grade: String::new(),
        employment: Employment::default(),
        certificates: Vec::new(),
        assessment: AssessmentState::None,
        accepted_on: None,
        specialist_since: None,
        project: None,
    };
    MemberData {
        person,
        account: String::new(),
        email: String::new(),
        proof: String::new(),
        proofs: std::collections::BTreeMap::new(),
        filed: std::collections::BTreeSet::new(),
    }
}

/// Every case of an account, whoever's.
pub(super) async fn cases_of(tx: &mut dyn UnitOfWork, account: &str) -> Result<Vec<Loaded<Link>>> {
    let filter = CaseFilter { account: Some(account.to_owned()), ..CaseFilter::default() };
    list_all::<Link>(tx, &Scope::Platform, filter).await
}

/// Of a partner's own cases of one account the one to go on with: what it shares data by before anything
/// else, so that nobody is linked twice within one partner.
pub(super) fn foremost(own: Vec<Loaded<Link>>) -> Option<Loaded<Link>> {
    own.into_iter().max_by_key(|case| (case.state.shares_data(), case.state == LinkState::Invited))
}

/// Whether an account may be invited; the partner's own case of it, if there is one.
async fn invitable(
    act: &mut Act,
    frame: &Frame,
    partner: &PartnerId,
    account: &str,
) -> Result<Option<Loaded<Link>>> {
    // Being linked elsewhere is looked for across all partners: only whether, never where, is answered.
    let known = cases_of(&mut *act.tx, account).await?;
    let (own, others): (Vec<_>, Vec<_>) =
        known.into_iter().partition(|case| case.row.partner_id == *partner);
    let by = act.cx.principal().user_id().cloned().ok_or(Error::Unauthenticated)?;
    let sent = act.tx.memberships().count_links(&by, act.now.local_midnight()).await?;
    match refused_invitation(&mut *act.tx, frame, account, &others, sent).await? {
        None => Ok(foremost(own)),
        Some(refusal) => Err(Error::Case(refusal)),
    }
}

/// What kind of account it is. Whoever has none yet is a person.
async fn kind_of(tx: &mut dyn UnitOfWork, account: Option<&Account>) -> Result<InviteeKind> {
    let Some(account) = account else { return Ok(InviteeKind::Person) };
    Ok(match account.kind {
        AccountKind::Partner => InviteeKind::Partner,
        AccountKind::Vendor => InviteeKind::Enterprise,
        AccountKind::Customer => match tx.memberships().find_personal(&account.id).await? {
            Some(_) => InviteeKind::Person,
            None => InviteeKind::Enterprise,
        },
    })
}

/// Why an account may not be linked: what it is, and its links to other partners.
///
/// # Errors
/// When storage fails.
pub(super) async fn refused_invitation(
    tx: &mut dyn UnitOfWork,
    frame: &Frame,
    account: &str,
    others: &[Loaded<Link>],
    sent: i64,
) -> Result<Option<CaseRefusal>> {
    // A real name is proven when the person accepts: only its owner can show the account's.
    refused_link(tx, frame, account, others, sent, true).await
}

/// The same for somebody whose real name is known.
///
/// # Errors
/// When storage fails.
pub(super) async fn refused_link(
    tx: &mut dyn UnitOfWork,
    frame: &Frame,
    account: &str,
    others: &[Loaded<Link>],
    sent: i64,
    is_real_name: bool,
) -> Result<Option<CaseRefusal>> {
    let mut linked_on = Vec::new();
    for other in others {
        let steps = tx.benefits().list_steps_unscoped(&other.row.id).await?;
        let accepted = steps.iter().filter(|step| step.event == LinkEvent::Accept.as_str());
        linked_on.extend(accepted.map(|step| Day::of(step.at)));
    }
    let found = tx.accounts().find_by_name(account).await?;
    let kind = kind_of(tx, found.as_ref()).await?;
    let is_linked_elsewhere = others.iter().any(|case| case.state.shares_data());
    let invitee = Invitee { kind, is_linked_elsewhere, is_real_name, linked_on };
    let failed: Vec<_> =
        may_invite(&invitee, sent, frame.today).into_iter().filter(|check| !check.passed).collect();
    if failed.is_empty() {
        return Ok(None);
    }
    let mut refusal = CaseRefusal::plain::<Link>("guarded");
    refusal.failed = failed.iter().map(|check| FailedCheck::of("invite_check", check)).collect();
    Ok(Some(refusal))
}
