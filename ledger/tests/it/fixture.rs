//! Trees and small ledgers to test against, and the RFC's definitions written down as they stand there.

use std::collections::BTreeMap;

use ledger::{At, Entry, Frontier, Hash, NodeId, blob_hash, leaf_hash, node_hash};
use serde_json::json;

/// The instant of the first entry of [`entry`]; each further one is a second later.
pub(crate) const FIRST_AT: i64 = 1_767_323_045_000_006;

/// A hash from its hexadecimal digits.
pub(crate) fn hex(text: &str) -> Hash {
    text.parse().unwrap()
}

/// `count` leaves, no two alike, of growing length.
pub(crate) fn leaves(count: usize) -> Vec<Vec<u8>> {
    (0..count)
        .map(|number| format!("{number:0>width$}", width = number % 80).into_bytes())
        .collect()
}

/// The completed nodes of the tree of these leaves, and its frontier.
pub(crate) fn tree(leaves: &[Vec<u8>]) -> (BTreeMap<NodeId, Hash>, Frontier) {
    let mut frontier = Frontier::new();
    let mut nodes = BTreeMap::new();
    for leaf in leaves {
        for node in frontier.push(leaf_hash(leaf)) {
            assert_eq!(nodes.insert(node.id(), node.hash), None, "a node is completed once");
        }
    }
    (nodes, frontier)
}

/// MTH(D[n]) of RFC 6962 §2.1, word for word.
pub(crate) fn naive_root(leaves: &[Vec<u8>]) -> Hash {
    match leaves {
        [] => blob_hash(&[]),
        [leaf] => leaf_hash(leaf),
        [..] => {
            let mut k = 1;
            while k * 2 < leaves.len() {
                k *= 2;
            }
            node_hash(&naive_root(&leaves[..k]), &naive_root(&leaves[k..]))
        }
    }
}

/// A hash with one bit turned over.
pub(crate) fn flipped(hash: Hash, bit: usize) -> Hash {
    let mut bytes = *hash.as_bytes();
    bytes[bit / 8 % 32] ^= 1 << (bit % 8);
    Hash::new(bytes)
}

/// A plain entry at place `seq`.
pub(crate) fn entry(seq: u64) -> Entry {
    Entry {
        v: 1,
        org: "org_1".into(),
        epoch: 0,
        seq,
        id: format!("01890a5d-ac96-774b-bcce-b3020000{seq:04x}"),
        at: At::from_micros(FIRST_AT + i64::try_from(seq).unwrap() * 1_000_000).unwrap(),
        at_flags: Vec::new(),
        actor: json!({"type": "person", "id": "usr_1"}),
        kind: "item.done/1".into(),
        stream: "dep_1".into(),
        version: seq + 1,
        body: json!({"item": format!("1.{seq}")}),
        request: Some(format!("req_{seq}")),
        part: None,
        parts: None,
        private: None,
    }
}

/// A ledger of six entries that uses every member: flags, a request of two parts, a commitment, an entry nobody asked for.
pub(crate) fn small_ledger() -> Vec<Entry> {
    let mut entries: Vec<Entry> = (0..6).map(entry).collect();
    entries[1].at_flags = vec!["clock_back".into()];
    entries[1].at = entries[0].at;
    for (part, entry) in (1..).zip(&mut entries[2..4]) {
        entry.request = Some("req_both".into());
        entry.part = Some(part);
        entry.parts = Some(2);
    }
    entries[4].private = Some(leaf_hash(b"somebody"));
    entries[5].request = None;
    entries
}

/// The stored bytes of entries.
pub(crate) fn stored(entries: &[Entry]) -> Vec<Vec<u8>> {
    entries.iter().map(|entry| entry.to_bytes().unwrap()).collect()
}
