//! Accounts and partners.

use hezong_domain::accounts::{AccountKind, Activity, PartnerType};
use hezong_domain::coupons::QuotaStatus;
use hezong_domain::{AccountId, Fen, Window};

use super::Fresh;
use super::make::{
    NOW, account, add_customer, add_partner, day, partner, partner_id, quota, two_partners,
};
use crate::accounts::PartnerFilter;
use crate::quotas::QuotaRepository;

/// An account is written and read back whole; a taken name is told, not an error.
pub async fn accounts_are_added_found_and_changed(fresh: Fresh) {
    let mut work = fresh.write().await;
    assert!(work.accounts().vendor().await.unwrap().is_none());
    let mut one = account(AccountKind::Customer, "beichen", "北辰食品");
    assert!(work.accounts().add(&one).await.unwrap());
    let mut twin = account(AccountKind::Customer, "beichen", "Another");
    twin.id = AccountId::new("other");
    assert!(!work.accounts().add(&twin).await.unwrap());
    assert!(work.accounts().add(&account(AccountKind::Vendor, "vendor", "V")).await.unwrap());

    one.display_name = "北辰食品二厂".to_owned();
    one.mobile = String::new();
    one.activity = Activity::Disabled;
    one.asks_code = false;
    work.accounts().update(&one).await.unwrap();
    let nobody = account(AccountKind::Customer, "nobody", "N");
    assert!(work.accounts().update(&nobody).await.is_err());
    work.commit().await.unwrap();

    let mut work = fresh.read().await;
    assert_eq!(work.accounts().find(&one.id).await.unwrap(), Some(one.clone()));
    assert_eq!(work.accounts().find_by_name("beichen").await.unwrap(), Some(one.clone()));
    assert_eq!(work.accounts().find_by_name("BEICHEN").await.unwrap(), None);
    assert_eq!(work.accounts().find(&nobody.id).await.unwrap(), None);
    assert_eq!(work.accounts().count(AccountKind::Customer).await.unwrap(), 1);
    assert_eq!(work.accounts().count(AccountKind::Partner).await.unwrap(), 0);
    assert_eq!(work.accounts().vendor().await.unwrap().unwrap().name, "vendor");

    // More ids than one statement takes, most of them unknown.
    let mut ids: Vec<AccountId> = (0..1200).map(|n| AccountId::new(format!("x{n}"))).collect();
    ids.push(one.id.clone());
    let names = work.accounts().names(&ids).await.unwrap();
    assert_eq!(names.len(), 1);
    assert_eq!((names[0].name.as_str(), &names[0].id), ("beichen", &one.id));
    assert_eq!(names[0].display_name, one.display_name);
}

/// The list of partners: order, filters, search, figures.
pub async fn partners_are_listed_with_figures(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    add_partner(&mut *work, "zhi", "100% Zhi_Hui").await;
    add_customer(&mut *work, "left", "Left", Some("shanhai")).await;
    assert!(work.customers().dissociate(&super::make::customer_id("left"), NOW).await.unwrap());
    let frozen = {
        let mut quota = quota("q-frozen", "shanhai", 700);
        quota.status = QuotaStatus::Frozen;
        quota
    };
    let mut later = quota("q-later", "shanhai", 900);
    later.effective_at = day(1);
    let repo: &mut dyn QuotaRepository = work.quotas();
    repo.add(&frozen).await.unwrap();
    repo.add(&later).await.unwrap();
    let mut disabled = partner("aa", "Aa").account;
    disabled.activity = Activity::Disabled;
    add_partner(&mut *work, "aa", "Aa").await;
    work.accounts().update(&disabled).await.unwrap();
    work.commit().await.unwrap();

    let mut work = fresh.read().await;
    let found = work.accounts().find_partner(&partner_id("shanhai")).await.unwrap();
    assert_eq!(found, Some(partner("shanhai", "Shanhai Cloud")));
    assert_eq!(work.accounts().find_partner(&partner_id("beichen")).await.unwrap(), None);

    let all = PartnerFilter::default();
    let page = work.accounts().list_partners(&all, Window::default(), NOW).await.unwrap();
    let names: Vec<&str> = page.rows.iter().map(|row| row.partner.account.name.as_str()).collect();
    assert_eq!((names, page.total), (vec!["zhi", "aa", "shanhai", "xinghe"], 4));
    assert_eq!(page.rows[2].customers, 1);
    assert_eq!(page.rows[2].quota_balance, Fen::new(10_000_000));
    assert_eq!(page.rows[0].customers, 0);

    let mut count = async |filter: PartnerFilter| {
        work.accounts().list_partners(&filter, Window::new(0, 1), NOW).await.unwrap().total
    };
    let search = |text: &str| PartnerFilter { search: text.to_owned(), ..PartnerFilter::default() };
    assert_eq!(count(search("XINGHE  data")).await, 1);
    assert_eq!(count(search("shan")).await, 1);
    assert_eq!(count(search("%")).await, 1, "a percent sign is text");
    assert_eq!(count(search("i_h")).await, 1, "an underscore is text");
    assert_eq!(count(search("a!")).await, 0);
    let reseller = PartnerFilter { partner_type: Some(PartnerType::Reseller), ..all.clone() };
    assert_eq!(count(reseller).await, 0);
    let off = PartnerFilter { activity: Some(Activity::Disabled), ..all };
    assert_eq!(count(off).await, 1);
}
