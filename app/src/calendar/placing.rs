//! The dialog that gives a booking another time: by keys and with a mouse, with what stands against each time said at once
//! (W12). As with dragging, nothing is saved here: it leads to the page that books the time.

#[cfg(feature = "hydrate")]
pub(super) use by_hand::open;
#[cfg(feature = "ssr")]
pub(super) use shown::dialog;

#[cfg(feature = "ssr")]
mod shown {
    use domain::zone::Zone;
    use leptos::prelude::*;

    use crate::parts::Icon;

    /// The dialog, closed; times are those of a zone.
    pub(in crate::calendar) fn dialog(zone: Zone) -> impl IntoView {
        let zone = format!("Times in {}", zone.name().replace('_', " "));
        view! {
            <dialog class="dialog" id="placing" aria-labelledby="placing-title">
                <div class="dialog__head">
                    <h2 id="placing-title">"Move"</h2>
                    <form method="dialog">
                        <button class="button" data-kind="quiet" data-size="small" aria-label="Close">
                            <Icon name="cross" />
                        </button>
                    </form>
                </div>
                <div class="dialog__body">
                    <p class="muted" id="placing-zone">{zone}</p>
                    <div class="form__pair">
                        <div class="field">
                            <label class="field__label" for="placing-from">"Begins"</label>
                            <input class="input" type="datetime-local" id="placing-from" aria-describedby="placing-zone placing-says" />
                        </div>
                        <div class="field">
                            <label class="field__label" for="placing-until">"Ends"</label>
                            <input class="input" type="datetime-local" id="placing-until" aria-describedby="placing-zone placing-says" />
                        </div>
                    </div>
                    <p class="calendar-moves" role="status" id="placing-says"></p>
                </div>
                <div class="dialog__actions">
                    <a class="button" data-kind="quiet" id="placing-free">"Free slots"</a>
                    <form method="dialog">
                        <button class="button">"Cancel"</button>
                    </form>
                    <a class="button" data-kind="primary" id="placing-go" hidden>"Go on to book it"</a>
                </div>
            </dialog>
        }
    }
}

#[cfg(feature = "hydrate")]
mod by_hand {
    use std::cell::Cell;
    use std::rc::Rc;

    use leptos::task::spawn_local;
    use wasm_bindgen::JsCast;
    use wasm_bindgen::closure::Closure;
    use web_sys::{Element, HtmlDialogElement, HtmlElement, HtmlInputElement};

    use crate::deployments::actions::weigh::{Weighed, weigh_time};
    use crate::live::dom;

    /// The way on to the page that books the time.
    const WAY: &str = "#placing-go";

    /// Opens the dialog for a booking of the calendar.
    pub(in crate::calendar) fn open(entry: &Element) {
        let Some(dialog) = dom::one("#placing").and_then(|known| known.dyn_into::<HtmlDialogElement>().ok()) else {
            return;
        };
        let name = entry.query_selector(".calendar-entry__name").ok().flatten();
        let name = name.and_then(|name| name.text_content()).unwrap_or_default();
        write("#placing-title", &format!("Move {name}"));
        let page = entry.query_selector(".calendar-entry__move").ok().flatten();
        let page = page.and_then(|page| page.get_attribute("href")).unwrap_or_default();
        lead("#placing-free", Some(&page));
        let number = entry.get_attribute("data-number").unwrap_or_default();
        let backup = entry.has_attribute("data-backup");
        // An answer about an earlier time says nothing any more.
        let asked = Rc::new(Cell::new(0_u32));
        let look = move |first: bool| {
            let (number, asked) = (number.clone(), Rc::clone(&asked));
            asked.set(asked.get() + 1);
            let this = asked.get();
            let times = if first {
                Default::default()
            } else {
                [value("#placing-from"), value("#placing-until")]
            };
            lead(WAY, None);
            spawn_local(async move {
                let [from, until] = times;
                let answer = weigh_time(dom::organization(), number, backup, from, until).await;
                if asked.get() == this {
                    tell(answer.ok(), first);
                }
            });
        };
        set("#placing-from", "");
        set("#placing-until", "");
        write("#placing-says", "");
        look(true);
        let changed = Closure::<dyn Fn()>::new(move || look(false)).into_js_value();
        // Replaces what listened for the booking before.
        dialog
            .unchecked_ref::<HtmlElement>()
            .set_oninput(Some(changed.unchecked_ref()));
        // Fails only when it is open already.
        let _ = dialog.show_modal();
        dom::one("#placing-from").iter().for_each(dom::focus);
    }

    /// Says what was answered; `first` also fills in when the booking is.
    fn tell(answer: Option<Weighed>, first: bool) {
        let Some(weighed) = answer else {
            write("#placing-says", "This cannot be moved.");
            return;
        };
        write("#placing-says", &weighed.words);
        if first {
            let [from, until] = &weighed.times;
            set("#placing-from", from);
            set("#placing-until", until);
        } else if weighed.fits {
            lead(WAY, Some(&weighed.href));
        }
    }

    /// Has a link lead somewhere, or takes it out of the dialog.
    fn lead(link: &str, href: Option<&str>) {
        let Some(link) = dom::one(link) else { return };
        let _ = match href {
            Some(href) => link
                .set_attribute("href", href)
                .and_then(|()| link.remove_attribute("hidden")),
            None => link.set_attribute("hidden", ""),
        };
    }

    fn field(selector: &str) -> Option<HtmlInputElement> {
        dom::one(selector)?.dyn_into().ok()
    }

    fn value(selector: &str) -> String {
        field(selector).map(|field| field.value()).unwrap_or_default()
    }

    fn set(selector: &str, value: &str) {
        field(selector).iter().for_each(|field| field.set_value(value));
    }

    fn write(selector: &str, words: &str) {
        dom::one(selector)
            .iter()
            .for_each(|element| element.set_text_content(Some(words)));
    }
}
