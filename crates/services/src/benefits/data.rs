//! What the cases of each workflow keep as JSON. One workflow reads the other's data here and nowhere
//! else; a field that is added gets `#[serde(default)]`, because stored cases do not have it.

use std::collections::{BTreeMap, BTreeSet};

use hezong_domain::benefits::{Approval, Payout, PayoutWay};
use hezong_domain::certification::{BusinessInfo, Certification, Verification};
use hezong_domain::incentives::{
    Claim, ClaimEvent, ClaimState, Payment, PaymentLine, Qualification, Scheme,
};
use hezong_domain::invoicing::{Delivery, Invoice};
use hezong_domain::members::{Assessment, AssessmentState, Dimension, Link, Specialist};
use hezong_domain::{
    CaseId, CertificateId, Day, Fen, FileId, MemberId, Month, Quarter, Timestamp, UserId,
};
use serde::{Deserialize, Serialize};

use super::engine::Benefit;
use super::sheet::Payer;

/// A qualification. Subject: `<scheme>/<programme year>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct QualificationData {
    /// The scheme.
    pub(crate) scheme: Scheme,
    /// The programme year: a calendar year (ours).
    pub(crate) year: i64,
    /// The signature of the agreement, once there is one.
    pub(crate) signature: Option<Signature>,
}

/// A signature under an agreement (§1.2: version, signer, time and address are kept).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Signature {
    /// The version of what was signed.
    pub(crate) version: String,
    /// The name as typed.
    pub(crate) signer: String,
    /// The user who did it.
    pub(crate) by: Option<UserId>,
    /// When.
    pub(crate) at: Timestamp,
    /// From which address.
    pub(crate) address: String,
}

/// A person of a partner. Subject: the member's id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MemberData {
    /// The person; `link` in it is filled from the case's state when it is read.
    pub(crate) person: Specialist,
    /// The account the person signs in with.
    pub(crate) account: String,
    /// Where the person is written to.
    pub(crate) email: String,
    /// The proof of employment: a file, or what it says.
    #[serde(default)]
    pub(crate) proof: String,
    /// The proofs of certificates, by the certificate's id.
    #[serde(default)]
    pub(crate) proofs: BTreeMap<String, String>,
    /// What of these a file was handed in for: a certificate's id, or nothing for the employment.
    #[serde(default)]
    pub(crate) filed: BTreeSet<String>,
}

/// One person of a month's claim: a frozen copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ClaimLine {
    /// The person.
    pub(crate) member_id: MemberId,
    /// The name as it was.
    pub(crate) name: String,
    /// The grade as it was.
    pub(crate) grade: String,
    /// The project as it was.
    pub(crate) project: String,
    /// What is paid.
    pub(crate) amount: Fen,
    /// The proof that was handed in: a file, or what it says.
    pub(crate) proof: String,
    /// The ids of the certificates that counted.
    #[serde(default)]
    pub(crate) certificates: Vec<CertificateId>,
}

/// A month's claim. Subject: `<scheme>/<month>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ClaimData {
    /// The scheme.
    pub(crate) scheme: Scheme,
    /// The month.
    pub(crate) month: Month,
    /// The people claimed.
    pub(crate) lines: Vec<ClaimLine>,
    /// The version of the policy it was worked out with.
    pub(crate) policy: i64,
    /// Whether amounts and people are frozen (定稿).
    pub(crate) is_frozen: bool,
    /// Whether files prove it: then the proof need not be told.
    #[serde(default)]
    pub(crate) is_filed: bool,
}

/// A quarter's payment request. Subject: the quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PaymentData {
    /// The quarter.
    pub(crate) quarter: Quarter,
    /// The claims it pays.
    pub(crate) claims: Vec<CaseId>,
    /// Its lines: frozen copies.
    pub(crate) lines: Vec<PaymentLine>,
    /// The sum in its header.
    pub(crate) total: Fen,
    /// The business information as it was when the payment was asked for.
    pub(crate) info: Option<BusinessInfo>,
    /// The day it was approved.
    pub(crate) approved_on: Option<Day>,
    /// Who pays it, as that was entered when it was approved.
    #[serde(default)]
    pub(crate) payer: Option<Payer>,
    /// The invoices as the partner entered them.
    pub(crate) invoices: Vec<Invoice>,
    /// How the invoices travel.
    pub(crate) delivery: Option<Delivery>,
    /// The electronic invoice that was sent instead of paper, when there is one.
    pub(crate) file: Option<FileId>,
    /// What the partner says about the electronic invoice: a file's number, or how it was sent.
    #[serde(default)]
    pub(crate) file_note: String,
    /// The day the papers were received, or the file was read.
    pub(crate) received_on: Option<Day>,
    /// The payout that belongs to it.
    pub(crate) payout: Option<CaseId>,
}

/// A payout. Subject: the id of the payment request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PayoutData {
    /// The payment request.
    pub(crate) request: CaseId,
    /// What is paid.
    pub(crate) amount: Fen,
    /// How.
    pub(crate) way: PayoutWay,
    /// The account it goes to.
    pub(crate) account: String,
    /// The bank and its branch.
    pub(crate) bank: String,
    /// The account's holder.
    pub(crate) holder: String,
    /// Approvals so far.
    pub(crate) approvals: Vec<Approval>,
    /// The case's version when it was handed in last: what approvals count for.
    #[serde(default)]
    pub(crate) handed_in: i64,
    /// The day it was paid.
    pub(crate) paid_on: Option<Day>,
    /// The bank's reference.
    pub(crate) reference: String,
}

/// A partner's business information. Subject: `info`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CertificationData {
    /// What was handed in last.
    pub(crate) entered: Option<BusinessInfo>,
    /// What was verified last.
    pub(crate) verified: Option<BusinessInfo>,
    /// Accounts that were verified before: their numbers.
    pub(crate) accounts: Vec<String>,
    /// The privacy statement that was agreed to.
    pub(crate) statement: Option<Signature>,
    /// The amount on its way to the account. Never shown to the partner.
    pub(crate) verification: Option<Verification>,
}

/// The assessment of an expert. Subject: the member's id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AssessmentData {
    /// The expert.
    pub(crate) member: MemberId,
    /// The case of the expert's link.
    pub(crate) person: CaseId,
    /// What the partner handed over: the CV and what goes with it.
    #[serde(default)]
    pub(crate) materials: String,
    /// Every result there was, oldest first.
    #[serde(default)]
    pub(crate) results: Vec<AssessmentResult>,
    /// The defence that is scheduled, or was last.
    #[serde(default)]
    pub(crate) defence: Option<Defence>,
}

/// What came out of one step of an assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AssessmentResult {
    /// The step.
    pub(crate) step: AssessmentState,
    /// Whether it was passed.
    pub(crate) passed: bool,
    /// Who assessed.
    pub(crate) assessor: String,
    /// When.
    pub(crate) on: Day,
    /// The score, where one was given.
    pub(crate) score: Option<i64>,
    /// The scores of the dimensions the policy has bars for.
    pub(crate) scores: Vec<(Dimension, i64)>,
    /// The result in words.
    pub(crate) result: String,
    /// What it rests on.
    pub(crate) evidence: String,
}

impl AssessmentResult {
    /// Whether score or result and the evidence are there.
    pub(crate) fn says_something(&self) -> bool {
        let has_score = self.score.is_some() || !self.scores.is_empty();
        (has_score || !self.result.is_empty()) && !self.evidence.is_empty()
    }
}

/// A scheduled defence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Defence {
    /// The day.
    pub(crate) on: Day,
    /// The time of day as people write it; may be empty.
    pub(crate) time: String,
    /// The room or the link.
    pub(crate) place: String,
    /// Who hears it.
    pub(crate) jury: Vec<String>,
}

impl Benefit for Assessment {
    type Data = AssessmentData;

    fn appointed(data: &AssessmentData) -> Option<Day> {
        data.defence.as_ref().map(|defence| defence.on)
    }
}

impl Benefit for Qualification {
    type Data = QualificationData;
}

impl Benefit for Link {
    type Data = MemberData;

    fn account(data: &MemberData) -> Option<&str> {
        Some(data.account.as_str()).filter(|account| !account.is_empty())
    }
}

impl Benefit for Claim {
    type Data = ClaimData;

    fn foreseen(state: ClaimState, data: &ClaimData) -> Option<(Day, ClaimEvent)> {
        let is_passed = state == ClaimState::PrelimPassed;
        is_passed.then(|| (data.month.last(), ClaimEvent::Finalise))
    }
}

impl Benefit for Payment {
    type Data = PaymentData;
}

impl Benefit for Payout {
    type Data = PayoutData;
}

impl Benefit for Certification {
    type Data = CertificationData;
}
