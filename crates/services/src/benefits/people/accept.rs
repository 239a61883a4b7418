//! Accepting an invitation with an account of one's own, or with one made for it.

use hezong_contract::cases::CheckView;
use hezong_contract::membership::{AcceptMembershipForm, JoinForm, OfferCaller, OfferView};
use hezong_domain::access::{Permission, Principal, Proof, Role, Roles, Scope};
use hezong_domain::accounts::{Account, AccountKind, Activity, User};
use hezong_domain::benefits::{Actor, Cure};
use hezong_domain::members::{
    Link, LinkEvent, LinkFacts, LinkStanding, LinkState, STATEMENT_VERSION, link_check,
};
use hezong_domain::{AccountId, CaseId, ProblemKind, Timestamp, UserId, text};
use hezong_storage::memberships::{Consent, LinkOutcome, MemberInvitation, PersonalAccount};
use hezong_storage::{StorageError, UnitOfWork};
use hezong_texts::Lang;

use super::super::CaseRefusal;
use super::super::engine::{self, Loaded, Move};
use super::super::frame::Frame;
use super::super::words;
use super::invite::{cases_of, lapses_at, refused_link, title};
use crate::act::{Act, Deed, perform};
use crate::context::{Context, RequestFacts, Services};
use crate::entropy::Make;
use crate::identity::{SignedIn, digest, open_session};
use crate::{Error, Result, partners, password};

/// Where a link stands. One whose case went on without it (a consent on paper) is used; nobody joins a
/// partner that is switched off.
pub(super) async fn standing(
    tx: &mut dyn UnitOfWork,
    link: &MemberInvitation,
    case: &Loaded<Link>,
    now: Timestamp,
) -> Result<LinkStanding> {
    let closed = match (link.outcome, case.state) {
        (Some(LinkOutcome::Withdrawn), _) => Some(LinkStanding::Withdrawn),
        (None, LinkState::Invited) => None,
        (None, LinkState::Expired) => Some(LinkStanding::Expired),
        (Some(LinkOutcome::Used) | None, _) => Some(LinkStanding::Used),
    };
    let found = LinkStanding::of(closed, lapses_at(case, link.expires_at), now);
    if found != LinkStanding::Open {
        return Ok(found);
    }
    let partner = tx.accounts().find(&case.row.partner_id.account()).await?;
    let is_active = partner.is_some_and(|partner| partner.activity == Activity::Active);
    Ok(if is_active { LinkStanding::Open } else { LinkStanding::Withdrawn })
}

/// The refusal of a link that can not be used.
fn must_be_open(standing: LinkStanding) -> Result<()> {
    let key = match standing {
        LinkStanding::Open => return Ok(()),
        LinkStanding::Expired => "invitation_expired",
        LinkStanding::Used => "invitation_used",
        LinkStanding::Withdrawn => "invitation_withdrawn",
    };
    Err(Error::Case(CaseRefusal::plain::<Link>(key)))
}

async fn linked_case(
    tx: &mut dyn UnitOfWork,
    token: &str,
) -> Result<(MemberInvitation, Loaded<Link>)> {
    let link = tx.memberships().find_link(&digest(token)).await?;
    let link = link.ok_or(Error::NotFound("invitation"))?;
    let case = engine::find::<Link>(tx, &Scope::Platform, &link.case_id).await?;
    Ok((link, case))
}

/// Why an account can not take up a person's invitation.
async fn refused(
    tx: &mut dyn UnitOfWork,
    frame: &Frame,
    account: &str,
    real_name: &str,
    case: &Loaded<Link>,
) -> Result<Option<CaseRefusal>> {
    let mut others = cases_of(tx, account).await?;
    others.retain(|other| other.row.id != case.row.id);
    let plain = |name: &str| text::fold(name).replace(' ', "");
    let is_real = plain(real_name) == plain(&case.data.person.name);
    let mut refusal = refused_link(tx, frame, account, &others, 0, is_real).await?;
    // Whoever was invited reads this, not who invites.
    for failed in refusal.iter_mut().flat_map(|refusal| &mut refusal.failed) {
        if failed.cure == Cure::AnotherPerson {
            failed.cure = Cure::AnotherAccount;
        }
    }
    Ok(refusal)
}

/// The real name of an account: a person's, else nobody's.
async fn real_name_of(tx: &mut dyn UnitOfWork, account: &AccountId) -> Result<Option<String>> {
    Ok(tx.memberships().find_personal(account).await?.map(|personal| personal.real_name))
}

/// What the link of an invitation offers, and whether whoever is signed in can accept it. Of a link that
/// can not be used only the company is told.
///
/// # Errors
/// [`Error::NotFound`] for a link that never was.
pub async fn offer(
    services: &Services,
    caller: Option<&Context>,
    token: &str,
    lang: Lang,
) -> Result<OfferView> {
    let mut tx = services.storage().read().await?;
    let (link, case) = linked_case(&mut *tx, token).await?;
    let standing = standing(&mut *tx, &link, &case, services.now()).await?;
    let partner = tx.accounts().find(&case.row.partner_id.account()).await?;
    let mut offer = OfferView {
        standing,
        partner: partner.map(|account| account.display_name).unwrap_or_default(),
        inviter: String::new(),
        name: String::new(),
        account: String::new(),
        email: String::new(),
        statement: STATEMENT_VERSION.to_owned(),
        expires_at: lapses_at(&case, link.expires_at),
        caller: None,
    };
    if standing != LinkStanding::Open {
        return Ok(offer);
    }
    let inviter = tx.identity().find_user(&link.invited_by).await?;
    offer.inviter = inviter.map(|user| user.display_name).unwrap_or_default();
    offer.name.clone_from(&case.data.person.name);
    offer.account.clone_from(&case.data.account);
    offer.email.clone_from(&case.data.email);
    if let Some(cx) = caller {
        offer.caller = Some(looked_at_by(&mut *tx, cx, &case, lang).await?);
    }
    Ok(offer)
}

async fn looked_at_by(
    tx: &mut dyn UnitOfWork,
    cx: &Context,
    case: &Loaded<Link>,
    lang: Lang,
) -> Result<OfferCaller> {
    let principal = cx.principal();
    let account = tx.accounts().find(principal.account_id()).await?;
    let account = account.ok_or(Error::Unauthenticated)?;
    let frame = Frame::read(tx, cx.now()).await?;
    let name = real_name_of(tx, &account.id).await?.unwrap_or_default();
    let refused = refused(tx, &frame, &account.name, &name, case).await?;
    let failed: Vec<CheckView> =
        refused.map(|refusal| words::refusal(lang, &refusal).1).unwrap_or_default();
    Ok(OfferCaller {
        sign_in: principal.sign_in().to_owned(),
        display_name: account.display_name,
        failed,
    })
}

/// Links the case with an account, whose consent is kept.
async fn take_up(
    act: &mut Act,
    frame: &Frame,
    case: &mut Loaded<Link>,
    account: &Account,
    user: &UserId,
) -> Result<()> {
    let name = real_name_of(&mut *act.tx, &account.id).await?.unwrap_or_default();
    if let Some(refusal) = refused(&mut *act.tx, frame, &account.name, &name, case).await? {
        return Err(Error::Case(refusal));
    }
    let consent = Consent {
        case_id: case.row.id.clone(),
        seq: 0,
        account_id: account.id.clone(),
        user_id: user.clone(),
        statement: STATEMENT_VERSION.to_owned(),
        accepted_at: act.now,
        ended_at: None,
    };
    let is_first =
        act.tx.memberships().close_link(&case.row.id, LinkOutcome::Used, act.now).await?
            && act.tx.memberships().add_consent(&consent).await?;
    if !is_first {
        // Somebody was faster: begin anew and say what there is now.
        return Err(StorageError::Conflict.into());
    }
    case.data.account.clone_from(&account.name);
    case.row.title = title(&case.data.person.name, &account.name);
    let asked = Move::plain(LinkEvent::Accept, case.row.version);
    let facts = LinkFacts::default();
    let check = |guard| link_check(guard, &facts);
    engine::step_as(act, frame, case, vec![Actor::Member], asked, check).await?;
    Ok(())
}

fn is_current(statement: &str) -> Result<()> {
    if statement == STATEMENT_VERSION {
        Ok(())
    } else {
        Err(Error::field("agreed", ProblemKind::Outdated))
    }
}

/// Accepts with the account that is signed in: by the link, or an invitation to this account by its case.
///
/// # Errors
/// Without [`Permission::MembershipManage`]; [`Error::Invalid`] without agreement to the statement in
/// force; [`Error::Case`] when the link can not be used any more or the account may not be linked;
/// [`Error::NotFound`].
pub async fn accept(cx: &Context, form: &AcceptMembershipForm) -> Result<CaseId> {
    form.check()?;
    is_current(&form.statement)?;
    let deed = Deed::own("member.accept", cx.principal().sign_in());
    perform(cx, deed, |mut act| async move {
        let account = act.tx.accounts().find(act.cx.principal().account_id()).await?;
        let account = account.ok_or(Error::Unauthenticated)?;
        let user = act.cx.principal().user_id().cloned().ok_or(Error::Unauthenticated)?;
        let (link, mut case) = if form.token.is_empty() {
            addressed(&mut act, &form.case, &account).await?
        } else {
            linked_case(&mut *act.tx, &form.token).await?
        };
        must_be_open(standing(&mut *act.tx, &link, &case, act.now).await?)?;
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        take_up(&mut act, &frame, &mut case, &account, &user).await?;
        // Only now: accounts of the wrong kind are told why they can not be linked. Nothing is kept of
        // an act that is refused.
        act.cx.authorize(Permission::MembershipManage)?;
        let id = case.row.id.clone();
        act.done(id.clone(), id.as_str(), format!("{} {STATEMENT_VERSION}", account.name))
    })
    .await
}

/// The open invitation of a case that names an account, which need not know the link then.
async fn addressed(
    act: &mut Act,
    case: &str,
    account: &Account,
) -> Result<(MemberInvitation, Loaded<Link>)> {
    act.cx.authorize(Permission::MembershipManage)?;
    let id = CaseId::parse(case).map_err(|_| Error::NotFound("invitation"))?;
    let case = engine::find::<Link>(&mut *act.tx, &Scope::Platform, &id).await?;
    let link = act.tx.memberships().open_link(&id).await?;
    match link.filter(|_| case.data.account == account.name) {
        Some(link) => Ok((link, case)),
        None => Err(Error::NotFound("invitation")),
    }
}

/// Makes an account of the person's own and accepts with it; signs the person in.
///
/// # Errors
/// Wrong fields, a name in use among them; otherwise as [`accept`].
pub async fn join(
    services: &Services,
    request: &RequestFacts,
    form: &JoinForm,
) -> Result<SignedIn> {
    {
        // Before the work of hashing: whoever has no good link is no caller of ours.
        let mut tx = services.storage().read().await?;
        let (link, case) = linked_case(&mut *tx, &form.token).await?;
        must_be_open(standing(&mut *tx, &link, &case, services.now()).await?)?;
    }
    form.check()?;
    is_current(&form.statement)?;
    let hash = &password::hash(services, &form.password).await?;
    let now = services.now();
    let (account, user) = &new_account(services, form, now);
    let principal = Principal::authenticated(
        account.id.clone(),
        account.kind,
        user.id.clone(),
        user.sign_in.clone(),
        Vec::new(),
        Proof::Session,
    );
    let cx = &services.context(principal, request.clone());
    perform(cx, Deed::own("member.join", user.sign_in.as_str()), |mut act| async move {
        let (link, mut case) = linked_case(&mut *act.tx, &form.token).await?;
        must_be_open(standing(&mut *act.tx, &link, &case, act.now).await?)?;
        partners::add_account(&mut act, account).await?;
        let personal = PersonalAccount {
            account_id: account.id.clone(),
            real_name: account.display_name.clone(),
            created_at: act.now,
        };
        act.tx.memberships().add_personal(&personal).await?;
        if !act.tx.identity().add_user(user, hash).await? {
            return Err(Error::field("account_name", ProblemKind::Taken));
        }
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        take_up(&mut act, &frame, &mut case, account, &user.id).await?;
        let id = case.row.id;
        act.done((), id.as_str(), format!("{} {STATEMENT_VERSION}", account.name))
    })
    .await?;
    open_session(services, request, user).await
}

fn new_account(services: &Services, form: &JoinForm, now: Timestamp) -> (Account, User) {
    let name = form.account_name.trim().to_lowercase();
    let real_name = form.display_name.trim().to_owned();
    let account = Account {
        id: services.entropy().account_id(),
        kind: AccountKind::Customer,
        name: name.clone(),
        display_name: real_name.clone(),
        mobile: String::new(),
        email: form.email.trim().to_owned(),
        activity: Activity::Active,
        asks_code: false,
        created_at: now,
    };
    let user = User {
        id: services.entropy().user_id(now),
        account_id: account.id.clone(),
        sign_in: name,
        display_name: real_name,
        email: account.email.clone(),
        activity: Activity::Active,
        roles: Roles { preset: vec![Role::CustomerOwner], custom: Vec::new() },
        created_at: now,
    };
    (account, user)
}
