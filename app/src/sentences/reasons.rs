//! Why a step or a signature has to wait, and what is worth knowing before it.

use domain::deployments::{Blocker, Warning};
use domain::id::PersonId;
use domain::refusal::SignBar;
use domain::templates::Roster;

use super::{Names, Sentence, WHO_CANNOT_SIGN, are, capital, in_stage, join, without_evidence};

/// One reason why the next step cannot be taken now. `signers` may fill the slot that the blocker is about, `later` where
/// open items keep it closed.
pub fn blocker(names: &Names<'_>, blocker: &Blocker, signers: &[PersonId], later: bool) -> Sentence {
    match blocker {
        Blocker::ItemsOpen { count, .. } => Sentence::new(format!("{} open.", are(*count, "required item")))
            .help(format!("Anyone in {} can tick or leave out items.", names.team())),
        Blocker::EvidenceMissing { count, .. } => Sentence::new(without_evidence(*count))
            .help(format!("Anyone in {} can give it on the item's page.", names.team())),
        Blocker::SlotEmpty { duty, .. } => {
            let words = Sentence::new(format!("{duty} has not signed."));
            if signers.is_empty() {
                words
            } else {
                let when = if later {
                    " once the open items before it are done"
                } else {
                    ""
                };
                let away = names.away(signers).map(|away| format!(" {away}"));
                let who = capital(&names.either(signers));
                words.help(format!("{who} can sign{when}.{}", away.unwrap_or_default()))
            }
        }
        Blocker::DutyUnheld { duty, .. } => Sentence::new(format!("Nobody in {} holds the duty {duty}.", names.team()))
            .help("An admin can assign it under People."),
        Blocker::NobodyMaySign { duty, .. } => {
            let holders = names.holders(duty);
            Sentence::new(format!("Nobody who holds the duty {duty} may sign here.")).help(format!(
                "{} {}. {WHO_CANNOT_SIGN} An admin can assign the duty to somebody else under People.",
                capital(&names.either(&holders)),
                names.hold(&holders)
            ))
        }
        Blocker::EnvironmentBusy { other } => Sentence::new(format!("{other} is under way in the same environment."))
            .help("It has to be completed, rolled back or marked as failed first."),
        Blocker::OutsideWindow { .. }
        | Blocker::OutsideHours { .. }
        | Blocker::Frozen { .. }
        | Blocker::OutsideSlot { .. }
        | Blocker::NoticeMissing { .. }
        | Blocker::FrozenWhileRunning { .. } => super::calendar::blocker(names, blocker).unwrap_or_default(),
        Blocker::OnHold { hold } => {
            let by = if hold.held.by == names.reader {
                "You"
            } else {
                names.person(hold.held.by)
            };
            Sentence::new(format!(
                "{by} put it on hold on {}: {}",
                names.clock.short(hold.held.at),
                hold.reason
            ))
            .help(format!(
                "{} or a Release Manager can lift the hold.",
                if by == "You" { "You" } else { by }
            ))
        }
    }
}

/// Something worth knowing that stops nothing.
pub fn warning(names: &Names<'_>, warning: &Warning) -> Sentence {
    match warning {
        Warning::ReviewOverdue(overdue) => {
            Sentence::new(format!("The template was to be reviewed by {}.", overdue.due.date.format("%-d %B %Y")))
                .help("It still works. Publishing a new version sets a new date.")
        }
        Warning::NewerVersion { version } => {
            Sentence::new(format!("Version {version} of the template has been published since."))
                .help("This deployment keeps the version it was made from.")
        }
        Warning::DutyLostSince { duty, .. } => Sentence::new(format!("The signer for {duty} does not hold that duty any more."))
            .help("It was held when the sign-off was given, so the sign-off stands."),
        Warning::SlotAhead { roster: of, duty, .. } => {
            let step = match of {
                Roster::Pre => "Start",
                Roster::Post => "Completion",
            };
            let holders = names.holders(duty);
            let words = Sentence::new(format!("{step} will need {duty}, and nobody may sign for it as things stand."));
            if holders.is_empty() {
                words.help(format!("Nobody in {} holds the duty. An admin can assign it under People.", names.team()))
            } else {
                words.help(format!(
                    "{} {}. {WHO_CANNOT_SIGN}",
                    capital(&names.either(&holders)),
                    names.hold(&holders)
                ))
            }
        }
        Warning::SmallTeam { duty, .. } => Sentence::new(format!("The slot {duty} fell away by the small-team rule."))
            .help("Two others have signed, and nobody but the requester could fill it. The trail lists it for the auditor."),
        Warning::BookedTimeClosed { closed } => {
            let why = super::shut(names, closed);
            let parts: Vec<String> = why.parts.iter().map(|part| part.words.clone()).collect();
            Sentence::new(format!("The booked time is closed. {}", parts.join(" "))).help("Move the booking, or release it.")
        }
        Warning::BookedAway { away } => {
            let parts: Vec<String> = away.iter().map(|away| super::against(names, away).to_string()).collect();
            Sentence::new(format!("Somebody is away whom the booked time takes. {}", parts.join(" ")))
                .help("Move the booking, or find somebody else.")
        }
        Warning::OverrideUnreviewed { by } => {
            Sentence::new(format!("An override by {} waits for its review.", names.person(*by)))
                .help("Somebody else with the duty reviews it on the page of bookings.")
        }
        Warning::ValuesOpen { count } => {
            let words = if *count == 1 {
                "1 value of the checklist is blank.".to_owned()
            } else {
                format!("{count} values of the checklist are blank.")
            };
            Sentence::new(words).help(format!("Anyone in {} can fill in what is blank.", names.team()))
        }
        Warning::OptionalOpen { count } => Sentence::new(format!("{} open.", are(*count, "optional item")))
            .help(if *count == 1 { "It stops nothing." } else { "They stop nothing." }),
    }
}

/// One reason why the reader may not sign a slot (S13).
pub fn sign_bar(names: &Names<'_>, bar: &SignBar) -> Sentence {
    match bar {
        // Who can sign instead is not said here: not everybody who holds the duty may.
        SignBar::DutyNotHeld { duty } => Sentence::new(format!("You do not hold the duty {duty} in {}.", names.team()))
            .help("An admin can assign it under People."),
        SignBar::DutyUnheld { duty } => Sentence::new(format!("Nobody in {} holds the duty {duty}.", names.team()))
            .help("An admin can assign it under People."),
        SignBar::Requester => Sentence::new("You asked for this deployment, so somebody else must sign."),
        SignBar::SetFields { fields } => {
            let fields: Vec<&str> = fields.iter().map(|field| field.name()).collect();
            Sentence::new(format!(
                "You set its {}, so somebody else must sign.",
                join(&fields, "and")
            ))
        }
        SignBar::BookedTimeClosed => Sentence::new("The booked time is closed by a window or freeze that came later.")
            .help("Somebody in the team can move the booking."),
        SignBar::Booked => Sentence::new("You booked its slot, so somebody else must sign."),
        SignBar::Deployer => Sentence::new("You deploy it, and its template asks for somebody else."),
        SignBar::OtherSlot { duty } => Sentence::new(format!("You signed as {duty}. One person fills one slot.")),
        SignBar::ItemsOpen { count } => Sentence::new(format!("{} open.", are(*count, "required item"))).help(format!(
            "The slot opens when {} done or left out.",
            if *count == 1 { "it is" } else { "they are" }
        )),
        SignBar::EvidenceMissing { count } => {
            Sentence::new(without_evidence(*count)).help("The slot opens when all of it is there.")
        }
        SignBar::NotOpen { stage } => Sentence::new(format!(
            "The deployment is {}, and this sign-off is not open then.",
            in_stage(*stage)
        )),
        SignBar::Filled { by } if *by == names.reader => Sentence::new("You signed this slot."),
        SignBar::Filled { by } => Sentence::new(format!("{} signed this slot.", names.person(*by))),
        SignBar::NotNeeded => Sentence::new("This sign-off is not needed here."),
    }
}
