//! The frame of every signed-in page: header, landmarks, live region (07).

use domain::backend::Opened;
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::accounts::actions::SignOut;
use crate::calendar::banner;
use crate::context::{backend, require_person};
use crate::failure::Failure;
use crate::palette::{Keys, Palette};
use crate::parts::{Clock, Icon, document_title, sprite};

/// Where in the program a page lies: the entry of the navigation that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// `/{org}`
    MyWork,
    /// `/{org}/deployments` and below.
    Deployments,
    /// `/{org}/templates` and below.
    Templates,
    /// `/{org}/calendar` and below.
    Calendar,
    /// `/{org}/audit` and below.
    Audit,
    /// `/{org}/people` and below.
    People,
    /// `/{org}/settings`
    Settings,
    /// `/account`
    Account,
    /// No entry of the navigation leads to it.
    Elsewhere,
}

/// What a page says about itself.
#[derive(Debug, Clone)]
pub struct Page {
    /// The document's title, without the product's name.
    pub title: String,
    /// Where it lies.
    pub place: Place,
    /// How wide its column is.
    pub width: Width,
    /// Whether islands run on it. The page to sign is a plain document (S14).
    pub islands: bool,
}

/// How wide a page's column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// Forms, the page to sign, an item.
    Narrow,
    /// Lists.
    Usual,
    /// The deployment's page.
    Wide,
}

impl Page {
    /// A page of the usual width, with islands.
    pub fn new(place: Place, title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            place,
            width: Width::Usual,
            islands: true,
        }
    }

    /// The same in a narrow column.
    #[must_use]
    pub const fn narrow(mut self) -> Self {
        self.width = Width::Narrow;
        self
    }

    /// The same over the whole width.
    #[must_use]
    pub const fn wide(mut self) -> Self {
        self.width = Width::Wide;
        self
    }

    /// The same without any script.
    #[must_use]
    pub const fn plain(mut self) -> Self {
        self.islands = false;
        self
    }
}

impl Place {
    /// The entries of the navigation, in order.
    const ALL: [(Self, &'static str, &'static str); 7] = [
        (Self::MyWork, "My work", ""),
        (Self::Deployments, "Deployments", "/deployments"),
        (Self::Templates, "Templates", "/templates"),
        (Self::Calendar, "Calendar", "/calendar"),
        (Self::Audit, "Audit trail", "/audit"),
        (Self::People, "People", "/people"),
        (Self::Settings, "Settings", "/settings"),
    ];
}

/// Puts the frame around a page. `opened` is the organization that the page belongs to; the account page has none.
///
/// # Errors
/// When nobody is signed in, or the store does not answer.
pub async fn frame(opened: Option<&Opened>, page: Page, body: impl IntoView + 'static) -> Result<AnyView, Failure> {
    let reader = require_person()?.person.name.to_string();
    let width = match page.width {
        Width::Narrow => Some("narrow"),
        Width::Usual => None,
        Width::Wide => Some("wide"),
    };
    let slug = opened.map(|opened| opened.directory.slug.to_string());
    let clock = match opened {
        Some(opened) => Clock::of(opened)?,
        None => Clock::personal(&require_person()?),
    };
    let view = view! {
        {document_title(&format!("{} · Countersign", page.title))}
        <a class="skip-link" href="#main">"Skip to content"</a>
        <header class="masthead">
            <a class="masthead__mark" href=slug.as_ref().map_or_else(|| "/".to_owned(), |slug| format!("/{slug}"))>
                <Icon name="mark" />
                <span>"Countersign"</span>
            </a>
            {opened.map(switch)}
            {navigation(slug.as_deref(), page.place)}
            <div class="masthead__tools">
                {slug.clone().filter(|_| page.islands).map(|_| view! { <PaletteButton /> })}
                <span class="masthead__person">
                    <span class="visually-hidden">"Signed in as "</span>
                    {reader}
                </span>
                <form method="post" action=SignOut::url()>
                    <button class="button" data-kind="quiet">"Sign out"</button>
                </form>
            </div>
        </header>
        {(!backend().writable()).then(read_only)}
        {opened.and_then(|opened| banner(opened, &clock))}
        <main class="page" id="main" data-width=width data-org=slug.clone() data-sprite=sprite()>{body}</main>
        <footer class="foot">{format!("Times in {}", clock.zone().name().replace('_', " "))}</footer>
        <div class="toasts" role="status" aria-live="polite"></div>
        {(slug.is_some() && page.islands).then(islands)}
    };
    Ok(view.into_any())
}

/// Says on every page that nothing can be saved just now, before somebody types in vain.
fn read_only() -> impl IntoView {
    view! {
        <div class="banner" data-tone="block" role="status">
            <Icon name="lock" />
            <strong>"Read-only."</strong>
            <span>"The database takes no writes just now: what is here can be read, and nothing can be saved."</span>
        </div>
    }
}

/// The islands of every page: the palette and the keys.
fn islands() -> impl IntoView {
    view! {
        <Palette />
        <Keys />
    }
}

/// Opens the palette; only there once islands run.
#[component]
fn PaletteButton() -> impl IntoView {
    view! {
        <button
            class="button masthead__search needs-script"
            data-kind="quiet"
            type="button"
            aria-haspopup="dialog"
            data-opens="palette"
        >
            <Icon name="search" />
            <span>"Go to"</span>
            <kbd>"Ctrl K"</kbd>
        </button>
    }
}

/// The organization, and the way to another one where there is one.
fn switch(opened: &Opened) -> AnyView {
    let (name, slug) = (opened.directory.name.to_string(), opened.directory.slug.as_str());
    if opened.organizations.len() < 2 {
        return view! { <div class="masthead__org"><span class="menu__toggle">{name}</span></div> }.into_any();
    }
    let lines = opened
        .organizations
        .iter()
        .map(|line| {
            let current = line.slug.as_str() == slug;
            view! {
                <li>
                    <a class="menu__link" href=format!("/{}", line.slug) aria-current=current.then_some("true")>
                        {current.then(|| view! { <Icon name="check" /> })}
                        {line.name.clone()}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="masthead__org">
            <details class="menu">
                <summary class="menu__toggle" aria-label=format!("Organization: {name}")>
                    <span>{name.clone()}</span>
                    <Icon name="down" />
                </summary>
                <div class="menu__panel">
                    <p class="menu__label">"Switch organization"</p>
                    <ul>{lines}</ul>
                </div>
            </details>
        </div>
    }
    .into_any()
}

fn navigation(slug: Option<&str>, here: Place) -> impl IntoView + use<> {
    let entry = move |place: Place, name: &'static str, href: String| {
        view! {
            <li>
                <a class="nav__link" href=href aria-current=(place == here).then_some("page")>
                    {name}
                </a>
            </li>
        }
    };
    let inside = slug.map(|slug| {
        Place::ALL
            .into_iter()
            .map(|(place, name, path)| entry(place, name, format!("/{slug}{path}")))
            .collect_view()
    });
    view! {
        <nav class="masthead__nav" aria-label="Main">
            <ul class="nav">{inside} {entry(Place::Account, "Account", "/account".to_owned())}</ul>
        </nav>
    }
}
