//! The RFC 6962 Merkle tree, appended to with only its right edge in memory.
//!
//! A perfect subtree is addressed by level and index: level 0 are the leaves, and the node `(level, index)` covers the
//! `2^level` leaves from `index · 2^level` on. Such a node never changes once its last leaf is there, so it is stored
//! once; everything else of any tree size is computed from those nodes.

use thiserror::Error;

use crate::hash::{Hash, blob_hash, node_hash};

/// The most leaves a tree may have: positions are 64-bit integers with sign everywhere.
pub const MAX_SIZE: u64 = i64::MAX as u64;

/// The address of a perfect subtree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId {
    /// The height: 0 for a leaf, one more for each doubling of the leaves it covers.
    pub level: u8,
    /// The place among the nodes of its level, from 0.
    pub index: u64,
}

/// A perfect subtree whose last leaf has arrived, with its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeAt {
    /// The height: see [`NodeId::level`].
    pub level: u8,
    /// The place on its level: see [`NodeId::index`].
    pub index: u64,
    /// The hash of the subtree.
    pub hash: Hash,
}

impl NodeAt {
    /// The node's address.
    #[must_use]
    pub const fn id(&self) -> NodeId {
        NodeId {
            level: self.level,
            index: self.index,
        }
    }
}

/// The right edge of a tree: its size and the roots of the perfect subtrees it consists of.
///
/// There is one such subtree for each bit set in the size, at most 63. They suffice to append and to know the root.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    /// From the largest subtree on the left to the smallest on the right.
    peaks: Vec<Hash>,
}

/// Why stored bytes are no frontier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FrontierError {
    /// Too short to hold the size, or no whole number of hashes behind it.
    #[error("{0} bytes are no frontier")]
    Length(usize),
    /// A size past [`MAX_SIZE`].
    #[error("a tree cannot have {0} leaves")]
    Size(u64),
    /// Not one hash for each bit set in the size.
    #[error("a frontier of {size} leaves cannot have {found} hashes")]
    Peaks {
        /// The number of leaves.
        size: u64,
        /// The number of hashes found.
        found: usize,
    },
}

impl Frontier {
    /// The empty tree.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            size: 0,
            peaks: Vec::new(),
        }
    }

    /// A frontier from its parts.
    ///
    /// # Errors
    /// [`FrontierError::Size`] and [`FrontierError::Peaks`] when the parts do not fit each other.
    pub fn from_parts(size: u64, peaks: Vec<Hash>) -> Result<Self, FrontierError> {
        if size > MAX_SIZE {
            return Err(FrontierError::Size(size));
        }
        if peaks.len() != size.count_ones() as usize {
            return Err(FrontierError::Peaks {
                size,
                found: peaks.len(),
            });
        }
        Ok(Self { size, peaks })
    }

    /// Reads what [`Frontier::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`FrontierError`] when the bytes are not a size and one hash for each bit set in it.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FrontierError> {
        let (size, peaks) = bytes
            .split_first_chunk::<8>()
            .ok_or(FrontierError::Length(bytes.len()))?;
        let (peaks, rest) = peaks.as_chunks::<{ Hash::LENGTH }>();
        if !rest.is_empty() {
            return Err(FrontierError::Length(bytes.len()));
        }
        Self::from_parts(
            u64::from_be_bytes(*size),
            peaks.iter().copied().map(Hash::new).collect(),
        )
    }

    /// The frontier as bytes: the size (8, big-endian), then each hash (32), the largest subtree first.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(8 + Hash::LENGTH * self.peaks.len());
        bytes.extend_from_slice(&self.size.to_be_bytes());
        for peak in &self.peaks {
            bytes.extend_from_slice(peak.as_bytes());
        }
        bytes
    }

    /// The number of leaves.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The roots of the perfect subtrees, the largest first.
    #[must_use]
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// Appends a leaf hash. Returns the nodes it completed, from the leaf itself (level 0) upwards.
    pub fn push(&mut self, leaf: Hash) -> Vec<NodeAt> {
        let mut node = NodeAt {
            level: 0,
            index: self.size,
            hash: leaf,
        };
        let mut completed = vec![node];
        // Each odd index has a finished sibling on its left, which is the last peak.
        while node.index % 2 == 1 {
            let left = self.peaks.pop().expect("one peak for each bit set in the size");
            node = NodeAt {
                level: node.level + 1,
                index: node.index / 2,
                hash: node_hash(&left, &node.hash),
            };
            completed.push(node);
        }
        self.peaks.push(node.hash);
        self.size += 1;
        completed
    }

    /// The root of the tree; of the empty one, the hash of nothing.
    #[must_use]
    pub fn root(&self) -> Hash {
        fold_right(self.peaks.iter().copied()).unwrap_or_else(empty_root)
    }
}

/// The root of a tree without leaves: `SHA-256()`.
#[must_use]
pub fn empty_root() -> Hash {
    blob_hash(&[])
}

/// Joins neighbouring perfect subtrees, given from left to right, into the hash of the range they cover together.
pub(crate) fn fold_right(subtrees: impl DoubleEndedIterator<Item = Hash>) -> Option<Hash> {
    subtrees.rev().reduce(|right, left| node_hash(&left, &right))
}
