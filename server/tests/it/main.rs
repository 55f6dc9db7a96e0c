//! The product ring: the whole program in process, with a real database, people as values, and a clock that moves.
#![allow(clippy::unwrap_used, reason = "a test says what is there")]
#![allow(dead_code, reason = "the benches use the same helpers, and others of them")]

mod absences;
mod access;
mod ahead;
mod app;
mod booking;
mod calendar;
mod cli;
#[path = "../../../store/tests/it/support/cluster.rs"]
mod cluster;
mod desk;
mod ending;
mod feeds;
mod forms;
mod headers;
mod imports;
mod links;
mod live;
mod naughty;
mod origins;
mod pages;
mod process;
mod ratchet;
mod sessions;
mod signing;
mod statements;
mod things;
mod throttles;
mod told;
mod trouble;
mod two_programs;
mod verifying;
mod weigh;
mod whatif;
mod writes;
