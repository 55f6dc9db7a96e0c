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
use crate::parts::Crumb;

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
