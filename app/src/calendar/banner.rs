//! Freezes that are in force, or soon will be, on every page of the organization (W14).

use domain::backend::Opened;
use domain::calendar::{Freeze, Occurrence};
use domain::id::FreezeId;
use leptos::prelude::*;

use crate::parts::{Clock, Icon};

/// Lines that the banner has at most.
const LINES: usize = 2;
/// Letters of a reason in it; the freeze's page has the whole.
const LETTERS: usize = 140;
/// Seconds ahead of a freeze from which on it is announced: a day.
const AHEAD: i64 = 24 * 3600;

/// One line per freeze, the one that ends or begins first on top; nothing where there is none.
pub(crate) fn banner(opened: &Opened, clock: &Clock) -> Option<AnyView> {
    let now = clock.now();
    let mut near: Vec<(FreezeId, &Freeze, Occurrence)> = Vec::new();
    for (id, freeze) in &opened.directory.calendar.freezes {
        let soon = || {
            freeze
                .times
                .next_after(now)
                .filter(|next| next.from.seconds_since(now) <= AHEAD)
        };
        near.extend(freeze.times.covering(now).or_else(soon).map(|when| (*id, freeze, when)));
    }
    if near.is_empty() {
        return None;
    }
    near.sort_by_key(|(_, _, when)| (when.from > now, when.until));
    let more = near.len().saturating_sub(LINES);
    let base = format!("/{}/calendar", opened.directory.slug);
    let lines = near
        .into_iter()
        .take(LINES)
        .map(|(id, freeze, when)| line(&base, opened, clock, id, freeze, &when))
        .collect_view();
    let more = (more > 0).then(|| {
        let words = format!("and {more} more");
        view! { <li><a href=base.clone()>{words}</a></li> }
    });
    let view = view! {
        <section class="banner" data-tone="wait" data-of="freezes" aria-label="Freezes now or soon">
            <ul class="calendar-banner">{lines}{more}</ul>
        </section>
    };
    Some(view.into_any())
}

fn line(
    base: &str,
    opened: &Opened,
    clock: &Clock,
    id: FreezeId,
    freeze: &Freeze,
    when: &Occurrence,
) -> impl IntoView + use<> {
    let by = opened.people.get(&freeze.set.by);
    let by = by.map_or_else(|| "somebody".to_owned(), |person| person.name.to_string());
    let reason = shortened(freeze.reason.as_str());
    let (from, until) = (clock.short(when.from), clock.short(when.until));
    let words = if clock.now() < when.from {
        format!("from {from} until {until}, set by {by}: {reason}")
    } else {
        format!("until {until}, set by {by}: {reason}")
    };
    view! {
        <li>
            <Icon name="ban" />
            <a href=format!("{base}/freezes/{id}")>{freeze.name.to_string()}</a>
            <span>{words}</span>
        </li>
    }
}

/// The first line of a reason, cut between words.
fn shortened(reason: &str) -> String {
    let line = reason.lines().next().unwrap_or_default();
    let Some((end, _)) = line.char_indices().nth(LETTERS) else {
        return line.to_owned();
    };
    let cut = line.get(..end).unwrap_or(line);
    let words = cut.rsplit_once(' ').map_or(cut, |(words, _)| words);
    format!("{words} …")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_reason_is_cut_between_words() {
        assert_eq!(shortened("Year end.\nSee the wiki."), "Year end.");
        let long = "word ".repeat(60);
        let short = shortened(&long);
        assert!(
            short.ends_with("word …") && short.chars().count() <= LETTERS + 2,
            "{short}"
        );
        assert!(shortened(&"é".repeat(500)).ends_with('…'));
    }
}
