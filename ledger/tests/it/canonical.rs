//! Canonical JSON: one value, one text.

use ledger::canonical::{MAX_DEPTH, decode, encode, to_canonical};
use ledger::{CanonicalError, Hash};
use proptest::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};

#[test]
fn strings_are_escaped_as_rfc_8785_says() {
    // The example of RFC 8785 §3.2.2.2.
    let value: Value = serde_json::from_str(r#""\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/""#).unwrap();
    assert_eq!(encode(&value).unwrap(), r#""€$\u000f\nA'B\"\\\\\"/""#);
    for code in 0..0x20u8 {
        let expected = match code {
            0x08 => r"\b".to_owned(),
            0x09 => r"\t".to_owned(),
            0x0a => r"\n".to_owned(),
            0x0c => r"\f".to_owned(),
            0x0d => r"\r".to_owned(),
            _ => format!("\\u{code:04x}"),
        };
        assert_eq!(
            encode(&json!(char::from(code).to_string())).unwrap(),
            format!("\"{expected}\"")
        );
    }
    let plain = "/ \u{7f} \u{80} é € \u{2028} \u{feff} \u{fffd} 𝄞 \u{10ffff} '<>&";
    assert_eq!(encode(&json!(plain)).unwrap(), format!("\"{plain}\""));
}

#[test]
fn keys_are_sorted_whatever_order_the_map_keeps() {
    #[derive(Serialize)]
    struct Unsorted {
        zebra: u8,
        a_2: Option<bool>,
        a10: [i64; 2],
        a: Hash,
    }
    let value = Unsorted {
        zebra: 1,
        a_2: None,
        a10: [i64::MIN, i64::MAX],
        a: Hash::new([0; 32]),
    };
    let zeros = "0".repeat(64);
    let expected =
        format!(r#"{{"a":"{zeros}","a10":[-9223372036854775808,9223372036854775807],"a_2":null,"zebra":1}}"#);
    assert_eq!(to_canonical(&value).unwrap(), expected);
    assert_eq!(encode(&decode(expected.as_bytes()).unwrap()).unwrap(), expected);
}

#[test]
fn values_without_a_canonical_form_are_refused() {
    for number in [
        json!(1.0),
        json!(0.1),
        json!(-0.0),
        json!(1e300),
        json!(u64::MAX),
        json!(1u64 << 63),
    ] {
        assert!(
            matches!(encode(&json!([number])), Err(CanonicalError::Number(_))),
            "{number}"
        );
    }
    for key in ["", "A", "a-b", "a.b", "a b", "é", "a\n"] {
        let found = encode(&json!({ key: 1 }));
        assert!(
            matches!(&found, Err(CanonicalError::Key(refused)) if refused == key),
            "{key}"
        );
    }
    assert!(matches!(to_canonical(&1.5f64), Err(CanonicalError::Number(_))));
}

#[test]
fn other_spellings_of_a_value_are_refused() {
    let refused = [
        r#"{"a":1 }"#,
        r#" {"a":1}"#,
        "{\"a\":1}\n",
        r#"{"a": 1}"#,
        r#"{"b":1,"a":2}"#,
        r#"{"a":1,"a":1}"#,
        r#"{"a":1,"a":2}"#,
        r#"{"a":{"b":1,"b":1}}"#,
        r#""\/""#,
        r#""\u0041""#,
        r#""\u000F""#,
        r#""\u000a""#,
        r#""\u007f""#,
        r#""\u20ac""#,
        r#""\ud834\udd1e""#,
        "-0",
    ];
    for text in refused {
        let found = decode(text.as_bytes());
        assert!(
            matches!(found, Err(CanonicalError::Form { .. } | CanonicalError::Number(_))),
            "{text}: {found:?}"
        );
    }
    assert!(matches!(
        decode(br#"{"a":1, "b":2}"#),
        Err(CanonicalError::Form { at: 7 })
    ));
}

#[test]
fn numbers_that_are_no_integers_are_refused() {
    for text in [
        "1.0",
        "1e2",
        "1E2",
        "0.5",
        "9223372036854775808",
        "-9223372036854775809",
        "1e400",
    ] {
        let found = decode(text.as_bytes());
        assert!(
            matches!(found, Err(CanonicalError::Number(_) | CanonicalError::Json(_))),
            "{text}: {found:?}"
        );
    }
}

#[test]
fn what_is_not_json_is_refused() {
    let refused: [&[u8]; 13] = [
        b"",
        b"{",
        b"{}{}",
        b"[1,]",
        b"01",
        b"+1",
        b"NaN",
        b"{a:1}",
        b"\"\n\"",
        b"\"\\ud834\"",
        b"\"\xff\"",
        b"\"\xc0\xaf\"",
        b"\xef\xbb\xbf{}",
    ];
    for bytes in refused {
        let found = decode(bytes);
        assert!(
            matches!(found, Err(CanonicalError::Json(_))),
            "{}: {found:?}",
            bytes.escape_ascii()
        );
    }
}

#[test]
fn nesting_has_a_limit() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(decode(nested(MAX_DEPTH).as_bytes()).is_ok());
    assert!(matches!(
        decode(nested(MAX_DEPTH + 1).as_bytes()),
        Err(CanonicalError::Depth)
    ));
    assert!(matches!(
        decode(nested(1_000_000).as_bytes()),
        Err(CanonicalError::Json(_))
    ));
    let objects = format!("{}1{}", r#"{"a":"#.repeat(MAX_DEPTH), "}".repeat(MAX_DEPTH));
    assert!(decode(objects.as_bytes()).is_ok());
    assert!(matches!(
        decode(format!("[{objects}]").as_bytes()),
        Err(CanonicalError::Depth)
    ));
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[\\x00-\\x7f]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec(("[a-z0-9_]{1,6}", inner), 0..6).prop_map(|members| members.into_iter().collect()),
        ]
    })
}

proptest! {
    #[test]
    fn every_value_comes_back(value in any_value()) {
        let text = encode(&value).unwrap();
        prop_assert_eq!(decode(text.as_bytes()).unwrap(), value);
    }

    #[test]
    fn a_general_writer_agrees_where_it_promises_to(value in any_value()) {
        // serde_json sorts keys, adds no spaces and escapes like RFC 8785 as long as its maps are sorted ones.
        prop_assert_eq!(encode(&value).unwrap(), serde_json::to_string(&value).unwrap());
    }

    #[test]
    fn a_changed_text_is_another_value_or_none(value in any_value(), place: prop::sample::Index, byte: u8) {
        let mut bytes = encode(&value).unwrap().into_bytes();
        let place = place.index(bytes.len());
        prop_assume!(bytes[place] != byte);
        bytes[place] = byte;
        if let Ok(changed) = decode(&bytes) {
            prop_assert_ne!(changed, value);
        }
    }

    #[test]
    fn an_inserted_byte_is_another_value_or_none(value in any_value(), place: prop::sample::Index, byte: u8) {
        let mut bytes = encode(&value).unwrap().into_bytes();
        bytes.insert(place.index(bytes.len() + 1), byte);
        if let Ok(changed) = decode(&bytes) {
            prop_assert_ne!(changed, value);
        }
    }
}
