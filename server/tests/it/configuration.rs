//! Settings: where they come from, what is refused, what is never printed.

use std::path::PathBuf;

use hezong_server::config::{Database, LogFormat, MailTls};
use hezong_server::{Config, Failure};

use crate::test_server::folder;

fn from_env(pairs: &[(&str, &str)]) -> Result<Config, Failure> {
    let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Config::load(None, pairs)
}

fn refusal(outcome: Result<Config, Failure>) -> String {
    let error = outcome.expect_err("the settings are wrong").to_string();
    assert!(!error.contains('\n'), "one line: {error}");
    error
}

#[test]
fn without_settings_it_runs_on_loopback_with_one_file() {
    let config = from_env(&[]).expect("defaults are right");
    assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(config.data_dir, PathBuf::from("./data"));
    assert_eq!(config.database, Database::Sqlite("./data/hezong.db".to_owned()));
    assert_eq!(config.key_path(), PathBuf::from("./data/key"));
    assert_eq!(config.metrics_listen.map(|a| a.to_string()).as_deref(), Some("127.0.0.1:9464"));
    assert_eq!(config.log_format, LogFormat::Text);
    assert!(!config.trusted_proxy && !config.faithful_200 && config.rate_limit);
    assert!(!config.is_https());
}

#[test]
fn the_environment_wins_over_the_file() {
    let folder = folder();
    let file = folder.path().join("hezong.toml");
    std::fs::write(&file, "listen = \"127.0.0.1:4000\"\ntrusted_proxy = true\nlog = \"warn\"\n")
        .expect("written");
    let environment = [("HEZONG_LISTEN".to_owned(), "127.0.0.1:5000".to_owned())];
    let config = Config::load(Some(&file), environment).expect("right");
    assert_eq!(config.listen.port(), 5000);
    assert!(config.trusted_proxy);
    assert_eq!(config.log, "warn");
}

#[test]
fn a_file_with_a_mistake_is_refused_by_name() {
    let folder = folder();
    let file = folder.path().join("hezong.toml");
    for (text, expected) in [
        ("listne = \"127.0.0.1:1\"", "unknown key `listne`"),
        ("listen = 3000", "hezong.toml: listen: `3000` is not an address"),
        ("listen = [1]", "`listen` must be a text"),
        ("listen = ", "is not TOML"),
    ] {
        std::fs::write(&file, text).expect("written");
        let error = refusal(Config::load(Some(&file), []));
        assert!(error.contains(expected), "{text}: {error}");
    }
    let error = refusal(Config::load(Some(&folder.path().join("none.toml")), []));
    assert!(error.contains("none.toml") && error.contains("--config"), "{error}");
}

#[test]
fn a_variable_with_a_mistake_is_refused_with_its_cure() {
    for (name, value, expected) in [
        ("HEZONG_LISTEN", "3000", "127.0.0.1:3000"),
        ("HEZONG_LISTEN", "localhost:3000", "127.0.0.1:3000"),
        ("HEZONG_METRICS_LISTEN", "on", "or `off`"),
        ("HEZONG_LOG", "hezong=loud", "info,hezong=debug"),
        ("HEZONG_LOG_FORMAT", "xml", "text nor json"),
        ("HEZONG_TRUSTED_PROXY", "maybe", "true nor false"),
        ("HEZONG_PRINT_FONTS", "/a.ttc:b.ttf", "`b.ttf` is not the whole path"),
        ("HEZONG_PRINT_FONTS", "/a.ttc:", "/fonts/a.ttc:/fonts/b.ttf"),
        ("HEZONG_PUBLIC_URL", "portal.example.com", "https://portal.example.com"),
        ("HEZONG_PUBLIC_URL", "https://u:p@host", "no path behind the host"),
        ("HEZONG_PUBLIC_URL", "https://host/path", "no path behind the host"),
        ("HEZONG_DATABASE_URL", "mysql://u:secret@h/d", "postgres://"),
    ] {
        let error = refusal(from_env(&[(name, value)]));
        assert!(error.starts_with(name), "{error}");
        assert!(error.contains(expected), "{error}");
        assert!(!error.contains("secret"), "{error}");
    }
}

#[test]
fn misspelt_variables_are_refused_and_foreign_ones_ignored() {
    let error = refusal(from_env(&[("HEZONG_DATBASE_URL", "postgres://h/d")]));
    assert!(error.contains("HEZONG_DATABASE_URL is meant"), "{error}");
    let config = from_env(&[("HEZONG_SERVICE_HOST", "10.0.0.1"), ("HEZONG_PORT", "tcp://x")]);
    assert_eq!(config.expect("right").ignored, ["HEZONG_PORT", "HEZONG_SERVICE_HOST"]);
}

#[test]
fn cookies_need_tls_beyond_loopback() {
    let error = refusal(from_env(&[("HEZONG_LISTEN", "0.0.0.0:3000")]));
    assert!(error.contains("HEZONG_PUBLIC_URL=https://"), "{error}");
    let error = refusal(from_env(&[
        ("HEZONG_LISTEN", "0.0.0.0:3000"),
        ("HEZONG_PUBLIC_URL", "http://portal.example.com"),
    ]));
    assert!(error.contains("TLS"), "{error}");
    let config = from_env(&[
        ("HEZONG_LISTEN", "0.0.0.0:3000"),
        ("HEZONG_PUBLIC_URL", "https://portal.example.com/"),
    ]);
    let config = config.expect("right");
    assert!(config.is_https());
    assert_eq!(config.address(), "https://portal.example.com");
}

#[test]
fn two_services_cannot_share_a_port() {
    let same = [("HEZONG_LISTEN", "127.0.0.1:7000"), ("HEZONG_METRICS_LISTEN", "127.0.0.1:7000")];
    assert!(refusal(from_env(&same)).contains("HEZONG_METRICS_LISTEN=off"));
}

#[test]
fn passwords_are_never_printed() {
    let url = "postgres://hezong:s3cr3t@db.example.com:5432/hezong?sslpassword=s3cr3t2";
    let config = from_env(&[("HEZONG_DATABASE_URL", url)]).expect("right");
    assert_eq!(config.database, Database::Postgres(url.to_owned()), "the real one is used");
    let lines: Vec<_> = config.lines().iter().map(|(n, v)| format!("{n} = {v}")).collect();
    for text in [format!("{config:?}"), format!("{:?}", config.database), lines.join("\n")] {
        assert!(!text.contains("s3cr3t"), "{text}");
        assert!(text.contains("db.example.com"), "{text}");
    }
}

#[test]
fn what_is_printed_is_a_file_that_can_be_read_again() {
    let folder = folder();
    let file = folder.path().join("hezong.toml");
    let config = from_env(&[
        ("HEZONG_DATABASE_URL", "sqlite://x/y.db"),
        ("HEZONG_PUBLIC_URL", "https://portal.example.com"),
        ("HEZONG_LOG_FORMAT", "json"),
    ]);
    let config = config.expect("right");
    let lines: Vec<_> = config.lines().iter().map(|(n, v)| format!("{n} = {v}")).collect();
    std::fs::write(&file, lines.join("\n")).expect("written");
    let again = Config::load(Some(&file), []).expect("right");
    assert_eq!(again.lines(), config.lines());
}

const MAIL: [(&str, &str); 3] = [
    ("HEZONG_MAIL_HOST", "smtp.example.com"),
    ("HEZONG_MAIL_FROM", "Hezong <portal@example.com>"),
    ("HEZONG_PUBLIC_URL", "https://portal.example.com"),
];

#[test]
fn mail_is_off_until_a_mail_server_is_named_and_protected_by_default() {
    assert_eq!(from_env(&[]).expect("right").mail, None);
    let mail = from_env(&MAIL).expect("right").mail.expect("a mail server");
    assert_eq!(
        (mail.host.as_str(), mail.port, mail.tls),
        ("smtp.example.com", 587, MailTls::StartTls)
    );
    assert_eq!(mail.base_url, "https://portal.example.com");
    for (tls, port) in [("tls", 465), ("none", 25)] {
        let pairs = [MAIL.as_slice(), &[("HEZONG_MAIL_TLS", tls)]].concat();
        assert_eq!(from_env(&pairs).expect("right").mail.expect("one").port, port);
    }
}

#[test]
fn a_mail_setting_with_a_mistake_is_refused_with_its_cure() {
    for (name, value, expected) in [
        ("HEZONG_MAIL_HOST", "smtp.example.com:25", "HEZONG_MAIL_PORT"),
        ("HEZONG_MAIL_PORT", "0", "1 to 65535"),
        ("HEZONG_MAIL_TLS", "ssl", "starttls, tls, none"),
        ("HEZONG_MAIL_FROM", "nobody", "portal@example.com"),
        ("HEZONG_MAIL_BASE_URL", "portal.example.com", "https://portal.example.com"),
        ("HEZONG_MAIL_USER", "hezong", "HEZONG_MAIL_PASSWORD"),
        ("HEZONG_MAIL_PASSWORD", "s3cr3t", "HEZONG_MAIL_USER"),
        ("HEZONG_MAIL_PASSWORD_FILE", "/no/such/file", "cannot be read"),
    ] {
        let pairs = [MAIL.as_slice(), &[(name, value)]].concat();
        let error = refusal(from_env(&pairs));
        assert!(error.contains(expected), "{name}: {error}");
        assert!(!error.contains("s3cr3t"), "{error}");
    }
    let alone = refusal(from_env(&[("HEZONG_MAIL_FROM", "a@example.com")]));
    assert!(alone.contains("HEZONG_MAIL_HOST"), "{alone}");
    for left_out in ["HEZONG_MAIL_FROM", "HEZONG_PUBLIC_URL"] {
        let rest: Vec<_> = MAIL.iter().copied().filter(|(name, _)| *name != left_out).collect();
        assert!(refusal(from_env(&rest)).contains("missing"), "{left_out}");
    }
    let open = [
        ("HEZONG_MAIL_TLS", "none"),
        ("HEZONG_MAIL_USER", "u"),
        ("HEZONG_MAIL_PASSWORD", "s3cr3t"),
    ];
    let error = refusal(from_env(&[MAIL.as_slice(), &open].concat()));
    assert!(error.contains("unprotected") && !error.contains("s3cr3t"), "{error}");
}

#[test]
fn a_mail_password_comes_from_the_file_too_and_is_never_printed() {
    let folder = folder();
    let (file, secret) = (folder.path().join("hezong.toml"), folder.path().join("password"));
    std::fs::write(&secret, "s3cr3t\n").expect("written");
    let text = format!(
        "public_url = \"https://portal.example.com\"\n[mail]\nhost = \"smtp.example.com\"\nport = 2525\n\
         user = \"hezong\"\npassword_file = {secret:?}\nfrom = \"portal@example.com\"\n"
    );
    std::fs::write(&file, text).expect("written");
    let config = Config::load(Some(&file), []).expect("right");
    let mail = config.mail.as_ref().expect("a mail server");
    let (user, password) = mail.sign_in.as_ref().expect("a sign-in");
    assert_eq!((user.as_str(), password.reveal(), mail.port), ("hezong", "s3cr3t", 2525));
    let printed = format!("{config:?} {mail:?} {:?}", config.lines());
    assert!(!printed.contains("s3cr3t") && printed.contains("smtp.example.com"), "{printed}");
    std::fs::write(&file, "[mail]\nhots = \"x\"\n").expect("written");
    let error = refusal(Config::load(Some(&file), []));
    assert!(error.contains("unknown key `mail_hots`"), "{error}");
}

const PAYER: [(&str, &str); 5] = [
    ("HEZONG_PAYER_COMPANY", "Own Cloud Co., Ltd."),
    ("HEZONG_PAYER_TAX_NUMBER", "91350100 m000100y43"),
    ("HEZONG_PAYER_ADDRESS", "2 Street"),
    ("HEZONG_PAYER_CONTACT", "Invoice desk"),
    ("HEZONG_PAYER_PHONE", "0571-1"),
];

#[test]
fn who_pays_is_entered_as_a_whole_or_not_at_all() {
    assert_eq!(from_env(&[]).expect("right").payer, None);
    let config = from_env(&PAYER).expect("right");
    let payer = config.payer.as_ref().expect("somebody");
    assert_eq!(payer.tax_number, "91350100M000100Y43", "as it is compared");
    let folder = folder();
    let file = folder.path().join("hezong.toml");
    let lines: Vec<_> = config.lines().iter().map(|(n, v)| format!("{n} = {v}")).collect();
    std::fs::write(&file, lines.join("\n")).expect("written");
    assert_eq!(Config::load(Some(&file), []).expect("right").payer, config.payer);
    std::fs::write(&file, "[payer]\ncompany = \"Own Cloud\"\n").expect("written");
    let rest = PAYER.iter().skip(1).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let payer = Config::load(Some(&file), rest).expect("right").payer.expect("somebody");
    assert_eq!((payer.company.as_str(), payer.address.as_str()), ("Own Cloud", "2 Street"));

    let error = refusal(from_env(&PAYER[..4]));
    assert!(error.contains("HEZONG_PAYER_COMPANY is set without HEZONG_PAYER_PHONE"), "{error}");
    for (name, value) in
        [("HEZONG_PAYER_TAX_NUMBER", "91350100M000100Y44"), ("HEZONG_PAYER_PHONE", " ")]
    {
        let mut pairs = PAYER.to_vec();
        pairs.retain(|(other, _)| *other != name);
        pairs.push((name, value));
        let error = refusal(from_env(&pairs));
        assert!(error.starts_with(name), "{error}");
    }
}
