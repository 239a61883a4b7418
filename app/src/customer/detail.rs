//! One coupon of the wallet: what it may pay for, what became of it, and why it cannot pay.

use hezong_contract::coupons::{MovementRow, WalletCoupon, WalletDetail};
use hezong_contract::{AppError, ErrorKind};
use hezong_domain::Fen;
use hezong_domain::access::Permission;
use hezong_domain::coupons::CouponType;
use hezong_texts::{Text, common, nav, wallet};
use hezong_ui::{
    Card, Column, Crumb, DataTable, EmptyState, ErrorPanel, KeyValue, KeyValues, LinkButton, Money,
    Notice, PageHead, Time, Tone, UsageBar, label, lang, load_or, tr, yuan,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api;
use super::ticket::{blocked_words, coupon_name, free, limit_tags, wallet_pill};
use super::why::Why;
use crate::partner::gate::gate;
use crate::routes;

/// The page of one coupon of a type.
pub(super) fn detail_page(coupon_type: CouponType) -> AnyView {
    let id = use_params_map().with(|params| params.get("id").unwrap_or_default());
    let why = Why::of(id.clone());
    let detail = Resource::new(move || id.clone(), api::read_wallet_coupon);
    gate(None, Permission::CouponView, move |_| {
        load_or(detail, move |detail| shown(&detail, why), move |error| failed(coupon_type, error))
    })
}

fn crumbs(coupon_type: CouponType) -> Vec<Crumb> {
    let list = match coupon_type {
        CouponType::Voucher => nav::COUPONS,
        CouponType::CashCoupon => nav::CASH_COUPONS,
    };
    vec![
        Crumb::link(tr(nav::COST_CENTER), routes::COST),
        Crumb::group(tr(nav::OFFERS)),
        Crumb::link(tr(list), routes::wallet(coupon_type)),
    ]
}

fn failed(coupon_type: CouponType, error: AppError) -> AnyView {
    if error.kind != ErrorKind::NotFound {
        return view! { <ErrorPanel error=error/> }.into_any();
    }
    view! {
        <PageHead title=tr(wallet::MISSING_COUPON_TITLE) crumbs=crumbs(coupon_type)/>
        <div class="card">
            <EmptyState title=tr(wallet::MISSING_COUPON_TITLE) body=tr(wallet::MISSING_COUPON_BODY) icon="search">
                <LinkButton href=routes::wallet(coupon_type)>{tr(common::BACK)}</LinkButton>
            </EmptyState>
        </div>
    }
    .into_any()
}

fn shown(detail: &WalletDetail, why: Why) -> AnyView {
    let coupon = &detail.coupon;
    let name = coupon_name(&coupon.name, coupon.coupon_type);
    let reason = blocked_words(coupon)
        .map(|words| view! { <Notice tone=Tone::Warn><p>{words}</p></Notice> });
    let pill = wallet_pill(coupon, detail.as_of);
    let asks_first = why.is_asked();
    let why = why.card(routes::wallet_coupon(coupon.coupon_type, &coupon.id));
    let (why_first, why_last) = if asks_first { (Some(why), None) } else { (None, Some(why)) };
    view! {
        <PageHead title=name crumbs=crumbs(coupon.coupon_type)>
            {pill}
        </PageHead>
        <div class="columns">
            <div class="stack">
                {reason}
                {why_first}
                {amounts(detail)}
                {history(detail.movements.clone())}
                {why_last}
            </div>
            <aside class="stack">{aside(detail)}</aside>
        </div>
    }
    .into_any()
}

fn amount_view(text: Text, amount: Fen, class: &'static str) -> AnyView {
    view! { <div class=class><dt>{tr(text)}</dt><dd>{yuan(amount)}</dd></div> }.into_any()
}

fn amounts(detail: &WalletDetail) -> AnyView {
    let coupon = &detail.coupon;
    let refunded = detail.refunded.is_positive().then(|| {
        view! { <p class="secondary">{wallet::refunded_note(lang(), detail.refunded.grouped())}</p> }
    });
    let figures = [
        (wallet::FACE_VALUE, coupon.face, "amount-face"),
        (wallet::USED, coupon.used, "amount-used"),
        (wallet::LOCKED, coupon.locked, "amount-locked"),
        (wallet::FREE, free(coupon), "amount-left"),
    ];
    let figures =
        figures.map(|(text, amount, class)| amount_view(text, amount, class)).collect_view();
    let bar = view! {
        <UsageBar face=coupon.face used=coupon.used locked=coupon.locked left=coupon.balance/>
    };
    view! {
        <Card title=tr(wallet::AMOUNTS_TITLE)>
            <div class="amounts">{bar} <dl class="amounts-figures">{figures}</dl> {refunded}</div>
        </Card>
    }
    .into_any()
}

const COLUMNS: &[Column<MovementRow>] = &[
    Column::new(wallet::MOVEMENT_TIME, |row: &MovementRow| view! { <Time at=row.at/> }.into_any())
        .primary(),
    Column::new(wallet::MOVEMENT_KIND, |row: &MovementRow| label("movement", &row.kind).into_any()),
    Column::new(wallet::MOVEMENT_REFERENCE, reference_view),
    Column::new(wallet::MOVEMENT_AMOUNT, amount_cell).end(),
    Column::new(wallet::MOVEMENT_BALANCE, |row: &MovementRow| {
        view! { <Money amount=row.balance_after/> }.into_any()
    })
    .end(),
];

/// A change of the balance with its sign; what is only held says so.
pub(super) fn amount_cell(row: &MovementRow) -> AnyView {
    if matches!(row.kind.as_str(), "lock" | "unlock") {
        return view! {
            <span><span class="secondary">{tr(wallet::MOVEMENT_LOCK_NOTE)}</span> " " {yuan(row.amount)}</span>
        }
        .into_any();
    }
    let sign = if row.amount.is_positive() { "+" } else { "" };
    view! { <span class="nowrap">{sign} <Money amount=row.amount/></span> }.into_any()
}

fn reference_view(row: &MovementRow) -> AnyView {
    if row.reference.is_empty() {
        return tr(common::DASH).into_any();
    }
    view! { <code>{row.reference.clone()}</code> }.into_any()
}

fn history(movements: Vec<MovementRow>) -> AnyView {
    let note = tr(wallet::MOVEMENTS_NOTE).into_any();
    view! {
        <Card title=tr(wallet::MOVEMENTS_TITLE) note=note flush=true>
            <DataTable caption=tr(wallet::MOVEMENTS_CAPTION) columns=COLUMNS rows=movements/>
        </Card>
    }
    .into_any()
}

fn rules(coupon: &WalletCoupon) -> Vec<Text> {
    let (own, more): (_, &[Text]) = match coupon.coupon_type {
        CouponType::Voucher => (
            [wallet::RULE_ONE_PER_ORDER, wallet::RULE_AUTOMATIC, wallet::RULE_NO_INVOICE],
            &[wallet::RULE_REFUND],
        ),
        CouponType::CashCoupon => (
            [wallet::RULE_CASH_MANY, wallet::RULE_CASH_SHARE, wallet::RULE_CASH_INVOICE],
            &[wallet::RULE_CASH_EXPIRY],
        ),
    };
    let mut all = own.to_vec();
    all.push(wallet::RULE_EXCLUSIVE);
    all.push(wallet::RULE_NO_ARREARS);
    all.extend(more);
    all
}

fn aside(detail: &WalletDetail) -> AnyView {
    let coupon = &detail.coupon;
    let validity = wallet::validity_value(
        lang(),
        coupon.effective_at.local_minute(),
        coupon.expires_at.local_minute(),
    );
    let id = coupon.id.clone();
    let facts = vec![
        KeyValue::new(tr(wallet::COUPON_ID), view! { <code class="id">{id}</code> }),
        KeyValue::new(tr(wallet::TYPE), label("coupon_type", coupon.coupon_type.as_str())),
        KeyValue::new(tr(wallet::ISSUER), coupon.issuer.clone()),
        KeyValue::new(tr(wallet::ISSUED_AT), view! { <Time at=detail.created_at/> }),
        KeyValue::new(tr(wallet::VALIDITY), validity),
    ];
    let rules = rules(coupon).into_iter().map(|text| view! { <li>{tr(text)}</li> }).collect_view();
    let limits = limit_tags(coupon);
    view! {
        <Card title=tr(wallet::LIMITS_TITLE)>{limits}</Card>
        <Card title=tr(wallet::FACTS_TITLE)><KeyValues items=facts/></Card>
        <Card title=tr(wallet::RULES_TITLE)><ul class="rules">{rules}</ul></Card>
    }
    .into_any()
}
