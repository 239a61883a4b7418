//! Cash coupons go to customers of the valid allow-list only.

use hezong_contract::coupons::AllowlistForm;
use hezong_domain::access::Role;
use hezong_domain::accounts::AssociationKind;
use hezong_domain::coupons::QuotaType;
use hezong_domain::{Fen, Refusal};
use hezong_services::{Error, allowlists, coupons};
use hezong_testing::World;

fn form(lines: &str) -> AllowlistForm {
    AllowlistForm { lines: lines.to_owned(), note: String::new() }
}

#[tokio::test]
async fn only_listed_customers_get_cash_coupons() {
    for world in World::each().await {
        let partner = world.partner("subsidy").await;
        let admin = world.person(&partner.account(), "", Role::PartnerAdmin).await;
        let acme = world.customer("acme", &partner, AssociationKind::Resale).await;
        let tanghu = world.customer("tanghu", &partner, AssociationKind::Resale).await;
        let mut grant = world.a_grant(&partner, Fen::yuan(1_000));
        grant.quota_type = QuotaType::CashCoupon;
        let quota = world.quota(&grant).await;
        let issue = world.an_issue(&quota, &[&acme, &tanghu], Fen::yuan(10));
        let refusals = |result: hezong_contract::coupons::BatchResult| {
            result.rows.into_iter().map(|r| r.refusal).collect::<Vec<_>>()
        };
        let none = coupons::issue(&admin, &issue).await.unwrap();
        assert_eq!(refusals(none), vec![Some(Refusal::NoAllowlist), Some(Refusal::NoAllowlist)]);
        let listed = form("acme,Acme Limited\n").check().unwrap();
        let first = allowlists::replace(&admin, &listed).await.unwrap();
        let one = coupons::issue(&admin, &issue).await.unwrap();
        assert_eq!(refusals(one), vec![None, Some(Refusal::NotOnAllowlist)]);
        let second = form(&format!("{tanghu}")).check().unwrap();
        allowlists::replace(&admin, &second).await.unwrap();
        let other = coupons::issue(&admin, &issue).await.unwrap();
        assert_eq!(refusals(other), vec![Some(Refusal::NotOnAllowlist), None]);
        allowlists::set_valid(&admin, first.as_str(), true).await.unwrap();
        let versions = allowlists::list(&admin).await.unwrap();
        let valid: Vec<i64> = versions.iter().filter(|v| v.is_valid).map(|v| v.number).collect();
        assert_eq!(valid, vec![1]);
        assert_eq!(allowlists::entries(&admin, first.as_str()).await.unwrap().len(), 1);
        world.assert_sound().await;
    }
}

#[tokio::test]
async fn unknown_customers_are_named_by_line_and_nothing_changes() {
    let world = World::sqlite().await;
    let partner = world.partner("subsidy").await;
    let admin = world.person(&partner.account(), "", Role::PartnerAdmin).await;
    world.customer("acme", &partner, AssociationKind::Resale).await;
    let other = world.partner("other").await;
    world.customer("foreign", &other, AssociationKind::Resale).await;
    let hostile = "acme\n=cmd|' /C calc'!A0\nforeign\n\"; DROP TABLE accounts; --\n";
    let answer = allowlists::replace(&admin, &form(hostile).check().unwrap()).await;
    let Err(Error::Invalid(problems)) = answer else { panic!("{answer:?}") };
    let lines: Vec<&str> = problems.iter().map(|p| p.field.as_str()).collect();
    assert_eq!(lines, vec!["lines.2", "lines.3", "lines.4"]);
    assert!(allowlists::list(&admin).await.unwrap().is_empty());
}
