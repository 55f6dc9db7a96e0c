//! Pages about templates: the list, importing with a preview, one template, a new version of it, two versions compared.

mod about;
mod compare;
mod edit;
mod entry;
mod import;
mod list;
mod policy;
mod preview;
mod proposals;
mod review;
mod signoffs;
mod template;
mod versions;

use domain::backend::Opened;
use domain::templates::{Content, Draft, ReviewBy, Template, Version};
use domain::text::Slug;

pub use compare::ComparePage;
pub use edit::EditTemplatePage;
pub use import::ImportPage;
pub use list::TemplatesPage;
pub use template::TemplatePage;

use crate::context::{backend, organization};
use crate::failure::Failure;
use crate::parts::Clock;

/// What of a template is shown: its draft, or one of its versions.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shown<'a> {
    /// The draft.
    Draft(&'a Draft),
    /// A published version.
    Version(u32, &'a Version),
}

/// How addresses name the draft.
const DRAFT: &str = "draft";

impl<'a> Shown<'a> {
    /// What an address asks for: a version's number, `draft`, or nothing for the newest there is. `None` when the template
    /// has no such thing.
    pub(super) fn of(template: &'a Template, wanted: Option<&str>) -> Option<Self> {
        let draft = || template.draft.as_ref().map(Self::Draft);
        match wanted {
            None => draft().or_else(|| {
                let (number, version) = template.versions.last_key_value()?;
                Some(Self::Version(*number, version))
            }),
            Some(DRAFT) => draft(),
            Some(number) => {
                let number = number.parse().ok()?;
                template
                    .versions
                    .get(&number)
                    .map(|version| Self::Version(number, version))
            }
        }
    }

    /// What it holds.
    pub(super) const fn content(&self) -> &'a Content {
        match self {
            Self::Draft(draft) => &draft.content,
            Self::Version(_, version) => &version.content,
        }
    }

    /// Its number, where it is published.
    pub(super) const fn version(&self) -> Option<u32> {
        match self {
            Self::Draft(_) => None,
            Self::Version(number, _) => Some(*number),
        }
    }

    /// What addresses call it.
    fn value(&self) -> String {
        self.version()
            .map_or_else(|| DRAFT.to_owned(), |number| number.to_string())
    }

    /// What people call it.
    fn name(&self) -> String {
        self.version()
            .map_or_else(|| "Draft".to_owned(), |number| format!("Version {number}"))
    }
}

/// What the next draft begins with: the draft, or else the newest version.
pub(super) fn newest(template: &Template) -> Option<&Content> {
    Shown::of(template, None).map(|shown| shown.content())
}

/// A template, opened for one person.
struct Found {
    /// Address of the organization.
    org: String,
    opened: Opened,
    template: Template,
    clock: Clock,
}

impl Found {
    /// The template at an address.
    ///
    /// # Errors
    /// [`Failure::NotFound`] where there is none for the visitor.
    async fn load(org: String, template: &str) -> Result<Self, Failure> {
        let opened = organization(&org).await?;
        let slug = Slug::parse(template).map_err(|_| Failure::NotFound)?;
        let template = backend()
            .template(opened.directory.id, &slug)
            .await?
            .ok_or(Failure::NotFound)?;
        let clock = Clock::of(&opened)?;
        Ok(Self {
            org,
            opened,
            template,
            clock,
        })
    }

    /// Address of its page.
    fn base(&self) -> String {
        format!("/{}/templates/{}", self.org, self.template.slug)
    }
}

/// `30 Jan 2026`.
fn day(due: &ReviewBy) -> String {
    due.date.format("%-d %b %Y").to_string()
}
