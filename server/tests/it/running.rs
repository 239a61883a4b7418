//! The server on a real socket: start, serve, end.

use std::net::SocketAddr;

use hezong_domain::access::Role;
use hezong_server::serve::serve;
use hezong_server::{Config, Failure};
use hezong_services::setup::{Contents, Purpose};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

use crate::test_server::{Folder, folder};

fn config(folder: &Folder, more: &[(&str, &str)]) -> Config {
    let mut pairs = vec![
        ("HEZONG_DATA_DIR".to_owned(), folder.path().display().to_string()),
        ("HEZONG_LISTEN".to_owned(), "127.0.0.1:0".to_owned()),
        ("HEZONG_METRICS_LISTEN".to_owned(), "off".to_owned()),
    ];
    pairs.extend(more.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
    Config::load(None, pairs).expect("right")
}

async fn ask(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.expect("connects");
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("answered");
    answer
}

/// Runs a server, asks it once, ends it.
async fn run(config: &Config, purpose: Purpose, path: &str) -> Result<String, Failure> {
    let (say, said) = oneshot::channel();
    let (stop, stopped) = oneshot::channel::<()>();
    let started = |address| {
        let _ = say.send(address);
    };
    let server = serve(config, purpose, started, async {
        let _ = stopped.await;
    });
    let client = async {
        let Ok(address) = said.await else { return String::new() };
        let answer = ask(address, path).await;
        drop(stop);
        answer
    };
    let (outcome, answer) = tokio::join!(server, client);
    outcome.map(|()| answer)
}

#[tokio::test]
async fn a_server_starts_answers_and_ends() {
    let folder = folder();
    let answer = run(&config(&folder, &[]), Purpose::Real, "/readyz").await.expect("runs");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("x-request-id"), "{answer}");
    // What it left behind is a database that the next start takes as it is.
    let again = run(&config(&folder, &[]), Purpose::Real, "/sign-in").await.expect("runs again");
    assert!(again.starts_with("HTTP/1.1 200"), "{again}");
}

/// Makes somebody who is not the vendor's.
async fn a_partner(services: &hezong_services::Services) {
    let vendor = hezong_services::setup::vendor(services).await.expect("read").expect("a vendor");
    let form = hezong_contract::accounts::PartnerForm {
        account_name: "yuanshan".to_owned(),
        display_name: "Yuanshan".to_owned(),
        partner_type: "solution_provider".to_owned(),
        ..Default::default()
    };
    let cx = services.system(vendor, "test");
    hezong_services::partners::create(&cx, &form.check().expect("right")).await.expect("made");
}

#[tokio::test]
async fn demo_and_real_data_never_meet() {
    let folder = folder();
    let demo = run(&config(&folder, &[]), Purpose::Demo, "/sign-in").await.expect("runs");
    assert!(demo.contains("shanhai"), "the sign-in page names the demo sign-ins");
    let again = run(&config(&folder, &[]), Purpose::Demo, "/readyz").await.expect("a second start");
    assert!(again.starts_with("HTTP/1.1 200"), "{again}");
    let error =
        run(&config(&folder, &[]), Purpose::Real, "/").await.expect_err("demo data").to_string();
    assert!(error.contains("start with --demo"), "{error}");

    let real = crate::test_server::folder();
    let settings = config(&real, &[]);
    let (services, storage) =
        hezong_server::wiring::wire(&settings, Purpose::Real).await.expect("wired");
    let new = hezong_services::setup::NewOperator {
        sign_in: "ops".to_owned(),
        display_name: "Ops".to_owned(),
        password: hezong_testing::PASSWORD.to_owned(),
        role: Role::Operations,
        vendor_name: "Vendor".to_owned(),
    };
    hezong_services::setup::create_operator(&services, &new).await.expect("made");
    let contents = hezong_services::setup::contents(&services).await.expect("read");
    assert_eq!(contents, Contents::Operators);
    a_partner(&services).await;
    let error = run(&settings, Purpose::Demo, "/").await.expect_err("real data").to_string();
    assert!(error.contains("not demo data"), "{error}");
    let contents = hezong_services::setup::contents(&services).await.expect("read");
    assert_eq!(contents, Contents::Real, "nothing was added");
    let error = run(&settings, Purpose::Sandbox, "/").await.expect_err("real data").to_string();
    assert!(error.contains("must not be moved"), "{error}");
    storage.close().await;
}

#[tokio::test]
async fn business_time_moves_in_sandboxes_only() {
    let folder = folder();
    let settings = config(&folder, &[]);
    let first = run(&settings, Purpose::Sandbox, "/readyz").await.expect("an empty database");
    assert!(first.starts_with("HTTP/1.1 200"), "{first}");
    let again = run(&settings, Purpose::Sandbox, "/readyz").await.expect("a second start");
    assert!(again.starts_with("HTTP/1.1 200"), "{again}");
    let error = run(&settings, Purpose::Real, "/").await.expect_err("a sandbox").to_string();
    assert!(error.contains("start with --sandbox"), "{error}");
    let error = run(&settings, Purpose::Demo, "/").await.expect_err("a sandbox").to_string();
    assert!(error.contains("not demo data"), "{error}");
}

#[tokio::test]
async fn an_interrupted_first_start_with_demo_data_says_what_to_do() {
    let folder = folder();
    let settings = config(&folder, &[]);
    let (services, storage) =
        hezong_server::wiring::wire(&settings, Purpose::Demo).await.expect("wired");
    hezong_services::setup::mark_demo_begun(&services).await.expect("marked");
    let contents = hezong_services::setup::contents(&services).await.expect("read");
    assert_eq!(contents, Contents::Empty, "nothing was lost yet: the next start begins anew");
    let new = hezong_services::setup::NewOperator {
        sign_in: "ops".to_owned(),
        display_name: "Ops".to_owned(),
        password: hezong_testing::PASSWORD.to_owned(),
        role: Role::Operations,
        vendor_name: "Vendor".to_owned(),
    };
    hezong_services::setup::create_operator(&services, &new).await.expect("made");
    storage.close().await;
    for purpose in [Purpose::Demo, Purpose::Sandbox, Purpose::Real] {
        let error = run(&settings, purpose, "/").await.expect_err("unfinished").to_string();
        assert!(error.contains("interrupted") && error.contains("delete"), "{error}");
        assert!(error.contains(&folder.path().display().to_string()), "{error}");
    }
}

#[tokio::test]
async fn demo_data_stays_on_this_machine() {
    let folder = folder();
    let open = config(
        &folder,
        &[("HEZONG_LISTEN", "0.0.0.0:0"), ("HEZONG_PUBLIC_URL", "https://portal.example.com")],
    );
    let error = run(&open, Purpose::Demo, "/").await.expect_err("not loopback").to_string();
    assert!(error.contains("loopback only"), "{error}");
    assert!(!folder.path().join("hezong.db").exists(), "nothing was written");
}

#[tokio::test]
async fn a_taken_port_is_named_before_anything_is_written() {
    let folder = folder();
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("bound");
    let address = taken.local_addr().expect("bound").to_string();
    let busy = config(&folder, &[("HEZONG_LISTEN", &address)]);
    let error = run(&busy, Purpose::Real, "/").await.expect_err("taken").to_string();
    assert!(error.contains(&address) && error.contains("HEZONG_LISTEN"), "{error}");
    assert!(!folder.path().join("hezong.db").exists(), "nothing was written");
}
