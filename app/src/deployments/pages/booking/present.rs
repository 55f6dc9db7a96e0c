//! What is booked now: announced, released.

use domain::calendar::{Booking, Slots};
use domain::deployments::Action;
use leptos::prelude::*;
use server_fn::ServerFn;

use super::{REASON, hidden, zone_words};
use crate::context::current;
use crate::deployments::actions::booking::{Announce, ReleaseBooking};
use crate::deployments::view::View;
use crate::form::use_form;
use crate::parts::Icon;
use crate::sentences::notice_needed;

/// The present booking, with what can be done with it.
pub(super) fn booking(view: &View) -> AnyView {
    let booking = view.deployment().booking.as_ref();
    let Some((booking, slots)) = booking.and_then(|booking| Some((booking, booking.slots.as_ref()?))) else {
        return view! {
            <section class="panel" aria-labelledby="booked">
                <div class="panel__head"><h2 id="booked">"Booking"</h2></div>
                <div class="panel__body">
                    <p>"Nothing is booked. Choose one of the next free slots, or another time."</p>
                </div>
            </section>
        }
        .into_any();
    };
    let may = view.may(Action::Book).is_ok();
    view! {
        <section class="panel" aria-labelledby="booked">
            <div class="panel__head"><h2 id="booked">"Booking"</h2></div>
            <div class="panel__body stack">
                <dl class="facts">
                    <dt>"Booked"</dt>
                    <dd>{view.names().stretch(slots.primary)}</dd>
                    {slots
                        .backup
                        .map(|backup| view! { <dt>"Backup"</dt> <dd>{view.names().stretch(backup)}</dd> })}
                    <dt>"Announced"</dt>
                    <dd>{announced(view, booking)}</dd>
                </dl>
                {may.then(|| letter(view, booking, slots))}
                {(may && booking.announced.is_none()).then(|| announce(view, slots))}
                {may
                    .then(|| {
                        view! {
                            <form method="post" action=ReleaseBooking::url()>
                                {hidden(view)} <button class="button">"Release booking"</button>
                            </form>
                        }
                    })}
            </div>
        </section>
    }
    .into_any()
}

/// Whether and by whom it was announced, in words.
fn announced(view: &View, booking: &Booking) -> String {
    let Some(announced) = &booking.announced else {
        return match view.standing().notice_hours() {
            0 => "Not yet".to_owned(),
            hours => format!("Not yet; {}", notice_needed(hours)),
        };
    };
    let (by, at) = (
        view.person(announced.written.by),
        view.clock.short(announced.written.at),
    );
    match &announced.late {
        Some(reason) => format!("{at} by {by}, later than needed: {reason}"),
        None => format!("{at} by {by}"),
    }
}

/// A letter to those who are told outside the program, for the mail program of whoever announced: RFC 6068. Nothing where the
/// environment wants nobody told.
fn letter(view: &View, booking: &Booking, slots: &Slots) -> Option<AnyView> {
    let told = &booking.announced.as_ref()?.told;
    if told.is_empty() {
        return None;
    }
    // A form's encoding, but for the blank.
    let encoded = |text: &str| -> String {
        let text: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
        text.replace('+', "%20")
    };
    let to: Vec<String> = told
        .iter()
        .map(|address| encoded(address.as_str()).replace("%40", "@"))
        .collect();
    let (deployment, names) = (view.deployment(), view.names());
    let when = format!("{} ({})", names.slots(slots), zone_words(view.clock.zone()));
    let subject = format!("{} {}: {}", view.number(), deployment.details.title, names.slots(slots));
    let body = format!(
        "{} {} is booked {when}.\r\n\r\n{}{}\r\n",
        view.number(),
        deployment.details.title,
        current().public_url,
        view.base,
    );
    let href = format!(
        "mailto:{}?subject={}&body={}",
        to.join(","),
        encoded(&subject),
        encoded(&body)
    );
    let who: Vec<&str> = told.iter().map(|address| address.as_str()).collect();
    let words = format!(
        "To be told by mail: {}. Your own mail program sends it.",
        who.join(", ")
    );
    let view = view! {
        <p class="muted">{words}</p>
        <div class="form__actions">
            <a class="button" href=href><Icon name="external" />"Write to them"</a>
        </div>
    };
    Some(view.into_any())
}

/// **Announce**, with a reason where the notice is too short.
fn announce(view: &View, slots: &Slots) -> impl IntoView + use<> {
    let hours = view.standing().notice_hours();
    let left = slots.primary.from.seconds_since(view.clock.now());
    let late = hours > 0 && left < i64::from(hours) * 3600;
    let form = use_form(Announce::url());
    let told = view.standing().environment().map(|known| known.schedule.told.clone());
    let told: Vec<String> = told.unwrap_or_default().iter().map(ToString::to_string).collect();
    let told = if told.is_empty() {
        "Told are the team and whoever reads the calendar.".to_owned()
    } else {
        format!(
            "Told are the team and whoever reads the calendar. To {} you write afterwards, with one press.",
            told.join(", ")
        )
    };
    view! {
        <form class="form" method="post" action=Announce::url()>
            {hidden(view)}
            {late
                .then(|| {
                    let words = format!(
                        "{} and less is left: announcing now is an exception, with its reason.",
                        notice_needed(hours),
                    );
                    view! {
                        <p>{words}</p>
                        {REASON.text(&form, 2, "")}
                    }
                })}
            <p class="muted">{told}</p>
            <div class="form__actions">
                <button class="button" data-kind="primary">"Announce"</button>
            </div>
        </form>
    }
}
