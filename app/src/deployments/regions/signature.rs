//! One signature line, as on a paper form: signed, voided, withdrawn, or answered otherwise.

use domain::deployments::{Answer, AnswerKind, Change, SignOff, SignOffStanding};
use leptos::prelude::*;

use crate::deployments::view::View;
use crate::parts::{Hash, ShortTime, Time};
use crate::sentences;

/// Items that an answer names at most; the trail has all of them.
const NAMED: usize = 4;

/// One signature with everything it says (S1); struck through when it does not count any more.
pub(super) fn signature(view: &View, signoff: &SignOff) -> AnyView {
    let clock = view.clock;
    let name = view.person(signoff.person);
    let meaning = signoff.meaning.name();
    let comment = signoff.comment.as_ref().map(|comment| format!("“{comment}”"));
    let (state, stamp, words) = match &signoff.standing {
        SignOffStanding::Stands => ("signed", meaning, comment),
        SignOffStanding::Voided { at, changes, .. } => {
            let declined = changes.contains(&Change::Declined);
            let why = if declined {
                "the round was declined.".to_owned()
            } else {
                changed(view, changes)
            };
            ("voided", "Voided", Some(format!("Voided {}: {why}", clock.short(*at))))
        }
        SignOffStanding::Withdrawn { at, reason, .. } => (
            "withdrawn",
            "Withdrawn",
            Some(format!("Withdrawn {}: “{reason}”", clock.short(*at))),
        ),
    };
    let stands = signoff.stands();
    view! {
        <div class="signature" data-state=state>
            <div class="signature__line">
                {if stands {
                    view! { <span class="signature__name">{name}</span> }.into_any()
                } else {
                    view! { <del class="signature__name">{name}</del> }.into_any()
                }}
                <span class="signature__stamp">{stamp}</span>
            </div>
            <p class="signature__facts">
                <span>
                    {if stands {
                        view! { <Time clock=clock at=signoff.at /> }.into_any()
                    } else {
                        view! { {meaning} " " <ShortTime clock=clock at=signoff.at /> }.into_any()
                    }}
                </span>
                <Hash hash=signoff.document />
            </p>
            {words.map(|words| view! { <p class="signature__words">{words}</p> })}
        </div>
    }
    .into_any()
}

/// What was answered instead of a signature, on the line that it was asked for (S8).
pub(super) fn answer(view: &View, answer: &Answer) -> AnyView {
    let clock = view.clock;
    let names = view.names();
    let (state, stamp, at_issue) = match &answer.kind {
        AnswerKind::Declined => ("declined", "Declined", None),
        AnswerKind::ChangesRequested { items } if items.is_empty() => ("changes", "Changes", None),
        AnswerKind::ChangesRequested { items } => {
            let mut named: Vec<String> = items.iter().map(|item| format!("“{}”", names.item(item))).collect();
            if named.len() > NAMED {
                named.truncate(NAMED - 1);
                named.push(format!("{} more", items.len() - named.len()));
            }
            let named: Vec<&str> = named.iter().map(String::as_str).collect();
            let at_issue = format!("At issue: {}.", sentences::join(&named, "and"));
            ("changes", "Changes", Some(at_issue))
        }
    };
    view! {
        <div class="signature" data-state=state>
            <div class="signature__line">
                <span class="signature__name">{view.person(answer.person)}</span>
                <span class="signature__stamp">{stamp}</span>
            </div>
            <p class="signature__facts">
                <span>
                    {match answer.kind {
                        AnswerKind::Declined => "Declined to sign ",
                        AnswerKind::ChangesRequested { .. } => "Requested changes ",
                    }} <ShortTime clock=clock at=answer.at />
                </span>
            </p>
            <p class="signature__words">{format!("“{}” ", answer.reason)} {at_issue}</p>
        </div>
    }
    .into_any()
}

/// What changed, in one line.
fn changed(view: &View, changes: &[Change]) -> String {
    let names = view.names();
    let words: Vec<String> = changes
        .iter()
        .map(|change| sentences::change(&names, change).to_string())
        .collect();
    words.join(" ")
}
