//! Everything the binary is made of, as a library, so that tests run it in process.
//!
//! A request passes through the layers of [`routes`]: it gets an id ([`ops`]), its session and person are read
//! ([`visit`]), writes from elsewhere are refused ([`csrf`]), and it ends at a page ([`render`]), a server function
//! ([`forms`]) or a live stream ([`live`]).

pub mod access;
pub mod address;
pub mod assets;
pub mod cli;
pub mod clock;
pub mod config;
pub mod csrf;
pub mod demo;
pub mod doors;
pub mod feeds;
pub mod forms;
pub mod headers;
pub mod limits;
pub mod live;
pub mod ops;
pub mod render;
pub mod routes;
pub mod serve;
pub mod state;
pub mod visit;
