//! Every sentence that says why something is refused, blocked, warned of or changed: here and below, so that they are read
//! and revised side by side. Snapshot tests hold them.
//!
//! Sentence case; what is missing first, what would help second; nothing pleading (07).

use domain::accounts::{Duty, GateRefusal, PASSWORD_MAX, PASSWORD_MIN};
use domain::calendar::Slots;
use domain::deployments::{Change, Field, StageName};
use domain::id::PersonId;
use domain::refusal::{Refusal, StaleThing, Unique, VoidedSignOff};
use domain::templates::Roster;
use domain::text::TextError;

use crate::failure::{Failure, Problem};

mod calendar;
mod imports;
mod names;
mod reasons;
mod times;

pub use calendar::{against, beside_them, notice_needed, shut};
pub use imports::left_out;
pub use names::{ChangeWords, Names, Sentence};
pub use reasons::{blocker, sign_bar, warning};
pub use times::shifted;

/// Words joined by commas and a last "or" or "and".
pub fn join(words: &[&str], last: &str) -> String {
    match words {
        [] => "nobody".to_owned(),
        [one] => (*one).to_owned(),
        [most @ .., end] => format!("{} {last} {end}", most.join(", ")),
    }
}

/// "1 item is", "3 items are".
fn are(count: u32, thing: &str) -> String {
    if count == 1 {
        format!("1 {thing} is")
    } else {
        format!("{count} {thing}s are")
    }
}

fn without_evidence(count: u32) -> String {
    if count == 1 {
        "1 done item lacks the evidence that it asks for.".to_owned()
    } else {
        format!("{count} done items lack the evidence that they ask for.")
    }
}

/// "1 sign-off", "3 sign-offs".
pub fn counted(count: usize, thing: &str) -> String {
    if count == 1 {
        format!("1 {thing}")
    } else {
        format!("{count} {thing}s")
    }
}

/// `12,000`: a figure that is long enough to be read in groups.
pub fn grouped(figure: u64) -> String {
    let digits = figure.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// First letter in upper case: names may begin a sentence as "you".
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What is wrong with a field's text, beside the field.
pub fn invalid(label: &str, error: &TextError) -> String {
    match error {
        TextError::Empty => format!("{label} is empty."),
        TextError::TooLong { limit } => format!("{label} is longer than {limit} characters."),
        TextError::TooShort { limit } => format!("{label} is shorter than {limit} characters."),
        TextError::Control => format!("{label} contains a character that cannot be shown. Type it again."),
        TextError::Form => match label {
            "Ticket" | "Link" => format!("{label} is not a web address. It starts with https://."),
            "Email" => "Email is not an address like name@example.org.".to_owned(),
            "Figure" => "Figure is not a number with perhaps a unit, like 42 or 0.4 %.".to_owned(),
            _ => format!("{label} is not of the form that is needed here."),
        },
        TextError::Reserved => format!("{label} is a word that addresses of Countersign use. Choose another one."),
    }
}

/// What is wrong with a field, beside the field.
pub fn problem(label: &str, problem: &Problem) -> String {
    match problem {
        Problem::Text(error) => invalid(label, error),
        Problem::Choice => format!("What was chosen for {label} is not there any more. Choose again."),
        Problem::Number => format!("{label} is not a whole number."),
        Problem::Date => format!("{label} is not a date."),
        Problem::Before => format!("{label} lies before the date it begins with."),
        Problem::Moment => format!("{label} is not a date with a time of day."),
        Problem::TimeOfDay => format!("{label} is not a time of day."),
        Problem::Year { first, last } => format!("{label} lies outside the years {first} to {last}."),
        Problem::Times(error) => times::impossible(label, *error),
        Problem::Line { line, error } => times::line(label, *line, error),
        Problem::NoneChosen => format!("{label}: name at least one."),
        Problem::EmptyFile => format!("{label} is empty. Choose another one."),
        Problem::NotText => format!("{label} is not text in UTF-8. Save it as UTF-8 and choose it again."),
        Problem::TooLarge { limit } => format!("{label} is larger than {}.", bytes(*limit)),
        Problem::NoItems => format!("{label} has no items: nothing in it looks like a step to do."),
        Problem::TooManyItems { limit } => {
            format!("{label} has more than {limit} items. Import it as several templates.")
        }
        Problem::NotACalendar => {
            format!("{label} is neither a calendar file nor GitLab’s list of freeze periods.")
        }
        Problem::NoEvents => format!("{label} has no event."),
        Problem::TooManyEvents { limit } => {
            format!(
                "{label} has more than {} events to come. Import it in parts.",
                grouped(*limit)
            )
        }
        Problem::TooDeep { limit } => format!("{label} nests lists or quotes deeper than {limit} levels."),
    }
}

/// A size in the unit that people say.
fn bytes(count: u64) -> String {
    match count {
        0..1_024 => format!("{count} bytes"),
        1_024..1_048_576 => format!("{} KiB", count / 1_024),
        _ => format!("{} MiB", count / 1_048_576),
    }
}

/// Why a filter was not understood: every field of it that is to blame.
#[expect(clippy::wildcard_enum_match_arm, reason = "a filter is refused for its fields")]
pub fn misread(why: &Failure) -> Sentence {
    match why {
        Failure::Invalid { fields } => {
            let lines: Vec<String> = fields
                .iter()
                .map(|error| problem(&label(&error.field), &error.problem))
                .collect();
            Sentence::new(lines.join(" "))
        }
        other => failure(other),
    }
}

/// Why something that was asked for did not happen, where no rule and no field is to blame.
pub fn failure(failure: &Failure) -> Sentence {
    match failure {
        Failure::Refused(_) | Failure::Invalid { .. } => Sentence::new("This was refused."),
        Failure::Preview => Sentence::new("Nothing is saved yet."),
        Failure::Gate(refusal) => Sentence::new(gate(refusal)),
        Failure::NotSignedIn => {
            Sentence::new("You are not signed in any more.").help("Sign in again; what you typed was not saved.")
        }
        Failure::NotFound => Sentence::new("This is not here, or not any more."),
        Failure::ForeignOrigin => Sentence::new("This form came from another site, so nothing was done.")
            .help("Open the page here and send it again."),
        Failure::TooLarge { limit } => Sentence::new(format!("This is larger than {}.", bytes(*limit))),
        Failure::Malformed => {
            Sentence::new("This form did not arrive as it was sent.").help("Open the page again and send it once more.")
        }
        Failure::Unavailable => Sentence::new("The database does not answer or takes no writes. Nothing was saved.")
            .help("Try again in a moment."),
        Failure::Busy { retry_after } => Sentence::new("Too many sign-ins at this moment. Nothing was done.")
            .help(format!("Try again in {}.", counted(*retry_after as usize, "second"))),
        Failure::Internal { reference } => Sentence::new("Something broke on our side. Nothing was saved.")
            .help(format!("The log has it under {reference}.")),
    }
}

/// Why somebody who holds a slot's duty may be barred from it, whichever of the reasons it is (S4, S5).
pub const WHO_CANNOT_SIGN: &str = "Whoever asked for this deployment, set what is signed, fills another slot, or deploys it \
     where the template bars that, cannot sign.";

/// The password that should prove again who signs is wrong.
pub fn wrong_password() -> Sentence {
    Sentence::new("The password is wrong.").help("Nothing was signed.")
}

/// Why the own password was not changed.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "only the current password is called otherwise here"
)]
pub fn unchanged_password(why: &Failure) -> Sentence {
    match why {
        Failure::Gate(GateRefusal::WrongPassword) => {
            Sentence::new("The current password is wrong.").help("Nothing was changed.")
        }
        other => failure(other),
    }
}

/// Why the gate says no.
pub fn gate(refusal: &GateRefusal) -> String {
    match refusal {
        GateRefusal::WrongPassword => "Email or password is not right.".to_owned(),
        GateRefusal::WrongCode => "This is not the set-up code. It was printed when the server started.".to_owned(),
        GateRefusal::TooManyAttempts { retry_after } => {
            format!(
                "Too many wrong tries. Try again in {}.",
                counted(retry_after.div_ceil(60) as usize, "minute")
            )
        }
        GateRefusal::Busy => "Too many sign-ins at this moment. Try again in a moment.".to_owned(),
        GateRefusal::SetUpOver => "This server is set up already. Sign in instead.".to_owned(),
        GateRefusal::LinkDead => "This link was used, withdrawn, or is older than its limit.".to_owned(),
        GateRefusal::PasswordTooShort => format!("Password is shorter than {PASSWORD_MIN} characters."),
        GateRefusal::PasswordTooLong => format!("Password is longer than {PASSWORD_MAX} characters."),
        GateRefusal::PasswordCommon => {
            "Password is one that many people use, or your own name or address. Choose another one.".to_owned()
        }
        GateRefusal::SlugTaken => "Another organization has this name's address. Choose another name.".to_owned(),
    }
}

/// A field's name in forms as the sentence's subject: what the field is labelled with.
pub fn label(field: &str) -> String {
    match field {
        "items[]" => "Items at issue".to_owned(),
        "to_version" => "Version to go back to".to_owned(),
        "on" => "On these days".to_owned(),
        "hours_on" => "Allowed hours".to_owned(),
        "interval" => "Every n-th".to_owned(),
        "low_on" => "Low traffic".to_owned(),
        "low_from" => "Low traffic from".to_owned(),
        "low_to" => "Low traffic to".to_owned(),
        "hours_from" => "From".to_owned(),
        "hours_to" => "To".to_owned(),
        "hours_zone" => "Time zone".to_owned(),
        "notice_hours" => "Hours of notice".to_owned(),
        "told" => "Who is told".to_owned(),
        _ => capital(&field.replace(['_', '-'], " ")),
    }
}

/// Why a command was refused.
pub fn refusal(names: &Names<'_>, refusal: &Refusal) -> Sentence {
    match refusal {
        Refusal::NotFound => Sentence::new("This is not here, or not any more."),
        Refusal::RoleMissing { needed } => {
            Sentence::new(format!("Your access role does not allow this; it takes {needed}."))
                .help("An admin can change it under People.")
        }
        Refusal::NotInTeam => Sentence::new(format!("Only members of {} can do this.", names.team()))
            .help("An admin can add you to the team under People."),
        Refusal::LastOwner => {
            Sentence::new("This is the last owner of the organization.").help("Make somebody else an owner first.")
        }
        Refusal::Taken { what } => Sentence::new(taken(*what)),
        Refusal::NoSuchChoice { field } => {
            Sentence::new(format!("What was chosen for {} is not there any more.", label(field))).help("Choose again.")
        }
        Refusal::InvitationClosed => Sentence::new("This invitation was used, withdrawn, or is older than its limit.")
            .help("Whoever invited you can send a new one."),
        Refusal::AlreadyMember => Sentence::new("This person already belongs to the organization."),
        Refusal::DutiesNeedTeam => Sentence::new("Duties are held in a team.").help("Choose a team as well."),
        Refusal::AuditPeriodMissing => {
            Sentence::new("An auditor reads between two dates.").help("Give the first and the last one.")
        }
        Refusal::NoDraft => Sentence::new("There is no draft."),
        Refusal::OwnDraft { others } => Sentence::new("You edited this draft, so somebody else must publish it.")
            .help(format!("{} can.", capital(&names.either(others)))),
        Refusal::ReviewNotAsked => Sentence::new("No review was asked for yet."),
        Refusal::NotPublished => {
            Sentence::new("This template has no published version.").help("Publish one, or choose another template.")
        }
        Refusal::WrongStage { .. }
        | Refusal::FixedByRollback { .. }
        | Refusal::RollbackOfNothing
        | Refusal::RolledBackMeanwhile { .. }
        | Refusal::Stale { .. }
        | Refusal::ItemNotInStage { .. }
        | Refusal::AfterStop { .. }
        | Refusal::ValueFixed { .. }
        | Refusal::Blocked { .. }
        | Refusal::VoidsSignOffs { .. }
        | Refusal::ReasonNeeded
        | Refusal::DutyMissing { .. }
        | Refusal::MayNotSign { .. }
        | Refusal::DocumentChanged { .. }
        | Refusal::ProofTooOld
        | Refusal::SlotFilled { .. }
        | Refusal::NothingToWithdraw
        | Refusal::HoldUnchanged => refusal_of_deployment(names, refusal),
        Refusal::SlotUnsound { .. }
        | Refusal::Closed { .. }
        | Refusal::SlotTaken { .. }
        | Refusal::BookedBeside { .. }
        | Refusal::NothingBooked
        | Refusal::NoticeTooShort { .. }
        | Refusal::OwnOverride
        | Refusal::Reviewed { .. } => calendar::refusal(names, refusal),
        Refusal::RequestReused => Sentence::new("This form was already sent with other contents.")
            .help("Open the page again and send it once."),
        Refusal::Invalid { field, error } => Sentence::new(invalid(&label(field), error)),
    }
}

/// The refusals that only deployments have.
fn refusal_of_deployment(names: &Names<'_>, refusal: &Refusal) -> Sentence {
    match refusal {
        Refusal::WrongStage { stage } => Sentence::new(format!(
            "The deployment is {}, so this cannot be done now.",
            in_stage(*stage)
        )),
        Refusal::FixedByRollback { field: Field::Type } => Sentence::new("A rollback stays a rollback."),
        Refusal::FixedByRollback { field } => Sentence::new(format!(
            "The {} of a rollback stays that of the deployment that it rolls back.",
            field.name().to_lowercase()
        )),
        Refusal::RollbackOfNothing => {
            Sentence::new("A rollback is made from the page of the deployment that it rolls back.")
                .help("Open that deployment once it is completed or failed.")
        }
        Refusal::RolledBackMeanwhile { by } => Sentence::new(format!("{by} was made meanwhile, and rolls it back."))
            .help("Nothing was saved. Look at that one first; create another one if it is still needed."),
        Refusal::Stale { by, at, what, .. } => stale(names, *by, &names.clock.short(*at), what),
        Refusal::ItemNotInStage { item, stage } => Sentence::new(format!(
            "“{}” cannot change while the deployment is {}.",
            names.item(item),
            in_stage(*stage)
        )),
        Refusal::AfterStop { item, stop } => Sentence::new(format!("“{}” waits for a stop.", names.item(item))).help(
            format!("Do “{}” first, or leave it out with a reason.", names.item(stop)),
        ),
        Refusal::ValueFixed { name } => Sentence::new(format!("{name} cannot change any more."))
            .help("It was filled in before the start, which rested on it."),
        Refusal::Blocked { blockers } => {
            let words = if blockers.len() == 1 {
                "1 thing blocks this.".to_owned()
            } else {
                format!("{} things block this.", blockers.len())
            };
            Sentence::new(words).parts(blockers.iter().map(|b| blocker(names, b, &[], false)).collect())
        }
        Refusal::VoidsSignOffs { signoffs } => {
            Sentence::new(format!("This voids {}.", counted(signoffs.len(), "sign-off")))
                .parts(signoffs.iter().map(|s| Sentence::new(voided(names, s))).collect())
        }
        Refusal::ReasonNeeded => Sentence::new("A reason is needed: the stage in which this is usually done is over."),
        Refusal::DutyMissing { any_of } => {
            let duties: Vec<&str> = any_of.iter().map(Duty::name).collect();
            Sentence::new(format!("{} in {} decides this.", join(&duties, "or"), names.team()))
                .help(who_holds_any(names, any_of))
        }
        Refusal::MayNotSign { reasons } => {
            Sentence::new("You cannot sign here.").parts(reasons.iter().map(|bar| sign_bar(names, bar)).collect())
        }
        Refusal::DocumentChanged { changes } => Sentence::new("This changed since you opened it.")
            .help("Your sign-off was not taken. Read the page again and sign if you still agree.")
            .parts(
                changes
                    .iter()
                    .map(|c| Sentence::new(change(names, c).to_string()))
                    .collect(),
            ),
        Refusal::ProofTooOld => {
            Sentence::new("Signing here asks for a proof of identity that is not older than five minutes.")
                .help("Enter your password and sign.")
        }
        Refusal::SlotFilled { by } => Sentence::new(format!("{} signed this slot first.", names.person(*by))),
        Refusal::NothingToWithdraw => Sentence::new(
            "This sign-off cannot be withdrawn: it is not yours, does not stand, or guards a step that was taken.",
        ),
        Refusal::HoldUnchanged => Sentence::new("The hold already is as you wanted it."),
        Refusal::NotFound
        | Refusal::RoleMissing { .. }
        | Refusal::NotInTeam
        | Refusal::LastOwner
        | Refusal::Taken { .. }
        | Refusal::NoSuchChoice { .. }
        | Refusal::InvitationClosed
        | Refusal::AlreadyMember
        | Refusal::DutiesNeedTeam
        | Refusal::AuditPeriodMissing
        | Refusal::NoDraft
        | Refusal::OwnDraft { .. }
        | Refusal::ReviewNotAsked
        | Refusal::NotPublished
        | Refusal::SlotUnsound { .. }
        | Refusal::Closed { .. }
        | Refusal::SlotTaken { .. }
        | Refusal::BookedBeside { .. }
        | Refusal::NothingBooked
        | Refusal::NoticeTooShort { .. }
        | Refusal::OwnOverride
        | Refusal::Reviewed { .. }
        | Refusal::RequestReused
        | Refusal::Invalid { .. } => Sentence::default(),
    }
}

const fn taken(what: Unique) -> &'static str {
    match what {
        Unique::OrganizationSlug => "Another organization has this address. Choose another name.",
        Unique::Email => "Another account has this address.",
        Unique::TeamName => "Another team has this name.",
        Unique::ServiceName => "Another service has this name.",
        Unique::EnvironmentName => "Another environment has this name.",
        Unique::TemplateSlug => "Another template has this name.",
        Unique::Duty => "This duty already exists.",
    }
}

/// The stage as it stands after "is".
pub const fn in_stage(stage: StageName) -> &'static str {
    match stage {
        StageName::Draft => "a draft",
        StageName::Preparing => "being prepared",
        StageName::Running => "running",
        StageName::Verifying => "being verified",
        StageName::Completed => "completed",
        StageName::RollingBack => "being rolled back",
        StageName::RolledBack => "rolled back",
        StageName::Failed => "marked as failed",
        StageName::Cancelled => "cancelled",
    }
}

fn stale(names: &Names<'_>, by: PersonId, at: &str, what: &StaleThing) -> Sentence {
    let by = if by == names.reader { "You" } else { names.person(by) };
    match what {
        StaleThing::Item { item, now } => Sentence::new(format!(
            "{by} changed “{}” on {at}: it is {} now.",
            names.item(item),
            now.name()
        ))
        .help("What you did to it was not saved."),
        StaleThing::Field { field, now } => Sentence::new(format!(
            "{by} changed {} on {at}: it is {} now.",
            field.name(),
            names.value(*field, now)
        ))
        .help("Nothing was saved. Look at the values below and save again if yours are still right."),
        StaleThing::Evidence { item } => {
            Sentence::new(format!("{by} gave evidence for “{}” on {at}.", names.item(item)))
                .help("Nothing was saved. Read it below and send yours again if it is still right.")
        }
        StaleThing::Value { name, now } => {
            let now = now
                .as_ref()
                .map_or_else(|| "blank".to_owned(), |now| format!("“{now}”"));
            Sentence::new(format!("{by} changed {name} on {at}: it is {now} now."))
                .help("Nothing was saved. Look at the values below and save again if yours are still right.")
        }
        StaleThing::Log { field } => Sentence::new(format!("{by} wrote {} of the log on {at}.", field.name()))
            .help("Nothing was saved. Read it below and save again if yours is still right."),
        StaleThing::Calendar => Sentence::new(format!("{by} changed it on {at}."))
            .help("Nothing was saved. Look at it below and save again if yours is still right."),
        StaleThing::Booking => Sentence::new(format!("{by} changed the booking on {at}."))
            .help("Nothing was saved. Look at it below and book again if yours is still right."),
        StaleThing::Draft => Sentence::new(format!("{by} saved another draft on {at}."))
            .help("Nothing was saved. Open the page again to see it."),
    }
}

/// A sign-off that an action would void, in a list.
pub fn voided(names: &Names<'_>, signoff: &VoidedSignOff) -> String {
    format!("{}, {}", names.person(signoff.person), signoff.duty)
}

fn who_holds_any(names: &Names<'_>, duties: &[Duty]) -> String {
    let mut holders: Vec<PersonId> = Vec::new();
    for duty in duties {
        for holder in names.holders(duty) {
            if !holders.contains(&holder) {
                holders.push(holder);
            }
        }
    }
    if holders.is_empty() {
        format!(
            "Nobody in {} holds it. An admin can assign it under People.",
            names.team()
        )
    } else {
        format!("{} can.", capital(&names.either(&holders)))
    }
}

/// What a roster is called in a sentence.
pub const fn roster(roster: Roster, stage: StageName) -> &'static str {
    match (roster, stage) {
        (Roster::Pre, _) => "Before start",
        (Roster::Post, StageName::RollingBack | StageName::RolledBack) => "On the rollback",
        (Roster::Post, _) => "Before completion",
    }
}

/// What changed in a document after somebody had signed it.
pub fn change(names: &Names<'_>, change: &Change) -> ChangeWords {
    let plain = |subject: &str, happened| ChangeWords {
        subject: subject.to_owned(),
        values: None,
        happened,
    };
    match change {
        Change::Field { field, before, after } => ChangeWords {
            subject: field.name().to_owned(),
            values: Some((names.value(*field, before), names.value(*field, after))),
            happened: "",
        },
        Change::Item { item, before, after } if before == after => {
            plain(&format!("The reason of “{}”", names.item(item)), "is another one")
        }
        Change::Item { item, before, after } => ChangeWords {
            subject: format!("“{}”", names.item(item)),
            values: Some((before.name().to_owned(), after.name().to_owned())),
            happened: "",
        },
        Change::Evidence { item } => plain(&format!("“{}”", names.item(item)), "has new evidence"),
        Change::Value { name, before, after } => ChangeWords {
            subject: name.to_string(),
            values: Some((Change::said(before).to_owned(), Change::said(after).to_owned())),
            happened: "",
        },
        Change::Booking { before, after } => {
            let said = |slots: &Option<Slots>| {
                slots
                    .as_ref()
                    .map_or_else(|| "nothing".to_owned(), |slots| names.slots(slots))
            };
            ChangeWords {
                subject: "The booking".to_owned(),
                values: Some((said(before), said(after))),
                happened: "",
            }
        }
        Change::Immaterial { field } => plain(field.name(), "was edited"),
        Change::Round { before, after } => ChangeWords {
            subject: "The round".to_owned(),
            values: Some((before.to_string(), after.to_string())),
            happened: "",
        },
        Change::Declined => plain("A signer", "declined"),
        Change::RolledBack => plain("The deployment", "is being rolled back"),
        Change::More { count } => plain(&counted(*count as usize, "more thing"), "changed"),
    }
}

#[cfg(test)]
mod tests;
