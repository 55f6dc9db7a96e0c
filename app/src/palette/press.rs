//! What keys do, and what the small buttons of a page do.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Reflect;
use leptos::prelude::{document, location, window};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlDialogElement, HtmlElement, HtmlInputElement, KeyboardEvent, MouseEvent, Storage};

use crate::live::dom;

/// Where the browser keeps that single keys are off.
const OFF: &str = "countersign.single-keys-off";
/// Where the browser does not let it be copied.
const NOT_COPIED: &str = "Not copied: the browser does not allow it. Select the text and copy it.";
/// Milliseconds that `g` waits for its second key.
const PAIR: f64 = 1500.0;

/// Calls when the palette is asked for.
pub(super) fn palette(open: impl Fn() + 'static) {
    let open = Rc::new(open);
    let by_key = Rc::clone(&open);
    dom::listen("keydown", move |event: &KeyboardEvent| {
        if event.key().eq_ignore_ascii_case("k") && (event.ctrl_key() || event.meta_key()) && !event.shift_key() {
            event.prevent_default();
            by_key();
        }
    });
    dom::listen("click", move |event: &MouseEvent| {
        if target(event, "[data-opens=palette]").is_some() {
            open();
        }
    });
}

/// Listens for keys and buttons of the page.
pub(super) fn start() {
    let org = dom::organization();
    let paired = Cell::new(f64::NEG_INFINITY);
    dom::listen("keydown", move |event: &KeyboardEvent| {
        if !event.default_prevented() && heard(event) {
            pressed(&org, event, &paired);
        }
    });
    dom::listen("click", |event: &MouseEvent| {
        if let Some(button) = target(event, "[data-copies]") {
            copy(&button);
        } else if target(event, "[data-prints]").is_some() {
            // A browser that does not print says so itself.
            let _ = window().print();
        }
    });
    let single = document()
        .get_element_by_id("single-keys")
        .and_then(|known| known.dyn_into::<HtmlInputElement>().ok());
    if let Some(single) = single {
        single.set_checked(!off());
    }
    dom::listen("change", |event: &Event| {
        let input = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let (Some(input), Some(storage)) = (input.filter(|input| input.id() == "single-keys"), storage()) {
            // A browser without storage forgets it with the page.
            let _ = if input.checked() {
                storage.remove_item(OFF)
            } else {
                storage.set_item(OFF, "yes")
            };
        }
    });
}

/// The element that an event is about, where a selector fits it or one around it.
fn target(event: &MouseEvent, selector: &str) -> Option<Element> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    target.closest(selector).ok().flatten()
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

fn off() -> bool {
    storage()
        .and_then(|storage| storage.get_item(OFF).ok().flatten())
        .is_some()
}

/// Whether a key is meant for the page: no modifier, no dialog, and nobody is typing.
fn heard(event: &KeyboardEvent) -> bool {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || off() || dom::one("dialog[open]").is_some() {
        return false;
    }
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return true;
    };
    // A browser takes the focus off a field that is no longer shown only with its next frame: until then the field of a
    // dialog that was closed hears keys that nobody types into it.
    let writes = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
    let gone = "dialog:not([open]) *";
    !target.matches(writes).unwrap_or(false) || target.matches(gone).unwrap_or(false)
}

fn pressed(org: &str, event: &KeyboardEvent, paired: &Cell<f64>) {
    let key = event.key();
    if event.time_stamp() - paired.replace(f64::NEG_INFINITY) < PAIR {
        match key.as_str() {
            "d" => return go(&format!("/{org}/deployments")),
            "c" => return go(&format!("/{org}/calendar")),
            "a" => return go(&format!("/{org}/audit")),
            _ => {}
        }
    }
    let done = match key.as_str() {
        "g" => {
            paired.set(event.time_stamp());
            true
        }
        "j" => step(1),
        "k" => step(-1),
        "x" => tick(),
        "n" => part("comment"),
        "e" => part("evidence"),
        "/" => search(org),
        "?" => help(),
        _ => false,
    };
    if done {
        event.prevent_default();
    }
}

fn go(href: &str) {
    // A page that cannot be left stays.
    let _ = location().set_href(href);
}

/// The item around the focus, or the one to go on with.
fn item() -> Option<Element> {
    let held = dom::focused().and_then(|active| active.closest(".item").ok().flatten());
    held.or_else(|| dom::one(".item[data-next]"))
}

/// Moves the focus over the boxes of a list, or over the lines of a table of contents. Without a focus in it, to the item
/// to go on with.
fn step(by: isize) -> bool {
    let stops: Vec<Element> = dom::all(".item__label > input:enabled, .row__link").collect();
    let active = dom::focused();
    let at = stops.iter().position(|stop| Some(stop) == active.as_ref());
    let next = match at {
        Some(at) => at.checked_add_signed(by).and_then(|at| stops.get(at)).cloned(),
        None => dom::one(".item[data-next] > .item__row input").or_else(|| stops.first().cloned()),
    };
    let Some(next) = next else { return !stops.is_empty() };
    reveal(&next);
    dom::focus(&next);
    true
}

/// Unfolds everything around an element.
fn reveal(element: &Element) {
    let mut around = element.closest("details").ok().flatten();
    while let Some(details) = around {
        let _ = details.set_attribute("open", "");
        around = details
            .parent_element()
            .and_then(|parent| parent.closest("details").ok().flatten());
    }
}

fn tick() -> bool {
    let Some(item) = item() else { return false };
    let input = item.query_selector("input:enabled").ok().flatten();
    let input = input.and_then(|input| input.dyn_into::<HtmlElement>().ok());
    let ticks = input.is_some();
    input.into_iter().for_each(|input| input.click());
    ticks
}

/// To a field of the item's own page: what is said of it, or its evidence.
fn part(field: &str) -> bool {
    let link = item().and_then(|item| item.query_selector(".item__open").ok().flatten());
    let href = link.and_then(|link| link.get_attribute("href"));
    href.map(|href| go(&format!("{href}#{field}"))).is_some()
}

fn search(org: &str) -> bool {
    match dom::one("input[type=search]") {
        Some(field) => dom::focus(&field),
        None => go(&format!("/{org}/deployments#search")),
    }
    true
}

fn help() -> bool {
    let dialog = document()
        .get_element_by_id("keys-dialog")
        .and_then(|known| known.dyn_into::<HtmlDialogElement>().ok());
    // Fails only when it is open already.
    dialog.is_some_and(|dialog| dialog.show_modal().is_ok())
}

/// Copies the command beside a button.
fn copy(button: &Element) {
    let text = button
        .previous_element_sibling()
        .and_then(|pre| pre.text_content())
        .unwrap_or_default();
    let navigator = window().navigator();
    // Without TLS there is no clipboard, but on the own machine.
    let there = Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|known| known.is_object());
    if !there {
        dom::say(NOT_COPIED);
        return;
    }
    let copied = Closure::once(|_: JsValue| dom::say("Copied."));
    let refused = Closure::once(|_: JsValue| dom::say(NOT_COPIED));
    drop(navigator.clipboard().write_text(&text).then2(&copied, &refused));
    // One of the two is called once, when this is over.
    copied.forget();
    refused.forget();
}
