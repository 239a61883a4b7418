//! Every address of the site. Nothing else writes one.
//!
//! A page adds a constant (or a builder, when the address carries an id) here and a `Route` in the
//! group of its area.

use hezong_contract::query;
use hezong_domain::coupons::CouponType;

/// The console the person belongs to, or the sign-in page.
pub const HOME: &str = "/";
/// Signing in.
pub const SIGN_IN: &str = hezong_ui::state::SIGN_IN_PATH;
/// Messages of the signed-in person.
pub const MESSAGES: &str = "/messages";
/// Finished and running exports.
pub const EXPORTS: &str = "/exports";

/// Password, second factor, sessions.
pub const SECURITY: &str = "/account/security";
/// Where notices go: e-mail, language, calendar feed.
pub const NOTICES: &str = "/account/notices";
/// The account's ids and access keys.
pub const CREDENTIALS: &str = "/account/credentials";

/// Home of the Partner Center.
pub const PARTNER: &str = "/partner";
/// A partner's customers.
pub const PARTNER_CUSTOMERS: &str = "/partner/customers";
/// Vouchers a partner has issued.
pub const VOUCHERS_ISSUED: &str = "/partner/coupons/issued";
/// All pages around vouchers.
pub const VOUCHERS: &str = "/partner/coupons";
/// Cash coupons a partner has issued.
pub const CASH_ISSUED: &str = "/partner/cash-coupons/issued";
/// All pages around cash coupons.
pub const CASH_COUPONS: &str = "/partner/cash-coupons";
/// Dedicated-staff incentives: the guide.
pub const FH: &str = "/partner/fh";
/// Dedicated-staff incentives: qualifications.
pub const FH_QUALIFICATION: &str = "/partner/fh/qualification";
/// Dedicated-staff incentives: the people.
pub const FH_PEOPLE: &str = "/partner/fh/people";
/// Dedicated-staff incentives: claims of months.
pub const FH_CLAIMS: &str = "/partner/fh/claims";
/// Dedicated-staff incentives: payments of quarters.
pub const FH_PAYMENTS: &str = "/partner/fh/payments";
/// The certification of a partner's business information.
pub const CERTIFICATION: &str = "/partner/certification";
/// A partner's balance and its own bills.
pub const BALANCE: &str = "/partner/balance";
/// The people of a partner who sign in.
pub const PARTNER_MEMBERS: &str = "/partner/members";
/// The roles of a partner.
pub const PARTNER_ROLES: &str = "/partner/roles";
/// Access keys and the open API.
pub const OPEN_API: &str = "/partner/open-api";

/// Overview of the Cost Center.
pub const COST: &str = "/cost";
/// A customer's vouchers.
pub const WALLET: &str = "/cost/coupons";
/// A customer's cash coupons.
pub const CASH_WALLET: &str = "/cost/cash-coupons";

/// The partners a person is linked with.
pub const MEMBERSHIPS: &str = "/cost/memberships";

/// Overview of operations.
pub const OPS: &str = "/ops";
/// Partners, as operations see them.
pub const OPS_PARTNERS: &str = "/ops/partners";
/// Creating a partner.
pub const OPS_PARTNER_NEW: &str = "/ops/partners/new";
/// Customers, as operations see them.
pub const OPS_CUSTOMERS: &str = "/ops/customers";
/// Creating a customer.
pub const OPS_CUSTOMER_NEW: &str = "/ops/customers/new";
/// Quotas, as operations see them.
pub const OPS_QUOTAS: &str = "/ops/quotas";
/// Granting a quota.
pub const OPS_QUOTA_NEW: &str = "/ops/quotas/new";
/// Experts under assessment.
pub const OPS_EXPERTS: &str = "/ops/experts";
/// What waits for operations.
pub const OPS_QUEUE: &str = "/ops/queue";
/// The audit log.
pub const OPS_AUDIT: &str = "/ops/audit";
/// Policies of incentives.
pub const OPS_POLICIES: &str = "/ops/policies";
/// The calendar of working days.
pub const OPS_CALENDAR: &str = "/ops/calendar";
/// Monthly lists that operations make.
pub const OPS_LISTS: &str = "/ops/fh/lists";
/// Making months final.
pub const OPS_FINAL: &str = "/ops/fh/final";
/// The sandbox's clock.
pub const OPS_CLOCK: &str = "/ops/clock";

/// A customer's coupons of one type.
pub const fn wallet(coupon_type: CouponType) -> &'static str {
    match coupon_type {
        CouponType::Voucher => WALLET,
        CouponType::CashCoupon => CASH_WALLET,
    }
}

/// One of a customer's coupons.
pub fn wallet_coupon(coupon_type: CouponType, id: &str) -> String {
    format!("{}/{id}", wallet(coupon_type))
}

/// The file of a finished export.
pub fn export_file(id: &str) -> String {
    format!("{EXPORTS}/{id}/file")
}

/// A partner, as operations see it.
pub fn ops_partner(id: &str) -> String {
    format!("{OPS_PARTNERS}/{id}")
}

/// The page behind the link of a partner's invitation to an employee.
pub fn membership(token: &str) -> String {
    format!("/membership/{token}")
}

/// A person of the partner.
pub fn partner_member(id: &str) -> String {
    format!("{PARTNER_MEMBERS}/{id}")
}

/// A role of the partner's own.
pub fn partner_role(id: &str) -> String {
    format!("{PARTNER_ROLES}/{id}")
}

/// A case, for the partner.
pub fn partner_case(id: &str) -> String {
    format!("{PARTNER}/cases/{id}")
}

/// Where the files of a case are sent; below the page of the case.
pub fn case_files(case_page: &str) -> String {
    format!("{case_page}/files")
}

/// Where a file is taken away from a case.
pub fn case_file_removal(case_page: &str, file_id: &str) -> String {
    format!("{case_page}/files/{file_id}/remove")
}

/// A file somebody handed in, under its own name.
pub fn file(id: &str, name: &str) -> String {
    format!("/files/{id}/{}", query::encode(name))
}

/// The paths a partner is on.
pub fn ops_partner_paths(id: &str) -> String {
    format!("{}/paths", ops_partner(id))
}

/// The bills a partner has to pay.
pub fn ops_partner_bills(id: &str) -> String {
    format!("{}/bills", ops_partner(id))
}

/// A version of the policy.
pub fn ops_policy(version: i64) -> String {
    format!("{OPS_POLICIES}/{version}")
}

/// The form of a draft of the policy.
pub fn ops_policy_edit(version: i64) -> String {
    format!("{}/edit", ops_policy(version))
}

/// A draft of the policy before it is published.
pub fn ops_policy_review(version: i64) -> String {
    format!("{}/review", ops_policy(version))
}

/// A year of the calendar.
pub fn ops_calendar_year(year: i64) -> String {
    with_query(OPS_CALENDAR, &query::build([("year", year.to_string())]))
}

/// A day of the calendar, to be changed.
pub fn ops_calendar_day(day: &str) -> String {
    format!("{}#day", with_query(OPS_CALENDAR, &query::build([("day", day)])))
}

/// Who changed the calendar.
pub fn ops_audit_of(action: &str) -> String {
    with_query(OPS_AUDIT, &query::build([("action", action)]))
}

/// A case, for operations.
pub fn ops_case(id: &str) -> String {
    format!("{OPS}/cases/{id}")
}

/// What waits for anybody of operations.
pub fn ops_queue_all() -> String {
    with_query(OPS_QUEUE, &query::build([("turn", "any")]))
}

/// What waits for anybody of operations in one workflow.
pub fn ops_queue_of(benefit: &str) -> String {
    with_query(OPS_QUEUE, &query::build([("benefit", benefit), ("turn", "any")]))
}

/// The printed invoice list of a payment request.
pub fn invoice_sheet(case_id: &str) -> String {
    format!("{FH_PAYMENTS}/{case_id}/invoice-list")
}

/// The printed invoice list of a payment request, for operations.
pub fn ops_invoice_sheet(case_id: &str) -> String {
    format!("{}/invoice-list", ops_case(case_id))
}

/// The invoice list of a payment request as a file.
pub fn invoice_sheet_pdf(case_id: &str) -> String {
    format!("{}.pdf", invoice_sheet(case_id))
}

/// The invoice list of a payment request as a file, for operations.
pub fn ops_invoice_sheet_pdf(case_id: &str) -> String {
    format!("{}.pdf", ops_invoice_sheet(case_id))
}

/// A customer, as operations see it.
pub fn ops_customer(id: &str) -> String {
    format!("{OPS_CUSTOMERS}/{id}")
}

/// A quota, as operations see it.
pub fn ops_quota(id: &str) -> String {
    format!("{OPS_QUOTAS}/{id}")
}

/// The quotas of a partner, as operations see them.
pub fn ops_quotas_of(partner_id: &str) -> String {
    with_query(OPS_QUOTAS, &query::build([("partner", partner_id)]))
}

/// What waits for anybody of operations about a partner.
pub fn ops_queue_of_partner(partner_id: &str) -> String {
    with_query(OPS_QUEUE, &query::build([("partner", partner_id), ("turn", "any")]))
}

/// The customers of a partner, as operations see them.
pub fn ops_customers_of(partner_id: &str) -> String {
    with_query(OPS_CUSTOMERS, &query::build([("partner", partner_id)]))
}

/// Granting a quota to a partner.
pub fn ops_quota_new_for(partner_id: &str) -> String {
    with_query(OPS_QUOTA_NEW, &query::build([("partner", partner_id)]))
}

/// Signing in, then on to `next`.
pub fn sign_in(next: &str) -> String {
    if next.is_empty() || next == HOME {
        SIGN_IN.to_owned()
    } else {
        format!("{SIGN_IN}?next={}", query::encode(next))
    }
}

/// The address of a path with a query string.
pub fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// A path of this site, as somebody's `next` says it; home when it is anything else.
///
/// Only an absolute path without a host is taken: `//host`, `/\host` and schemes are not.
pub fn safe_next<'a>(next: &'a str, home: &'a str) -> &'a str {
    let is_ours = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.chars().any(char::is_control)
        && !next.starts_with(SIGN_IN);
    if is_ours { next } else { home }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_never_leaves_the_site() {
        assert_eq!(safe_next("/partner?x=1", "/"), "/partner?x=1");
        for bad in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\nb",
            "/sign-in?next=/",
        ] {
            assert_eq!(safe_next(bad, "/home"), "/home", "{bad:?}");
        }
    }
}
