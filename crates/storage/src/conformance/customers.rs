//! Customers, associations, allow-lists.

use hezong_domain::access::Scope;
use hezong_domain::accounts::{AccountKind, AssociationKind};
use hezong_domain::{AllowlistId, CustomerId, Window};

use super::Fresh;
use super::make::{
    NOW, account, add_customer, association, customer_id, customer_scope, day, partner_id,
    partner_scope, two_partners, user,
};
use crate::UnitOfWork;
use crate::customers::{Allowlist, CustomerFilter};

/// At most one live association; what has ended stays known.
pub async fn associations(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let beichen = customer_id("beichen");
    add_customer(&mut *work, "free", "Free", None).await;
    assert!(!work.customers().was_associated(&customer_id("free")).await.unwrap());
    assert!(!work.customers().associate(&association("xinghe", "beichen")).await.unwrap());
    work.customers().set_label(&beichen, "key account").await.unwrap();
    assert!(work.customers().dissociate(&beichen, NOW).await.unwrap());
    assert!(!work.customers().dissociate(&beichen, NOW).await.unwrap());
    assert!(work.customers().was_associated(&beichen).await.unwrap());
    assert!(work.customers().set_label(&beichen, "x").await.is_err());
    // Away and back within one millisecond.
    assert!(work.customers().associate(&association("shanhai", "beichen")).await.unwrap());
    work.commit().await.unwrap();

    let mut work = fresh.read().await;
    let found = work.customers().find(&Scope::Platform, &beichen).await.unwrap().unwrap();
    assert_eq!(found.association, Some(association("shanhai", "beichen")));
    assert_eq!(found.label, "", "the label belonged to the association that ended");
    assert_eq!(found.account, account(AccountKind::Customer, "beichen", "Beichen Foods"));
}

/// A partner sees its live customers only, a customer itself only, operations all.
pub async fn customers_by_scope(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    add_customer(&mut *work, "gone", "Gone", Some("shanhai")).await;
    assert!(work.customers().dissociate(&customer_id("gone"), NOW).await.unwrap());
    work.commit().await.unwrap();

    let mut work = fresh.read().await;
    let every = ["beichen", "nanfeng", "gone", "shanhai"].map(customer_id);
    for (scope, expected) in [
        (Scope::Platform, vec!["beichen", "gone", "nanfeng"]),
        (partner_scope("shanhai"), vec!["beichen"]),
        (partner_scope("xinghe"), vec!["nanfeng"]),
        (customer_scope("gone"), vec!["gone"]),
        (customer_scope("shanhai"), vec![]),
    ] {
        let mut many: Vec<String> = work
            .customers()
            .find_many(&scope, &every)
            .await
            .unwrap()
            .into_iter()
            .map(|customer| customer.account.name)
            .collect();
        many.sort();
        assert_eq!(many, expected, "{scope:?}");
        for id in &every {
            let found = work.customers().find(&scope, id).await.unwrap();
            let name = id.as_str().trim_start_matches("id-");
            assert_eq!(found.is_some(), expected.contains(&name), "{scope:?} {name}");
        }
        let page = list(&mut *work, &scope, CustomerFilter::default()).await;
        let mut listed: Vec<String> = page.clone();
        listed.sort();
        assert_eq!(listed, expected, "{scope:?}");
    }
}

async fn list(work: &mut dyn UnitOfWork, scope: &Scope, filter: CustomerFilter) -> Vec<String> {
    let page = work.customers().list(scope, &filter, Window::default()).await.unwrap();
    assert_eq!(page.total, i64::try_from(page.rows.len()).unwrap());
    page.rows.into_iter().map(|customer| customer.account.name).collect()
}

/// Every filter of the list, its order, and who can sign in.
pub async fn customer_filters(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let mut referral = association("shanhai", "late");
    referral.kind = AssociationKind::Referral;
    referral.associated_at = day(2);
    add_customer(&mut *work, "late", "Élan 100% _Co", None).await;
    assert!(work.customers().associate(&referral).await.unwrap());
    work.customers().set_label(&customer_id("late"), "Big_Deal").await.unwrap();
    add_customer(&mut *work, "free", "Free", None).await;
    let entries = [customer_id("late")];
    work.customers().add_allowlist(&allowlist("w1", 1, false), &entries).await.unwrap();
    let lin = user("late", "late");
    assert!(work.identity().add_user(&lin, "hash").await.unwrap());
    work.commit().await.unwrap();

    let mut work = fresh.read().await;
    let work = &mut *work;
    let none = CustomerFilter::default;
    let own = partner_scope("shanhai");
    assert_eq!(list(work, &own, none()).await, ["late", "beichen"], "latest association first");
    let all = list(work, &Scope::Platform, none()).await;
    assert_eq!(all[0], "late");
    assert_eq!(all[3], "free", "who was never associated comes last");

    let text = |t: &str| t.to_owned();
    for (filter, expected) in [
        (CustomerFilter { search: text("ÉLAN  100%"), ..none() }, vec!["late"]),
        (CustomerFilter { search: text("100_"), ..none() }, vec![]),
        (CustomerFilter { search: text("BEI"), ..none() }, vec!["beichen"]),
        (CustomerFilter { account_name: text("Late"), ..none() }, vec!["late"]),
        (CustomerFilter { account_name: text("lan"), ..none() }, vec![]),
        (CustomerFilter { display_name: text("élan"), ..none() }, vec!["late"]),
        (CustomerFilter { display_name: text("beichen foods"), ..none() }, vec!["beichen"]),
        (CustomerFilter { label: text("g_D"), ..none() }, vec!["late"]),
        (CustomerFilter { label: text("big"), ..none() }, vec![]),
        (CustomerFilter { label: text("%"), ..none() }, vec![]),
        (CustomerFilter { id: Some(customer_id("beichen")), ..none() }, vec!["beichen"]),
        (CustomerFilter { id: Some(customer_id("nanfeng")), ..none() }, vec![]),
        (CustomerFilter { partner_id: Some(partner_id("xinghe")), ..none() }, vec![]),
        (CustomerFilter { association: Some(AssociationKind::Referral), ..none() }, vec!["late"]),
        (CustomerFilter { associated_after: Some(day(2)), ..none() }, vec![]),
        (CustomerFilter { associated_after: Some(NOW), ..none() }, vec!["late"]),
        (CustomerFilter { associated_before: Some(NOW), ..none() }, vec![]),
        (CustomerFilter { associated_before: Some(day(2)), ..none() }, vec!["beichen"]),
        (CustomerFilter { allowlist: Some(AllowlistId::new("w1")), ..none() }, vec!["late"]),
    ] {
        let said = format!("{filter:?}");
        assert_eq!(list(work, &own, filter).await, expected, "{said}");
    }
    let theirs = CustomerFilter { partner_id: Some(partner_id("xinghe")), ..none() };
    assert_eq!(list(work, &Scope::Platform, theirs).await, ["nanfeng"]);
    let second = work.customers().list(&own, &none(), Window::new(1, 1)).await.unwrap();
    assert_eq!((second.total, second.rows[0].account.name.as_str()), (2, "beichen"));

    let ids: Vec<CustomerId> = ["late", "beichen"].map(customer_id).to_vec();
    let with_users = work.customers().with_users(&ids).await.unwrap();
    assert_eq!(with_users, [customer_id("late")]);
}

fn allowlist(id: &str, number: i64, is_valid: bool) -> Allowlist {
    Allowlist {
        id: AllowlistId::new(id),
        partner_id: partner_id("shanhai"),
        number,
        is_valid,
        note: "note".to_owned(),
        created_by: "shanhai/lin".to_owned(),
        created_at: NOW,
        entries: 0,
    }
}

/// One version is in force; another partner's cannot be switched.
pub async fn allowlists(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let (own, other) = (partner_id("shanhai"), partner_id("xinghe"));
    let (w1, w2) = (AllowlistId::new("w1"), AllowlistId::new("w2"));
    assert!(work.customers().valid_allowlist(&own).await.unwrap().is_none());
    let named = [customer_id("beichen"), customer_id("nanfeng"), customer_id("beichen")];
    work.customers().add_allowlist(&allowlist("w1", 1, true), &named).await.unwrap();
    work.customers().add_allowlist(&allowlist("w2", 2, true), &named[..1]).await.unwrap();

    let all = work.customers().list_allowlists(&own).await.unwrap();
    let facts: Vec<_> = all.iter().map(|l| (l.number, l.is_valid, l.entries)).collect();
    assert_eq!(facts, [(2, true, 1), (1, false, 2)]);
    assert!(work.customers().list_allowlists(&other).await.unwrap().is_empty());
    assert!(!work.customers().set_allowlist_valid(&other, &w1, true).await.unwrap());
    assert!(work.customers().set_allowlist_valid(&own, &w1, true).await.unwrap());
    assert_eq!(work.customers().valid_allowlist(&own).await.unwrap().unwrap().id, w1);
    assert!(work.customers().set_allowlist_valid(&own, &w1, false).await.unwrap());
    assert!(work.customers().valid_allowlist(&own).await.unwrap().is_none());
    let asked = [customer_id("nanfeng"), customer_id("beichen"), customer_id("nobody")];
    assert_eq!(work.customers().allowlisted(&w2, &asked).await.unwrap(), named[..1]);
    assert_eq!(work.customers().allowlisted(&w1, &asked).await.unwrap().len(), 2);
}
