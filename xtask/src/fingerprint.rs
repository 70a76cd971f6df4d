//! Does nothing twice: work is skipped while the fingerprint of what goes into it stays the same.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A hash over texts and files.
#[derive(Default)]
pub struct Fingerprint(Sha256);

impl Fingerprint {
    /// Bytes. Their length counts too, so that what is one part never runs into the next.
    pub fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.update(bytes.len().to_le_bytes());
        self.0.update(bytes);
        self
    }

    /// A file's content.
    pub fn file(self, path: &Path) -> Result<Self> {
        Ok(self.bytes(&read(path)?))
    }

    /// The hash in hexadecimal, 64 digits.
    pub fn hex(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A file's bytes; an error names the file.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("can't read {}", path.display()))
}

/// The first 12 digits of the content's SHA-256, for names that change with the content.
pub fn content_hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// Remembers what a piece of work made, and of what.
pub struct Stamp(PathBuf);

#[derive(Serialize, Deserialize)]
struct Record<T> {
    fingerprint: String,
    made: T,
}

impl Stamp {
    /// The stamp kept in a file.
    pub fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// What was made the last time if the fingerprint is the same; otherwise the work is done.
    pub fn unless_current<T>(&self, fingerprint: Fingerprint, work: impl FnOnce() -> Result<T>) -> Result<T>
    where
        T: Serialize + DeserializeOwned,
    {
        let fingerprint = fingerprint.hex();
        if let Some(made) = self.made_from(&fingerprint) {
            return Ok(made);
        }
        let made = work()?;
        let record = Record { fingerprint, made };
        if let Some(folder) = self.0.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.0, serde_json::to_vec(&record)?)?;
        Ok(record.made)
    }

    fn made_from<T: DeserializeOwned>(&self, fingerprint: &str) -> Option<T> {
        let record: Record<T> = serde_json::from_slice(&fs::read(&self.0).ok()?).ok()?;
        (record.fingerprint == fingerprint).then_some(record.made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(parts: &[&str]) -> Fingerprint {
        parts.iter().fold(Fingerprint::default(), |sum, part| sum.bytes(part.as_bytes()))
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(of(&["ab", "c"]).hex(), of(&["a", "bc"]).hex());
        assert_eq!(of(&["ab", "c"]).hex(), of(&["ab", "c"]).hex());
    }

    #[test]
    fn a_name_changes_with_the_content() {
        // sha256sum of "abc": FIPS 180-2, appendix B.1.
        assert_eq!(content_hash(b"abc"), "ba7816bf8f01");
        assert_ne!(content_hash(b"abc"), content_hash(b"abd"));
    }

    #[test]
    fn work_is_done_once_until_what_goes_in_changes() {
        let folder = std::env::temp_dir().join(format!("sapa-stamp-{}", std::process::id()));
        let stamp = Stamp::new(folder.join("stamp"));
        let mut runs = 0;
        for part in ["one", "one", "two"] {
            stamp
                .unless_current(of(&[part]), || {
                    runs += 1;
                    Ok(())
                })
                .unwrap();
        }
        fs::remove_dir_all(folder).unwrap();
        assert_eq!(runs, 2);
    }

    #[test]
    fn work_that_failed_is_done_again() {
        let stamp =
            Stamp::new(std::env::temp_dir().join(format!("sapa-failed-{}/stamp", std::process::id())));
        let failed: Result<()> = stamp.unless_current(of(&["one"]), || anyhow::bail!("no"));
        assert!(failed.is_err());
        assert_eq!(stamp.made_from::<()>(&of(&["one"]).hex()), None);
    }
}
