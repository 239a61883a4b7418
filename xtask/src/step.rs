//! Telling what is going on: one heading per step, with the time it took.

use std::time::Instant;

use anyhow::Result;

/// Runs one step under a heading and tells how long it took.
pub(crate) fn step<T>(title: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("==> {title}");
    let start = Instant::now();
    let result = work();
    let outcome = if result.is_ok() { "done" } else { "failed" };
    println!("    {title}: {outcome} in {}", seconds(start));
    result
}

/// Elapsed time since `start`, as people read it.
pub(crate) fn seconds(start: Instant) -> String {
    let elapsed = start.elapsed();
    format!("{}.{} s", elapsed.as_secs(), elapsed.subsec_millis() / 100)
}
