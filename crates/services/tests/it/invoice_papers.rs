//! What is said of a request's papers: what can be remarked on, when they came, whom they are made out to.

use std::collections::BTreeMap;

use hezong_contract::cases::CaseForm;
use hezong_domain::{Fen, Quarter};
use hezong_services::Context;
use hezong_services::benefits::{case, payments, sheet};

use crate::payments::{GROSS, approved, failed, go, invoice, offer, see, stage, wrong};

/// The remarks a rejection of a case can carry.
async fn remarks(cx: &Context, id: &str, event: &str) -> Vec<String> {
    let view = see(cx, id).await;
    offer(&view, event).remarkable.iter().map(|(name, _)| name.clone()).collect()
}

#[tokio::test]
async fn what_is_there_can_be_remarked_on_and_nothing_else() {
    let stage = stage(Fen::yuan(10_600)).await;
    let quarter = Quarter::parse("2026Q3").unwrap();
    let id = payments::begin(&stage.admin, quarter).await.unwrap().to_string();
    go(&stage.admin, &id, "request", &[]).await.unwrap();
    let found = remarks(&stage.reviewer, &id, "reject").await;
    assert_eq!(found, ["people", "proof", "amount", "info"], "there is no invoice yet");
    go(&stage.reviewer, &id, "approve", &[]).await.unwrap();
    let mut fields = invoice("26330000000012345678", ["5000", "300", "5300"]);
    fields.extend([
        ("invoice_number_2", "26330000000012345679"),
        ("issued_on_2", "2026-11-22"),
        ("net_2", "5000"),
        ("tax_2", "300"),
        ("gross_2", "5300"),
    ]);
    go(&stage.admin, &id, "send_invoice", &fields).await.unwrap();
    let view = see(&stage.reviewer, &id).await;
    let offered = offer(&view, "reject_invoice").remarkable.clone();
    let of_second = offered.iter().find(|(name, _)| name == "invoice_number_2").unwrap();
    assert_eq!(of_second.1, "第 2 张发票 · 发票号码");
    let has = |name: &str| offered.iter().any(|(offered, _)| offered == name);
    assert!(has("gross_2") && has("courier_number"));
    assert!(!has("invoice_number_3") && !has("invoice_file") && !has("people"));
    let form = CaseForm {
        id: id.clone(),
        event: "reject_invoice".to_owned(),
        seen: view.version.to_string(),
        reason: "because".to_owned(),
        remarks: BTreeMap::from([
            ("invoice_number_2".to_owned(), "not on the paper".to_owned()),
            ("people".to_owned(), "not asked".to_owned()),
        ]),
        ..CaseForm::default()
    };
    case::act(&stage.reviewer, &form).await.unwrap();
    let view = see(&stage.admin, &id).await;
    let told = [("第 2 张发票 · 发票号码".to_owned(), "not on the paper".to_owned())];
    assert_eq!(view.steps[0].remarks, told);
    let fields = &offer(&view, "send_invoice").fields;
    let remarked: Vec<_> = fields.iter().filter(|field| !field.remark.is_empty()).collect();
    assert_eq!(remarked.len(), 1);
    assert_eq!(remarked[0].name, "invoice_number_2");
}

#[tokio::test]
async fn papers_are_not_received_before_they_were_issued() {
    let stage = stage(Fen::yuan(10_600)).await;
    let id = approved(&stage).await;
    let fields = invoice("26330000000012345678", GROSS);
    go(&stage.admin, &id, "send_invoice", &fields).await.unwrap();
    let early = go(&stage.reviewer, &id, "accept_invoice", &[("received_on", "2026-11-21")]).await;
    assert_eq!(wrong(early), ["received_on before"]);
    go(&stage.reviewer, &id, "accept_invoice", &[("received_on", "2026-11-22")]).await.unwrap();
}

/// The same caller on a site where somebody else pays, or nobody.
fn paid_by(cx: &Context, payer: Option<&sheet::Payer>) -> Context {
    let services = cx.services().with_payer(payer.cloned());
    services.context(cx.principal().clone(), cx.request().clone())
}

#[tokio::test]
async fn who_pays_is_entered_by_the_site_and_kept_by_the_request() {
    let stage = stage(Fen::yuan(10_600)).await;
    let quarter = Quarter::parse("2026Q3").unwrap();
    let id = payments::begin(&stage.admin, quarter).await.unwrap().to_string();
    go(&stage.admin, &id, "request", &[]).await.unwrap();
    // Nobody has entered who pays: no list with an invented company, and the cure says what to enter.
    let nobody = paid_by(&stage.reviewer, None);
    assert_eq!(failed(go(&nobody, &id, "approve", &[]).await), ["payer_known"]);
    let view = see(&nobody, &id).await;
    assert!(offer(&view, "approve").blocked[0].cure.contains("HEZONG_PAYER_COMPANY"));
    let own = sheet::Payer {
        company: "Own Cloud".to_owned(),
        tax_number: "91350100M000100Y43".to_owned(),
        address: "2 Street".to_owned(),
        contact: "Desk".to_owned(),
        phone: "1".to_owned(),
    };
    go(&paid_by(&stage.reviewer, Some(&own)), &id, "approve", &[]).await.unwrap();
    // What was approved prints the same whoever pays later, or when nobody does.
    for payer in [None, Some(sheet::Payer::sample())] {
        let later = paid_by(&stage.admin, payer.as_ref());
        let list = sheet::sheet(&later, &id).await.unwrap();
        assert_eq!(list.payer, [own.company.clone(), own.tax_number.clone()]);
        assert_eq!(list.mail_to, [own.address.clone(), own.contact.clone(), own.phone.clone()]);
    }
    let fields = invoice("26330000000012345678", GROSS);
    assert_eq!(failed(go(&stage.admin, &id, "send_invoice", &fields).await), ["buyer"]);
    let own_buyer =
        |(name, value)| (name, if name == "buyer" { "91350100M000100Y43" } else { value });
    let fields: Vec<_> = fields.into_iter().map(own_buyer).collect();
    go(&stage.admin, &id, "send_invoice", &fields).await.unwrap();
}
