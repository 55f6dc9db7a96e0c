//! Texts that people type, parsed at the door: a value of one of these types is within its limits.
//!
//! The same constants feed `maxlength=` in the forms, so a browser and the server agree.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a text was refused at the door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum TextError {
    /// Nothing but white space where something is needed.
    #[error("nothing was entered")]
    Empty,
    /// Longer than the limit, in characters.
    #[error("longer than {limit} characters")]
    TooLong {
        /// The limit in characters.
        limit: usize,
    },
    /// Shorter than the limit, in characters.
    #[error("shorter than {limit} characters")]
    TooShort {
        /// The limit in characters.
        limit: usize,
    },
    /// A control character that has no place in such a text (NUL, escape, …).
    #[error("contains a control character")]
    Control,
    /// Not of the form that this kind of text has.
    #[error("not of the expected form")]
    Form,
    /// A word that addresses of the program use (01 §7).
    #[error("reserved")]
    Reserved,
}

/// Checks a text of one line: trimmed, not empty, within `max` characters, no control characters.
fn line(text: &str, max: usize) -> Result<String, TextError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    if text.chars().count() > max {
        return Err(TextError::TooLong { limit: max });
    }
    if text.chars().any(char::is_control) {
        return Err(TextError::Control);
    }
    Ok(text.to_owned())
}

/// Checks a text of several lines: line feeds and tabs stay, carriage returns before a line feed go.
fn lines(text: &str, max: usize) -> Result<String, TextError> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    if text.chars().count() > max {
        return Err(TextError::TooLong { limit: max });
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(TextError::Control);
    }
    Ok(text.to_owned())
}

/// Words that addresses use directly below `/`, so no organization may take them (01 §7).
const RESERVED: &[&str] = &[
    "account",
    "api",
    "assets",
    "healthz",
    "invitations",
    "login",
    "logout",
    "metrics",
    "readyz",
    "reset",
    "robots",
    "setup",
    "static",
    "events",
    "favicon",
    "feeds",
    "import",
    "new",
    "well-known",
];

/// Checks a slug: lower-case ASCII letters and digits, single hyphens inside.
fn slug(text: &str, max: usize) -> Result<String, TextError> {
    let text = line(text, max)?;
    let ok = text
        .split('-')
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
    if !ok {
        return Err(TextError::Form);
    }
    if RESERVED.contains(&text.as_str()) {
        return Err(TextError::Reserved);
    }
    Ok(text)
}

/// Checks an address of the form `name@host`, compared and stored in lower case.
fn email(text: &str, max: usize) -> Result<String, TextError> {
    let text = line(text, max)?.to_lowercase();
    let (name, host) = text.rsplit_once('@').ok_or(TextError::Form)?;
    let bad = name.is_empty()
        || name.contains(|c: char| c.is_whitespace() || c == '@' || c == '<' || c == '>')
        || host.is_empty()
        || host.starts_with(['.', '-'])
        || host.ends_with(['.', '-'])
        || !host.chars().all(|c| c.is_alphanumeric() || c == '.' || c == '-');
    if bad { Err(TextError::Form) } else { Ok(text) }
}

/// Checks a link: `https:` or `http:` with a host, no white space. Anything else (`javascript:`, `data:`) is refused.
fn link(text: &str, max: usize) -> Result<String, TextError> {
    let text = line(text, max)?;
    let rest = ["https://", "http://"].iter().find_map(|scheme| {
        let head = text.get(..scheme.len())?;
        head.eq_ignore_ascii_case(scheme).then(|| &text[scheme.len()..])
    });
    match rest {
        Some(rest) if !rest.is_empty() && !rest.starts_with('/') && !rest.contains(char::is_whitespace) => Ok(text),
        _ => Err(TextError::Form),
    }
}

/// Checks evidence in figures: a decimal number, and its unit where it has one.
fn figure(text: &str, max: usize) -> Result<String, TextError> {
    let text = line(text, max)?;
    let unsigned = text.strip_prefix(['-', '−', '+']).unwrap_or(&text);
    let end = unsigned.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',');
    let (number, unit) = unsigned.split_at(end.unwrap_or(unsigned.len()));
    let unit = unit.trim_start();
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let whole = number.split(['.', ',']).all(digits);
    if whole && !unit.starts_with(|c: char| c.is_ascii_digit()) {
        Ok(text)
    } else {
        Err(TextError::Form)
    }
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident = $check:ident($max:literal);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The longest accepted, in characters.
            pub const MAX: usize = $max;

            /// Parses what a person typed.
            ///
            /// # Errors
            /// Says which limit or form the text breaks.
            pub fn parse(text: &str) -> Result<Self, TextError> {
                $check(text, Self::MAX).map(Self)
            }

            /// Parses an optional field: nothing but white space is `None`.
            ///
            /// # Errors
            /// As `parse`, for a text that is there.
            pub fn parse_optional(text: &str) -> Result<Option<Self>, TextError> {
                if text.trim().is_empty() { Ok(None) } else { Self::parse(text).map(Some) }
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }

        impl TryFrom<String> for $name {
            type Error = TextError;
            fn try_from(text: String) -> Result<Self, TextError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> String {
                text.0
            }
        }
    )*};
}

texts! {
    /// An address name: the organization in every address, a template below it.
    Slug = slug(60);
    /// An e-mail address in lower case.
    Email = email(254);
    /// The name of a person.
    PersonName = line(120);
    /// The name of an organization.
    OrganizationName = line(120);
    /// The name of a team.
    TeamName = line(80);
    /// The name of a service.
    ServiceName = line(80);
    /// The name of an environment.
    EnvironmentName = line(80);
    /// The name of a duty that an organization added.
    DutyName = line(60);
    /// The name of a template.
    TemplateName = line(160);
    /// The title of a deployment.
    Title = line(200);
    /// The version that a deployment ships, SemVer or not (D1).
    VersionText = line(80);
    /// A commit or artefact digest (D1).
    CommitText = line(200);
    /// A link to a ticket or to evidence; `http` or `https` only.
    Link = link(2000);
    /// What a link shows.
    LinkLabel = line(200);
    /// Evidence in words (T4).
    EvidenceText = lines(2000);
    /// Evidence in figures (T4): a decimal number with a point or a comma, and a unit where it has one: `42`, `0.4 %`,
    /// `−3 °C`. Kept as it was typed, because rounding it would change the evidence.
    EvidenceNumber = figure(60);
    /// The name of a value that a checklist leaves blank (04).
    ValueName = line(200);
    /// What was filled in for a blank of a checklist.
    ValueText = line(500);
    /// Release notes of a deployment, Markdown.
    ReleaseNotes = lines(10000);
    /// A reason that stays in the ledger.
    Reason = lines(2000);
    /// A comment that stays in the ledger; also the comment of a sign-off.
    CommentText = lines(8000);
    /// One field of a deployment's log (D8).
    LogText = lines(8000);
    /// The name of a window or freeze.
    CalendarName = line(80);
    /// A label of a service, by which windows and freezes can name it (W1).
    Label = line(40);
    /// An IANA time zone name. That the zone exists is checked where the zone data is.
    ZoneName = line(64);
}

/// Makes a slug from a name: ASCII letters and digits in lower case joined by hyphens; `fallback` where none are left.
pub fn slug_from(name: &str, fallback: &str) -> String {
    let mut slug = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
        if slug.len() >= 48 {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() || RESERVED.contains(&slug) {
        fallback.to_owned()
    } else {
        slug.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_a_number_and_perhaps_a_unit() {
        for good in [
            "42",
            "0.4 %",
            "0,4%",
            "-3 °C",
            "−3 °C",
            "+1.234,5 ms",
            "99.95",
            "7 of them",
        ] {
            assert_eq!(EvidenceNumber::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "none", "%", "4.", ".5", "1..2", "-", "1 2", "~4", "0.4 %\n0.5 %"] {
            assert!(EvidenceNumber::parse(bad).is_err(), "{bad:?}");
        }
    }
}
