//! Statements: constants with a line on who needs them, collected so that a test can prepare each on both engines.

use std::fmt::Write as _;
use std::sync::Arc;

use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

use super::Arg;

/// The text of a statement.
#[derive(Debug, Clone)]
pub(crate) enum Statement {
    /// A constant.
    Constant(&'static str),
    /// Made of the descriptions in [`crate::tables`], which are constants too; no value ever becomes part of it.
    Described(Arc<str>),
}

/// A described statement whose values come in order, with the placeholders of each engine.
///
/// PostgreSQL numbers them. For the name of each numbered one, SQLite walks through the names of the whole statement, which
/// with many rows costs more than the rows do; those without a name it only counts.
#[derive(Debug, Clone)]
pub(crate) struct Marked {
    numbered: Arc<str>,
    bare: Arc<str>,
}

/// A statement that writes, and its values.
#[derive(Debug)]
pub(crate) struct Piece<'a> {
    pub(crate) text: Marked,
    pub(crate) args: Vec<Arg<'a>>,
}

impl Marked {
    /// Of a text with `?` for each value.
    pub(crate) fn new(bare: String) -> Self {
        let mut parts = bare.split('?');
        let mut numbered = parts.next().unwrap_or_default().to_owned();
        for (index, part) in parts.enumerate() {
            // Cannot fail: a string takes everything.
            let _ = write!(numbered, "${}{part}", index + 1);
        }
        Self {
            numbered: numbered.into(),
            bare: bare.into(),
        }
    }

    /// As PostgreSQL takes it.
    pub(crate) const fn numbered(&self) -> &Arc<str> {
        &self.numbered
    }

    /// As SQLite takes it.
    pub(crate) const fn bare(&self) -> &Arc<str> {
        &self.bare
    }
}

impl Statement {
    /// As sqlx takes it.
    pub(crate) fn sql(&self) -> SqlStr {
        match self {
            Self::Constant(text) => text.into_sql_str(),
            Self::Described(text) => AssertSqlSafe(Arc::clone(text)).into_sql_str(),
        }
    }
}

impl From<&'static str> for Statement {
    fn from(text: &'static str) -> Self {
        Self::Constant(text)
    }
}

impl From<&Arc<str>> for Statement {
    fn from(text: &Arc<str>) -> Self {
        Self::Described(Arc::clone(text))
    }
}

/// Declares statements as constants, each with a line on who needs it, and lists them as `STATEMENTS`.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $text:expr;)*) => {
        $($(#[$doc])* pub(crate) const $name: &str = $text;)*
        /// Every statement of this module with its name.
        pub(crate) const STATEMENTS: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}
pub(crate) use statements;
