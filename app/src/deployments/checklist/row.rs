//! One line of the checklist: box, text, what is known of it.

use std::fmt::Write as _;

use domain::deployments::{ItemState, Resolution, Written};
use domain::id::PersonId;
use domain::templates::PhaseKind;

use super::Sheet;
use super::prepare::Line;
use super::since::Row;
use crate::parts::{escape, visible, write_icon};

/// The value of `data-state`.
fn state_word(state: Option<&ItemState>) -> &'static str {
    match state.map(|state| &state.resolution) {
        None | Some(Resolution::Open) => "open",
        Some(Resolution::Done) => "done",
        Some(Resolution::NotApplicable { .. }) => "not-applicable",
    }
}

impl Sheet<'_> {
    fn state(&self, line: &Line) -> Option<&ItemState> {
        self.states.get(line.number).copied().flatten()
    }

    /// The item with everything below it.
    pub(super) fn item(&self, kind: PhaseKind, line: &Line, out: &mut String) {
        let state = self.state(line);
        let _ = write!(
            out,
            r#"<li class="item" data-state="{}" data-seen="{}""#,
            state_word(state),
            state.map_or(0, ItemState::seq)
        );
        if line.stop {
            out.push_str(" data-stop");
        }
        if self.next == Some(line.number) {
            out.push_str(" data-next");
        }
        let _ = write!(out, r#" id="item-{}">"#, line.key);
        self.inside(kind, line, state, out);
        self.pieces(kind, &line.below, out);
        out.push_str("</li>");
    }

    /// The item alone, to replace what a page shows of it.
    pub(super) fn row(&self, kind: PhaseKind, line: &Line) -> Row {
        let state = self.state(line);
        let mut html = String::with_capacity(1024);
        self.inside(kind, line, state, &mut html);
        Row {
            key: line.key.clone(),
            state: state_word(state),
            seen: state.map_or(0, ItemState::seq),
            html,
        }
    }

    fn inside(&self, kind: PhaseKind, line: &Line, state: Option<&ItemState>, out: &mut String) {
        out.push_str(r#"<div class="item__row"><div class="item__main">"#);
        self.label(kind, line, state, out);
        self.tags(line, state, out);
        out.push_str("</div>");
        if line.below_count() > 0 {
            let tally = self.tally(line.number + 1..line.end);
            let _ = write!(
                out,
                r#"<span class="item__count">{} of {}</span>"#,
                tally.resolved, tally.total
            );
        }
        if let Some(state) = state {
            self.by(state, out);
        }
        self.way(line, state, out);
        out.push_str("</div>");
        self.notes(line, state, out);
    }

    /// Nothing but the text is inside the label: it is the checkbox's name.
    fn label(&self, kind: PhaseKind, line: &Line, state: Option<&ItemState>, out: &mut String) {
        let _ = write!(
            out,
            r#"<label class="item__label"><input type="checkbox" name="done[]" value="{}""#,
            line.key
        );
        let (done, left_out) = match state.map(|state| &state.resolution) {
            Some(Resolution::Done) => (true, false),
            Some(Resolution::NotApplicable { .. }) => (false, true),
            Some(Resolution::Open) | None => (false, false),
        };
        if self.source.typed.get(&line.key).copied().unwrap_or(done) {
            out.push_str(" checked");
        }
        if left_out {
            let _ = write!(out, r#" aria-describedby="why-{}""#, line.key);
        }
        if left_out || !self.may_change(kind) {
            out.push_str(" disabled");
        }
        let _ = write!(out, r#"><span class="item__text">{}</span></label>"#, line.text);
    }

    fn tags(&self, line: &Line, state: Option<&ItemState>, out: &mut String) {
        let left_out = state.is_some_and(|state| matches!(state.resolution, Resolution::NotApplicable { .. }));
        if line.tags.is_empty() && !left_out {
            return;
        }
        out.push_str(r#"<span class="item__tags">"#);
        out.push_str(&line.tags);
        if left_out {
            out.push_str(r#"<span class="tag">Not applicable</span>"#);
        }
        out.push_str("</span>");
    }

    fn person(&self, person: PersonId, out: &mut String) {
        let name = self
            .source
            .people
            .get(&person)
            .map_or("Somebody", |known| known.name.as_str());
        escape(out, name);
    }

    fn by(&self, state: &ItemState, out: &mut String) {
        let Some(change) = state.change.as_ref().filter(|_| state.resolution == Resolution::Done) else {
            return;
        };
        let Written { by, at, .. } = change.written;
        out.push_str(r#"<span class="item__by">"#);
        self.person(by, out);
        out.push_str(" · ");
        self.source.clock.write_short(out, at);
        out.push_str("</span>");
    }

    /// The way to the item's own page.
    fn way(&self, line: &Line, state: Option<&ItemState>, out: &mut String) {
        let (links, comments) = state.map_or((0, 0), |state| (state.links.len(), state.comments as usize));
        let _ = write!(
            out,
            r#"<a class="item__open" href="{}/items/{}""#,
            self.source.base, line.key
        );
        if links + comments == 0 {
            let _ = write!(out, r#" data-empty aria-label="Details of {}">"#, line.name);
            write_icon(out, self.source.sprite, "chevron");
        } else {
            let mut known = Vec::with_capacity(2);
            if comments > 0 {
                known.push(crate::sentences::counted(comments, "comment"));
            }
            if links > 0 {
                known.push(crate::sentences::counted(links, "link"));
            }
            let _ = write!(out, r#" aria-label="{}, details of {}">"#, known.join(", "), line.name);
            for (count, icon) in [(links, "link"), (comments, "comment")] {
                if count > 0 {
                    write_icon(out, self.source.sprite, icon);
                    let _ = write!(out, "{count}");
                }
            }
        }
        out.push_str("</a>");
    }

    /// What was filled in for the blanks of an item.
    pub(super) fn values(&self, line: &Line, out: &mut String) {
        let deployment = self.source.deployment;
        for (name, text) in line
            .asks
            .iter()
            .filter_map(|name| Some((name, deployment.value(name)?)))
        {
            out.push_str(r#"<p class="item__note">"#);
            write_icon(out, self.source.sprite, "pen");
            out.push_str("<span>");
            escape(out, &visible(name.as_str()));
            out.push_str(": <b>");
            escape(out, &visible(text.as_str()));
            out.push_str("</b></span></p>");
        }
    }

    fn notes(&self, line: &Line, state: Option<&ItemState>, out: &mut String) {
        let reason = match state.map(|state| (&state.resolution, state)) {
            Some((Resolution::NotApplicable { reason }, state)) => Some((reason, state)),
            Some((Resolution::Open | Resolution::Done, _)) | None => None,
        };
        let late = state
            .and_then(|state| state.change.as_ref())
            .and_then(|change| change.reason.as_ref());
        let given = state.and_then(|state| state.given.as_ref());
        let deployment = self.source.deployment;
        let filled = line.asks.iter().any(|name| deployment.value(name).is_some());
        if reason.is_none() && late.is_none() && given.is_none() && !filled && line.body.is_empty() {
            return;
        }
        out.push_str(r#"<div class="item__body">"#);
        if let Some((reason, state)) = reason {
            let _ = write!(out, r#"<p class="item__note" id="why-{}"><span>"#, line.key);
            escape(out, reason.as_str());
            if let Some(change) = &state.change {
                out.push_str(" · ");
                self.person(change.written.by, out);
                out.push_str(", ");
                self.source.clock.write_short(out, change.written.at);
            }
            out.push_str("</span></p>");
        }
        if let Some(reason) = late {
            out.push_str(r#"<p class="item__note"><span>Changed afterwards: "#);
            escape(out, reason.as_str());
            out.push_str("</span></p>");
        }
        out.push_str(&line.body);
        self.values(line, out);
        if let Some(given) = given {
            out.push_str(r#"<p class="item__note">"#);
            write_icon(out, self.source.sprite, "pen");
            out.push_str(r#"<span><span class="evidence">"#);
            escape(out, &visible(given.value.as_str()));
            out.push_str("</span> · ");
            self.person(given.written.by, out);
            out.push_str(", ");
            self.source.clock.write_short(out, given.written.at);
            out.push_str("</span></p>");
        }
        out.push_str("</div>");
    }
}
