//! Statements: constants with a line on who needs them, collected so that a test can prepare each on both engines.

use std::sync::Arc;

use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

/// The text of a statement.
#[derive(Debug, Clone)]
pub(crate) enum Statement {
    /// A constant.
    Constant(&'static str),
    /// Made of the descriptions in [`crate::tables`], which are constants too; no value ever becomes part of it.
    Described(Arc<str>),
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
