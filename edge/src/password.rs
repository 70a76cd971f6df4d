//! Passwords become keys here, in the Worker, before any object hears of them: Argon2id is meant to be slow, and a shop's
//! object, of which there is one, must not be held up by whoever guesses.
//!
//! The salt is made of the shop and the e-mail address, so nothing has to be looked up first: an account that doesn't
//! exist takes as long to refuse as one that does. The server's secret is mixed in (Argon2's K), so that a stolen database
//! can't be guessed at without it. Whoever changes that secret lets everybody in anew by links.

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::failure::{Failure, Outcome};
use crate::token;

/// What a password became. It is compared, never shown; stored is its digest.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Key(String);

impl Key {
    /// Makes the key of a password for the account with this e-mail address, in lower case, in a shop.
    ///
    /// Memory 19 MiB, two passes, one lane: OWASP's Password Storage Cheat Sheet.
    ///
    /// # Errors
    /// A fault when there is no memory.
    pub fn new(secret: &str, shop: &str, email: &str, password: &str) -> Outcome<Self> {
        let fault = |error: argon2::Error| Failure::Fault(error.to_string());
        let params = Params::new(19 * 1024, 2, 1, Some(32)).map_err(fault)?;
        let argon2 = Argon2::new_with_secret(secret.as_bytes(), Algorithm::Argon2id, Version::V0x13, params);
        let salt = Sha256::digest(format!("sapa.password.v1 {shop} {email}"));
        let mut key = [0; 32];
        argon2.map_err(fault)?.hash_password_into(password.as_bytes(), &salt, &mut key).map_err(fault)?;
        Ok(Self(BASE64.encode(key)))
    }

    /// What is stored of it.
    pub fn digest(&self) -> String {
        token::digest(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_belongs_to_one_server_shop_account_and_password() {
        let key = |secret, shop, email, password| Key::new(secret, shop, email, password).unwrap().digest();
        let one = key("secret", "toko-batik", "dina@toko.id", "kuda baterai benar");
        assert_eq!(one, key("secret", "toko-batik", "dina@toko.id", "kuda baterai benar"));
        assert_ne!(one, key("another", "toko-batik", "dina@toko.id", "kuda baterai benar"));
        assert_ne!(one, key("secret", "toko-sepatu", "dina@toko.id", "kuda baterai benar"));
        assert_ne!(one, key("secret", "toko-batik", "budi@toko.id", "kuda baterai benar"));
        assert_ne!(one, key("secret", "toko-batik", "dina@toko.id", "kuda baterai benar "));
    }
}
