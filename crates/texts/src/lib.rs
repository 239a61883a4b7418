//! Every text people read, in all languages.
//!
//! The catalogues are `locales/<language>/<namespace>.json`; the build fails when they disagree. A text
//! without placeholders is a constant (`common::SAVE.get(lang)`), one with placeholders is a function
//! too (`common::rows_total(lang, 5)`), and namespaces of errors and enum labels can be searched by key
//! ([`find`]).
//!
//! How to add a text: put the key into the same file of both languages, use it.

use std::fmt::Display;

/// A language of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Chinese as written in mainland China; the default.
    #[default]
    ZhCn,
    /// English.
    En,
}

impl Lang {
    /// Every language.
    pub const ALL: &'static [Self] = &[Self::ZhCn, Self::En];

    /// The language tag: `zh-CN`, `en`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::ZhCn => "zh-CN",
            Self::En => "en",
        }
    }

    /// The language of a tag or a tag's first part: `zh`, `zh-Hans-CN`, `en-GB`.
    pub fn parse(tag: &str) -> Option<Self> {
        let first = tag.trim().split(['-', '_']).next().unwrap_or_default();
        if first.eq_ignore_ascii_case("zh") {
            Some(Self::ZhCn)
        } else if first.eq_ignore_ascii_case("en") {
            Some(Self::En)
        } else {
            None
        }
    }

    /// The best language for an `Accept-Language` header; Chinese when none fits.
    pub fn from_accept(header: &str) -> Self {
        let mut best: Option<(Self, u32)> = None;
        for part in header.split(',') {
            let mut pieces = part.split(';');
            let Some(lang) = pieces.next().and_then(Self::parse) else { continue };
            let weight = pieces.find_map(|p| p.trim().strip_prefix("q=")).map_or(1_000, per_mille);
            if weight > 0 && best.is_none_or(|(_, most)| weight > most) {
                best = Some((lang, weight));
            }
        }
        best.map(|(lang, _)| lang).unwrap_or_default()
    }
}

/// `0.85` as 850; what cannot be read is 0.
fn per_mille(text: &str) -> u32 {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    let whole: u32 = whole.parse().unwrap_or(0);
    (whole.min(1) * 1_000 + digits.parse::<u32>().unwrap_or(0)).min(1_000)
}

/// One text in all languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    zh: &'static str,
    en: &'static str,
    en_one: &'static str,
}

impl Text {
    /// A text; `en_one` is the English singular and empty when there is none.
    const fn new(zh: &'static str, en: &'static str, en_one: &'static str) -> Self {
        Self { zh, en, en_one }
    }

    /// The text in a language, placeholders and all.
    pub const fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::ZhCn => self.zh,
            Lang::En => self.en,
        }
    }

    /// The text with its placeholders filled.
    pub fn with(self, lang: Lang, args: &[(&str, &dyn Display)]) -> String {
        self.fill_with(lang, &|name| {
            args.iter().find(|(n, _)| *n == name).map(|(_, value)| value.to_string())
        })
    }

    fn form(self, lang: Lang, count: Option<&str>) -> &'static str {
        if lang == Lang::En && !self.en_one.is_empty() && count == Some("1") {
            self.en_one
        } else {
            self.get(lang)
        }
    }

    fn fill_with(self, lang: Lang, value_of: &dyn Fn(&str) -> Option<String>) -> String {
        let mut rest = self.form(lang, value_of("count").as_deref());
        let mut out = String::with_capacity(rest.len() + 16);
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                out.push('{');
                rest = after;
                continue;
            };
            if let Some(value) = value_of(name) {
                out.push_str(&value);
            } else {
                out.push('{');
                out.push_str(name);
                out.push('}');
            }
            rest = after;
        }
        out.push_str(rest);
        out
    }
}

/// Fills a text's placeholders. A value such as `@quota_status.frozen` is the key of another text and
/// is translated first; an unknown key stands as it is.
pub fn fill<N: AsRef<str>, V: AsRef<str>>(text: Text, lang: Lang, args: &[(N, V)]) -> String {
    text.fill_with(lang, &|name| {
        args.iter().find(|(n, _)| n.as_ref() == name).map(|(_, v)| translated(v.as_ref(), lang))
    })
}

/// The same with the namespaces that only the server looks up.
pub fn fill_on_server<N: AsRef<str>, V: AsRef<str>>(
    text: Text,
    lang: Lang,
    args: &[(N, V)],
) -> String {
    // What follows a key after a blank stays as it is: `@scheme.svc_expert · 2026-09`.
    let words = |value: &str| {
        let (first, rest) = value.split_once(' ').unwrap_or((value, ""));
        let path = first.strip_prefix('@').and_then(|path| path.split_once('.'));
        let found = path.and_then(|(namespace, key)| find_on_server(namespace, key));
        match found {
            Some(text) if rest.is_empty() => text.get(lang).to_owned(),
            Some(text) => format!("{} {rest}", text.get(lang)),
            None => value.to_owned(),
        }
    };
    text.fill_with(lang, &|name| {
        args.iter().find(|(n, _)| n.as_ref() == name).map(|(_, v)| words(v.as_ref()))
    })
}

/// A value that may be a key: `@namespace.key` becomes its text.
pub fn translated(value: &str, lang: Lang) -> String {
    value
        .strip_prefix('@')
        .and_then(|path| path.split_once('.'))
        .and_then(|(namespace, key)| find(namespace, key))
        .map_or_else(|| value.to_owned(), |text| text.get(lang).to_owned())
}

/// The text of a key that is known only at run time: errors, refusals, labels of enums.
///
/// The key may be any stable text of the domain: `BPC_ITEM_…`, `billing:coupon:view`, `cn-north-4`.
pub fn find(namespace: &str, key: &str) -> Option<Text> {
    search(all_of(namespace), key)
}

/// The same for namespaces that only the server looks up: words of workflows. Never call it in code
/// that becomes part of the browser's file.
pub fn find_on_server(namespace: &str, key: &str) -> Option<Text> {
    search(all_on_server_of(namespace), key).or_else(|| find(namespace, key))
}

fn search(all: &'static [(&'static str, Text)], key: &str) -> Option<Text> {
    let key: String = key
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' })
        .collect();
    all.binary_search_by(|(k, _)| (*k).cmp(key.as_str())).ok().map(|at| all[at].1)
}

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_accepted_language_wins() {
        assert_eq!(Lang::from_accept("en-GB,en;q=0.9,zh;q=0.8"), Lang::En);
        assert_eq!(Lang::from_accept("fr, zh-Hans-CN;q=0.7, en;q=0.3"), Lang::ZhCn);
        assert_eq!(Lang::from_accept("en;q=0, fr"), Lang::ZhCn);
        assert_eq!(Lang::from_accept(""), Lang::ZhCn);
    }

    #[test]
    fn one_is_singular_in_english_only() {
        assert_eq!(common::rows_total(Lang::En, 1), "1 row");
        assert_eq!(common::rows_total(Lang::En, 2), "2 rows");
        assert_ne!(common::rows_total(Lang::ZhCn, 1), common::rows_total(Lang::En, 1));
    }

    #[test]
    fn values_that_are_keys_are_translated() {
        let text = find("refusals", "quota_state")
            .map(|t| fill(t, Lang::En, &[("status", "@quota_status.frozen")]));
        assert!(text.is_some_and(|t| t.contains("“Frozen”")));
        assert_eq!(translated("@quota_status.nonsense", Lang::En), "@quota_status.nonsense");
    }

    #[test]
    fn a_placeholder_without_a_value_stays_visible() {
        assert_eq!(fill::<&str, &str>(common::ROWS_TOTAL, Lang::En, &[]), "{count} rows");
    }

    #[test]
    fn every_searchable_namespace_is_sorted() {
        for namespace in ["errors", "permissions", "refusals", "roles"] {
            assert!(all_of(namespace).is_sorted_by_key(|(key, _)| *key), "{namespace}");
            assert!(!all_of(namespace).is_empty(), "{namespace}");
        }
    }
}
