//! The head of a deployment's page: its name, and the facts that tell which change this is.

use domain::deployments::{Action, ChangeNumber, Deployment};
use domain::refusal::Refusal;
use leptos::prelude::*;

use super::{HoldTag, StageTag};
use crate::audit::filter::period;
use crate::deployments::view::View;
use crate::parts::{Crumb, Icon, PageHead};

/// Heading, facts and buttons.
pub(in crate::deployments) fn head(view: &View) -> AnyView {
    let crumbs = vec![Crumb::new(format!("/{}/deployments", view.slug()), "Deployments")];
    let (edit, print) = (format!("{}/edit", view.base), format!("{}/print", view.base));
    let may_edit = may_edit(view);
    let actions = view! {
        {may_edit.then(|| view! { <a class="button" href=edit><Icon name="pen" />"Edit details"</a> })}
        <a class="button" href=print><Icon name="print" />"Print"</a>
    };
    view! { <PageHead title=view.title() crumbs=crumbs below=facts(view) actions=actions.into_any() /> }.into_any()
}

/// Whether anything of the details can still be edited by the reader.
fn may_edit(view: &View) -> bool {
    let may = |action| match view.may(action) {
        Ok(()) => true,
        Err(Refusal::RoleMissing { .. } | Refusal::NotInTeam | Refusal::WrongStage { .. } | Refusal::NotFound) => false,
        Err(_) => true,
    };
    may(Action::Edit) || may(Action::EditImmaterial)
}

/// The deployment that this one rolls back, and those that roll this one back (D7).
pub(in crate::deployments) fn links(view: &View) -> impl IntoView + use<> {
    let to = |number: ChangeNumber| {
        let href = format!("/{}/deployments/{number}", view.slug());
        view! { <a href=href>{number.to_string()}</a> }
    };
    // What a reader of some dates may not open is named all the same: it is part of what was signed.
    let open = matches!(period(&view.opened), Ok(None));
    let back = view.deployment().rolls_back.map(|undone| {
        let number = undone.number;
        let named = if open {
            to(number).into_any()
        } else {
            number.to_string().into_any()
        };
        view! { <div><dt>"Rolls back"</dt><dd>{named}</dd></div> }
    });
    let by = view.found.rollbacks.iter().map(|rollback| {
        view! {
            <div>
                <dt>"Rolled back by"</dt>
                <dd>{to(rollback.number)} " " <StageTag stage=rollback.stage /></dd>
            </div>
        }
    });
    view! { {back} {by.collect_view()} }
}

/// The facts in a line under the heading.
pub(in crate::deployments) fn facts(view: &View) -> AnyView {
    let Deployment {
        details,
        template,
        requester,
        ..
    } = view.deployment();
    let directory = &view.opened.directory;
    let service = directory
        .services
        .get(&details.service)
        .map(|known| known.name.to_string());
    let environment = directory
        .environments
        .get(&details.environment)
        .map(|known| known.name.to_string());
    let standing = view.standing();
    let from = &view.found.template;
    let href = format!("/{}/templates/{}", view.slug(), from.slug);
    let hash: String = template.structure.to_string().chars().take(8).collect();
    view! {
        <dl class="facts" data-shape="line" data-part="facts">
            <div>
                <dt class="visually-hidden">"Stage"</dt>
                <dd>
                    <StageTag stage=standing.stage() />
                    {standing.on_hold().then(|| view! { " " <HoldTag /> })}
                </dd>
            </div>
            <div><dt>"Service"</dt><dd>{service}</dd></div>
            <div><dt>"Environment"</dt><dd>{environment}</dd></div>
            <div><dt>"Version"</dt><dd class="mono">{details.version.to_string()}</dd></div>
            <div><dt>"Type"</dt><dd>{details.kind.name()}</dd></div>
            {links(view)}
            <div><dt>"Requested by"</dt><dd>{view.person(*requester)}</dd></div>
            <div>
                <dt>"Template"</dt>
                <dd><a href=href>{from.name.to_string()}</a> " " <code>{format!("v{} {hash}", template.version)}</code></dd>
            </div>
        </dl>
    }
    .into_any()
}
