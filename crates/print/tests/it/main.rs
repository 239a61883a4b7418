//! What is printed, read back with other people's programs (poppler) as a reader's would.
//!
//! `HEZONG_PRINT_TO=<folder> cargo test -p hezong-print` leaves every list there, to be looked at.
#![expect(clippy::expect_used, clippy::panic, reason = "a failed test may panic")]
#![expect(clippy::float_arithmetic, reason = "positions on paper")]
#![expect(unreachable_pub, reason = "a test program has no outside")]

mod bars;
mod paper;
mod sheet;
