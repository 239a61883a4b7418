//! P15: the issued list over a million coupons: what the service takes, any filter.

use std::time::Instant;

use hezong_domain::access::Role;
use hezong_domain::accounts::AssociationKind;
use hezong_domain::coupons::QuotaType;
use hezong_domain::{CustomerId, Fen, PartnerId, QuotaId};
use hezong_services::coupons;
use hezong_testing::World;
use sqlx::SqlitePool;

use crate::Effort;

/// Customers the coupons are spread over.
const CUSTOMERS: i64 = 200;

/// Query strings of the list, as people filter it.
fn queries(customer: &CustomerId, quota: &QuotaId) -> Vec<String> {
    vec![
        String::new(),
        "page=50".to_owned(),
        "size=100".to_owned(),
        "status=available".to_owned(),
        "status=used".to_owned(),
        "status=expired".to_owned(),
        format!("customer={customer}"),
        format!("customer={customer}&status=available"),
        format!("quota={quota}&status=reclaimed"),
        "from=2026-11-01&to=2026-11-30".to_owned(),
        "ends_from=2026-12-01&ends_to=2026-12-31".to_owned(),
        "q=CP00000042".to_owned(),
        "q=acme7".to_owned(),
    ]
}

/// Copies one coupon a million times over customers, states and days, straight into the table.
async fn multiply(world: &World, partner: &PartnerId, count: i64) {
    let pool = SqlitePool::connect(&world.url).await.expect("opens");
    let columns: Vec<String> =
        sqlx::query_scalar("SELECT name FROM pragma_table_info('coupons') ORDER BY cid")
            .fetch_all(&pool)
            .await
            .expect("columns");
    let values: Vec<String> = columns
        .iter()
        .map(|column| match column.as_str() {
            "id" => "printf('CP%08dX%08d', n.i, n.i)".to_owned(),
            "customer_id" => "people.id".to_owned(),
            "status" => {
                "CASE n.i % 10 WHEN 0 THEN 3 WHEN 1 THEN 4 WHEN 2 THEN 5 ELSE 2 END".to_owned()
            }
            "balance_fen" => "CASE WHEN n.i % 10 < 3 THEN 0 ELSE c.balance_fen END".to_owned(),
            "used_fen" => "CASE n.i % 10 WHEN 0 THEN c.face_fen ELSE 0 END".to_owned(),
            "expired_fen" => "CASE n.i % 10 WHEN 1 THEN c.face_fen ELSE 0 END".to_owned(),
            "reclaimed_fen" => "CASE n.i % 10 WHEN 2 THEN c.face_fen ELSE 0 END".to_owned(),
            "created_at" => "c.created_at - (n.i % 700) * 86400000 / 2".to_owned(),
            "expires_at" => "c.expires_at + (n.i % 300) * 86400000".to_owned(),
            other => format!("c.{other}"),
        })
        .collect();
    let insert = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) \
         INSERT INTO coupons ({}) SELECT {} FROM n \
         JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM accounts \
               WHERE kind = 'customer') people ON people.place = n.i % {CUSTOMERS} \
         CROSS JOIN (SELECT * FROM coupons WHERE partner_id = '{partner}' LIMIT 1) c",
        columns.join(", "),
        values.join(", ")
    );
    sqlx::query(sqlx::AssertSqlSafe(insert)).execute(&pool).await.expect("multiplies");
    sqlx::query("ANALYZE").execute(&pool).await.expect("analyses");
    pool.close().await;
}

pub(crate) async fn bench(effort: &Effort) {
    let world = World::sqlite().await;
    let partner = world.partner("shanhai").await;
    let admin = world.person(&partner.account(), "", Role::PartnerAdmin).await;
    let mut customers = Vec::new();
    for index in 0..CUSTOMERS {
        customers
            .push(world.customer(&format!("acme{index}"), &partner, AssociationKind::Resale).await);
    }
    let quota = world.quota(&world.a_grant(&partner, Fen::yuan(1_000_000))).await;
    let customer = customers.first().expect("customers").clone();
    world.coupon(&admin, &quota, &customer, Fen::yuan(10)).await;
    multiply(&world, &partner, effort.coupons).await;
    let mut all = Vec::new();
    for query in queries(&customer, &quota) {
        let mut times = Vec::new();
        for _ in 0..effort.rounds.max(40) {
            let begun = Instant::now();
            let listing =
                coupons::list_issued(&admin, QuotaType::Voucher, &query).await.expect("lists");
            times.push(u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX));
            std::hint::black_box(listing);
        }
        times.sort_unstable();
        let p99 = times.get(times.len() * 99 / 100).copied().unwrap_or(0);
        println!(
            "| P15 `{query}` over {} | p99 {}.{} ms | 15 ms | budget |",
            effort.coupons,
            p99 / 1000,
            p99 % 1000 / 100
        );
        all.extend(times);
    }
    all.sort_unstable();
    let p99 = all.get(all.len() * 99 / 100).copied().unwrap_or(0);
    println!(
        "| P15 all filters together | p99 {}.{} ms | 15 ms | budget |",
        p99 / 1000,
        p99 % 1000 / 100
    );
}
