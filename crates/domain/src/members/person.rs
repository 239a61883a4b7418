//! What is known of a specialist: employment and certificates (incentives-invoices §1.3, §6.4).

use serde::{Deserialize, Serialize};

use super::assessment::AssessmentState;
use super::link::LinkState;
use crate::accounts::text_enum;
use crate::id::{CertificateId, MemberId, ProjectId};
use crate::time::Day;

text_enum! {
    /// A development path of partners (incentives-invoices §1.1).
    Path {
        /// 数字化转型咨询与系统集成伙伴.
        SystemIntegration = "system_integration",
        /// 服务伙伴.
        Service = "service",
        /// 学习与赋能伙伴.
        Learning = "learning",
    }
}

text_enum! {
    /// 岗位 (§6.4 names BD and SA; the rest of the list is not known).
    Post {
        /// Solution architect, SA.
        SolutionArchitect = "solution_architect",
        /// Business development, BD.
        BusinessDevelopment = "business_development",
        /// An expert in delivery and operation (ours).
        ServiceExpert = "service_expert",
        /// Anything else (ours).
        Other = "other",
    }
}

/// A certificate. Uploaded ones carry a proof file, those of the academy come by themselves (§6.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Id.
    pub id: CertificateId,
    /// Its code, e.g. `HCCDP-SA`.
    pub code: String,
    /// The first day it is valid.
    pub valid_from: Day,
    /// The last day it is valid; `None` when it does not end.
    pub valid_to: Option<Day>,
    /// Whether a proof file is there or it came from the academy.
    pub has_proof: bool,
    /// Whether it was used to pass the threshold (scenario 1); then it cannot be claimed with (§1.4b
    /// F17).
    pub is_spent: bool,
}

impl Certificate {
    /// Whether it is valid on a day.
    pub fn is_valid_on(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// 就职信息.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Employment {
    /// The post, once filled in.
    pub post: Option<Post>,
    /// 开始从事华为云的时间: the day the person began working on the cloud.
    pub cloud_since: Option<Day>,
    /// The first day with this employer.
    pub hired_on: Option<Day>,
    /// The last day with this employer, once it is known.
    pub left_on: Option<Day>,
    /// Place of social insurance; empty when not filled in.
    pub base_location: String,
    /// Whether a proof of employment is there.
    pub has_proof: bool,
}

impl Employment {
    /// Whether a change of these data moves money: then a specialist is reviewed again. That somebody
    /// leaves, or leaves earlier than was known, needs no review: it pays nobody more.
    pub fn moves_money(&self, before: &Self) -> bool {
        let stays_longer = before.left_on.is_some_and(|was| self.left_on.is_none_or(|to| to > was));
        self.post != before.post
            || self.cloud_since != before.cloud_since
            || self.hired_on != before.hired_on
            || stays_longer
    }
}

/// Whether two numbers mean one project: neither case nor the width of characters tells them apart, nor do
/// blanks, kinds of dashes and punctuation around them.
pub fn is_same_project(one: &str, other: &str) -> bool {
    fold_project(one) == fold_project(other)
}

fn fold_project(number: &str) -> String {
    const WIDE: u32 = 0xFEE0;
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - WIDE).unwrap_or(c),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
        _ => c,
    };
    let all: String = number.chars().map(narrow).filter(|c| !c.is_whitespace()).collect();
    let inner = all.trim_matches(|c: char| !c.is_alphanumeric());
    // A number of nothing but signs is still one.
    if inner.is_empty() { all } else { inner.to_lowercase() }
}

/// A member with everything a month's claim looks at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Specialist {
    /// Id.
    pub id: MemberId,
    /// The person's name.
    pub name: String,
    /// Where the link stands.
    pub link: LinkState,
    /// The path the person is a specialist of.
    pub path: Path,
    /// The grade amounts depend on; empty when not graded.
    pub grade: String,
    /// Employment.
    pub employment: Employment,
    /// Certificates.
    pub certificates: Vec<Certificate>,
    /// Where the CCoE assessment stands.
    pub assessment: AssessmentState,
    /// The day the assessment was accepted, as far as it is.
    #[serde(default)]
    pub accepted_on: Option<Day>,
    /// The day the person became a specialist; unknown for those of before it was kept.
    #[serde(default)]
    pub specialist_since: Option<Day>,
    /// The project the person supports, for claims that need one.
    pub project: Option<ProjectId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_is_one_however_it_is_spelt() {
        for other in [
            "pj-001",
            "PJ-001",
            " PJ-001 ",
            "PJ-001.",
            "PJ\u{ff0d}001",
            "\u{ff30}J-00\u{ff11}",
            "PJ\u{2013}001",
            "(PJ- 001)",
        ] {
            assert!(is_same_project("PJ-001", other), "{other}");
        }
        for other in ["PJ-002", "PJ-0011", "PJ001", ""] {
            assert!(!is_same_project("PJ-001", other), "{other}");
        }
        assert!(!is_same_project("-", "."));
    }

    #[test]
    fn only_what_can_pay_more_moves_money() {
        let day = |text: &str| Day::parse(text);
        let before = Employment {
            post: Some(Post::SolutionArchitect),
            cloud_since: day("2025-06-01"),
            left_on: day("2026-12-10"),
            ..Employment::default()
        };
        let with = |change: fn(&mut Employment)| {
            let mut after = before.clone();
            change(&mut after);
            after.moves_money(&before)
        };
        assert!(!with(|e| e.base_location = "Wuhan".to_owned()));
        assert!(!with(|e| e.left_on = Day::parse("2026-12-09")));
        assert!(with(|e| e.left_on = Day::parse("2026-12-11")));
        assert!(with(|e| e.left_on = None));
        assert!(with(|e| e.post = None));
        assert!(with(|e| e.cloud_since = Day::parse("2025-12-01")));
        assert!(with(|e| e.hired_on = Day::parse("2025-12-01")));
        assert!(!before.moves_money(&Employment { left_on: None, ..before.clone() }));
    }
}
