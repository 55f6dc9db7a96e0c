//! Where things are.

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use cargo_metadata::MetadataCommand;

/// The root of the workspace.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask is a folder of the workspace")
}

/// Where cargo builds, as the environment and its settings say.
pub(crate) fn target() -> &'static Path {
    static TARGET: OnceLock<PathBuf> = OnceLock::new();
    TARGET.get_or_init(|| {
        let metadata = MetadataCommand::new().current_dir(root()).no_deps().exec();
        metadata.map_or_else(|_| root().join("target"), |metadata| metadata.target_directory.into())
    })
}

/// The web build as the server reads it.
pub(crate) fn site() -> PathBuf {
    target().join("site")
}

/// The browser tests.
pub(crate) fn end2end() -> PathBuf {
    root().join("end2end")
}

/// The server, built for development.
pub(crate) fn server() -> PathBuf {
    target()
        .join("debug")
        .join(format!("countersign{}", std::env::consts::EXE_SUFFIX))
}

/// The path as a person would type it from the root of the workspace.
pub(crate) fn short(path: &Path) -> std::path::Display<'_> {
    path.strip_prefix(root()).unwrap_or(path).display()
}
