//! Who visits: read once per request, before anything else looks at it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use app::context::{SignedIn, Visitor};
use app::failure::Failure;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use domain::id::OrganizationId;
use domain::time::Timestamp;
use http::HeaderMap;
use http::header::USER_AGENT;
use http::request::Parts;
use tower_sessions::Session;

use crate::doors::RequestGate;
use crate::doors::session;
use crate::ops::Reference;
use crate::state::Shared;
use crate::{address, forms};

/// What is known of a request before it is answered.
#[derive(Clone)]
pub struct Visit {
    /// Passwords and sessions, bound to this request.
    pub gate: Arc<RequestGate>,
    /// Who.
    pub visitor: Visitor,
    /// The instant of the request.
    pub now: Timestamp,
    /// The request's id.
    pub reference: String,
    /// Network address.
    pub address: IpAddr,
    /// The first organization that was opened for it.
    pub opened: Arc<OnceLock<OrganizationId>>,
    /// Whether a rule refused what it asked for, although the answer is a good one: an island's.
    pub refused: Arc<AtomicBool>,
}

/// Reads session and person, and notes that the session is used.
pub async fn greet(State(shared): State<Shared>, session: Session, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match visit(&shared, &session, &parts).await {
        Ok(visit) => {
            parts.extensions.insert(visit);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(failure) => forms::failed(&shared, &parts, failure).await,
    }
}

async fn visit(shared: &Shared, session: &Session, request: &Parts) -> Result<Visit, Failure> {
    let now = shared.sources.now();
    let read = async { Ok((session::held(session).await?, session::account(session).await?)) };
    let (held, account) = read.await.map_err(|error: tower_sessions::session::Error| {
        tracing::warn!(%error, "the session could not be read");
        Failure::Unavailable
    })?;
    let visitor = held.as_ref().zip(account).map_or(Visitor::Anonymous, |(held, person)| {
        Visitor::SignedIn(SignedIn {
            actor: held.actor(),
            person: Arc::new(person),
        })
    });
    if let (Some(held), Visitor::SignedIn(_)) = (&held, &visitor)
        && counts_as_use(request)
    {
        session::touch(&shared.store, session, held, now);
    }
    let address = address(shared, request);
    let device = request
        .headers
        .get(USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let gate = RequestGate::new(shared.clone(), session.clone(), held, address, device, now);
    Ok(Visit {
        gate: Arc::new(gate),
        visitor,
        now,
        reference: Reference::of(request),
        address,
        opened: Arc::default(),
        refused: Arc::default(),
    })
}

/// Live streams stay open by themselves, and a prefetch may never be looked at.
fn counts_as_use(request: &Parts) -> bool {
    !request.uri.path().starts_with(crate::live::PREFIX) && !is_prefetch(&request.headers)
}

/// Whether a browser only asks in case its person goes there.
pub fn is_prefetch(headers: &HeaderMap) -> bool {
    headers
        .get("sec-purpose")
        .and_then(|value| value.to_str().ok())
        .is_some_and(|purpose| purpose.contains("prefetch"))
}

/// Where a request comes from. Tests call without a connection: that is this machine.
fn address(shared: &Shared, request: &Parts) -> IpAddr {
    let peer = request
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| info.0.ip());
    address::of_request(peer, &request.headers, &shared.trusted_proxies)
}
