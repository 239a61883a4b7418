//! Words for what the domain says in facts: errors, refusals, problems, checks, limits.

use hezong_contract::{AppError, ErrorKind};
use hezong_domain::access::Role;
use hezong_domain::coupons::{CLOUD_SERVICES, Check, CheckKey, Cure, Fact, Limits, Terms};
pub use hezong_domain::money::percent;
use hezong_domain::{Fen, ProblemKind, Refusal};
use hezong_texts::{Lang, Text, common, cure, errors, facts, fill, find, limits};
use leptos::prelude::use_context;

/// The language of this page.
pub fn lang() -> Lang {
    use_context::<Lang>().unwrap_or_default()
}

/// A text in the language of this page.
pub fn tr(text: Text) -> &'static str {
    text.get(lang())
}

/// The label of a stable text of the domain, e.g. `label("coupon_status", status.as_str())`.
/// What has no label stands as it is.
pub fn label(namespace: &str, key: &str) -> String {
    find(namespace, key).map_or_else(|| key.to_owned(), |text| tr(text).to_owned())
}

/// Words one after the other, as the language lists them.
pub fn join(words: &[String]) -> String {
    words.join(tr(common::LIST_JOIN))
}

/// An amount for people: `¥1,234.50`, with a minus sign for deductions.
pub fn yuan(amount: Fen) -> String {
    if amount < Fen::ZERO {
        format!("\u{2212}\u{a5}{}", amount.negated().grouped())
    } else {
        format!("\u{a5}{}", amount.grouped())
    }
}

/// The name of a cloud service by its code; unknown codes stand as they are.
pub fn service_name(code: &str) -> String {
    let known = CLOUD_SERVICES.iter().find(|(known, key)| *known == code || *key == code);
    known.map_or_else(|| code.to_owned(), |(_, key)| label("cloud_services", key))
}

/// The name of a region by its code; unknown codes stand as they are.
pub fn region_name(code: &str) -> String {
    label("regions", code)
}

/// The name of whatever a code may be: service, region, order kind.
fn code_name(code: &str) -> String {
    let name = service_name(code);
    if name != code {
        return name;
    }
    ["regions", "order_kind", "billing_mode"]
        .iter()
        .find_map(|namespace| find(namespace, code))
        .map_or(name, |text| tr(text).to_owned())
}

fn code_names(codes: &[String]) -> String {
    join(&codes.iter().map(|code| code_name(code)).collect::<Vec<_>>())
}

/// What somebody's roles are called: preset ones, then those the partner made.
pub fn role_names(roles: &[Role], custom_roles: &[String]) -> Vec<String> {
    let preset = roles.iter().map(|role| label("roles", role.as_str()));
    preset.chain(custom_roles.iter().cloned()).collect()
}

/// What an error says to people.
pub fn error_words(error: &AppError) -> String {
    let text = match &error.kind {
        ErrorKind::Unauthenticated => errors::UNAUTHENTICATED,
        ErrorKind::WrongSignIn => errors::WRONG_SIGN_IN,
        ErrorKind::SignInLocked { until } => {
            return errors::sign_in_locked(lang(), until.local_minute());
        }
        ErrorKind::SecondFactorNeeded => errors::SECOND_FACTOR_NEEDED,
        ErrorKind::Forbidden { permission, roles, custom_roles } => {
            let roles = role_names(roles, custom_roles);
            let permission = label("permissions", permission.as_str());
            return errors::forbidden(lang(), join(&roles), permission);
        }
        ErrorKind::NotFound => errors::NOT_FOUND,
        ErrorKind::Invalid(_) => errors::INVALID,
        ErrorKind::Refused(refusal) => return refusal_words(refusal),
        ErrorKind::Told { words, .. } => return words.clone(),
        ErrorKind::CodeNeeded => errors::CODE_NEEDED,
        ErrorKind::Throttled => errors::THROTTLED,
        ErrorKind::Busy => errors::BUSY,
        ErrorKind::Transport => errors::TRANSPORT,
        ErrorKind::Internal => errors::INTERNAL,
    };
    tr(text).to_owned()
}

/// Why something is refused and what cures it.
pub fn refusal_words(refusal: &Refusal) -> String {
    let Some(text) = find("refusals", refusal.key()) else {
        return refusal.key().to_owned();
    };
    let mut args = refusal.args();
    for (name, value) in &mut args {
        if *name == "values" {
            let codes: Vec<String> = value.split(',').map(|code| code_name(code.trim())).collect();
            *value = join(&codes);
        }
    }
    fill(text, lang(), &args)
}

/// What is wrong with a field and how to put it right.
pub fn problem_words(problem: &ProblemKind) -> String {
    let Some(text) = find("problems", problem.key()) else {
        return problem.key().to_owned();
    };
    fill(text, lang(), &problem.args())
}

fn key_word(path: &str) -> String {
    match path.split_once('.') {
        Some((namespace, key)) => label(namespace, key),
        None => path.to_owned(),
    }
}

fn plain_fact(fact: &Fact) -> Option<String> {
    Some(match fact {
        Fact::None => return None,
        Fact::Amount(amount) => yuan(*amount),
        Fact::Time(at) => at.local_minute(),
        Fact::Count(count) => facts::times(lang(), count),
        Fact::Ratio(ppm) => percent(*ppm),
        Fact::Codes(codes) => code_names(codes),
        Fact::Words(keys) => join(&keys.iter().map(|k| key_word(k)).collect::<Vec<_>>()),
        Fact::AllBut(codes) => facts::all_but(lang(), code_names(codes)),
    })
}

/// What a check asks for, in words.
pub fn required_words(check: &Check) -> String {
    let lang = lang();
    match (check.key, &check.required) {
        (_, Fact::None) => facts::NO_LIMIT.get(lang).to_owned(),
        (CheckKey::Begun, Fact::Time(at)) => facts::from_time(lang, at.local_minute()),
        (CheckKey::NotEnded, Fact::Time(at)) => facts::until_time(lang, at.local_minute()),
        (CheckKey::Balance | CheckKey::MinOrder, Fact::Amount(amount)) => {
            facts::at_least(lang, amount.grouped())
        }
        (CheckKey::MaxOrder, Fact::Amount(amount)) => facts::at_most(lang, amount.grouped()),
        (CheckKey::Deduction, Fact::Ratio(ppm)) => facts::share_of_order(lang, percent(*ppm)),
        (CheckKey::DiscountDepth, Fact::Ratio(ppm)) => facts::discount_floor(lang, percent(*ppm)),
        (_, fact) => plain_fact(fact).unwrap_or_default(),
    }
}

/// What the purchase has, in words.
pub fn actual_words(check: &Check) -> String {
    match (check.key, &check.actual) {
        (CheckKey::Begun | CheckKey::NotEnded, Fact::Time(at)) => {
            facts::now_time(lang(), at.local_minute())
        }
        (_, fact) => plain_fact(fact).unwrap_or_else(|| tr(facts::UNKNOWN).to_owned()),
    }
}

/// What would make a check pass; empty when it passed.
pub fn cure_words(check: &Check) -> String {
    let lang = lang();
    let text = match &check.cure {
        Cure::Nothing => return String::new(),
        Cure::AskIssuer => cure::ASK_ISSUER,
        Cure::WaitUntil { at } => return cure::wait_until(lang, at.local_minute()),
        Cure::ReleaseLocks { locked } => return cure::release_locks(lang, locked.grouped()),
        Cure::AddEligible { missing } => return cure::add_eligible(lang, missing.grouped()),
        Cure::TakeOut { excess } => return cure::take_out(lang, excess.grouped()),
        Cure::PayAtMost { amount } => return cure::pay_at_most(lang, amount.grouped()),
        Cure::ChooseRequired => return cure::choose_required(lang, required_words(check)),
        Cure::ChooseOther => cure::CHOOSE_OTHER,
        Cure::DropDiscount => cure::DROP_DISCOUNT,
        Cure::PayYourself => cure::PAY_YOURSELF,
        Cure::PayWithMoney => cure::PAY_WITH_MONEY,
    };
    text.get(lang).to_owned()
}

/// A sentence around a list of names.
type Say = fn(Lang, String) -> String;

/// The limits of a coupon, one short phrase each; says so when there are none.
pub fn limits_words(own: &Limits) -> Vec<String> {
    let lang = lang();
    let mut out = Vec::new();
    let named = |values: Vec<String>| join(&values);
    if !own.billing_modes.is_empty() {
        out.push(named(
            own.billing_modes.iter().map(|m| label("billing_mode", m.as_str())).collect(),
        ));
    }
    if !own.order_kinds.is_empty() {
        let kinds = own.order_kinds.iter().map(|k| label("order_kind", k.as_str())).collect();
        out.push(limits::only_order_kinds(lang, named(kinds)));
    }
    match own.services.len() {
        0 => {}
        1..=3 => out.extend(own.services.iter().map(|code| service_name(code))),
        count => out.push(limits::services_count(lang, count)),
    }
    let lists: [(&[String], Say); 5] = [
        (&own.excluded_services, |l, v| limits::excluded_services(l, v)),
        (&own.products, |l, v| limits::products(l, v)),
        (&own.excluded_products, |l, v| limits::excluded_products(l, v)),
        (&own.regions, |l, v| limits::regions(l, v)),
        (&own.enterprise_projects, |l, v| limits::enterprise_projects(l, v)),
    ];
    out.extend(
        lists.iter().filter(|(v, _)| !v.is_empty()).map(|(v, say)| say(lang, code_names(v))),
    );
    if own.first_order_in_service {
        out.push(limits::FIRST_ORDER.get(lang).to_owned());
    }
    if own.curated_mall_only {
        out.push(limits::CURATED_MALL.get(lang).to_owned());
    }
    out.extend(own.min_order.map(|v| limits::min_order(lang, v.grouped())));
    out.extend(own.max_order.map(|v| limits::max_order(lang, v.grouped())));
    out.extend(own.usage_times.map(|v| limits::usage_times(lang, v)));
    out.extend(own.max_deduction_ppm.map(|v| limits::deduction(lang, percent(v))));
    out.extend(own.min_discount_ppm.map(|v| limits::discount_floor(lang, percent(v))));
    if out.is_empty() {
        out.push(limits::UNRESTRICTED.get(lang).to_owned());
    }
    out.extend(discounts_words(own));
    out
}

fn discounts_words(own: &Limits) -> Option<String> {
    let kinds = [
        ("promotion", own.with_promotion_discount),
        ("partner", own.with_partner_discount),
        ("contract", own.with_contract_discount),
    ];
    let names: Vec<String> = kinds.iter().filter(|k| k.1).map(|k| label("discount", k.0)).collect();
    (!names.is_empty()).then(|| limits::with_discounts(lang(), join(&names)))
}

/// What restricts issuing from a quota, one short phrase each; empty when nothing does.
pub fn terms_words(own: &Terms) -> Vec<String> {
    let lang = lang();
    let mut out = Vec::new();
    out.extend(own.min_face.map(|v| limits::min_face(lang, v.grouped())));
    out.extend(own.max_face.map(|v| limits::max_face(lang, v.grouped())));
    out.extend(own.max_count.map(|v| limits::max_count(lang, v)));
    out.extend(own.max_total.map(|v| limits::max_total(lang, v.grouped())));
    if !own.associations.is_empty() {
        let kinds: Vec<String> =
            own.associations.iter().map(|k| label("association", k.as_str())).collect();
        out.push(limits::associations(lang, join(&kinds)));
    }
    if own.first_associated_only {
        out.push(limits::FIRST_ASSOCIATED.get(lang).to_owned());
    }
    if !own.customers.is_empty() {
        out.push(limits::named_customers(lang, own.customers.len()));
    }
    if own.counts_for_incentive {
        out.push(limits::COUNTS_FOR_INCENTIVE.get(lang).to_owned());
    }
    out.extend(
        own.invoice_subject.map(|subject| {
            limits::invoice_subject(lang, label("invoice_subject", subject.as_str()))
        }),
    );
    out
}
