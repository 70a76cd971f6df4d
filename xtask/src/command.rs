//! Runs another program inside a [`Step`]: its lines are the step's notes, and are shown in full only when it fails.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::progress::Step;

/// What a program said, and whether it succeeded.
pub struct Finished {
    /// Standard output and error, as the lines came, without the crates that cargo went through.
    pub output: String,
    /// Exit status zero.
    pub success: bool,
}

/// Run a program that must succeed; answers with what it said.
///
/// # Errors
/// It can't be started, or it failed: then with everything it said.
pub fn run(command: &mut Command, step: &Step) -> Result<String> {
    let finished = run_to_end(command, step)?;
    if !finished.success {
        bail!("{} failed:\n{}", describe(command), shortened(&finished.output));
    }
    Ok(finished.output)
}

/// Run a program that may fail.
///
/// # Errors
/// It can't be started.
pub fn run_to_end(command: &mut Command, step: &Step) -> Result<Finished> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("can't start {}", describe(command)))?;
    let (sender, lines) = channel();
    if let Some(stdout) = child.stdout.take() {
        forward_lines(stdout, sender.clone());
    }
    if let Some(stderr) = child.stderr.take() {
        forward_lines(stderr, sender);
    }
    let output = collect(&lines, step);
    Ok(Finished { output, success: child.wait()?.success() })
}

fn forward_lines(from: impl Read + Send + 'static, to: Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(from).split(b'\n').map_while(Result::ok) {
            if to.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                return;
            }
        }
    });
}

/// All lines until both ends are closed.
fn collect(lines: &Receiver<String>, step: &Step) -> String {
    let mut output = String::new();
    loop {
        match lines.recv_timeout(Duration::from_secs(30)) {
            Ok(line) => {
                step.note(&line);
                if !is_cargos_progress(&line) {
                    output.push_str(&line);
                    output.push('\n');
                }
            }
            Err(RecvTimeoutError::Timeout) => step.still_working(),
            Err(RecvTimeoutError::Disconnected) => return output,
        }
    }
}

/// The beginning and the end of a long output: where errors start, and where they are summed up.
fn shortened(output: &str) -> String {
    const SHOWN: usize = 100;
    let lines: Vec<&str> = output.trim_end().lines().collect();
    if lines.len() <= 2 * SHOWN {
        return lines.join("\n");
    }
    let (first, last) = (&lines[..SHOWN], &lines[lines.len() - SHOWN..]);
    format!("{}\n[{} lines left out]\n{}", first.join("\n"), lines.len() - 2 * SHOWN, last.join("\n"))
}

/// Hundreds of these would bury the one error.
fn is_cargos_progress(line: &str) -> bool {
    let mut words = line.trim_start().split(' ');
    line.starts_with("   ")
        && matches!(words.next(), Some("Compiling" | "Checking" | "Documenting" | "Downloaded"))
}

/// A program's answer in one line; nothing if it isn't there or fails.
pub fn ask(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn describe(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_output_keeps_its_beginning_and_its_end() {
        let output: String = (1..=1_000).map(|line| format!("line {line}\n")).collect();
        let shown = shortened(&output);
        assert!(shown.starts_with("line 1\n") && shown.ends_with("line 1000"));
        assert!(shown.contains("[800 lines left out]"));
        assert_eq!(shortened("one\ntwo\n"), "one\ntwo");
    }

    #[test]
    fn cargos_progress_is_told_from_its_errors() {
        assert!(is_cargos_progress("   Compiling serde v1.0.229"));
        assert!(!is_cargos_progress("error: could not compile `widget`"));
        assert!(!is_cargos_progress("Compiling is what failed"));
    }
}
