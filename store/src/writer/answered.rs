//! Repeating answers: (ledger, request, digest of the fields) has one answer (D13, S12).

use std::collections::HashMap;

use domain::actor::Actor;
use domain::cache::{Cell, Row};
use domain::command::{Outcome, Request};
use domain::decide::LedgerName;
use domain::id::RequestId;
use domain::refusal::Refusal;
use domain::time::Timestamp;
use ledger::{Hash, blob_hash};
use sqlx::FromRow;

use super::BATCH;
use super::turn::{Answer, Turn, home};
use crate::error::StoreError;
use crate::head::ledger_text;
use crate::sql::{Arg, Db, args, statements};
use crate::store::Store;
use crate::tables;

statements! {
    /// Turns: the answers given before to up to eight requests.
    ANSWERED = "SELECT request, ledger, digest, answer FROM answered \
        WHERE request IN ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// Turns: the answers given before to up to sixty-four requests.
    ANSWERED_MANY = "SELECT request, ledger, digest, answer FROM answered WHERE request IN (\
        $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, \
        $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, \
        $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, \
        $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64)";
    /// The worker that clears away old answers.
    FORGET = "DELETE FROM answered WHERE at < $1";
}

/// Requests looked up at a time: few, or a whole turn's.
const CHUNKS: [(usize, &str); 2] = [(8, ANSWERED), (BATCH, ANSWERED_MANY)];

// A value too many would find nothing, and nobody would notice.
const _: () = assert!(
    BATCH == 64,
    "the statement for many requests has a placeholder for each of a turn"
);

/// An answer that was given.
#[derive(Debug, Clone)]
pub(crate) struct Answered {
    digest: Hash,
    outcome: Outcome,
}

#[derive(Debug, FromRow)]
struct AnsweredRow {
    request: String,
    ledger: String,
    digest: Vec<u8>,
    answer: String,
}

impl Answered {
    /// The same answer to the same question; another question under the same id is refused.
    pub(super) fn repeat(&self, digest: Hash) -> Answer {
        if self.digest != digest {
            return Err(Refusal::RequestReused);
        }
        Ok(Outcome {
            repeated: true,
            ..self.outcome.clone()
        })
    }
}

/// What makes two sendings the same request: the fields, and who sent them. `None` where it cannot come again.
pub(super) fn digest_of(request: &Request) -> Option<Hash> {
    let fields = request.digest?;
    let who = match &request.actor {
        Actor::Person(actor) => actor.person.to_string(),
        Actor::Operator => "operator".to_owned(),
        Actor::Nobody => "nobody".to_owned(),
    };
    let mut bytes = fields.as_bytes().to_vec();
    bytes.extend_from_slice(who.as_bytes());
    Some(blob_hash(&bytes))
}

/// The answers given before to those of the requests that can come again.
pub(super) async fn load(
    db: &mut Db,
    requests: &[&Request],
) -> Result<HashMap<(RequestId, LedgerName), Answered>, StoreError> {
    let mut found = HashMap::new();
    let requests: Vec<&Request> = requests
        .iter()
        .copied()
        .filter(|request| request.digest.is_some())
        .collect();
    let [few, many] = CHUNKS;
    let (size, statement) = if requests.len() <= few.0 { few } else { many };
    for chunk in requests.chunks(size) {
        let ids: Vec<String> = chunk.iter().map(|request| request.id.to_string()).collect();
        let mut args: Vec<Arg<'_>> = ids.iter().map(Arg::from).collect();
        args.resize(size, Arg::from(ids.first().map_or("", String::as_str)));
        let rows: Vec<AnsweredRow> = db.all(statement, &args).await?;
        for row in rows {
            for request in chunk {
                let home = home(&request.command);
                if request.id.to_string() == row.request && ledger_text(home) == row.ledger {
                    let answered = Answered {
                        digest: Hash::from_slice(&row.digest)?,
                        outcome: serde_json::from_str(&row.answer)?,
                    };
                    found.insert((request.id, home), answered);
                }
            }
        }
    }
    Ok(found)
}

impl Store {
    /// Clears away the answers given before `until`; how many. A request that comes again after that is a new one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn forget_answers(&self, until: Timestamp) -> Result<u64, StoreError> {
        let mut db = self.inner().pools.write().await?;
        db.run(FORGET, &args![until]).await
    }
}

impl Turn<'_> {
    /// Notes the answer, for the same request coming again in this turn or later.
    pub(super) fn answer(
        &mut self,
        request: RequestId,
        home: LedgerName,
        digest: Hash,
        now: Timestamp,
        outcome: &Outcome,
    ) -> Result<(), StoreError> {
        self.rows.answered.push(Row {
            table: &tables::ANSWERED,
            cells: vec![
                request.to_string().into(),
                ledger_text(home).into(),
                Cell::Bytes(digest.as_bytes().to_vec()),
                serde_json::to_string(outcome)?.into(),
                now.into(),
            ],
        });
        let outcome = outcome.clone();
        self.answered.insert((request, home), Answered { digest, outcome });
        Ok(())
    }
}
