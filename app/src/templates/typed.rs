//! A checklist on its way in: what was typed, and what was chosen about it in the preview.

use serde::{Deserialize, Serialize};

/// The fields of the form that takes a checklist. The preview sends them along hidden, so that nothing is saved before
/// **Save template** and nothing is lost before it either.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// The text in the field *Markdown*.
    pub markdown: String,
    /// The text of the file that was chosen; read instead of the field.
    pub file: String,
    /// Name; that of the checklist when empty.
    pub name: String,
    /// Ids of the proposals that were on the page with a switch, so that one switched off is told from one not seen.
    pub shown: String,
    /// Ids of the proposals that were on.
    pub keep: Vec<String>,
    /// What each heading begins, as `line:` and a phase's code, `none`, or nothing for what is proposed.
    pub phases: Vec<String>,
    /// Keys of the slots that were on the page with a box, so that one left blank is told from one not seen.
    pub slots: String,
    /// Keys of the slots that may be signed ahead of open items (T6).
    pub ahead: Vec<String>,
    /// Code of the reader; the one that fits when empty.
    pub reader: String,
    /// Day on which the template is due for review, as `YYYY-MM-DD`; never when empty.
    pub review_by: String,
    /// `yes` when the deployer may not sign the pre roster (S4).
    pub bars_deployer: String,
    /// `yes` when the window policy was on the page, so that one switched off is told from one not seen (T8).
    pub window_shown: String,
    /// `yes` when deployments keep to the window policy below.
    pub window: String,
    /// Days of the week with allowed hours.
    pub hours_on: Vec<String>,
    /// Time of day from which on they are allowed.
    pub hours_from: String,
    /// Time of day until when.
    pub hours_to: String,
    /// IANA zone of these hours and of those of low traffic.
    pub hours_zone: String,
    /// Hours of notice; none when empty.
    pub notice_hours: String,
    /// `yes` when a booking needs a backup slot.
    pub backup: String,
    /// Days of the week with hours of low traffic.
    pub low_on: Vec<String>,
    /// Time of day from which on traffic is low.
    pub low_from: String,
    /// Time of day until when.
    pub low_to: String,
    /// The draft that was on the page, by the time of its last edit; empty when there was none.
    pub seen: String,
    /// What was pressed.
    pub step: String,
}

/// What was pressed below a checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// **Preview**: show what it becomes.
    Preview,
    /// **Back to the text**.
    Text,
    /// **Save template**.
    Save,
}

impl Typed {
    /// What was pressed.
    pub fn step(&self) -> Step {
        match self.step.as_str() {
            Step::SAVE => Step::Save,
            Step::TEXT => Step::Text,
            _ => Step::Preview,
        }
    }
}

impl Step {
    /// Value of the button **Save template**.
    pub const SAVE: &'static str = "save";
    /// Value of the button **Back to the text**.
    pub const TEXT: &'static str = "text";
}
