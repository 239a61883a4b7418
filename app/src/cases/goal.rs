//! Where the links of cases lead. Services name a goal; which address it has depends on the console.

use hezong_contract::cases::Goal;
use hezong_domain::accounts::AccountKind;
use hezong_ui::GoalAddress;
use leptos::prelude::provide_context;

use crate::routes;

/// The address of a goal in a console.
pub fn goal_href(kind: AccountKind, goal: &Goal) -> String {
    let is_vendor = kind == AccountKind::Vendor;
    match goal {
        Goal::Case(id) if is_vendor => routes::ops_case(id),
        Goal::Case(id) => routes::partner_case(id),
        Goal::Sheet(id) if is_vendor => routes::ops_invoice_sheet(id),
        Goal::Sheet(id) => routes::invoice_sheet(id),
        Goal::Partner(id) if is_vendor => routes::ops_partner(id),
        Goal::Partner(_) => routes::PARTNER.to_owned(),
        Goal::Balance if is_vendor => routes::OPS_PARTNERS.to_owned(),
        Goal::Balance => routes::BALANCE.to_owned(),
        Goal::Certification if is_vendor => routes::ops_queue_of("certification"),
        Goal::Certification => routes::CERTIFICATION.to_owned(),
        Goal::Qualification if is_vendor => routes::ops_queue_of("qualification"),
        Goal::Qualification => routes::FH_QUALIFICATION.to_owned(),
        Goal::People if is_vendor => routes::ops_queue_of("member_link"),
        Goal::People => routes::FH_PEOPLE.to_owned(),
        Goal::Claims if is_vendor => routes::ops_queue_of("claim"),
        Goal::Claims => routes::FH_CLAIMS.to_owned(),
        Goal::Payments if is_vendor => routes::ops_queue_of("payment"),
        Goal::Payments => routes::FH_PAYMENTS.to_owned(),
    }
}

/// Tells what stands on the page where goals lead in this console.
pub fn provide(kind: AccountKind) {
    provide_context(GoalAddress(match kind {
        AccountKind::Vendor => |goal| goal_href(AccountKind::Vendor, goal),
        AccountKind::Partner | AccountKind::Customer => {
            |goal| goal_href(AccountKind::Partner, goal)
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_console_has_its_own_page_of_a_case() {
        let goal = Goal::Case("CS1".to_owned());
        assert_eq!(goal_href(AccountKind::Partner, &goal), "/partner/cases/CS1");
        assert_eq!(goal_href(AccountKind::Vendor, &goal), "/ops/cases/CS1");
        let people = goal_href(AccountKind::Vendor, &Goal::People);
        assert_eq!(people, "/ops/queue?benefit=member_link&turn=any");
    }
}
