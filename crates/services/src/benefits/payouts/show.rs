//! What the page of a payout shows. The partner sees what it gets; who approves is the vendor's matter.

use hezong_contract::cases::{CheckView, FactView, Goal, Link};
use hezong_domain::access::Scope;
use hezong_domain::benefits::{
    ApprovalRefusal, Payout, PayoutEvent, PayoutGuard, PayoutState, PayoutWay, Standing,
    may_approve,
};
use hezong_domain::certification::BusinessInfo;
use hezong_domain::{Timestamp, UserId};
use hezong_storage::UnitOfWork;
use hezong_texts::{Lang, balance, case_page, payout_page};

use super::super::case::{Looking, Shown, blocked};
use super::super::engine::Loaded;
use super::super::{certification, words};
use super::{
    OWN_SETTLEMENT, Weighed, account_of, approvers, cleared_the_way, is_handed_in, refusal_key,
    rule, subject, weighed,
};
use crate::Result;

/// The page of a payout.
pub(super) async fn show(
    tx: &mut dyn UnitOfWork,
    look: &Looking<'_>,
    case: &Loaded<Payout>,
) -> Result<Shown<Payout>> {
    let (lang, data) = (look.lang, &case.data);
    let verified = certification::standing(tx, &case.row.partner_id).await?.1;
    let mut shown = Shown { facts: facts(lang, case, verified.as_ref()), ..Shown::default() };
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
        if case.state == PayoutState::Approved {
            paying(tx, look, case, &mut shown, &weighed).await?;
        }
        if case.state == PayoutState::PendingApproval {
            approving(tx, look, case, &mut shown, &weighed).await?;
        }
    }
    Ok(shown)
}

/// What is paid, how and where to. Until it is handed in that is the account that is verified now.
fn facts(lang: Lang, case: &Loaded<Payout>, verified: Option<&BusinessInfo>) -> Vec<FactView> {
    let data = &case.data;
    let field = |name: &str, value: String| FactView::new(words::field(lang, name), value);
    let amount = field("amount", format!("¥{}", data.amount.grouped()));
    let way = field("way", words::word(lang, "payout_way", data.way.as_str()));
    let mut facts = vec![amount, way];
    if data.way == PayoutWay::BankTransfer {
        let [bank, account, holder] = match verified.filter(|_| !is_handed_in(case)) {
            Some(info) => account_of(info),
            None => [data.bank.clone(), data.account.clone(), data.holder.clone()],
        };
        facts.push(field("account_name", holder));
        facts.push(field("bank", bank.trim().to_owned()));
        facts.push(field("paid_account", account));
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
/// give it. Where one person is enough the preparer is not asked to approve, and releases it alone.
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
    if weighed.standing == Standing::Complete && case.row.maker.as_ref() == Some(user) {
        shown.left_out = vec![PayoutEvent::Approve, PayoutEvent::Reject];
        let limit = rule(look.frame).two_people_above.grouped();
        let words = payout_page::RELEASE_ALONE.with(lang, &[("amount", &limit)]);
        shown.main = Some((PayoutEvent::Release, words));
        return Ok(());
    }
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

/// A reader who took away what stood in the way of the payout leaves it to somebody else.
async fn paying(
    tx: &mut dyn UnitOfWork,
    look: &Looking<'_>,
    case: &Loaded<Payout>,
    shown: &mut Shown<Payout>,
    weighed: &Weighed,
) -> Result<()> {
    let Some(user) = look.user else { return Ok(()) };
    if cleared_the_way(tx, case, user).await? {
        let lang = look.lang;
        let check = CheckView {
            why: words::word(lang, "benefit_refused", OWN_SETTLEMENT),
            passed: false,
            ..words::check(lang, "payout_guard", &weighed.check()(PayoutGuard::EnoughPeople))
        };
        match shown.blocked.iter_mut().find(|(event, _)| *event == PayoutEvent::Pay) {
            Some((_, checks)) => checks.push(check),
            None => shown.blocked.push((PayoutEvent::Pay, vec![check])),
        }
    }
    Ok(())
}
