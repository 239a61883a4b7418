//! Rate limit per source address, operation and account (open-api §4).
//!
//! Allowed are as many calls at once as the limit names, then as many per second. The counts are in
//! memory and per server; keys that have recovered are forgotten from time to time, so memory
//! follows the callers of the last second.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use thiserror::Error;

/// Calls per second for an ordinary operation.
const ORDINARY: NonZeroU32 = per_second(10);
/// Calls per second for the one operation that pages through resource details.
const WIDE: NonZeroU32 = per_second(30);
/// The operation with the wide limit.
const WIDE_OPERATION: &str = "list_customerself_resource_record_details";
/// After so many calls, keys that have recovered are forgotten.
const CALLS_BETWEEN_SWEEPS: u32 = 4_096;

const fn per_second(calls: u32) -> NonZeroU32 {
    match NonZeroU32::new(calls) {
        Some(calls) => calls,
        None => NonZeroU32::MIN,
    }
}

/// Who calls what. `account` is the domain id, or the access key while the account is not known.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    source: IpAddr,
    operation: &'static str,
    account: Box<str>,
}

type Limiter<C> =
    RateLimiter<Key, DashMapStateStore<Key>, C, NoOpMiddleware<<C as Clock>::Instant>>;

/// The call is over the limit: 429 APIG.0308.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("more than {limit} calls per second")]
pub struct Throttled {
    /// Calls allowed per second.
    pub limit: u32,
    /// How long until one call is allowed again.
    pub wait: Duration,
}

/// Counts calls; one for the whole server.
#[derive(Debug)]
pub struct RateLimits<C: Clock = DefaultClock> {
    ordinary: Limiter<C>,
    wide: Limiter<C>,
    clock: C,
    calls: AtomicU32,
}

impl Default for RateLimits {
    fn default() -> Self {
        Self::new(&DefaultClock::default())
    }
}

impl<C: Clock + Clone> RateLimits<C> {
    /// Counts by the given clock.
    pub fn new(clock: &C) -> Self {
        let limiter =
            |limit| RateLimiter::dashmap_with_clock(Quota::per_second(limit), clock.clone());
        Self {
            ordinary: limiter(ORDINARY),
            wide: limiter(WIDE),
            clock: clock.clone(),
            calls: AtomicU32::new(0),
        }
    }

    /// Counts a call of `operation` (its snake-case name) by `account` from `source`.
    ///
    /// # Errors
    /// [`Throttled`] when it is one too many; such a call is not counted.
    pub fn check(
        &self,
        source: IpAddr,
        operation: &'static str,
        account: &str,
    ) -> Result<(), Throttled> {
        self.sweep_sometimes();
        let (limiter, limit) = if operation == WIDE_OPERATION {
            (&self.wide, WIDE)
        } else {
            (&self.ordinary, ORDINARY)
        };
        let key = Key {
            // The same client whether or not the socket speaks both versions.
            source: source.to_canonical(),
            operation,
            account: account.into(),
        };
        limiter.check_key(&key).map_err(|refusal| Throttled {
            limit: limit.get(),
            wait: refusal.wait_time_from(self.clock.now()),
        })
    }

    fn sweep_sometimes(&self) {
        let calls = self.calls.fetch_add(1, Ordering::Relaxed);
        if calls % CALLS_BETWEEN_SWEEPS == CALLS_BETWEEN_SWEEPS - 1 {
            for limiter in [&self.ordinary, &self.wide] {
                limiter.retain_recent();
                limiter.shrink_to_fit();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use governor::clock::FakeRelativeClock;

    use super::*;

    const HOME: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    /// How many of `calls` calls at once are allowed.
    fn allowed(
        limits: &RateLimits<FakeRelativeClock>,
        source: IpAddr,
        operation: &'static str,
        account: &str,
        calls: u32,
    ) -> usize {
        (0..calls).filter(|_| limits.check(source, operation, account).is_ok()).count()
    }

    #[test]
    fn ten_calls_pass_and_the_eleventh_waits() {
        let clock = FakeRelativeClock::default();
        let limits = RateLimits::new(&clock);
        assert_eq!(allowed(&limits, HOME, "a", "x", 10), 10);
        let throttled = Throttled { limit: 10, wait: Duration::from_millis(100) };
        assert_eq!(limits.check(HOME, "a", "x"), Err(throttled));

        clock.advance(Duration::from_millis(100));
        assert_eq!(allowed(&limits, HOME, "a", "x", 10), 1);
        clock.advance(Duration::from_secs(1));
        assert_eq!(allowed(&limits, HOME, "a", "x", 20), 10);
    }

    #[test]
    fn address_operation_and_account_count_apart() {
        let limits = RateLimits::new(&FakeRelativeClock::default());
        let other = IpAddr::V6(Ipv6Addr::LOCALHOST);
        for (source, operation, account) in
            [(HOME, "a", "x"), (other, "a", "x"), (HOME, "b", "x"), (HOME, "a", "y")]
        {
            assert_eq!(allowed(&limits, source, operation, account, 20), 10);
        }
        let mapped = IpAddr::V6(Ipv4Addr::LOCALHOST.to_ipv6_mapped());
        assert_eq!(allowed(&limits, mapped, "a", "x", 20), 0);
    }

    #[test]
    fn one_operation_has_a_wide_limit() {
        let limits = RateLimits::new(&FakeRelativeClock::default());
        assert_eq!(allowed(&limits, HOME, WIDE_OPERATION, "x", 50), 30);
    }

    #[test]
    fn recovered_keys_are_forgotten() {
        let clock = FakeRelativeClock::default();
        let limits = RateLimits::new(&clock);
        for number in 0..CALLS_BETWEEN_SWEEPS - 1 {
            assert!(limits.check(HOME, "a", &number.to_string()).is_ok());
        }
        clock.advance(Duration::from_secs(10));
        assert!(limits.check(HOME, "a", "last").is_ok());
        assert_eq!(limits.ordinary.len(), 1);
    }
}
