//! What the page shows, and how news take its place.

use std::cell::Cell;
use std::rc::Rc;

use leptos::ev;
use leptos::prelude::{document, location, window_event_listener};
use leptos::task::spawn_local;
use web_sys::Element;

use super::dom;
use crate::deployments::actions::live::refresh;
use crate::deployments::fresh::{Fresh, FreshRow};

/// A deployment on the page.
pub(crate) struct Shown {
    pub(crate) org: String,
    pub(crate) deployment: String,
    pub(crate) number: String,
    /// Size of the ledger that the page shows.
    position: Cell<u64>,
    /// A refresh is under way.
    asking: Cell<bool>,
    /// Something happened while it was.
    again: Cell<bool>,
    /// The browser is on its way to another page, or sends a form.
    leaving: Cell<bool>,
}

impl Shown {
    /// What the page says that it shows.
    pub(super) fn found() -> Option<Rc<Self>> {
        let subject = dom::one("#live-subject")?;
        let shown = Rc::new(Self {
            org: dom::organization(),
            deployment: subject.get_attribute("data-deployment")?,
            number: subject.get_attribute("data-number")?,
            position: Cell::new(subject.get_attribute("data-position")?.parse().ok()?),
            asking: Cell::new(false),
            again: Cell::new(false),
            leaving: Cell::new(false),
        });
        let left = Rc::clone(&shown);
        drop(window_event_listener(ev::beforeunload, move |_| left.leaving.set(true)));
        Some(shown)
    }

    /// Size of the ledger that the page shows.
    pub(crate) fn position(&self) -> u64 {
        self.position.get()
    }

    /// Fetches what changed and shows it. One question at a time; what happens meanwhile asks once more.
    pub(crate) fn refresh(self: &Rc<Self>) {
        if self.asking.replace(true) {
            self.again.set(true);
            return;
        }
        let shown = Rc::clone(self);
        spawn_local(async move {
            loop {
                shown.again.set(false);
                let asked = refresh(shown.org.clone(), shown.number.clone(), shown.position()).await;
                match asked {
                    Ok(fresh) => shown.show(fresh),
                    // The stream tells again, and the page stays as it was.
                    Err(_) => break,
                }
                if !shown.again.get() {
                    break;
                }
            }
            shown.asking.set(false);
        });
    }

    /// Shows an answer. One that is older than the page is dropped: answers may overtake each other.
    pub(crate) fn show(&self, fresh: Fresh) {
        if fresh.position < self.position() {
            return;
        }
        self.position.set(fresh.position);
        // Whatever happened brings at least the progress along.
        if fresh.parts.is_empty() && !fresh.moved {
            return;
        }
        for words in &fresh.heard {
            dom::say(words);
        }
        if fresh.moved {
            return self.moved();
        }
        for row in &fresh.rows {
            show_row(row);
        }
        for (name, html) in &fresh.parts {
            show_part(name, html);
        }
        point_at(fresh.next.as_deref());
    }

    /// The deployment is in another stage: the page is loaded again, unless that would lose what somebody is typing, or
    /// cut off the form that this browser is just sending.
    fn moved(&self) {
        if self.leaving.get() {
            return;
        }
        let typing = dom::one("main").is_some_and(|main| dom::typed_into(&main));
        if typing {
            dom::say("This deployment has moved on. Send or copy what you are typing, then load the page again.");
        } else {
            // A page that cannot be loaded again stays as it is.
            let _ = location().reload();
        }
    }
}

/// The element of one line.
pub(crate) fn line(key: &str) -> Option<Element> {
    document().get_element_by_id(&format!("item-{key}"))
}

fn show_row(row: &FreshRow) {
    let Some(line) = line(&row.key) else { return };
    // A box that is just being saved is told by its own answer.
    if line.get_attribute("aria-busy").is_some() {
        return;
    }
    let held = dom::focused().and_then(|active| active.closest(".item").ok().flatten()) == Some(line.clone());
    let _ = line.set_attribute("data-state", &row.state);
    let _ = line.set_attribute("data-seen", &row.seen.to_string());
    for old in dom::inside(&line, ":scope > .item__row, :scope > .item__body") {
        old.remove();
    }
    let _ = line.insert_adjacent_html("afterbegin", &row.html);
    if held {
        dom::inside(&line, ":scope > .item__row input")
            .take(1)
            .for_each(|input| dom::focus(&input));
    }
    if row.foreign {
        dom::mark_fresh(&line);
    }
}

fn show_part(name: &str, html: &str) {
    let selector = format!("[data-part=\"{name}\"]");
    let Some(part) = dom::one(&selector) else { return };
    // Nothing that somebody is typing is thrown away; the next answer brings the region again.
    if !html.is_empty() && !dom::typed_into(&part) {
        dom::replace(&part, html, || dom::one(&selector));
    }
}

/// Marks the line to go on with.
fn point_at(next: Option<&str>) {
    for old in dom::all(".item[data-next]") {
        let _ = old.remove_attribute("data-next");
    }
    if let Some(line) = next.and_then(line) {
        let _ = line.set_attribute("data-next", "");
    }
}
