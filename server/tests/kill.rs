//! `kill -9` in the middle of a load: every acknowledged write is there, nothing is half done, and the
//! books add up (quality §2). On both engines.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use hezong_domain::{CouponId, Timestamp};
use hezong_testing::api::ApiClient;
use hezong_testing::postgres_database;
use hezong_testing::process::ServerProcess;
use tokio::sync::{Mutex, Notify};
use tokio::task::JoinSet;

const KEY: &str = "HZAKSHANHAI000000001";
const SECRET: &str = "HZSKdemoShanhai00000000000000000000000001";
const ACME: &str = "0c0000000000000000000000000000c1";
/// Callers at once, each from an address of its own.
const CALLERS: u8 = 8;
/// Servers killed per engine.
const ROUNDS: usize = 5;

fn binary() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_hezong"))
}

/// The time the server's signature check compares with.
fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp::from_ms(i64::try_from(since.as_millis()).unwrap())
}

fn source(caller: u8) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(127, 0, 1, caller + 1))
}

/// The quota with the largest balance.
async fn quota(server: &ServerProcess) -> String {
    let mut client = ApiClient::connect(server.address, source(200), KEY, SECRET).await.unwrap();
    let path = "/v2/partners/coupon-quotas/query";
    let answer = client.call("POST", path, r#"{"limit": 100}"#, &[], now()).await.unwrap();
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    let quotas = answer.json()["quotas"].as_array().unwrap().clone();
    let open = quotas.iter().filter(|q| q["quota_status"] == 0);
    let best = open.max_by_key(|q| q["balance"].to_string().parse::<f64>().map_or(0, f64::to_bits));
    best.unwrap()["quota_id"].as_str().unwrap().to_owned()
}

/// Issues coupons until the connection breaks; notes every acknowledged one.
async fn load(
    server: std::net::SocketAddr,
    caller: u8,
    quota: String,
    acknowledged: Arc<Mutex<BTreeSet<String>>>,
    enough: Arc<Notify>,
    count: Arc<AtomicUsize>,
    wanted: usize,
) {
    let Ok(mut client) = ApiClient::connect(server, source(caller), KEY, SECRET).await else {
        return;
    };
    let body =
        format!(r#"{{"quota_id": "{quota}", "customer_ids": ["{ACME}"], "face_value": 0.01}}"#);
    let path = "/v2/promotions/benefits/partner-coupons";
    while let Ok(answer) = client.call("POST", path, &body, &[], now()).await {
        if answer.status == 200 {
            let json = answer.json();
            let id = json["coupon_infos"][0]["coupon_id"].as_str().unwrap().to_owned();
            acknowledged.lock().await.insert(id);
            if count.fetch_add(1, Ordering::SeqCst) + 1 == wanted {
                enough.notify_one();
            }
        }
    }
}

async fn survive(data: &Path, settings: &[(&str, &str)], url: &str) {
    let acknowledged = Arc::new(Mutex::new(BTreeSet::new()));
    for round in 0..ROUNDS {
        let server = ServerProcess::demo(&binary(), data, settings).await;
        let quota = quota(&server).await;
        let (enough, count) = (Arc::new(Notify::new()), Arc::new(AtomicUsize::new(0)));
        let mut callers = JoinSet::new();
        for caller in 0..CALLERS {
            callers.spawn(load(
                server.address,
                caller,
                quota.clone(),
                Arc::clone(&acknowledged),
                Arc::clone(&enough),
                Arc::clone(&count),
                20 + round * 7,
            ));
        }
        enough.notified().await;
        server.kill().await;
        callers.join_all().await;
    }
    let verdict = Command::new(binary())
        .arg("verify")
        .env("HEZONG_DATA_DIR", data)
        .env("HEZONG_METRICS_LISTEN", "off")
        .envs(settings.iter().copied())
        .output()
        .unwrap();
    assert!(
        verdict.status.success(),
        "{}{}",
        String::from_utf8_lossy(&verdict.stdout),
        String::from_utf8_lossy(&verdict.stderr)
    );
    assert_all_there(url, &*acknowledged.lock().await).await;
}

async fn assert_all_there(url: &str, acknowledged: &BTreeSet<String>) {
    assert!(acknowledged.len() >= 100, "a load worth the name: {}", acknowledged.len());
    let storage: Arc<dyn hezong_storage::Storage> = if url.starts_with("postgres") {
        Arc::new(hezong_storage_postgres::PostgresStorage::connect(url).await.unwrap())
    } else {
        Arc::new(hezong_storage_sqlite::SqliteStorage::open(url).await.unwrap())
    };
    let mut tx = storage.read().await.unwrap();
    for id in acknowledged {
        let found = tx
            .coupons()
            .find(&hezong_domain::access::Scope::Platform, &CouponId::new(id.clone()))
            .await
            .unwrap();
        assert!(found.is_some(), "acknowledged coupon {id} is lost");
    }
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("hezong-kill-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_under_load_sqlite_loses_nothing() {
    let data = folder("sqlite");
    let url = format!("sqlite://{}/hezong.db", data.display());
    let settings = [("HEZONG_RATE_LIMIT", "false"), ("HEZONG_DATABASE_URL", url.as_str())];
    survive(&data, &settings, &url).await;
    std::fs::remove_dir_all(data).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_under_load_postgres_loses_nothing() {
    let Some(url) = postgres_database().await else { return };
    let data = folder("postgres");
    let settings = [("HEZONG_RATE_LIMIT", "false"), ("HEZONG_DATABASE_URL", url.as_str())];
    survive(&data, &settings, &url).await;
    std::fs::remove_dir_all(data).unwrap();
}
