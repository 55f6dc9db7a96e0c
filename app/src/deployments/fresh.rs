//! What a page shows that changed since it was rendered: the answer to a tick and to a live event.

use serde::{Deserialize, Serialize};

/// What to replace on a deployment's page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Fresh {
    /// Size of the ledger that this shows.
    pub position: u64,
    /// The deployment went on to another stage: other items may change now, so the page is loaded again.
    pub moved: bool,
    /// Lines of the checklist.
    pub rows: Vec<FreshRow>,
    /// Counts and regions: the value of `data-part`, and the HTML that takes its place.
    pub parts: Vec<(String, String)>,
    /// Key of the item to go on with.
    pub next: Option<String>,
    /// What others did, for the live region.
    pub heard: Vec<String>,
}

/// One line of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreshRow {
    /// The item's key.
    pub key: String,
    /// Value of `data-state`.
    pub state: String,
    /// Number of the item's last entry.
    pub seen: u64,
    /// Somebody else changed it last.
    pub foreign: bool,
    /// Row and notes, without the items below it.
    pub html: String,
}

/// What became of a tick.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ticked {
    /// It is saved.
    Saved {
        /// Number of the item's entry; of the first one, where it was a section.
        seen: u64,
        /// The page since. After a single tick it is asked for apart, so that the answer is short and quick ticks share one.
        fresh: Option<Fresh>,
    },
    /// It would void sign-offs, and waits for a yes (S3).
    Voids {
        /// What is said, as a heading.
        words: String,
        /// Whose sign-offs.
        signoffs: Vec<String>,
        /// Their entries, as a yes carries them.
        confirmed: String,
    },
    /// It is not saved.
    Refused {
        /// Why, in words.
        words: String,
        /// The page since, so that what is shown is true again.
        fresh: Fresh,
    },
}
