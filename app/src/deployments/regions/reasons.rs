//! *What blocks this* and *Warnings*: two lists, each reason with what would help (D4).

use domain::deployments::{Blocker, SlotStanding, Step, Warning};
use domain::id::PersonId;
use domain::templates::{Roster, SlotKey};
use leptos::prelude::*;

use super::panel::{panel, silent};
use super::signatures;
use crate::deployments::view::View;
use crate::parts::Icon;
use crate::sentences::{self, Sentence};

/// The blockers of the next step.
pub(in crate::deployments) fn blockers(view: &View) -> Vec<Blocker> {
    let standing = view.standing();
    standing
        .next_step()
        .map(|step| standing.blockers(step, view.clock.now()))
        .unwrap_or_default()
}

/// The region *What blocks this*.
pub(in crate::deployments) fn blocking(view: &View) -> AnyView {
    let Some(step) = view.standing().next_step() else {
        return silent("what-blocks-this");
    };
    let blockers = blockers(view);
    if blockers.is_empty() {
        let words = match step {
            Step::Submit if !view.standing().signoffs_needed() => {
                let needless = signatures::none_needed(view);
                format!("Nothing. {needless} Submitting moves it to preparing.")
            }
            Step::Submit if view.deployment().round(Roster::Pre) > 0 => {
                "Nothing. Submitting opens the next round of sign-offs.".to_owned()
            }
            Step::Submit => "Nothing. Submitting opens the first round of sign-offs.".to_owned(),
            Step::Start | Step::FinishDeploying | Step::Complete | Step::CompleteRollback => {
                format!("Nothing: “{}” can be pressed now.", step.name())
            }
        };
        let body = view! { <p>{words}</p> }.into_any();
        return panel("what-blocks-this", "done", "What blocks this", None, None, body);
    }
    let lines = blockers.iter().map(|blocker| reason(view, blocker)).collect_view();
    let body = view! { <ol class="reasons">{lines}</ol> }.into_any();
    panel(
        "what-blocks-this",
        "stop",
        "What blocks this",
        Some("block"),
        Some(blockers.len()),
        body,
    )
}

fn reason(view: &View, blocker: &Blocker) -> AnyView {
    let names = view.names();
    let mut later = false;
    let (icon, signers, link) = match blocker {
        Blocker::ItemsOpen { first, .. } | Blocker::EvidenceMissing { first, .. } => {
            let link = first.first().map(|key| (format!("#item-{key}"), "Go to the first"));
            ("circle", Vec::new(), link)
        }
        Blocker::SlotEmpty { roster, slot, .. } => {
            let (who, ready) = signers(view, *roster, slot);
            let own = ready && who.contains(&view.reader);
            later = !ready;
            let link = own.then(|| (format!("{}/sign/{slot}", view.base), "Open what you sign"));
            ("sign", who, link)
        }
        Blocker::DutyUnheld { .. } | Blocker::NobodyMaySign { .. } => (
            "people",
            Vec::new(),
            Some((format!("/{}/people", view.slug()), "People")),
        ),
        Blocker::EnvironmentBusy { other } => {
            let href = format!("/{}/deployments/{other}", view.slug());
            ("stop", Vec::new(), Some((href, "Open it")))
        }
        Blocker::OutsideWindow { .. }
        | Blocker::OutsideHours { .. }
        | Blocker::OutsideSlot { .. }
        | Blocker::NoticeMissing { .. } => ("calendar", Vec::new(), Some(("#schedule".to_owned(), "Schedule"))),
        Blocker::Frozen { .. } | Blocker::FrozenWhileRunning { .. } => ("lock", Vec::new(), None),
        Blocker::OnHold { .. } => ("hold", Vec::new(), None),
    };
    line(
        "block",
        icon,
        sentences::blocker(&names, blocker, &signers, later),
        link,
    )
}

/// Who may sign a slot, and whether it can be signed now.
fn signers(view: &View, roster: Roster, key: &SlotKey) -> (Vec<PersonId>, bool) {
    let slots = view.standing().slots(roster);
    let found = slots.into_iter().find(|slot| slot.slot.key == *key);
    match found.map(|slot| slot.standing) {
        Some(SlotStanding::Waiting { who, ready }) => (who, ready),
        Some(
            SlotStanding::Signed { .. }
            | SlotStanding::NotOpen
            | SlotStanding::DutyUnheld
            | SlotStanding::NobodyMay { .. }
            | SlotStanding::NotNeeded(_),
        )
        | None => (Vec::new(), false),
    }
}

fn line(tone: &'static str, icon: &'static str, sentence: Sentence, link: Option<(String, &'static str)>) -> AnyView {
    let help = sentence.help;
    let helps = help.is_some() || link.is_some();
    view! {
        <li class="reason" data-tone=tone>
            <Icon name=icon />
            <p class="reason__words">{sentence.words}</p>
            {helps
                .then(|| {
                    let link = link.map(|(href, words)| view! { <a href=href>{words}</a> });
                    view! { <p class="reason__help">{help} " " {link}</p> }
                })}
        </li>
    }
    .into_any()
}

/// The region *Warnings*.
pub(in crate::deployments) fn warning(view: &View) -> AnyView {
    let template = &view.found.template;
    let version = template.versions.get(&view.deployment().template.version);
    let review_by = version.and_then(|version| version.content.review_by.as_ref());
    let overdue = review_by.and_then(|review_by| review_by.overdue(view.clock.now()));
    let warnings: Vec<Warning> = view.standing().warnings(template, overdue, view.clock.now());
    if warnings.is_empty() {
        return silent("warnings");
    }
    let names = view.names();
    let lines = warnings
        .iter()
        .map(|warning| {
            let fills = view.may(domain::deployments::Action::WorkItems).is_ok();
            let link =
                (fills && matches!(warning, Warning::ValuesOpen { .. })).then(|| ("#values".to_owned(), "Fill in"));
            line("wait", "alert", sentences::warning(&names, warning), link)
        })
        .collect_view();
    let body = view! { <ul class="reasons">{lines}</ul> }.into_any();
    panel(
        "warnings",
        "alert",
        "Warnings",
        Some("wait"),
        Some(warnings.len()),
        body,
    )
}
