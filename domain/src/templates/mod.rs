//! Templates: the structure of a checklist, its versions, and reading and writing it as Markdown.

pub mod compare;
#[cfg(feature = "server")]
pub mod markdown;
pub mod structure;

mod decide;
mod evolve;
mod lists;
mod template;
#[cfg(test)]
mod tests;

pub use decide::{decide, may_publish, publishers};
pub use lists::TemplateLine;
pub use structure::{ItemKey, PhaseKind, Roster, SectionKey, SlotKey, Structure};
pub use template::{
    Content, Draft, ReviewAsked, ReviewBy, ReviewOverdue, Template, TemplateCommand, TemplateEvent, Version,
};
