//! The page of a month's claim, its forms, and what moves it.

use hezong_contract::cases::{
    FactView, FieldKind, FieldView, Goal, Link, OptionView, TableView, TurnView,
};
use hezong_domain::benefits::{Actor, Consequence, first_failure};
use hezong_domain::incentives::{
    Claim, ClaimEvent, ClaimFacts, ClaimPlan, ClaimState, Record, claim_check,
};
use hezong_domain::ledger::{Entry, EntryKind, LedgerAccount};
use hezong_domain::members::Specialist;
use hezong_domain::{CaseId, Fen, MemberId, ProblemKind};
use hezong_storage::UnitOfWork;
use hezong_storage::benefits::CaseFile;
use hezong_texts::{Lang, fh, fh_claims};

use super::super::case::{Desk, Looking, Shown, blocked};
use super::super::data::ClaimLine;
use super::super::engine::{self, Loaded, Move};
use super::super::fields::{Answers, Finish, field};
use super::super::frame::Frame;
use super::super::papers::PaperRule;
use super::super::tables::{cell, head};
use super::super::{hats, people, words};
use super::checks::listed;
use super::{About, Ground, checks, months, proofs};
use crate::act::Act;
use crate::{Error, Result};

/// Longest text of a proof.
const PROOF_MAX: usize = 4_000;

impl Desk for Claim {
    const HOME: Goal = Goal::Claims;
    const REMARKABLE: &'static [&'static str] = &["people", "proof"];
    const PAPERS: &'static [PaperRule<Self>] = proofs::RULES;

    fn filed(case: &mut Loaded<Self>, live: &[CaseFile]) {
        case.data.is_filed = !live.is_empty();
    }

    async fn evidence(tx: &mut dyn UnitOfWork, case: &Loaded<Self>) -> Result<Vec<CaseId>> {
        proofs::of_people(tx, case).await
    }

    async fn turn_for(
        _tx: &mut dyn UnitOfWork,
        look: &Looking<'_>,
        case: &Loaded<Self>,
    ) -> Result<Option<TurnView>> {
        Ok(months::turn_of(look.lang, look.frame, look.hats, case))
    }

    async fn show(
        tx: &mut dyn UnitOfWork,
        look: &Looking<'_>,
        case: &Loaded<Self>,
    ) -> Result<Shown<Self>> {
        let lang = look.lang;
        let ground = Ground::read(tx, look.frame, &About::of(case)).await?;
        let before = match case.state {
            ClaimState::Claimable | ClaimState::PrelimFailed => ground.facts_before(),
            _ => listed(&ground, case),
        };
        let mut page = Shown {
            facts: facts(lang, case),
            blocked: blocked::<Self>(lang, case.state, |guard| claim_check(guard, &before)),
            ..Shown::default()
        };
        if !case.data.lines.is_empty() {
            page.tables.push(lines(lang, case));
        }
        page.checks = checks::shown(look, case, &ground, &before);
        checks::explain(lang, &ground, case, &mut page.blocked);
        if let Some(request) = &ground.facts.request {
            let goal = Goal::Case(request.to_string());
            page.links.push(Link { words: words::word(lang, "benefit", "payment"), goal });
        }
        if look.hats.contains(&Actor::Partner) {
            let words = fh::PEOPLE.get(lang).to_owned();
            page.links.push(Link { words, goal: Goal::People });
        }
        Ok(page)
    }

    async fn form(
        tx: &mut dyn UnitOfWork,
        look: &Looking<'_>,
        case: &Loaded<Self>,
        event: ClaimEvent,
    ) -> Result<Vec<FieldView>> {
        use ClaimEvent as E;
        let lang = look.lang;
        Ok(match event {
            E::Submit | E::Resubmit => {
                let ground = Ground::read(tx, look.frame, &About::of(case)).await?;
                vec![people_field(lang, case, &ground), proof_field(lang, case)]
            }
            E::Generate => {
                let ground = Ground::read(tx, look.frame, &About::of(case)).await?;
                let (eligible, _) = ground.eligible();
                let all = eligible.iter().map(ToString::to_string).collect();
                vec![people_field(lang, case, &ground).with_all(all)]
            }
            E::Confirm => vec![proof_field(lang, case)],
            _ => Vec::new(),
        })
    }

    async fn act(
        act: &mut Act,
        frame: &Frame,
        mut case: Loaded<Self>,
        asked: Move<Self>,
        answers: &Answers,
    ) -> Result<()> {
        let ground = Ground::read(&mut *act.tx, frame, &About::of(&case)).await?;
        let mut facts = listed(&ground, &case);
        // Answers are read only where the event can happen: otherwise the engine says why it can not.
        if takes(act, &case, &asked) {
            facts = answered(frame, &mut case, &ground, asked.event, answers)?;
        }
        if matches!(asked.event, ClaimEvent::Finalise | ClaimEvent::FinaliseByHand) {
            case.data.is_frozen = true;
        }
        if asked.event == ClaimEvent::Fail && !listed(&ground, &case).failing.is_empty() {
            // Who has to take somebody out gets the whole time to correct: the month of submission may be
            // over through no fault of theirs.
            case.row.submitted_on = Some(frame.today);
        }
        let is_sent_back = asked.event == ClaimEvent::SendBack;
        let asked = if is_sent_back { checks::reasoned(&ground, &case, asked) } else { asked };
        let check = |guard| claim_check(guard, &facts);
        let step = engine::step(act, frame, &mut case, asked, check).await?;
        if step.then.contains(&Consequence::PostPayable) {
            post_payable(act, &case).await?;
        }
        if is_sent_back {
            checks::tell_sent_back(act, &ground, &case).await?;
        }
        Ok(())
    }
}

/// Whether the case is in a state in which the caller can do this.
fn takes(act: &Act, case: &Loaded<Claim>, asked: &Move<Claim>) -> bool {
    use hezong_domain::benefits::open_events;
    let open = open_events::<Claim>(case.state, &hats::of(act.cx.principal()));
    asked.seen == case.row.version && open.contains(&asked.event)
}

/// Reads the answers of an event into the case; the facts of its guards.
fn answered(
    frame: &Frame,
    case: &mut Loaded<Claim>,
    ground: &Ground,
    event: ClaimEvent,
    answers: &Answers,
) -> Result<ClaimFacts> {
    use ClaimEvent as E;
    match event {
        E::Submit | E::Resubmit => {
            let proof = read_proof(answers, case.data.is_filed);
            // Both fields are read before the first of them is complained about.
            let chosen = read_people(answers, ground, proof.as_ref().err())?;
            let plan = ground.plan(&chosen);
            fill(case, ground, &plan, &proof?);
            Ok(ground.facts_of(&plan))
        }
        E::Generate => {
            let chosen = read_people(answers, ground, None)?;
            let plan = ground.plan(&chosen);
            if !plan.is_clear() {
                return Err(Error::field("people", ProblemKind::NotAChoice));
            }
            fill(case, ground, &plan, "");
            Ok(ground.facts_of(&plan))
        }
        E::Confirm => {
            let proof = read_proof(answers, case.data.is_filed)?;
            for line in &mut case.data.lines {
                line.proof = proof_of(&line.name, &proof);
            }
            // Operations made the list; the partner's first submission is its confirmation.
            case.row.submitted_on = Some(frame.today);
            Ok(listed(ground, case))
        }
        _ => Ok(listed(ground, case)),
    }
}

/// Reads the proof in words, which files may take the place of.
fn read_proof(answers: &Answers, is_filed: bool) -> Result<String> {
    let mut reading = answers.read();
    let proof = reading.raw("proof").to_owned();
    if proof.is_empty() && !is_filed {
        reading.blame("proof", ProblemKind::Required);
    } else if proof.chars().count() > PROOF_MAX {
        reading.blame("proof", ProblemKind::TooLong { max: PROOF_MAX });
    }
    reading.end().map(|()| proof)
}

fn read_people(answers: &Answers, ground: &Ground, also: Option<&Error>) -> Result<Vec<MemberId>> {
    let mut reading = answers.read();
    let chosen: Vec<MemberId> = reading.all("people").into_iter().map(MemberId::new).collect();
    if chosen.is_empty() {
        reading.blame("people", ProblemKind::NothingChosen);
    } else if chosen.iter().any(|id| !ground.people.iter().any(|(person, _)| person.id == *id)) {
        reading.blame("people", ProblemKind::NotAChoice);
    }
    if let Some(Error::Invalid(problems)) = also {
        for problem in problems.iter() {
            reading.blame(&problem.field, problem.what.clone());
        }
    }
    reading.end().map(|()| chosen)
}

/// Writes a plan into the claim: frozen copies, so that later changes of people do not reach it.
fn fill(case: &mut Loaded<Claim>, ground: &Ground, plan: &ClaimPlan, proof: &str) {
    let month = case.data.month;
    let line = |(person, _): &(Specialist, Record), amount: Fen| ClaimLine {
        member_id: person.id.clone(),
        name: person.name.clone(),
        grade: person.grade.clone(),
        project: person.project.as_ref().map_or_else(String::new, ToString::to_string),
        amount,
        proof: proof_of(&person.name, proof),
        certificates: people::certificates(person, month),
    };
    let paid = plan.people.iter().filter_map(|planned| {
        let found = ground.people.iter().find(|(person, _)| person.id == planned.member_id)?;
        Some(line(found, planned.amount?))
    });
    case.data.lines = paid.collect();
    case.data.policy = ground.policy;
    engine::worth(case, Some(plan.total));
}

/// What the proof says of a person: the lines that name the person, or all of it when none does.
fn proof_of(name: &str, proof: &str) -> String {
    let lines: Vec<&str> = proof.lines().filter(|line| line.contains(name)).collect();
    if lines.is_empty() { proof.to_owned() } else { lines.join("\n") }
}

/// The amount is owed from now on.
async fn post_payable(act: &mut Act, case: &Loaded<Claim>) -> Result<()> {
    let amount = case.row.amount.unwrap_or(Fen::ZERO);
    if !amount.is_positive() {
        return Ok(());
    }
    let payable = LedgerAccount::Payable(case.row.partner_id.clone());
    let (kind, cost) = (EntryKind::IncentiveApproved, LedgerAccount::IncentiveCost);
    act.post(Entry::transfer(kind, cost, payable, amount)).await?;
    Ok(())
}

fn facts(lang: Lang, case: &Loaded<Claim>) -> Vec<FactView> {
    let data = &case.data;
    let mut facts = vec![
        FactView::new(
            fh::COLUMN_SCHEME.get(lang),
            words::word(lang, "scheme", data.scheme.as_str()),
        ),
        FactView::new(fh::COLUMN_MONTH.get(lang), data.month.to_string()),
    ];
    if !data.lines.is_empty() {
        let amount = case.row.amount.unwrap_or(Fen::ZERO);
        facts.push(FactView::new(fh::COLUMN_PEOPLE.get(lang), data.lines.len().to_string()));
        facts.push(FactView::new(fh::COLUMN_AMOUNT.get(lang), format!("¥{}", amount.grouped())));
    }
    facts.push(FactView::new(
        fh_claims::POLICY.get(lang),
        fh_claims::policy_version(lang, data.policy),
    ));
    if let Some(day) = case.row.submitted_on {
        facts.push(FactView::new(fh_claims::FIRST_SUBMITTED.get(lang), day.to_string()));
    }
    if data.is_frozen {
        let words = fh_claims::FROZEN_YES.get(lang);
        facts.push(FactView::new(fh_claims::FROZEN.get(lang), words));
    }
    facts
}

fn lines(lang: Lang, case: &Loaded<Claim>) -> TableView {
    let grade = |grade: &str| {
        if grade.is_empty() { fh_claims::GRADE_NONE.get(lang).to_owned() } else { grade.to_owned() }
    };
    let row = |line: &ClaimLine| {
        vec![
            cell(line.name.clone()),
            cell(grade(&line.grade)),
            cell(line.project.clone()),
            cell(line.proof.clone()),
            cell(format!("¥{}", line.amount.grouped())),
        ]
    };
    let total = case.row.amount.unwrap_or(Fen::ZERO);
    TableView {
        title: fh_claims::PEOPLE.get(lang).to_owned(),
        heads: vec![
            head(fh::COLUMN_PERSON.get(lang).to_owned(), false),
            head(words::field(lang, "grade"), false),
            head(words::field(lang, "project"), false),
            head(fh_claims::COLUMN_PROOF.get(lang).to_owned(), false),
            head(fh::COLUMN_AMOUNT.get(lang).to_owned(), true),
        ],
        rows: case.data.lines.iter().map(row).collect(),
        total: vec![
            fh_claims::TOTAL.get(lang).to_owned(),
            String::new(),
            String::new(),
            String::new(),
            format!("¥{}", total.grouped()),
        ],
    }
}

/// One option for each person: what is paid, or the first thing that is missing.
fn people_field(lang: Lang, case: &Loaded<Claim>, ground: &Ground) -> FieldView {
    let option = |entry: &(Specialist, Record)| {
        let plan = ground.plan_one(entry);
        let planned = plan.people.first();
        let amount = planned.and_then(|person| person.amount);
        let missing = planned.and_then(|person| first_failure(&person.checks));
        let note = match (amount, missing) {
            (Some(amount), _) => format!("¥{}", amount.grouped()),
            (None, Some(check)) => {
                let view = words::check(lang, "person_check", check);
                fh_claims::blocked_by(lang, view.label, view.cure)
            }
            (None, None) => fh::CLAIM_OVER_CAP.get(lang).to_owned(),
        };
        OptionView {
            value: entry.0.id.to_string(),
            words: entry.0.name.clone(),
            note,
            is_open: amount.is_some(),
        }
    };
    let options = ground.people.iter().map(option).collect();
    let chosen = case.data.lines.iter().map(|line| line.member_id.to_string()).collect();
    field(lang, "people", FieldKind::Many(options))
        .with_all(chosen)
        .hinted(fh_claims::PEOPLE_HINT.get(lang))
}

fn proof_field(lang: Lang, case: &Loaded<Claim>) -> FieldView {
    let mut proofs: Vec<&str> = Vec::new();
    for line in &case.data.lines {
        if !line.proof.is_empty() && !proofs.contains(&line.proof.as_str()) {
            proofs.push(&line.proof);
        }
    }
    let proof = field(lang, "proof", FieldKind::Lines).with(proofs.join("\n"));
    let proof = proof.hinted(fh_claims::PROOF_HINT.get(lang));
    if case.data.is_filed { proof.optional() } else { proof }
}
