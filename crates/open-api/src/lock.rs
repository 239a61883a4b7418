//! Locks an access key after too many wrong signatures in a row (open-api §2).
//!
//! The state is in memory and per server: a lock slows guessing down, it is no record. Only count
//! keys that exist, and only failures for which [`crate::sign::SignatureError::is_guess`] holds; a
//! wrong clock is no attempt to guess a secret. Time is passed in, in ms since 1970.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// This many failures in a row are borne; the next one locks.
pub const FAILURES_BORNE: u32 = 5;

/// How long a lock lasts, in ms.
pub const LOCK_MS: i64 = 5 * 60 * 1_000;

/// How many keys are remembered unless told otherwise.
const KEYS_MAX: usize = 10_000;

/// Failure counters by access key, with bounded memory.
#[derive(Debug)]
pub struct KeyLocks {
    keys_max: usize,
    streaks: Mutex<HashMap<Box<str>, Streak>>,
}

/// The access key is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the access key is locked until {until_ms}")]
pub struct Locked {
    /// When the lock ends, in ms since 1970.
    pub until_ms: i64,
}

#[derive(Debug, Clone, Copy)]
struct Streak {
    failures: u32,
    last_failed_ms: i64,
    locked_until_ms: Option<i64>,
}

impl Default for KeyLocks {
    fn default() -> Self {
        Self::with_capacity(KEYS_MAX)
    }
}

impl KeyLocks {
    /// Remembers at most `keys_max` keys, at least one. When full, an unlocked key that failed
    /// longest ago is forgotten first, a locked one only when all are locked.
    pub fn with_capacity(keys_max: usize) -> Self {
        Self { keys_max: keys_max.max(1), streaks: Mutex::new(HashMap::new()) }
    }

    /// Asks whether the key may try at `now_ms`. Ask before verifying a signature.
    ///
    /// # Errors
    /// [`Locked`] while the lock lasts.
    pub fn check(&self, access_key: &str, now_ms: i64) -> Result<(), Locked> {
        match self.streaks().get(access_key).and_then(|streak| streak.locked_until_ms) {
            Some(until_ms) if now_ms < until_ms => Err(Locked { until_ms }),
            _ => Ok(()),
        }
    }

    /// Counts a failure at `now_ms`. A failure during a lock does not lengthen it.
    ///
    /// # Errors
    /// [`Locked`] when this failure locks the key, or it was locked already.
    pub fn record_failure(&self, access_key: &str, now_ms: i64) -> Result<(), Locked> {
        let mut streaks = self.streaks();
        if !streaks.contains_key(access_key) {
            make_room(&mut streaks, self.keys_max, now_ms);
        }
        let streak = streaks.entry(access_key.into()).or_insert(Streak {
            failures: 0,
            last_failed_ms: now_ms,
            locked_until_ms: None,
        });
        match streak.locked_until_ms {
            Some(until_ms) if now_ms < until_ms => return Err(Locked { until_ms }),
            // The lock is over: the count begins again.
            Some(_) => {
                streak.failures = 0;
                streak.locked_until_ms = None;
            }
            None => {}
        }
        streak.failures = streak.failures.saturating_add(1);
        streak.last_failed_ms = now_ms;
        if streak.failures > FAILURES_BORNE {
            let until_ms = now_ms.saturating_add(LOCK_MS);
            streak.locked_until_ms = Some(until_ms);
            return Err(Locked { until_ms });
        }
        Ok(())
    }

    /// Ends the key's row of failures after a right signature.
    pub fn record_success(&self, access_key: &str) {
        self.streaks().remove(access_key);
    }

    fn streaks(&self) -> MutexGuard<'_, HashMap<Box<str>, Streak>> {
        // The map is never left half changed, so a panic elsewhere does not spoil it.
        self.streaks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn make_room(streaks: &mut HashMap<Box<str>, Streak>, keys_max: usize, now_ms: i64) {
    if streaks.len() < keys_max {
        return;
    }
    streaks.retain(|_, streak| streak.locked_until_ms.is_none_or(|until_ms| now_ms < until_ms));
    while streaks.len() >= keys_max {
        let Some(oldest) = streaks
            .iter()
            .min_by_key(|(_, streak)| (streak.locked_until_ms.is_some(), streak.last_failed_ms))
            .map(|(access_key, _)| access_key.clone())
        else {
            return;
        };
        streaks.remove(&oldest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_339_945_000;

    fn fail(locks: &KeyLocks, access_key: &str, times: u32) {
        for _ in 0..times {
            assert_eq!(locks.record_failure(access_key, NOW), Ok(()));
        }
    }

    #[test]
    fn five_failures_are_borne_and_the_sixth_locks_for_five_minutes() {
        let locks = KeyLocks::default();
        fail(&locks, "ak", 5);
        assert_eq!(locks.check("ak", NOW), Ok(()));

        let locked = Locked { until_ms: NOW + LOCK_MS };
        assert_eq!(locks.record_failure("ak", NOW), Err(locked));
        assert_eq!(locks.check("ak", NOW), Err(locked));
        assert_eq!(locks.check("ak", NOW + LOCK_MS - 1), Err(locked));
        assert_eq!(locks.check("ak", NOW + LOCK_MS), Ok(()));
        assert_eq!(locks.check("other", NOW), Ok(()));
    }

    #[test]
    fn a_success_ends_the_row() {
        let locks = KeyLocks::default();
        fail(&locks, "ak", 5);
        locks.record_success("ak");
        fail(&locks, "ak", 5);
        assert!(locks.record_failure("ak", NOW).is_err());
    }

    #[test]
    fn failures_during_a_lock_do_not_lengthen_it() {
        let locks = KeyLocks::default();
        fail(&locks, "ak", 5);
        let locked = Err(Locked { until_ms: NOW + LOCK_MS });
        assert_eq!(locks.record_failure("ak", NOW), locked);
        assert_eq!(locks.record_failure("ak", NOW + 1_000), locked);
        assert_eq!(locks.check("ak", NOW + LOCK_MS), Ok(()));
    }

    #[test]
    fn after_a_lock_the_count_begins_again() {
        let locks = KeyLocks::default();
        fail(&locks, "ak", 5);
        assert!(locks.record_failure("ak", NOW).is_err());
        let later = NOW + LOCK_MS;
        for _ in 0..5 {
            assert_eq!(locks.record_failure("ak", later), Ok(()));
        }
        assert!(locks.record_failure("ak", later).is_err());
    }

    #[test]
    fn memory_is_bounded_and_a_locked_key_is_kept_longest() {
        let locks = KeyLocks::with_capacity(3);
        fail(&locks, "locked", 5);
        assert!(locks.record_failure("locked", NOW).is_err());
        for number in 0..100 {
            assert_eq!(locks.record_failure(&format!("ak{number}"), NOW + number), Ok(()));
            assert!(locks.streaks().len() <= 3);
        }
        assert!(locks.check("locked", NOW).is_err());

        let all_locked = KeyLocks::with_capacity(1);
        fail(&all_locked, "a", 5);
        assert!(all_locked.record_failure("a", NOW).is_err());
        assert_eq!(all_locked.record_failure("b", NOW), Ok(()));
        assert_eq!(all_locked.streaks().len(), 1);
    }
}
