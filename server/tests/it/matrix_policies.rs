//! Examples for the access matrix: policies, the calendar, lists and final months.

use std::collections::BTreeMap;

use hezong_contract::policies::PolicyStep;
use hezong_domain::Day;
use hezong_services::Context;
use hezong_services::benefits::policy;

use crate::matrix_rows::{Fields, fields};

/// The sample policy in force, and a draft beside it.
pub async fn policies(system: &Context) {
    let from = Day::parse("2026-01-01").expect("a day");
    policy::install_sample(system, from).await.expect("the sample");
    let first = PolicyStep { version: "1".to_owned(), ..PolicyStep::default() };
    assert_eq!(policy::copy(system, &first).await.expect("a draft"), 2);
}

/// The version a page is tried with: forms and reviews are of drafts.
pub fn version_of(path: &str) -> &'static str {
    if path.ends_with("{version}") { "1" } else { "2" }
}

/// The arguments of the server functions. What changes something comes from a page that is out of date:
/// whoever may do it is told so, and the next caller finds everything as it was.
pub fn policy_rows(rows: &mut BTreeMap<&'static str, Fields>) {
    rows.insert("read_policy", fields(&[("version", "1")]));
    for name in ["read_policy_form", "review_policy"] {
        rows.insert(name, fields(&[("version", "2")]));
    }
    for name in ["publish_policy", "withdraw_policy", "discard_policy"] {
        rows.insert(name, fields(&[("form[version]", "2"), ("form[seen]", "x")]));
    }
    rows.insert("copy_policy", fields(&[("form[version]", "1")]));
    rows.insert(
        "save_policy",
        fields(&[
            ("form[version]", "2"),
            ("form[seen]", "x"),
            ("form[section]", "windows"),
            ("form[fields][count_pay][]", "2"),
        ]),
    );
    rows.insert("read_calendar", fields(&[("query", "year=2027")]));
    rows.insert("set_days", fields(&[("form[seen]", "x"), ("form[day]", "2026-12-01")]));
    rows.insert(
        "mark_year",
        fields(&[("form[seen]", "x"), ("form[year]", "2027"), ("form[mark]", "announced")]),
    );
    rows.insert("import_days", fields(&[("form[seen]", "x"), ("form[lines]", "2027,announced")]));
    for name in ["publish_calendar", "discard_calendar"] {
        rows.insert(name, fields(&[("form[seen]", "x")]));
    }
    rows.insert("list_lists", fields(&[("query", "month=2026-11")]));
    rows.insert(
        "make_lists",
        fields(&[
            ("form[month]", "2026-11"),
            ("form[scheme]", "svc_expert"),
            ("form[what]", "all"),
        ]),
    );
    rows.insert("read_final", fields(&[("query", "month=2026-10")]));
    rows.insert(
        "finalise_month",
        fields(&[("form[month]", "2026-10"), ("form[reason]", "matrix")]),
    );
}
