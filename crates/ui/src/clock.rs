//! What time it is in the browser.

use hezong_domain::Timestamp;

/// The browser's time, for checks that answer before anything is sent; the server's decides. The
/// beginning of time where there is no browser.
pub fn browser_now() -> Timestamp {
    browser_ms().map_or_else(Timestamp::default, Timestamp::from_ms)
}

#[cfg(target_arch = "wasm32")]
#[expect(
    clippy::float_arithmetic,
    clippy::cast_possible_truncation,
    reason = "browsers tell the time as a float of milliseconds"
)]
fn browser_ms() -> Option<i64> {
    let clock = web_sys::window()?.performance()?;
    Some((clock.time_origin() + clock.now()) as i64)
}

#[cfg(not(target_arch = "wasm32"))]
fn browser_ms() -> Option<i64> {
    None
}
