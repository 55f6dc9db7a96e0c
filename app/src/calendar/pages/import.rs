//! `/{org}/calendar/import`: windows and freezes come in from another calendar, and are shown before any is saved (W13).

use domain::accounts::Directory;
use domain::backend::Opened;
use domain::calendar::{RunningChoice, Times, may_plan};
use domain::text::{CalendarName, Reason};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::fields::field;
use super::{above, ahead, by_name, freeze, preview};
use crate::calendar::actions::ImportCalendar;
use crate::calendar::choices::chosen;
use crate::calendar::hits::{Ahead, Hit};
use crate::calendar::import::{Found, found};
use crate::calendar::{Brought, Typed};
use crate::context::{member, organization};
use crate::failure::{Checks, Failure};
use crate::form::{Form, Hidden, use_form};
use crate::layout::{Page, Place, frame};
use crate::pages::{page, parameter};
use crate::parts::{Clock, Field, Icon, PageHead, errors, errors_at, refused, text_area};
use crate::sentences::{self, Names, capital};

const TITLE: &str = "Import windows and freezes";

const TEXT: Field = Field {
    hint: Some("The text of an .ics file, or GitLab’s answer to /projects/:id/freeze_periods."),
    mono: true,
    ..field("text", "Calendar or freeze periods")
};

const FILE: Field = Field {
    hint: Some("Up to 5 MiB in UTF-8. It is read instead of the field above."),
    ..field("file", "Or choose a file")
};

/// Values and words of a select.
type Choices = Vec<(String, String)>;

/// What an entry can be about.
struct Offered {
    environments: Choices,
    teams: Choices,
    services: Choices,
}

impl Offered {
    fn of(directory: &Directory) -> Self {
        let mut environments: Vec<_> = directory.environments.iter().collect();
        environments.sort_by_key(|(_, known)| known.position);
        let environments = environments.into_iter();
        let teams = directory.teams.iter();
        let services = directory.services.iter();
        let all = |words: &str, choices: Choices| {
            let mut offered = vec![(String::new(), words.to_owned())];
            offered.extend(choices);
            offered
        };
        Self {
            environments: all(
                "All environments",
                environments
                    .map(|(id, known)| (id.to_string(), known.name.to_string()))
                    .collect(),
            ),
            teams: all(
                "All teams",
                by_name(
                    teams
                        .map(|(id, known)| (id.to_string(), known.name.to_string()))
                        .collect(),
                ),
            ),
            services: all(
                "All services",
                by_name(
                    services
                        .map(|(id, known)| (id.to_string(), known.name.to_string()))
                        .collect(),
                ),
            ),
        }
    }
}

/// The page to import: the form, or the preview of what was sent.
#[component]
pub fn ImportCalendarPage() -> impl IntoView {
    let org = parameter("org");
    page(async move {
        let opened = organization(&org).await?;
        may_plan(member(&opened)?)?;
        let clock = Clock::of(&opened)?;
        let names = Names::of(&opened, &clock)?;
        let form = use_form(ImportCalendar::url());
        let body = match shown(&form, &opened, &clock) {
            Some(found) => {
                let hits = hits(&opened, &found.entries).await?;
                looked_at(&org, &opened, &form, &found, &hits, &names)
            }
            None => first(&org, &form, &names),
        };
        frame(Some(&opened), Page::new(Place::Calendar, TITLE), body).await
    })
}

/// What the preview shows: what it sent back itself, or what the file comes to.
fn shown(form: &Form, opened: &Opened, clock: &Clock) -> Option<Found> {
    if !form.failed() {
        return None;
    }
    let text = |name: &str| form.value(name, "");
    Found::sent(form).or_else(|| found(&text("text"), &text("file"), &opened.directory.zone, clock.now()).ok())
}

/// What each freeze among the entries would hit, with what was chosen so far.
async fn hits(opened: &Opened, entries: &[Brought]) -> Result<Vec<Vec<Hit>>, Failure> {
    let freezes = |entry: &&Brought| entry.taken() && entry.freezes();
    let times: Vec<Times> = entries
        .iter()
        .filter(freezes)
        .map(Brought::read_times)
        .collect::<Result<_, _>>()?;
    if times.is_empty() {
        return Ok(vec![Vec::new(); entries.len()]);
    }
    let ahead = Ahead::read(opened, &times).await?;
    let hit = entries.iter().enumerate().map(|(place, entry)| {
        let scope = entry.scope(place, &mut Checks::default());
        let (true, Some(mut scope)) = (freezes(&entry), scope) else {
            return Ok(Vec::new());
        };
        chosen(&mut scope, &entry.choices)?;
        Ok(ahead.hits(&opened.directory, &entry.read_times()?, &scope))
    });
    hit.collect()
}

fn first(org: &str, form: &Form, names: &Names<'_>) -> AnyView {
    let lead = "Windows and freezes from another calendar. The next page shows each of them before anything is saved.";
    view! {
        <PageHead title=TITLE.to_owned() crumbs=above(org) lead=lead.to_owned() />
        {errors(form, &[TEXT, FILE])}
        {refused(form, names)}
        <form class="form" method="post" enctype="multipart/form-data" action=ImportCalendar::url() novalidate>
            <Hidden />
            <input type="hidden" name="org" value=org.to_owned() />
            {TEXT.text(form, 12, "")}
            {FILE.file(form, ".ics,.ical,.ifb,.json,.txt,text/calendar,application/json")}
            <div class="form__actions">
                <button class="button" data-kind="primary" data-size="large">"Preview"</button>
            </div>
        </form>
    }
    .into_any()
}

fn looked_at(org: &str, opened: &Opened, form: &Form, found: &Found, hits: &[Vec<Hit>], names: &Names<'_>) -> AnyView {
    let base = format!("/{org}/calendar/import");
    let offered = Offered::of(&opened.directory);
    let case = Case {
        org,
        form,
        offered: &offered,
        names,
    };
    let entries = found.entries.iter().zip(hits).enumerate();
    let entries = entries
        .map(|(place, (entry, hits))| case.entry(place, entry, hits))
        .collect_view();
    let some = !found.entries.is_empty();
    let left_out = found.left_out.iter().take(Found::LISTED);
    let left_out = left_out
        .map(|words| view! { <input type="hidden" name="left_out[]" value=words.clone() /> })
        .collect_view();
    let words = match found.entries.len() {
        0 => "Nothing in it can be imported.".to_owned(),
        1 => "1 entry found. Nothing is saved yet.".to_owned(),
        several => format!("{several} entries found. Nothing is saved yet. Switch off what is not wanted."),
    };
    let autofocus = form.problems().is_empty();
    view! {
        <PageHead title=TITLE.to_owned() crumbs=above(org) />
        {wrong(form)}
        {refused(form, names)}
        <p role="status" tabindex="-1" autofocus=autofocus>{words}</p>
        <form class="stack" data-gap="large" method="post" action=ImportCalendar::url() novalidate>
            <Hidden />
            <input type="hidden" name="org" value=org.to_owned() />
            {left_out}
            {some
                .then(|| {
                    view! {
                        <div class="stack" id="entries">{entries}</div>
                        {freeze::running(form, RunningChoice::Finish)}
                        <div class="form__actions">
                            <button class="button" name="step" value="preview">"Preview"</button>
                            <button class="button" data-kind="primary" name="step" value=Typed::SAVE>"Import"</button>
                            <a href=base.clone()>"Start over"</a>
                        </div>
                    }
                })}
        </form>
        {(!some).then(|| view! { <p><a class="button" href=base>"Start over"</a></p> })}
        {lacking(&found.left_out)}
    }
    .into_any()
}

/// What is wrong, one line per field, each leading to it.
fn wrong(form: &Form) -> Option<AnyView> {
    let problems = form.problems().into_iter().map(|(name, problem)| {
        let (target, part) =
            parts(&name).map_or_else(|| (name.clone(), &*name), |(place, part)| (id(place, part), part));
        let words = sentences::problem(&sentences::label(part), &problem);
        (target, words)
    });
    errors_at(problems.collect())
}

/// Which entry a field belongs to, and which of its fields it is.
fn parts(name: &str) -> Option<(usize, &str)> {
    let (place, part) = name.strip_prefix("entries[")?.split_once("][")?;
    Some((place.parse().ok()?, part.strip_suffix(']')?))
}

fn id(place: usize, part: &str) -> String {
    format!("entry-{place}-{part}")
}

/// What was left out, and why.
fn lacking(left_out: &[String]) -> Option<AnyView> {
    if left_out.is_empty() {
        return None;
    }
    let more = left_out.len().saturating_sub(Found::LISTED);
    let lines = left_out.iter().take(Found::LISTED);
    let lines = lines.map(|words| view! { <li>{words.clone()}</li> }).collect_view();
    let view = view! {
        <section class="panel" data-tone="wait" aria-labelledby="left-out">
            <div class="panel__head"><Icon name="alert" /><h2 id="left-out">"Left out"</h2></div>
            <div class="panel__body">
                <ul class="brought-lacking">{lines}</ul>
                {(more > 0).then(|| view! { <p class="panel__note">{format!("And {more} more.")}</p> })}
            </div>
        </section>
    };
    Some(view.into_any())
}

/// What every entry is rendered with.
struct Case<'a> {
    org: &'a str,
    form: &'a Form,
    offered: &'a Offered,
    names: &'a Names<'a>,
}

impl Case<'_> {
    /// One window or freeze to be: whether it is taken, what it will be called, what it is about, when it comes next.
    fn entry(&self, place: usize, entry: &Brought, hits: &[Hit]) -> AnyView {
        let times = entry.read_times().ok();
        let kinds = vec![
            (Brought::WINDOW.to_owned(), "Window".to_owned()),
            (Brought::FREEZE.to_owned(), "Freeze".to_owned()),
        ];
        let title = id(place, "title");
        let called = if entry.name.trim().is_empty() {
            "Without a name".to_owned()
        } else {
            entry.name.clone()
        };
        // What was a window until now has not been looked at as a freeze.
        let hit = if entry.freezes() {
            preview::how_many(hits)
        } else {
            "Press Preview to see what it hits.".to_owned()
        };
        let name = |part: &str| format!("entries[{place}][{part}]");
        let offered = self.offered;
        view! {
            <section class="panel brought" role="group" aria-labelledby=title>
                <div class="panel__head">
                    <label class="choice">
                        <input type="checkbox" name=name("take") value="yes" checked=entry.taken() />
                        <span id=title.clone()>{called}</span>
                        <span class="choice__hint">{times.as_ref().map(|times| capital(&times.in_words()))}</span>
                    </label>
                </div>
                <div class="panel__body">
                    <input type="hidden" name=name("times") value=entry.times.clone() />
                    {times.as_ref().map(|times| ahead::soonest(times, self.names.clock))}
                    <div class="form__pair">
                        {self.select(place, ("kind", "Kind"), kinds, &entry.kind)}
                        {self.line(place, &entry.name)}
                    </div>
                    <div class="form__pair">
                        {self.select(place, ("environment", "Environment"), offered.environments.clone(), &entry.environment)}
                        {self.select(place, ("team", "Team"), offered.teams.clone(), &entry.team)}
                        {self.select(place, ("service", "Service"), offered.services.clone(), &entry.service)}
                    </div>
                    <div class="form" data-of="freeze">
                        {self.reason(place, &entry.reason)} <p class="panel__note">{hit}</p> {preview::listed(self.org, (&format!("entries[{place}]"), &[]), hits, self.names)}
                    </div>
                </div>
            </section>
        }
        .into_any()
    }

    fn frame(&self, place: usize, (part, label): (&'static str, &'static str), control: AnyView) -> AnyView {
        let problem = self.form.problem(&format!("entries[{place}][{part}]"));
        let error = problem.map(|problem| sentences::problem(label, &problem));
        let own = id(place, part);
        view! {
            <div class="field">
                <label class="field__label" for=own.clone()>{label}</label>
                {error
                    .map(|error| {
                        view! { <p class="field__error" id=format!("{own}-error")><Icon name="alert" />{error}</p> }
                    })}
                {control}
            </div>
        }
        .into_any()
    }

    /// The id of what is wrong with a field, where something is.
    fn described(&self, place: usize, part: &str) -> Option<String> {
        let problem = self.form.problem(&format!("entries[{place}][{part}]"));
        problem.map(|_| format!("{}-error", id(place, part)))
    }

    fn select(&self, place: usize, named: (&'static str, &'static str), choices: Choices, chosen: &str) -> AnyView {
        let (part, _) = named;
        let described = self.described(place, part);
        let options = choices
            .into_iter()
            .map(|(value, words)| {
                let selected = value == chosen;
                view! { <option value=value selected=selected>{words}</option> }
            })
            .collect_view();
        let control = view! {
            <select
                class="input"
                id=id(place, part)
                name=format!("entries[{place}][{part}]")
                aria-invalid=described.is_some().then_some("true")
                aria-describedby=described
            >
                {options}
            </select>
        };
        self.frame(place, named, control.into_any())
    }

    fn line(&self, place: usize, value: &str) -> AnyView {
        let described = self.described(place, "name");
        let control = view! {
            <input
                class="input"
                id=id(place, "name")
                name=format!("entries[{place}][name]")
                value=value.to_owned()
                maxlength=CalendarName::MAX.to_string()
                aria-invalid=described.is_some().then_some("true")
                aria-describedby=described
            />
        };
        self.frame(place, ("name", "Name"), control.into_any())
    }

    fn reason(&self, place: usize, value: &str) -> AnyView {
        let described = self.described(place, "reason");
        let control = view! {
            <textarea
                class="input"
                id=id(place, "reason")
                name=format!("entries[{place}][reason]")
                rows="2"
                maxlength=Reason::MAX.to_string()
                aria-invalid=described.is_some().then_some("true")
                aria-describedby=described
                inner_html=text_area(value)
            ></textarea>
        };
        self.frame(place, ("reason", "Reason"), control.into_any())
    }
}
