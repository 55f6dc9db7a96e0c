//! Pages, islands and server functions: everything a browser sees.
//!
//! Built twice: with `ssr` into the server, which renders whole pages, and with `hydrate` into the WASM module, which
//! holds only the islands. Router and head management exist only under `ssr`.
//!
//! # How a page is made
//!
//! A page is a component in `<feature>/pages/`, in a file of its own, with a line in `routes.rs`. It loads everything
//! inside [`pages::page`], where `?` turns whatever is missing into the right error page and status:
//!
//! ```ignore
//! #[component]
//! pub fn PeoplePage() -> impl IntoView {
//!     let slug = parameter("org");
//!     page(async move {
//!         let opened = organization(&slug).await?; // 404 for whoever is no member; loaded once per request
//!         Ok(view! { <h1>"People"</h1> … })
//!     })
//! }
//! ```
//!
//! No signals, resources or actions outside of islands: a page renders once and is a document. What happens at a click
//! is a link, a form, or an island. Everything around a page (who visits, the store, time) is in [`context`].
//!
//! # How something is written
//!
//! Every write is a server function in `actions/<feature>.rs`, used by a plain form and by an island alike:
//!
//! ```ignore
//! #[server]
//! pub async fn add_team(org: String, name: String) -> Result<(), Failure> {
//!     let opened = organization(&org).await?;
//!     let mut checks = Checks::default();
//!     let Some(name) = checks.text("name", TeamName::parse(&name)) else {
//!         return Err(checks.failure());
//!     };
//!     let team = TeamId::new(sources().uuid());
//!     let command = OrganizationCommand::AddTeam { team, name };
//!     execute(Command::Organization { organization: opened.directory.id, command }).await?;
//!     go_to(&format!("/{org}/settings"));
//!     Ok(())
//! }
//! ```
//!
//! The page gives it a form. [`form::Hidden`] carries the request's id (a double submit repeats the first answer) and
//! the page's own path; [`form::use_form`] gives back what was typed when it was refused:
//!
//! ```ignore
//! let form = use_form(AddTeam::url());
//! view! {
//!     <form method="post" action=AddTeam::url()>
//!         <Hidden />
//!         <input type="hidden" name="org" value=slug />
//!         <input name="name" value=form.value("name", "") aria-invalid=form.problem("name").map(|_| "true") />
//!         <button>"Add team"</button>
//!     </form>
//! }
//! ```
//!
//! A plain form is answered with a redirect to where [`context::go_to`] says, or back to its page; refused, with its
//! page rendered in place, under the failure's status. A program (or an island) gets the value or the
//! [`failure::Failure`] as JSON. Names of secret fields end in `password` or are `code`: they are never rendered again.
//! A file field in a `multipart/form-data` form arrives as text under the field's name. Lists are fields with `[]`
//! after their name, read into a `Vec` that is `#[server(default)]`; so is every checkbox.
//!
//! A form whose server function has more than one form on a page tells them apart with [`form::Form::with`].
//! `accounts/pages/doors.rs` and `accounts/actions/doors.rs` show all of it at work.
#![recursion_limit = "256"]
#![allow(
    unreachable_pub,
    reason = "`#[component]` and `#[island]` make public items in private modules"
)]

pub mod accounts;
mod assets;
pub mod audit;
pub mod calendar;
#[cfg(feature = "ssr")]
pub mod context;
pub mod deployments;
pub mod failure;
#[cfg(feature = "ssr")]
pub mod form;
#[cfg(feature = "ssr")]
pub mod layout;
pub mod live;
#[cfg(feature = "ssr")]
pub mod pages;
pub mod palette;
#[cfg(feature = "ssr")]
pub mod parts;
#[cfg(feature = "ssr")]
mod routes;
#[cfg(feature = "ssr")]
pub mod sentences;
#[cfg(feature = "ssr")]
mod shell;
pub mod templates;

pub use assets::Assets;
#[cfg(feature = "ssr")]
pub use shell::{App, shell};
