//! Live updates: a stream of "entry N touched stream S" per organization (02 §7).
//!
//! A stream is authorised like a page, and again at each event and each minute. It says only that something changed;
//! whoever listens fetches what it shows.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use app::context::Visitor;
use app::failure::Failure;
use axum::extract::{Path, Request, State};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use domain::decide::LedgerName;
use domain::id::{OrganizationId, PersonId};
use domain::text::Slug;
use futures_util::Stream;
use futures_util::stream::unfold;
use http::request::Parts;
use store::Touched;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};
use tower_sessions::Session;

use crate::doors::session;
use crate::state::Shared;
use crate::visit::Visit;
use crate::{forms, limits};

/// Where streams are: `/events/{org}`.
pub const PREFIX: &str = "/events/";

/// What all streams share: what ends them, and how often they look at their session.
#[derive(Debug, Clone)]
pub struct Hub {
    closing: watch::Sender<bool>,
    check: Duration,
}

impl Hub {
    /// Streams may begin.
    pub fn new() -> Self {
        Self::checking(limits::LIVE_CHECK)
    }

    /// Streams may begin, and look at their session so often.
    pub fn checking(check: Duration) -> Self {
        Self {
            closing: watch::Sender::new(false),
            check,
        }
    }

    fn check(&self) -> Interval {
        let mut check = interval_at(Instant::now() + self.check, self.check);
        check.set_missed_tick_behavior(MissedTickBehavior::Delay);
        check
    }

    /// Ends every stream, so that the server can stop.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }
}

impl Default for Hub {
    fn default() -> Self {
        Self::new()
    }
}

/// Answers `/events/{org}`.
pub async fn stream(
    State(shared): State<Shared>,
    Path(slug): Path<String>,
    session: Session,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    match begin(&shared, &slug, session, &parts).await {
        Ok(listener) => {
            metrics::gauge!("countersign_live_streams").increment(1);
            Sse::new(events(listener)).into_response()
        }
        Err(failure) => forms::failed(&shared, &parts, failure).await,
    }
}

/// One open stream.
struct Listener {
    shared: Shared,
    slug: Slug,
    organization: OrganizationId,
    person: PersonId,
    session: Session,
    touched: Receiver<Touched>,
    closing: watch::Receiver<bool>,
    waiting: VecDeque<Event>,
    /// Size of the ledger as far as it was told.
    position: u64,
    /// When the session is looked at again, however much is told meanwhile: of other organizations too.
    check: Interval,
}

async fn begin(shared: &Shared, slug: &str, session: Session, request: &Parts) -> Result<Listener, Failure> {
    let visit = request.extensions.get::<Visit>().ok_or(Failure::NotSignedIn)?;
    let Visitor::SignedIn(signed_in) = &visit.visitor else {
        return Err(Failure::NotSignedIn);
    };
    let person = signed_in.actor.person;
    let slug = Slug::parse(slug).map_err(|_| Failure::NotFound)?;
    // Listening begins before reading, so that nothing falls between the two.
    let touched = shared.store.subscribe();
    let opened = shared.backend.open(&slug, person).await?.ok_or(Failure::NotFound)?;
    let mut listener = Listener {
        shared: shared.clone(),
        organization: opened.directory.id,
        slug,
        person,
        session,
        touched,
        closing: shared.hub.closing.subscribe(),
        waiting: VecDeque::new(),
        position: opened.position,
        check: shared.hub.check(),
    };
    match last_seen(request) {
        // What was missed is told as one event: whoever listens looks for itself.
        Some(seen) if seen + 1 < opened.position => listener.tell_missed(),
        Some(_) => {}
        None => listener.waiting.push_back(Event::default().comment("open")),
    }
    Ok(listener)
}

/// The last entry that whoever listens knows of: said by a browser that comes back (`Last-Event-ID`), or by a page that
/// opens a stream anew (`?after=`).
fn last_seen(request: &Parts) -> Option<u64> {
    let named = request
        .headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok());
    let asked = request.uri.query().and_then(|query| query.strip_prefix("after="));
    named.or(asked)?.parse().ok()
}

impl Listener {
    fn tell_missed(&mut self) {
        if let Some(last) = self.position.checked_sub(1) {
            self.waiting.push_back(
                Event::default()
                    .event("missed")
                    .id(last.to_string())
                    .data(last.to_string()),
            );
        }
    }

    fn tell(&mut self, touched: &Touched) {
        self.position = self.position.max(touched.seq + 1);
        // Another node wrote, and did not say what about.
        let Some(stream) = touched.stream else {
            return self.tell_missed();
        };
        let id = touched.seq.to_string();
        self.waiting
            .push_back(Event::default().event("entry").id(&id).data(format!("{id} {stream}")));
    }

    /// The size of the ledger now, while the session still lives and its person is still a member.
    async fn allowed(&self) -> Option<u64> {
        let fresh = Session::new(self.session.id(), Arc::new(self.shared.sessions()), None);
        let held = session::held(&fresh).await;
        if !matches!(held, Ok(Some(held)) if held.person == self.person) {
            return None;
        }
        let opened = self.shared.backend.open(&self.slug, self.person).await;
        opened.ok().flatten().map(|opened| opened.position)
    }

    /// The next event; `None` at the end.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            let heard = tokio::select! {
                _ = self.closing.wait_for(|closing| *closing) => return None,
                heard = self.touched.recv() => Some(heard),
                _ = self.check.tick() => None,
            };
            let Some(heard) = heard else {
                return self.allowed().await.map(|_| Event::default().comment("still here"));
            };
            match heard {
                Ok(touched) if touched.ledger == LedgerName::Organization(self.organization) => {
                    self.allowed().await?;
                    self.tell(&touched);
                }
                Ok(_) => {}
                // What was missed is up to where the ledger is now; a page ignores what it has seen.
                Err(RecvError::Lagged(_)) => {
                    self.position = self.allowed().await?;
                    self.tell_missed();
                }
                Err(RecvError::Closed) => return None,
            }
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        metrics::gauge!("countersign_live_streams").decrement(1);
    }
}

type Events = Pin<Box<dyn Stream<Item = Result<Event, Infallible>> + Send>>;

fn events(listener: Listener) -> Events {
    Box::pin(unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok(event), listener))
    }))
}
