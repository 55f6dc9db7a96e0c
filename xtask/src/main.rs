//! `cargo xtask run | dev | test | bench | dist`: each command is a list of steps.

mod arrows;
mod bench;
mod css;
mod deny;
mod dev;
mod dist;
mod place;
mod process;
mod run;
mod signals;
mod site;
mod steps;
mod test;
mod tools;
mod wasm;
mod web;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Builds, starts and checks Countersign.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build everything and start the demo on http://127.0.0.1:3000
    Run(run::Arguments),
    /// As `run`, and rebuild and reload the page at each change of a file
    Dev(run::Arguments),
    /// Check everything that can be checked by machine
    Test(test::Arguments),
    /// Measure the figures of docs/performance.md
    Bench(bench::Arguments),
    /// Make the single binary, target/dist/countersign
    Dist,
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Dev(arguments) => dev::run(&arguments),
        Command::Test(arguments) => test::run(arguments),
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Dist => dist::run(),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
