//! Prepared checklists by the hash of their structure: the last few dozen that were asked for.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use domain::templates::Structure;
use ledger::Hash;

use super::Prepared;

/// How many are kept; a prepared checklist of 231 items takes about 200 kB.
const KEPT: usize = 48;

struct Kept {
    structure: Hash,
    sprite: String,
    prepared: Arc<Prepared>,
}

/// Oldest use first.
static CACHE: Mutex<VecDeque<Kept>> = Mutex::new(VecDeque::new());

/// The prepared checklist of a structure named by its hash, for pages whose icons lie at `sprite`.
pub fn prepared(hash: Hash, structure: &Structure, sprite: &str) -> Arc<Prepared> {
    // A poisoned lock means that another thread panicked between two whole operations: the queue itself is sound.
    let mut cache = CACHE.lock().unwrap_or_else(PoisonError::into_inner);
    let known = cache
        .iter()
        .position(|kept| kept.structure == hash && kept.sprite == sprite);
    if let Some(kept) = known.and_then(|at| cache.remove(at)) {
        let prepared = Arc::clone(&kept.prepared);
        cache.push_back(kept);
        return prepared;
    }
    // Preparing takes milliseconds; others may read meanwhile, and two who prepare the same make equal values.
    drop(cache);
    let prepared = Arc::new(Prepared::new(structure, sprite));
    let mut cache = CACHE.lock().unwrap_or_else(PoisonError::into_inner);
    if cache.len() >= KEPT {
        cache.pop_front();
    }
    cache.push_back(Kept {
        structure: hash,
        sprite: sprite.to_owned(),
        prepared: Arc::clone(&prepared),
    });
    prepared
}
