//! The customer's first page.

use hezong_contract::coupons::WalletCoupon;
use hezong_contract::overview::{CostOverview, CouponMovement};
use hezong_contract::session::Viewer;
use hezong_domain::access::Permission;
use hezong_domain::coupons::CouponType;
use hezong_domain::{Fen, Timestamp};
use hezong_texts::{cost_overview as words, nav, wallet};
use hezong_ui::{
    Card, Column, DataTable, EmptyState, ExpiryCalendar, Icon, PageHead, Stat, Stats, Time, label,
    lang, load, tr, yuan,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api;
use super::detail::amount_cell;
use super::ticket::{coupon_name, free};
use crate::partner::gate::gate;
use crate::routes;

/// Coupons shown under "ending next".
const SOON_SHOWN: usize = 5;

/// What is usable, what ends soon, what happened, and where to go.
#[derive(Debug)]
pub struct CostOverviewPage;

#[lazy_route]
impl LazyRoute for CostOverviewPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let overview = Resource::new(|| (), |()| api::read_cost_overview());
        gate(None, Permission::CouponView, move |viewer| {
            let lead = words::lead(lang(), &viewer.account_display);
            view! {
                <PageHead title=tr(words::TITLE) subtitle=lead/>
                {load(overview, move |overview| shown(&overview, &viewer))}
            }
            .into_any()
        })
    }
}

fn shown(overview: &CostOverview, viewer: &Viewer) -> AnyView {
    let has_cash = overview.vouchers.has_cash_coupons;
    view! {
        {figures(overview)}
        <div class="columns">
            <div class="stack">
                {soon(overview)}
                {movements(overview.movements.clone())}
            </div>
            <aside class="stack">
                {calendar(overview)}
                {partner(viewer)}
                {links(has_cash)}
            </aside>
        </div>
    }
    .into_any()
}

fn figures(overview: &CostOverview) -> AnyView {
    let lang = lang();
    let vouchers = &overview.vouchers;
    let [usable, waiting, ..] = vouchers.counts;
    let [cash_usable, cash_waiting, ..] = overview.cash.counts;
    let money = |amount: Fen, href: &'static str| view! { <a href=href>{yuan(amount)}</a> };
    let mut items = vec![Stat::new(
        tr(words::VOUCHERS),
        money(vouchers.usable, routes::WALLET),
        words::coupons_count(lang, usable),
    )];
    if vouchers.has_cash_coupons {
        items.push(Stat::new(
            tr(words::CASH_COUPONS),
            money(overview.cash.usable, routes::CASH_WALLET),
            words::coupons_count(lang, cash_usable),
        ));
    }
    let ending_note = if overview.ending_count == 0 {
        tr(words::ENDING_NONE).to_owned()
    } else {
        words::ending_note(lang, overview.ending_count)
    };
    items.push(
        Stat::new(tr(words::ENDING_SOON), yuan(overview.ending), ending_note)
            .warning(overview.ending_count > 0),
    );
    let waiting_href = routes::with_query(routes::WALLET, "tab=waiting");
    let count = words::waiting_unit(lang, waiting + cash_waiting);
    items.push(Stat::new(
        tr(words::WAITING),
        view! { <a href=waiting_href>{count}</a> },
        tr(words::WAITING_NOTE),
    ));
    view! { <Stats items=items/> }.into_any()
}

fn soon(overview: &CostOverview) -> AnyView {
    let mut coupons: Vec<WalletCoupon> =
        overview.vouchers.rows.iter().chain(&overview.cash.rows).cloned().collect();
    coupons.sort_by_key(|coupon| coupon.expires_at);
    coupons.truncate(SOON_SHOWN);
    let now = overview.vouchers.as_of;
    let content = if coupons.is_empty() {
        view! { <EmptyState title=tr(words::SOON_EMPTY) body=tr(words::SOON_EMPTY_BODY)/> }
            .into_any()
    } else {
        let items = coupons.iter().map(|coupon| soon_row(coupon, now)).collect_view();
        view! { <ul class="soon">{items}</ul> }.into_any()
    };
    let note = view! { <a href=routes::WALLET>{tr(words::SEE_ALL)}</a> }.into_any();
    view! { <Card title=tr(words::SOON_TITLE) note=note flush=true>{content}</Card> }.into_any()
}

fn soon_row(coupon: &WalletCoupon, now: Timestamp) -> AnyView {
    let href = routes::wallet_coupon(coupon.coupon_type, &coupon.id);
    let kind = label("coupon_type", coupon.coupon_type.as_str());
    view! {
        <li>
            <div>
                <a href=href>{coupon_name(&coupon.name, coupon.coupon_type)}</a>
                <p class="secondary">
                    {kind} " · " {wallet::valid_until(lang(), coupon.expires_at.local_minute())}
                </p>
            </div>
            {super::ticket::wallet_pill(coupon, now)}
            <span class="soon-amount">{yuan(free(coupon))}</span>
        </li>
    }
    .into_any()
}

const COLUMNS: &[Column<CouponMovement>] = &[
    Column::new(words::COUPON, coupon_cell).primary(),
    Column::new(wallet::MOVEMENT_KIND, |row: &CouponMovement| {
        label("movement", &row.movement.kind).into_any()
    }),
    Column::new(wallet::MOVEMENT_AMOUNT, |row: &CouponMovement| amount_cell(&row.movement)).end(),
    Column::new(wallet::MOVEMENT_TIME, |row: &CouponMovement| {
        view! { <Time at=row.movement.at/> }.into_any()
    }),
];

fn coupon_cell(row: &CouponMovement) -> AnyView {
    let coupon_type = if row.is_cash { CouponType::CashCoupon } else { CouponType::Voucher };
    let href = routes::wallet_coupon(coupon_type, &row.coupon_id);
    view! { <a href=href>{coupon_name(&row.coupon_name, coupon_type)}</a> }.into_any()
}

fn movements(rows: Vec<CouponMovement>) -> AnyView {
    let content = if rows.is_empty() {
        view! { <EmptyState title=tr(words::MOVEMENTS_EMPTY)/> }.into_any()
    } else {
        view! { <DataTable caption=tr(words::MOVEMENTS_CAPTION) columns=COLUMNS rows=rows/> }
            .into_any()
    };
    view! { <Card title=tr(words::MOVEMENTS_TITLE) flush=true>{content}</Card> }.into_any()
}

fn calendar(overview: &CostOverview) -> AnyView {
    let months: Vec<(Timestamp, Fen)> = overview
        .vouchers
        .ending
        .iter()
        .zip(&overview.cash.ending)
        .map(|((at, own), (_, cash))| (*at, own.checked_add(*cash).unwrap_or(*own)))
        .collect();
    let content = if months.iter().any(|(_, amount)| amount.is_positive()) {
        view! { <ExpiryCalendar caption=tr(wallet::CALENDAR_CAPTION) months=months/> }.into_any()
    } else {
        view! { <p class="secondary">{tr(wallet::CALENDAR_NONE)}</p> }.into_any()
    };
    view! {
        <Card title=tr(words::CALENDAR_TITLE)>
            {content}
            <p class="secondary">{tr(words::CALENDAR_BOTH)}</p>
        </Card>
    }
    .into_any()
}

fn partner(viewer: &Viewer) -> AnyView {
    if viewer.partner_name.is_empty() {
        return view! {
            <Card title=tr(words::NO_PARTNER_TITLE)>
                <p class="secondary">{tr(words::NO_PARTNER_BODY)}</p>
            </Card>
        }
        .into_any();
    }
    let name = viewer.partner_name.clone();
    view! {
        <Card title=tr(words::PARTNER_TITLE)>
            <p class="partner-name"><Icon name="user"/> {name}</p>
            <p class="secondary">{tr(words::PARTNER_BODY)}</p>
        </Card>
    }
    .into_any()
}

fn links(has_cash: bool) -> AnyView {
    let mut items = vec![(routes::WALLET, nav::COUPONS, words::LINK_COUPONS_BODY)];
    if has_cash {
        items.push((routes::CASH_WALLET, nav::CASH_COUPONS, words::LINK_CASH_BODY));
    }
    items.push((routes::CREDENTIALS, nav::CREDENTIALS, words::LINK_CREDENTIALS_BODY));
    let items = items
        .into_iter()
        .map(|(href, title, body)| {
            view! { <li><a href=href>{tr(title)}</a> <p class="secondary">{tr(body)}</p></li> }
        })
        .collect_view();
    view! { <Card title=tr(words::LINKS_TITLE)><ul class="link-list">{items}</ul></Card> }
        .into_any()
}
