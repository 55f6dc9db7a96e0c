//! Templates: the structure of a checklist, its versions, and reading and writing it as Markdown.

pub mod structure;
