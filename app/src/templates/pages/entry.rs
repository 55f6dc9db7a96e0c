//! The form that takes a checklist, and what stands in its place once it was sent.

use domain::templates::markdown::export;
use domain::templates::{Structure, Template};
use domain::text::TemplateName;
use leptos::prelude::*;
use server_fn::ServerFn;

use super::{Shown, preview};
use crate::form::{Form, Hidden};
use crate::parts::{Crumb, Field, PageHead, errors, refused};
use crate::sentences::Names;
use crate::templates::Typed;
use crate::templates::actions::SaveChecklist;
use crate::templates::typed::Step;

/// A page that takes a checklist.
pub(super) struct Entry<'a> {
    /// The heading.
    pub(super) title: String,
    /// Pages above.
    pub(super) crumbs: Vec<Crumb>,
    /// One sentence above the empty form.
    pub(super) lead: &'static str,
    /// Address of the organization.
    pub(super) org: &'a str,
    /// The template whose next version it is; `None` for a new one.
    pub(super) template: Option<&'a Template>,
    /// What the next version begins with.
    pub(super) base: Option<Base<'a>>,
}

/// What a next version begins with.
#[derive(Clone, Copy)]
pub(super) struct Base<'a> {
    /// The draft, or the newest version.
    pub(super) shown: Shown<'a>,
    /// Its checklist.
    pub(super) structure: &'a Structure,
}

/// The page's body.
pub(super) struct Body {
    /// Whether it is the preview.
    pub(super) preview: bool,
    /// What it is.
    pub(super) body: AnyView,
}

/// Name of the template.
pub(super) const NAME: Field = Field {
    name: "name",
    label: "Name",
    hint: None,
    max: TemplateName::MAX,
    mono: false,
    id: None,
    autocomplete: None,
};

const MARKDOWN: Field = Field {
    name: "markdown",
    label: "Markdown",
    hint: Some("Up to 1 MiB."),
    max: 0,
    mono: true,
    id: None,
    autocomplete: None,
};

const FILE: Field = Field {
    name: "file",
    label: "Or choose a file",
    hint: Some("A text file in UTF-8. It is read instead of the field above."),
    max: 0,
    mono: false,
    id: None,
    autocomplete: None,
};

/// The form; once it was sent and can be read, the preview.
pub(super) fn entry(entered: &Entry<'_>, form: &Form, names: &Names<'_>) -> Body {
    if form.failed() {
        let typed = Typed::of(form);
        if typed.step() != Step::Text
            && let Ok(reading) = typed.read()
        {
            return Body {
                preview: true,
                body: preview::preview(entered, &typed, reading, form, names),
            };
        }
    }
    Body {
        preview: false,
        body: first(entered, form, names),
    }
}

/// What every form of this page carries beside the checklist.
pub(super) fn hidden(entered: &Entry<'_>, seen: &str) -> impl IntoView + use<> {
    let template = entered.template.map(|template| template.slug.to_string());
    view! {
        <Hidden />
        <input type="hidden" name="org" value=entered.org.to_owned() />
        {template.map(|template| view! { <input type="hidden" name="template" value=template /> })}
        <input type="hidden" name="seen" value=seen.to_owned() />
    }
}

fn first(entered: &Entry<'_>, form: &Form, names: &Names<'_>) -> AnyView {
    let name = Field {
        hint: entered
            .base
            .is_none()
            .then_some("Optional. Taken from the first heading when empty."),
        ..NAME
    };
    let stored = entered.base.map(|base| export(base.structure)).unwrap_or_default();
    let stored_name = entered
        .template
        .map(|template| template.name.to_string())
        .unwrap_or_default();
    let content = entered.base.map(|base| base.shown.content());
    let review_by = content
        .and_then(|content| content.review_by.as_ref())
        .map(|due| due.date.to_string());
    let bars = content.is_some_and(|content| content.bars_deployer);
    let seen = form.value("seen", &seen(entered));
    view! {
        <PageHead title=entered.title.clone() crumbs=entered.crumbs.clone() lead=entered.lead.to_owned() />
        {errors(form, &[MARKDOWN, FILE, NAME])}
        {refused(form, names)}
        <form class="form" method="post" enctype="multipart/form-data" action=SaveChecklist::url() novalidate>
            {hidden(entered, &seen)}
            <input type="hidden" name="review_by" value=form.value("review_by", &review_by.unwrap_or_default()) />
            {chosen(form)}
            {carried(form)}
            <input type="hidden" name="bars_deployer" value=form.value("bars_deployer", if bars { "yes" } else { "" }) />
            {MARKDOWN.text(form, 14, &stored)}
            {FILE.file(form, ".md,.markdown,.txt,text/markdown,text/plain")}
            {name.line(form, "text", &stored_name)}
            <div class="form__actions">
                <button class="button" data-kind="primary" data-size="large">"Preview"</button>
            </div>
        </form>
    }
    .into_any()
}

/// What the preview chose about slots otherwise than the text does, on the way back to the text.
fn chosen(form: &Form) -> Option<AnyView> {
    let overruled = form.failed().then(|| Typed::of(form).overruled())?;
    let asked: Vec<&str> = overruled.iter().map(|(slot, _)| slot.as_str()).collect();
    let ahead = overruled
        .iter()
        .filter(|(_, ahead)| *ahead)
        .map(|(slot, _)| view! { <input type="hidden" name="ahead[]" value=slot.to_string() /> })
        .collect_view();
    let view = view! {
        <input type="hidden" name="slots" value=asked.join(" ") />
        {ahead}
    };
    Some(view.into_any())
}

/// The window policy as it was chosen, on the way back to the text.
fn carried(form: &Form) -> AnyView {
    const FIELDS: [&str; 11] = [
        "window_shown",
        "window",
        "hours_on[]",
        "hours_from",
        "hours_to",
        "hours_zone",
        "notice_hours",
        "backup",
        "low_on[]",
        "low_from",
        "low_to",
    ];
    FIELDS
        .into_iter()
        .flat_map(|name| form.values(name).into_iter().map(move |value| (name, value)))
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view()
        .into_any()
}

/// The draft that the page begins with, by the time of its last edit.
fn seen(entered: &Entry<'_>) -> String {
    let draft = entered.template.and_then(|template| template.draft.as_ref());
    draft.map(|draft| draft.edited_at.to_string()).unwrap_or_default()
}
