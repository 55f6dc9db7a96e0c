//! `/{org}/templates`: one line each, and starters for whoever has none.

use domain::accounts::permission::{Right, check};
use domain::templates::TemplateLine;
use leptos::prelude::*;
use server_fn::ServerFn;

use super::day;
use crate::context::{backend, member, organization};
use crate::form::Hidden;
use crate::layout::{Page, Place, frame};
use crate::pages::{page, parameter};
use crate::parts::{Clock, Fold, Icon, PageHead, refused_here};
use crate::sentences::Names;
use crate::sentences::counted;
use crate::templates::actions::StartFrom;
use crate::templates::starters;

/// The templates of the organization.
#[component]
pub fn TemplatesPage() -> impl IntoView {
    let org = parameter("org");
    page(async move {
        let opened = organization(&org).await?;
        let clock = Clock::of(&opened)?;
        let drafts = check(member(&opened)?, Right::DraftTemplate, None).is_ok();
        let templates = backend().templates(opened.directory.id).await?;
        let import = drafts.then(|| {
            view! {
                <a class="button" data-kind="primary" href=format!("/{org}/templates/import")>
                    <Icon name="upload" />
                    "Import a checklist"
                </a>
            }
            .into_any()
        });
        let notice = refused_here(&Names::of(&opened, &clock)?);
        let body = view! {
            <PageHead
                title="Templates".to_owned()
                lead="A template is the checklist a team already has, with the sign-offs it asks for.".to_owned()
                actions=import.unwrap_or_else(|| ().into_any())
            />
            {notice}
            {if templates.is_empty() {
                empty(&org, drafts).into_any()
            } else {
                let starters = drafts.then(|| more(&org));
                view! { {lines(&org, clock, templates)} {starters} }.into_any()
            }}
        };
        frame(Some(&opened), Page::new(Place::Templates, "Templates"), body).await
    })
}

fn lines(org: &str, clock: Clock, templates: Vec<TemplateLine>) -> impl IntoView + use<> {
    let lines = templates
        .into_iter()
        .map(|template| line(org, clock, template))
        .collect_view();
    view! { <ul class="rows" data-of="templates">{lines}</ul> }
}

fn line(org: &str, clock: Clock, template: TemplateLine) -> impl IntoView + use<> {
    let sub = format!(
        "{} · {}",
        counted(template.items as usize, "item"),
        counted(template.slots as usize, "sign-off")
    );
    let due = template.review_by.as_ref().map(|due| {
        let late = due.overdue(clock.now()).is_some();
        let words = if late { "Review overdue since" } else { "Review by" };
        let tone = late.then_some("wait");
        let day = day(due);
        view! {
            <span class="tag" data-tone=tone>
                {late.then(|| view! { <Icon name="alert" /> })}
                {format!("{words} {day}")}
            </span>
        }
    });
    let at = template.changed_at;
    view! {
        <li class="row">
            <span class="row__main">
                <a class="row__link" href=format!("/{org}/templates/{}", template.slug)>{template.name.to_string()}</a>
                <span class="row__sub">{sub}</span>
            </span>
            <span class="row__cell cluster">{standing(&template)}</span>
            <span class="row__cell">{due}</span>
            <span class="row__cell">
                <time class="nowrap" datetime=clock.machine(at) title=clock.full(at)>{clock.day(at)}</time>
            </span>
        </li>
    }
}

/// The newest version, and what became of the draft.
fn standing(template: &TemplateLine) -> impl IntoView + use<> {
    let version = template.version.map(|version| {
        view! { <span class="tag" data-tone="signed"><Icon name="check" />{format!("Version {version}")}</span> }
    });
    let draft = match (template.review_asked, template.draft) {
        (true, _) => {
            Some(view! { <span class="tag" data-tone="wait"><Icon name="clock" />"Review asked for"</span> }.into_any())
        }
        (false, true) => Some(view! { <span class="tag"><Icon name="pen" />"Draft"</span> }.into_any()),
        (false, false) => None,
    };
    view! { {version} {draft} }
}

fn empty(org: &str, drafts: bool) -> impl IntoView + use<> {
    if !drafts {
        return view! {
            <div class="empty">
                <h2>"No templates yet"</h2>
                <p>"Owners, admins and members of a team import the checklists that a team already has."</p>
            </div>
        }
        .into_any();
    }
    view! {
        <div class="empty">
            <h2>"No templates yet"</h2>
            <p>"Paste the checklist your team already has. You see what it becomes before anything is saved."</p>
            <a class="button" href=format!("/{org}/templates/import")>"Paste your checklist"</a>
        </div>
        <section class="page__section" aria-labelledby="starters">
            <h2 id="starters">"Or start from one of these"</h2>
            {starters(org)}
        </section>
    }
    .into_any()
}

/// The starters below a list that has templates already.
fn more(org: &str) -> impl IntoView + use<> {
    view! {
        <details class="more">
            <summary><Fold />"Start from a template that comes with Countersign"</summary>
            {starters(org)}
        </details>
    }
}

/// Each is one press away from a draft.
fn starters(org: &str) -> impl IntoView + use<> {
    let lines = starters::ALL
        .into_iter()
        .map(|starter| {
            view! {
                <li class="row">
                    <span class="row__main">
                        <span>{starter.name}</span>
                        <span class="row__sub">{starter.about}</span>
                    </span>
                    <span class="row__act">
                        <form method="post" action=StartFrom::url()>
                            <Hidden />
                            <input type="hidden" name="org" value=org.to_owned() />
                            <input type="hidden" name="starter" value=starter.code />
                            <button class="button" data-size="small">
                                "Make a draft"
                                <span class="visually-hidden">{format!(" of {}", starter.name)}</span>
                            </button>
                        </form>
                    </span>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="rows" data-of="names">{lines}</ul> }
}
