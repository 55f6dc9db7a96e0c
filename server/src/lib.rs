//! Everything the binary is made of, as a library, so that tests run it in process.

pub mod assets;
