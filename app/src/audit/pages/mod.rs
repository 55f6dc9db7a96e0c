//! Pages of the audit trail.

mod entry;
mod trail;

pub use entry::EntryPage;
pub use trail::TrailPage;
