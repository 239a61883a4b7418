//! The page of a person's case, and what moves it.

use hezong_contract::cases::{
    ActView, CellView, ChecksView, FactView, FieldView, Goal, Link as Leads, Mood, TableView,
};
use hezong_domain::files::Purpose;
use hezong_domain::incentives::{Claim, Scheme, Terms, evaluate_specialist};
use hezong_domain::members::{Certificate, Link, LinkEvent, link_check};
use hezong_domain::{Month, ProblemKind};
use hezong_storage::UnitOfWork;
use hezong_storage::benefits::CaseFile;
use hezong_storage::memberships::LinkOutcome;
use hezong_texts::{Lang, fh_people};

use super::super::case::{Desk, Looking, Shown, blocked};
use super::super::engine::{self, Loaded, Move};
use super::super::fields::{Answers, shown};
use super::super::frame::Frame;
use super::super::papers::PaperRule;
use super::super::tables::{self, cell};
use super::super::{assessments, claims, words};
use super::{facts, person, proofs, record_for, terms_of, upkeep};
use crate::act::Act;
use crate::{Error, Result};

impl Desk for Link {
    const HOME: Goal = Goal::People;
    const REMARKABLE: &'static [&'static str] =
        &["post", "cloud_since", "base_location", "employment_proof", "certificates", "project"];
    const HARD: &'static [&'static str] = &["cancel", "unlink", "withdraw"];

    const PAPERS: &'static [PaperRule<Self>] = proofs::RULES;

    fn paper_items(case: &Loaded<Self>, purpose: Purpose) -> Vec<(String, String)> {
        proofs::items(case, purpose)
    }

    fn filed(case: &mut Loaded<Self>, live: &[CaseFile]) {
        proofs::filed(case, live);
    }

    fn shows_papers(case: &Loaded<Self>) -> bool {
        case.state.shares_data()
    }

    async fn show(
        tx: &mut dyn UnitOfWork,
        look: &Looking<'_>,
        case: &Loaded<Self>,
    ) -> Result<Shown<Self>> {
        let lang = look.lang;
        let partner = &case.row.partner_id;
        let past = claims::all_of(tx, partner).await?;
        let facts = facts(tx, case, &past).await?;
        let mut page = Shown {
            // It follows from changing what is known of a specialist.
            left_out: vec![LinkEvent::Change],
            facts: vec![FactView::new(fh_people::ACCOUNT.get(lang), case.data.account.clone())],
            blocked: blocked::<Self>(lang, case.state, |guard| link_check(guard, &facts)),
            ..Shown::default()
        };
        if !case.state.shares_data() {
            page.facts
                .push(FactView::new(fh_people::EMPLOYMENT.get(lang), fh_people::PRIVATE.get(lang)));
            return Ok(page);
        }
        let month = look.frame.today.month();
        let qualified = claims::qualified(tx, partner, month.year()).await?;
        page.facts.extend(employment(lang, case));
        let assessment = assessments::of_person(tx, case).await?;
        page.facts.extend(assessment.as_ref().map(|one| assessments::fact(look, one)));
        let mut case = case.clone();
        assessments::into_person(&mut case.data.person, assessment.as_ref());
        let case = &case;
        page.tables.push(certificates(lang, month, case));
        page.checks = missing(look, case, &past, &qualified);
        Ok(page)
    }

    async fn form(
        _tx: &mut dyn UnitOfWork,
        _look: &Looking<'_>,
        _case: &Loaded<Self>,
        _event: LinkEvent,
    ) -> Result<Vec<FieldView>> {
        Ok(Vec::new())
    }

    async fn act(
        act: &mut Act,
        frame: &Frame,
        mut case: Loaded<Self>,
        asked: Move<Self>,
        _answers: &Answers,
    ) -> Result<()> {
        let past = claims::all_of(&mut *act.tx, &case.row.partner_id).await?;
        let facts = facts(&mut *act.tx, &case, &past).await?;
        let event = asked.event;
        if event == LinkEvent::Change {
            return Err(Error::field("event", ProblemKind::NotAChoice));
        }
        let since = &mut case.data.person.specialist_since;
        match event {
            // Whoever was reviewed again is one from the same day as before, unless the review refused.
            LinkEvent::Approve => *since = since.or(Some(frame.today)),
            LinkEvent::Reject | LinkEvent::ApproveCancel | LinkEvent::Disqualify => *since = None,
            _ => {}
        }
        engine::step(act, frame, &mut case, asked, |guard| link_check(guard, &facts)).await?;
        let id = &case.row.id;
        match event {
            LinkEvent::Approve => assessments::open_for(act, frame, &case).await?,
            LinkEvent::Withdraw => {
                act.tx.memberships().close_link(id, LinkOutcome::Withdrawn, act.now).await?;
            }
            LinkEvent::Unlink => {
                act.tx.memberships().end_consent(id, act.now).await?;
            }
            _ => {}
        }
        assessments::end_for(act, frame, &case).await
    }

    async fn extra_acts(
        tx: &mut dyn UnitOfWork,
        look: &Looking<'_>,
        case: &Loaded<Self>,
    ) -> Result<Vec<ActView>> {
        let mut acts = upkeep::acts(look, case);
        acts.extend(assessments::offer(tx, look, case).await?);
        Ok(acts)
    }

    async fn extra(
        act: &mut Act,
        frame: &Frame,
        case: Loaded<Self>,
        name: &str,
        seen: i64,
        answers: &Answers,
    ) -> Result<bool> {
        if name == assessments::OPEN {
            assessments::open_by_hand(act, frame, &case, seen).await?;
            return Ok(true);
        }
        upkeep::carry_out(act, frame, case, name, seen, answers).await
    }
}

pub(super) fn employment(lang: Lang, case: &Loaded<Link>) -> Vec<FactView> {
    let person = &case.data.person;
    let employment = &person.employment;
    let fact = |name: &str, value: String| {
        let empty = value.is_empty();
        let value = if empty { fh_people::NOT_SET.get(lang).to_owned() } else { value };
        FactView::new(words::field(lang, name), value)
    };
    let post = employment.post.map(|post| words::word(lang, "post", post.as_str()));
    let project = person.project.as_ref().map(ToString::to_string);
    let mut facts = vec![
        FactView::new(fh_people::EMAIL.get(lang), case.data.email.clone()),
        fact("path", words::word(lang, "path", person.path.as_str())),
        fact("post", post.unwrap_or_default()),
        fact("cloud_since", shown(employment.cloud_since)),
        fact("base_location", employment.base_location.clone()),
        fact("hired_on", shown(employment.hired_on)),
    ];
    if let Some(day) = employment.left_on {
        facts.push(fact("left_on", day.to_string()));
    }
    facts.push(fact("employment_proof", case.data.proof.clone()));
    facts.push(fact("project", project.unwrap_or_default()));
    let grade = if person.grade.is_empty() {
        fh_people::GRADE_NONE.get(lang)
    } else {
        person.grade.as_str()
    };
    facts.push(fact("grade", grade.to_owned()));
    facts
}

fn certificates(lang: Lang, month: Month, case: &Loaded<Link>) -> TableView {
    let head = |words: &str| tables::head(words, false);
    let row = |certificate: &Certificate| {
        let (standing, mood) = standing(lang, month, certificate);
        let end = certificate.valid_to.map_or_else(
            || fh_people::CERTIFICATE_OPEN.get(lang).to_owned(),
            |day| day.to_string(),
        );
        let proof = case.data.proofs.get(certificate.id.as_str()).cloned();
        vec![
            cell(certificate.code.clone()),
            cell(certificate.valid_from.to_string()),
            cell(end),
            cell(proof.unwrap_or_default()),
            CellView { text: standing, mood: Some(mood), goal: None },
        ]
    };
    TableView {
        title: fh_people::CERTIFICATES.get(lang).to_owned(),
        heads: vec![
            head(fh_people::COLUMN_CODE.get(lang)),
            head(fh_people::COLUMN_FROM.get(lang)),
            head(fh_people::COLUMN_TO.get(lang)),
            head(&words::field(lang, "certificate_proof")),
            head(fh_people::COLUMN_STANDING.get(lang)),
        ],
        rows: case.data.person.certificates.iter().map(row).collect(),
        total: Vec::new(),
    }
}

/// Whether a certificate counts this month, or why not.
pub(super) fn standing(lang: Lang, month: Month, certificate: &Certificate) -> (String, Mood) {
    let last = month.last();
    if certificate.is_spent {
        (fh_people::CERTIFICATE_SPENT.get(lang).to_owned(), Mood::Plain)
    } else if certificate.valid_from > last {
        (fh_people::certificate_early(lang, month), Mood::Info)
    } else if !certificate.is_valid_on(last) {
        (fh_people::certificate_ended(lang, month), Mood::Bad)
    } else if certificate.has_proof {
        (fh_people::certificate_valid(lang, month), Mood::Ok)
    } else {
        (fh_people::CERTIFICATE_NONE.get(lang).to_owned(), Mood::Warn)
    }
}

/// "What is missing for this month?", scheme by scheme.
fn missing(
    look: &Looking<'_>,
    case: &Loaded<Link>,
    past: &[Loaded<Claim>],
    qualified: &[Scheme],
) -> Vec<ChecksView> {
    let (lang, month) = (look.lang, look.frame.today.month());
    let person = person(case);
    let record = record_for(past, &person, month, look.frame.today);
    let view = |terms: &Terms| {
        let scheme = words::word(lang, "scheme_short", terms.scheme.as_str());
        let checks = evaluate_specialist(&person, &record, month, terms);
        let mut checks = words::checks(lang, "person_check", &checks);
        // What leads to people leads here, where it is done.
        let is_here = |link: &Leads| link.goal == Goal::People;
        for check in &mut checks {
            check.link = check.link.take().filter(|link| !is_here(link));
        }
        ChecksView { title: fh_people::missing_for(lang, scheme, month), checks }
    };
    terms_of(look.frame, month, person.path, qualified).into_iter().map(view).collect()
}
