//! Types for ids and units, so that one is never passed for another.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ulid::Ulid;

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidId {
    /// What was expected, for the reader of the error.
    pub expected: &'static str,
}

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.expected)
    }
}

impl std::error::Error for InvalidId {}

macro_rules! ulid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "schema", schemars(extend("pattern" = "^[0-7][0-9A-HJKMNP-TV-Z]{25}$")))]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(#[cfg_attr(feature = "schema", schemars(with = "String"))] pub Ulid);

        impl $name {
            /// An id from its parts: milliseconds since 1970 (48 bits) and randomness (the lower 80 bits are used).
            #[must_use]
            pub fn from_parts(at: Millis, random: u128) -> Self {
                Self(Ulid::from_parts(at.0.max(0) as u64, random))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                // The crate reads lower case too; two spellings of one id would defeat the comparison of repeats.
                let id = Ulid::from_string(text).ok().filter(|id| id.to_string() == text);
                id.map(Self).ok_or(InvalidId { expected: "a ULID: 26 characters of Crockford's base 32 in upper case" })
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }
    };
}

ulid_id! {
    /// A conversation; minted by the edge when it begins.
    ConversationId
}
ulid_id! {
    /// An event, minted by its author; the same id twice is one event.
    EventId
}
ulid_id! {
    /// A member of a shop's staff.
    StaffId
}
ulid_id! {
    /// A customer of a shop; minted by the edge with their first conversation.
    CustomerId
}
ulid_id! {
    /// A macro, minted by whoever makes it.
    MacroId
}
ulid_id! {
    /// A workflow rule, minted by whoever makes it.
    RuleId
}
ulid_id! {
    /// A team, minted by whoever makes it.
    TeamId
}
ulid_id! {
    /// An address that webhooks are sent to.
    WebhookId
}
ulid_id! {
    /// A file, minted by whoever sends it; the same id twice is one file.
    FileId
}

macro_rules! slug {
    ($(#[$doc:meta])* $name:ident, $max:expr, $expected:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text of the slug.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
                let fits = !text.is_empty() && text.len() <= $max && text.chars().all(allowed);
                if fits { Ok(Self(text.to_owned())) } else { Err(InvalidId { expected: $expected }) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(slug: $name) -> String {
                slug.0
            }
        }
    };
}

slug! {
    /// A shop's name in addresses: 1 to 63 of `a-z 0-9 - _`.
    ShopSlug, 63, "a shop's slug: 1 to 63 of a-z, 0-9, - and _"
}
slug! {
    /// A knowledge entry's id within its shop: 1 to 96 of `a-z 0-9 - _`.
    EntryId, 96, "an entry's id: 1 to 96 of a-z, 0-9, - and _"
}

/// An event's place in its conversation's log: 1, 2, 3, … without gaps. 0 stands for "nothing yet".
///
/// A shopper's client sees gaps: what only staff may read (notes, the bot's reasons) has its place in the same log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Seq(pub u64);

impl Seq {
    /// The place after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A moment: milliseconds since 1970-01-01T00:00Z.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Millis(pub i64);

impl Millis {
    /// This moment moved by `ms` milliseconds (negative: earlier).
    #[must_use]
    pub fn plus(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this moment.
    #[must_use]
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_id_has_one_spelling() {
        let id = EventId::from_parts(Millis(1_795_000_000_000), 42);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!(id.to_string().to_lowercase().parse::<EventId>().is_err());
        assert!("".parse::<EventId>().is_err());
        assert!("81111111111111111111111111".parse::<EventId>().is_err(), "more than 128 bits");
    }

    #[test]
    fn a_slug_is_safe_in_an_address() {
        assert!("toko-batik".parse::<ShopSlug>().is_ok());
        for bad in ["", "Toko", "a/b", "a b", "../x", "tokó", &"x".repeat(64)] {
            assert!(bad.parse::<ShopSlug>().is_err(), "{bad}");
        }
    }
}
