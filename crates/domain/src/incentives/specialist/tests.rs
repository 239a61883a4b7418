use super::super::sample_policy;
use super::*;
use crate::benefits::all_passed;
use crate::id::{CertificateId, MemberId, ProjectId};
use crate::members::{Employment, LinkState, Path, Post};

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

pub(crate) fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

pub(crate) fn terms(scheme: Scheme) -> Terms {
    sample_policy(day("2026-01-01")).terms(scheme).cloned().unwrap()
}

fn certificate(code: &str, from: &str, to: Option<&str>) -> Certificate {
    Certificate {
        id: CertificateId::new(format!("c-{code}")),
        code: code.to_owned(),
        valid_from: day(from),
        valid_to: to.map(day),
        has_proof: true,
        is_spent: false,
    }
}

/// A person with nothing missing for `si_presales` in 2026-09.
pub(crate) fn complete(name: &str) -> Specialist {
    Specialist {
        id: MemberId::new(name),
        name: name.to_owned(),
        link: LinkState::Specialist,
        path: Path::SystemIntegration,
        grade: String::new(),
        employment: Employment {
            post: Some(Post::SolutionArchitect),
            cloud_since: Some(day("2025-12-01")),
            hired_on: Some(day("2024-05-06")),
            left_on: None,
            base_location: "Hangzhou".to_owned(),
            has_proof: true,
        },
        certificates: vec![
            certificate("Huawei Cloud Business Professional", "2025-06-01", None),
            certificate("HCCDP-SA", "2025-01-10", Some("2027-01-09")),
        ],
        assessment: AssessmentState::None,
        accepted_on: None,
        specialist_since: None,
        project: Some(ProjectId::new(format!("p-{name}"))),
    }
}

fn failed(
    person: &Specialist,
    record: &Record,
    text: &str,
    scheme: Scheme,
) -> Vec<(PersonCheck, Cure)> {
    let checks = evaluate_specialist(person, record, month(text), &terms(scheme));
    assert!(checks.iter().all(|c| c.passed == (c.cure == Cure::Nothing)));
    let failed = checks.into_iter().filter(|check| !check.passed);
    failed.map(|check| (check.key, check.cure)).collect()
}

/// One thing wrong at a time, with its key.
#[test]
fn every_check_fails_for_its_own_reason() {
    use PersonCheck as K;
    let edit = |change: fn(&mut Specialist)| {
        let mut person = complete("lin");
        change(&mut person);
        person
    };
    for (person, expected) in [
        (complete("lin"), None),
        (edit(|p| p.link = LinkState::Linked), Some(K::Specialist)),
        (edit(|p| p.link = LinkState::Disqualified), Some(K::Specialist)),
        (edit(|p| p.link = LinkState::CancelReview), None),
        (edit(|p| p.path = Path::Service), Some(K::Path)),
        (edit(|p| p.employment.left_on = Some(day("2026-09-29"))), Some(K::Employed)),
        (edit(|p| p.employment.left_on = Some(day("2026-09-30"))), None),
        (edit(|p| p.employment.hired_on = Some(day("2026-10-01"))), Some(K::Employed)),
        (edit(|p| p.employment.has_proof = false), Some(K::EmploymentProof)),
        (edit(|p| p.employment.base_location = "  ".to_owned()), Some(K::BaseLocation)),
        (edit(|p| p.employment.post = None), Some(K::Post)),
        (edit(|p| p.employment.post = Some(Post::BusinessDevelopment)), Some(K::Post)),
        (edit(|p| p.employment.cloud_since = None), Some(K::TimeOnCloud)),
        (edit(|p| p.employment.cloud_since = Some(day("2026-10-02"))), Some(K::TimeOnCloud)),
        (edit(|p| p.certificates.retain(|c| c.code == "HCCDP-SA")), Some(K::AllCertificates)),
        (edit(|p| p.certificates.retain(|c| c.code != "HCCDP-SA")), Some(K::OneCertificate)),
        (edit(|p| p.certificates[1].has_proof = false), Some(K::OneCertificate)),
        (edit(|p| p.certificates[1].is_spent = true), Some(K::OneCertificate)),
        (edit(|p| p.certificates[1].valid_to = Some(day("2026-09-29"))), Some(K::OneCertificate)),
        (edit(|p| p.certificates[1].valid_to = Some(day("2026-09-30"))), None),
        (edit(|p| p.certificates[1].valid_from = day("2026-09-30")), None),
        (edit(|p| p.certificates[1].valid_from = day("2026-10-01")), Some(K::OneCertificate)),
        (edit(|p| p.project = None), Some(K::OwnProject)),
        (edit(|p| p.grade = "unknown".to_owned()), Some(K::Grade)),
    ] {
        let found = failed(&person, &Record::default(), "2026-09", Scheme::SiPresales);
        let keys: Vec<PersonCheck> = found.iter().map(|(key, _)| *key).collect();
        assert_eq!(keys, expected.into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn more_than_six_months_is_measured_on_the_last_day() {
    for (since, text, from) in [
        ("2026-03-29", "2026-09", None),
        ("2026-03-30", "2026-09", Some("2026-10")), // exactly six months on 30 September
        ("2026-03-31", "2026-09", Some("2026-10")), // shorter month: 30 September
        ("2025-08-31", "2026-02", Some("2026-03")), // 28 February
        ("2025-08-27", "2026-02", None),
        ("2026-06-30", "2026-12", None), // 31 December is more than 30 December
        ("2026-07-01", "2026-12", Some("2027-01")),
        ("2026-12-31", "2026-09", Some("2027-07")), // not missing: too late for this month
    ] {
        let mut person = complete("lin");
        person.employment.cloud_since = Some(day(since));
        let found = failed(&person, &Record::default(), text, Scheme::SiPresales);
        let from = from.map(|text| Cure::FromMonth { month: month(text) });
        let expected: Vec<_> = from.into_iter().map(|c| (PersonCheck::TimeOnCloud, c)).collect();
        assert_eq!(found, expected, "{since} {text}");
    }
}

#[test]
fn two_claims_in_a_funding_year_are_enough() {
    let person = complete("lin"); // funding years begin on 1 December
    let claims = |months: &[&str]| Record {
        claims: months
            .iter()
            .map(|text| PastClaim { month: month(text), scheme: Scheme::SiPresales })
            .collect(),
        ..Record::default()
    };
    let full = (PersonCheck::ClaimsLeft, Cure::FromMonth { month: month("2026-12") });
    for (past, text, expected) in [
        (&["2026-07"][..], "2026-09", vec![]),
        (&["2026-07", "2026-08"], "2026-09", vec![full.clone()]),
        (&["2026-07", "2026-08"], "2026-11", vec![full]),
        // The next funding year begins with December: the last day decides.
        (&["2026-07", "2026-08"], "2026-12", vec![]),
        (&["2026-09"], "2026-09", vec![(PersonCheck::OncePerMonth, Cure::AnotherPerson)]),
    ] {
        let found = failed(&person, &claims(past), text, Scheme::SiPresales);
        assert_eq!(found, expected, "{past:?} {text}");
    }
}

#[test]
fn without_further_years_the_first_one_is_the_only_one() {
    let mut terms = terms(Scheme::SiPresales);
    terms.has_further_years = false;
    let person = complete("lin");
    for (text, passed) in [("2026-10", true), ("2026-11", true), ("2026-12", false)] {
        let checks = evaluate_specialist(&person, &Record::default(), month(text), &terms);
        let check = checks.iter().find(|c| c.key == PersonCheck::FundingYear).unwrap();
        assert_eq!(check.passed, passed, "{text}");
    }
}

#[test]
fn one_person_one_scheme_one_project() {
    let person = complete("lin");
    let other = Record {
        claims: vec![PastClaim { month: month("2026-05"), scheme: Scheme::SvcExpert }],
        project_holder: Some("chen".to_owned()),
        ..Record::default()
    };
    let found = failed(&person, &other, "2026-09", Scheme::SiPresales);
    let correct = Cure::Correct { field: "project".to_owned() };
    assert_eq!(
        found,
        [(PersonCheck::OneScheme, Cure::AnotherPerson), (PersonCheck::OwnProject, correct)]
    );
}

#[test]
fn an_expert_must_be_accepted() {
    for (assessment, passes) in [
        (AssessmentState::None, false),
        (AssessmentState::DefenceScheduled, false),
        (AssessmentState::Accepted, true),
    ] {
        let person = Specialist { path: Path::Service, assessment, ..complete("wu") };
        let checks = evaluate_specialist(
            &person,
            &Record::default(),
            month("2026-09"),
            &terms(Scheme::SvcCcoe),
        );
        assert_eq!(all_passed(&checks), passes, "{assessment:?}");
    }
}

#[test]
fn what_can_still_be_filled_in_names_the_last_day() {
    let mut person = complete("lin");
    person.employment.base_location.clear();
    let found = failed(&person, &Record::default(), "2026-02", Scheme::SiPresales);
    let by = Some(day("2026-02-28"));
    let cure = Cure::FillIn { field: "base_location".to_owned(), by };
    assert!(found.contains(&(PersonCheck::BaseLocation, cure)));
}

/// One rule for specialists and experts: the month on whose last day they are one is the first.
#[test]
fn a_status_counts_from_the_month_it_was_given_in() {
    let month_over = Record { today: Some(day("2026-11-25")), ..Record::default() };
    for (text, counts) in [("2026-10", false), ("2026-11", true), ("2026-12", true)] {
        let from = || Cure::FromMonth { month: month("2026-11") };
        let person = Specialist { specialist_since: Some(day("2026-11-23")), ..complete("lin") };
        let found = failed(&person, &month_over, text, Scheme::SiPresales);
        let late = (!counts).then(|| (PersonCheck::SpecialistInTime, from()));
        assert_eq!(found, late.into_iter().collect::<Vec<_>>(), "{text}");
        let expert = Specialist {
            path: Path::Service,
            assessment: AssessmentState::Accepted,
            accepted_on: Some(day("2026-11-23")),
            ..complete("wu")
        };
        let found = failed(&expert, &month_over, text, Scheme::SvcCcoe);
        let late = (!counts).then(|| (PersonCheck::AssessmentInTime, from()));
        assert_eq!(found, late.into_iter().collect::<Vec<_>>(), "{text}");
    }
}

#[test]
fn no_cure_lies_in_the_past() {
    let linked = Specialist { link: LinkState::Linked, ..complete("lin") };
    let review = Specialist { link: LinkState::SpecialistReview, ..complete("lin") };
    let again = Specialist { specialist_since: Some(day("2026-01-05")), ..review.clone() };
    let fill =
        |field: &str, by: Option<&str>| Cure::FillIn { field: field.to_owned(), by: by.map(day) };
    for (person, today, cure) in [
        (&linked, "2026-09-30", fill("specialist", Some("2026-09-30"))),
        (&linked, "2026-10-01", Cure::AnotherPerson),
        (&review, "2026-09-30", Cure::Wait),
        (&review, "2026-10-01", Cure::AnotherPerson),
        (&again, "2026-10-01", Cure::Wait),
    ] {
        let record = Record { today: Some(day(today)), ..Record::default() };
        let found = failed(person, &record, "2026-09", Scheme::SiPresales);
        assert_eq!(found, [(PersonCheck::Specialist, cure)], "{today}");
    }
    let mut person = complete("lin");
    person.employment.base_location.clear();
    let record = Record { today: Some(day("2026-10-01")), ..Record::default() };
    let found = failed(&person, &record, "2026-09", Scheme::SiPresales);
    assert_eq!(found, [(PersonCheck::BaseLocation, fill("base_location", None))]);
}

#[test]
fn a_project_is_one_for_two_people_however_they_spell_it() {
    use super::super::plan_claim;
    let with = |name: &str, project: &str| {
        let project = Some(ProjectId::new(project));
        (Specialist { project, ..complete(name) }, Record::default())
    };
    let people = [with("lin", "PJ-001"), with("chen", "pj-001.")];
    let plan = plan_claim(&people, month("2026-09"), &terms(Scheme::SiPresales));
    assert_eq!(plan.count, 1);
}
