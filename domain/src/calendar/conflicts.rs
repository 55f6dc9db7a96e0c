//! Which other bookings a planned time meets (W7).
//!
//! Looked for while a time is chosen and again when it is saved. A service being *busy* means the same service in the same
//! environment; an exclusive environment takes one deployment at a time, whatever the service.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Stretch;
use crate::deployments::ChangeNumber;
use crate::id::{EnvironmentId, PersonId, ServiceId};

/// A time that is planned for a deployment.
#[derive(Debug, Clone, Copy)]
pub struct Planned<'a> {
    /// The deployment's number, so that its own bookings are no conflict; absent where none was made yet.
    pub number: Option<ChangeNumber>,
    /// When.
    pub stretch: Stretch,
    /// What is shipped.
    pub service: ServiceId,
    /// To where.
    pub environment: EnvironmentId,
    /// Whether that environment takes one deployment at a time.
    pub exclusive: bool,
    /// Who deploys.
    pub deployer: PersonId,
    /// The services that the one that is shipped depends on.
    pub depends_on: &'a BTreeSet<ServiceId>,
}

/// A booking of a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherBooking {
    /// The deployment's number.
    pub number: ChangeNumber,
    /// When.
    pub stretch: Stretch,
    /// What is shipped.
    pub service: ServiceId,
    /// To where.
    pub environment: EnvironmentId,
    /// Who deploys.
    pub deployer: PersonId,
}

/// How a planned time meets another booking. Each names the other deployment, and its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "conflict")]
pub enum Conflict {
    /// Both want an environment that takes one deployment at a time.
    SameSlotExclusive {
        /// The other deployment.
        number: ChangeNumber,
        /// Its time.
        stretch: Stretch,
    },
    /// Both ship the same service to the same environment.
    SameService {
        /// The other deployment.
        number: ChangeNumber,
        /// Its time.
        stretch: Stretch,
    },
    /// The other one ships a service that this one depends on, in the same environment.
    Dependency {
        /// The other deployment.
        number: ChangeNumber,
        /// Its time.
        stretch: Stretch,
        /// The service that it ships.
        service: ServiceId,
    },
    /// The same person deploys both.
    SamePerson {
        /// The other deployment.
        number: ChangeNumber,
        /// Its time.
        stretch: Stretch,
    },
}

impl Conflict {
    /// Whether the two cannot both be: such a booking is refused. The others are told, and may be meant.
    pub const fn hard(&self) -> bool {
        match self {
            Self::SameSlotExclusive { .. } | Self::SameService { .. } => true,
            Self::Dependency { .. } | Self::SamePerson { .. } => false,
        }
    }

    /// The other deployment.
    pub const fn number(&self) -> ChangeNumber {
        match self {
            Self::SameSlotExclusive { number, .. }
            | Self::SameService { number, .. }
            | Self::Dependency { number, .. }
            | Self::SamePerson { number, .. } => *number,
        }
    }

    /// The other deployment's time.
    pub const fn stretch(&self) -> Stretch {
        match self {
            Self::SameSlotExclusive { stretch, .. }
            | Self::SameService { stretch, .. }
            | Self::Dependency { stretch, .. }
            | Self::SamePerson { stretch, .. } => *stretch,
        }
    }
}

/// Every conflict of a planned time with other bookings: those that cannot be first, each kind in the order of the others'
/// numbers. Bookings that touch it are none: one may begin when another one ends. Two bookings of one deployment, its
/// primary and its backup slot, are none either.
pub fn conflicts(planned: &Planned<'_>, others: &[OtherBooking]) -> Vec<Conflict> {
    let met = others
        .iter()
        .filter(|other| planned.number != Some(other.number) && planned.stretch.overlaps(other.stretch));
    let mut found: Vec<Conflict> = met.flat_map(|other| planned.meets(other)).flatten().collect();
    found.sort_unstable();
    found
}

impl Planned<'_> {
    /// How it meets a booking of the same time.
    fn meets(&self, other: &OtherBooking) -> [Option<Conflict>; 4] {
        let OtherBooking {
            number,
            stretch,
            service,
            environment,
            deployer,
        } = *other;
        let there = environment == self.environment;
        let exclusive = there && self.exclusive;
        let same_service = there && service == self.service;
        let dependency = there && !same_service && self.depends_on.contains(&service);
        [
            exclusive.then_some(Conflict::SameSlotExclusive { number, stretch }),
            same_service.then_some(Conflict::SameService { number, stretch }),
            dependency.then_some(Conflict::Dependency {
                number,
                stretch,
                service,
            }),
            (deployer == self.deployer).then_some(Conflict::SamePerson { number, stretch }),
        ]
    }
}
