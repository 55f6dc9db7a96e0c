//! The web build in a folder, for every build but a release.
//!
//! Under `cargo xtask dev` the folder changes while the server runs: the files are read again when
//! the list of names is newer, and `/dev/build` tells an open page that it should reload.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::{SystemTime, UNIX_EPOCH},
};

use axum::{Router, body::Bytes, extract::State, routing::get};

use super::{MANIFEST, Site, SiteError, Sites};

/// Set by `cargo xtask dev` for the server it starts.
const DEVELOPMENT: &str = "XTASK_DEV";

pub(super) fn files() -> Result<Vec<(String, Bytes)>, SiteError> {
    let folder = folder().ok_or(SiteError::Missing)?;
    let mut files = Vec::new();
    read_into(&mut files, &folder, "")?;
    Ok(files)
}

/// The folder `site` in the build folder that this program lies in, whatever its profile.
fn folder() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    program
        .ancestors()
        .map(|above| above.join("site"))
        .find(|site| site.join(MANIFEST).is_file())
}

fn read_into(files: &mut Vec<(String, Bytes)>, folder: &Path, prefix: &str) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            read_into(files, &entry.path(), &format!("{name}/"))?;
        } else {
            files.push((name, fs::read(entry.path())?.into()));
        }
    }
    Ok(())
}

#[derive(Clone, Debug)]
pub(super) struct Current {
    /// Whether the folder may change while the server runs.
    followed: bool,
    loaded: Arc<RwLock<Loaded>>,
}

#[derive(Debug)]
struct Loaded {
    site: Arc<Site>,
    written: Option<SystemTime>,
}

impl Current {
    pub(super) fn new(site: Site) -> Self {
        let loaded = Loaded {
            site: Arc::new(site),
            written: written(),
        };
        Self {
            followed: in_development(),
            loaded: Arc::new(RwLock::new(loaded)),
        }
    }

    pub(super) fn get(&self) -> Arc<Site> {
        if self.followed {
            self.read_again_if_old();
        }
        Arc::clone(&self.loaded.read().unwrap_or_else(PoisonError::into_inner).site)
    }

    /// Keeps what there is when the folder cannot be read: it is about to be written again.
    fn read_again_if_old(&self) {
        let written = written();
        if self.loaded.read().unwrap_or_else(PoisonError::into_inner).written == written {
            return;
        }
        if let Ok(site) = Site::open() {
            let fresh = Loaded {
                site: Arc::new(site),
                written,
            };
            *self.loaded.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        }
    }
}

/// When the list of names was written, which is the last thing the web build does.
fn written() -> Option<SystemTime> {
    fs::metadata(folder()?.join(MANIFEST)).ok()?.modified().ok()
}

fn in_development() -> bool {
    std::env::var_os(DEVELOPMENT).is_some()
}

pub(super) fn extend(router: Router<Sites>) -> Router<Sites> {
    if in_development() {
        router.route("/dev/build", get(build))
    } else {
        router
    }
}

/// A text that differs after each build and each start of the server.
async fn build(State(_): State<Sites>) -> String {
    let written = written()
        .and_then(|at| at.duration_since(UNIX_EPOCH).ok())
        .unwrap_or_default();
    format!("{}-{}", std::process::id(), written.as_micros())
}
