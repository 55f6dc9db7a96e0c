//! Server functions: every write, by feature.
//!
//! Each is a POST to `/api/…` with form fields, called by an island or by a plain form alike. It parses its fields with
//! [`Checks`](crate::failure::Checks), makes a command, sends it with `execute`, and says with `go_to` where a plain
//! form leads. Compiled into the browser build as well, where only the stub that sends the request is left.

#[allow(
    missing_docs,
    reason = "the fields are those of the form; `#[server]` passes no comments on to them"
)]
pub mod accounts;
