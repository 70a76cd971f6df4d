//! Says what is being done and for how long: a spinner on a terminal, plain lines elsewhere.

use std::cell::Cell;
use std::time::{Duration, Instant};

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};

/// One named piece of work.
pub struct Step {
    spinner: ProgressBar,
    name: String,
    started: Instant,
    failed: Cell<bool>,
}

/// Do a piece of work under its name.
///
/// # Errors
/// Whatever the work answers.
pub fn step<T>(name: &str, work: impl FnOnce(&Step) -> Result<T>) -> Result<T> {
    let step = Step::begin(name);
    let result = work(&step);
    step.end(result.is_ok() && !step.failed.get());
    result
}

impl Step {
    fn begin(name: &str) -> Self {
        let style = ProgressStyle::with_template("{spinner} {prefix} {elapsed:.dim} {wide_msg:.dim}");
        let spinner = ProgressBar::new_spinner()
            .with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
            .with_prefix(name.to_owned());
        let step = Self { spinner, name: name.to_owned(), started: Instant::now(), failed: Cell::new(false) };
        if step.spinner.is_hidden() {
            println!("· {name} …");
        } else {
            step.spinner.enable_steady_tick(Duration::from_millis(120));
        }
        step
    }

    /// What the tool at work said last; shown beside the name on a terminal.
    pub fn note(&self, line: &str) {
        self.spinner.set_message(line.trim().to_owned());
    }

    /// A long silence is over: says so where nobody sees a spinner.
    pub fn still_working(&self) {
        if self.spinner.is_hidden() {
            println!("  {} … {}", self.name, seconds(self.started.elapsed()));
        }
    }

    /// The work went to its end, and what it looked for is not so.
    pub fn fail(&self) {
        self.failed.set(true);
    }

    fn end(&self, well: bool) {
        self.spinner.finish_and_clear();
        let mark = if well { "✓" } else { "✗" };
        println!("{mark} {} ({})", self.name, seconds(self.started.elapsed()));
    }
}

/// A duration as people read it.
pub fn seconds(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{} min {} s", duration.as_secs() / 60, duration.as_secs() % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        assert_eq!(seconds(Duration::from_millis(1_240)), "1.2 s");
        assert_eq!(seconds(Duration::from_secs(185)), "3 min 5 s");
    }
}
