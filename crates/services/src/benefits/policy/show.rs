//! A version of the policy in readable words, and what differs between two of them.

use hezong_contract::cases::FactView;
use hezong_contract::policies::{ChangeView, FactsView, PolicyView};
use hezong_domain::access::Permission;
use hezong_domain::benefits::{Figure, Window};
use hezong_domain::calendar::Span;
use hezong_domain::incentives::{Policy, Scheme, Terms};
use hezong_domain::members::{Dimension, SCORE_MAX};
use hezong_domain::text::Keyed;
use hezong_domain::{Day, Fen};
use hezong_texts::{Lang, policies as texts, policy_edit as t};

use super::super::words;
use super::{counts, draft_of, in_force, line, versions};
use crate::context::Context;
use crate::{Error, Result};

/// One thing a policy says.
pub(super) struct Line {
    /// The section it stands in: `general`, `windows`, a scheme or `maturity`.
    pub(super) section: &'static str,
    /// What it is, the same in every version and language.
    key: String,
    label: String,
    value: String,
}

/// The heading of a section.
pub(super) fn title(lang: Lang, section: &str) -> String {
    match section {
        "general" => t::SECTION_GENERAL.get(lang).to_owned(),
        "windows" => texts::WINDOWS.get(lang).to_owned(),
        "maturity" => t::SECTION_MATURITY.get(lang).to_owned(),
        scheme => words::word(lang, "scheme", scheme),
    }
}

/// The sections in their order.
pub(super) fn sections() -> Vec<&'static str> {
    let schemes = Scheme::ALL.iter().map(|scheme| scheme.as_str());
    ["general", "windows"].into_iter().chain(schemes).chain(["maturity"]).collect()
}

/// One version in words.
///
/// # Errors
/// Without [`Permission::OpsBenefits`]; [`Error::NotFound`].
pub async fn view(cx: &Context, lang: Lang, number: &str) -> Result<PolicyView> {
    let (mut tx, _) = cx.read(Permission::OpsBenefits).await?;
    let today = Day::of(cx.now());
    let all = versions(&mut *tx).await?;
    let found = all.iter().find(|version| version.row.version.to_string() == number);
    let found = found.ok_or(Error::NotFound("policy"))?;
    let lines = lines(lang, &found.policy);
    let section = |section: &'static str| FactsView {
        title: title(lang, section),
        facts: lines
            .iter()
            .filter(|line| line.section == section)
            .map(|line| FactView::new(line.label.clone(), line.value.clone()))
            .collect(),
    };
    let sections: Vec<FactsView> = sections().into_iter().map(section).collect();
    Ok(PolicyView {
        line: line(lang, found, in_force(&all, today)),
        seen: found.seen(),
        sections: sections.into_iter().filter(|section| !section.facts.is_empty()).collect(),
        can_withdraw: counts(found.row.standing) && found.policy.from > today,
        draft: draft_of(&all),
    })
}

pub(super) fn yuan(amount: Fen) -> String {
    format!("\u{a5}{}", amount.grouped())
}

/// A window's length in words.
fn window(lang: Lang, window: Window) -> String {
    match window.span {
        Span::WorkingDays => texts::working_days(lang, window.count),
        Span::CalendarDays => texts::days(lang, window.count),
        Span::Months => texts::months(lang, window.count),
    }
}

struct Lines {
    lang: Lang,
    all: Vec<Line>,
}

impl Lines {
    fn add(&mut self, section: &'static str, key: &str, label: String, value: String) {
        self.all.push(Line { section, key: key.to_owned(), label, value });
    }

    /// A field of the form under its own label.
    fn field(&mut self, section: &'static str, key: &str, value: String) {
        let label = words::word(self.lang, "policy_edit", key);
        self.add(section, key, label, value);
    }

    /// Several values; `none` when there are none.
    fn list(&mut self, section: &'static str, key: &str, values: &[String], none: &str) {
        let value = if values.is_empty() {
            none.to_owned()
        } else {
            values.join(if self.lang == Lang::ZhCn { "\u{3001}" } else { ", " })
        };
        self.field(section, key, value);
    }
}

/// Everything a policy says, in the order people read it.
pub(super) fn lines(lang: Lang, policy: &Policy) -> Vec<Line> {
    let mut lines = Lines { lang, all: Vec::new() };
    let none = texts::NONE.get(lang);
    lines.field("general", "from", policy.from.to_string());
    let to = policy.to.map_or_else(|| texts::OPEN_END.get(lang).to_owned(), |day| day.to_string());
    lines.field("general", "to", to);
    lines.field("general", "agreement", policy.agreement.clone());
    let min = policy.payout_min.map_or_else(|| none.to_owned(), yuan);
    lines.field("general", "payout_min", min);
    lines.field("general", "two_people_above", yuan(policy.approval.two_people_above));
    let reminders: Vec<String> = policy.reminders.iter().map(ToString::to_string).collect();
    lines.list("general", "reminders", &reminders, t::NO_REMINDERS.get(lang));
    for figure in Figure::ALL {
        let label = words::word(lang, "figure", figure.as_str());
        let length = policy.windows.get(figure);
        let value = length.map_or_else(|| t::NO_WINDOW.get(lang).to_owned(), |w| window(lang, *w));
        lines.add("windows", figure.as_str(), label, value);
    }
    for scheme in Scheme::ALL {
        if let Some(terms) = policy.terms(*scheme) {
            scheme_lines(&mut lines, terms);
        }
    }
    for dimension in Dimension::ALL {
        let label = words::word(lang, "dimension", dimension.as_str());
        let bar = policy.maturity.iter().find(|bar| bar.dimension == *dimension);
        let none = || t::NO_BAR.get(lang).to_owned();
        let value = bar.map_or_else(none, |bar| t::bar(lang, bar.min, SCORE_MAX));
        lines.add("maturity", dimension.as_str(), label, value);
    }
    lines.all
}

fn scheme_lines(lines: &mut Lines, terms: &Terms) {
    let (lang, section) = (lines.lang, terms.scheme.as_str());
    let (any, none) = (t::ANY.get(lang), texts::NONE.get(lang));
    let number = |value: Option<i64>| value.map_or_else(|| none.to_owned(), |n| n.to_string());
    let yes = |yes: bool| if yes { t::YES } else { t::NO }.get(lang).to_owned();
    lines.field(section, "path", words::word(lang, "path", terms.path.as_str()));
    lines.list(section, "stages", &worded(lang, "stage", &terms.stages), any);
    lines.field(section, "invited_only", yes(terms.is_invited_only));
    lines.field(section, "origin", words::word(lang, "origin", terms.origin.as_str()));
    for rate in &terms.rates {
        let grade =
            if rate.grade.is_empty() { texts::ANY_GRADE.get(lang) } else { rate.grade.as_str() };
        let label = t::rate_of(lang, grade);
        let key = format!("rate {}", rate.grade);
        lines.add(section, &key, label, yuan(rate.amount));
    }
    lines.field(section, "people_max", number(terms.people_max));
    let month_max = terms.month_max.map_or_else(|| none.to_owned(), yuan);
    lines.field(section, "month_max", month_max);
    lines.list(section, "posts", &worded(lang, "post", &terms.posts), any);
    lines.list(section, "all_of", &terms.certificates.all_of, none);
    lines.list(section, "one_of", &terms.certificates.one_of, none);
    lines.field(section, "months_on_cloud_over", number(terms.months_on_cloud_over));
    lines.field(section, "claims_per_year", number(terms.claims_per_year));
    lines.field(section, "further_years", yes(terms.has_further_years));
    lines.list(section, "needs", &worded(lang, "need", &terms.needs), none);
}

/// Values of an enum in words.
fn worded<K: Keyed>(lang: Lang, space: &str, values: &[K]) -> Vec<String> {
    values.iter().map(|value| words::word(lang, space, value.text())).collect()
}

/// What differs: "14 working days" before, "21 working days" after.
pub(super) fn changes(lang: Lang, before: Option<&Policy>, after: &Policy) -> Vec<ChangeView> {
    let before = before.map(|policy| lines(lang, policy)).unwrap_or_default();
    let after = lines(lang, after);
    let same = |a: &Line, b: &Line| a.section == b.section && a.key == b.key;
    let change = |line: &Line, before: &str, after: &str| ChangeView {
        label: t::in_section(lang, title(lang, line.section), &line.label),
        before: before.to_owned(),
        after: after.to_owned(),
    };
    let mut changes = Vec::new();
    for line in &after {
        let was = before.iter().find(|other| same(line, other));
        let was = was.map_or("", |line| line.value.as_str());
        if was != line.value {
            changes.push(change(line, was, &line.value));
        }
    }
    for line in before.iter().filter(|line| !after.iter().any(|other| same(line, other))) {
        changes.push(change(line, &line.value, ""));
    }
    changes
}
