//! Stages as pages show them: an icon and a word, never colour alone (07).

use domain::deployments::StageName;
use leptos::prelude::*;

use crate::parts::Icon;

/// The icon of a stage.
pub const fn stage_icon(stage: StageName) -> &'static str {
    match stage {
        StageName::Draft => "pen",
        StageName::Preparing => "clock",
        StageName::Running => "play",
        StageName::Verifying => "verify",
        StageName::Completed => "done",
        StageName::RollingBack | StageName::RolledBack => "undo",
        StageName::Failed => "cross",
        StageName::Cancelled => "ban",
    }
}

/// The tone of a stage.
pub const fn stage_tone(stage: StageName) -> &'static str {
    match stage {
        StageName::Draft | StageName::Cancelled => "plain",
        StageName::Preparing => "wait",
        StageName::Running | StageName::Verifying => "run",
        StageName::Completed => "signed",
        StageName::RollingBack | StageName::RolledBack | StageName::Failed => "block",
    }
}

/// The value of `data-stage`.
#[expect(clippy::wildcard_enum_match_arm, reason = "only two words differ from the value")]
pub(super) const fn stage_word(stage: StageName) -> &'static str {
    match stage {
        StageName::RollingBack => "rolling-back",
        StageName::RolledBack => "rolled-back",
        other => other.value(),
    }
}

/// A stage.
#[component]
pub fn StageTag(
    /// Which.
    stage: StageName,
) -> impl IntoView {
    view! {
        <span class="stage" data-stage=stage_word(stage)>
            <Icon name=stage_icon(stage) />
            {stage.name()}
        </span>
    }
}

/// On hold, beside the stage.
#[component]
pub fn HoldTag() -> impl IntoView {
    view! {
        <span class="tag" data-tone="wait">
            <Icon name="hold" />
            "On hold"
        </span>
    }
}
