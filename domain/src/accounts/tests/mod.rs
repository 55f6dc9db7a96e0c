//! Given / when / then for accounts, and the permission table as a file that people read.
#![allow(non_snake_case, reason = "names of tests begin with the id of the rule they show")]

mod organizations;
mod people;
mod permissions;
mod rules;
