//! The store on both engines: a file per behaviour.

mod journey;
mod support;
