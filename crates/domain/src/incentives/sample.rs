//! The policy shipped to try the product out. Conditions and windows follow the documents where they
//! say something; every amount and cap is an invention of ours, marked as sample, and nobody's offer
//! (incentives-invoices §11.1: amounts are not public).

use super::eligibility::Stage;
use super::policy::{CertificateRule, Need, Origin, Policy, PolicyStanding, Rate, Scheme, Terms};
use crate::benefits::{ApprovalRule, Figure, Window, Windows};
use crate::calendar::REMINDER_WORKING_DAYS;
use crate::members::{Dimension, MaturityBar, Path, Post};
use crate::money::Fen;
use crate::time::Day;

/// The sample policy, holding from a day on.
pub fn sample_policy(from: Day) -> Policy {
    Policy {
        version: 1,
        standing: PolicyStanding::Sample,
        from,
        to: None,
        agreement: "sample-1".to_owned(),
        schemes: vec![si_presales(), svc_ccoe(), svc_expert()],
        windows: sample_windows(),
        payout_min: Some(Fen::yuan(1_000)),
        approval: ApprovalRule { two_people_above: Fen::yuan(50_000) },
        reminders: REMINDER_WORKING_DAYS.to_vec(),
        maturity: Dimension::ALL.iter().map(|dimension| bar(*dimension)).collect(),
    }
}

fn rate(grade: &str, yuan: i64) -> Rate {
    Rate { grade: grade.to_owned(), amount: Fen::yuan(yuan) }
}

/// Ours: no bar is documented.
const fn bar(dimension: Dimension) -> MaturityBar {
    MaturityBar { dimension, min: 60 }
}

fn codes(codes: &[&str]) -> Vec<String> {
    codes.iter().map(|code| (*code).to_owned()).collect()
}

/// Documented: path, stage, post, certificates, months on the cloud, claims per year (§1.4a, F2), one
/// project for one person (F14). Ours: the amount and the caps.
fn si_presales() -> Terms {
    Terms {
        scheme: Scheme::SiPresales,
        path: Path::SystemIntegration,
        stages: vec![Stage::Differentiation],
        is_invited_only: false,
        origin: Origin::Partner,
        posts: vec![Post::SolutionArchitect],
        certificates: CertificateRule {
            all_of: codes(&["Huawei Cloud Business Professional"]),
            one_of: codes(&["HCCDP-SA", "HCCDE-SA", "HCIP-CSSA", "HCIE-CSSA"]),
        },
        months_on_cloud_over: Some(6),
        claims_per_year: Some(2),
        has_further_years: true,
        needs: vec![Need::Project],
        rates: vec![rate("", 10_000)],
        people_max: Some(20),
        month_max: None,
    }
}

/// Documented: path, invitation (F12b), accepted experts only (seed). Ours: the amounts, the caps.
fn svc_ccoe() -> Terms {
    Terms {
        scheme: Scheme::SvcCcoe,
        path: Path::Service,
        stages: Vec::new(),
        is_invited_only: true,
        origin: Origin::Operations,
        posts: Vec::new(),
        certificates: CertificateRule::default(),
        months_on_cloud_over: None,
        claims_per_year: None,
        has_further_years: true,
        needs: vec![Need::Assessment],
        rates: vec![rate("", 15_000), rate("senior", 20_000)],
        people_max: Some(10),
        month_max: None,
    }
}

/// Documented: path and stages (F11); a later version asks for an invitation (F11b), which is one
/// change of data here. Ours: the amounts, the caps. The list of certificates is not known.
fn svc_expert() -> Terms {
    Terms {
        scheme: Scheme::SvcExpert,
        path: Path::Service,
        stages: vec![Stage::RoleValidation, Stage::Differentiation],
        is_invited_only: false,
        origin: Origin::Operations,
        posts: Vec::new(),
        certificates: CertificateRule::default(),
        months_on_cloud_over: None,
        claims_per_year: None,
        has_further_years: true,
        needs: vec![Need::Project],
        rates: vec![rate("", 12_000), rate("senior", 18_000)],
        people_max: Some(30),
        month_max: None,
    }
}

/// 14 working days to confirm (F11), 2 to pay (of sales incentives, I7), 5 for a review by hand of
/// business information (B2), 7 days for an invitation (P1) are documented; the others are ours.
fn sample_windows() -> Windows {
    Windows::from([
        (Figure::ConfirmList, Window::working_days(14)),
        (Figure::Pay, Window::working_days(2)),
        (Figure::CertificationReview, Window::working_days(5)),
        (Figure::AcceptInvitation, Window::days(crate::members::INVITATION_DAYS)),
        (Figure::QualificationReview, Window::working_days(5)),
        (Figure::InitialReview, Window::working_days(5)),
        (Figure::PaymentReview, Window::working_days(5)),
        (Figure::InvoiceReview, Window::working_days(5)),
        (Figure::SpecialistReview, Window::working_days(5)),
        (Figure::SendInvoice, Window::working_days(10)),
    ])
}
