//! Reading how many tests passed from what test programs print.

use std::{fmt, ops::AddAssign};

use crate::command::Told;

/// How many passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    passed: u64,
    failed: u64,
}

impl Tally {
    /// One thing that is right.
    pub(crate) const PASSED: Self = Self { passed: 1, failed: 0 };
    /// One thing that is wrong.
    pub(crate) const FAILED: Self = Self { passed: 0, failed: 1 };

    /// Whether nothing failed.
    pub(crate) fn is_success(self) -> bool {
        self.failed == 0
    }

    /// Believes the program's own verdict: when it reports failure, at least one thing failed (it
    /// may not have come as far as counting), and when it counted nothing, no tests were found.
    fn with_verdict(mut self, success: bool, may_be_none: bool) -> Self {
        let none = self == Self::default() && !may_be_none;
        if none && success {
            println!("no tests found");
        }
        if self.failed == 0 && (!success || none) {
            self.failed = 1;
        }
        self
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// The result of cargo-nextest: `Summary [ 1.2s] 9 tests run: 8 passed (1 slow), 1 failed`.
pub(crate) fn nextest(told: &Told) -> Tally {
    let mut tally = Tally::default();
    for line in told.lines.iter().filter(|line| line.contains("Summary [")) {
        tally.passed += number_before(line, "passed");
        tally.failed += number_before(line, "failed") + number_before(line, "timed");
        tally.failed += number_before(line, "exec");
    }
    tally.with_verdict(told.success, false)
}

/// The result of `cargo test`, which prints one line per executable:
/// `test result: ok. 3 passed; 0 failed; …`.
pub(crate) fn cargo_test(told: &Told, may_be_none: bool) -> Tally {
    let mut tally = Tally::default();
    for line in told.lines.iter().filter(|line| line.starts_with("test result:")) {
        tally.passed += number_before(line, "passed");
        tally.failed += number_before(line, "failed");
    }
    tally.with_verdict(told.success, may_be_none)
}

/// The result of pytest: the last `==== 1 failed, 3 passed, 1 error in 0.12s ====`.
pub(crate) fn pytest(told: &Told) -> Tally {
    let mut tally = Tally::default();
    let summary = |line: &&String| line.starts_with("==") && line.contains(" in ");
    if let Some(line) = told.lines.iter().rfind(summary) {
        tally.passed = number_before(line, "passed") + number_before(line, "xfailed");
        tally.failed = number_before(line, "failed") + number_before(line, "xpassed");
        tally.failed += number_before(line, "error") + number_before(line, "errors");
    }
    tally.with_verdict(told.success, false)
}

/// The result of Playwright, one line per kind: `3 passed (2.1s)`, `1 failed`, `1 flaky`. A test
/// that passes only sometimes, or that was not reached, has not passed.
pub(crate) fn playwright(told: &Told) -> Tally {
    let mut tally = Tally::default();
    for line in &told.lines {
        let words = line.split_whitespace().collect::<Vec<_>>();
        let Some(number) = words.first().and_then(|word| word.parse::<u64>().ok()) else {
            continue;
        };
        match words.get(1..) {
            Some(["passed", rest @ ..]) if rest.len() <= 1 => tally.passed += number,
            Some(["failed" | "flaky" | "interrupted"] | ["did", "not", "run"]) => {
                tally.failed += number;
            }
            _ => {}
        }
    }
    tally.with_verdict(told.success, false)
}

/// The number in front of a word: 3 for `passed` in `3 passed, 1 failed`; 0 when it is not there.
fn number_before(line: &str, word: &str) -> u64 {
    let words = line.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let words = words.collect::<Vec<_>>();
    words
        .windows(2)
        .filter(|pair| pair[1] == word)
        .find_map(|pair| pair[0].parse().ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(success: bool, lines: &str) -> Told {
        Told { lines: lines.lines().map(str::to_owned).collect(), success }
    }

    fn tally(passed: u64, failed: u64) -> Tally {
        Tally { passed, failed }
    }

    #[test]
    fn nextest_summaries_are_read() {
        let lines = "     Summary [   0.051s] 12 tests run: 9 passed (1 slow), 2 failed, 1 timed out, 3 skipped";
        assert_eq!(nextest(&told(false, lines)), tally(9, 3));
        let lines = "     Summary [   0.005s] 3 tests run: 3 passed, 0 skipped";
        assert_eq!(nextest(&told(true, lines)), tally(3, 0));
    }

    #[test]
    fn a_program_that_never_came_to_count_has_failed() {
        assert_eq!(nextest(&told(false, "error: could not compile")), tally(0, 1));
        assert_eq!(cargo_test(&told(false, "error[E0308]"), true), tally(0, 1));
        let ran = "test result: ok. 3 passed; 0 failed; 0 ignored\nerror: could not compile";
        assert_eq!(cargo_test(&told(false, ran), false), tally(3, 1));
    }

    #[test]
    fn no_tests_at_all_is_a_failure_unless_that_is_fine() {
        let none = "test result: ok. 0 passed; 0 failed; 0 ignored";
        assert_eq!(cargo_test(&told(true, none), false), tally(0, 1));
        assert_eq!(cargo_test(&told(true, none), true), tally(0, 0));
    }

    #[test]
    fn pytest_summaries_are_read() {
        let lines = "== FAILURES ==\n==== 2 failed, 5 passed, 1 error, 2 warnings in 0.12s ====";
        assert_eq!(pytest(&told(false, lines)), tally(5, 3));
        assert_eq!(pytest(&told(true, "=== 4 passed in 1.02s ===")), tally(4, 0));
        assert_eq!(pytest(&told(false, "=== no tests ran in 0.01s ===")), tally(0, 1));
    }

    #[test]
    fn playwright_summaries_are_read() {
        let lines = "  ✓  1 login.spec.ts:3:1 › 2 passed (1s)\n  1 failed\n    [chromium] › a\n  1 flaky\n  \
                     2 did not run\n  10 passed (1.2m)";
        assert_eq!(playwright(&told(false, lines)), tally(10, 4));
    }

    #[test]
    fn the_result_line_is_exact() {
        assert_eq!(tally(12, 1).to_string(), "12 passed, 1 failed");
    }
}
