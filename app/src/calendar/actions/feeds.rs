//! Feeds: making and revoking (W13).

use leptos::prelude::*;

use crate::failure::Failure;
#[cfg(feature = "ssr")]
use {
    super::{planner, send},
    crate::calendar::feeds::lists_of,
    crate::context::{execute_with, gate, go_to, show_once, sources},
    crate::failure::Checks,
    domain::calendar::CalendarCommand,
    domain::command::{Command, Secret},
    domain::id::FeedId,
    domain::text::CalendarName,
};

/// **Make feed**. Its address is shown once, for copying.
#[server]
pub async fn make_feed(org: String, name: String, #[server(default)] lists: String) -> Result<(), Failure> {
    let opened = planner(&org).await?;
    let mut checks = Checks::default();
    let name = checks.text("name", CalendarName::parse(&name));
    let lists = checks.choice("lists", lists_of(&lists));
    let (Some(name), Some(lists)) = (name, lists) else {
        return Err(checks.failure());
    };
    let feed = FeedId::new(sources().uuid());
    let (secret, token) = gate().link_secret();
    let command = Command::Calendar {
        organization: opened.directory.id,
        command: CalendarCommand::MakeFeed { feed, name, lists },
    };
    let outcome = execute_with(command, vec![Secret::Feed { feed, token }], Vec::new()).await?;
    // A repeated request repeats the first answer, whose secret nobody but its reader has.
    if outcome.repeated {
        go_to(&format!("/{org}/calendar/feeds?made=again#made-now"));
    } else {
        show_once(secret);
        go_to(&format!("/{org}/calendar/feeds"));
    }
    Ok(())
}

/// **Revoke**: the address answers nobody any more.
#[server]
pub async fn revoke_feed(org: String, feed: String) -> Result<(), Failure> {
    let opened = planner(&org).await?;
    let feed = feed.parse().map_err(|_| Failure::NotFound)?;
    send(&opened, CalendarCommand::RevokeFeed { feed }).await?;
    go_to(&format!("/{org}/calendar/feeds?revoked=yes"));
    Ok(())
}
