//! People of a partner: invited, kept up to date, made specialists.

use hezong_contract::cases::CaseForm;
use hezong_domain::access::Role;
use hezong_domain::incentives::Scheme;
use hezong_services::Error;
use hezong_services::benefits::{case, claims, people};
use hezong_texts::Lang;

use crate::claims::{Stage, act, month, offered, options, refused, shown, stage};

#[tokio::test]
async fn a_person_is_invited_kept_up_to_date_and_becomes_a_specialist() {
    let stage = stage().await;
    let Stage { admin, reviewer, .. } = &stage;
    let id = people::invite(admin, "Zhao", "zhao@example.com", "zhaozhao").await.unwrap().id;
    let twice = people::invite(admin, "Zhao", "zhao@example.com", "zhaozhao").await.map(|_| ());
    assert_eq!(refused(twice).0, "already_invited");
    act(reviewer, &id, "confirm_link", &[("evidence", &["No. 1"])]).await.unwrap();

    let view = shown(admin, &id).await;
    assert_eq!(offered(&view, "apply").blocked.len(), 2);
    let (key, failed) = refused(act(admin, &id, "apply", &[]).await);
    assert_eq!((key.as_str(), failed.len()), ("guarded", 2));
    let version = view.version;
    let employment: &[(&str, &[&str])] = &[
        ("path", &["system_integration"]),
        ("post", &["solution_architect"]),
        ("cloud_since", &["2026-01-05"]),
        ("base_location", &["Hangzhou"]),
        ("employment_proof", &["Contract 17"]),
        ("project", &["p9"]),
    ];
    assert_eq!(refused(act(reviewer, &id, "edit", employment).await).0, "not_yours");
    act(admin, &id, "edit", employment).await.unwrap();
    let stale = CaseForm {
        id: id.to_string(),
        event: "edit".to_owned(),
        seen: version.to_string(),
        ..CaseForm::default()
    };
    assert_eq!(refused(case::act(admin, &stale).await).0, "stale");
    for code in ["HCCDP-SA", "Huawei Cloud Business Professional"] {
        let certificate: &[(&str, &[&str])] = &[
            ("certificate_code", &[code]),
            ("certificate_from", &["2026-03-01"]),
            ("certificate_proof", &["No. 1"]),
        ];
        act(admin, &id, "add_certificate", certificate).await.unwrap();
    }
    let card = |cards: Vec<hezong_contract::fh::PersonCard>| {
        cards.into_iter().find(|card| card.name == "Zhao").unwrap()
    };
    let before = card(people::list(admin, Lang::En).await.unwrap());
    assert_eq!((before.missing, before.certificates.len()), (1, 2), "{before:?}");
    act(admin, &id, "apply", &[]).await.unwrap();
    act(reviewer, &id, "approve", &[]).await.unwrap();
    let after = card(people::list(admin, Lang::En).await.unwrap());
    assert_eq!((after.missing, after.first), (0, None));

    // Claimed and undecided: the person can not leave.
    let claim = claims::begin(admin, Scheme::SiPresales, month("2026-11")).await.unwrap();
    let view = shown(admin, &claim).await;
    let options = options(offered(&view, "submit"));
    let zhao = options.iter().find(|option| option.words == "Zhao").unwrap().value.clone();
    let chosen = [("people", &[zhao.as_str()][..]), ("proof", &["Zhao: contract"][..])];
    act(admin, &claim, "submit", &chosen).await.unwrap();
    assert_eq!(refused(act(admin, &id, "cancel", &[]).await).1, ["no_open_claim"]);

    // Somebody linked here can not be invited elsewhere; a partner's account never.
    let stranger = stage.world.partner("other").await;
    let stranger = stage.world.person(&stranger.account(), "", Role::PartnerAdmin).await;
    let taken = people::invite(&stranger, "Zhao", "zhao@example.com", "zhaozhao").await.map(|_| ());
    assert_eq!(refused(taken).1, ["not_linked"]);
    let partner = people::invite(&stranger, "Shan", "s@example.com", "shanhai").await.map(|_| ());
    assert_eq!(refused(partner).1, ["not_partner"]);
    let scope = stranger.principal().scope();
    let mut tx = stage.world.storage.read().await.unwrap();
    assert!(tx.benefits().find_case(&scope, &id).await.unwrap().is_none());
}

#[tokio::test]
async fn operations_confirm_a_consent_that_was_given_on_paper() {
    let stage = stage().await;
    let Stage { admin, reviewer, .. } = &stage;
    let id = people::invite(admin, "Qian", "qian@example.com", "qianqian").await.unwrap().id;
    let consent: &[(&str, &[&str])] = &[("evidence", &["No. 7"])];
    assert_eq!(refused(act(admin, &id, "confirm_link", consent).await).0, "not_yours");
    let without = act(reviewer, &id, "confirm_link", &[]).await;
    assert!(matches!(without, Err(Error::Invalid(_))), "{without:?}");
    act(reviewer, &id, "confirm_link", consent).await.unwrap();
    let view = shown(admin, &id).await;
    assert_eq!(view.steps.first().map(|step| step.reason.as_str()), Some("No. 7"));
    assert!(view.acts.iter().any(|act| act.event == "apply"));
    assert_eq!(refused(act(reviewer, &id, "confirm_link", consent).await).0, "not_now");
}
