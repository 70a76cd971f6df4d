//! Chromium and its driver, for the whole-system tests.

use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::debian;

/// A browser and the program that steers it.
pub struct Browser {
    /// The browser.
    pub chrome: PathBuf,
    /// Its WebDriver.
    pub driver: PathBuf,
}

impl Browser {
    /// The browser that `CHROME` and `CHROMEDRIVER` name or that is on PATH; else Debian's is installed.
    ///
    /// # Errors
    /// There is none, and none can be installed: says what to do.
    pub fn ready() -> Result<Self> {
        if let Some(browser) = Self::find() {
            return Ok(browser);
        }
        if debian::can_install() {
            debian::install(&["chromium", "chromium-driver"])?;
        }
        Self::find().context(
            "the tests need Chromium and chromedriver of the same version: install both (Debian: apt-get install \
             chromium chromium-driver), or name them in CHROME and CHROMEDRIVER",
        )
    }

    fn find() -> Option<Self> {
        Some(Self {
            chrome: named("CHROME").or_else(|| on_path(&["chromium", "google-chrome", "chrome"]))?,
            driver: named("CHROMEDRIVER").or_else(|| on_path(&["chromedriver"]))?,
        })
    }
}

fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from)
}

fn on_path(names: &[&str]) -> Option<PathBuf> {
    let folders: Vec<_> = env::split_paths(&env::var_os("PATH")?).collect();
    let candidates = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    candidates.into_iter().find(|path| path.is_file())
}
