//! The command `countersign`.

mod accounts;
mod database;
mod serve;
mod templates;
mod windows;

use clap::{Parser, Subcommand};

use crate::config::{Flags, Settings};
use crate::serve::Fault;

/// Deployments that cannot ship unsigned.
#[derive(Debug, Parser)]
#[command(name = "countersign", version, about, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the pages
    Serve,
    /// Serve an example organization; prints its sign-ins
    Demo(serve::Demo),
    /// Bring the database's schema up to date
    Migrate(database::Migrate),
    /// Organizations
    #[command(subcommand)]
    Org(accounts::Org),
    /// People's accounts
    #[command(subcommand)]
    User(accounts::User),
    /// Check every ledger and every table folded from it
    Verify,
    /// Copy a SQLite database while it is in use, and verify the copy
    Backup(database::Backup),
    /// Checklists as templates
    #[command(subcommand)]
    Template(templates::Template),
    /// Windows and freezes
    #[command(subcommand)]
    Window(windows::Window),
}

impl Cli {
    /// Does what was asked for; `false` when what was checked is not in order.
    ///
    /// # Errors
    /// Why it could not be done, in words for whoever typed it.
    pub async fn run(self) -> Result<bool, Fault> {
        if let Command::Template(template) = &self.command {
            return templates::run(template);
        }
        let settings = Settings::read(&self.flags)?;
        match self.command {
            Command::Serve => serve::serve(&settings).await.map(|()| true),
            Command::Demo(demo) => serve::demo(&self.flags, settings, &demo).await.map(|()| true),
            Command::Migrate(migrate) => database::migrate(&settings, &migrate).await.map(|()| true),
            Command::Org(org) => accounts::org(&settings, org).await.map(|()| true),
            Command::User(user) => accounts::user(&settings, user).await.map(|()| true),
            Command::Verify => database::verify(&settings).await,
            Command::Backup(backup) => database::backup(&settings, &backup).await,
            Command::Window(window) => windows::run(&settings, &window).await,
            Command::Template(template) => templates::run(&template),
        }
    }
}
