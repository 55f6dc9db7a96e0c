//! Runs a list of steps, says which one it is at, and sums up.

use std::{
    fmt::{self, Display},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};

/// What a step has to say beside "done", such as the size of what it made.
pub(crate) type Note = Option<String>;

/// One thing a command does.
pub(crate) struct Step<C> {
    /// What is printed while it runs and in the summary.
    pub(crate) name: &'static str,
    /// Steps without which this one makes no sense; it fails when one of them did.
    pub(crate) needs: &'static [&'static str],
    /// The work, on what the steps of a command share.
    pub(crate) work: fn(&mut C) -> Result<Note>,
}

impl<C> Clone for Step<C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for Step<C> {}

impl<C> Step<C> {
    pub(crate) const fn new(name: &'static str, work: fn(&mut C) -> Result<Note>) -> Self {
        Self { name, needs: &[], work }
    }

    pub(crate) const fn after(mut self, needs: &'static [&'static str]) -> Self {
        self.needs = needs;
        self
    }
}

/// A step that ran.
struct Outcome {
    name: &'static str,
    took: Duration,
    result: Result<Note, String>,
}

/// The steps that ran, in order.
pub(crate) struct Summary {
    outcomes: Vec<Outcome>,
}

impl Summary {
    pub(crate) fn failed(&self) -> usize {
        self.outcomes.iter().filter(|outcome| outcome.result.is_err()).count()
    }

    fn passed(&self) -> usize {
        self.outcomes.len() - self.failed()
    }
}

/// Runs the steps and stops at the first that fails.
///
/// # Errors
/// The failure of that step, under its name.
pub(crate) fn all<C>(steps: &[Step<C>], shared: &mut C) -> Result<()> {
    for (number, step) in (1..).zip(steps) {
        announce(number, steps.len(), step.name);
        let start = Instant::now();
        let note = (step.work)(shared).with_context(|| format!("step {number} of {}, {}", steps.len(), step.name))?;
        say_done(start.elapsed(), note.as_deref());
    }
    Ok(())
}

/// Runs every step, also when one before it failed.
pub(crate) fn each<C>(steps: &[Step<C>], shared: &mut C) -> Summary {
    let mut summary = Summary { outcomes: Vec::new() };
    for (number, step) in (1..).zip(steps) {
        announce(number, steps.len(), step.name);
        let start = Instant::now();
        let result = match summary.missing(step.needs) {
            Some(need) => Err(format!("not run, since \"{need}\" failed")),
            None => (step.work)(shared).map_err(|error| format!("{error:#}")),
        };
        let took = start.elapsed();
        match &result {
            Ok(note) => say_done(took, note.as_deref()),
            Err(error) => println!("        failed after {}: {error}", Seconds(took)),
        }
        summary.outcomes.push(Outcome {
            name: step.name,
            took,
            result,
        });
    }
    summary
}

impl Summary {
    fn missing(&self, needs: &[&'static str]) -> Option<&'static str> {
        let failed = |name| {
            self.outcomes
                .iter()
                .any(|outcome| outcome.name == name && outcome.result.is_err())
        };
        needs.iter().copied().find(|need| failed(*need))
    }
}

impl Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f)?;
        for Outcome { name, took, result } in &self.outcomes {
            let took = Seconds(*took).to_string();
            match result {
                Ok(None) => writeln!(f, "  ok      {name:<24} {took:>9}")?,
                Ok(Some(note)) => writeln!(f, "  ok      {name:<24} {took:>9}  {note}")?,
                Err(error) => writeln!(f, "  FAILED  {name:<24} {took:>9}  {error}")?,
            }
        }
        writeln!(f)?;
        write!(f, "{} passed, {} failed", self.passed(), self.failed())
    }
}

fn announce(number: usize, of: usize, name: &str) {
    println!("[{number:>2}/{of}] {name}");
}

fn say_done(took: Duration, note: Option<&str>) {
    match note {
        Some(note) => println!("        done in {}: {note}", Seconds(took)),
        None => println!("        done in {}", Seconds(took)),
    }
}

/// A duration as a person reads it: `0.4 s`, `2 min 5 s`.
pub(crate) struct Seconds(pub(crate) Duration);

impl Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.0.as_secs();
        if whole < 60 {
            write!(f, "{:.1} s", self.0.as_secs_f32())
        } else {
            write!(f, "{} min {} s", whole / 60, whole % 60)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(log: &mut Vec<&'static str>) -> Result<Note> {
        log.push("ran");
        Ok(None)
    }

    fn failure(_: &mut Vec<&'static str>) -> Result<Note> {
        anyhow::bail!("broken")
    }

    #[test]
    fn a_step_whose_need_failed_fails_without_running() {
        let steps = [
            Step::new("a", failure),
            Step::new("b", work).after(&["a"]),
            Step::new("c", work),
        ];
        let mut log = Vec::new();
        let summary = each(&steps, &mut log);
        assert_eq!(log, ["ran"]);
        assert!(summary.to_string().ends_with("1 passed, 2 failed"));
    }

    #[test]
    fn a_list_that_must_succeed_stops_at_the_first_failure() {
        let steps = [Step::new("a", work), Step::new("b", failure), Step::new("c", work)];
        let mut log = Vec::new();
        let error = all(&steps, &mut log).unwrap_err();
        assert_eq!(log, ["ran"]);
        assert_eq!(format!("{error:#}"), "step 2 of 3, b: broken");
    }
}
