//! The pages of deployments, sign-offs and my work: each renders once and is a document.

mod ahead;
mod booking;
mod details;
mod edit;
mod item;
mod list;
mod my_work;
mod new;
mod page;
mod print;
mod query;
pub(in crate::deployments) mod refresh;
mod rollback;
mod section;
mod sign;

pub use booking::BookingPage;
pub use edit::EditDeploymentPage;
pub use item::ItemPage;
pub use list::DeploymentsPage;
pub use my_work::MyWorkPage;
pub use new::NewDeploymentPage;
pub use page::DeploymentPage;
pub use print::PrintPage;
pub use rollback::NewRollbackPage;
pub use section::SectionPage;
pub use sign::SignPage;
