//! The codes of an authenticator app.

use totp_rs::{Builder, Secret};

use crate::now;

/// The app's code for a secret, so many steps of 30 seconds from now.
pub fn code(secret: &str, steps: i64) -> String {
    let secret = Secret::try_from_base32(secret).expect("base32");
    let totp = Builder::new().with_secret(secret).build().expect("a long secret");
    let seconds = u64::try_from(now().0 / 1_000 + 30 * steps).expect("after 1970");
    totp.generate(seconds).to_string()
}
