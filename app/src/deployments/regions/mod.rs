//! Parts of pages about deployments that several pages show.

mod confirm;
mod line;
mod stage;

pub use confirm::{asks, confirm};
pub use line::DeploymentRow;
pub use stage::{HoldTag, StageTag, stage_icon, stage_tone};
