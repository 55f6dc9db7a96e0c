//! What the rules may not make themselves: time, ids and salts. One place in `server` implements this.

use uuid::Uuid;

use crate::time::Timestamp;

/// The world's clock and randomness, as an argument.
pub trait Sources: Send + Sync {
    /// The present instant by the machine's clock.
    fn now(&self) -> Timestamp;
    /// A fresh UUIDv7.
    fn uuid(&self) -> Uuid;
    /// 32 fresh random bytes: the salt of a commitment.
    fn salt(&self) -> [u8; 32];
}
