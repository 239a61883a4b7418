//! People and certificates entered from papers of operations: imports. The rules are those of inviting,
//! of a consent on paper and of the forms on a person's page.

use std::collections::BTreeMap;

use hezong_domain::benefits::{Actor, Comment};
use hezong_domain::members::{
    Certificate, Link, LinkEvent, LinkFacts, LinkState, Post, link_check,
};
use hezong_domain::{CertificateId, Day, MemberId, PartnerId, ProblemKind, ProjectId};
use hezong_storage::UnitOfWork;
use hezong_storage::memberships::LinkOutcome;

use super::super::data::MemberData;
use super::super::engine::{self, Loaded, Move, Noted};
use super::super::fields::{Answers, shown};
use super::super::frame::Frame;
use super::invite::{beginning, blank, cases_of, foremost, refused_invitation, title};
use super::upkeep;
use crate::act::Act;
use crate::entropy::Make;
use crate::{Error, Result};

/// What is said of a person. Fields of the form that are not in it stay as they are.
#[derive(Debug, Clone)]
pub(crate) struct PersonSaid {
    pub(crate) partner: PartnerId,
    pub(crate) account: String,
    pub(crate) name: String,
    pub(crate) email: String,
    /// The paper with the employee's consent.
    pub(crate) consent: String,
    /// Answers of the employment form, by its fields.
    pub(crate) employment: BTreeMap<&'static str, String>,
}

/// A person as it is and as it would be.
pub(crate) struct Entering {
    /// The case there is; `None` for somebody never invited.
    case: Option<Loaded<Link>>,
    /// Whether the link is made.
    pub(crate) is_new: bool,
    /// Fields that change: name, what stands there, what will.
    pub(crate) changes: Vec<(&'static str, String, String)>,
}

/// What changed between two states of a person's data, for its history.
pub(super) fn changes(before: &MemberData, after: &MemberData) -> Vec<Comment> {
    let pairs = fields(before).into_iter().zip(fields(after)).filter(|(old, new)| old != new);
    let called = |name| if name == "person_email" { "email" } else { name };
    pairs.map(|((name, old), (_, new))| changed(called(name), &old, &new)).collect()
}

/// A change of one field. Keys of texts are said in the reader's language ([`super::super::words::said`]).
pub(super) fn changed(name: &str, old: &str, new: &str) -> Comment {
    let word = |value: &str| match (name, value) {
        (_, "") => "–".to_owned(),
        ("post" | "path", key) => format!("@{name}.{key}"),
        _ => value.to_owned(),
    };
    Comment { field: name.to_owned(), text: format!("{} → {}", word(old), word(new)) }
}

/// Fields in the words of the form.
fn fields(data: &MemberData) -> Vec<(&'static str, String)> {
    let (person, employment) = (&data.person, &data.person.employment);
    vec![
        ("name", person.name.clone()),
        ("person_email", data.email.clone()),
        ("path", person.path.as_str().to_owned()),
        ("post", employment.post.map_or("", Post::as_str).to_owned()),
        ("cloud_since", shown(employment.cloud_since)),
        ("base_location", employment.base_location.clone()),
        ("hired_on", shown(employment.hired_on)),
        ("left_on", shown(employment.left_on)),
        ("employment_proof", data.proof.clone()),
        ("project", person.project.as_ref().map_or("", ProjectId::as_str).to_owned()),
    ]
}

/// Reads what is said into a person's data, by the form of the person's page.
fn read(said: &PersonSaid, state: LinkState, today: Day, data: &mut MemberData) -> Result<()> {
    let mut answers = BTreeMap::new();
    for (name, there) in fields(data) {
        let value = said.employment.get(name).filter(|value| !value.is_empty());
        answers.insert(name.to_owned(), vec![value.cloned().unwrap_or(there)]);
    }
    let path = data.person.path.as_str();
    let asked = said.employment.get("path").filter(|asked| !asked.is_empty());
    if !upkeep::path_is_open(state) && asked.is_some_and(|asked| asked != path) {
        return Err(Error::field("path", ProblemKind::Fixed));
    }
    upkeep::edit(state, today, data, Answers(answers).read())?;
    data.person.name.clone_from(&said.name);
    data.email.clone_from(&said.email);
    Ok(())
}

/// What would become of a person.
///
/// # Errors
/// [`Error::Invalid`] and [`Error::Case`] with the reason why it can not be entered.
pub(crate) async fn weigh(
    tx: &mut dyn UnitOfWork,
    frame: &Frame,
    said: &PersonSaid,
) -> Result<Entering> {
    let cases = cases_of(tx, &said.account).await?;
    let (own, others): (Vec<_>, Vec<_>) =
        cases.into_iter().partition(|case| case.row.partner_id == said.partner);
    let own = foremost(own);
    if let Some(case) = own.as_ref().filter(|case| case.state.shares_data()) {
        if !upkeep::is_kept_up(case.state) {
            return Err(Error::field("account", ProblemKind::UnderReview));
        }
        let mut after = case.data.clone();
        read(said, case.state, frame.today, &mut after)?;
        let pairs = fields(&case.data).into_iter().zip(fields(&after));
        let changes = pairs.filter(|(old, new)| old != new);
        let changes = changes.map(|((name, old), (_, new))| (name, old, new)).collect();
        return Ok(Entering { case: own, is_new: false, changes });
    }
    if said.consent.is_empty() {
        return Err(Error::field("consent", ProblemKind::Required));
    }
    // Links that exist already are entered, not sent: the limit of invitations a day is not theirs.
    if let Some(refused) = refused_invitation(tx, frame, &said.account, &others, 0).await? {
        return Err(Error::Case(refused));
    }
    let mut data = own.as_ref().map_or_else(|| blank(MemberId::new("new")), |own| own.data.clone());
    read(said, LinkState::Linked, frame.today, &mut data)?;
    Ok(Entering { case: own, is_new: true, changes: Vec::new() })
}

/// Enters a person: the link is made where there is none, then the data are written.
///
/// # Errors
/// As [`weigh`].
pub(crate) async fn enter(act: &mut Act, frame: &Frame, said: &PersonSaid) -> Result<Loaded<Link>> {
    let entering = weigh(&mut *act.tx, frame, said).await?;
    let mut case = match entering.case {
        Some(case) => case,
        None => beginning(act, said.partner.clone()),
    };
    case.data.person.name.clone_from(&said.name);
    case.data.account.clone_from(&said.account);
    case.data.email.clone_from(&said.email);
    case.row.title = title(&said.name, &said.account);
    if entering.is_new {
        if case.state != LinkState::Invited {
            link(act, frame, &mut case, (LinkEvent::Invite, Actor::Partner), "").await?;
        }
        link(act, frame, &mut case, (LinkEvent::Accept, Actor::Member), &said.consent).await?;
        act.tx.memberships().close_link(&case.row.id, LinkOutcome::Used, act.now).await?;
    }
    let before = case.data.clone();
    read(said, case.state, frame.today, &mut case.data)?;
    let comments = changes(&before, &case.data);
    let seen = case.row.version;
    // What operations enter from their papers they have reviewed: nobody reviews it again.
    let noted = Noted { event: "edit", comments, ..Noted::default() };
    engine::save_noted(act, frame, &mut case, seen, noted).await?;
    Ok(case)
}

async fn link(
    act: &mut Act,
    frame: &Frame,
    case: &mut Loaded<Link>,
    (event, hat): (LinkEvent, Actor),
    reason: &str,
) -> Result<()> {
    let reason = reason.to_owned();
    let asked = Move { event, reason, comments: Vec::new(), seen: case.row.version };
    let facts = LinkFacts::default();
    let check = |guard| link_check(guard, &facts);
    engine::step_as(act, frame, case, vec![hat], asked, check).await?;
    Ok(())
}

/// What is said of a certificate, by the fields of its form.
#[derive(Debug, Clone)]
pub(crate) struct CertificateSaid {
    pub(crate) account: String,
    pub(crate) answers: BTreeMap<&'static str, String>,
}

/// A certificate as it is.
pub(crate) struct Holding {
    case: Loaded<Link>,
    found: Option<Certificate>,
    /// Fields that change; empty for a new one.
    pub(crate) changes: Vec<(&'static str, String, String)>,
}

impl Holding {
    /// Whether the person has no certificate of that code from that day.
    pub(crate) const fn is_new(&self) -> bool {
        self.found.is_none()
    }
}

/// What would become of a certificate. A person has one of a code from a day.
///
/// # Errors
/// [`Error::Invalid`] with the reason why it can not be entered.
pub(crate) async fn weigh_certificate(
    tx: &mut dyn UnitOfWork,
    said: &CertificateSaid,
) -> Result<Holding> {
    let cases = cases_of(tx, &said.account).await?;
    let case = cases.into_iter().find(|case| case.state.shares_data());
    let case = case.ok_or_else(|| Error::field("account", ProblemKind::Unknown))?;
    if !upkeep::is_kept_up(case.state) {
        return Err(Error::field("account", ProblemKind::UnderReview));
    }
    let answer = |name: &str| said.answers.get(name).map_or("", String::as_str);
    let is_it = |certificate: &&Certificate| {
        certificate.code == answer("certificate_code")
            && certificate.valid_from.to_string() == answer("certificate_from")
    };
    let found = case.data.person.certificates.iter().find(is_it).cloned();
    let Some(certificate) = &found else {
        if case.data.person.certificates.len() >= upkeep::CERTIFICATES_MAX {
            let what = ProblemKind::TooMany { max: upkeep::CERTIFICATES_MAX };
            return Err(Error::field("certificate_code", what));
        }
        let mut data = case.data.clone();
        upkeep::add_certificate(&mut data, answers(said, None).read(), CertificateId::new("new"))?;
        return Ok(Holding { case, found: None, changes: Vec::new() });
    };
    let proof = case.data.proofs.get(certificate.id.as_str()).map_or("", String::as_str);
    let pairs =
        [("certificate_to", shown(certificate.valid_to)), ("certificate_proof", proof.to_owned())];
    let changes: Vec<_> = pairs
        .into_iter()
        .filter(|(name, old)| !answer(name).is_empty() && answer(name) != old)
        .map(|(name, old)| (name, old, answer(name).to_owned()))
        .collect();
    if certificate.is_spent && !changes.is_empty() {
        return Err(Error::field("certificate_code", ProblemKind::Fixed));
    }
    let mut data = case.data.clone();
    let there = Some((certificate, proof));
    upkeep::add_certificate(&mut data, answers(said, there).read(), certificate.id.clone())?;
    Ok(Holding { case, found, changes })
}

/// What is said, with what is there where nothing is said.
fn answers(said: &CertificateSaid, there: Option<(&Certificate, &str)>) -> Answers {
    let mut all = said.answers.clone();
    if let Some((certificate, proof)) = there {
        for (name, old) in [
            ("certificate_to", shown(certificate.valid_to)),
            ("certificate_proof", proof.to_owned()),
        ] {
            let value = all.entry(name).or_default();
            if value.is_empty() {
                *value = old;
            }
        }
    }
    Answers(all.into_iter().map(|(name, value)| (name.to_owned(), vec![value])).collect())
}

/// Enters a certificate; answers the person's case. One that is there keeps its id and its files.
///
/// # Errors
/// As [`weigh_certificate`].
pub(crate) async fn enter_certificate(
    act: &mut Act,
    frame: &Frame,
    said: &CertificateSaid,
) -> Result<Loaded<Link>> {
    let Holding { mut case, found, changes } = weigh_certificate(&mut *act.tx, said).await?;
    let data = &mut case.data;
    let code = said.answers.get("certificate_code").cloned().unwrap_or_default();
    let mut comments = vec![Comment { field: "certificate_code".to_owned(), text: code }];
    comments.extend(changes.iter().map(|(name, old, new)| changed(name, old, new)));
    if let Some(old) = found {
        let proof = data.proofs.get(old.id.as_str()).cloned().unwrap_or_default();
        let reading = answers(said, Some((&old, &proof)));
        data.person.certificates.retain(|certificate| certificate.id != old.id);
        upkeep::add_certificate(data, reading.read(), old.id.clone())?;
        if let Some(new) = data.person.certificates.last_mut() {
            new.has_proof |= old.has_proof;
            new.is_spent = old.is_spent;
        }
    } else {
        let id = CertificateId::new(act.cx.services().entropy().dated("CT", act.now));
        upkeep::add_certificate(data, answers(said, None).read(), id)?;
    }
    let seen = case.row.version;
    let noted = Noted { event: "add_certificate", comments, ..Noted::default() };
    engine::save_noted(act, frame, &mut case, seen, noted).await?;
    Ok(case)
}
