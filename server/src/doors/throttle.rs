//! Slowing down whoever guesses: failures only are counted, per account and per network address, so that an office
//! behind one address is not locked out, and nobody is for good.

use domain::time::Timestamp;

/// How failures turn into waiting.
#[derive(Debug, Clone, Copy)]
pub(super) struct Policy {
    /// Failures that cost nothing.
    free: u64,
    /// Seconds to wait after the first one that does; each further one doubles it.
    first: u32,
    /// Most seconds to wait.
    longest: u32,
    /// Seconds after the last failure until all is forgotten.
    forgotten: i64,
}

/// For one account: guessing is slow from the sixth try on.
pub(super) const ACCOUNT: Policy = Policy {
    free: 5,
    first: 15,
    longest: 15 * 60,
    forgotten: 60 * 60,
};

/// For one network address: many people may stand behind it.
pub(super) const ADDRESS: Policy = Policy {
    free: 50,
    first: 15,
    longest: 15 * 60,
    forgotten: 60 * 60,
};

impl Policy {
    /// Seconds until the next try is heard; `None` where it is heard now.
    pub(super) fn wait(&self, failures: u64, last: Timestamp, now: Timestamp) -> Option<u32> {
        let passed = now.seconds_since(last).max(0);
        if failures < self.free || passed >= self.forgotten {
            return None;
        }
        let doublings = (failures - self.free).min(16);
        let wait = self.first.saturating_mul(1 << doublings).min(self.longest);
        let left = i64::from(wait) - passed;
        u32::try_from(left).ok().filter(|left| *left > 0)
    }

    /// Seconds after the first failure until a new count begins.
    pub(super) fn window(&self) -> i64 {
        self.forgotten
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_grows_and_ends() {
        let now = Timestamp::from_micros(1_000_000_000_000_000);
        let wait = |failures, passed: i64| ACCOUNT.wait(failures, now.plus_seconds(-passed), now);
        assert_eq!(wait(4, 0), None);
        assert_eq!(wait(5, 0), Some(15));
        assert_eq!(wait(5, 14), Some(1));
        assert_eq!(wait(5, 15), None);
        assert_eq!(wait(6, 0), Some(30));
        assert_eq!(wait(500, 0), Some(900));
        assert_eq!(wait(500, 900), None, "nobody is locked out for good");
        assert_eq!(wait(500, 3600), None);
        assert_eq!(
            ACCOUNT.wait(9, now.plus_seconds(60), now),
            Some(240),
            "a clock that went back opens nothing"
        );
    }
}
