//! Which partner may apply for which scheme (incentives-invoices §1.1, §1.2).

use serde::{Deserialize, Serialize};

use super::policy::{Scheme, Terms};
use super::qualification::QualificationState;
use crate::accounts::text_enum;
use crate::benefits::{Check, Cure, Fact};
use crate::members::Path;

text_enum! {
    /// A stage on a path (§1.1).
    Stage {
        /// 角色选择.
        RoleSelection = "role_selection",
        /// 角色认证.
        RoleValidation = "role_validation",
        /// 能力差异化.
        Differentiation = "differentiation",
    }
}

text_enum! {
    /// What is checked before a partner applies for a scheme.
    EligibilityCheck {
        /// The partner is on the scheme's path (documented).
        Path = "path",
        /// It has reached one of the scheme's stages (documented).
        Stage = "stage",
        /// It was invited into the programme (documented for CCoE).
        Invited = "invited",
        /// It has no live qualification for the scheme and the year (ours).
        NoneLive = "none_live",
    }
}

/// What a partner is, as far as schemes ask.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerFacts {
    /// The paths it has joined and the stage it reached on each.
    pub paths: Vec<(Path, Stage)>,
    /// The schemes whose programme it was invited into.
    pub invited: Vec<Scheme>,
    /// Its qualifications of this programme year.
    pub qualifications: Vec<(Scheme, QualificationState)>,
}

/// Every check before a partner applies for a scheme. Role validation alone does not suffice for
/// `si_presales` (a question of the FAQ F10): the stages of the policy say so.
pub fn evaluate_partner(partner: &PartnerFacts, terms: &Terms) -> Vec<Check<EligibilityCheck>> {
    use EligibilityCheck as K;
    let word = |space: &str, key: &str| Fact::Words(vec![format!("{space}.{key}")]);
    let on_path = partner.paths.iter().find(|(path, _)| *path == terms.path);
    let paths = partner.paths.iter().map(|(path, _)| format!("path.{}", path.as_str()));
    let stage = on_path.map(|(_, stage)| *stage);
    let stages = terms.stages.iter().map(|stage| format!("stage.{}", stage.as_str()));
    let reached = terms.stages.is_empty() || stage.is_some_and(|s| terms.stages.contains(&s));
    let live = partner
        .qualifications
        .iter()
        .find(|(scheme, state)| *scheme == terms.scheme && state.is_live());
    vec![
        Check::new(
            K::Path,
            on_path.is_some(),
            word("path", terms.path.as_str()),
            Fact::Words(paths.collect()),
            Cure::AskManager,
        ),
        Check::new(
            K::Stage,
            reached,
            Fact::Words(stages.collect()),
            stage.map_or(Fact::None, |stage| word("stage", stage.as_str())),
            Cure::AskManager,
        ),
        Check::new(
            K::Invited,
            !terms.is_invited_only || partner.invited.contains(&terms.scheme),
            Fact::None,
            Fact::None,
            Cure::AskManager,
        ),
        Check::new(
            K::NoneLive,
            live.is_none(),
            Fact::None,
            live.map_or(Fact::None, |(_, state)| word("qualification_state", state.as_str())),
            Cure::SeeOther { id: terms.scheme.as_str().to_owned() },
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::sample_policy;
    use super::*;
    use crate::time::Day;

    #[test]
    fn who_may_apply() {
        use EligibilityCheck as K;
        use QualificationState as Q;
        let policy = sample_policy(Day::parse("2026-01-01").unwrap());
        let (si, svc) = (Path::SystemIntegration, Path::Service);
        let (ccoe, expert, pre) = (Scheme::SvcCcoe, Scheme::SvcExpert, Scheme::SiPresales);
        for (paths, invited, live, scheme, failed) in [
            (vec![(si, Stage::Differentiation)], vec![], vec![], pre, vec![]),
            (vec![(si, Stage::RoleValidation)], vec![], vec![], pre, vec![K::Stage]),
            (vec![(svc, Stage::Differentiation)], vec![], vec![], pre, vec![K::Path, K::Stage]),
            (
                vec![(si, Stage::Differentiation)],
                vec![],
                vec![(pre, Q::Reviewing)],
                pre,
                vec![K::NoneLive],
            ),
            (vec![(si, Stage::Differentiation)], vec![], vec![(pre, Q::Expired)], pre, vec![]),
            (vec![(si, Stage::Differentiation)], vec![], vec![(ccoe, Q::Approved)], pre, vec![]),
            (vec![(svc, Stage::RoleSelection)], vec![], vec![], ccoe, vec![K::Invited]),
            (vec![(svc, Stage::RoleSelection)], vec![ccoe], vec![], ccoe, vec![]),
            (vec![(svc, Stage::RoleValidation)], vec![], vec![], expert, vec![]),
            (vec![(svc, Stage::RoleSelection)], vec![], vec![], expert, vec![K::Stage]),
        ] {
            let partner = PartnerFacts { paths, invited, qualifications: live };
            let checks = evaluate_partner(&partner, policy.terms(scheme).unwrap());
            let found: Vec<_> = checks.iter().filter(|c| !c.passed).map(|c| c.key).collect();
            assert_eq!(found, failed, "{partner:?} {scheme:?}");
            assert!(checks.iter().all(|c| c.passed == (c.cure == Cure::Nothing)));
        }
    }
}
