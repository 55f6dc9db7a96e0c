//! What every request shares.

use std::ops::Deref;
use std::sync::Arc;

use domain::backend::Backend;
use domain::sources::Sources;
use store::Store;

use crate::address::Network;
use crate::assets::Sites;
use crate::doors::Doors;
use crate::doors::session::Sessions;
use crate::live::Hub;

/// What every request shares. Cheap to clone.
#[derive(Clone)]
pub struct Shared(Arc<State>);

/// What [`Shared`] holds.
pub struct State {
    /// The store, as pages see it.
    pub backend: Arc<dyn Backend>,
    /// The same store, for what only the server asks of it: sessions, secrets, the access log.
    pub store: Arc<Store>,
    /// Passwords, sessions and one-time links.
    pub doors: Doors,
    /// Time, ids and randomness.
    pub sources: Arc<dyn Sources>,
    /// The files of the web build.
    pub sites: Sites,
    /// Live streams.
    pub hub: Hub,
    /// Scheme, host and port under which people reach the program, without a slash at the end.
    pub public_url: String,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
}

impl Shared {
    /// Shares a state.
    pub fn new(state: State) -> Self {
        Self(Arc::new(state))
    }

    /// Sessions, as the layer that reads cookies sees them.
    pub fn sessions(&self) -> Sessions {
        Sessions::new(Arc::clone(&self.store), Arc::clone(&self.sources))
    }
}

impl Deref for Shared {
    type Target = State;
    fn deref(&self) -> &State {
        &self.0
    }
}
