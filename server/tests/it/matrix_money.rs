//! Examples for the access matrix: experts, balances and bills.

use std::collections::BTreeMap;

use crate::matrix::Things;
use crate::matrix_rows::{Fields, fields};

/// The arguments of the server functions around experts, balances and bills.
pub fn money_rows(things: &Things, rows: &mut BTreeMap<&'static str, Fields>) {
    let partner = things.partner.as_str();
    rows.insert("list_experts", fields(&[("query", "step=none")]));
    rows.insert("partner_balance", fields(&[("query", "page=1")]));
    rows.insert("partner_bills", fields(&[("id", partner), ("query", "page=1")]));
    rows.insert(
        "record_bill",
        fields(&[
            ("form[partner_id]", partner),
            ("form[number]", "M-1"),
            ("form[amount]", "10"),
            ("form[due_on]", "2026-12-01"),
        ]),
    );
    // There is no such bill: who may settle one is told so.
    rows.insert(
        "settle_bill",
        fields(&[
            ("form[bill]", "BL0.1"),
            ("form[settled_on]", "2026-11-20"),
            ("form[reference]", "V-1"),
        ]),
    );
    rows.insert(
        "correct_balance",
        fields(&[
            ("form[partner_id]", partner),
            ("form[direction]", "credit"),
            ("form[amount]", "10"),
            ("form[reason]", "credited too little"),
            ("form[reference]", "V-2"),
            ("form[key]", "matrix"),
        ]),
    );
    // Nor such a correction.
    rows.insert(
        "decide_correction",
        fields(&[("form[change]", "BC0.1"), ("form[decision]", "approve")]),
    );
}
