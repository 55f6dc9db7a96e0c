//! Where the files of the web build are.

use serde::Deserialize;

/// Addresses of the files a page refers to, each with the hash of its content in its name.
///
/// `cargo xtask` writes them to `manifest.json` beside the files; the server reads that and puts
/// this value into the context of every page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Assets {
    /// The stylesheet.
    pub style: String,
    /// The script that starts the islands; the only script a page names.
    pub script: String,
    /// The sprite: an icon is `{icons}#{name}`.
    pub icons: String,
    /// The icon of the browser tab.
    pub favicon: String,
}
