//! What the islands need of the document.

use std::time::Duration;

use leptos::prelude::{document, set_timeout, window};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, EventTarget, HtmlElement, HtmlInputElement, HtmlTextAreaElement, NodeList};

/// How long a toast stays.
const TOAST: Duration = Duration::from_secs(7);
/// How long a line stays marked that somebody else changed.
const FRESH: Duration = Duration::from_secs(3);

/// The first element that a selector finds.
pub(crate) fn one(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

/// Address of the organization that the page belongs to.
pub(crate) fn organization() -> String {
    let page = one("[data-org]").and_then(|page| page.get_attribute("data-org"));
    page.unwrap_or_default()
}

/// Address of the icons.
pub(crate) fn sprite() -> String {
    let named = one("[data-sprite]").and_then(|page| page.get_attribute("data-sprite"));
    named.unwrap_or_default()
}

/// Every element that a selector finds.
pub(crate) fn all(selector: &str) -> impl Iterator<Item = Element> {
    document().query_selector_all(selector).into_iter().flat_map(elements)
}

/// Every element that a selector finds inside another one.
pub(crate) fn inside(root: &Element, selector: &str) -> impl Iterator<Item = Element> {
    root.query_selector_all(selector).into_iter().flat_map(elements)
}

fn elements(list: NodeList) -> impl Iterator<Item = Element> {
    (0..list.length()).filter_map(move |at| list.get(at)?.dyn_into().ok())
}

/// Puts the focus on an element.
pub(crate) fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        // An element that cannot take it leaves the focus where it was.
        let _ = element.focus();
    }
}

/// The element that has the focus.
pub(crate) fn focused() -> Option<Element> {
    document().active_element()
}

/// A new element with text.
pub(crate) fn made(tag: &str, class: &str, words: &str) -> Option<Element> {
    let element = document().create_element(tag).ok()?;
    if !class.is_empty() {
        element.set_class_name(class);
    }
    element.set_text_content(Some(words));
    Some(element)
}

/// Says something in the live region, for a while.
pub(crate) fn say(words: &str) {
    toast(words, None);
}

/// Says something, with a button that takes it back.
pub(crate) fn say_with_undo(words: &str, undo: impl FnOnce() + 'static) {
    toast(words, Some(Box::new(undo)));
}

fn toast(words: &str, undo: Option<Box<dyn FnOnce()>>) {
    let (Some(region), Some(toast), Some(text)) = (one(".toasts"), made("div", "toast", ""), made("span", "", words))
    else {
        return;
    };
    let _ = toast.append_child(&text);
    if let (Some(undo), Some(button)) = (undo, made("button", "button", "Undo")) {
        let _ = button.set_attribute("type", "button");
        let _ = button.set_attribute("data-size", "small");
        let whole = toast.clone();
        on_click(&button, move || {
            whole.remove();
            undo();
        });
        let _ = toast.append_child(&button);
    }
    let _ = region.append_child(&toast);
    fade(toast);
}

/// Takes a toast away in a while, and never from under somebody's hand (WCAG 2.2.1).
fn fade(toast: Element) {
    set_timeout(
        move || match toast.matches(":hover, :focus-within") {
            Ok(true) => fade(toast),
            Ok(false) | Err(_) => toast.remove(),
        },
        TOAST,
    );
}

/// Calls for every event of a kind that reaches the window, as long as the page is there. All calls have one type, so that
/// the code around them is sent once.
pub(crate) fn listen<E: JsCast>(kind: &str, call: impl Fn(&E) + 'static) {
    hear(&window(), kind, Box::new(move |event| call(event.unchecked_ref())));
}

/// The same of what reaches an element or a source.
pub(crate) fn hear(target: &EventTarget, kind: &str, call: Box<dyn Fn(Event)>) {
    let call = Closure::wrap(call).into_js_value();
    let _ = target.add_event_listener_with_callback(kind, call.unchecked_ref());
}

/// Calls once when an element is clicked.
pub(crate) fn on_click(element: &Element, call: impl FnOnce() + 'static) {
    let call = Closure::once_into_js(call);
    let _ = element.add_event_listener_with_callback("click", call.unchecked_ref());
}

/// Marks a line for a moment that somebody else changed.
pub(crate) fn mark_fresh(line: &Element) {
    let _ = line.set_attribute("data-fresh", "");
    let line = line.clone();
    set_timeout(
        move || {
            let _ = line.remove_attribute("data-fresh");
        },
        FRESH,
    );
}

/// Whether somebody typed into a field of an element and has not sent it yet.
pub(crate) fn typed_into(element: &Element) -> bool {
    inside(element, "input, textarea").any(|field| {
        let text = field
            .dyn_ref::<HtmlTextAreaElement>()
            .and_then(|text| Some((text.value(), text.default_value().ok()?)));
        let line = || {
            field
                .dyn_ref::<HtmlInputElement>()
                .map(|line| (line.value(), line.default_value()))
        };
        text.or_else(line).is_some_and(|(now, before)| now != before)
    })
}

/// What can have the focus.
const FOCUSABLE: &str = "a[href], button, summary, input:not([type=hidden]), textarea, select";

/// Replaces an element by HTML of the server: what was unfolded stays so, and the focus stays with what had it, by what that
/// is called. Where it is called otherwise now, such as a count, its place decides.
pub(crate) fn replace(element: &Element, html: &str, find_again: impl Fn() -> Option<Element>) {
    let active = focused();
    let held = inside(element, FOCUSABLE).position(|known| Some(&known) == active.as_ref());
    let name = active.filter(|_| held.is_some()).map(|active| called(&active));
    let open: Vec<String> = inside(element, "details[open] > summary")
        .map(|known| called(&known))
        .collect();
    element.set_outer_html(html);
    let Some(new) = find_again() else { return };
    for summary in inside(&new, "details > summary").filter(|known| open.contains(&called(known))) {
        if let Some(details) = summary.parent_element() {
            let _ = details.set_attribute("open", "");
        }
    }
    let same = inside(&new, FOCUSABLE).find(|known| name.as_ref() == Some(&called(known)));
    if let Some(focusable) = same.or_else(|| held.and_then(|at| inside(&new, FOCUSABLE).nth(at))) {
        focus(&focusable);
    }
}

/// What tells a control from its neighbours: its name in the form, and its words.
fn called(control: &Element) -> String {
    let name = control.get_attribute("name").unwrap_or_default();
    name + &control.text_content().unwrap_or_default()
}
