//! Saving a checklist: as a new template, as a draft of one, from a starter.

use leptos::prelude::*;

use crate::failure::Failure;
use crate::templates::Typed;
#[cfg(feature = "ssr")]
use {
    super::find,
    crate::context::{backend, execute_with, go_to, organization, sources},
    crate::failure::Problem,
    crate::templates::content::{Drafted, drafted},
    crate::templates::starters,
    crate::templates::typed::Step,
    domain::backend::{BackendError, Opened},
    domain::command::Command,
    domain::id::TemplateId,
    domain::templates::compare::keep_keys,
    domain::templates::markdown::{ReadOptions, read},
    domain::templates::{Structure, Template, TemplateCommand},
    domain::text::{Slug, TemplateName, slug_from},
    std::sync::Arc,
};

/// **Preview** and **Save template**: reads a checklist, and saves it once that was pressed. `template` is the address of
/// the template whose next version it is; empty for a new one.
///
/// Nothing is kept of a preview: it is the answer [`Failure::Preview`], and the page that is rendered with it.
#[server]
pub async fn save_checklist(
    org: String,
    #[server(default)] template: String,
    #[server(flatten)] typed: Typed,
) -> Result<(), Failure> {
    if template.is_empty() {
        let opened = organization(&org).await?;
        if typed.step() == Step::Text {
            return Err(Failure::Preview);
        }
        let structure = typed.read()?.structure;
        let (name, drafted) = typed.settle(&structure, &opened.directory.zone)?;
        return match typed.step() {
            Step::Save => create(&opened, name, drafted).await,
            Step::Preview | Step::Text => Err(Failure::Preview),
        };
    }
    let (opened, template) = find(&org, &template).await?;
    if typed.step() == Step::Text {
        return Err(Failure::Preview);
    }
    let mut structure = typed.read()?.structure;
    if let Some(base) = base(&opened, &template).await? {
        keep_keys(&base, &mut structure);
    }
    let (name, drafted) = typed.settle(&structure, &opened.directory.zone)?;
    match typed.step() {
        Step::Save => save_draft(&opened, &template, name, drafted, &typed.seen).await,
        Step::Preview | Step::Text => Err(Failure::Preview),
    }
}

/// Makes a template from one of those that come with the program.
#[server]
pub async fn start_from(org: String, starter: String) -> Result<(), Failure> {
    let opened = organization(&org).await?;
    let starter = starters::find(&starter).ok_or(Failure::NotFound)?;
    let reading = read(starter.markdown, None, &ReadOptions::default()).map_err(|_| BackendError::Internal)?;
    let name = TemplateName::parse(starter.name).map_err(|_| BackendError::Internal)?;
    create(&opened, name, drafted(&reading.structure, starter.markdown)?).await
}

/// Makes a template with a first draft, and leads to it.
#[cfg(feature = "ssr")]
async fn create(opened: &Opened, name: TemplateName, drafted: Drafted) -> Result<(), Failure> {
    let organization = opened.directory.id;
    let known = backend().templates(organization).await?;
    let slug = free_slug(&name, |text| known.iter().any(|line| line.slug.as_str() == text))?;
    let command = TemplateCommand::Create {
        slug: slug.clone(),
        name: name.clone(),
        team: None,
        content: drafted.content,
    };
    let template = TemplateId::new(sources().uuid());
    let outcome = execute_with(
        Command::Template {
            organization,
            template,
            command,
        },
        Vec::new(),
        drafted.blobs,
    )
    .await?;
    // A form sent twice made one template: the address just picked is not its own.
    let made = if outcome.repeated {
        known
            .iter()
            .filter(|line| line.name == name)
            .max_by_key(|line| line.changed_at)
    } else {
        None
    };
    let slug = made.map_or(slug, |line| line.slug.clone());
    go_to(&format!("/{}/templates/{slug}", opened.directory.slug));
    Ok(())
}

/// An address from the name that no template has yet.
#[cfg(feature = "ssr")]
fn free_slug(name: &TemplateName, taken: impl Fn(&str) -> bool) -> Result<Slug, Failure> {
    let base = slug_from(name.as_str(), "template");
    let text = std::iter::once(base.clone())
        .chain((2..).map(|number| format!("{base}-{number}")))
        .find(|text| !taken(text))
        .unwrap_or(base);
    Slug::parse(&text).map_err(|error| Failure::field("name", Problem::Text(error)))
}

/// What a new draft is compared with: the draft, or else the newest version.
#[cfg(feature = "ssr")]
async fn base(opened: &Opened, template: &Template) -> Result<Option<Arc<Structure>>, Failure> {
    match crate::templates::pages::newest(template) {
        Some(content) => Ok(backend().structure(opened.directory.id, content.structure).await?),
        None => Ok(None),
    }
}

#[cfg(feature = "ssr")]
async fn save_draft(
    opened: &Opened,
    template: &Template,
    name: TemplateName,
    drafted: Drafted,
    seen: &str,
) -> Result<(), Failure> {
    let seen = if seen.is_empty() {
        None
    } else {
        Some(seen.parse().map_err(|_| Failure::Malformed)?)
    };
    let command = TemplateCommand::SaveDraft {
        name,
        content: drafted.content,
        seen,
    };
    let command = Command::Template {
        organization: opened.directory.id,
        template: template.id,
        command,
    };
    execute_with(command, Vec::new(), drafted.blobs).await?;
    go_to(&format!("/{}/templates/{}", opened.directory.slug, template.slug));
    Ok(())
}

#[cfg(all(test, feature = "ssr"))]
#[allow(clippy::unwrap_used, reason = "a test says what is there")]
mod tests {
    use super::*;

    fn slug(taken: &[&str], name: &str) -> String {
        let name = TemplateName::parse(name).unwrap();
        free_slug(&name, |text| taken.contains(&text)).unwrap().to_string()
    }

    #[test]
    fn an_address_is_the_name_with_a_number_where_it_is_taken() {
        assert_eq!(slug(&[], "Web service"), "web-service");
        assert_eq!(slug(&["web-service", "web-service-2"], "Web service"), "web-service-3");
    }

    #[test]
    fn a_name_without_ascii_and_a_reserved_word_have_an_address_too() {
        assert_eq!(slug(&[], "リリース手順"), "template");
        assert_eq!(slug(&["template"], "Import"), "template-2");
    }
}
