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

    use leptos::ev;
    use leptos::prelude::{location, window_event_listener};
    use leptos::task::spawn_local;
    use wasm_bindgen::JsCast;
    use web_sys::{DragEvent, Element, Event};

    use crate::deployments::actions::weigh::weigh_move;
    use crate::live::dom;

    /// A booking that is held.
    #[derive(Clone)]
    struct Held {
        entry: Element,
        /// By how many days, by how many minutes, and how many minutes longer.
        by: (i32, i32, i32),
        /// How often a place was looked at: an answer about an earlier one says nothing any more.
        looked: u32,
        /// What was said of the place, once the answer is there.
        place: Option<Place>,
        /// Whether it was let go before the answer came.
        dropped: bool,
    }

    /// What was said of a place.
    #[derive(Clone)]
    enum Place {
        /// It fits, and this page books it there.
        Fits(String),
        /// It does not fit.
        Taken,
    }

    type Hand = Rc<RefCell<Option<Held>>>;

    /// Minutes of one push.
    const QUARTER: i32 = 15;

    /// Listens at the window: what is dragged over changes all the time.
    pub(super) fn start() {
        let hand = Hand::default();
        let taken = Rc::clone(&hand);
        drop(window_event_listener(ev::dragstart, move |event| take(&taken, &event)));
        let over = Rc::clone(&hand);
        drop(window_event_listener(ev::dragover, move |event| {
            drag_over(&over, &event)
        }));
        let dropped = Rc::clone(&hand);
        drop(window_event_listener(ev::drop, move |event| {
            if dropped.borrow().is_some() {
                event.prevent_default();
                if let Some(Place::Taken) = let_go(&dropped) {
                    // It lies where it was, and the words stay.
                    release(&dropped);
                }
            }
        }));
        let ended = Rc::clone(&hand);
        drop(window_event_listener(ev::dragend, move |_| {
            if !ended.borrow().as_ref().is_some_and(|held| held.dropped) {
                put_back(&ended);
            }
        }));
        let left = Rc::clone(&hand);
        drop(window_event_listener(ev::focusout, move |event| {
            if closest(&event, ".calendar-entry__move").is_some() {
                put_back(&left);
            }
        }));
        drop(window_event_listener(ev::keydown, move |event| {
            let Some(entry) = closest(&event, ".calendar-entry__move").and_then(|link| around(&link)) else {
                return;
            };
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            let step = match (event.key().as_str(), event.shift_key()) {
                ("ArrowLeft", false) => (-1, 0, 0),
                ("ArrowRight", false) => (1, 0, 0),
                ("ArrowUp", false) => (-7, 0, 0),
                ("ArrowDown", false) => (7, 0, 0),
                ("ArrowLeft", true) => (0, -QUARTER, 0),
                ("ArrowRight", true) => (0, QUARTER, 0),
                ("ArrowUp", true) => (0, 0, -QUARTER),
                ("ArrowDown", true) => (0, 0, QUARTER),
                ("Escape", false) => return put_back(&hand),
                // Where nothing was pushed, the link leads to the page of the booking.
                ("Enter", false) if hand.borrow().is_some() => {
                    event.prevent_default();
                    let_go(&hand);
                    return;
                }
                _ => return,
            };
            event.prevent_default();
            hold(&hand, &entry);
            let mut by = hand.borrow().as_ref().map_or((0, 0, 0), |held| held.by);
            by.0 += step.0;
            by.1 += step.1;
            by.2 += step.2;
            look(&hand, by);
        }));
    }

    fn take(hand: &Hand, event: &DragEvent) {
        let Some(entry) = closest(event, ".calendar-entry[draggable]") else {
            return;
        };
        if let Some(data) = event.data_transfer() {
            // Some browsers drag nothing that carries nothing.
            let _ = data.set_data("text/plain", &attribute(&entry, "data-number"));
            data.set_effect_allowed("move");
        }
        hold(hand, &entry);
    }

    fn drag_over(hand: &Hand, event: &DragEvent) {
        let (Some(cell), Some(held)) = (closest(event, "td[data-day]"), hand.borrow().clone()) else {
            return;
        };
        event.prevent_default();
        let days = place_of(&cell)
            - held
                .entry
                .closest("td")
                .ok()
                .flatten()
                .map_or(0, |cell| place_of(&cell));
        if held.looked == 0 || days != held.by.0 {
            look(hand, (days, 0, 0));
        }
    }

    /// Holds a booking, unless it is held already.
    fn hold(hand: &Hand, entry: &Element) {
        if hand.borrow().as_ref().is_some_and(|held| held.entry == *entry) {
            return;
        }
        put_back(hand);
        let _ = entry.set_attribute("data-held-up", "yes");
        *hand.borrow_mut() = Some(Held {
            entry: entry.clone(),
            by: (0, 0, 0),
            looked: 0,
            place: None,
            dropped: false,
        });
    }

    /// Has a place judged.
    fn look(hand: &Hand, by: (i32, i32, i32)) {
        let Some(held) = hand.borrow_mut().as_mut().map(|held| {
            held.by = by;
            held.looked += 1;
            held.place = None;
            held.clone()
        }) else {
            return;
        };
        let hand = Rc::clone(hand);
        spawn_local(async move {
            let number = attribute(&held.entry, "data-number");
            let backup = held.entry.has_attribute("data-backup");
            let answer = weigh_move(dom::organization(), number, backup, by.0, by.1, by.2).await;
            let now = hand.borrow().as_ref().map(|held| held.looked);
            if now != Some(held.looked) {
                return;
            }
            unmark();
            let Ok(place) = answer else {
                say("This cannot be moved there.");
                return;
            };
            say(&place.words);
            if let Some(cell) = dom::one(&format!("td[data-day='{}']", place.day)) {
                let _ = cell.set_attribute("data-fits", if place.fits { "yes" } else { "no" });
            }
            let dropped = hand.borrow_mut().as_mut().is_some_and(|held| {
                held.place = Some(if place.fits {
                    Place::Fits(place.href)
                } else {
                    Place::Taken
                });
                std::mem::take(&mut held.dropped)
            });
            if dropped {
                let_go(&hand);
            }
        });
    }

    /// Goes on to book it where it is, once that is known to fit. What does not fit stays held.
    fn let_go(hand: &Hand) -> Option<Place> {
        let place = hand.borrow_mut().as_mut().and_then(|held| {
            held.dropped = held.place.is_none();
            held.place.clone()
        });
        if let Some(Place::Fits(href)) = &place {
            // A browser that leads nowhere says so itself.
            let _ = location().assign(href);
        }
        place
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
        let mut cells = dom::all("td[data-day]");
        let at = cells.position(|other| other == *cell).unwrap_or_default();
        i32::try_from(at).unwrap_or_default()
    }

    fn around(link: &Element) -> Option<Element> {
        link.closest(".calendar-entry").ok().flatten()
    }

    fn closest(event: &Event, selector: &str) -> Option<Element> {
        let target = event.target()?.dyn_into::<Element>().ok()?;
        target.closest(selector).ok().flatten()
    }

    fn attribute(element: &Element, name: &str) -> String {
        element.get_attribute(name).unwrap_or_default()
    }
}
