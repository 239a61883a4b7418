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
    /// The project the person supports, for claims that need one.
    pub project: Option<ProjectId>,
}
