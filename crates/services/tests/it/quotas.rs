//! Granting, adjusting, freezing.

use hezong_contract::coupons::{AdjustForm, StateForm};
use hezong_domain::coupons::{Limits, QuotaEvent, QuotaStatus, QuotaType, Terms};
use hezong_domain::{Fen, ProblemKind, Refusal};
use hezong_services::{Error, audit, coupons, quotas};
use hezong_testing::World;

use crate::coupons::stage;

fn adjust(id: &str, difference: &str, version: i64) -> AdjustForm {
    AdjustForm {
        quota_id: id.to_owned(),
        difference: difference.to_owned(),
        reason: "campaign extended".to_owned(),
        version: version.to_string(),
        key: String::new(),
    }
}

fn state(id: &str, event: QuotaEvent, version: i64) -> StateForm {
    StateForm {
        id: id.to_owned(),
        event: event.as_str().to_owned(),
        reason: "duplicate grant".to_owned(),
        version: version.to_string(),
    }
}

#[tokio::test]
async fn a_quota_is_never_lowered_below_what_was_issued() {
    for world in World::each().await {
        let stage = stage(&world, Fen::yuan(100)).await;
        world.coupon(&stage.admin, &stage.quota, &stage.resale, Fen::yuan(60)).await;
        let ops = world.system().await;
        let id = stage.quota.as_str();
        let version = quotas::detail(&ops, id).await.unwrap().version;
        let low = quotas::adjust(&ops, &adjust(id, "-40.01", version)).await;
        assert!(
            matches!(low, Err(Error::Refused(Refusal::AdjustBelowIssued { balance })) if balance == Fen::yuan(40))
        );
        quotas::adjust(&ops, &adjust(id, "-40", version)).await.unwrap();
        let stale = quotas::adjust(&ops, &adjust(id, "10", version)).await;
        assert!(matches!(stale, Err(Error::Refused(Refusal::Stale))));
        for unseen in ["", "zzz", "0"] {
            let form = AdjustForm { version: unseen.to_owned(), ..adjust(id, "10", 0) };
            let answer = quotas::adjust(&ops, &form).await;
            let Err(Error::Invalid(problems)) = answer else { panic!("{answer:?}") };
            assert_eq!(problems.of("version"), Some(&ProblemKind::Outdated));
        }
        quotas::adjust(&ops, &adjust(id, "1000.55", version + 1)).await.unwrap();
        let after = quotas::detail(&ops, id).await.unwrap();
        assert_eq!(after.row.value, Fen::new(106_055));
        assert_eq!(after.row.balance, Fen::new(100_055));
        world.assert_sound().await;
    }
}

#[tokio::test]
async fn a_frozen_quota_does_not_issue_and_thaws() {
    let world = World::sqlite().await;
    let stage = stage(&world, Fen::yuan(100)).await;
    let ops = world.system().await;
    let id = stage.quota.as_str();
    quotas::change_state(&ops, &state(id, QuotaEvent::Freeze, 1)).await.unwrap();
    let issue = world.an_issue(&stage.quota, &[&stage.resale], Fen::yuan(1));
    let refused = coupons::issue(&stage.admin, &issue).await;
    assert!(matches!(
        refused,
        Err(Error::Refused(Refusal::QuotaState { status: QuotaStatus::Frozen }))
    ));
    let twice = quotas::change_state(&ops, &state(id, QuotaEvent::Freeze, 2)).await;
    assert!(matches!(twice, Err(Error::Refused(Refusal::QuotaTransition { .. }))));
    quotas::change_state(&ops, &state(id, QuotaEvent::Unfreeze, 2)).await.unwrap();
    assert_eq!(coupons::issue(&stage.admin, &issue).await.unwrap().done, 1);
    world.assert_sound().await;
}

#[tokio::test]
async fn freezing_needs_a_reason_that_the_audit_log_keeps() {
    let world = World::sqlite().await;
    let stage = stage(&world, Fen::yuan(100)).await;
    let ops = world.system().await;
    let silent =
        StateForm { reason: " ".to_owned(), ..state(stage.quota.as_str(), QuotaEvent::Freeze, 1) };
    assert!(matches!(quotas::change_state(&ops, &silent).await, Err(Error::Invalid(_))));
    let freeze = state(stage.quota.as_str(), QuotaEvent::Freeze, 1);
    quotas::change_state(&ops, &freeze).await.unwrap();
    let query = format!("q={}", stage.quota);
    let lines = audit::list(&ops, &query).await.unwrap().rows;
    let line = lines.iter().find(|line| line.action == "quota.freeze").expect("a line");
    assert_eq!((line.outcome.as_str(), line.detail.as_str()), ("done", "frozen duplicate grant"));
}

#[tokio::test]
async fn a_partner_reads_its_own_quotas_only_through_its_own_doors() {
    let world = World::sqlite().await;
    let stage = stage(&world, Fen::yuan(100)).await;
    let id = stage.quota.as_str();
    assert_eq!(quotas::detail(&stage.admin, id).await.unwrap().row.id, id);
    let any = quotas::detail_of_any(&stage.admin, id).await;
    assert!(matches!(any, Err(Error::Forbidden { .. })));
    let all = quotas::list_all(&stage.admin, "").await;
    assert!(matches!(all, Err(Error::Forbidden { .. })));
    let freeze = quotas::change_state(&stage.admin, &state(id, QuotaEvent::Freeze, 1)).await;
    assert!(matches!(freeze, Err(Error::Forbidden { .. })));
}

#[tokio::test]
async fn terms_and_limits_of_the_quota_hold() {
    let world = World::sqlite().await;
    let stage = stage(&world, Fen::yuan(100)).await;
    let mut grant = world.a_grant(&stage.partner, Fen::yuan(10_000));
    grant.limits =
        Limits { services: vec!["hws.service.type.ec2".to_owned()], ..Limits::default() };
    grant.terms = Terms {
        min_face: Some(Fen::yuan(50)),
        max_face: Some(Fen::yuan(500)),
        max_count: Some(1),
        ..Terms::default()
    };
    let quota = world.quota(&grant).await;
    let refusal = |face: i64, service: &'static str| {
        let mut issue = world.an_issue(&quota, &[&stage.resale], Fen::yuan(face));
        if !service.is_empty() {
            issue.request.limits.services = vec![service.to_owned()];
        }
        let cx = stage.admin.clone();
        async move {
            match coupons::issue(&cx, &issue).await {
                Err(Error::Refused(refusal)) => Some(refusal),
                Ok(result) => result.rows[0].refusal.clone(),
                Err(other) => panic!("{other:?}"),
            }
        }
    };
    assert_eq!(refusal(49, "").await, Some(Refusal::FaceBelowMin { min: Fen::yuan(50) }));
    assert_eq!(refusal(501, "").await, Some(Refusal::FaceAboveMax { max: Fen::yuan(500) }));
    assert!(matches!(
        refusal(100, "hws.service.type.obs").await,
        Some(Refusal::LimitsWider { .. })
    ));
    assert!(matches!(refusal(100, "no.such").await, Some(Refusal::ServiceUnknown { .. })));
    assert_eq!(refusal(100, "").await, None);
    assert_eq!(refusal(100, "").await, Some(Refusal::CountOverMax { max: 1 }));
    world.assert_sound().await;
}

#[tokio::test]
async fn a_grant_repeated_under_its_key_is_one_quota() {
    let world = World::sqlite().await;
    let stage = stage(&world, Fen::yuan(100)).await;
    let ops = world.system().await;
    let grant = world.a_grant(&stage.partner, Fen::yuan(10));
    let first = quotas::grant(&ops, &grant, "k").await.unwrap();
    let second = quotas::grant(&ops, &grant, "k").await.unwrap();
    assert_eq!(first, second);
    assert_eq!(quotas::list(&ops, QuotaType::Voucher, "").await.unwrap().total, 2);
}

#[tokio::test]
async fn cash_quotas_are_for_subsidised_partners() {
    let world = World::sqlite().await;
    let stage = stage(&world, Fen::yuan(100)).await;
    let ops = world.system().await;
    let mut grant = world.a_grant(&stage.partner, Fen::yuan(10));
    grant.quota_type = QuotaType::CashCoupon;
    let answer = quotas::grant(&ops, &grant, "").await;
    assert!(matches!(answer, Err(Error::Refused(Refusal::NotSubsidised))));
}
