//! The one place with a clock, ids and randomness. Everything else gets them as arguments.
#![allow(
    clippy::disallowed_methods,
    reason = "this is the place that the bans point to: every other one takes `Sources`"
)]

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use domain::sources::Sources;
use domain::time::Timestamp;
use rand::TryRngCore;
use rand::rngs::OsRng;
use uuid::Uuid;

/// The machine's clock and the operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct Machine;

impl Sources for Machine {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }

    fn uuid(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn salt(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        OsRng
            .try_fill_bytes(&mut bytes)
            .expect("the operating system has randomness; without it nothing here would be safe");
        bytes
    }
}

/// The machine, with its clock set back: the demo's past happens before today.
#[derive(Debug, Default)]
pub struct SetBack {
    seconds: AtomicI64,
}

impl SetBack {
    /// Sets the clock back by so many seconds; 0 is the present.
    pub fn set(&self, seconds: i64) {
        self.seconds.store(seconds, Ordering::Relaxed);
    }

    /// Lets so many seconds pass, until the present at most.
    pub fn pass(&self, seconds: i64) {
        let left = self.seconds.load(Ordering::Relaxed) - seconds;
        self.set(left.max(0));
    }
}

impl Sources for SetBack {
    fn now(&self) -> Timestamp {
        Machine.now().plus_seconds(-self.seconds.load(Ordering::Relaxed))
    }

    fn uuid(&self) -> Uuid {
        Machine.uuid()
    }

    fn salt(&self) -> [u8; 32] {
        Machine.salt()
    }
}
