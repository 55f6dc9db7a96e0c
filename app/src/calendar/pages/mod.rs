//! Pages of the calendar.

mod absence;
mod agenda;
mod ahead;
mod asked;
mod desk;
mod feeds;
mod fields;
mod freeze;
mod grid;
mod happenings;
pub(crate) mod hours;
mod import;
mod lists;
mod page;
mod preview;
mod scope;
mod settings;
mod week;
mod window;

use domain::accounts::Duty;
use domain::backend::Opened;
use domain::calendar::may_plan;
use leptos::prelude::*;

pub use absence::AbsencePage;
use absence::NEW as ADD_ABSENCE;
pub(crate) use absence::absences_of;
pub use desk::DeskPage;
pub(crate) use desk::TITLE as DESK;
pub use feeds::FeedsPage;
pub use freeze::FreezePage;
pub use import::ImportCalendarPage;
pub use page::CalendarPage;
pub(super) use scope::by_name;
pub(crate) use settings::{related, relations, schedule};
pub use window::WindowPage;

use crate::context::member;
use crate::form::{Hidden, use_form};
use crate::parts::{Crumb, refused};
use crate::sentences::Names;

/// Whether the reader plans the calendar: what cannot be done is not offered.
pub(crate) fn plans(opened: &Opened) -> bool {
    member(opened).is_ok_and(|member| may_plan(member).is_ok())
}

/// Who plans it, for everybody else.
fn planners() -> String {
    format!(
        "Owners, admins and whoever is {} set windows and freezes.",
        Duty::ReleaseManager.name()
    )
}

/// The way back to the calendar.
fn above(org: &str) -> Vec<Crumb> {
    vec![Crumb::new(format!("/{org}/calendar"), "Calendar")]
}

/// Terms and what they are, for whoever only reads.
fn facts(facts: Vec<(&'static str, String)>) -> AnyView {
    let facts = facts
        .into_iter()
        .map(|(term, words)| view! { <dt>{term}</dt> <dd>{words}</dd> })
        .collect_view();
    view! { <dl class="facts">{facts}</dl> }.into_any()
}

/// The form that takes away what is there: its button, and what is to be known before it is pressed.
fn removal(
    org: &str,
    (action, id, seen): (&'static str, String, u64),
    button: &'static str,
    note: &'static str,
    names: &Names<'_>,
) -> AnyView {
    let form = use_form(action);
    view! {
        {refused(&form, names)}
        <form class="form" method="post" action=action>
            <Hidden />
            <input type="hidden" name="org" value=org.to_owned() />
            <input type="hidden" name="id" value=id />
            <input type="hidden" name="seen" value=seen.to_string() />
            <div class="form__actions">
                <button class="button" data-kind="danger">{button}</button>
                <span class="muted">{note}</span>
            </div>
        </form>
    }
    .into_any()
}
