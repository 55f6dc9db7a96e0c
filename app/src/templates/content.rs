//! From what was typed to what a draft holds.

use std::collections::BTreeMap;

use domain::backend::BackendError;
use domain::templates::markdown::limits::MAX_BYTES;
use domain::templates::markdown::{ProposalId, ReadError, ReadOptions, Reading, read};
use domain::templates::structure::Reader;
use domain::templates::{Content, PhaseKind, ReviewBy, SlotKey, Structure};
use domain::text::{TemplateName, TextError, ZoneName};

use super::Typed;
use crate::failure::{Checks, Failure, Problem};
use crate::form::Form;

/// A draft with the bodies that its events name by hash.
pub(super) struct Drafted {
    /// What the draft holds.
    pub(super) content: Content,
    /// Structure and source.
    pub(super) blobs: Vec<Vec<u8>>,
}

impl Typed {
    /// What was posted, for the page that is rendered in its place.
    pub(super) fn of(form: &Form) -> Self {
        let text = |name: &str| form.value(name, "");
        Self {
            markdown: text("markdown"),
            file: text("file"),
            name: text("name"),
            shown: text("shown"),
            keep: form.values("keep[]"),
            phases: form.values("phases[]"),
            slots: text("slots"),
            ahead: form.values("ahead[]"),
            reader: text("reader"),
            review_by: text("review_by"),
            bars_deployer: text("bars_deployer"),
            window_shown: text("window_shown"),
            window: text("window"),
            hours_on: form.values("hours_on[]"),
            hours_from: text("hours_from"),
            hours_to: text("hours_to"),
            hours_zone: text("hours_zone"),
            notice_hours: text("notice_hours"),
            backup: text("backup"),
            low_on: form.values("low_on[]"),
            low_from: text("low_from"),
            low_to: text("low_to"),
            seen: text("seen"),
            step: text("step"),
        }
    }

    /// The field that holds the checklist.
    fn field(&self) -> &'static str {
        if self.file.trim().is_empty() {
            "markdown"
        } else {
            "file"
        }
    }

    /// The checklist. Browsers send each line end of a text field as two characters, whatever it was before.
    pub(super) fn source(&self) -> String {
        let text = if self.file.trim().is_empty() {
            &self.markdown
        } else {
            &self.file
        };
        text.replace("\r\n", "\n").replace('\r', "\n")
    }

    /// What was chosen in the preview. What was not made by the preview is left out.
    pub(super) fn options(&self) -> ReadOptions {
        let ids = self
            .shown
            .split_ascii_whitespace()
            .filter_map(|id| ProposalId::parse(id).ok());
        let mut choices: BTreeMap<ProposalId, bool> = ids
            .map(|id| {
                let on = self.keep.iter().any(|kept| kept == id.as_str());
                (id, on)
            })
            .collect();
        let mut phases = BTreeMap::new();
        for (line, code) in self.phases.iter().filter_map(|choice| choice.split_once(':')) {
            let Ok(number) = line.parse::<u32>() else { continue };
            if let Some(kind) = PhaseKind::from_code(code) {
                phases.insert(number, kind);
            } else if let ("none", Ok(id)) = (code, ProposalId::parse(&format!("phase-{number}"))) {
                choices.insert(id, false);
            }
        }
        ReadOptions {
            reader: Reader::from_code(&self.reader),
            choices,
            phases,
        }
    }

    /// Reads the checklist under the choices made.
    ///
    /// # Errors
    /// What is wrong with it, at its field.
    pub(super) fn read(&self) -> Result<Reading, Failure> {
        let source = self.source();
        // A browser shows NUL as another character, so what comes back from the preview would not be what was sent.
        if source.contains('\0') {
            return Err(Failure::field(self.field(), Problem::Text(TextError::Control)));
        }
        let wrong = |error: ReadError| Failure::field(self.field(), problem(&error));
        let mut reading = read(&source, None, &self.options()).map_err(wrong)?;
        for slot in &mut reading.structure.slots {
            slot.ahead = self.ahead_of(&slot.key).unwrap_or(slot.ahead);
        }
        Ok(reading)
    }

    /// Whether a slot was chosen to be signed ahead of open items; `None` where nobody was asked and the text decides.
    fn ahead_of(&self, slot: &SlotKey) -> Option<bool> {
        let listed = |key: &str| key == slot.as_str();
        let asked = self.slots.split_ascii_whitespace().any(listed);
        asked.then(|| self.ahead.iter().any(|key| listed(key)))
    }

    /// The slots for which something else was chosen than the text says, with the choice. These go along **Back to the
    /// text**, and no others: what is then written there is not overruled.
    pub(super) fn overruled(&self) -> Vec<(SlotKey, bool)> {
        let Ok(plain) = read(&self.source(), None, &self.options()) else {
            return Vec::new();
        };
        let slots = plain.structure.slots.iter();
        let chosen = slots.filter_map(|slot| Some((slot, self.ahead_of(&slot.key)?)));
        chosen
            .filter(|(slot, ahead)| slot.ahead != *ahead)
            .map(|(slot, ahead)| (slot.key.clone(), ahead))
            .collect()
    }

    /// Name and draft, from the form's fields beside the checklist; `zone` is that of the organization's days.
    ///
    /// # Errors
    /// Every field that breaks a limit or form.
    pub(super) fn settle(&self, structure: &Structure, zone: &ZoneName) -> Result<(TemplateName, Drafted), Failure> {
        let mut checks = Checks::default();
        let name = if self.name.trim().is_empty() {
            proposed_name(structure)
        } else {
            self.name.clone()
        };
        let name = checks.text("name", TemplateName::parse(&name));
        let review_by = self.review_by(zone, &mut checks);
        let window = self.policy(structure.window.as_ref(), &mut checks);
        let (Some(name), Some(review_by), Some(window)) = (name, review_by, window) else {
            return Err(checks.failure());
        };
        let structure = Structure {
            window,
            ..structure.clone()
        };
        let mut drafted = drafted(&structure, &self.source())?;
        drafted.content.review_by = review_by;
        drafted.content.bars_deployer = self.bars_deployer == "yes";
        Ok((name, drafted))
    }

    fn review_by(&self, zone: &ZoneName, checks: &mut Checks) -> Option<Option<ReviewBy>> {
        let text = self.review_by.trim();
        if text.is_empty() {
            return Some(None);
        }
        // `2026-01-30`, as browsers send it: a year of another length is a slip of the keyboard.
        match text.parse() {
            Ok(date) if text.len() == 10 => Some(Some(ReviewBy {
                date,
                zone: zone.clone(),
            })),
            Ok(_) | Err(_) => checks.note("review_by", Problem::Date),
        }
    }
}

/// A structure and its source as a draft without settings.
///
/// # Errors
/// When the structure has no canonical form: a defect.
pub(super) fn drafted(structure: &Structure, source: &str) -> Result<Drafted, Failure> {
    let (content, blobs) = Content::of(structure, source).map_err(|_| BackendError::Internal)?;
    Ok(Drafted {
        content,
        blobs: blobs.into(),
    })
}

/// The checklist's own name, cut to what a template's name may be.
pub(super) fn proposed_name(structure: &Structure) -> String {
    let shown = structure.name.chars().map(|c| if c.is_control() { ' ' } else { c });
    let cut: String = shown.take(TemplateName::MAX).collect();
    cut.trim().to_owned()
}

/// What a source that cannot be read says about its field.
fn problem(error: &ReadError) -> Problem {
    match error {
        ReadError::TooLarge { .. } => Problem::TooLarge {
            limit: MAX_BYTES as u64,
        },
        ReadError::TooManyItems { limit } => Problem::TooManyItems { limit: *limit as u64 },
        ReadError::TooDeep { limit } => Problem::TooDeep { limit: *limit as u64 },
        ReadError::Empty => Problem::Text(TextError::Empty),
        ReadError::NoItems => Problem::NoItems,
    }
}
