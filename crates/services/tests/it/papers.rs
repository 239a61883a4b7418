//! Files of cases: who hands them in, who opens them, what stays of them.

use std::sync::Arc;

use hezong_contract::cases::{CaseView, PaperGroup};
use hezong_domain::access::Role;
use hezong_domain::files::{FILES_MAX, FileProblem, FileType};
use hezong_domain::incentives::Scheme;
use hezong_domain::{CaseId, Day, Fen, PartnerId, ProblemKind};
use hezong_services::benefits::case;
use hezong_services::benefits::papers::{self, NewPaper};
use hezong_services::{Context, Error, audit};
use hezong_storage::benefits::CaseRow;
use hezong_testing::World;
use hezong_texts::Lang;

use crate::{claims, payments};

/// A document that differs by its number.
pub(crate) fn pdf(number: usize) -> Arc<[u8]> {
    Arc::from(format!("%PDF-1.7\n1 0 obj <<>> endobj % {number}\n%%EOF\n").into_bytes())
}

/// A file for a case.
fn paper(case: &CaseId, purpose: &str, number: usize) -> NewPaper {
    NewPaper {
        case: case.to_string(),
        purpose: purpose.to_owned(),
        name: format!("{number}.pdf"),
        content: pdf(number),
        ..NewPaper::default()
    }
}

fn said(found: Result<(), Error>) -> FileProblem {
    match found {
        Err(Error::Invalid(problems)) => match problems.of("file") {
            Some(ProblemKind::File { what }) => *what,
            other => unreachable!("{other:?}"),
        },
        other => unreachable!("{other:?}"),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "answers are handed over as they come")]
fn is_missing<T: std::fmt::Debug>(found: Result<T, Error>) -> bool {
    matches!(found, Err(Error::NotFound(_)))
}

async fn shown(cx: &Context, id: &CaseId) -> CaseView {
    case::view(cx, Lang::En, id.as_str()).await.unwrap()
}

fn group<'v>(view: &'v CaseView, purpose: &str) -> &'v PaperGroup {
    view.papers.iter().find(|group| group.purpose == purpose).unwrap()
}

/// A certification nobody has handed in yet.
async fn certification(world: &World, partner: &PartnerId, state: &str) -> CaseId {
    let now = world.services.now();
    let row = CaseRow {
        id: CaseId::new(format!("BC-{}", partner.as_str())),
        benefit: "certification".to_owned(),
        partner_id: partner.clone(),
        subject: "info".to_owned(),
        title: "@benefit.certification".to_owned(),
        account: None,
        state: state.to_owned(),
        turn: None,
        maker: None,
        version: 0,
        period: String::new(),
        amount: None,
        entered_on: Day::of(now),
        submitted_on: None,
        due_on: None,
        reminded_on: None,
        data: "{\"entered\":null,\"verified\":null,\"accounts\":[],\"statement\":null,\
               \"verification\":null}"
            .to_owned(),
        created_at: now,
        changed_at: now,
    };
    let mut tx = world.storage.write().await.unwrap();
    tx.benefits().add_case(&row).await.unwrap();
    tx.commit().await.unwrap();
    row.id
}

#[tokio::test]
async fn a_file_is_handed_in_opened_replaced_and_removed() {
    for world in World::each().await {
        let partner = world.partner("shanhai").await;
        let admin = world.person(&partner.account(), "", Role::PartnerAdmin).await;
        let reviewer = payments::colleague(&world, "rev", Role::Operations).await;
        let id = certification(&world, &partner, "none").await;
        let licence = NewPaper {
            label: " copy of 2026 ".to_owned(),
            name: "C:\\scans\\执照\u{202e}.pdf".to_owned(),
            ..paper(&id, "business_licence", 1)
        };
        papers::add(&admin, &licence).await.unwrap();
        let view = shown(&admin, &id).await;
        assert_eq!(view.version, 1);
        let found = group(&view, "business_licence");
        assert!(found.can_change && !found.is_required && found.removed.is_empty());
        let first = found.papers.first().unwrap();
        let facts = (first.name.as_str(), first.kind.as_str(), first.label.as_str(), first.opens);
        assert_eq!(facts, ("执照.pdf", "PDF", "copy of 2026", true));
        assert_eq!((first.by.as_str(), first.digest.len()), ("shanhai", 12));
        let step = view.steps.first().unwrap();
        assert_eq!((step.what.as_str(), step.reason.as_str()), ("Uploaded “执照.pdf”", ""));

        // Both sides open it; only the partner changes it.
        for cx in [&admin, &reviewer] {
            let opened = papers::open(cx, &first.id).await.unwrap();
            assert_eq!((opened.name.as_str(), opened.kind), ("执照.pdf", Some(FileType::Pdf)));
            assert_eq!(opened.content, &*licence.content);
        }
        assert!(!group(&shown(&reviewer, &id).await, "business_licence").can_change);
        let theirs = papers::add(&reviewer, &paper(&id, "business_licence", 2)).await;
        assert_eq!(said(theirs), FileProblem::NotYours);
        let theirs = papers::remove(&reviewer, id.as_str(), &first.id).await;
        assert_eq!(said(theirs), FileProblem::NotYours);

        // Replaced: gone for the partner, evidence for the vendor.
        let again = NewPaper { name: "b.pdf".to_owned(), ..licence.clone() };
        assert_eq!(said(papers::add(&admin, &again).await), FileProblem::Twice);
        let other = NewPaper { replaces: first.id.clone(), ..paper(&id, "business_licence", 2) };
        papers::add(&admin, &other).await.unwrap();
        assert_eq!(
            said(papers::add(&admin, &NewPaper { content: pdf(3), ..other.clone() }).await),
            FileProblem::Gone
        );
        assert!(is_missing(papers::open(&admin, &first.id).await));
        assert_eq!(papers::open(&reviewer, &first.id).await.unwrap().content, &*licence.content);
        let view = shown(&admin, &id).await;
        let found = group(&view, "business_licence");
        assert_eq!((found.papers.len(), found.removed.len()), (1, 0));
        let seen = shown(&reviewer, &id).await;
        assert_eq!(group(&seen, "business_licence").removed.len(), 1);

        let second = found.papers.first().unwrap().id.clone();
        papers::remove(&admin, id.as_str(), &second).await.unwrap();
        let twice = papers::remove(&admin, id.as_str(), &second).await;
        assert_eq!(said(twice), FileProblem::Gone);
        assert_eq!(shown(&admin, &id).await.steps.len(), 3);
        let log = audit::list(&world.system().await, "").await.unwrap();
        let actions: Vec<_> =
            log.rows.iter().map(|l| l.action.as_str()).filter(|a| a.starts_with("file.")).collect();
        assert_eq!(actions, ["file.remove", "file.add", "file.add"]);
        world.assert_sound().await;
    }
}

#[tokio::test]
async fn nobody_else_learns_of_a_file() {
    for world in World::each().await {
        let partner = world.partner("shanhai").await;
        let admin = world.person(&partner.account(), "", Role::PartnerAdmin).await;
        let clerk = world.person(&partner.account(), "he", Role::CouponOperator).await;
        let rival = world.partner("rival").await;
        let rival = world.person(&rival.account(), "", Role::PartnerAdmin).await;
        let id = certification(&world, &partner, "failed").await;
        papers::add(&admin, &paper(&id, "bank_account", 1)).await.unwrap();
        let view = shown(&admin, &id).await;
        let file = group(&view, "bank_account").papers.first().unwrap().id.clone();
        let before = audit::list(&world.system().await, "").await.unwrap().total;
        assert!(is_missing(papers::open(&rival, &file).await));
        assert!(is_missing(papers::remove(&rival, id.as_str(), &file).await));
        assert!(is_missing(papers::add(&rival, &paper(&id, "bank_account", 2)).await));
        assert!(is_missing(papers::may_see(&rival, id.as_str()).await));
        assert!(is_missing(papers::open(&admin, "FL-nobody").await));
        assert!(is_missing(papers::open(&admin, "../../etc/passwd").await));
        let denied = papers::open(&clerk, &file).await;
        assert!(matches!(denied, Err(Error::Forbidden { .. })), "{denied:?}");
        let denied = papers::add(&clerk, &paper(&id, "bank_account", 2)).await;
        assert!(matches!(denied, Err(Error::Forbidden { .. })), "{denied:?}");
        let view = shown(&admin, &id).await;
        assert_eq!(group(&view, "bank_account").papers.len(), 1);
        assert_eq!(audit::list(&world.system().await, "").await.unwrap().total, before);
    }
}

#[tokio::test]
async fn states_purposes_and_counts_bound_what_is_taken() {
    let world = World::sqlite().await;
    let partner = world.partner("shanhai").await;
    let admin = world.person(&partner.account(), "", Role::PartnerAdmin).await;
    let other = world.partner("other").await;
    let others = world.person(&other.account(), "", Role::PartnerAdmin).await;
    let closed = certification(&world, &other, "reviewing").await;
    let found = papers::add(&others, &paper(&closed, "business_licence", 1)).await;
    assert_eq!(said(found), FileProblem::NotNow);
    let id = certification(&world, &partner, "none").await;
    for (purpose, item) in [("e_invoice", ""), ("", ""), ("business_licence", "CT1")] {
        let new = NewPaper { item: item.to_owned(), ..paper(&id, purpose, 1) };
        assert_eq!(said(papers::add(&admin, &new).await), FileProblem::NotWanted, "{purpose}");
    }
    let program = Arc::from(&b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0\xb8\0"[..]);
    let new = NewPaper { content: program, ..paper(&id, "business_licence", 1) };
    assert_eq!(said(papers::add(&admin, &new).await), FileProblem::ContentUnknown);
    for number in 0..FILES_MAX {
        papers::add(&admin, &paper(&id, "business_licence", number)).await.unwrap();
    }
    let more = paper(&id, "bank_account", 99);
    assert_eq!(said(papers::add(&admin, &more).await), FileProblem::TooMany);
    let view = shown(&admin, &id).await;
    let old = group(&view, "business_licence").papers.first().unwrap().id.clone();
    let instead = NewPaper { replaces: old, ..paper(&id, "business_licence", 100) };
    papers::add(&admin, &instead).await.unwrap();
}

#[tokio::test]
async fn two_files_at_once_both_arrive() {
    for world in World::each().await {
        let partner = world.partner("shanhai").await;
        let admin = world.person(&partner.account(), "", Role::PartnerAdmin).await;
        let id = certification(&world, &partner, "none").await;
        let all = (0..4).map(|number| {
            let (cx, new) = (admin.clone(), paper(&id, "business_licence", number));
            tokio::spawn(async move { papers::add(&cx, &new).await })
        });
        for one in all.collect::<Vec<_>>() {
            one.await.unwrap().unwrap();
        }
        let view = shown(&admin, &id).await;
        assert_eq!((view.version, view.steps.len()), (4, 4));
        assert_eq!(group(&view, "business_licence").papers.len(), 4);
    }
}

#[tokio::test]
async fn proofs_of_people_count_and_stand_beside_their_claims() {
    let stage = claims::stage().await;
    let (admin, reviewer) = (&stage.admin, &stage.reviewer);
    let person = CaseId::new("X-member_link-m1");
    let certificate = "m1-HCCDP-SA";
    let item = certificate.to_owned();
    let proof = NewPaper { item, ..paper(&person, "certificate_proof", 1) };
    papers::add(admin, &proof).await.unwrap();
    papers::add(admin, &paper(&person, "employment_proof", 2)).await.unwrap();
    let view = shown(admin, &person).await;
    let certificates: Vec<_> =
        view.papers.iter().filter(|group| group.purpose == "certificate_proof").collect();
    assert_eq!(certificates.len(), 2, "one for each certificate");
    let proven = certificates.iter().find(|group| group.item == certificate).unwrap();
    assert!(proven.title.contains("HCCDP-SA") && proven.papers.len() == 1, "{proven:?}");

    // A month's proof may be a file, and reviewers see the people's files with it.
    let claim = hezong_services::benefits::claims::begin(
        admin,
        Scheme::SiPresales,
        claims::month("2026-11"),
    );
    let claim = claim.await.unwrap();
    papers::add(admin, &paper(&claim, "claim_proof", 3)).await.unwrap();
    claims::act(admin, &claim, "submit", &[("people", &["m1"])]).await.unwrap();
    let view = shown(reviewer, &claim).await;
    let from_person = view.papers.iter().filter(|group| group.source.is_some());
    let count: usize = from_person.map(|group| group.papers.len()).sum();
    assert_eq!(count, 2, "{:?}", view.papers);
    assert_eq!(group(&view, "claim_proof").papers.len(), 1);
    let late = papers::add(admin, &paper(&claim, "claim_proof", 4)).await;
    assert_eq!(said(late), FileProblem::NotNow);

    // A certificate that is taken out takes its files along.
    claims::act(admin, &person, "remove_certificate", &[("certificates", &[certificate])])
        .await
        .unwrap();
    let view = shown(admin, &person).await;
    let left: usize = view.papers.iter().map(|group| group.papers.len()).sum();
    assert_eq!(left, 1, "{:?}", view.papers);
}

#[tokio::test]
async fn an_electronic_invoice_travels_by_itself() {
    let stage = payments::stage(Fen::yuan(10_600)).await;
    let id = payments::approved(&stage).await;
    let case = CaseId::new(id.clone());
    let fields: Vec<_> = payments::invoice("26330000000012345678", payments::GROSS)
        .into_iter()
        .filter(|(name, _)| !name.starts_with("courier"))
        .collect();
    let nothing = payments::go(&stage.admin, &id, "send_invoice", &fields).await;
    assert_eq!(payments::failed(nothing), ["sent"]);
    let invoice = NewPaper {
        name: "发票.xml".to_owned(),
        content: Arc::from("<?xml version=\"1.0\"?><EInvoice><a>1</a></EInvoice>".as_bytes()),
        ..paper(&case, "e_invoice", 1)
    };
    papers::add(&stage.admin, &invoice).await.unwrap();
    payments::go(&stage.admin, &id, "send_invoice", &fields).await.unwrap();
    let view = shown(&stage.reviewer, &case).await;
    let file = group(&view, "e_invoice").papers.first().unwrap();
    assert_eq!((file.kind.as_str(), file.opens), ("XML", false));
    let opened = papers::open(&stage.reviewer, &file.id).await.unwrap();
    assert_eq!(opened.content, &*invoice.content);
    // While the desk checks, the partner changes nothing.
    let late = papers::remove(&stage.admin, &id, &file.id).await;
    assert_eq!(said(late), FileProblem::NotNow);
    payments::go(&stage.reviewer, &id, "accept_invoice", &[("received_on", "2026-11-22")])
        .await
        .unwrap();
}
