//! The store on both engines: a file per behaviour.

mod accounts;
mod append_only;
mod backup;
mod bookings;
mod concurrency;
mod conformance;
mod feed;
mod histories;
mod idempotence;
mod isolation;
mod journey;
mod limits;
mod nodes;
mod rollbacks;
mod schema;
mod support;
mod tamper;
mod trouble;
mod upgrade;
