//! A shop: its public profile, its persona, its opening hours and its knowledge.

use serde::{Deserialize, Serialize};

use crate::id::{EntryId, Millis, ShopSlug};
use crate::team::Team;
use crate::workflow::Rule;

/// A language of the interface.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    En,
    /// Indonesian; also where another language was asked for.
    #[default]
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Id,
}

/// A text in the interface's languages; English falls back to Indonesian.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Localized {
    /// Indonesian.
    pub id: String,
    /// English; may be empty.
    #[serde(default)]
    pub en: String,
}

impl Localized {
    /// The text in a language, Indonesian where there is none.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        if language == Language::En && !self.en.is_empty() { &self.en } else { &self.id }
    }
}

/// What a shop's owner decides; loaded by the operator, seen in part by everyone ([`Profile`]).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Settings {
    /// Its name in addresses.
    pub slug: ShopSlug,
    /// Its name, as shoppers see it: 1 to 80 characters.
    pub name: String,
    /// The shop's colour.
    #[serde(default)]
    pub accent: Accent,
    /// The languages of its chat, the first one preferred.
    #[serde(default)]
    pub languages: Vec<Language>,
    /// The first thing a shopper reads: 1 to 500 characters.
    pub greeting: Localized,
    /// Questions offered at the start; at most 6, of 1 to 80 characters.
    #[serde(default)]
    pub suggestions: Vec<Localized>,
    /// When people are there.
    pub hours: Hours,
    /// How long a shopper usually waits for a person while the shop is open, in minutes (1 to 240).
    #[serde(default = "five")]
    pub usual_wait_minutes: u32,
    /// How those who wait find a person.
    #[serde(default)]
    pub service: Service,
    /// What happens by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// Who looks after what.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub teams: Vec<Team>,
    /// Who the bot is.
    pub persona: Persona,
    /// The sites that may embed the chat, as origins (`https://toko.example`).
    #[serde(default)]
    pub allowed_origins: Vec<String>,
}

fn five() -> u32 {
    5
}

/// How those who wait find a person, and by when: what an owner sets in the console, over what the operator loaded. A change
/// holds in each conversation from the next thing that happens there.
///
/// Targets are minutes of the shop's opening time, 1 to 43,200; one that opening time doesn't reach within 90 days is
/// never due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Service {
    /// Who gets a conversation that waits.
    #[serde(default)]
    pub routing: Routing,
    /// After how many minutes of opening time ([`crate::limits::OVERFLOW_MINUTES`]) what waits for a team goes to anybody with
    /// room.
    #[serde(default = "three")]
    pub overflow_minutes: u32,
    /// By when a person says the first word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_reply_minutes: Option<u32>,
    /// By when a person answers after that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_reply_minutes: Option<u32>,
    /// By when the matter is settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution_minutes: Option<u32>,
    /// After how many hours on the clock (1 to 720) a shopper who says nothing to a person's word is asked whether it is
    /// solved; after a day without an answer the matter is settled. None: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub close_after_hours: Option<u32>,
}

impl Default for Service {
    fn default() -> Self {
        Self {
            routing: Routing::default(),
            overflow_minutes: three(),
            first_reply_minutes: None,
            next_reply_minutes: None,
            resolution_minutes: None,
            close_after_hours: None,
        }
    }
}

fn three() -> u32 {
    3
}

/// Who gets a conversation that waits, among those who are online and have room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Routing {
    /// The one who was given one longest ago.
    RoundRobin,
    /// The one who has the fewest.
    LeastBusy,
    /// Whoever takes it by hand; also where another way was asked for.
    #[default]
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Manual,
}

/// A colour, `#rrggbb`. Nothing else gets through: it ends up in a style sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
pub struct Accent(String);

impl Accent {
    /// The colour as `#rrggbb` in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Accent {
    fn default() -> Self {
        Self("#0f766e".to_owned())
    }
}

impl TryFrom<String> for Accent {
    type Error = crate::id::InvalidId;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let digits = text.strip_prefix('#').unwrap_or_default();
        if digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(crate::id::InvalidId { expected: "a colour: # and six hexadecimal digits" })
        }
    }
}

impl From<Accent> for String {
    fn from(accent: Accent) -> String {
        accent.0
    }
}

/// Who the bot is and how it speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Persona {
    /// Its name: 1 to 40 characters.
    pub name: String,
    /// How it addresses people: `Kak`, `Bapak/Ibu`, `Sis` …; at most 40 characters, may be empty.
    #[serde(default)]
    pub address: String,
    /// Whether it uses emoji.
    #[serde(default)]
    pub emoji: bool,
    /// A line under the first answer; at most 200 characters, may be empty.
    #[serde(default)]
    pub signature: String,
}

/// When people are there, in the shop's own time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hours {
    /// The shop's time zone.
    pub zone: Zone,
    /// Opening times; a day may stand in several. None at all: always open.
    #[serde(default)]
    pub week: Vec<Opening>,
    /// Days on which the shop stays closed, `YYYY-MM-DD`.
    #[serde(default)]
    pub holidays: Vec<String>,
}

/// Indonesia's time zones; none of them has daylight saving time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Zone {
    /// WIB, UTC+7.
    #[serde(rename = "Asia/Jakarta", alias = "Asia/Pontianak")]
    Wib,
    /// WITA, UTC+8.
    #[serde(rename = "Asia/Makassar")]
    Wita,
    /// WIT, UTC+9.
    #[serde(rename = "Asia/Jayapura")]
    Wit,
}

impl Zone {
    /// Hours east of Greenwich.
    #[must_use]
    pub fn offset_hours(self) -> i8 {
        match self {
            Zone::Wib => 7,
            Zone::Wita => 8,
            Zone::Wit => 9,
        }
    }

    /// The abbreviation people use.
    #[must_use]
    pub fn abbreviation(self) -> &'static str {
        match self {
            Zone::Wib => "WIB",
            Zone::Wita => "WITA",
            Zone::Wit => "WIT",
        }
    }
}

/// Opening times for some days of the week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Opening {
    /// The days.
    pub days: Vec<Day>,
    /// `HH:MM`, from `00:00`.
    pub open: String,
    /// `HH:MM`, to `24:00`; not before `open`.
    pub close: String,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// What everyone may know of a shop: `GET /v1/shops/{shop}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Profile {
    /// Its name in addresses.
    pub slug: ShopSlug,
    /// Its name.
    pub name: String,
    /// Its colour.
    pub accent: Accent,
    /// The languages of its chat.
    pub languages: Vec<Language>,
    /// The first thing a shopper reads.
    pub greeting: Localized,
    /// Questions offered at the start.
    pub suggestions: Vec<Localized>,
    /// The bot's name.
    pub bot: String,
    /// Whether people are there now.
    pub open: bool,
    /// When they are there again, if they aren't now and it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<Millis>,
    /// The usual wait for a person while open, in minutes.
    pub usual_wait_minutes: u32,
    /// The shop's time zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Zone>,
}

/// A shop's knowledge, as people write it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Knowledge {
    /// The shop it belongs to.
    pub shop: String,
    /// The language it is written in (`id`).
    pub language: String,
    /// What the shop knows.
    pub entries: Vec<Entry>,
}

/// One thing a shop knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entry {
    /// Its id within the shop.
    pub id: EntryId,
    /// What it is about, for grouping.
    #[serde(default)]
    pub topic: String,
    /// A short title, as a choice's button shows it.
    #[serde(default)]
    pub title: String,
    /// Ways to ask for it.
    #[serde(default)]
    pub questions: Vec<String>,
    /// What the bot says.
    #[serde(default)]
    pub answer: String,
}
