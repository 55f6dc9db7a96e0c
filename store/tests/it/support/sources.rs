//! A clock that moves when it is told to, and ids that count.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use domain::sources::Sources;
use domain::time::Timestamp;
use uuid::Uuid;

/// Time and ids of a test. Every look at the clock takes a millisecond.
pub(crate) struct TestSources {
    micros: AtomicI64,
    count: AtomicU64,
}

/// Far from ids that tests write themselves.
const IDS: u128 = 0x0190_0000_0000_7000_8000_0000_0000_0000;

impl Default for TestSources {
    fn default() -> Self {
        Self {
            micros: AtomicI64::new(1_770_000_000_000_000),
            count: AtomicU64::new(0),
        }
    }
}

impl TestSources {
    /// The time without taking any.
    pub(crate) fn peek(&self) -> Timestamp {
        Timestamp::from_micros(self.micros.load(Ordering::Relaxed))
    }

    /// Sets the clock forward, or back.
    pub(crate) fn pass(&self, seconds: i64) {
        self.micros.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
    }

    /// A fresh id.
    pub(crate) fn next_uuid(&self) -> Uuid {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        Uuid::from_u128(IDS + u128::from(count))
    }
}

impl Sources for TestSources {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.micros.fetch_add(1_000, Ordering::Relaxed))
    }

    fn uuid(&self) -> Uuid {
        self.next_uuid()
    }

    fn salt(&self) -> [u8; 32] {
        let mut salt = [7; 32];
        salt[..16].copy_from_slice(self.next_uuid().as_bytes());
        salt
    }
}
