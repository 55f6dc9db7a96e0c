//! The access log: who read what, noted after the answer (02 §7).

use std::sync::atomic::Ordering;

use app::context::Visitor;
use app::deployments::actions::live::Refresh;
use app::deployments::actions::weigh::{WeighMove, WeighTime};
use app::palette::actions::Find;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use domain::audit::{Access, AccessKind};
use http::Method;
use server_fn::ServerFn as _;

use crate::feeds;
use crate::state::Shared;
use crate::visit::{Visit, is_prefetch};

/// Functions that islands post to and that change nothing.
const READS: [&str; 4] = [Refresh::PATH, Find::PATH, WeighMove::PATH, WeighTime::PATH];

/// Notes the request of somebody signed in once it is answered, and every refused one.
pub async fn note(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let visit = request.extensions().get::<Visit>().cloned();
    let prefetch = is_prefetch(request.headers());
    let method = request.method().clone();
    let path = without_secrets(request.uri().path());
    let response = next.run(request).await;
    let Some(visit) = visit.filter(|_| !prefetch) else {
        return response;
    };
    let status = response.status().as_u16();
    let Visitor::SignedIn(signed_in) = &visit.visitor else {
        return response;
    };
    let what = match (&method, status) {
        (_, 400..) => AccessKind::Refused,
        _ if visit.refused.load(Ordering::Relaxed) => AccessKind::Refused,
        (&Method::GET, _) => AccessKind::Read,
        _ if READS.contains(&path.as_str()) => AccessKind::Read,
        _ => AccessKind::Sent,
    };
    shared.store.note_access(Access {
        at: visit.now,
        organization: visit.opened.get().copied(),
        person: Some(signed_in.actor.person),
        session: Some(signed_in.actor.session),
        address: visit.address.to_string(),
        device: visit.gate.device(),
        what,
        detail: path,
        status,
    });
    response
}

/// The path as it may be kept: links of invitations and resets and addresses of feeds
/// are secrets.
fn without_secrets(path: &str) -> String {
    let links = ["/invitations/", "/reset/", feeds::PREFIX];
    let link = links.into_iter().find(|link| path.starts_with(link));
    link.unwrap_or(path).chars().take(500).collect()
}
