//! The stylesheet: its files in one, minified.

use anyhow::{Result, anyhow};
use lightningcss::{
    bundler::{Bundler, FileProvider},
    printer::PrinterOptions,
    stylesheet::{MinifyOptions, ParserOptions},
    targets::{Browsers, Targets},
};

use crate::place;

/// The oldest browsers that know nesting, `oklch()`, `light-dark()` and layers: what is newer than
/// these is lowered, those four stay as they are written.
const BROWSERS: Browsers = Browsers {
    android: None,
    chrome: version(123, 0),
    edge: version(123, 0),
    firefox: version(121, 0),
    ie: None,
    ios_saf: version(17, 5),
    opera: None,
    safari: version(17, 5),
    samsung: None,
};

const fn version(major: u32, minor: u32) -> Option<u32> {
    Some((major << 16) | (minor << 8))
}

/// `style/main.css` with everything it imports.
///
/// # Errors
/// The first mistake, with its file and line.
pub(crate) fn bundle() -> Result<String> {
    let main = place::root().join("style/main.css");
    let files = FileProvider::new();
    let targets = Targets::from(BROWSERS);
    let mut sheet = Bundler::new(&files, None, ParserOptions::default())
        .bundle(&main)
        .map_err(|error| anyhow!("style: {error}"))?;
    sheet
        .minify(MinifyOptions {
            targets,
            ..MinifyOptions::default()
        })
        .map_err(|error| anyhow!("style: {error}"))?;
    let printed = sheet.to_css(PrinterOptions {
        minify: true,
        targets,
        ..PrinterOptions::default()
    })?;
    Ok(printed.code)
}
