//! The state in which the boxes of a list were rendered, as the form carries it, and what differs from it (D13).

use std::collections::BTreeSet;

use domain::deployments::{ItemChange, ItemMove};
use domain::templates::ItemKey;

/// The changes that a posted list asks for: boxes that differ from how they were rendered, and every open box of the
/// section whose **Tick section** was pressed. `None` when the text was not made by this program.
pub(crate) fn changes(seen: &str, done: &[String], section: Option<&str>) -> Option<Vec<ItemChange>> {
    let done: BTreeSet<&str> = done.iter().map(String::as_str).collect();
    let mut changes = Vec::new();
    let mut here = "";
    for word in seen.split_ascii_whitespace() {
        if let Some(key) = word.strip_prefix('@') {
            here = key;
            continue;
        }
        let (key, rest) = word.split_once(':')?;
        let (entry, mark) = rest.split_once(':')?;
        let (item, seen) = (ItemKey::parse(key).ok()?, entry.parse().ok()?);
        let wanted = done.contains(key) || section == Some(here);
        let to = match (mark, wanted) {
            ("o", true) => ItemMove::Done,
            ("d", false) => ItemMove::Reopen,
            // A left-out item's box is disabled, and browsers send nothing of it.
            ("o", false) | ("d", true) | ("n", _) => continue,
            _ => return None,
        };
        changes.push(ItemChange {
            item,
            seen,
            to,
            reason: None,
        });
    }
    Some(changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(seen: &str, done: &[&str], section: Option<&str>) -> Vec<(String, u64, bool)> {
        let done: Vec<String> = done.iter().map(|key| (*key).to_owned()).collect();
        changes(seen, &done, section)
            .unwrap()
            .into_iter()
            .map(|change| (change.item.to_string(), change.seen, change.to == ItemMove::Done))
            .collect()
    }

    const SEEN: &str = "@first dns:0:o backup:7:d left:9:n @second smoke:3:o ";

    #[test]
    fn only_boxes_that_differ_become_changes() {
        assert_eq!(keys(SEEN, &["backup"], None), []);
        assert_eq!(
            keys(SEEN, &["dns"], None),
            [("dns".to_owned(), 0, true), ("backup".to_owned(), 7, false)]
        );
    }

    #[test]
    fn ticking_a_section_leaves_the_others_and_what_was_left_out() {
        assert_eq!(keys(SEEN, &["backup"], Some("first")), [("dns".to_owned(), 0, true)]);
        assert_eq!(keys(SEEN, &["backup"], Some("second")), [("smoke".to_owned(), 3, true)]);
    }

    #[test]
    fn an_untouched_section_press_keeps_other_ticks_of_the_same_post() {
        assert_eq!(
            keys(SEEN, &["backup", "dns"], Some("second")),
            [("dns".to_owned(), 0, true), ("smoke".to_owned(), 3, true)]
        );
    }

    #[test]
    fn what_this_program_did_not_write_is_refused() {
        assert!(changes("dns", &[], None).is_none());
        assert!(changes("dns:x:o", &[], None).is_none());
        assert!(changes("dns:0:z", &[], None).is_none());
        assert!(changes("DNS:0:o", &[], None).is_none());
    }
}
