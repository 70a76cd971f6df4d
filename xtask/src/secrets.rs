//! What the Worker signs with, and what lets its operator in: made at the first start, kept where `dev` keeps its data.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use serde::{Deserialize, Serialize};

/// The names under which the Worker knows them, in its environment.
pub const SECRET: &str = "SAPA_SECRET";
/// See [`SECRET`].
pub const OPERATOR_TOKEN: &str = "SAPA_OPERATOR_TOKEN";

/// Both secrets of a server: 32 random bytes each, in hexadecimal.
#[derive(Serialize, Deserialize)]
pub struct Secrets {
    /// Signs visitors' tokens.
    pub secret: String,
    /// Lets the operator load shops and invite people.
    pub operator_token: String,
}

impl Secrets {
    /// The secrets in a data folder, made if there are none.
    pub fn in_folder(data: &Path) -> Result<Self> {
        let path = file(data);
        if path.exists() {
            return read(&path);
        }
        let secrets = Self { secret: random()?, operator_token: random()? };
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        file.write_all(&serde_json::to_vec_pretty(&secrets)?)?;
        Ok(secrets)
    }
}

/// The operator's token: from the environment, else from a data folder.
pub fn operator_token(data: &Path) -> Result<String> {
    if let Ok(token) = std::env::var(OPERATOR_TOKEN) {
        return Ok(token);
    }
    let secrets = read(&file(data)).with_context(|| {
        format!("no operator's token: set {OPERATOR_TOKEN}, or name `dev`'s folder with --data")
    })?;
    Ok(secrets.operator_token)
}

fn file(data: &Path) -> PathBuf {
    data.join("secrets.json")
}

fn read(path: &Path) -> Result<Secrets> {
    let text = fs::read(path).with_context(|| format!("can't read {}", path.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("{} is damaged", path.display()))
}

fn random() -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| anyhow!("no random numbers: {error}"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn secrets_are_made_once_and_are_the_owners_alone() {
        let data = std::env::temp_dir().join(format!("sapa-secrets-{}", std::process::id()));
        fs::create_dir_all(&data).unwrap();
        let (first, second) = (Secrets::in_folder(&data).unwrap(), Secrets::in_folder(&data).unwrap());
        let mode = fs::metadata(file(&data)).unwrap().permissions().mode();
        fs::remove_dir_all(&data).unwrap();
        assert_eq!(first.secret, second.secret);
        assert_eq!(first.secret.len(), 64);
        assert_ne!(first.secret, first.operator_token);
        assert_eq!(mode & 0o777, 0o600);
    }
}
