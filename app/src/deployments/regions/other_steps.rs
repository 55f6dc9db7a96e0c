//! The steps that lead off the path: back, aside, out. One reason for whichever is taken.

use domain::deployments::Action;
use domain::refusal::Refusal;
use domain::text::{Reason, VersionText};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::panel::{panel, silent};
use crate::deployments::actions::steps::{Cancel, Hold, MarkFailed, Release, RollBack};
use crate::deployments::view::View;
use crate::form::{Form, use_form};
use crate::parts::Field;
use crate::sentences;

/// The id of the region, and its name for the live island.
const PART: &str = "other-steps";

/// A step that the reader may take, or will be told why not.
struct Offered {
    action: Action,
    url: &'static str,
    words: &'static str,
    /// Why it is refused now.
    why: Option<String>,
}

/// The region *Other steps*.
pub(in crate::deployments) fn steps(view: &View) -> AnyView {
    let offered = offered(view);
    let Some(first) = offered.first() else {
        return silent(PART);
    };
    let form = offered
        .iter()
        .map(|step| use_form(step.url))
        .find(Form::failed)
        .unwrap_or_default();
    let reason = Field {
        name: "reason",
        label: "Reason",
        hint: Some("What is written stays in the record."),
        max: Reason::MAX,
        id: Some("reason-step"),
        ..Field::default()
    };
    let version = Field {
        name: "to_version",
        label: "Version to go back to",
        max: VersionText::MAX,
        mono: true,
        ..Field::default()
    };
    let back = offered.iter().any(|step| step.action == Action::RollBack);
    let asks = offered.iter().any(|step| step.action != Action::Release);
    let url = first.url;
    let whys = offered
        .iter()
        .filter_map(|step| {
            let why = step.why.clone()?;
            Some(view! { <p class="muted" id=why_id(step)>{why}</p> })
        })
        .collect_view();
    let buttons = offered.iter().map(button).collect_view();
    let body = view! {
        <form class="form" method="post" action=url>
            {view.hidden()}
            {back.then(|| version.line(&form, "text", ""))}
            {asks.then(|| reason.text(&form, 2, ""))}
            {whys}
            <div class="form__actions">{buttons}</div>
        </form>
    };
    panel(PART, "list", "Other steps", None, None, body.into_any())
}

/// The way to that region.
pub(super) fn link(view: &View) -> Option<AnyView> {
    if offered(view).is_empty() {
        return None;
    }
    let link = view! { <a class="button" href=format!("#{PART}")>"Other steps"</a> };
    Some(link.into_any())
}

fn offered(view: &View) -> Vec<Offered> {
    let actions = view.standing().actions(view.reader, view.clock.now()).into_iter();
    actions
        .filter_map(|(action, may)| {
            let (url, words) = match action {
                Action::RollBack => (RollBack::url(), "Roll back"),
                Action::MarkFailed => (MarkFailed::url(), "Mark as failed"),
                Action::Cancel => (Cancel::url(), "Cancel deployment"),
                Action::Hold => (Hold::url(), "Put on hold"),
                Action::Release => (Release::url(), "Lift the hold"),
                Action::Step(_)
                | Action::Edit
                | Action::EditImmaterial
                | Action::WorkItems
                | Action::Comment
                | Action::Book
                | Action::Override
                | Action::NoteLog
                | Action::MakeRollback => return None,
            };
            if let Err(Refusal::RoleMissing { .. } | Refusal::NotInTeam | Refusal::NotFound) = may {
                return None;
            }
            let why = may.err();
            let why = why.map(|refusal| sentences::refusal(&view.names(), &refusal).to_string());
            Some(Offered {
                action,
                url,
                words,
                why,
            })
        })
        .collect()
}

fn why_id(step: &Offered) -> String {
    format!("why-{}", step.words.replace(' ', "-").to_lowercase())
}

fn button(step: &Offered) -> impl IntoView + use<> {
    let aside = matches!(step.action, Action::Hold | Action::Release);
    let refused = step.why.is_some();
    view! {
        <button
            class="button"
            data-kind=(!aside).then_some("danger")
            formaction=step.url
            aria-disabled=refused.then_some("true")
            aria-describedby=refused.then(|| why_id(step))
        >
            {step.words}
        </button>
    }
}
