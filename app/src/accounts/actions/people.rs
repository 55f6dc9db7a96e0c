//! People of an organization: inviting, changing and removing.

use leptos::prelude::*;

use crate::failure::Failure;

/// Days for which an invitation's link works.
#[cfg(feature = "ssr")]
const INVITATION_DAYS: i64 = 7;

/// Invites somebody. The link is shown once, for copying.
#[server]
pub async fn invite(
    org: String,
    name: String,
    email: String,
    role: String,
    #[server(default)] team: String,
    #[server(default)] duties: Vec<String>,
    #[server(default)] reads_from: String,
    #[server(default)] reads_until: String,
) -> Result<(), Failure> {
    use crate::context::{execute_with, gate, go_to, now, organization, show_once, sources};
    use crate::failure::Checks;
    use domain::accounts::{AccessRole, OrganizationCommand};
    use domain::command::{Command, Secret};
    use domain::id::InvitationId;
    use domain::text::{Email, PersonName};

    let opened = organization(&org).await?;
    let mut checks = Checks::default();
    let name = checks.text("name", PersonName::parse(&name));
    let email = checks.text("email", Email::parse(&email));
    let role = checks.choice("role", AccessRole::from_value(&role));
    let team = if team.is_empty() {
        Some(None)
    } else {
        checks.choice("team", team.parse().ok()).map(Some)
    };
    let duties = read::duties(&mut checks, &duties);
    let reads = read::period(&mut checks, &opened.directory.zone, role, &reads_from, &reads_until);
    let (Some(name), Some(email), Some(role), Some(team), Some(duties), Some(reads)) =
        (name, email, role, team, duties, reads)
    else {
        return Err(checks.failure());
    };
    let invitation = InvitationId::new(sources().uuid());
    let (token, hash) = gate().link_secret();
    let command = OrganizationCommand::Invite {
        invitation,
        name,
        email,
        role,
        team,
        duties,
        reads,
        expires_at: now().plus_seconds(INVITATION_DAYS * 86_400),
    };
    let command = Command::Organization {
        organization: opened.directory.id,
        command,
    };
    let outcome = execute_with(
        command,
        vec![Secret::Invitation {
            invitation,
            token: hash,
        }],
        Vec::new(),
    )
    .await?;
    // A repeated request repeats the first answer, whose secret nobody but its reader has.
    if outcome.repeated {
        go_to(&format!("/{org}/people?invited=again#invited-now"));
    } else {
        show_once(token);
        go_to(&format!("/{org}/people"));
    }
    Ok(())
}

/// Takes an open invitation back.
#[server]
pub async fn withdraw_invitation(org: String, invitation: String) -> Result<(), Failure> {
    use crate::context::{execute, organization};
    use domain::accounts::OrganizationCommand;
    use domain::command::Command;

    let opened = organization(&org).await?;
    let invitation = invitation.parse().map_err(|_| Failure::NotFound)?;
    let command = OrganizationCommand::WithdrawInvitation { invitation };
    execute(Command::Organization {
        organization: opened.directory.id,
        command,
    })
    .await?;
    Ok(())
}

/// Sets a member's access role, teams and duties. `duties` holds `{team id}/{duty}`, `teams` the ids of teams.
#[server]
pub async fn change_member(
    org: String,
    person: String,
    #[server(default)] seen: String,
    role: String,
    #[server(default)] teams: Vec<String>,
    #[server(default)] duties: Vec<String>,
    #[server(default)] reads_from: String,
    #[server(default)] reads_until: String,
) -> Result<(), Failure> {
    use crate::context::{execute, go_to, organization};
    use crate::failure::Checks;
    use domain::accounts::{AccessRole, OrganizationCommand};
    use domain::command::Command;
    use domain::id::PersonId;

    let opened = organization(&org).await?;
    let person: PersonId = person.parse().map_err(|_| Failure::NotFound)?;
    let mut checks = Checks::default();
    let role = checks.choice("role", AccessRole::from_value(&role));
    let teams = read::team_duties(&mut checks, &teams, &duties);
    let reads = read::period(&mut checks, &opened.directory.zone, role, &reads_from, &reads_until);
    let (Some(role), Some(teams), Some(reads)) = (role, teams, reads) else {
        return Err(checks.failure());
    };
    let command = OrganizationCommand::ChangeMember {
        person,
        seen: super::shown(&seen)?,
        role,
        teams,
        reads,
    };
    execute(Command::Organization {
        organization: opened.directory.id,
        command,
    })
    .await?;
    go_to(&format!("/{org}/people/{person}?saved=yes"));
    Ok(())
}

/// Removes a member. What the person signed goes on standing (S16).
#[server]
pub async fn remove_member(org: String, person: String) -> Result<(), Failure> {
    use crate::context::{execute, go_to, organization, require_person};
    use domain::accounts::OrganizationCommand;
    use domain::command::Command;
    use domain::id::PersonId;

    let opened = organization(&org).await?;
    let person: PersonId = person.parse().map_err(|_| Failure::NotFound)?;
    let command = OrganizationCommand::RemoveMember { person };
    execute(Command::Organization {
        organization: opened.directory.id,
        command,
    })
    .await?;
    let own = require_person()?.actor.person == person;
    go_to(&if own {
        "/".to_owned()
    } else {
        format!("/{org}/people?removed={person}")
    });
    Ok(())
}

/// Adds a duty to the built-in list.
#[server]
pub async fn declare_duty(org: String, duty: String) -> Result<(), Failure> {
    use crate::context::{execute, organization};
    use crate::failure::Checks;
    use domain::accounts::OrganizationCommand;
    use domain::command::Command;
    use domain::text::DutyName;

    let opened = organization(&org).await?;
    let mut checks = Checks::default();
    let Some(name) = checks.text("duty", DutyName::parse(&duty)) else {
        return Err(checks.failure());
    };
    let command = OrganizationCommand::DeclareDuty { name };
    execute(Command::Organization {
        organization: opened.directory.id,
        command,
    })
    .await?;
    Ok(())
}

/// Reading the fields that two forms share.
#[cfg(feature = "ssr")]
mod read {
    use std::collections::{BTreeMap, BTreeSet};

    use domain::accounts::{AccessRole, AuditPeriod, Duty};
    use domain::id::TeamId;
    use domain::text::{TextError, ZoneName};
    use domain::zone::Zone;

    use crate::failure::{Checks, Problem};

    /// Duties by name.
    pub(super) fn duties(checks: &mut Checks, names: &[String]) -> Option<BTreeSet<Duty>> {
        let parsed: Result<_, _> = names.iter().map(|name| Duty::parse(name)).collect();
        checks.text("duties", parsed)
    }

    /// Teams, and the duties held in each.
    pub(super) fn team_duties(
        checks: &mut Checks,
        teams: &[String],
        duties: &[String],
    ) -> Option<BTreeMap<TeamId, BTreeSet<Duty>>> {
        let teams: Option<BTreeMap<TeamId, BTreeSet<Duty>>> = teams
            .iter()
            .map(|team| Some((team.parse().ok()?, BTreeSet::new())))
            .collect();
        let mut teams = checks.choice("teams", teams)?;
        for entry in duties {
            let known = entry
                .split_once('/')
                .and_then(|(team, duty)| Some((team.parse::<TeamId>().ok()?, Duty::parse(duty).ok()?)));
            let (team, duty) = checks.choice("duties", known)?;
            // A duty needs its team; ticking the duty alone joins the team, which is what was meant.
            teams.entry(team).or_default().insert(duty);
        }
        Some(teams)
    }

    /// The period of an auditor, from the first moment of one day to the last of another in the organization's zone.
    pub(super) fn period(
        checks: &mut Checks,
        zone: &ZoneName,
        role: Option<AccessRole>,
        from: &str,
        until: &str,
    ) -> Option<Option<AuditPeriod>> {
        if role != Some(AccessRole::Auditor) {
            return Some(None);
        }
        let zone = Zone::find(zone).unwrap_or(Zone::UTC);
        let mut day = |field, text: &str| {
            let wrong = match text.trim() {
                "" => Problem::Text(TextError::Empty),
                _ => Problem::Date,
            };
            zone.day(text).or_else(|| checks.note(field, wrong))
        };
        let (from, until) = (day("reads_from", from), day("reads_until", until));
        Some(Some(AuditPeriod {
            from: from?.0,
            until: until?.1,
        }))
    }
}
