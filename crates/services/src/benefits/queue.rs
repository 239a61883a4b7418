//! Lists of cases: the work queue of the vendor's people.

use hezong_contract::cases::{CaseLine, QUEUE_FILTERS};
use hezong_contract::{ListState, Listing};
use hezong_domain::access::Permission;
use hezong_domain::benefits::Actor;
use hezong_domain::{PartnerId, text};
use hezong_storage::benefits::{CaseFilter, CaseOrder, CaseRow};
use hezong_texts::Lang;

use super::engine::{Benefit, Loaded};
use super::frame::Frame;
use super::workflows::of_workflow;
use super::{hats, words};
use crate::Result;
use crate::context::Context;
use crate::names::Names;

/// Actors of the vendor: what waits for one of them is work.
const VENDOR: &[Actor] = &[
    Actor::Reviewer,
    Actor::EcosystemManager,
    Actor::ServiceOperations,
    Actor::InvoiceDesk,
    Actor::Finance,
];

/// What waits for the vendor's people, the most urgent first: without a filter what waits for the
/// caller; `turn=any` for all of them.
///
/// # Errors
/// Without [`Permission::OpsBenefits`].
pub async fn list(cx: &Context, lang: Lang, query: &str) -> Result<Listing<CaseLine>> {
    let (mut tx, scope) = cx.read(Permission::OpsBenefits).await?;
    let mut state = ListState::parse(query, QUEUE_FILTERS);
    let mine = hats::of(cx.principal());
    let turns = match state.get("turn") {
        "" => mine.clone(),
        "any" => VENDOR.to_vec(),
        _ => state.read("turn", Actor::parse).map_or_else(|| mine.clone(), |turn| vec![turn]),
    };
    let benefit = state.get("benefit").to_owned();
    let filter = CaseFilter {
        benefits: if benefit.is_empty() { Vec::new() } else { vec![benefit] },
        turns,
        partner_id: state.read("partner", |text| PartnerId::parse(text).ok()),
        title: text::fold(state.get("q")),
        ..CaseFilter::default()
    };
    let page = tx.benefits().list_cases(&scope, &filter, CaseOrder::Due, state.window()).await?;
    let frame = Frame::read(&mut *tx, cx.now()).await?;
    let ids = page.rows.iter().map(|row| row.partner_id.account()).collect();
    let names = Names::of(&mut *tx, ids).await?;
    let rows = page
        .rows
        .into_iter()
        .map(|row| {
            let partner = names.display(&row.partner_id.account());
            line(lang, &frame, &mine, row, partner)
        })
        .collect::<Result<_>>()?;
    Ok(Listing { rows, total: page.total, as_of: cx.now(), revealed: true, dropped: state.dropped })
}

/// A case as lists show it.
pub(crate) fn line(
    lang: Lang,
    frame: &Frame,
    hats: &[Actor],
    row: CaseRow,
    partner: String,
) -> Result<CaseLine> {
    of_workflow!(row, of(lang, frame, hats, row, partner))
}

fn of<W: Benefit>(
    lang: Lang,
    frame: &Frame,
    hats: &[Actor],
    row: CaseRow,
    partner: String,
) -> Result<CaseLine> {
    let case = Loaded::<W>::of(row)?;
    Ok(CaseLine {
        id: case.row.id.to_string(),
        benefit: words::word(lang, "benefit", W::NAME),
        title: words::title(lang, &case.row),
        partner,
        period: case.row.period.clone(),
        state: words::state(lang, W::NAME, &case.row.state, case.row.turn),
        amount: case.row.amount,
        turn: words::turn_of(lang, &case, frame, hats),
    })
}
