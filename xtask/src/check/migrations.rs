//! Both engines have the same migrations by name and order.

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::{Context, Result};

use crate::workspace::Workspace;

/// Fails when a migration exists for one engine only.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let [sqlite, postgres] =
        ["sqlite", "postgres"].map(|engine| names(&workspace.path("migrations").join(engine)));
    super::none(&violations(&sqlite?, &postgres?))
}

fn names(folder: &Path) -> Result<BTreeSet<String>> {
    let entries = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    names
        .filter(|name| {
            name.as_ref().is_ok_and(|name| Path::new(name).extension().is_some_and(|e| e == "sql"))
        })
        .collect()
}

fn violations(sqlite: &BTreeSet<String>, postgres: &BTreeSet<String>) -> Vec<String> {
    if sqlite.is_empty() && postgres.is_empty() {
        return vec!["there are no migrations".to_owned()];
    }
    let missing = |engine: &'static str, here: &BTreeSet<String>, there: &BTreeSet<String>| {
        let names = there.difference(here).cloned().collect::<Vec<_>>();
        names.into_iter().map(move |name| format!("migrations/{engine}/{name} is missing"))
    };
    missing("sqlite", sqlite, postgres).chain(missing("postgres", postgres, sqlite)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_missing_twin_is_named() {
        let names = |list: &[&str]| list.iter().map(ToString::to_string).collect();
        let found = violations(&names(&["1_a.sql", "2_b.sql"]), &names(&["1_a.sql", "3_c.sql"]));
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(violations(&names(&["1_a.sql"]), &names(&["1_a.sql"])).is_empty());
        assert_eq!(violations(&names(&[]), &names(&[])).len(), 1, "none at all is a mistake");
    }
}
