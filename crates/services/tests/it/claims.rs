//! Months of dedicated-staff incentives: people, claims, reviews, what is owed.

use std::collections::BTreeMap;

use hezong_contract::cases::{ActView, CaseForm, CaseView, FieldKind, OptionView};
use hezong_domain::access::{Principal, Proof, Role};
use hezong_domain::accounts::AccountKind;
use hezong_domain::incentives::{Scheme, sample_policy};
use hezong_domain::ledger::LedgerAccount;
use hezong_domain::members::{
    AssessmentState, Certificate, Employment, LinkState, Path, Post, Specialist,
};
use hezong_domain::{
    CaseId, CertificateId, Day, Fen, MemberId, Month, PartnerId, Problems, ProjectId, Timestamp,
};
use hezong_services::benefits::{case, claims};
use hezong_services::{Context, Error, setup};
use hezong_storage::benefits::{CaseRow, PolicyRow};
use hezong_testing::{PASSWORD, World};
use hezong_texts::Lang;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

pub(crate) fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

/// A partner that is qualified, with two specialists who lack nothing.
pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) partner: PartnerId,
    pub(crate) admin: Context,
    pub(crate) reviewer: Context,
}

/// Somebody of the vendor's who reviews.
async fn operator(world: &World, name: &str) -> Context {
    let vendor = world.system().await.principal().account_id().clone();
    let new = setup::NewOperator {
        sign_in: name.to_owned(),
        display_name: name.to_owned(),
        password: PASSWORD.to_owned(),
        role: Role::Operations,
        vendor_name: "Vendor".to_owned(),
    };
    let user = setup::create_operator(&world.services, &new).await.unwrap();
    let roles = vec![Role::Operations];
    let (kind, proof) = (AccountKind::Vendor, Proof::Session);
    let principal = Principal::authenticated(vendor, kind, user, name.to_owned(), roles, proof);
    world.services.context(principal, world.facts())
}

pub(crate) async fn stage() -> Stage {
    stage_on(World::sqlite().await).await
}

pub(crate) async fn stage_on(world: World) -> Stage {
    let partner = world.partner("shanhai").await;
    let admin = world.person(&partner.account(), "", Role::PartnerAdmin).await;
    let reviewer = operator(&world, "ruirui").await;
    let stage = Stage { world, partner, admin, reviewer };
    let policy = sample_policy(day("2026-01-01"));
    let mut tx = stage.world.storage.write().await.unwrap();
    tx.benefits()
        .add_policy(&PolicyRow {
            version: policy.version,
            standing: policy.standing,
            from_on: policy.from,
            body: serde_json::to_string(&policy).unwrap(),
            published_by: "ops".to_owned(),
            created_at: stage.world.services.now(),
            ended: None,
        })
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for scheme in [Scheme::SiPresales, Scheme::SvcExpert] {
        stage.qualify(scheme).await;
    }
    stage.specialist("m1", "Chen", Path::SystemIntegration, "p1").await;
    stage.specialist("m2", "Lin", Path::SystemIntegration, "p1").await;
    stage.specialist("m3", "Wu", Path::Service, "p3").await;
    stage
}

impl Stage {
    async fn store(&self, benefit: &str, subject: &str, title: &str, state: &str, data: String) {
        let now = self.world.services.now();
        let kept: serde_json::Value = serde_json::from_str(&data).unwrap();
        let account = kept["account"].as_str().filter(|account| !account.is_empty());
        let row = CaseRow {
            id: CaseId::new(format!("X-{benefit}-{}", subject.replace('/', "-"))),
            benefit: benefit.to_owned(),
            partner_id: self.partner.clone(),
            subject: subject.to_owned(),
            title: title.to_owned(),
            account: account.map(str::to_owned),
            state: state.to_owned(),
            turn: None,
            maker: None,
            version: 1,
            period: String::new(),
            amount: None,
            entered_on: Day::of(now),
            submitted_on: None,
            due_on: None,
            reminded_on: None,
            data,
            created_at: now,
            changed_at: now,
        };
        let mut tx = self.world.storage.write().await.unwrap();
        tx.benefits().add_case(&row).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn qualify(&self, scheme: Scheme) {
        let data = serde_json::json!({ "scheme": scheme, "year": 2026, "signature": null });
        let subject = format!("{}/2026", scheme.as_str());
        self.store("qualification", &subject, "", "approved", data.to_string()).await;
    }

    pub(crate) async fn specialist(&self, id: &str, name: &str, path: Path, project: &str) {
        let certificate = |code: &str| Certificate {
            id: CertificateId::new(format!("{id}-{code}").replace(' ', "-")),
            code: code.to_owned(),
            valid_from: day("2025-01-01"),
            valid_to: None,
            has_proof: true,
            is_spent: false,
        };
        let person = Specialist {
            id: MemberId::new(id),
            name: name.to_owned(),
            link: LinkState::None,
            path,
            grade: String::new(),
            employment: Employment {
                post: Some(Post::SolutionArchitect),
                cloud_since: Some(day("2025-06-01")),
                hired_on: Some(day("2024-01-01")),
                left_on: None,
                base_location: "Hangzhou".to_owned(),
                has_proof: true,
            },
            certificates: vec![
                certificate("Huawei Cloud Business Professional"),
                certificate("HCCDP-SA"),
            ],
            assessment: AssessmentState::None,
            accepted_on: None,
            specialist_since: None,
            project: Some(ProjectId::new(project)),
        };
        let account = name.to_lowercase();
        let data = serde_json::json!({ "person": person, "account": account, "email": "" });
        let title = format!("{name} ({account})");
        self.store("member_link", id, &title, "specialist", data.to_string()).await;
    }

    /// Moves the clock to the noon of a day.
    pub(crate) fn go_to(&self, to: &str) {
        let noon = Timestamp::from_ms(day(to).start().ms() + DAY_MS / 2);
        self.world.clock.advance(noon.ms() - self.world.services.now().ms());
    }

    async fn balance(&self, account: LedgerAccount) -> Fen {
        let mut tx = self.world.storage.read().await.unwrap();
        tx.ledger().balance(&account).await.unwrap()
    }

    pub(crate) async fn owed(&self) -> Fen {
        self.balance(LedgerAccount::Payable(self.partner.clone())).await
    }
}

pub(crate) async fn shown(cx: &Context, id: &CaseId) -> CaseView {
    case::view(cx, Lang::En, id.as_str()).await.unwrap()
}

/// Does something with a case as it stands.
pub(crate) async fn act(
    cx: &Context,
    id: &CaseId,
    event: &str,
    fields: &[(&str, &[&str])],
) -> Result<(), Error> {
    let seen = shown(cx, id).await.version.to_string();
    let fields: BTreeMap<_, _> = fields
        .iter()
        .map(|(name, all)| {
            ((*name).to_owned(), all.iter().map(|value| (*value).to_owned()).collect())
        })
        .collect();
    let reason = "Because it is so".to_owned();
    let form = CaseForm {
        id: id.to_string(),
        event: event.to_owned(),
        seen,
        reason,
        fields,
        ..CaseForm::default()
    };
    case::act(cx, &form).await
}

const CHEN: &[(&str, &[&str])] = &[("people", &["m1"]), ("proof", &["Chen: contract, project p1"])];

/// What a refusal says: its key and the guards that failed.
pub(crate) fn refused(answer: Result<(), Error>) -> (String, Vec<String>) {
    let error = answer.unwrap_err();
    let Error::Case(refusal) = &error else { return (error.to_string(), Vec::new()) };
    let failed = refusal.failed.iter().map(|failed| failed.key.clone()).collect();
    (refusal.key.to_owned(), failed)
}

/// The choices of the first field of an act.
pub(crate) fn options(act: &ActView) -> Vec<OptionView> {
    match act.fields.first().map(|field| &field.kind) {
        Some(FieldKind::Many(options)) => options.clone(),
        _ => Vec::new(),
    }
}

pub(crate) fn offered<'a>(view: &'a CaseView, event: &str) -> &'a ActView {
    view.acts.iter().find(|act| act.event == event).unwrap()
}

#[tokio::test]
async fn a_month_is_claimed_corrected_passed_and_owed() {
    for world in World::each().await {
        claimed_corrected_passed(stage_on(world).await).await;
    }
}

async fn claimed_corrected_passed(stage: Stage) {
    let Stage { admin, reviewer, .. } = &stage;
    let id = claims::begin(admin, Scheme::SiPresales, month("2026-11")).await.unwrap();
    let again = claims::begin(admin, Scheme::SiPresales, month("2026-11")).await.unwrap();
    assert_eq!(id, again);

    let view = shown(admin, &id).await;
    let submit = offered(&view, "submit");
    assert!(submit.blocked.is_empty(), "{:?}", submit.blocked);
    let options = options(submit);
    let open: Vec<_> =
        options.iter().map(|o| (o.words.as_str(), o.note.as_str(), o.is_open)).collect();
    assert!(open.contains(&("Chen", "¥10,000.00", true)), "{open:?}");
    assert!(open.iter().any(|(name, note, is_open)| *name == "Wu" && !is_open && !note.is_empty()));

    let empty = act(admin, &id, "submit", &[]).await;
    let both =
        |problems: &Problems| problems.of("people").is_some() && problems.of("proof").is_some();
    assert!(matches!(&empty, Err(Error::Invalid(problems)) if both(problems)), "{empty:?}");
    // Two people on one project: the second can not be claimed.
    let both = [("people", &["m1", "m2"][..]), ("proof", &["Chen, Lin"][..])];
    let (key, failed) = refused(act(admin, &id, "submit", &both).await);
    assert_eq!((key.as_str(), failed), ("guarded", vec!["people_in_order".to_owned()]));

    act(admin, &id, "submit", CHEN).await.unwrap();
    act(reviewer, &id, "fail", &[]).await.unwrap();
    let view = shown(admin, &id).await;
    assert_eq!(offered(&view, "resubmit").fields[1].values, ["Chen: contract, project p1"]);
    act(admin, &id, "resubmit", CHEN).await.unwrap();
    act(reviewer, &id, "pass", &[]).await.unwrap();
    let early = refused(act(reviewer, &id, "finalise_by_hand", &[]).await);
    assert_eq!(early.1, ["month_over"]);
    assert_eq!(stage.owed().await, Fen::ZERO);

    stage.go_to("2026-12-01");
    let system = stage.world.system().await;
    act(&system, &id, "finalise", &[]).await.unwrap();
    assert_eq!(stage.owed().await, Fen::yuan(10_000));
    assert_eq!(stage.balance(LedgerAccount::IncentiveCost).await, Fen::yuan(-10_000));
    let row = claims::months(admin, Lang::ZhCn).await.unwrap();
    let row = row.iter().find(|row| row.case_id.as_deref() == Some(id.as_str())).unwrap();
    assert_eq!(
        (row.amount, row.people, row.state.words.as_str()),
        (Some(Fen::yuan(10_000)), 1, "定稿")
    );
    stage.world.assert_sound().await;
}

#[tokio::test]
async fn what_is_too_late_stays_refused() {
    let stage = stage().await;
    let admin = &stage.admin;
    let id = claims::begin(admin, Scheme::SiPresales, month("2026-11")).await.unwrap();
    for (asked, failed) in [("2026-09", "month_open"), ("2026-12", "month_open")] {
        let answer = claims::begin(admin, Scheme::SiPresales, month(asked)).await.map(|_| ());
        assert_eq!(refused(answer).1, [failed], "{asked}");
    }
    let lists = claims::begin(admin, Scheme::SvcExpert, month("2026-11")).await.map(|_| ());
    assert_eq!(refused(lists).1, ["partner_claims"]);

    // A failed month is corrected in the month of its first submission, not later.
    act(admin, &id, "submit", CHEN).await.unwrap();
    act(&stage.reviewer, &id, "fail", &[]).await.unwrap();
    stage.go_to("2026-12-02");
    assert_eq!(refused(act(admin, &id, "resubmit", CHEN).await).1, ["submission_month"]);
    // A claim that failed does not count: the person can be claimed for another month.
    let other = claims::begin(admin, Scheme::SiPresales, month("2026-12")).await.unwrap();
    stage.go_to("2027-01-02");
    let (key, failed) = refused(act(admin, &other, "submit", CHEN).await);
    assert_eq!((key.as_str(), failed), ("guarded", vec!["month_open".to_owned()]));
}

#[tokio::test]
async fn a_claim_is_its_partners_and_nobody_reviews_the_own_list() {
    let stage = stage().await;
    let stranger = stage.world.partner("other").await;
    let stranger = stage.world.person(&stranger.account(), "", Role::PartnerAdmin).await;
    let id = claims::begin(&stage.admin, Scheme::SiPresales, month("2026-11")).await.unwrap();
    let foreign = case::view(&stranger, Lang::En, id.as_str()).await;
    assert!(matches!(foreign, Err(Error::NotFound(_))), "{foreign:?}");
    let form = CaseForm {
        id: id.to_string(),
        event: "submit".to_owned(),
        seen: "0".to_owned(),
        ..CaseForm::default()
    };
    assert!(matches!(case::act(&stranger, &form).await, Err(Error::NotFound(_))));
    assert!(claims::months(&stranger, Lang::En).await.unwrap().is_empty());

    // A list operations made: its maker may not review it, the partner can not either.
    let reviewer = &stage.reviewer;
    let november = month("2026-11");
    let list = claims::begin_list(reviewer, &stage.partner, Scheme::SvcExpert, november).await;
    let list = list.unwrap();
    let view = shown(reviewer, &list).await;
    assert_eq!(offered(&view, "generate").fields[0].values, ["m3"]);
    act(reviewer, &list, "generate", &[("people", &["m3"])]).await.unwrap();
    act(&stage.admin, &list, "confirm", &[("proof", &["Wu: certificate"])]).await.unwrap();
    assert_eq!(refused(act(reviewer, &list, "pass", &[]).await).0, "own_case");
    assert_eq!(refused(act(&stage.admin, &list, "pass", &[]).await).0, "not_yours");
    let second = operator(&stage.world, "second").await;
    act(&second, &list, "pass", &[]).await.unwrap();
    let amount = shown(&second, &list).await;
    assert!(amount.facts.iter().any(|fact| fact.value == "¥12,000.00"), "{:?}", amount.facts);
}
