//! Builders: the people and quotas most tests need, made through the use cases.

use hezong_contract::accounts::{InviteForm, NewPartner};
use hezong_contract::coupons::NewGrant;
use hezong_contract::customers::NewCustomer;
use hezong_contract::session::AcceptForm;
use hezong_domain::access::Role;
use hezong_domain::accounts::{AssociationKind, PartnerType};
use hezong_domain::coupons::{Door, IssueRequest, LimitRequest, Limits, QuotaType, Terms};
use hezong_domain::{AccountId, CouponId, CustomerId, Fen, PartnerId, QuotaId};
use hezong_services::coupons::Issue;
use hezong_services::{Context, RequestFacts, customers, identity, partners, quotas, setup};

use crate::World;

/// Password of everybody in test worlds.
pub const PASSWORD: &str = "correct horse battery";

impl World {
    /// The facts of a request.
    pub fn facts(&self) -> RequestFacts {
        RequestFacts::internal(hezong_domain::RequestId::new("test"))
    }

    /// The system acting for the vendor, which is made on first use.
    pub async fn system(&self) -> Context {
        let vendor = if let Some(id) = setup::vendor(&self.services).await.expect("vendor") {
            id
        } else {
            let new = setup::NewOperator {
                sign_in: "ops".to_owned(),
                display_name: "Ops".to_owned(),
                password: PASSWORD.to_owned(),
                role: Role::Operations,
                vendor_name: "Vendor".to_owned(),
            };
            setup::create_operator(&self.services, &new).await.expect("operator");
            setup::vendor(&self.services).await.expect("vendor").expect("vendor is there")
        };
        self.services.system(vendor, "test")
    }

    /// A partner of the solution-provider type; subsidised when its name begins with `sub`.
    pub async fn partner(&self, name: &str) -> PartnerId {
        let new = NewPartner {
            account_name: name.to_owned(),
            display_name: format!("{name} Company"),
            partner_type: PartnerType::SolutionProvider,
            is_subsidised: name.starts_with("sub"),
            email: String::new(),
            mobile: String::new(),
        };
        partners::create(&self.system().await, &new).await.expect("partner")
    }

    /// A customer of a partner.
    pub async fn customer(
        &self,
        name: &str,
        partner: &PartnerId,
        kind: AssociationKind,
    ) -> CustomerId {
        let new = NewCustomer {
            account_name: name.to_owned(),
            display_name: format!("{name} Limited"),
            email: String::new(),
            mobile: String::new(),
            association: Some((partner.to_string(), kind)),
        };
        customers::create(&self.system().await, &new).await.expect("customer")
    }

    /// A person of an account, signed in; an empty member name makes the account's first person.
    pub async fn person(&self, account: &AccountId, member: &str, role: Role) -> Context {
        let form = InviteForm {
            account_id: account.to_string(),
            member: member.to_owned(),
            display_name: "Somebody".to_owned(),
            email: String::new(),
            role: role.as_str().to_owned(),
        };
        let made = partners::invite(&self.system().await, &form).await.expect("invitation");
        let accept = AcceptForm {
            token: made.path.rsplit('/').next().unwrap_or_default().to_owned(),
            display_name: "Somebody".to_owned(),
            password: PASSWORD.to_owned(),
            repeat: PASSWORD.to_owned(),
        };
        let facts = self.facts();
        let signed = identity::accept(&self.services, &facts, &accept).await.expect("accept");
        let principal = identity::authenticate(&self.services, &facts, &signed.secret)
            .await
            .expect("session")
            .expect("signed in");
        self.services.context(principal, facts)
    }

    /// A grant of vouchers without limits, in force for a year from yesterday.
    pub fn a_grant(&self, partner: &PartnerId, value: Fen) -> NewGrant {
        let now = self.services.now();
        NewGrant {
            partner_id: partner.clone(),
            quota_type: QuotaType::Voucher,
            name: "Campaign".to_owned(),
            value,
            effective_at: now.plus_days(-1),
            expires_at: now.plus_days(365),
            limits: Limits::default(),
            terms: Terms::default(),
        }
    }

    /// Grants a quota.
    pub async fn quota(&self, new: &NewGrant) -> QuotaId {
        quotas::grant(&self.system().await, new, "").await.expect("quota")
    }

    /// An issue of one coupon each, through the console.
    pub fn an_issue(&self, quota: &QuotaId, customers: &[&CustomerId], face: Fen) -> Issue {
        Issue {
            request: IssueRequest {
                quota_id: quota.clone(),
                customer_ids: customers.iter().map(|id| (*id).clone()).collect(),
                face,
                effective_at: None,
                expires_at: None,
                limits: LimitRequest::default(),
                name: String::new(),
                memo: "a memo".to_owned(),
            },
            door: Door::Console,
            key: String::new(),
            code: String::new(),
        }
    }

    /// Issues one coupon.
    pub async fn coupon(
        &self,
        issuer: &Context,
        quota: &QuotaId,
        customer: &CustomerId,
        face: Fen,
    ) -> CouponId {
        let issue = self.an_issue(quota, &[customer], face);
        let result = hezong_services::coupons::issue(issuer, &issue).await.expect("issued");
        let row = result.rows.first().expect("one row");
        assert!(row.refusal.is_none(), "{:?}", row.refusal);
        CouponId::new(row.coupon_id.clone())
    }
}
