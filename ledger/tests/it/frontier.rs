//! The frontier: the same root as the whole tree, at every size, through storage.

use ledger::tree::{MAX_SIZE, empty_root};
use ledger::{Frontier, FrontierError, Hash, NodeAt, leaf_hash};

use crate::fixture::{leaves, naive_root, tree};

#[test]
fn the_root_is_the_rfcs_at_every_size() {
    let leaves = leaves(300);
    let mut frontier = Frontier::new();
    assert_eq!(frontier.root(), empty_root());
    for (index, leaf) in leaves.iter().enumerate() {
        let completed = frontier.push(leaf_hash(leaf));
        let size = index + 1;
        assert_eq!(
            completed[0],
            NodeAt {
                level: 0,
                index: index as u64,
                hash: leaf_hash(leaf)
            }
        );
        assert_eq!(completed.len() as u32, 1 + size.trailing_zeros());
        assert_eq!(frontier.size(), size as u64);
        assert_eq!(frontier.root(), naive_root(&leaves[..size]), "size {size}");
        // Stored after every leaf, as the head row is.
        frontier = Frontier::from_bytes(&frontier.to_bytes()).unwrap();
    }
}

#[test]
fn every_completed_node_is_the_root_of_the_leaves_it_covers() {
    let leaves = leaves(70);
    let (nodes, _) = tree(&leaves);
    for (id, hash) in &nodes {
        let (from, count) = ((id.index as usize) << id.level, 1 << id.level);
        assert_eq!(*hash, naive_root(&leaves[from..from + count]), "{id:?}");
    }
    assert_eq!(nodes.len(), 70 + 35 + 17 + 8 + 4 + 2 + 1);
}

#[test]
fn bytes_that_do_not_fit_their_size_are_refused() {
    let (_, frontier) = tree(&leaves(7));
    let bytes = frontier.to_bytes();
    assert_eq!(bytes.len(), 8 + 3 * 32);
    assert_eq!(Frontier::from_bytes(&bytes[..7]), Err(FrontierError::Length(7)));
    assert_eq!(
        Frontier::from_bytes(&bytes[..bytes.len() - 1]),
        Err(FrontierError::Length(103))
    );
    assert_eq!(
        Frontier::from_bytes(&bytes[..72]),
        Err(FrontierError::Peaks { size: 7, found: 2 })
    );
    let mut other_size = bytes.clone();
    other_size[7] = 8;
    assert_eq!(
        Frontier::from_bytes(&other_size),
        Err(FrontierError::Peaks { size: 8, found: 3 })
    );
    let peaks = vec![Hash::new([1; 32]); 63];
    assert!(Frontier::from_parts(MAX_SIZE, peaks).is_ok());
    let past = Frontier::from_parts(MAX_SIZE + 1, vec![Hash::new([1; 32])]);
    assert_eq!(past, Err(FrontierError::Size(MAX_SIZE + 1)));
}
