//! *Schedule* and *Timeline*: when things happened, and in whose words.

use domain::audit::{TimelineEntry, sentence};
use domain::deployments::{Action, BookingEvent, DeploymentEvent, Stage, StageName};
use domain::event::Event;
use domain::templates::ItemKey;
use leptos::prelude::*;

use super::panel::panel;
use crate::deployments::view::View;
use crate::parts::{Time, visible};

/// The region *Schedule*: what happened when. Windows are not part of this stage.
pub(in crate::deployments) fn schedule(view: &View) -> AnyView {
    let clock = view.clock;
    let deployment = view.deployment();
    let path = deployment.stage.path();
    let entered = path.into_iter().map(|(stage, act)| (reached(stage), act.at));
    let times = [("Requested", deployment.created_at)].into_iter().chain(entered);
    let waits = matches!(deployment.stage, Stage::Draft | Stage::Preparing { .. });
    let details = &deployment.details;
    let lines = times
        .map(|(word, at)| view! { <dt>{word}</dt> <dd><Time clock=clock at=at /></dd> })
        .collect_view();
    let body = view! {
        <dl class="facts">
            {lines}
            {waits.then(|| view! { <dt>"Started"</dt> <dd class="muted">"Not yet"</dd> })}
            {booked(view)}
            <dt>"Deployer"</dt>
            <dd>{view.person(details.deployer)}</dd>
            {details.commit.as_ref().map(|commit| view! { <dt>"Commit"</dt> <dd><code>{commit.to_string()}</code></dd> })}
            {details
                .ticket
                .as_ref()
                .map(|ticket| {
                    let link = ticket.to_string();
                    view! {
                        <dt>"Ticket"</dt>
                        <dd><a href=link.clone() rel="noopener nofollow">{link.clone()}</a></dd>
                    }
                })}
        </dl>
    };
    let body = view! { {body} {booking_link(view)} };
    panel("schedule", "calendar", "Schedule", None, None, body.into_any())
}

/// What is booked, and whether it was announced.
fn booked(view: &View) -> Option<AnyView> {
    let booking = view.deployment().booking.as_ref()?;
    let slots = booking.slots.as_ref()?;
    let names = view.names();
    let announced = booking
        .announced
        .as_ref()
        .map(|announced| view.clock.short(announced.written.at));
    let lines = view! {
        <dt>"Booked"</dt>
        <dd>{names.stretch(slots.primary)}</dd>
        {slots.backup.map(|backup| view! { <dt>"Backup"</dt> <dd>{names.stretch(backup)}</dd> })}
        <dt>"Announced"</dt>
        <dd>{announced.unwrap_or_else(|| "Not yet".to_owned())}</dd>
    };
    Some(lines.into_any())
}

/// The way to the page of bookings, where there is something to do or to see.
fn booking_link(view: &View) -> Option<AnyView> {
    let may = view.may(Action::Book).is_ok();
    let words = match view.deployment().slots() {
        None if may => "Book a slot",
        None if view.deployment().overrides.is_empty() && view.may(Action::Override).is_err() => return None,
        None => "Overrides",
        Some(_) if may => "Move or announce",
        Some(_) => "Booking",
    };
    let link = view! {
        <p class="panel__more"><a class="button" href=format!("{}/booking", view.base)>{words}</a></p>
    };
    Some(link.into_any())
}

/// What the schedule calls the moment at which a stage began.
const fn reached(stage: StageName) -> &'static str {
    match stage {
        StageName::Preparing => "Submitted",
        StageName::Running => "Started",
        StageName::Verifying => "Deployed",
        StageName::Draft
        | StageName::Completed
        | StageName::RollingBack
        | StageName::RolledBack
        | StageName::Failed
        | StageName::Cancelled => stage.name(),
    }
}

/// The region *Timeline*: newest first; neighbouring ticks of one person are one line.
pub(in crate::deployments) fn timeline(view: &View) -> AnyView {
    let words = if view.older {
        "Older entries are in the audit trail"
    } else {
        "All entries in the audit trail"
    };
    let body = view! {
        {entries(view, &view.timeline, Ticks::Together)}
        <p class="panel__note">
            <a href=format!("/{}/audit?search={}", view.slug(), view.number())>{words}</a>
        </p>
    };
    panel("timeline", "ledger", "Timeline", None, None, body.into_any())
}

/// How ticks stand in a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::deployments) enum Ticks {
    /// Neighbouring ones of one person are one line: on the screen.
    Together,
    /// Each is a line: in the record.
    Each,
}

/// Entries as lines of a timeline.
pub(in crate::deployments) fn entries(view: &View, entries: &[TimelineEntry], ticks: Ticks) -> AnyView {
    let clock = view.clock;
    let last = entries.last().map(|entry| entry.seq);
    let lines = entries
        .chunk_by(|a, b| {
            ticks == Ticks::Together
                && ticked(a).is_some()
                && ticked(b).is_some()
                && a.actor.person() == b.actor.person()
        })
        .filter_map(|run| Some((run.first()?, run.last()?, run.len())))
        .map(|(entry, first, count)| {
            // Where the history is cut, more of the run may lie before: it is not counted.
            let cut = view.older && Some(first.seq) == last;
            let words = match entry.actor.person().filter(|_| count > 1) {
                Some(person) if cut => format!("{} ticked items.", view.person(person)),
                Some(person) => format!("{} ticked {count} items.", view.person(person)),
                None => said(view, entry),
            };
            let at = entry.at;
            let href = format!("/{}/audit/{}", view.slug(), entry.seq);
            view! {
                <li class="timeline__event" data-tone=tone(&entry.event)>
                    <p>{words}</p>
                    <time datetime=clock.machine(at) title=clock.full(at)>
                        {clock.short(at)}
                        " · "
                        <a href=href>{format!("entry {}", entry.seq)}</a>
                    </time>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="timeline">{lines}</ol> }.into_any()
}

/// What an entry says.
pub(in crate::deployments) fn said(view: &View, entry: &TimelineEntry) -> String {
    visible(&sentence(
        entry,
        &view.opened.directory,
        &view.opened.people,
        Some(&view.found.structure),
    ))
}

/// The item that an entry ticked.
fn ticked(entry: &TimelineEntry) -> Option<&ItemKey> {
    match &entry.event {
        Event::Deployment(DeploymentEvent::ItemDone { item, .. }) => Some(item),
        Event::Deployment(_) | Event::Instance(_) | Event::Organization(_) | Event::Template(_) => None,
    }
}

/// The tone of an event's mark; ticks and notes have none.
const fn tone(event: &Event) -> Option<&'static str> {
    let Event::Deployment(event) = event else { return None };
    match event {
        DeploymentEvent::SignOffGiven { .. } | DeploymentEvent::Completed { .. } => Some("signed"),
        DeploymentEvent::SignOffVoided { .. }
        | DeploymentEvent::SignOffWithdrawn { .. }
        | DeploymentEvent::SignOffDeclined { .. }
        | DeploymentEvent::RollbackStarted { .. }
        | DeploymentEvent::RollbackCompleted { .. }
        | DeploymentEvent::Failed { .. }
        | DeploymentEvent::Cancelled { .. } => Some("block"),
        DeploymentEvent::Submitted { .. }
        | DeploymentEvent::RoundOpened { .. }
        | DeploymentEvent::ChangesRequested { .. }
        | DeploymentEvent::Held { .. } => Some("wait"),
        DeploymentEvent::Started { .. }
        | DeploymentEvent::DeployingFinished { .. }
        | DeploymentEvent::Released { .. } => Some("run"),
        DeploymentEvent::Created { .. }
        | DeploymentEvent::Edited { .. }
        | DeploymentEvent::RollbackMade { .. }
        | DeploymentEvent::RollbackLinked { .. }
        | DeploymentEvent::ItemDone { .. }
        | DeploymentEvent::ItemReopened { .. }
        | DeploymentEvent::ItemLeftOut { .. }
        | DeploymentEvent::LinkAdded { .. }
        | DeploymentEvent::EvidenceGiven { .. }
        | DeploymentEvent::ValueFilled { .. }
        | DeploymentEvent::CommentAdded { .. }
        | DeploymentEvent::LogNoted { .. } => None,
        DeploymentEvent::Booking(event) => match event {
            BookingEvent::Set { freeze: Some(_), .. } | BookingEvent::Overridden { .. } => Some("wait"),
            BookingEvent::Set { freeze: None, .. }
            | BookingEvent::Released {}
            | BookingEvent::Announced { .. }
            | BookingEvent::Reviewed { .. } => None,
        },
    }
}

/// What happened since an entry, by others, for the live region: at most the three newest, and how many more.
pub(in crate::deployments) fn heard(view: &View, since: u64) -> Vec<String> {
    let foreign = view
        .timeline
        .iter()
        .filter(|entry| entry.seq >= since && entry.actor.person() != Some(view.reader));
    let mut sentences: Vec<String> = foreign.map(|entry| said(view, entry)).collect();
    let more = sentences.len().saturating_sub(3);
    sentences.truncate(3);
    sentences.reverse();
    if more > 0 {
        sentences.push(format!("And {more} more."));
    }
    sentences
}
