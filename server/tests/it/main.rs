//! The product ring: the whole program in process, with a real database, people as values, and a clock that moves.
#![allow(clippy::unwrap_used, reason = "a test says what is there")]

mod app;
mod forms;
mod headers;
mod links;
mod live;
mod naughty;
mod origins;
mod pages;
mod ratchet;

mod sessions;
mod throttles;
mod writes;
