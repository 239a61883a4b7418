//! The list of all operations of the API, kept in `operations.json` for coverage tests.
//!
//! An operation whose `implemented` is true must be routed; the others must answer 404 APIG.0101.
//! How to add an operation: write it, route it, set its flag; the coverage test finds whichever was
//! forgotten.

use serde::Deserialize;

const LIST: &str = include_str!("../operations.json");

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Operation {
    /// Name in snake case, as in the Python SDK.
    pub operation: String,
    /// HTTP method in capitals.
    pub method: String,
    /// Path; parameters in braces, as the router writes them.
    pub path: String,
    /// HTTP status of success.
    pub success_status: u16,
    /// Whose credential may call it.
    pub caller: Caller,
    /// Whether we offer it.
    pub implemented: bool,
}

/// Whose credential an operation expects (open-api §8 to §10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caller {
    /// Solution provider or distributor.
    Partner,
    /// Distributor only.
    Distributor,
    /// Customer only.
    Customer,
    /// Either; the answer depends on which.
    PartnerOrCustomer,
    /// Customer that is an enterprise master.
    EnterpriseMaster,
    /// Everybody with a credential; only IAM calls, which the list of operations does not have.
    Anyone,
}

/// All 92 operations, sorted by name.
///
/// # Errors
/// Only when the checked-in file is broken.
pub fn all() -> Result<Vec<Operation>, serde_json::Error> {
    serde_json::from_str(LIST)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_operation_is_listed_once() {
        let operations = all().unwrap();
        assert_eq!(operations.len(), 92);
        let names: Vec<&str> = operations.iter().map(|one| one.operation.as_str()).collect();
        assert!(names.is_sorted());
        let routes: BTreeSet<(&str, &str)> =
            operations.iter().map(|one| (one.method.as_str(), one.path.as_str())).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), 92);
        assert_eq!(routes.len(), 92);
        assert!(operations.iter().all(|one| matches!(one.success_status, 200 | 204)));
    }
}
