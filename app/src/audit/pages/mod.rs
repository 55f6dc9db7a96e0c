//! Pages of the audit trail and the access log.

mod access;
mod entry;
mod filters;
mod trail;
mod verification;

pub use access::AccessLogPage;
pub use entry::EntryPage;
pub use trail::TrailPage;
