//! `hezong import` as people call it, with the examples of the documentation.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use hezong_services::imports::{Kind, columns};
use hezong_testing::process::ServerProcess;
use hezong_texts::Lang;

use crate::test_server::folder;

/// The examples in the order the documentation gives.
const EXAMPLES: [(&str, &str, usize); 5] = [
    ("partners", "partners.csv", 2),
    ("customers", "customers.csv", 2),
    ("staff", "staff.csv", 2),
    ("certificates", "certificates.csv", 2),
    ("policies", "policy.csv", 1),
];
/// Kilobytes a preview of 20,000 rows may take.
const MEMORY_MAX_KB: u64 = 200_000;

fn docs(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name)
}

fn command(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hezong"));
    command
        .args(arguments)
        .current_dir(data)
        .env_clear()
        .env("HEZONG_LOG", "error")
        .env("HEZONG_DATA_DIR", data);
    command
}

/// Runs the program; its exit code and what it printed, both ways.
fn hezong(data: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } =
        command(data, arguments).output().expect("the binary runs");
    let told = [stdout, stderr].concat();
    (status.code(), String::from_utf8_lossy(&told).into_owned())
}

fn import(data: &Path, kind: &str, file: &Path, more: &[&str]) -> (Option<i32>, String) {
    let file = file.display().to_string();
    let mut arguments = vec!["import", kind, &file];
    arguments.extend(more);
    hezong(data, &arguments)
}

/// The examples: previewed, applied, applied again.
fn walk_examples(data: &Path) {
    for (kind, name, rows) in EXAMPLES {
        let file = docs("examples").join(name);
        let (code, told) = import(data, kind, &file, &[]);
        let expected = format!("{rows} rows: {rows} new, 0 changed, 0 already there, 0 refused");
        assert!(code == Some(0) && told.contains(&expected), "{kind}: {told}");
        assert!(told.contains("nothing is written"), "{kind}: {told}");
        let (code, told) = import(data, kind, &file, &["--apply"]);
        assert!(code == Some(0) && told.contains(&expected), "{kind}: {told}");
        assert_eq!(told.matches("/invitations/").count(), if kind == "partners" { 2 } else { 0 });
        let (code, told) = import(data, kind, &file, &["--apply", "--lang", "zh"]);
        assert!(code == Some(0) && told.contains(&format!("已存在 {rows}")), "{kind}: {told}");
    }
    // The JSON says the same as the sheet.
    let (code, told) = import(data, "policies", &docs("examples/policy.json"), &[]);
    assert!(code == Some(0) && told.contains("1 already there"), "{told}");
    let (code, told) = hezong(data, &["verify"]);
    assert_eq!(code, Some(0), "{told}");
}

#[test]
fn the_examples_fill_an_empty_system() {
    let folder = folder();
    let data = folder.path();
    let (code, told) = import(data, "partners", &docs("examples/partners.csv"), &[]);
    assert!(code == Some(2) && told.contains("hezong create-operator"), "{told}");
    hezong(data, &["create-operator", "--sign-in", "ops", "--name", "Zhou Lan"]);
    walk_examples(data);
}

#[tokio::test]
async fn the_examples_go_into_a_demo_server_while_it_runs() {
    let folder = folder();
    let data = folder.path();
    let binary = Path::new(env!("CARGO_BIN_EXE_hezong"));
    let server = ServerProcess::demo(binary, data, &[]).await;
    let place = data.to_owned();
    tokio::task::spawn_blocking(move || walk_examples(&place)).await.expect("the examples go in");
    server.kill().await;
}

#[test]
fn exit_codes_reports_and_names() {
    let folder = folder();
    let data = folder.path();
    hezong(data, &["create-operator", "--sign-in", "ops", "--name", "Zhou Lan"]);
    let fina = ["create-operator", "--sign-in", "fina", "--name", "Lu Jin", "--role", "finance"];
    hezong(data, &fina);
    let file = data.join("bad.csv");
    let head = "account_name,display_name,partner_type";
    std::fs::write(&file, format!("{head}\nfine,Fine,distributor\n=x,Bad,distributor\n"))
        .expect("written");
    let report = data.join("report.csv");
    let report = report.display().to_string();
    let (code, told) = import(data, "partners", &file, &["--apply", "--report", &report]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("row 3  Account name  “=x”: Not an account name."), "{told}");
    assert!(told.contains("nothing is written"), "{told}");
    let kept = std::fs::read_to_string(&report).expect("a report");
    assert!(kept.contains(",'=x,"), "{kept}");
    let mode = std::fs::metadata(&report).expect("a report").permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "links are nobody else's");
    let (code, told) = import(data, "partners", &file, &["--report", &report]);
    assert!(code == Some(2) && told.contains("is there already"), "{told}");
    assert_eq!(std::fs::read_to_string(&report).expect("a report"), kept, "it is kept");
    let (code, told) = import(data, "partners", &file, &["--apply", "--skip-bad-rows"]);
    assert!(code == Some(1) && told.contains("One row is refused"), "{told}");
    let (code, told) = import(data, "partners", &file, &["--as", "fina"]);
    assert!(code == Some(1) && told.contains("does not include “Manage partners”"), "{told}");
    let (code, told) = import(data, "partners", &file, &["--as", "nobody"]);
    assert!(code == Some(2) && told.contains("nobody"), "{told}");

    std::fs::write(&file, "acount,display_name,partner_type\n").expect("written");
    let (code, told) = import(data, "partners", &file, &[]);
    assert!(code == Some(2) && told.contains("The nearest is “Account name”"), "{told}");
    let (code, told) = import(data, "partners", &data.join("none.csv"), &[]);
    assert!(code == Some(2) && told.contains("can not be read"), "{told}");
    assert_eq!(hezong(data, &["import", "nonsense", "x"]).0, Some(2));
    let (code, told) = hezong(data, &["import", "template", "nonsense"]);
    assert!(code == Some(2) && told.contains("partners, customers, staff"), "{told}");
}

#[test]
fn a_template_is_a_file_without_rows() {
    let folder = folder();
    let data = folder.path();
    hezong(data, &["create-operator", "--sign-in", "ops", "--name", "Zhou Lan"]);
    for kind in Kind::ALL {
        for lang in ["zh", "en"] {
            let name = kind.as_str();
            let (code, told) = hezong(data, &["import", "template", name, "--lang", lang]);
            assert_eq!((code, told.lines().count()), (Some(0), 2), "{told}");
            let file = data.join("template.csv");
            // With the remark as it is nothing is imported; without its mark it is a row.
            std::fs::write(&file, &told).expect("written");
            let (code, told) = import(data, name, &file, &[]);
            assert!(code == Some(0) && told.contains("0 rows:"), "{name}: {told}");
        }
    }
}

#[test]
fn the_documentation_names_every_column() {
    let text = std::fs::read_to_string(docs("imports.md")).expect("docs/imports.md");
    for kind in Kind::ALL {
        for column in kind.columns() {
            let key = column.key;
            let required = if column.is_required { "yes" } else { "no" };
            let line = format!(
                "| `{key}` | {} | {} | {required} | {} | {} |",
                columns::heading(Lang::ZhCn, key),
                columns::heading(Lang::En, key),
                columns::meaning(Lang::En, key),
                columns::example(Lang::En, key)
            );
            assert!(text.contains(&line), "docs/imports.md lacks\n{line}");
        }
    }
}

#[test]
fn twenty_thousand_rows_take_little_memory() {
    let folder = folder();
    let data = folder.path();
    hezong(data, &["create-operator", "--sign-in", "ops", "--name", "Zhou Lan"]);
    let row =
        |n: usize| format!("p{n:05},Partner {n} Company Limited,distributor,p{n}@example.com\n");
    let rows: String = (0..20_000).map(row).collect();
    let file = data.join("big.csv");
    std::fs::write(&file, format!("account_name,display_name,partner_type,email\n{rows}"))
        .expect("written");
    let file = file.display().to_string();
    let mut child = command(data, &["import", "partners", &file])
        .stdout(Stdio::null())
        .spawn()
        .expect("the binary starts");
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    let code = loop {
        // The highest mark only grows, so the last one read is as good as the end's.
        let told = std::fs::read_to_string(&status).unwrap_or_default();
        let mark = told.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = mark.and_then(|mark| mark.split_whitespace().next()?.parse().ok());
        most = kilobytes.unwrap_or(most);
        if let Some(ended) = child.try_wait().expect("the child is ours") {
            break ended.code();
        }
        std::thread::yield_now();
    };
    assert_eq!(code, Some(0));
    assert!((1..MEMORY_MAX_KB).contains(&most), "{most} kB");
}
