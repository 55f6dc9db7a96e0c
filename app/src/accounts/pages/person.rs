//! `/{org}/people/{id}`: one member's access role, teams and duties.

use domain::accounts::permission::{Right, check};
use domain::accounts::{AccessRole, AuditPeriod, Member, MemberFacts};
use domain::backend::Opened;
use domain::id::PersonId;
use domain::zone::Zone;
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::accounts::actions::{ChangeMember, RemoveMember};
use crate::calendar::pages::absences_of;
use crate::context::{member, organization};
use crate::failure::Failure;
use crate::form::{Form, Hidden, use_form};
use crate::layout::{Page, Place, frame};
use crate::pages::{page, parameter, query};
use crate::parts::{Clock, Crumb, Field, Icon, PageHead, errors, refused_here};
use crate::sentences::Names;

/// One member.
#[component]
pub fn PersonPage() -> impl IntoView {
    let (org, id) = (parameter("org"), parameter("id"));
    page(async move {
        let opened = organization(&org).await?;
        let id: PersonId = id.parse().map_err(|_| Failure::NotFound)?;
        let target = opened.directory.active(id).ok_or(Failure::NotFound)?;
        let person = opened.people.get(&id).ok_or(Failure::NotFound)?;
        let manages = check(member(&opened)?, Right::ManagePeople, None).is_ok();
        let clock = Clock::of(&opened)?;
        let names = Names::of(&opened, &clock)?;
        let saved = query().get("saved").is_some();
        let notice = refused_here(&names);
        let body = view! {
            <PageHead
                title=person.name.to_string()
                crumbs=vec![Crumb::new(format!("/{org}/people"), "People")]
                lead=format!("{} · here since {}", person.email, clock.day(target.joined_at))
            />
            {notice}
            {saved
                .then(|| {
                    view! {
                        <section class="notice" data-tone="run" role="status">
                            <Icon name="check" />
                            <p>"Saved. It holds from the next request on."</p>
                        </section>
                    }
                })}
            {if manages { edit(&opened, &org, id, target)? } else { facts(&opened, target) }}
            {absences_of(&opened, id, &names)}
            {if manages { leaving(&org, id) } else { ().into_any() }}
        };
        frame(
            Some(&opened),
            Page::new(Place::People, person.name.to_string()).narrow(),
            body,
        )
        .await
    })
}

/// What other members see.
fn facts(opened: &Opened, target: &Member) -> AnyView {
    let teams = target
        .teams
        .iter()
        .map(|(team, duties)| {
            let name = opened
                .directory
                .teams
                .get(team)
                .map(|team| team.name.to_string())
                .unwrap_or_default();
            let duties = if duties.is_empty() {
                "no duties".to_owned()
            } else {
                duties.iter().map(|duty| duty.name()).collect::<Vec<_>>().join(", ")
            };
            view! { <dt>{name}</dt> <dd>{duties}</dd> }
        })
        .collect_view();
    view! {
        <dl class="facts">
            <dt>"Access role"</dt>
            <dd>{target.role.name()}</dd>
            {teams}
        </dl>
    }
    .into_any()
}

/// What owners and admins see.
fn edit(opened: &Opened, org: &str, id: PersonId, target: &Member) -> Result<AnyView, Failure> {
    let form = use_form(ChangeMember::url());
    let owner = check(member(opened)?, Right::ManageOwners, None).is_ok();
    let role = Field {
        name: "role",
        label: "Access role",
        ..Field::default()
    };
    let roles = AccessRole::ALL
        .iter()
        .filter(|role| owner || **role != AccessRole::Owner || target.role == AccessRole::Owner)
        .map(|role| (role.value().to_owned(), role.name().to_owned()))
        .collect();
    let seen = form.value(
        "seen",
        &serde_json::to_string(&MemberFacts::of(target)).unwrap_or_default(),
    );
    let zone = Zone::find(&opened.directory.zone).unwrap_or(Zone::UTC);
    let view = view! {
        {errors(&form, &[role])}
        <form class="form" method="post" action=ChangeMember::url()>
            <Hidden />
            <input type="hidden" name="org" value=org.to_owned() />
            <input type="hidden" name="person" value=id.to_string() />
            <input type="hidden" name="seen" value=seen />
            {role.select(&form, roles, target.role.value())}
            {period_fields(&form, target.reads.map(|period| (period, zone)))}
            {teams(opened, &form, target)}
            <div class="form__actions">
                <button class="button" data-kind="primary" data-size="large">"Save"</button>
            </div>
        </form>
    };
    Ok(view.into_any())
}

/// The way out.
fn leaving(org: &str, id: PersonId) -> AnyView {
    view! {
        <section class="page__section" aria-labelledby="leaving">
            <h2 id="leaving">"Leaving"</h2>
            <p class="muted">"Access ends with the next request. Sign-offs that stand go on standing."</p>
            <form method="post" action=RemoveMember::url()>
                <Hidden />
                <input type="hidden" name="org" value=org.to_owned() />
                <input type="hidden" name="person" value=id.to_string() />
                <button class="button" data-kind="danger">"Remove from organization"</button>
            </form>
        </section>
    }
    .into_any()
}

/// Duties, team by team.
fn teams(opened: &Opened, form: &Form, target: &Member) -> impl IntoView + use<> {
    let duties = opened.directory.duties();
    opened
        .directory
        .teams
        .iter()
        .map(|(team, known)| {
            let held = target.teams.get(team);
            let id = team.to_string();
            let choices = duties
                .iter()
                .map(|duty| {
                    let value = format!("{team}/{}", duty.name());
                    let stored = held.is_some_and(|held| held.contains(duty));
                    let checked = form.chosen("duties[]", &value, stored);
                    view! {
                        <label class="choice">
                            <input type="checkbox" name="duties[]" value=value checked=checked />
                            <span>{duty.name().to_owned()}</span>
                        </label>
                    }
                })
                .collect_view();
            let belongs = form.chosen("teams[]", &id, held.is_some());
            view! {
                <fieldset class="choices" data-columns>
                    <legend class="choices__legend">{format!("Duties in {}", known.name)}</legend>
                    <label class="choice">
                        <input type="checkbox" name="teams[]" value=id checked=belongs />
                        <span>{format!("Works in {}", known.name)}</span>
                    </label>
                    {choices}
                </fieldset>
            }
        })
        .collect_view()
}

/// The period of an auditor, by days.
pub(super) fn period_fields(form: &Form, stored: Option<(AuditPeriod, Zone)>) -> impl IntoView + use<> {
    let from = Field {
        name: "reads_from",
        label: "Reads from",
        hint: Some("Auditors only."),
        ..Field::default()
    };
    let until = Field {
        name: "reads_until",
        label: "Reads until",
        hint: Some("Auditors only."),
        ..Field::default()
    };
    let days = stored.map(|(period, zone)| {
        // The last day is the one before the first instant outside.
        (
            zone.date(period.from).to_string(),
            zone.date(period.until.plus_seconds(-1)).to_string(),
        )
    });
    let (first, last) = days.unwrap_or_default();
    let folded = first.is_empty() && form.problem("reads_from").is_none() && form.problem("reads_until").is_none();
    view! {
        <details class="more" open=!folded>
            <summary><crate::parts::Fold />"What an auditor reads"</summary>
            <div class="form__pair">{from.line(form, "date", &first)} {until.line(form, "date", &last)}</div>
        </details>
    }
}
