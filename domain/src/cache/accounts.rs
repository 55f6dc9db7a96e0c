//! Rows of the instance and of an organization's directory.

use super::{Cell, Changes, Folded, Row, Table, integer, text};
use crate::accounts::{Directory, Instance, Member, Membership, Person, Scheme};
use crate::id::{OrganizationId, PersonId};

/// Accounts: signing in by address, the account page.
pub static PERSON: Table = Table {
    name: "person",
    columns: &[
        text("person"),
        text("email"),
        text("name"),
        text("zone"),
        text("scheme"),
    ],
    key: 1,
};

/// Organizations: from an address to an id.
pub static ORGANIZATION: Table = Table {
    name: "organization",
    columns: &[text("organization"), text("slug"), text("name")],
    key: 1,
};

/// Who belongs where: the choice of organizations.
pub static MEMBERSHIP: Table = Table {
    name: "membership",
    columns: &[text("organization"), text("person"), text("role"), integer("active")],
    key: 2,
};

/// What the instance's change asks of its tables.
pub fn instance_changes(before: Option<&Folded<Instance>>, after: &Folded<Instance>) -> Changes {
    let rows = |other: Option<&Folded<Instance>>, these: &Folded<Instance>| -> Vec<Row> {
        let differs = |id: &PersonId, person: &Person| {
            other.is_none_or(|other| other.state.people.get(id).is_none_or(|known| known != person))
        };
        let people = these.state.people.iter();
        people
            .filter(|(id, person)| differs(id, person))
            .map(|(id, person)| person_row(*id, person))
            .collect()
    };
    let gone = before.map_or_else(Vec::new, |before| rows(Some(after), before));
    Changes::between(gone, rows(before, after))
}

fn person_row(id: PersonId, person: &Person) -> Row {
    let scheme = match person.scheme {
        Scheme::System => "system",
        Scheme::Light => "light",
        Scheme::Dark => "dark",
    };
    Row {
        table: &PERSON,
        cells: vec![
            id.to_string().into(),
            person.email.as_str().into(),
            person.name.as_str().into(),
            person.zone.as_ref().map(|zone| zone.as_str()).into(),
            scheme.into(),
        ],
    }
}

/// What a directory's change asks of its tables.
pub fn directory_changes(before: Option<&Folded<Directory>>, after: &Folded<Directory>) -> Changes {
    let rows = |folded: &Folded<Directory>| -> Vec<Row> {
        let directory = &folded.state;
        let members = directory.members.iter();
        std::iter::once(organization_row(directory))
            .chain(members.map(|(person, member)| membership_row(directory.id, *person, member)))
            .collect()
    };
    Changes::between(before.map(rows).unwrap_or_default(), rows(after))
}

fn organization_row(directory: &Directory) -> Row {
    Row {
        table: &ORGANIZATION,
        cells: vec![
            directory.id.to_string().into(),
            directory.slug.as_str().into(),
            directory.name.as_str().into(),
        ],
    }
}

fn membership_row(organization: OrganizationId, person: PersonId, member: &Member) -> Row {
    let active = match member.standing {
        Membership::Active => true,
        Membership::Removed { .. } => false,
    };
    Row {
        table: &MEMBERSHIP,
        cells: vec![
            Cell::from(organization.to_string()),
            person.to_string().into(),
            member.role.value().into(),
            active.into(),
        ],
    }
}
