//! What each file holds: its columns, and how their headings are recognised.

use hezong_domain::access::Permission;
use hezong_domain::accounts::AssociationKind;
use hezong_domain::incentives::Scheme;
use hezong_domain::members::{Path, Post};
use hezong_texts::{Lang, find_on_server, imports as texts};

/// What is imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Partners, and the invitation of their first administrator.
    Partners,
    /// Customers and whose they are.
    Customers,
    /// The people of partners, with their employment.
    Staff,
    /// Certificates of those people.
    Certificates,
    /// Versions of the policy.
    Policies,
}

/// How a value is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// As it stands.
    Plain,
    /// Letters, digits and signs; full-width ones are read as half-width.
    Code,
    /// A day.
    Day,
    /// Yes or no.
    Flag,
    /// One of a list: a namespace of words, and its keys.
    Choice(&'static str, Values),
}

/// The keys of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Values {
    Associations,
    PartnerTypes,
    Paths,
    Posts,
    Schemes,
}

impl Values {
    /// The keys, in order.
    pub(super) fn keys(self) -> Vec<&'static str> {
        match self {
            Self::Associations => AssociationKind::ALL.iter().map(|v| v.as_str()).collect(),
            Self::PartnerTypes => {
                let types = hezong_contract::accounts::NEW_PARTNER_TYPES;
                types.iter().map(|v| v.as_str()).collect()
            }
            Self::Paths => Path::ALL.iter().map(|v| v.as_str()).collect(),
            Self::Posts => Post::ALL.iter().map(|v| v.as_str()).collect(),
            Self::Schemes => Scheme::ALL.iter().map(|v| v.as_str()).collect(),
        }
    }
}

/// A column.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    /// Its stable name, which is a heading too.
    pub key: &'static str,
    /// Whether the file must have it.
    pub is_required: bool,
    pub(super) shape: Shape,
}

const fn must(key: &'static str, shape: Shape) -> Column {
    Column { key, is_required: true, shape }
}

const fn may(key: &'static str, shape: Shape) -> Column {
    Column { key, is_required: false, shape }
}

const ACCOUNT: Column = must("account_name", Shape::Code);
const COMPANY: Column = must("display_name", Shape::Plain);
const EMAIL: Column = may("email", Shape::Code);
const MOBILE: Column = may("mobile", Shape::Code);

const PARTNERS: &[Column] = &[
    ACCOUNT,
    COMPANY,
    must("partner_type", Shape::Choice("partner_type", Values::PartnerTypes)),
    may("is_subsidised", Shape::Flag),
    EMAIL,
    MOBILE,
    may("admin_name", Shape::Plain),
    may("admin_email", Shape::Code),
];

const CUSTOMERS: &[Column] = &[
    ACCOUNT,
    COMPANY,
    EMAIL,
    MOBILE,
    may("partner", Shape::Code),
    may("association", Shape::Choice("association", Values::Associations)),
];

const STAFF: &[Column] = &[
    must("partner", Shape::Code),
    must("account", Shape::Code),
    must("name", Shape::Plain),
    must("person_email", Shape::Code),
    may("consent", Shape::Plain),
    may("path", Shape::Choice("path", Values::Paths)),
    may("post", Shape::Choice("post", Values::Posts)),
    may("cloud_since", Shape::Day),
    may("base_location", Shape::Plain),
    may("hired_on", Shape::Day),
    may("left_on", Shape::Day),
    may("employment_proof", Shape::Plain),
    may("project", Shape::Plain),
];

const CERTIFICATES: &[Column] = &[
    must("account", Shape::Code),
    must("certificate_code", Shape::Code),
    must("certificate_from", Shape::Day),
    may("certificate_to", Shape::Day),
    may("certificate_proof", Shape::Plain),
];

const POLICIES: &[Column] = &[
    must("version", Shape::Code),
    may("scheme", Shape::Choice("scheme", Values::Schemes)),
    must("setting", Shape::Code),
    may("grade", Shape::Plain),
    must("value", Shape::Code),
];

impl Kind {
    /// Every kind, in the order in which a system is filled.
    pub const ALL: &'static [Self] =
        &[Self::Partners, Self::Customers, Self::Staff, Self::Certificates, Self::Policies];

    /// The stable text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Partners => "partners",
            Self::Customers => "customers",
            Self::Staff => "staff",
            Self::Certificates => "certificates",
            Self::Policies => "policies",
        }
    }

    /// The columns, in the order of a template.
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::Partners => PARTNERS,
            Self::Customers => CUSTOMERS,
            Self::Staff => STAFF,
            Self::Certificates => CERTIFICATES,
            Self::Policies => POLICIES,
        }
    }

    /// What one must be allowed to do to import it.
    pub const fn permission(self) -> Permission {
        match self {
            Self::Partners => Permission::OpsPartners,
            Self::Customers => Permission::OpsCustomers,
            // Whoever confirms consents and proofs on paper enters them here.
            Self::Staff | Self::Certificates => Permission::OpsReview,
            Self::Policies => Permission::OpsPolicies,
        }
    }
}

/// A text of a column; empty when there is none.
fn word(space: &str, key: &str, lang: Lang) -> &'static str {
    find_on_server(space, key).map_or("", |text| text.get(lang))
}

/// A column's heading.
pub fn heading(lang: Lang, key: &str) -> &'static str {
    word("import_column", key, lang)
}

/// What a column is for.
pub fn meaning(lang: Lang, key: &str) -> &'static str {
    word("import_meaning", key, lang)
}

/// A value as it may stand in a column.
pub fn example(lang: Lang, key: &str) -> &'static str {
    word("import_example", key, lang)
}

/// What headings are compared by: case, blanks and punctuation do not count.
fn folded(heading: &str) -> String {
    let plain = heading.chars().map(half_width).filter(|c| c.is_alphanumeric());
    plain.flat_map(char::to_lowercase).collect()
}

/// A full-width letter, digit or sign as its half-width twin.
pub(super) fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c).saturating_sub(0xFEE0)).unwrap_or(c),
        _ => c,
    }
}

/// Everything a column may be called, folded.
fn names(column: &Column) -> Vec<String> {
    let mut names = vec![folded(column.key)];
    for lang in Lang::ALL {
        names.push(folded(heading(*lang, column.key)));
        let aliases = word("import_alias", column.key, *lang);
        names.extend(aliases.split('|').map(folded).filter(|name| !name.is_empty()));
    }
    names
}

/// Which column stands where.
///
/// # Errors
/// Every heading that is not known, every one that comes twice, every one that is missing, in words.
pub(super) fn arrange(
    lang: Lang,
    kind: Kind,
    headings: &[String],
) -> Result<Vec<Option<&'static Column>>, Vec<String>> {
    let (mut wrong, mut found) = (Vec::new(), Vec::<Option<&'static Column>>::new());
    let known: Vec<_> = kind.columns().iter().map(|column| (column, names(column))).collect();
    for asked in headings {
        let key = folded(asked);
        if key.is_empty() {
            found.push(None);
            continue;
        }
        let column =
            known.iter().find(|(_, names)| names.contains(&key)).map(|(column, _)| *column);
        match column {
            None => {
                let nearest = known.iter().min_by_key(|(_, names)| {
                    names.iter().map(|name| distance(&key, name)).min().unwrap_or(usize::MAX)
                });
                let nearest = nearest.map_or("", |(column, _)| heading(lang, column.key));
                wrong.push(texts::unknown_column(lang, asked, nearest));
            }
            Some(column) if found.iter().flatten().any(|other| other.key == column.key) => {
                wrong.push(texts::column_twice(lang, asked));
            }
            Some(_) => {}
        }
        found.push(column);
    }
    for column in kind.columns().iter().filter(|column| column.is_required) {
        if !found.iter().flatten().any(|other| other.key == column.key) {
            wrong.push(texts::column_missing(lang, heading(lang, column.key), column.key));
        }
    }
    if wrong.is_empty() { Ok(found) } else { Err(wrong) }
}

/// How many letters must be added, taken out or replaced to make one word of the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, a) in one.chars().enumerate() {
        let mut left = line + 1;
        let mut diagonal = line;
        let mut next = vec![left];
        for (b, above) in other.iter().zip(row.iter().skip(1)) {
            let replaced = diagonal + usize::from(a != *b);
            left = replaced.min(left + 1).min(*above + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (one, other, expected) in
            [("", "", 0), ("a", "", 1), ("kitten", "sitting", 3), ("mail", "email", 1)]
        {
            assert_eq!(distance(one, other), expected, "{one} {other}");
            assert_eq!(distance(other, one), expected, "{other} {one}");
        }
    }

    #[test]
    fn every_column_has_its_words_and_no_two_share_a_heading() {
        for kind in Kind::ALL {
            let mut seen: Vec<(String, &str)> = Vec::new();
            for column in kind.columns() {
                for lang in Lang::ALL {
                    for text in [
                        heading(*lang, column.key),
                        meaning(*lang, column.key),
                        example(*lang, column.key),
                    ] {
                        assert!(!text.is_empty(), "{kind:?} {}", column.key);
                    }
                }
                for name in names(column) {
                    let other = seen.iter().find(|(seen, _)| *seen == name);
                    assert!(other.is_none_or(|(_, key)| *key == column.key), "{kind:?} {name}");
                    seen.push((name, column.key));
                }
            }
        }
    }

    #[test]
    fn headings_in_any_language_and_order_are_found() {
        let asked = ["公司名称", "Account name", "PARTNER_TYPE", ""].map(str::to_owned);
        let found = arrange(Lang::En, Kind::Partners, &asked).unwrap();
        let keys: Vec<_> = found.iter().map(|c| c.map(|c| c.key)).collect();
        assert_eq!(keys, [Some("display_name"), Some("account_name"), Some("partner_type"), None]);
        let wrong = ["Acount name", "Company", "company"].map(str::to_owned);
        let wrong = arrange(Lang::En, Kind::Partners, &wrong).unwrap_err();
        assert_eq!(wrong.len(), 4, "{wrong:?}");
        assert!(wrong[0].contains("Account name"), "{}", wrong[0]);
    }
}
