//! What pages read.

pub(crate) mod access;
pub(crate) mod accounts;
pub(crate) mod audit;
pub(crate) mod bookings;
pub(crate) mod deployments;
pub(crate) mod desk;
pub(crate) mod lists;
pub(crate) mod templates;
pub(crate) mod work;

pub(crate) use accounts::PersonRow;
