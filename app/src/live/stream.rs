//! The stream of entries, held only by a visible tab: browsers allow few connections (02 §7).

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Event, EventSource, MessageEvent, VisibilityState};

use super::dom;
use super::shown::Shown;

/// Listens while the tab is visible; whatever happened while it was not is fetched when it is again.
pub(super) fn start(shown: &Rc<Shown>) {
    let held: Rc<RefCell<Option<EventSource>>> = Rc::default();
    follow(shown, &held);
    let shown = Rc::clone(shown);
    // Visibility changes bubble to the window, which lives as long as the page.
    dom::listen("visibilitychange", move |_: &Event| {
        follow(&shown, &held);
        if visible() {
            shown.refresh();
        }
    });
}

fn visible() -> bool {
    document().visibility_state() == VisibilityState::Visible
}

/// Opens or closes the stream, as the tab is visible or not.
fn follow(shown: &Rc<Shown>, held: &RefCell<Option<EventSource>>) {
    let mut held = held.borrow_mut();
    if !visible() {
        if let Some(stream) = held.take() {
            stream.close();
        }
    } else if held.is_none() {
        *held = open(shown);
    }
}

fn open(shown: &Rc<Shown>) -> Option<EventSource> {
    // What was committed since the page was made is told at once.
    let last = shown.position().saturating_sub(1);
    let stream = EventSource::new(&format!("/events/{}?after={last}", shown.org)).ok()?;
    let ours = format!("deployment/{}", shown.deployment);
    for kind in ["entry", "missed"] {
        let (shown, ours) = (Rc::clone(shown), ours.clone());
        let heard = move |event: Event| {
            let event: MessageEvent = event.unchecked_into();
            let data = event.data().as_string().unwrap_or_default();
            let (seq, stream) = data.split_once(' ').unwrap_or((&data, &ours));
            let new = seq.parse::<u64>().is_ok_and(|seq| seq >= shown.position());
            if new && stream == ours {
                shown.refresh();
            }
        };
        dom::hear(&stream, kind, Box::new(heard));
    }
    Some(stream)
}
