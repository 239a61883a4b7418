//! 使用引导: the five steps of dedicated-staff incentives, with where the partner stands.

use hezong_contract::cases::{Goal, Mood, StateWords};
use hezong_contract::fh::{GuideStep, GuideView};
use hezong_domain::Window;
use hezong_domain::access::{Permission, Scope};
use hezong_storage::UnitOfWork;
use hezong_storage::benefits::{CaseFilter, CaseOrder, CaseRow};
use hezong_texts::{Lang, Text, fh};

use super::frame::Frame;
use super::words;
use crate::Result;
use crate::context::Context;

/// One step: its texts, the workflow it is done in, the states in which it is done, where it leads.
struct Plan {
    title: Text,
    body: Text,
    benefit: &'static str,
    done: &'static [&'static str],
    goal: Goal,
}

fn plans() -> [Plan; 5] {
    let plan = |title, body, benefit, done, goal| Plan { title, body, benefit, done, goal };
    [
        plan(
            fh::STEP_QUALIFICATION,
            fh::STEP_QUALIFICATION_BODY,
            "qualification",
            &["approved"],
            Goal::Qualification,
        ),
        plan(fh::STEP_PEOPLE, fh::STEP_PEOPLE_BODY, "member_link", &["specialist"], Goal::People),
        plan(
            fh::STEP_CLAIMS,
            fh::STEP_CLAIMS_BODY,
            "claim",
            &["prelim_passed", "finalised"],
            Goal::Claims,
        ),
        plan(
            fh::STEP_PAYMENTS,
            fh::STEP_PAYMENTS_BODY,
            "payment",
            &["approved", "invoice_reviewing", "invoice_rejected", "awaiting_payment", "paid"],
            Goal::Payments,
        ),
        plan(fh::STEP_INVOICE, fh::STEP_INVOICE_BODY, "payment", &["paid"], Goal::Payments),
    ]
}

/// The guide of the caller's partner.
///
/// # Errors
/// Without [`Permission::BenefitView`].
pub async fn guide(cx: &Context, lang: Lang) -> Result<GuideView> {
    let (mut tx, scope) = cx.read(Permission::BenefitView).await?;
    let frame = Frame::read(&mut *tx, cx.now()).await?;
    let mut steps: Vec<GuideStep> = Vec::new();
    for plan in plans() {
        let newest = newest(&mut *tx, &scope, plan.benefit, &[]).await?;
        let is_done = newest_in(&mut *tx, &scope, &plan).await?;
        let state = match (&newest, is_done) {
            (_, true) => StateWords { words: fh::STEP_DONE.get(lang).to_owned(), mood: Mood::Ok },
            (Some(row), _) => words::state(lang, plan.benefit, &row.state, row.turn),
            (None, _) => StateWords::default(),
        };
        let is_current = !is_done && steps.iter().all(|step| !step.is_current);
        steps.push(GuideStep {
            title: plan.title.get(lang).to_owned(),
            body: plan.body.get(lang).to_owned(),
            state,
            goal: plan.goal,
            is_current,
        });
    }
    Ok(GuideView { steps, sample_note: words::sample_note(lang, &frame) })
}

async fn newest_in(tx: &mut dyn UnitOfWork, scope: &Scope, plan: &Plan) -> Result<bool> {
    Ok(newest(tx, scope, plan.benefit, plan.done).await?.is_some())
}

/// The case of the latest period of a workflow.
async fn newest(
    tx: &mut dyn UnitOfWork,
    scope: &Scope,
    benefit: &str,
    states: &[&str],
) -> Result<Option<CaseRow>> {
    let filter = CaseFilter {
        benefits: vec![benefit.to_owned()],
        states: states.iter().map(|state| (*state).to_owned()).collect(),
        ..CaseFilter::default()
    };
    let page =
        tx.benefits().list_cases(scope, &filter, CaseOrder::Period, Window::first(1)).await?;
    Ok(page.rows.into_iter().next())
}
