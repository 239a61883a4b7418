//! P6 and P8: issuing through the signed API against a bare loop of the same statements; signed against
//! unsigned requests.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Instant;

use hezong_testing::api::ApiClient;
use hezong_testing::process::ServerProcess;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection};

use crate::Effort;
use crate::measure::{CALLERS, Plain, Scratch, Tally, median, now, ratio, read_rate, resident_mb};

const KEY: &str = "HZAKSHANHAI000000001";
const SECRET: &str = "HZSKdemoShanhai00000000000000000000000001";
const ACME: &str = "0c0000000000000000000000000000c1";
const SETTINGS: &[(&str, &str)] = &[("HEZONG_RATE_LIMIT", "false")];

async fn client(server: SocketAddr, caller: u8) -> ApiClient {
    let source = IpAddr::V4(Ipv4Addr::new(127, 0, 2, caller + 1));
    ApiClient::connect(server, source, KEY, SECRET).await.expect("connects")
}

async fn quota(server: SocketAddr) -> String {
    let mut client = client(server, 100).await;
    let path = "/v2/partners/coupon-quotas/query";
    let answer = client
        .call("POST", path, r#"{"quota_type": 0, "limit": 100}"#, &[], now())
        .await
        .expect("answers");
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    let json = answer.json();
    let quotas = json["quotas"].as_array().cloned().unwrap_or_default();
    // The demo's annual quota: the largest, and no limit keeps acme out.
    let worth = |q: &serde_json::Value| q["quota_value"].as_f64().unwrap_or_default();
    let open = quotas.iter().filter(|q| q["quota_status"] == 0);
    let best = open.max_by(|a, b| worth(a).total_cmp(&worth(b)));
    best.and_then(|q| q["quota_id"].as_str()).expect("an open quota").to_owned()
}

/// Issues through the signed API by several callers; coupons per second.
async fn issue_rate(effort: &Effort, server: &ServerProcess) -> u64 {
    let quota = quota(server.address).await;
    let body =
        format!(r#"{{"quota_id": "{quota}", "customer_ids": ["{ACME}"], "face_value": 0.01}}"#);
    let tally = Tally::default();
    let mut callers = tokio::task::JoinSet::new();
    for caller in 0..CALLERS {
        let (mut client, body, tally) =
            (client(server.address, caller).await, body.clone(), tally.clone());
        callers.spawn(async move {
            let path = "/v2/promotions/benefits/partner-coupons";
            while tally.goes_on() {
                let answer = client.call("POST", path, &body, &[], now()).await.expect("answers");
                assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
                tally.add(1);
            }
        });
    }
    let rate = tally.rate(effort.seconds).await;
    tally.stop();
    callers.join_all().await;
    rate
}

/// The statements of one issue, bare: idempotency aside, eleven rows in seven tables.
async fn bare_rate(effort: &Effort, per_commit: u64) -> u64 {
    let scratch = Scratch::new("bare");
    let options = SqliteConnectOptions::new()
        .filename(scratch.0.join("bare.db"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let mut connection = SqliteConnection::connect_with(&options).await.expect("opens");
    for table in ["coupon", "entry", "posting", "movement", "record", "audit"] {
        let create = format!(
            "CREATE TABLE {table} (id INTEGER PRIMARY KEY, a TEXT, b TEXT, c TEXT, n BIGINT)"
        );
        sqlx::query(sqlx::AssertSqlSafe(create)).execute(&mut connection).await.expect("creates");
    }
    let quota = "CREATE TABLE quota (id INTEGER PRIMARY KEY, balance BIGINT, version BIGINT)";
    sqlx::query(quota).execute(&mut connection).await.expect("creates");
    sqlx::query("INSERT INTO quota VALUES (1, 1000000000, 1)")
        .execute(&mut connection)
        .await
        .expect("inserts");
    let (begun, mut done) = (Instant::now(), 0_u64);
    while begun.elapsed().as_secs() < effort.seconds {
        let mut tx = connection.begin_with("BEGIN IMMEDIATE").await.expect("begins");
        for _ in 0..per_commit {
            sqlx::query("UPDATE quota SET balance = balance - 1, version = version + 1 WHERE id = 1 AND balance > 0")
                .execute(&mut *tx)
                .await
                .expect("updates");
            for table in ["coupon", "entry", "posting", "posting", "movement", "record", "audit"] {
                let insert = format!("INSERT INTO {table} (a, b, c, n) VALUES ($1, $2, $3, $4)");
                sqlx::query(sqlx::AssertSqlSafe(insert))
                    .bind("CP2611223F7K2M9QWZ")
                    .bind("0a0000000000000000000000000000a1")
                    .bind("2026112200123456")
                    .bind(1_i64)
                    .execute(&mut *tx)
                    .await
                    .expect("inserts");
            }
        }
        tx.commit().await.expect("commits");
        done += per_commit;
    }
    done / effort.seconds.max(1)
}

pub(crate) async fn bench(effort: &Effort) {
    let (mut api, mut single, mut grouped, mut memory) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for round in 0..effort.rounds {
        let scratch = Scratch::new("issue");
        // Both orders: what runs first must not win by it.
        if round % 2 == 0 {
            single.push(bare_rate(effort, 1).await);
            grouped.push(bare_rate(effort, 100).await);
        }
        let server = ServerProcess::demo(&effort.binary, &scratch.0, SETTINGS).await;
        api.push(issue_rate(effort, &server).await);
        memory.push(resident_mb(server.id()));
        server.kill().await;
        if round % 2 == 1 {
            single.push(bare_rate(effort, 1).await);
            grouped.push(bare_rate(effort, 100).await);
        }
    }
    let (api, single, grouped) = (median(api), median(single), median(grouped));
    println!(
        "| P6 issue, signed API, SQLite | {api}/s | bare, one per commit: {single}/s | {} |",
        ratio(api, single)
    );
    println!(
        "| P6 the same | {api}/s | bare, 100 per commit: {grouped}/s | {} |",
        ratio(api, grouped)
    );
    println!("| memory, under that load | {} MB | 200 MB | budget |", median(memory));
}

pub(crate) async fn bench_signed(effort: &Effort) {
    let scratch = Scratch::new("signed");
    let server = ServerProcess::demo(&effort.binary, &scratch.0, SETTINGS).await;
    let (mut signed, mut token) = (Vec::new(), Vec::new());
    let bearer = format!("x-auth-token: {}\r\n", issue_token(server.address).await);
    for round in 0..effort.rounds {
        for turn in 0..2 {
            if (round + turn) % 2 == 0 {
                signed.push(signed_rate(effort, server.address).await);
            } else {
                token.push(read_rate(effort.seconds, server.address, UNITS, &bearer).await);
            }
        }
    }
    server.kill().await;
    let (signed, token) = (median(signed), median(token));
    println!(
        "| P8 signed `list_measure_units` | {signed}/s | by token, no signature: {token}/s | {} |",
        ratio(signed, token)
    );
}

const UNITS: &str = "/v2/bases/measurements";

async fn signed_rate(effort: &Effort, server: SocketAddr) -> u64 {
    let tally = Tally::default();
    let mut callers = tokio::task::JoinSet::new();
    for caller in 0..CALLERS {
        let (mut client, tally) = (client(server, caller).await, tally.clone());
        callers.spawn(async move {
            while tally.goes_on() {
                let answer = client.call("GET", UNITS, "", &[], now()).await.expect("answers");
                assert_eq!(answer.status, 200);
                tally.add(1);
            }
        });
    }
    let rate = tally.rate(effort.seconds).await;
    tally.stop();
    callers.join_all().await;
    rate
}

async fn issue_token(server: SocketAddr) -> String {
    let mut plain =
        Plain::connect(server, "content-type: application/json\r\n").await.expect("connects");
    let body = r#"{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"shanhai","password":"Hezong-Demo-2026","domain":{"name":"shanhai"}}}},"scope":{"domain":{"name":"shanhai"}}}}"#;
    let (status, head, _) = plain.send("POST", "/v3/auth/tokens", body).await.expect("answers");
    assert_eq!(status, 201);
    let line = head.lines().find(|l| l.to_lowercase().starts_with("x-subject-token:"));
    line.and_then(|l| l.split_once(':')).expect("a token").1.trim().to_owned()
}
