//! What a file is made of: entries that are read, weighed and written, each kind in a file of its own.

use std::collections::BTreeMap;
use std::future::Future;

use hezong_domain::Timestamp;
use hezong_storage::UnitOfWork;
use hezong_texts::{Lang, imports as texts};

use super::columns::Kind;
use super::outcome::{Verdict, Wrong, wrong_row};
use super::row::Row;
use crate::Result;
use crate::act::Act;
use crate::benefits::frame::Frame;

/// What a row is weighed with.
pub(super) struct Base<'a> {
    pub(super) lang: Lang,
    pub(super) frame: &'a Frame,
    /// The row as a spreadsheet counts it.
    pub(super) row: usize,
    /// Whether policies are put in force.
    pub(super) publish: bool,
    pub(super) now: Timestamp,
}

impl Base<'_> {
    /// A refusal of the whole row.
    pub(super) fn refuse(&self, what: impl Into<String>, cure: impl Into<String>) -> Verdict {
        Verdict::Refused(vec![wrong_row(self.row, what.into(), cure.into())])
    }
}

/// What writing a row made.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) target: String,
    /// The path of an invitation; empty when there is none.
    pub(super) link: String,
}

/// What a file is made of.
pub(super) trait Entry: Clone + Send + Sync + 'static {
    /// What it is.
    const KIND: Kind;

    /// Reads one row.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    fn read(row: Row) -> std::result::Result<Self, Vec<Wrong>>;

    /// What the row is about, once in a file.
    fn subject(&self) -> String;

    /// What stands in a column, for reasons that name it; empty where none can.
    fn value(&self, _key: &str) -> String {
        String::new()
    }

    /// What would become of it.
    fn weigh(
        &self,
        tx: &mut dyn UnitOfWork,
        base: &Base<'_>,
    ) -> impl Future<Output = Result<Verdict>> + Send;

    /// Writes it, with an audit line for what it made.
    fn write(&self, act: &mut Act, base: &Base<'_>)
    -> impl Future<Output = Result<Written>> + Send;

    /// The entries of a file of another form than rows; `None` when it is none.
    fn without_rows(
        _lang: Lang,
        _bytes: &[u8],
    ) -> Option<std::result::Result<Vec<Item<Self>>, Vec<String>>> {
        None
    }

    /// The entries of all rows; one for each, unless several rows make one.
    fn gather(rows: Vec<Row>) -> Vec<Item<Self>> {
        let item = |row: Row| {
            let number = row.number;
            let subject = row.raw(Self::KIND.columns().first().map_or("", |c| c.key)).to_owned();
            Item::of(number, subject, Self::read(row))
        };
        rows.into_iter().map(item).collect()
    }
}

/// An entry with the row it begins on.
#[derive(Debug, Clone)]
pub(super) struct Item<E> {
    pub(super) number: usize,
    pub(super) subject: String,
    pub(super) entry: std::result::Result<E, Vec<Wrong>>,
}

impl<E: Entry> Item<E> {
    /// An entry, or what is wrong with its rows.
    pub(super) fn of(
        number: usize,
        subject: String,
        entry: std::result::Result<E, Vec<Wrong>>,
    ) -> Self {
        let subject = entry.as_ref().map_or(subject, Entry::subject);
        Self { number, subject, entry }
    }
}

/// Refuses what stands in the file a second time.
pub(super) fn once_each<E: Entry>(lang: Lang, items: &mut [Item<E>]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for item in items.iter_mut().filter(|item| item.entry.is_ok()) {
        if let Some(first) = seen.get(&item.subject) {
            let (what, cure) = (texts::twice(lang, *first), texts::CURE_TWICE.get(lang));
            item.entry = Err(vec![wrong_row(item.number, what, cure.to_owned())]);
        } else {
            seen.insert(item.subject.clone(), item.number);
        }
    }
}
