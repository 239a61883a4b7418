//! Rows for tests. Everything a test does not speak of has a plain value.

use hezong_domain::access::{Role, Roles, Scope};
use hezong_domain::accounts::{
    Account, AccountKind, Activity, Association, AssociationKind, CouponMode, Partner, PartnerType,
    User,
};
use hezong_domain::coupons::{
    Coupon, CouponStatus, CouponType, Limits, OperationType, Quota, QuotaStatus, QuotaType, Terms,
};
use hezong_domain::ledger::{Entry, EntryKind, LedgerAccount};
use hezong_domain::time::DAY_MS;
use hezong_domain::{
    AccountId, BatchId, CouponId, CustomerId, Fen, PartnerId, QuotaId, RecordId, RequestId,
    Timestamp, TransactionId, UserId,
};

use crate::UnitOfWork;
use crate::coupons::{Movement, OperationRecord};
use crate::ledger::PostedEntry;

/// The instant tests live at: 2026-11-22 17:32:25 at UTC+8.
pub(super) const NOW: Timestamp = Timestamp::from_ms(1_795_339_945_000);

/// `days` after [`NOW`].
pub(super) fn day(days: i64) -> Timestamp {
    NOW.plus_ms(days * DAY_MS)
}

pub(super) fn account(kind: AccountKind, name: &str, display_name: &str) -> Account {
    Account {
        id: AccountId::new(format!("id-{name}")),
        kind,
        name: name.to_owned(),
        display_name: display_name.to_owned(),
        mobile: "13800000000".to_owned(),
        email: format!("{name}@example.com"),
        activity: Activity::Active,
        asks_code: true,
        created_at: NOW,
    }
}

pub(super) fn partner_id(name: &str) -> PartnerId {
    PartnerId::new(format!("id-{name}"))
}

pub(super) fn customer_id(name: &str) -> CustomerId {
    CustomerId::new(format!("id-{name}"))
}

pub(super) fn partner_scope(name: &str) -> Scope {
    Scope::Partner(partner_id(name))
}

pub(super) fn customer_scope(name: &str) -> Scope {
    Scope::Customer(customer_id(name))
}

pub(super) fn partner(name: &str, display_name: &str) -> Partner {
    Partner {
        account: account(AccountKind::Partner, name, display_name),
        partner_type: PartnerType::SolutionProvider,
        is_subsidised: false,
        coupon_mode: CouponMode::Issuer,
    }
}

pub(super) fn user(account: &str, sign_in: &str) -> User {
    User {
        id: UserId::new(format!("user-{}", sign_in.replace('/', "-"))),
        account_id: AccountId::new(format!("id-{account}")),
        sign_in: sign_in.to_owned(),
        display_name: "Lin".to_owned(),
        email: String::new(),
        activity: Activity::Active,
        roles: Roles {
            preset: vec![Role::CouponOperator, Role::AccountManager],
            custom: Vec::new(),
        },
        created_at: NOW,
    }
}

pub(super) fn association(partner: &str, customer: &str) -> Association {
    Association {
        partner_id: partner_id(partner),
        customer_id: customer_id(customer),
        kind: AssociationKind::Resale,
        is_first: true,
        associated_at: NOW,
        ended_at: None,
    }
}

pub(super) fn quota(id: &str, partner: &str, value: i64) -> Quota {
    Quota {
        id: QuotaId::new(id),
        partner_id: partner_id(partner),
        quota_type: QuotaType::Voucher,
        name: "Spring".to_owned(),
        value: Fen::new(value),
        balance: Fen::new(value),
        status: QuotaStatus::Normal,
        effective_at: day(-10),
        expires_at: day(100),
        limits: Limits { services: vec!["ecs".to_owned()], ..Limits::default() },
        terms: Terms { max_count: Some(1000), ..Terms::default() },
        issued_count: 0,
        issued_total: Fen::ZERO,
        created_at: NOW,
        updated_at: NOW,
        version: 1,
    }
}

/// A coupon of 100 yuan that may be used now.
pub(super) fn coupon(id: &str, quota: &str, partner: &str, customer: &str) -> Coupon {
    Coupon {
        id: CouponId::new(id),
        quota_id: QuotaId::new(quota),
        partner_id: partner_id(partner),
        customer_id: customer_id(customer),
        association: AssociationKind::Resale,
        batch_id: BatchId::new("batch"),
        coupon_type: CouponType::Voucher,
        name: "Spring".to_owned(),
        status: CouponStatus::Available,
        face: Fen::yuan(100),
        balance: Fen::yuan(100),
        locked: Fen::ZERO,
        used: Fen::ZERO,
        refunded: Fen::ZERO,
        reclaimed: Fen::ZERO,
        expired: Fen::ZERO,
        is_frozen: false,
        effective_at: day(-1),
        expires_at: day(30),
        limits: Limits::default(),
        memo: "note".to_owned(),
        use_count: 0,
        last_order_id: String::new(),
        created_at: NOW,
        last_used_at: None,
        updated_at: NOW,
        version: 1,
    }
}

/// The coupon in another state, its amounts to match.
pub(super) fn in_state(mut coupon: Coupon, status: CouponStatus) -> Coupon {
    let face = coupon.face;
    coupon.status = status;
    coupon.balance = Fen::ZERO;
    match status {
        CouponStatus::Used => coupon.used = face,
        CouponStatus::Expired => coupon.expired = face,
        CouponStatus::Reclaimed => coupon.reclaimed = face,
        CouponStatus::Available | CouponStatus::NotActivated => coupon.balance = face,
    }
    coupon
}

pub(super) fn movement(coupon: &str, kind: &str, amount: i64, balance_after: i64) -> Movement {
    Movement {
        transaction_id: "transaction".to_owned(),
        coupon_id: CouponId::new(coupon),
        kind: kind.to_owned(),
        amount: Fen::new(amount),
        balance_after: Fen::new(balance_after),
        reference: String::new(),
        at: NOW,
    }
}

pub(super) fn record(id: &str, coupon: &Coupon) -> OperationRecord {
    OperationRecord {
        id: RecordId::new(id),
        operation: OperationType::Issue,
        quota_id: coupon.quota_id.clone(),
        quota_type: QuotaType::Voucher,
        partner_id: coupon.partner_id.clone(),
        coupon_id: Some(coupon.id.clone()),
        customer_id: coupon.customer_id.clone(),
        batch_id: coupon.batch_id.clone(),
        amount: coupon.face,
        failure: String::new(),
        remark: "remark".to_owned(),
        operator: "shanhai/lin".to_owned(),
        request_id: RequestId::new("request"),
        at: NOW,
    }
}

pub(super) fn entry(
    id: &str,
    kind: EntryKind,
    from: LedgerAccount,
    to: LedgerAccount,
    fen: i64,
) -> PostedEntry {
    PostedEntry {
        id: TransactionId::new(id),
        entry: Entry::transfer(kind, from, to, Fen::new(fen)),
        actor: "shanhai/lin".to_owned(),
        on_behalf_of: "id-shanhai".to_owned(),
        reason: "coupon.issue".to_owned(),
        request_id: RequestId::new("request"),
        at: NOW,
    }
}

pub(super) async fn add_partner(work: &mut dyn UnitOfWork, name: &str, display_name: &str) {
    let partner = partner(name, display_name);
    assert!(work.accounts().add(&partner.account).await.unwrap());
    work.accounts().add_partner(&partner).await.unwrap();
}

pub(super) async fn add_customer(
    work: &mut dyn UnitOfWork,
    name: &str,
    display_name: &str,
    partner: Option<&str>,
) {
    let account = account(AccountKind::Customer, name, display_name);
    assert!(work.accounts().add(&account).await.unwrap());
    if let Some(partner) = partner {
        assert!(work.customers().associate(&association(partner, name)).await.unwrap());
    }
}

/// Two partners, each with a customer and a quota: `shanhai` (`beichen`, `qa`), `xinghe` (`nanfeng`, `qb`).
pub(super) async fn two_partners(work: &mut dyn UnitOfWork) {
    add_partner(work, "shanhai", "Shanhai Cloud").await;
    add_partner(work, "xinghe", "Xinghe Data").await;
    add_customer(work, "beichen", "Beichen Foods", Some("shanhai")).await;
    add_customer(work, "nanfeng", "Nanfeng Steel", Some("xinghe")).await;
    work.quotas().add(&quota("qa", "shanhai", 10_000_000)).await.unwrap();
    work.quotas().add(&quota("qb", "xinghe", 10_000_000)).await.unwrap();
}

/// Issues a coupon of `shanhai` to `beichen` as services do: coupon, quota, ledger, movement, record.
pub(super) async fn issue(work: &mut dyn UnitOfWork, id: &str) -> Coupon {
    let coupon = coupon(id, "qa", "shanhai", "beichen");
    let mut quota = work.quotas().find_unscoped(&coupon.quota_id).await.unwrap().unwrap();
    quota.balance = quota.balance.checked_sub(coupon.face).unwrap();
    quota.issued_count += 1;
    quota.issued_total = quota.issued_total.checked_add(coupon.face).unwrap();
    quota.version += 1;
    assert!(work.quotas().update(&quota).await.unwrap());
    work.coupons().add(&coupon).await.unwrap();
    let posted = entry(
        &format!("issue-{id}"),
        EntryKind::CouponIssued,
        LedgerAccount::Quota(quota.id.clone()),
        LedgerAccount::Coupon(coupon.id.clone()),
        coupon.face.get(),
    );
    work.ledger().post(&posted).await.unwrap();
    let face = coupon.face.get();
    work.coupons().add_movement(&movement(id, "issue", face, face)).await.unwrap();
    work.coupons().add_record(&record(&format!("record-{id}"), &coupon)).await.unwrap();
    coupon
}

/// Grants quota `qa` of [`two_partners`] in the ledger too, and `qb`.
pub(super) async fn grant(work: &mut dyn UnitOfWork) {
    for id in ["qa", "qb"] {
        let posted = entry(
            &format!("grant-{id}"),
            EntryKind::QuotaGranted,
            LedgerAccount::Granted,
            LedgerAccount::Quota(QuotaId::new(id)),
            10_000_000,
        );
        work.ledger().post(&posted).await.unwrap();
    }
}
