//! `/{org}/calendar/absences/new` and `/{org}/calendar/absences/{id}`: when somebody is away (W5).

use domain::accounts::Member;
use domain::backend::Opened;
use domain::calendar::{Absence, Booked, Scope, Times, may_tell_absence};
use domain::id::{AbsenceId, PersonId};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::fields::{TIMES, field, times};
use super::lists::{coming, over};
use super::{above, ahead, facts, plans, removal};
use crate::calendar::Typed;
use crate::calendar::actions::{RemoveAbsence, SetAbsence};
use crate::calendar::hits::ahead as days_ahead;
use crate::calendar::read::Stored;
use crate::context::{backend, member, organization, require_person};
use crate::failure::{Checks, Failure};
use crate::form::{Form, Hidden, use_form};
use crate::layout::{Page, Place, frame};
use crate::pages::{page, parameter, query};
use crate::parts::{Clock, Field, Icon, PageHead, errors, refused};
use crate::sentences::{Names, capital, counted};

/// What the page calls a new one.
pub(crate) const NEW: &str = "Add absence";
const PERSON: Field = field("person", "Who is away");
/// What an absence does, above its form.
const LEAD: &str = "Free slots keep clear of it for what they deploy or have to sign, and a booking in it asks once. Nobody is \
                    asked why. What is said here stays in the trail.";

/// An absence: the form for whoever may say it, what it says for everybody else.
#[component]
pub fn AbsencePage() -> impl IntoView {
    let (org, id) = (parameter("org"), parameter("id"));
    page(async move {
        let opened = organization(&org).await?;
        let clock = Clock::of(&opened)?;
        let me = require_person()?.actor.person;
        let known = if id.is_empty() {
            None
        } else {
            let id: AbsenceId = id.parse().map_err(|_| Failure::NotFound)?;
            let known = opened.directory.calendar.absences.get(&id);
            Some((id, known.ok_or(Failure::NotFound)?))
        };
        let may_be_away = |id: &PersonId| opened.directory.active(*id).is_some_and(Member::may_be_away);
        let whose = match known {
            Some((_, known)) => known.person,
            // An address is typed and shared: somebody it names wrongly is the reader.
            None => {
                let named = query().get("person").and_then(|id| id.parse().ok());
                named.filter(may_be_away).unwrap_or(me)
            }
        };
        let tells = may_tell_absence(&opened.directory, me, whose);
        if known.is_none() {
            tells.clone()?;
        } else if !sees_absences(&opened) && whose != me {
            return Err(Failure::NotFound);
        }
        let names = Names::of(&opened, &clock)?;
        let title = known.map_or_else(|| NEW.to_owned(), |(_, known)| absence_of(&names, known.person));
        let body = if tells.is_ok() {
            let booked = booked_in(&opened, known.map(|(_, known)| known), whose).await?;
            form(&org, &opened, known, (whose, &booked), &names)
        } else {
            shown(&org, known, &names)
        };
        frame(Some(&opened), Page::new(Place::Calendar, title), body).await
    })
}

/// Whether the reader is shown who is away: everybody but auditors, who read what happened and not who is there.
pub(super) fn sees_absences(opened: &Opened) -> bool {
    member(opened).is_ok_and(Member::may_be_away)
}

fn absence_of(names: &Names<'_>, person: PersonId) -> String {
    format!("Absence of {}", names.person(person))
}

/// What is booked that they deploy in the times of the form, as it was sent or is stored: those who booked it were told
/// nothing of an absence that came later.
async fn booked_in(opened: &Opened, known: Option<&Absence>, whose: PersonId) -> Result<Vec<Booked>, Failure> {
    let form = use_form(SetAbsence::url());
    let times = if form.failed() {
        Typed::of(&form).times(&mut Checks::default())
    } else {
        known.map(|known| known.times.clone())
    };
    let Some(times) = times else {
        return Ok(Vec::new());
    };
    let whose = form.value("person", "").parse().unwrap_or(whose);
    let mut booked = backend().booked(opened.directory.id, days_ahead()).await?;
    booked.retain(|booked| {
        let touched = || {
            times
                .stretches(booked.stretch.from, booked.stretch.until)
                .next()
                .is_some()
        };
        booked.deployer == whose && !booked.stage.ended() && touched()
    });
    Ok(booked)
}

/// The bookings of [`booked_in`], each with the page that moves it.
fn hit(opened: &Opened, booked: &[Booked], names: &Names<'_>) -> Option<AnyView> {
    if booked.is_empty() {
        return None;
    }
    let lines = booked
        .iter()
        .map(|booked| {
            let href = format!("/{}/deployments/{}/booking", opened.directory.slug, booked.number);
            let words = format!("{} {}", booked.number, booked.title);
            view! { <li><a href=href>{words}</a> ", " {names.stretch(booked.stretch)}</li> }
        })
        .collect_view();
    let view = view! {
        <section class="notice" data-tone="wait" aria-labelledby="booked-in">
            <Icon name="alert" />
            <h2 class="notice__title" id="booked-in">{format!("{} in that time", counted(booked.len(), "booking"))}</h2>
            <p>"They deploy it. Move it, or name somebody else as its deployer."</p>
            <ul>{lines}</ul>
        </section>
    };
    Some(view.into_any())
}

/// What it says, for whoever does not change it.
fn shown(org: &str, known: Option<(AbsenceId, &Absence)>, names: &Names<'_>) -> AnyView {
    let Some((id, known)) = known else { return ().into_any() };
    view! {
        <PageHead title=absence_of(names, known.person) crumbs=above(org) />
        <div class="split">
            {facts(
                vec![
                    ("Away", known.times.in_words()),
                    ("Said by", format!("{}, {}", names.person(known.set.by), names.clock.long(known.set.at))),
                ],
            )}
            {ahead::ahead(Some(&known.times), names.clock, ahead::ShownBy::Check)}
        </div>
        {(known.person == names.reader).then(|| remove(org, id, known, names))}
    }
    .into_any()
}

fn form(
    org: &str,
    opened: &Opened,
    known: Option<(AbsenceId, &Absence)>,
    (whose, booked): (PersonId, &[Booked]),
    names: &Names<'_>,
) -> AnyView {
    let form = use_form(SetAbsence::url());
    let everybody = Scope::default();
    let stored = known.map(|(id, known)| Stored {
        id: id.to_string(),
        seq: known.set.seq,
        name: "",
        times: &known.times,
        scope: &everybody,
    });
    let mut typed = Typed::begun(&form, &opened.directory.zone, stored);
    if known.is_none() && !form.failed() {
        typed.tomorrow(names.clock.zone(), names.clock.now());
    }
    let times_typed: Option<Times> = (known.is_some() || form.failed())
        .then(|| typed.times(&mut Checks::default()))
        .flatten();
    let title = known.map_or_else(|| NEW.to_owned(), |(_, known)| absence_of(names, known.person));
    let fields: Vec<Field> = std::iter::once(PERSON).chain(TIMES.into_iter().skip(1)).collect();
    let remove = known.map(|(id, known)| remove(org, id, known, names));
    view! {
        <PageHead title=title crumbs=above(org) lead=LEAD.to_owned() />
        {errors(&form, &fields)}
        {refused(&form, names)}
        {hit(opened, booked, names)}
        <div class="split">
            <div class="stack" data-gap="large">
                <form class="form" method="post" action=SetAbsence::url() novalidate>
                    <Hidden />
                    <input type="hidden" name="org" value=org.to_owned() />
                    <input type="hidden" name="id" value=typed.id.clone() />
                    <input type="hidden" name="seen" value=typed.seen.clone() />
                    {who(&form, opened, known.is_some(), whose)}
                    {times(&form, &typed)}
                    <div class="form__actions">
                        <button class="button" name="step" value="check">"Check"</button>
                        <button class="button" data-kind="primary" name="step" value=Typed::SAVE>"Save absence"</button>
                    </div>
                </form>
                {remove}
            </div>
            {ahead::ahead(times_typed.as_ref(), names.clock, ahead::ShownBy::Check)}
        </div>
    }
    .into_any()
}

/// Whose it is: a choice for whoever plans; of one that there is, and for everybody else, it is said already.
fn who(form: &Form, opened: &Opened, stored: bool, whose: PersonId) -> AnyView {
    if stored || !plans(opened) {
        return view! { <input type="hidden" name="person" value=whose.to_string() /> }.into_any();
    }
    let members = opened.directory.members.keys();
    let members = members.filter(|id| opened.directory.active(**id).is_some_and(Member::may_be_away));
    let people = members.filter_map(|id| Some((id.to_string(), opened.people.get(id)?.name.to_string())));
    PERSON.select(form, super::by_name(people.collect()), &whose.to_string())
}

fn remove(org: &str, id: AbsenceId, known: &Absence, names: &Names<'_>) -> AnyView {
    let what = (RemoveAbsence::url(), id.to_string(), known.set.seq);
    removal(
        org,
        what,
        "Remove absence",
        "For who is back, or was never gone.",
        names,
    )
}

/// The absences of one person that are not over, for the person's own page; whoever may add one does it there too.
pub(crate) fn absences_of(opened: &Opened, person: PersonId, names: &Names<'_>) -> AnyView {
    let directory = &opened.directory;
    let base = format!("/{}/calendar/absences", directory.slug);
    let theirs = directory.calendar.absences.iter();
    let theirs = theirs.filter(|(_, known)| known.person == person && !over(&known.times, names.clock));
    let lines: Vec<AnyView> = theirs
        .map(|(id, known)| {
            view! {
                <li class="row">
                    <span class="row__main">
                        <a class="row__link" href=format!("{base}/{id}")>{coming(&known.times, names.clock, "Away")}</a>
                        {known.times.repeats.is_some().then(|| view! { <span class="row__sub">{capital(&known.times.in_words())}</span> })}
                    </span>
                </li>
            }
            .into_any()
        })
        .collect();
    let may_be_away = directory.active(person).is_some_and(Member::may_be_away);
    if !may_be_away || !sees_absences(opened) {
        return ().into_any();
    }
    let may = may_tell_absence(directory, names.reader, person).is_ok();
    if lines.is_empty() && !may {
        return ().into_any();
    }
    let none = lines
        .is_empty()
        .then(|| view! { <p class="muted">"No absence is ahead."</p> });
    let add = may.then(|| {
        let href = format!("{base}/new?person={person}");
        view! { <div class="form__actions"><a class="button" href=href><Icon name="plus" />{NEW}</a></div> }
    });
    view! {
        <section class="page__section" aria-labelledby="absences">
            <h2 id="absences">"Absences"</h2>
            {none}
            {(!lines.is_empty()).then(|| view! { <ul class="rows" data-of="absences">{lines}</ul> })}
            {add}
        </section>
    }
    .into_any()
}
