//! Settings: flags, then `COUNTERSIGN_*`, then `countersign.toml`. Errors name the key.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use config::{Config, Environment, File, FileFormat};
use serde::Deserialize;

use crate::address::Network;

/// The file that is read when none is named and it is there.
pub const DEFAULT_FILE: &str = "countersign.toml";

/// Settings that come from a flag.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Flags {
    /// File with settings; `countersign.toml` where it is there
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Database: `sqlite:PATH` or `postgres://…`
    #[arg(long, global = true, value_name = "URL")]
    pub database: Option<String>,
    /// Address and port to listen on
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// Address under which people reach it, such as `https://sign.example.org`
    #[arg(long, global = true, value_name = "URL")]
    pub public_url: Option<String>,
    /// Address and port of the Prometheus metrics; none without it
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub metrics_listen: Option<String>,
    /// Addresses and networks of proxies whose word on the visitor's address is taken, with commas between
    #[arg(long, global = true, value_name = "ADDRESSES", value_delimiter = ',')]
    pub trusted_proxies: Option<Vec<String>>,
    /// Form of the log: `text` or `json`
    #[arg(long, global = true, value_name = "FORM")]
    pub log_format: Option<String>,
    /// What is logged, such as `info` or `warn,store=debug`
    #[arg(long, global = true, value_name = "FILTER")]
    pub log: Option<String>,
}

/// Settings, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Where to listen.
    pub listen: SocketAddr,
    /// `sqlite:PATH` or `postgres://…`.
    pub database: String,
    /// Scheme, host and port under which people reach it; on loopback without the setting it follows `listen`.
    pub public_url: Option<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Where Prometheus reads.
    pub metrics_listen: Option<SocketAddr>,
    /// Form of the log.
    pub log_format: LogFormat,
    /// What is logged, in the words of `tracing`: `info`, `warn,store=debug`.
    pub log: String,
}

/// Form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object per line.
    Json,
}

/// Why settings cannot be used. Names the key.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file or value could not be read.
    #[error("{0}")]
    Read(#[from] config::ConfigError),
    /// A value is not what the key takes.
    #[error("{key}: {problem}")]
    Value {
        /// The key, as in the file.
        key: &'static str,
        /// What is wrong with its value.
        problem: String,
    },
}

/// As read, before it is checked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    listen: String,
    database: String,
    public_url: Option<String>,
    trusted_proxies: Vec<String>,
    metrics_listen: Option<String>,
    log_format: String,
    log: String,
}

impl Settings {
    /// Reads settings.
    ///
    /// # Errors
    /// When a file cannot be read, a key is unknown, or a value is not what its key takes.
    pub fn read(flags: &Flags) -> Result<Self, ConfigError> {
        let environment = Environment::with_prefix("COUNTERSIGN")
            .prefix_separator("_")
            .list_separator(",")
            .with_list_parse_key("trusted_proxies")
            .try_parsing(true);
        Self::from_sources(flags, environment)
    }

    fn from_sources(flags: &Flags, environment: Environment) -> Result<Self, ConfigError> {
        let mut builder = Config::builder()
            .set_default("listen", "127.0.0.1:3000")?
            .set_default("database", "sqlite:countersign.db")?
            .set_default("trusted_proxies", Vec::<String>::new())?
            .set_default("log_format", "text")?
            .set_default("log", "info")?;
        let (file, required) = match &flags.config {
            Some(file) => (file.as_path(), true),
            None => (Path::new(DEFAULT_FILE), false),
        };
        builder = builder
            .add_source(File::from(file).format(FileFormat::Toml).required(required))
            .add_source(environment);
        for (key, flag) in [
            ("database", &flags.database),
            ("listen", &flags.listen),
            ("public_url", &flags.public_url),
            ("metrics_listen", &flags.metrics_listen),
            ("log_format", &flags.log_format),
            ("log", &flags.log),
        ] {
            builder = builder.set_override_option(key, flag.clone())?;
        }
        builder = builder.set_override_option("trusted_proxies", flags.trusted_proxies.clone())?;
        let raw: Raw = builder.build()?.try_deserialize()?;
        raw.check()
    }

    /// Whether only this machine can reach it.
    pub fn loopback(&self) -> bool {
        self.listen.ip().is_loopback()
    }

    /// Whether a proxy must stand in front that is not believed: this program speaks no TLS itself.
    pub fn unbelieved_proxy(&self) -> bool {
        let https = self
            .public_url
            .as_deref()
            .is_some_and(|url| url.starts_with("https://"));
        https && self.trusted_proxies.is_empty()
    }
}

impl Raw {
    fn check(self) -> Result<Settings, ConfigError> {
        let listen = socket("listen", &self.listen)?;
        if !(self.database.starts_with("sqlite:") || is_postgres(&self.database)) {
            return Err(wrong("database", "begins with sqlite: or postgres://"));
        }
        let public_url = self
            .public_url
            .as_deref()
            .map(|url| origin(url, listen.ip()))
            .transpose()?;
        if !listen.ip().is_loopback() && public_url.is_none() {
            return Err(wrong(
                "public_url",
                "needed, with https, where listen is not a loopback address: sign-offs would travel in the clear",
            ));
        }
        let trusted_proxies = self.trusted_proxies.iter().map(|text| {
            text.trim()
                .parse()
                .map_err(|error: crate::address::NetworkError| ConfigError::Value {
                    key: "trusted_proxies",
                    problem: error.to_string(),
                })
        });
        Ok(Settings {
            listen,
            database: self.database,
            public_url,
            trusted_proxies: trusted_proxies.collect::<Result<_, _>>()?,
            metrics_listen: self
                .metrics_listen
                .as_deref()
                .map(|text| socket("metrics_listen", text))
                .transpose()?,
            log_format: match self.log_format.as_str() {
                "text" => LogFormat::Text,
                "json" => LogFormat::Json,
                _ => return Err(wrong("log_format", "is text or json")),
            },
            log: self.log,
        })
    }
}

/// Whether an address is one of PostgreSQL.
pub fn is_postgres(database: &str) -> bool {
    database.starts_with("postgres://") || database.starts_with("postgresql://")
}

fn wrong(key: &'static str, problem: &str) -> ConfigError {
    ConfigError::Value {
        key,
        problem: problem.to_owned(),
    }
}

fn socket(key: &'static str, text: &str) -> Result<SocketAddr, ConfigError> {
    let text = text.replace("localhost:", "127.0.0.1:");
    text.parse().map_err(|_| ConfigError::Value {
        key,
        problem: format!("`{text}` is not an address and port such as 127.0.0.1:3000"),
    })
}

/// Scheme, host and port of an address: what browsers call its origin.
fn origin(url: &str, listen: IpAddr) -> Result<String, ConfigError> {
    let uri: http::Uri = url.parse().map_err(|_| wrong("public_url", "is not a web address"))?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(wrong(
            "public_url",
            "needs a scheme and a host, such as https://sign.example.org",
        ));
    };
    if !matches!(uri.path(), "" | "/") || uri.query().is_some() {
        return Err(wrong("public_url", "has no path: the program answers a whole host"));
    }
    if authority.as_str().contains('@') {
        return Err(wrong("public_url", "has no user name"));
    }
    let standard = match scheme {
        "https" => ":443",
        "http" if listen.is_loopback() && is_loopback_name(authority.host()) => ":80",
        "http" => return Err(wrong("public_url", "begins with https:// for anything but loopback")),
        _ => return Err(wrong("public_url", "begins with https://")),
    };
    let authority = authority.as_str().to_ascii_lowercase();
    let authority = authority.strip_suffix(standard).unwrap_or(&authority);
    Ok(format!("{scheme}://{authority}"))
}

fn is_loopback_name(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)], flags: &Flags) -> Result<Settings, String> {
        let source = pairs
            .iter()
            .map(|(k, v)| (format!("COUNTERSIGN_{k}"), (*v).to_owned()))
            .collect();
        let environment = Environment::with_prefix("COUNTERSIGN")
            .prefix_separator("_")
            .list_separator(",")
            .with_list_parse_key("trusted_proxies")
            .try_parsing(true)
            .source(Some(source));
        Settings::from_sources(flags, environment).map_err(|error| error.to_string())
    }

    #[test]
    fn flags_come_before_the_environment() {
        let flags = Flags {
            listen: Some("127.0.0.1:4000".to_owned()),
            ..Flags::default()
        };
        let settings = read(&[("LISTEN", "127.0.0.1:5000"), ("DATABASE", "sqlite:x.db")], &flags).unwrap();
        assert_eq!(settings.listen.port(), 4000);
        assert_eq!(settings.database, "sqlite:x.db");
        assert!(settings.loopback());
    }

    #[test]
    fn the_environment_comes_before_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.toml");
        std::fs::write(
            &file,
            "listen = \"127.0.0.1:6000\"\nlog = \"warn\"\ntrusted_proxies = [\"10.0.0.1\"]\n",
        )
        .unwrap();
        let flags = Flags {
            config: Some(file.clone()),
            trusted_proxies: Some(vec!["10.0.0.2".to_owned()]),
            ..Flags::default()
        };
        let settings = read(&[("LISTEN", "127.0.0.1:5000")], &flags).unwrap();
        assert_eq!((settings.listen.port(), settings.log.as_str()), (5000, "warn"));
        assert_eq!(settings.trusted_proxies, ["10.0.0.2".parse().unwrap()]);
        std::fs::write(&file, "colour = \"red\"\n").unwrap();
        assert!(read(&[], &flags).unwrap_err().contains("colour"));
        std::fs::remove_file(&file).unwrap();
        assert!(read(&[], &flags).is_err(), "a file that was named has to be there");
    }

    #[test]
    fn anything_but_loopback_needs_https() {
        let open = [("LISTEN", "0.0.0.0:80")];
        assert!(
            read(&open, &Flags::default())
                .unwrap_err()
                .starts_with("public_url: needed")
        );
        let with = |url: &str| {
            let flags = Flags {
                public_url: Some(url.to_owned()),
                ..Flags::default()
            };
            read(&open, &flags).map(|settings| settings.public_url)
        };
        assert!(with("http://sign.example").unwrap_err().contains("https://"));
        assert!(with("https://sign.example/app").unwrap_err().contains("no path"));
        assert_eq!(
            with("https://Sign.example:443/").unwrap().unwrap(),
            "https://sign.example"
        );
    }

    #[test]
    fn https_without_a_believed_proxy_is_noticed() {
        let flags = Flags {
            public_url: Some("https://sign.example".to_owned()),
            ..Flags::default()
        };
        assert!(read(&[], &flags).unwrap().unbelieved_proxy());
        let named = read(&[("TRUSTED_PROXIES", "10.0.0.0/8")], &flags).unwrap();
        assert!(!named.unbelieved_proxy());
        assert!(!read(&[], &Flags::default()).unwrap().unbelieved_proxy());
    }

    #[test]
    fn errors_name_the_key() {
        let wrong = |key, value| read(&[(key, value)], &Flags::default()).unwrap_err();
        assert!(wrong("LISTEN", "here").starts_with("listen:"));
        assert!(wrong("DATABASE", "mysql://x").starts_with("database:"));
        assert!(wrong("TRUSTED_PROXIES", "10.0.0.0/8,ten").starts_with("trusted_proxies:"));
        assert!(wrong("LOG_FORMAT", "xml").starts_with("log_format:"));
        assert!(wrong("COLOUR", "red").contains("colour"), "{}", wrong("COLOUR", "red"));
    }
}
