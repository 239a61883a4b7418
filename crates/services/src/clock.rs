//! Time is an input.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use hezong_domain::Timestamp;

/// Where the current time comes from.
pub trait Clock: Send + Sync {
    /// The current time.
    fn now(&self) -> Timestamp;
}

/// A clock that stands still until it is moved: for tests.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// A clock that shows `at`.
    pub fn at(at: Timestamp) -> Self {
        Self(AtomicI64::new(at.ms()))
    }

    /// Moves the clock forward by `ms`.
    pub fn advance(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.0.load(Ordering::SeqCst))
    }
}

/// A clock that runs ahead of another one: a sandbox's business time. It never goes back.
pub struct SandboxClock {
    wall: Arc<dyn Clock>,
    ahead_ms: AtomicI64,
}

impl SandboxClock {
    /// A clock that shows what `wall` shows, until it is moved.
    pub fn over(wall: Arc<dyn Clock>) -> Self {
        Self { wall, ahead_ms: AtomicI64::new(0) }
    }

    /// How far it is ahead.
    pub fn ahead_ms(&self) -> i64 {
        self.ahead_ms.load(Ordering::SeqCst)
    }

    /// Runs ahead by so much from now on; less than before changes nothing.
    pub fn run_ahead(&self, ms: i64) {
        self.ahead_ms.fetch_max(ms, Ordering::SeqCst);
    }
}

impl Clock for SandboxClock {
    fn now(&self) -> Timestamp {
        self.wall.now().plus_ms(self.ahead_ms())
    }
}
