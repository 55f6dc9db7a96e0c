//! Times, medians, slopes and the table they are printed in.

use std::fmt::Display;
use std::fs::File;
use std::io::Write as _;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use metrics_exporter_prometheus::PrometheusHandle;
use server::ops::collect_metrics;

/// Says what the machine is doing while it is measured: load, and what a durable write costs.
pub(crate) fn say_machine() {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("unknown").to_owned();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!(
        "{cores} cores, load {load}, fdatasync of 4 KiB {:.0} µs\n",
        micros(fdatasync())
    );
    println!("{:<4} {:<58} {:>12}  goal", "", "what", "measured");
}

/// The median time to write 4 KiB and have them on the disk.
fn fdatasync() -> Duration {
    let folder = tempfile::tempdir().unwrap();
    let mut file = File::create(folder.path().join("probe")).unwrap();
    median((0..200).map(|_| {
        let start = Instant::now();
        file.write_all(&[7; 4096]).unwrap();
        file.sync_data().unwrap();
        start.elapsed()
    }))
}

/// Prints one line of the table.
pub(crate) fn say(figure: &str, what: impl Display, measured: impl Display, goal: &str) {
    println!(
        "{figure:<4} {what:<58} {measured:>12}  {goal}",
        what = what.to_string(),
        measured = measured.to_string()
    );
}

/// Turns of all stores so far, as the program's own metrics say.
pub(crate) fn turns() -> f64 {
    static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();
    let text = METRICS.get_or_init(|| collect_metrics().unwrap()).render();
    let line = text.lines().find(|line| line.starts_with("countersign_turns_total "));
    line.map_or(0.0, |line| line.split(' ').nth(1).unwrap().parse().unwrap())
}

/// In microseconds.
pub(crate) fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// The middle one.
pub(crate) fn median(times: impl Iterator<Item = Duration>) -> Duration {
    let mut times: Vec<Duration> = times.collect();
    times.sort_unstable();
    times[times.len() / 2]
}

/// The slope of a line through the points on log-log scales, by least squares: 0 is flat, 1 linear.
pub(crate) fn slope(points: &[(f64, f64)]) -> f64 {
    let logs: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let count = logs.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| logs.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let covariance: f64 = logs.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    let variance: f64 = logs.iter().map(|point| (point.0 - x).powi(2)).sum();
    covariance / variance
}
