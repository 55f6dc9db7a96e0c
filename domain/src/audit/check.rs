//! Whether what an entry says was allowed where it stands (S16): the hook of `countersign verify`.
//!
//! Verification folds the ledger and asks, for every entry on a deployment's stream, with the states *before* it. It is
//! judged by the duties, the policy and the roster that the ledger held there. An event of a later version brings its own
//! check; the one of this version stays.

use ledger::Hash;

use crate::accounts::Directory;
use crate::accounts::permission::{Right, check};
use crate::deployments::{Action, Blocker, BookingEvent, Deployment, DeploymentEvent, Document, Standing, Step};
use crate::event::{Meta, RecordedActor};
use crate::refusal::{Refusal, SignBar};
use crate::templates::structure::Slot;
use crate::templates::{Roster, SlotKey, Structure};

/// The states before an entry.
#[derive(Debug, Clone, Copy)]
pub struct SignOffCheck<'a> {
    /// The organization before the entry.
    pub directory: &'a Directory,
    /// The structure of the deployment's template version.
    pub structure: &'a Structure,
    /// The deployment before the entry.
    pub deployment: &'a Deployment,
}

/// Why an entry should not stand where it does.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAllowed {
    /// The actor is nobody who could act there.
    #[error("the actor was no active member who may do this")]
    Actor,
    /// The template version has no such slot in that roster.
    #[error("there was no such slot")]
    NoSuchSlot,
    /// The entry's duty is not the slot's, or says otherwise about signing ahead.
    #[error("the entry does not describe its slot")]
    OtherSlot,
    /// Another round was open.
    #[error("another round was open: {open}")]
    OtherRound {
        /// The open one.
        open: u32,
    },
    /// The signer may not sign there.
    #[error("the signer was not allowed to sign: {reasons:?}")]
    Barred {
        /// Why.
        reasons: Vec<SignBar>,
    },
    /// The document is of a format that this program does not know.
    #[error("document format {format} is not known")]
    UnknownFormat {
        /// The format.
        format: u32,
    },
    /// The document recomputed from the ledger has another hash.
    #[error("the document was {recomputed}, the entry says {recorded}")]
    OtherDocument {
        /// In the entry.
        recorded: Hash,
        /// From the ledger.
        recomputed: Hash,
    },
    /// The proof of identity was older than the environment allows.
    #[error("the proof of identity was {age} seconds old")]
    ProofTooOld {
        /// In seconds.
        age: u64,
    },
    /// A step was taken over blockers.
    #[error("the step was blocked: {blockers:?}")]
    Blocked {
        /// Which.
        blockers: Vec<Blocker>,
    },
    /// A sign-off counted for a step though it covers another document.
    #[error("the sign-off of entry {signoff} did not cover what was there")]
    Uncovered {
        /// Number of the sign-off's entry.
        signoff: u64,
    },
    /// The entry lists other slots as fallen away than the small-team rule let fall away.
    #[error("other slots had fallen away: {slots:?}")]
    FellAway {
        /// Those that had.
        slots: Vec<SlotKey>,
    },
}

impl<'a> SignOffCheck<'a> {
    /// Judges one entry of the deployment's stream. Entries that neither sign nor take a guarded step pass; that they fit at
    /// all is the fold's business. Whether the environment was busy at a start is not judged: it depends on other streams.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self, meta: &Meta, event: &DeploymentEvent) -> Result<(), NotAllowed> {
        match event {
            DeploymentEvent::SignOffGiven { roster, slot, .. } => {
                let slot = self.standing().slot(*roster, slot).ok_or(NotAllowed::NoSuchSlot)?;
                self.signoff(meta, event, slot)
            }
            DeploymentEvent::Started { fell_away } => {
                self.step(meta, Step::Start)?;
                self.quorum(Roster::Pre, fell_away)
            }
            DeploymentEvent::DeployingFinished {} => self.step(meta, Step::FinishDeploying),
            DeploymentEvent::Completed { fell_away } => {
                self.step(meta, Step::Complete)?;
                self.quorum(Roster::Post, fell_away)
            }
            DeploymentEvent::RollbackCompleted { fell_away } => {
                self.step(meta, Step::CompleteRollback)?;
                self.quorum(Roster::Post, fell_away)
            }
            DeploymentEvent::RollbackStarted { .. } => self.may(meta, Action::RollBack),
            DeploymentEvent::RollbackLinked { .. } => self.may(meta, Action::MakeRollback),
            DeploymentEvent::Booking(BookingEvent::Overridden { .. }) => self.may(meta, Action::Override),
            DeploymentEvent::Created { .. }
            | DeploymentEvent::Edited { .. }
            | DeploymentEvent::RollbackMade { .. }
            | DeploymentEvent::ItemDone { .. }
            | DeploymentEvent::ItemReopened { .. }
            | DeploymentEvent::ItemLeftOut { .. }
            | DeploymentEvent::LinkAdded { .. }
            | DeploymentEvent::EvidenceGiven { .. }
            | DeploymentEvent::ValueFilled { .. }
            | DeploymentEvent::CommentAdded { .. }
            | DeploymentEvent::Submitted {}
            | DeploymentEvent::RoundOpened { .. }
            | DeploymentEvent::SignOffVoided { .. }
            | DeploymentEvent::SignOffWithdrawn { .. }
            | DeploymentEvent::ChangesRequested { .. }
            | DeploymentEvent::SignOffDeclined { .. }
            | DeploymentEvent::Failed { .. }
            | DeploymentEvent::Cancelled { .. }
            | DeploymentEvent::Held { .. }
            | DeploymentEvent::Released {}
            | DeploymentEvent::Booking(_)
            | DeploymentEvent::LogNoted { .. } => Ok(()),
        }
    }

    const fn standing(&self) -> Standing<'a> {
        Standing {
            directory: self.directory,
            structure: self.structure,
            deployment: self.deployment,
            occupants: &[],
        }
    }

    fn signoff(&self, meta: &Meta, event: &DeploymentEvent, known: &Slot) -> Result<(), NotAllowed> {
        let (
            DeploymentEvent::SignOffGiven {
                duty,
                round,
                format,
                document,
                ahead,
                ..
            },
            RecordedActor::Person { id, proof_age, .. },
        ) = (event, &meta.actor)
        else {
            return Err(NotAllowed::Actor);
        };
        let member = self.directory.active(*id).ok_or(NotAllowed::Actor)?;
        check(member, Right::Sign, None).map_err(|_| NotAllowed::Actor)?;
        if *duty != known.duty || *ahead != known.ahead {
            return Err(NotAllowed::OtherSlot);
        }
        let open = self.deployment.round(known.roster);
        if *round != open {
            return Err(NotAllowed::OtherRound { open });
        }
        let standing = self.standing();
        standing
            .may_sign(known, *id)
            .map_err(|reasons| NotAllowed::Barred { reasons })?;
        if *format != Document::FORMAT {
            return Err(NotAllowed::UnknownFormat { format: *format });
        }
        let recomputed = standing.document(known).hash();
        if *document != recomputed {
            return Err(NotAllowed::OtherDocument {
                recorded: *document,
                recomputed,
            });
        }
        if standing.proof_age_suffices(*proof_age) {
            Ok(())
        } else {
            Err(NotAllowed::ProofTooOld { age: *proof_age })
        }
    }

    fn step(&self, meta: &Meta, step: Step) -> Result<(), NotAllowed> {
        self.may(meta, Action::Step(step))
    }

    fn may(&self, meta: &Meta, action: Action) -> Result<(), NotAllowed> {
        let person = meta.actor.person().ok_or(NotAllowed::Actor)?;
        let member = self.directory.active(person).ok_or(NotAllowed::Actor)?;
        match self.standing().may(person, member, action, meta.at) {
            Ok(()) => Ok(()),
            Err(Refusal::Blocked { blockers }) => Err(NotAllowed::Blocked { blockers }),
            Err(_) => Err(NotAllowed::Actor),
        }
    }

    /// Whether every sign-off that counts covers the document as it is, and the small-team rule was applied as listed.
    fn quorum(&self, roster: Roster, listed: &[SlotKey]) -> Result<(), NotAllowed> {
        let standing = self.standing();
        for slot in standing.needed(roster) {
            let Some(signoff) = standing.signed(slot) else { continue };
            if signoff.document != standing.document(slot).hash() {
                return Err(NotAllowed::Uncovered { signoff: signoff.seq });
            }
        }
        let slots: Vec<SlotKey> = standing
            .fallen_away(roster)
            .map(|slot| slot.key.clone())
            .into_iter()
            .collect();
        if slots == listed {
            Ok(())
        } else {
            Err(NotAllowed::FellAway { slots })
        }
    }
}
