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
    /// Standard output and error, as the lines came.
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
        bail!("{} failed:\n{}", describe(command), finished.output.trim_end());
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
                output.push_str(&line);
                output.push('\n');
            }
            Err(RecvTimeoutError::Timeout) => step.still_working(),
            Err(RecvTimeoutError::Disconnected) => return output,
        }
    }
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
