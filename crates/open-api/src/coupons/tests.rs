use super::*;
use crate::decimal::YuanNumber;
use crate::error::{Code, ErrorDetail};
use crate::params::{BadParam, Body, Filter, Page, Problem, Query};
use crate::text::Language;
use crate::time::UtcTime;

fn body<T>(json: &str, parse: impl Fn(&Body) -> Result<T, BadParam>) -> Result<T, BadParam> {
    parse(&Body::parse(json.as_bytes())?)
}

fn query<T>(raw: &str, parse: impl Fn(&Query) -> Result<T, BadParam>) -> Result<T, BadParam> {
    parse(&Query::parse(raw)?)
}

fn use_limit() -> CouponUseLimit {
    CouponUseLimit {
        use_limit_info_id: "u1".to_owned(),
        limit_key: "cloudServiceType".to_owned(),
        value1: Some("hws.service.type.ebs".to_owned()),
        value2: None,
        value_unit: None,
        limit_type: None,
        promotion_plan_id: None,
    }
}

#[test]
fn the_recorded_issue_is_read() {
    let json = r#"{"quota_id": "Q1", "customer_ids": ["cust-1", "cust-2"], "face_value": 100.10, "memo": "\u6d4b\u8bd5"}"#;
    assert_eq!(
        body(json, CreatePartnerCouponsRequest::parse),
        Ok(CreatePartnerCouponsRequest {
            quota_id: "Q1".to_owned(),
            customer_ids: vec!["cust-1".to_owned(), "cust-2".to_owned()],
            face_value_fen: 10_010,
            valid_time_ms: None,
            expire_time_ms: None,
            cloud_service_types: Vec::new(),
            product_ids: Vec::new(),
            memo: Some("测试".to_owned()),
            indirect_partner_id: None,
        })
    );
}

#[test]
fn faults_of_an_issue_are_named() {
    let fields = [
        ("{}", "quota_id"),
        (r#"{"quota_id":"Q"}"#, "customer_ids"),
        (r#"{"quota_id":"Q","customer_ids":[]}"#, "customer_ids"),
        (r#"{"quota_id":"Q","customer_ids":["c"]}"#, "face_value"),
        (r#"{"quota_id":"Q","customer_ids":["c"],"face_value":1.001}"#, "face_value"),
        (r#"{"quota_id":"Q","customer_ids":["c"],"face_value":1,"valid_time":""}"#, "valid_time"),
        (
            r#"{"quota_id":"Q","customer_ids":["c"],"face_value":1,"product_ids":"p"}"#,
            "product_ids",
        ),
    ];
    for (json, field) in fields {
        let error = body(json, CreatePartnerCouponsRequest::parse).unwrap_err();
        assert_eq!(error.field, field, "{json}");
    }
    let many = format!(r#"{{"quota_id":"Q","customer_ids":[{}]}}"#, vec!["\"c\""; 101].join(","));
    assert_eq!(
        body(&many, CreatePartnerCouponsRequest::parse),
        Err(BadParam::new("customer_ids", Problem::TooManyItems { max: 100 }))
    );
}

#[test]
fn a_reclaim_refuses_an_empty_reseller() {
    let read = |json: &str| body(json, ReclaimPartnerCouponsRequest::parse);
    let reclaim =
        ReclaimPartnerCouponsRequest { coupon_id: "C1".to_owned(), indirect_partner_id: None };
    assert_eq!(read(r#"{"coupon_id": "C1"}"#), Ok(reclaim));
    let empty = read(r#"{"coupon_id":"C1","indirect_partner_id":""}"#);
    assert_eq!(empty, Err(BadParam::new("indirect_partner_id", Problem::Empty)));
    assert_eq!(read(r#"{"coupon_id":""}"#), Err(BadParam::new("coupon_id", Problem::Empty)));
}

#[test]
fn quota_filters_follow_their_rules() {
    let read = |json: &str| body(json, ListQuotaCouponsRequest::parse);
    let all = read("{}").unwrap();
    assert_eq!((all.quota_type, all.page), (0, Page { offset: 0, limit: 10 }));
    let same = r#"{"quota_ids":[],"quota_status_list":null,"quota_type":"","create_time_begin":null,"indirect_partner_id":""}"#;
    assert_eq!(read(same).unwrap(), all);
    assert!(!all.matches_nothing());
    assert_eq!(
        read(r#"{"quota_status_list":[0,5]}"#).unwrap().quota_status_list,
        Filter::Is(vec![0, 5])
    );
    for (json, field) in [
        (r#"{"quota_status_list":[1]}"#, "quota_status_list"),
        (r#"{"quota_type":2}"#, "quota_type"),
        (r#"{"create_time_begin":""}"#, "create_time_begin"),
        (r#"{"expire_time_end":"2019-05-06"}"#, "expire_time_end"),
        (r#"{"offset":2147483647}"#, "offset"),
    ] {
        assert_eq!(read(json).unwrap_err().field, field);
    }
}

#[test]
fn the_recorded_list_of_issued_coupons_is_read() {
    let read = |raw: &str| query(raw, ListIssuedPartnerCouponsRequest::parse);
    let recorded = read("coupon_type=1&create_time_begin=2019-05-06T08%3A05%3A01Z&customer_id=c%201%2F%E4%B8%AD&limit=10&offset=0&status=2").unwrap();
    assert_eq!(recorded.coupon_type, Filter::Is(1));
    assert_eq!(recorded.create_time_begin, Filter::Is(1_557_129_901_000));
    assert_eq!(recorded.customer_id, Filter::Is("c 1/中".to_owned()));
    assert_eq!(recorded.status, Filter::Is(2));
    assert_eq!(recorded.coupon_id, Filter::Any);

    assert_eq!(read("coupon_id=&status=&status_x=9"), read(""));
    assert!(read("coupon_id=null").unwrap().matches_nothing());
    assert_eq!(read("coupon_type=null").unwrap().coupon_type, Filter::Any);
    assert_eq!(read("order_id=%22%22"), Err(BadParam::new("order_id", Problem::Empty)));
    assert_eq!(read("status=6"), Err(BadParam::new("status", Problem::Range { min: 1, max: 5 })));
}

#[test]
fn the_recorded_list_of_records_is_read() {
    let read = |raw: &str| query(raw, ListPartnerCouponsRecordRequest::parse);
    let recorded = read("coupon_ids=a&coupon_ids=b&limit=10&offset=0&operation_types=1&operation_types=2&quota_type=0").unwrap();
    assert_eq!(recorded.coupon_ids, Filter::Is(vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(recorded.operation_types, Filter::Is(vec![1, 2]));
    assert_eq!(recorded.quota_type, Filter::Is(0));
    assert_eq!(recorded.result, Filter::Any);

    assert_eq!(read("result=0").unwrap().result, Filter::Is(RecordResult::Succeeded));
    assert_eq!(read("result=-1").unwrap().result, Filter::Is(RecordResult::Failed));
    assert_eq!(read("result=7").unwrap().result, Filter::Any);
    assert_eq!(
        read("operation_types=1&operation_types=x").unwrap().operation_types,
        Filter::Is(vec![1])
    );
    for raw in ["operation_types=[]", "operation_types=10", "coupon_ids=null", "quota_id=%22%22"] {
        assert!(read(raw).unwrap().matches_nothing(), "{raw}");
    }
    for (raw, field) in [
        ("operation_time_begin=null", "operation_time_begin"),
        ("operation_time_end=%22%22", "operation_time_end"),
        ("offset=%22%22", "offset"),
        ("quota_type=%22%22", "quota_type"),
    ] {
        assert_eq!(read(raw).unwrap_err().field, field);
    }
    assert_eq!(read("limit=null&offset=null"), read(""));
}

#[test]
fn filters_of_own_coupons_follow_their_rules() {
    let read = |raw: &str| query(raw, ListSubCustomerCouponsRequest::parse);
    assert_eq!(read("source_id=null&coupon_id=&coupon_type=null"), read(""));
    assert!(read("source_id=%22%22").unwrap().matches_nothing());
    assert!(read("offset=2147483647").is_ok());
    for (raw, field) in [
        ("active_start_time=null", "active_start_time"),
        ("coupon_type=%22%22", "coupon_type"),
        ("offset=2147483648", "offset"),
        ("status=null", "status"),
    ] {
        assert_eq!(read(raw).unwrap_err().field, field);
    }
}

#[test]
fn an_issue_is_answered_per_customer() {
    let response = CreatePartnerCouponsResponse {
        error_details: vec![ErrorDetail::new(Code::QuotaInsufficient, Language::EnUs, "cust-2")],
        coupon_infos: vec![CouponSimpleInfo {
            id: "cust-1".to_owned(),
            coupon_id: "C1".to_owned(),
        }],
    };
    assert_eq!(
        serde_json::to_string(&response).unwrap(),
        r#"{"error_details":[{"error_code":"CBC.99000013","error_msg":"Insufficient coupon quota","id":"cust-2"}],"coupon_infos":[{"id":"cust-1","coupon_id":"C1"}]}"#
    );
}

#[test]
fn quotas_go_over_the_wire_as_the_sdk_reads_them() {
    let response = ListQuotaCouponsResponse {
        total_count: 1,
        quotas: vec![QuotaCoupon {
            quota_id: "Q1".to_owned(),
            quota_type: 0,
            create_time: UtcTime(0),
            last_update_time: UtcTime(0),
            quota_value: YuanNumber(10_000_000_000),
            quota_status: 0,
            balance: YuanNumber(10),
            measure_id: 1,
            currency: CURRENCY,
            effective_time: UtcTime(0),
            expire_time: UtcTime(1_000),
            limit_infos: vec![QuotaLimitInfo {
                limit_key: "productId".to_owned(),
                limit_values: vec![LimitValue { value1: "p".to_owned(), value2: None }],
            }],
        }],
    };
    insta::assert_snapshot!("quotas", serde_json::to_string(&response).unwrap());
}

#[test]
fn issued_coupons_go_over_the_wire_as_the_sdk_reads_them() {
    let issued = ListIssuedPartnerCouponsResponse {
        total_count: 1,
        user_coupons: vec![IssuedCoupon {
            coupon_id: "C1".to_owned(),
            status: 2,
            customer_id: "c".to_owned(),
            coupon_type: 1,
            measure_id: 1,
            face_value: YuanNumber(10_010),
            effective_time: UtcTime(0),
            expire_time: UtcTime(0),
            order_id: None,
            promotion_plan_id: None,
            promotion_plan_name: None,
            promotion_plan_desc: None,
            media_type: 1,
            fetch_method: 3,
            use_limits: vec![use_limit()],
            active_time: None,
            last_used_time: Some(UtcTime(0)),
            promotion_id: None,
            create_time: UtcTime(0),
            balance: YuanNumber(0),
            lock_order_id: None,
            is_frozen: "0",
        }],
    };
    insta::assert_snapshot!("issued_coupons", serde_json::to_string(&issued).unwrap());
}

#[test]
fn own_coupons_go_over_the_wire_as_the_sdk_reads_them() {
    let own = ListSubCustomerCouponsResponse {
        count: 1,
        user_coupons: vec![SubCustomerCoupon {
            coupon_id: "C1".to_owned(),
            coupon_code: None,
            status: 2,
            customer_id: "c".to_owned(),
            coupon_type: 4,
            measure_id: 1,
            face_value: YuanNumber(10_010),
            valid_time: UtcTime(0),
            expire_time: UtcTime(0),
            order_id: None,
            promotion_plan_id: None,
            plan_name: None,
            plan_desc: None,
            media_type: 1,
            fetch_method: 3,
            use_limits: vec![use_limit()],
            active_time: Some(UtcTime(0)),
            reserve_time: None,
            promotion_id: None,
            create_time: UtcTime(0),
            coupon_version: 2,
            balance: YuanNumber(5),
            lock_order_id: None,
            coupon_usage: None,
            is_frozen: "0",
            currency: CURRENCY,
            extend_param1: None,
            source_id: Some("p".to_owned()),
        }],
    };
    insta::assert_snapshot!("own_coupons", serde_json::to_string(&own).unwrap());
}

#[test]
fn records_go_over_the_wire_as_the_sdk_reads_them() {
    let records = ListPartnerCouponsRecordResponse {
        total_count: 1,
        records: vec![CouponRecord {
            id: "r".to_owned(),
            operation_type: "1".to_owned(),
            quota_id: "Q1".to_owned(),
            quota_type: 0,
            coupon_id: Some("C1".to_owned()),
            customer_id: "c".to_owned(),
            operation_amount: YuanNumber(10_010),
            operation_time: UtcTime(0),
            result: "0".to_owned(),
            remark: None,
        }],
    };
    insta::assert_snapshot!("records", serde_json::to_string(&records).unwrap());
}
