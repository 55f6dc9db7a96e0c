//! The signature block: slots drawn like the signature lines of a paper form (07). The same on every page.

use domain::deployments::{NotNeeded, RosterState, SignOff, SlotStanding, SlotView};
use domain::id::PersonId;
use domain::refusal::SignBar;
use domain::templates::Roster;
use leptos::prelude::*;
use server_fn::ServerFn;

use super::panel::panel;
use super::signature::{answer, signature};
use crate::deployments::actions::signing::Withdraw;
use crate::deployments::view::View;
use crate::form::use_form;
use crate::parts::{Field, Icon};
use crate::sentences::{self, capital};

/// The region *Sign-offs*.
pub(in crate::deployments) fn signoffs(view: &View) -> AnyView {
    let body = view! { {rosters(view, true)} }.into_any();
    panel("sign-offs", "stamp", "Sign-offs", None, None, body)
}

/// Says that the environment needs no sign-offs.
pub(super) fn none_needed(view: &View) -> String {
    let standing = view.standing();
    let name = standing.environment().map(|known| known.name.to_string());
    format!("{} needs no sign-offs.", name.as_deref().unwrap_or("This environment"))
}

/// The slot that waits for the reader and can be signed now: its duty, and the page to sign.
pub(super) fn own(view: &View) -> Option<(String, String)> {
    let standing = view.standing();
    let slots = standing.slots(standing.stage().signs()?);
    let open = slots.into_iter().find(
        |slot| matches!(&slot.standing, SlotStanding::Waiting { who, ready: true } if who.contains(&view.reader)),
    )?;
    let href = format!("{}/sign/{}", view.base, open.slot.key);
    Some((open.slot.duty.to_string(), href))
}

/// Both rosters; `acts` where something can be done about them.
pub(in crate::deployments) fn rosters(view: &View, acts: bool) -> AnyView {
    let standing = view.standing();
    let answered = |state: &RosterState| !state.signoffs.is_empty() || !state.answers.is_empty();
    let answered_before = Roster::ALL
        .iter()
        .any(|roster| standing.roster(*roster).is_some_and(answered));
    if !standing.signoffs_needed() && !answered_before {
        return view! { <p class="muted">{none_needed(view)}</p> }.into_any();
    }
    Roster::ALL
        .into_iter()
        .map(|roster| one_roster(view, roster, acts))
        .collect_view()
        .into_any()
}

fn one_roster(view: &View, roster: Roster, acts: bool) -> AnyView {
    let standing = view.standing();
    let slots = standing.slots(roster);
    if slots.is_empty() {
        return ().into_any();
    }
    let title = sentences::roster(roster, standing.stage());
    let count = tally(standing.roster(roster), &slots);
    let shape = (!acts).then_some("wide");
    let slots = slots.iter().map(|slot| one_slot(view, slot, acts)).collect_view();
    view! {
        <h3 class="slots__title">{title} " " <span class="count">{count}</span></h3>
        <ol class="slots" data-shape=shape>{slots}</ol>
    }
    .into_any()
}

fn tally(state: Option<&RosterState>, slots: &[SlotView<'_>]) -> String {
    let needed = slots
        .iter()
        .filter(|slot| {
            !matches!(
                slot.standing,
                SlotStanding::NotNeeded(NotNeeded::Environment | NotNeeded::SmallTeam)
            )
        })
        .count();
    let signed = slots
        .iter()
        .filter(|slot| matches!(slot.standing, SlotStanding::Signed { .. }))
        .count();
    let waits = slots.iter().any(|slot| slot.standing == SlotStanding::NotOpen);
    match state.map(|state| state.round) {
        _ if waits && signed == 0 => format!("{}, not yet open", sentences::counted(slots.len(), "slot")),
        _ if needed == 0 => "none needed".to_owned(),
        Some(round) if round > 1 => format!("Round {round} · {signed} of {needed} signed"),
        Some(_) | None => format!("{signed} of {needed} signed"),
    }
}

fn one_slot(view: &View, slot: &SlotView<'_>, acts: bool) -> AnyView {
    let signed = slot.past.iter().map(|signoff| (signoff.seq, signature(view, signoff)));
    let answered = slot.answers.iter().map(|given| (given.seq, answer(view, given)));
    let mut past: Vec<(u64, AnyView)> = signed.chain(answered).collect();
    past.sort_by_key(|(seq, _)| *seq);
    let past = past.into_iter().map(|(_, line)| line).collect_view();
    let (present, blocked) = present(view, slot, acts);
    view! {
        <li class="slot" data-tone=blocked.then_some("block")>
            <h4 class="slot__duty">{slot.slot.duty.to_string()}</h4>
            {past}
            {present}
        </li>
    }
    .into_any()
}

/// The line that counts now, and whether nobody (or not the reader) can put a name on it.
fn present(view: &View, slot: &SlotView<'_>, acts: bool) -> (AnyView, bool) {
    let names = view.names();
    match &slot.standing {
        SlotStanding::Signed { signoff, duty_lost } => {
            let lost = duty_lost.then(|| {
                let words = format!(
                    "{} does not hold this duty any more; the sign-off stands.",
                    names.person(signoff.person)
                );
                who("alert", words)
            });
            let own =
                acts && signoff.person == view.reader && view.standing().stage().signs() == Some(slot.slot.roster);
            let shown = view! { {signature(view, signoff)} {lost} {own.then(|| withdrawal(view, signoff))} };
            (shown.into_any(), false)
        }
        SlotStanding::Waiting { who: may, ready } => (waiting(view, slot, may, *ready, acts), false),
        SlotStanding::NotOpen => (empty("waiting", "Not yet open"), false),
        SlotStanding::DutyUnheld => {
            let duty = slot.slot.duty.clone();
            let sentence = sentences::sign_bar(&names, &SignBar::DutyUnheld { duty });
            let shown = view! { {empty("barred", "Nobody can sign here")} {who("lock", sentence.to_string())} };
            (shown.into_any(), true)
        }
        SlotStanding::NobodyMay { holders } => {
            let own = holders.iter().find(|(person, _)| *person == view.reader);
            let (line, words) = match own {
                Some((_, bars)) => ("You cannot sign here", told(view, bars)),
                None => {
                    let people: Vec<PersonId> = holders.iter().map(|(person, _)| *person).collect();
                    let holders = capital(&names.either(&people));
                    (
                        "Nobody can sign here",
                        format!("{holders} {}. {}", names.hold(&people), sentences::WHO_CANNOT_SIGN),
                    )
                }
            };
            (view! { {empty("barred", line)} {who("lock", words)} }.into_any(), true)
        }
        SlotStanding::NotNeeded(why) => {
            let line = match why {
                NotNeeded::Environment => "Not needed in this environment",
                NotNeeded::SmallTeam => "Fell away by the small-team rule",
                NotNeeded::Past => "Not signed",
            };
            (empty("waiting", line), false)
        }
    }
}

/// Every reason why the reader may not sign, in one paragraph.
fn told(view: &View, bars: &[SignBar]) -> String {
    let names = view.names();
    let sentences: Vec<String> = bars.iter().map(|bar| sentences::sign_bar(&names, bar).words).collect();
    sentences.join(" ")
}

fn waiting(view: &View, slot: &SlotView<'_>, may: &[PersonId], ready: bool, acts: bool) -> AnyView {
    let names = view.names();
    let standing = view.standing();
    let own = may.contains(&view.reader);
    let after = if ready {
        String::new()
    } else {
        let phases = standing.covered(slot.slot.roster);
        let open = standing.open_required(phases).len() + standing.evidence_missing(phases).len();
        format!(
            " when {} {} done",
            sentences::counted(open, "item"),
            if open == 1 { "is" } else { "are" }
        )
    };
    let line = if own && ready {
        "Waiting for you"
    } else {
        "Waiting for a signature"
    };
    let link = (acts && own && ready).then(|| {
        let href = format!("{}/sign/{}", view.base, slot.slot.key);
        view! {
            <a class="button" data-kind="sign" data-size="small" href=href title=format!("As {}", slot.slot.duty)>
                <Icon name="sign" />
                "Review and sign"
            </a>
        }
    });
    let holds = view
        .member()
        .is_some_and(|member| member.holds(view.deployment().team, &slot.slot.duty));
    let barred = (holds && !own).then(|| {
        let bars = standing.personal_bars(slot.slot, view.reader);
        who("lock", format!("You cannot sign here. {}", told(view, &bars)))
    });
    let icon = match (own, ready) {
        (true, true) => "person",
        (_, false) => "clock",
        (false, true) => "people",
    };
    let words = format!("{} can sign{after}.", capital(&names.either(may)));
    view! {
        <div class="signature" data-state="waiting">
            <div class="signature__line">
                <span class="signature__empty">{line}</span>
                {link}
            </div>
        </div>
        {who(icon, words)}
        {barred}
    }
    .into_any()
}

fn who(icon: &'static str, words: String) -> AnyView {
    view! {
        <p class="slot__who">
            <Icon name=icon />
            <span>{words}</span>
        </p>
    }
    .into_any()
}

fn empty(state: &'static str, words: &'static str) -> AnyView {
    view! {
        <div class="signature" data-state=state>
            <div class="signature__line">
                <span class="signature__empty">{words}</span>
            </div>
        </div>
    }
    .into_any()
}

/// **Withdraw sign-off**, with a reason, until the step that the roster guards (S9).
fn withdrawal(view: &View, signoff: &SignOff) -> AnyView {
    let number = signoff.seq.to_string();
    let form = use_form(Withdraw::url()).with("signoff", &number);
    let reason = Field {
        name: "reason",
        label: "Reason",
        hint: Some("What is written stays in the record, and so does the sign-off."),
        max: domain::text::Reason::MAX,
        id: Some("reason-withdraw"),
        ..Field::default()
    };
    view! {
        <div class="slot__actions">
            <form class="form" method="post" action=Withdraw::url()>
                {view.hidden()}
                <input type="hidden" name="signoff" value=number />
                {reason.line(&form, "text", "")}
                <div>
                    <button class="button" data-size="small">"Withdraw sign-off"</button>
                </div>
            </form>
        </div>
    }
    .into_any()
}
