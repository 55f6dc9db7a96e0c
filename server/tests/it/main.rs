//! The product ring: the whole program in process, with a real database, people as values, and a clock that moves.
#![allow(clippy::unwrap_used, reason = "a test says what is there")]
#![allow(dead_code, reason = "the benches use the same helpers, and others of them")]

mod absences;
mod access;
mod ahead;
mod app;
mod booking;
mod calendar;
#[path = "../../../store/tests/it/support/cluster.rs"]
mod cluster;
mod desk;
mod feeds;
mod forms;
mod headers;
mod imports;
mod links;
mod live;
mod naughty;
mod origins;
mod own_database;
mod pages;
mod ratchet;
mod rollbacks;
mod sessions;
mod signing;
mod statements;
mod things;
mod throttles;
mod told;
mod verifying;
mod weigh;
mod whatif;
mod writes;
