//! Invitations: whose link works, and what coming and going do to the other ones (01 §6).

use super::decide::{may_give, on_organization, register};
use super::permission::{Right, check};
use super::{Directory, Instance, Invitation, InvitationStanding, Joiner, OrganizationEvent};
use crate::decide::NewEvent;
use crate::id::InvitationId;
use crate::refusal::Refusal;
use crate::text::Email;
use crate::time::Timestamp;

impl Directory {
    /// The invitation, while its link works: open, in time, and of somebody who could still make it. What a member gave
    /// out does not outlive the right to give it.
    ///
    /// # Errors
    /// [`Refusal::InvitationClosed`].
    pub fn working_invitation(&self, id: InvitationId, now: Timestamp) -> Result<&Invitation, Refusal> {
        let invitation = self.invitations.get(&id).ok_or(Refusal::InvitationClosed)?;
        let inviter = self.active(invitation.by).ok_or(Refusal::InvitationClosed)?;
        let gives = check(inviter, Right::ManagePeople, None).and_then(|()| may_give(inviter, invitation.role));
        let open = invitation.standing == InvitationStanding::Open && invitation.expires_at > now;
        if open && gives.is_ok() {
            Ok(invitation)
        } else {
            Err(Refusal::InvitationClosed)
        }
    }
}

/// Whether an address may be invited: a member's may not.
pub(super) fn invitable(instance: &Instance, directory: &Directory, email: &Email) -> Result<(), Refusal> {
    let member = instance
        .people
        .iter()
        .any(|(person, known)| known.email == *email && directory.active(*person).is_some());
    if member { Err(Refusal::AlreadyMember) } else { Ok(()) }
}

/// Joins by an invitation, which uses up every other one to the same address.
pub(super) fn accept(
    instance: &Instance,
    directory: &Directory,
    now: Timestamp,
    id: InvitationId,
    joiner: &Joiner,
) -> Result<Vec<NewEvent>, Refusal> {
    let invitation = directory.working_invitation(id, now)?;
    let person = joiner.person();
    if directory.active(person).is_some() {
        return Err(Refusal::AlreadyMember);
    }
    let mut events: Vec<NewEvent> = register(instance, joiner)?.into_iter().collect();
    let mut joined = vec![OrganizationEvent::MemberJoined {
        person,
        role: invitation.role,
        invitation: Some(id),
        reads: invitation.reads,
    }];
    if let Some(team) = invitation.team {
        joined.push(OrganizationEvent::TeamJoined { person, team });
        joined.extend(invitation.duties.iter().map(|duty| OrganizationEvent::DutyGranted {
            person,
            team,
            duty: duty.clone(),
        }));
    }
    let email = match joiner {
        Joiner::New { email, .. } => Some(email),
        Joiner::Existing { person } => instance.people.get(person).map(|known| &known.email),
    };
    joined.extend(others(directory, email, Some(id)));
    events.extend(joined.into_iter().map(|event| on_organization(directory.id, event)));
    Ok(events)
}

/// Withdraws what is open to an address, but for the invitation being used: who comes in or goes needs no second link, and
/// an old one would bring a removed member back.
pub(super) fn others<'a>(
    directory: &'a Directory,
    email: Option<&'a Email>,
    used: Option<InvitationId>,
) -> impl Iterator<Item = OrganizationEvent> + 'a {
    directory.invitations.iter().filter_map(move |(id, invitation)| {
        let same = email.is_some() && invitation.email.as_ref() == email;
        (same && invitation.standing == InvitationStanding::Open && Some(*id) != used)
            .then_some(OrganizationEvent::InvitationWithdrawn { invitation: *id })
    })
}
