//! The data of a certification and what must agree in them (incentives-invoices §5).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::accounts::text_enum;
use crate::benefits::{Check, Cure, Fact};

text_enum! {
    /// How a company is taxed. The names are those of the tax law; the vendor's own list is not known.
    TaxpayerType {
        /// 一般纳税人.
        General = "general",
        /// 小规模纳税人.
        SmallScale = "small_scale",
    }
}

/// 统一社会信用代码: 18 characters with a check character, as the national standard GB 32100 defines it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CreditCode(String);

/// Why a text is not a credit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreditCodeError {
    /// Not 18 characters.
    Length,
    /// A character that never occurs in one: only digits and capitals without I, O, S, V, Z.
    Character,
    /// The last character does not fit the others: a slip in typing.
    CheckCharacter,
}

/// Characters of a credit code in the order of their values.
const CODE_CHARACTERS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

impl CreditCode {
    /// Reads a credit code; blanks are dropped and small letters raised.
    ///
    /// # Errors
    /// [`CreditCodeError`].
    pub fn parse(text: &str) -> Result<Self, CreditCodeError> {
        let code: String =
            text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        if code.chars().count() != 18 {
            return Err(CreditCodeError::Length);
        }
        let mut values = Vec::with_capacity(18);
        for byte in code.bytes() {
            let value = CODE_CHARACTERS.iter().position(|c| *c == byte);
            values.push(value.ok_or(CreditCodeError::Character)?);
        }
        // Weights are the powers of 3 modulo 31.
        let (mut sum, mut weight) = (0, 1);
        for value in values.iter().take(17) {
            sum += value * weight;
            weight = weight * 3 % 31;
        }
        let expected = (31 - sum % 31) % 31;
        if values.last() == Some(&expected) {
            Ok(Self(code))
        } else {
            Err(CreditCodeError::CheckCharacter)
        }
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Business information. Lengths and the list of fields are ours where §11.5 says they are not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BusinessInfo {
    /// The company's name.
    pub company: String,
    /// 统一社会信用代码, as typed.
    pub credit_code: String,
    /// Registered address.
    pub address: String,
    /// The vendor's entity the contract is with.
    pub signing_entity: String,
    /// How the company is taxed.
    pub taxpayer: TaxpayerType,
    /// Tax rate of its invoices, in millionths.
    pub tax_ppm: i64,
    /// The holder of the account.
    pub account_name: String,
    /// The account's number: digits.
    pub account_number: String,
    /// The bank.
    pub bank: String,
    /// The bank's branch.
    pub branch: String,
    /// Currency of every payment, ISO 4217.
    pub currency: String,
    /// Finance contact: name, phone, e-mail.
    pub contact: [String; 3],
}

text_enum! {
    /// What is checked in business information.
    InfoCheck {
        /// Every field is filled in.
        Complete = "complete",
        /// The company's name is the verified one (documented).
        CompanyName = "company_name",
        /// The credit code is one.
        CreditCode = "credit_code",
        /// The account's holder is the company (documented, B2: personal accounts are refused).
        AccountName = "account_name",
        /// The account's number is plausible.
        AccountNumber = "account_number",
        /// The tax rate is one the site allows.
        TaxRate = "tax_rate",
        /// The currency is one the site pays in.
        Currency = "currency",
    }
}

/// Every check of business information. Allowed rates and currencies are data of the site.
pub fn evaluate_info(
    info: &BusinessInfo,
    verified_name: &str,
    rates_ppm: &[i64],
    currencies: &[&str],
) -> Vec<Check<InfoCheck>> {
    use InfoCheck as K;
    let correct = |field: &str| Cure::Correct { field: field.to_owned() };
    let text = |value: &str| Fact::Codes(vec![value.to_owned()]);
    let empty: Vec<String> = fields(info)
        .into_iter()
        .filter(|(_, value)| value.trim().is_empty())
        .map(|(field, _)| field.to_owned())
        .collect();
    let first = empty.first().cloned().unwrap_or_default();
    let digits = info.account_number.chars().filter(|c| !c.is_whitespace());
    let digits: String = digits.collect();
    let plausible = (8..=34).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let allowed = Fact::Codes(rates_ppm.iter().map(ToString::to_string).collect());
    let currency = currencies.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
    vec![
        Check::new(
            K::Complete,
            empty.is_empty(),
            Fact::None,
            Fact::Codes(empty),
            Cure::FillIn { field: first, by: None },
        ),
        Check::new(
            K::CompanyName,
            same_name(&info.company, verified_name),
            text(verified_name),
            text(&info.company),
            correct("company"),
        ),
        Check::new(
            K::CreditCode,
            CreditCode::parse(&info.credit_code).is_ok(),
            Fact::None,
            text(&info.credit_code),
            correct("credit_code"),
        ),
        Check::new(
            K::AccountName,
            same_name(&info.account_name, &info.company),
            text(&info.company),
            text(&info.account_name),
            correct("account_name"),
        ),
        Check::new(K::AccountNumber, plausible, Fact::None, Fact::None, correct("account_number")),
        Check::new(
            K::TaxRate,
            rates_ppm.contains(&info.tax_ppm),
            allowed,
            Fact::Ratio(info.tax_ppm),
            correct("tax_ppm"),
        ),
        Check::new(
            K::Currency,
            currencies.contains(&info.currency.as_str()),
            Fact::Codes(currency.clone()),
            text(&info.currency),
            Cure::Choose { of: currency },
        ),
    ]
}

/// Whether a change needs a new review: everything but the finance contact does (documented, §5).
pub fn needs_review(before: &BusinessInfo, after: &BusinessInfo) -> bool {
    let same_contact = BusinessInfo { contact: before.contact.clone(), ..after.clone() };
    *before != same_contact
}

fn fields(info: &BusinessInfo) -> [(&'static str, &str); 12] {
    let [name, phone, email] = &info.contact;
    [
        ("company", &info.company),
        ("credit_code", &info.credit_code),
        ("address", &info.address),
        ("signing_entity", &info.signing_entity),
        ("account_name", &info.account_name),
        ("account_number", &info.account_number),
        ("bank", &info.bank),
        ("branch", &info.branch),
        ("currency", &info.currency),
        ("contact_name", name),
        ("contact_phone", phone),
        ("contact_email", email),
    ]
}

/// Equal but for blanks and for full-width brackets, which banks and registers write differently.
fn same_name(one: &str, other: &str) -> bool {
    let plain = |name: &str| -> String {
        let narrow = |c: char| match c {
            '\u{ff08}' => '(',
            '\u{ff09}' => ')',
            other => other,
        };
        name.chars().filter(|c| !c.is_whitespace()).map(narrow).collect()
    };
    !one.trim().is_empty() && plain(one) == plain(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info() -> BusinessInfo {
        let text = str::to_owned;
        BusinessInfo {
            company: text("山海（杭州）云科技有限公司"),
            credit_code: text("91350100M000100Y43"),
            address: text("杭州市"),
            signing_entity: text("entity_a"),
            taxpayer: TaxpayerType::General,
            tax_ppm: 60_000,
            account_name: text("山海(杭州)云科技有限公司"),
            account_number: text("6222 0212 3456 7890"),
            bank: text("某银行"),
            branch: text("某支行"),
            currency: text("CNY"),
            contact: [text("林"), text("13800138000"), text("lin@example.com")],
        }
    }

    #[test]
    fn credit_codes_carry_a_check_character() {
        // The example of the national standard.
        assert!(CreditCode::parse("91350100M000100Y43").is_ok());
        assert!(CreditCode::parse(" 91350100 m000100y43 ").is_ok());
        for (bad, error) in [
            ("", CreditCodeError::Length),
            ("91350100M000100Y4", CreditCodeError::Length),
            ("91350100M000100Y433", CreditCodeError::Length),
            ("91350100M000100O43", CreditCodeError::Character),
            ("91350100M000100额43", CreditCodeError::Character),
            ("91350100M000100Y44", CreditCodeError::CheckCharacter),
            ("91350100M000010Y43", CreditCodeError::CheckCharacter),
        ] {
            assert_eq!(CreditCode::parse(bad), Err(error), "{bad}");
        }
    }

    #[test]
    fn every_check_of_the_data_fails_for_its_own_reason() {
        let good = info();
        let text = str::to_owned;
        let table: Vec<(BusinessInfo, Option<InfoCheck>)> = vec![
            (good.clone(), None),
            (BusinessInfo { branch: text(" "), ..good.clone() }, Some(InfoCheck::Complete)),
            (
                BusinessInfo { credit_code: text("91350100M000100Y44"), ..good.clone() },
                Some(InfoCheck::CreditCode),
            ),
            (
                BusinessInfo { account_name: text("林一"), ..good.clone() },
                Some(InfoCheck::AccountName),
            ),
            (
                BusinessInfo { account_number: text("62220x12"), ..good.clone() },
                Some(InfoCheck::AccountNumber),
            ),
            (BusinessInfo { tax_ppm: 70_000, ..good.clone() }, Some(InfoCheck::TaxRate)),
            (BusinessInfo { currency: text("EUR"), ..good.clone() }, Some(InfoCheck::Currency)),
        ];
        for (info, expected) in table {
            let checks = evaluate_info(&info, &good.company, &[60_000, 10_000], &["CNY"]);
            let failed: Vec<_> = checks.iter().filter(|c| !c.passed).map(|c| c.key).collect();
            assert_eq!(failed, expected.into_iter().collect::<Vec<_>>());
        }
        let checks = evaluate_info(&good, "北斗", &[60_000], &["CNY"]);
        assert_eq!(checks.iter().filter(|c| !c.passed).count(), 1);
    }

    #[test]
    fn only_the_contact_changes_without_review() {
        let before = info();
        let mut after = before.clone();
        after.contact[1] = "13900139000".to_owned();
        assert!(!needs_review(&before, &after));
        after.bank = "B".to_owned();
        assert!(needs_review(&before, &after));
    }
}
