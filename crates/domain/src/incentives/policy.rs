//! Policies as data: which scheme pays whom, how much, until when, in which version
//! (incentives-invoices §1.1, §1.4, §8). Operations edit them; nothing below is compiled in.

use serde::{Deserialize, Serialize};

use super::eligibility::Stage;
use crate::accounts::text_enum;
use crate::benefits::{ApprovalRule, Windows};
use crate::calendar::REMINDER_WORKING_DAYS;
use crate::members::{MaturityBar, Path, Post, SCORE_MAX};
use crate::money::Fen;
use crate::time::{Day, Month};

text_enum! {
    /// A scheme (incentives-invoices §1.1; the codes are ours).
    Scheme {
        /// 数字化转型咨询与系统集成伙伴-售前专职人员激励.
        SiPresales = "si_presales",
        /// 服务合作伙伴-CCoE能力构建专职人员激励.
        SvcCcoe = "svc_ccoe",
        /// 服务合作伙伴-专家服务专职人员激励.
        SvcExpert = "svc_expert",
    }
}

text_enum! {
    /// Where a month's claim comes from (§1.4).
    Origin {
        /// The partner submits it.
        Partner = "partner",
        /// Operations generate the list and the partner confirms it.
        Operations = "operations",
    }
}

text_enum! {
    /// What a scheme may ask of a person besides.
    Need {
        /// An accepted assessment as an expert.
        Assessment = "assessment",
        /// A project nobody else is claimed with.
        Project = "project",
    }
}

text_enum! {
    /// What a policy is worth.
    PolicyStanding {
        /// Being written; holds for nobody.
        Draft = "draft",
        /// Published by operations.
        Published = "published",
        /// Shipped with the product to try it out; its figures are nobody's offer.
        Sample = "sample",
        /// Withdrawn; holds for nobody.
        Withdrawn = "withdrawn",
    }
}

/// Which certificates a person must hold (§1.4a).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateRule {
    /// Every one of these.
    pub all_of: Vec<String>,
    /// And one of these; none when empty.
    pub one_of: Vec<String>,
}

/// An amount for one person and month of a grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// The grade; empty holds for people without one.
    pub grade: String,
    /// The amount.
    pub amount: Fen,
}

/// What one scheme asks and pays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The scheme.
    pub scheme: Scheme,
    /// The path the partner and its people must be on.
    pub path: Path,
    /// The stages of which one must be reached.
    pub stages: Vec<Stage>,
    /// Whether the partner must have been invited into the programme.
    pub is_invited_only: bool,
    /// Where a month's claim comes from.
    pub origin: Origin,
    /// Posts that count; every one when empty.
    pub posts: Vec<Post>,
    /// Certificates.
    pub certificates: CertificateRule,
    /// Months on the cloud that must be exceeded; `None` when it does not matter.
    pub months_on_cloud_over: Option<i64>,
    /// Claims of one person within a funding year; `None` when unlimited.
    pub claims_per_year: Option<i64>,
    /// Whether a further funding year follows the first.
    pub has_further_years: bool,
    /// What a person needs besides.
    pub needs: Vec<Need>,
    /// Amounts by grade.
    pub rates: Vec<Rate>,
    /// People paid for in one month at most.
    pub people_max: Option<i64>,
    /// Paid for one month at most.
    pub month_max: Option<Fen>,
}

impl Terms {
    /// The amount for one person and month of a grade.
    pub fn amount(&self, grade: &str) -> Option<Fen> {
        self.rates.iter().find(|rate| rate.grade == grade).map(|rate| rate.amount)
    }
}

/// Grades of one scheme: as many as the form has rows, so that saving it never drops one.
pub const RATES_MAX: usize = 10;

/// The earliest reminder, in working days: a month. Jobs look no farther ahead.
pub const REMINDER_MAX: i64 = 15;

/// One version of the policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Counts up; a snapshot of a claim names it.
    pub version: i64,
    /// What it is worth.
    pub standing: PolicyStanding,
    /// The first day it holds.
    pub from: Day,
    /// The last day it holds, when it was published with one.
    pub to: Option<Day>,
    /// The version of the agreement that has to be signed.
    pub agreement: String,
    /// The schemes.
    pub schemes: Vec<Terms>,
    /// Windows in working days, days or months.
    pub windows: Windows,
    /// The smallest sum that is paid; `None` when any is. ¥1,000 is documented for automatic payouts of
    /// sales incentives (I9), nothing for FH.
    pub payout_min: Option<Fen>,
    /// From which amount on a payment needs two people (ours).
    pub approval: ApprovalRule,
    /// How many working days before a last day people are reminded, the earliest first.
    #[serde(default = "usual_reminders")]
    pub reminders: Vec<i64>,
    /// What experts must reach in a maturity assessment; where it is empty only a result is entered.
    #[serde(default)]
    pub maturity: Vec<MaturityBar>,
}

/// What versions without reminders of their own have.
fn usual_reminders() -> Vec<i64> {
    REMINDER_WORKING_DAYS.to_vec()
}

/// Why a policy can not be published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "key", rename_all = "snake_case")]
pub enum PolicyError {
    /// It ends before it begins.
    EndBeforeBegin,
    /// A later version is published already.
    OldVersion {
        /// The version published last.
        newest: i64,
    },
    /// It would change months that are over (ours): people could no longer see why they were paid.
    InThePast {
        /// The first day allowed.
        earliest: Day,
    },
    /// It does not begin on the first of a month (ours): one month has one policy.
    MidMonth,
    /// A scheme stands in it twice.
    SchemeTwice {
        /// The scheme.
        scheme: Scheme,
    },
    /// A scheme pays nothing, or a figure is negative.
    BadFigure {
        /// The scheme; `None` for figures of the whole policy.
        scheme: Option<Scheme>,
        /// The field.
        field: String,
    },
    /// A grade stands in a scheme twice.
    GradeTwice {
        /// The scheme.
        scheme: Scheme,
        /// The grade.
        grade: String,
    },
}

impl Policy {
    /// What a scheme asks and pays.
    pub fn terms(&self, scheme: Scheme) -> Option<&Terms> {
        self.schemes.iter().find(|terms| terms.scheme == scheme)
    }

    /// A draft of the next version: the same figures from the first month that has not begun on.
    #[must_use]
    pub fn copied(&self, version: i64, today: Day) -> Self {
        let from = self.from.max(today.month().plus(1).first());
        let to = self.to.filter(|to| *to >= from);
        Self { version, standing: PolicyStanding::Draft, from, to, ..self.clone() }
    }

    /// Whether any scheme pays the same in both: every rate and every cap. Figures of the sample stay
    /// marked as sample under whatever number they are published, whatever changed beside them.
    pub fn pays_like(&self, other: &Self) -> bool {
        self.schemes.iter().any(|own| {
            other.terms(own.scheme).is_some_and(|terms| {
                (&own.rates, own.people_max, own.month_max)
                    == (&terms.rates, terms.people_max, terms.month_max)
            })
        })
    }

    /// Whether it holds on a day by itself, other versions aside.
    pub fn covers(&self, day: Day) -> bool {
        let counts = matches!(self.standing, PolicyStanding::Published | PolicyStanding::Sample);
        counts && self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// What is wrong with the figures.
    pub fn errors(&self) -> Vec<PolicyError> {
        let mut errors = Vec::new();
        if self.to.is_some_and(|to| to < self.from) {
            errors.push(PolicyError::EndBeforeBegin);
        }
        if self.from != self.from.month().first() {
            errors.push(PolicyError::MidMonth);
        }
        let mut bad = |scheme, field: &str| {
            errors.push(PolicyError::BadFigure { scheme, field: field.to_owned() });
        };
        if self.payout_min.is_some_and(|min| min < Fen::ZERO) {
            bad(None, "payout_min");
        }
        if self.approval.two_people_above < Fen::ZERO {
            bad(None, "approval");
        }
        let is_score = |bar: &MaturityBar| (0..=SCORE_MAX).contains(&bar.min);
        let mut scored: Vec<_> = self.maturity.iter().map(|bar| bar.dimension).collect();
        scored.sort_unstable();
        scored.dedup();
        if scored.len() < self.maturity.len() || !self.maturity.iter().all(is_score) {
            bad(None, "maturity");
        }
        if self.windows.values().any(|window| window.count < 0) {
            bad(None, "windows");
        }
        if self.reminders.iter().any(|before| !(0..=REMINDER_MAX).contains(before)) {
            bad(None, "reminders");
        }
        for terms in &self.schemes {
            let scheme = Some(terms.scheme);
            let is_unpaid = |rate: &Rate| !rate.amount.is_positive();
            let is_countable = (1..=RATES_MAX).contains(&terms.rates.len());
            if !is_countable || terms.rates.iter().any(is_unpaid) {
                bad(scheme, "rates");
            }
            if terms.people_max.is_some_and(|max| max < 1) {
                bad(scheme, "people_max");
            }
            if terms.month_max.is_some_and(|max| !max.is_positive()) {
                bad(scheme, "month_max");
            }
            if terms.claims_per_year.is_some_and(|max| max < 1) {
                bad(scheme, "claims_per_year");
            }
            if terms.months_on_cloud_over.is_some_and(|months| months < 0) {
                bad(scheme, "months_on_cloud_over");
            }
        }
        errors.extend(self.twice());
        errors
    }

    fn twice(&self) -> Vec<PolicyError> {
        let mut errors = Vec::new();
        for (index, terms) in self.schemes.iter().enumerate() {
            let scheme = terms.scheme;
            if self.schemes.iter().take(index).any(|earlier| earlier.scheme == scheme) {
                errors.push(PolicyError::SchemeTwice { scheme });
            }
            for (index, rate) in terms.rates.iter().enumerate() {
                if terms.rates.iter().take(index).any(|earlier| earlier.grade == rate.grade) {
                    errors.push(PolicyError::GradeTwice { scheme, grade: rate.grade.clone() });
                }
            }
        }
        errors
    }
}

/// Every version there ever was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Policies(Vec<Policy>);

impl Policies {
    /// From storage, in any order.
    pub fn new(mut versions: Vec<Policy>) -> Self {
        versions.sort_by_key(|policy| policy.version);
        Self(versions)
    }

    /// All versions, oldest first.
    pub fn versions(&self) -> &[Policy] {
        &self.0
    }

    /// The policy that holds on a day: of those that cover it the one that begins last; of two that
    /// begin together the higher version. A version with an end hands over to what held before.
    pub fn on(&self, day: Day) -> Option<&Policy> {
        let covering = self.0.iter().filter(|policy| policy.covers(day));
        covering.max_by_key(|policy| (policy.from, policy.version))
    }

    /// The policy of a month: the one that holds on its first day, so that nothing changes for a month
    /// while it runs (ours).
    pub fn of_month(&self, month: Month) -> Option<&Policy> {
        self.on(month.first())
    }

    /// Checks a policy before it is published on a day.
    ///
    /// # Errors
    /// Everything that stands in the way.
    pub fn may_publish(&self, policy: &Policy, today: Day) -> Result<(), Vec<PolicyError>> {
        let mut errors = policy.errors();
        let drafts = |policy: &&Policy| policy.standing != PolicyStanding::Draft;
        if let Some(last) = self.0.iter().filter(drafts).map(|policy| policy.version).max()
            && last >= policy.version
        {
            errors.push(PolicyError::OldVersion { newest: last });
        }
        let earliest = today.month().plus(1).first();
        if policy.from < earliest {
            errors.push(PolicyError::InThePast { earliest });
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

#[cfg(test)]
mod tests;
