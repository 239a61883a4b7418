//! Turns `locales/<language>/<namespace>.json` into Rust and refuses catalogues that disagree.
//!
//! A key that is missing in one language, a key too many, or placeholders that differ fail the build
//! with the file and the key in the message.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::Value;

/// Languages in the order of `Lang`. The first one is the reference.
const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// Namespaces that are looked up by key at run time (`find`). Keep short: all their texts are always
/// part of the browser's file.
const FOUND_BY_KEY: &[&str] = &[
    "account_kind",
    "activity",
    "association",
    "billing_mode",
    "channel",
    "check_key",
    "cloud_services",
    "coupon_mode",
    "coupon_status",
    "coupon_type",
    "cure",
    "discount",
    "errors",
    "exports",
    "facts",
    "invoice_subject",
    "movement",
    "operation_type",
    "order_kind",
    "partner_type",
    "permissions",
    "problems",
    "quota_status",
    "quota_type",
    "refusals",
    "regions",
    "roles",
];

/// Namespaces that only the server looks up by key (`find_on_server`): the words of the workflows. The
/// browser gets them in what it is shown, never the texts themselves.
const FOUND_ON_SERVER: &[&str] = &[
    "messages",
    "actor",
    "assessment_event",
    "assessment_guard",
    "assessment_state",
    "benefit",
    "benefit_cure",
    "benefit_refused",
    "case_field",
    "calendar_edit",
    "certainty",
    "certification_event",
    "certification_guard",
    "certification_state",
    "check_figure",
    "claim_event",
    "claim_guard",
    "claim_state",
    "dimension",
    "eligibility_check",
    "figure",
    "files",
    "import_alias",
    "import_column",
    "import_example",
    "import_meaning",
    "import_what",
    "info_check",
    "invite_check",
    "invoice_check",
    "invoice_form",
    "invoice_kind",
    "link_event",
    "link_guard",
    "link_state",
    "need",
    "notice",
    "origin",
    "path",
    "payment_event",
    "payment_guard",
    "payment_state",
    "payout_event",
    "payout_guard",
    "payout_state",
    "payout_way",
    "person_check",
    "policy_edit",
    "policy_standing",
    "post",
    "qualification_event",
    "qualification_guard",
    "qualification_state",
    "quarter_rule",
    "request_check",
    "run_check",
    "scheme",
    "scheme_short",
    "stage",
    "taxpayer_type",
];

/// Words that cannot be the name of a function as they are.
const KEYWORDS: &[&str] = &[
    "as", "break", "const", "continue", "else", "enum", "extern", "fn", "for", "if", "impl", "in",
    "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "static", "struct",
    "trait", "type", "unsafe", "use", "where", "while", "async", "await", "dyn", "box", "do",
    "final", "macro", "override", "priv", "try", "typeof", "unsized", "virtual", "yield", "gen",
];

/// One text of one language.
struct Entry {
    one: Option<String>,
    other: String,
}

type Catalogue = BTreeMap<String, Entry>;

fn main() {
    if let Err(message) = generate() {
        eprintln!("error: {message}");
        println!("cargo::error={}", message.replace('\n', "; "));
        std::process::exit(1);
    }
}

fn generate() -> Result<(), String> {
    let root = PathBuf::from(env_var("CARGO_MANIFEST_DIR")?).join("../../locales");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut problems = Vec::new();
    let names = namespaces(&root, &mut problems)?;
    let mut code = String::new();
    for name in &names {
        let mut catalogues = Vec::new();
        for language in LANGUAGES {
            let path = root.join(language).join(format!("{name}.json"));
            println!("cargo::rerun-if-changed={}", path.display());
            catalogues.push(read(&path)?);
        }
        compare(name, &catalogues, &mut problems);
        if problems.is_empty() {
            write_namespace(&mut code, name, &catalogues);
        }
    }
    for name in FOUND_BY_KEY.iter().chain(FOUND_ON_SERVER) {
        if !names.contains(*name) {
            problems.push(format!("locales/*/{name}.json is missing"));
        }
    }
    if !problems.is_empty() {
        return Err(problems.join("\n"));
    }
    write_find(&mut code);
    let out = PathBuf::from(env_var("OUT_DIR")?).join("texts.rs");
    fs::write(&out, code).map_err(|e| format!("{}: {e}", out.display()))
}

fn env_var(name: &str) -> Result<String, String> {
    env::var(name).map_err(|e| format!("{name}: {e}"))
}

fn namespaces(root: &Path, problems: &mut Vec<String>) -> Result<BTreeSet<String>, String> {
    let mut found: Vec<BTreeSet<String>> = Vec::new();
    for language in LANGUAGES {
        let folder = root.join(language);
        let mut names = BTreeSet::new();
        let files = fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        for file in files.flatten() {
            if let Some(name) = file.file_name().to_str().and_then(|n| n.strip_suffix(".json")) {
                names.insert(name.to_owned());
            }
        }
        found.push(names);
    }
    for (language, names) in LANGUAGES.iter().zip(&found).skip(1) {
        for name in found[0].symmetric_difference(names) {
            problems.push(format!("{name}.json is in only one of {} and {language}", LANGUAGES[0]));
        }
    }
    Ok(found[0].intersection(&found[1]).cloned().collect())
}

fn read(path: &Path) -> Result<Catalogue, String> {
    let place = path.display();
    let text = fs::read_to_string(path).map_err(|e| format!("{place}: {e}"))?;
    let value: Value = serde_json::from_str(&text).map_err(|e| format!("{place}: {e}"))?;
    let object = value.as_object().ok_or_else(|| format!("{place}: not an object"))?;
    let mut catalogue = Catalogue::new();
    for (key, value) in object {
        let plain = key.starts_with(|c: char| c.is_ascii_lowercase())
            && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !plain {
            return Err(format!("{place}: key {key:?} is not snake_case"));
        }
        let form = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let entry = match value {
            Value::String(text) => Entry { one: None, other: text.clone() },
            Value::Object(_) => Entry {
                one: form("one"),
                other: form("other").ok_or_else(|| format!("{place}: {key} has no \"other\""))?,
            },
            _ => return Err(format!("{place}: {key} is neither a string nor an object")),
        };
        catalogue.insert(key.clone(), entry);
    }
    Ok(catalogue)
}

/// Names between braces, in order of first appearance.
fn placeholders(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let Some(end) = rest[start..].find('}') else { break };
        let name = &rest[start + 1..start + end];
        if !names.iter().any(|n| n == name) {
            names.push(name.to_owned());
        }
        rest = &rest[start + end + 1..];
    }
    names
}

fn compare(name: &str, catalogues: &[Catalogue], problems: &mut Vec<String>) {
    let reference = &catalogues[0];
    for (language, catalogue) in LANGUAGES.iter().zip(catalogues) {
        for key in reference.keys().filter(|k| !catalogue.contains_key(*k)) {
            problems.push(format!("locales/{language}/{name}.json: {key} is missing"));
        }
        for key in catalogue.keys().filter(|k| !reference.contains_key(*k)) {
            problems.push(format!("locales/{}/{name}.json: {key} is missing", LANGUAGES[0]));
        }
        for (key, entry) in catalogue {
            let Some(own) = reference.get(key) else { continue };
            let wanted: BTreeSet<String> = placeholders(&own.other).into_iter().collect();
            let given: BTreeSet<String> = placeholders(&entry.other).into_iter().collect();
            if wanted != given {
                problems.push(format!(
                    "locales/{language}/{name}.json: {key} has placeholders {given:?}, not {wanted:?}"
                ));
            }
            // "one" may leave out {count}: "Usable once".
            if entry.one.as_ref().is_some_and(|one| {
                placeholders(one).iter().any(|p| !wanted.contains(p)) || !wanted.contains("count")
            }) {
                problems.push(format!(
                    "locales/{language}/{name}.json: \"one\" of {key} does not fit {wanted:?}"
                ));
            }
            for placeholder in given {
                let plain = !placeholder.is_empty()
                    && placeholder.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
                if !plain {
                    problems.push(format!(
                        "locales/{language}/{name}.json: {key} has the odd placeholder {placeholder:?}"
                    ));
                }
            }
        }
    }
}

fn write_namespace(code: &mut String, name: &str, catalogues: &[Catalogue]) {
    let (zh, en) = (&catalogues[0], &catalogues[1]);
    let _ = writeln!(code, "/// Texts of `locales/*/{name}.json`.\npub mod {name} {{");
    let _ = writeln!(code, "    use crate::Text;");
    let takes_args = zh.values().any(|e| !placeholders(&e.other).is_empty());
    if takes_args {
        let _ = writeln!(code, "    use crate::Lang;\n    use std::fmt::Display;");
    }
    for (key, entry) in zh {
        let Some(other) = en.get(key) else { continue };
        let constant = key.to_uppercase();
        let doc = other.other.replace('\n', " ");
        let _ = writeln!(code, "    /// {doc:?}");
        let _ = writeln!(
            code,
            "    pub const {constant}: Text = Text::new({:?}, {:?}, {:?});",
            entry.other,
            other.other,
            other.one.as_deref().unwrap_or("")
        );
        let names = placeholders(&entry.other);
        if names.is_empty() {
            continue;
        }
        let function =
            if KEYWORDS.contains(&key.as_str()) { format!("r#{key}") } else { key.clone() };
        let raw = |n: &String| {
            if KEYWORDS.contains(&n.as_str()) { format!("r#{n}") } else { n.clone() }
        };
        let params: Vec<String> =
            names.iter().map(|n| format!("{}: impl Display", raw(n))).collect();
        let args: Vec<String> =
            names.iter().map(|n| format!("({n:?}, &{} as &dyn Display)", raw(n))).collect();
        let _ = writeln!(code, "    /// {doc:?}");
        let _ = writeln!(
            code,
            "    pub fn {function}(lang: Lang, {}) -> String {{\n        {constant}.with(lang, &[{}])\n    }}",
            params.join(", "),
            args.join(", ")
        );
    }
    if FOUND_BY_KEY.contains(&name) || FOUND_ON_SERVER.contains(&name) {
        let _ = writeln!(code, "    pub(crate) static ALL: &[(&str, Text)] = &[");
        for key in zh.keys() {
            let _ = writeln!(code, "        ({key:?}, {}),", key.to_uppercase());
        }
        let _ = writeln!(code, "    ];");
    }
    let _ = writeln!(code, "}}\n");
}

fn write_find(code: &mut String) {
    write_tables(code, "all_of", FOUND_BY_KEY);
    write_tables(code, "all_on_server_of", FOUND_ON_SERVER);
}

fn write_tables(code: &mut String, function: &str, names: &[&str]) {
    let _ = writeln!(code, "fn {function}(namespace: &str) -> &'static [(&'static str, Text)] {{");
    let _ = writeln!(code, "    match namespace {{");
    for name in names {
        let _ = writeln!(code, "        {name:?} => {name}::ALL,");
    }
    let _ = writeln!(code, "        _ => &[],\n    }}\n}}");
}
