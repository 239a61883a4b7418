//! Which actors of the workflows' tables a caller is (incentives-invoices §0).

use hezong_domain::access::{Permission, Principal, Proof};
use hezong_domain::benefits::Actor;

/// Permissions and the actors they make, vendor's people and partners alike.
const HATS: &[(Permission, &[Actor])] = &[
    (Permission::BenefitManage, &[Actor::Partner]),
    (Permission::OpsReview, &[Actor::Reviewer, Actor::ServiceOperations]),
    (Permission::OpsAssess, &[Actor::EcosystemManager]),
    (Permission::OpsInvoices, &[Actor::InvoiceDesk]),
    (Permission::OpsPay, &[Actor::Finance]),
];

/// The actors a caller is. A job is the system and nobody else: it must not be able to approve.
pub(crate) fn of(principal: &Principal) -> Vec<Actor> {
    if principal.proof() == Proof::System {
        return vec![Actor::System];
    }
    let worn = HATS.iter().filter(|(permission, _)| principal.may(*permission));
    worn.flat_map(|(_, actors)| actors.iter().copied()).collect()
}

/// The permission that makes somebody an actor; `None` for members and the system.
pub(crate) fn permission(actor: Actor) -> Option<Permission> {
    HATS.iter().find(|(_, actors)| actors.contains(&actor)).map(|(permission, _)| *permission)
}
