//! Parts of a page that keep up: the page is asked for again, and the part is taken out of the answer.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Reflect;
use leptos::prelude::document;
use leptos::task::spawn_local;
use server_fn::request::browser::Request;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

use super::dom;

/// A part that names an address in `data-again` is asked for there until it names none any more, while the tab is visible.
/// One that names an address in `data-asks` is asked for there with the lists of its form whenever one of them is changed.
pub(super) fn start() {
    for part in dom::all("[data-part][data-again]") {
        let name = part.get_attribute("data-part").unwrap_or_default();
        let asking = Rc::new(Cell::new(false));
        follow(&name, &asking);
        dom::listen("visibilitychange", move |_: &Event| follow(&name, &asking));
    }
    for part in dom::all("[data-part][data-asks]") {
        if let Ok(Some(form)) = part.closest("form") {
            watch(&part, form);
        }
    }
}

fn watch(part: &Element, form: Element) {
    let (name, address) = (part.get_attribute("data-part"), part.get_attribute("data-asks"));
    let (part, address) = (selector(&name.unwrap_or_default()), address.unwrap_or_default());
    let asked = Rc::new(Cell::new(0_u32));
    let watched = form.clone();
    let changed = move |event: Event| {
        let list = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if list.is_none_or(|list| list.tag_name() != "SELECT") {
            return;
        }
        let (part, address, asked) = (part.clone(), address.clone() + &chosen(&form), Rc::clone(&asked));
        // Answers may overtake each other: only that to the last question counts.
        let question = asked.get() + 1;
        asked.set(question);
        spawn_local(async move {
            // A part that cannot be renewed says what it said.
            let _ = renewed(&part, &address, || asked.get() == question).await;
        });
    };
    dom::hear(&watched, "change", Box::new(changed));
}

/// What the lists of a form choose, as the query of an address. Their values are ids and words, which need no escape.
fn chosen(form: &Element) -> String {
    let mut query = String::from("?");
    for list in dom::inside(form, "select[name]") {
        let value = Reflect::get(&list, &"value".into()).ok();
        let value = value.and_then(|value| value.as_string()).unwrap_or_default();
        query += &list.get_attribute("name").unwrap_or_default();
        query.push('=');
        query += &value;
        query.push('&');
    }
    query
}

fn follow(part: &str, asking: &Rc<Cell<bool>>) {
    if asking.replace(true) {
        return;
    }
    let (part, asking) = (selector(part), Rc::clone(asking));
    spawn_local(async move {
        while let Some(address) = dom::one(&part).and_then(|part| part.get_attribute("data-again")) {
            if document().hidden() || !renewed(&part, &address, || true).await {
                break;
            }
        }
        asking.set(false);
    });
}

fn selector(part: &str) -> String {
    format!("[data-part=\"{part}\"]")
}

/// Puts the part that the page at an address has now in place of this one, if it is still wanted then.
async fn renewed(part: &str, address: &str, wanted: impl Fn() -> bool) -> bool {
    let Ok(answer) = Request::get(address).send().await else {
        return false;
    };
    let (Ok(html), Some(page)) = (answer.text().await, dom::made("div", "", "")) else {
        return false;
    };
    // Scripts of a page that is put in this way do not run.
    page.set_inner_html(&html);
    let (Some(new), Some(old)) = (dom::inside(&page, part).next(), dom::one(part)) else {
        return false;
    };
    if wanted() {
        dom::replace(&old, &new.outer_html(), || dom::one(part));
    }
    true
}
