//! `cargo xtask test`: everything that a machine can check, in the order of what it costs.

mod checks;
mod journeys;
mod programs;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::ValueEnum;

use crate::{
    process::{Run as _, program},
    steps::{self, Note, Step},
    tools, web,
};
use programs::Programs;

/// What is checked.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Also compare the checklist reader with the texts and truth files in this folder
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    /// Only one ring of checks
    #[arg(long, value_name = "RING")]
    only: Option<Ring>,
}

/// A ring of checks, from what needs nothing to what needs a browser.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Ring {
    /// Format, arrows between rooms, licences and bans, lints
    Checks,
    /// The tamper-evident log
    Log,
    /// The rules
    Rules,
    /// Storage on both engines
    Store,
    /// The program in process, on both engines
    Product,
    /// The checklist reader against a folder of texts
    Corpus,
    /// Browser journeys
    Journeys,
}

/// What the steps share.
struct Test {
    corpus: Option<PathBuf>,
    /// The packages whose tests are wanted.
    packages: Vec<&'static str>,
    programs: Programs,
}

type Steps = Vec<(&'static [Ring], Step<Test>)>;

const CHECKS: &[Ring] = &[Ring::Checks];
/// The rings that run test programs or the server.
const BUILT: &[Ring] = &[
    Ring::Log,
    Ring::Rules,
    Ring::Store,
    Ring::Product,
    Ring::Corpus,
    Ring::Journeys,
];
const WEB: &[Ring] = &[Ring::Product, Ring::Journeys];
const DATABASE: &[Ring] = &[Ring::Store, Ring::Product, Ring::Journeys];
const BUILD: &str = "compile server and tests";
/// The server's tests for which the engine makes no difference.
const OWN_DATABASE: &str = "own_database::";

fn steps() -> Steps {
    let [compile, files] = web::steps();
    vec![
        (CHECKS, Step::new("format", |_| checks::format())),
        (CHECKS, Step::new("arrows between rooms", |_| checks::arrows())),
        (CHECKS, Step::new("licences and bans", |_| crate::deny::check())),
        (CHECKS, Step::new("lints, server side", |_| checks::server_lints())),
        (CHECKS, Step::new("lints, single binary", |_| checks::embedded_lints())),
        (CHECKS, Step::new("lints, browser side", |_| checks::browser_lints())),
        (CHECKS, Step::new("tests of xtask", |_| checks::own_tests())),
        (
            DATABASE,
            Step::new("PostgreSQL programs", |_| tools::postgres().map(|_| None)),
        ),
        (
            WEB,
            Step::new("browser tools", |_| tools::node_modules().map(|()| None)),
        ),
        (WEB, compile),
        (WEB, files),
        (BUILT, Step::new(BUILD, compile_tests)),
        (
            &[Ring::Log],
            Step::new("log", |test: &mut Test| test.programs.run("ledger")).after(&[BUILD]),
        ),
        (
            &[Ring::Rules],
            Step::new("rules", |test: &mut Test| test.programs.run("domain")).after(&[BUILD]),
        ),
        (
            &[Ring::Store],
            Step::new("store", |test: &mut Test| test.programs.run("store")).after(&[BUILD]),
        ),
        (
            &[Ring::Product],
            Step::new("pages", |test: &mut Test| test.programs.run("app")).after(&[BUILD]),
        ),
        (
            &[Ring::Product],
            Step::new("product", |test: &mut Test| test.programs.run("server")).after(&[BUILD]),
        ),
        (
            &[Ring::Product],
            Step::new("product on PostgreSQL", |test: &mut Test| {
                test.programs
                    .run_with("server", &[("COUNTERSIGN_TEST_ENGINE", "postgres")], &[OWN_DATABASE])
            })
            .after(&[BUILD, "PostgreSQL programs"]),
        ),
        (
            &[Ring::Product],
            Step::new("examples in documents", |test: &mut Test| test.programs.run_examples()).after(&[BUILD]),
        ),
        (
            &[Ring::Corpus],
            Step::new("checklist corpus", compare_corpus).after(&[BUILD]),
        ),
        (
            &[Ring::Journeys],
            Step::new("browser journeys", journeys::run).after(&[BUILD, "browser tools", "web files"]),
        ),
    ]
}

/// Runs the steps, all of them also when one fails.
///
/// # Errors
/// None: a failure is in the summary and in the exit code.
pub(crate) fn run(arguments: Arguments) -> Result<ExitCode> {
    let wanted = |ring: Ring| match arguments.only {
        Some(only) => ring == only,
        None => ring != Ring::Corpus || arguments.corpus.is_some(),
    };
    let list: Vec<Step<Test>> = steps()
        .into_iter()
        .filter(|(rings, _)| rings.iter().copied().any(wanted))
        .map(|(_, step)| step)
        .collect();
    let mut test = Test {
        packages: packages(arguments.only),
        corpus: arguments.corpus,
        programs: Programs::default(),
    };
    let summary = steps::each(&list, &mut test);
    println!("{summary}");
    Ok(if summary.failed() == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The packages whose tests a ring consists of. All of them together, where more than one is wanted:
/// cargo builds shared dependencies once per set of packages.
fn packages(only: Option<Ring>) -> Vec<&'static str> {
    match only {
        Some(Ring::Log) => vec!["ledger"],
        Some(Ring::Rules) => vec!["domain"],
        Some(Ring::Store) => vec!["store"],
        Some(Ring::Checks | Ring::Product | Ring::Corpus | Ring::Journeys) | None => programs::ALL.to_vec(),
    }
}

fn compile_tests(test: &mut Test) -> Result<Note> {
    test.programs = Programs::compile(&test.packages)?;
    Ok(None)
}

fn compare_corpus(test: &mut Test) -> Result<Note> {
    let Some(corpus) = &test.corpus else {
        anyhow::bail!("say where the texts are: --corpus DIR");
    };
    let corpus = std::path::absolute(corpus)?;
    let script = corpus.join("acceptance/import_truth.py");
    program(tools::python()?, [script.as_path(), test.programs.server()?]).stream()?;
    Ok(None)
}
