//! Every proof of every small tree: it holds, and nothing near it does.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use ledger::proof::{consistency_proof, inclusion_proof, verify_consistency, verify_inclusion};
use ledger::tree::{MAX_SIZE, empty_root};
use ledger::{Hash, NodeId, ProofError, ProofPlan, leaf_hash, node_hash};

use crate::fixture::{flipped, leaves, naive_root, tree};

const LARGEST: u64 = 70;

struct Forest {
    nodes: BTreeMap<NodeId, Hash>,
    leaves: Vec<Hash>,
    /// The root at each size.
    roots: Vec<Hash>,
}

fn forest() -> Forest {
    let leaves = leaves(LARGEST as usize);
    let roots = (0..=leaves.len()).map(|size| naive_root(&leaves[..size])).collect();
    Forest {
        nodes: tree(&leaves).0,
        leaves: leaves.iter().map(|leaf| leaf_hash(leaf)).collect(),
        roots,
    }
}

/// Every proof that differs from this one in a single way: a bit, a hash left out, doubled, added or moved.
fn altered(proof: &[Hash]) -> Vec<Vec<Hash>> {
    let mut all = Vec::new();
    let mut with = |change: &dyn Fn(&mut Vec<Hash>)| {
        let mut other = proof.to_vec();
        change(&mut other);
        if other != proof {
            all.push(other);
        }
    };
    for place in 0..proof.len() {
        with(&|other| other[place] = flipped(other[place], place * 37));
        with(&|other| _ = other.remove(place));
        with(&|other| other.insert(place, proof[place]));
        with(&|other| other.swap(place, 0));
    }
    with(&|other| other.push(Hash::new([0; 32])));
    with(&|other| other.insert(0, Hash::new([0; 32])));
    with(&Vec::clear);
    all
}

#[test]
fn inclusion_holds_and_nothing_near_it_does() {
    let Forest { nodes, leaves, roots } = forest();
    for size in 1..=LARGEST {
        let root = roots[size as usize];
        for index in 0..size {
            let leaf = leaves[index as usize];
            let proof = inclusion_proof(index, size, &nodes).unwrap();
            assert_eq!(
                verify_inclusion(leaf, index, size, &proof, root),
                Ok(()),
                "{index} of {size}"
            );
            for other in altered(&proof) {
                assert!(
                    verify_inclusion(leaf, index, size, &other, root).is_err(),
                    "{index} of {size}: {other:?}"
                );
            }
            for other in (0..size + 2).filter(|&other| other != index) {
                assert!(
                    verify_inclusion(leaf, other, size, &proof, root).is_err(),
                    "{index} as {other} of {size}"
                );
            }
            let wrong_leaf = verify_inclusion(flipped(leaf, index as usize), index, size, &proof, root);
            assert_eq!(wrong_leaf, Err(ProofError::Root));
            for other in [0, size - 1, size + 1, LARGEST]
                .into_iter()
                .filter(|&other| other != size && other <= LARGEST)
            {
                let found = verify_inclusion(leaf, index, other, &proof, roots[other as usize]);
                assert!(found.is_err(), "{index} of {size} as of {other}");
            }
        }
    }
}

#[test]
fn consistency_holds_and_nothing_near_it_does() {
    let Forest { nodes, roots, .. } = forest();
    for new in 0..=LARGEST {
        let new_root = roots[new as usize];
        for old in 0..=new {
            let old_root = roots[old as usize];
            let proof = consistency_proof(old, new, &nodes).unwrap();
            assert_eq!(
                verify_consistency(old, new, &proof, old_root, new_root),
                Ok(()),
                "{old} to {new}"
            );
            for other in altered(&proof) {
                let found = verify_consistency(old, new, &other, old_root, new_root);
                assert!(found.is_err(), "{old} to {new}: {other:?}");
            }
            let wrong_old = verify_consistency(old, new, &proof, flipped(old_root, 3), new_root);
            assert!(wrong_old.is_err(), "{old} to {new}");
            if old > 0 {
                let wrong_new = verify_consistency(old, new, &proof, old_root, flipped(new_root, 3));
                assert!(wrong_new.is_err(), "{old} to {new}");
            }
            for other in (1..new).filter(|&other| other != old && old > 0) {
                let found = verify_consistency(other, new, &proof, roots[other as usize], new_root);
                assert!(found.is_err(), "{old} to {new} as from {other}");
            }
        }
    }
}

#[test]
fn a_plan_names_each_node_once_and_no_node_that_is_not_there() {
    let Forest { nodes, .. } = forest();
    for size in 1..=LARGEST {
        let exists = |id: &NodeId| (id.index + 1) << id.level <= size;
        for place in 0..size {
            for plan in [
                ProofPlan::inclusion(place, size),
                ProofPlan::consistency(place + 1, size),
            ] {
                let plan = plan.unwrap();
                let named: BTreeSet<NodeId> = plan.nodes().collect();
                assert_eq!(named.len(), plan.nodes().count(), "{place} of {size}");
                assert!(named.iter().all(exists), "{place} of {size}");
                // What was fetched for the plan is all it takes, whatever holds it.
                let fetched: HashMap<NodeId, Hash> = named.iter().map(|id| (*id, nodes[id])).collect();
                assert_eq!(plan.assemble(&fetched), plan.assemble(&nodes));
                for missing in named {
                    let mut fetched = fetched.clone();
                    fetched.remove(&missing);
                    assert_eq!(plan.assemble(&fetched), Err(ProofError::NodeMissing(missing)));
                }
            }
        }
    }
}

#[test]
fn plans_for_the_largest_trees_stay_small() {
    for (index, size) in [
        (0, MAX_SIZE),
        (MAX_SIZE - 1, MAX_SIZE),
        (MAX_SIZE / 3, MAX_SIZE),
        (1 << 61, (1 << 62) + 1),
    ] {
        assert!(ProofPlan::inclusion(index, size).unwrap().nodes().count() <= 2 * 63);
        assert!(ProofPlan::consistency(index + 1, size).unwrap().nodes().count() <= 2 * 63);
    }
    // Ten million entries: at most 24 hashes.
    let proof = ProofPlan::inclusion(1_234_567, 10_000_000).unwrap();
    let all: BTreeMap<NodeId, Hash> = proof.nodes().map(|id| (id, Hash::new([0; 32]))).collect();
    assert_eq!(proof.assemble(&all).map(|proof| proof.len()), Ok(24));
}

#[test]
fn places_outside_a_tree_are_refused() {
    let outside = |index, size| Err(ProofError::Outside { index, size });
    assert_eq!(ProofPlan::inclusion(0, 0).map(drop), outside(0, 0));
    assert_eq!(ProofPlan::inclusion(8, 8).map(drop), outside(8, 8));
    assert_eq!(
        ProofPlan::consistency(9, 8).map(drop),
        Err(ProofError::Shrunk { old: 9, new: 8 })
    );
    assert_eq!(
        ProofPlan::inclusion(0, u64::MAX).map(drop),
        Err(ProofError::Size(u64::MAX))
    );
    assert_eq!(
        ProofPlan::consistency(1, u64::MAX).map(drop),
        Err(ProofError::Size(u64::MAX))
    );
    let root = empty_root();
    assert_eq!(verify_inclusion(root, 0, 0, &[], root), outside(0, 0));
    assert_eq!(
        verify_consistency(2, 1, &[], root, root),
        Err(ProofError::Shrunk { old: 2, new: 1 })
    );
    // Sizes come from outside: even absurd ones get a verdict.
    let long = vec![root; 70];
    for (index, size) in [(0, u64::MAX), (u64::MAX - 1, u64::MAX), (u64::MAX / 2, u64::MAX)] {
        assert!(verify_inclusion(root, index, size, &long, root).is_err());
        assert!(verify_consistency(index + 1, size, &long, root, root).is_err());
    }
}

#[test]
fn a_proof_of_the_wrong_length_is_refused_even_where_it_leads_to_the_root() {
    let (left, right) = (leaf_hash(b"left"), leaf_hash(b"right"));
    let root = node_hash(&left, &right);
    // A path of one step, given for a tree that has none: the hashes fit, the size does not.
    assert_eq!(verify_inclusion(right, 0, 1, &[left], root), Err(ProofError::Length));
    assert_eq!(verify_inclusion(root, 0, 2, &[], root), Err(ProofError::Length));
    assert_eq!(verify_consistency(1, 2, &[], root, root), Err(ProofError::Length));
    // The proof from 3 to 4 leaves has three hashes; a fourth lifts both roots alike.
    let (third, fourth, above) = (leaf_hash(b"third"), leaf_hash(b"fourth"), leaf_hash(b"above"));
    let older = node_hash(&root, &third);
    let newer = node_hash(&root, &node_hash(&third, &fourth));
    assert_eq!(verify_consistency(3, 4, &[third, fourth, root], older, newer), Ok(()));
    let (older, newer) = (node_hash(&above, &older), node_hash(&above, &newer));
    assert_eq!(
        verify_consistency(3, 4, &[third, fourth, root, above], older, newer),
        Err(ProofError::Length)
    );
}
