//! What the palette finds.
#![allow(
    missing_docs,
    reason = "the fields are those of the call; `#[server(output = Postcard)]` passes no comments on to them"
)]

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::Postcard;

#[cfg(feature = "ssr")]
use crate::calendar::pages::DESK;
use crate::failure::Failure;

/// Something that one can go to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// What it is.
    pub group: HitGroup,
    /// What it is called.
    pub words: String,
    /// What tells it from others of that name.
    pub hint: String,
    /// Where it is.
    pub href: String,
}

/// Groups of the list, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum HitGroup {
    /// A deployment.
    Deployment,
    /// Something to do.
    Action,
    /// A page.
    Page,
    /// A template.
    Template,
    /// A member.
    Person,
}

impl HitGroup {
    /// The name above the group.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deployment => "Deployments",
            Self::Action => "Actions",
            Self::Page => "Pages",
            Self::Template => "Templates",
            Self::Person => "People",
        }
    }

    /// Its icon in the sprite.
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Deployment => "rocket",
            Self::Action => "plus",
            Self::Page => "arrow",
            Self::Template => "list",
            Self::Person => "person",
        }
    }
}

/// Finds what words lead to: newest deployments first, everything else by name. No words find the usual places.
#[server(output = Postcard)]
pub async fn find(org: String, words: String) -> Result<Vec<Hit>, Failure> {
    use crate::context::{backend, has_right, organization};
    use domain::accounts::permission::Right;
    use domain::deployments::DeploymentFilter;

    let opened = organization(&org).await?;
    let words: String = words.trim().chars().take(200).collect();
    let filter = DeploymentFilter {
        search: words.clone(),
        period: crate::audit::filter::period(&opened)?,
        limit: 6,
        ..DeploymentFilter::default()
    };
    let backend = backend();
    let found = backend.deployments(opened.directory.id, &filter).await?;
    let templates = backend.templates(opened.directory.id).await?;
    let mut hits: Vec<Hit> = found
        .lines
        .into_iter()
        .map(|line| Hit {
            group: HitGroup::Deployment,
            words: line.title.to_string(),
            hint: line.number.to_string(),
            href: format!("/{org}/deployments/{}", line.number),
        })
        .collect();
    let mut others = places(&org);
    if !has_right(&opened, Right::WorkDeployment) {
        others.retain(|hit| hit.group != HitGroup::Action);
    }
    if has_right(&opened, Right::ReadAccessLog) {
        others.push(Hit {
            group: HitGroup::Page,
            words: "Access log".to_owned(),
            hint: String::new(),
            href: format!("/{org}/audit/access"),
        });
    }
    others.extend(templates.into_iter().map(|template| {
        Hit {
            group: HitGroup::Template,
            words: template.name.to_string(),
            hint: template
                .version
                .map(|version| format!("version {version}"))
                .unwrap_or_default(),
            href: format!("/{org}/templates/{}", template.slug),
        }
    }));
    let members = opened
        .directory
        .members
        .keys()
        .filter(|id| opened.directory.active(**id).is_some());
    others.extend(members.filter_map(|id| {
        let person = opened.people.get(id)?;
        Some(Hit {
            group: HitGroup::Person,
            words: person.name.to_string(),
            hint: person.email.to_string(),
            href: format!("/{org}/people/{id}"),
        })
    }));
    let wanted = words.to_lowercase();
    others.retain(|hit| {
        let always = hit.group == HitGroup::Page || hit.group == HitGroup::Action;
        if wanted.is_empty() {
            always
        } else {
            hit.words.to_lowercase().contains(&wanted)
        }
    });
    others.truncate(14);
    hits.append(&mut others);
    hits.sort_by_key(|hit| hit.group);
    Ok(hits)
}

/// Pages and actions of an organization.
#[cfg(feature = "ssr")]
fn places(org: &str) -> Vec<Hit> {
    let hit = |group, words: &str, hint: &str, path: &str| Hit {
        group,
        words: words.to_owned(),
        hint: hint.to_owned(),
        href: path.to_owned(),
    };
    vec![
        hit(
            HitGroup::Action,
            "New deployment",
            "",
            &format!("/{org}/deployments/new"),
        ),
        hit(
            HitGroup::Action,
            "Import a checklist",
            "",
            &format!("/{org}/templates/import"),
        ),
        hit(HitGroup::Page, "My work", "", &format!("/{org}")),
        hit(HitGroup::Page, "Deployments", "g d", &format!("/{org}/deployments")),
        hit(HitGroup::Page, "Templates", "", &format!("/{org}/templates")),
        hit(HitGroup::Page, "Calendar", "g c", &format!("/{org}/calendar")),
        hit(HitGroup::Page, DESK, "", &format!("/{org}/calendar/desk")),
        hit(HitGroup::Page, "Audit trail", "g a", &format!("/{org}/audit")),
        hit(HitGroup::Page, "People", "", &format!("/{org}/people")),
        hit(HitGroup::Page, "Settings", "", &format!("/{org}/settings")),
        hit(HitGroup::Page, "Account", "", "/account"),
    ]
}
