//! `org` and `user`: what the operator does about accounts.

use std::sync::Arc;

use clap::Subcommand;
use domain::accounts::{InstanceCommand, Joiner};
use domain::actor::Actor;
use domain::backend::{Backend, BackendError};
use domain::command::{Command, Request, Secret};
use domain::id::{PersonId, RequestId};
use domain::refusal::{Refusal, Unique};
use domain::sources::Sources;
use domain::text::{Email, OrganizationName, PersonName, Slug, TextError, ZoneName};
use store::{Options, Store};

use super::serve::open;
use crate::clock::Machine;
use crate::config::Settings;
use crate::doors::{address_for, founding, secret_text, token_hash};
use crate::limits;
use crate::serve::Fault;

/// What `org` can do.
#[derive(Debug, Subcommand)]
pub(super) enum Org {
    /// Found an organization
    Create {
        /// Its name
        name: String,
        /// The owner's e-mail address; an account is made where there is none
        #[arg(long, value_name = "EMAIL")]
        owner: String,
        /// The owner's name, for a new account
        #[arg(long, value_name = "NAME", default_value = "Owner")]
        owner_name: String,
        /// Address of the organization; made from its name without it
        #[arg(long)]
        slug: Option<String>,
        /// IANA time zone
        #[arg(long, default_value = "UTC")]
        zone: String,
    },
}

/// What `user` can do.
#[derive(Debug, Subcommand)]
pub(super) enum User {
    /// Make a one-time link with which somebody chooses a new password
    Reset {
        /// The account's e-mail address
        email: String,
    },
    /// Make somebody with an account an owner, where the owners of an organization have gone
    Owner {
        /// The account's e-mail address
        email: String,
        /// Address of the organization, as in its pages' addresses
        #[arg(long, value_name = "SLUG")]
        organization: String,
    },
}

pub(super) async fn org(settings: &Settings, org: Org) -> Result<(), Fault> {
    let Org::Create {
        name,
        owner,
        owner_name,
        slug,
        zone,
    } = org;
    let name = typed("name", OrganizationName::parse(&name))?;
    let email = typed("owner", Email::parse(&owner))?;
    let owner_name = typed("owner-name", PersonName::parse(&owner_name))?;
    let slug = match slug {
        Some(slug) => typed("slug", Slug::parse(&slug))?,
        None => address_for(&name)?,
    };
    let zone = typed("zone", ZoneName::parse(&zone))?;
    let store = open(settings, Options::default()).await?;
    let known = store.person_of_email(&email).await?;
    let owner = match known {
        Some(person) => Joiner::Existing { person },
        None => Joiner::New {
            person: PersonId::new(Machine.uuid()),
            name: owner_name,
            email: email.clone(),
        },
    };
    let person = owner.person();
    let command = founding(&Machine, name, slug.clone(), zone, owner);
    send(&store, command, Vec::new()).await?;
    println!("Founded: {}/{slug}", shown_url(settings));
    if known.is_none() {
        println!("{email} chooses a password here, within an hour:");
        println!("{}", reset_link(settings, &store, person).await?);
    }
    store.shutdown().await;
    Ok(())
}

pub(super) async fn user(settings: &Settings, user: User) -> Result<(), Fault> {
    let (User::Reset { email } | User::Owner { email, .. }) = &user;
    let email = typed("email", Email::parse(email))?;
    let store = open(settings, existing()).await?;
    let person = store.person_of_email(&email).await?;
    let person = person.ok_or_else(|| format!("{email} has no account here"))?;
    match user {
        User::Reset { .. } => println!("{}", reset_link(settings, &store, person).await?),
        User::Owner { organization, .. } => {
            let slug = typed("organization", Slug::parse(&organization))?;
            let line = store.organization_of(&slug).await?;
            let line = line.ok_or_else(|| format!("there is no organization at {slug}"))?;
            let command = InstanceCommand::AppointOwner {
                organization: line.id,
                person,
            };
            send(&store, command, Vec::new()).await?;
            println!("{email} is an owner of {}.", line.name);
        }
    }
    store.shutdown().await;
    Ok(())
}

/// Options for a database that must be there, and that the running server brings up to date.
fn existing() -> Options {
    Options {
        create: false,
        migrate: false,
        ..Options::default()
    }
}

async fn reset_link(settings: &Settings, store: &Arc<Store>, person: PersonId) -> Result<String, Fault> {
    let secret = secret_text(&Machine);
    let expires_at = Machine.now().plus_seconds(limits::RESET_LINK);
    let command = InstanceCommand::IssueReset { person, expires_at };
    let beside = Secret::Reset {
        person,
        token: token_hash(&secret),
        expires_at,
    };
    send(store, command, vec![beside]).await?;
    Ok(format!("{}/reset/{secret}", shown_url(settings)))
}

async fn send(store: &Arc<Store>, command: InstanceCommand, secrets: Vec<Secret>) -> Result<(), Fault> {
    let id = RequestId::new(Machine.uuid());
    let request = Request {
        id,
        digest: None,
        actor: Actor::Operator,
        command: Command::Instance(command),
        blobs: Vec::new(),
        secrets,
    };
    match store.execute(request).await {
        Ok(_) => Ok(()),
        Err(BackendError::Refused(refusal)) => {
            let taken = Refusal::Taken {
                what: Unique::OrganizationSlug,
            };
            Err(if *refusal == taken {
                "the address is taken; choose another with --slug".into()
            } else {
                refusal.to_string().into()
            })
        }
        Err(error) => Err(error.to_string().into()),
    }
}

fn shown_url(settings: &Settings) -> String {
    settings
        .public_url
        .clone()
        .unwrap_or_else(|| format!("http://{}", settings.listen))
}

fn typed<T>(what: &str, parsed: Result<T, TextError>) -> Result<T, Fault> {
    parsed.map_err(|error| format!("{what}: {error}").into())
}
