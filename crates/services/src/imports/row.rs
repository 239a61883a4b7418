//! Reading one row: every value by its column, everything that is wrong with it collected.

use hezong_domain::{Day, ProblemKind, Problems};
use hezong_texts::{Lang, find_on_server, imports as texts};

use super::columns::{Column, Shape, Values, half_width, heading};
use super::file::{Cell, Form, Line};
use super::outcome::{Wrong, shortened, wrong};

/// What a workbook calls 1970-01-01.
const SERIAL_1970: i64 = 25_569;
/// Days a workbook's number may mean: 1970 to 2119.
const SERIALS: std::ops::RangeInclusive<i64> = SERIAL_1970..=80_000;

/// A row being read.
pub(super) struct Row {
    pub(super) lang: Lang,
    pub(super) number: usize,
    cells: Vec<(&'static Column, Cell)>,
    wrong: Vec<Wrong>,
}

impl Row {
    /// The row of a line. What can be wrong whatever the column says is found here.
    pub(super) fn new(lang: Lang, columns: &[Option<&'static Column>], line: Line) -> Self {
        let mut row = Self { lang, number: line.number, cells: Vec::new(), wrong: Vec::new() };
        for (index, cell) in line.cells.into_iter().enumerate() {
            match columns.get(index).copied().flatten() {
                Some(column) => row.take(column, cell),
                None if cell.text.is_empty() => {}
                None => row.stray(index, &cell.text),
            }
        }
        for column in columns.iter().flatten().filter(|column| column.is_required) {
            if row.raw(column.key).is_empty() && !row.has_wrong(column.key) {
                row.blame(column.key, &ProblemKind::Required);
            }
        }
        row
    }

    fn take(&mut self, column: &'static Column, mut cell: Cell) {
        if column.shape != Shape::Plain {
            let plain: String = cell.text.chars().map(half_width).collect();
            plain.trim().clone_into(&mut cell.text);
        }
        let (lang, value) = (self.lang, cell.text.clone());
        match cell.form {
            Form::Spoilt if column.shape != Shape::Plain => {
                let (what, cure) = (texts::SPOILT.get(lang), texts::CURE_TEXT_FORMAT.get(lang));
                self.note(column.key, &value, what.to_owned(), cure.to_owned());
            }
            Form::Failed => {
                let (what, cure) = (texts::FORMULA.get(lang), texts::CURE_FORMULA.get(lang));
                self.note(column.key, &value, what.to_owned(), cure.to_owned());
            }
            _ => {}
        }
        self.cells.push((column, cell));
    }

    /// A value where no heading is: most often a delimiter too many.
    fn stray(&mut self, index: usize, value: &str) {
        let lang = self.lang;
        self.wrong.push(Wrong {
            row: self.number,
            column: texts::nth_column(lang, index + 1),
            value: shortened(value),
            what: texts::NO_HEADING.get(lang).to_owned(),
            cure: texts::CURE_NO_HEADING.get(lang).to_owned(),
        });
    }

    fn cell(&self, key: &str) -> Option<&Cell> {
        self.cells.iter().find(|(column, _)| column.key == key).map(|(_, cell)| cell)
    }

    /// The value as text; empty when there is none.
    pub(super) fn raw(&self, key: &str) -> &str {
        self.cell(key).map_or("", |cell| cell.text.as_str())
    }

    /// The value, when there is one.
    pub(super) fn given(&self, key: &str) -> Option<String> {
        Some(self.raw(key).to_owned()).filter(|value| !value.is_empty())
    }

    fn has_wrong(&self, key: &str) -> bool {
        let column = heading(self.lang, key);
        self.wrong.iter().any(|wrong| wrong.column == column)
    }

    /// Notes what is wrong with a value, once for each column.
    pub(super) fn note(&mut self, key: &str, value: &str, what: String, cure: String) {
        if !self.has_wrong(key) {
            let (column, value) = (heading(self.lang, key).to_owned(), shortened(value));
            self.wrong.push(Wrong { row: self.number, column, value, what, cure });
        }
    }

    /// Notes a problem of a column.
    pub(super) fn blame(&mut self, key: &str, problem: &ProblemKind) {
        if !self.has_wrong(key) {
            let found = wrong(self.lang, self.number, (key, self.raw(key)), problem);
            self.wrong.push(found);
        }
    }

    /// Notes the problems of a form whose fields are called like the columns.
    pub(super) fn blame_all(&mut self, problems: &Problems) {
        for problem in problems.iter() {
            self.blame(&problem.field, &problem.what);
        }
    }

    /// A day as `YYYY-MM-DD`; `None` when there is none or it is wrong.
    pub(super) fn day(&mut self, key: &str) -> Option<Day> {
        let cell = self.cell(key).filter(|cell| !cell.text.is_empty())?;
        let day = match cell.form {
            Form::Number => serial(&cell.text),
            _ => written(&cell.text),
        };
        if day.is_none() {
            self.blame(key, &ProblemKind::BadDay);
        }
        day
    }

    /// Yes or no; `None` when there is nothing or something else.
    pub(super) fn flag(&mut self, key: &str) -> Option<bool> {
        let value = self.given(key)?.to_lowercase();
        let is_one_of = |words: hezong_texts::Text| {
            Lang::ALL.iter().any(|lang| words.get(*lang).split('|').any(|word| word == value))
        };
        if is_one_of(texts::YES_WORDS) {
            return Some(true);
        }
        if is_one_of(texts::NO_WORDS) {
            return Some(false);
        }
        let lang = self.lang;
        let (what, cure) = (texts::NOT_A_FLAG.get(lang), texts::CURE_FLAG.get(lang));
        let shown = self.raw(key).to_owned();
        self.note(key, &shown, what.to_owned(), cure.to_owned());
        None
    }

    /// The key of a choice; `None` when there is nothing or something else.
    pub(super) fn choice(&mut self, key: &str) -> Option<&'static str> {
        let column = self.cells.iter().find(|(column, _)| column.key == key)?.0;
        let value = self.given(key)?;
        let Shape::Choice(space, values) = column.shape else { return None };
        let found = chosen(space, values, &value);
        if found.is_none() {
            let lang = self.lang;
            let (what, cure) = (texts::NOT_IN_LIST.get(lang), list_of(lang, space, values));
            let cure = texts::cure_choice(lang, cure);
            self.note(key, &value, what.to_owned(), cure);
        }
        found
    }

    /// Ends reading.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub(super) fn end<T>(self, value: impl FnOnce() -> T) -> Result<T, Vec<Wrong>> {
        if self.wrong.is_empty() { Ok(value()) } else { Err(self.into_wrong()) }
    }

    /// What is wrong so far, from the left to the right.
    pub(super) fn into_wrong(mut self) -> Vec<Wrong> {
        let order: Vec<_> =
            self.cells.iter().map(|(column, _)| heading(self.lang, column.key)).collect();
        let place = |wrong: &Wrong| order.iter().position(|heading| *heading == wrong.column);
        self.wrong.sort_by_key(|wrong| place(wrong).unwrap_or(order.len()));
        self.wrong
    }
}

fn word(lang: Lang, space: &str, key: &str) -> &'static str {
    find_on_server(space, key).map_or("", |text| text.get(lang))
}

/// The key a value means: the key itself, its words in any language, or the short form in brackets.
fn chosen(space: &str, values: Values, value: &str) -> Option<&'static str> {
    let fold = |text: &str| {
        let plain = text.chars().map(half_width).filter(|c| !c.is_whitespace());
        plain.flat_map(char::to_lowercase).collect::<String>()
    };
    let value = fold(value);
    values.keys().into_iter().find(|key| {
        let named = |lang: &Lang| {
            let words = word(*lang, space, key);
            let short = words.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
            fold(words) == value || short.is_some_and(|(short, _)| fold(short) == value)
        };
        fold(key) == value || Lang::ALL.iter().any(named)
    })
}

fn list_of(lang: Lang, space: &str, values: Values) -> String {
    let words = values.keys().into_iter().map(|key| word(lang, space, key));
    words.collect::<Vec<_>>().join(if lang == Lang::ZhCn { "、" } else { ", " })
}

/// The day of a workbook's number.
fn serial(text: &str) -> Option<Day> {
    let days: i64 = text.parse().ok().filter(|days| SERIALS.contains(days))?;
    Day::from_civil(1970, 1, 1).map(|zero| zero.plus(days.saturating_sub(SERIAL_1970)))
}

/// A day as people write it, year first: `2026-01-05`, `2026/1/5`, `20260105`, or with the characters for
/// year, month and day.
fn written(text: &str) -> Option<Day> {
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
        return Day::from_civil(number(0, 4)?, number(4, 6)?, number(6, 8)?);
    }
    // A moment keeps its day.
    let text = text.split([' ', 'T']).next().unwrap_or_default();
    let text = text.strip_suffix('\u{65e5}').unwrap_or(text);
    let parts: Vec<&str> =
        text.split(['-', '/', '.', '\u{5e74}', '\u{6708}']).map(str::trim).collect();
    let [year, month, day] = parts.as_slice() else { return None };
    let digits = |part: &&str, most: usize| {
        let plain = !part.is_empty() && part.len() <= most;
        (plain && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<i64>().ok())?
    };
    if year.len() != 4 {
        return None;
    }
    Day::from_civil(digits(year, 4)?, digits(month, 2)?, digits(day, 2)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_as_people_write_them() {
        let day = Day::parse("2026-01-05");
        for text in [
            "2026-01-05",
            "2026/1/5",
            "2026.01.05",
            "20260105",
            "2026年1月5日",
            "2026-01-05 00:00:00",
        ] {
            assert_eq!(written(text), day, "{text}");
        }
        for text in ["", "5/1/2026", "2026-13-01", "2026-02-30", "26-01-05", "2026-1", "2026-1-5-1"]
        {
            assert_eq!(written(text), None, "{text}");
        }
        assert_eq!(serial("46027"), day);
        assert_eq!(serial("46027.5"), None);
        assert_eq!(serial("1"), None);
    }

    #[test]
    fn the_examples_of_choices_are_choices() {
        let columns = super::super::columns::Kind::ALL.iter().flat_map(|kind| kind.columns());
        for column in columns {
            let Shape::Choice(space, values) = column.shape else { continue };
            for lang in Lang::ALL {
                let example = super::super::columns::example(*lang, column.key);
                assert!(chosen(space, values, example).is_some(), "{}: {example}", column.key);
            }
        }
    }

    #[test]
    fn choices_by_key_by_words_and_by_short_form() {
        for text in ["solution_architect", "SA", "Solution Architect (SA)", "解决方案架构师（SA）"]
        {
            assert_eq!(chosen("post", Values::Posts, text), Some("solution_architect"), "{text}");
        }
        assert_eq!(chosen("post", Values::Posts, "architect"), None);
    }
}
