//! The folder of the web build: files named by their content, compressed beside, and their list.

use std::{collections::BTreeMap, fs, io::Write as _, path::PathBuf};

use anyhow::{Context as _, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest as _, Sha256};

use crate::place;

const MANIFEST: &str = "manifest.json";

/// How much work goes into small files.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    /// As they are: made and read on this machine.
    Plain,
    /// With a brotli and a gzip form beside each.
    Compressed,
}

/// The web build while it is made.
pub(crate) struct Site {
    root: PathBuf,
    effort: Effort,
    /// Logical name to address: what the server reads.
    names: BTreeMap<String, String>,
}

impl Site {
    /// The folder as the last build left it.
    pub(crate) fn open(effort: Effort) -> Result<Self> {
        let root = place::site();
        fs::create_dir_all(root.join("assets"))?;
        let names = fs::read(root.join(MANIFEST))
            .ok()
            .and_then(|list| serde_json::from_slice(&list).ok());
        Ok(Self {
            root,
            effort,
            names: names.unwrap_or_default(),
        })
    }

    /// Stores a file under a name made from its content; gives that file name.
    pub(crate) fn place(&mut self, name: &str, stem: &str, extension: &str, bytes: &[u8]) -> Result<String> {
        let file = format!("{stem}-{}.{extension}", &hash(bytes)[..12]);
        self.write(&format!("assets/{file}"), bytes)?;
        self.names.insert(name.to_owned(), format!("/assets/{file}"));
        Ok(file)
    }

    /// Stores a file whose name is fixed by custom.
    pub(crate) fn write(&self, path: &str, bytes: &[u8]) -> Result<()> {
        let plain = self.root.join(path);
        if fs::read(&plain).is_ok_and(|there| there == bytes) && self.is_complete(path) {
            return Ok(());
        }
        if self.effort == Effort::Compressed {
            fs::write(self.root.join(format!("{path}.br")), brotli(bytes)?)?;
            fs::write(self.root.join(format!("{path}.gz")), gzip(bytes)?)?;
        } else {
            for old in ["br", "gz"]
                .map(|form| self.root.join(format!("{path}.{form}")))
                .iter()
                .filter(|old| old.exists())
            {
                fs::remove_file(old)?;
            }
        }
        fs::write(&plain, bytes).with_context(|| format!("{path} cannot be written"))
    }

    fn is_complete(&self, path: &str) -> bool {
        self.effort == Effort::Plain || self.root.join(format!("{path}.gz")).is_file()
    }

    /// What a browser downloads for this logical name, in bytes.
    pub(crate) fn transferred(&self, name: &str) -> Result<u64> {
        let address = self
            .names
            .get(name)
            .with_context(|| format!("the web build has no {name}"))?;
        let file = format!("{}{address}", self.root.display());
        let size = fs::metadata(format!("{file}.br")).or_else(|_| fs::metadata(file))?;
        Ok(size.len())
    }

    /// Removes what earlier builds left and writes the list, last and at once, so that whoever sees
    /// a new list finds its files.
    pub(crate) fn finish(&self) -> Result<()> {
        for entry in fs::read_dir(self.root.join("assets"))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let plain = name.strip_suffix(".br").or(name.strip_suffix(".gz")).unwrap_or(&name);
            if !self
                .names
                .values()
                .any(|address| address.strip_prefix("/assets/") == Some(plain))
            {
                fs::remove_file(entry.path())?;
            }
        }
        let list = serde_json::to_vec_pretty(&self.names)?;
        let path = self.root.join(MANIFEST);
        if fs::read(&path).is_ok_and(|there| there == list) {
            return Ok(());
        }
        let fresh = self.root.join("manifest.new");
        fs::write(&fresh, list)?;
        Ok(fs::rename(fresh, path)?)
    }
}

/// SHA-256 in hexadecimal.
pub(crate) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let parameters = BrotliEncoderParams {
        quality: 11,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    brotli::BrotliCompress(&mut &*bytes, &mut out, &parameters)?;
    Ok(out)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}
