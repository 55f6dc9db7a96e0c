//! What a checklist becomes, before anything is saved.

use std::collections::BTreeSet;

use domain::accounts::{Directory, Duty, Membership};
use domain::templates::Structure;
use domain::templates::compare::{Comparison, ItemChange, ItemMatch, MatchedBy, compare, keep_keys};
use domain::templates::markdown::{ReadOptions, Reading, read};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::entry::{Base, Entry, NAME, hidden};
use super::{compare as compared, proposals};
use crate::deployments::checklist::Prepared;
use crate::form::Form;
use crate::parts::{Crumb, Field, Fold, Icon, PageHead, errors, refused, sprite, text_area};
use crate::sentences::{Names, counted, join};
use crate::templates::Typed;
use crate::templates::actions::SaveChecklist;
use crate::templates::content::proposed_name;
use crate::templates::headings::headings;
use crate::templates::sheet::sheet;
use crate::templates::typed::Step;

const REVIEW_BY: Field = Field {
    name: "review_by",
    label: "Review by",
    hint: Some("Optional. After this day, the template is shown as overdue for review."),
    max: 0,
    mono: false,
    id: None,
    autocomplete: None,
};

const LEAD: &str = "Preview. Nothing is saved yet. Everything proposed stands beside the line it came from; switch off \
                    what is wrong.";

/// The preview of a checklist.
pub(super) fn preview(
    entered: &Entry<'_>,
    typed: &Typed,
    mut reading: Reading,
    form: &Form,
    names: &Names<'_>,
) -> AnyView {
    let source = typed.source();
    let lines: Vec<&str> = source.split('\n').collect();
    let options = typed.options();
    let headings = plain(&source, &reading, &options, |plain| headings(plain, &options));
    let changes = entered.base.map(|base| {
        let matches = keep_keys(base.structure, &mut reading.structure);
        since(&base, &reading.structure, &matches)
    });
    let mut crumbs = entered.crumbs.clone();
    crumbs.push(Crumb::new(names_page(entered), entered.title.clone()));
    view! {
        <PageHead
            title=entered.title.clone()
            crumbs=crumbs
            lead=LEAD.to_owned()
        />
        {errors(form, &[NAME, REVIEW_BY])}
        {refused(form, names)}
        {tally(&reading)}
        <form class="stack" method="post" enctype="multipart/form-data" action=SaveChecklist::url() novalidate>
            {hidden(entered, &typed.seen)}
            <textarea name="markdown" hidden inner_html=text_area(&source)></textarea>
            <input type="hidden" name="shown" value=proposals::shown(&reading) />
            {settings(typed, &reading, form)}
            {super::policy::policy(typed, &reading.structure, form, names.directory.zone.as_str())}
            {warnings(&reading, names.directory)}
            {changes}
            {proposals::phases(&headings, &lines)}
            {proposals::switches(&reading, &lines)}
            {super::signoffs::asked(&reading.structure)}
            {actions()}
        </form>
        {result(&reading.structure)}
        {accounted(&reading)}
    }
    .into_any()
}

/// Asks something of the reading as it would be without any phase chosen.
fn plain<T>(source: &str, reading: &Reading, options: &ReadOptions, ask: impl FnOnce(&Reading) -> T) -> T {
    if options.phases.is_empty() {
        return ask(reading);
    }
    let without = ReadOptions {
        phases: std::collections::BTreeMap::new(),
        ..options.clone()
    };
    match read(source, None, &without) {
        Ok(plain) => ask(&plain),
        // What was read with phases chosen is read without them too; and if not, its own headings are the ones to show.
        Err(_) => ask(reading),
    }
}

fn names_page(entered: &Entry<'_>) -> String {
    match entered.template {
        None => format!("/{}/templates/import", entered.org),
        Some(template) => format!("/{}/templates/{}/edit", entered.org, template.slug),
    }
}

/// How much of what was found.
fn tally(reading: &Reading) -> impl IntoView + use<> {
    let totals = &reading.totals;
    let figures = [
        (totals.items, "item"),
        (totals.groups, "group"),
        (totals.slots, "sign-off slot"),
        (totals.thresholds, "threshold"),
        (totals.commands, "command"),
    ];
    let figures = figures
        .into_iter()
        .map(|(count, thing)| {
            let words = if count == 1 {
                thing.to_owned()
            } else {
                format!("{thing}s")
            };
            view! { <span><b>{count}</b>" "{words}</span> }
        })
        .collect_view();
    // What the template will count is less by the lines that become slots.
    let lines = totals.items.saturating_sub(reading.structure.counts().items);
    let slots = (lines > 0).then(|| format!("{} of the items become sign-off slots", lines));
    view! {
        <p class="tally">
            {figures} {slots.map(|words| view! { <span class="muted">{words}</span> })}
            <span><Icon name="check" />" nothing skipped: "{counted(totals.lines, "line")}</span>
        </p>
    }
}

/// Name and settings.
fn settings(typed: &Typed, reading: &Reading, form: &Form) -> impl IntoView + use<> {
    let name = if typed.name.trim().is_empty() {
        proposed_name(&reading.structure)
    } else {
        typed.name.clone()
    };
    // The form holds what was typed; an empty name has become the checklist's own.
    let named = if form.problem(NAME.name).is_none() {
        Form::default()
    } else {
        form.clone()
    };
    let bars = typed.bars_deployer == "yes";
    view! {
        <div class="panel">
            <div class="panel__body">
                <div class="form form__first">
                    {NAME.line(&named, "text", &name)} {REVIEW_BY.line(form, "date", "")}
                    <label class="choice">
                        <input type="checkbox" role="switch" name="bars_deployer" value="yes" checked=bars />
                        <span>"The deployer may not sign before start"</span>
                        <span class="choice__hint">"Whoever asked for a deployment never may."</span>
                    </label>
                    {proposals::reader(reading)}
                </div>
            </div>
        </div>
    }
}

/// What is worth knowing: of the text, and of duties that nobody holds.
fn warnings(reading: &Reading, directory: &Directory) -> Option<AnyView> {
    let mut lines: Vec<String> = reading
        .warnings
        .iter()
        .map(|warning| match warning.line {
            Some(line) => format!("Line {line}: {}", warning.text),
            None => warning.text.clone(),
        })
        .collect();
    lines.extend(duties(&reading.structure, directory));
    if lines.is_empty() {
        return None;
    }
    let lines = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
    let view = view! {
        <section class="notice" data-tone="wait" aria-labelledby="warnings">
            <Icon name="alert" />
            <h2 class="notice__title" id="warnings">"Worth knowing"</h2>
            <ul>{lines}</ul>
            <p>"The template can be saved all the same."</p>
        </section>
    };
    Some(view.into_any())
}

/// Duties of slots that nobody holds in any team, or that the organization does not have yet.
pub(super) fn duties(structure: &Structure, directory: &Directory) -> Vec<String> {
    let wanted: BTreeSet<&Duty> = structure.slots.iter().map(|slot| &slot.duty).collect();
    let known = directory.duties();
    let mut sentences = Vec::new();
    let mut unheld = Vec::new();
    for duty in wanted {
        if !known.iter().any(|known| known.is(duty)) {
            sentences.push(format!(
                "The organization has no duty {duty} yet. An admin can add and assign it under People."
            ));
        } else if !is_held(directory, duty) {
            unheld.push(duty.name());
        }
    }
    if !unheld.is_empty() {
        let duties = if unheld.len() == 1 { "duty" } else { "duties" };
        let named = join(&unheld, "and");
        sentences.push(format!(
            "Nobody holds the {duties} {named}. An admin can assign duties under People."
        ));
    }
    sentences
}

/// Whether an active member holds a duty in some team.
pub(super) fn is_held(directory: &Directory, duty: &Duty) -> bool {
    let active = directory
        .members
        .values()
        .filter(|member| member.standing == Membership::Active);
    active
        .flat_map(|member| member.teams.values())
        .flatten()
        .any(|held| held.is(duty))
}

/// What changed since what the next version began with.
fn since(base: &Base<'_>, structure: &Structure, matches: &[ItemMatch]) -> AnyView {
    let comparison = compare(base.structure, structure);
    let title = format!("Changed since {}", base.shown.name().to_lowercase());
    let by = |how: MatchedBy| matches.iter().filter(|found| found.by == how).count();
    let figures = [
        (by(MatchedBy::Key), "known by their keys"),
        (by(MatchedBy::SectionAndText), "by section and text"),
        (by(MatchedBy::Text), "by text alone"),
        (count(&comparison, &ItemChange::Added), "added"),
        (count(&comparison, &ItemChange::Removed), "removed"),
        (
            count(&comparison, &ItemChange::Changed) + count(&comparison, &ItemChange::ChangedAndMoved),
            "changed",
        ),
        (
            count(&comparison, &ItemChange::Moved) + count(&comparison, &ItemChange::ChangedAndMoved),
            "moved",
        ),
    ];
    let figures = figures
        .into_iter()
        .map(|(count, words)| view! { <span><b>{count}</b>" "{words}</span> })
        .collect_view();
    view! {
        <section class="page__section" aria-labelledby="changes">
            <h2 id="changes">{title}</h2>
            <p class="tally">{figures}</p>
            {recognized(structure, matches)}
            {compared::table(&comparison, "changes")}
        </section>
    }
    .into_any()
}

/// The items that were recognized without their key, and keep it all the same (T4).
fn recognized(structure: &Structure, matches: &[ItemMatch]) -> Option<AnyView> {
    let lines: Vec<_> = matches
        .iter()
        .filter(|found| found.by != MatchedBy::Key)
        .map(|found| {
            let how = match found.by {
                MatchedBy::Key | MatchedBy::SectionAndText => "section and text",
                MatchedBy::Text => "text alone",
            };
            let item = structure.item(&found.old);
            let name = item.map_or_else(|| found.old.to_string(), |item| item.item.name().into_owned());
            view! { <li>{name} " keeps " <code>{found.old.to_string()}</code> {format!(", by {how}")}</li> }
        })
        .collect();
    if lines.is_empty() {
        return None;
    }
    let view = view! {
        <details class="more">
            <summary><Fold />"Recognized without a key"</summary>
            <ul>{lines}</ul>
        </details>
    };
    Some(view.into_any())
}

fn count(comparison: &Comparison, change: &ItemChange) -> usize {
    comparison
        .items
        .iter()
        .filter(|difference| difference.change == *change)
        .count()
}

fn actions() -> impl IntoView {
    view! {
        <div class="form__actions">
            <button class="button" data-kind="primary" data-size="large" name="step" value=Step::SAVE>
                "Save template"
            </button>
            <button class="button">"Preview again"</button>
            <button class="button" data-kind="quiet" name="step" value=Step::TEXT>"Back to the text"</button>
        </div>
    }
}

/// The checklist as it will read.
fn result(structure: &Structure) -> impl IntoView + use<> {
    let sprite = sprite();
    let html = sheet(&Prepared::new(structure, &sprite), structure, &sprite);
    view! {
        <section class="page__section" aria-labelledby="result">
            <h2 id="result">"How it will read"</h2>
            <div class="stack" data-gap="small" inner_html=html></div>
        </section>
    }
}

/// The last line: every line of the source by what it became.
fn accounted(reading: &Reading) -> impl IntoView + use<> {
    let figures = reading
        .lines
        .iter()
        .map(|(line_use, count)| {
            let (one, many) = line_use.words();
            let words = if *count == 1 { one } else { many };
            view! { <span><b>{*count}</b>" "{words}</span> }
        })
        .collect_view();
    let total: usize = reading.lines.iter().map(|(_, count)| count).sum();
    view! {
        <section class="page__section" aria-labelledby="lines">
            <h2 id="lines">"What every source line became"</h2>
            <p class="tally">
                {figures}
                <span><Icon name="check" />{format!(" {} in all, nothing skipped", counted(total, "line"))}</span>
            </p>
        </section>
    }
}
