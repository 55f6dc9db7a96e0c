//! What the islands of a deployment's page ask for. Their answers carry what the page shows since then, in a form that is
//! small to read: a reader of JSON would be a fifth of everything that a browser downloads (P8).

use leptos::prelude::*;
use server_fn::codec::Postcard;

use crate::deployments::fresh::{Fresh, Ticked};
use crate::failure::Failure;
#[cfg(feature = "ssr")]
use {
    super::{send, told},
    crate::context::{note_refused, organization},
    crate::deployments::pages::refresh::{fresh, words},
    crate::deployments::regions::numbers,
    crate::deployments::seen::changes,
    domain::deployments::{DeploymentCommand, ItemChange, ItemMove},
    domain::refusal::Refusal,
    domain::templates::ItemKey,
};

/// Ticks or un-ticks one box; `seen` is the number of the item's last entry on the page.
#[server(output = Postcard)]
pub async fn tick(
    org: String,
    deployment: String,
    number: String,
    item: String,
    seen: u64,
    done: bool,
    confirmed: String,
    since: u64,
) -> Result<Ticked, Failure> {
    let change = ItemChange {
        item: ItemKey::parse(&item).map_err(|_| Failure::NotFound)?,
        seen,
        to: if done { ItemMove::Done } else { ItemMove::Reopen },
        reason: None,
    };
    change_items(
        &org,
        &deployment,
        &number,
        vec![change],
        told(&confirmed),
        since,
        Answer::Short,
    )
    .await
}

/// **Tick section**, or takes it back; `seen` is the state that boxes show: those of all items of the section, or of the
/// items to take back.
#[server(output = Postcard)]
pub async fn tick_section(
    org: String,
    deployment: String,
    number: String,
    seen: String,
    section: String,
    done: bool,
    confirmed: String,
    since: u64,
) -> Result<Ticked, Failure> {
    let mut changes = changes(&seen, &[], done.then_some(&section)).ok_or(Failure::Malformed)?;
    let wanted = if done { ItemMove::Done } else { ItemMove::Reopen };
    changes.retain(|change| change.to == wanted);
    change_items(
        &org,
        &deployment,
        &number,
        changes,
        told(&confirmed),
        since,
        Answer::Page,
    )
    .await
}

/// What the page shows that changed since a position of the ledger.
#[server(output = Postcard)]
pub async fn refresh(org: String, number: String, since: u64) -> Result<Fresh, Failure> {
    // The stream tells of an entry that the page may have asked for already.
    if organization(&org).await?.position <= since {
        return Ok(Fresh {
            position: since,
            ..Fresh::default()
        });
    }
    fresh(&org, &number, since, None).await
}

/// What the answer to saved changes carries.
#[cfg(feature = "ssr")]
enum Answer {
    /// That they are saved: the page is asked for apart.
    Short,
    /// The page since then.
    Page,
}

/// Sends changes of items. Answers with the page since then where they were refused.
#[cfg(feature = "ssr")]
async fn change_items(
    org: &str,
    deployment: &str,
    number: &str,
    changes: Vec<ItemChange>,
    confirmed: Vec<u64>,
    since: u64,
    answer: Answer,
) -> Result<Ticked, Failure> {
    let seen = changes.first().map_or(0, |change| change.seen);
    let command = DeploymentCommand::ChangeItems { changes, confirmed };
    match send(org, deployment, command).await {
        Ok(outcome) => Ok(Ticked::Saved {
            // The changes come first, what they void after them; nothing is added where all was as wanted already.
            seen: outcome.entries.first().copied().unwrap_or(seen),
            fresh: match answer {
                Answer::Page => Some(fresh(org, number, since, Some(outcome.position)).await?),
                Answer::Short => None,
            },
        }),
        Err(Failure::Refused(refusal)) => {
            note_refused();
            let sentence = words(org, number, &refusal).await?;
            if let Refusal::VoidsSignOffs { signoffs } = refusal {
                return Ok(Ticked::Voids {
                    words: sentence.words,
                    signoffs: sentence.parts.iter().map(ToString::to_string).collect(),
                    confirmed: numbers(&signoffs),
                });
            }
            Ok(Ticked::Refused {
                words: sentence.to_string(),
                fresh: fresh(org, number, since, None).await?,
            })
        }
        Err(other) => Err(other),
    }
}
