//! `/{org}/deployments/CHG-n/sign/{slot}`: a plain document without any script, rendered from exactly what is signed.

use domain::backend::Opened;
use domain::deployments::Standing;
use domain::refusal::{Refusal, SignBar};
use domain::templates::structure::Slot;
use domain::templates::{Roster, SlotKey};
use leptos::prelude::*;

use crate::context::{current, require_person};
use crate::deployments::regions::{asks, confirm, document, notices, signing};
use crate::deployments::view::View;
use crate::failure::Failure;
use crate::layout::{self, Page, Place};
use crate::pages::{page, parameter};
use crate::parts::{Icon, PageHead, Refused, errors, refused_here};
use crate::sentences;

/// The page to sign a slot. No WASM, no JavaScript: every device can show it, and nothing can change what it shows (S14).
#[component]
pub fn SignPage() -> impl IntoView {
    let (slug, number, key) = (parameter("org"), parameter("number"), parameter("slot"));
    page(async move {
        let view = View::without_history(&slug, &number).await?;
        let key = SlotKey::parse(&key).map_err(|_| Failure::NotFound)?;
        let slot = view.found.structure.slot(&key).ok_or(Failure::NotFound)?.clone();
        let title = format!("Sign as {}", slot.duty);
        let may = view.standing().may_sign(&slot, view.reader);
        let proven = view
            .standing()
            .proof_suffices(require_person()?.actor.proof, view.clock.now());
        let round = view.deployment().round(slot.roster);
        let lead = format!(
            "{}, round {round}. This page is made from exactly the document that you put your name under.",
            sentences::roster(slot.roster, view.standing().stage())
        );
        let body = view! {
            <PageHead title=title.clone() crumbs=view.crumbs() lead=may.as_ref().ok().map(|()| lead) />
            {answer(&view)}
            {match may {
                Ok(()) => signable(&view, &slot, proven).into_any(),
                Err(bars) => barred(&view, &slot, &bars).into_any(),
            }}
        };
        layout::frame(
            Some(&view.opened),
            Page::new(Place::Deployments, title).narrow().plain(),
            body,
        )
        .await
    })
}

/// What became of the form that was just posted: what changed since it was opened, or why it was refused.
#[expect(clippy::wildcard_enum_match_arm, reason = "every other failure is said in one way")]
fn answer(view: &View) -> Option<AnyView> {
    let names = view.names();
    if asks() {
        return confirm(&names, Some(signing::FORM));
    }
    let failed = current().form.clone()?;
    match &failed.failure {
        Failure::Refused(Refusal::DocumentChanged { changes }) => {
            let sentence = sentences::refusal(&names, &Refusal::DocumentChanged { changes: Vec::new() });
            let list = notices::change_list(view, changes);
            let notice = view! {
                <section class="notice" data-tone="wait" role="alert" aria-labelledby="changed" tabindex="-1" autofocus>
                    <Icon name="alert" />
                    <h2 class="notice__title" id="changed">{sentence.words}</h2>
                    <p>{sentence.help}</p>
                    {list}
                </section>
            };
            Some(notice.into_any())
        }
        // The page itself says below why nobody can sign here.
        Failure::Refused(Refusal::MayNotSign { .. }) => None,
        Failure::Gate(domain::accounts::GateRefusal::WrongPassword) => {
            Some(view! { <Refused sentence=sentences::wrong_password() /> }.into_any())
        }
        Failure::Invalid { .. } => errors(&signing::failed(), &signing::fields()),
        _ => refused_here(&names),
    }
}

/// The document, the form that signs it, and what can be said instead.
fn signable(view: &View, slot: &Slot, proven: bool) -> impl IntoView + use<> {
    let made = view.standing().document(slot);
    view! {
        <article class="sheet" aria-label="What you sign">
            {document::sheet(view, &made)}
            {signing::form(view, slot, &made, proven)}
        </article>
        {signing::answers(view, slot)}
    }
}

/// Why the reader cannot sign, before trying (S13), and who can.
fn barred(view: &View, slot: &Slot, bars: &[SignBar]) -> impl IntoView + use<> {
    let names = view.names();
    let lines = bars
        .iter()
        .map(|bar| view! { <li>{sentences::sign_bar(&names, bar).to_string()}</li> })
        .collect_view();
    let others = others(&view.opened, &view.standing(), slot, view, bars);
    // Signing again right after signing, from another tab: that is no refusal.
    let own = bars
        .iter()
        .any(|bar| matches!(bar, SignBar::Filled { by } if *by == view.reader));
    let title = if own {
        "You have signed here"
    } else {
        "You cannot sign here"
    };
    view! {
        <section class="notice" data-tone=if own { "signed" } else { "block" } aria-labelledby="barred">
            <Icon name=if own { "done" } else { "lock" } />
            <h2 class="notice__title" id="barred">{title}</h2>
            <ul>{lines}</ul>
            {others.map(|others| view! { <p>{others}</p> })}
            <p class="notice__actions">
                <a class="button" data-size="small" href=view.base.clone()>{format!("Back to {}", view.number())}</a>
            </p>
        </section>
        {may_answer(view, slot).then(|| view! { {signing::comment_form(view, slot)} {signing::answers(view, slot)} })}
    }
}

/// Whether the reader may ask for changes or decline: whoever holds the duty may while the slot is open, own work or not.
fn may_answer(view: &View, slot: &Slot) -> bool {
    let standing = view.standing();
    let holds = view
        .member()
        .is_some_and(|member| member.holds(view.deployment().team, &slot.duty));
    holds && standing.stage().signs() == Some(slot.roster) && standing.empty(slot.roster).contains(&slot)
}

/// Who else may sign the slot.
fn others(opened: &Opened, standing: &Standing<'_>, slot: &Slot, view: &View, bars: &[SignBar]) -> Option<String> {
    let settled = |bar: &SignBar| matches!(bar, SignBar::Filled { .. } | SignBar::NotNeeded);
    if bars.iter().any(settled) || (slot.roster, standing.stage().signs()) == (Roster::Pre, None) {
        return None;
    }
    let team = view.deployment().team;
    let may =
        |person: &domain::id::PersonId| *person != view.reader && standing.personal_bars(slot, *person).is_empty();
    let people: Vec<_> = opened.directory.holders(team, &slot.duty).filter(may).collect();
    (!people.is_empty()).then(|| format!("{} can sign as {}.", view.names().either(&people), slot.duty))
}
