//! What is too little to be paid waits for a later quarter: without limit, and never twice (ours; that
//! less than the smallest sum is carried on is documented for sales incentives, I9).

use super::payment::{PaymentLine, total};
use crate::money::Fen;
use crate::time::Quarter;

/// A quarter that is over, as the carry sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierQuarter {
    /// The quarter.
    pub quarter: Quarter,
    /// Its final lines that no request has taken.
    pub lines: Vec<PaymentLine>,
    /// Whether some of its months are still being decided: what comes out of them is not known yet.
    pub is_undecided: bool,
    /// Whether its payment can be asked for at all: it has lines of its own and no live request. What
    /// came to any other quarter would stay in it for ever.
    pub is_askable: bool,
    /// The smallest sum that is paid in it.
    pub min: Fen,
}

/// Where the lines of earlier quarters are paid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Carried {
    /// Quarters that can be asked for by themselves, with everything that is paid with them.
    pub own: Vec<(Quarter, Vec<PaymentLine>)>,
    /// What is left for the quarter after them.
    pub left: Vec<PaymentLine>,
}

/// Hands lines on from quarter to quarter, oldest first, until one that can be asked for has enough or is
/// still being decided: from there they belong to that quarter.
pub fn carry(mut earlier: Vec<EarlierQuarter>) -> Carried {
    earlier.sort_by_key(|one| one.quarter);
    let mut carried = Carried::default();
    for one in earlier {
        carried.left.extend(one.lines);
        let is_enough = total(&carried.left).is_none_or(|sum| sum >= one.min);
        if one.is_askable && (one.is_undecided || is_enough) {
            let lines = std::mem::take(&mut carried.left);
            if !lines.is_empty() {
                carried.own.push((one.quarter, lines));
            }
        }
    }
    carried
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::id::{ClaimId, MemberId};
    use crate::time::Month;

    fn line(claim: &str, yuan: i64) -> PaymentLine {
        PaymentLine {
            claim_id: ClaimId::new(claim),
            month: Month::parse("2024-01").unwrap(),
            member_id: MemberId::new("m"),
            name: "Wang".to_owned(),
            amount: Fen::yuan(yuan),
            policy: 1,
        }
    }

    fn quarter(index: usize) -> Quarter {
        Quarter::parse("2020Q1").unwrap().plus(i64::try_from(index).unwrap())
    }

    fn earlier(index: usize, yuan: i64, is_undecided: bool) -> EarlierQuarter {
        EarlierQuarter {
            quarter: quarter(index),
            lines: vec![line(&format!("c{index}"), yuan)],
            is_undecided,
            is_askable: true,
            min: Fen::yuan(1_000),
        }
    }

    #[test]
    fn small_sums_wait_as_long_as_it_takes() {
        let carried = carry((0..9).map(|index| earlier(index, 100, false)).collect());
        assert!(carried.own.is_empty());
        assert_eq!(total(&carried.left), Some(Fen::yuan(900)));
        let carried = carry((0..10).map(|index| earlier(index, 100, false)).collect());
        assert_eq!(
            carried.own,
            [(quarter(9), (0..10).map(|i| line(&format!("c{i}"), 100)).collect())]
        );
        assert!(carried.left.is_empty());
    }

    #[test]
    fn a_quarter_that_is_not_decided_keeps_what_came_to_it() {
        let carried =
            carry(vec![earlier(1, 50, true), earlier(0, 100, false), earlier(2, 7, false)]);
        assert_eq!(carried.own, [(quarter(1), vec![line("c0", 100), line("c1", 50)])]);
        assert_eq!(carried.left, [line("c2", 7)]);
    }

    #[test]
    fn a_quarter_that_can_not_be_asked_for_hands_on_whatever_came_to_it() {
        let stuck = |index, is_undecided| EarlierQuarter {
            lines: Vec::new(),
            is_askable: false,
            ..earlier(index, 0, is_undecided)
        };
        // Nothing passed in the second quarter, the third is still in review, the fourth is paid.
        let paid = EarlierQuarter { is_askable: false, ..earlier(3, 900, false) };
        let all = vec![earlier(0, 600, false), stuck(1, false), stuck(2, true), paid.clone()];
        let carried = carry(all.clone());
        assert!(carried.own.is_empty());
        assert_eq!(carried.left, [line("c0", 600), line("c3", 900)]);
        let carried = carry([all, vec![earlier(4, 1, false)]].concat());
        let everything = vec![line("c0", 600), line("c3", 900), line("c4", 1)];
        assert_eq!(carried.own, [(quarter(4), everything)]);
    }

    /// The place of a line's quarter, by its claim.
    fn index(line: &PaymentLine) -> usize {
        line.claim_id.as_str().trim_start_matches('c').parse().unwrap()
    }

    proptest! {
        #[test]
        fn every_line_is_paid_in_exactly_one_place_that_can_be_asked_for(
            all in prop::collection::vec((0_i64..1_500, any::<bool>(), any::<bool>()), 0..24)
        ) {
            let quarters: Vec<_> = all
                .iter()
                .enumerate()
                .map(|(index, (yuan, is_undecided, is_askable))| EarlierQuarter {
                    is_askable: *is_askable,
                    ..earlier(index, *yuan, *is_undecided)
                })
                .collect();
            let carried = carry(quarters.clone());
            let placed = carried.own.iter().flat_map(|(_, lines)| lines).chain(&carried.left);
            let mut ids: Vec<String> = placed.map(|line| line.claim_id.to_string()).collect();
            ids.sort();
            let mut expected: Vec<String> = (0..all.len()).map(|index| format!("c{index}")).collect();
            expected.sort();
            prop_assert_eq!(ids, expected);
            for (place, lines) in &carried.own {
                let taker = quarters.iter().find(|one| one.quarter == *place).unwrap();
                prop_assert!(taker.is_askable);
                prop_assert!(taker.is_undecided || total(lines).unwrap() >= taker.min);
                prop_assert!(lines.iter().all(|line| quarter(index(line)) <= *place));
            }
            // What is left waits for the newest quarter only where no earlier one could have paid it.
            for (place, one) in quarters.iter().enumerate().filter(|(_, one)| one.is_askable) {
                let waiting: Vec<_> =
                    carried.left.iter().filter(|line| index(line) <= place).cloned().collect();
                if !waiting.is_empty() {
                    prop_assert!(!one.is_undecided && total(&waiting).unwrap() < one.min);
                }
            }
        }
    }
}
