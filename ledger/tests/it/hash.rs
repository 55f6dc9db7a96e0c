//! Hashes and how they are written.

use ledger::{Hash, HashError, blob_hash, commitment, leaf_hash, node_hash};
use proptest::prelude::*;

use crate::fixture::hex;

#[test]
fn each_role_hashes_under_its_own_prefix() {
    // Computed with another implementation of SHA-256.
    assert_eq!(
        blob_hash(b"abc"),
        hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    );
    let salt = std::array::from_fn(|index| index as u8);
    let committed = commitment(&salt, br#"{"name":"Ada"}"#);
    assert_eq!(
        committed,
        hex("93a8c03ccaef237e091e1a964cf3d29a4035ed861533b7890c7712ca5145d125")
    );
    let (left, right) = (leaf_hash(b"left"), leaf_hash(b"right"));
    let joined = [&[1], left.as_ref(), right.as_ref()].concat();
    assert_eq!(node_hash(&left, &right), blob_hash(&joined));
    assert_ne!(node_hash(&left, &right), node_hash(&right, &left));
}

#[test]
fn another_salt_is_another_commitment() {
    assert_ne!(commitment(&[0; 32], b"{}"), commitment(&[1; 32], b"{}"));
}

#[test]
fn a_hash_has_one_spelling() {
    let text = "93a8c03ccaef237e091e1a964cf3d29a4035ed861533b7890c7712ca5145d125";
    assert_eq!(hex(text).to_string(), text);
    assert_eq!(hex(text).short(), "93a8c03c");
    for wrong in [
        "",
        "93a8c03c",
        &text.to_uppercase(),
        &text.replace('9', "g"),
        &format!("{text}0"),
        &text.replace("93", "é"),
    ] {
        assert_eq!(wrong.parse::<Hash>(), Err(HashError::Text), "{wrong}");
    }
    assert_eq!(Hash::from_slice(&[0; 31]), Err(HashError::Length(31)));
}

proptest! {
    #[test]
    fn text_and_json_come_back(bytes: [u8; 32]) {
        let hash = Hash::new(bytes);
        prop_assert_eq!(hash.to_string().parse(), Ok(hash));
        prop_assert_eq!(Hash::from_slice(hash.as_ref()), Ok(hash));
        let json = serde_json::to_string(&hash).unwrap();
        prop_assert_eq!(serde_json::from_str::<Hash>(&json).unwrap(), hash);
    }
}
