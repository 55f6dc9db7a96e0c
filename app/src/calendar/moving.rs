//! Moving a booking in the calendar: dragged with a pointer, or pushed with the arrow keys (W12).
//!
//! The server judges every place that is looked at, and says it in words. Letting go leads to the page that books it there,
//! where it is asked what has to be asked; nothing is saved here.
#![allow(
    missing_docs,
    reason = "`#[island]` passes no comments on to the struct of its props"
)]

use leptos::prelude::*;

/// Where the judgement stands, and what listens for pointer and keys. Enhances what the server rendered.
#[island]
pub fn Moves() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    hand::start();
    view! { <p class="calendar-moves" role="status" id="calendar-moves"></p> }
}

#[cfg(feature = "hydrate")]
mod hand {
    use std::cell::RefCell;
    use std::rc::Rc;

    use leptos::prelude::{location, window};
    use leptos::task::spawn_local;
    use wasm_bindgen::JsCast;
    use wasm_bindgen::closure::Closure;
    use web_sys::{DragEvent, Element, Event, KeyboardEvent};

    use crate::deployments::actions::weigh::weigh_move;
    use crate::live::dom;

    /// A booking that is held.
    struct Held {
        entry: Element,
        /// By how many days, by how many minutes, and how many minutes longer.
        by: [i32; 3],
        /// How often a place was looked at: an answer about an earlier one says nothing any more.
        looked: u32,
        /// Where the place that was looked at last is booked, once the answer is there; empty where it does not fit.
        place: Option<String>,
        /// Whether it was let go before the answer came.
        dropped: bool,
    }

    type Hand = Rc<RefCell<Option<Held>>>;

    /// Minutes of one push.
    const QUARTER: i32 = 15;
    const EVENTS: [&str; 6] = ["dragstart", "dragover", "drop", "dragend", "focusout", "keydown"];

    /// Listens at the window, because what is under the pointer changes all the time; with one listener for everything, because
    /// each costs a browser as much to load as the rest of this.
    pub(super) fn start() {
        let hand = Hand::default();
        let listener = Closure::<dyn FnMut(Event)>::new(move |event: Event| heard(&hand, &event));
        for name in EVENTS {
            // A browser without such events never sends one.
            let _ = window().add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
        }
        listener.forget();
    }

    fn heard(hand: &Hand, event: &Event) {
        match event.type_().as_str() {
            "keydown" => pressed(hand, event),
            "focusout" if closest(event, ".calendar-entry__move").is_some() => put_back(hand),
            "dragstart" => take(hand, event),
            "dragover" => drag_over(hand, event),
            "drop" if hand.borrow().is_some() => {
                event.prevent_default();
                if let_go(hand) {
                    // It does not fit: it lies where it was, and the words stay.
                    release(hand);
                }
            }
            "dragend" if !hand.borrow().as_ref().is_some_and(|held| held.dropped) => put_back(hand),
            _ => {}
        }
    }

    fn pressed(hand: &Hand, event: &Event) {
        let link = closest(event, ".calendar-entry__move");
        let entry = link.and_then(|link| link.closest(".calendar-entry").ok().flatten());
        let (Some(entry), Some(event)) = (entry, event.dyn_ref::<KeyboardEvent>()) else {
            return;
        };
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let shift = event.shift_key();
        let (what, step) = match (event.key().as_str(), shift) {
            ("ArrowLeft", false) => (0, -1),
            ("ArrowRight", false) => (0, 1),
            ("ArrowUp", false) => (0, -7),
            ("ArrowDown", false) => (0, 7),
            ("ArrowLeft", true) => (1, -QUARTER),
            ("ArrowRight", true) => (1, QUARTER),
            ("ArrowUp", true) => (2, -QUARTER),
            ("ArrowDown", true) => (2, QUARTER),
            ("Escape", _) => return put_back(hand),
            // Where nothing was pushed, the link leads to the page of the booking.
            ("Enter", _) if hand.borrow().is_some() => {
                event.prevent_default();
                let_go(hand);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        hold(hand, entry);
        let mut by = hand.borrow().as_ref().map_or([0; 3], |held| held.by);
        by[what] += step;
        look(hand, by);
    }

    fn take(hand: &Hand, event: &Event) {
        let Some(entry) = closest(event, ".calendar-entry[draggable]") else {
            return;
        };
        if let Some(data) = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer) {
            // Some browsers drag nothing that carries nothing.
            let _ = data.set_data("text/plain", "");
        }
        hold(hand, entry);
    }

    fn drag_over(hand: &Hand, event: &Event) {
        let Some(cell) = closest(event, "td[data-day]") else {
            return;
        };
        let held = hand.borrow().as_ref().map(|held| {
            let home = held.entry.closest("td").ok().flatten();
            (home.map_or(0, |home| place_of(&home)), held.looked, held.by[0])
        });
        let Some((home, looked, by)) = held else { return };
        event.prevent_default();
        let days = place_of(&cell) - home;
        if looked == 0 || days != by {
            look(hand, [days, 0, 0]);
        }
    }

    /// Holds a booking, unless it is held already.
    fn hold(hand: &Hand, entry: Element) {
        if hand.borrow().as_ref().is_some_and(|held| held.entry == entry) {
            return;
        }
        put_back(hand);
        let _ = entry.set_attribute("data-held-up", "yes");
        *hand.borrow_mut() = Some(Held {
            entry,
            by: [0; 3],
            looked: 0,
            place: None,
            dropped: false,
        });
    }

    /// Has a place judged.
    fn look(hand: &Hand, by: [i32; 3]) {
        let asked = hand.borrow_mut().as_mut().map(|held| {
            held.by = by;
            held.looked += 1;
            held.place = None;
            let number = held.entry.get_attribute("data-number").unwrap_or_default();
            (number, held.entry.has_attribute("data-backup"), held.looked)
        });
        let Some((number, backup, looked)) = asked else { return };
        let hand = Rc::clone(hand);
        spawn_local(async move {
            let [days, minutes, longer] = by;
            let answer = weigh_move(dom::organization(), number, backup, days, minutes, longer).await;
            let waits = hand.borrow_mut().as_mut().and_then(|held| {
                if held.looked != looked {
                    return None;
                }
                let fits = answer.as_ref().ok().filter(|place| place.fits);
                held.place = Some(fits.map(|place| place.href.clone()).unwrap_or_default());
                Some(std::mem::take(&mut held.dropped))
            });
            let Some(dropped) = waits else { return };
            unmark();
            let Ok(place) = answer else {
                return say("This cannot be moved there.");
            };
            say(&place.words);
            if let Some(cell) = dom::one(&["td[data-day='", &place.day, "']"].concat()) {
                let _ = cell.set_attribute("data-fits", if place.fits { "yes" } else { "no" });
            }
            if dropped && let_go(&hand) {
                release(&hand);
            }
        });
    }

    /// Goes on to book it where it is, once that is known to fit. Whether it is known that it does not: then it stays held.
    fn let_go(hand: &Hand) -> bool {
        let mut hand = hand.borrow_mut();
        let Some(held) = hand.as_mut() else { return false };
        held.dropped = held.place.is_none();
        match held.place.as_deref() {
            Some("") => true,
            Some(href) => {
                // A browser that leads nowhere says so itself.
                let _ = location().assign(href);
                false
            }
            None => false,
        }
    }

    fn release(hand: &Hand) {
        if let Some(held) = hand.borrow_mut().take() {
            let _ = held.entry.remove_attribute("data-held-up");
        }
    }

    fn put_back(hand: &Hand) {
        if hand.borrow().is_some() {
            release(hand);
            unmark();
            say("");
        }
    }

    fn unmark() {
        for cell in dom::all("td[data-fits]") {
            let _ = cell.remove_attribute("data-fits");
        }
    }

    fn say(words: &str) {
        if let Some(status) = dom::one("#calendar-moves") {
            status.set_text_content(Some(words));
        }
    }

    /// The place of a day's cell among those of the table.
    fn place_of(cell: &Element) -> i32 {
        (0..)
            .zip(dom::all("td[data-day]"))
            .find_map(|(at, other)| (other == *cell).then_some(at))
            .unwrap_or_default()
    }

    fn closest(event: &Event, selector: &str) -> Option<Element> {
        event
            .target()?
            .dyn_into::<Element>()
            .ok()?
            .closest(selector)
            .ok()
            .flatten()
    }
}
