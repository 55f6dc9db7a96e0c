//! What a booking would come to that nobody made yet: judged by the rules that book it, and not saved (W15).

use domain::actor::Actor;
use domain::calendar::{Booked, Slots, Stretch};
use domain::deployments::{Foreseen, foresee};
use domain::refusal::Refusal;
use domain::time::Timestamp;
use domain::zone::Zone;

use super::actions::booking::wanted;
use super::view::View;
use crate::context::{backend, require_person};
use crate::failure::Failure;
use crate::sentences::{self, counted};

/// A deployment as if it were booked for another time: what the calendar draws.
pub(crate) struct Elsewhere {
    /// Its number and its title.
    pub(crate) name: String,
    /// The time in words.
    pub(crate) when: String,
    /// What it would have booked.
    pub(crate) booked: Vec<Booked>,
    /// Whether the rules let it be booked then.
    pub(crate) fits: bool,
    /// What stands against it or goes with it.
    pub(crate) words: String,
    /// The page that books it then.
    pub(crate) form: String,
}

impl Elsewhere {
    /// A deployment, and times as fields of a form have them in a zone: from, until, and the same of the backup.
    ///
    /// # Errors
    /// Where there is no such deployment for the reader, or no such time.
    pub(crate) async fn of(org: &str, number: &str, zone: &str, times: &[String; 4]) -> Result<Self, Failure> {
        let slots = wanted(zone, times)?;
        let view = View::without_history(org, number).await?;
        let foreseen = judged(&view, &slots).await?;
        Ok(Self {
            name: format!("{} {}", view.number(), view.deployment().details.title),
            when: view.names().slots(&slots),
            booked: Booked::moved(view.deployment(), view.standing().structure, &slots),
            fits: foreseen.refusal.is_none(),
            words: words(&view, &foreseen),
            form: address(&view, &slots),
        })
    }
}

/// Judges a time.
///
/// # Errors
/// When the store does not answer, or the reader is no member.
pub(super) async fn judged(view: &View, slots: &Slots) -> Result<Foreseen, Failure> {
    let whole = Stretch {
        from: slots.all().map(|slot| slot.from).min().unwrap_or(slots.primary.from),
        until: slots.all().map(|slot| slot.until).max().unwrap_or(slots.primary.until),
    };
    let booked = backend().booked(view.opened.directory.id, whole).await?;
    let actor = Actor::Person(require_person()?.actor);
    foresee(view.standing(), &booked, (&actor, view.clock.now()), slots).map_err(Failure::Refused)
}

/// It in a few words.
pub(super) fn words(view: &View, foreseen: &Foreseen) -> String {
    let names = view.names();
    if let Some(refusal) = &foreseen.refusal {
        return sentences::refusal(&names, refusal).to_string();
    }
    let beside = (!foreseen.beside.is_empty()).then(|| {
        let conflicts = foreseen.beside.clone();
        sentences::refusal(&names, &Refusal::BookedBeside { conflicts }).to_string()
    });
    let voids = foreseen.voids.len();
    let voids = (voids > 0).then(|| format!("It voids {}.", counted(voids, "sign-off")));
    let parts: Vec<String> = [beside, voids].into_iter().flatten().collect();
    if parts.is_empty() {
        "free.".to_owned()
    } else {
        parts.join(" ")
    }
}

/// An instant as a field of a form has it on a clock.
pub(crate) fn field(zone: Zone, at: Timestamp) -> String {
    zone.local(at).format("%Y-%m-%dT%H:%M").to_string()
}

/// Slots as fields of a form have them on the reader's clock, by the names of the fields.
pub(super) fn fields(zone: Zone, slots: &Slots) -> Vec<(&'static str, String)> {
    let local = |at| field(zone, at);
    let mut fields = vec![
        ("from", local(slots.primary.from)),
        ("until", local(slots.primary.until)),
    ];
    if let Some(backup) = slots.backup {
        fields.extend([
            ("backup_from", local(backup.from)),
            ("backup_until", local(backup.until)),
        ]);
    }
    fields
}

/// The page on which a deployment is booked, with a time in its form.
pub(super) fn address(view: &View, slots: &Slots) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(fields(view.clock.zone(), slots));
    format!("{}/booking?{}#other-time", view.base, query.finish())
}
