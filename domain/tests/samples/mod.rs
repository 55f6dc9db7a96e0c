//! One event of every kind, whole and with its optional fields left out.

mod calendar;
mod deployments;
mod organizations;

use domain::event::{Event, Stream};
use domain::id::{PersonId, TemplateId};
use domain::time::Timestamp;
use ledger::{Hash, blob_hash};

/// Whether optional fields are left out, the stream, and the event.
pub(crate) type Sample = (bool, Stream, Event);

pub(crate) fn all() -> Vec<Sample> {
    let mut all = organizations::instance();
    all.extend(organizations::organization());
    all.extend(organizations::templates());
    all.extend(deployments::made_and_edited());
    all.extend(deployments::worked());
    all.extend(deployments::signed());
    all.extend(deployments::stepped());
    all.extend(calendar::planned());
    all.extend(calendar::booked());
    all
}

fn person(last: char) -> PersonId {
    format!("usr_018f2b6c7d8e7a90b1c2d3e4f506171{last}").parse().unwrap()
}

fn template() -> TemplateId {
    "tpl_018f2b6c7d8e7a90b1c2d3e4f5061718".parse().unwrap()
}

fn hash(of: &str) -> Hash {
    blob_hash(of.as_bytes())
}

fn at() -> Timestamp {
    "2026-01-02T03:04:05.000006Z".parse().unwrap()
}
