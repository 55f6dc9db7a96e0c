//! `template`: checklists without a server.

use std::path::PathBuf;

use clap::Subcommand;
use domain::templates::markdown::{InspectReport, inspect};

use crate::serve::Fault;

/// What `template` can do.
#[derive(Debug, Subcommand)]
pub(super) enum Template {
    /// Show what a checklist would become
    Inspect {
        /// The Markdown file
        file: PathBuf,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

pub(super) fn run(template: &Template) -> Result<bool, Fault> {
    let Template::Inspect { file, json } = template;
    let bytes = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let source = String::from_utf8(bytes).map_err(|_| format!("{}: not UTF-8 text", file.display()))?;
    let name = file.file_name().and_then(|name| name.to_str());
    let report = inspect(&source, name).map_err(|error| format!("{}: {error}", file.display()))?;
    if *json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print(&report);
    }
    Ok(true)
}

fn print(report: &InspectReport) {
    let totals = &report.totals;
    println!("{}", report.title);
    println!(
        "{} items ({} nested, {} already ticked), {} slots, {} thresholds, {} lines",
        totals.items, totals.nested, totals.checked, totals.slots, totals.thresholds, totals.lines
    );
    for item in &report.items {
        let indent = usize::try_from(item.depth).unwrap_or(1).saturating_sub(1) * 2;
        println!("{:>5} {:indent$}- {}", item.line, "", item.text);
    }
    for warning in &report.warnings {
        let line = warning.line.map_or_else(String::new, |line| format!("line {line}: "));
        println!("warning: {line}{}", warning.text);
    }
}
