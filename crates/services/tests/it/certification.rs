//! A partner's business information is reviewed and its account verified.

use hezong_contract::cases::CaseView;
use hezong_domain::{CaseId, Window};
use hezong_services::benefits::{case, certification};
use hezong_services::{Error, messages};
use hezong_testing::World;
use hezong_texts::Lang;

use crate::cases::{Stage, act, act_on, refusal, seen};

const NUMBER: &str = "6222021234567890";

fn data() -> Vec<(&'static str, &'static str)> {
    vec![
        ("company", "shanhai Company"),
        ("credit_code", "91350100M000100Y43"),
        ("address", "Hangzhou"),
        ("signing_entity", "Vendor"),
        ("taxpayer", "general"),
        ("tax_ppm", "60000"),
        ("account_name", "shanhai Company"),
        ("account_number", "6222 0212 3456 7890"),
        ("bank", "A Bank"),
        ("branch", "A Branch"),
        ("currency", "CNY"),
        ("contact_name", "Lin"),
        ("contact_phone", "13800138000"),
        ("contact_email", "lin@example.com"),
        ("statement", "yes"),
    ]
}

/// The data with some answers replaced.
fn with(changes: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let mut all = data();
    for (name, value) in changes {
        all.iter_mut().filter(|(field, _)| field == name).for_each(|field| field.1 = value);
    }
    all
}

fn fact(page: &CaseView, label: &str) -> Option<String> {
    page.facts.iter().find(|fact| fact.label == label).map(|fact| fact.value.clone())
}

/// Everything a page says, to search in.
fn everything(page: &CaseView) -> String {
    serde_json::to_string(page).unwrap()
}

/// A stage whose partner waits for its amount, and the amount.
async fn awaiting(world: World) -> (Stage, CaseId, String) {
    let stage = Stage::on(world).await;
    let id = certification::begin(&stage.admin).await.unwrap();
    act(&stage.admin, &id, "submit", &data()).await.unwrap();
    act(&stage.reviewer, &id, "send_amount", &[]).await.unwrap();
    let sent = fact(&seen(&stage.reviewer, &id).await, "Amount to transfer").unwrap();
    (stage, id, sent.trim_start_matches('¥').to_owned())
}

/// An amount that was not sent.
fn wrong(sent: &str) -> &'static str {
    if sent == "0.01" { "0.02" } else { "0.01" }
}

#[tokio::test]
async fn the_right_amount_certifies() {
    for world in World::each().await {
        let stage = Stage::on(world).await;
        assert_eq!(certification::own(&stage.admin).await.unwrap(), None, "looking makes nothing");
        let id = certification::begin(&stage.admin).await.unwrap();
        assert_eq!(certification::begin(&stage.admin).await.unwrap(), id);
        assert_eq!(certification::own(&stage.admin).await.unwrap(), Some(id.clone()));
        act(&stage.admin, &id, "submit", &data()).await.unwrap();
        assert_eq!(refusal(act(&stage.admin, &id, "send_amount", &[]).await), "not_yours");
        assert_eq!(refusal(act(&stage.two_faced(), &id, "send_amount", &[]).await), "own_case");
        // An account nobody verified before cannot be accepted without an amount.
        let page = seen(&stage.reviewer, &id).await;
        let accept = page.acts.iter().find(|act| act.event == "accept").unwrap();
        assert_eq!(accept.blocked.len(), 1);
        assert_eq!(refusal(act(&stage.reviewer, &id, "accept", &[]).await), "guarded");
        act(&stage.reviewer, &id, "send_amount", &[]).await.unwrap();

        let page = seen(&stage.reviewer, &id).await;
        assert!(everything(&page).contains(NUMBER));
        let sent = fact(&page, "Amount to transfer").unwrap();
        let page = seen(&stage.admin, &id).await;
        assert!(!everything(&page).contains(NUMBER));
        assert_eq!(fact(&page, "Amount to transfer"), None);
        let amount = sent.trim_start_matches('¥');
        act(&stage.admin, &id, "confirm", &[("amount", amount)]).await.unwrap();
        assert_eq!(seen(&stage.admin, &id).await.state.words, "Certified");
        stage.world.assert_sound().await;
    }
}

#[tokio::test]
async fn three_wrong_amounts_lock_and_operations_open_again() {
    for world in World::each().await {
        let (stage, id, sent) = awaiting(world).await;
        let typed = [("amount", wrong(&sent))];
        let first = seen(&stage.admin, &id).await;
        assert_eq!(fact(&first, "Tries left").unwrap(), "3 tries");
        act(&stage.admin, &id, "confirm", &typed).await.unwrap();
        // An older page, no amount at all, and people of the vendor use up no try.
        let stale = act_on(&stage.admin, &id, "confirm", &typed, first.version).await;
        assert_eq!(refusal(stale), "stale");
        let nothing = act(&stage.admin, &id, "confirm", &[("amount", "much")]).await;
        assert!(matches!(nothing, Err(Error::Invalid(_))), "{nothing:?}");
        // Nor does an amount that is never sent.
        let large = act(&stage.admin, &id, "confirm", &[("amount", "1")]).await;
        let Err(Error::Invalid(problems)) = &large else { panic!("{large:?}") };
        assert_eq!(problems.of("amount").unwrap().key(), "amount_above");
        assert_eq!(refusal(act(&stage.reviewer, &id, "confirm", &typed).await), "not_yours");
        assert_eq!(refusal(act(&stage.admin, &id, "lock", &[]).await), "not_yours");
        assert_eq!(fact(&seen(&stage.admin, &id).await, "Tries left").unwrap(), "2 tries");
        let told = messages::list(&stage.admin, Lang::En, Window::first(10)).await.unwrap();
        let wrong = told.rows.iter().find(|message| message.body.contains("2 tries left")).unwrap();
        assert_eq!(
            wrong.href,
            format!("/partner/cases/{id}"),
            "a message leads to what it is about"
        );

        act(&stage.admin, &id, "confirm", &typed).await.unwrap();
        act(&stage.admin, &id, "confirm", &typed).await.unwrap();
        let page = seen(&stage.admin, &id).await;
        assert_eq!(page.state.words, "Locked");
        assert_eq!(page.steps.first().unwrap().who, "System");
        let late = act(&stage.admin, &id, "confirm", &[("amount", &sent)]).await;
        assert_eq!(refusal(late), "not_now");
        act(&stage.reviewer, &id, "unlock", &[]).await.unwrap();
        act(&stage.reviewer, &id, "send_amount", &[]).await.unwrap();
        assert_eq!(fact(&seen(&stage.admin, &id).await, "Tries left").unwrap(), "3 tries");
        stage.world.assert_sound().await;
    }
}

#[tokio::test]
async fn a_change_is_reviewed_unless_it_is_the_contact() {
    let (stage, id, sent) = awaiting(World::sqlite().await).await;
    act(&stage.admin, &id, "confirm", &[("amount", &sent)]).await.unwrap();
    // The contact alone, by its own act and within the whole form.
    let contact = [
        ("contact_name", "He"),
        ("contact_phone", "0571-8888 8888"),
        ("contact_email", "he@example.com"),
    ];
    act(&stage.admin, &id, "contact", &contact).await.unwrap();
    assert_eq!(refusal(act(&stage.reviewer, &id, "contact", &contact).await), "not_yours");
    let page = seen(&stage.admin, &id).await;
    assert_eq!(page.state.words, "Certified");
    assert!(everything(&page).contains("he@example.com"));
    // An empty number keeps the account.
    let same = with(&[("account_number", "")]);
    act(&stage.admin, &id, "change", &same).await.unwrap();
    assert_eq!(seen(&stage.admin, &id).await.state.words, "Certified");

    // A new branch of the same account is accepted without an amount.
    act(&stage.admin, &id, "change", &with(&[("branch", "B"), ("account_number", "")]))
        .await
        .unwrap();
    let page = seen(&stage.reviewer, &id).await;
    let marked = page.tables.first().unwrap().rows.iter().filter(|row| row[1].mood.is_some());
    assert_eq!(marked.count(), 1);
    act(&stage.reviewer, &id, "accept", &[]).await.unwrap();
    // A new account needs one; refused, the verified data can be kept.
    act(&stage.admin, &id, "change", &with(&[("account_number", "6222021234560000")]))
        .await
        .unwrap();
    assert_eq!(refusal(act(&stage.reviewer, &id, "accept", &[]).await), "guarded");
    act(&stage.reviewer, &id, "reject", &[]).await.unwrap();
    act(&stage.admin, &id, "keep_verified", &[]).await.unwrap();
    let page = everything(&seen(&stage.reviewer, &id).await);
    assert!(page.contains(NUMBER) && !page.contains("6222021234560000"));
}

#[tokio::test]
async fn data_that_do_not_agree_are_refused_one_by_one() {
    let stage = Stage::on(World::sqlite().await).await;
    let id = certification::begin(&stage.admin).await.unwrap();
    let bad = with(&[("account_name", "Lin"), ("credit_code", "91350100M000100Y44")]);
    let answer = act(&stage.admin, &id, "submit", &bad).await;
    let Err(Error::Case(refusal)) = answer else { panic!("{answer:?}") };
    let failed: Vec<_> = refusal.failed.iter().map(|check| check.key.as_str()).collect();
    assert_eq!(failed, ["credit_code", "account_name"]);
    // Only special invoices are taken, and none of them is without tax.
    let answer = act(&stage.admin, &id, "submit", &with(&[("tax_ppm", "0")])).await;
    assert!(matches!(answer, Err(Error::Invalid(_))), "{answer:?}");
    let bad = with(&[("tax_ppm", "70000"), ("contact_email", "lin"), ("statement", "")]);
    let answer = act(&stage.admin, &id, "submit", &bad).await;
    let Err(Error::Invalid(problems)) = answer else { panic!("{answer:?}") };
    for field in ["tax_ppm", "contact_email", "statement"] {
        assert!(problems.of(field).is_some(), "{field}");
    }
    assert_eq!(seen(&stage.admin, &id).await.version, 0);
}

#[tokio::test]
async fn another_partner_finds_nothing() {
    let (stage, id, sent) = awaiting(World::sqlite().await).await;
    let stranger = stage.stranger().await;
    let view = case::view(&stranger, Lang::En, id.as_str()).await;
    assert!(matches!(view, Err(Error::NotFound(_))), "{view:?}");
    let version = seen(&stage.admin, &id).await.version;
    let acted = act_on(&stranger, &id, "confirm", &[("amount", &sent)], version).await;
    assert!(matches!(acted, Err(Error::NotFound(_))), "{acted:?}");
    assert_eq!(certification::own(&stranger).await.unwrap(), None);
    assert_ne!(certification::begin(&stranger).await.unwrap(), id);
    let own = certification::own(&stage.reviewer).await;
    assert!(matches!(own, Err(Error::Forbidden { .. })), "{own:?}");
}
