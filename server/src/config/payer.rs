//! Who pays partners: `[payer]` in the file, `HEZONG_PAYER_…` in the environment.

use hezong_domain::certification::CreditCode;
use hezong_services::benefits::sheet::Payer;

use super::read::Entries;
use crate::Failure;

/// Its settings, in the order of [`Payer`]'s fields.
const KEYS: [&str; 5] =
    ["payer_company", "payer_tax_number", "payer_address", "payer_contact", "payer_phone"];
/// Longest value: all of them are printed on one page.
const LENGTH_MAX: usize = 200;

/// The settings: all or none.
pub(super) fn read(entries: &Entries) -> Result<Option<Payer>, Failure> {
    let [company, tax_number, address, contact, phone] = KEYS;
    let company = entries.optional(company, line)?;
    let tax_number = entries.optional(tax_number, number)?;
    let address = entries.optional(address, line)?;
    let contact = entries.optional(contact, line)?;
    let phone = entries.optional(phone, line)?;
    let Some(origin) = KEYS.iter().find_map(|key| entries.origin(key)) else { return Ok(None) };
    let found = (company, tax_number, address, contact, phone);
    if let (Some(company), Some(tax_number), Some(address), Some(contact), Some(phone)) = found {
        return Ok(Some(Payer { company, tax_number, address, contact, phone }));
    }
    let missing = KEYS.iter().filter(|key| entries.origin(key).is_none());
    let missing: Vec<_> =
        missing.map(|key| format!("HEZONG_{}", key.to_ascii_uppercase())).collect();
    Err(Failure::Config(format!(
        "{origin} is set without {}: set all five settings of who pays, or none",
        missing.join(", ")
    )))
}

/// One line of text.
fn line(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        Err("is empty: write it as it stands on an invoice or a parcel".to_owned())
    } else if text.contains(char::is_control) || text.chars().count() > LENGTH_MAX {
        Err(format!("is not one line of at most {LENGTH_MAX} characters: shorten it"))
    } else {
        Ok(text.to_owned())
    }
}

/// The unified social credit code, by which invoices are made out.
fn number(text: &str) -> Result<String, String> {
    let code = CreditCode::parse(text).map_err(|_| {
        format!(
            "`{}` is no unified social credit code: copy its 18 characters from the business licence",
            text.trim().escape_debug()
        )
    })?;
    Ok(code.as_str().to_owned())
}

/// The settings as they would stand in the file.
pub(super) fn lines(payer: &Payer) -> Vec<(&'static str, String)> {
    let values = [&payer.company, &payer.tax_number, &payer.address, &payer.contact, &payer.phone];
    KEYS.into_iter().zip(values).map(|(key, value)| (key, format!("{value:?}"))).collect()
}
