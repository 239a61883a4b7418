//! Addresses without their secrets, for print and log.

/// What stands in place of a secret.
const HIDDEN: &str = "***";

/// A database URL without its password, whether it stands before the host or among the parameters.
pub(super) fn url(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return HIDDEN.to_owned();
    };
    // The last @ of all ends the sign-in: a careless password may hold others, and / and ? too.
    let (sign_in, rest) = match rest.rsplit_once('@') {
        Some((sign_in, rest)) => (Some(sign_in), rest),
        None => (None, rest),
    };
    let (host, query) = match rest.split_once('?') {
        Some((host, query)) => (host, Some(query)),
        None => (rest, None),
    };
    let place = match sign_in.map(|text| text.split_once(':').unwrap_or((text, ""))) {
        Some((user, "")) => format!("{user}@{host}"),
        Some((user, _)) => format!("{user}:{HIDDEN}@{host}"),
        None => host.to_owned(),
    };
    let query = query.map(|query| query.split('&').map(parameter).collect::<Vec<_>>().join("&"));
    match query {
        Some(query) => format!("{scheme}://{place}?{query}"),
        None => format!("{scheme}://{place}"),
    }
}

fn parameter(pair: &str) -> String {
    match pair.split_once('=') {
        Some((name, _)) if name.to_ascii_lowercase().contains("pass") => format!("{name}={HIDDEN}"),
        _ => pair.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::url;

    #[test]
    fn passwords_are_hidden_wherever_they_stand() {
        assert_eq!(url("postgres://u:secret@h:5432/d"), "postgres://u:***@h:5432/d");
        assert_eq!(url("postgres://u:se@c/r?et@h/d"), "postgres://u:***@h/d");
        assert_eq!(
            url("postgres://h/d?user=u&password=secret"),
            "postgres://h/d?user=u&password=***"
        );
        assert_eq!(url("postgres://h/d?sslpassword=secret"), "postgres://h/d?sslpassword=***");
        assert_eq!(url("postgres://u@h/d"), "postgres://u@h/d");
        assert_eq!(url("secret"), "***");
    }
}
