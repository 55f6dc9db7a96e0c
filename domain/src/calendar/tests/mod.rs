//! The rules of windows and freezes, by their ids.
#![allow(non_snake_case, reason = "names of tests begin with the id of the rule they show")]

mod absences;
mod conflicts;
mod desk;
#[cfg(feature = "server")]
mod feed;
#[cfg(feature = "server")]
mod ical;
mod judge;
mod slots;
mod times;
mod truth;
