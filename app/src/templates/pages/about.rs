//! What a version says about itself, and what the reader found beside items.

use domain::calendar::Times;
use domain::templates::Structure;
use domain::templates::structure::{Note, Reader, Threshold};
use leptos::prelude::*;

use super::{Found, Shown, day};
use crate::parts::Icon;
use crate::sentences::{capital, counted};

/// The panel *About*.
pub(super) fn panel(found: &Found, shown: &Shown<'_>, structure: &Structure) -> impl IntoView + use<> {
    let counts = structure.counts();
    let content = shown.content();
    let hash = content.structure;
    let mut facts: Vec<(String, String)> = vec![(
        "Items".to_owned(),
        format!("{} in {}", counts.items, counted(counts.groups, "group")),
    )];
    if counts.commands > 0 {
        facts.push(("Commands".to_owned(), counts.commands.to_string()));
    }
    if structure.reader != Reader::Tasks {
        facts.push(("Read as".to_owned(), structure.reader.name().to_owned()));
    }
    if let Some(due) = &content.review_by {
        facts.push(("Review by".to_owned(), day(due)));
    }
    if content.bars_deployer {
        facts.push(("Deployer".to_owned(), "May not sign before start".to_owned()));
    }
    if let Some(window) = &structure.window {
        let hours = |times: &Times| capital(&times.in_words());
        let asked = [
            ("Allowed hours", window.hours.as_ref().map(hours)),
            (
                "Notice",
                (window.notice_hours > 0).then(|| counted(window.notice_hours as usize, "hour")),
            ),
            ("Backup slot", window.backup.then(|| "A booking needs one".to_owned())),
            ("Low traffic", window.low_traffic.as_ref().map(hours)),
        ];
        facts.extend(
            asked
                .into_iter()
                .filter_map(|(name, value)| Some((name.to_owned(), value?))),
        );
    }
    if let Some(team) = found
        .template
        .team
        .and_then(|team| found.opened.directory.teams.get(&team))
    {
        facts.push(("Drafts by".to_owned(), team.name.to_string()));
    }
    // Front matter that the program has no use for is shown as it was written.
    let settings = structure
        .settings
        .iter()
        .filter(|(key, value)| !key.is_empty() && !value.trim().is_empty());
    facts.extend(settings.map(|(key, value)| (key.clone(), value.trim().to_owned())));
    let facts = facts
        .into_iter()
        .map(|(name, value)| view! { <dt>{name}</dt> <dd>{value}</dd> })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="about">
            <div class="panel__head">
                <Icon name="info" />
                <h2 id="about">"About"</h2>
            </div>
            <div class="panel__body">
                <dl class="facts">
                    {facts} <dt>"Hash"</dt> <dd><code class="hash" title=hash.to_string()>{hash.short()}</code></dd>
                </dl>
            </div>
        </section>
    }
}

/// What was accepted and is shown as text: nothing acts on it.
pub(super) fn kept(structure: &Structure) -> Option<AnyView> {
    let thresholds: Vec<String> = structure.thresholds.iter().map(threshold).collect();
    let words = |notes: &[Note]| notes.iter().map(|note| note.text.clone()).collect::<Vec<_>>();
    let lists = [
        ("Thresholds", thresholds),
        ("Rollback triggers", words(&structure.triggers)),
        ("Windows", words(&structure.windows)),
    ];
    let lists = lists
        .into_iter()
        .filter(|(_, lines)| !lines.is_empty())
        .map(|(title, lines)| {
            let lines = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
            view! { <h3>{title}</h3> <ul>{lines}</ul> }
        })
        .collect::<Vec<_>>();
    if lists.is_empty() {
        return None;
    }
    let view = view! {
        <section class="panel" aria-labelledby="kept">
            <div class="panel__head">
                <Icon name="verify" />
                <h2 id="kept">"Found in the text"</h2>
            </div>
            <div class="panel__body prose">
                {lists} <p class="panel__note">"Shown as it was written. Nothing is measured or enforced."</p>
            </div>
        </section>
    };
    Some(view.into_any())
}

/// What every deployment of the template is asked to fill in (04).
pub(super) fn asked(structure: &Structure) -> Option<AnyView> {
    let lines: Vec<_> = structure
        .asked_values()
        .map(|name| view! { <li>{name.to_string()}</li> })
        .collect();
    if lines.is_empty() {
        return None;
    }
    let view = view! {
        <section class="panel" aria-labelledby="asked">
            <div class="panel__head">
                <Icon name="pen" />
                <h2 id="asked">"Values to fill in"</h2>
            </div>
            <div class="panel__body prose">
                <ul>{lines}</ul>
                <p class="panel__note">"Each deployment asks for them, and sign-offs cover what is filled in."</p>
            </div>
        </section>
    };
    Some(view.into_any())
}

fn threshold(threshold: &Threshold) -> String {
    let Threshold {
        metric,
        comparison,
        limit,
        unit,
        rollback,
        line: _,
    } = threshold;
    let unit = if unit.is_empty() {
        String::new()
    } else {
        format!(" {unit}")
    };
    let words = format!("{metric} {} {limit}{unit}", comparison.sign());
    if *rollback {
        format!("Roll back at {words}")
    } else {
        words
    }
}
