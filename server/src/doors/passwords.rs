//! Passwords: how they are hashed, and which ones may be chosen (02 §5; NIST SP 800-63B-4 §3.1.1).

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::accounts::{GateRefusal, PASSWORD_MAX, PASSWORD_MIN};
use domain::backend::BackendError;
use domain::sources::Sources;
use tokio::sync::Semaphore;

/// KiB of memory of one hash: the least that OWASP names with two passes.
const MEMORY: u32 = 19 * 1024;
/// Passes.
const PASSES: u32 = 2;
/// Callers that may wait per core; more are told to come back.
const WAITING_PER_CORE: usize = 16;
/// Common passwords and their usual building stones, one per line, in lower case.
const COMMON: &str = include_str!("common.txt");
/// Characters of a password that must be left when everything common is taken away.
const LEFT: usize = 6;

/// Hashes and checks passwords off the async threads, as many at once as there are cores.
#[derive(Clone)]
pub struct Hasher(Arc<Queue>);

struct Queue {
    cores: Arc<Semaphore>,
    waiting: AtomicUsize,
    most: usize,
}

/// Why nothing was hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HashFault {
    /// Too many wait.
    Busy,
    /// A stored hash is not one, or the hasher failed: a defect or damage.
    Broken,
}

impl From<HashFault> for BackendError {
    fn from(fault: HashFault) -> Self {
        match fault {
            HashFault::Busy => Self::Unavailable,
            HashFault::Broken => Self::Internal,
        }
    }
}

/// A hash that no password has, for accounts that do not exist: the same work, the same time.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash(b"", &[7; 16]).unwrap_or_default());

impl Hasher {
    /// A hasher for this machine.
    pub fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self::with_cores(cores)
    }

    fn with_cores(cores: usize) -> Self {
        Self(Arc::new(Queue {
            cores: Arc::new(Semaphore::new(cores)),
            waiting: AtomicUsize::new(0),
            most: cores * WAITING_PER_CORE,
        }))
    }

    /// Hashes a password: Argon2id in PHC form.
    ///
    /// # Errors
    /// When too many wait, or the hasher fails.
    pub async fn hash(&self, password: &str, sources: &dyn Sources) -> Result<String, HashFault> {
        let salt = sources.salt();
        let password = password.to_owned();
        self.run(move || hash(password.as_bytes(), &salt[..16])).await?
    }

    /// Whether a password is the one that was hashed. Without a hash the same work is done, and the answer is no.
    ///
    /// # Errors
    /// When too many wait, or the stored hash is none.
    pub async fn verify(&self, password: &str, phc: Option<String>) -> Result<bool, HashFault> {
        // Nothing longer was ever accepted; hashing it would be work for nothing.
        let password: String = password.chars().take(PASSWORD_MAX + 1).collect();
        self.run(move || {
            let known = phc.is_some();
            let phc = phc.unwrap_or_else(|| NOBODY.clone());
            let parsed = PasswordHash::new(&phc).map_err(|_| HashFault::Broken)?;
            match Argon2::default().verify_password(password.as_bytes(), &parsed) {
                Ok(()) => Ok(known),
                Err(argon2::password_hash::Error::Password) => Ok(false),
                Err(_) => Err(HashFault::Broken),
            }
        })
        .await?
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, HashFault> {
        let place = Place::take(&self.0).ok_or(HashFault::Busy)?;
        let core = Arc::clone(&self.0.cores).acquire_owned().await;
        let core = core.map_err(|_| HashFault::Broken)?;
        // A hash that has begun cannot be stopped: it keeps its place and core also when nobody waits for it any more.
        let work = move || {
            let _held = (place, core);
            work()
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| HashFault::Broken)
    }
}

impl Default for Hasher {
    fn default() -> Self {
        Self::new()
    }
}

/// A place in the queue, given back when dropped.
struct Place(Arc<Queue>);

impl Place {
    fn take(queue: &Arc<Queue>) -> Option<Self> {
        let place = Self(Arc::clone(queue));
        (queue.waiting.fetch_add(1, Ordering::Relaxed) < queue.most).then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

fn hash(password: &[u8], salt: &[u8]) -> Result<String, HashFault> {
    let params = Params::new(MEMORY, PASSES, 1, None).map_err(|_| HashFault::Broken)?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let salt = SaltString::encode_b64(salt).map_err(|_| HashFault::Broken)?;
    let hashed = argon.hash_password(password, &salt).map_err(|_| HashFault::Broken)?;
    Ok(hashed.to_string())
}

/// Whether a password may be chosen by somebody with these names (address, name, organization).
///
/// # Errors
/// Too short, too long, or too common.
pub fn choose(password: &str, names: &[&str]) -> Result<(), GateRefusal> {
    let length = password.chars().count();
    if length < PASSWORD_MIN {
        return Err(GateRefusal::PasswordTooShort);
    }
    if length > PASSWORD_MAX {
        return Err(GateRefusal::PasswordTooLong);
    }
    if is_common(password, names) {
        Err(GateRefusal::PasswordCommon)
    } else {
        Ok(())
    }
}

/// Whether little is left of a password without common words, the person's own names, runs and repetitions.
fn is_common(password: &str, names: &[&str]) -> bool {
    let plain: String = password
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    let own: Vec<String> = names
        .iter()
        .flat_map(|name| name.split(|c: char| !c.is_alphanumeric()))
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() >= 4)
        .collect();
    let mut words: Vec<&str> = COMMON.lines().chain(own.iter().map(String::as_str)).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let without = |text: &str| words.iter().fold(text.to_owned(), |text, word| text.replace(word, " "));
    let letters = |text: &str| text.chars().map(unreplaced).collect::<String>();
    // Read as typed, with the usual replacements undone (`p4ssw0rd`), and first the one, then the other.
    let typed = without(&plain);
    let undone = without(&letters(&plain));
    let both = without(&letters(&typed));
    [typed, undone, both].iter().any(|left| rest(left) < LEFT)
}

fn unreplaced(c: char) -> char {
    match c {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        other => other,
    }
}

/// Characters that are neither part of a run (`4567`, `dcba`) nor a repetition of what stands before (`abab`).
fn rest(text: &str) -> usize {
    let chars: Vec<char> = text.chars().collect();
    let step = |i: usize| u32::from(chars[i]).wrapping_sub(u32::from(chars[i - 1]));
    let in_run = |i: usize| i >= 1 && matches!(step(i), 0 | 1 | u32::MAX);
    let repeats = |i: usize| (2..=4).any(|back| i >= back && chars[i] == chars[i - back]);
    (0..chars.len())
        .filter(|&i| chars[i] != ' ' && !in_run(i) && !repeats(i))
        .count()
}

/// A password for somebody who will not choose one: 100 random bits in five groups.
pub fn random_password(sources: &dyn Sources) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnopqrstuvwxyz2346789";
    let letters: String = sources
        .salt()
        .iter()
        .take(20)
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
        .collect();
    let groups: Vec<&str> = (0..5).map(|i| &letters[i * 4..i * 4 + 4]).collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Machine;

    #[tokio::test]
    async fn hashes_are_argon2id_with_the_written_parameters() {
        let hasher = Hasher::with_cores(1);
        let phc = hasher.hash("a quiet harbour at dusk", &Machine).await.unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        assert_eq!(
            hasher.verify("a quiet harbour at dusk", Some(phc.clone())).await,
            Ok(true)
        );
        assert_eq!(hasher.verify("a quiet harbour at dawn", Some(phc)).await, Ok(false));
        assert_eq!(hasher.verify("", None).await, Ok(false), "nobody has no password");
        assert_eq!(
            hasher.verify("x", Some("rubbish".to_owned())).await,
            Err(HashFault::Broken)
        );
    }

    #[tokio::test]
    async fn a_full_queue_says_so() {
        let hasher = Hasher::with_cores(1);
        let places: Vec<Place> = std::iter::from_fn(|| Place::take(&hasher.0)).collect();
        assert_eq!(places.len(), WAITING_PER_CORE);
        assert_eq!(hasher.verify("x", None).await, Err(HashFault::Busy));
        drop(places);
        assert_eq!(hasher.verify("x", None).await, Ok(false));
    }

    #[tokio::test]
    async fn whoever_leaves_frees_no_core_while_the_hash_goes_on() {
        let hasher = Hasher::with_cores(1);
        let (begun, begins) = std::sync::mpsc::channel();
        let (release, released) = std::sync::mpsc::channel::<()>();
        let mut first = Box::pin(hasher.run(move || {
            begun.send(()).unwrap();
            released.recv().unwrap();
        }));
        assert!(futures_util::poll!(&mut first).is_pending());
        begins.recv().unwrap();
        drop(first);
        assert_eq!(hasher.0.cores.available_permits(), 0, "it still hashes");
        assert_eq!(hasher.0.waiting.load(Ordering::Relaxed), 1);
        let mut second = Box::pin(hasher.verify("x", None));
        assert!(futures_util::poll!(&mut second).is_pending());
        let left: Vec<_> = std::iter::from_fn(|| Some(Box::pin(hasher.verify("x", None))))
            .take(WAITING_PER_CORE)
            .collect();
        for mut leaves in left {
            let _ = futures_util::poll!(&mut leaves);
        }
        assert_eq!(hasher.0.waiting.load(Ordering::Relaxed), 2, "who only waited is gone");
        release.send(()).unwrap();
        assert_eq!(second.await, Ok(false));
    }

    #[test]
    fn what_many_choose_is_refused() {
        let names = ["mira.holt@example.org", "Mira Holt", "Northwind Traders"];
        for common in [
            "passwordpassword",
            "P4ssw0rd12345678",
            "123456789012345",
            "aaaaaaaaaaaaaaaa",
            "abcabcabcabcabcabc",
            "qwertyuiopasdfghjkl",
            "correcthorsebatterystaple",
            "iloveyou-iloveyou-1",
            "Northwind2026!!!",
            "mira.holt@example.org",
            "letmein letmein letmein",
        ] {
            assert_eq!(choose(common, &names), Err(GateRefusal::PasswordCommon), "{common}");
        }
    }

    #[test]
    fn length_is_the_only_other_rule() {
        assert_eq!(choose("seven rusty kettles hum", &[]), Ok(()));
        assert_eq!(choose("пятнадцать ржавых чайников", &[]), Ok(()));
        assert_eq!(choose("short, but odd", &[]), Err(GateRefusal::PasswordTooShort));
        assert_eq!(
            choose(&"kettle-rust-hum ".repeat(17), &[]),
            Err(GateRefusal::PasswordTooLong)
        );
        assert_eq!(choose(&random_password(&Machine), &[]), Ok(()));
    }
}
