//! Tries to prove an identity: counted before they are looked at, and taken back when they were no failure.
//!
//! Counted afterwards, many tries at once would all be heard before the first failure is counted; and whoever goes away
//! before the answer would not be counted at all.

use domain::accounts::GateRefusal;
use domain::backend::Answer;
use domain::id::{RequestId, SessionId};
use domain::time::Timestamp;
use store::ThrottleScope;

use super::gate::Word;
use super::throttle::{ACCOUNT, ADDRESS, Policy};
use super::token_hash;
use crate::state::Shared;

/// What tries are counted by.
pub(super) struct Guess(Vec<Counter>);

struct Counter {
    scope: ThrottleScope,
    name: String,
    policy: Policy,
}

impl Counter {
    /// Names are a hash for what was typed, and words for everything else: nobody can type himself into another count.
    fn account(name: String) -> Self {
        Self {
            scope: ThrottleScope::Account,
            name,
            policy: ACCOUNT,
        }
    }

    fn address(name: &str) -> Self {
        Self {
            scope: ThrottleScope::Address,
            name: name.to_owned(),
            policy: ADDRESS,
        }
    }
}

impl Guess {
    /// For whoever tries an e-mail address; only its hash is kept, people type passwords into the wrong field.
    pub(super) fn of_email(email: &str, address: &str) -> Self {
        let account = token_hash(&email.trim().to_lowercase()).to_string();
        Self(vec![Counter::account(account), Counter::address(address)])
    }

    /// For the set-up code.
    pub(super) fn of_set_up(address: &str) -> Self {
        Self(vec![Counter::account("set-up".to_owned()), Counter::address(address)])
    }

    /// For a form that comes again.
    pub(super) fn of_form(request: RequestId, address: &str) -> Self {
        Self(vec![
            Counter::account(format!("form {request}")),
            Counter::address(address),
        ])
    }

    /// For somebody signed in, by the session alone: what others try at the front door keeps nobody from signing.
    pub(super) fn of_session(session: SessionId) -> Self {
        Self(vec![Counter::account(format!("session {session}"))])
    }
}

/// A try that is heard, and counts as a failure until it is known to be none.
#[must_use]
pub(super) struct Attempt {
    shared: Shared,
    now: Timestamp,
    /// What was counted, and when the failure before was.
    counted: Vec<(Counter, Timestamp)>,
}

impl Attempt {
    /// Counts a try, unless there were too many failures.
    pub(super) async fn begin(shared: &Shared, guess: Guess, now: Timestamp) -> Word<Self> {
        let mut attempt = Self {
            shared: shared.clone(),
            now,
            counted: Vec::new(),
        };
        for counter in guess.0 {
            match attempt.count(&counter).await? {
                Ok(last) => attempt.counted.push((counter, last)),
                Err(refusal) => {
                    attempt.withdrawn().await?;
                    return Ok(Err(refusal));
                }
            }
        }
        Ok(Ok(attempt))
    }

    /// Counts one more, in one statement that does nothing where another try came between; when the one before was.
    async fn count(&self, counter: &Counter) -> Word<Timestamp> {
        let Counter { scope, name, policy } = counter;
        let store = &self.shared.store;
        loop {
            let seen = store.failures(*scope, name).await?;
            let wait = seen.and_then(|seen| policy.wait(seen.count, seen.last, self.now));
            if let Some(retry_after) = wait {
                metrics::counter!("countersign_throttled_total").increment(1);
                return Ok(Err(GateRefusal::TooManyAttempts { retry_after }));
            }
            let window = policy.window();
            if store.count_failure(*scope, name, seen, self.now, window).await? {
                return Ok(Ok(seen.map_or(self.now, |seen| seen.last)));
            }
        }
    }

    /// It failed: it stays counted.
    pub(super) fn failed(self) {
        metrics::counter!("countersign_sign_in_failures_total").increment(1);
    }

    /// It was right: the account's failures are forgotten, the address's are what they were.
    pub(super) async fn succeeded(self) -> Answer<()> {
        let store = &self.shared.store;
        for (counter, last) in &self.counted {
            match counter.scope {
                ThrottleScope::Account => store.forgive(counter.scope, &counter.name).await?,
                ThrottleScope::Address => {
                    store.take_back(counter.scope, &counter.name, self.now, *last).await?;
                }
            }
        }
        Ok(())
    }

    /// Nothing was tried.
    pub(super) async fn withdrawn(self) -> Answer<()> {
        let store = &self.shared.store;
        for (counter, last) in &self.counted {
            store.take_back(counter.scope, &counter.name, self.now, *last).await?;
        }
        Ok(())
    }
}
