//! `POST /v2/partners/sub-customers/query`, 查询客户列表.

use axum::response::Response;
use hezong_domain::accounts::{Activity, AssociationKind, Customer};
use hezong_domain::{CustomerId, mask, text};
use hezong_services::customers::list_for_api;
use hezong_storage::customers::CustomerFilter;
use serde::Serialize;

use crate::call::{Call, earlier_than, later_than, window, without_reseller};
use crate::error::Failure;
use crate::params::{Act, BadParam, Body, Filter, Length, Page, Problem, Rules};
use crate::time::UtcTime;

const OFFSET_MAX: i64 = 40_000_000;
const LIMIT_MAX: i64 = 100;
/// `verified_status` without real-name authentication.
const NOT_VERIFIED: &str = "-1";
/// `customer_type` without real-name authentication.
const NO_TYPE: i32 = -1;

/// What `list_sub_customers` was asked. Times are ms since 1970 and exclusive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListSubCustomersRequest {
    /// Part of the account name.
    pub account_name: Filter<String>,
    /// Part of the customer's real name.
    pub customer: Filter<String>,
    /// Rows to answer.
    pub page: Page,
    /// Part of the label; case matters.
    pub label: Filter<String>,
    /// 1 referral, 2 resale.
    pub association_type: Filter<i64>,
    /// Associated after.
    pub associated_on_begin: Filter<i64>,
    /// Associated before.
    pub associated_on_end: Filter<i64>,
    /// One customer.
    pub customer_id: Filter<String>,
    /// Reseller whose customers a distributor wants to see.
    pub indirect_partner_id: Option<String>,
}

impl ListSubCustomersRequest {
    /// Reads the body.
    ///
    /// # Errors
    /// [`BadParam`] for the first field that breaks its rule.
    pub fn parse(body: &Body) -> Result<Self, BadParam> {
        let text =
            |name, max| body.text(name, Rules::BODY.empty(Act::NoFilter), Length::up_to(max));
        let time = |name| body.time(name, Rules::BODY.empty(Act::Reject));
        Ok(Self {
            account_name: text("account_name", 128)?,
            customer: text("customer", 128)?,
            page: body.page(Rules::BODY, OFFSET_MAX, LIMIT_MAX)?,
            label: text("label", 64)?,
            association_type: association_type(text("association_type", 2)?)?,
            associated_on_begin: time("associated_on_begin")?,
            associated_on_end: time("associated_on_end")?,
            customer_id: text("customer_id", 64)?,
            indirect_partner_id: text("indirect_partner_id", 64)?.optional(),
        })
    }
}

fn association_type(given: Filter<String>) -> Result<Filter<i64>, BadParam> {
    match given.value().map(String::as_str) {
        Some("1") => Ok(Filter::Is(1)),
        Some("2") => Ok(Filter::Is(2)),
        Some(_) => Err(BadParam::new("association_type", Problem::NotOneOf("\"1\", \"2\""))),
        None => Ok(given.map(|_| 0)),
    }
}

impl From<&ListSubCustomersRequest> for CustomerFilter {
    fn from(asked: &ListSubCustomersRequest) -> Self {
        let folded =
            |name: &Filter<String>| name.value().map(|name| text::fold(name)).unwrap_or_default();
        let association = asked.association_type.value();
        Self {
            account_name: folded(&asked.account_name),
            display_name: folded(&asked.customer),
            label: asked.label.value().cloned().unwrap_or_default(),
            id: asked.customer_id.value().map(CustomerId::new),
            association: AssociationKind::ALL
                .iter()
                .copied()
                .find(|kind| Some(&kind.code()) == association),
            associated_after: later_than(&asked.associated_on_begin),
            associated_before: earlier_than(&asked.associated_on_end),
            ..Self::default()
        }
    }
}

/// Lists the caller's customers. No permission item is documented: every user of the partner may.
pub(crate) async fn handle(call: Call) -> Result<Response, Failure> {
    let asked = ListSubCustomersRequest::parse(&call.body()?)?;
    without_reseller(asked.indirect_partner_id.as_deref())?;
    let page = list_for_api(&call.cx, &CustomerFilter::from(&asked), window(asked.page)).await?;
    Ok(call.ok(&ListSubCustomersResponse {
        customer_infos: page.rows.into_iter().map(CustomerInformation::from).collect(),
        count: page.total,
    }))
}

impl From<Customer> for CustomerInformation {
    fn from(customer: Customer) -> Self {
        let given = |text: String| Some(text).filter(|text| !text.is_empty());
        let is_referral = customer
            .association
            .as_ref()
            .is_some_and(|association| association.kind == AssociationKind::Referral);
        let account = customer.account;
        Self {
            customer: given(account.display_name),
            account_name: account.name,
            customer_id: account.id.to_string(),
            associated_on: customer.association.map(|one| UtcTime(one.associated_at.ms())),
            association_type: if is_referral { "1" } else { "2" },
            label: given(customer.label),
            telephone: given(mask::mobile(&account.mobile)),
            verified_status: NOT_VERIFIED,
            country_code: None,
            customer_type: NO_TYPE,
            is_frozen: i32::from(account.activity == Activity::Disabled),
            account_managers: Vec::new(),
            xaccount_id: None,
            xaccount_type: None,
            customer_level: None,
            email: given(account.email),
        }
    }
}

/// Answer of `list_sub_customers`; the total is called `count` here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListSubCustomersResponse {
    /// Rows of the page.
    pub customer_infos: Vec<CustomerInformation>,
    /// Rows in all.
    pub count: i64,
}

/// One customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CustomerInformation {
    /// Real name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// Account name.
    pub account_name: String,
    /// Customer id.
    pub customer_id: String,
    /// When it was associated with the partner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub associated_on: Option<UtcTime>,
    /// `"1"` referral, `"2"` resale.
    pub association_type: &'static str,
    /// Label the partner gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Telephone number, masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub telephone: Option<String>,
    /// `"-1"` not verified, `"0"` in review, `"1"` refused, `"2"` verified.
    pub verified_status: &'static str,
    /// Country calling code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_code: Option<String>,
    /// -1 none, 0 person, 1 enterprise.
    pub customer_type: i32,
    /// 0 no, 1 account frozen, 2 account and resources frozen.
    pub is_frozen: i32,
    /// The partner's people in charge.
    pub account_managers: Vec<AccountManager>,
    /// Account id on the partner's platform.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub xaccount_id: Option<String>,
    /// Platform id of the partner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub xaccount_type: Option<String>,
    /// `V0` to `V5`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_level: Option<String>,
    /// Mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// A person in charge of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountManager {
    /// Account name of the person.
    pub account_name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<ListSubCustomersRequest, BadParam> {
        ListSubCustomersRequest::parse(&Body::parse(json.as_bytes()).unwrap())
    }

    #[test]
    fn empty_and_null_names_do_not_filter() {
        let all = read("{}").unwrap();
        let same = r#"{"account_name":"","customer":null,"label":"","association_type":"","customer_id":"","indirect_partner_id":"","offset":null}"#;
        assert_eq!(read(same).unwrap(), all);
        assert_eq!(all.page, Page { offset: 0, limit: 10 });
    }

    #[test]
    fn wrong_values_are_named() {
        for (json, field) in [
            (r#"{"association_type":"3"}"#, "association_type"),
            (r#"{"association_type":"123"}"#, "association_type"),
            (r#"{"associated_on_begin":""}"#, "associated_on_begin"),
            (r#"{"limit":101}"#, "limit"),
            (r#"{"offset":40000001}"#, "offset"),
        ] {
            assert_eq!(read(json).unwrap_err().field, field);
        }
        assert_eq!(read(r#"{"association_type":"2"}"#).unwrap().association_type, Filter::Is(2));
    }

    #[test]
    fn goes_over_the_wire_as_the_sdk_reads_it() {
        let response = ListSubCustomersResponse {
            customer_infos: vec![CustomerInformation {
                customer: None,
                account_name: "acc".to_owned(),
                customer_id: "c1".to_owned(),
                associated_on: Some(UtcTime(0)),
                association_type: "2",
                label: None,
                telephone: None,
                verified_status: "-1",
                country_code: None,
                customer_type: -1,
                is_frozen: 0,
                account_managers: vec![AccountManager { account_name: "m".to_owned() }],
                xaccount_id: Some("x".to_owned()),
                xaccount_type: Some("p".to_owned()),
                customer_level: Some("V0".to_owned()),
                email: None,
            }],
            count: 1,
        };
        assert_eq!(
            serde_json::to_string(&response).unwrap(),
            r#"{"customer_infos":[{"account_name":"acc","customer_id":"c1","associated_on":"1970-01-01T00:00:00Z","association_type":"2","verified_status":"-1","customer_type":-1,"is_frozen":0,"account_managers":[{"account_name":"m"}],"xaccount_id":"x","xaccount_type":"p","customer_level":"V0"}],"count":1}"#
        );
    }
}
