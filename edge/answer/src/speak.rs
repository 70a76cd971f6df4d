//! The shop's voice: what the bot says, as the seller's persona says it.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use protocol::Mood;
use protocol::decision::Candidate;
use protocol::event::{HandoffReason, Promise};
use protocol::shop::{Language, Persona, Zone};
use protocol::{EntryId, Millis};

use crate::Pack;
use crate::clean::visible;

include!(concat!(env!("OUT_DIR"), "/strings.rs"));

/// What is to be said.
#[derive(Debug, Clone, Copy)]
pub enum Line<'a> {
    /// An entry's answer.
    Answer(&'a EntryId),
    /// "Which of these do you mean?"
    Choices(&'a [Candidate]),
    /// The same about one of several questions, which is quoted.
    ChoicesFor(&'a str, &'a [Candidate]),
    /// The answer was given before and asked for again: "did you mean one of these, or shall I call somebody?"
    AnsweredBefore(&'a [Candidate]),
    /// Nothing fits: say what was understood, offer the next step. The shopper's words are data, quoted at most in part.
    Unknown(&'a str),
    /// Files came without a word: the bot can't look into them, and offers a person.
    OnlyFiles,
    /// A greeting returned.
    Greeting,
    /// Thanks returned.
    Thanks,
    /// A goodbye returned.
    Goodbye,
    /// A person is called: why, and when they come.
    Handoff(HandoffReason, Promise),
    /// A person is called of the team of this name, and when they come.
    HandoffTo(&'a str, Promise),
    /// A message while waiting: it was added for the person who comes.
    Noted(Promise),
    /// The wait takes longer than promised.
    StillWaiting(Promise),
    /// The bot is back.
    BotIsBack,
    /// A shopper has long said nothing to a person's word: is it solved? So many hours they have to answer.
    StillThere(i64),
}

/// Who speaks to whom, and when.
#[derive(Debug, Clone, Copy)]
pub struct Voice<'a> {
    /// The persona.
    pub persona: &'a Persona,
    /// The interface's language for the bot's own words; an entry is said as it is written.
    pub language: Language,
    /// The shopper's mood: empathy before the answer where it asks for it.
    pub mood: Mood,
    /// How many messages the bot has said in this conversation: no phrase twice in a row.
    pub turn: u32,
    /// Now, for times of day.
    pub now: Millis,
    /// The shop's time zone.
    pub zone: Zone,
}

/// At most so much of the shopper's words is quoted, in characters.
const QUOTE_CHARS: usize = 48;

/// Words a line. Empty only where an entry is not in the pack (any more).
#[must_use]
pub fn say(pack: Option<&Pack>, voice: Voice<'_>, line: Line<'_>) -> String {
    voice.say(pack, line)
}

impl Voice<'_> {
    fn say(self, pack: Option<&Pack>, line: Line<'_>) -> String {
        let (s, turn, call, smile) = (self.strings(), self.turn as usize, self.call(), self.smile());
        match line {
            Line::Answer(id) => self.answer(pack, id),
            Line::Choices(_) => self.with_empathy(s.choices(turn, call)),
            Line::ChoicesFor(question, _) => match quote(question) {
                Some(quote) => s.choices_for(turn, call, quote),
                None => s.choices(turn, call),
            },
            Line::AnsweredBefore([]) => s.answered_before_alone(turn, call),
            Line::AnsweredBefore(_) => s.answered_before(turn, call),
            Line::Unknown(text) => self.with_empathy(self.unknown(text)),
            Line::OnlyFiles => s.only_files(turn, call),
            Line::Greeting => s.greeting(turn, call, smile, self.time_of_day()),
            Line::Thanks => s.thanks(turn, call, smile),
            Line::Goodbye => s.goodbye(turn, call, smile),
            Line::Handoff(reason, promise) => self.handoff(reason, promise),
            Line::HandoffTo(team, promise) => {
                s.handoff_to_team(turn, call, self.promise(promise), team).trim_end().to_owned()
            }
            Line::Noted(promise) => s.noted(turn, call, self.wait(promise)),
            Line::StillWaiting(promise) => {
                s.still_waiting(turn, call, self.wait(promise)).trim_end().to_owned()
            }
            Line::BotIsBack => s.bot_is_back(turn, call, smile),
            Line::StillThere(hours) => s.still_there(turn, call, hours),
        }
    }

    fn strings(self) -> &'static Strings {
        match self.language {
            Language::Id => &ID,
            Language::En => &EN,
        }
    }

    /// How people are called, ready to stand behind a phrase.
    fn call(self) -> String {
        let address = self.persona.address.trim();
        if address.is_empty() || self.language == Language::En {
            String::new()
        } else {
            format!(", {address}")
        }
    }

    /// A smile has no place before somebody who is unhappy.
    fn smile(self) -> &'static str {
        let glad = !matches!(self.mood, Mood::Angry | Mood::Unhappy);
        if self.persona.emoji && glad { " 😊" } else { "" }
    }

    fn answer(self, pack: Option<&Pack>, id: &EntryId) -> String {
        let Some(entry) = pack.and_then(|pack| pack.entry(id)) else { return String::new() };
        let text = self.with_empathy(entry.answer.to_owned());
        let signature = self.persona.signature.trim();
        if self.turn == 0 && !signature.is_empty() { format!("{text}\n\n{signature}") } else { text }
    }

    /// Empathy first, where the mood asks for it.
    fn with_empathy(self, text: String) -> String {
        let (s, turn) = (self.strings(), self.turn as usize);
        match self.mood {
            Mood::Unhappy => format!("{} {text}", s.unhappy(turn, self.call())),
            Mood::Angry => format!("{} {text}", s.angry(turn, self.call())),
            Mood::Happy | Mood::Neutral => text,
        }
    }

    fn unknown(self, text: &str) -> String {
        let (s, turn) = (self.strings(), self.turn as usize);
        match quote(text) {
            Some(quote) => s.unknown_quote(turn, self.call(), quote),
            None => s.unknown(turn, self.call()),
        }
    }

    fn handoff(self, reason: HandoffReason, promise: Promise) -> String {
        let (s, turn, call) = (self.strings(), self.turn as usize, self.call());
        let promise = self.promise(promise);
        let text = match reason {
            HandoffReason::Asked | HandoffReason::Rule | HandoffReason::Unknown => {
                s.handoff_asked(turn, call, promise)
            }
            HandoffReason::Anger => s.handoff_anger(turn, call, promise),
            HandoffReason::Discretion => s.handoff_discretion(turn, call, promise),
            HandoffReason::Unsure => s.handoff_unsure(turn, call, promise),
            HandoffReason::Repeated => s.handoff_repeated(turn, call, promise),
            HandoffReason::NotHelped => s.handoff_not_helped(turn, call, promise),
            HandoffReason::NoKnowledge => s.handoff_no_knowledge(turn, call, promise),
            HandoffReason::CameBack => s.handoff_came_back(turn, call, promise),
            HandoffReason::Transferred => s.handoff_transferred(turn, call, promise),
            HandoffReason::NoReply => s.handoff_no_reply(turn, call, promise),
        };
        text.trim_end().to_owned()
    }

    /// When a person comes, as a sentence.
    fn promise(self, promise: Promise) -> String {
        let s = self.strings();
        match promise {
            Promise::Soon { minutes } => s.promise_soon(minutes.max(1)),
            Promise::Later { opens_at: Some(at) } => s.promise_later(self.when(at)),
            Promise::Later { opens_at: None } => s.promise_later_unknown.to_owned(),
            Promise::Unknown => String::new(),
        }
    }

    /// The same, shorter, for somebody who was told before.
    fn wait(self, promise: Promise) -> String {
        let s = self.strings();
        match promise {
            Promise::Soon { minutes } => s.wait_soon(minutes.max(1)),
            Promise::Later { opens_at: Some(at) } => s.wait_later(self.when(at)),
            Promise::Later { opens_at: None } => s.wait_later_unknown.to_owned(),
            Promise::Unknown => String::new(),
        }
    }

    /// `besok pukul 08.00 WIB`.
    fn when(self, at: Millis) -> String {
        let s = self.strings();
        let (now, then) = (self.local(self.now), self.local(at));
        let zone = self.zone.abbreviation();
        let clock = format!("{:02}{}{:02}", then.hour(), s.clock_separator, then.minute());
        if then.date() == now.date() {
            s.today_at(clock, zone)
        } else if now.date().tomorrow().is_ok_and(|tomorrow| tomorrow == then.date()) {
            s.tomorrow_at(clock, zone)
        } else {
            let weekday = s.weekdays[then.weekday().to_monday_zero_offset() as usize];
            s.day_at(clock, then.day(), s.months[then.month() as usize - 1], weekday, zone)
        }
    }

    /// Times of day as Indonesians name them: pagi to 10, siang to 15, sore to 18, then malam (to 4 in the morning).
    fn time_of_day(self) -> &'static str {
        let s = self.strings();
        match self.local(self.now).hour() {
            4..10 => s.morning,
            10..15 => s.noon,
            15..18 => s.afternoon,
            _ => s.night,
        }
    }

    fn local(self, at: Millis) -> DateTime {
        // Outside of the years -9999 to 9999 any time does: nothing was ever sent then.
        let moment = Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH);
        Offset::constant(self.zone.offset_hours()).to_datetime(moment)
    }
}

/// The beginning of the shopper's words, on one line, without anything that can't be seen; `None` if there are none.
fn quote(text: &str) -> Option<String> {
    let visible: String = visible(text).filter(|c| !matches!(c, '“' | '”' | '"')).collect();
    let words = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    if !words.contains(char::is_alphanumeric) {
        return None;
    }
    match words.char_indices().nth(QUOTE_CHARS) {
        None => Some(words),
        Some((end, _)) => {
            let start = &words[..end];
            let whole = start.rsplit_once(' ').map_or(start, |(whole, _)| whole);
            Some(format!("{whole} …"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn persona() -> Persona {
        let text = |text: &str| text.to_owned();
        Persona { name: text("Sekar"), address: text("Kak"), emoji: false, signature: text("— Sekar") }
    }

    /// 2026-11-22, 20:30 in Jakarta.
    const EVENING: Millis = Millis(1_795_354_200_000);

    fn voice(persona: &Persona) -> Voice<'_> {
        Voice { persona, language: Language::Id, mood: Mood::Neutral, turn: 1, now: EVENING, zone: Zone::Wib }
    }

    fn pack() -> Pack {
        let knowledge =
            r#"{"shop":"s","language":"id","entries":[{"id":"cod","title":"COD","answer":"Bisa, Kak."}]}"#;
        Pack::load(Pack::compile(&serde_json::from_str(knowledge).unwrap(), 1).unwrap()).unwrap()
    }

    #[test]
    fn a_greeting_knows_the_time_of_day() {
        let persona = persona();
        for (hours, time) in
            [(0, "malam"), (9, "pagi"), (13, "pagi"), (14, "siang"), (20, "sore"), (22, "malam")]
        {
            let now = EVENING.plus(hours * 3_600_000);
            let text = say(None, Voice { now, ..voice(&persona) }, Line::Greeting);
            assert!(text.contains(time), "{hours}: {text}");
        }
    }

    #[test]
    fn a_promise_says_when_as_people_do() {
        let persona = persona();
        let told = |opens_at: i64, language| {
            let promise = Promise::Later { opens_at: Some(EVENING.plus(opens_at)) };
            say(None, Voice { language, ..voice(&persona) }, Line::Handoff(HandoffReason::Asked, promise))
        };
        let hour = 3_600_000;
        assert!(told(hour, Language::Id).contains("hari ini pukul 21.30 WIB"));
        assert!(told(11 * hour + hour / 2, Language::Id).contains("besok pukul 08.00 WIB"));
        assert!(told(35 * hour + hour / 2, Language::Id).contains("hari Selasa, 24 Nov, pukul 08.00 WIB"));
        assert!(told(35 * hour + hour / 2, Language::En).contains("on Tuesday, 24 Nov, at 08:00 WIB"));
        let soon = Line::Handoff(HandoffReason::Anger, Promise::Soon { minutes: 5 });
        assert!(say(None, voice(&persona), soon).contains("sekitar 5 menit"));
    }

    #[test]
    fn no_phrase_comes_twice_in_a_row() {
        let persona = persona();
        let soon = Promise::Soon { minutes: 5 };
        let reasons = [
            HandoffReason::Asked,
            HandoffReason::Anger,
            HandoffReason::Discretion,
            HandoffReason::Unsure,
            HandoffReason::Repeated,
            HandoffReason::NotHelped,
            HandoffReason::NoKnowledge,
            HandoffReason::CameBack,
        ];
        let lines = [
            Line::Choices(&[]),
            Line::ChoicesFor("x", &[]),
            Line::AnsweredBefore(&[]),
            Line::Unknown("x"),
            Line::Unknown(""),
            Line::Greeting,
            Line::Thanks,
            Line::Goodbye,
            Line::Noted(soon),
            Line::StillWaiting(soon),
            Line::BotIsBack,
            Line::StillThere(24),
        ];
        for line in lines.into_iter().chain(reasons.map(|reason| Line::Handoff(reason, soon))) {
            for (language, turn) in
                [(Language::Id, 0), (Language::Id, 1), (Language::En, 2), (Language::En, 3)]
            {
                let at = |turn| say(None, Voice { turn, language, ..voice(&persona) }, line);
                assert_ne!(at(turn), at(turn + 1), "{line:?}");
                assert!(!at(turn).contains(['{', '}']), "{}", at(turn));
            }
        }
    }

    #[test]
    fn an_answer_is_said_as_it_is_written() {
        let (persona, pack, id) = (persona(), pack(), "cod".parse().unwrap());
        assert_eq!(say(Some(&pack), voice(&persona), Line::Answer(&id)), "Bisa, Kak.");
        let first = say(Some(&pack), Voice { turn: 0, ..voice(&persona) }, Line::Answer(&id));
        assert_eq!(first, "Bisa, Kak.\n\n— Sekar");
        let unhappy = say(Some(&pack), Voice { mood: Mood::Unhappy, ..voice(&persona) }, Line::Answer(&id));
        assert!(unhappy.len() > 20 && unhappy.ends_with("Bisa, Kak."), "{unhappy}");
    }

    #[test]
    fn a_quote_is_short_and_harmless() {
        assert_eq!(quote("kapan\n\u{202e}buka?").as_deref(), Some("kapan buka?"));
        let long = quote(&"panjang sekali ".repeat(20)).unwrap();
        assert!(long.chars().count() <= QUOTE_CHARS + 2 && long.ends_with('…'), "{long}");
        assert_eq!(quote("???"), None);
    }

    #[test]
    fn the_persona_decides_address_and_emoji() {
        let plain = Persona { address: String::new(), ..persona() };
        assert!(!say(None, voice(&plain), Line::Thanks).contains("Kak"));
        let cheerful = Persona { emoji: true, ..persona() };
        assert!(say(None, voice(&cheerful), Line::Thanks).contains('😊'));
        let sad = Voice { mood: Mood::Unhappy, ..voice(&cheerful) };
        assert!(!say(None, sad, Line::Thanks).contains('😊'));
    }
}
