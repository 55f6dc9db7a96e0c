//! Rows of deployments: the line of lists, the state without items, the items, and who is waited for.
//!
//! Rows follow from the deployment and its template version alone. What the organization's policy makes of them (an
//! environment without sign-offs, the small-team rule) is applied when they are read: a change of policy must not rewrite
//! every deployment.

use std::collections::BTreeMap;

use super::{Cell, Changes, Folded, Row, Table, integer, state_text, text};
use crate::accounts::{Directory, Duty};
use crate::decide::Misfit;
use crate::deployments::{Deployment, ItemState, Standing};
use crate::id::{OrganizationId, TeamId};
use crate::templates::structure::Slot;
use crate::templates::{ItemKey, Structure};

/// Deployments as lists show and filter them.
pub static DEPLOYMENT: Table = Table {
    name: "deployment",
    columns: &[
        text("organization"),
        text("deployment"),
        integer("number"),
        text("title"),
        text("version"),
        text("service"),
        text("environment"),
        text("type"),
        text("stage"),
        integer("ended"),
        integer("on_hold"),
        text("requester"),
        text("deployer"),
        text("team"),
        text("template"),
        integer("resolved").volatile(),
        integer("total").volatile(),
        integer("signed").volatile(),
        text("waiting").volatile(),
        text("search"),
        integer("made_at"),
        integer("changed_at").volatile(),
        integer("stream_version").volatile(),
        integer("deployed_in"),
    ],
    key: 2,
};

/// The rest of a deployment, without its items.
pub static DEPLOYMENT_STATE: Table = Table {
    name: "deployment_state",
    columns: &[text("organization"), text("deployment"), text("state")],
    key: 2,
};

/// Items that were touched: a tick rewrites one small row.
pub static DEPLOYMENT_ITEM: Table = Table {
    name: "deployment_item",
    columns: &[text("organization"), text("deployment"), text("item"), text("state")],
    key: 3,
};

/// Empty slots of open rosters, by who could fill them.
pub static WAITING_SLOT: Table = Table {
    name: "waiting_slot",
    columns: &[
        text("organization"),
        text("deployment"),
        text("roster"),
        text("slot"),
        integer("number"),
        text("holder"),
        text("duty"),
        integer("ready"),
    ],
    key: 4,
};

/// What came back to people.
pub static RETURNED: Table = Table {
    name: "returned",
    columns: &[
        text("organization"),
        text("deployment"),
        integer("seq"),
        text("person"),
        integer("place"),
        integer("number"),
        integer("at"),
        text("why"),
    ],
    key: 5,
};

/// Who can fill a slot: a duty in a team, as the column `holder` has it.
pub fn holder_text(team: TeamId, duty: &Duty) -> String {
    format!("{team}/{duty}")
}

/// What a deployment's change asks of its tables. Of `directory` only the organization's id gets into rows.
///
/// # Errors
/// Only when a state cannot be written, which is a defect.
pub fn deployment_changes(
    directory: &Directory,
    before: Option<&Folded<Deployment>>,
    after: &Folded<Deployment>,
    structure: &Structure,
) -> Result<Changes, Misfit> {
    let standing = |folded: &'_ Folded<Deployment>| -> Result<Vec<Row>, Misfit> {
        let deployment = &folded.state;
        let standing = Standing {
            directory,
            structure,
            deployment,
            occupants: &[],
        };
        let mut rows = vec![line_row(&standing, folded)?];
        rows.extend(waiting_rows(&standing));
        rows.extend(returned_rows(directory, deployment)?);
        rows.extend(super::bookings::booking_rows(directory.id, deployment, structure)?);
        Ok(rows)
    };
    let rows_before = before.map(standing).transpose()?.unwrap_or_default();
    let mut changes = Changes::between(rows_before, standing(after)?);
    let (before, after) = (before.map(|folded| &folded.state), &after.state);
    if !before.is_some_and(|before| same_but_items(before, after)) {
        changes.written.push(state_row(directory, after)?);
    }
    changes.extend(item_changes(directory, before, after)?);
    Ok(changes)
}

pub(super) fn ids(organization: OrganizationId, deployment: &Deployment) -> Vec<Cell> {
    vec![organization.to_string().into(), deployment.id.to_string().into()]
}

pub(super) fn row(table: &'static Table, mut key: Vec<Cell>, rest: impl IntoIterator<Item = Cell>) -> Row {
    key.extend(rest);
    Row { table, cells: key }
}

fn line_row(standing: &Standing<'_>, folded: &Folded<Deployment>) -> Result<Row, Misfit> {
    let deployment = standing.deployment;
    let details = &deployment.details;
    let progress = standing.progress(standing.phase());
    let open = standing.stage().signs();
    let signed = open.and_then(|roster| standing.roster(roster));
    let signed = signed.map_or(0, |state| state.standing_all().count());
    let waiting: Vec<&Duty> = empty_slots(standing).into_iter().map(|slot| &slot.duty).collect();
    let search = format!("{} {} {}", deployment.number, details.title, details.version).to_lowercase();
    let cells: [Cell; 22] = [
        deployment.number.0.into(),
        details.title.as_str().into(),
        details.version.as_str().into(),
        details.service.to_string().into(),
        details.environment.to_string().into(),
        details.kind.value().into(),
        standing.stage().value().into(),
        standing.stage().ended().into(),
        deployment.hold.is_some().into(),
        deployment.requester.to_string().into(),
        details.deployer.to_string().into(),
        deployment.team.to_string().into(),
        deployment.template.template.to_string().into(),
        progress.resolved.into(),
        progress.total.into(),
        i64::try_from(signed).unwrap_or(i64::MAX).into(),
        state_text(&waiting)?.into(),
        search.into(),
        deployment.created_at.into(),
        folded.at.into(),
        folded.version.into(),
        deployment.stage.deployed_in().into(),
    ];
    Ok(row(&DEPLOYMENT, ids(standing.directory.id, deployment), cells))
}

/// Slots of the open roster that nobody filled.
fn empty_slots<'a>(standing: &Standing<'a>) -> Vec<&'a Slot> {
    let Some(roster) = standing.stage().signs() else {
        return Vec::new();
    };
    let slots = standing.structure.slots_in(roster);
    slots.filter(|slot| standing.signed(slot).is_none()).collect()
}

fn waiting_rows(standing: &Standing<'_>) -> Vec<Row> {
    let deployment = standing.deployment;
    let slots = empty_slots(standing).into_iter();
    slots
        .map(|slot| {
            let phases = standing.covered(slot.roster);
            let resolved = || standing.open_required(phases).is_empty() && standing.evidence_missing(phases).is_empty();
            let cells: [Cell; 6] = [
                slot.roster.code().into(),
                slot.key.as_str().into(),
                deployment.number.0.into(),
                holder_text(deployment.team, &slot.duty).into(),
                slot.duty.name().into(),
                (slot.ahead || resolved()).into(),
            ];
            row(&WAITING_SLOT, ids(standing.directory.id, deployment), cells)
        })
        .collect()
}

fn returned_rows(directory: &Directory, deployment: &Deployment) -> Result<Vec<Row>, Misfit> {
    let mut places: BTreeMap<_, u32> = BTreeMap::new();
    deployment
        .returned
        .iter()
        .map(|returned| {
            // One entry can return several things to one person.
            let place = places.entry((returned.seq, returned.to)).or_default();
            *place += 1;
            let cells: [Cell; 6] = [
                returned.seq.into(),
                returned.to.to_string().into(),
                (*place - 1).into(),
                deployment.number.0.into(),
                returned.at.into(),
                state_text(&returned.why)?.into(),
            ];
            Ok(row(&RETURNED, ids(directory.id, deployment), cells))
        })
        .collect()
}

fn state_row(directory: &Directory, deployment: &Deployment) -> Result<Row, Misfit> {
    let state = state_text(deployment)?;
    Ok(row(&DEPLOYMENT_STATE, ids(directory.id, deployment), [state.into()]))
}

fn item_changes(directory: &Directory, before: Option<&Deployment>, after: &Deployment) -> Result<Changes, Misfit> {
    let none = BTreeMap::new();
    let known = before.map_or(&none, |before| &before.items);
    let item_row = |(item, state): (&ItemKey, &ItemState)| -> Result<Row, Misfit> {
        let cells: [Cell; 2] = [item.as_str().into(), state_text(state)?.into()];
        Ok(row(&DEPLOYMENT_ITEM, ids(directory.id, after), cells))
    };
    let written = after
        .items
        .iter()
        .filter(|(item, state)| known.get(*item) != Some(*state));
    let gone = known.iter().filter(|(item, _)| !after.items.contains_key(*item));
    Ok(Changes {
        gone: gone.map(item_row).collect::<Result<_, _>>()?,
        written: written.map(item_row).collect::<Result<_, _>>()?,
        touched: Vec::new(),
    })
}

/// Whether nothing but items differs. Takes the state apart, so that a new field cannot be forgotten.
fn same_but_items(before: &Deployment, after: &Deployment) -> bool {
    let Deployment {
        id,
        number,
        template,
        details,
        team,
        requester,
        created_at,
        created_seq,
        edits,
        rolls_back,
        rolled_back_by,
        stage,
        hold,
        rosters,
        items: _,
        links,
        values,
        booking,
        overrides,
        log,
        log_written,
        returned,
    } = before;
    *id == after.id
        && *number == after.number
        && *template == after.template
        && *details == after.details
        && *team == after.team
        && *requester == after.requester
        && *created_at == after.created_at
        && *created_seq == after.created_seq
        && *edits == after.edits
        && *rolls_back == after.rolls_back
        && *rolled_back_by == after.rolled_back_by
        && *stage == after.stage
        && *hold == after.hold
        && *rosters == after.rosters
        && *links == after.links
        && *values == after.values
        && *booking == after.booking
        && *overrides == after.overrides
        && *log == after.log
        && *log_written == after.log_written
        && *returned == after.returned
}
