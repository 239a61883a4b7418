//! P4: the server-rendered issued list against a hand-written axum page on the same query.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::process::Stdio;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Html;
use axum::routing::get;
use hezong_contract::query::encode;
use hezong_domain::access::Scope;
use hezong_domain::{CustomerId, PartnerId, Window};
use hezong_storage::Storage;
use hezong_storage::coupons::CouponFilter;
use hezong_storage_sqlite::SqliteStorage;
use hezong_testing::process::ServerProcess;
use tokio::io::{AsyncBufReadExt, BufReader};

use crate::Effort;
use crate::measure::{Plain, Scratch, median, now, ratio, read_rate};

const SHANHAI: &str = "0a0000000000000000000000000000a1";

/// The hand-written page: one query, names, a string.
async fn baseline_page(State(storage): State<Arc<SqliteStorage>>) -> Html<String> {
    let mut tx = storage.read().await.expect("reads");
    let scope = Scope::Partner(PartnerId::new(SHANHAI));
    let filter = CouponFilter::default();
    let page = tx.coupons().list(&scope, &filter, Window::first(20), now()).await.expect("lists");
    let ids: Vec<_> = page.rows.iter().map(|c| CustomerId::account(&c.customer_id)).collect();
    let names = tx.accounts().names(&ids).await.expect("names");
    let mut html = String::with_capacity(32 * 1024);
    html.push_str("<!DOCTYPE html><title>coupons</title><table>");
    for coupon in &page.rows {
        let name = names.iter().find(|n| n.id == coupon.customer_id.account());
        let _ = write!(
            html,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            coupon.id,
            name.map_or("", |n| n.display_name.as_str()),
            coupon.face.grouped(),
            coupon.balance.grouped(),
            coupon.effective_at.local_day(),
            coupon.expires_at.local_day()
        );
    }
    html.push_str("</table>");
    Html(html)
}

/// Serves the hand-written page on the database of `HEZONG_DATABASE_URL`.
pub(crate) async fn serve_baseline() {
    let url = std::env::args().next_back().filter(|a| a.starts_with("sqlite:"));
    let url = url.or_else(|| std::env::vars().find(|(k, _)| k == "BASELINE_URL").map(|(_, v)| v));
    let storage =
        SqliteStorage::open(&url.expect("BASELINE_URL names a database")).await.expect("opens");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("binds");
    println!("{}", listener.local_addr().expect("bound"));
    let app = Router::new().route("/", get(baseline_page)).with_state(Arc::new(storage));
    axum::serve(listener, app).await.expect("serves");
}

async fn session(server: SocketAddr) -> String {
    let head = format!(
        "content-type: application/x-www-form-urlencoded\r\norigin: http://{server}\r\nsec-fetch-site: same-origin\r\n"
    );
    let mut plain = Plain::connect(server, &head).await.expect("connects");
    let body = format!(
        "{}=shanhai&{}=Hezong-Demo-2026",
        encode("form[sign_in]"),
        encode("form[password]")
    );
    let (_, head, _) = plain.send("POST", "/_fn/sign_in", &body).await.expect("answers");
    let line = head.lines().find(|l| l.to_lowercase().starts_with("set-cookie: sid="));
    let cookie = line.and_then(|l| l.split_once(": ")).expect("a session").1;
    cookie.split(';').next().unwrap_or_default().to_owned()
}

pub(crate) async fn bench(effort: &Effort) {
    let scratch = Scratch::new("page");
    let url = format!("sqlite://{}/hezong.db", scratch.0.display());
    let settings = [("HEZONG_DATABASE_URL", url.as_str()), ("HEZONG_RATE_LIMIT", "false")];
    let server = ServerProcess::demo(&effort.binary, &scratch.0, &settings).await;
    let mut baseline = tokio::process::Command::new(std::env::current_exe().expect("own path"))
        .arg("baseline")
        .env("BASELINE_URL", &url)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("starts");
    let mut lines = BufReader::new(baseline.stdout.take().expect("piped")).lines();
    let address = lines.next_line().await.expect("text").expect("an address");
    let address: SocketAddr = address.parse().expect("an address");
    let cookie = format!("cookie: {}\r\n", session(server.address).await);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..effort.rounds {
        for turn in 0..2 {
            if (round + turn) % 2 == 0 {
                ours.push(
                    read_rate(effort.seconds, server.address, "/partner/coupons/issued", &cookie)
                        .await,
                );
            } else {
                theirs.push(read_rate(effort.seconds, address, "/", "").await);
            }
        }
    }
    server.kill().await;
    baseline.kill().await.expect("ours to end");
    let (ours, theirs) = (median(ours), median(theirs));
    println!(
        "| P4 issued list, signed in, full layout | {ours}/s | hand-written axum page, same query: {theirs}/s | {} |",
        ratio(ours, theirs)
    );
}
