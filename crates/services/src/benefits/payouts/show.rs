//! What the page of a payout shows. The partner sees what it gets; who approves is the vendor's matter.

use hezong_contract::cases::{CheckView, FactView, Goal, Link};
use hezong_domain::access::Scope;
use hezong_domain::benefits::{
    ApprovalRefusal, Payout, PayoutEvent, PayoutGuard, PayoutState, PayoutWay, Standing,
    may_approve,
};
use hezong_domain::{Timestamp, UserId};
use hezong_storage::UnitOfWork;
use hezong_texts::{Lang, balance, case_page, payout_page};

use super::super::case::{Looking, Shown, blocked};
use super::super::engine::Loaded;
use super::super::words;
use super::{Weighed, approvers, refusal_key, subject, weighed};
use crate::Result;

/// The page of a payout.
pub(super) async fn show(
    tx: &mut dyn UnitOfWork,
    look: &Looking<'_>,
    case: &Loaded<Payout>,
) -> Result<Shown<Payout>> {
    let (lang, data) = (look.lang, &case.data);
    let mut shown = Shown { facts: facts(lang, case), ..Shown::default() };
    let goal = Goal::Case(data.request.to_string());
    shown.links.push(Link { words: payout_page::REQUEST.get(lang).to_owned(), goal });
    if data.way == PayoutWay::PartnerBalance && case.state == PayoutState::Paid {
        let words = balance::TITLE.get(lang).to_owned();
        let goal = match look.scope {
            Scope::Platform => Goal::Partner(case.row.partner_id.to_string()),
            _ => Goal::Balance,
        };
        shown.links.push(Link { words, goal });
    }
    if *look.scope == Scope::Platform && case.state != PayoutState::Paid {
        let weighed = weighed(tx, look.frame, case).await?;
        shown.facts.extend(approval_facts(tx, lang, case, &weighed.standing).await?);
        shown.blocked = blocked::<Payout>(lang, case.state, weighed.check());
        if case.state == PayoutState::PendingApproval {
            approving(tx, look, case, &mut shown, &weighed).await?;
        }
    }
    Ok(shown)
}

fn facts(lang: Lang, case: &Loaded<Payout>) -> Vec<FactView> {
    let data = &case.data;
    let field = |name: &str, value: String| FactView::new(words::field(lang, name), value);
    let amount = field("amount", format!("¥{}", data.amount.grouped()));
    let way = field("way", words::word(lang, "payout_way", data.way.as_str()));
    let mut facts = vec![amount, way];
    if data.way == PayoutWay::BankTransfer {
        facts.push(field("account_name", data.holder.clone()));
        facts.push(field("bank", data.bank.trim().to_owned()));
        facts.push(field("paid_account", data.account.clone()));
    }
    if let Some(day) = data.paid_on {
        facts.push(field("paid_on", day.to_string()));
    }
    if !data.reference.is_empty() {
        facts.push(field("bank_reference", data.reference.clone()));
    }
    facts
}

/// How many stand for it, who did, who could next.
async fn approval_facts(
    tx: &mut dyn UnitOfWork,
    lang: Lang,
    case: &Loaded<Payout>,
    standing: &Standing,
) -> Result<Vec<FactView>> {
    if matches!(case.state, PayoutState::Draft | PayoutState::Rejected) {
        return Ok(Vec::new());
    }
    let people = match tx.accounts().vendor().await? {
        Some(vendor) => tx.identity().list_users(&vendor.id).await?,
        None => Vec::new(),
    };
    let name = |id: &UserId| {
        let user = people.iter().find(|user| user.id == *id);
        user.map_or_else(|| id.to_string(), |user| user.display_name.clone())
    };
    let mut facts = Vec::new();
    if let Some(maker) = &case.row.maker {
        facts.push(FactView::new(payout_page::PREPARED_BY.get(lang), name(maker)));
    }
    for approval in &case.data.approvals {
        let at: Timestamp = approval.at;
        let value = format!("{} · {}", name(&approval.by), at.local_minute());
        facts.push(FactView::new(payout_page::APPROVED_BY.get(lang), value));
    }
    let (given, needed, next) = match standing {
        Standing::Complete => return Ok(facts),
        Standing::Open { given, needed, next } => (given, needed, next.as_slice()),
        Standing::Blocked { given, needed, .. } => (given, needed, [].as_slice()),
    };
    let words = case_page::approvals_given(lang, given, needed);
    facts.push(FactView::new(case_page::APPROVALS.get(lang), words));
    if !next.is_empty() {
        let names: Vec<String> = next.iter().map(name).collect();
        let names = names.join(if lang == Lang::ZhCn { "、" } else { ", " });
        facts.push(FactView::new(payout_page::NEXT.get(lang), names));
    }
    Ok(facts)
}

/// An approval is weighed with the reader's: what stands in its way is only that the reader may not
/// give it.
async fn approving(
    tx: &mut dyn UnitOfWork,
    look: &Looking<'_>,
    case: &Loaded<Payout>,
    shown: &mut Shown<Payout>,
    weighed: &Weighed,
) -> Result<()> {
    let lang = look.lang;
    shown.blocked.retain(|(event, _)| *event != PayoutEvent::Approve);
    let Some(user) = look.user else { return Ok(()) };
    let people = approvers(tx).await?;
    let (subject, maker) = (subject(case), case.row.maker.as_ref());
    let found = may_approve(user, &subject, &subject, maker, &case.data.approvals, &people);
    if let Err(refusal) = found {
        let guard = PayoutGuard::EnoughPeople;
        let check = CheckView {
            why: words::word(lang, "benefit_refused", refusal_key(refusal)),
            passed: false,
            ..words::check(lang, "payout_guard", &weighed.check()(guard))
        };
        if refusal == ApprovalRefusal::OwnPayment {
            shown.blocked.push((PayoutEvent::Reject, vec![check.clone()]));
        }
        shown.blocked.push((PayoutEvent::Approve, vec![check]));
    }
    Ok(())
}
