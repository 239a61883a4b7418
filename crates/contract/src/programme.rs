//! What operations enter before anybody applies: policies, and the paths partners are on.

use hezong_domain::incentives::{PartnerFacts, Scheme, Stage};
use hezong_domain::members::Path;
use hezong_domain::{ProblemKind, Problems};
use serde::{Deserialize, Serialize};

/// A partner's paths as the form holds them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathsView {
    /// The partner's company.
    pub partner: String,
    /// The form as it stands.
    pub form: PathsForm,
    /// Stages to choose from: value and words.
    pub stages: Vec<(String, String)>,
    /// Schemes one is invited into: value and words.
    pub schemes: Vec<(String, String)>,
    /// Names of the paths, in the order of the form's fields.
    pub paths: Vec<String>,
}

/// Entering a partner's paths.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PathsForm {
    /// The partner.
    pub partner_id: String,
    /// What the form was drawn from.
    pub seen: String,
    /// Stage on the path of system integration; empty when it has not joined.
    pub system_integration: String,
    /// Stage on the path of services.
    pub service: String,
    /// Stage on the path of learning.
    pub learning: String,
    /// Schemes whose programme it was invited into.
    pub invited: Vec<String>,
}

impl PathsForm {
    /// The form of what is stored.
    pub fn of(partner_id: &str, facts: &PartnerFacts) -> Self {
        let stage = |path: Path| {
            let found = facts.paths.iter().find(|(joined, _)| *joined == path);
            found.map_or_else(String::new, |(_, stage)| stage.as_str().to_owned())
        };
        Self {
            partner_id: partner_id.to_owned(),
            seen: String::new(),
            system_integration: stage(Path::SystemIntegration),
            service: stage(Path::Service),
            learning: stage(Path::Learning),
            invited: facts.invited.iter().map(|scheme| scheme.as_str().to_owned()).collect(),
        }
    }

    /// What the form says.
    ///
    /// # Errors
    /// Values that were not offered.
    pub fn check(&self) -> Result<PartnerFacts, Problems> {
        let mut problems = Problems::new();
        let mut facts = PartnerFacts::default();
        for (field, path, text) in [
            ("system_integration", Path::SystemIntegration, &self.system_integration),
            ("service", Path::Service, &self.service),
            ("learning", Path::Learning, &self.learning),
        ] {
            match (text.is_empty(), Stage::parse(text)) {
                (true, _) => {}
                (false, Some(stage)) => facts.paths.push((path, stage)),
                (false, None) => problems.add(field, ProblemKind::NotAChoice),
            }
        }
        for text in &self.invited {
            match Scheme::parse(text) {
                Some(scheme) => facts.invited.push(scheme),
                None => problems.add("invited", ProblemKind::NotAChoice),
            }
        }
        problems.into_result(facts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_comes_back_from_the_form() {
        let facts = PartnerFacts {
            paths: vec![(Path::Service, Stage::RoleValidation)],
            invited: vec![Scheme::SvcCcoe],
            ..PartnerFacts::default()
        };
        assert_eq!(PathsForm::of("p1", &facts).check(), Ok(facts));
        let wrong = PathsForm { service: "nonsense".to_owned(), ..PathsForm::default() };
        assert!(wrong.check().is_err_and(|problems| problems.of("service").is_some()));
    }
}
