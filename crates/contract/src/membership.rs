//! A person's own account and the partners it is linked with.

use hezong_domain::members::LinkStanding;
use hezong_domain::text::{self, NAME_LENGTH_MAX};
use hezong_domain::{ProblemKind, Problems, Timestamp};
use serde::{Deserialize, Serialize};

use crate::cases::{CheckView, StateWords};

/// What the link of an invitation offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferView {
    /// Whether it can be used.
    pub standing: LinkStanding,
    /// The inviting company.
    pub partner: String,
    /// Who invites: the person's name.
    pub inviter: String,
    /// The name the person was invited under.
    pub name: String,
    /// The account the partner named.
    pub account: String,
    /// Where the person is written to.
    pub email: String,
    /// The version of the statement to agree to.
    pub statement: String,
    /// When the link lapses.
    pub expires_at: Timestamp,
    /// Who is signed in, if anybody is.
    pub caller: Option<OfferCaller>,
}

/// Who looks at an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferCaller {
    /// Sign-in name.
    pub sign_in: String,
    /// The person's or company's name.
    pub display_name: String,
    /// What keeps this account from accepting.
    pub failed: Vec<CheckView>,
}

/// Accepting with the account that is signed in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AcceptMembershipForm {
    /// The secret of the link; empty when accepting on the own page.
    pub token: String,
    /// The case, when accepting on the own page.
    pub case: String,
    /// The version of the statement that was shown.
    pub statement: String,
    /// Whether it was agreed to.
    pub agreed: String,
}

impl AcceptMembershipForm {
    /// Checks what needs no database.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::new();
        must_agree(&mut problems, &self.agreed);
        problems.into_result(())
    }
}

fn must_agree(problems: &mut Problems, agreed: &str) {
    if !crate::accounts::is_on(agreed) {
        problems.add("agreed", ProblemKind::Required);
    }
}

/// Making an account of one's own and accepting with it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct JoinForm {
    /// The secret of the link.
    pub token: String,
    /// The name of the new account.
    pub account_name: String,
    /// The person's real name.
    pub display_name: String,
    /// E-mail, optional.
    pub email: String,
    /// New password.
    pub password: String,
    /// The same again.
    pub repeat: String,
    /// The version of the statement that was shown.
    pub statement: String,
    /// Whether it was agreed to.
    pub agreed: String,
}

impl JoinForm {
    /// Checks what needs no database.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::new();
        let name = text::account_name(&mut problems, "account_name", &self.account_name);
        text::bounded(&mut problems, "display_name", &self.display_name, true, NAME_LENGTH_MAX);
        text::email(&mut problems, "email", &self.email, false);
        text::new_password(&mut problems, "password", &self.password, &name);
        if self.password != self.repeat {
            problems.add("repeat", ProblemKind::Mismatch);
        }
        must_agree(&mut problems, &self.agreed);
        problems.into_result(())
    }
}

/// A partner the person is, was or may be linked with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembershipCard {
    /// The case.
    pub case_id: String,
    /// The company.
    pub partner: String,
    /// Where the link stands.
    pub state: StateWords,
    /// Whether it is the person's project specialist.
    pub is_specialist: bool,
    /// Since when it is linked, or when the invitation was sent.
    pub since: Option<Timestamp>,
    /// Until when it was linked.
    pub until: Option<Timestamp>,
    /// The statement that was agreed to, or is to be; empty when on paper.
    pub statement: String,
    /// Whether it can be accepted.
    pub is_open: bool,
    /// When the invitation lapses.
    pub expires_at: Option<Timestamp>,
    /// Whether it is linked now.
    pub is_linked: bool,
    /// What the partner sees: words and value.
    pub shared: Vec<(String, String)>,
    /// Certificates: code, from, to, whether it counts this month in words.
    pub certificates: Vec<(String, String, String, String)>,
    /// What keeps the person from leaving now, in words.
    pub kept_by: Vec<String>,
    /// The version of the case, for leaving.
    pub version: i64,
}

/// The memberships of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembershipsPage {
    /// Whether the account is a person's at all.
    pub is_personal: bool,
    /// The person's real name.
    pub real_name: String,
    /// The partners, those it is linked with first.
    pub cards: Vec<MembershipCard>,
}

/// Leaving a partner.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LeaveForm {
    /// The case.
    pub case: String,
    /// The version that was shown.
    pub seen: String,
    /// Why.
    pub reason: String,
}

/// A new invitation of an employee: the link is shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberInvited {
    /// The case.
    pub case_id: String,
    /// The link, with its secret.
    pub path: String,
    /// Who is invited.
    pub name: String,
    /// When the link lapses.
    pub expires_at: Timestamp,
}
