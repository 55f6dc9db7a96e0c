//! `/{org}/deployments/CHG-n/booking`: its place in the calendar, the next free slots, and overrides (W3, W5-W8, W10).

mod check;
mod free;
mod overrides;
mod present;

use std::time::Duration;

use check::Checked;
use domain::calendar::{Booked, Planned, Stretch};
use domain::deployments::{Action, DeploymentType};
use domain::text::Reason;
use domain::time::Timestamp;
use domain::zone::Zone;
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::context::backend;
use crate::deployments::actions::booking::{Book, CHECK};
use crate::deployments::regions::{asks, beside, confirm};
use crate::deployments::view::View;
use crate::failure::Failure;
use crate::form::use_form;
use crate::layout::{self, Page, Place};
use crate::pages::{page, parameter, query};
use crate::parts::{Field, PageHead, refused_here};
use crate::sentences;

/// The reason of an announcement that comes late, or of an override.
const REASON: Field = Field {
    name: "reason",
    label: "Reason",
    hint: Some("What is written stays in the record."),
    max: Reason::MAX,
    mono: false,
    id: None,
    autocomplete: None,
};

/// A deployment's booking.
#[component]
pub fn BookingPage() -> impl IntoView {
    let (slug, number) = (parameter("org"), parameter("number"));
    let lasts = query().get("lasts").and_then(|text| text.parse().ok());
    page(async move {
        let view = View::without_history(&slug, &number).await?;
        let title = format!("Book {}", view.number());
        let (booked, took) = match view.may(Action::Book) {
            Ok(()) => read(&view).await?,
            Err(_) => Default::default(),
        };
        let planned = Planned::of(&view.found.structure, &took);
        let search = free::Wanted::of(&view, lasts, &planned);
        let checked = check::checked(&view).await?;
        let names = view.names();
        let notice = if asks() {
            confirm(&names, None)
        } else if checked.is_some() {
            None
        } else {
            beside(&names).or_else(|| refused_here(&names))
        };
        let lead = format!(
            "{}. Times in {}.",
            view.deployment().details.title,
            zone_words(view.clock.zone())
        );
        let body = view! {
            <PageHead title=title.clone() crumbs=view.crumbs() lead=lead />
            {notice}
            {present::booking(&view)}
            {match view.may(Action::Book) {
                Ok(()) => {
                    view! { {free::slots(&view, &search, &planned, &booked)} {other_time(&view, checked.as_ref(), &booked)} }.into_any()
                }
                Err(refusal) => {
                    view! { <p class="muted">{sentences::refusal(&names, &refusal).to_string()}</p> }.into_any()
                }
            }}
            {overrides::overrides(&view)}
        };
        layout::frame(Some(&view.opened), Page::new(Place::Deployments, title).narrow(), body).await
    })
}

/// What is booked in the time that slots are looked for in, and how long deployments like this one took.
async fn read(view: &View) -> Result<(Vec<Booked>, Vec<Duration>), Failure> {
    let organization = view.opened.directory.id;
    let deployment = view.deployment();
    let (template, environment) = (deployment.template.template, deployment.details.environment);
    let booked = backend().booked(organization, free::horizon(view)).await?;
    let rollbacks = deployment.details.kind == DeploymentType::Rollback;
    let took = backend().took(organization, template, environment, rollbacks).await?;
    Ok((booked, took))
}

fn zone_words(zone: Zone) -> String {
    zone.name().replace('_', " ")
}

/// The hidden fields of every form about a booking.
fn hidden(view: &View) -> AnyView {
    view! {
        {view.hidden()}
        <input type="hidden" name="number" value=view.number().to_string() />
        <input type="hidden" name="seen" value=view.deployment().booking_seq().to_string() />
        <input type="hidden" name="zone" value=view.clock.zone().name() />
    }
    .into_any()
}

/// An instant as fields of forms have it, on the reader's clock.
fn local(zone: Zone, at: Timestamp) -> String {
    zone.local(at).format("%Y-%m-%dT%H:%M").to_string()
}

/// The form for any other time, with what a check of it came to.
fn other_time(view: &View, checked: Option<&Checked>, booked: &[Booked]) -> impl IntoView + use<> {
    let form = use_form(Book::url());
    let zone = view.clock.zone();
    let slots = view.deployment().slots();
    let stored = |stretch: Option<Stretch>| {
        let text = |at: fn(Stretch) -> Timestamp| stretch.map(|stretch| local(zone, at(stretch))).unwrap_or_default();
        (text(|stretch| stretch.from), text(|stretch| stretch.until))
    };
    // The calendar leads here with the time that a booking was dragged to.
    let query = query();
    let asked = |(from, until): (String, String), names: [&str; 2]| {
        let [from_name, until_name] = names.map(|name| query.get(name));
        (from_name.unwrap_or(from), until_name.unwrap_or(until))
    };
    let primary = asked(stored(slots.map(|slots| slots.primary)), ["from", "until"]);
    let backup = stored(slots.and_then(|slots| slots.backup));
    let backup = asked(backup, ["backup_from", "backup_until"]);
    let field = |name, label| Field {
        name,
        label,
        ..Field::default()
    };
    let words = if slots.is_some() { "Move booking" } else { "Book" };
    view! {
        <section class="panel" aria-labelledby="other-time">
            <div class="panel__head"><h2 id="other-time">"Another time"</h2></div>
            <div class="panel__body stack">
                {checked.map(|checked| check::answer(view, checked, booked))}
                <form class="form" method="post" action=Book::url()>
                    {hidden(view)}
                    <div class="form__pair">
                        {field("from", "From").line(&form, "datetime-local", &primary.0)}
                        {field("until", "Until").line(&form, "datetime-local", &primary.1)}
                    </div>
                    <div class="form__pair">
                        {field("backup_from", "Backup from").line(&form, "datetime-local", &backup.0)}
                        {field("backup_until", "Backup until").line(&form, "datetime-local", &backup.1)}
                    </div>
                    <p class="muted">
                        "The backup is a second slot to fall back on. It is free again when the deployment has ended."
                    </p>
                    <div class="form__actions">
                        <button class="button" name="step" value=CHECK>"Check"</button>
                        <button class="button" data-kind="primary">{words}</button>
                    </div>
                </form>
            </div>
        </section>
    }
}
