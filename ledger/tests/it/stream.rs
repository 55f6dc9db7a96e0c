//! The stream verifier: what it accepts and hands on, and each rule it enforces by name.

use ledger::{At, Entry, EntryError, Fault, FaultKind, Frontier, StreamVerifier, Verified, leaf_hash};

use crate::fixture::{entry, small_ledger, stored};

fn verifier() -> StreamVerifier {
    StreamVerifier::new("org_1", 0)
}

/// Feeds entries that must pass, and returns the verdict on the last one.
fn last_of(entries: &[Entry]) -> Result<(), Fault> {
    let mut verifier = verifier();
    let (last, before) = entries.split_last().unwrap();
    for entry in before {
        verifier.push(&entry.to_bytes().unwrap()).unwrap();
    }
    verifier.push(&last.to_bytes().unwrap()).map(drop)
}

fn frontier_of(entries: &[Entry]) -> Frontier {
    let mut frontier = Frontier::new();
    for bytes in stored(entries) {
        frontier.push(leaf_hash(&bytes));
    }
    frontier
}

#[test]
fn a_sound_ledger_passes_and_is_handed_on() {
    let entries = small_ledger();
    let (mut verifier, mut frontier) = (verifier(), Frontier::new());
    for entry in &entries {
        let bytes = entry.to_bytes().unwrap();
        let accepted = verifier.push(&bytes).unwrap();
        assert_eq!(accepted.entry, *entry);
        assert_eq!(accepted.leaf, leaf_hash(&bytes));
        assert_eq!(accepted.nodes, frontier.push(accepted.leaf));
    }
    let root = frontier.root();
    let expected = Verified {
        frontier,
        root,
        last_at: Some(entries[5].at),
    };
    assert_eq!(verifier.finish(6, root).unwrap(), expected);
}

#[test]
fn an_empty_ledger_passes() {
    let empty = Frontier::new();
    let verified = verifier().finish(0, empty.root()).unwrap();
    assert_eq!(
        verified,
        Verified {
            root: empty.root(),
            frontier: empty,
            last_at: None
        }
    );
}

#[test]
fn a_head_that_says_otherwise_is_a_fault() {
    let entries = small_ledger();
    let root = frontier_of(&entries).root();
    let read = || {
        let mut verifier = verifier();
        for bytes in stored(&entries) {
            verifier.push(&bytes).unwrap();
        }
        verifier
    };
    for expected in [0, 5, 7] {
        let fault = read().finish(expected, root).unwrap_err();
        assert!(
            matches!(
                fault,
                Fault {
                    seq: 6,
                    kind: FaultKind::Size { found: 6, .. }
                }
            ),
            "{fault}"
        );
    }
    let fault = read().finish(6, leaf_hash(b"another")).unwrap_err();
    assert!(
        matches!(fault, Fault { seq: 6, kind: FaultKind::Root { found, .. } } if found == root),
        "{fault}"
    );
}

#[test]
fn an_entry_of_another_ledger_or_epoch_is_a_fault() {
    let fault = last_of(&[
        entry(0),
        Entry {
            org: "org_2".into(),
            ..entry(1)
        },
    ])
    .unwrap_err();
    assert!(
        matches!(&fault, Fault { seq: 1, kind: FaultKind::Org { found } } if found == "org_2"),
        "{fault}"
    );
    let fault = last_of(&[entry(0), Entry { epoch: 1, ..entry(1) }]).unwrap_err();
    assert!(
        matches!(
            fault,
            Fault {
                seq: 1,
                kind: FaultKind::Epoch { found: 1 }
            }
        ),
        "{fault}"
    );
}

#[test]
fn a_gap_or_a_repetition_is_a_fault() {
    for (second, found) in [(entry(2), 2), (entry(0), 0)] {
        let fault = last_of(&[entry(0), second]).unwrap_err();
        assert!(
            matches!(fault, Fault { seq: 1, kind: FaultKind::Seq { found: number } } if number == found),
            "{fault}"
        );
    }
    let fault = last_of(&[entry(1)]).unwrap_err();
    assert!(
        matches!(
            fault,
            Fault {
                seq: 0,
                kind: FaultKind::Seq { found: 1 }
            }
        ),
        "{fault}"
    );
}

#[test]
fn time_may_stand_still_but_not_go_backwards() {
    let first = entry(0);
    assert!(
        last_of(&[
            first.clone(),
            Entry {
                at: first.at,
                ..entry(1)
            }
        ])
        .is_ok()
    );
    let earlier = At::from_micros(first.at.micros() - 1).unwrap();
    let fault = last_of(&[
        first,
        Entry {
            at: earlier,
            ..entry(1)
        },
    ])
    .unwrap_err();
    assert!(
        matches!(fault, Fault { seq: 1, kind: FaultKind::TimeBackwards { found, .. } } if found == earlier),
        "{fault}"
    );
}

fn part(seq: u64, request: &str, part: u32, parts: u32) -> Entry {
    Entry {
        request: Some(request.into()),
        part: Some(part),
        parts: Some(parts),
        ..entry(seq)
    }
}

#[test]
fn the_parts_of_a_request_follow_each_other() {
    let whole = [
        part(0, "a", 1, 3),
        part(1, "a", 2, 3),
        part(2, "a", 3, 3),
        part(3, "b", 1, 2),
        part(4, "b", 2, 2),
        entry(5),
    ];
    assert!(last_of(&whole).is_ok());
    let broken = [
        vec![part(0, "a", 2, 2)],
        vec![part(0, "a", 1, 2), entry(1)],
        vec![part(0, "a", 1, 2), part(1, "b", 2, 2)],
        vec![part(0, "a", 1, 2), part(1, "b", 1, 2)],
        vec![part(0, "a", 1, 2), part(1, "a", 1, 2)],
        vec![part(0, "a", 1, 3), part(1, "a", 3, 3)],
        vec![part(0, "a", 1, 2), part(1, "a", 2, 3)],
        vec![part(0, "a", 1, 2), part(1, "a", 2, 2), part(2, "a", 2, 2)],
    ];
    for entries in broken {
        let fault = last_of(&entries).unwrap_err();
        assert!(matches!(fault.kind, FaultKind::Parts), "{fault}");
        assert_eq!(fault.seq, entries.len() as u64 - 1);
    }
}

#[test]
fn a_request_cut_off_at_the_end_is_a_fault() {
    let entries = [entry(0), part(1, "a", 1, 2)];
    let mut verifier = verifier();
    for bytes in stored(&entries) {
        verifier.push(&bytes).unwrap();
    }
    let fault = verifier.finish(2, frontier_of(&entries).root()).unwrap_err();
    assert!(
        matches!(
            fault,
            Fault {
                seq: 2,
                kind: FaultKind::Parts
            }
        ),
        "{fault}"
    );
}

#[test]
fn a_refused_entry_leaves_the_verifier_as_it_was() {
    let mut verifier = verifier();
    verifier.push(&entry(0).to_bytes().unwrap()).unwrap();
    let refused: [Vec<u8>; 3] = [
        b"{}".to_vec(),
        entry(5).to_bytes().unwrap(),
        [entry(1).to_bytes().unwrap(), b" ".to_vec()].concat(),
    ];
    for bytes in refused {
        assert_eq!(verifier.push(&bytes).unwrap_err().seq, 1);
    }
    verifier.push(&entry(1).to_bytes().unwrap()).unwrap();
    assert!(verifier.finish(2, frontier_of(&[entry(0), entry(1)]).root()).is_ok());
}

#[test]
fn faults_name_the_entry_and_the_cause() {
    let mut verifier = verifier();
    verifier.push(&entry(0).to_bytes().unwrap()).unwrap();
    let spaced = String::from_utf8(entry(1).to_bytes().unwrap())
        .unwrap()
        .replacen(":", ": ", 1);
    let fault = verifier.push(spaced.as_bytes()).unwrap_err();
    assert!(matches!(fault.kind, FaultKind::Entry(EntryError::Canonical(_))));
    assert_eq!(fault.to_string(), "entry 1: not in canonical form from byte 9 on");
    let fault = last_of(&[entry(0), entry(2)]).unwrap_err();
    assert_eq!(fault.to_string(), "entry 1: it says that it is entry 2");
}
