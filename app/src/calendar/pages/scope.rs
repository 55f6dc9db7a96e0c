//! Whom a window or freeze is about, as boxes: what it applies to, and, folded, what it leaves out (W1).

use domain::accounts::Directory;
use domain::deployments::DeploymentType;
use leptos::prelude::*;

use super::fields::boxes;
use crate::calendar::Typed;
use crate::form::Form;
use crate::parts::Fold;

/// Values and words of one group.
type Choices = Vec<(String, String)>;

/// What there is to choose from.
struct Offered {
    teams: Choices,
    services: Choices,
    environments: Choices,
    types: Choices,
    labels: Choices,
}

impl Offered {
    fn of(directory: &Directory, typed: &Typed) -> Self {
        let teams = directory
            .teams
            .iter()
            .map(|(id, team)| (id.to_string(), team.name.to_string()));
        let services = directory.services.iter();
        let services = services.map(|(id, service)| (id.to_string(), service.name.to_string()));
        let mut environments: Vec<_> = directory.environments.iter().collect();
        environments.sort_by_key(|(_, environment)| environment.position);
        let environments = environments.into_iter();
        let types = DeploymentType::ALL.iter();
        let known = directory.services.values().flat_map(|service| &service.labels);
        // A label that no service bears any more is still in the scope, until somebody takes it out.
        let chosen = typed.labels.iter().chain(&typed.except_labels).cloned();
        let mut labels: Vec<String> = known.map(ToString::to_string).chain(chosen).collect();
        labels.sort_unstable();
        labels.dedup();
        Self {
            teams: by_name(teams.collect()),
            services: by_name(services.collect()),
            environments: environments
                .map(|(id, known)| (id.to_string(), known.name.to_string()))
                .collect(),
            types: types
                .map(|kind| (kind.value().to_owned(), kind.name().to_owned()))
                .collect(),
            labels: labels.into_iter().map(|label| (label.clone(), label)).collect(),
        }
    }
}

/// In the order of names.
pub(in crate::calendar) fn by_name(mut choices: Choices) -> Choices {
    choices.sort_by_key(|(_, name)| name.to_lowercase());
    choices
}

/// The boxes.
pub(super) fn scope(form: &Form, directory: &Directory, typed: &Typed) -> AnyView {
    let offered = Offered::of(directory, typed);
    let group = |name, legend, choices: &Choices, chosen: &[String]| {
        (!choices.is_empty()).then(|| boxes(form, name, legend, choices.clone(), chosen))
    };
    let except = [
        &typed.except_teams,
        &typed.except_services,
        &typed.except_environments,
        &typed.except_types,
        &typed.except_labels,
    ];
    let some = except.iter().any(|chosen| !chosen.is_empty());
    view! {
        <div class="form" role="group" aria-labelledby="applies-to">
            <div class="field">
                <h2 id="applies-to">"Applies to"</h2>
                <p class="field__hint">
                    "Everything where nothing is chosen. Of each group with a choice, a deployment has to be in one."
                </p>
            </div>
            {group("environments", "Environments", &offered.environments, &typed.environments)}
            {group("teams", "Teams", &offered.teams, &typed.teams)}
            {group("services", "Services", &offered.services, &typed.services)}
            {group("types", "Types", &offered.types, &typed.types)}
            {group("labels", "Labels", &offered.labels, &typed.labels)}
        </div>
        <details class="more" open=some>
            <summary><Fold />"Exceptions"</summary>
            <div class="form">
                <p class="field__hint">"What is in any of these is left out."</p>
                {group("except_environments", "Except environments", &offered.environments, &typed.except_environments)}
                {group("except_teams", "Except teams", &offered.teams, &typed.except_teams)}
                {group("except_services", "Except services", &offered.services, &typed.except_services)}
                {group("except_types", "Except types", &offered.types, &typed.except_types)}
                {group("except_labels", "Except labels", &offered.labels, &typed.except_labels)}
            </div>
        </details>
    }
    .into_any()
}
