//! The pages of deployments, sign-offs and my work: each renders once and is a document.

mod details;
mod edit;
mod list;
mod my_work;
mod new;
mod page;
mod query;

pub use edit::EditDeploymentPage;
pub use list::DeploymentsPage;
pub use my_work::MyWorkPage;
pub use new::NewDeploymentPage;
pub use page::DeploymentPage;
