//! The side navigation as data. An entry stands here only when its page exists.

use hezong_contract::session::Viewer;
use hezong_domain::access::Permission;
use hezong_domain::accounts::AccountKind;
use hezong_texts::{Text, nav};

use crate::routes;

/// One entry.
pub struct Entry {
    /// Its words.
    pub text: Text,
    /// Where it leads.
    pub path: &'static str,
    /// Paths below this one mark it as current.
    pub area: &'static str,
    /// What one must be allowed to do to see it.
    pub permission: Option<Permission>,
    /// Only for those whom cash coupons concern.
    pub cash_coupons_only: bool,
    /// Only on a server that runs on demo data.
    pub sandbox_only: bool,
    /// Only for accounts of single persons.
    pub personal_only: bool,
}

/// Entries under one heading.
pub struct Group {
    /// The heading; none for the first entries.
    pub text: Option<Text>,
    /// The entries.
    pub entries: &'static [Entry],
}

const fn entry(text: Text, path: &'static str, permission: Option<Permission>) -> Entry {
    Entry {
        text,
        path,
        area: path,
        permission,
        cash_coupons_only: false,
        sandbox_only: false,
        personal_only: false,
    }
}

const fn personal(text: Text, path: &'static str, permission: Permission) -> Entry {
    Entry { personal_only: true, ..entry(text, path, Some(permission)) }
}

const fn sandbox(text: Text, path: &'static str, permission: Permission) -> Entry {
    Entry { sandbox_only: true, ..entry(text, path, Some(permission)) }
}

const fn area(
    text: Text,
    path: &'static str,
    area: &'static str,
    permission: Permission,
    cash_coupons_only: bool,
) -> Entry {
    Entry { area, cash_coupons_only, ..entry(text, path, Some(permission)) }
}

const fn headed(text: Text, entries: &'static [Entry]) -> Group {
    Group { text: Some(text), entries }
}

const fn first(entries: &'static [Entry]) -> Group {
    Group { text: None, entries }
}

const PARTNER: &[Group] = &[
    first(&[entry(nav::PARTNER_HOME, routes::PARTNER, None)]),
    headed(
        nav::SALES,
        &[
            entry(nav::CUSTOMERS, routes::PARTNER_CUSTOMERS, Some(Permission::CustomerView)),
            area(
                nav::VOUCHERS,
                routes::VOUCHERS_ISSUED,
                routes::VOUCHERS,
                Permission::IssuedView,
                false,
            ),
            area(
                nav::CASH_COUPONS,
                routes::CASH_ISSUED,
                routes::CASH_COUPONS,
                Permission::IssuedView,
                true,
            ),
        ],
    ),
    headed(
        nav::BENEFITS,
        &[
            entry(nav::FH, routes::FH, Some(Permission::BenefitView)),
            entry(nav::CERTIFICATION, routes::CERTIFICATION, Some(Permission::BenefitView)),
            entry(nav::BALANCE, routes::BALANCE, Some(Permission::BenefitView)),
        ],
    ),
    headed(
        nav::ORGANISATION,
        &[
            entry(nav::MEMBERS, routes::PARTNER_MEMBERS, Some(Permission::MembersManage)),
            entry(nav::ROLES, routes::PARTNER_ROLES, Some(Permission::MembersManage)),
        ],
    ),
    headed(
        nav::SUPPORT,
        &[
            entry(nav::OPEN_API, routes::OPEN_API, Some(Permission::AccessKeyManage)),
            entry(nav::EXPORTS, routes::EXPORTS, Some(Permission::RecordView)),
        ],
    ),
    headed(nav::ACCOUNT, ACCOUNT),
];

const CUSTOMER: &[Group] = &[
    first(&[entry(nav::OVERVIEW, routes::COST, None)]),
    headed(
        nav::OFFERS,
        &[
            entry(nav::COUPONS, routes::WALLET, Some(Permission::CouponView)),
            area(
                nav::CASH_COUPONS,
                routes::CASH_WALLET,
                routes::CASH_WALLET,
                Permission::CouponView,
                true,
            ),
        ],
    ),
    headed(
        nav::ACCOUNT,
        &[
            entry(nav::CREDENTIALS, routes::CREDENTIALS, None),
            personal(nav::MEMBERSHIPS, routes::MEMBERSHIPS, Permission::MembershipManage),
            entry(nav::SECURITY, routes::SECURITY, None),
            entry(nav::NOTICES, routes::NOTICES, None),
            entry(nav::MESSAGES, routes::MESSAGES, None),
        ],
    ),
];

const OPERATIONS: &[Group] = &[
    first(&[
        entry(nav::OVERVIEW, routes::OPS, Some(Permission::OpsPartners)),
        entry(nav::OPS_QUEUE, routes::OPS_QUEUE, Some(Permission::OpsBenefits)),
    ]),
    headed(
        nav::OPS_BUSINESS,
        &[
            entry(nav::OPS_PARTNERS, routes::OPS_PARTNERS, Some(Permission::OpsPartners)),
            entry(nav::OPS_CUSTOMERS, routes::OPS_CUSTOMERS, Some(Permission::OpsCustomers)),
            entry(nav::OPS_QUOTAS, routes::OPS_QUOTAS, Some(Permission::OpsQuotas)),
        ],
    ),
    headed(
        nav::OPS_INCENTIVES,
        &[
            entry(nav::OPS_EXPERTS, routes::OPS_EXPERTS, Some(Permission::OpsAssess)),
            entry(nav::OPS_LISTS, routes::OPS_LISTS, Some(Permission::OpsReview)),
            entry(nav::OPS_FINAL, routes::OPS_FINAL, Some(Permission::OpsReview)),
            entry(nav::OPS_POLICIES, routes::OPS_POLICIES, Some(Permission::OpsBenefits)),
            entry(nav::OPS_CALENDAR, routes::OPS_CALENDAR, Some(Permission::OpsBenefits)),
        ],
    ),
    headed(
        nav::OPS_SYSTEM,
        &[
            entry(nav::OPS_AUDIT, routes::OPS_AUDIT, Some(Permission::OpsAudit)),
            sandbox(nav::OPS_CLOCK, routes::OPS_CLOCK, Permission::OpsPolicies),
        ],
    ),
    headed(nav::ACCOUNT, ACCOUNT),
];

const ACCOUNT: &[Entry] = &[
    entry(nav::SECURITY, routes::SECURITY, None),
    entry(nav::NOTICES, routes::NOTICES, None),
    entry(nav::MESSAGES, routes::MESSAGES, None),
];

/// The navigation of a console.
pub fn groups(kind: AccountKind) -> &'static [Group] {
    match kind {
        AccountKind::Partner => PARTNER,
        AccountKind::Customer => CUSTOMER,
        AccountKind::Vendor => OPERATIONS,
    }
}

/// The name of a console.
pub fn console_name(kind: AccountKind) -> Text {
    match kind {
        AccountKind::Partner => nav::PARTNER_CENTER,
        AccountKind::Customer => nav::COST_CENTER,
        AccountKind::Vendor => nav::OPERATIONS,
    }
}

impl Entry {
    /// Whether the viewer sees it.
    pub fn is_for(&self, viewer: &Viewer) -> bool {
        self.permission.is_none_or(|permission| viewer.may(permission))
            && (!self.cash_coupons_only || viewer.sees_cash_coupons())
            && (!self.sandbox_only || viewer.is_sandbox)
    }

    /// Whether the page at `path` belongs to it.
    pub fn is_current(&self, path: &str) -> bool {
        let below = path.strip_prefix(self.area).is_some_and(|rest| rest.starts_with('/'));
        let is_home = [routes::PARTNER, routes::COST, routes::OPS].contains(&self.area);
        path == self.path || path == self.area || (below && !is_home)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_one_entry_is_current() {
        let current = |kind, path| {
            let all = groups(kind).iter().flat_map(|g| g.entries);
            all.filter(|e| e.is_current(path)).map(|e| e.path).collect::<Vec<_>>()
        };
        assert_eq!(current(AccountKind::Partner, "/partner"), [routes::PARTNER]);
        assert_eq!(
            current(AccountKind::Partner, "/partner/coupons/quotas"),
            [routes::VOUCHERS_ISSUED]
        );
        assert_eq!(
            current(AccountKind::Partner, "/partner/cash-coupons/issued"),
            [routes::CASH_ISSUED]
        );
        assert_eq!(current(AccountKind::Customer, "/cost/coupons/CP1"), [routes::WALLET]);
    }
}
