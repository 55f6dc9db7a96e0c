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
        let time = |id: &'static str, label: &'static str| {
            view! {
                <div class="field">
                    <label class="field__label" for=id>{label}</label>
                    <input class="input" type="datetime-local" id=id aria-describedby="placing-zone placing-says" />
                </div>
            }
        };
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
                        {time("placing-from", "Begins")} {time("placing-until", "Ends")}
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
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use leptos::prelude::set_timeout;
    use leptos::task::spawn_local;
    use wasm_bindgen::JsCast;
    use wasm_bindgen::closure::Closure;
    use web_sys::{Element, HtmlDialogElement, HtmlElement, HtmlInputElement};

    use crate::deployments::actions::weigh::weigh_time;
    use crate::live::dom;

    /// The fields, and what else changes in the dialog.
    const BEGINS: &str = "#placing-from";
    const ENDS: &str = "#placing-until";
    const SAYS: &str = "#placing-says";
    /// The way on to the page that books the time.
    const WAY: &str = "#placing-go";

    /// How long nobody types before a time is asked about.
    const PAUSE: Duration = Duration::from_millis(250);

    /// Counts what was typed and opened, over all bookings of the page: an answer about anything earlier says nothing any more.
    static ASKED: AtomicU32 = AtomicU32::new(0);

    /// Opens the dialog for a booking of the calendar; whether there is one.
    pub(in crate::calendar) fn open(entry: &Element) -> bool {
        let Some(dialog) = dom::one("#placing").and_then(|known| known.dyn_into::<HtmlDialogElement>().ok()) else {
            return false;
        };
        let of = |name: &str| entry.get_attribute(name).unwrap_or_default();
        let inside = |selector: &str| entry.query_selector(selector).ok().flatten();
        let name = inside(".calendar-entry__name").and_then(|name| name.text_content());
        write("#placing-title", &format!("Move {}", name.unwrap_or_default()));
        let page = inside(".calendar-entry__move").and_then(|page| page.get_attribute("href"));
        lead("#placing-free", page.as_deref());
        set(BEGINS, &of("data-begins"));
        set(ENDS, &of("data-ends"));
        let (number, backup) = (of("data-number"), entry.has_attribute("data-backup"));
        forget();
        let changed = move || look(number.clone(), backup);
        let changed = Closure::<dyn Fn()>::new(changed).into_js_value();
        // Replaces what listened for the booking before.
        dialog
            .unchecked_ref::<HtmlElement>()
            .set_oninput(Some(changed.unchecked_ref()));
        let opened = dialog.show_modal().is_ok();
        dom::one(BEGINS).iter().for_each(dom::focus);
        opened
    }

    /// Nothing is said of any time.
    fn forget() -> u32 {
        write(SAYS, "");
        lead(WAY, None);
        fit(true);
        ASKED.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Asks about the time that the fields say, once nobody types any more and both say one.
    fn look(number: String, backup: bool) {
        let this = forget();
        let current = move || ASKED.load(Ordering::Relaxed) == this;
        let ask = move || {
            let (from, until) = (value(BEGINS), value(ENDS));
            if !current() || from.is_empty() || until.is_empty() {
                return;
            }
            spawn_local(async move {
                let answer = weigh_time(dom::organization(), number, backup, from, until).await;
                if !current() {
                    return;
                }
                match answer {
                    Ok(weighed) => {
                        write(SAYS, &weighed.words);
                        fit(weighed.fits || as_opened());
                        lead(WAY, weighed.fits.then_some(&weighed.href));
                    }
                    Err(_) => write(SAYS, "That could not be asked. Try again."),
                }
            });
        };
        set_timeout(ask, PAUSE);
    }

    /// Whether both fields say what they said when the dialog was opened: the time that the booking has.
    fn as_opened() -> bool {
        let mut fields = [BEGINS, ENDS].into_iter().filter_map(field);
        fields.all(|field| field.value() == field.default_value())
    }

    /// Whether the fields say a time that can be had.
    fn fit(fits: bool) {
        for field in [BEGINS, ENDS].into_iter().filter_map(dom::one) {
            let _ = if fits {
                field.remove_attribute("aria-invalid")
            } else {
                field.set_attribute("aria-invalid", "true")
            };
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
        if let Some(field) = field(selector) {
            field.set_default_value(value);
            field.set_value(value);
        }
    }

    fn write(selector: &str, words: &str) {
        dom::one(selector)
            .iter()
            .for_each(|element| element.set_text_content(Some(words)));
    }
}
