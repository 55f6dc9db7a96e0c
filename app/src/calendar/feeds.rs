//! What a feed lists, as forms and pages say it (W13).

use domain::accounts::Directory;
use domain::calendar::FeedLists;

use super::pages::by_name;

/// The value of everything.
pub(super) const EVERYTHING: &str = "everything";

/// Parses a value of the select: everything, or the id of a team or environment.
pub(super) fn lists_of(value: &str) -> Option<FeedLists> {
    let team = || {
        Some(FeedLists::Team {
            team: value.parse().ok()?,
        })
    };
    let environment = || {
        let environment = value.parse().ok()?;
        Some(FeedLists::Environment { environment })
    };
    if value == EVERYTHING {
        return Some(FeedLists::Everything);
    }
    team().or_else(environment)
}

/// What a feed lists, in words.
pub(super) fn words(directory: &Directory, lists: FeedLists) -> String {
    match lists {
        FeedLists::Everything => "Whole calendar".to_owned(),
        FeedLists::Team { team } => {
            let known = directory.teams.get(&team);
            known.map_or_else(|| "A team".to_owned(), |known| format!("Team {}", known.name))
        }
        FeedLists::Environment { environment } => {
            let known = directory.environments.get(&environment);
            known.map_or_else(
                || "An environment".to_owned(),
                |known| format!("Environment {}", known.name),
            )
        }
    }
}

/// The choices of the select, as value and words.
pub(super) fn choices(directory: &Directory) -> Vec<(String, String)> {
    let everything = (EVERYTHING.to_owned(), words(directory, FeedLists::Everything));
    let teams = directory.teams.keys();
    let teams = teams.map(|team| (team.to_string(), words(directory, FeedLists::Team { team: *team })));
    let mut environments: Vec<_> = directory.environments.iter().collect();
    environments.sort_by_key(|(_, known)| known.position);
    let environments = environments.into_iter().map(|(id, _)| {
        let lists = FeedLists::Environment { environment: *id };
        (id.to_string(), words(directory, lists))
    });
    let mut choices = vec![everything];
    choices.extend(by_name(teams.collect()));
    choices.extend(environments);
    choices
}
