//! Ticking in the browser: one box at a time, shown at once, saved when the server says so.
//!
//! Only the look is ahead of the server: a box that was not saved goes back, with the reason in words.

use std::rc::Rc;

use leptos::ev;
use leptos::prelude::{document, window_event_listener};
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlDialogElement, HtmlElement, HtmlInputElement, SubmitEvent};

use super::actions::live::{tick, tick_section};
use super::fresh::Ticked;
use crate::failure::Failure;
use crate::live::dom;
use crate::live::shown::{Shown, line};

/// Listens to the list. Events are caught at the window, because lines come and go.
pub(crate) fn start(shown: &Rc<Shown>) {
    let boxes = Rc::clone(shown);
    drop(window_event_listener(ev::change, move |event| {
        let input = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(input) = input.filter(|input| input.name() == "done[]") {
            changed(&boxes, &input);
        }
    }));
    let sections = Rc::clone(shown);
    drop(window_event_listener(ev::submit, move |event: SubmitEvent| {
        let pressed = event
            .submitter()
            .filter(|pressed| pressed.get_attribute("name").as_deref() == Some("section"));
        if let Some(pressed) = pressed {
            event.prevent_default();
            section(&sections, &pressed);
        }
    }));
}

/// A box was ticked or un-ticked.
fn changed(shown: &Rc<Shown>, input: &HtmlInputElement) {
    let Some(line) = line(&input.value()) else { return };
    if line.get_attribute("aria-busy").is_some() {
        // The answer to the last click is still on its way; the box waits for it.
        input.set_checked(!input.checked());
        return;
    }
    send(shown, input.value(), input.checked(), String::new(), Told::WithUndo);
}

/// How a person hears that a tick was saved.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    /// With a button that takes it back: it was their own doing.
    WithUndo,
    /// In words: it took something back.
    InWords,
}

fn seen(line: &Element) -> u64 {
    line.get_attribute("data-seen")
        .and_then(|seen| seen.parse().ok())
        .unwrap_or_default()
}

/// The item's text, as its box is called.
fn name(line: &Element) -> String {
    let text = line.query_selector(".item__text").ok().flatten();
    text.and_then(|text| text.text_content()).unwrap_or_default()
}

fn look(line: &Element, done: bool) {
    let _ = line.set_attribute("data-state", if done { "done" } else { "open" });
    let input = line.query_selector("input").ok().flatten();
    if let Some(input) = input.and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) {
        input.set_checked(done);
    }
}

/// Shows a tick at once and sends it.
fn send(shown: &Rc<Shown>, key: String, done: bool, confirmed: String, tell: Told) {
    let Some(line) = line(&key) else { return };
    let was = seen(&line);
    look(&line, done);
    let _ = line.set_attribute("aria-busy", "true");
    let shown = Rc::clone(shown);
    spawn_local(async move {
        let (org, deployment, number) = (shown.org.clone(), shown.deployment.clone(), shown.number.clone());
        let answer = tick(
            org,
            deployment,
            number,
            key.clone(),
            was,
            done,
            confirmed,
            shown.position(),
        )
        .await;
        let _ = line.remove_attribute("aria-busy");
        match answer {
            Ok(Ticked::Saved { seen, .. }) => {
                let _ = line.set_attribute("data-seen", &seen.to_string());
                shown.refresh();
                told(&shown, &line, key, done, tell);
            }
            Ok(Ticked::Voids {
                words,
                signoffs,
                confirmed,
            }) => {
                look(&line, !done);
                let yes = move || send(&shown, key, done, confirmed, tell);
                ask(&words, &signoffs, yes);
            }
            Ok(Ticked::Refused { words, fresh }) => {
                look(&line, !done);
                shown.show(fresh);
                dom::say(&words);
            }
            Err(failure) => {
                look(&line, !done);
                dom::say(unsaved(&failure));
            }
        }
    });
}

/// Says what was saved, with a way back.
fn told(shown: &Rc<Shown>, line: &Element, key: String, done: bool, tell: Told) {
    let words = format!("{} “{}”.", if done { "Ticked" } else { "Unticked" }, name(line));
    match tell {
        Told::WithUndo => {
            let (shown, line) = (Rc::clone(shown), line.clone());
            dom::say_with_undo(&words, move || {
                dom::inside(&line, "input").take(1).for_each(|input| dom::focus(&input));
                send(&shown, key, !done, String::new(), Told::InWords);
            });
        }
        Told::InWords => dom::say(&words),
    }
}

/// **Tick section**: with the state that its boxes show.
fn section(shown: &Rc<Shown>, pressed: &Element) {
    let key = pressed.get_attribute("value").unwrap_or_default();
    let Some(block) = pressed.closest(".section").ok().flatten() else {
        return;
    };
    let lines: Vec<Element> = dom::inside(&block, ".item").collect();
    let open = lines.iter().filter(|line| mark(line) == 'o').map(item).collect();
    let state = state(&key, &lines);
    let ticking = Ticking {
        block,
        state,
        key,
        items: open,
        done: true,
    };
    send_section(shown, ticking, String::new());
}

/// The item of a line.
fn item(line: &Element) -> String {
    let id = line.id();
    id.strip_prefix("item-").unwrap_or(&id).to_owned()
}

/// What a line's box shows, as `seen` has it.
fn mark(line: &Element) -> char {
    match line.get_attribute("data-state").as_deref() {
        Some("done") => 'd',
        Some("not-applicable") => 'n',
        Some(_) | None => 'o',
    }
}

/// What the boxes of lines show.
fn state(section: &str, lines: &[Element]) -> String {
    let words = lines
        .iter()
        .map(|line| format!(" {}:{}:{}", item(line), seen(line), mark(line)));
    format!("@{section}{}", words.collect::<String>())
}

/// Items of a section that are being ticked, or unticked again.
struct Ticking {
    block: Element,
    /// What the boxes show.
    state: String,
    key: String,
    /// Keys of the items that change.
    items: Vec<String>,
    /// Whether they are ticked.
    done: bool,
}

impl Ticking {
    /// Puts the focus on the section's heading.
    fn focus(&self) {
        dom::inside(&self.block, "summary")
            .take(1)
            .for_each(|summary| dom::focus(&summary));
    }
}

fn send_section(shown: &Rc<Shown>, mut ticking: Ticking, confirmed: String) {
    let _ = ticking.block.set_attribute("aria-busy", "true");
    let shown = Rc::clone(shown);
    spawn_local(async move {
        let (org, deployment, number) = (shown.org.clone(), shown.deployment.clone(), shown.number.clone());
        let (state, key) = (ticking.state.clone(), ticking.key.clone());
        let position = shown.position();
        let answer = tick_section(org, deployment, number, state, key, ticking.done, confirmed, position).await;
        let _ = ticking.block.remove_attribute("aria-busy");
        match answer {
            Ok(Ticked::Saved { fresh, .. }) => {
                if let Some(fresh) = fresh {
                    // What somebody else ticked meanwhile is not this person's to take back.
                    let own = |key: &String| fresh.rows.iter().any(|row| row.key == *key && !row.foreign);
                    ticking.items.retain(own);
                    shown.show(fresh);
                }
                if ticking.done {
                    // The button goes away with the last open item; the focus stays with the section.
                    ticking.focus();
                }
                told_section(&shown, ticking);
            }
            Ok(Ticked::Voids {
                words,
                signoffs,
                confirmed,
            }) => {
                ask(&words, &signoffs, move || send_section(&shown, ticking, confirmed));
            }
            Ok(Ticked::Refused { words, fresh }) => {
                shown.show(fresh);
                dom::say(&words);
            }
            Err(failure) => dom::say(unsaved(&failure)),
        }
    });
}

/// Says which section was ticked, with a way back; or that it was taken back.
fn told_section(shown: &Rc<Shown>, ticking: Ticking) {
    let title = ticking.block.query_selector(".section__title").ok().flatten();
    let title = title.and_then(|title| title.text_content()).unwrap_or_default();
    let count = ticking.items.len();
    let items = if count == 1 { "item" } else { "items" };
    let did = if ticking.done { "Ticked" } else { "Unticked" };
    let words = format!("{did} {count} {items} in “{title}”.");
    if !ticking.done || count == 0 {
        dom::say(&words);
        return;
    }
    // As they are now: what others do with them until the way back is taken is not this person's to take back either.
    let lines: Vec<Element> = ticking.items.iter().filter_map(|key| line(key)).collect();
    let back = Ticking {
        state: state(&ticking.key, &lines),
        done: false,
        ..ticking
    };
    let shown = Rc::clone(shown);
    dom::say_with_undo(&words, move || {
        back.focus();
        send_section(&shown, back, String::new());
    });
}

/// Why nothing was saved, where no rule is to blame.
const fn unsaved(failure: &Failure) -> &'static str {
    match failure {
        Failure::NotSignedIn => "Not saved: you are not signed in any more. Load the page again to sign in.",
        Failure::Unavailable | Failure::Busy { .. } => "Not saved: the server does not answer. Try again in a moment.",
        Failure::Refused(_)
        | Failure::Invalid { .. }
        | Failure::Preview
        | Failure::Gate(_)
        | Failure::NotFound
        | Failure::ForeignOrigin
        | Failure::TooLarge { .. }
        | Failure::Malformed
        | Failure::Internal { .. } => "Not saved. Load the page again, then try once more.",
    }
}

/// Asks once more before sign-offs are voided, naming them (S3).
fn ask(words: &str, signoffs: &[String], yes: impl FnOnce() + 'static) {
    let dialog = document().get_element_by_id("voids-dialog");
    let Some(dialog) = dialog.and_then(|dialog| dialog.dyn_into::<HtmlDialogElement>().ok()) else {
        return;
    };
    if let Ok(Some(title)) = dialog.query_selector("h2") {
        title.set_text_content(Some(words.trim_end_matches('.')));
    }
    if let Ok(Some(list)) = dialog.query_selector("ul") {
        list.set_text_content(None);
        for line in signoffs.iter().filter_map(|line| dom::made("li", "", line)) {
            let _ = list.append_child(&line);
        }
    }
    dialog.set_return_value("");
    let answered = dialog.clone();
    let answered = Closure::once_into_js(move || {
        if answered.return_value() == "yes" {
            yes();
        }
    });
    // Replaces the answer of the question before.
    dialog
        .unchecked_ref::<HtmlElement>()
        .set_onclose(Some(answered.unchecked_ref()));
    // Fails only when it is open already.
    let _ = dialog.show_modal();
}
