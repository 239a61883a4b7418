//! The form of business information: its fields, how they are read, and the data side by side.

use hezong_contract::cases::{
    CellView, FieldKind, FieldView, HeadView, Mood, OptionView, TableView,
};
use hezong_domain::certification::{BusinessInfo, TRIES_MAX, TaxpayerType, Verification};
use hezong_domain::{ProblemKind, Problems, text};
use hezong_texts::{Lang, certification_page as texts};

use super::super::fields::{self, Answers, Finish, Reading};
use super::super::words;
use super::{CURRENCIES, RATES_PPM};
use crate::{Error, Result};

/// Every field of the data, in the order of the form.
pub(super) const NAMES: &[&str] = &[
    "company",
    "credit_code",
    "address",
    "signing_entity",
    "taxpayer",
    "tax_ppm",
    "account_name",
    "account_number",
    "bank",
    "branch",
    "currency",
    "contact_name",
    "contact_phone",
    "contact_email",
];
/// Digits of an account number that people may see.
const SHOWN_DIGITS: usize = 4;

/// An account number of which only the end is shown.
fn masked(number: &str) -> String {
    let count = number.chars().count();
    let shown = if count > SHOWN_DIGITS { SHOWN_DIGITS } else { 0 };
    let tail: String = number.chars().skip(count - shown).collect();
    format!("{}{tail}", "*".repeat(count - shown))
}

/// The fields of the form, filled with what was handed in last. The account's number is not among it: it
/// is kept when the field is left empty.
pub(super) fn fields(lang: Lang, info: Option<&BusinessInfo>, company: &str) -> Vec<FieldView> {
    let text = |name: &str, value: Option<&String>| {
        let value = value.map_or("", String::as_str);
        fields::field(lang, name, FieldKind::Text).with(value)
    };
    let name_hint = texts::company_hint(lang, company);
    let company = info.map_or(company, |info| info.company.as_str());
    let holder = info.map_or(company, |info| info.account_name.as_str());
    let number = text("account_number", None);
    let number = match info {
        Some(info) => {
            let hint = texts::account_number_kept(lang, masked(&info.account_number));
            number.optional().hinted(hint)
        }
        None => number.hinted(texts::ACCOUNT_NUMBER_HINT.get(lang)),
    };
    let taxpayer = info.map_or("", |info| info.taxpayer.as_str());
    let rate = info.map_or_else(String::new, |info| info.tax_ppm.to_string());
    let currency = info.map(|info| info.currency.as_str()).or(CURRENCIES.first().copied());
    let mut fields = vec![
        fields::field(lang, "company", FieldKind::Text).with(company).hinted(name_hint),
        text("credit_code", info.map(|info| &info.credit_code))
            .hinted(texts::CREDIT_CODE_HINT.get(lang)),
        text("address", info.map(|info| &info.address)),
        text("signing_entity", info.map(|info| &info.signing_entity))
            .hinted(texts::SIGNING_ENTITY_HINT.get(lang)),
        fields::field(lang, "taxpayer", fields::choices::<TaxpayerType>(lang, "taxpayer_type"))
            .with(taxpayer),
        fields::field(
            lang,
            "tax_ppm",
            one_of(RATES_PPM.iter().map(|ppm| (ppm.to_string(), words::percent(*ppm)))),
        )
        .with(rate),
        fields::field(lang, "account_name", FieldKind::Text)
            .with(holder)
            .hinted(texts::ACCOUNT_NAME_HINT.get(lang)),
        number,
        text("bank", info.map(|info| &info.bank)),
        text("branch", info.map(|info| &info.branch)),
        fields::field(
            lang,
            "currency",
            one_of(CURRENCIES.iter().map(|code| ((*code).to_owned(), (*code).to_owned()))),
        )
        .with(currency.unwrap_or_default()),
    ];
    fields.extend(contact_fields(lang, info));
    fields
}

/// The fields of the finance contact.
pub(super) fn contact_fields(lang: Lang, info: Option<&BusinessInfo>) -> Vec<FieldView> {
    let names = ["contact_name", "contact_phone", "contact_email"];
    let values = info.map_or_else(Default::default, |info| info.contact.clone());
    let field =
        |(name, value): (&str, String)| fields::field(lang, name, FieldKind::Text).with(value);
    names.into_iter().zip(values).map(field).collect()
}

/// The field the amount is typed into; after a wrong one it says how often that may happen again.
pub(super) fn amount(lang: Lang, verification: Option<Verification>) -> FieldView {
    let wrong = verification.filter(|verification| verification.wrong() > 0);
    let hint = wrong.map_or_else(
        || texts::amount_hint(lang, TRIES_MAX),
        |verification| texts::amount_wrong(lang, verification.left()),
    );
    fields::field(lang, "amount", FieldKind::Amount).hinted(hint)
}

fn one_of(options: impl Iterator<Item = (String, String)>) -> FieldKind {
    let option = |(value, words)| OptionView { value, words, note: String::new(), is_open: true };
    FieldKind::One(options.map(option).collect())
}

/// Reads the whole form. `kept` is what was handed in before.
///
/// # Errors
/// [`Error::Invalid`] with everything that is wrong.
pub(super) fn read(answers: &Answers, kept: Option<&BusinessInfo>) -> Result<BusinessInfo> {
    let mut reading = answers.read();
    let company = reading.line("company", true);
    let credit_code = reading.line("credit_code", true);
    let address = reading.line("address", true);
    let signing_entity = reading.line("signing_entity", true);
    let taxpayer = reading.one::<TaxpayerType>("taxpayer");
    let tax_ppm =
        chosen(&mut reading, "tax_ppm", RATES_PPM.iter().map(|ppm| (ppm.to_string(), *ppm)));
    let account_name = reading.line("account_name", true);
    let typed = reading.line("account_number", kept.is_none());
    let bank = reading.line("bank", true);
    let branch = reading.line("branch", true);
    let codes = CURRENCIES.iter().map(|code| ((*code).to_owned(), *code));
    let currency = chosen(&mut reading, "currency", codes);
    let contact = read_contact(&mut reading);
    reading.agreed("statement");
    reading.end()?;
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let account_number = match kept {
        Some(kept) if typed.is_empty() => kept.account_number.clone(),
        _ => typed,
    };
    // What is missing here was noted above; this line is for the compiler.
    let (Some(taxpayer), Some(tax_ppm), Some(currency)) = (taxpayer, tax_ppm, currency) else {
        return Err(Error::field("taxpayer", ProblemKind::Required));
    };
    Ok(BusinessInfo {
        company,
        credit_code,
        address,
        signing_entity,
        taxpayer,
        tax_ppm,
        account_name,
        account_number,
        bank,
        branch,
        currency: currency.to_owned(),
        contact,
    })
}

/// Reads the finance contact.
pub(super) fn read_contact(reading: &mut Reading<'_>) -> [String; 3] {
    let name = reading.line("contact_name", true);
    let mut problems = Problems::new();
    let phone = text::mobile(&mut problems, "contact_phone", reading.raw("contact_phone"), true);
    let email = text::email(&mut problems, "contact_email", reading.raw("contact_email"), true);
    for problem in problems.iter() {
        reading.blame(&problem.field, problem.what.clone());
    }
    [name, phone, email]
}

/// Reads one of some values.
fn chosen<T>(
    reading: &mut Reading<'_>,
    name: &str,
    mut options: impl Iterator<Item = (String, T)>,
) -> Option<T> {
    let raw = reading.raw(name).to_owned();
    let found = options.find(|(value, _)| *value == raw).map(|(_, meant)| meant);
    if found.is_none() {
        let what = if raw.is_empty() { ProblemKind::Required } else { ProblemKind::NotAChoice };
        reading.blame(name, what);
    }
    found
}

/// The data as text, in the order of [`NAMES`].
fn values(lang: Lang, info: &BusinessInfo, sees_number: bool) -> [String; 14] {
    let info = info.clone();
    let [contact_name, contact_phone, contact_email] = info.contact;
    let number = info.account_number;
    [
        info.company,
        info.credit_code,
        info.address,
        info.signing_entity,
        words::word(lang, "taxpayer_type", info.taxpayer.as_str()),
        words::percent(info.tax_ppm),
        info.account_name,
        if sees_number { number } else { masked(&number) },
        info.bank,
        info.branch,
        info.currency,
        contact_name,
        contact_phone,
        contact_email,
    ]
}

/// What was handed in beside what is verified; one column when they are the same. Differences stand out.
pub(super) fn table(
    lang: Lang,
    entered: &BusinessInfo,
    verified: Option<&BusinessInfo>,
    sees_number: bool,
) -> TableView {
    let head = |words: &str| HeadView { words: words.to_owned(), is_number: false };
    let cell = |text: String, mood| CellView { text, mood, goal: None };
    let title = words::word(lang, "case_field", "info");
    let mut heads = vec![head(&title), head(texts::ENTERED.get(lang))];
    let mut rows: Vec<Vec<CellView>> = NAMES
        .iter()
        .zip(values(lang, entered, sees_number))
        .map(|(name, value)| {
            vec![cell(words::word(lang, "case_field", name), None), cell(value, None)]
        })
        .collect();
    if let Some(verified) = verified {
        if verified == entered {
            heads.pop();
        } else {
            // Compared unmasked: two numbers can end alike.
            let (new, old) = (values(lang, entered, true), values(lang, verified, true));
            let shown = values(lang, verified, sees_number);
            for (row, ((new, old), shown)) in rows.iter_mut().zip(new.iter().zip(&old).zip(shown)) {
                if let Some(entered) = row.last_mut() {
                    entered.mood = (new != old).then_some(Mood::Warn);
                }
                row.push(cell(shown, None));
            }
        }
        heads.push(head(texts::VERIFIED.get(lang)));
    }
    TableView { title, heads, rows, total: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_number_keeps_its_end_only() {
        for (number, shown) in [
            ("6222021234567890", "************7890"),
            ("1234", "****"),
            ("", ""),
            ("12345", "*2345"),
        ] {
            assert_eq!(masked(number), shown);
        }
    }
}
