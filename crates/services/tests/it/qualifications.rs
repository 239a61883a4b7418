//! A partner applies for a scheme and is reviewed.

use hezong_domain::ProblemKind;
use hezong_domain::incentives::{PartnerFacts, Scheme, Stage as PathStage};
use hezong_domain::members::Path;
use hezong_services::Error;
use hezong_services::benefits::{case, qualifications};
use hezong_testing::World;
use hezong_texts::Lang;

use crate::cases::{Stage, act, act_on, refusal, seen};

const SIGNED: &[(&str, &str)] = &[("agreement", "yes"), ("name", "Lin")];

async fn reach(stage: &Stage, reached: PathStage) {
    let paths = vec![(Path::SystemIntegration, reached)];
    let facts = PartnerFacts { paths, ..PartnerFacts::default() };
    let system = stage.world.system().await;
    qualifications::set_paths(&system, &stage.partner, &facts).await.unwrap();
}

/// The state a partner's page shows for a scheme.
async fn state(stage: &Stage, scheme: Scheme) -> String {
    let cards = qualifications::list(&stage.admin, Lang::En).await.unwrap();
    cards.into_iter().find(|card| card.scheme == scheme.as_str()).unwrap().state.words
}

#[tokio::test]
async fn a_partner_applies_and_is_approved() {
    for world in World::each().await {
        let stage = Stage::on(world).await;
        reach(&stage, PathStage::Differentiation).await;
        let cards = qualifications::list(&stage.admin, Lang::En).await.unwrap();
        let open: Vec<_> =
            cards.iter().filter(|card| card.can_begin).map(|card| card.scheme.as_str()).collect();
        assert_eq!(open, ["si_presales"]);
        assert!(cards.iter().all(|card| card.is_sample && card.case_id.is_none()));

        let id = qualifications::begin(&stage.admin, Scheme::SiPresales).await.unwrap();
        let again = qualifications::begin(&stage.admin, Scheme::SiPresales).await.unwrap();
        assert_eq!(id, again);
        let page = seen(&stage.admin, &id).await;
        let submit = page.acts.first().unwrap();
        assert_eq!((submit.event.as_str(), submit.blocked.len()), ("submit", 0));
        assert_eq!(submit.fields.len(), 2);

        let unsigned = act(&stage.admin, &id, "submit", &[("name", "Lin")]).await;
        let Err(Error::Invalid(problems)) = unsigned else { panic!("{unsigned:?}") };
        assert_eq!(problems.of("agreement"), Some(&ProblemKind::Required));
        act(&stage.admin, &id, "submit", SIGNED).await.unwrap();
        // Who handed it in may not review it, whatever hats the person wears.
        assert_eq!(refusal(act(&stage.admin, &id, "approve", &[]).await), "not_yours");
        assert_eq!(refusal(act(&stage.two_faced(), &id, "approve", &[]).await), "own_case");
        let version = seen(&stage.reviewer, &id).await.version;
        assert_eq!(
            refusal(act_on(&stage.reviewer, &id, "approve", &[], version - 1).await),
            "stale"
        );
        act(&stage.reviewer, &id, "reject", &[]).await.unwrap();
        // The rejected application itself does not stand in the way of its correction.
        act(&stage.admin, &id, "submit", SIGNED).await.unwrap();
        act(&stage.reviewer, &id, "approve", &[]).await.unwrap();
        let page = seen(&stage.reviewer, &id).await;
        assert_eq!(page.steps.len(), 4);
        assert!(page.facts.iter().any(|fact| fact.value.contains("Lin")), "{:?}", page.facts);
        stage.world.assert_sound().await;
    }
}

#[tokio::test]
async fn a_partner_that_does_not_fit_is_told_why() {
    let stage = Stage::on(World::sqlite().await).await;
    reach(&stage, PathStage::RoleValidation).await;
    let id = qualifications::begin(&stage.admin, Scheme::SiPresales).await.unwrap();
    let page = seen(&stage.admin, &id).await;
    let submit = page.acts.first().unwrap();
    assert_eq!(submit.blocked.len(), 1);
    assert_eq!(page.checks.iter().flat_map(|c| &c.checks).filter(|c| !c.passed).count(), 1);
    assert_eq!(refusal(act(&stage.admin, &id, "submit", SIGNED).await), "guarded");
}

#[tokio::test]
async fn a_lost_stage_ends_what_was_approved() {
    let stage = Stage::on(World::sqlite().await).await;
    reach(&stage, PathStage::Differentiation).await;
    let id = qualifications::begin(&stage.admin, Scheme::SiPresales).await.unwrap();
    act(&stage.admin, &id, "submit", SIGNED).await.unwrap();
    act(&stage.reviewer, &id, "approve", &[]).await.unwrap();
    let approved = state(&stage, Scheme::SiPresales).await;
    reach(&stage, PathStage::Differentiation).await;
    assert_eq!(state(&stage, Scheme::SiPresales).await, approved);
    reach(&stage, PathStage::RoleSelection).await;
    let page = seen(&stage.admin, &id).await;
    assert_ne!(page.state.words, approved);
    assert_eq!(page.steps.len(), 3);
    // Reached again, it can be applied for again.
    reach(&stage, PathStage::Differentiation).await;
    act(&stage.admin, &id, "submit", SIGNED).await.unwrap();
}

#[tokio::test]
async fn others_find_nothing_and_may_not_enter_paths() {
    let stage = Stage::on(World::sqlite().await).await;
    let id = qualifications::begin(&stage.admin, Scheme::SvcExpert).await.unwrap();
    let stranger = stage.stranger().await;
    let view = case::view(&stranger, Lang::En, id.as_str()).await;
    assert!(matches!(view, Err(Error::NotFound(_))), "{view:?}");
    let acted = act_on(&stranger, &id, "submit", SIGNED, 0).await;
    assert!(matches!(acted, Err(Error::NotFound(_))), "{acted:?}");
    let facts = PartnerFacts::default();
    let entered = qualifications::set_paths(&stage.admin, &stage.partner, &facts).await;
    assert!(matches!(entered, Err(Error::Forbidden { .. })), "{entered:?}");
    let begun = qualifications::begin(&stage.reviewer, Scheme::SvcExpert).await;
    assert!(matches!(begun, Err(Error::Forbidden { .. })), "{begun:?}");
}
