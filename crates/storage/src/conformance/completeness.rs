//! A trait method that no test calls is found here.

use super::Fresh;

/// How a trait is reached, and the text that declares it.
const TRAITS: &[(&str, &str, &str)] = &[
    ("storage.", "trait Storage:", include_str!("../lib.rs")),
    ("work.", "trait UnitOfWork:", include_str!("../lib.rs")),
    (".accounts().", "trait AccountRepository", include_str!("../accounts.rs")),
    (".identity().", "trait IdentityRepository", include_str!("../identity.rs")),
    (".credentials().", "trait CredentialRepository", include_str!("../identity.rs")),
    (".organisation().", "trait OrganisationRepository", include_str!("../organisation.rs")),
    (".memberships().", "trait MembershipRepository", include_str!("../memberships.rs")),
    (".customers().", "trait CustomerRepository", include_str!("../customers.rs")),
    (".quotas().", "trait QuotaRepository", include_str!("../quotas.rs")),
    (".coupons().", "trait CouponRepository", include_str!("../coupons.rs")),
    (".ledger().", "trait LedgerRepository", include_str!("../ledger.rs")),
    (".audit().", "trait AuditRepository", include_str!("../audit.rs")),
    (".benefits().", "trait BenefitRepository", include_str!("../benefits.rs")),
    (".balances().", "trait BalanceRepository", include_str!("../balances.rs")),
    (".imports().", "trait ImportRepository", include_str!("../imports.rs")),
    (".runs().", "trait RunRepository", include_str!("../runs.rs")),
    (".operation().", "trait OperationRepository", include_str!("../operation.rs")),
    (".notices().", "trait NoticeRepository", include_str!("../notices.rs")),
    (".drafts().", "trait DraftRepository", include_str!("../drafts.rs")),
    (".verify().", "trait VerifyRepository", include_str!("../verify.rs")),
];

/// The tests themselves.
const TESTS: &[&str] = &[
    include_str!("../conformance.rs"),
    include_str!("accounts.rs"),
    include_str!("audit.rs"),
    include_str!("balances.rs"),
    include_str!("benefits.rs"),
    include_str!("coupon_lists.rs"),
    include_str!("coupons.rs"),
    include_str!("customers.rs"),
    include_str!("drafts.rs"),
    include_str!("engine.rs"),
    include_str!("identity.rs"),
    include_str!("imports.rs"),
    include_str!("ledger.rs"),
    include_str!("make.rs"),
    include_str!("notices.rs"),
    include_str!("memberships.rs"),
    include_str!("operation.rs"),
    include_str!("organisation.rs"),
    include_str!("quotas.rs"),
    include_str!("runs.rs"),
    include_str!("verify.rs"),
    include_str!("wallet.rs"),
];

/// Methods a trait declares, in the text of its file.
fn methods(head: &str, file: &str) -> Vec<String> {
    let body = file.split_once(head).map_or("", |(_, rest)| rest);
    let body = body.split_once("\n}").map_or(body, |(body, _)| body);
    body.split("fn ")
        .skip(1)
        .filter_map(|rest| rest.split_once('(').map(|(name, _)| name.trim().to_owned()))
        .collect()
}

/// Every method of every trait is called by a test.
#[expect(clippy::unused_async, reason = "called like every other test")]
pub async fn every_method_is_tested(_: Fresh) {
    let tests: String = TESTS.concat().split_whitespace().collect();
    let mut seen = 0;
    let mut untested = Vec::new();
    for (reached, head, file) in TRAITS {
        for method in methods(head, file) {
            seen += 1;
            if !tests.contains(&format!("{reached}{method}(")) {
                untested.push(format!("{reached}{method}"));
            }
        }
    }
    assert!(seen > 90, "only {seen} methods found: the traits moved");
    assert!(untested.is_empty(), "{untested:#?}");
}
