//! `/{org}/people`: who belongs to the organization, and inviting.

use std::collections::BTreeMap;

use domain::accounts::permission::{Right, check};
use domain::accounts::{AccessRole, Invitation, InvitationStanding, Member, Membership, PersonDetails};
use domain::backend::Opened;
use domain::id::{InvitationId, PersonId};
use domain::text::{Email, PersonName};
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::accounts::actions::{DeclareDuty, Invite, WithdrawInvitation};
use crate::accounts::pages::person::period_fields;
use crate::context::{backend, member, organization};
use crate::failure::Failure;
use crate::form::{Form, Hidden, use_form};
use crate::layout::{Page, Place, frame};
use crate::pages::{page, parameter, query};
use crate::parts::{Clock, Field, Icon, PageHead, ShortTime, ShownOnce, errors, refused};
use crate::sentences::Names;

/// Everybody in the organization.
#[component]
pub fn PeoplePage() -> impl IntoView {
    let org = parameter("org");
    page(async move {
        let opened = organization(&org).await?;
        let manages = check(member(&opened)?, Right::ManagePeople, None).is_ok();
        let clock = Clock::of(&opened)?;
        let names = Names::of(&opened, &clock)?;
        let lead = format!(
            "Who belongs to {}, what they may administer, and what they may sign for.",
            opened.directory.name
        );
        let list = view! { <ul class="rows" data-of="people">{members(&opened, &org)}</ul> };
        let removed = removed(&opened);
        let body = if manages {
            let invitees = backend().invitees(opened.directory.id).await?;
            view! {
                <PageHead title="People".to_owned() lead=lead />
                {removed}
                <div class="split">
                    <div class="stack" data-gap="large">
                        {list} {invitations(&opened, &org, &clock, &invitees)} {own_duties(&opened, &org, &names)}
                    </div>
                    {invite(&opened, &org, &names)?}
                </div>
            }
            .into_any()
        } else {
            view! {
                <PageHead title="People".to_owned() lead=lead />
                {list}
            }
            .into_any()
        };
        frame(Some(&opened), Page::new(Place::People, "People"), body).await
    })
}

/// Active members by name.
fn members(opened: &Opened, org: &str) -> impl IntoView + use<> {
    let mut active: Vec<(&PersonId, &Member)> = opened
        .directory
        .members
        .iter()
        .filter(|(_, member)| member.standing == Membership::Active)
        .collect();
    active.sort_by_key(|(id, _)| opened.people.get(id).map(|person| person.name.as_str().to_lowercase()));
    active
        .into_iter()
        .map(|(id, member)| {
            let person = opened.people.get(id);
            let name = person.map_or_else(|| "Somebody".to_owned(), |person| person.name.to_string());
            let email = person.map(|person| person.email.to_string());
            let mut duties: Vec<_> = member.teams.values().flatten().collect();
            duties.sort();
            duties.dedup();
            let teams = member
                .teams
                .keys()
                .filter_map(|team| opened.directory.teams.get(team))
                .map(|team| team.name.as_str())
                .collect::<Vec<_>>()
                .join(", ");
            let tags = duties
                .iter()
                .map(|duty| view! { <span class="tag">{duty.name().to_owned()}</span> })
                .collect_view();
            view! {
                <li class="row">
                    <span class="row__main">
                        <a class="row__link" href=format!("/{org}/people/{id}")>{name}</a>
                        <span class="row__sub">{email}</span>
                    </span>
                    <span class="row__cell">{member.role.name()}</span>
                    <span class="row__cell">
                        {if duties.is_empty() {
                            view! { <span class="muted">"Signs nothing"</span> }.into_any()
                        } else {
                            view! { <span class="cluster">{tags}</span> }.into_any()
                        }}
                    </span>
                    <span class="row__cell">{teams}</span>
                </li>
            }
        })
        .collect_view()
}

/// Invitations that were not used yet.
fn invitations(
    opened: &Opened,
    org: &str,
    clock: &Clock,
    invitees: &BTreeMap<InvitationId, PersonDetails>,
) -> Option<AnyView> {
    let open: Vec<(&InvitationId, &Invitation)> = opened
        .directory
        .invitations
        .iter()
        .filter(|(_, invitation)| invitation.standing == InvitationStanding::Open)
        .collect();
    if open.is_empty() {
        return None;
    }
    let clock = *clock;
    let count = open.len();
    let lines = open
        .into_iter()
        .rev()
        .map(|(id, invitation)| {
            let by = opened.people.get(&invitation.by).map(|person| person.name.to_string());
            let expired = invitation.expires_at <= clock.now();
            let invitee = invitees.get(id);
            let who = invitee.map_or_else(|| "Somebody".to_owned(), |invitee| invitee.name.to_string());
            let address = invitee.map(|invitee| format!("{} · ", invitee.email));
            view! {
                <li class="row">
                    <span class="row__main">
                        <span>{who}</span>
                        <span class="row__sub">
                            {address} {format!("invited by {}, ", by.unwrap_or_else(|| "somebody".to_owned()))}
                            <ShortTime clock=clock at=invitation.at />
                        </span>
                    </span>
                    <span class="row__cell">{invitation.role.name()}</span>
                    <span class="row__cell">
                        {if expired {
                            view! { <span class="tag" data-tone="block">"Expired"</span> }.into_any()
                        } else {
                            view! { <span>"until " <ShortTime clock=clock at=invitation.expires_at /></span> }.into_any()
                        }}
                    </span>
                    <span class="row__act">
                        <form method="post" action=WithdrawInvitation::url()>
                            <Hidden />
                            <input type="hidden" name="org" value=org.to_owned() />
                            <input type="hidden" name="invitation" value=id.to_string() />
                            <button class="button" data-size="small">"Withdraw"</button>
                        </form>
                    </span>
                </li>
            }
        })
        .collect_view();
    let view = view! {
        <section class="page__section" aria-labelledby="invited">
            <h2 id="invited">"Invited " <span class="count">{count}</span></h2>
            <ul class="rows" data-of="people">{lines}</ul>
        </section>
    };
    Some(view.into_any())
}

/// Duties beside the built-in ones.
fn own_duties(opened: &Opened, org: &str, names: &Names<'_>) -> impl IntoView + use<> {
    let form = use_form(DeclareDuty::url());
    let field = Field {
        name: "duty",
        label: "Duty",
        max: domain::text::DutyName::MAX,
        ..Field::default()
    };
    let tags = opened
        .directory
        .own_duties
        .iter()
        .map(|duty| view! { <span class="tag">{duty.to_string()}</span> })
        .collect_view();
    view! {
        <section class="page__section" aria-labelledby="duties">
            <h2 id="duties">"Duties of your own"</h2>
            <p class="muted">"Beside the built-in ones. Templates can ask for them, and members can hold them."</p>
            <div class="cluster">{tags}</div>
            {refused(&form, names)}
            <form class="form__line" method="post" action=DeclareDuty::url()>
                <Hidden />
                <input type="hidden" name="org" value=org.to_owned() />
                {field.line(&form, "text", "")}
                <button class="button">"Add duty"</button>
            </form>
        </section>
    }
}

const NAME: Field = Field {
    name: "name",
    label: "Name",
    hint: None,
    max: PersonName::MAX,
    mono: false,
    id: None,
    autocomplete: Some("off"),
};

/// The form to invite, and the link of the invitation that was just made.
fn invite(opened: &Opened, org: &str, names: &Names<'_>) -> Result<AnyView, Failure> {
    let form = use_form(Invite::url());
    let owner = check(member(opened)?, Right::ManageOwners, None).is_ok();
    let email = Field {
        name: "email",
        label: "Email",
        max: Email::MAX,
        ..NAME
    };
    let role = Field {
        name: "role",
        label: "Access role",
        autocomplete: None,
        max: 0,
        ..NAME
    };
    let team = Field {
        name: "team",
        label: "Team",
        autocomplete: None,
        max: 0,
        ..NAME
    };
    let roles = AccessRole::ALL
        .iter()
        .filter(|role| owner || **role != AccessRole::Owner)
        .map(|role| (role.value().to_owned(), role.name().to_owned()))
        .collect();
    let teams: Vec<(String, String)> = opened
        .directory
        .teams
        .iter()
        .map(|(id, team)| (id.to_string(), team.name.to_string()))
        .chain(std::iter::once((String::new(), "None".to_owned())))
        .collect();
    let first_team = teams.first().map(|(id, _)| id.clone()).unwrap_or_default();
    let problems = errors(&form, &[NAME, email, role, team]);
    let view = view! {
        <section class="panel" aria-labelledby="invite">
            <div class="panel__head"><h2 id="invite">"Invite"</h2></div>
            <div class="panel__body">
                {made()} {problems} {refused(&form, names)}
                <form class="form" method="post" action=Invite::url()>
                    <Hidden />
                    <input type="hidden" name="org" value=org.to_owned() />
                    {NAME.line(&form, "text", "")} {email.line(&form, "email", "")}
                    <div class="form__pair">
                        {role.select(&form, roles, AccessRole::Member.value())}
                        {team.select(&form, teams, &first_team)}
                    </div>
                    {duty_choices(opened, &form)} {period_fields(&form, None)}
                    <div class="form__actions">
                        <button class="button" data-kind="primary">"Send invitation"</button>
                    </div>
                </form>
            </div>
        </section>
    };
    Ok(view.into_any())
}

fn duty_choices(opened: &Opened, form: &Form) -> impl IntoView + use<> {
    let choices = opened
        .directory
        .duties()
        .into_iter()
        .map(|duty| {
            let name = duty.name().to_owned();
            let checked = form.chosen("duties[]", &name, false);
            view! {
                <label class="choice">
                    <input type="checkbox" name="duties[]" value=name.clone() checked=checked />
                    <span>{name}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="choices" data-columns>
            <legend class="choices__legend">"Duties in that team"</legend>
            {choices}
        </fieldset>
    }
}

/// What became of the invitation that was just made: its link is shown once, because only its hash is kept.
fn made() -> Option<AnyView> {
    let made = ShownOnce {
        named: "invited",
        id: "invited-now",
        made: "Invitation made. Copy the link and send it yourself; it is shown once and works for seven days.",
        before: "This invitation was made before. Its link was shown then; withdraw it and invite again for a new one.",
    };
    made.notice(|token| format!("/invitations/{token}"))
}

/// Says that somebody was just removed.
fn removed(opened: &Opened) -> Option<AnyView> {
    let id: PersonId = query().get("removed")?.parse().ok()?;
    let person = opened
        .people
        .get(&id)
        .filter(|_| opened.directory.active(id).is_none())?;
    let words = format!(
        "{} was removed. Access ends with the next request; what was signed goes on standing.",
        person.name
    );
    let view = view! {
        <section class="notice" data-tone="run" role="status">
            <Icon name="check" />
            <p>{words}</p>
        </section>
    };
    Some(view.into_any())
}
