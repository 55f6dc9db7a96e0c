//! The checklist on the deployment's page.
//!
//! What a template version says of its items never changes, so it is turned into HTML once ([`Prepared`]) and kept by
//! its hash; each page then adds the states ([`Sheet`]). Written by hand instead of as views: a list has hundreds of
//! lines, and this is the page that is opened most (09, P1). Everything that a person typed is escaped or comes out of
//! the Markdown renderer, which lets no raw HTML pass.

mod cache;
mod nodes;
mod prepare;
mod row;
mod sheet;
mod since;

pub use cache::prepared;
pub use prepare::Prepared;
pub(crate) use prepare::{Block, Line, Piece, PreparedPhase};
pub(crate) use sheet::phase_word;
pub use sheet::{Sheet, SheetSource};

#[cfg(test)]
mod tests;
