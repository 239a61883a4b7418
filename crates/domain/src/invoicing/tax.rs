//! Net, tax and gross of an amount.

use serde::{Deserialize, Serialize};

use crate::money::Fen;

/// An amount taken apart. Invariant: `net + tax = gross`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxSplit {
    /// Without tax.
    pub net: Fen,
    /// The tax.
    pub tax: Fen,
    /// With tax.
    pub gross: Fen,
}

impl TaxSplit {
    /// Takes a gross amount apart at a rate in millionths. The net is rounded half up to a fen and the
    /// tax is what remains, so that the three always add up (incentives-invoices §4.5, ours).
    /// `None` when the rate or the amount is negative.
    pub fn of_gross(gross: Fen, rate_ppm: i64) -> Option<Self> {
        if gross < Fen::ZERO || rate_ppm < 0 {
            return None;
        }
        let whole = i128::from(rate_ppm) + 1_000_000;
        let net = (i128::from(gross.get()) * 2_000_000 + whole) / (2 * whole);
        let net = Fen::new(i64::try_from(net).ok()?);
        Some(Self { net, tax: gross.checked_sub(net)?, gross })
    }

    /// The tax on a net amount, rounded half up to a fen. `None` when it is more than the system holds.
    pub fn tax_on(net: Fen, rate_ppm: i64) -> Option<Fen> {
        let tax = (i128::from(net.get()) * i128::from(rate_ppm) + 500_000).div_euclid(1_000_000);
        i64::try_from(tax).ok().map(Fen::new)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn gross_amounts_are_taken_apart() {
        for (gross, ppm, net, tax) in [
            (10_600, 60_000, 10_000, 600),
            (1_000_000, 60_000, 943_396, 56_604),
            (1, 60_000, 1, 0),
            (100, 130_000, 88, 12),
            (100, 0, 100, 0),
            (0, 60_000, 0, 0),
            (3, 1_000_000, 2, 1), // 1.5 rounds up
        ] {
            let split = TaxSplit::of_gross(Fen::new(gross), ppm).unwrap();
            assert_eq!((split.net.get(), split.tax.get()), (net, tax), "{gross} at {ppm}");
        }
        assert_eq!(TaxSplit::of_gross(Fen::new(-1), 60_000), None);
        assert_eq!(TaxSplit::of_gross(Fen::new(1), -1), None);
    }

    proptest! {
        #[test]
        fn parts_add_up_and_the_tax_fits_the_net(
            gross in 0i64..=9_999_999_999_999,
            ppm in 0i64..=300_000,
        ) {
            let split = TaxSplit::of_gross(Fen::new(gross), ppm).unwrap();
            prop_assert_eq!(split.net.checked_add(split.tax), Some(split.gross));
            let tax = TaxSplit::tax_on(split.net, ppm).unwrap();
            prop_assert!((tax.get() - split.tax.get()).abs() <= 1);
        }
    }
}
