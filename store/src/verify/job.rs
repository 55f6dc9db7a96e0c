//! Verifications that pages ask for, as long work: begun once, gone on with when nobody looks any more, and told of while
//! they go on (07).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::audit::{Verification, VerifyReport};
use domain::backend::BackendError;
use domain::decide::LedgerName;
use domain::id::OrganizationId;
use domain::sources::Sources;
use tokio::sync::{Semaphore, watch};
use tracing::Instrument as _;

use crate::error::StoreError;
use crate::store::Store;

/// The verifications of a store: of each organization the one that goes on, or else the last one.
#[derive(Debug)]
pub(crate) struct Verifications {
    known: Mutex<BTreeMap<OrganizationId, watch::Receiver<Verification>>>,
    /// One goes on at a time, which leaves connections and cores to everybody else.
    turns: Arc<Semaphore>,
    ends: watch::Receiver<bool>,
}

/// Tells how far one is.
#[derive(Debug, Clone)]
pub(crate) struct Teller(watch::Sender<Verification>);

impl Teller {
    /// So many entries are read, of so many.
    pub(crate) fn tell(&self, read: u64, of: u64) {
        self.0.send_modify(|standing| {
            if let Verification::Running { entries, all, .. } = standing {
                (*entries, *all) = (read, of);
            }
        });
    }
}

impl Verifications {
    /// None yet; `ends` turns true when the store ends.
    pub(crate) fn new(ends: watch::Receiver<bool>) -> Self {
        Self {
            known: Mutex::default(),
            turns: Arc::new(Semaphore::new(1)),
            ends,
        }
    }

    /// Begins to work in a task of its own, unless the organization's last one still goes on.
    fn begin<Work>(
        &self,
        organization: OrganizationId,
        reference: &str,
        sources: &Arc<dyn Sources>,
        work: impl FnOnce(Teller) -> Work,
    ) where
        Work: Future<Output = Result<VerifyReport, StoreError>> + Send + 'static,
    {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.get(&organization).is_some_and(|heard| heard.borrow().running()) {
            return;
        }
        let (tell, heard) = watch::channel(Verification::Running {
            since: sources.now(),
            entries: 0,
            all: 0,
        });
        known.insert(organization, heard);
        let work = work(Teller(tell.clone()));
        let turns = Arc::clone(&self.turns);
        let worked = tokio::spawn(
            async move {
                // The semaphore is never closed.
                let _turn = turns.acquire().await;
                work.await
            }
            .in_current_span(),
        );
        let (reference, sources, mut ends) = (reference.to_owned(), Arc::clone(sources), self.ends.clone());
        tokio::spawn(
            async move {
                let stop = worked.abort_handle();
                let worked = tokio::select! {
                    worked = worked => worked,
                    // An error means that the store is gone.
                    _ = ends.wait_for(|ends| *ends) => {
                        stop.abort();
                        return;
                    }
                };
                let at = sources.now();
                tell.send_replace(match worked {
                    Ok(Ok(report)) => Verification::Ended {
                        at,
                        report: Arc::new(report),
                    },
                    Ok(Err(error)) => {
                        // The cause goes into the log, once, as for every other answer.
                        let _ = BackendError::from(error);
                        Verification::Failed { at, reference }
                    }
                    Err(error) => {
                        tracing::error!(%error, "a verification broke off");
                        Verification::Failed { at, reference }
                    }
                });
            }
            .in_current_span(),
        );
    }

    /// Where the last one of an organization stands, once it does not go on any more or patience is over.
    async fn standing(&self, organization: OrganizationId, patience: Duration) -> Option<Verification> {
        let mut heard = {
            let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.get(&organization)?.clone()
        };
        // Whoever is still told that it goes on may ask again.
        let _ = tokio::time::timeout(patience, heard.wait_for(|standing| !standing.running())).await;
        let standing = heard.borrow().clone();
        Some(standing)
    }
}

impl Store {
    /// Begins to verify an organization's ledger in the background, unless that goes on already.
    pub(crate) fn begin_verifying(&self, organization: OrganizationId, reference: &str) {
        let inner = Arc::clone(self.inner());
        let work = |teller: Teller| async move {
            let told = move |read, all| teller.tell(read, all);
            super::one(&inner, LedgerName::Organization(organization), &told).await
        };
        let (verifications, sources) = (&self.inner().verifications, &self.inner().sources);
        verifications.begin(organization, reference, sources, work);
    }

    /// Where the verification that was begun last stands, once it ended or patience is over.
    pub(crate) async fn verifying(&self, organization: OrganizationId, patience: Duration) -> Option<Verification> {
        self.inner().verifications.standing(organization, patience).await
    }
}

#[cfg(test)]
mod tests {
    use domain::testing::{ELSEWHERE, PAYMENTS};
    use domain::time::Timestamp;
    use tokio::sync::oneshot;
    use uuid::Uuid;

    use super::*;

    /// A clock that stands still.
    struct Still;

    impl Sources for Still {
        fn now(&self) -> Timestamp {
            Timestamp::from_micros(7)
        }

        fn uuid(&self) -> Uuid {
            Uuid::nil()
        }

        fn salt(&self) -> [u8; 32] {
            [0; 32]
        }
    }

    /// Longer than any of these tests.
    const LONG: Duration = Duration::from_secs(60);

    struct Bench {
        verifications: Verifications,
        sources: Arc<dyn Sources>,
        ending: watch::Sender<bool>,
    }

    /// How a run that a test holds ends.
    type End = oneshot::Sender<Result<VerifyReport, StoreError>>;

    impl Bench {
        fn new() -> Self {
            let (ending, ends) = watch::channel(false);
            Self {
                verifications: Verifications::new(ends),
                sources: Arc::new(Still),
                ending,
            }
        }

        /// Begins a run that tells, once it has its turn, that it is at 3 of 9, and ends when the test says so.
        fn begin(&self, organization: OrganizationId, reference: &str) -> (oneshot::Receiver<()>, End) {
            let (began, begins) = oneshot::channel();
            let (end, ends) = oneshot::channel();
            let work = |teller: Teller| async move {
                teller.tell(3, 9);
                let _ = began.send(());
                ends.await.expect("the test says how it ends")
            };
            self.verifications.begin(organization, reference, &self.sources, work);
            (begins, end)
        }

        async fn now(&self, organization: OrganizationId) -> Option<Verification> {
            self.verifications.standing(organization, Duration::ZERO).await
        }

        async fn ended(&self, organization: OrganizationId) -> Option<Verification> {
            self.verifications.standing(organization, LONG).await
        }
    }

    fn report(entries: u64) -> VerifyReport {
        VerifyReport {
            entries,
            root: ledger::blob_hash(b"root"),
            checked: Vec::new(),
            uncovered: Vec::new(),
            faults: Vec::new(),
        }
    }

    fn running(entries: u64, all: u64) -> Option<Verification> {
        let since = Timestamp::from_micros(7);
        Some(Verification::Running { since, entries, all })
    }

    fn ended(entries: u64) -> Option<Verification> {
        let at = Timestamp::from_micros(7);
        let report = Arc::new(report(entries));
        Some(Verification::Ended { at, report })
    }

    fn failed(reference: &str) -> Option<Verification> {
        Some(Verification::Failed {
            at: Timestamp::from_micros(7),
            reference: reference.to_owned(),
        })
    }

    #[tokio::test]
    async fn it_goes_on_when_nobody_waits_and_is_joined_by_whoever_asks_again() {
        let bench = Bench::new();
        assert_eq!(bench.now(PAYMENTS).await, None);
        let (began, end) = bench.begin(PAYMENTS, "first");
        began.await.expect("it begins");
        assert_eq!(bench.now(PAYMENTS).await, running(3, 9));
        let (joined, _) = bench.begin(PAYMENTS, "second");
        assert!(joined.await.is_err(), "one at a time for an organization");
        assert_eq!(bench.now(PAYMENTS).await, running(3, 9));
        end.send(Ok(report(9))).expect("it listens");
        assert_eq!(bench.ended(PAYMENTS).await, ended(9));
        assert_eq!(bench.now(PAYMENTS).await, ended(9), "until the next one");
        let (began, end) = bench.begin(PAYMENTS, "third");
        began.await.expect("it begins anew");
        end.send(Ok(report(10))).expect("it listens");
        assert_eq!(bench.ended(PAYMENTS).await, ended(10));
    }

    #[tokio::test]
    async fn one_goes_on_at_a_time_over_all_organizations() {
        let bench = Bench::new();
        let (first_began, first) = bench.begin(PAYMENTS, "first");
        first_began.await.expect("it begins");
        let (second_began, second) = bench.begin(ELSEWHERE, "second");
        assert_eq!(bench.now(ELSEWHERE).await, running(0, 0), "it waits for its turn");
        first.send(Ok(report(9))).expect("it listens");
        assert_eq!(bench.ended(PAYMENTS).await, ended(9));
        second_began.await.expect("it has its turn");
        second.send(Ok(report(2))).expect("it listens");
        assert_eq!(bench.ended(ELSEWHERE).await, ended(2));
    }

    #[tokio::test]
    async fn one_that_fails_or_breaks_says_where_the_log_has_it() {
        let bench = Bench::new();
        let (_, end) = bench.begin(PAYMENTS, "first");
        end.send(Err(StoreError::damaged("a head"))).expect("it listens");
        assert_eq!(bench.ended(PAYMENTS).await, failed("first"));
        let (_, end) = bench.begin(PAYMENTS, "second");
        drop(end);
        assert_eq!(bench.ended(PAYMENTS).await, failed("second"), "a panic is a failure");
    }

    #[tokio::test]
    async fn the_end_of_the_store_is_its_end() {
        let bench = Bench::new();
        let (began, mut end) = bench.begin(PAYMENTS, "first");
        began.await.expect("it begins");
        bench.ending.send(true).expect("it listens");
        end.closed().await;
        assert_eq!(
            bench.ended(PAYMENTS).await,
            running(3, 9),
            "nobody is told anything else"
        );
    }
}
