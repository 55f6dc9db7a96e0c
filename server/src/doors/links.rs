//! One-time codes and links: set-up, invitations, resets.

use domain::accounts::{
    FoundOrganization, GateRefusal, InstanceCommand, InvitationView, Joiner, PasswordCause, PersonDetails, SetUp,
};
use domain::actor::Actor;
use domain::backend::{Answer, BackendError};
use domain::command::Secret;
use domain::id::{EnvironmentId, OrganizationId, PersonId, ServiceId, TeamId};
use domain::refusal::Refusal;
use domain::sources::Sources;
use domain::text::{OrganizationName, Slug, ZoneName, slug_from};

use super::attempts::{Attempt, Guess};
use super::gate::{RequestGate, Word};
use super::repeats::Claim;
use super::token_hash;

/// The command that founds an organization with this owner; the first team and service bear its name (01 §6).
pub fn founding(
    sources: &dyn Sources,
    name: OrganizationName,
    slug: Slug,
    zone: ZoneName,
    owner: Joiner,
) -> InstanceCommand {
    InstanceCommand::FoundOrganization(Box::new(FoundOrganization {
        organization: OrganizationId::new(sources.uuid()),
        name,
        slug,
        zone,
        owner,
        team: TeamId::new(sources.uuid()),
        service: ServiceId::new(sources.uuid()),
        environments: std::array::from_fn(|_| EnvironmentId::new(sources.uuid())),
    }))
}

/// The address that an organization of this name gets.
pub fn address_for(name: &OrganizationName) -> Result<Slug, GateRefusal> {
    Slug::parse(&slug_from(name.as_str(), "organization")).map_err(|_| GateRefusal::SlugTaken)
}

/// An invitation that still works.
struct Invited {
    organization: OrganizationId,
    organization_name: String,
    slug: Slug,
    invitation: domain::id::InvitationId,
    name: domain::text::PersonName,
    email: domain::text::Email,
    account: Option<PersonId>,
}

impl RequestGate {
    /// What a form set out to do that comes again after it was done: for whoever proves the password that it set or
    /// asked for, or is signed in as that person. With the hash that was proved, where one was.
    async fn done_before(&self, password: &str) -> Answer<Option<(Claim, Option<String>)>> {
        let claims = &self.shared.doors.0.claims;
        let Some((sent, claim)) = self.sent.and_then(|sent| Some((sent, claims.of(sent)?))) else {
            return Ok(None);
        };
        if let Some(slug) = &claim.slug
            && self.shared.backend.open(slug, claim.person).await?.is_none()
        {
            return Ok(None);
        }
        if claim.slug.is_some() && self.is_here(Some(claim.person)) {
            return Ok(Some((claim, None)));
        }
        let phc = self.shared.store.password_of_person(claim.person).await?;
        let guess = Guess::of_form(sent.request, &self.neighbours);
        let proved = self.check_password(guess, phc.clone(), password).await?;
        Ok(proved.is_ok().then_some((claim, phc)))
    }

    /// The first answer of a form that comes again: signed in, and on to the organization; or else `dead`.
    async fn come_again(&self, password: &str, dead: GateRefusal) -> Word<Slug> {
        let Some((claim, phc)) = self.done_before(password).await? else {
            return Ok(Err(dead));
        };
        if let Some(phc) = phc {
            let begun = self.begin_proven(claim.person, &phc).await?;
            self.note_try(Some(claim.person), &begun);
            if let Err(refusal) = begun {
                return Ok(Err(refusal));
            }
        }
        Ok(claim.slug.ok_or(dead))
    }

    /// Notes what this form sets out to do; the person of the first time, where it came before.
    fn claim(&self, person: PersonId, slug: Option<&Slug>) -> PersonId {
        let claim = Claim {
            person,
            slug: slug.cloned(),
        };
        let claims = &self.shared.doors.0.claims;
        self.sent.map_or(person, |sent| claims.note(sent, claim).person)
    }

    pub(super) async fn found_first(&self, form: SetUp) -> Word<Slug> {
        let password = form.password.clone();
        match self.found_once(form).await? {
            Err(GateRefusal::SetUpOver) => self.come_again(&password, GateRefusal::SetUpOver).await,
            answered => Ok(answered),
        }
    }

    async fn found_once(&self, form: SetUp) -> Word<Slug> {
        if self.shared.store.organizations_exist().await? {
            return Ok(Err(GateRefusal::SetUpOver));
        }
        let guess = Guess::of_set_up(&self.neighbours);
        let attempt = match Attempt::begin(&self.shared, guess, self.now).await? {
            Ok(attempt) => attempt,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if !self.shared.doors.is_setup_code(&form.code) {
            attempt.failed();
            return Ok(Err(GateRefusal::WrongCode));
        }
        attempt.succeeded().await?;
        let names = [form.email.as_str(), form.name.as_str(), form.organization.as_str()];
        let phc = match self.new_password(&form.password, &names).await? {
            Ok(phc) => phc,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let slug = match address_for(&form.organization) {
            Ok(slug) => slug,
            Err(refusal) => return Ok(Err(refusal)),
        };
        // Nobody else founds until this is answered. Whoever waited finds the code spent, unless this failed.
        let _alone = self.shared.doors.0.founding.lock().await;
        if !self.shared.doors.is_setup_code(&form.code) {
            return Ok(Err(GateRefusal::SetUpOver));
        }
        let person = self.claim(PersonId::new(self.shared.sources.uuid()), Some(&slug));
        let owner = Joiner::New {
            person,
            name: form.name,
            email: form.email,
        };
        let command = founding(&*self.shared.sources, form.organization, slug.clone(), form.zone, owner);
        match self
            .send(Actor::Nobody, command, vec![Secret::Password { person, phc }])
            .await
        {
            Ok(()) => {}
            // Another node, or the command line, founded the first one meanwhile.
            Err(BackendError::Refused(refusal)) if matches!(*refusal, Refusal::Taken { .. } | Refusal::NotFound) => {
                return Ok(Err(GateRefusal::SetUpOver));
            }
            Err(error) => return Err(error),
        }
        self.shared.doors.spend_setup_code();
        self.begin(person).await?;
        self.note_try(Some(person), &Ok(()));
        Ok(Ok(slug))
    }

    /// The invitation of a link, while it works.
    async fn invited(&self, token: &str) -> Word<Invited> {
        let store = &self.shared.store;
        let Some(found) = store.invitation_of(&token_hash(token)).await? else {
            return Ok(Err(GateRefusal::LinkDead));
        };
        let directory = &found.directory.state;
        let works = directory.working_invitation(found.invitation, self.now).is_ok();
        let Some(PersonDetails { name, email }) = found.invited.filter(|_| works) else {
            return Ok(Err(GateRefusal::LinkDead));
        };
        let account = store.person_of_email(&email).await?;
        Ok(Ok(Invited {
            organization: found.organization,
            organization_name: directory.name.to_string(),
            slug: directory.slug.clone(),
            invitation: found.invitation,
            name,
            email,
            account,
        }))
    }

    fn is_here(&self, account: Option<PersonId>) -> bool {
        account.is_some() && self.held.as_ref().map(|held| held.person) == account
    }

    pub(super) async fn show_invitation(&self, token: &str) -> Word<InvitationView> {
        Ok(self.invited(token).await?.map(|invited| InvitationView {
            organization: invited.organization_name,
            email: invited.email.to_string(),
            name: invited.name.to_string(),
            has_account: invited.account.is_some(),
            signed_in: self.is_here(invited.account),
        }))
    }

    pub(super) async fn accept_invitation(&self, token: &str, password: Option<&str>) -> Word<Slug> {
        let password = password.unwrap_or_default();
        match self.accept_once(token, password).await? {
            Err(GateRefusal::LinkDead) => self.come_again(password, GateRefusal::LinkDead).await,
            answered => Ok(answered),
        }
    }

    async fn accept_once(&self, token: &str, password: &str) -> Word<Slug> {
        let invited = match self.invited(token).await? {
            Ok(invited) => invited,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let here = self.is_here(invited.account);
        // The hash that was proved, where one was; a new account and a session need no other proof.
        let mut proved = None;
        let (joiner, secrets) = match invited.account {
            Some(person) => {
                if !here {
                    let guess = Guess::of_email(invited.email.as_str(), &self.neighbours);
                    proved = self.shared.store.password_of_person(person).await?;
                    let checked = self.check_password(guess, proved.clone(), password).await?;
                    if let Err(refusal) = checked {
                        self.note_try(Some(person), &Err(refusal.clone()));
                        return Ok(Err(refusal));
                    }
                }
                self.claim(person, Some(&invited.slug));
                (Joiner::Existing { person }, Vec::new())
            }
            None => {
                let names = [
                    invited.email.as_str(),
                    invited.name.as_str(),
                    &invited.organization_name,
                ];
                let phc = match self.new_password(password, &names).await? {
                    Ok(phc) => phc,
                    Err(refusal) => return Ok(Err(refusal)),
                };
                let person = self.claim(PersonId::new(self.shared.sources.uuid()), Some(&invited.slug));
                let joiner = Joiner::New {
                    person,
                    name: invited.name,
                    email: invited.email,
                };
                (joiner, vec![Secret::Password { person, phc }])
            }
        };
        let person = joiner.person();
        let command = InstanceCommand::AcceptInvitation {
            organization: invited.organization,
            invitation: invited.invitation,
            joiner,
        };
        let actor = match &self.held {
            Some(held) if here => Actor::Person(held.actor()),
            Some(_) | None => Actor::Nobody,
        };
        match self.send(actor, command, secrets).await {
            Ok(()) => {}
            // Used in another tab meanwhile, or the address got an account.
            Err(BackendError::Refused(_)) => return Ok(Err(GateRefusal::LinkDead)),
            Err(error) => return Err(error),
        }
        let begun = match proved {
            Some(phc) => self.begin_proven(person, &phc).await?,
            None if here => return Ok(Ok(invited.slug)),
            None => {
                self.begin(person).await?;
                Ok(())
            }
        };
        self.note_try(Some(person), &begun);
        Ok(begun.map(|()| invited.slug))
    }

    /// Whose password a reset link may replace, while it works.
    pub(super) async fn reset_for(&self, token: &str) -> Answer<Option<PersonId>> {
        Ok(self.shared.store.reset_of(&token_hash(token), self.now).await?)
    }

    pub(super) async fn reset_password(&self, token: &str, password: &str) -> Word<()> {
        match self.reset_once(token, password).await? {
            Err(GateRefusal::LinkDead) => {
                let done = self.done_before(password).await?;
                Ok(done.map(|_| ()).ok_or(GateRefusal::LinkDead))
            }
            answered => Ok(answered),
        }
    }

    async fn reset_once(&self, token: &str, password: &str) -> Word<()> {
        let Some(person) = self.reset_for(token).await? else {
            return Ok(Err(GateRefusal::LinkDead));
        };
        let account = self
            .shared
            .backend
            .person(person)
            .await?
            .ok_or(BackendError::Internal)?;
        let names = [account.email.as_str(), account.name.as_str()];
        let phc = match self.new_password(password, &names).await? {
            Ok(phc) => phc,
            Err(refusal) => return Ok(Err(refusal)),
        };
        self.claim(person, None);
        let command = InstanceCommand::ChangePassword {
            person,
            by: PasswordCause::Reset,
        };
        let secrets = vec![
            Secret::UseReset {
                token: token_hash(token),
            },
            Secret::Password { person, phc },
        ];
        match self.send(Actor::Nobody, command, secrets).await {
            Ok(()) => {}
            Err(BackendError::Refused(_)) => return Ok(Err(GateRefusal::LinkDead)),
            Err(error) => return Err(error),
        }
        self.shared.store.revoke_sessions(person, None).await?;
        Ok(Ok(()))
    }
}
