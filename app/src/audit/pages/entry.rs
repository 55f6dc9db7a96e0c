//! `/{org}/audit/{seq}`: one entry with its exact bytes and its inclusion proof.

use domain::audit::{EntryDetails, sentence};
use domain::backend::Opened;
use domain::event::RecordedActor;
use leptos::prelude::*;

use crate::audit::filter::may_read;
use crate::context::{backend, organization};
use crate::failure::Failure;
use crate::layout::{Page, Place, frame};
use crate::pages::{page, parameter};
use crate::parts::{Clock, Crumb, FullHash, PageHead, Time};
use crate::sentences::counted;

/// One entry.
#[component]
pub fn EntryPage() -> impl IntoView {
    let (org, seq) = (parameter("org"), parameter("seq"));
    page(async move {
        let opened = organization(&org).await?;
        let clock = Clock::of(&opened)?;
        let seq: u64 = seq.parse().map_err(|_| Failure::NotFound)?;
        let details = backend()
            .entry(opened.directory.id, seq)
            .await?
            .ok_or(Failure::NotFound)?;
        may_read(&opened, details.entry.at)?;
        let title = format!("Entry {seq}");
        // Its checklist, so that items are called by their text.
        let deployment = match details.entry.deployment {
            Some(number) => backend().deployment(opened.directory.id, number).await?,
            None => None,
        };
        let structure = deployment.as_ref().map(|found| &*found.structure);
        let words = sentence(&details.entry, &opened.directory, &opened.people, structure);
        let crumbs = vec![Crumb::new(format!("/{org}/audit"), "Audit trail")];
        let body = view! {
            <PageHead title=title.clone() crumbs=crumbs lead=words />
            {facts(&opened, &org, &clock, &details)}
            {bytes(&details)}
            {proof(&details)}
        };
        frame(Some(&opened), Page::new(Place::Audit, title).narrow(), body).await
    })
}

fn facts(opened: &Opened, org: &str, clock: &Clock, details: &EntryDetails) -> impl IntoView + use<> {
    let entry = &details.entry;
    let deployment = entry.deployment.map(|number| {
        view! {
            <dt>"Deployment"</dt>
            <dd><a href=format!("/{org}/deployments/{number}")>{number.to_string()}</a></dd>
        }
    });
    let private = details.private.clone().map(|(json, salt)| {
        view! {
            <dt>"Private part"</dt>
            <dd><code>{json}</code></dd>
            <dt>"Its salt"</dt>
            <dd><code>{salt}</code></dd>
        }
    });
    view! {
        <dl class="facts">
            <dt>"Time"</dt>
            <dd><Time clock=*clock at=entry.at /></dd>
            <dt>"Who"</dt>
            <dd>{who(opened, &entry.actor)}</dd>
            {proved(&entry.actor).map(|words| view! { <dt>"Proof of identity"</dt> <dd>{words}</dd> })}
            {deployment}
            {private}
        </dl>
    }
}

fn who(opened: &Opened, actor: &RecordedActor) -> String {
    match actor {
        RecordedActor::Person { id, role, duties, .. } => {
            let name = opened.people.get(id).map_or("Somebody", |person| person.name.as_str());
            let mut words = vec![name.to_owned()];
            words.extend(role.map(|role| role.name().to_owned()));
            words.extend(duties.iter().map(|duty| duty.name().to_owned()));
            words.join(", ")
        }
        RecordedActor::Operator => "The command line".to_owned(),
        RecordedActor::Nobody => "Somebody with a one-time link".to_owned(),
    }
}

fn proved(actor: &RecordedActor) -> Option<String> {
    match actor {
        RecordedActor::Person { proof_age, .. } => Some(format!(
            "Password, {} before",
            counted(usize::try_from(*proof_age).unwrap_or(usize::MAX), "second")
        )),
        RecordedActor::Operator | RecordedActor::Nobody => None,
    }
}

fn bytes(details: &EntryDetails) -> impl IntoView + use<> {
    let bytes = details.bytes.clone();
    view! {
        <section class="page__section" aria-labelledby="bytes">
            <h2 id="bytes">"Exact bytes " <span class="count">{format!("{} bytes", bytes.len())}</span></h2>
            <pre class="bytes" tabindex="0">{bytes}</pre>
        </section>
    }
}

/// The path from the leaf to the root: on which side of the running hash each hash of the proof is joined (RFC 9162 §2.1.3.2).
fn sides(index: u64, size: u64, length: usize) -> Vec<&'static str> {
    let (mut node, mut last) = (index, size.saturating_sub(1));
    let mut sides = Vec::with_capacity(length);
    for _ in 0..length {
        if node % 2 == 1 || node == last {
            sides.push("left");
            while node % 2 == 0 && node != 0 {
                node /= 2;
                last /= 2;
            }
        } else {
            sides.push("right");
        }
        node /= 2;
        last /= 2;
    }
    sides
}

fn proof(details: &EntryDetails) -> impl IntoView + use<> {
    let sides = sides(details.entry.seq, details.size, details.proof.len());
    let steps = details
        .proof
        .iter()
        .zip(sides)
        .map(|(hash, side)| view! { <li class="proof__step"><span>{side}</span><FullHash hash=*hash /></li> })
        .collect_view();
    let count = details.proof.len();
    let lead = format!(
        "Hash the bytes with a zero byte before them: that is the leaf. Join it with the hashes below in order, each on the \
         side that is named, with a byte of one before every pair. The result is the root of the trail at {} entries.",
        details.size
    );
    let hashes = if count == 1 {
        "1 hash".to_owned()
    } else {
        format!("{count} hashes")
    };
    view! {
        <section class="page__section" aria-labelledby="proof">
            <h2 id="proof">"Inclusion proof " <span class="count">{hashes}</span></h2>
            <p class="muted">{lead}</p>
            <dl class="facts"><dt>"Leaf"</dt><dd><FullHash hash=details.leaf /></dd></dl>
            <ol class="proof">{steps}</ol>
            <dl class="facts"><dt>"Root"</dt><dd><FullHash hash=details.root /></dd></dl>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::sides;
    use ledger::{Hash, NodeId, NodeSource, leaf_hash, node_hash};

    /// The named sides lead from every leaf to the root, for every size up to 40.
    #[test]
    fn joining_on_the_named_sides_gives_the_root() {
        struct Leaves(Vec<Hash>);
        impl NodeSource for Leaves {
            fn node(&self, id: NodeId) -> Option<Hash> {
                let width = 1_u64 << id.level;
                let (from, to) = (id.index * width, (id.index + 1) * width);
                let slice = self.0.get(usize::try_from(from).ok()?..usize::try_from(to).ok()?)?;
                let mut row = slice.to_vec();
                while row.len() > 1 {
                    row = row.chunks(2).map(|pair| node_hash(&pair[0], &pair[1])).collect();
                }
                row.first().copied()
            }
        }
        for size in 1_u64..=40 {
            let leaves: Vec<Hash> = (0..size).map(|n| leaf_hash(&n.to_be_bytes())).collect();
            let mut frontier = ledger::Frontier::default();
            for leaf in &leaves {
                frontier.push(*leaf);
            }
            let source = Leaves(leaves.clone());
            for index in 0..size {
                let proof = ledger::proof::inclusion_proof(index, size, &source).unwrap();
                let at = usize::try_from(index).unwrap();
                let joined =
                    proof
                        .iter()
                        .zip(sides(index, size, proof.len()))
                        .fold(leaves[at], |hash, (other, side)| {
                            if side == "left" {
                                node_hash(other, &hash)
                            } else {
                                node_hash(&hash, other)
                            }
                        });
                assert_eq!(joined, frontier.root(), "leaf {index} of {size}");
            }
        }
    }
}
