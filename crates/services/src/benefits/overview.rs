//! 使用引导: the five steps of dedicated-staff incentives, with where the partner stands in this programme
//! year. What is still to be done counts more than what once was.

use hezong_contract::cases::{Goal, Mood, StateWords};
use hezong_contract::fh::{GuideStep, GuideView};
use hezong_domain::access::{Permission, Scope};
use hezong_domain::benefits::{Actor, Workflow};
use hezong_domain::incentives::{
    Claim, ClaimState, Payment, PaymentState, Qualification, QualificationState,
};
use hezong_domain::members::{Link, LinkState};
use hezong_domain::{PartnerId, Quarter};
use hezong_storage::UnitOfWork;
use hezong_storage::benefits::{CaseFilter, CaseOrder, CaseRow};
use hezong_texts::{Lang, Text, fh};

use super::frame::Frame;
use super::{claims, payments, words};
use crate::context::Context;
use crate::{Error, Result};

/// States of a claim in which the partner has done its part.
const CLAIMED: &[&str] = &[ClaimState::PrelimPassed.as_str(), ClaimState::Finalised.as_str()];
/// States of a request after its review, the partner's own turns first.
const INVOICED: &[&str] = &[
    PaymentState::InvoiceRejected.as_str(),
    PaymentState::Approved.as_str(),
    PaymentState::InvoiceReviewing.as_str(),
    PaymentState::AwaitingPayment.as_str(),
];

/// Where a step stands.
enum Standing {
    Done,
    Under(StateWords),
}

/// The guide of the caller's partner.
///
/// # Errors
/// Without [`Permission::BenefitView`]; [`Error::NotFound`] for callers who are no partner.
pub async fn guide(cx: &Context, lang: Lang) -> Result<GuideView> {
    let quarters = payments::quarters(cx, lang).await?;
    let can_ask = quarters.iter().any(|card| card.can_ask);
    let (mut tx, scope) = cx.read(Permission::BenefitView).await?;
    let partner = cx.principal().partner_id().ok_or(Error::NotFound("partner"))?;
    let frame = Frame::read(&mut *tx, cx.now()).await?;
    let about = About { lang, scope: &scope, frame: &frame, partner: &partner };
    let tx = &mut *tx;
    let all = [
        (
            fh::STEP_QUALIFICATION,
            fh::STEP_QUALIFICATION_BODY,
            Goal::Qualification,
            about.qualification(tx).await?,
        ),
        (fh::STEP_PEOPLE, fh::STEP_PEOPLE_BODY, Goal::People, about.people(tx).await?),
        (fh::STEP_CLAIMS, fh::STEP_CLAIMS_BODY, Goal::Claims, about.claims(tx).await?),
        (
            fh::STEP_PAYMENTS,
            fh::STEP_PAYMENTS_BODY,
            Goal::Payments,
            about.payments(tx, can_ask).await?,
        ),
        (fh::STEP_INVOICE, fh::STEP_INVOICE_BODY, Goal::Payments, about.invoice(tx).await?),
    ];
    let mut steps: Vec<GuideStep> = Vec::new();
    for (title, body, goal, standing) in all {
        let has_current = steps.iter().any(|step| step.is_current);
        steps.push(step(lang, (title, body, goal), standing, has_current));
    }
    Ok(GuideView { steps, sample_note: words::sample_note(lang, &frame) })
}

fn step(
    lang: Lang,
    (title, body, goal): (Text, Text, Goal),
    standing: Standing,
    has_current: bool,
) -> GuideStep {
    let (state, is_done) = match standing {
        Standing::Done => {
            (StateWords { words: fh::STEP_DONE.get(lang).to_owned(), mood: Mood::Ok }, true)
        }
        Standing::Under(state) => (state, false),
    };
    GuideStep {
        title: title.get(lang).to_owned(),
        body: body.get(lang).to_owned(),
        state,
        goal,
        is_current: !is_done && !has_current,
    }
}

/// Whose guide it is.
struct About<'a> {
    lang: Lang,
    scope: &'a Scope,
    frame: &'a Frame,
    partner: &'a PartnerId,
}

impl About<'_> {
    /// The first quarter that still matters: the first of the year, or the last one, which is paid in this.
    fn since(&self) -> Quarter {
        let last = self.frame.today.month().quarter().plus(-1);
        Quarter::new(self.frame.today.year(), 1).map_or(last, |first| first.min(last))
    }

    async fn cases(&self, tx: &mut dyn UnitOfWork, filter: CaseFilter) -> Result<Vec<CaseRow>> {
        let window = hezong_domain::Window::first(200);
        let page = tx.benefits().list_cases(self.scope, &filter, CaseOrder::Period, window).await?;
        Ok(page.rows)
    }

    fn words(&self, benefit: &str, row: &CaseRow) -> Standing {
        Standing::Under(words::state(self.lang, benefit, &row.state, row.turn))
    }

    fn to_do(words: String) -> Standing {
        Standing::Under(StateWords { words, mood: Mood::Warn })
    }

    async fn qualification(&self, tx: &mut dyn UnitOfWork) -> Result<Standing> {
        let year = self.frame.today.year().to_string();
        let filter = CaseFilter {
            benefits: vec![Qualification::NAME.to_owned()],
            period_from: year.clone(),
            period_to: year.clone(),
            ..CaseFilter::default()
        };
        let rows = self.cases(tx, filter).await?;
        if rows.iter().any(|row| row.state == QualificationState::Approved.as_str()) {
            return Ok(Standing::Done);
        }
        Ok(match rows.first() {
            Some(row) => self.words(Qualification::NAME, row),
            None => Self::to_do(fh::step_not_applied(self.lang, year)),
        })
    }

    async fn people(&self, tx: &mut dyn UnitOfWork) -> Result<Standing> {
        let filter = CaseFilter { benefits: vec![Link::NAME.to_owned()], ..CaseFilter::default() };
        let of = |states: Vec<String>| CaseFilter { states, ..filter.clone() };
        let specialist = LinkState::Specialist.as_str().to_owned();
        if !self.cases(tx, of(vec![specialist])).await?.is_empty() {
            return Ok(Standing::Done);
        }
        let rows = self.cases(tx, of(Vec::new())).await?;
        Ok(rows.first().map_or_else(Standing::none, |row| self.words(Link::NAME, row)))
    }

    /// A month that can be claimed, or that came back, is to do, whatever others are through.
    async fn claims(&self, tx: &mut dyn UnitOfWork) -> Result<Standing> {
        let open = claims::open_months(tx, self.frame, self.partner).await?;
        let open = open.iter().filter(|one| one.actor == Actor::Partner).count();
        let filter = CaseFilter {
            benefits: vec![Claim::NAME.to_owned()],
            period_from: self.since().first().month().to_string(),
            ..CaseFilter::default()
        };
        let rows = self.cases(tx, filter).await?;
        let waits = rows.iter().filter(|row| row.turn == Some(Actor::Partner)).count();
        let to_do = i64::try_from(open.saturating_add(waits)).unwrap_or(i64::MAX);
        if to_do > 0 {
            return Ok(Self::to_do(fh::step_months_open(self.lang, to_do)));
        }
        if let Some(row) = rows.iter().find(|row| row.state == ClaimState::Reviewing.as_str()) {
            return Ok(self.words(Claim::NAME, row));
        }
        if rows.iter().any(|row| CLAIMED.contains(&row.state.as_str())) {
            return Ok(Standing::Done);
        }
        Ok(rows.first().map_or_else(Standing::none, |row| self.words(Claim::NAME, row)))
    }

    async fn requests(&self, tx: &mut dyn UnitOfWork) -> Result<Vec<CaseRow>> {
        let filter = CaseFilter {
            benefits: vec![Payment::NAME.to_owned()],
            period_from: self.since().to_string(),
            ..CaseFilter::default()
        };
        self.cases(tx, filter).await
    }

    async fn payments(&self, tx: &mut dyn UnitOfWork, can_ask: bool) -> Result<Standing> {
        if can_ask {
            return Ok(Self::to_do(fh::QUARTER_CAN.get(self.lang).to_owned()));
        }
        let rows = self.requests(tx).await?;
        Ok(match rows.first() {
            Some(row) if is_through(row) => Standing::Done,
            Some(row) => self.words(Payment::NAME, row),
            None => Standing::none(),
        })
    }

    async fn invoice(&self, tx: &mut dyn UnitOfWork) -> Result<Standing> {
        let rows = self.requests(tx).await?;
        let under = INVOICED.iter().find_map(|state| rows.iter().find(|row| row.state == *state));
        Ok(match under {
            Some(row) => self.words(Payment::NAME, row),
            None if rows.iter().any(is_through) => Standing::Done,
            None => Standing::none(),
        })
    }
}

impl Standing {
    /// Nothing was done yet.
    fn none() -> Self {
        Self::Under(StateWords::default())
    }
}

/// Whether a request passed its review.
fn is_through(row: &CaseRow) -> bool {
    row.state == PaymentState::Paid.as_str() || INVOICED.contains(&row.state.as_str())
}
