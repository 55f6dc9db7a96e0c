//! `/{org}/calendar/feeds`: addresses at which other programs read the calendar (W13).

use std::collections::BTreeMap;

use domain::backend::Opened;
use domain::calendar::{FeedAddress, may_plan};
use domain::id::FeedId;
use domain::text::CalendarName;
use domain::time::Timestamp;
use leptos::prelude::*;
use server_fn::ServerFn;

use super::above;
use super::fields::field;
use crate::calendar::actions::{MakeFeed, RevokeFeed};
use crate::calendar::feeds::{EVERYTHING, choices, words};
use crate::context::{backend, member, organization};
use crate::form::{Hidden, use_form};
use crate::layout::{Page, Place, frame};
use crate::pages::{page, parameter, query};
use crate::parts::{Clock, Field, Icon, PageHead, ShortTime, ShownOnce, errors, refused};
use crate::sentences::Names;

const TITLE: &str = "Feeds";

const NAME: Field = Field {
    hint: Some("Which calendar or screen it is for. What is written here stays in the trail."),
    max: CalendarName::MAX,
    ..field("name", "Name")
};

const LISTS: Field = field("lists", "What it lists");

/// Feeds: what there is, and the form for another one.
#[component]
pub fn FeedsPage() -> impl IntoView {
    let org = parameter("org");
    page(async move {
        let opened = organization(&org).await?;
        may_plan(member(&opened)?)?;
        let clock = Clock::of(&opened)?;
        let names = Names::of(&opened, &clock)?;
        let fetched = backend().feeds_fetched(opened.directory.id).await?;
        let revoking = use_form(RevokeFeed::url());
        let lead = "Calendar programs read windows, freezes and bookings at the address of a feed, without signing in. \
                    Whoever has the address reads it until it is revoked.";
        let body = view! {
            <PageHead title=TITLE.to_owned() crumbs=above(&org) lead=lead.to_owned() />
            {revoked()}
            {refused(&revoking, &names)}
            <div class="split">
                {list(&org, &opened, &names, &fetched)}
                {make(&org, &opened, &names)}
            </div>
        };
        frame(Some(&opened), Page::new(Place::Calendar, TITLE), body).await
    })
}

/// Every feed that was not revoked, the newest first.
fn list(org: &str, opened: &Opened, names: &Names<'_>, fetched: &BTreeMap<FeedId, Timestamp>) -> AnyView {
    let feeds = &opened.directory.calendar.feeds;
    if feeds.is_empty() {
        return view! {
            <div class="empty" data-size="small">
                <h2>"No feeds"</h2>
                <p>"Make one for the calendar that your team already looks at."</p>
            </div>
        }
        .into_any();
    }
    let mut feeds: Vec<(&FeedId, &FeedAddress)> = feeds.iter().collect();
    feeds.sort_by_key(|(_, feed)| std::cmp::Reverse(feed.made.seq));
    let lines = feeds
        .into_iter()
        .map(|(id, feed)| line(org, opened, names, (*id, feed), fetched.get(id).copied()))
        .collect_view();
    view! { <ul class="rows" data-of="feeds">{lines}</ul> }.into_any()
}

fn line(
    org: &str,
    opened: &Opened,
    names: &Names<'_>,
    (id, feed): (FeedId, &FeedAddress),
    fetched: Option<Timestamp>,
) -> AnyView {
    let clock = *names.clock;
    let read = fetched.map_or_else(|| "never fetched".to_owned(), |at| format!("fetched {}", clock.day(at)));
    let label = format!("Revoke {}", feed.name);
    view! {
        <li class="row">
            <span class="row__main">
                <span>{feed.name.to_string()}</span>
                <span class="row__sub">
                    {format!("made by {}, ", names.person(feed.made.by))} <ShortTime clock=clock at=feed.made.at />
                </span>
            </span>
            <span class="row__cell">{words(&opened.directory, feed.lists)}</span>
            <span class="row__cell">{read}</span>
            <span class="row__act">
                <form method="post" action=RevokeFeed::url()>
                    <Hidden />
                    <input type="hidden" name="org" value=org.to_owned() />
                    <input type="hidden" name="feed" value=id.to_string() />
                    <button class="button" data-kind="danger" data-size="small" aria-label=label>"Revoke"</button>
                </form>
            </span>
        </li>
    }
    .into_any()
}

/// The form for a new one, and the address of the one that was just made.
fn make(org: &str, opened: &Opened, names: &Names<'_>) -> AnyView {
    let form = use_form(MakeFeed::url());
    view! {
        <section class="panel" aria-labelledby="make">
            <div class="panel__head"><h2 id="make">"Make a feed"</h2></div>
            <div class="panel__body">
                {made()} {errors(&form, &[NAME, LISTS])} {refused(&form, names)}
                <form class="form" method="post" action=MakeFeed::url()>
                    <Hidden />
                    <input type="hidden" name="org" value=org.to_owned() />
                    {NAME.line(&form, "text", "")}
                    {LISTS.select(&form, choices(&opened.directory), EVERYTHING)}
                    <div class="form__actions">
                        <button class="button" data-kind="primary">"Make feed"</button>
                    </div>
                </form>
            </div>
        </section>
    }
    .into_any()
}

/// What became of the feed that was just made.
fn made() -> Option<AnyView> {
    let made = ShownOnce {
        named: "made",
        id: "made-now",
        made: "Feed made. Subscribe to this address in your calendar. It is shown once, and whoever has it reads the feed.",
        before: "This feed was made before. Its address was shown then; revoke it and make another one for a new address.",
    };
    made.notice(|secret| format!("/feeds/{secret}.ics"))
}

/// Says that one was just revoked.
fn revoked() -> Option<AnyView> {
    let revoked = query().get("revoked").is_some();
    revoked.then(|| {
        view! {
            <section class="notice" data-tone="run" role="status">
                <Icon name="check" />
                <p>"The feed is revoked. Its address answers nobody any more."</p>
            </section>
        }
        .into_any()
    })
}
