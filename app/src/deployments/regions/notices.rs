//! What heads the deployment's page: what came back to the reader, and what everybody should know first.

use domain::deployments::{Act, Action, Change, Hold, Returned, ReturnedWhy, Stage};
use domain::templates::Roster;
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::context::current;
use crate::deployments::actions::steps::Release;
use crate::deployments::view::View;
use crate::parts::{Hash, Icon};
use crate::sentences;

/// All notices, the reader's own first.
pub(in crate::deployments) fn notices(view: &View) -> AnyView {
    let own = view
        .deployment()
        .returned
        .iter()
        .filter(|returned| returned.to == view.reader);
    let own: Vec<AnyView> = own.map(|returned| came_back(view, returned)).collect();
    view! { <div class="stack" data-part="notices">{just_signed(view)} {own} {state(view)} {hold(view)}</div> }
        .into_any()
}

fn notice(id: String, tone: &'static str, icon: &'static str, title: String, body: AnyView) -> AnyView {
    view! {
        <section class="notice" data-tone=tone aria-labelledby=id.clone()>
            <Icon name=icon />
            <h2 class="notice__title" id=id.clone()>{title}</h2>
            {body}
        </section>
    }
    .into_any()
}

/// Says to whoever comes from the page to sign that the signature is in the record.
fn just_signed(view: &View) -> Option<AnyView> {
    // Not by the router: an island asks for this region too, and has no address that says it.
    let path = current().path.clone();
    let (_, query) = path.split_once('?')?;
    let (_, entry) = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "signed")?;
    let entry: u64 = entry.parse().ok()?;
    let mut signoffs = view.deployment().rosters.values().flat_map(|state| &state.signoffs);
    let own = signoffs.find(|signoff| signoff.seq == entry && signoff.person == view.reader && signoff.stands())?;
    let href = format!("/{}/audit/{entry}", view.slug());
    let notice = view! {
        <section class="notice" data-tone="signed" role="status">
            <Icon name="stamp" />
            <h2 class="notice__title">{format!("You signed as {}", own.duty)}</h2>
            <p>
                <a href=href>{format!("Entry {entry}")}</a>
                " of the audit trail holds it, with the hash of what you signed: " <Hash hash=own.document /> "."
            </p>
        </section>
    };
    Some(notice.into_any())
}

fn came_back(view: &View, returned: &Returned) -> AnyView {
    let names = view.names();
    let when = view.clock.short(returned.at);
    let id = format!("returned-{}", returned.seq);
    match &returned.why {
        ReturnedWhy::Voided { by, changes, .. } => {
            let who = format!(
                "{} did it {when}. Review it again and sign if you still agree.",
                names.person(*by)
            );
            let body = view! { {change_list(view, changes)} <p>{who}</p> };
            notice(
                id,
                "block",
                "undo",
                "Your sign-off was voided".to_owned(),
                body.into_any(),
            )
        }
        ReturnedWhy::ChangesRequested { by, items, reason } => {
            let title = format!("{} asks for changes", names.person(*by));
            let reopened = items
                .iter()
                .map(|key| view! { <li><a href=format!("#item-{key}")>{names.item(key)}</a></li> })
                .collect_view();
            let count = (!items.is_empty()).then(|| format!("{when}. At issue:"));
            let body = view! {
                <p>{format!("“{reason}”")}</p>
                {count.map(|count| view! { <p>{count}</p> <ul>{reopened}</ul> })}
            };
            notice(id, "wait", "comment", title, body.into_any())
        }
        ReturnedWhy::Declined { roster, by, reason } => {
            let title = format!("{} declined", names.person(*by));
            let then = match roster {
                Roster::Pre => "It is a draft again, and the round is over.",
                Roster::Post => "The round is over, and the next one is open.",
            };
            let body = view! { <p>{format!("“{reason}” {when}. {then}")}</p> };
            notice(id, "block", "cross", title, body.into_any())
        }
    }
}

/// What changed, a line each, the values in the face of versions.
pub(in crate::deployments) fn change_list(view: &View, changes: &[Change]) -> AnyView {
    let names = view.names();
    let lines = changes
        .iter()
        .map(|change| {
            let words = sentences::change(&names, change);
            let what = match words.values {
                Some((before, after)) => {
                    view! { " was " <code>{before}</code> ", is " <code>{after}</code> "." }.into_any()
                }
                None => view! { {format!(" {}.", words.happened)} }.into_any(),
            };
            view! { <li><b>{words.subject}</b> {what}</li> }
        })
        .collect_view();
    view! { <ul>{lines}</ul> }.into_any()
}

/// What happened to the deployment as a whole, where it left the path.
fn state(view: &View) -> Option<AnyView> {
    let (title, icon, act, reason): (String, _, &Act, _) = match &view.deployment().stage {
        Stage::RollingBack {
            decided,
            reason,
            to_version,
            ..
        } => (format!("Rolling back to {to_version}"), "undo", decided, reason),
        Stage::RolledBack {
            decided,
            reason,
            to_version,
            ..
        } => (format!("Rolled back to {to_version}"), "undo", decided, reason),
        Stage::Failed { failed, reason, .. } => ("Marked as failed".to_owned(), "cross", failed, reason),
        Stage::Cancelled { cancelled, reason, .. } => ("Cancelled".to_owned(), "ban", cancelled, reason),
        Stage::Draft
        | Stage::Preparing { .. }
        | Stage::Running { .. }
        | Stage::Verifying { .. }
        | Stage::Completed { .. } => return None,
    };
    let words = format!(
        "{} decided {}: “{reason}”",
        view.person(act.by),
        view.clock.short(act.at)
    );
    Some(notice(
        "left-path".to_owned(),
        "block",
        icon,
        title,
        view! { <p>{words}</p> }.into_any(),
    ))
}

fn hold(view: &View) -> Option<AnyView> {
    let Hold { held, reason } = view.deployment().hold.as_ref()?;
    let words = format!("{}, {}: “{reason}”", view.person(held.by), view.clock.short(held.at));
    let lift = view.may(Action::Release).is_ok().then(|| {
        view! {
            <form method="post" action=Release::url()>
                {view.hidden()}
                <button class="button" data-size="small">"Lift the hold"</button>
            </form>
        }
    });
    Some(notice(
        "on-hold".to_owned(),
        "wait",
        "hold",
        "On hold".to_owned(),
        view! { <p>{words}</p> {lift} }.into_any(),
    ))
}
