//! The head of a page: where one is, and what it is called.

use leptos::prelude::*;

/// A page above this one.
#[derive(Debug, Clone)]
pub struct Crumb {
    /// Where it is.
    pub href: String,
    /// What it is called.
    pub name: String,
}

impl Crumb {
    /// A page above this one.
    pub fn new(href: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            href: href.into(),
            name: name.into(),
        }
    }
}

/// Pages above this one, heading, one sentence, and what can be done with the whole.
#[component]
pub fn PageHead(
    /// The heading: exactly the words of the contract.
    title: String,
    /// Pages above, outermost first.
    #[prop(default = Vec::new())]
    crumbs: Vec<Crumb>,
    /// One sentence.
    #[prop(default = None, into)]
    lead: Option<String>,
    /// What stands below the heading.
    #[prop(optional)]
    below: Option<AnyView>,
    /// Buttons.
    #[prop(optional)]
    actions: Option<AnyView>,
) -> impl IntoView {
    let trail = (!crumbs.is_empty()).then(|| {
        let crumbs = crumbs
            .into_iter()
            .map(|crumb| view! { <li><a href=crumb.href>{crumb.name}</a></li> })
            .collect_view();
        view! { <nav aria-label="Breadcrumb"><ol class="crumbs">{crumbs}</ol></nav> }
    });
    view! {
        <header class="page__head">
            <div class="page__title">
                {trail}
                <h1 tabindex="-1">{title}</h1>
                {lead.map(|lead| view! { <p class="page__lead">{lead}</p> })}
                {below}
            </div>
            {actions.map(|actions| view! { <div class="page__actions">{actions}</div> })}
        </header>
    }
}
