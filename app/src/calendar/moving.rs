//! Moving a booking in the calendar: dragged with a pointer, pulled longer at its edge, or pushed with the arrow keys (W12).
//!
//! The server judges every place that is looked at, and says it in words. Letting go leads to the page that books it there,
//! where it is asked what has to be asked; nothing is saved here. Where hours are drawn, the place is drawn too.
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

    use leptos::prelude::location;
    use leptos::task::spawn_local;
    use wasm_bindgen::JsCast;
    use web_sys::{DragEvent, Element, Event, HtmlElement, KeyboardEvent, MouseEvent, PointerEvent};

    use crate::calendar::placing;
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
        grasp: Grasp,
    }

    /// What holds it; a pointer took it so far down the page, which may scroll under it.
    #[derive(Clone, Copy)]
    enum Grasp {
        Keys,
        Drag(i32),
        Edge(i32),
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
        on(&hand, "dragstart", take);
        on(&hand, "pointerdown", take_edge);
        on(&hand, "pointermove", pull);
        on(&hand, "pointerup", |hand, _: &Event| {
            if by_edge(hand) {
                settle(hand);
            }
        });
        on(&hand, "pointercancel", |hand, _: &Event| {
            if by_edge(hand) {
                put_back(hand);
            }
        });
        on(&hand, "dragover", drag_over);
        on(&hand, "drop", |hand, event: &Event| {
            if hand.borrow().is_some() {
                event.prevent_default();
                settle(hand);
            }
        });
        on(&hand, "dragend", |hand, _: &Event| {
            if !hand.borrow().as_ref().is_some_and(|held| held.dropped) {
                put_back(hand);
            }
        });
        on(&hand, "click", ask);
        on(&hand, "focusout", |hand, event: &Event| {
            // A pointer that takes hold elsewhere takes the focus away first or after.
            let keys = hand
                .borrow()
                .as_ref()
                .is_some_and(|held| matches!(held.grasp, Grasp::Keys));
            if keys && closest(event, ".calendar-entry__move").is_some() {
                put_back(hand);
            }
        });
        on(&hand, "keydown", push);
        for link in dom::all(".calendar-entry__move") {
            // Until now it was a link and nothing else.
            let _ = link.set_attribute("aria-haspopup", "dialog");
        }
    }

    fn on<E: JsCast>(hand: &Hand, kind: &str, call: impl Fn(&Hand, &E) + 'static) {
        let hand = Rc::clone(hand);
        dom::listen(kind, move |event| call(&hand, event));
    }

    /// **Move** asks for the time; in another tab it leads to the page of the booking.
    fn ask(hand: &Hand, event: &MouseEvent) {
        let entry = closest(event, ".calendar-entry__move").and_then(|link| around(&link));
        let elsewhere = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        if let Some(entry) = entry.filter(|_| !elsewhere && event.button() == 0)
            && placing::open(&entry)
        {
            event.prevent_default();
            put_back(hand);
        }
    }

    /// Arrow keys push what **Move** is of.
    fn push(hand: &Hand, event: &KeyboardEvent) {
        let Some(entry) = closest(event, ".calendar-entry__move").and_then(|link| around(&link)) else {
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
            ("Escape", false) => return put_back(hand),
            // Where nothing was pushed, the dialog asks for the time.
            ("Enter", false) if hand.borrow().is_some() => {
                event.prevent_default();
                let_go(hand);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        hold(hand, &entry);
        let mut by = hand.borrow().as_ref().map_or((0, 0, 0), |held| held.by);
        by.0 += step.0;
        by.1 += step.1;
        by.2 += step.2;
        look(hand, by);
    }

    fn take(hand: &Hand, event: &DragEvent) {
        let Some(entry) = closest(event, ".calendar-entry[draggable]") else {
            return;
        };
        if by_edge(hand) {
            // The edge is pulled; the rest stays where it is.
            event.prevent_default();
            return;
        }
        if let Some(data) = event.data_transfer() {
            // Some browsers drag nothing that carries nothing.
            let _ = data.set_data("text/plain", &attribute(&entry, "data-number"));
            data.set_effect_allowed("move");
        }
        put_back(hand);
        hold(hand, &entry);
        grasp(hand, Grasp::Drag(event.page_y()));
    }

    fn take_edge(hand: &Hand, event: &PointerEvent) {
        let Some(entry) = closest(event, ".calendar-entry__edge").and_then(|edge| around(&edge)) else {
            return;
        };
        if event.button() != 0 || !event.is_primary() {
            return;
        }
        put_back(hand);
        hold(hand, &entry);
        grasp(hand, Grasp::Edge(event.page_y()));
        if let Some(edge) = event.target().and_then(|edge| edge.dyn_into::<Element>().ok()) {
            // Without it the edge is lost where the pointer leaves the window.
            let _ = edge.set_pointer_capture(event.pointer_id());
        }
    }

    fn grasp(hand: &Hand, grasp: Grasp) {
        if let Some(held) = hand.borrow_mut().as_mut() {
            held.grasp = grasp;
        }
    }

    fn by_edge(hand: &Hand) -> bool {
        let grasp = hand.borrow().as_ref().map(|held| held.grasp);
        matches!(grasp, Some(Grasp::Edge(_)))
    }

    fn pull(hand: &Hand, event: &PointerEvent) {
        let Some((held, slot)) = hand.borrow().clone().and_then(|held| {
            let slot = Slot::of(&held.entry)?;
            Some((held, slot))
        }) else {
            return;
        };
        let Grasp::Edge(at) = held.grasp else {
            return;
        };
        if held.dropped {
            return;
        }
        let shortest = QUARTER - slot.lasts * QUARTER;
        let longer = slot.minutes(event.page_y() - at).max(shortest);
        if longer != held.by.2 {
            look(hand, (0, 0, longer));
        }
    }

    fn drag_over(hand: &Hand, event: &DragEvent) {
        let (Some(cell), Some(held)) = (closest(event, "td[data-day]"), hand.borrow().clone()) else {
            return;
        };
        event.prevent_default();
        if held.dropped {
            return;
        }
        let days = place_of(&cell) - home(&held.entry);
        let minutes = match (held.grasp, Slot::of(&held.entry)) {
            (Grasp::Drag(at), Some(slot)) => slot.minutes(event.page_y() - at),
            _ => 0,
        };
        if held.looked == 0 || (days, minutes) != (held.by.0, held.by.1) {
            look(hand, (days, minutes, 0));
        }
    }

    /// Height of an hour where the page draws hours: not in a month, and not on a narrow screen.
    fn hour() -> Option<i32> {
        let hour = dom::one(".calendar-axis li")?;
        let height = hour.dyn_ref::<HtmlElement>()?.offset_height();
        (height > 0).then_some(height)
    }

    /// The place of a booking in the hours of its day, in quarter hours from the first that is drawn.
    struct Slot {
        from: i32,
        /// How long it is, also where the end of the day cuts it.
        lasts: i32,
        /// Quarter hours that are drawn.
        end: i32,
        /// Height of an hour.
        hour: i32,
    }

    impl Slot {
        fn of(entry: &Element) -> Option<Self> {
            let slot = entry.closest(".calendar-slot").ok().flatten()?;
            Some(Self {
                from: number(&slot, "data-hour") * 4 + number(&slot, "data-quarter"),
                lasts: number(&slot, "data-lasts"),
                end: number(&slot.parent_element()?, "data-hours") * 4,
                hour: hour()?,
            })
        }

        /// A way down the page in minutes, to the nearest quarter hour.
        fn minutes(&self, way: i32) -> i32 {
            let half = if way < 0 { -self.hour } else { self.hour };
            (8 * way + half) / (2 * self.hour) * QUARTER
        }
    }

    /// Draws where what is held would lie, as far as hours are drawn.
    fn draw(held: &Held) {
        unmark();
        let (days, minutes, longer) = held.by;
        let Some(slot) = Slot::of(&held.entry) else {
            return;
        };
        let day = usize::try_from(home(&held.entry) + days).ok();
        let list = day.and_then(|day| dom::all("td[data-day] > .calendar-hours").nth(day));
        let (Some(list), Some(ghost)) = (list, dom::made("li", "calendar-slot", "")) else {
            return;
        };
        let begins = slot.from + minutes / QUARTER;
        let from = begins.clamp(0, slot.end - 1);
        let until = (begins + slot.lasts + longer / QUARTER).clamp(from + 1, slot.end);
        for (name, value) in [
            ("data-hour", from / 4),
            ("data-quarter", from % 4),
            ("data-until-hour", until / 4),
            ("data-until-quarter", until % 4),
        ] {
            let _ = ghost.set_attribute(name, &value.to_string());
        }
        // What is said of it is in the status line for whoever does not see it.
        let _ = ghost.set_attribute("aria-hidden", "true");
        let _ = ghost.set_attribute("data-ghost", "yes");
        let _ = list.append_child(&ghost);
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
            grasp: Grasp::Keys,
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
        draw(&held);
        let hand = Rc::clone(hand);
        spawn_local(async move {
            let number = attribute(&held.entry, "data-number");
            let backup = held.entry.has_attribute("data-backup");
            let answer = weigh_move(dom::organization(), number, backup, by.0, by.1, by.2).await;
            let now = hand.borrow().as_ref().map(|held| held.looked);
            if now != Some(held.looked) {
                return;
            }
            let Ok(place) = answer else {
                unmark();
                if hand.borrow().as_ref().is_some_and(|held| held.dropped) {
                    release(&hand);
                }
                say("This cannot be moved there.");
                return;
            };
            say(&place.words);
            let ghost = dom::one("[data-ghost]");
            if let Some(ghost) = &ghost {
                ghost.set_text_content(Some(&place.words));
            } else {
                unmark();
            }
            let cell = || dom::one(&format!("td[data-day='{}']", place.day));
            if let Some(marked) = ghost.or_else(cell) {
                let _ = marked.set_attribute("data-fits", if place.fits { "yes" } else { "no" });
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
                match held.grasp {
                    Grasp::Keys => drop(let_go(&hand)),
                    Grasp::Drag(_) | Grasp::Edge(_) => settle(&hand),
                }
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

    /// The pointer lets it go: where it does not fit it lies where it was, and the words stay.
    fn settle(hand: &Hand) {
        if hand.borrow().as_ref().is_some_and(|held| held.by == (0, 0, 0)) {
            put_back(hand);
        } else if let Some(Place::Taken) = let_go(hand) {
            release(hand);
            ghosts();
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

    fn ghosts() {
        dom::all("[data-ghost]").for_each(|ghost| ghost.remove());
    }

    fn unmark() {
        ghosts();
        for cell in dom::all("td[data-fits]") {
            let _ = cell.remove_attribute("data-fits");
        }
    }

    fn say(words: &str) {
        if let Some(status) = dom::one("#calendar-moves") {
            status.set_text_content(Some(words));
        }
    }

    /// The place of the day that an entry lies on.
    fn home(entry: &Element) -> i32 {
        let cell = entry.closest("td").ok().flatten();
        cell.map_or(0, |cell| place_of(&cell))
    }

    fn number(element: &Element, name: &str) -> i32 {
        attribute(element, name).parse().unwrap_or_default()
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
