//! The WASM entry point. The islands themselves are in `app`; `loader.js` starts each one it finds.

use app as _; // Nothing here names an island: this links them.
use wasm_bindgen::prelude::wasm_bindgen;

/// Starts the reactive system. Called once per page, before its first island.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
