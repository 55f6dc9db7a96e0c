//! Parts of pages about deployments that several pages show.

mod beside;
pub(super) mod checklist;
mod confirm;
pub(super) mod document;
pub(super) mod evidence;
pub(super) mod head;
pub(super) mod history;
pub(super) mod line;
pub(super) mod next;
pub(super) mod notes;
pub(super) mod notices;
pub(super) mod other_steps;
mod panel;
pub(super) mod reasons;
mod signature;
pub(super) mod signatures;
pub(super) mod signing;
mod stage;
pub(super) mod values;

pub use beside::beside;
pub(super) use confirm::numbers;
pub use confirm::{asks, confirm};
pub use line::DeploymentRow;
pub use stage::{HoldTag, StageTag};
