//! What tests of cases share: a stage with people on both sides, and acts on a case as forms send them.

use hezong_contract::cases::{CaseForm, CaseView};
use hezong_domain::access::{Principal, Proof, Role};
use hezong_domain::accounts::AccountKind;
use hezong_domain::{CaseId, Day, PartnerId};
use hezong_services::benefits::{case, policy};
use hezong_services::setup::{self, NewOperator};
use hezong_services::{Context, Error};
use hezong_testing::{PASSWORD, World};
use hezong_texts::Lang;

/// A partner with its administrator, and a reviewer of the vendor, under the sample policy.
pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) partner: PartnerId,
    pub(crate) admin: Context,
    pub(crate) reviewer: Context,
}

impl Stage {
    pub(crate) async fn on(world: World) -> Self {
        let system = world.system().await;
        policy::install_sample(&system, Day::parse("2026-01-01").unwrap()).await.unwrap();
        let partner = world.partner("shanhai").await;
        let admin = world.person(&partner.account(), "", Role::PartnerAdmin).await;
        let reviewer = operator(&world, "rui", Role::Operations).await;
        Self { world, partner, admin, reviewer }
    }

    /// Somebody of another partner.
    pub(crate) async fn stranger(&self) -> Context {
        let other = self.world.partner("beidou").await;
        self.world.person(&other.account(), "", Role::PartnerAdmin).await
    }

    /// The partner's administrator, were it a reviewer too.
    pub(crate) fn two_faced(&self) -> Context {
        let own = self.admin.principal();
        let principal = Principal::authenticated(
            own.account_id().clone(),
            AccountKind::Partner,
            own.user_id().unwrap().clone(),
            own.sign_in().to_owned(),
            vec![Role::PartnerAdmin, Role::Operations],
            Proof::Session,
        );
        self.world.services.context(principal, self.world.facts())
    }
}

/// Somebody of the vendor's.
pub(crate) async fn operator(world: &World, name: &str, role: Role) -> Context {
    let vendor = world.system().await.principal().account_id().clone();
    let new = NewOperator {
        sign_in: name.to_owned(),
        display_name: name.to_owned(),
        password: PASSWORD.to_owned(),
        role,
        vendor_name: "Vendor".to_owned(),
    };
    let user = setup::create_operator(&world.services, &new).await.unwrap();
    let (kind, proof) = (AccountKind::Vendor, Proof::Session);
    let principal =
        Principal::authenticated(vendor, kind, user, name.to_owned(), vec![role], proof);
    world.services.context(principal, world.facts())
}

/// A case as somebody sees it.
pub(crate) async fn seen(cx: &Context, id: &CaseId) -> CaseView {
    case::view(cx, Lang::En, id.as_str()).await.unwrap()
}

/// Does something with a case on the version somebody sees now.
pub(crate) async fn act(
    cx: &Context,
    id: &CaseId,
    event: &str,
    fields: &[(&str, &str)],
) -> Result<(), Error> {
    let version = seen(cx, id).await.version;
    act_on(cx, id, event, fields, version).await
}

/// The same on a version that was seen before.
pub(crate) async fn act_on(
    cx: &Context,
    id: &CaseId,
    event: &str,
    fields: &[(&str, &str)],
    version: i64,
) -> Result<(), Error> {
    let answer = |(name, value): &(&str, &str)| ((*name).to_owned(), vec![(*value).to_owned()]);
    let form = CaseForm {
        id: id.to_string(),
        event: event.to_owned(),
        seen: version.to_string(),
        reason: "because".to_owned(),
        fields: fields.iter().map(answer).collect(),
        ..CaseForm::default()
    };
    case::act(cx, &form).await
}

/// The key of a refusal of a case; anything else as it prints.
pub(crate) fn refusal(answer: Result<(), Error>) -> String {
    match answer {
        Err(Error::Case(refusal)) => refusal.key.to_owned(),
        other => format!("{other:?}"),
    }
}
