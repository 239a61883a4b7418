//! Which crate may depend on which: the rooms of `docs/ARCHITECTURE.md` as a table.

use anyhow::Result;

use crate::workspace::{Dependency, Package, Workspace};

/// Prefix of our own crates.
const OURS: &str = "hezong-";
/// The composition root, and tests of the whole application.
const SERVER: &[&str] = &[
    "app",
    "contract",
    "domain",
    "open-api",
    "print",
    "services",
    "storage",
    "storage-postgres",
    "storage-sqlite",
    "texts",
];
/// What measures the whole application.
const AROUND_SERVER: &[&str] = &[
    "contract",
    "domain",
    "services",
    "storage",
    "storage-postgres",
    "storage-sqlite",
    "testing",
    "texts",
];
/// Crate (without the prefix) and what it may name. The server may name all of them.
const ALLOWED: [(&str, &[&str]); 15] = [
    ("domain", &[]),
    ("texts", &[]),
    ("print", &["domain", "texts"]),
    ("contract", &["domain"]),
    ("ui", &["contract", "domain", "texts"]),
    ("app", &["contract", "domain", "services", "texts", "ui"]),
    ("frontend", &["app"]),
    ("storage", &["domain"]),
    ("storage-sqlite", &["domain", "storage"]),
    ("storage-postgres", &["domain", "storage"]),
    ("services", &["contract", "domain", "storage", "texts"]),
    ("open-api", &["domain", "services", "storage"]),
    ("server", SERVER),
    ("testing", SERVER),
    ("bench", AROUND_SERVER),
];
/// What tests may name besides.
const ALLOWED_IN_TESTS: [(&str, &[&str]); 5] = [
    // That every value people see has a text.
    ("texts", &["contract", "domain"]),
    ("services", &["storage-sqlite", "testing"]),
    ("open-api", &["storage-sqlite", "testing"]),
    ("app", &["testing"]),
    ("server", &["testing"]),
];
/// Foreign libraries that only these crates may name (by prefix of the library's name).
const FOREIGN: [(&str, &[&str]); 4] = [
    ("sqlx", &["bench", "storage-sqlite", "storage-postgres", "testing", "xtask"]),
    ("leptos", &["app", "frontend", "server", "ui"]),
    ("axum", &["app", "bench", "open-api", "server"]),
    ("krilla", &["print"]),
];

/// Fails when a crate depends on one that its layer must not know.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    super::none(&violations(&workspace.packages))
}

fn violations(packages: &[Package]) -> Vec<String> {
    let mut found = Vec::new();
    for package in packages {
        let name = short(&package.name);
        if package.name.starts_with(OURS) && listed(&ALLOWED, name).is_none() {
            found.push(format!("{name}: a new crate needs a line in the table of layers"));
        }
        for dependency in &package.dependencies {
            if !is_allowed(name, dependency) {
                let kind = dependency.kind.as_deref().unwrap_or("ordinary");
                found.push(format!("{name} must not know {} ({kind})", short(&dependency.name)));
            }
        }
    }
    found
}

fn is_allowed(name: &str, dependency: &Dependency) -> bool {
    let in_tests = dependency.kind.as_deref() == Some("dev");
    let Some(ours) = dependency.name.strip_prefix(OURS) else {
        let mut rules = FOREIGN.iter().filter(|(prefix, _)| dependency.name.starts_with(prefix));
        return in_tests || rules.all(|(_, crates)| crates.contains(&name));
    };
    let in_list = |list: &[(&str, &'static [&'static str])]| {
        listed(list, name).is_some_and(|allowed| allowed.contains(&ours))
    };
    // A crate may name itself in tests, to switch on a feature.
    in_list(&ALLOWED) || in_tests && (in_list(&ALLOWED_IN_TESTS) || ours == name)
}

fn listed(list: &[(&str, &'static [&'static str])], name: &str) -> Option<&'static [&'static str]> {
    list.iter().find(|(listed, _)| *listed == name).map(|(_, allowed)| *allowed)
}

fn short(name: &str) -> &str {
    name.strip_prefix(OURS).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, dependencies: &[(&str, Option<&str>)]) -> Package {
        let dependencies = dependencies.iter().map(|(name, kind)| Dependency {
            name: (*name).to_owned(),
            kind: kind.map(str::to_owned),
        });
        Package { name: name.to_owned(), dependencies: dependencies.collect() }
    }

    #[test]
    fn arrows_down_are_fine() {
        let services = package(
            "hezong-services",
            &[
                ("hezong-storage", None),
                ("hezong-domain", None),
                ("hezong-storage-sqlite", Some("dev")),
                ("serde", None),
            ],
        );
        assert_eq!(violations(&[services]), Vec::<String>::new());
    }

    #[test]
    fn arrows_up_and_engines_are_refused() {
        let packages = [
            package("hezong-domain", &[("hezong-storage", None)]),
            package("hezong-services", &[("hezong-storage-sqlite", None)]),
            package("hezong-ui", &[("hezong-services", None)]),
        ];
        assert_eq!(violations(&packages).len(), 3);
    }

    #[test]
    fn foreign_libraries_stay_in_their_rooms() {
        let found =
            violations(&[package("hezong-services", &[("sqlx", None), ("leptos_axum", None)])]);
        assert_eq!(found.len(), 2, "{found:?}");
        let found = violations(&[package("hezong-storage-sqlite", &[("sqlx", None)])]);
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn a_crate_that_nobody_placed_is_refused() {
        assert_eq!(violations(&[package("hezong-helpers", &[])]).len(), 1);
    }
}
