//! The binary as people call it.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use crate::test_server::{Folder, folder};

fn hezong(folder: &Folder, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hezong"))
        .args(arguments)
        .current_dir(folder.path())
        .env_clear()
        .env("HEZONG_LOG", "error")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut stdin = child.stdin.take().expect("piped");
    // A command that reads nothing may be gone already.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("the binary ends")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn the_first_operator_is_made_from_nothing() {
    let folder = folder();
    let made = hezong(&folder, &["create-operator", "--sign-in", "ops", "--name", "Zhou Lan"], "");
    assert!(made.status.success(), "{}", err(&made));
    assert!(out(&made).contains("http://127.0.0.1:3000"), "{}", out(&made));
    let password = out(&made);
    let password =
        password.lines().find_map(|line| line.strip_prefix("password, shown only now: "));
    assert_eq!(password.expect("printed").len(), 23);

    let verified = hezong(&folder, &["verify"], "");
    assert!(verified.status.success(), "{}", err(&verified));
    assert!(out(&verified).contains("ok    audit chains unbroken"), "{}", out(&verified));

    let again = ["create-operator", "--sign-in", "ops", "--name", "Zhou Lan", "--password-stdin"];
    let again = hezong(&folder, &again, "another long password\n");
    assert_eq!(again.status.code(), Some(2));
    assert!(err(&again).contains("--sign-in: Already in use"), "{}", err(&again));
}

#[test]
fn wrong_fields_are_named_by_their_flags() {
    let folder = folder();
    let arguments = ["create-operator", "--sign-in", "O P S", "--name", " ", "--password-stdin"];
    let wrong = hezong(&folder, &arguments, "short\n");
    assert_eq!(wrong.status.code(), Some(2));
    for part in ["--sign-in: ", "--name: ", "the password: "] {
        assert!(err(&wrong).contains(part), "{part}: {}", err(&wrong));
    }
    assert!(!err(&wrong).contains("short"), "the password is not printed");
    let empty = hezong(&folder, &arguments, "");
    assert!(err(&empty).contains("standard input is empty"), "{}", err(&empty));
}

#[test]
fn settings_can_be_checked() {
    let folder = folder();
    let right = hezong(&folder, &["check-config"], "");
    assert!(right.status.success());
    assert!(out(&right).contains("listen = \"127.0.0.1:3000\""), "{}", out(&right));
    std::fs::write(folder.path().join("hezong.toml"), "lsten = \"x\"").expect("written");
    let wrong = hezong(&folder, &["check-config"], "");
    assert_eq!(wrong.status.code(), Some(2));
    assert!(err(&wrong).contains("unknown key `lsten`"), "{}", err(&wrong));
    assert_eq!(err(&wrong).trim().lines().count(), 1);
}

#[test]
fn the_schema_can_be_brought_up_to_date() {
    let folder = folder();
    for _ in 0..2 {
        let done = hezong(&folder, &["migrate"], "");
        assert!(done.status.success(), "{}", err(&done));
        assert!(out(&done).contains("up to date"));
    }
}

#[test]
fn a_database_without_a_schema_cannot_be_verified() {
    let folder = folder();
    let data = folder.path().join("data");
    std::fs::create_dir_all(&data).expect("a folder");
    std::fs::write(data.join("hezong.db"), "").expect("a file");
    let wrong = hezong(&folder, &["verify"], "");
    assert_eq!(wrong.status.code(), Some(1));
    assert!(err(&wrong).contains("hezong migrate"), "{}", err(&wrong));
}

#[test]
fn what_is_asked_about_a_mistyped_folder_makes_no_database() {
    let folder = folder();
    for arguments in [&["verify"][..], &["clock"], &["clock", "next"], &["mail", "list"]] {
        let wrong = hezong(&folder, arguments, "");
        assert_eq!(wrong.status.code(), Some(1), "{arguments:?}");
        assert!(err(&wrong).contains("HEZONG_DATA_DIR"), "{arguments:?}: {}", err(&wrong));
    }
    let left = std::fs::read_dir(folder.path()).expect("the folder").count();
    assert_eq!(left, 0, "nothing is left behind");
}

#[test]
fn it_says_its_version() {
    let folder = folder();
    let version = hezong(&folder, &["--version"], "");
    assert_eq!(out(&version).trim(), concat!("hezong ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_outbox_is_told_and_what_was_not_given_up_is_not_tried_again() {
    let folder = folder();
    hezong(&folder, &["migrate"], "");
    let nobody = hezong(&folder, &["mail", "list"], "");
    assert!(
        !nobody.status.success() && err(&nobody).contains("create-operator"),
        "{}",
        err(&nobody)
    );
    hezong(&folder, &["create-operator", "--sign-in", "ops", "--name", "Zhou Lan"], "");
    let list = hezong(&folder, &["mail", "list"], "");
    assert!(list.status.success(), "{}", err(&list));
    assert!(out(&list).contains("HEZONG_MAIL_HOST"), "{}", out(&list));
    assert!(out(&list).contains("the outbox is empty"), "{}", out(&list));
    let retry = hezong(&folder, &["mail", "retry", "01NOTHING"], "");
    assert_eq!(retry.status.code(), Some(1));
    assert!(err(&retry).contains("hezong mail list"), "{}", err(&retry));
    let wrong = hezong(&folder, &["mail", "retry", "no id"], "");
    assert_eq!(wrong.status.code(), Some(2), "{}", err(&wrong));
}
