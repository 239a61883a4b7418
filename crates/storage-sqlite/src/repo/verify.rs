//! Whole-database checks behind `hezong verify`.

use async_trait::async_trait;
use hezong_storage::Result;
use hezong_storage::verify::{Breach, VerifyRepository};

use super::Work;
use super::support::fail;

/// A row that is wrong: what should be and what is.
struct Wrong {
    row: String,
    expected: i64,
    found: i64,
}

fn breaches(invariant: &'static str, rows: Vec<Wrong>) -> Vec<Breach> {
    rows.into_iter()
        .map(|wrong| Breach {
            invariant,
            row: wrong.row,
            expected: wrong.expected.to_string(),
            found: wrong.found.to_string(),
        })
        .collect()
}

/// Runs a check: a statement that selects `row`, `expected`, `found` of at most 100 wrong rows.
macro_rules! check {
    ($work:expr, $invariant:literal, $sql:tt) => {
        sqlx::query_as!(Wrong, $sql)
            .fetch_all($work.conn())
            .await
            .map(|rows| breaches($invariant, rows))
            .map_err(fail)
    };
}

#[async_trait]
impl VerifyRepository for Work {
    async fn ledger_entries(&mut self) -> Result<Vec<Breach>> {
        let mut found = check!(
            self,
            "ledger.sum",
            r#"SELECT entry_id AS "row!: String", CAST(0 AS BIGINT) AS "expected!: i64",
                CAST(SUM(amount_fen) AS BIGINT) AS "found!: i64"
               FROM ledger_postings GROUP BY entry_id HAVING SUM(amount_fen) <> 0
               ORDER BY entry_id LIMIT 100"#
        )?;
        found.extend(check!(
            self,
            "ledger.postings",
            r#"SELECT e.id AS "row!: String", CAST(2 AS BIGINT) AS "expected!: i64",
                COUNT(p.entry_id) AS "found!: i64"
               FROM ledger_entries e LEFT JOIN ledger_postings p ON p.entry_id = e.id
               GROUP BY e.id HAVING COUNT(p.entry_id) < 2 ORDER BY e.id LIMIT 100"#
        )?);
        found.truncate(100);
        Ok(found)
    }

    async fn quota_values(&mut self) -> Result<Vec<Breach>> {
        check!(
            self,
            "quota.value",
            r#"SELECT q.id AS "row!: String", q.value_fen AS "expected!: i64",
                q.balance_fen + COALESCE(c.live, 0) AS "found!: i64"
               FROM quotas q LEFT JOIN (SELECT quota_id,
                    CAST(SUM(balance_fen + used_fen - refunded_fen) AS BIGINT) AS live
                    FROM coupons GROUP BY quota_id) c ON c.quota_id = q.id
               WHERE q.value_fen <> q.balance_fen + COALESCE(c.live, 0) ORDER BY q.id LIMIT 100"#
        )
    }

    async fn quota_counters(&mut self) -> Result<Vec<Breach>> {
        let mut found = check!(
            self,
            "quota.issued_count",
            r#"SELECT q.id AS "row!: String", COALESCE(c.n, 0) AS "expected!: i64",
                q.issued_count AS "found!: i64"
               FROM quotas q LEFT JOIN (SELECT quota_id, COUNT(*) AS n FROM coupons
                    GROUP BY quota_id) c ON c.quota_id = q.id
               WHERE q.issued_count <> COALESCE(c.n, 0) ORDER BY q.id LIMIT 100"#
        )?;
        found.extend(check!(
            self,
            "quota.issued_total",
            r#"SELECT q.id AS "row!: String", COALESCE(c.total, 0) AS "expected!: i64",
                q.issued_fen AS "found!: i64"
               FROM quotas q LEFT JOIN (SELECT quota_id, CAST(SUM(face_fen) AS BIGINT) AS total
                    FROM coupons GROUP BY quota_id) c ON c.quota_id = q.id
               WHERE q.issued_fen <> COALESCE(c.total, 0) ORDER BY q.id LIMIT 100"#
        )?);
        found.truncate(100);
        Ok(found)
    }

    async fn quota_ledger(&mut self) -> Result<Vec<Breach>> {
        check!(
            self,
            "quota.ledger",
            r#"SELECT q.id AS "row!: String", COALESCE(p.total, 0) AS "expected!: i64",
                q.balance_fen AS "found!: i64"
               FROM quotas q LEFT JOIN (SELECT account, CAST(SUM(amount_fen) AS BIGINT) AS total
                    FROM ledger_postings GROUP BY account) p ON p.account = 'quota:' || q.id
               WHERE q.balance_fen <> COALESCE(p.total, 0) ORDER BY q.id LIMIT 100"#
        )
    }

    async fn coupon_amounts(&mut self) -> Result<Vec<Breach>> {
        let mut found = check!(
            self,
            "coupon.face",
            r#"SELECT id AS "row!: String", face_fen AS "expected!: i64",
                balance_fen + used_fen - refunded_fen + reclaimed_fen + expired_fen
                AS "found!: i64"
               FROM coupons
               WHERE face_fen <> balance_fen + used_fen - refunded_fen + reclaimed_fen + expired_fen
               ORDER BY id LIMIT 100"#
        )?;
        found.extend(check!(
            self,
            "coupon.locked",
            r#"SELECT id AS "row!: String", balance_fen AS "expected!: i64",
                locked_fen AS "found!: i64"
               FROM coupons WHERE locked_fen < 0 OR locked_fen > balance_fen
               ORDER BY id LIMIT 100"#
        )?);
        found.truncate(100);
        Ok(found)
    }

    async fn coupon_ledger(&mut self) -> Result<Vec<Breach>> {
        check!(
            self,
            "coupon.ledger",
            r#"SELECT c.id AS "row!: String", COALESCE(p.total, 0) AS "expected!: i64",
                c.balance_fen AS "found!: i64"
               FROM coupons c LEFT JOIN (SELECT account, CAST(SUM(amount_fen) AS BIGINT) AS total
                    FROM ledger_postings GROUP BY account) p ON p.account = 'coupon:' || c.id
               WHERE c.balance_fen <> COALESCE(p.total, 0) ORDER BY c.id LIMIT 100"#
        )
    }

    async fn coupon_movements(&mut self) -> Result<Vec<Breach>> {
        // A coupon without any movement is found too: no balance is ever −1.
        check!(
            self,
            "coupon.movements",
            r#"SELECT c.id AS "row!: String", c.balance_fen AS "expected!: i64",
                COALESCE(m.balance_after_fen, -1) AS "found!: i64"
               FROM coupons c
               LEFT JOIN (SELECT coupon_id, MAX(seq) AS seq FROM coupon_movements
                    WHERE kind NOT IN ('lock', 'unlock') GROUP BY coupon_id) l
                    ON l.coupon_id = c.id
               LEFT JOIN coupon_movements m ON m.coupon_id = c.id AND m.seq = l.seq
               WHERE c.balance_fen <> COALESCE(m.balance_after_fen, -1)
               ORDER BY c.id LIMIT 100"#
        )
    }

    async fn coupon_records(&mut self) -> Result<Vec<Breach>> {
        let mut found = check!(
            self,
            "coupon.issue_record",
            r#"SELECT c.id AS "row!: String", CAST(1 AS BIGINT) AS "expected!: i64",
                COALESCE(r.n, 0) AS "found!: i64"
               FROM coupons c LEFT JOIN (SELECT coupon_id, COUNT(*) AS n,
                    CAST(SUM(amount_fen) AS BIGINT) AS total FROM coupon_records
                    WHERE operation = 1 AND is_done GROUP BY coupon_id) r
                    ON r.coupon_id = c.id
               WHERE COALESCE(r.n, 0) <> 1 OR r.total <> c.face_fen ORDER BY c.id LIMIT 100"#
        )?;
        found.extend(check!(
            self,
            "coupon.return_record",
            r#"SELECT c.id AS "row!: String", c.reclaimed_fen + c.expired_fen AS "expected!: i64",
                COALESCE(r.total, -1) AS "found!: i64"
               FROM coupons c LEFT JOIN (SELECT coupon_id, COUNT(*) AS n,
                    CAST(SUM(amount_fen) AS BIGINT) AS total FROM coupon_records
                    WHERE operation <> 1 AND is_done GROUP BY coupon_id) r
                    ON r.coupon_id = c.id
               WHERE c.status IN (4, 5)
                AND (COALESCE(r.n, 0) <> 1 OR r.total <> c.reclaimed_fen + c.expired_fen)
               ORDER BY c.id LIMIT 100"#
        )?);
        found.truncate(100);
        Ok(found)
    }

    async fn single_live_rows(&mut self) -> Result<Vec<Breach>> {
        let mut found = check!(
            self,
            "association.live",
            r#"SELECT customer_id AS "row!: String", CAST(1 AS BIGINT) AS "expected!: i64",
                COUNT(*) AS "found!: i64"
               FROM associations WHERE ended_at IS NULL GROUP BY customer_id
               HAVING COUNT(*) > 1 ORDER BY customer_id LIMIT 100"#
        )?;
        found.extend(check!(
            self,
            "allowlist.valid",
            r#"SELECT partner_id AS "row!: String", CAST(1 AS BIGINT) AS "expected!: i64",
                COUNT(*) AS "found!: i64"
               FROM allowlists WHERE is_valid GROUP BY partner_id
               HAVING COUNT(*) > 1 ORDER BY partner_id LIMIT 100"#
        )?);
        found.truncate(100);
        Ok(found)
    }

    async fn incentives_owed(&mut self) -> Result<Vec<Breach>> {
        check!(
            self,
            "incentives.owed",
            r#"SELECT p.account_id AS "row!: String", COALESCE(o.owed, 0) AS "expected!: i64",
                COALESCE(l.owed, 0) AS "found!: i64"
               FROM partners p
               LEFT JOIN (SELECT partner_id, CAST(SUM(CASE WHEN benefit = 'claim' THEN amount_fen
                        ELSE -amount_fen END) AS BIGINT) AS owed
                    FROM cases WHERE amount_fen IS NOT NULL
                        AND ((benefit = 'claim' AND state = 'finalised')
                            OR (benefit = 'payout' AND state = 'paid'))
                    GROUP BY partner_id) o ON o.partner_id = p.account_id
               LEFT JOIN (SELECT account, CAST(SUM(amount_fen) AS BIGINT) AS owed
                    FROM ledger_postings WHERE account LIKE 'payable:%' GROUP BY account) l
                    ON l.account = 'payable:' || p.account_id
               WHERE COALESCE(o.owed, 0) <> COALESCE(l.owed, 0)
               ORDER BY p.account_id LIMIT 100"#
        )
    }

    async fn case_histories(&mut self) -> Result<Vec<Breach>> {
        let mut found = check!(
            self,
            "cases.state",
            r#"SELECT c.id AS "row!: String", CAST(1 AS BIGINT) AS "expected!: i64",
                CAST(0 AS BIGINT) AS "found!: i64"
               FROM cases c JOIN case_steps s ON s.case_id = c.id
               WHERE s.number = (SELECT MAX(number) FROM case_steps WHERE case_id = c.id)
                AND (s.to_state <> c.state OR s.number > c.version)
               ORDER BY c.id LIMIT 100"#
        )?;
        found.extend(check!(
            self,
            "cases.steps",
            r#"SELECT s.case_id AS "row!: String", s.number AS "expected!: i64",
                p.number AS "found!: i64"
               FROM case_steps s JOIN case_steps p ON p.case_id = s.case_id
               WHERE p.number = (SELECT MAX(number) FROM case_steps
                    WHERE case_id = s.case_id AND number < s.number)
                AND p.to_state <> s.from_state
               ORDER BY s.case_id, s.number LIMIT 100"#
        )?);
        found.truncate(100);
        Ok(found)
    }

    async fn partner_balances(&mut self) -> Result<Vec<Breach>> {
        let mut found = check!(
            self,
            "balance.ledger",
            r#"SELECT p.account_id AS "row!: String", COALESCE(l.total, 0) AS "expected!: i64",
                COALESCE(b.total, 0) AS "found!: i64"
               FROM partners p
               LEFT JOIN (SELECT account, CAST(SUM(amount_fen) AS BIGINT) AS total
                    FROM ledger_postings GROUP BY account) l ON l.account = 'balance:' || p.account_id
               LEFT JOIN (SELECT partner_id, CAST(SUM(amount_fen) AS BIGINT) AS total
                    FROM balance_entries GROUP BY partner_id) b ON b.partner_id = p.account_id
               WHERE COALESCE(l.total, 0) <> COALESCE(b.total, 0)
               ORDER BY p.account_id LIMIT 100"#
        )?;
        found.extend(check!(
            self,
            "balance.running",
            r#"SELECT e.partner_id AS "row!: String",
                COALESCE(b.balance_fen, 0) + e.amount_fen AS "expected!: i64",
                e.balance_fen AS "found!: i64"
               FROM balance_entries e
               LEFT JOIN balance_entries b ON b.partner_id = e.partner_id
                    AND b.position = e.position - 1
               WHERE e.balance_fen <> COALESCE(b.balance_fen, 0) + e.amount_fen
               ORDER BY e.partner_id, e.position LIMIT 100"#
        )?);
        found.extend(check!(
            self,
            "balance.payout",
            r#"SELECT COALESCE(e.case_id, e.change_id) AS "row!: String",
                e.amount_fen AS "expected!: i64",
                COALESCE(c.amount_fen, b.amount_fen, 0) AS "found!: i64"
               FROM balance_entries e
               LEFT JOIN cases c ON c.id = e.case_id AND c.benefit = 'payout' AND c.state = 'paid'
               LEFT JOIN balance_changes b ON b.id = e.change_id AND b.state = 'done'
                AND b.partner_id = e.partner_id
               WHERE e.amount_fen <> COALESCE(c.amount_fen, b.amount_fen, 0)
               ORDER BY e.partner_id, e.position LIMIT 100"#
        )?);
        found.extend(check!(
            self,
            "balance.change",
            r#"SELECT b.id AS "row!: String", b.amount_fen AS "expected!: i64",
                CAST(0 AS BIGINT) AS "found!: i64"
               FROM balance_changes b LEFT JOIN balance_entries e ON e.change_id = b.id
               WHERE b.state = 'done' AND e.change_id IS NULL ORDER BY b.id LIMIT 100"#
        )?);
        found.truncate(100);
        Ok(found)
    }
}
