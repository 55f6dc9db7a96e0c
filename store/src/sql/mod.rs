//! SQL on two engines through one door: values go in as [`Arg`]s, rows come out as structs that derive `FromRow` once.

mod args;
mod db;
mod statement;

pub(crate) use args::{Arg, args};
pub(crate) use db::{Db, Native, Pools};
pub(crate) use statement::{Marked, Piece, Statement, statements};
