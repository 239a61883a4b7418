//! Examples for the access matrix: one request per entry, about things of the partner `subshan`.

use std::collections::BTreeMap;

use hezong_open_api::operations;

use crate::matrix::Things;

/// A page's path with real ids in it.
pub fn page_example(path: &str, things: &Things) -> String {
    let cash = path.contains("cash-coupons");
    let pick =
        |voucher: &str, cash_one: &str| if cash { cash_one.to_owned() } else { voucher.to_owned() };
    let id = if path.contains("/batches/") {
        pick(things.batch.as_str(), things.cash_batch.as_str())
    } else if path.starts_with("/partner/members") {
        things.staff.clone()
    } else if path.starts_with("/partner/roles") {
        things.role.clone()
    } else if path.starts_with("/ops/partners") {
        things.partner.to_string()
    } else if path.starts_with("/ops/customers") {
        things.customer.to_string()
    } else if path.contains("/cases/") || path.contains("/invoice-list") {
        things.case.to_string()
    } else if path.contains("/quotas/") {
        pick(things.quota.as_str(), things.cash_quota.as_str())
    } else {
        pick(things.coupon.as_str(), things.cash_coupon.as_str())
    };
    let token =
        if path.starts_with("/membership") { &things.member_token } else { &things.invitation };
    path.replace("{id}", &id)
        .replace("{version}", crate::matrix_policies::version_of(path))
        .replace("{token}", token)
}

pub type Fields = Vec<(&'static str, String)>;

pub fn fields(pairs: &[(&'static str, &str)]) -> Fields {
    pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}

/// The arguments of every server function.
pub fn function_rows(things: &Things) -> BTreeMap<&'static str, Fields> {
    let mut rows = BTreeMap::new();
    own_rows(&mut rows);
    partner_rows(things, &mut rows);
    key_rows(things, &mut rows);
    operation_rows(things, &mut rows);
    case_rows(things, &mut rows);
    people_rows(things, &mut rows);
    crate::matrix_policies::policy_rows(&mut rows);
    crate::matrix_money::money_rows(things, &mut rows);
    rows
}

fn case_rows(things: &Things, rows: &mut BTreeMap<&'static str, Fields>) {
    for name in [
        "fh_guide",
        "fh_months",
        "fh_people",
        "fh_quarters",
        "fh_schemes",
        "own_certification",
        "install_sample",
        "list_policies",
        "read_clock",
    ] {
        rows.insert(name, Vec::new());
    }
    rows.insert("advance_clock", fields(&[("form[day]", "2026-12-24")]));
    rows.insert("read_paths", fields(&[("id", things.partner.as_str())]));
    rows.insert(
        "set_paths",
        fields(&[
            ("form[partner_id]", things.partner.as_str()),
            // What a form of no paths was drawn from.
            ("form[seen]", "6e340b9cffb37a98"),
            ("form[service]", "role_validation"),
        ]),
    );
    rows.insert("list_queue", fields(&[("query", "turn=any")]));
    for name in ["queue_partners", "partner_options"] {
        rows.insert(name, fields(&[("chosen", things.partner.as_str())]));
    }
    rows.insert("read_invoice_sheet", fields(&[("id", things.case.as_str())]));
    rows.insert("read_case", fields(&[("id", things.case.as_str())]));
    rows.insert(
        "act_on_case",
        fields(&[
            ("form[id]", things.case.as_str()),
            ("form[event]", "submit"),
            ("form[seen]", "0"),
            ("form[fields][company][]", "Matrix"),
        ]),
    );
    rows.insert("begin_case", fields(&[("form[what]", "payment/2026Q3")]));
    rows.insert(
        "invite_member",
        fields(&[("form[name]", "Matrix"), ("form[email]", "nobody"), ("form[account]", "x")]),
    );
}

/// People and roles of a partner, and the partners of a person.
fn people_rows(things: &Things, rows: &mut BTreeMap<&'static str, Fields>) {
    for name in ["list_memberships", "list_roles", "list_staff"] {
        rows.insert(name, Vec::new());
    }
    rows.insert("read_staff", fields(&[("id", &things.staff)]));
    rows.insert("read_role", fields(&[("id", &things.role)]));
    for name in ["disable_staff", "enable_staff"] {
        rows.insert(name, fields(&[("form[id]", &things.staff)]));
    }
    rows.insert("remove_staff", fields(&[("form[id]", &things.leaver)]));
    rows.insert("withdraw_staff", fields(&[("form[id]", &things.invitation_id)]));
    rows.insert("delete_role", fields(&[("form[id]", &things.spare_role)]));
    rows.insert(
        "set_staff_roles",
        fields(&[("form[id]", &things.staff), ("form[roles][]", "benefit_operator")]),
    );
    rows.insert(
        "invite_staff",
        fields(&[
            ("form[member]", "matrixstaff"),
            ("form[display_name]", "Matrix"),
            ("form[roles][]", "coupon_operator"),
        ]),
    );
    let item = ("form[permissions][]", "HZ_ITEM_BENEFITS");
    rows.insert("create_role", fields(&[("form[name]", "Matrix"), item]));
    rows.insert(
        "change_role",
        fields(&[
            ("form[id]", &things.role),
            ("form[version]", "1"),
            ("form[name]", "Front desk"),
            item,
        ]),
    );
    rows.insert("membership_offer", fields(&[("token", &things.member_token)]));
    let agreed = [("form[statement]", "2026-11"), ("form[agreed]", "on")];
    let token = ("form[token]", things.member_token.as_str());
    rows.insert("accept_membership", fields(&[token, agreed[0], agreed[1]]));
    rows.insert(
        "join_membership",
        fields(&[token, ("form[account_name]", "zhaozhao"), ("form[password]", "short")]),
    );
    rows.insert(
        "leave_partner",
        fields(&[
            ("form[case]", &things.member_case),
            ("form[seen]", "1"),
            ("form[reason]", "Matrix"),
        ]),
    );
}

fn own_rows(rows: &mut BTreeMap<&'static str, Fields>) {
    for name in [
        "access_keys",
        "allowlists",
        "api_endpoint",
        "begin_second_factor",
        "current_viewer",
        "demo_sign_ins",
        "end_other_sessions",
        "partner_home",
        "read_cost_overview",
        "make_feed",
        "read_messages",
        "read_notices",
        "read_ops_overview",
        "remove_feed",
        "sessions",
        "sign_out",
    ] {
        rows.insert(name, Vec::new());
    }
    for name in [
        "exports",
        "list_all_customers",
        "list_all_quotas",
        "list_audit",
        "list_partners",
        "messages",
        "partner_customers",
    ] {
        rows.insert(name, fields(&[("query", "page=1")]));
    }
    rows.insert("set_language", fields(&[("form[choice]", "en")]));
    rows.insert(
        "change_notices",
        fields(&[
            ("form[email]", "matrix@example.com"),
            ("form[also_by_mail]", "on"),
            ("form[lang]", "en"),
            ("form[current]", hezong_testing::PASSWORD),
        ]),
    );
    rows.insert("set_theme", fields(&[("form[choice]", "dark")]));
    rows.insert("sign_in", fields(&[("form[sign_in]", "nobody"), ("form[password]", "nothing")]));
    rows.insert("end_session", fields(&[("form[handle]", "0123456789abcdef")]));
    rows.insert(
        "change_password",
        fields(&[("form[current]", "x"), ("form[password]", "x"), ("form[repeat]", "x")]),
    );
    rows.insert("confirm_second_factor", fields(&[("form[code]", "000000")]));
    rows.insert("remove_second_factor", fields(&[("form[password]", "wrong")]));
    rows.insert(
        "switch_codes",
        fields(&[("form[on]", "off"), ("form[current]", hezong_testing::PASSWORD)]),
    );
}

fn partner_rows(things: &Things, rows: &mut BTreeMap<&'static str, Fields>) {
    let (quota, coupon) = (things.quota.as_str(), things.coupon.as_str());
    let request = format!("quota={quota}&customers={}&face=1", things.customer);
    let back = format!("coupons={coupon}");
    rows.insert("issued_figures", fields(&[("quota_type", "voucher")]));
    for name in ["partner_quotas", "issued_coupons", "coupon_records"] {
        rows.insert(name, fields(&[("quota_type", "voucher"), ("query", "page=1")]));
    }
    rows.insert("partner_quota", fields(&[("id", quota)]));
    rows.insert("issued_coupon", fields(&[("id", coupon)]));
    rows.insert("coupon_batch", fields(&[("id", things.batch.as_str())]));
    rows.insert(
        "issue_page",
        fields(&[("quota_type", "voucher"), ("query", &format!("{request}&step=plan"))]),
    );
    rows.insert("reclaim_page", fields(&[("quota_type", "voucher"), ("query", &back)]));
    rows.insert("issue_coupons", fields(&[("form[query]", &request), ("form[key]", "matrix")]));
    rows.insert("reclaim_coupons", fields(&[("form[query]", &back), ("form[key]", "matrix")]));
    rows.insert("send_code", fields(&[("form[purpose]", "coupon.issue")]));
    rows.insert("allowlist_entries", fields(&[("id", things.allowlist.as_str())]));
    rows.insert("replace_allowlist", fields(&[("form[lines]", "acme"), ("form[note]", "again")]));
    for name in ["enable_allowlist", "disable_allowlist"] {
        rows.insert(name, fields(&[("form[id]", things.allowlist.as_str())]));
    }
    rows.insert(
        "request_export",
        fields(&[
            ("form[kind]", "issued"),
            ("form[quota_type]", "voucher"),
            ("form[query]", "page=1"),
            ("form[range]", "all"),
            ("form[format]", "csv"),
            ("form[lang]", "en"),
        ]),
    );
    rows.insert("read_wallet", fields(&[("coupon_type", "voucher"), ("query", "tab=usable")]));
    rows.insert("read_wallet_coupon", fields(&[("id", things.cash_coupon.as_str())]));
    let question = "service=hws.service.type.ec2&amount=100";
    rows.insert("why_coupon", fields(&[("id", things.cash_coupon.as_str()), ("query", question)]));
}

fn key_rows(things: &Things, rows: &mut BTreeMap<&'static str, Fields>) {
    rows.insert("create_key", fields(&[("form[description]", "matrix")]));
    for name in ["disable_key", "enable_key", "delete_key"] {
        rows.insert(name, fields(&[("form[access_key]", &things.access_key)]));
    }
    rows.insert("invitation", fields(&[("token", &things.invitation)]));
    rows.insert(
        "accept_invitation",
        fields(&[
            ("form[token]", &things.invitation),
            ("form[display_name]", "New"),
            ("form[password]", "short"),
            ("form[repeat]", "short"),
        ]),
    );
}

fn operation_rows(things: &Things, rows: &mut BTreeMap<&'static str, Fields>) {
    let (partner, customer, quota) =
        (things.partner.as_str(), things.customer.as_str(), things.quota.as_str());
    rows.insert("read_partner", fields(&[("id", partner)]));
    rows.insert("read_customer", fields(&[("id", customer)]));
    rows.insert("read_quota", fields(&[("id", quota)]));
    rows.insert(
        "create_partner",
        fields(&[
            ("form[account_name]", "matrixpartner"),
            ("form[display_name]", "Matrix"),
            ("form[partner_type]", "solution_provider"),
        ]),
    );
    rows.insert(
        "set_partner_activity",
        fields(&[("form[id]", partner), ("form[activity]", "active")]),
    );
    rows.insert(
        "invite_person",
        fields(&[
            ("form[account_id]", partner),
            ("form[member]", "matrix"),
            ("form[display_name]", "Matrix"),
        ]),
    );
    rows.insert("withdraw_invitation", fields(&[("form[id]", &things.invitation_id)]));
    rows.insert(
        "create_customer",
        fields(&[("form[account_name]", "matrixcustomer"), ("form[display_name]", "Matrix")]),
    );
    rows.insert(
        "associate_customer",
        fields(&[
            ("form[customer_id]", customer),
            ("form[partner_id]", partner),
            ("form[association]", "resale"),
        ]),
    );
    rows.insert(
        "grant_quota",
        fields(&[
            ("form[partner_id]", partner),
            ("form[quota_type]", "voucher"),
            ("form[value]", "10"),
            ("form[from]", "2026-11-22"),
            ("form[to]", "2027-11-22"),
            ("form[key]", "matrix"),
        ]),
    );
    rows.insert(
        "adjust_quota",
        fields(&[
            ("form[quota_id]", quota),
            ("form[difference]", "1"),
            ("form[reason]", "matrix"),
            ("form[version]", "2"),
            ("form[key]", "matrix"),
        ]),
    );
    rows.insert(
        "change_quota_state",
        fields(&[
            ("form[id]", quota),
            ("form[event]", "freeze"),
            ("form[reason]", "matrix"),
            // One more than what `adjust_quota`, which comes before, was shown.
            ("form[version]", "3"),
        ]),
    );
}

/// Every implemented operation of the open API: name, method, path, body.
pub fn api_rows(things: &Things) -> Vec<(String, String, String, String)> {
    let mut rows = Vec::new();
    for operation in operations::all().expect("the list").iter().filter(|o| o.implemented) {
        let (quota, customer, coupon) = (&things.cash_quota, &things.customer, &things.cash_coupon);
        let body = match operation.operation.as_str() {
            "create_partner_coupons" => format!(
                r#"{{"quota_id": "{quota}", "customer_ids": ["{customer}"], "face_value": 1.00}}"#
            ),
            "reclaim_partner_coupons" => format!(r#"{{"coupon_id": "{coupon}"}}"#),
            "list_quota_coupons" => format!(r#"{{"quota_ids": ["{quota}"], "quota_type": 1}}"#),
            "list_sub_customers" => format!(r#"{{"customer_id": "{customer}"}}"#),
            "list_issued_partner_coupons"
            | "list_partner_coupons_record"
            | "list_sub_customer_coupons"
            | "list_measure_units" => String::new(),
            other => panic!("operation {other} has no row in matrix_rows.rs"),
        };
        rows.push((
            operation.operation.clone(),
            operation.method.clone(),
            operation.path.clone(),
            body,
        ));
    }
    let domains = "/v3/auth/domains".to_owned();
    rows.push(("domains".to_owned(), "GET".to_owned(), domains, String::new()));
    let tokens = "/v3/auth/tokens".to_owned();
    rows.push(("tokens".to_owned(), "POST".to_owned(), tokens, "{}".to_owned()));
    rows
}
