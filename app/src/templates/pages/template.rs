//! `/{org}/templates/{slug}`: the draft or a version, reading like the checklist of a deployment.

use domain::accounts::permission::{Right, check};
use domain::templates::Structure;
use leptos::prelude::*;
use server_fn::ServerFn;

use super::{Found, Shown, about, day, review, signoffs, versions};
use crate::context::{backend, member};
use crate::deployments::checklist::prepared;
use crate::failure::Failure;
use crate::form::Hidden;
use crate::layout::{Page, Place, frame};
use crate::pages::{page, parameter, query};
use crate::parts::{Crumb, Icon, PageHead, Time, refused_here, sprite};
use crate::sentences::Names;
use crate::templates::actions::{DiscardDraft, ExportTemplate, PublishVersion};
use crate::templates::sheet::sheet;

/// What the reader may do with the template.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rights {
    /// Edit drafts and ask for a review.
    pub(super) drafts: bool,
    /// Publish and send back.
    pub(super) publishes: bool,
}

/// One template: `?version=2` shows that version, otherwise the draft where there is one.
#[component]
pub fn TemplatePage() -> impl IntoView {
    let org = parameter("org");
    let slug = parameter("template");
    let wanted = query().get("version");
    page(async move {
        let found = Found::load(org, &slug).await?;
        let shown = Shown::of(&found.template, wanted.as_deref()).ok_or(Failure::NotFound)?;
        let hash = shown.content().structure;
        let structure = backend()
            .structure(found.opened.directory.id, hash)
            .await?
            .ok_or(Failure::NotFound)?;
        let member = member(&found.opened)?;
        let rights = Rights {
            drafts: check(member, Right::DraftTemplate, found.template.team).is_ok(),
            publishes: check(member, Right::PublishTemplate, found.template.team).is_ok(),
        };
        let names = Names::of(&found.opened, &found.clock)?;
        let title = found.template.name.to_string();
        let body = view! {
            <PageHead
                title=title.clone()
                crumbs=vec![Crumb::new(format!("/{}/templates", found.org), "Templates")]
                below=standing(&found, &shown, &names)
                actions=actions(&found, &shown, rights)
            />
            {refused_here(&names)}
            {overdue(&found, &shown)}
            {review::notice(&found, &shown, &names, rights)?}
            <div class="record">
                {checklist(&shown, &structure)}
                <div class="record__aside">
                    {signoff_panel(&structure, &found)}
                    {about::panel(&found, &shown, &structure)}
                    {about::asked(&structure)}
                    {about::kept(&structure)}
                    {versions::panel(&found, &shown, &names)}
                </div>
            </div>
        };
        frame(Some(&found.opened), Page::new(Place::Templates, title).wide(), body).await
    })
}

/// What is shown, and who made it.
fn standing(found: &Found, shown: &Shown<'_>, names: &Names<'_>) -> AnyView {
    let clock = found.clock;
    let last = found.template.versions.last_key_value().map(|(number, _)| *number);
    match shown {
        Shown::Draft(draft) => {
            let words = match last {
                Some(last) => format!("Version {} is a draft, made from version {last}. ", last + 1),
                None => "A draft; no version is published yet. ".to_owned(),
            };
            let by = format!("Last edited by {}, ", names.person(draft.edited_by));
            view! { <p class="page__lead">{words}{by}<Time clock=clock at=draft.edited_at />"."</p> }.into_any()
        }
        Shown::Version(number, version) => {
            let by = format!(
                "Version {number}, published by {}, ",
                names.person(version.published_by)
            );
            let alone = version
                .alone
                .then_some(" Published alone: nobody else could publish it.");
            let newer = last
                .filter(|last| last > number)
                .map(|last| format!(" Version {last} is the newest."));
            view! {
                <p class="page__lead">
                    {by} <Time clock=clock at=version.published_at /> "." {alone} {newer}
                </p>
            }
            .into_any()
        }
    }
}

/// What can be done with the whole.
fn actions(found: &Found, shown: &Shown<'_>, rights: Rights) -> AnyView {
    let org = found.org.clone();
    let slug = found.template.slug.to_string();
    let base = found.base();
    let edit = if found.template.draft.is_some() {
        "Edit draft"
    } else {
        "New version"
    };
    let version = shown.version().map(|version| version.to_string()).unwrap_or_default();
    let deploy = (!found.template.versions.is_empty()).then(|| {
        let href = format!("/{org}/deployments/new?template={slug}");
        view! { <a class="button" href=href><Icon name="rocket" />"New deployment"</a> }
    });
    view! {
        <form method="post" action=ExportTemplate::url()>
            <Hidden />
            <input type="hidden" name="org" value=org.clone() />
            <input type="hidden" name="template" value=slug.clone() />
            <input type="hidden" name="version" value=version />
            <button class="button"><Icon name="download" />"Export Markdown"</button>
        </form>
        {rights
            .drafts
            .then(|| view! { <a class="button" href=format!("{base}/edit")><Icon name="pen" />{edit}</a> })}
        {deploy}
        {discard(found, shown, rights)}
        {publish(found, shown, rights)}
    }
    .into_any()
}

/// **Publish version**; with what stands in its way described, where something does.
fn publish(found: &Found, shown: &Shown<'_>, rights: Rights) -> Option<AnyView> {
    let Shown::Draft(draft) = shown else { return None };
    if !rights.drafts {
        return None;
    }
    let refused = review::barred(found, rights);
    let view = view! {
        <form method="post" action=PublishVersion::url()>
            <Hidden />
            <input type="hidden" name="org" value=found.org.clone() />
            <input type="hidden" name="template" value=found.template.slug.to_string() />
            <input type="hidden" name="structure" value=draft.content.structure.to_string() />
            <button
                class="button"
                data-kind="primary"
                aria-disabled=refused.then_some("true")
                aria-describedby=refused.then_some(review::NOTICE)
            >
                "Publish version"
            </button>
        </form>
    };
    Some(view.into_any())
}

/// Throwing the draft away, where a version is left without it.
fn discard(found: &Found, shown: &Shown<'_>, rights: Rights) -> Option<AnyView> {
    if !rights.drafts || shown.version().is_some() || found.template.versions.is_empty() {
        return None;
    }
    let view = view! {
        <details class="menu">
            <summary class="button">"Other steps"<Icon name="down" /></summary>
            <div class="menu__panel" data-side="end">
                <form class="form" method="post" action=DiscardDraft::url()>
                    <Hidden />
                    <input type="hidden" name="org" value=found.org.clone() />
                    <input type="hidden" name="template" value=found.template.slug.to_string() />
                    <input type="hidden" name="structure" value=shown.content().structure.to_string() />
                    <p>"The next version begins again with the last one. What the draft held stays in the trail."</p>
                    <button class="button" data-kind="danger">"Discard draft"</button>
                </form>
            </div>
        </details>
    };
    Some(view.into_any())
}

/// That the review is overdue (T11).
fn overdue(found: &Found, shown: &Shown<'_>) -> Option<AnyView> {
    let overdue = shown.content().review_by.as_ref()?.overdue(found.clock.now())?;
    let title = format!("This template was to be reviewed by {}", day(&overdue.due));
    let view = view! {
        <section class="notice" data-tone="wait" aria-labelledby="overdue">
            <Icon name="alert" />
            <h2 class="notice__title" id="overdue">{title}</h2>
            <p>"It still works. Publishing a new version sets a new day."</p>
        </section>
    };
    Some(view.into_any())
}

fn checklist(shown: &Shown<'_>, structure: &Structure) -> impl IntoView + use<> {
    let sprite = sprite();
    let prepared = prepared(shown.content().structure, structure, &sprite);
    let html = sheet(&prepared, structure, &sprite);
    view! {
        <section class="record__list" aria-labelledby="checklist">
            <h2 class="visually-hidden" id="checklist">"Checklist"</h2>
            <div class="stack" data-gap="small" inner_html=html></div>
        </section>
    }
}

fn signoff_panel(structure: &Structure, found: &Found) -> impl IntoView + use<> {
    let rosters = signoffs::rosters(structure, Some(&found.opened.directory));
    view! {
        <section class="panel" aria-labelledby="sign-offs">
            <div class="panel__head">
                <Icon name="stamp" />
                <h2 id="sign-offs">"Sign-offs"</h2>
            </div>
            <div class="panel__body">{rosters}</div>
        </section>
    }
}
