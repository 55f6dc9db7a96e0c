//! The binary `countersign`. Everything it does is in the library, so that tests run it in process.

use std::process::ExitCode;

use clap::Parser;
use server::cli::Cli;

#[tokio::main]
async fn main() -> ExitCode {
    match Cli::parse().run().await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(fault) => {
            eprintln!("countersign: {fault}");
            ExitCode::from(2)
        }
    }
}
