//! Coming in and going out: passwords, sessions, one-time codes and links.

mod attempts;
mod gate;
mod links;
mod passwords;
mod repeats;
pub mod session;
mod throttle;

use std::sync::{Arc, Mutex, PoisonError};

use domain::sources::Sources;
use ledger::Hash;
use sha2::{Digest, Sha256};

pub use gate::RequestGate;
pub use links::{address_for, founding};
pub use passwords::{Hasher, choose, random_password};
use repeats::Claims;
pub use repeats::Sent;

/// What every request's gate shares.
#[derive(Clone)]
pub struct Doors(Arc<Inner>);

struct Inner {
    hasher: Hasher,
    setup_code: Mutex<Option<String>>,
    /// Held while the first organization is founded: the code founds one, however often it is sent at once.
    founding: tokio::sync::Mutex<()>,
    claims: Claims,
}

impl Doors {
    /// Doors with as many hashers as there are cores.
    pub fn new() -> Self {
        Self(Arc::new(Inner {
            hasher: Hasher::new(),
            setup_code: Mutex::new(None),
            founding: tokio::sync::Mutex::default(),
            claims: Claims::default(),
        }))
    }

    /// Hashes and checks passwords.
    pub fn hasher(&self) -> &Hasher {
        &self.0.hasher
    }

    /// Makes the one-time code for set-up, to be printed at start.
    pub fn issue_setup_code(&self, sources: &dyn Sources) -> String {
        let code = grouped(&secret_text(sources));
        *self.0.setup_code.lock().unwrap_or_else(PoisonError::into_inner) = Some(code.clone());
        code
    }

    /// Whether a text is the set-up code. Case, spaces and hyphens do not matter: it is typed from a terminal.
    fn is_setup_code(&self, typed: &str) -> bool {
        let bare = |text: &str| {
            text.chars()
                .filter(char::is_ascii_alphanumeric)
                .collect::<String>()
                .to_lowercase()
        };
        let code = self.0.setup_code.lock().unwrap_or_else(PoisonError::into_inner);
        // Hashes are compared, so that time tells nothing about the code.
        code.as_deref()
            .is_some_and(|code| token_hash(&bare(code)) == token_hash(&bare(typed)))
    }

    fn spend_setup_code(&self) {
        *self.0.setup_code.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Default for Doors {
    fn default() -> Self {
        Self::new()
    }
}

/// A secret of 256 random bits as 64 hexadecimal digits.
pub fn secret_text(sources: &dyn Sources) -> String {
    Hash::from(sources.salt()).to_string()
}

/// What is stored of a secret.
pub fn token_hash(secret: &str) -> Hash {
    Hash::from(<[u8; 32]>::from(Sha256::digest(secret.as_bytes())))
}

/// The first twenty digits of a secret in groups of five: 80 bits, short enough to type.
fn grouped(secret: &str) -> String {
    let digits: Vec<char> = secret.chars().take(20).collect();
    let groups: Vec<String> = digits.chunks(5).map(|group| group.iter().collect()).collect();
    groups.join("-")
}
