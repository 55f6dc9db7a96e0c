//! `/{org}/settings`: teams, services, environments, the organization itself.

use domain::accounts::permission::{Right, check};
use domain::accounts::{Environment, EnvironmentFacts, Membership};
use domain::backend::Opened;
use domain::id::EnvironmentId;
use domain::text::{EnvironmentName, OrganizationName, ServiceName, TeamName};
use domain::zone::Zone;
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::accounts::actions::{
    AddEnvironment, AddService, AddTeam, ChangeEnvironment, ChangeOrganization, ChangeService, RenameTeam,
    SetSmallTeamRule,
};
use crate::calendar::actions::RelateService;
use crate::calendar::pages::{related, relations, schedule};
use crate::context::{member, organization};
use crate::form::{Form, Hidden, use_form};
use crate::layout::{Page, Place, frame};
use crate::pages::{page, parameter, query};
use crate::parts::{Clock, Field, Fold, Icon, PageHead, refused_here};
use crate::sentences::{Names, counted, label, problem};

/// The settings of the organization.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let org = parameter("org");
    page(async move {
        let opened = organization(&org).await?;
        let manages = check(member(&opened)?, Right::ManageSettings, None).is_ok();
        let rules = check(member(&opened)?, Right::SetRules, None).is_ok();
        let clock = Clock::of(&opened)?;
        let names = Names::of(&opened, &clock)?;
        let saved = query().get("saved").is_some();
        let lead = (!manages).then(|| "Owners and admins change them.".to_owned());
        let notice = refused_here(&names);
        let body = view! {
            <PageHead title="Settings".to_owned() lead=lead.unwrap_or_default() />
            {(saved && notice.is_none())
                .then(|| {
                    view! {
                        <section class="notice" data-tone="run" role="status">
                            <Icon name="check" />
                            <p>"Saved."</p>
                        </section>
                    }
                })}
            {notice}
            <div class="split">
                <div class="stack" data-gap="large">
                    {teams(&opened, &org, manages)} {services(&opened, &org, manages)}
                    {environments(&opened, &org, manages)}
                </div>
                {organization_panel(&opened, &org, manages, rules)}
            </div>
        };
        frame(Some(&opened), Page::new(Place::Settings, "Settings"), body).await
    })
}

fn teams(opened: &Opened, org: &str, manages: bool) -> impl IntoView + use<> {
    let form = use_form(AddTeam::url());
    let lines = opened
        .directory
        .teams
        .iter()
        .map(|(id, team)| {
            let members = opened
                .directory
                .members
                .values()
                .filter(|member| member.standing == Membership::Active && member.belongs(*id))
                .count();
            let name = team.name.to_string();
            let rename = manages.then(|| {
                let form = use_form(RenameTeam::url()).with("id", &id.to_string());
                view! {
                    <form class="form__line" method="post" action=RenameTeam::url()>
                        <Hidden />
                        <input type="hidden" name="org" value=org.to_owned() />
                        <input type="hidden" name="id" value=id.to_string() />
                        {renamed(&form, "team", (id.to_string(), &name), TeamName::MAX)}
                        <button class="button">"Rename"</button>
                    </form>
                }
            });
            let refused = refused(&[RenameTeam::url()], &id.to_string());
            editable(name, counted(members, "member"), refused, rename.map(IntoAny::into_any))
        })
        .collect_view();
    let field = Field {
        name: "team",
        label: "Team name",
        max: TeamName::MAX,
        ..Field::default()
    };
    view! {
        <section class="page__section" aria-labelledby="teams">
            <h2 id="teams">"Teams"</h2>
            <ul class="rows" data-of="names">{lines}</ul>
            {manages
                .then(|| {
                    view! {
                        <form class="form__line" method="post" action=AddTeam::url()>
                            <Hidden />
                            <input type="hidden" name="org" value=org.to_owned() />
                            {field.line(&form, "text", "")}
                            <button class="button">"Add team"</button>
                        </form>
                    }
                })}
        </section>
    }
}

/// A line whose form unfolds below its name.
/// Whether a form about something was just refused.
fn refused(forms: &[&'static str], id: &str) -> bool {
    forms.iter().any(|form| use_form(form).with("id", id).failed())
}

/// A row whose form is folded away, unless it was just refused.
fn editable(name: String, sub: String, refused: bool, form: Option<AnyView>) -> AnyView {
    match form {
        None => view! {
            <li class="row">
                <span class="row__main"><span>{name}</span><span class="row__sub">{sub}</span></span>
                <span></span>
            </li>
        }
        .into_any(),
        Some(form) => view! {
            <li class="row">
                <details class="row__main" open=refused>
                    <summary><Fold />{name} <span class="row__sub">{sub}</span></summary>
                    {form}
                </details>
                <span></span>
            </li>
        }
        .into_any(),
    }
}

fn team_choices(opened: &Opened) -> Vec<(String, String)> {
    opened
        .directory
        .teams
        .iter()
        .map(|(id, team)| (id.to_string(), team.name.to_string()))
        .collect()
}

fn services(opened: &Opened, org: &str, manages: bool) -> impl IntoView + use<> {
    let form = use_form(AddService::url());
    let lines = opened
        .directory
        .services
        .iter()
        .map(|(id, service)| {
            let name = service.name.to_string();
            let team = opened.directory.teams.get(&service.team).map_or("", |team| team.name.as_str());
            let related = related(&opened.directory, service);
            let sub = if related.is_empty() { team.to_owned() } else { format!("{team} · {related}") };
            let change = manages.then(|| {
                let form = use_form(ChangeService::url()).with("id", &id.to_string());
                let chosen = form.value("service_team", &service.team.to_string());
                let options = team_choices(opened)
                    .into_iter()
                    .map(|(value, words)| {
                        let selected = value == chosen;
                        view! { <option value=value selected=selected>{words}</option> }
                    })
                    .collect_view();
                view! {
                    <div class="stack">
                    <form class="form__line" method="post" action=ChangeService::url()>
                        <Hidden />
                        <input type="hidden" name="org" value=org.to_owned() />
                        <input type="hidden" name="id" value=id.to_string() />
                        {renamed(&form, "service", (id.to_string(), &name), ServiceName::MAX)}
                        <select class="input" name="service_team" aria-label=format!("Team of {name}")>{options}</select>
                        <button class="button" title=name.clone()>"Save"</button>
                    </form>
                    {relations(org, &opened.directory, id, service)}
                    </div>
                }
            });
            let refused = refused(&[ChangeService::url(), RelateService::url()], &id.to_string());
            editable(name.clone(), sub, refused, change.map(IntoAny::into_any))
        })
        .collect_view();
    let name = Field {
        name: "service",
        label: "Service name",
        max: ServiceName::MAX,
        ..Field::default()
    };
    let team = Field {
        name: "service_team",
        label: "Team",
        ..Field::default()
    };
    let first = team_choices(opened)
        .first()
        .map(|(id, _)| id.clone())
        .unwrap_or_default();
    view! {
        <section class="page__section" aria-labelledby="services">
            <h2 id="services">"Services"</h2>
            <ul class="rows" data-of="names">{lines}</ul>
            {manages
                .then(|| {
                    view! {
                        <form class="form__line" method="post" action=AddService::url()>
                            <Hidden />
                            <input type="hidden" name="org" value=org.to_owned() />
                            {name.line(&form, "text", "")} {team.select(&form, team_choices(opened), &first)}
                            <button class="button">"Add service"</button>
                        </form>
                    }
                })}
        </section>
    }
}

fn environments(opened: &Opened, org: &str, manages: bool) -> impl IntoView + use<> {
    let form = use_form(AddEnvironment::url());
    let mut sorted: Vec<(&EnvironmentId, &Environment)> = opened.directory.environments.iter().collect();
    sorted.sort_by_key(|(_, environment)| environment.position);
    let lines = sorted
        .into_iter()
        .map(|(id, known)| {
            view! {
                {environment_form(org, id, known, manages)}
                {schedule(org, &opened.directory, id, known, manages)}
            }
        })
        .collect_view();
    let name = Field {
        name: "environment",
        label: "Environment name",
        max: EnvironmentName::MAX,
        ..Field::default()
    };
    view! {
        <section class="page__section" aria-labelledby="environments">
            <h2 id="environments">"Environments"</h2>
            <div class="stack">{lines}</div>
            {manages
                .then(|| {
                    view! {
                        <form class="form" method="post" action=AddEnvironment::url()>
                            <Hidden />
                            <input type="hidden" name="org" value=org.to_owned() />
                            <input type="hidden" name="signoffs_needed" value="true" />
                            <div class="form__line">
                                {name.line(&form, "text", "")} <button class="button">"Add environment"</button>
                            </div>
                        </form>
                    }
                })}
        </section>
    }
}

/// One environment: its name, whether deployments to it need sign-offs, whether signing asks for a fresh proof.
fn environment_form(org: &str, id: &EnvironmentId, known: &Environment, manages: bool) -> impl IntoView + use<> {
    let form = use_form(ChangeEnvironment::url()).with("id", &id.to_string());
    let name = known.name.to_string();
    let signoffs = form.chosen("signoffs_needed", "true", known.signoffs_needed);
    let fresh = form.chosen("fresh_proof", "true", known.fresh_proof);
    let seen = form.value(
        "seen",
        &serde_json::to_string(&EnvironmentFacts::of(known)).unwrap_or_default(),
    );
    view! {
        <form class="form" method="post" action=ChangeEnvironment::url()>
            <Hidden />
            <input type="hidden" name="org" value=org.to_owned() />
            <input type="hidden" name="id" value=id.to_string() />
            <input type="hidden" name="seen" value=seen />
            <fieldset class="choices" disabled=!manages>
                <legend class="choices__legend">{name.clone()}</legend>
                <div class="form__line">
                    {renamed(&form, "environment", (id.to_string(), &name), EnvironmentName::MAX)}
                </div>
                {switch(
                    "signoffs_needed",
                    "Sign-offs needed",
                    "When off, one person can take a deployment all the way.",
                    signoffs,
                    &format!("signoffs-{id}"),
                )}
                {switch(
                    "fresh_proof",
                    "Fresh proof to sign",
                    "Asks for the password again when the last proof is older than five minutes.",
                    fresh,
                    &format!("proof-{id}"),
                )}
                {manages
                    .then(|| {
                        view! {
                            <div class="form__actions">
                                <button class="button" title=name.clone()>"Save"</button>
                            </div>
                        }
                    })}
            </fieldset>
        </form>
    }
}

fn organization_panel(opened: &Opened, org: &str, manages: bool, rules: bool) -> impl IntoView + use<> {
    let form = use_form(ChangeOrganization::url());
    let name = Field {
        name: "name",
        label: "Organization name",
        max: OrganizationName::MAX,
        ..Field::default()
    };
    let zone = Field {
        name: "zone",
        label: "Time zone",
        ..Field::default()
    };
    let zones = Zone::names()
        .map(|name| (name.to_owned(), name.replace('_', " ")))
        .collect();
    let on = opened.directory.small_team_rule;
    view! {
        <section class="panel" aria-labelledby="organization">
            <div class="panel__head"><h2 id="organization">"Organization"</h2></div>
            <div class="panel__body stack">
                <form class="form" method="post" action=ChangeOrganization::url()>
                    <Hidden />
                    <input type="hidden" name="org" value=org.to_owned() />
                    {name.line(&form, "text", opened.directory.name.as_str())}
                    {zone.select(&form, zones, opened.directory.zone.as_str())}
                    {manages
                        .then(|| {
                            view! {
                                <div class="form__actions">
                                    <button class="button" data-kind="primary">"Save"</button>
                                </div>
                            }
                        })}
                </form>
                <form class="form" method="post" action=SetSmallTeamRule::url()>
                    <Hidden />
                    <input type="hidden" name="org" value=org.to_owned() />
                    <fieldset class="choices" disabled=!rules>
                        <legend class="choices__legend">"Small-team rule"</legend>
                        <label class="choice">
                            <input type="checkbox" role="switch" name="on" value="true" checked=on />
                            <span>"The requester’s own slot falls away once two others have signed"</span>
                            <span class="choice__hint">
                                "Only with fewer eligible signers than slots. Owners set it; it is listed for the auditor."
                            </span>
                        </label>
                    </fieldset>
                    {rules
                        .then(|| {
                            view! {
                                <div class="form__actions">
                                    <button class="button" title="Small-team rule">"Save"</button>
                                </div>
                            }
                        })}
                </form>
            </div>
        </section>
    }
}

/// A switch of an environment; `hint` is the id of its explanation.
fn switch(name: &'static str, label: &'static str, says: &'static str, on: bool, hint: &str) -> impl IntoView + use<> {
    let hint = hint.to_owned();
    view! {
        <label class="choice">
            <input
                type="checkbox"
                role="switch"
                name=name
                value="true"
                checked=on
                aria-label=label
                aria-describedby=hint.clone()
            />
            <span>{label}</span>
            <span class="choice__hint" id=hint>{says}</span>
        </label>
    }
}

/// The name of something in its own row, with what is wrong with it below the row.
fn renamed(form: &Form, field: &'static str, (id, name): (String, &str), max: usize) -> AnyView {
    let wrong = form.problem(field);
    let error = wrong.map(|wrong| problem(&label(field), &wrong));
    let described = error.is_some().then(|| format!("{id}-error"));
    view! {
        <input
            class="input"
            name=field
            maxlength=max.to_string()
            aria-label=format!("Name of {name}")
            aria-describedby=described.clone()
            aria-invalid=described.is_some().then_some("true")
            value=form.value(field, name)
        />
        {error.map(|words| view! { <p class="field__error" id=described><Icon name="alert" />{words}</p> })}
    }
    .into_any()
}
