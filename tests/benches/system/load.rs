//! Load by wrk: one thread and 32 connections, from the same machine.

use std::path::Path;
use std::process::Command;

/// How long one measurement takes, in seconds.
const SECONDS: u32 = 4;

/// Requests a second that the server at `url` answers, all of them well. The script makes them.
pub fn requests_a_second(url: &str, script: Option<(&str, &str)>) -> f64 {
    let mut wrk = Command::new("wrk");
    wrk.args(["--threads", "1", "--connections", "32", "--duration", &format!("{SECONDS}s")]);
    wrk.args(["--timeout", "10s"]); // a disk that syncs may stall for longer than wrk's own two seconds
    if let Some((script, _)) = script {
        wrk.arg("--script").arg(project().join("bench").join(script));
    }
    wrk.arg(url);
    if let Some((_, argument)) = script {
        wrk.arg(argument);
    }
    let output = wrk.current_dir(project()).output().expect("wrk can be started");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!text.contains("Non-2xx") && !text.contains("Socket errors"), "{text}");
    let rate = text.lines().find_map(|line| line.trim().strip_prefix("Requests/sec:"));
    let rate = rate.and_then(|rate| rate.trim().parse().ok());
    rate.unwrap_or_else(|| panic!("wrk said no rate: {text}{}", String::from_utf8_lossy(&output.stderr)))
}

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the project")
}
