//! Which door a request knocks at; decides limits, answers to failures and how figures are grouped.

/// A group of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    /// The partner API: signed requests, no cookies.
    Api,
    /// Server functions of the pages.
    Function,
    /// Files of the site whose name carries their hash.
    Asset,
    /// For whoever watches the server.
    Health,
    /// Finished exports.
    Export,
    /// Files people handed in, and handing them in.
    File,
    /// Calendar feeds: a secret in the address, no cookies.
    Calendar,
    /// Pages and everything else.
    Page,
}

/// What the paths of the API begin with, as its router claims them.
const API_VERSIONS: [&str; 5] = ["v2", "v3", "v3.0", "v4", "v5"];
/// Where server functions live.
const FUNCTIONS: &str = "/_fn/";

impl Door {
    /// The door of a path.
    pub(crate) fn of(path: &str) -> Self {
        let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
        if API_VERSIONS.contains(&first) {
            Self::Api
        } else if path.starts_with(FUNCTIONS) {
            Self::Function
        } else if path.starts_with("/pkg/") {
            Self::Asset
        } else if matches!(path, "/healthz" | "/readyz") {
            Self::Health
        } else if path.starts_with("/exports/") && path.ends_with("/file") {
            Self::Export
        } else if path.starts_with("/files/") || is_upload(path) {
            Self::File
        } else if path.starts_with("/calendar/") {
            Self::Calendar
        } else {
            Self::Page
        }
    }

    /// The label in figures.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Function => "function",
            Self::Asset => "asset",
            Self::Health => "health",
            Self::Export => "export",
            Self::File => "file",
            Self::Calendar => "calendar",
            Self::Page => "page",
        }
    }
}

/// Whether files are sent there: `…/cases/{id}/files`.
fn is_upload(path: &str) -> bool {
    path.ends_with("/files") && path.contains("/cases/")
}

#[cfg(test)]
mod tests {
    use super::Door;

    #[test]
    fn every_address_has_its_door() {
        for (path, door) in [
            ("/v2/partners/coupons", Door::Api),
            ("/v3/auth/tokens", Door::Api),
            ("/v2", Door::Api),
            ("/v22", Door::Page),
            ("/_fn/sign_in", Door::Function),
            ("/_fnord", Door::Page),
            ("/pkg/a.js", Door::Asset),
            ("/healthz", Door::Health),
            ("/exports/01/file", Door::Export),
            ("/exports", Door::Page),
            ("/calendar/0.ics", Door::Calendar),
            ("/calendar", Door::Page),
            ("/files/FL1/a.pdf", Door::File),
            ("/partner/cases/PR1/files", Door::File),
            ("/partner/cases/PR1", Door::Page),
            ("/", Door::Page),
        ] {
            assert_eq!(Door::of(path), door, "{path}");
        }
    }
}
