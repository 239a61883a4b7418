//! Checks find what is planted, and nothing in a sound database.

use hezong_domain::Fen;
use hezong_domain::coupons::{Coupon, Door, OperationType};
use hezong_domain::ledger::{EntryKind, LedgerAccount};

use super::Fresh;
use super::benefits::case;
use super::make::{NOW, entry, grant, issue, movement, record, two_partners};
use crate::UnitOfWork;
use crate::benefits::CaseStep;
use crate::verify::Breach;

/// Three coupons: untouched, partly spent, reclaimed; with everything that belongs to them.
async fn sound(fresh: &Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    grant(&mut *work).await;
    issue(&mut *work, "plain").await;
    let spent = issue(&mut *work, "spent").await;
    let spent = spent.spend(Fen::yuan(40), "order", NOW).unwrap();
    assert!(work.coupons().update(&spent).await.unwrap());
    let account = LedgerAccount::Coupon(spent.id.clone());
    let posted = entry("t-spent", EntryKind::CouponSpent, account, LedgerAccount::Consumed, 4_000);
    work.ledger().post(&posted).await.unwrap();
    work.coupons().add_movement(&movement("spent", "spend", -4_000, 6_000)).await.unwrap();
    // A lock does not change the balance, and so must not be taken for the last change.
    let locked = spent.lock(Fen::yuan(10), NOW).unwrap();
    assert!(work.coupons().update(&locked).await.unwrap());
    work.coupons().add_movement(&movement("spent", "lock", 1_000, 6_000)).await.unwrap();

    let back = issue(&mut *work, "back").await;
    let back: Coupon = back.reclaim(Door::Console, NOW).unwrap();
    assert!(work.coupons().update(&back).await.unwrap());
    let mut quota = work.quotas().find_unscoped(&back.quota_id).await.unwrap().unwrap();
    quota.balance = quota.balance.checked_add(back.reclaimed).unwrap();
    quota.version += 1;
    assert!(work.quotas().update(&quota).await.unwrap());
    let (from, to) =
        (LedgerAccount::Coupon(back.id.clone()), LedgerAccount::Quota(quota.id.clone()));
    let posted = entry("t-back", EntryKind::CouponReturned, from, to, 10_000);
    work.ledger().post(&posted).await.unwrap();
    work.coupons().add_movement(&movement("back", "reclaim", -10_000, 0)).await.unwrap();
    let mut done = record("r-back", &back);
    done.operation = OperationType::ManualReclaim;
    work.coupons().add_record(&done).await.unwrap();
    final_month(&mut *work).await;
    work.commit().await.unwrap();
}

/// A month that was handed in and became final; the ledger owes it.
async fn final_month(work: &mut dyn UnitOfWork) {
    let mut month = case("month", "id-shanhai", "si_presales/2026-09");
    month.state = "finalised".to_owned();
    month.version = 2;
    work.benefits().add_case(&month).await.unwrap();
    for (number, from, to) in [(1, "claimable", "reviewing"), (2, "reviewing", "finalised")] {
        let step = CaseStep {
            case_id: month.id.clone(),
            number,
            at: NOW,
            actor_id: None,
            actor_name: "system".to_owned(),
            event: "step".to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
            reason: String::new(),
            comments: Vec::new(),
        };
        work.benefits().add_step(&step).await.unwrap();
    }
    let debt = LedgerAccount::Payable(month.partner_id.clone());
    let kind = EntryKind::IncentiveApproved;
    let posted = entry("t-month", kind, LedgerAccount::IncentiveCost, debt, 1_000);
    work.ledger().post(&posted).await.unwrap();
}

/// All checks in the order of the trait.
async fn check(fresh: &Fresh) -> Vec<Breach> {
    let mut work = fresh.read().await;
    let mut found = work.verify().ledger_entries().await.unwrap();
    found.extend(work.verify().quota_values().await.unwrap());
    found.extend(work.verify().quota_counters().await.unwrap());
    found.extend(work.verify().quota_ledger().await.unwrap());
    found.extend(work.verify().coupon_amounts().await.unwrap());
    found.extend(work.verify().coupon_ledger().await.unwrap());
    found.extend(work.verify().coupon_movements().await.unwrap());
    found.extend(work.verify().coupon_records().await.unwrap());
    found.extend(work.verify().single_live_rows().await.unwrap());
    found.extend(work.verify().incentives_owed().await.unwrap());
    found.extend(work.verify().case_histories().await.unwrap());
    found
}

/// What is planted, what takes it out again, and the breaches (invariant, row) in between.
type Case<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

/// Plants each statement on top of the others' repair and expects exactly these breaches.
async fn plant(fresh: &Fresh, cases: &[Case<'_>]) {
    sound(fresh).await;
    for (sql, repair, expected) in cases {
        fresh.raw.plant(sql).await;
        let found = check(fresh).await;
        let rows: Vec<(&str, &str)> = found.iter().map(|b| (b.invariant, b.row.as_str())).collect();
        assert_eq!(rows, *expected, "{sql}: {found:?}");
        assert!(found.iter().all(|b| b.expected != b.found || b.invariant.ends_with("record")));
        fresh.raw.plant(repair).await;
        assert_eq!(check(fresh).await, [], "{repair}");
    }
}

/// Nothing is found where nothing is wrong, nor in an empty database.
pub async fn a_sound_database_passes(fresh: Fresh) {
    assert_eq!(check(&fresh).await, []);
    sound(&fresh).await;
    assert_eq!(check(&fresh).await, []);
}

/// An entry that does not come to zero, and one without postings.
pub async fn planted_ledger(fresh: Fresh) {
    let cases: [Case<'_>; 3] = [
        (
            "UPDATE ledger_postings SET amount_fen = amount_fen + 1 WHERE account = 'consumed'",
            "UPDATE ledger_postings SET amount_fen = amount_fen - 1 WHERE account = 'consumed'",
            &[("ledger.sum", "t-spent")],
        ),
        (
            "INSERT INTO ledger_entries VALUES ('bare', 'coupon_spent', '', '', '', '', 0)",
            "DELETE FROM ledger_entries WHERE id = 'bare'",
            &[("ledger.postings", "bare")],
        ),
        (
            "UPDATE ledger_postings SET account = 'quota:qb' WHERE account = 'quota:qa' \
             AND entry_id = 'issue-plain'",
            "UPDATE ledger_postings SET account = 'quota:qa' WHERE account = 'quota:qb' \
             AND entry_id = 'issue-plain'",
            &[("quota.ledger", "qa"), ("quota.ledger", "qb")],
        ),
    ];
    plant(&fresh, &cases).await;
}

/// A month the ledger does not owe, and histories that lead somewhere else.
pub async fn planted_cases(fresh: Fresh) {
    let cases: [Case<'_>; 4] = [
        (
            "UPDATE cases SET amount_fen = 2000 WHERE id = 'month'",
            "UPDATE cases SET amount_fen = 1000 WHERE id = 'month'",
            &[("incentives.owed", "id-shanhai")],
        ),
        (
            "UPDATE cases SET state = 'reviewing' WHERE id = 'month'",
            "UPDATE cases SET state = 'finalised' WHERE id = 'month'",
            &[("incentives.owed", "id-shanhai"), ("cases.state", "month")],
        ),
        (
            "UPDATE cases SET version = 1 WHERE id = 'month'",
            "UPDATE cases SET version = 2 WHERE id = 'month'",
            &[("cases.state", "month")],
        ),
        (
            "UPDATE case_steps SET from_state = 'lapsed' WHERE number = 2",
            "UPDATE case_steps SET from_state = 'reviewing' WHERE number = 2",
            &[("cases.steps", "month")],
        ),
    ];
    plant(&fresh, &cases).await;
}

/// A quota whose value, counters or ledger do not match.
pub async fn planted_quotas(fresh: Fresh) {
    let cases: [Case<'_>; 4] = [
        (
            "UPDATE quotas SET value_fen = value_fen + 1 WHERE id = 'qa'",
            "UPDATE quotas SET value_fen = value_fen - 1 WHERE id = 'qa'",
            &[("quota.value", "qa")],
        ),
        (
            "UPDATE quotas SET balance_fen = balance_fen - 1 WHERE id = 'qb'",
            "UPDATE quotas SET balance_fen = balance_fen + 1 WHERE id = 'qb'",
            &[("quota.value", "qb"), ("quota.ledger", "qb")],
        ),
        (
            "UPDATE quotas SET issued_count = issued_count + 1 WHERE id = 'qa'",
            "UPDATE quotas SET issued_count = issued_count - 1 WHERE id = 'qa'",
            &[("quota.issued_count", "qa")],
        ),
        (
            "UPDATE quotas SET issued_fen = issued_fen + 1 WHERE id = 'qb'",
            "UPDATE quotas SET issued_fen = issued_fen - 1 WHERE id = 'qb'",
            &[("quota.issued_total", "qb")],
        ),
    ];
    plant(&fresh, &cases).await;
}

/// A coupon whose amounts, lock, ledger or last movement do not match.
pub async fn planted_coupons(fresh: Fresh) {
    let cases: [Case<'_>; 5] = [
        (
            "UPDATE coupons SET reclaimed_fen = 1 WHERE id = 'plain'",
            "UPDATE coupons SET reclaimed_fen = 0 WHERE id = 'plain'",
            &[("coupon.face", "plain")],
        ),
        (
            "UPDATE coupons SET locked_fen = balance_fen + 1 WHERE id = 'plain'",
            "UPDATE coupons SET locked_fen = 0 WHERE id = 'plain'",
            &[("coupon.locked", "plain")],
        ),
        (
            "UPDATE ledger_postings SET account = 'coupon:plain' WHERE account = 'coupon:spent' \
             AND entry_id = 't-spent'",
            "UPDATE ledger_postings SET account = 'coupon:spent' WHERE account = 'coupon:plain' \
             AND entry_id = 't-spent'",
            &[("coupon.ledger", "plain"), ("coupon.ledger", "spent")],
        ),
        (
            "UPDATE coupon_movements SET balance_after_fen = 5999 \
             WHERE coupon_id = 'spent' AND kind = 'spend'",
            "UPDATE coupon_movements SET balance_after_fen = 6000 \
             WHERE coupon_id = 'spent' AND kind = 'spend'",
            &[("coupon.movements", "spent")],
        ),
        (
            "UPDATE coupon_movements SET kind = 'lock' WHERE coupon_id = 'plain'",
            "UPDATE coupon_movements SET kind = 'issue' WHERE coupon_id = 'plain'",
            &[("coupon.movements", "plain")],
        ),
    ];
    plant(&fresh, &cases).await;
}

/// A coupon without its record, with two, with a wrong amount.
pub async fn planted_records(fresh: Fresh) {
    let cases: [Case<'_>; 4] = [
        (
            "UPDATE coupon_records SET is_done = FALSE, failure = 'x' WHERE id = 'record-plain'",
            "UPDATE coupon_records SET is_done = TRUE, failure = '' WHERE id = 'record-plain'",
            &[("coupon.issue_record", "plain")],
        ),
        (
            "UPDATE coupon_records SET amount_fen = 1 WHERE id = 'record-plain'",
            "UPDATE coupon_records SET amount_fen = 10000 WHERE id = 'record-plain'",
            &[("coupon.issue_record", "plain")],
        ),
        (
            "UPDATE coupon_records SET amount_fen = 9999 WHERE id = 'r-back'",
            "UPDATE coupon_records SET amount_fen = 10000 WHERE id = 'r-back'",
            &[("coupon.return_record", "back")],
        ),
        (
            "UPDATE coupon_records SET operation = 1 WHERE id = 'r-back'",
            "UPDATE coupon_records SET operation = 2 WHERE id = 'r-back'",
            &[("coupon.issue_record", "back"), ("coupon.return_record", "back")],
        ),
    ];
    plant(&fresh, &cases).await;
}

/// Two live associations of a customer, two valid allow-lists of a partner.
pub async fn planted_live_rows(fresh: Fresh) {
    fresh.raw.plant("DROP INDEX associations_one_live").await;
    fresh.raw.plant("DROP INDEX allowlists_one_valid").await;
    let cases: [Case<'_>; 2] = [
        (
            "INSERT INTO associations VALUES ('id-beichen', 2, 'id-xinghe', 'resale', FALSE, '', 0, NULL)",
            "DELETE FROM associations WHERE customer_id = 'id-beichen' AND seq = 2",
            &[("association.live", "id-beichen")],
        ),
        (
            "INSERT INTO allowlists VALUES ('w1', 'id-shanhai', 1, TRUE, '', '', 0), \
             ('w2', 'id-shanhai', 2, TRUE, '', '', 0)",
            "DELETE FROM allowlists",
            &[("allowlist.valid", "id-shanhai")],
        ),
    ];
    plant(&fresh, &cases).await;
}
