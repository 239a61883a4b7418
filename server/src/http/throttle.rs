//! Guessing passwords is slow, whoever's they are: attempts to sign in are counted per address. So are
//! reads of calendar feeds, whose address is a secret too.
//!
//! The lock-out of a single user lives in the services; this stops one address from trying many users.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use governor::{DefaultKeyedRateLimiter, Quota};
use hezong_domain::RequestId;
use hezong_services::RequestFacts;

use super::answer::{Asker, Rebuff};
use super::door::Door;
use super::facts::Source;
use crate::metering::THROTTLED;

/// The server function that checks passwords.
const SIGN_IN: &str = "/_fn/sign_in";
/// Attempts per minute from one address: an office behind one address still gets in.
const PER_MINUTE: NonZeroU32 = match NonZeroU32::new(30) {
    Some(attempts) => attempts,
    None => NonZeroU32::MIN,
};
/// Reads of feeds per minute from one address: an office's calendars ask once an hour each.
const FEEDS_PER_MINUTE: NonZeroU32 = match NonZeroU32::new(120) {
    Some(reads) => reads,
    None => NonZeroU32::MIN,
};
/// After so many attempts, addresses that have recovered are forgotten.
const SWEEP_EVERY: u32 = 1_024;

/// Counts attempts.
pub(crate) struct Attempts {
    limiter: DefaultKeyedRateLimiter<IpAddr>,
    count: AtomicU32,
}

impl Default for Attempts {
    fn default() -> Self {
        Self::per_minute(PER_MINUTE)
    }
}

impl Attempts {
    fn per_minute(attempts: NonZeroU32) -> Self {
        let limiter = DefaultKeyedRateLimiter::keyed(Quota::per_minute(attempts));
        Self { limiter, count: AtomicU32::new(0) }
    }

    /// Counts reads of calendar feeds.
    pub(crate) fn of_feeds() -> Self {
        Self::per_minute(FEEDS_PER_MINUTE)
    }

    fn allow(&self, source: Option<IpAddr>) -> bool {
        if self.count.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        self.limiter.check_key(&network(source)).is_ok()
    }
}

/// What one household or host can choose its addresses from: IPv6 hands out whole networks of 64 bits.
fn network(source: Option<IpAddr>) -> IpAddr {
    match source.unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED)).to_canonical() {
        IpAddr::V4(ip) => IpAddr::V4(ip),
        IpAddr::V6(ip) => IpAddr::V6(Ipv6Addr::from_bits(ip.to_bits() >> 64 << 64)),
    }
}

/// Refuses attempts to sign in that come too fast.
pub(crate) async fn throttle(
    State(attempts): State<Arc<Attempts>>,
    request: Request,
    next: Next,
) -> Response {
    let is_attempt = request.method() == Method::POST && request.uri().path() == SIGN_IN;
    if !is_attempt || attempts.allow(source(&request)) {
        return next.run(request).await;
    }
    metrics::counter!(THROTTLED).increment(1);
    refuse(&request, Rebuff::SignInThrottled)
}

/// Refuses reads of calendar feeds that come too fast.
pub(crate) async fn throttle_feeds(
    State(reads): State<Arc<Attempts>>,
    request: Request,
    next: Next,
) -> Response {
    let is_read = Door::of(request.uri().path()) == Door::Calendar;
    if !is_read || reads.allow(source(&request)) {
        return next.run(request).await;
    }
    refuse(&request, Rebuff::Throttled)
}

fn source(request: &Request) -> Option<IpAddr> {
    request.extensions().get::<Source>().and_then(|source| source.0)
}

fn refuse(request: &Request, why: Rebuff) -> Response {
    let facts = request.extensions().get::<RequestFacts>();
    let id = facts.map_or_else(|| RequestId::new("none"), |facts| facts.id.clone());
    Asker::of(request.method(), request.uri().path(), request.headers(), id).rebuff(why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_attempts_pass_and_the_next_waits() {
        let attempts = Attempts::default();
        let home = "2001:db8::1".parse().ok();
        let neighbour = "2001:db8::2".parse().ok();
        let other = "192.0.2.1".parse().ok();
        assert_eq!((0..40).filter(|_| attempts.allow(home)).count(), 30);
        assert!(!attempts.allow(neighbour), "the same network");
        assert!(attempts.allow(other));
    }
}
