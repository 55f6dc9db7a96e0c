//! What the reader proposes, each beside its source line and with a switch; and the phase of each heading.

use domain::templates::PhaseKind;
use domain::templates::markdown::{Proposal, ProposalKind, Reading};
use domain::templates::structure::Reader;
use leptos::prelude::*;

use crate::templates::headings::HeadingChoice;

/// A panel with a list of proposals.
fn panel(id: &str, title: &str, count: usize, note: Option<&'static str>, rows: AnyView) -> AnyView {
    view! {
        <section class="panel" aria-labelledby=id.to_owned()>
            <div class="panel__head">
                <h2 id=id.to_owned()>{title.to_owned()}</h2>
                <span class="count">{count}</span>
            </div>
            {note.map(|note| view! { <p class="panel__lead">{note}</p> })}
            <div class="panel__body" data-flush>
                <ul class="proposals">{rows}</ul>
            </div>
        </section>
    }
    .into_any()
}

/// What is said of proposals that nothing acts on.
const KEPT: &str = "Kept in the version and shown as text. Nothing is measured or enforced.";

/// Whether a deployment does anything about what was proposed.
const fn acts(kind: ProposalKind) -> bool {
    match kind {
        ProposalKind::Phase | ProposalKind::Slot | ProposalKind::ControlTags | ProposalKind::FillIn => true,
        ProposalKind::Condition
        | ProposalKind::Threshold
        | ProposalKind::Trigger
        | ProposalKind::Watch
        | ProposalKind::RelativeTime
        | ProposalKind::Alternative
        | ProposalKind::Window
        | ProposalKind::BlockUse => false,
    }
}

/// Most characters of a source line that are shown; the rest of a long paragraph says nothing more.
const EXCERPT: usize = 160;

/// Where a proposal came from: the source line as it is.
fn source(line: Option<u32>, lines: &[&str]) -> AnyView {
    let Some(line) = line else {
        return view! {
            <div class="proposal__source">
                <span></span>
                <span>"The text names none, so the usual one is proposed."</span>
            </div>
        }
        .into_any();
    };
    let text = lines
        .get(line.saturating_sub(1) as usize)
        .map_or("", |text| text.trim_end());
    let text = match text.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    };
    view! { <div class="proposal__source"><span>{line}</span><code>{text}</code></div> }.into_any()
}

/// Every proposal with a switch, by kind.
pub(super) fn switches(reading: &Reading, lines: &[&str]) -> AnyView {
    ProposalKind::ALL
        .into_iter()
        .filter(|kind| *kind != ProposalKind::Phase)
        .filter_map(|kind| {
            let of_kind: Vec<&Proposal> = reading
                .proposals
                .iter()
                .filter(|proposal| proposal.kind == kind)
                .collect();
            let rows = of_kind
                .iter()
                .map(|proposal| switch(proposal, lines))
                .collect_view()
                .into_any();
            let id = format!("proposals-{}", kind.name().to_lowercase().replace(' ', "-"));
            (!of_kind.is_empty()).then(|| panel(&id, kind.name(), of_kind.len(), (!acts(kind)).then_some(KEPT), rows))
        })
        .collect_view()
        .into_any()
}

fn switch(proposal: &Proposal, lines: &[&str]) -> impl IntoView + use<> {
    let id = format!("p-{}", proposal.id);
    view! {
        <li class="proposal">
            <input
                type="checkbox"
                role="switch"
                name="keep[]"
                value=proposal.id.to_string()
                id=id.clone()
                checked=proposal.accepted
            />
            <label class="proposal__becomes" for=id>{proposal.becomes.clone()}</label>
            {source(proposal.line, lines)}
        </li>
    }
}

/// Ids of the proposals that have a switch.
pub(super) fn shown(reading: &Reading) -> String {
    let switched = reading
        .proposals
        .iter()
        .filter(|proposal| proposal.kind != ProposalKind::Phase);
    switched
        .map(|proposal| proposal.id.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The phase that each heading begins.
pub(super) fn phases(headings: &[HeadingChoice], lines: &[&str]) -> Option<AnyView> {
    if headings.is_empty() {
        return None;
    }
    let rows = headings
        .iter()
        .map(|heading| {
            view! {
                <li class="proposal">
                    <span></span>
                    <div class="proposal__becomes">
                        <select class="input" name="phases[]" aria-label=format!("Phase of {}", heading.text)>
                            {options(heading)}
                        </select>
                    </div>
                    {source(Some(heading.line), lines)}
                </li>
            }
        })
        .collect_view()
        .into_any();
    Some(panel(
        "proposals-phases",
        ProposalKind::Phase.name(),
        headings.len(),
        None,
        rows,
    ))
}

/// What a heading can begin. What is proposed has no code, so that a choice that was not made stays a proposal.
fn options(heading: &HeadingChoice) -> AnyView {
    let option = |code: &str, words: &str| {
        let selected = code == heading.chosen;
        view! { <option value=format!("{}:{code}", heading.line) selected=selected>{words.to_owned()}</option> }
    };
    let kinds = PhaseKind::ALL
        .into_iter()
        .map(|kind| {
            // Choosing what is proposed is not choosing, unless another phase was chosen before.
            let proposed = heading.proposed == Some(kind) && heading.chosen != kind.code();
            option(if proposed { "" } else { kind.code() }, kind.name())
        })
        .collect_view();
    let none = if heading.proposed.is_some() { "none" } else { "" };
    view! { {kinds} {option(none, "No phase of its own")} }.into_any()
}

/// Which reader found the items, and the others that find something.
pub(super) fn reader(reading: &Reading) -> Option<AnyView> {
    if reading.readers.len() < 2 && reading.structure.reader == Reader::Tasks {
        return None;
    }
    let used = reading.structure.reader;
    let options = reading
        .readers
        .iter()
        .map(|reader| {
            view! { <option value=reader.code() selected=*reader == used>{reader.name()}</option> }
        })
        .collect_view();
    let view = view! {
        <div class="field">
            <label class="field__label" for="reader">"Items are"</label>
            <p class="field__hint" id="reader-hint">
                "The text has no task items (" <code>"- [ ]"</code> "), so another reader looked for what to tick. Choose
                one and preview again."
            </p>
            <select class="input" id="reader" name="reader" aria-describedby="reader-hint">{options}</select>
        </div>
    };
    Some(view.into_any())
}
