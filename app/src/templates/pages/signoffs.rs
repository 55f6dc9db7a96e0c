//! The rosters of a template, drawn like those of a deployment that nobody signed yet.

use domain::accounts::Directory;
use domain::templates::structure::Slot;
use domain::templates::{Roster, Structure};
use leptos::prelude::*;

use super::preview::is_held;
use crate::parts::Icon;

/// Both rosters. With a directory, slots whose duty nobody holds say so.
pub(super) fn rosters(structure: &Structure, directory: Option<&Directory>) -> AnyView {
    Roster::ALL
        .into_iter()
        .map(|roster| {
            let title = match roster {
                Roster::Pre => "Before start",
                Roster::Post => "Before completion",
            };
            let slots: Vec<AnyView> = structure
                .slots_in(roster)
                .map(|slot| self::slot(slot, directory))
                .collect();
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

fn slot(slot: &Slot, directory: Option<&Directory>) -> AnyView {
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
