//! The coupons a partner issued: figures, filters, batch reclaim, export.

use hezong_contract::coupons::{COUPONS_MAX, CouponRow, ISSUED_FILTERS};
use hezong_contract::{ListState, Listing};
use hezong_domain::Timestamp;
use hezong_domain::access::Permission;
use hezong_domain::coupons::CouponStatus;
use hezong_texts::coupons_partner as texts;
use hezong_ui::words::refusal_words;
use hezong_ui::{
    Button, Chip, Column, CouponStatusPill, DataTable, DayRange, FilterBar, FilterDay,
    FilterSelect, FilterText, LinkButton, ListEmpty, Money, Pager, Reveal, Select, SelectionBar,
    UsageBar, label, lang, load, tr, use_list,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{issued_coupons, issued_figures};
use super::parts::{Section, section_page};
use crate::exports::menu::ExportMenu;
use crate::partner::area::Area;
use crate::partner::gate::gate;
use crate::partner::parts::{customer_cell, dropped_notice, id_link, limits_cell, refused_action};

/// The page of issued coupons.
#[derive(Debug)]
pub struct IssuedPage;

#[lazy_route]
impl LazyRoute for IssuedPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let area = Area::here();
        let list = use_list(ISSUED_FILTERS);
        let stats = Resource::new(|| (), move |()| issued_figures(area.quota_type()));
        let rows = Resource::new(
            move || list.get().to_query(),
            move |query| issued_coupons(area.quota_type(), query),
        );
        gate(Some(area), Permission::IssuedView, move |viewer| {
            let may_reclaim = viewer.may(Permission::CouponReclaim);
            let export =
                view! { <ExportMenu kind="issued" quota_type=area.quota_type() list=list/> };
            let body =
                load(rows, move |page| list_view(area, page, list.get_untracked(), may_reclaim));
            section_page(area, Section::Issued, stats, export.into_any(), body)
        })
    }
}

/// A row with what its cells need to know besides.
#[derive(Clone)]
struct Line {
    row: CouponRow,
    area: Area,
    now: Timestamp,
    may_reclaim: bool,
}

const COLUMNS: &[Column<Line>] = &[
    Column::new(texts::ID, |l: &Line| id_link(&l.row.id, l.area.coupon(&l.row.id))).primary(),
    Column::new(texts::CUSTOMER, |l: &Line| {
        customer_cell(&l.row.customer_account, &l.row.customer_name)
    })
    .revealable(),
    Column::new(texts::STATUS, status_cell),
    Column::new(texts::FACE, |l: &Line| view! { <Money amount=l.row.face/> }.into_any()).end(),
    Column::new(texts::BALANCE, |l: &Line| view! { <Money amount=l.row.balance/> }.into_any())
        .end(),
    Column::new(texts::USAGE, |l: &Line| {
        let row = &l.row;
        view! { <UsageBar face=row.face used=row.used locked=row.locked left=row.balance/> }
            .into_any()
    }),
    Column::new(texts::VALIDITY, |l: &Line| {
        view! { <DayRange from=l.row.effective_at to=l.row.expires_at/> }.into_any()
    }),
    Column::new(texts::LIMITS, |l: &Line| limits_cell(&l.row.limits)),
    Column::new(texts::ACTIONS, actions_cell),
];

fn status_cell(line: &Line) -> AnyView {
    let row = &line.row;
    view! {
        <CouponStatusPill
            status=row.status
            is_frozen=row.is_frozen
            effective_at=row.effective_at
            expires_at=row.expires_at
            now=line.now
        />
    }
    .into_any()
}

fn actions_cell(line: &Line) -> AnyView {
    let id = &line.row.id;
    let reclaim = match &line.row.reclaim_refusal {
        _ if !line.may_reclaim => ().into_any(),
        None => view! {
            <a href=line.area.reclaim_of(id) aria-label=texts::reclaim_of(lang(), id)>{tr(texts::RECLAIM)}</a>
        }
        .into_any(),
        Some(refusal) => refused_action(tr(texts::RECLAIM), refusal),
    };
    view! {
        <span class="row-actions">
            <a href=line.area.coupon(id) aria-label=texts::view_of(lang(), id)>{tr(texts::VIEW)}</a>
            {reclaim}
        </span>
    }
    .into_any()
}

fn list_view(area: Area, page: Listing<CouponRow>, list: ListState, may_reclaim: bool) -> AnyView {
    let filters = filters(area, &list, page.as_of);
    let dropped = dropped_notice(&page.dropped);
    if page.rows.is_empty() {
        return view! {
            {filters} {dropped}
            <ListEmpty path=area.issued() list=list title=tr(texts::EMPTY_TITLE) body=tr(texts::EMPTY_BODY)>
                <LinkButton href=area.issue() kind="primary">{area.issue_title()}</LinkButton>
            </ListEmpty>
        }
        .into_any();
    }
    let reveal = Reveal::of(&area.issued(), &list, page.revealed);
    let now = page.as_of;
    let lines: Vec<Line> =
        page.rows.into_iter().map(|row| Line { row, area, now, may_reclaim }).collect();
    let caption = area.issued_title();
    if !may_reclaim {
        return view! {
            {filters} {dropped}
            <DataTable caption=caption columns=COLUMNS rows=lines reveal=reveal/>
            <Pager path=area.issued() list=list total=page.total/>
        }
        .into_any();
    }
    let select = Select::<Line> {
        form: "chosen",
        name: "coupons",
        value: |l: &Line| l.row.id.clone(),
        refusal: |l: &Line| l.row.reclaim_refusal.as_ref().map(refusal_words),
    };
    view! {
        {filters} {dropped}
        <SelectionBar id="chosen" action=area.reclaim() max=COUPONS_MAX>
            <Button kind="small" icon="return">{tr(texts::RECLAIM_CHOSEN)}</Button>
        </SelectionBar>
        <DataTable caption=caption columns=COLUMNS rows=lines select=select reveal=reveal/>
        <Pager path=area.issued() list=list total=page.total/>
    }
    .into_any()
}

fn status_words(key: &str) -> String {
    label("coupon_status", key)
}

fn filters(area: Area, list: &ListState, as_of: Timestamp) -> AnyView {
    let statuses = CouponStatus::ALL
        .iter()
        .filter(|status| **status != CouponStatus::NotActivated)
        .map(|status| (status.as_str().to_owned(), status_words(status.as_str())))
        .collect();
    let same = |value: &str| value.to_owned();
    let chips: Vec<Chip> = [
        Chip::of(list, "q", tr(texts::CHIP_SEARCH), same),
        Chip::of(list, "status", tr(texts::FILTER_STATUS), status_words),
        Chip::of(list, "customer", tr(texts::FILTER_CUSTOMER), same),
        Chip::of(list, "quota", tr(texts::FILTER_QUOTA), same),
        Chip::of(list, "from", tr(texts::CHIP_ISSUED_FROM), same),
        Chip::of(list, "to", tr(texts::CHIP_ISSUED_TO), same),
        Chip::of(list, "ends_from", tr(texts::CHIP_ENDS_FROM), same),
        Chip::of(list, "ends_to", tr(texts::CHIP_ENDS_TO), same),
    ]
    .into_iter()
    .flatten()
    .collect();
    let kept = ["customer", "quota"].map(|name| {
        let value = list.get(name).to_owned();
        (!value.is_empty()).then(|| view! { <input type="hidden" name=name value=value/> })
    });
    let (list, bar) = (list.clone(), list.clone());
    view! {
        <FilterBar
            path=area.issued()
            list=bar
            chips=chips
            as_of=as_of
        >
            <FilterText list=list.clone() name="q" label=tr(texts::FILTER_SEARCH)/>
            <FilterSelect list=list.clone() name="status" label=tr(texts::FILTER_STATUS) options=statuses/>
            <FilterDay list=list.clone() name="from" label=tr(texts::FILTER_ISSUED_FROM)/>
            <FilterDay list=list.clone() name="to" label=tr(texts::FILTER_ISSUED_TO)/>
            <FilterDay list=list.clone() name="ends_from" label=tr(texts::FILTER_ENDS_FROM)/>
            <FilterDay list=list.clone() name="ends_to" label=tr(texts::FILTER_ENDS_TO)/>
            {kept.into_iter().flatten().collect_view()}
        </FilterBar>
    }
    .into_any()
}
