//! Between nodes: on PostgreSQL a commit tells the others, and a slow look at the heads finds what was missed.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use domain::decide::LedgerName;
use sqlx::FromRow;
use sqlx::postgres::PgListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::dialect;
use crate::error::StoreError;
use crate::feed::Touched;
use crate::head::{INSTANCE, position};
use crate::sql::{Db, Pools, args, statements};
use crate::store::Inner;

statements! {
    /// The look for what other nodes wrote: how far each ledger is.
    SIZES = "SELECT ledger, size FROM head";
}

/// How long a lost notice can go unnoticed.
const LOOK: Duration = Duration::from_secs(5);
/// How long to wait before listening again after the connection was lost.
const AGAIN: Duration = Duration::from_secs(1);

#[derive(Debug, FromRow)]
struct SizeRow {
    ledger: String,
    size: i64,
}

/// Tells other nodes, on commit, that a ledger grew. SQLite has no other nodes.
pub(crate) async fn announce(db: &mut Db, ledger: &str, size: u64) -> Result<(), StoreError> {
    if db.locks_rows() {
        let payload = format!("{ledger} {size}");
        // The function returns nothing worth reading.
        db.run(dialect::POSTGRES_NOTIFY, &args![&payload]).await?;
    }
    Ok(())
}

/// Sizes of ledgers that were told already.
#[derive(Debug, Default)]
pub(crate) struct Told(HashMap<LedgerName, u64>);

impl Told {
    /// Notes that listeners know of the ledger up to `size`; `false` when they did.
    fn grown(&mut self, ledger: LedgerName, size: u64) -> bool {
        let known = self.0.entry(ledger).or_insert(0);
        let news = size > *known;
        *known = size.max(*known);
        news
    }
}

fn ledger_name(text: &str) -> Option<LedgerName> {
    if text == INSTANCE {
        Some(LedgerName::Instance)
    } else {
        text.parse().ok().map(LedgerName::Organization)
    }
}

/// Starts to listen for what other nodes write; nothing to do on SQLite.
pub(crate) fn start(inner: Arc<Inner>, mut ending: watch::Receiver<bool>) -> Option<JoinHandle<()>> {
    let Pools::Postgres(pool) = inner.pools.clone() else {
        return None;
    };
    Some(tokio::spawn(async move {
        let mut own = inner.feed.subscribe();
        let mut told = Told::default();
        // Listeners that come later look for themselves; only growth from now on is news.
        let _ = look(&inner, &mut told, false).await;
        loop {
            let listener = async {
                let mut listener = PgListener::connect_with(&pool).await?;
                listener.listen(dialect::POSTGRES_CHANNEL).await?;
                Ok::<_, sqlx::Error>(listener)
            };
            let mut listener = tokio::select! {
                () = ended(&mut ending) => return,
                listener = listener => listener.ok(),
            };
            let pause = if listener.is_some() { LOOK } else { AGAIN };
            loop {
                let heard = async {
                    match &mut listener {
                        Some(listener) => listener.recv().await.map(Some),
                        None => std::future::pending().await,
                    }
                };
                tokio::select! {
                    () = ended(&mut ending) => return,
                    notice = own.recv() => if let Ok(touched) = notice {
                        // What this node wrote was told with its stream; only its size is noted here.
                        told.grown(touched.ledger, touched.seq + 1);
                    },
                    notice = heard => match notice {
                        Ok(Some(notice)) => hear(&inner, &mut told, notice.payload()),
                        Ok(None) => {}
                        Err(_) => break,
                    },
                    () = tokio::time::sleep(pause) => {
                        let _ = look(&inner, &mut told, true).await;
                        if listener.is_none() {
                            break;
                        }
                    }
                }
            }
        }
    }))
}

async fn ended(ending: &mut watch::Receiver<bool>) {
    // The error means that the store is gone, which is an end too.
    let _ = ending.wait_for(|ending| *ending).await;
}

fn hear(inner: &Inner, told: &mut Told, payload: &str) {
    let parsed = payload
        .split_once(' ')
        .and_then(|(ledger, size)| Some((ledger_name(ledger)?, size.parse::<u64>().ok()?)));
    if let Some((ledger, size)) = parsed {
        tell(inner, told, ledger, size);
    }
}

fn tell(inner: &Inner, told: &mut Told, ledger: LedgerName, size: u64) {
    if told.grown(ledger, size) && size > 0 {
        inner.feed.tell(&[Touched {
            ledger,
            stream: None,
            seq: size - 1,
        }]);
    }
}

async fn look(inner: &Inner, told: &mut Told, tell_others: bool) -> Result<(), StoreError> {
    let rows: Vec<SizeRow> = inner.pools.read().await?.all(SIZES, &[]).await?;
    for row in rows {
        let Some(ledger) = ledger_name(&row.ledger) else { continue };
        let size = position(row.size)?;
        if tell_others {
            tell(inner, told, ledger, size);
        } else {
            told.grown(ledger, size);
        }
    }
    Ok(())
}
