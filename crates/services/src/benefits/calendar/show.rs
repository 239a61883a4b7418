//! A year of the calendar as a table of months, and what its draft changes.

use hezong_contract::cases::{Mood, StateWords};
use hezong_contract::policies::{
    CalendarView, ChangeView, DayCell, DayForm, MonthTable, RedatedView,
};
use hezong_contract::query;
use hezong_domain::calendar::{Calendar, Certainty, DayKind, Listed};
use hezong_domain::time::Weekday;
use hezong_domain::{Day, Month};
use hezong_texts::{Lang, calendar_edit as texts, find_on_server};

use super::super::words;
use super::Both;

/// Years before and after the present one that can be chosen.
const YEARS_AROUND: i64 = 2;

pub(super) fn view(lang: Lang, both: &Both, query: &str) -> CalendarView {
    let pairs = query::pairs(query);
    let asked = query::first(&pairs, "day");
    let day = Day::parse(&asked);
    let today = both.frame.today;
    let year = query::first(&pairs, "year").parse().ok();
    let year: i64 = day.map(Day::year).or(year).unwrap_or_else(|| today.year());
    let year = year.clamp(2000, 2100);
    let calendar = both.edited();
    let mut years: Vec<i64> = calendar.years().map(|(year, _)| year).collect();
    years.extend(today.year() - YEARS_AROUND..=today.year() + YEARS_AROUND);
    years.push(year);
    years.sort_unstable();
    years.dedup();
    let certainty = calendar.certainty_of_year(year);
    let listed = day.and_then(|day| calendar.listed(day));
    CalendarView {
        year,
        years,
        certainty: StateWords {
            words: words::word(lang, "certainty", certainty.as_str()),
            mood: if certainty == Certainty::Announced { Mood::Ok } else { Mood::Warn },
        },
        mark: certainty.as_str().to_owned(),
        marks: [Certainty::Announced, Certainty::Provisional]
            .map(|mark| (mark.as_str().to_owned(), words::word(lang, "certainty", mark.as_str())))
            .to_vec(),
        months: (1..=12)
            .filter_map(|number| Month::new(year, number))
            .map(|month| table(lang, both, month))
            .collect(),
        seen: both.seen.clone(),
        has_draft: both.draft.is_some(),
        changes: changes(lang, &both.frame.calendar, calendar),
        redated: RedatedView::default(),
        form: DayForm {
            seen: both.seen.clone(),
            day: day.map_or_else(String::new, |day| day.to_string()),
            until: String::new(),
            kind: listed.map_or_else(String::new, |listed| listed.kind.as_str().to_owned()),
            name: listed.map_or_else(String::new, |listed| listed.name.clone()),
        },
        kinds: DayKind::ALL
            .iter()
            .map(|kind| (kind.as_str().to_owned(), kind_words(lang, *kind)))
            .collect(),
        names: names(lang, calendar),
        text: text_of(calendar, year),
    }
}

fn kind_words(lang: Lang, kind: DayKind) -> String {
    words::word(lang, "calendar_edit", kind.as_str())
}

/// What a holiday is called; its key where there are no words.
fn name(lang: Lang, key: &str) -> String {
    if key.is_empty() {
        return String::new();
    }
    let text = find_on_server("calendar_edit", &format!("name_{key}"));
    text.map_or_else(|| key.to_owned(), |text| text.get(lang).to_owned())
}

fn names(lang: Lang, calendar: &Calendar) -> Vec<(String, String)> {
    let mut keys: Vec<String> = calendar.days().map(|(_, listed)| listed.name.clone()).collect();
    keys.extend(Calendar::sample().days().map(|(_, listed)| listed.name.clone()));
    keys.retain(|key| !key.is_empty());
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter().map(|key| (key.clone(), name(lang, &key))).collect()
}

fn table(lang: Lang, both: &Both, month: Month) -> MonthTable {
    let (calendar, in_force) = (both.edited(), &both.frame.calendar);
    let mut cells: Vec<DayCell> = (0..place(month.first())).map(|_| DayCell::default()).collect();
    let mut working = 0;
    for number in 1..=month.length() {
        let day = month.first().plus(number - 1);
        let listed = calendar.listed(day);
        let is_working = calendar.is_working(day);
        working += i64::from(is_working);
        cells.push(DayCell {
            day: day.to_string(),
            number,
            is_working,
            kind: listed.map_or_else(String::new, |listed| listed.kind.as_str().to_owned()),
            name: listed.map_or_else(String::new, |listed| name(lang, &listed.name)),
            is_changed: listed != in_force.listed(day),
        });
    }
    while !cells.len().is_multiple_of(7) {
        cells.push(DayCell::default());
    }
    let weeks = cells.chunks(7).map(<[DayCell]>::to_vec).collect();
    MonthTable { month: month.to_string(), working, weeks }
}

/// Days of the week before a day, from Monday.
fn place(day: Day) -> i64 {
    match day.weekday() {
        Weekday::Monday => 0,
        Weekday::Tuesday => 1,
        Weekday::Wednesday => 2,
        Weekday::Thursday => 3,
        Weekday::Friday => 4,
        Weekday::Saturday => 5,
        Weekday::Sunday => 6,
    }
}

fn changes(lang: Lang, in_force: &Calendar, draft: &Calendar) -> Vec<ChangeView> {
    let mark = |mark: Certainty| words::word(lang, "certainty", mark.as_str());
    let plain = |day: Day| {
        let text = if Calendar::plain().is_working(day) {
            texts::PLAIN_WORKDAY
        } else {
            texts::PLAIN_WEEKEND
        };
        text.get(lang).to_owned()
    };
    let listed = |day: Day, listed: Option<&Listed>| match listed {
        None => plain(day),
        Some(listed) if listed.name.is_empty() => kind_words(lang, listed.kind),
        Some(listed) => {
            format!("{} \u{b7} {}", kind_words(lang, listed.kind), name(lang, &listed.name))
        }
    };
    let years = in_force.changed_years(draft).into_iter().map(|change| ChangeView {
        label: texts::year_mark(lang, change.year),
        before: mark(change.before),
        after: mark(change.after),
    });
    let days = in_force.changed_days(draft).into_iter().map(|change| ChangeView {
        label: change.day.to_string(),
        before: listed(change.day, change.before.as_ref()),
        after: listed(change.day, change.after.as_ref()),
    });
    years.chain(days).collect()
}

/// A year in the form that an import reads.
fn text_of(calendar: &Calendar, year: i64) -> String {
    let mut only = Calendar::plain();
    let certainty = calendar.certainty_of_year(year);
    if certainty != Certainty::Unknown {
        only.mark(year, certainty);
    }
    for (day, listed) in calendar.days().filter(|(day, _)| day.year() == year) {
        // What is listed was read before, so it can be listed again.
        let _ = only.set(day, Some(listed.clone()));
    }
    only.export()
}
