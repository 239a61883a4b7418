//! The random small amount sent to the account and typed in again: three tries (incentives-invoices §5
//! B2). That it lies between ¥0.01 and ¥0.99 is ours.

use serde::{Deserialize, Serialize};

use crate::money::Fen;

/// Wrong entries that lock the application (documented, B2).
pub const TRIES_MAX: i64 = 3;
/// The largest amount sent; the smallest is one fen.
const AMOUNT_MAX: i64 = 99;

/// An amount on its way, and how often it was typed in wrongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    amount: Fen,
    wrong: i64,
}

/// What typing an amount in led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    /// It is the amount.
    Right,
    /// It is not, and more tries are left.
    Wrong {
        /// How many.
        left: i64,
    },
    /// It is not, and that was the last try; or all tries were used up before.
    Locked,
}

impl Verification {
    /// The largest amount that is ever sent.
    pub const MOST: Fen = Fen::new(AMOUNT_MAX);

    /// A new amount. `random` comes from whoever has randomness; every amount is as likely as any other
    /// to within one in 10^17.
    pub fn draw(random: u64) -> Self {
        let amounts = u64::try_from(AMOUNT_MAX).unwrap_or(1);
        let fen = random % amounts + 1;
        Self { amount: Fen::new(i64::try_from(fen).unwrap_or(1)), wrong: 0 }
    }

    /// As stored.
    pub const fn stored(amount: Fen, wrong: i64) -> Self {
        Self { amount, wrong }
    }

    /// The amount: for the transfer, never for a page of the partner.
    pub const fn amount(&self) -> Fen {
        self.amount
    }

    /// How often it was typed in wrongly.
    pub const fn wrong(&self) -> i64 {
        self.wrong
    }

    /// Tries left.
    pub fn left(&self) -> i64 {
        (TRIES_MAX - self.wrong).max(0)
    }

    /// Whether no try is left.
    pub fn is_locked(&self) -> bool {
        self.left() == 0
    }

    /// Types an amount in. The right amount does not help once it is locked. An entry that is no amount
    /// at all is refused by the form before and costs no try.
    pub fn answer(&mut self, given: Fen) -> Answer {
        if self.is_locked() {
            return Answer::Locked;
        }
        if given == self.amount {
            return Answer::Right;
        }
        self.wrong = self.wrong.saturating_add(1);
        if self.is_locked() { Answer::Locked } else { Answer::Wrong { left: self.left() } }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn three_wrong_entries_lock() {
        let wrong = Fen::new(100);
        let right = Fen::new(37);
        let table: [(&[Fen], &[Answer]); 5] = [
            (&[right], &[Answer::Right]),
            (&[wrong, right], &[Answer::Wrong { left: 2 }, Answer::Right]),
            (
                &[wrong, wrong, right],
                &[Answer::Wrong { left: 2 }, Answer::Wrong { left: 1 }, Answer::Right],
            ),
            (
                &[wrong, wrong, wrong, right],
                &[
                    Answer::Wrong { left: 2 },
                    Answer::Wrong { left: 1 },
                    Answer::Locked,
                    Answer::Locked,
                ],
            ),
            (&[Fen::ZERO, Fen::new(-37)], &[Answer::Wrong { left: 2 }, Answer::Wrong { left: 1 }]),
        ];
        for (entries, answers) in table {
            let mut verification = Verification::stored(right, 0);
            let found: Vec<Answer> = entries.iter().map(|e| verification.answer(*e)).collect();
            assert_eq!(found, answers);
        }
    }

    proptest! {
        #[test]
        fn the_amount_is_between_one_fen_and_ninety_nine(random in any::<u64>()) {
            let amount = Verification::draw(random).amount().get();
            prop_assert!((1..=99).contains(&amount));
        }
    }
}
