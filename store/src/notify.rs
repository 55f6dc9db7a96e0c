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
use crate::head::{ledger_name, position};
use crate::sql::{Db, Native, args, statements};
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
pub(crate) async fn announce(db: &mut Db, node: &str, ledger: &str, size: u64) -> Result<(), StoreError> {
    if db.locks_rows() {
        let payload = format!("{node} {ledger} {size}");
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

    /// Notes that this node wrote the entry `seq`, and told it with its stream. Entries between that and what listeners
    /// know of are other nodes', whose notices may come later and would say nothing new then: the size up to which to
    /// tell of them now.
    fn own(&mut self, ledger: LedgerName, seq: u64) -> Option<u64> {
        let missed = self.grown(ledger, seq).then_some(seq);
        self.grown(ledger, seq + 1);
        missed
    }
}

/// Starts to listen for what other nodes write; nothing to do on SQLite. Everything after this returns is news.
pub(crate) async fn start(
    inner: Arc<Inner>,
    mut ending: watch::Receiver<bool>,
) -> Result<Option<JoinHandle<()>>, StoreError> {
    let Native::Postgres { readers, .. } = inner.pools.native.clone() else {
        return Ok(None);
    };
    let mut own = inner.feed.subscribe();
    let mut told = Told::default();
    look(&inner, &mut told, false).await?;
    Ok(Some(tokio::spawn(async move {
        loop {
            let listener = async {
                let mut listener = PgListener::connect_with(&readers).await?;
                listener.listen(dialect::POSTGRES_CHANNEL).await?;
                Ok::<_, sqlx::Error>(listener)
            };
            let mut listener = tokio::select! {
                () = ended(&mut ending) => return,
                listener = listener => listener.ok(),
            };
            let pause = if listener.is_some() { LOOK } else { AGAIN };
            let mut looks = tokio::time::interval(pause);
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
                        tell_others(&inner, told.own(touched.ledger, touched.seq), touched.ledger);
                    },
                    notice = heard => match notice {
                        Ok(Some(notice)) => hear(&inner, &mut told, notice.payload()),
                        Ok(None) => {}
                        Err(_) => break,
                    },
                    // The first one at once: what was written before somebody listened.
                    _ = looks.tick() => {
                        let looked = look(&inner, &mut told, true).await;
                        if listener.is_none() && looked.is_ok() {
                            break;
                        }
                    }
                }
            }
        }
    })))
}

async fn ended(ending: &mut watch::Receiver<bool>) {
    // The error means that the store is gone, which is an end too.
    let _ = ending.wait_for(|ending| *ending).await;
}

fn hear(inner: &Inner, told: &mut Told, payload: &str) {
    let Some((node, payload)) = payload.split_once(' ') else {
        return;
    };
    // A notice of one's own may be heard before the writer tells of the entry, and says less.
    if node == inner.node {
        return;
    }
    let parsed = payload
        .split_once(' ')
        .and_then(|(ledger, size)| Some((ledger_name(ledger)?, size.parse::<u64>().ok()?)));
    if let Some((ledger, size)) = parsed {
        tell(inner, told, ledger, size);
    }
}

fn tell(inner: &Inner, told: &mut Told, ledger: LedgerName, size: u64) {
    tell_others(inner, told.grown(ledger, size).then_some(size), ledger);
}

/// Tells that other nodes made the ledger so large, where they did.
fn tell_others(inner: &Inner, size: Option<u64>, ledger: LedgerName) {
    if let Some(last) = size.and_then(|size| size.checked_sub(1)) {
        inner.feed.tell(&[Touched {
            ledger,
            stream: None,
            seq: last,
        }]);
    }
}

async fn look(inner: &Inner, told: &mut Told, aloud: bool) -> Result<(), StoreError> {
    let rows: Vec<SizeRow> = inner.pools.read().await?.all(SIZES, &[]).await?;
    for row in rows {
        let Some(ledger) = ledger_name(&row.ledger) else {
            continue;
        };
        let size = position(row.size)?;
        if aloud {
            tell(inner, told, ledger, size);
        } else {
            told.grown(ledger, size);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEDGER: LedgerName = LedgerName::Instance;

    #[test]
    fn what_only_this_node_wrote_is_told_once() {
        let mut told = Told::default();
        assert_eq!((told.own(LEDGER, 0), told.own(LEDGER, 1)), (None, None));
        assert!(
            !told.grown(LEDGER, 2),
            "its own notice from the database says nothing new"
        );
        assert_eq!(told.own(LEDGER, 2), None);
    }

    #[test]
    fn entries_of_others_before_an_own_one_are_told_with_it() {
        let mut told = Told::default();
        assert!(told.grown(LEDGER, 8));
        // Another node wrote 8, this one 9, and its own notice is heard first.
        assert_eq!(told.own(LEDGER, 9), Some(9));
        assert!(
            !told.grown(LEDGER, 9),
            "the other node's notice comes late, and was told"
        );
        assert_eq!(told.own(LEDGER, 10), None);
    }

    #[test]
    fn a_notice_that_comes_late_takes_nothing_back() {
        let mut told = Told::default();
        assert!(told.grown(LEDGER, 8));
        assert_eq!(told.own(LEDGER, 3), None);
        assert!(!told.grown(LEDGER, 8));
        assert!(told.grown(LEDGER, 9));
    }
}
