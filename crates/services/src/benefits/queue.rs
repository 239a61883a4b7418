//! Lists of cases: the work queue of the vendor's people.

use hezong_contract::cases::{CaseLine, QUEUE_FILTERS};
use hezong_contract::{ListState, Listing};
use hezong_domain::access::Permission;
use hezong_domain::benefits::{Actor, Workflow};
use hezong_domain::incentives::{Claim, ClaimState};
use hezong_domain::{PartnerId, text};
use hezong_storage::UnitOfWork;
use hezong_storage::benefits::{CaseFilter, CaseOrder, CaseRow};
use hezong_texts::{Lang, cases as texts};

use super::case::{Desk, Looking};
use super::engine::Loaded;
use super::frame::Frame;
use super::workflows::of_workflow;
use super::{claims, hats, words};
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
    // Lists that are still to be made are nobody's yet: they stand before the first page of what is
    // filtered by nothing but turn and kind.
    let has_lists = turns.contains(&Actor::ServiceOperations)
        && ["", Claim::NAME].contains(&benefit.as_str())
        && state.get("partner").is_empty()
        && state.get("q").is_empty()
        && state.window().offset == 0;
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
    let (user, payer) = (cx.principal().user_id(), cx.services().payer());
    let look = Looking { scope: &scope, frame: &frame, lang, hats: &mine, user, payer };
    let mut rows =
        if has_lists { lists_to_make(&mut *tx, lang, &frame, &mine).await? } else { Vec::new() };
    let total = page.total;
    for row in page.rows {
        let partner = names.display(&row.partner_id.account());
        rows.push(line(&mut *tx, &look, row, partner).await?);
    }
    Ok(Listing { rows, total, as_of: cx.now(), revealed: true, dropped: state.dropped })
}

/// A case as lists show it.
async fn line(
    tx: &mut dyn UnitOfWork,
    look: &Looking<'_>,
    row: CaseRow,
    partner: String,
) -> Result<CaseLine> {
    of_workflow!(row, of(tx, look, row.clone(), partner).await)
}

async fn of<W: Desk>(
    tx: &mut dyn UnitOfWork,
    look: &Looking<'_>,
    row: CaseRow,
    partner: String,
) -> Result<CaseLine> {
    let lang = look.lang;
    let case = Loaded::<W>::of(row)?;
    Ok(CaseLine {
        id: case.row.id.to_string(),
        benefit: words::word(lang, "benefit", W::NAME),
        title: words::title(lang, &case.row),
        partner,
        period: case.row.period.clone(),
        state: words::state(lang, W::NAME, &case.row.state, case.row.turn),
        amount: case.row.amount,
        turn: W::turn_for(tx, look, &case).await?,
        lists: None,
    })
}

/// The monthly lists nobody has made, as rows of the queue: work of operations although no case says so.
async fn lists_to_make(
    tx: &mut dyn UnitOfWork,
    lang: Lang,
    frame: &Frame,
    hats: &[Actor],
) -> Result<Vec<CaseLine>> {
    let mut rows = Vec::new();
    for open in claims::open_lists(tx, frame).await? {
        let (scheme, month) = (open.scheme.as_str().to_owned(), open.month.to_string());
        let state = ClaimState::Claimable.as_str();
        rows.push(CaseLine {
            id: String::new(),
            benefit: words::word(lang, "benefit", Claim::NAME),
            title: format!("{} · {month}", words::word(lang, "scheme_short", &scheme)),
            partner: texts::queue_lists(lang, open.count),
            period: month.clone(),
            state: words::state(lang, Claim::NAME, state, Some(Actor::ServiceOperations)),
            amount: None,
            turn: claims::begins(lang, frame, hats, open.scheme, open.month)?,
            lists: Some((month, scheme)),
        });
    }
    Ok(rows)
}
