//! `/{org}/calendar/windows/new` and `/{org}/calendar/windows/{id}`: when starts are allowed (W1).

use domain::backend::Opened;
use domain::calendar::{Times, Window, may_plan};
use domain::id::WindowId;
use leptos::prelude::*;
use server_fn::ServerFn;

use super::fields::{NAME, TIMES, times};
use super::scope::scope;
use super::{above, ahead, facts, planners, plans, removal};
use crate::calendar::Typed;
use crate::calendar::actions::{RemoveWindow, SetWindow};
use crate::calendar::read::Stored;
use crate::context::{member, organization};
use crate::failure::Checks;
use crate::failure::Failure;
use crate::form::{Hidden, use_form};
use crate::layout::{Page, Place, frame};
use crate::pages::{page, parameter};
use crate::parts::{Clock, PageHead, errors, refused};
use crate::sentences::Names;

/// What the page calls a new one.
const NEW: &str = "Add window";

/// A window: the form for whoever plans, what it says for everybody else.
#[component]
pub fn WindowPage() -> impl IntoView {
    let org = parameter("org");
    let id = parameter("id");
    page(async move {
        let opened = organization(&org).await?;
        let clock = Clock::of(&opened)?;
        let known = if id.is_empty() {
            may_plan(member(&opened)?)?;
            None
        } else {
            let id: WindowId = id.parse().map_err(|_| Failure::NotFound)?;
            let known = opened.directory.calendar.windows.get(&id);
            Some((id, known.ok_or(Failure::NotFound)?))
        };
        let names = Names::of(&opened, &clock)?;
        let title = known.map_or_else(|| NEW.to_owned(), |(_, known)| known.name.to_string());
        let body = if plans(&opened) {
            form(&org, &opened, known, &names)
        } else {
            shown(&org, known, &names)
        };
        frame(Some(&opened), Page::new(Place::Calendar, title), body).await
    })
}

/// What it says, for whoever does not plan.
fn shown(org: &str, known: Option<(WindowId, &Window)>, names: &Names<'_>) -> AnyView {
    let Some((_, known)) = known else { return ().into_any() };
    view! {
        <PageHead title=known.name.to_string() crumbs=above(org) lead=planners() />
        <div class="split">
            {facts(
                vec![
                    ("Open", known.times.in_words()),
                    ("Applies to", names.scope(&known.scope)),
                    ("Set by", format!("{}, {}", names.person(known.set.by), names.clock.long(known.set.at))),
                ],
            )}
            {ahead::ahead(Some(&known.times), names.clock, ahead::ShownBy::Check)}
        </div>
    }
    .into_any()
}

/// What its form shows of one that is stored.
fn stored((id, known): (WindowId, &Window)) -> Stored<'_> {
    Stored {
        id: id.to_string(),
        seq: known.set.seq,
        name: known.name.as_str(),
        times: &known.times,
        scope: &known.scope,
    }
}

fn form(org: &str, opened: &Opened, known: Option<(WindowId, &Window)>, names: &Names<'_>) -> AnyView {
    let form = use_form(SetWindow::url());
    let typed = Typed::begun(&form, &opened.directory.zone, known.map(stored));
    let times_typed: Option<Times> = (known.is_some() || form.failed())
        .then(|| typed.times(&mut Checks::default()))
        .flatten();
    let title = known.map_or_else(|| NEW.to_owned(), |(_, known)| known.name.to_string());
    let lead = "Deployments in its scope start only while a window is open. Without any, they start at any time.";
    let remove = known.map(|(id, known)| remove(org, id, known, names));
    view! {
        <PageHead title=title crumbs=above(org) lead=lead.to_owned() />
        {errors(&form, &TIMES)}
        {refused(&form, names)}
        <div class="split">
            <div class="stack" data-gap="large">
                <form class="form" method="post" action=SetWindow::url() novalidate>
                    <Hidden />
                    <input type="hidden" name="org" value=org.to_owned() />
                    <input type="hidden" name="id" value=typed.id.clone() />
                    <input type="hidden" name="seen" value=typed.seen.clone() />
                    {NAME.line(&form, "text", &typed.name)}
                    {times(&form, &typed)}
                    {scope(&form, &opened.directory, &typed)}
                    <div class="form__actions">
                        <button class="button" name="step" value="check">"Check"</button>
                        <button class="button" data-kind="primary" name="step" value=Typed::SAVE>"Save window"</button>
                    </div>
                </form>
                {remove}
            </div>
            {ahead::ahead(times_typed.as_ref(), names.clock, ahead::ShownBy::Check)}
        </div>
    }
    .into_any()
}

fn remove(org: &str, id: WindowId, known: &Window, names: &Names<'_>) -> AnyView {
    let what = (RemoveWindow::url(), id.to_string(), known.set.seq);
    removal(
        org,
        what,
        "Remove window",
        "What was signed and started under it stays in the trail.",
        names,
    )
}
