//! What people wrote beside the work: comments, links, the log (D8, D11).

use domain::backend::Comment;
use domain::deployments::{Action, AddedLink, DeploymentLog, LogField};
use domain::refusal::Refusal;
use domain::templates::ItemKey;
use domain::text::{CommentText, Link, LinkLabel, LogText};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::evidence;
use super::panel::panel;
use crate::deployments::actions::notes::{AddComment, AddLink, NoteLog};
use crate::deployments::view::View;
use crate::form::{Form, use_form};
use crate::parts::{Field, Fold, Time, block_html};

/// The comments on the deployment or on one item, oldest first.
pub(in crate::deployments) fn said(view: &View, item: Option<&ItemKey>, comments: Vec<Comment>) -> AnyView {
    let clock = view.clock;
    let lines = comments
        .into_iter()
        .map(|comment| {
            let about = comment.item.filter(|_| item.is_none()).map(|key| {
                let href = format!("{}/items/{key}", view.base);
                view! { " on " <a href=href>{view.names().item(&key)}</a> }
            });
            view! {
                <li class="comment">
                    <p class="comment__by">
                        <span><b>{view.person(comment.by)}</b> {about}</span>
                        <Time clock=clock at=comment.at />
                    </p>
                    <div class="prose" inner_html=block_html(comment.text.as_str(), "")></div>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="comments">{lines}</ol> }.into_any()
}

/// The comments on the deployment or on one item, and the form that adds one.
pub(in crate::deployments) fn comments(view: &View, item: Option<&ItemKey>, comments: Vec<Comment>) -> AnyView {
    let form = use_form(AddComment::url());
    let field = Field {
        name: "comment",
        label: "Comment",
        hint: Some("What is written stays in the record. Markdown."),
        max: CommentText::MAX,
        ..Field::default()
    };
    let may = view.may(Action::Comment).is_ok();
    let none = comments.is_empty() && !may;
    view! {
        {said(view, item, comments)}
        {none.then(|| view! { <p class="muted">"Nothing was said."</p> })}
        {may
            .then(|| {
                view! {
                    <form class="form" method="post" action=AddComment::url()>
                        {view.hidden_in("comments")}
                        {item.map(|key| view! { <input type="hidden" name="item" value=key.to_string() /> })}
                        {field.text(&form, 3, "")}
                        <div class="form__actions">
                            <button class="button">"Add comment"</button>
                        </div>
                    </form>
                }
            })}
    }
    .into_any()
}

/// The region *Comments* of the deployment's page.
pub(in crate::deployments) fn comments_panel(view: &View, all: Vec<Comment>) -> AnyView {
    let count = Some(all.len()).filter(|count| *count > 0);
    panel(
        "comments",
        "comment",
        "Comments",
        None,
        count,
        comments(view, None, all),
    )
}

/// Links, of the deployment or of one item.
pub(in crate::deployments) fn linked(view: &View, links: &[AddedLink]) -> AnyView {
    let clock = view.clock;
    let lines = links
        .iter()
        .map(|link| {
            let url = link.url.to_string();
            let words = link.label.as_ref().map_or_else(|| url.clone(), ToString::to_string);
            let by = format!("{}, {}", view.person(link.by), clock.short(link.at));
            view! {
                <li>
                    <a class="panel__link" href=url rel="noopener nofollow">{words}</a>
                    <p class="panel__note">{by}</p>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="stack" data-gap="small">{lines}</ul> }.into_any()
}

/// The region *Links*, of the deployment or of one item, and the form that adds one.
pub(in crate::deployments) fn links(view: &View, item: Option<&ItemKey>, links: &[AddedLink], may: bool) -> AnyView {
    let form = use_form(AddLink::url());
    let asked = item.and_then(|key| view.found.structure.item(key)?.item.evidence);
    let address = Field {
        name: "link",
        label: "Link",
        // The key `e` leads here where the item asks for nothing that is typed in (07).
        id: (item.is_some() && !evidence::typed(asked)).then_some("evidence"),
        max: Link::MAX,
        ..Field::default()
    };
    let label = Field {
        name: "label",
        label: "Label",
        hint: Some("Optional."),
        max: LinkLabel::MAX,
        ..Field::default()
    };
    let body = view! {
        {(!links.is_empty()).then(|| linked(view, links))}
        {(links.is_empty() && !may).then(|| view! { <p class="muted">"None."</p> })}
        {may
            .then(|| {
                view! {
                    <form class="form" method="post" action=AddLink::url()>
                        {view.hidden_in("links")}
                        {item.map(|key| view! { <input type="hidden" name="item" value=key.to_string() /> })}
                        {address.line(&form, "url", "")}
                        {label.line(&form, "text", "")}
                        <div>
                            <button class="button">"Add link"</button>
                        </div>
                    </form>
                }
            })}
    };
    let count = Some(links.len()).filter(|count| *count > 0);
    panel("links", "link", "Links", None, count, body.into_any())
}

/// The region *Log*: what was noted about the run, and the form that notes it (D8). Nothing before it was started.
pub(in crate::deployments) fn log(view: &View) -> Option<AnyView> {
    let standing = view.standing();
    if !standing.started() {
        return None;
    }
    let log = &view.deployment().log;
    let may = view.may(Action::NoteLog).is_ok();
    if !may && silent(log) {
        return None;
    }
    let body = view! {
        {noted(log)}
        {may.then(|| log_form(view, log))}
    };
    Some(panel("log", "pen", "Log", None, None, body.into_any()))
}

/// What was noted, a line each.
pub(in crate::deployments) fn noted(log: &DeploymentLog) -> AnyView {
    let lines = LogField::ALL
        .into_iter()
        .filter_map(|field| Some((field.name(), text(log, field)?)))
        .map(|(name, text)| view! { <dt>{name}</dt> <dd class="prose" inner_html=block_html(&text, "")></dd> })
        .collect_view();
    view! { <dl class="facts">{lines}</dl> }.into_any()
}

/// Whether nothing was noted.
pub(in crate::deployments) fn silent(log: &DeploymentLog) -> bool {
    LogField::ALL.into_iter().all(|field| text(log, field).is_none())
}

/// A field of the log as pages show it; nothing where nothing was noted.
fn text(log: &DeploymentLog, field: LogField) -> Option<String> {
    let words = |text: &Option<LogText>| text.as_ref().map(ToString::to_string);
    match field {
        LogField::Downtime => log.downtime_minutes.map(|minutes| format!("{minutes} min")),
        LogField::Issues => words(&log.issues),
        LogField::Resolutions => words(&log.resolutions),
        LogField::Notes => words(&log.notes),
        LogField::Deviations => words(&log.deviations),
    }
}

/// The form on top of what is stored now, and what it was rendered from: as on the page that edits details (D12).
fn rebased(form: Form, log: &DeploymentLog) -> (Form, String) {
    let now = serde_json::to_string(log).unwrap_or_default();
    let before = form.typed("seen");
    let before = before.and_then(|seen| serde_json::from_str::<DeploymentLog>(&seen).ok());
    let (Some(before), Some(Refusal::Stale { .. })) = (before, form.refusal()) else {
        let seen = form.value("seen", &now);
        return (form, seen);
    };
    let untouched: Vec<(&'static str, String)> = LogField::ALL
        .into_iter()
        .filter(|field| {
            form.typed(input(*field))
                .is_some_and(|typed| typed.trim() == typed_as(&before, *field))
        })
        .map(|field| (input(field), typed_as(log, field)))
        .collect();
    (form.replacing(&untouched), now)
}

/// A field of the log as it is typed.
fn typed_as(log: &DeploymentLog, field: LogField) -> String {
    match field {
        LogField::Downtime => log
            .downtime_minutes
            .map(|minutes| minutes.to_string())
            .unwrap_or_default(),
        LogField::Issues | LogField::Resolutions | LogField::Notes | LogField::Deviations => {
            text(log, field).unwrap_or_default()
        }
    }
}

/// The name of a field of the log in the form.
const fn input(field: LogField) -> &'static str {
    match field {
        LogField::Downtime => "downtime",
        LogField::Issues => "issues",
        LogField::Resolutions => "resolutions",
        LogField::Notes => "notes",
        LogField::Deviations => "deviations",
    }
}

fn log_form(view: &View, log: &DeploymentLog) -> AnyView {
    let (form, seen) = rebased(use_form(NoteLog::url()), log);
    let stored = |field| typed_as(log, field);
    let field = |name, label, hint| Field {
        name,
        label,
        hint: Some(hint),
        max: LogText::MAX,
        ..Field::default()
    };
    let downtime = Field {
        name: "downtime",
        label: "Downtime",
        hint: Some("Optional. In minutes."),
        ..Field::default()
    };
    view! {
        <details class="more" open=form.failed()>
            <summary>
                <Fold />
                "Write the log"
            </summary>
            <p class="muted">"What is written stays in the record."</p>
            <form class="form" method="post" action=NoteLog::url()>
                {view.hidden_in("log")}
                <input type="hidden" name="seen" value=seen />
                {downtime.line(&form, "text", &stored(LogField::Downtime))}
                {field("issues", "Issues", "Optional. What went wrong.").text(&form, 2, &stored(LogField::Issues))}
                {field("resolutions", "Resolutions", "Optional. How it was put right.")
                    .text(&form, 2, &stored(LogField::Resolutions))}
                {field("notes", "Notes", "Optional.").text(&form, 2, &stored(LogField::Notes))}
                {field("deviations", "Deviations", "Optional. What was done otherwise than planned.")
                    .text(&form, 2, &stored(LogField::Deviations))}
                <div class="form__actions">
                    <button class="button">"Save log"</button>
                </div>
            </form>
        </details>
    }
    .into_any()
}
