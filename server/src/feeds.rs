//! `/feeds/{secret}.ics`: the calendar for programs that cannot sign in (W13).
//!
//! The 256 bits in the address are all that is asked for: calendars send neither a cookie nor a password. Like those of
//! invitations they need no throttle, because nobody guesses them. What does not work, for whatever reason, is the same 404.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::calendar::FeedFile;
use domain::time::Timestamp;
use domain::zone::Zone;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};
use ledger::{Hash, blob_hash};
use store::FeedLink;

use crate::doors::token_hash;
use crate::state::Shared;

/// Where feeds are: `/feeds/{secret}.ics`.
pub const PREFIX: &str = "/feeds/";

/// A subscriber asks again each time, and mostly hears that nothing changed; nobody between it and here keeps a copy.
const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-cache");
/// What calendars know it by.
const ICALENDAR: HeaderValue = HeaderValue::from_static("text/calendar; charset=utf-8");

/// Answers `/feeds/{secret}.ics`.
pub async fn feed(State(shared): State<Shared>, Path(file): Path<String>, request: HeaderMap) -> Response {
    let token = token_hash(file.strip_suffix(".ics").unwrap_or_default());
    let now = shared.sources.now();
    let link = match shared.store.feed_of(&token, now).await {
        Ok(Some(link)) => link,
        Ok(None) => return missing(),
        Err(error) => {
            tracing::warn!(%error, "a feed was not read");
            let later = HeaderValue::from(app::failure::UNAVAILABLE_RETRY);
            return (
                StatusCode::SERVICE_UNAVAILABLE,
                [(RETRY_AFTER, later)],
                "Try again later.",
            )
                .into_response();
        }
    };
    answer(&shared, (&token, &link), now, &request)
        .await
        .unwrap_or_else(missing)
}

async fn answer(
    shared: &Shared,
    (token, link): (&Hash, &FeedLink),
    now: Timestamp,
    request: &HeaderMap,
) -> Option<Response> {
    let directory = &link.directory.state;
    let lists = directory.calendar.feeds.get(&link.feed)?.lists;
    let zone = Zone::find(&directory.zone).unwrap_or(Zone::UTC);
    if link.fetched_at.map(|at| zone.date(at)) != Some(zone.date(now))
        && let Err(error) = shared.store.note_fetched(token, now).await
    {
        // A database that takes no writes still answers who reads.
        tracing::warn!(%error, "a feed's reading was not noted");
    }
    let file = FeedFile {
        directory,
        lists,
        booked: &link.booked,
        public_url: &shared.public_url,
        now,
    };
    let file = file.write();
    // Weak, because compression changes the bytes and not what they say.
    let tag = format!("W/\"{}\"", blob_hash(file.as_bytes()));
    let etag = HeaderValue::try_from(&tag).ok()?;
    let headers = [(ETAG, etag), (CACHE_CONTROL, PRIVATE), (CONTENT_TYPE, ICALENDAR)];
    if has(request, &tag) {
        return Some((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    Some((headers, file).into_response())
}

/// Whether the request names what the subscriber has, and that is this.
fn has(request: &HeaderMap, tag: &str) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let named = request
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok());
    named
        .flat_map(|value| value.split(','))
        .any(|known| bare(known) == bare(tag))
}

fn missing() -> Response {
    (StatusCode::NOT_FOUND, "There is no such feed, or not any more.").into_response()
}
