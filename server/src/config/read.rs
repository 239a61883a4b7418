//! Where settings come from: file and environment, each remembered with its origin.

use std::collections::BTreeMap;
use std::path::Path;

use super::KEYS;
use crate::Failure;

/// What our variables in the environment begin with.
const PREFIX: &str = "HEZONG_";
/// Settings that may stand in a table of their own.
const TABLES: [&str; 2] = ["mail", "payer"];
/// Another name this close to a known one is a typing error, not somebody else's variable.
const TYPO_DISTANCE: usize = 2;

/// A value and what to call it in an error.
struct Entry {
    value: String,
    origin: String,
}

/// All values that were set.
#[derive(Default)]
pub(super) struct Entries {
    values: BTreeMap<&'static str, Entry>,
    /// Variables with our prefix that mean nothing.
    pub(super) ignored: Vec<String>,
}

impl Entries {
    /// Adds the settings of a file.
    pub(super) fn add_file(&mut self, path: &Path) -> Result<(), Failure> {
        let shown = path.display();
        let fail = |what: String| Failure::Config(format!("{shown}: {what}"));
        let text = std::fs::read_to_string(path).map_err(|error| {
            fail(format!("cannot be read ({error}): name an existing file with --config"))
        })?;
        let table: toml::Table = toml::from_str(&text)
            .map_err(|error| fail(format!("is not TOML: {}", error.message())))?;
        for (name, value) in flat(table) {
            let Some(key) = KEYS.iter().find(|key| **key == name) else {
                return Err(fail(format!("unknown key `{name}`: known are {}", KEYS.join(", "))));
            };
            let value = match value {
                toml::Value::String(text) => text,
                toml::Value::Boolean(flag) => flag.to_string(),
                toml::Value::Integer(number) => number.to_string(),
                _ => return Err(fail(format!("`{name}` must be a text or true/false"))),
            };
            self.values.insert(*key, Entry { value, origin: format!("{shown}: {name}") });
        }
        Ok(())
    }

    /// Adds the settings of the environment, which win over those of the file. An empty variable counts
    /// as not set: that is how service managers clear one.
    pub(super) fn add_environment(
        &mut self,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<(), Failure> {
        for (variable, value) in environment {
            let Some(name) = variable.strip_prefix(PREFIX) else { continue };
            let name = name.to_ascii_lowercase();
            if let Some(key) = KEYS.iter().find(|key| **key == name) {
                if !value.is_empty() {
                    self.values.insert(*key, Entry { value, origin: variable });
                }
            } else if let Some(meant) =
                KEYS.iter().find(|key| distance(key, &name) <= TYPO_DISTANCE)
            {
                return Err(Failure::Config(format!(
                    "unknown variable {variable}: {PREFIX}{} is meant",
                    meant.to_ascii_uppercase()
                )));
            } else {
                // Others use the prefix too, e.g. Kubernetes for a service named like us.
                self.ignored.push(variable);
            }
        }
        self.ignored.sort();
        Ok(())
    }

    /// What to call a setting in an error, when it was set.
    pub(super) fn origin(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(|entry| entry.origin.as_str())
    }

    /// A setting that may be missing.
    pub(super) fn optional<T>(
        &self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Failure> {
        let Some(entry) = self.values.get(key) else { return Ok(None) };
        parse(&entry.value)
            .map(Some)
            .map_err(|problem| Failure::Config(format!("{}: {problem}", entry.origin)))
    }

    /// A setting with a default.
    pub(super) fn text<T>(
        &self,
        key: &str,
        default: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, Failure> {
        match self.optional(key, &parse)? {
            Some(value) => Ok(value),
            None => parse(default).map_err(|problem| Failure::Config(format!("{key}: {problem}"))),
        }
    }
}

/// A file's settings in one row: `host` of the table `[mail]` is `mail_host`.
fn flat(table: toml::Table) -> Vec<(String, toml::Value)> {
    let mut rows = Vec::new();
    for (name, value) in table {
        match value {
            toml::Value::Table(inner) if TABLES.contains(&name.as_str()) => {
                rows.extend(
                    inner.into_iter().map(|(inner, value)| (format!("{name}_{inner}"), value)),
                );
            }
            value => rows.push((name, value)),
        }
    }
    rows
}

/// How many letters must be added, dropped or changed to come from one name to the other.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, b) in row.iter_mut().skip(1).zip(other.bytes()) {
            let best = (diagonal + usize::from(a != b)).min(left + 1).min(*cell + 1);
            diagonal = *cell;
            left = best;
            *cell = best;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn distance_counts_letters() {
        assert_eq!(distance("listen", "listen"), 0);
        assert_eq!(distance("listen", "listne"), 2);
        assert_eq!(distance("log", "logs"), 1);
        assert_eq!(distance("data_dir", "data"), 4);
        assert_eq!(distance("", "abc"), 3);
    }
}
