//! `/{org}/audit/access`: who came in or did not, what was read, and what was refused.

use domain::accounts::permission::{Right, check};
use domain::audit::{ACCESS_DAYS, Access, AccessKind, AccessPage};
use domain::backend::Opened;
use leptos::prelude::*;

use crate::audit::accesses::sentence;
use crate::audit::filter::{Typed, access_filter};
use crate::audit::pages::filters::{chosen, pager};
use crate::context::{backend, member, organization};
use crate::failure::Failure;
use crate::layout::{Page, Place, frame};
use crate::pages::{page, parameter, query};
use crate::parts::{Clock, Crumb, PageHead, visible};

/// The access log. Reading it stands in it too, as reading any page does.
#[component]
pub fn AccessLogPage() -> impl IntoView {
    let org = parameter("org");
    let query = query();
    let text = move |name: &str| query.get(name).unwrap_or_default();
    let typed = Typed {
        search: String::new(),
        who: text("who"),
        what: text("what"),
        from: text("from"),
        to: text("to"),
    };
    let before = text("before").parse().ok();
    page(async move {
        let opened = organization(&org).await?;
        check(member(&opened)?, Right::ReadAccessLog, None)?;
        let clock = Clock::of(&opened)?;
        let (found, problem) = match access_filter(&opened, &typed, before) {
            Ok(filter) => (backend().access(opened.directory.id, &filter).await?, None),
            Err(failure @ Failure::Invalid { .. }) => (AccessPage::default(), Some(failure)),
            Err(other) => return Err(other),
        };
        let kinds = AccessKind::ALL.map(|kind| (kind.value(), kind.name()));
        let lead = format!(
            "Who signed in or tried to, what was read, and what was refused. Kept for {ACCESS_DAYS} days and no part of the \
             ledger: every change is an entry of the trail."
        );
        let path = format!("/{org}/audit/access");
        let body = view! {
            <PageHead
                title="Access log".to_owned()
                crumbs=vec![Crumb::new(format!("/{org}/audit"), "Audit trail")]
                lead=lead
            />
            <div class="stack">
                {chosen(&opened, &typed, &kinds, None, problem.as_ref())} {list(&opened, &path, &clock, &found.lines)}
                {pager(&path, &typed, before.is_some(), found.next)}
            </div>
        };
        frame(Some(&opened), Page::new(Place::Audit, "Access log"), body).await
    })
}

fn list(opened: &Opened, path: &str, clock: &Clock, lines: &[Access]) -> AnyView {
    if lines.is_empty() {
        return view! {
            <div class="empty">
                <h2>"No line matches"</h2>
                <p>"Widen the dates or choose anybody and anything. What was done a second ago is written any moment."</p>
                <a class="button" href=path.to_owned()>"Show everything"</a>
            </div>
        }
        .into_any();
    }
    let lines = lines.iter().map(|access| line(opened, clock, access)).collect_view();
    view! { <ul class="rows" data-of="accesses">{lines}</ul> }.into_any()
}

fn line(opened: &Opened, clock: &Clock, access: &Access) -> impl IntoView + use<> {
    let device = Some(access.device.as_str()).filter(|device| !device.is_empty());
    let place: Vec<&str> = [access.address.as_str()].into_iter().chain(device).collect();
    view! {
        <li class="row">
            <span class="row__cell">
                <time class="nowrap" datetime=clock.machine(access.at) title=clock.full(access.at)>
                    {clock.seconds(access.at)}
                </time>
            </span>
            <span class="row__main">
                <span>{visible(&sentence(opened, access))}</span>
                <span class="row__sub">{visible(&place.join(", "))}</span>
            </span>
            <span class="row__cell"><span class="tag" data-tone=tone(access.what)>{access.what.name()}</span></span>
            <span class="row__cell"><span class="visually-hidden">"Status "</span>{access.status}</span>
        </li>
    }
}

/// What an eye looks for among hundreds of lines: whoever was not let in, and what was not given.
const fn tone(what: AccessKind) -> Option<&'static str> {
    match what {
        AccessKind::SignInFailed | AccessKind::Refused => Some("block"),
        AccessKind::SignedIn | AccessKind::SignedOut | AccessKind::Read | AccessKind::Sent => None,
    }
}
