//! The rosters of a template, drawn like those of a deployment that nobody signed yet.

use domain::accounts::Directory;
use domain::templates::structure::Slot;
use domain::templates::{Roster, Structure};
use leptos::prelude::*;

use super::preview::is_held;
use crate::parts::Icon;

/// Both rosters as a version has them. With a directory, slots whose duty nobody holds say so.
pub(super) fn rosters(structure: &Structure, directory: Option<&Directory>) -> AnyView {
    both(structure, &|slot| shown(slot, directory))
}

/// Both rosters of a checklist on its way in, with a box for each slot: whether it may be signed ahead of open items (T6).
pub(super) fn asked(structure: &Structure) -> AnyView {
    let keys: Vec<&str> = structure.slots.iter().map(|slot| slot.key.as_str()).collect();
    view! {
        <section class="panel" aria-labelledby="sign-offs">
            <div class="panel__head">
                <h2 id="sign-offs">"Sign-offs"</h2>
                <span class="count">{keys.len()}</span>
            </div>
            <div class="panel__body">
                <p class="muted">
                    "A slot opens when the required items are done. One that may be signed ahead covers what is deployed
                    where, and no item."
                </p>
                <input type="hidden" name="slots" value=keys.join(" ") />
                {both(structure, &box_of)}
            </div>
        </section>
    }
    .into_any()
}

fn both(structure: &Structure, line: &dyn Fn(&Slot) -> AnyView) -> AnyView {
    Roster::ALL
        .into_iter()
        .map(|roster| {
            let title = match roster {
                Roster::Pre => "Before start",
                Roster::Post => "Before completion",
            };
            let slots: Vec<AnyView> = structure.slots_in(roster).map(line).collect();
            if slots.is_empty() {
                return view! { <h3 class="slots__title">{title}<span class="count">"Nobody signs"</span></h3> }
                    .into_any();
            }
            view! {
                <h3 class="slots__title">{title}</h3>
                <ol class="slots">{slots}</ol>
            }
            .into_any()
        })
        .collect_view()
        .into_any()
}

/// A slot with its box. The box is called the same at every slot; what tells them apart is the duty above.
fn box_of(slot: &Slot) -> AnyView {
    let id = format!("slot-{}", slot.key);
    view! {
        <li class="slot">
            <h4 class="slot__duty" id=id.clone()>{slot.duty.to_string()}</h4>
            <label class="choice">
                <input
                    type="checkbox"
                    name="ahead[]"
                    value=slot.key.to_string()
                    checked=slot.ahead
                    aria-describedby=id
                />
                <span>"May be signed ahead of open items"</span>
            </label>
        </li>
    }
    .into_any()
}

fn shown(slot: &Slot, directory: Option<&Directory>) -> AnyView {
    let duty = slot.duty.to_string();
    let words = if slot.ahead {
        "May be signed ahead of open items"
    } else {
        "Signed when the items are done"
    };
    let unheld = directory.is_some_and(|directory| !is_held(directory, &slot.duty));
    let who = unheld.then(|| {
        view! {
            <p class="slot__who">
                <Icon name="people" />
                <span>"Nobody holds this duty. An admin can assign it under People."</span>
            </p>
        }
    });
    view! {
        <li class="slot" data-tone=unheld.then_some("block")>
            <h4 class="slot__duty">{duty}</h4>
            <div class="signature" data-state="waiting">
                <div class="signature__line"><span class="signature__empty">{words}</span></div>
            </div>
            {who}
        </li>
    }
    .into_any()
}
