//! Writers: each takes the commands that wait for its ledgers and runs them in turns.
//!
//! On SQLite one writer serves all organizations in one commit; on PostgreSQL each organization has its own.

mod answered;
pub(crate) mod entry;
mod load;
mod memory;
mod prepare;
mod save;
mod turn;

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};

use domain::command::{Outcome, Request};
use domain::refusal::Refusal;
use futures_util::FutureExt as _;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::error::StoreError;
use crate::sql::Native;
use crate::store::Inner;
use domain::decide::LedgerName;
use memory::Memory;
use turn::{Turn, home};

/// Every statement of the writers.
pub(crate) const STATEMENTS: &[&[(&str, &str)]] = &[answered::STATEMENTS];

/// The most commands in one turn.
const BATCH: usize = 64;
/// Commands that may wait before those who ask have to.
const QUEUE: usize = 1024;

/// What a command came to.
pub(crate) type Answer = Result<Result<Outcome, Refusal>, StoreError>;

/// A command that waits.
struct Job {
    request: Request,
    answer: oneshot::Sender<Answer>,
}

/// Which writer serves a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Lane {
    /// The only one.
    All,
    /// The writer of one ledger.
    Of(LedgerName),
}

/// The writers of a store.
pub(crate) struct Writers {
    inner: Arc<Inner>,
    lanes: Mutex<Option<Lanes>>,
}

#[derive(Default)]
struct Lanes {
    queues: HashMap<Lane, mpsc::Sender<Job>>,
    tasks: Vec<JoinHandle<()>>,
}

impl Writers {
    pub(crate) fn new(inner: Arc<Inner>) -> Self {
        Self {
            inner,
            lanes: Mutex::new(Some(Lanes::default())),
        }
    }

    /// Has a command decided and saved in a turn with others that wait.
    pub(crate) async fn execute(&self, request: Request) -> Answer {
        let queue = self.queue(&request)?;
        let (answer, answered) = oneshot::channel();
        queue
            .send(Job { request, answer })
            .await
            .map_err(|_| StoreError::Closed)?;
        answered.await.map_err(|_| StoreError::Closed)?
    }

    fn queue(&self, request: &Request) -> Result<mpsc::Sender<Job>, StoreError> {
        let lane = match &self.inner.pools.native {
            Native::Sqlite { .. } => Lane::All,
            Native::Postgres { .. } => Lane::Of(home(&request.command)),
        };
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let lanes = lanes.as_mut().ok_or(StoreError::Closed)?;
        if let Some(queue) = lanes.queues.get(&lane) {
            return Ok(queue.clone());
        }
        let (queue, jobs) = mpsc::channel(QUEUE);
        lanes.tasks.push(tokio::spawn(serve(Arc::clone(&self.inner), jobs)));
        lanes.queues.insert(lane, queue.clone());
        Ok(queue)
    }

    /// Takes no more commands, and returns when those that wait are answered.
    pub(crate) async fn shut_down(&self) {
        let lanes = {
            let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
            lanes.take()
        };
        if let Some(Lanes { queues, tasks }) = lanes {
            drop(queues);
            for task in tasks {
                // A writer that panicked has nothing left to finish.
                let _ = task.await;
            }
        }
    }
}

/// Takes what waits, never waiting for more, until nobody can send any longer.
async fn serve(inner: Arc<Inner>, mut jobs: mpsc::Receiver<Job>) {
    let mut memory = Memory::new();
    let mut batch = Vec::with_capacity(BATCH);
    while jobs.recv_many(&mut batch, BATCH).await > 0 {
        run(&inner, &mut memory, std::mem::take(&mut batch)).await;
    }
}

/// Runs a batch in one turn; when that fails, its commands one by one.
async fn run(inner: &Inner, memory: &mut Memory, jobs: Vec<Job>) {
    let requests: Vec<&Request> = jobs.iter().map(|job| &job.request).collect();
    match guarded(inner, memory, &requests).await {
        Ok(answers) => {
            for (job, answer) in jobs.into_iter().zip(answers) {
                // Whoever asked may have gone; the command is done all the same.
                let _ = job.answer.send(Ok(answer));
            }
        }
        Err(error) if jobs.len() == 1 || lost(&error) => fail(jobs, error),
        Err(error) => {
            tracing::warn!(%error, commands = jobs.len(), "a turn failed; its commands are run one by one");
            for job in jobs {
                let answer = guarded(inner, memory, &[&job.request]).await;
                let answer = answer.and_then(|mut answers| answers.pop().ok_or(StoreError::Closed));
                let _ = job.answer.send(answer);
            }
        }
    }
}

/// Whether trying the commands one by one is no use: nobody answers.
fn lost(error: &StoreError) -> bool {
    matches!(error, StoreError::Database(error) if crate::dialect::gone(error))
}

/// Tells all who wait what their turn failed of.
fn fail(jobs: Vec<Job>, error: StoreError) {
    let error = Arc::new(error);
    for job in jobs {
        let _ = job.answer.send(Err(StoreError::Shared(Arc::clone(&error))));
    }
}

/// One turn. A panic in it is a defect that must not take the writer along: it counts as a failed turn.
async fn guarded(inner: &Inner, memory: &mut Memory, requests: &[&Request]) -> Result<Vec<turn::Answer>, StoreError> {
    let turn = AssertUnwindSafe(take(inner, memory, requests)).catch_unwind().await;
    let result = turn.unwrap_or_else(|_| {
        metrics::counter!("countersign_turn_panics_total").increment(1);
        Err(StoreError::damaged("a turn panicked"))
    });
    if result.is_err() {
        memory.clear();
    }
    inner.note_write(result.as_ref().err());
    result
}

async fn take(inner: &Inner, memory: &mut Memory, requests: &[&Request]) -> Result<Vec<turn::Answer>, StoreError> {
    let mut turn = Turn::begin(inner, memory, requests).await?;
    let mut answers = Vec::with_capacity(requests.len());
    for request in requests {
        match turn.take(request).await {
            Ok(answer) => answers.push(answer),
            Err(error) => {
                // The first error is the one to tell; a connection that cannot roll back is closed by the pool.
                let _ = turn.abandon().await;
                return Err(error);
            }
        }
    }
    turn.commit().await?;
    metrics::counter!("countersign_turns_total").increment(1);
    metrics::counter!("countersign_commands_total").increment(requests.len() as u64);
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use domain::actor::Actor;
    use domain::id::RequestId;
    use domain::testing::found;

    use super::*;

    #[tokio::test]
    async fn every_command_of_a_lost_turn_is_told_its_cause() {
        let (jobs, answers): (Vec<Job>, Vec<_>) = (1..=3)
            .map(|number| {
                let (answer, answered) = oneshot::channel();
                let request = Request {
                    id: RequestId::new(uuid::Uuid::from_u128(number)),
                    digest: None,
                    actor: Actor::Nobody,
                    command: found(),
                    blobs: Vec::new(),
                    secrets: Vec::new(),
                };
                (Job { request, answer }, answered)
            })
            .unzip();
        let cause = sqlx::Error::Io(std::io::ErrorKind::ConnectionReset.into());
        let said = StoreError::Database(cause);
        let words = said.to_string();
        fail(jobs, said);
        for answer in answers {
            let error = answer.await.expect("it is answered").expect_err("the turn is lost");
            assert_eq!(error.to_string(), words);
            assert!(error.unavailable());
        }
    }
}
