//! Who found the items of a structure, by name; how a reader reads stands in `markdown`.

use serde::{Deserialize, Serialize};

/// Who found the items: the task reader, or the first of the others that finds something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    /// GFM task list items.
    Tasks,
    /// Bullets that begin with a symbol (`- ☐`, `- ✅`).
    SymbolBullets,
    /// Lines that begin with a symbol.
    SymbolLines,
    /// Table rows with a box or symbol cell.
    TableRows,
    /// Numbered steps.
    NumberedSteps,
    /// Plain bullets under headings.
    PlainBullets,
    /// Headings with prose below them.
    Prose,
}

impl Reader {
    /// All readers, in the order in which they are tried.
    pub const ALL: [Self; 7] = [
        Self::Tasks,
        Self::SymbolBullets,
        Self::SymbolLines,
        Self::TableRows,
        Self::NumberedSteps,
        Self::PlainBullets,
        Self::Prose,
    ];

    /// What the preview calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tasks => "Task list items",
            Self::SymbolBullets => "Bullets with a symbol",
            Self::SymbolLines => "Lines with a symbol",
            Self::TableRows => "Table rows with a box",
            Self::NumberedSteps => "Numbered steps",
            Self::PlainBullets => "Plain bullets",
            Self::Prose => "Headings with prose",
        }
    }

    /// The name in forms, JSON and front matter.
    pub fn code(self) -> &'static str {
        match self {
            Self::Tasks => "tasks",
            Self::SymbolBullets => "symbol_bullets",
            Self::SymbolLines => "symbol_lines",
            Self::TableRows => "table_rows",
            Self::NumberedSteps => "numbered_steps",
            Self::PlainBullets => "plain_bullets",
            Self::Prose => "prose",
        }
    }

    /// The reader of that code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reader| reader.code() == code)
    }
}
