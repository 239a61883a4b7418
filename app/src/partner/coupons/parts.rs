//! What the pages of an area share: heading, figures, tabs.

use hezong_contract::AppError;
use hezong_contract::coupons::IssuedStats;
use hezong_domain::access::Permission;
use hezong_texts::coupons_partner as texts;
use hezong_ui::{Card, LinkButton, Money, PageHead, Stat, Stats, Tab, Tabs, coming, lang, tr};
use leptos::prelude::*;

use super::super::area::Area;
use crate::session::Allowed;

/// The sections of an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Quotas.
    Quotas,
    /// Issued coupons.
    Issued,
    /// Operation records.
    Records,
    /// The allow-list of cash coupons.
    Allowlist,
}

/// The figures of an area, loaded with each of its pages.
pub type StatsResource = Resource<Result<IssuedStats, AppError>>;

/// A section of an area: heading, figures, tabs with counts, content.
pub fn section_page(
    area: Area,
    section: Section,
    stats: StatsResource,
    actions: AnyView,
    body: AnyView,
) -> AnyView {
    view! {
        <PageHead title=area.title() subtitle=area.lead() crumbs=area.crumbs()>
            {actions}
            <Allowed permission=Permission::CouponIssue>
                <LinkButton href=area.issue() kind="primary">{area.issue_title()}</LinkButton>
            </Allowed>
        </PageHead>
        {coming(true, move || {
            Box::pin(async move {
                let stats = stats.await.ok();
                stats.map(|stats| view! { <Stats items=figures(&stats)/> }).into_any()
            })
        })}
        <Card flush=true>
            {coming(false, move || {
                Box::pin(async move { tabs(area, section, stats.await.ok().as_ref()) })
            })}
            {body}
        </Card>
    }
    .into_any()
}

/// The four figures.
pub fn figures(stats: &IssuedStats) -> Vec<Stat> {
    let lang = lang();
    let issuable = if stats.quotas_ending > 0 {
        texts::stat_issuable_ending(lang, stats.issuable_count, stats.quotas_ending)
    } else {
        texts::stat_issuable_note(lang, stats.issuable_count)
    };
    let held = texts::stat_held_note(lang, stats.held_count, stats.locked.grouped());
    let used = texts::stat_used_note(lang, stats.used_last_month.grouped());
    let ending = texts::stat_ending_note(lang, stats.ending_count);
    vec![
        Stat::new(tr(texts::STAT_ISSUABLE), view! { <Money amount=stats.issuable/> }, issuable),
        Stat::new(tr(texts::STAT_HELD), view! { <Money amount=stats.held/> }, held),
        Stat::new(tr(texts::STAT_USED), view! { <Money amount=stats.used_this_month/> }, used),
        Stat::new(tr(texts::STAT_ENDING), view! { <Money amount=stats.ending/> }, ending)
            .warning(stats.ending_count > 0),
    ]
}

fn tabs(area: Area, current: Section, stats: Option<&IssuedStats>) -> AnyView {
    let tab = |section, words: &str, href, count| Tab {
        words: words.to_owned(),
        href,
        count,
        is_current: section == current,
    };
    let mut items = vec![
        tab(Section::Quotas, area.quotas_title(), area.quotas(), stats.map(|s| s.quotas)),
        tab(Section::Issued, area.issued_title(), area.issued(), stats.map(|s| s.issued)),
        tab(Section::Records, tr(texts::RECORDS_TAB), area.records(), None),
    ];
    if area == Area::CashCoupons {
        items.push(tab(Section::Allowlist, tr(texts::ALLOWLIST_TAB), area.allowlist(), None));
    }
    view! { <Tabs label=area.title() items=items/> }.into_any()
}
