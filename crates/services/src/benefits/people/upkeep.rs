//! 项目专员信息维护: employment and certificates the partner keeps up to date, grades operations set.

use hezong_contract::cases::ActView;
use hezong_domain::benefits::{Actor, Comment};
use hezong_domain::members::{
    Certificate, Link, LinkEvent, LinkFacts, LinkState, Path, link_check,
};
use hezong_domain::{CertificateId, Day, Month, ProblemKind, ProjectId};
use hezong_storage::memberships::LinkOutcome;

use super::super::data::MemberData;
use super::super::engine::{self, Loaded, Move, Noted};
use super::super::fields::{Answers, Reading, shown};
use super::super::frame::Frame;
use super::super::{CaseRefusal, case::Looking, hats, papers, words};
use super::entry::{changed, changes};
use super::forms;
use super::invite::{cases_of, refused_invitation};
use crate::act::Act;
use crate::entropy::Make;
use crate::{Error, Result};

/// Most certificates kept of one person.
pub(super) const CERTIFICATES_MAX: usize = 50;

/// What can be done with a person's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    Edit,
    AddCertificate,
    RemoveCertificate,
    SetGrade,
    ConfirmLink,
}

impl Work {
    const ALL: [Self; 5] = [
        Self::Edit,
        Self::AddCertificate,
        Self::RemoveCertificate,
        Self::SetGrade,
        Self::ConfirmLink,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Edit => "edit",
            Self::AddCertificate => "add_certificate",
            Self::RemoveCertificate => "remove_certificate",
            Self::SetGrade => "set_grade",
            Self::ConfirmLink => "confirm_link",
        }
    }

    /// Whose it is. Amounts hang on the grade, so that the partner does not set it.
    const fn by(self) -> Actor {
        match self {
            Self::Edit | Self::AddCertificate | Self::RemoveCertificate => Actor::Partner,
            Self::SetGrade => Actor::ServiceOperations,
            // The employee's consent on paper, as somebody outside the partner has seen it (ours).
            Self::ConfirmLink => Actor::Reviewer,
        }
    }

    /// Whether there is anything to do.
    fn has_use(self, frame: &Frame, case: &Loaded<Link>) -> bool {
        let is_kept = is_kept_up(case.state);
        match self {
            Self::Edit => is_kept,
            Self::AddCertificate => {
                is_kept && case.data.person.certificates.len() < CERTIFICATES_MAX
            }
            Self::RemoveCertificate => is_kept && removable(&case.data).next().is_some(),
            Self::SetGrade => case.state.shares_data() && !grades(frame, case).is_empty(),
            Self::ConfirmLink => case.state == LinkState::Invited,
        }
    }
}

/// Whether the partner keeps the person's data up to date: while somebody reviews the person, what is
/// reviewed stays as it was handed in.
pub(super) fn is_kept_up(state: LinkState) -> bool {
    state.shares_data() && state != LinkState::SpecialistReview
}

/// Whether a certificate counts for a month's claim.
pub(super) fn counts(certificate: &Certificate, month: Month) -> bool {
    certificate.is_valid_on(month.last()) && certificate.has_proof && !certificate.is_spent
}

/// Certificates that can be taken out: a spent one stays, or it could be entered anew and used twice.
pub(super) fn removable(data: &MemberData) -> impl Iterator<Item = &Certificate> {
    data.person.certificates.iter().filter(|certificate| !certificate.is_spent)
}

/// Whether the path can still be chosen: a specialist is one of a path.
pub(super) fn path_is_open(state: LinkState) -> bool {
    !state.is_specialist() && state != LinkState::SpecialistReview
}

/// Grades with an amount on the person's path.
pub(super) fn grades(frame: &Frame, case: &Loaded<Link>) -> Vec<String> {
    let Some(policy) = frame.policies.on(frame.today) else { return Vec::new() };
    let on_path = policy.schemes.iter().filter(|terms| terms.path == case.data.person.path);
    let rates = on_path.flat_map(|terms| terms.rates.iter());
    let mut all: Vec<String> =
        rates.map(|rate| rate.grade.clone()).filter(|grade| !grade.is_empty()).collect();
    all.sort();
    all.dedup();
    all
}

/// Certificates the policy asks for on the person's path.
pub(super) fn codes(frame: &Frame, path: Path) -> Vec<String> {
    let Some(policy) = frame.policies.on(frame.today) else { return Vec::new() };
    let on_path = policy.schemes.iter().filter(|terms| terms.path == path);
    let mut all = Vec::new();
    for terms in on_path {
        for code in terms.certificates.all_of.iter().chain(&terms.certificates.one_of) {
            if !all.contains(code) {
                all.push(code.clone());
            }
        }
    }
    all
}

/// What the reader can do with the person's data.
pub(super) fn acts(look: &Looking<'_>, case: &Loaded<Link>) -> Vec<ActView> {
    let open = Work::ALL
        .into_iter()
        .filter(|work| look.hats.contains(&work.by()) && work.has_use(look.frame, case));
    open.map(|work| ActView {
        event: work.name().to_owned(),
        words: words::word(look.lang, "link_event", work.name()),
        is_main: false,
        is_hard: false,
        needs_reason: false,
        remarkable: Vec::new(),
        blocked: Vec::new(),
        fields: forms::form(look, case, work),
    })
    .collect()
}

/// Changes a person's data; whether there is such a change.
pub(super) async fn carry_out(
    act: &mut Act,
    frame: &Frame,
    mut case: Loaded<Link>,
    name: &str,
    seen: i64,
    answers: &Answers,
) -> Result<bool> {
    let Some(work) = Work::ALL.into_iter().find(|work| work.name() == name) else {
        return Ok(false);
    };
    if !hats::of(act.cx.principal()).contains(&work.by()) {
        let mut refusal = CaseRefusal::plain::<Link>("not_yours");
        refusal.turn = Some(work.by());
        return Err(Error::Case(refusal));
    }
    if !work.has_use(frame, &case) {
        let mut refusal = CaseRefusal::plain::<Link>("not_now");
        refusal.state = Some(case.state.as_str());
        return Err(Error::Case(refusal));
    }
    let reading = answers.read();
    let comments = match work {
        Work::Edit => return edited(act, frame, case, seen, reading).await,
        Work::AddCertificate => {
            let id = act.cx.services().entropy().dated("CT", act.now);
            add_certificate(&mut case.data, reading, CertificateId::new(id))?;
            case.data.person.certificates.last().map(named)
        }
        Work::RemoveCertificate => {
            let gone = remove_certificate(&mut case.data, reading)?;
            papers::drop_item(act, &case.row.id, gone.id.as_str()).await?;
            Some(named(&gone))
        }
        Work::SetGrade => {
            let grade = reading.raw("grade").to_owned();
            if !grade.is_empty() && !grades(frame, &case).contains(&grade) {
                return Err(Error::field("grade", ProblemKind::NotAChoice));
            }
            let before = std::mem::replace(&mut case.data.person.grade, grade);
            Some(changed("grade", &before, &case.data.person.grade))
        }
        Work::ConfirmLink => return confirm_link(act, frame, case, seen, reading).await,
    };
    let comments = comments.into_iter().collect();
    let noted = Noted { event: work.name(), comments, ..Noted::default() };
    engine::save_noted(act, frame, &mut case, seen, noted).await?;
    Ok(true)
}

/// A certificate in the words of a history.
fn named(certificate: &Certificate) -> Comment {
    let text = format!("{} {} –", certificate.code, certificate.valid_from);
    let text = format!("{text} {}", shown(certificate.valid_to)).trim_end().to_owned();
    Comment { field: "certificates".to_owned(), text }
}

/// Changes a person's employment. When money hangs on what changes, a specialist is reviewed again.
async fn edited(
    act: &mut Act,
    frame: &Frame,
    mut case: Loaded<Link>,
    seen: i64,
    reading: Reading<'_>,
) -> Result<bool> {
    let before = case.data.clone();
    edit(case.state, frame.today, &mut case.data, reading)?;
    let comments = changes(&before, &case.data);
    let (was, is) = (&before.person.employment, &case.data.person.employment);
    if !(case.state.is_specialist() && is.moves_money(was)) {
        if comments.is_empty() {
            engine::save(act, frame, &mut case, seen).await?;
        } else {
            let noted = Noted { event: Work::Edit.name(), comments, ..Noted::default() };
            engine::save_noted(act, frame, &mut case, seen, noted).await?;
        }
        return Ok(true);
    }
    if case.state != LinkState::Specialist {
        // The status is being cancelled: that is decided first.
        let field = comments.first().map_or("post", |first| first.field.as_str());
        return Err(Error::field(field, ProblemKind::UnderReview));
    }
    let facts = LinkFacts {
        base_location: is.base_location.clone(),
        has_proof: is.has_proof,
        ..LinkFacts::default()
    };
    if case.data.person.specialist_since.is_none() {
        // A specialist of before the day was kept: the history knows it.
        let steps = act.tx.benefits().list_steps_unscoped(&case.row.id).await?;
        let approved = steps.iter().rev().find(|s| s.event == LinkEvent::Approve.as_str());
        let since = approved.map_or(case.row.entered_on, |step| Day::of(step.at));
        case.data.person.specialist_since = Some(since);
    }
    let asked = Move { event: LinkEvent::Change, reason: String::new(), comments, seen };
    engine::step(act, frame, &mut case, asked, |guard| link_check(guard, &facts)).await?;
    Ok(true)
}

/// Takes an invitation up for the employee, whose consent on paper is named as the reason.
async fn confirm_link(
    act: &mut Act,
    frame: &Frame,
    mut case: Loaded<Link>,
    seen: i64,
    mut reading: Reading<'_>,
) -> Result<bool> {
    let reason = reading.line("evidence", true);
    reading.end()?;
    // The person may have been linked since: then the paper links nobody a second time.
    let account = case.data.account.clone();
    let mut others = cases_of(&mut *act.tx, &account).await?;
    others.retain(|other| other.row.id != case.row.id);
    if let Some(refusal) = refused_invitation(&mut *act.tx, frame, &account, &others, 0).await? {
        return Err(Error::Case(refusal));
    }
    let asked = Move { event: LinkEvent::Accept, reason, comments: Vec::new(), seen };
    let facts = LinkFacts::default();
    let check = |guard| link_check(guard, &facts);
    engine::step_as(act, frame, &mut case, vec![Actor::Member], asked, check).await?;
    act.tx.memberships().close_link(&case.row.id, LinkOutcome::Used, act.now).await?;
    Ok(true)
}

/// Reads what the form of a person's employment says.
pub(super) fn edit(
    state: LinkState,
    today: Day,
    data: &mut MemberData,
    mut reading: Reading<'_>,
) -> Result<()> {
    let is_open = path_is_open(state);
    let person = &mut data.person;
    // What the form does not show is not sent either: an absent path stays.
    if is_open
        && !reading.raw("path").is_empty()
        && let Some(path) = reading.one("path")
    {
        person.path = path;
    }
    let has_post = !reading.raw("post").is_empty();
    let employment = &mut person.employment;
    employment.post = if has_post { reading.one("post") } else { None };
    employment.cloud_since = reading.day("cloud_since", false);
    if employment.cloud_since.is_some_and(|since| since > today) {
        reading.blame("cloud_since", ProblemKind::InTheFuture);
    }
    employment.base_location = reading.line("base_location", false);
    employment.hired_on = reading.day("hired_on", false);
    employment.left_on = reading.day("left_on", false);
    if let (Some(from), Some(to)) = (employment.hired_on, employment.left_on)
        && to < from
    {
        reading.blame("left_on", ProblemKind::EndBeforeBegin);
    }
    let proof = reading.line("employment_proof", false);
    employment.has_proof = !proof.is_empty() || data.filed.contains("");
    let project = reading.line("project", false);
    person.project = (!project.is_empty()).then(|| ProjectId::new(project));
    data.proof = proof;
    reading.end()
}

/// Reads a certificate.
pub(super) fn add_certificate(
    data: &mut MemberData,
    mut reading: Reading<'_>,
    id: CertificateId,
) -> Result<()> {
    let code = reading.line("certificate_code", true);
    let from = reading.day("certificate_from", true);
    let valid_to = reading.day("certificate_to", false);
    let proof = reading.line("certificate_proof", false);
    if let (Some(from), Some(to)) = (from, valid_to)
        && to < from
    {
        reading.blame("certificate_to", ProblemKind::EndBeforeBegin);
    }
    reading.end()?;
    let valid_from = from.ok_or_else(|| Error::field("certificate_from", ProblemKind::Required))?;
    let has_proof = !proof.is_empty();
    if has_proof {
        data.proofs.insert(id.to_string(), proof);
    }
    let certificate = Certificate { id, code, valid_from, valid_to, has_proof, is_spent: false };
    data.person.certificates.push(certificate);
    Ok(())
}

/// Takes a certificate out and answers it.
fn remove_certificate(data: &mut MemberData, reading: Reading<'_>) -> Result<Certificate> {
    let id = reading.raw("certificates").to_owned();
    reading.end()?;
    let found = removable(data).find(|certificate| certificate.id.as_str() == id).cloned();
    let gone = found.ok_or_else(|| Error::field("certificates", ProblemKind::NotAChoice))?;
    data.person.certificates.retain(|certificate| certificate.id.as_str() != id);
    data.proofs.remove(&id);
    data.filed.remove(&id);
    Ok(gone)
}
