//! Where the deployment stands and what comes next: the path of stages and the next step.

use domain::deployments::{Action, Stage, StageName, Step};
use domain::refusal::Refusal;
use leptos::prelude::*;
use server_fn::ServerFn;

use super::reasons::blockers;
use super::stage::{stage_icon, stage_tone, stage_word};
use super::{other_steps, signatures};
use crate::deployments::actions::steps::{Complete, CompleteRollback, FinishDeploying, Start, Submit};
use crate::deployments::view::View;
use crate::parts::{Icon, duration};
use crate::sentences;

/// The region *Stage and next step*.
pub(in crate::deployments) fn next(view: &View) -> AnyView {
    let stage = view.standing().stage();
    view! {
        <section class="next" data-part="next" data-tone=stage_tone(stage) aria-label="Stage and next step">
            {path(view)}
            <div class="next__step">
                <div class="next__words">{words(view)}</div>
                <div class="next__actions">{other_steps::link(view)} {main(view)} {sign(view)} {roll_back(view)}</div>
            </div>
        </section>
    }
    .into_any()
}

/// A stage of the path and what stands below it.
struct Passed {
    stage: StageName,
    when: String,
}

/// The stages gone through, the present one last.
fn passed(view: &View) -> Vec<Passed> {
    let deployment = view.deployment();
    let clock = &view.clock;
    let asked = format!(
        "{}, {}",
        view.person(deployment.requester),
        clock.day(deployment.created_at)
    );
    let path = deployment.stage.path();
    let mut stages = vec![Passed {
        stage: StageName::Draft,
        when: asked,
    }];
    for (at, (stage, act)) in path.iter().enumerate() {
        let when = match path.get(at + 1) {
            Some((_, until)) => duration(act.at, until.at),
            None if stage.ended() => format!("{}, {}", view.person(act.by), clock.short(act.at)),
            None => format!("Since {}", clock.short(act.at)),
        };
        stages.push(Passed { stage: *stage, when });
    }
    stages
}

/// The stages that lie ahead when nothing goes wrong.
const fn ahead(stage: StageName) -> &'static [StageName] {
    use StageName::{Completed, Preparing, RolledBack, Running, Verifying};
    match stage {
        StageName::Draft => &[Preparing, Running, Verifying, Completed],
        StageName::Preparing => &[Running, Verifying, Completed],
        StageName::Running => &[Verifying, Completed],
        StageName::Verifying => &[Completed],
        StageName::RollingBack => &[RolledBack],
        StageName::Completed | StageName::RolledBack | StageName::Failed | StageName::Cancelled => &[],
    }
}

fn path(view: &View) -> impl IntoView + use<> {
    let mut passed = passed(view);
    let now = passed.pop();
    let done = passed
        .into_iter()
        .map(|step| {
            view! {
                <li class="steps__step" data-state="done">
                    <span class="steps__dot">
                        <Icon name="check" />
                    </span>
                    <span class="steps__name">{step.stage.name()}</span>
                    <span class="steps__when">{step.when}</span>
                    <span class="visually-hidden">", passed"</span>
                </li>
            }
        })
        .collect_view();
    let now = now.map(|step| {
        view! {
            <li class="steps__step" data-state="now" data-stage=stage_word(step.stage) aria-current="step">
                <span class="steps__dot">
                    <Icon name=stage_icon(step.stage) />
                </span>
                <span class="steps__name">{step.stage.name()}</span>
                <span class="steps__when">{step.when}</span>
            </li>
        }
    });
    let ahead = ahead(view.standing().stage())
        .iter()
        .map(|stage| {
            view! {
                <li class="steps__step" data-state="ahead">
                    <span class="steps__dot"></span>
                    <span class="steps__name">{stage.name()}</span>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="steps" aria-label="Stages">{done} {now} {ahead}</ol> }
}

/// What comes next, in words.
#[expect(clippy::wildcard_enum_match_arm, reason = "only a draft reads differently")]
fn words(view: &View) -> AnyView {
    let clock = &view.clock;
    let Some(step) = view.standing().next_step() else {
        let (title, text) = ended(view);
        return view! { <h2>{title}</h2> <p>{text}</p> }.into_any();
    };
    let count = blockers(view).len();
    let text = match view.may(Action::Step(step)) {
        Err(refusal @ (Refusal::RoleMissing { .. } | Refusal::NotInTeam)) => {
            sentences::refusal(&view.names(), &refusal).words
        }
        Ok(()) | Err(_) => String::new(),
    };
    let blocked = (count > 0).then(|| {
        let words = if count == 1 {
            "1 thing blocks this".to_owned()
        } else {
            format!("{count} things block this")
        };
        view! { <a href="#what-blocks-this">{words}</a> "." }
    });
    let open = (count == 0 && text.is_empty()).then(|| match view.deployment().stage {
        Stage::Draft if !view.standing().signoffs_needed() => "Ticking can begin now.".to_owned(),
        Stage::Draft => "Ticking can begin now; sign-offs begin when it is submitted.".to_owned(),
        _ => format!("Nothing blocks this, {}.", clock.short(clock.now())),
    });
    let title = match signatures::own(view) {
        Some((duty, _)) => format!("Waiting for you: sign as {duty}"),
        None => format!("Next: {}", step.name()),
    };
    view! { <h2>{title}</h2> <p>{blocked} " " {text} {open}</p> }.into_any()
}

/// Heading and sentence of a deployment that ended.
fn ended(view: &View) -> (String, String) {
    let clock = &view.clock;
    match &view.deployment().stage {
        Stage::Completed {
            started,
            finished,
            completed,
            ..
        } => {
            let downtime = match view.deployment().log.downtime_minutes {
                None | Some(0) => "no downtime recorded".to_owned(),
                Some(minutes) => format!("{} of downtime", sentences::counted(minutes as usize, "minute")),
            };
            (
                format!("Completed {}", clock.short(completed.at)),
                format!(
                    "{} to deploy, {downtime}. {}",
                    duration(started.at, finished.at),
                    closed(view)
                ),
            )
        }
        Stage::RolledBack {
            decided,
            completed,
            to_version,
            ..
        } => (
            format!("Rolled back to {to_version}, {}", clock.short(completed.at)),
            format!(
                "{} to go back. The record is closed.",
                duration(decided.at, completed.at)
            ),
        ),
        Stage::Failed { failed, .. } => (format!("Marked as failed {}", clock.short(failed.at)), closed(view)),
        Stage::Cancelled { cancelled, .. } => (
            format!("Cancelled {}", clock.short(cancelled.at)),
            "It was never started. The record is closed.".to_owned(),
        ),
        Stage::Draft
        | Stage::Preparing { .. }
        | Stage::Running { .. }
        | Stage::Verifying { .. }
        | Stage::RollingBack { .. } => Default::default(),
    }
}

/// What is said of a record that may still be rolled back: that it was, where it was (D7).
fn closed(view: &View) -> String {
    let mut made = view.found.rollbacks.iter();
    match made.rfind(|rollback| rollback.stage == StageName::Completed) {
        Some(rollback) => format!("{} has rolled it back. The record is closed.", rollback.number),
        None => "The record is closed.".to_owned(),
    }
}

/// The way to a deployment that rolls this one back, once it is over (D7).
fn roll_back(view: &View) -> Option<AnyView> {
    view.may(Action::MakeRollback).ok()?;
    let href = format!("{}/rollback", view.base);
    let link = view! {
        <a class="button" href=href>
            <Icon name="undo" />
            "Roll back with a new deployment"
        </a>
    };
    Some(link.into_any())
}

/// The way to what the reader may sign now: for a signer that is the next thing to do.
fn sign(view: &View) -> Option<AnyView> {
    let (duty, href) = signatures::own(view)?;
    let link = view! {
        <a class="button" data-kind="sign" href=href title=format!("As {duty}")>
            <Icon name="sign" />
            "Review and sign"
        </a>
    };
    Some(link.into_any())
}

/// The button of the next step. While something blocks it, it may be pressed and answers with the reasons.
fn main(view: &View) -> Option<AnyView> {
    let step = view.standing().next_step()?;
    let refused = match view.may(Action::Step(step)) {
        Err(Refusal::RoleMissing { .. } | Refusal::NotInTeam | Refusal::NotFound) => return None,
        Err(_) => true,
        Ok(()) => false,
    };
    let action = match step {
        Step::Submit => Submit::url(),
        Step::Start => Start::url(),
        Step::FinishDeploying => FinishDeploying::url(),
        Step::Complete => Complete::url(),
        Step::CompleteRollback => CompleteRollback::url(),
    };
    let form = view! {
        <form method="post" action=action>
            {view.hidden()}
            <button
                class="button"
                data-kind="primary"
                aria-disabled=refused.then_some("true")
                aria-describedby=refused.then_some("what-blocks-this")
            >
                {step.name()}
            </button>
        </form>
    };
    Some(form.into_any())
}
