//! The filters of the trail and of the access log: from the address to what the store is asked, within what the reader
//! may read.

use domain::accounts::AuditPeriod;
use domain::audit::{AccessFilter, AccessKind, AccessMark, AuditFilter, KindGroup};
use domain::backend::Opened;
use domain::deployments::ChangeNumber;
use domain::id::PersonId;
use domain::time::Timestamp;
use domain::zone::Zone;

use crate::context::member;
use crate::failure::{Checks, Failure, Problem};

/// Entries on a page of the trail, lines on a page of the access log.
const PAGE: u32 = 50;

/// The filter as it stands in the address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Typed {
    /// Words.
    pub(super) search: String,
    /// Id of a person.
    pub(super) who: String,
    /// Group of kinds.
    pub(super) what: String,
    /// First day.
    pub(super) from: String,
    /// Last day.
    pub(super) to: String,
}

impl Typed {
    /// The address's query: only what is set.
    pub(super) fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let pairs = [
            ("search", &self.search),
            ("who", &self.who),
            ("what", &self.what),
            ("from", &self.from),
            ("to", &self.to),
        ];
        for (name, value) in pairs {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        query.finish()
    }
}

/// What the store is asked. An auditor's period bounds every question (01 §6).
///
/// # Errors
/// Fields that are no choice or no date.
pub(super) fn filter(opened: &Opened, typed: &Typed, before: Option<u64>) -> Result<AuditFilter, Failure> {
    let chosen = Chosen::of(opened, typed, KindGroup::from_value)?;
    let (deployment, search) = numbered(&typed.search);
    Ok(AuditFilter {
        search,
        who: chosen.who,
        what: chosen.what,
        from: chosen.from,
        until: chosen.until,
        deployment,
        before,
        limit: PAGE,
    })
}

/// What the store is asked for the access log. An auditor's period bounds every question, as for the trail.
///
/// # Errors
/// Fields that are no choice or no date.
pub(super) fn access_filter(
    opened: &Opened,
    typed: &Typed,
    before: Option<AccessMark>,
) -> Result<AccessFilter, Failure> {
    let chosen = Chosen::of(opened, typed, AccessKind::from_value)?;
    Ok(AccessFilter {
        who: chosen.who,
        what: chosen.what,
        from: chosen.from,
        until: chosen.until,
        before,
        limit: PAGE,
    })
}

/// The fields that both filters have, read.
struct Chosen<Kind> {
    who: Option<PersonId>,
    what: Option<Kind>,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl<Kind> Chosen<Kind> {
    fn of(opened: &Opened, typed: &Typed, kind: impl FnOnce(&str) -> Option<Kind>) -> Result<Self, Failure> {
        let zone = Zone::find(&opened.directory.zone).unwrap_or(Zone::UTC);
        let mut checks = Checks::default();
        let who = optional(&typed.who, |text| text.parse().ok()).or_else(|| checks.note("who", Problem::Choice));
        let what = optional(&typed.what, kind).or_else(|| checks.note("what", Problem::Choice));
        let from = optional(&typed.from, |day| zone.day(day)).or_else(|| checks.note("from", Problem::Date));
        let to = optional(&typed.to, |day| zone.day(day)).or_else(|| checks.note("to", Problem::Date));
        let (Some(who), Some(what), Some(from), Some(to)) = (who, what, from, to) else {
            return Err(checks.failure());
        };
        if let (Some(first), Some(last)) = (&from, &to)
            && last.1 <= first.0
        {
            return Err(Failure::field("to", Problem::Before));
        }
        let (from, until) = bounded(period(opened)?, from.map(|day| day.0), to.map(|day| day.1));
        Ok(Self { who, what, from, until })
    }
}

/// A deployment's number among the words means its entries, which do not all bear it; the other words stay words.
fn numbered(search: &str) -> (Option<ChangeNumber>, String) {
    let words: Vec<&str> = search.split_whitespace().collect();
    let number = |word: &&str| word.to_ascii_uppercase().parse::<ChangeNumber>().ok();
    let at = words.iter().position(|word| number(word).is_some());
    let rest: Vec<&str> = words
        .iter()
        .enumerate()
        .filter(|(place, _)| Some(*place) != at)
        .map(|(_, word)| *word)
        .collect();
    let found = at.and_then(|place| words.get(place)).and_then(number);
    (found, rest.join(" ").chars().take(200).collect())
}

/// Nothing typed is `Some(None)`; something that is not understood is `None`.
fn optional<T>(text: &str, parse: impl FnOnce(&str) -> Option<T>) -> Option<Option<T>> {
    let text = text.trim();
    if text.is_empty() {
        Some(None)
    } else {
        parse(text).map(Some)
    }
}

/// The period that the reader is bound to; `None` for everybody but auditors.
///
/// # Errors
/// [`Failure::NotFound`] for whoever is not a member.
pub(crate) fn period(opened: &Opened) -> Result<Option<AuditPeriod>, Failure> {
    Ok(member(opened)?.reads)
}

fn bounded(
    period: Option<AuditPeriod>,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
) -> (Option<Timestamp>, Option<Timestamp>) {
    match period {
        None => (from, until),
        Some(period) => (
            Some(from.map_or(period.from, |from| from.max(period.from))),
            Some(until.map_or(period.until, |until| until.min(period.until))),
        ),
    }
}

/// Whether the reader may read an entry made at `at`.
///
/// # Errors
/// [`Failure::NotFound`] when not.
pub(super) fn may_read(opened: &Opened, at: Timestamp) -> Result<(), Failure> {
    match period(opened)? {
        Some(period) if !period.contains(at) => Err(Failure::NotFound),
        Some(_) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(micros: i64) -> Timestamp {
        Timestamp::from_micros(micros)
    }

    #[test]
    fn an_auditors_period_bounds_every_question() {
        let period = AuditPeriod {
            from: at(10),
            until: at(20),
        };
        assert_eq!(bounded(Some(period), None, None), (Some(at(10)), Some(at(20))));
        assert_eq!(
            bounded(Some(period), Some(at(0)), Some(at(99))),
            (Some(at(10)), Some(at(20)))
        );
        assert_eq!(
            bounded(Some(period), Some(at(12)), Some(at(15))),
            (Some(at(12)), Some(at(15)))
        );
        assert_eq!(bounded(None, None, Some(at(5))), (None, Some(at(5))));
    }

    #[test]
    fn a_number_among_the_words_is_a_deployment() {
        assert_eq!(numbered("chg-7"), (Some(ChangeNumber(7)), String::new()));
        assert_eq!(
            numbered("  ran  CHG-12 twice "),
            (Some(ChangeNumber(12)), "ran twice".to_owned())
        );
        assert_eq!(numbered("CHG- CHG-x"), (None, "CHG- CHG-x".to_owned()));
    }

    #[test]
    fn the_address_carries_only_what_is_set() {
        let typed = Typed {
            search: "a b&c".to_owned(),
            what: "items".to_owned(),
            ..Typed::default()
        };
        assert_eq!(typed.query(), "search=a+b%26c&what=items");
    }
}
