//! The same trees made by another implementation, ct-merkle: roots, proofs and verdicts must agree.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use ledger::proof::{consistency_proof, inclusion_proof, verify_consistency, verify_inclusion};
use ledger::{Hash, leaf_hash};
use proptest::prelude::*;
use sha2_for_ct_merkle::Sha256;

use crate::fixture::{flipped, naive_root, tree};

type Other = MemoryBackedTree<Sha256, Vec<u8>>;

fn other(leaves: &[Vec<u8>]) -> Other {
    let mut tree = Other::new();
    leaves.iter().cloned().for_each(|leaf| tree.push(leaf));
    tree
}

fn root_of(tree: &Other) -> Hash {
    Hash::from_slice(tree.root().as_bytes()).unwrap()
}

fn bytes(proof: &[Hash]) -> Vec<u8> {
    proof.iter().flat_map(|hash| *hash.as_bytes()).collect()
}

/// Trees of one to a few hundred leaves of any bytes, and two places in them.
fn any_tree() -> impl Strategy<Value = (Vec<Vec<u8>>, usize, usize)> {
    (
        prop::collection::vec(prop::collection::vec(any::<u8>(), 0..70), 1..400),
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
    )
        .prop_map(|(leaves, index, old)| {
            let (index, old) = (index.index(leaves.len()), 1 + old.index(leaves.len()));
            (leaves, index, old)
        })
}

proptest! {
    #[test]
    fn roots_agree((leaves, _, _) in any_tree()) {
        let root = tree(&leaves).1.root();
        prop_assert_eq!(root, root_of(&other(&leaves)));
        prop_assert_eq!(root, naive_root(&leaves));
    }

    #[test]
    fn inclusion_proofs_agree((leaves, index, _) in any_tree()) {
        let (nodes, frontier) = tree(&leaves);
        let other = other(&leaves);
        let proof = inclusion_proof(index as u64, frontier.size(), &nodes).unwrap();
        let others = other.prove_inclusion(index);
        prop_assert_eq!(bytes(&proof), others.as_bytes());
        let ours_there = InclusionProof::<Sha256>::try_from_bytes(bytes(&proof)).unwrap();
        prop_assert!(other.root().verify_inclusion(&leaves[index], index as u64, &ours_there).is_ok());
        let leaf = leaf_hash(&leaves[index]);
        prop_assert_eq!(verify_inclusion(leaf, index as u64, frontier.size(), &proof, frontier.root()), Ok(()));
    }

    #[test]
    fn consistency_proofs_agree((leaves, _, old) in any_tree()) {
        let (nodes, frontier) = tree(&leaves);
        let (older, newer) = (other(&leaves[..old]), other(&leaves));
        let (old_size, new_size) = (old as u64, frontier.size());
        let proof = consistency_proof(old_size, new_size, &nodes).unwrap();
        let others = newer.prove_consistency(leaves.len() - old);
        prop_assert_eq!(bytes(&proof), others.as_bytes());
        let ours_there = ConsistencyProof::<Sha256>::try_from_bytes(bytes(&proof)).unwrap();
        prop_assert!(newer.root().verify_consistency(&older.root(), &ours_there).is_ok());
        prop_assert_eq!(verify_consistency(old_size, new_size, &proof, root_of(&older), frontier.root()), Ok(()));
    }

    #[test]
    fn verdicts_on_damaged_proofs_agree(
        (leaves, index, old) in any_tree(),
        place: prop::sample::Index,
        bit in 0usize..256,
    ) {
        let (nodes, frontier) = tree(&leaves);
        let (size, newer) = (frontier.size(), other(&leaves));
        let mut proof = inclusion_proof(index as u64, size, &nodes).unwrap();
        prop_assume!(!proof.is_empty());
        let at = place.index(proof.len());
        proof[at] = flipped(proof[at], bit);
        let there = InclusionProof::<Sha256>::try_from_bytes(bytes(&proof)).unwrap();
        prop_assert!(newer.root().verify_inclusion(&leaves[index], index as u64, &there).is_err());
        prop_assert!(verify_inclusion(leaf_hash(&leaves[index]), index as u64, size, &proof, frontier.root()).is_err());

        let older: RootHash<Sha256> = other(&leaves[..old]).root();
        let old_root = Hash::from_slice(older.as_bytes()).unwrap();
        let mut proof = consistency_proof(old as u64, size, &nodes).unwrap();
        prop_assume!(!proof.is_empty());
        let at = place.index(proof.len());
        proof[at] = flipped(proof[at], bit);
        let there = ConsistencyProof::<Sha256>::try_from_bytes(bytes(&proof)).unwrap();
        prop_assert!(newer.root().verify_consistency(&older, &there).is_err());
        prop_assert!(verify_consistency(old as u64, size, &proof, old_root, frontier.root()).is_err());
    }
}
