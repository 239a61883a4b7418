//! "Why can't I use it?": every check a coupon goes through for a purchase, with what is required, what
//! is there, and what would make it pass (customer-cost-center §2.3).

mod checks;
#[cfg(test)]
pub(crate) mod tests;

use serde::{Deserialize, Serialize};

use self::checks::{amount_checks, circumstance_checks, own_checks, scope_checks};
use super::coupon::Coupon;
use super::limits::{BillingMode, OrderKind};
use crate::accounts::text_enum;
use crate::money::Fen;
use crate::time::Timestamp;

text_enum! {
    /// Where a purchase is made.
    Channel {
        /// The vendor's own products.
        Own = "own",
        /// The vendor's curated mall.
        CuratedMall = "curated_mall",
        /// Somebody else's goods on the marketplace.
        Marketplace = "marketplace",
    }
}

/// One item of a purchase.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseLine {
    /// Cloud service type code.
    pub service: String,
    /// Product id; empty when the service alone is known.
    pub product: String,
    /// Payable before coupons.
    pub amount: Fen,
    /// Payable ÷ list price, in millionths; 1 000 000 when not discounted.
    pub discount_ppm: i64,
}

/// A purchase, real or imagined.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purchase {
    /// Its items.
    pub lines: Vec<PurchaseLine>,
    /// Region; empty when unknown.
    pub region: String,
    /// Billing mode.
    pub billing_mode: BillingMode,
    /// Order kind.
    pub order_kind: OrderKind,
    /// Where it is made.
    pub channel: Channel,
    /// Enterprise project; empty when none.
    pub enterprise_project: String,
    /// Whether it is the first order in its service.
    pub is_first_in_service: bool,
    /// Whether a promotion discount applies.
    pub promotion_discount: bool,
    /// Whether a partner-granted discount applies.
    pub partner_discount: bool,
    /// Whether a commercial discount applies.
    pub contract_discount: bool,
    /// Whether a discount coupon is applied.
    pub discount_coupon: bool,
    /// Whether it writes off arrears.
    pub pays_arrears: bool,
    /// Whether the partner pays for it.
    pub paid_by_partner: bool,
    /// What the coupon should pay; the whole order when `None`.
    pub coupon_amount: Option<Fen>,
}

text_enum! {
    /// What a check looks at.
    CheckKey {
        /// Neither reclaimed nor used up nor lapsed.
        State = "state",
        /// Not frozen.
        Frozen = "frozen",
        /// Has begun.
        Begun = "begun",
        /// Has not ended.
        NotEnded = "not_ended",
        /// Free balance left.
        Balance = "balance",
        /// Not the partner's payment.
        Payer = "payer",
        /// Not arrears.
        Arrears = "arrears",
        /// Channel.
        Channel = "channel",
        /// Cloud service.
        Service = "service",
        /// Product.
        Product = "product",
        /// Region.
        Region = "region",
        /// Billing mode.
        BillingMode = "billing_mode",
        /// Order kind.
        OrderKind = "order_kind",
        /// First order in the service.
        FirstOrder = "first_order",
        /// Smallest order.
        MinOrder = "min_order",
        /// Largest order.
        MaxOrder = "max_order",
        /// Times of use.
        UsageTimes = "usage_times",
        /// Enterprise project.
        EnterpriseProject = "enterprise_project",
        /// Discounts that exclude it.
        Discount = "discount",
        /// Depth of the discount.
        DiscountDepth = "discount_depth",
        /// Largest share of the order.
        Deduction = "deduction",
    }
}

/// A value a check compares, in a form any language can print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// Nothing to say: no limit, or unknown.
    None,
    /// An amount.
    Amount(Fen),
    /// An instant.
    Time(Timestamp),
    /// A number of times.
    Count(i64),
    /// A share in millionths.
    Ratio(i64),
    /// Codes as they are (services, products, regions, projects).
    Codes(Vec<String>),
    /// Keys of texts, as `namespace.key`.
    Words(Vec<String>),
    /// Everything but these codes.
    AllBut(Vec<String>),
}

/// What would make a failed check pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cure {
    /// Nothing is needed: it passed.
    Nothing,
    /// Nothing helps; ask the issuer for another coupon.
    AskIssuer,
    /// Wait until then.
    WaitUntil {
        /// The instant.
        at: Timestamp,
    },
    /// Release or finish the orders that hold it.
    ReleaseLocks {
        /// What they hold.
        locked: Fen,
    },
    /// Add eligible items.
    AddEligible {
        /// For at least this much.
        missing: Fen,
    },
    /// Split the order or take items out.
    TakeOut {
        /// For at least this much.
        excess: Fen,
    },
    /// Let the coupon pay at most this much.
    PayAtMost {
        /// The most it may pay.
        amount: Fen,
    },
    /// Choose one of what is required.
    ChooseRequired,
    /// Choose something that is not excluded.
    ChooseOther,
    /// Pay without the discount.
    DropDiscount,
    /// Pay it yourself instead of asking the partner.
    PayYourself,
    /// Pay arrears with money.
    PayWithMoney,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What it looks at.
    pub key: CheckKey,
    /// Whether it passed.
    pub passed: bool,
    /// What the coupon asks for.
    pub required: Fact,
    /// What the purchase has.
    pub actual: Fact,
    /// What would make it pass.
    pub cure: Cure,
}

impl Check {
    fn new(key: CheckKey, passed: bool, required: Fact, actual: Fact, cure: Cure) -> Self {
        let cure = if passed { Cure::Nothing } else { cure };
        Self { key, passed, required, actual, cure }
    }
}

/// All checks of a coupon for a purchase, in the order people should read them. The coupon can be used
/// exactly when all passed.
pub fn evaluate(coupon: &Coupon, purchase: &Purchase, now: Timestamp) -> Vec<Check> {
    let mut checks = own_checks(coupon, now);
    checks.extend(circumstance_checks(coupon, purchase));
    checks.extend(scope_checks(coupon, purchase));
    checks.extend(amount_checks(coupon, purchase));
    checks
}

/// The first check that failed.
pub fn first_failure(checks: &[Check]) -> Option<&Check> {
    checks.iter().find(|c| !c.passed)
}
