//! The settings of one version, row by row.

use std::collections::BTreeMap;

use hezong_domain::benefits::{ApprovalRule, Figure, Window, Windows};
use hezong_domain::calendar::{REMINDER_WORKING_DAYS, Span};
use hezong_domain::incentives::{
    CertificateRule, Need, Origin, Policy, PolicyStanding, Rate, Scheme, Stage, Terms,
};
use hezong_domain::members::{Dimension, MaturityBar, Path, Post, SCORE_MAX};
use hezong_domain::{Day, Fen, ProblemKind};
use hezong_texts::{Lang, imports as texts};

use super::super::outcome::{Wrong, wrong_row};
use super::super::row::Row;

/// Settings of the whole policy.
const GENERAL: &[&str] =
    &["from", "to", "agreement", "payout_min", "two_people_above", "reminders"];
/// Settings of one scheme.
const OF_SCHEME: &[&str] = &[
    "path",
    "stages",
    "invited_only",
    "origin",
    "posts",
    "all_of",
    "one_of",
    "months_on_cloud_over",
    "claims_per_year",
    "further_years",
    "needs",
    "rate",
    "people_max",
    "month_max",
];
/// Largest count in a setting.
const COUNT_MAX: i64 = 10_000;

/// What was read of one version.
pub(super) struct Settings {
    lang: Lang,
    first: usize,
    version: Option<i64>,
    from: Option<Day>,
    to: Option<Day>,
    agreement: String,
    payout_min: Option<Fen>,
    two_people_above: Option<Fen>,
    reminders: Vec<i64>,
    windows: Windows,
    maturity: Vec<MaturityBar>,
    schemes: Vec<Terms>,
    /// Settings that stood in an earlier row, by scheme, setting and grade.
    seen: BTreeMap<(Option<Scheme>, String, String), usize>,
    wrong: Vec<Wrong>,
}

impl Settings {
    pub(super) fn new(lang: Lang, first: usize) -> Self {
        Self {
            lang,
            first,
            version: None,
            from: None,
            to: None,
            agreement: String::new(),
            payout_min: None,
            two_people_above: None,
            reminders: REMINDER_WORKING_DAYS.to_vec(),
            windows: Windows::new(),
            maturity: Vec::new(),
            schemes: Vec::new(),
            seen: BTreeMap::new(),
            wrong: Vec::new(),
        }
    }

    pub(super) const fn first_row(&self) -> usize {
        self.first
    }

    /// Takes a row.
    pub(super) fn read(&mut self, mut row: Row) {
        let version = row.raw("version").parse().ok().filter(|v| (1..=COUNT_MAX).contains(v));
        if version.is_none() && !row.raw("version").is_empty() {
            row.blame("version", &ProblemKind::BadNumber { min: 1, max: COUNT_MAX });
        }
        self.version = self.version.or(version);
        let scheme = row.choice("scheme").and_then(Scheme::parse);
        let setting = row.raw("setting").to_lowercase().replace([' ', '-'], "_");
        let (grade, value) = (row.raw("grade").to_owned(), row.raw("value").to_owned());
        let key = (scheme, setting.clone(), grade.clone());
        if let Some(earlier) = self.seen.insert(key, row.number) {
            let (what, cure) = (texts::twice(self.lang, earlier), texts::CURE_TWICE.get(self.lang));
            row.note("setting", &setting, what, cure.to_owned());
        }
        if !setting.is_empty() && !value.is_empty() {
            let taken = match scheme {
                Some(scheme) => self.of_scheme(scheme, &setting, &grade, &value),
                None if row.raw("scheme").is_empty() => self.general(&setting, &value, &mut row),
                None => Ok(()),
            };
            match taken {
                Ok(()) => {}
                Err(Bad::Setting) => {
                    let known = if scheme.is_some() { OF_SCHEME } else { GENERAL };
                    let cure = texts::cure_setting_name(self.lang, known.join(", "));
                    let what = texts::UNKNOWN_SETTING.get(self.lang).to_owned();
                    row.note("setting", &setting, what, cure);
                }
                Err(Bad::Value(form)) => {
                    let what = texts::WRONG_VALUE.get(self.lang).to_owned();
                    row.note("value", &value, what, texts::cure_form(self.lang, form));
                }
            }
        }
        self.wrong.extend(row.into_wrong());
    }

    fn general(&mut self, setting: &str, value: &str, row: &mut Row) -> Result<(), Bad> {
        if let Some(figure) = setting.strip_prefix("window.") {
            let figure = Figure::parse(figure).ok_or(Bad::Setting)?;
            self.windows.insert(figure, window(value)?);
            return Ok(());
        }
        if let Some(dimension) = setting.strip_prefix("maturity.") {
            let dimension = Dimension::parse(dimension).ok_or(Bad::Setting)?;
            self.maturity.push(MaturityBar { dimension, min: within(value, SCORE_MAX)? });
            return Ok(());
        }
        match setting {
            "from" => self.from = row.day("value"),
            "to" => self.to = row.day("value"),
            "agreement" => value.clone_into(&mut self.agreement),
            "payout_min" => self.payout_min = Some(amount(value)?),
            "two_people_above" => self.two_people_above = Some(amount(value)?),
            "reminders" => {
                self.reminders = listed(value).map(count).collect::<Result<_, _>>()?;
            }
            _ => return Err(Bad::Setting),
        }
        Ok(())
    }

    fn of_scheme(
        &mut self,
        scheme: Scheme,
        setting: &str,
        grade: &str,
        value: &str,
    ) -> Result<(), Bad> {
        if !self.schemes.iter().any(|terms| terms.scheme == scheme) {
            self.schemes.push(empty(scheme));
        }
        let found = self.schemes.iter_mut().find(|terms| terms.scheme == scheme);
        let Some(terms) = found else { return Ok(()) };
        match setting {
            "path" => terms.path = one(value, Path::parse, Path::ALL, Path::as_str)?,
            "stages" => terms.stages = several(value, Stage::parse, Stage::ALL, Stage::as_str)?,
            "invited_only" => terms.is_invited_only = flag(value)?,
            "origin" => terms.origin = one(value, Origin::parse, Origin::ALL, Origin::as_str)?,
            "posts" => terms.posts = several(value, Post::parse, Post::ALL, Post::as_str)?,
            "all_of" => terms.certificates.all_of = listed(value).map(str::to_owned).collect(),
            "one_of" => terms.certificates.one_of = listed(value).map(str::to_owned).collect(),
            "months_on_cloud_over" => terms.months_on_cloud_over = Some(count(value)?),
            "claims_per_year" => terms.claims_per_year = Some(count(value)?),
            "further_years" => terms.has_further_years = flag(value)?,
            "needs" => terms.needs = several(value, Need::parse, Need::ALL, Need::as_str)?,
            "rate" => {
                terms.rates.push(Rate { grade: grade.to_owned(), amount: amount(value)? });
            }
            "people_max" => terms.people_max = Some(count(value)?),
            "month_max" => terms.month_max = Some(amount(value)?),
            _ => return Err(Bad::Setting),
        }
        Ok(())
    }

    /// What every version needs.
    fn missing(&self) -> Vec<String> {
        let mut missing = Vec::new();
        let is_there = [
            ("from", self.from.is_some()),
            ("agreement", !self.agreement.is_empty()),
            ("two_people_above", self.two_people_above.is_some()),
        ];
        missing.extend(
            is_there.iter().filter(|(_, there)| !there).map(|(name, _)| *name).map(str::to_owned),
        );
        for terms in &self.schemes {
            for name in ["path", "origin", "rate"] {
                let has = |(scheme, setting, _): &(Option<Scheme>, String, String)| {
                    *scheme == Some(terms.scheme) && setting == name
                };
                if !self.seen.keys().any(has) {
                    missing.push(format!("{} {name}", terms.scheme.as_str()));
                }
            }
        }
        missing
    }

    /// The version.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub(super) fn end(mut self) -> Result<Policy, Vec<Wrong>> {
        // What is missing is only told where nothing is wrong: it may be there with a slip in it.
        if self.wrong.is_empty() {
            for name in self.missing() {
                let what = texts::setting_missing(self.lang, name);
                let cure = texts::CURE_SETTING_MISSING.get(self.lang).to_owned();
                self.wrong.push(wrong_row(self.first, what, cure));
            }
            if self.schemes.is_empty() {
                let (what, cure) = (texts::NO_SCHEME, texts::CURE_NO_SCHEME);
                let (what, cure) = (what.get(self.lang), cure.get(self.lang));
                self.wrong.push(wrong_row(self.first, what.to_owned(), cure.to_owned()));
            }
        }
        let (Some(version), Some(from), Some(two_people_above), true) =
            (self.version, self.from, self.two_people_above, self.wrong.is_empty())
        else {
            return Err(self.wrong);
        };
        // The order the editor keeps them in: the same bars are the same version.
        self.maturity.sort_by_key(|bar| bar.dimension);
        Ok(Policy {
            version,
            standing: PolicyStanding::Draft,
            from,
            to: self.to,
            agreement: self.agreement,
            schemes: self.schemes,
            windows: self.windows,
            payout_min: self.payout_min,
            approval: ApprovalRule { two_people_above },
            reminders: self.reminders,
            maturity: self.maturity,
        })
    }
}

/// Why a setting is not taken.
enum Bad {
    /// There is no such setting.
    Setting,
    /// Its value is not of this form.
    Value(String),
}

fn empty(scheme: Scheme) -> Terms {
    Terms {
        scheme,
        path: Path::SystemIntegration,
        stages: Vec::new(),
        is_invited_only: false,
        origin: Origin::Partner,
        posts: Vec::new(),
        certificates: CertificateRule::default(),
        months_on_cloud_over: None,
        claims_per_year: None,
        has_further_years: false,
        needs: Vec::new(),
        rates: Vec::new(),
        people_max: None,
        month_max: None,
    }
}

/// Several values, between semicolons or bars: codes of certificates have blanks and commas.
fn listed(value: &str) -> impl Iterator<Item = &str> {
    value.split([';', '|']).map(str::trim).filter(|part| !part.is_empty())
}

fn count(value: &str) -> Result<i64, Bad> {
    within(value, COUNT_MAX)
}

/// A whole number up to the highest there may be.
fn within(value: &str, max: i64) -> Result<i64, Bad> {
    let number = value.parse().ok().filter(|number| (0..=max).contains(number));
    number.ok_or_else(|| Bad::Value(format!("0 – {max}")))
}

fn amount(value: &str) -> Result<Fen, Bad> {
    Fen::parse(value).map_err(|_| Bad::Value("1000.00".to_owned()))
}

fn flag(value: &str) -> Result<bool, Bad> {
    match value.to_lowercase().as_str() {
        "yes" | "true" | "1" => Ok(true),
        "no" | "false" | "0" => Ok(false),
        _ => Err(Bad::Value("yes, no".to_owned())),
    }
}

fn one<T: Copy>(
    value: &str,
    parse: impl Fn(&str) -> Option<T>,
    all: &[T],
    text: impl Fn(T) -> &'static str,
) -> Result<T, Bad> {
    let names = || all.iter().map(|one| text(*one)).collect::<Vec<_>>().join(", ");
    parse(value).ok_or_else(|| Bad::Value(names()))
}

fn several<T: Copy>(
    value: &str,
    parse: impl Fn(&str) -> Option<T>,
    all: &[T],
    text: impl Fn(T) -> &'static str,
) -> Result<Vec<T>, Bad> {
    listed(value).map(|part| one(part, &parse, all, &text)).collect()
}

/// `14 working_days`, `7 calendar_days`, `1 months`.
fn window(value: &str) -> Result<Window, Bad> {
    let bad = || Bad::Value("14 working_days, 7 calendar_days, 1 months".to_owned());
    let (number, unit) = value.split_once(' ').ok_or_else(bad)?;
    let unit = unit.trim().replace(' ', "_");
    let span = Span::parse(&unit).ok_or_else(bad)?;
    let count = number.parse().ok().filter(|count| (0..=COUNT_MAX).contains(count));
    Ok(Window { span, count: count.ok_or_else(bad)? })
}
