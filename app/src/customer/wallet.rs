//! The wallet: one page for vouchers and cash coupons (ui.md §4).

use hezong_contract::ListState;
use hezong_contract::coupons::{WALLET_FILTERS, WalletCoupon, WalletView};
use hezong_contract::session::Viewer;
use hezong_domain::Timestamp;
use hezong_domain::access::Permission;
use hezong_domain::coupons::CouponType;
use hezong_texts::{Text, common, nav, wallet};
use hezong_ui::{
    Card, Crumb, EmptyState, ExpiryCalendar, LinkButton, PageHead, Pager, Tab, Tabs, lang, load,
    tr, use_list, yuan,
};
use leptos::prelude::*;

use super::api::{self, WalletPage};
use super::ticket::ticket;
use crate::partner::gate::gate;
use crate::routes;

const TABS: [(&str, Text); 4] = [
    ("", wallet::TAB_USABLE),
    ("waiting", wallet::TAB_WAITING),
    ("used", wallet::TAB_USED),
    ("expired", wallet::TAB_EXPIRED),
];

/// The page of one type of coupons.
pub(super) fn wallet_page(coupon_type: CouponType) -> AnyView {
    let list = use_list(WALLET_FILTERS);
    let page = Resource::new(
        move || list.with(ListState::to_query),
        move |query| api::read_wallet(coupon_type, query),
    );
    gate(None, Permission::CouponView, move |viewer| {
        let content = load(page, move |page| {
            let list = list.get_untracked();
            content(coupon_type, &list, page)
        });
        view! {
            {head(coupon_type, &viewer)}
            {content}
        }
        .into_any()
    })
}

fn head(coupon_type: CouponType, viewer: &Viewer) -> AnyView {
    let (title, lead, alone): (_, fn(hezong_texts::Lang, &str) -> String, _) = match coupon_type {
        CouponType::Voucher => (
            wallet::COUPONS_TITLE,
            |lang, partner| wallet::coupons_lead(lang, partner),
            wallet::COUPONS_LEAD_ALONE,
        ),
        CouponType::CashCoupon => (
            wallet::CASH_TITLE,
            |lang, partner| wallet::cash_lead(lang, partner),
            wallet::CASH_LEAD_ALONE,
        ),
    };
    let subtitle = if viewer.partner_name.is_empty() {
        tr(alone).to_owned()
    } else {
        lead(lang(), &viewer.partner_name)
    };
    let crumbs =
        vec![Crumb::link(tr(nav::COST_CENTER), routes::COST), Crumb::group(tr(nav::OFFERS))];
    view! { <PageHead title=tr(title) subtitle=subtitle crumbs=crumbs/> }.into_any()
}

fn content(coupon_type: CouponType, list: &ListState, page: WalletPage) -> AnyView {
    let WalletPage { view, waiting } = page;
    if coupon_type == CouponType::CashCoupon && !view.has_cash_coupons {
        return never_had_cash();
    }
    let path = routes::wallet(coupon_type);
    let tabs = TABS
        .iter()
        .zip(view.counts)
        .map(|((name, words), count)| Tab {
            words: tr(*words).to_owned(),
            href: routes::with_query(path, &list.with("tab", name)),
            count: Some(count),
            is_current: list.get("tab") == *name,
        })
        .collect();
    let as_of = view.as_of;
    let tickets = if view.rows.is_empty() {
        view! { <div class="card">{empty(coupon_type, list.get("tab"))}</div> }.into_any()
    } else {
        tickets(&view.rows, as_of)
    };
    let pager = (view.total > list.size() || list.page() > 1)
        .then(|| view! { <Pager path=path list=list.clone() total=view.total/> });
    view! {
        <div class="columns">
            <div class="stack">
                <div class="card"><Tabs label=tr(wallet::TABS_LABEL) items=tabs/></div>
                {tickets}
                {pager}
                {waiting_below(path, list, &view, &waiting)}
            </div>
            <aside class="stack">{aside(coupon_type, &view)}</aside>
        </div>
    }
    .into_any()
}

fn tickets(rows: &[WalletCoupon], now: Timestamp) -> AnyView {
    let items = rows.iter().map(|coupon| view! { <li>{ticket(coupon, now)}</li> }).collect_view();
    view! { <ul class="tickets">{items}</ul> }.into_any()
}

/// Under the usable ones: what is not usable now, so that nobody has to look for it.
fn waiting_below(
    path: &str,
    list: &ListState,
    view: &WalletView,
    waiting: &[WalletCoupon],
) -> Option<AnyView> {
    if waiting.is_empty() {
        return None;
    }
    let count = view.counts.get(1).copied().unwrap_or_default();
    let shown = i64::try_from(waiting.len()).unwrap_or(i64::MAX);
    let more = (shown < count).then(|| {
        let href = routes::with_query(path, &list.with("tab", "waiting"));
        view! { <a href=href>{wallet::waiting_more(lang(), count)}</a> }
    });
    Some(
        view! {
            <section class="stack" aria-labelledby="waiting-head">
                <h2 id="waiting-head" class="quiet-head">{wallet::waiting_head(lang(), count)}</h2>
                {tickets(waiting, view.as_of)}
                {more}
            </section>
        }
        .into_any(),
    )
}

fn aside(coupon_type: CouponType, view: &WalletView) -> AnyView {
    let lang = lang();
    let count = view.counts.first().copied().unwrap_or_default();
    let other = view.other_usable.grouped();
    let (own, other, href) = match coupon_type {
        CouponType::Voucher => (
            wallet::total_vouchers(lang, count),
            view.has_cash_coupons.then(|| wallet::total_other_cash(lang, other)),
            routes::CASH_WALLET,
        ),
        CouponType::CashCoupon => (
            wallet::total_cash(lang, count),
            Some(wallet::total_other_vouchers(lang, other)),
            routes::WALLET,
        ),
    };
    let other = other.map(|words| view! { " " <a href=href>{words}</a> });
    let usable = yuan(view.usable);
    let note = tr(wallet::CALENDAR_NOTE).into_any();
    let calendar = if view.ending.iter().any(|(_, amount)| amount.is_positive()) {
        let months = view.ending.clone();
        view! { <ExpiryCalendar caption=tr(wallet::CALENDAR_CAPTION) months=months/> }.into_any()
    } else {
        view! { <p class="secondary">{tr(wallet::CALENDAR_NONE)}</p> }.into_any()
    };
    view! {
        <Card title=tr(wallet::TOTAL_TITLE)>
            <p class="wallet-total">{usable}</p>
            <p class="secondary">{own} {other}</p>
            <p class="secondary">{tr(wallet::TOTAL_HINT)}</p>
        </Card>
        <Card title=tr(wallet::CALENDAR_TITLE) note=note>{calendar}</Card>
        <Card title=tr(wallet::MISSING_TITLE)>
            <p class="secondary">{tr(wallet::MISSING_BODY)}</p>
        </Card>
    }
    .into_any()
}

fn empty(coupon_type: CouponType, tab: &str) -> AnyView {
    let (title, body) = match (tab, coupon_type) {
        ("waiting", _) => (wallet::EMPTY_WAITING, wallet::EMPTY_WAITING_BODY),
        ("used", _) => (wallet::EMPTY_USED, wallet::EMPTY_USED_BODY),
        ("expired", _) => (wallet::EMPTY_EXPIRED, wallet::EMPTY_EXPIRED_BODY),
        (_, CouponType::Voucher) => (wallet::EMPTY_USABLE, wallet::EMPTY_USABLE_BODY),
        (_, CouponType::CashCoupon) => (wallet::EMPTY_USABLE_CASH, wallet::EMPTY_USABLE_BODY),
    };
    view! { <EmptyState title=tr(title) body=tr(body)/> }.into_any()
}

fn never_had_cash() -> AnyView {
    view! {
        <div class="card">
            <EmptyState title=tr(wallet::NEVER_CASH_TITLE) body=tr(wallet::NEVER_CASH_BODY)>
                <LinkButton href=routes::WALLET>{tr(wallet::TO_COUPONS)}</LinkButton>
                <LinkButton href=routes::COST kind="quiet">{tr(common::BACK)}</LinkButton>
            </EmptyState>
        </div>
    }
    .into_any()
}
