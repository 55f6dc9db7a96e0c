//! Proofs that a leaf is in a tree, and that one tree begins with another: RFC 6962 §2.1 and RFC 9162 §2.1.3-2.1.4.
//!
//! A proof is made in two steps, so that a store can fetch everything in one query: a [`ProofPlan`] names the nodes,
//! then [`ProofPlan::assemble`] makes the proof of them.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;

use thiserror::Error;

use crate::hash::{Hash, node_hash};
use crate::tree::{MAX_SIZE, NodeId, empty_root, fold_right};

/// Where the hashes of completed nodes come from.
pub trait NodeSource {
    /// The hash of a node, or `None` when the source does not have it.
    fn node(&self, id: NodeId) -> Option<Hash>;
}

impl NodeSource for BTreeMap<NodeId, Hash> {
    fn node(&self, id: NodeId) -> Option<Hash> {
        self.get(&id).copied()
    }
}

impl<S: BuildHasher> NodeSource for HashMap<NodeId, Hash, S> {
    fn node(&self, id: NodeId) -> Option<Hash> {
        self.get(&id).copied()
    }
}

/// Why there is no proof, or a proof does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ProofError {
    /// The leaf is not in a tree of that size.
    #[error("leaf {index} is not in a tree of {size} leaves")]
    Outside {
        /// The leaf asked for, from 0.
        index: u64,
        /// The size of the tree.
        size: u64,
    },
    /// The older tree is larger than the newer one.
    #[error("a tree of {old} leaves cannot be the beginning of one of {new}")]
    Shrunk {
        /// The size of the older tree.
        old: u64,
        /// The size of the newer tree.
        new: u64,
    },
    /// More leaves than [`MAX_SIZE`].
    #[error("a tree cannot have {0} leaves")]
    Size(u64),
    /// The source lacks a node that the tree must have.
    #[error("node {} of level {} is missing", .0.index, .0.level)]
    NodeMissing(NodeId),
    /// The proof has fewer or more hashes than the sizes ask for.
    #[error("the proof has the wrong number of hashes")]
    Length,
    /// The proof leads to another root than the older tree's.
    #[error("the proof does not lead to the root of the older tree")]
    OldRoot,
    /// The proof leads to another root than the tree's.
    #[error("the proof does not lead to the root")]
    Root,
}

/// The nodes a proof is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofPlan {
    /// One element for each hash of the proof: the perfect subtrees that make it up, from left to right.
    terms: Vec<Vec<NodeId>>,
}

impl ProofPlan {
    /// What it takes to prove that leaf `index` is in the tree of `size` leaves.
    ///
    /// # Errors
    /// [`ProofError::Outside`] when it is not; [`ProofError::Size`] for a size no tree can have.
    pub fn inclusion(index: u64, size: u64) -> Result<Self, ProofError> {
        demand_size(size)?;
        if index >= size {
            return Err(ProofError::Outside { index, size });
        }
        // PATH(m, D[n]) of the RFC, from the root down to the leaf; the proof goes the other way.
        let (mut start, mut end) = (0, size);
        let mut terms = Vec::new();
        while end - start > 1 {
            let middle = start + split(end - start);
            if index < middle {
                terms.push(subtrees(middle, end));
                end = middle;
            } else {
                terms.push(subtrees(start, middle));
                start = middle;
            }
        }
        terms.reverse();
        Ok(Self { terms })
    }

    /// What it takes to prove that the tree of `new` leaves begins with the tree of `old` leaves.
    ///
    /// # Errors
    /// [`ProofError::Shrunk`] when `old` is larger; [`ProofError::Size`] for a size no tree can have.
    pub fn consistency(old: u64, new: u64) -> Result<Self, ProofError> {
        demand_size(new)?;
        if old > new {
            return Err(ProofError::Shrunk { old, new });
        }
        let mut terms = Vec::new();
        // Every tree begins with the empty one and with itself: nothing to prove.
        if old == 0 || old == new {
            return Ok(Self { terms });
        }
        // SUBPROOF(m, D[n], b) of the RFC, from the root down to the older tree's right edge.
        let (mut start, mut end) = (0, new);
        while end != old {
            let middle = start + split(end - start);
            if old <= middle {
                terms.push(subtrees(middle, end));
                end = middle;
            } else {
                terms.push(subtrees(start, middle));
                start = middle;
            }
        }
        // The RFC's b: when the range reached is the whole older tree, the verifier has its root already.
        if start > 0 {
            terms.push(subtrees(start, end));
        }
        terms.reverse();
        Ok(Self { terms })
    }

    /// The nodes to fetch, each once.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.terms.iter().flatten().copied()
    }

    /// Makes the proof.
    ///
    /// # Errors
    /// [`ProofError::NodeMissing`] when the source lacks one of [`ProofPlan::nodes`].
    pub fn assemble(&self, source: &impl NodeSource) -> Result<Vec<Hash>, ProofError> {
        self.terms.iter().map(|term| assemble_term(term, source)).collect()
    }
}

fn assemble_term(term: &[NodeId], source: &impl NodeSource) -> Result<Hash, ProofError> {
    let hashes = term
        .iter()
        .map(|&id| source.node(id).ok_or(ProofError::NodeMissing(id)))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(fold_right(hashes.into_iter()).expect("a term covers at least one leaf"))
}

/// The proof that leaf `index` is in the tree of `size` leaves.
///
/// # Errors
/// As [`ProofPlan::inclusion`] and [`ProofPlan::assemble`].
pub fn inclusion_proof(index: u64, size: u64, source: &impl NodeSource) -> Result<Vec<Hash>, ProofError> {
    ProofPlan::inclusion(index, size)?.assemble(source)
}

/// The proof that the tree of `new` leaves begins with the tree of `old` leaves.
///
/// # Errors
/// As [`ProofPlan::consistency`] and [`ProofPlan::assemble`].
pub fn consistency_proof(old: u64, new: u64, source: &impl NodeSource) -> Result<Vec<Hash>, ProofError> {
    ProofPlan::consistency(old, new)?.assemble(source)
}

/// Checks an inclusion proof: RFC 9162 §2.1.3.2.
///
/// # Errors
/// [`ProofError`] when the proof does not show that `leaf` is leaf `index` of the tree with this size and root.
pub fn verify_inclusion(leaf: Hash, index: u64, size: u64, proof: &[Hash], root: Hash) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::Outside { index, size });
    }
    let (mut node, mut last) = (index, size - 1);
    let mut hash = leaf;
    for step in proof {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if node % 2 == 1 || node == last {
            hash = node_hash(step, &hash);
            // A node without a right sibling stands for itself on the levels above.
            while node.is_multiple_of(2) && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, step);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofError::Length);
    }
    if hash == root { Ok(()) } else { Err(ProofError::Root) }
}

/// Checks a consistency proof: RFC 9162 §2.1.4.2.
///
/// The RFC leaves out the empty older tree; here, as in the C2SP formats, its proof is empty and its root is fixed.
///
/// # Errors
/// [`ProofError`] when the proof does not show that the newer tree begins with the older one.
pub fn verify_consistency(
    old: u64,
    new: u64,
    proof: &[Hash],
    old_root: Hash,
    new_root: Hash,
) -> Result<(), ProofError> {
    if old > new {
        return Err(ProofError::Shrunk { old, new });
    }
    if old == 0 || old == new {
        return verify_trivial(old, new, proof, old_root, new_root);
    }
    // A perfect older tree is itself the first node, which the proof therefore leaves out.
    let (first, rest) = match proof.split_first() {
        None => return Err(ProofError::Length),
        Some(_) if old.is_power_of_two() => (old_root, proof),
        Some((first, rest)) => (*first, rest),
    };
    let shift = (old - 1).trailing_ones();
    let (mut node, mut last) = ((old - 1) >> shift, (new - 1) >> shift);
    let (mut old_hash, mut new_hash) = (first, first);
    for step in rest {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if node % 2 == 1 || node == last {
            old_hash = node_hash(step, &old_hash);
            new_hash = node_hash(step, &new_hash);
            while node.is_multiple_of(2) && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, step);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofError::Length);
    }
    if old_hash != old_root {
        return Err(ProofError::OldRoot);
    }
    if new_hash == new_root {
        Ok(())
    } else {
        Err(ProofError::Root)
    }
}

fn verify_trivial(old: u64, new: u64, proof: &[Hash], old_root: Hash, new_root: Hash) -> Result<(), ProofError> {
    if !proof.is_empty() {
        return Err(ProofError::Length);
    }
    if old == 0 && old_root != empty_root() {
        return Err(ProofError::OldRoot);
    }
    if old == new && old_root != new_root {
        return Err(ProofError::Root);
    }
    Ok(())
}

fn demand_size(size: u64) -> Result<(), ProofError> {
    if size <= MAX_SIZE {
        Ok(())
    } else {
        Err(ProofError::Size(size))
    }
}

/// The RFC's k: the largest power of two smaller than `count`, which is at least 2.
const fn split(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}

/// The perfect subtrees that the leaves from `start` to before `end` consist of, from left to right.
///
/// The RFC only asks for ranges whose start is a multiple of their largest subtree.
fn subtrees(mut start: u64, end: u64) -> Vec<NodeId> {
    let mut nodes = Vec::new();
    while start < end {
        let level = (end - start).ilog2();
        nodes.push(NodeId {
            level: level as u8,
            index: start >> level,
        });
        start += 1 << level;
    }
    nodes
}
