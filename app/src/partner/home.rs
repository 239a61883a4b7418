//! The home of the Partner Center: figures, what ends soon, what to do next.

use hezong_contract::coupons::{CouponRow, QuotaRow};
use hezong_contract::fh::GuideStep;
use hezong_contract::overview::PartnerOverview;
use hezong_contract::session::Viewer;
use hezong_domain::Timestamp;
use hezong_domain::access::Permission;
use hezong_domain::accounts::AccountKind;
use hezong_texts::{
    Text, cases, coupons_partner, fh, nav, partner as texts, quotas as quota_texts,
};
use hezong_ui::{
    Card, Column, CouponStatusPill, DataTable, DayRange, EmptyState, Icon, LinkButton, Money,
    PageHead, Stats, goal_address, load, tr,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::area::Area;
use super::coupons::parts::figures;
use super::coupons::quotas::{quota_hint, quota_name};
use super::gate::gate;
use super::home_api::partner_home;
use super::parts::{customer_cell, id_link};
use crate::cases::goal;
use crate::cases::parts::state_pill;
use crate::routes;

/// The page under `/partner`.
#[derive(Debug)]
pub struct PartnerHomePage;

#[lazy_route]
impl LazyRoute for PartnerHomePage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        goal::provide(AccountKind::Partner);
        let home = Resource::new(|| (), |()| partner_home());
        gate(None, Permission::CustomerView, move |viewer| {
            let lead =
                texts::home_lead(hezong_ui::lang(), &viewer.account_display, &viewer.sign_in);
            let may_issue = viewer.may(Permission::CouponIssue);
            let next = next_steps(&viewer);
            view! {
                <PageHead title=tr(texts::HOME_TITLE) subtitle=lead>
                    {may_issue.then(|| view! {
                        <LinkButton href=Area::Vouchers.issue() kind="primary">
                            {Area::Vouchers.issue_title()}
                        </LinkButton>
                    })}
                </PageHead>
                {load(home, move |home| home_view(&home, may_issue))}
                <Card title=tr(texts::NEXT) flush=true>{next}</Card>
            }
            .into_any()
        })
    }
}

fn home_view(home: &PartnerOverview, may_issue: bool) -> AnyView {
    let incentive = home.incentive.as_ref().map(incentive_card);
    if home.areas.is_empty() {
        return view! {
            {incentive}
            <Card>
                <EmptyState title=tr(texts::NO_COUPON_RIGHTS) body=tr(texts::NO_COUPON_RIGHTS_BODY) icon="lock"/>
            </Card>
        }
        .into_any();
    }
    let has_both = home.areas.len() > 1;
    let areas = home
        .areas
        .iter()
        .map(|(quota_type, stats)| {
            let area = Area::of(*quota_type);
            let heading = has_both.then(|| {
                view! { <h2 class="area-heading"><a href=area.issued()>{area.title()}</a></h2> }
            });
            view! {
                {heading}
                <Stats items=figures(stats)/>
            }
        })
        .collect_view();
    view! {
        {areas}
        {incentive}
        {quotas_card(home, may_issue)}
        {coupons_card(home)}
    }
    .into_any()
}

/// What to do next for incentives.
fn incentive_card(step: &GuideStep) -> AnyView {
    let (title, body) = (step.title.clone(), step.body.clone());
    let (href, state) = (goal_address(&step.goal), state_pill(&step.state));
    view! {
        <Card title=tr(nav::FH)>
            <p><strong>{title}</strong> " " {state}</p>
            <p class="secondary">{body}</p>
            <div class="form-actions">
                <LinkButton href=href kind="primary">{tr(cases::GO)}</LinkButton>
                <LinkButton href=routes::FH>{tr(fh::STEPS)}</LinkButton>
            </div>
        </Card>
    }
    .into_any()
}

struct QuotaLine {
    row: QuotaRow,
    now: Timestamp,
    may_issue: bool,
}

fn area_of(row: &QuotaRow) -> Area {
    Area::of(row.quota_type)
}

const QUOTAS: &[Column<QuotaLine>] = &[
    Column::new(quota_texts::NAME, |l: &QuotaLine| {
        view! {
            <a href=area_of(&l.row).quota(&l.row.id)>{quota_name(&l.row.name)}</a>
            <span class="secondary id-line">{l.row.id.clone()}</span>
        }
        .into_any()
    })
    .primary(),
    Column::new(quota_texts::STATUS, |l: &QuotaLine| quota_hint(&l.row, l.now)),
    Column::new(quota_texts::BALANCE, |l: &QuotaLine| {
        view! { <Money amount=l.row.balance/> }.into_any()
    })
    .end(),
    Column::new(quota_texts::VALIDITY, |l: &QuotaLine| {
        view! { <DayRange from=l.row.effective_at to=l.row.expires_at/> }.into_any()
    }),
    Column::new(quota_texts::ACTIONS, |l: &QuotaLine| {
        if !l.may_issue {
            return ().into_any();
        }
        let query = hezong_contract::query::build([("quota", &l.row.id)]);
        let words = quota_texts::issue_from(hezong_ui::lang(), quota_name(&l.row.name));
        view! {
            <span class="row-actions">
                <a href=area_of(&l.row).issue_with(&query) aria-label=words>{tr(quota_texts::ISSUE)}</a>
            </span>
        }
        .into_any()
    }),
];

fn lead(text: Text) -> AnyView {
    view! { <span class="secondary">{tr(text)}</span> }.into_any()
}

fn quiet(text: Text) -> AnyView {
    view! { <p class="card-quiet secondary">{tr(text)}</p> }.into_any()
}

fn quotas_card(home: &PartnerOverview, may_issue: bool) -> AnyView {
    let now = home.as_of;
    let lines: Vec<QuotaLine> =
        home.quotas.iter().map(|row| QuotaLine { row: row.clone(), now, may_issue }).collect();
    let title = tr(texts::QUOTAS_ENDING);
    let body = if lines.is_empty() {
        quiet(texts::QUOTAS_ENDING_NONE)
    } else {
        view! { <DataTable caption=title columns=QUOTAS rows=lines/> }.into_any()
    };
    view! { <Card title=title note=lead(texts::QUOTAS_ENDING_LEAD) flush=true>{body}</Card> }
        .into_any()
}

struct CouponLine {
    row: CouponRow,
    area: Area,
    now: Timestamp,
}

const COUPONS: &[Column<CouponLine>] = &[
    Column::new(coupons_partner::ID, |l: &CouponLine| id_link(&l.row.id, l.area.coupon(&l.row.id)))
        .primary(),
    Column::new(coupons_partner::CUSTOMER, |l: &CouponLine| {
        customer_cell(&l.row.customer_account, &l.row.customer_name)
    }),
    Column::new(coupons_partner::STATUS, |l: &CouponLine| {
        view! {
            <CouponStatusPill
                status=l.row.status
                is_frozen=l.row.is_frozen
                effective_at=l.row.effective_at
                expires_at=l.row.expires_at
                now=l.now
            />
        }
        .into_any()
    }),
    Column::new(coupons_partner::BALANCE, |l: &CouponLine| {
        view! { <Money amount=l.row.balance/> }.into_any()
    })
    .end(),
    Column::new(coupons_partner::VALIDITY, |l: &CouponLine| {
        view! { <DayRange from=l.row.effective_at to=l.row.expires_at/> }.into_any()
    }),
];

fn coupons_card(home: &PartnerOverview) -> AnyView {
    let now = home.as_of;
    let lines: Vec<CouponLine> = home
        .coupons
        .iter()
        .map(|(quota_type, row)| CouponLine { row: row.clone(), area: Area::of(*quota_type), now })
        .collect();
    let title = tr(texts::COUPONS_ENDING);
    let body = if lines.is_empty() {
        quiet(texts::COUPONS_ENDING_NONE)
    } else {
        view! { <DataTable caption=title columns=COUPONS rows=lines/> }.into_any()
    };
    view! { <Card title=title note=lead(texts::COUPONS_ENDING_LEAD) flush=true>{body}</Card> }
        .into_any()
}

fn next_steps(viewer: &Viewer) -> AnyView {
    let all = [
        (
            Permission::CouponIssue,
            true,
            Area::Vouchers.issue(),
            texts::NEXT_ISSUE,
            texts::NEXT_ISSUE_BODY,
        ),
        (
            Permission::RecordView,
            true,
            Area::Vouchers.records(),
            texts::NEXT_RECORDS,
            texts::NEXT_RECORDS_BODY,
        ),
        (
            Permission::AllowlistManage,
            viewer.is_subsidised,
            Area::CashCoupons.allowlist(),
            texts::NEXT_ALLOWLIST,
            texts::NEXT_ALLOWLIST_BODY,
        ),
        (
            Permission::CustomerView,
            true,
            routes::PARTNER_CUSTOMERS.to_owned(),
            texts::NEXT_CUSTOMERS,
            texts::NEXT_CUSTOMERS_BODY,
        ),
        (
            Permission::AccessKeyManage,
            true,
            routes::OPEN_API.to_owned(),
            texts::NEXT_API,
            texts::NEXT_API_BODY,
        ),
    ];
    let items = all
        .into_iter()
        .filter(|(permission, applies, ..)| *applies && viewer.may(*permission))
        .map(|(_, _, href, title, body)| {
            view! {
                <li>
                    <a href=href>
                        <span><b>{tr(title)}</b> <span class="secondary">{tr(body)}</span></span>
                        <Icon name="arrow"/>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="next-steps" aria-label=tr(nav::PARTNER_CENTER)>{items}</ul> }.into_any()
}
