//! The one way to write a JSON value as bytes, so that equal values have equal hashes.
//!
//! Keys are made of `[a-z0-9_]` and sorted, there are no spaces, numbers are integers of 64 bits with sign (decimals
//! are strings), and strings are escaped as RFC 8785 says. The order in which `serde_json` keeps keys does not matter.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::{Map, Number, Value};
use thiserror::Error;

/// The most bytes an entry may have; larger bodies are blobs, named by hash and length.
pub const MAX_ENTRY_BYTES: usize = 60 * 1024;

/// How deep arrays and objects may lie in each other; the outermost counts as one. A checklist of 32 levels takes three
/// for each of them; readers of JSON commonly stop at 128.
pub const MAX_DEPTH: usize = 120;

/// Why a value has no canonical form, or bytes are not in it.
#[derive(Debug, Error)]
pub enum CanonicalError {
    /// Not JSON at all, or not UTF-8; or a type that `serde_json` cannot represent.
    #[error("not JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A key that is empty or has a character outside `[a-z0-9_]`.
    #[error("the key {0:?} may only have a-z, 0-9 and _")]
    Key(String),
    /// A number that is no integer of 64 bits with sign.
    #[error("the number {0} is no integer of 64 bits")]
    Number(String),
    /// Arrays and objects nested deeper than [`MAX_DEPTH`].
    #[error("nested deeper than {MAX_DEPTH} levels")]
    Depth,
    /// The value written canonically gives other bytes: a space, an unsorted or doubled key, a needless escape.
    #[error("not in canonical form from byte {at} on")]
    Form {
        /// The first byte that differs, counted from 0.
        at: usize,
    },
}

/// Writes a value canonically.
///
/// # Errors
/// [`CanonicalError::Key`], [`CanonicalError::Number`] or [`CanonicalError::Depth`] when the value has no such form.
pub fn encode(value: &Value) -> Result<String, CanonicalError> {
    let mut out = String::new();
    write_value(&mut out, value, 0)?;
    Ok(out)
}

/// Writes anything serialisable canonically.
///
/// Types with floating-point fields do not belong here: finite ones are refused, and `serde_json` turns the others
/// into null before they can be.
///
/// # Errors
/// As [`encode`], and [`CanonicalError::Json`] when `serde_json` cannot represent the type.
pub fn to_canonical<T: Serialize + ?Sized>(value: &T) -> Result<String, CanonicalError> {
    encode(&serde_json::to_value(value)?)
}

/// Reads a value from bytes that must be in canonical form.
///
/// # Errors
/// Any [`CanonicalError`]; doubled keys, which a parsed value no longer shows, come out as [`CanonicalError::Form`].
pub fn decode(bytes: &[u8]) -> Result<Value, CanonicalError> {
    let value: Value = serde_json::from_slice(bytes)?;
    demand_same(&encode(&value)?, bytes)?;
    Ok(value)
}

/// Demands that what was read, written again, gives the bytes it was read from.
pub(crate) fn demand_same(written: &str, read: &[u8]) -> Result<(), CanonicalError> {
    let written = written.as_bytes();
    if written == read {
        return Ok(());
    }
    let common = written.iter().zip(read).take_while(|(a, b)| a == b).count();
    Err(CanonicalError::Form { at: common })
}

/// Appends `value`, which lies inside `depth` arrays and objects.
fn write_value(out: &mut String, value: &Value, depth: usize) -> Result<(), CanonicalError> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => write_number(out, number)?,
        Value::String(text) => write_string(out, text),
        Value::Array(items) => write_array(out, items, depth)?,
        Value::Object(members) => write_object(out, members, depth)?,
    }
    Ok(())
}

fn write_number(out: &mut String, number: &Number) -> Result<(), CanonicalError> {
    let integer = number
        .as_i64()
        .ok_or_else(|| CanonicalError::Number(number.to_string()))?;
    write_integer(out, integer);
    Ok(())
}

fn write_integer(out: &mut String, integer: i64) {
    write!(out, "{integer}").expect("writing to a string cannot fail");
}

fn write_array(out: &mut String, items: &[Value], depth: usize) -> Result<(), CanonicalError> {
    let depth = deeper(depth)?;
    out.push('[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_value(out, item, depth)?;
    }
    out.push(']');
    Ok(())
}

fn write_object(out: &mut String, members: &Map<String, Value>, depth: usize) -> Result<(), CanonicalError> {
    let depth = deeper(depth)?;
    let mut members: Vec<(&String, &Value)> = members.iter().collect();
    // The map's own order depends on a feature of serde_json that any crate in the build may switch on.
    members.sort_unstable_by_key(|(key, _)| *key);
    out.push('{');
    for (index, (key, value)) in members.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        if !is_key(key) {
            return Err(CanonicalError::Key(key.clone()));
        }
        write_string(out, key);
        out.push(':');
        write_value(out, value, depth)?;
    }
    out.push('}');
    Ok(())
}

fn deeper(depth: usize) -> Result<usize, CanonicalError> {
    if depth < MAX_DEPTH {
        Ok(depth + 1)
    } else {
        Err(CanonicalError::Depth)
    }
}

fn is_key(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

/// Appends a string as RFC 8785 §3.2.2.2 says: only `"`, `\` and control characters below U+0020 are escaped.
fn write_string(out: &mut String, text: &str) {
    out.push('"');
    let mut plain_from = 0;
    for (index, byte) in text.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(&text[plain_from..index]);
        plain_from = index + 1;
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            0x08 => out.push_str("\\b"),
            b'\t' => out.push_str("\\t"),
            b'\n' => out.push_str("\\n"),
            0x0c => out.push_str("\\f"),
            b'\r' => out.push_str("\\r"),
            control => write!(out, "\\u{control:04x}").expect("writing to a string cannot fail"),
        }
    }
    out.push_str(&text[plain_from..]);
    out.push('"');
}

/// Writes an object with fixed keys member by member, without building a [`Value`] first.
///
/// The caller names the keys in sorted order.
pub(crate) struct ObjectWriter {
    out: String,
    last_key: &'static str,
}

impl ObjectWriter {
    pub(crate) fn new() -> Self {
        // Nearly every entry fits, so that writing one allocates once.
        let mut out = String::with_capacity(1024);
        out.push('{');
        Self { out, last_key: "" }
    }

    fn key(&mut self, key: &'static str) {
        debug_assert!(is_key(key) && self.last_key < key, "{key} after {}", self.last_key);
        if !self.last_key.is_empty() {
            self.out.push(',');
        }
        self.last_key = key;
        write_string(&mut self.out, key);
        self.out.push(':');
    }

    pub(crate) fn text(&mut self, key: &'static str, text: &str) {
        self.key(key);
        write_string(&mut self.out, text);
    }

    pub(crate) fn texts(&mut self, key: &'static str, texts: &[String]) {
        self.key(key);
        self.out.push('[');
        for (index, text) in texts.iter().enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            write_string(&mut self.out, text);
        }
        self.out.push(']');
    }

    pub(crate) fn integer(&mut self, key: &'static str, integer: u64) -> Result<(), CanonicalError> {
        self.key(key);
        let integer = i64::try_from(integer).map_err(|_| CanonicalError::Number(integer.to_string()))?;
        write_integer(&mut self.out, integer);
        Ok(())
    }

    pub(crate) fn value(&mut self, key: &'static str, value: &Value) -> Result<(), CanonicalError> {
        self.key(key);
        write_value(&mut self.out, value, 1)
    }

    pub(crate) fn finish(mut self) -> String {
        self.out.push('}');
        self.out
    }
}
