use super::super::sample_policy;
use super::*;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn version(version: i64, from: &str, to: Option<&str>) -> Policy {
    Policy {
        version,
        from: day(from),
        to: to.map(day),
        standing: PolicyStanding::Published,
        ..sample_policy(day(from))
    }
}

#[test]
fn the_sample_is_marked_and_in_order() {
    let sample = sample_policy(day("2026-01-01"));
    assert_eq!(sample.standing, PolicyStanding::Sample);
    assert_eq!(sample.errors(), []);
    for scheme in Scheme::ALL {
        assert!(sample.terms(*scheme).is_some(), "{scheme:?}");
    }
}

#[test]
fn which_policy_holds_on_a_day() {
    let policies = Policies::new(vec![
        version(3, "2026-07-01", Some("2026-09-30")),
        version(1, "2026-01-01", None),
        version(2, "2026-04-01", None),
        Policy { standing: PolicyStanding::Draft, ..version(4, "2026-08-01", None) },
        Policy { standing: PolicyStanding::Withdrawn, ..version(5, "2026-05-01", None) },
        version(6, "2027-01-01", None),
        version(7, "2027-01-01", None),
        // A later version that begins earlier gives way to those that begin after it.
        version(8, "2026-02-01", None),
    ]);
    for (text, expected) in [
        ("2025-12-31", None),
        ("2026-01-01", Some(1)),
        ("2026-01-31", Some(1)),
        ("2026-02-01", Some(8)),
        ("2026-03-31", Some(8)),
        ("2026-04-01", Some(2)),
        ("2026-06-30", Some(2)),
        ("2026-07-01", Some(3)),
        ("2026-09-30", Some(3)),
        ("2026-10-01", Some(2)), // the third ended and hands over to what held before
        ("2026-12-31", Some(2)),
        ("2027-01-01", Some(7)), // of two the later version
    ] {
        assert_eq!(policies.on(day(text)).map(|p| p.version), expected, "{text}");
    }
    let month = |text| policies.of_month(Month::parse(text).unwrap()).map(|p| p.version);
    assert_eq!(month("2026-03"), Some(8));
    assert_eq!(month("2026-04"), Some(2));
}

#[test]
fn a_policy_is_published_for_months_to_come_only() {
    let today = day("2026-11-22");
    let policies = Policies::new(vec![version(1, "2026-01-01", None)]);
    let earliest = day("2026-12-01");
    for (policy, expected) in [
        (version(2, "2026-12-01", None), vec![]),
        (version(2, "2026-11-01", None), vec![PolicyError::InThePast { earliest }]),
        (version(1, "2026-12-01", None), vec![PolicyError::OldVersion { newest: 1 }]),
        (version(2, "2026-12-15", None), vec![PolicyError::MidMonth]),
        (version(2, "2026-12-01", Some("2026-11-30")), vec![PolicyError::EndBeforeBegin]),
    ] {
        let found = policies.may_publish(&policy, today).err().unwrap_or_default();
        assert_eq!(found, expected);
    }
}

#[test]
fn bad_figures_are_named() {
    let mut policy = version(2, "2026-12-01", None);
    policy.payout_min = Some(Fen::new(-1));
    let bar = policy.maturity.first().copied().unwrap();
    policy.maturity.push(bar);
    let first = policy.schemes.first_mut().unwrap();
    first.people_max = Some(0);
    let rate = first.rates.first().cloned().unwrap();
    first.rates.push(rate);
    let again = first.clone();
    policy.schemes.push(again);
    let scheme = Scheme::SiPresales;
    let bad = |scheme, field: &str| PolicyError::BadFigure { scheme, field: field.to_owned() };
    let grade = String::new();
    assert_eq!(
        policy.errors(),
        [
            bad(None, "payout_min"),
            bad(None, "maturity"),
            bad(Some(scheme), "people_max"),
            bad(Some(scheme), "people_max"),
            PolicyError::GradeTwice { scheme, grade: grade.clone() },
            PolicyError::SchemeTwice { scheme },
            PolicyError::GradeTwice { scheme, grade },
        ]
    );
}

#[test]
fn a_scheme_has_no_more_grades_than_its_form_has_rows() {
    for (count, is_bad) in [(RATES_MAX, false), (RATES_MAX + 1, true)] {
        let mut policy = version(2, "2026-12-01", None);
        let terms = policy.schemes.first_mut().unwrap();
        let rate = |grade: usize| Rate { grade: format!("G{grade}"), amount: Fen::yuan(1) };
        terms.rates = (0..count).map(rate).collect();
        assert_eq!(!policy.errors().is_empty(), is_bad, "{count}");
    }
}

#[test]
fn one_changed_scheme_does_not_take_the_mark_off_the_others() {
    let sample = sample_policy(day("2026-01-01"));
    let mut edited = version(2, "2026-12-01", None);
    let count = edited.schemes.len();
    for index in 0..count {
        assert!(sample.pays_like(&edited), "{index}");
        edited.schemes.get_mut(index).unwrap().people_max = Some(77);
    }
    assert!(!sample.pays_like(&edited));
}
