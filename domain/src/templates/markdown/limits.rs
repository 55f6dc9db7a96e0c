//! How much of a checklist is read (04, trap 13).

/// The longest source, in bytes: 1 MiB.
pub const MAX_BYTES: usize = 1024 * 1024;
/// The most items of one checklist.
pub const MAX_ITEMS: usize = 10_000;
/// The most list entries and block quotes around anything.
pub const MAX_LEVELS: usize = 32;
/// The most slots of both rosters together; lines that name a duty beyond it stay what they are.
pub const MAX_SLOTS: usize = 100;
/// The most proposals of one checklist; what is found beyond stays text.
pub(super) const MAX_PROPOSALS: usize = 2_000;
