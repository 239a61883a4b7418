//! "Parse, do not validate": what is wrong with a form, field by field.

use serde::{Deserialize, Serialize};

use crate::calendar::RowProblem;
use crate::files::FileProblem;
use crate::invoicing::{DeliveryError, NumberError};
use crate::money::AmountError;
use crate::time::Timestamp;

/// What is wrong with one field. A fact with numbers, not a sentence; texts live in `locales`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// Nothing was given.
    Required,
    /// More characters than allowed.
    TooLong {
        /// Most characters allowed.
        max: usize,
    },
    /// Fewer characters than needed.
    TooShort {
        /// Fewest characters allowed.
        min: usize,
    },
    /// Control characters inside.
    ControlCharacters,
    /// Not an account name.
    BadAccountName,
    /// Not an e-mail address.
    BadEmail,
    /// Not a mobile number.
    BadMobile,
    /// A password anybody would guess.
    WeakPassword,
    /// Two entries that should be equal differ.
    Mismatch,
    /// Not an amount.
    AmountNotANumber,
    /// More than two decimals.
    AmountTooManyDecimals,
    /// More than the system takes.
    AmountTooLarge,
    /// Zero or less.
    AmountNotPositive,
    /// An amount of zero where only the sign is free.
    AmountZero,
    /// Below the lowest allowed amount.
    AmountBelow {
        /// Lowest allowed, in fen.
        min_fen: i64,
    },
    /// Above the highest allowed amount.
    AmountAbove {
        /// Highest allowed, in fen.
        max_fen: i64,
    },
    /// Not a calendar day `YYYY-MM-DD`.
    BadDay,
    /// An end that lies before its beginning.
    EndBeforeBegin,
    /// A day that has passed.
    InThePast,
    /// A day that has not come yet.
    InTheFuture,
    /// Before what it follows.
    Before {
        /// The first day allowed, `YYYY-MM-DD`.
        day: String,
    },
    /// Later than makes sense.
    After {
        /// The last day allowed, `YYYY-MM-DD`.
        day: String,
    },
    /// Outside the validity of the quota.
    OutsideQuota {
        /// First day allowed, `YYYY-MM-DD`.
        from: String,
        /// Last day allowed, `YYYY-MM-DD`.
        to: String,
    },
    /// Wider than the quota allows.
    WiderThanQuota {
        /// The values that are too wide, comma separated.
        values: String,
    },
    /// Not one of the values offered.
    NotAChoice,
    /// Nothing chosen.
    NothingChosen,
    /// The administrator's role together with others.
    AdminAlone,
    /// More than whoever grants it may do.
    BeyondOwn,
    /// A list of customers that names nobody.
    NoCustomers,
    /// More entries than allowed.
    TooMany {
        /// Most entries allowed.
        max: usize,
    },
    /// Not a whole number in its range.
    BadNumber {
        /// Lowest allowed.
        min: i64,
        /// Highest allowed.
        max: i64,
    },
    /// Not known, or not yours.
    Unknown,
    /// In use already.
    Taken,
    /// A bill of that number is recorded already: the number is printed, so it cannot be another.
    BillKnown,
    /// Wrong verification code.
    WrongCode,
    /// The current password is wrong.
    WrongPassword,
    /// What the page sends along is missing or unreadable: it must be loaded again.
    Outdated,
    /// Can not be changed here.
    Fixed,
    /// Under review: what is reviewed stays as it is.
    UnderReview,
    /// Done as often as is allowed for now.
    TooOften {
        /// How often it is allowed.
        max: i64,
        /// When it is possible again.
        until: Timestamp,
    },
    /// A day outside those that can be chosen.
    DayOutside {
        /// First day allowed, `YYYY-MM-DD`.
        from: String,
        /// Last day allowed, `YYYY-MM-DD`.
        to: String,
    },
    /// Not the first day of a month that has not begun.
    FirstOfMonth {
        /// The first day allowed, `YYYY-MM-DD`.
        earliest: String,
    },
    /// A row of an imported calendar is wrong.
    CalendarRow {
        /// The row, counted from 1.
        row: usize,
        /// The column, as the first row of the file names it.
        column: String,
        /// What stands there.
        value: String,
        /// What is wrong with it.
        what: RowProblem,
    },
    /// Not the number or the code of an invoice.
    InvoiceNumber {
        /// What is wrong with it.
        what: NumberError,
    },
    /// Not a courier's number.
    TrackingNumber {
        /// What is wrong with it.
        what: DeliveryError,
    },
    /// A file that is not taken.
    File {
        /// Why not.
        what: FileProblem,
    },
}

impl ProblemKind {
    /// The stable key of this problem: names its text in `locales/*/problems.json`.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::TooLong { .. } => "too_long",
            Self::TooShort { .. } => "too_short",
            Self::ControlCharacters => "control_characters",
            Self::BadAccountName => "bad_account_name",
            Self::BadEmail => "bad_email",
            Self::BadMobile => "bad_mobile",
            Self::WeakPassword => "weak_password",
            Self::Mismatch => "mismatch",
            Self::AmountNotANumber => "amount_not_a_number",
            Self::AmountTooManyDecimals => "amount_too_many_decimals",
            Self::AmountTooLarge => "amount_too_large",
            Self::AmountNotPositive => "amount_not_positive",
            Self::AmountZero => "amount_zero",
            Self::AmountBelow { .. } => "amount_below",
            Self::AmountAbove { .. } => "amount_above",
            Self::BadDay => "bad_day",
            Self::EndBeforeBegin => "end_before_begin",
            Self::InThePast => "in_the_past",
            Self::InTheFuture => "in_the_future",
            Self::Before { .. } => "before",
            Self::After { .. } => "after",
            Self::OutsideQuota { .. } => "outside_quota",
            Self::WiderThanQuota { .. } => "wider_than_quota",
            Self::NotAChoice => "not_a_choice",
            Self::NothingChosen => "nothing_chosen",
            Self::AdminAlone => "admin_alone",
            Self::BeyondOwn => "beyond_own",
            Self::NoCustomers => "no_customers",
            Self::TooMany { .. } => "too_many",
            Self::BadNumber { .. } => "bad_number",
            Self::Unknown => "unknown",
            Self::Taken => "taken",
            Self::BillKnown => "bill_known",
            Self::WrongCode => "wrong_code",
            Self::WrongPassword => "wrong_password",
            Self::Outdated => "outdated",
            Self::Fixed => "fixed",
            Self::UnderReview => "under_review",
            Self::TooOften { .. } => "too_often",
            Self::DayOutside { .. } => "day_outside",
            Self::FirstOfMonth { .. } => "first_of_month",
            Self::CalendarRow { what, .. } => match what {
                RowProblem::NotADay => "calendar_not_a_day",
                RowProblem::NotAKindOfDay => "calendar_not_a_kind_of_day",
                RowProblem::NotAKindOfYear => "calendar_not_a_kind_of_year",
                RowProblem::Twice => "calendar_twice",
                RowProblem::YearMissing => "calendar_year_missing",
                RowProblem::WorksAnyway => "calendar_works_anyway",
                RowProblem::NotAName => "calendar_not_a_name",
                RowProblem::TooManyColumns => "calendar_too_many_columns",
                RowProblem::TooManyRows => "calendar_too_many_rows",
            },
            Self::InvoiceNumber { what } => match what {
                NumberError::Empty => "invoice_number_empty",
                NumberError::NotDigits => "invoice_number_not_digits",
                NumberError::Length { .. } => "invoice_number_length",
                NumberError::CodeLength { .. } => "invoice_code_length",
                NumberError::NoCodeWanted => "invoice_code_not_wanted",
                NumberError::Zeros => "invoice_number_zeros",
            },
            Self::TrackingNumber { what } => match what {
                DeliveryError::Length => "tracking_number_length",
                DeliveryError::Character => "tracking_number_character",
                DeliveryError::NoDigit => "tracking_number_no_digit",
            },
            Self::File { what } => what.as_str(),
        }
    }

    /// The placeholders of the text and their values, already formatted.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooLong { max } | Self::TooMany { max } => vec![("max", max.to_string())],
            Self::TooShort { min } => vec![("min", min.to_string())],
            Self::AmountBelow { min_fen } => {
                vec![("min", crate::Fen::new(*min_fen).grouped())]
            }
            Self::AmountAbove { max_fen } => {
                vec![("max", crate::Fen::new(*max_fen).grouped())]
            }
            Self::OutsideQuota { from, to } | Self::DayOutside { from, to } => {
                vec![("from", from.clone()), ("to", to.clone())]
            }
            Self::Before { day } | Self::After { day } => vec![("day", day.clone())],
            Self::WiderThanQuota { values } => vec![("values", values.clone())],
            Self::TooOften { max, until } => {
                vec![("max", max.to_string()), ("until", until.local_minute())]
            }
            Self::FirstOfMonth { earliest } => vec![("earliest", earliest.clone())],
            Self::CalendarRow { row, column, value, .. } => {
                vec![("row", row.to_string()), ("column", column.clone()), ("value", value.clone())]
            }
            Self::BadNumber { min, max } => {
                vec![("min", min.to_string()), ("max", max.to_string())]
            }
            Self::InvoiceNumber {
                what: NumberError::Length { found } | NumberError::CodeLength { found },
            } => vec![("found", found.to_string())],
            Self::File { what } => what.args(),
            _ => Vec::new(),
        }
    }
}

impl From<AmountError> for ProblemKind {
    fn from(error: AmountError) -> Self {
        match error {
            AmountError::Empty => Self::Required,
            AmountError::NotANumber => Self::AmountNotANumber,
            AmountError::TooManyDecimals => Self::AmountTooManyDecimals,
            AmountError::TooLarge => Self::AmountTooLarge,
            AmountError::NotPositive => Self::AmountNotPositive,
        }
    }
}

/// One field and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The field's name as in the form.
    pub field: String,
    /// What is wrong.
    pub what: ProblemKind,
}

/// Everything that is wrong with a form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Nothing wrong yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// One problem.
    pub fn one(field: impl Into<String>, what: ProblemKind) -> Self {
        let mut problems = Self::new();
        problems.add(field, what);
        problems
    }

    /// Notes a problem.
    pub fn add(&mut self, field: impl Into<String>, what: ProblemKind) {
        self.0.push(Problem { field: field.into(), what });
    }

    /// Notes the error of a result under `field` and answers the value, if there is one.
    pub fn take<T, E: Into<ProblemKind>>(
        &mut self,
        field: &'static str,
        result: Result<T, E>,
    ) -> Option<T> {
        result.map_err(|e| self.add(field, e.into())).ok()
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All problems in the order they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }

    /// The first problem of a field.
    pub fn of(&self, field: &str) -> Option<&ProblemKind> {
        self.0.iter().find(|p| p.field == field).map(|p| &p.what)
    }

    /// The value when nothing is wrong, else the problems.
    ///
    /// # Errors
    /// The problems, when there are any.
    pub fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }
}
