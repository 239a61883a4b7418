//! Every state, event, guard and check of the benefits' workflows has words in every language.

use std::collections::BTreeSet;

use hezong_domain::benefits::{
    Actor, ApprovalRefusal, Figure, Payout, PayoutGuard, PayoutWay, Workflow,
};
use hezong_domain::calendar::Certainty;
use hezong_domain::certification::{Certification, CertificationGuard, InfoCheck, TaxpayerType};
use hezong_domain::incentives::{
    Claim, ClaimGuard, EligibilityCheck, Need, Origin, Payment, PaymentGuard, PersonCheck,
    PolicyStanding, Qualification, QualificationGuard, QuarterRule, Scheme, Stage,
};
use hezong_domain::invoicing::{InvoiceCheck, InvoiceForm, InvoiceKind, RequestCheck};
use hezong_domain::members::{
    Assessment, AssessmentGuard, InviteCheck, Link, LinkGuard, Path, Post,
};
use hezong_domain::text::Keyed;
use hezong_texts::find_on_server;

fn has(namespace: &str, key: &str) {
    assert!(find_on_server(namespace, key).is_some(), "locales/*/{namespace}.json has no {key}");
}

/// States, events and what the history calls them.
fn workflow<W: Workflow>() {
    let space = W::NAME.strip_prefix("member_").unwrap_or(W::NAME);
    has("benefit", W::NAME);
    for state in W::State::VALUES {
        has(&format!("{space}_state"), state.text());
    }
    for event in W::Event::VALUES {
        has(&format!("{space}_event"), event.text());
        has(&format!("{space}_event"), &format!("{}_done", event.text()));
    }
}

/// What is checked, and why it blocks.
fn checked<K: Keyed>(namespace: &str) {
    for value in K::VALUES {
        has(namespace, value.text());
        has(namespace, &format!("{}_why", value.text()));
    }
}

fn labelled<K: Keyed>(namespace: &str) {
    for value in K::VALUES {
        has(namespace, value.text());
    }
}

#[test]
fn every_workflow_has_words() {
    workflow::<Qualification>();
    workflow::<Link>();
    workflow::<Assessment>();
    workflow::<Claim>();
    workflow::<Payment>();
    workflow::<Payout>();
    workflow::<Certification>();
}

#[test]
fn every_check_has_a_name_and_a_reason() {
    checked::<QualificationGuard>("qualification_guard");
    checked::<LinkGuard>("link_guard");
    checked::<AssessmentGuard>("assessment_guard");
    checked::<ClaimGuard>("claim_guard");
    checked::<PaymentGuard>("payment_guard");
    checked::<PayoutGuard>("payout_guard");
    checked::<CertificationGuard>("certification_guard");
    checked::<InfoCheck>("info_check");
    checked::<PersonCheck>("person_check");
    checked::<EligibilityCheck>("eligibility_check");
    checked::<QuarterRule>("quarter_rule");
    checked::<InviteCheck>("invite_check");
    checked::<InvoiceCheck>("invoice_check");
    checked::<RequestCheck>("request_check");
}

#[test]
fn every_rule_of_a_quarter_has_its_own_words() {
    let why =
        |rule: &QuarterRule| find_on_server("quarter_rule", &format!("{}_why", rule.as_str()));
    let words: BTreeSet<_> = QuarterRule::ALL
        .iter()
        .filter_map(why)
        .map(|text| text.get(hezong_texts::Lang::ZhCn))
        .collect();
    assert_eq!(words.len(), QuarterRule::ALL.len());
}

#[test]
fn every_enum_of_the_benefits_has_a_label() {
    labelled::<Actor>("actor");
    labelled::<Figure>("figure");
    labelled::<PayoutWay>("payout_way");
    labelled::<Certainty>("certainty");
    labelled::<TaxpayerType>("taxpayer_type");
    labelled::<Need>("need");
    labelled::<Origin>("origin");
    labelled::<PolicyStanding>("policy_standing");
    labelled::<Scheme>("scheme");
    labelled::<Scheme>("scheme_short");
    labelled::<Stage>("stage");
    labelled::<InvoiceKind>("invoice_kind");
    labelled::<InvoiceForm>("invoice_form");
    labelled::<Path>("path");
    labelled::<Post>("post");
}

#[test]
fn every_refusal_of_a_case_has_a_sentence() {
    for key in
        ["stale", "not_now", "not_yours", "own_case", "maker_unknown", "reason_missing", "guarded"]
    {
        has("benefit_refused", key);
    }
    has("benefit_refused", "already_linked");
    has("benefit_refused", "already_invited");
    for work in ["edit", "add_certificate", "remove_certificate", "set_grade"] {
        has("link_event", &format!("{work}_done"));
    }
    for refusal in [
        ApprovalRefusal::OwnPayment,
        ApprovalRefusal::Already,
        ApprovalRefusal::NotAnApprover,
        ApprovalRefusal::Changed,
    ] {
        let value = serde_json::to_value(refusal).unwrap_or_default();
        has("benefit_refused", value["key"].as_str().unwrap_or_default());
    }
}

#[test]
fn every_field_of_a_case_has_a_name() {
    for name in hezong_contract::cases::FIELDS {
        // Fields of further invoices are numbered and share their words.
        has("case_field", name.trim_end_matches(['_', '2', '3']));
    }
    assert!(hezong_contract::cases::FIELDS.is_sorted(), "fields are found by binary search");
}
