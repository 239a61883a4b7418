//! What was done, in words.

use hezong_contract::audit::AuditRow;
use hezong_domain::access::Permission;
use hezong_texts::{Text, ops_audit as t};
use hezong_ui::words::refusal_words;
use hezong_ui::{label, lang, tr};

/// Kinds of actions to filter by: the first part of their names.
pub(super) const GROUPS: &[(&str, Text)] = &[
    ("account", t::GROUP_ACCOUNT),
    ("allowlist", t::GROUP_ALLOWLIST),
    ("balance", t::GROUP_BALANCE),
    ("bill", t::GROUP_BILL),
    ("calendar", t::GROUP_CALENDAR),
    ("case", t::GROUP_CASE),
    ("certification", t::GROUP_CERTIFICATION),
    ("claim", t::GROUP_CLAIM),
    ("code", t::GROUP_CODE),
    ("coupon", t::GROUP_COUPON),
    ("customer", t::GROUP_CUSTOMER),
    ("export", t::GROUP_EXPORT),
    ("feed", t::GROUP_FEED),
    ("invitation", t::GROUP_INVITATION),
    ("key", t::GROUP_KEY),
    ("mail", t::GROUP_MAIL),
    ("member", t::GROUP_MEMBER),
    ("names", t::GROUP_NAMES),
    ("operator", t::GROUP_OPERATOR),
    ("partner", t::GROUP_PARTNER),
    ("payment", t::GROUP_PAYMENT),
    ("payout", t::GROUP_PAYOUT),
    ("policy", t::GROUP_POLICY),
    ("qualification", t::GROUP_QUALIFICATION),
    ("quota", t::GROUP_QUOTA),
    ("sandbox", t::GROUP_SANDBOX),
    ("session", t::GROUP_SESSION),
    ("token", t::GROUP_TOKEN),
    ("user", t::GROUP_USER),
];

/// Actions and their words.
const ACTIONS: &[(&str, Text)] = &[
    ("account.set_code_switch", t::ACCOUNT_SET_CODE_SWITCH),
    ("allowlist.replace", t::ALLOWLIST_REPLACE),
    ("allowlist.set_valid", t::ALLOWLIST_SET_VALID),
    ("balance.correct", t::BALANCE_CORRECT),
    ("balance.decide", t::BALANCE_DECIDE),
    ("bill.record", t::BILL_RECORD),
    ("bill.reopen", t::BILL_REOPEN),
    ("bill.settle", t::BILL_SETTLE),
    ("calendar.discard", t::CALENDAR_DISCARD),
    ("calendar.edit", t::CALENDAR_EDIT),
    ("calendar.import", t::CALENDAR_IMPORT),
    ("calendar.mark", t::CALENDAR_MARK),
    ("calendar.publish", t::CALENDAR_PUBLISH),
    ("calendar.read", t::CALENDAR_READ),
    ("case.act", t::CASE_ACT),
    ("case.by_clock", t::CASE_BY_CLOCK),
    ("case.remind", t::CASE_REMIND),
    ("certification.begin", t::CERTIFICATION_BEGIN),
    ("claim.begin", t::CLAIM_BEGIN),
    ("claim.finalise", t::CLAIM_FINALISE),
    ("claim.finalise_month", t::CLAIM_FINALISE_MONTH),
    ("claim.make_list", t::CLAIM_MAKE_LIST),
    ("claim.make_lists", t::CLAIM_MAKE_LISTS),
    ("claim.run_end", t::CLAIM_RUN_END),
    ("code.send", t::CODE_SEND),
    ("coupon.expire", t::COUPON_EXPIRE),
    ("coupon.issue", t::COUPON_ISSUE),
    ("coupon.lock", t::COUPON_LOCK),
    ("coupon.reclaim", t::COUPON_RECLAIM),
    ("coupon.refund", t::COUPON_REFUND),
    ("coupon.spend", t::COUPON_SPEND),
    ("coupon.unlock", t::COUPON_UNLOCK),
    ("customer.associate", t::CUSTOMER_ASSOCIATE),
    ("customer.create", t::CUSTOMER_CREATE),
    ("export.download", t::EXPORT_DOWNLOAD),
    ("export.request", t::EXPORT_REQUEST),
    ("export.write", t::EXPORT_WRITE),
    ("feed.make", t::FEED_MAKE),
    ("feed.remove", t::FEED_REMOVE),
    ("invitation.accept", t::INVITATION_ACCEPT),
    ("invitation.create", t::INVITATION_CREATE),
    ("invitation.withdraw", t::INVITATION_WITHDRAW),
    ("key.create", t::KEY_CREATE),
    ("key.delete", t::KEY_DELETE),
    ("key.disable", t::KEY_DISABLE),
    ("key.enable", t::KEY_ENABLE),
    ("mail.retry", t::MAIL_RETRY),
    ("member.accept", t::MEMBER_ACCEPT),
    ("member.invite", t::MEMBER_INVITE),
    ("member.join", t::MEMBER_JOIN),
    ("member.leave", t::MEMBER_LEAVE),
    ("staff.invite", t::STAFF_INVITE),
    ("staff.withdraw", t::STAFF_WITHDRAW),
    ("staff.roles", t::STAFF_ROLES),
    ("staff.activity", t::STAFF_ACTIVITY),
    ("staff.remove", t::STAFF_REMOVE),
    ("role.create", t::ROLE_CREATE),
    ("role.change", t::ROLE_CHANGE),
    ("role.remove", t::ROLE_REMOVE),
    ("names.reveal", t::NAMES_REVEAL),
    ("operator.create", t::OPERATOR_CREATE),
    ("partner.create", t::PARTNER_CREATE),
    ("partner.set_activity", t::PARTNER_SET_ACTIVITY),
    ("partner.set_paths", t::PARTNER_SET_PATHS),
    ("payment.begin", t::PAYMENT_BEGIN),
    ("payout.recheck", t::PAYOUT_RECHECK),
    ("policy.copy", t::POLICY_COPY),
    ("policy.discard", t::POLICY_DISCARD),
    ("policy.edit", t::POLICY_EDIT),
    ("policy.install_sample", t::POLICY_INSTALL_SAMPLE),
    ("policy.publish", t::POLICY_PUBLISH),
    ("policy.withdraw", t::POLICY_WITHDRAW),
    ("qualification.begin", t::QUALIFICATION_BEGIN),
    ("quota.adjust", t::QUOTA_ADJUST),
    ("quota.begin_adjust", t::QUOTA_BEGIN_ADJUST),
    ("quota.end_adjust", t::QUOTA_END_ADJUST),
    ("quota.freeze", t::QUOTA_FREEZE),
    ("quota.grant", t::QUOTA_GRANT),
    ("quota.invalidate", t::QUOTA_INVALIDATE),
    ("quota.unfreeze", t::QUOTA_UNFREEZE),
    ("sandbox.advance", t::SANDBOX_ADVANCE),
    ("sandbox.fired", t::SANDBOX_FIRED),
    ("session.end", t::SESSION_END),
    ("session.end_others", t::SESSION_END_OTHERS),
    ("session.sign_in", t::SESSION_SIGN_IN),
    ("session.sign_out", t::SESSION_SIGN_OUT),
    ("token.issue", t::TOKEN_ISSUE),
    ("user.change_password", t::USER_CHANGE_PASSWORD),
    ("user.check_password", t::USER_CHECK_PASSWORD),
    ("user.set_language", t::USER_SET_LANGUAGE),
    ("user.set_notices", t::USER_SET_NOTICES),
];

/// Outcomes and their words.
pub(super) const OUTCOMES: &[(&str, Text)] =
    &[("done", t::OUTCOME_DONE), ("refused", t::OUTCOME_REFUSED), ("failed", t::OUTCOME_FAILED)];

/// How actors prove who they are.
const PROOFS: &[(&str, Text)] = &[
    ("session", t::PROOF_SESSION),
    ("access_key", t::PROOF_ACCESS_KEY),
    ("token", t::PROOF_TOKEN),
    ("system", t::PROOF_SYSTEM),
];

fn words_in(table: &[(&str, Text)], key: &str) -> String {
    let found = table.iter().find(|(known, _)| *known == key);
    found.map_or_else(|| key.to_owned(), |(_, text)| tr(*text).to_owned())
}

/// What was done; actions without words stand as they are.
pub(super) fn action_words(action: &str) -> String {
    words_in(ACTIONS, action)
}

/// What kind of action, or the action itself.
pub(super) fn group_words(action: &str) -> String {
    if action.contains('.') { action_words(action) } else { words_in(GROUPS, action) }
}

/// How it ended.
pub(super) fn outcome_words(outcome: &str) -> String {
    words_in(OUTCOMES, outcome)
}

/// How the actor proved who it is.
pub(super) fn proof_words(proof: &str) -> String {
    words_in(PROOFS, proof)
}

/// The detail of a line: refusals and missing permissions in words, anything else as it is.
pub(super) fn detail_words(row: &AuditRow) -> String {
    if let Some(refusal) = &row.refusal {
        return refusal_words(refusal);
    }
    let permission = row.detail.strip_prefix("needs ").and_then(Permission::parse);
    permission.map_or_else(
        || row.detail.clone(),
        |permission| t::needs(lang(), label("permissions", permission.as_str())),
    )
}

/// Choices of a table.
pub(super) fn choices(table: &[(&'static str, Text)]) -> Vec<(String, String)> {
    table.iter().map(|(key, text)| ((*key).to_owned(), tr(*text).to_owned())).collect()
}
