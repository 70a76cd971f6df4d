//! Holds the invariants of ARCHITECTURE.md that a reader could break without noticing: each says what is absent.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The crates that know no Worker, no browser, no clock and no randomness.
const PURE: [(&str, &str); 3] =
    [("protocol", "edge/protocol"), ("answer", "edge/answer"), ("desk", "edge/desk")];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the project")
}

/// The names of all crates that a crate is built from.
fn dependencies(package: &str) -> Vec<String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([
        "tree",
        "--package",
        package,
        "--edges",
        "normal",
        "--prefix",
        "none",
        "--locked",
        "--offline",
    ]);
    let output = cargo.current_dir(root()).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("cargo tree prints text");
    text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

/// The Rust files below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("a readable folder").path());
    paths
        .flat_map(|path| match path {
            path if path.is_dir() => sources(&path),
            path if path.extension().is_some_and(|ending| ending == "rs") => vec![path],
            _ => vec![],
        })
        .collect()
}

#[test]
fn pure_crates_are_built_without_worker_browser_clock_or_randomness() {
    let impure = ["worker", "web-sys", "js-sys", "wasm-bindgen", "getrandom", "rand", "tokio", "chrono"];
    for (package, _) in PURE {
        for dependency in dependencies(package) {
            assert!(!impure.contains(&dependency.as_str()), "{package} must not be built from {dependency}");
        }
    }
}

#[test]
fn pure_crates_ask_neither_clock_nor_environment() {
    let impure = ["SystemTime", "Instant::now", "env::", "fs::", "std::net", "thread::", "println!"];
    for (package, folder) in PURE {
        for path in sources(&root().join(folder).join("src")) {
            let source = fs::read_to_string(&path).expect("a readable file");
            for word in impure {
                let shown = path.display();
                assert!(!source.contains(word), "{package} is pure, but {shown} says {word}");
            }
        }
    }
}

#[test]
fn the_browsers_apps_do_not_know_each_other_or_the_edge() {
    let allowed = |package: &str, dependency: &str| {
        let ours = ["answer", "desk", "sapa-edge", "widget", "console"];
        dependency == package || !ours.contains(&dependency)
    };
    for package in ["widget", "console"] {
        for dependency in dependencies(package) {
            assert!(allowed(package, &dependency), "{package} must not be built from {dependency}");
        }
    }
}

#[test]
fn shoppers_text_becomes_markup_nowhere() {
    let markup =
        ["inner_html", "set_inner_html", "innerHTML", "insert_adjacent_html", "outerHTML", "document.write"];
    for folder in ["widget/src", "widget/loader", "edge/console/src"] {
        let folder = root().join(folder);
        let scripts = fs::read_dir(&folder).expect("a readable folder").filter_map(|entry| {
            let path = entry.expect("a readable folder").path();
            path.extension().is_some_and(|ending| ending == "js").then_some(path)
        });
        for path in sources(&folder).into_iter().chain(scripts) {
            let source = fs::read_to_string(&path).expect("a readable file");
            for word in markup {
                assert!(!source.contains(word), "{} writes markup with {word}", path.display());
            }
        }
    }
}
