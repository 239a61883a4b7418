//! Experts by step, for the ecosystem manager.

use hezong_contract::fh::{EXPERT_FILTERS, ExpertRow, ExpertStep, ExpertsView};
use hezong_contract::{ListState, Listing};
use hezong_domain::access::{Permission, Scope};
use hezong_domain::members::{Assessment, AssessmentState};
use hezong_domain::{PartnerId, Window, text};
use hezong_storage::benefits::{CaseFilter, CaseOrder};
use hezong_texts::Lang;

use super::super::case::Looking;
use super::super::engine::Loaded;
use super::super::frame::Frame;
use super::super::{hats, words};
use super::show::{last, mark};
use crate::Result;
use crate::context::Context;
use crate::names::Names;

/// Every expert under assessment, with how many stand at each step.
///
/// # Errors
/// Without [`Permission::OpsBenefits`].
pub async fn experts(cx: &Context, lang: Lang, query: &str) -> Result<ExpertsView> {
    let (mut tx, scope) = cx.read(Permission::OpsBenefits).await?;
    let mut state = ListState::parse(query, EXPERT_FILTERS);
    let frame = Frame::read(&mut *tx, cx.now()).await?;
    let filter = CaseFilter {
        benefits: vec![<Assessment as hezong_domain::benefits::Workflow>::NAME.to_owned()],
        partner_id: state.read("partner", |text| PartnerId::parse(text).ok()),
        title: text::fold(state.get("q")),
        ..CaseFilter::default()
    };
    let mut steps = Vec::new();
    for step in AssessmentState::ALL {
        let of_step = CaseFilter { states: vec![step.as_str().to_owned()], ..filter.clone() };
        let order = CaseOrder::Due;
        let page = tx.benefits().list_cases(&scope, &of_step, order, Window::first(1)).await?;
        steps.push(ExpertStep {
            key: step.as_str().to_owned(),
            words: words::word(lang, "assessment_state", step.as_str()),
            count: page.total,
        });
    }
    let chosen = AssessmentState::parse(state.get("step"));
    let states = chosen.map(|step| step.as_str().to_owned()).into_iter().collect();
    let filter = CaseFilter { states, ..filter };
    let page = tx.benefits().list_cases(&scope, &filter, CaseOrder::Due, state.window()).await?;
    let ids = page.rows.iter().map(|row| row.partner_id.account()).collect();
    let names = Names::of(&mut *tx, ids).await?;
    let hats = hats::of(cx.principal());
    let (user, payer) = (cx.principal().user_id(), cx.services().payer());
    let look = Looking { scope: &Scope::Platform, frame: &frame, lang, hats: &hats, user, payer };
    let expert = |row| Ok(expert(&look, &names, &Loaded::of(row)?));
    let rows = page.rows.into_iter().map(expert);
    let rows = rows.collect::<Result<_>>()?;
    let dropped = state.dropped;
    let list = Listing { rows, total: page.total, as_of: cx.now(), revealed: true, dropped };
    Ok(ExpertsView { steps, list })
}

fn expert(look: &Looking<'_>, names: &Names, case: &Loaded<Assessment>) -> ExpertRow {
    ExpertRow {
        name: words::title(look.lang, &case.row),
        partner: names.display(&case.row.partner_id.account()),
        last: last(look.lang, case),
        mark: mark(look, case),
    }
}
