//! The envelope: golden files, strictness, limits.

use ledger::canonical::MAX_ENTRY_BYTES;
use ledger::{CanonicalError, Entry, EntryError, leaf_hash};
use serde_json::{Value, json};

use crate::fixture::{entry, hex, small_ledger};

const FULL: &str = include_str!("../golden/entry-v1-full.json");
const LEAST: &str = include_str!("../golden/entry-v1-least.json");

#[test]
fn golden_files_keep_their_bytes_and_hashes() {
    let golden = [
        (FULL, "edc382f4dabd6c07e75fa56e6ae2849a32832d0959f89d26ef9002eb0f1e7edf"),
        (
            LEAST,
            "6a06df7ceb98b77aebd58b05c85e35be3a0d95af978b4675231155a44135fb49",
        ),
    ];
    for (file, leaf) in golden {
        let bytes = file.strip_suffix('\n').unwrap().as_bytes();
        let entry = Entry::from_bytes(bytes).unwrap();
        assert_eq!(entry.to_bytes().unwrap(), bytes);
        assert_eq!(leaf_hash(bytes), hex(leaf));
    }
}

#[test]
fn every_member_is_read() {
    let entry = Entry::from_bytes(FULL.trim_end().as_bytes()).unwrap();
    let expected = Entry {
        v: 1,
        org: "org_1".into(),
        epoch: 0,
        seq: 7,
        id: "01890a5d-ac96-774b-bcce-b302099a8057".into(),
        at: "2026-01-02T03:04:05.000006Z".parse().unwrap(),
        at_flags: vec!["clock_back".into()],
        actor: json!({"duties": ["tech_lead"], "id": "usr_1", "type": "person"}),
        kind: "item.done/1".into(),
        stream: "dep_1".into(),
        version: 3,
        body: json!({"item": "1.2", "note": "déjà \"vu\"\n"}),
        request: Some("req_1".into()),
        part: Some(1),
        parts: Some(2),
        private: Some(hex("93a8c03ccaef237e091e1a964cf3d29a4035ed861533b7890c7712ca5145d125")),
    };
    assert_eq!(entry, expected);
    assert_eq!(entry.event(), Some(("item.done", 1)));
}

#[test]
fn what_is_written_is_read_back() {
    for entry in small_ledger() {
        assert_eq!(Entry::from_bytes(&entry.to_bytes().unwrap()).unwrap(), entry);
    }
}

/// The canonical bytes of a full entry in which `change` altered a member.
fn changed(change: impl FnOnce(&mut serde_json::Map<String, Value>)) -> Vec<u8> {
    let mut value: Value = serde_json::from_str(FULL).unwrap();
    change(value.as_object_mut().unwrap());
    ledger::canonical::encode(&value).unwrap().into_bytes()
}

#[test]
fn unknown_missing_and_mistyped_members_are_refused() {
    let unknown = changed(|members| {
        members.insert("extra".into(), json!(1));
    });
    assert!(matches!(Entry::from_bytes(&unknown), Err(EntryError::Members(_))));
    for name in [
        "actor", "at", "body", "epoch", "id", "kind", "org", "seq", "stream", "v", "version",
    ] {
        let missing = changed(|members| assert!(members.remove(name).is_some()));
        assert!(
            matches!(Entry::from_bytes(&missing), Err(EntryError::Members(_))),
            "{name}"
        );
    }
    for (name, value) in [
        ("seq", json!(-1)),
        ("seq", json!("7")),
        ("v", json!(4_294_967_296u64)),
        ("at", json!("2026-01-02T03:04:05Z")),
        ("at", json!(1_767_323_045)),
        ("at_flags", json!("clock_back")),
        (
            "private",
            json!("93A8C03CCAEF237E091E1A964CF3D29A4035ED861533B7890C7712CA5145D125"),
        ),
        ("part", json!(-1)),
    ] {
        let mistyped = changed(|members| drop(members.insert(name.into(), value.clone())));
        assert!(
            matches!(Entry::from_bytes(&mistyped), Err(EntryError::Members(_))),
            "{name} {value}"
        );
    }
    assert!(matches!(Entry::from_bytes(b"[]"), Err(EntryError::Members(_))));
    assert!(matches!(Entry::from_bytes(b""), Err(EntryError::Members(_))));
}

#[test]
fn an_absent_member_has_one_spelling() {
    for (names, value) in [
        (&["at_flags"][..], json!([])),
        (&["private"], Value::Null),
        (&["part", "parts"], Value::Null),
        (&["request", "part", "parts"], Value::Null),
    ] {
        let spelled = changed(|members| {
            names
                .iter()
                .for_each(|&name| drop(members.insert(name.into(), value.clone())))
        });
        let found = Entry::from_bytes(&spelled);
        assert!(
            matches!(found, Err(EntryError::Canonical(CanonicalError::Form { .. }))),
            "{names:?}: {found:?}"
        );
    }
}

#[test]
fn other_spellings_of_an_entry_are_refused() {
    let text = FULL.trim_end();
    let other = [
        format!("{text}\n"),
        format!(" {text}"),
        text.replace("\"seq\":7", "\"seq\": 7"),
        text.replace("\"seq\":7", "\"seq\":7,\"seq\":7"),
        text.replace("\"item\":\"1.2\"", "\"item\":\"1.2\",\"item\":\"1.2\""),
        text.replace("déjà", "d\\u00e9jà"),
        text.replace("\"seq\":7,\"stream\":\"dep_1\"", "\"stream\":\"dep_1\",\"seq\":7"),
    ];
    for text in other {
        assert!(Entry::from_bytes(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn members_out_of_their_range_are_neither_written_nor_read() {
    let same = |entry: &Entry, read: &dyn Fn(&EntryError) -> bool| {
        let error = entry.to_text().unwrap_err();
        assert!(read(&error), "{error:?}");
    };
    same(&Entry { v: 2, ..entry(0) }, &|error| {
        matches!(error, EntryError::Format(2))
    });
    same(
        &Entry {
            org: String::new(),
            ..entry(0)
        },
        &|error| matches!(error, EntryError::Empty("org")),
    );
    same(
        &Entry {
            id: String::new(),
            ..entry(0)
        },
        &|error| matches!(error, EntryError::Empty("id")),
    );
    same(
        &Entry {
            stream: String::new(),
            ..entry(0)
        },
        &|error| matches!(error, EntryError::Empty("stream")),
    );
    same(
        &Entry {
            request: Some(String::new()),
            ..entry(0)
        },
        &|error| matches!(error, EntryError::Empty("request")),
    );
    for kind in [
        "",
        "item.done",
        "item.done/",
        "/1",
        "item.done/0",
        "item.done/01",
        "item.done/+1",
        "item.done/1/1",
    ] {
        same(
            &Entry {
                kind: kind.into(),
                ..entry(0)
            },
            &|error| matches!(error, EntryError::Kind(_)),
        );
    }
    for (part, parts) in [
        (None, Some(2)),
        (Some(1), None),
        (Some(0), Some(2)),
        (Some(3), Some(2)),
        (Some(1), Some(1)),
    ] {
        same(
            &Entry {
                part,
                parts,
                ..entry(0)
            },
            &|error| matches!(error, EntryError::Parts),
        );
    }
    let alone = Entry {
        part: Some(1),
        parts: Some(2),
        request: None,
        ..entry(0)
    };
    same(&alone, &|error| matches!(error, EntryError::Parts));
    for seq in [1 << 63, u64::MAX] {
        let error = |error: &EntryError| matches!(error, EntryError::Canonical(CanonicalError::Number(_)));
        same(
            &Entry {
                version: seq,
                ..entry(0)
            },
            &error,
        );
    }
    same(
        &Entry {
            body: json!({"Key": 1}),
            ..entry(0)
        },
        &|error| matches!(error, EntryError::Canonical(CanonicalError::Key(_))),
    );
    let read = [
        ("v", json!(2)),
        ("org", json!("")),
        ("kind", json!("item.done")),
        ("part", json!(3)),
    ];
    for (name, value) in read {
        let bytes = changed(|members| drop(members.insert(name.into(), value)));
        assert!(Entry::from_bytes(&bytes).is_err(), "{name}");
    }
}

#[test]
fn an_entry_may_be_just_as_long_as_the_limit() {
    let padded = |length: usize| Entry {
        body: json!({"note": "x".repeat(length)}),
        ..entry(0)
    };
    let room = MAX_ENTRY_BYTES - padded(0).to_bytes().unwrap().len();
    let longest = padded(room).to_bytes().unwrap();
    assert_eq!(longest.len(), MAX_ENTRY_BYTES);
    assert!(Entry::from_bytes(&longest).is_ok());
    let too_long = padded(room + 1);
    let length = MAX_ENTRY_BYTES + 1;
    assert!(matches!(too_long.to_text(), Err(EntryError::TooLarge { length: found }) if found == length));
    let bytes = [&longest[..], b" "].concat();
    assert!(matches!(Entry::from_bytes(&bytes), Err(EntryError::TooLarge { length: found }) if found == length));
}

#[test]
fn bodies_nest_as_deep_as_the_whole_may() {
    let nested = |depth: usize| (0..depth).fold(json!(1), |inner, _| json!([inner]));
    let deepest = Entry {
        body: nested(ledger::canonical::MAX_DEPTH - 1),
        ..entry(0)
    };
    let bytes = deepest.to_bytes().unwrap();
    assert!(ledger::canonical::decode(&bytes).is_ok());
    let deeper = Entry {
        body: nested(ledger::canonical::MAX_DEPTH),
        ..entry(0)
    };
    assert!(matches!(
        deeper.to_text(),
        Err(EntryError::Canonical(CanonicalError::Depth))
    ));
}
