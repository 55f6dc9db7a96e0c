//! Any change to a stored ledger is found, without knowing what it was.

use ledger::{Entry, Fault, FaultKind, Frontier, Hash, StreamVerifier, Verified, leaf_hash};
use proptest::prelude::*;

use crate::fixture::{entry, small_ledger, stored};

/// What the head row, or a checkpoint somebody kept, says of the ledger.
#[derive(Clone, Copy)]
struct Head {
    size: u64,
    root: Hash,
}

fn head_of(ledger: &[Vec<u8>]) -> Head {
    let mut frontier = Frontier::new();
    for bytes in ledger {
        frontier.push(leaf_hash(bytes));
    }
    Head {
        size: frontier.size(),
        root: frontier.root(),
    }
}

fn verify(ledger: &[Vec<u8>], head: Head) -> Result<Verified, Fault> {
    let mut verifier = StreamVerifier::new("org_1", 0);
    for bytes in ledger {
        verifier.push(bytes)?;
    }
    verifier.finish(head.size, head.root)
}

#[test]
fn the_untouched_ledger_passes() {
    let ledger = stored(&small_ledger());
    assert!(verify(&ledger, head_of(&ledger)).is_ok());
}

#[test]
fn every_flipped_bit_is_found() {
    let mut ledger = stored(&small_ledger());
    let head = head_of(&ledger);
    for number in 0..ledger.len() {
        for place in 0..ledger[number].len() {
            for bit in 0..8 {
                ledger[number][place] ^= 1 << bit;
                assert!(
                    verify(&ledger, head).is_err(),
                    "bit {bit} of byte {place} of entry {number}"
                );
                ledger[number][place] ^= 1 << bit;
            }
        }
    }
    assert!(verify(&ledger, head).is_ok());
}

#[test]
fn every_removed_or_doubled_byte_is_found() {
    let ledger = stored(&small_ledger());
    let head = head_of(&ledger);
    for number in 0..ledger.len() {
        for place in 0..ledger[number].len() {
            let mut removed = ledger.clone();
            removed[number].remove(place);
            assert!(
                verify(&removed, head).is_err(),
                "byte {place} of entry {number} removed"
            );
            let mut doubled = ledger.clone();
            let byte = doubled[number][place];
            doubled[number].insert(place, byte);
            assert!(
                verify(&doubled, head).is_err(),
                "byte {place} of entry {number} doubled"
            );
        }
    }
}

#[test]
fn entries_removed_doubled_or_swapped_are_found_even_under_a_new_head() {
    let ledger = stored(&small_ledger());
    let head = head_of(&ledger);
    let found = |tampered: &[Vec<u8>], what: &str| {
        assert!(verify(tampered, head).is_err(), "{what}");
        // Whoever can rewrite entries can rewrite the head with them: the numbers still give it away.
        assert!(verify(tampered, head_of(tampered)).is_err(), "{what}, under a new head");
    };
    for number in 0..ledger.len() {
        let mut doubled = ledger.clone();
        doubled.insert(number, ledger[number].clone());
        found(&doubled, &format!("entry {number} doubled"));
        if number + 1 < ledger.len() {
            let mut removed = ledger.clone();
            removed.remove(number);
            found(&removed, &format!("entry {number} removed"));
        }
        for other in number + 1..ledger.len() {
            let mut swapped = ledger.clone();
            swapped.swap(number, other);
            found(&swapped, &format!("entries {number} and {other} swapped"));
        }
    }
}

#[test]
fn entries_cut_from_the_end_or_added_there_are_found_by_the_head() {
    let ledger = stored(&small_ledger());
    let head = head_of(&ledger);
    for kept in 0..ledger.len() {
        assert!(verify(&ledger[..kept], head).is_err(), "cut to {kept}");
    }
    let mut longer = ledger.clone();
    longer.push(entry(6).to_bytes().unwrap());
    let fault = verify(&longer, head).unwrap_err();
    assert!(
        matches!(
            fault,
            Fault {
                seq: 7,
                kind: FaultKind::Size { expected: 6, found: 7 }
            }
        ),
        "{fault}"
    );
    // With the size rewritten too, the root still differs.
    let fault = verify(&longer, Head { size: 7, ..head }).unwrap_err();
    assert!(
        matches!(
            fault,
            Fault {
                seq: 7,
                kind: FaultKind::Root { .. }
            }
        ),
        "{fault}"
    );
}

#[test]
fn an_entry_replaced_by_a_sound_one_is_found_by_the_root() {
    let entries = small_ledger();
    let head = head_of(&stored(&entries));
    for number in 0..entries.len() {
        let mut replaced = entries.clone();
        replaced[number] = Entry {
            body: serde_json::json!({"item": "9.9"}),
            ..replaced[number].clone()
        };
        let fault = verify(&stored(&replaced), head).unwrap_err();
        assert!(
            matches!(
                fault,
                Fault {
                    seq: 6,
                    kind: FaultKind::Root { .. }
                }
            ),
            "{fault}"
        );
    }
}

proptest! {
    #[test]
    fn any_splice_is_found(number in 0usize..6, from: prop::sample::Index, length in 0usize..12, with: Vec<u8>) {
        let ledger = stored(&small_ledger());
        let mut tampered = ledger.clone();
        let from = from.index(ledger[number].len());
        let to = (from + length).min(ledger[number].len());
        tampered[number].splice(from..to, with);
        prop_assume!(tampered != ledger);
        prop_assert!(verify(&tampered, head_of(&ledger)).is_err());
    }
}
