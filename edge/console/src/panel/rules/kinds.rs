//! What each kind of condition and action is called, and how it is filled in.

use protocol::Priority;
use protocol::decision::{Mood, Tongue};
use protocol::event::FactKind;
use protocol::limits::{RULE_PHRASE_CHARS, TARGET_MINUTES, TEXT_CHARS};
use protocol::service::Goal;

use super::Lists;
use super::form::{If, Then, code};
use crate::words::{self, Words};

/// Something to pick: its name on the wire, and what people call it.
pub type Choice = (String, String);

/// How a part is filled in.
pub enum Input {
    /// There is nothing to fill in.
    Nothing,
    /// By writing a list, with commas between; of at most so many characters.
    List(&'static str, usize),
    /// By writing a text.
    Text(usize),
    /// By writing a number of minutes, at most so many.
    Minutes(u32),
    /// By picking one.
    One(Vec<Choice>),
    /// By picking some.
    Some(Vec<Choice>),
    /// By picking some out of many, which are looked for.
    Found(Vec<Choice>),
}

/// A kind of part.
pub trait Kind: Copy + PartialEq + Send + Sync + 'static {
    /// All of them.
    fn all() -> &'static [Self];
    /// What it is called.
    fn name(self, t: Words) -> &'static str;
    /// How it is filled in.
    fn input(self, lists: &Lists, t: Words) -> Input;
}

impl Kind for If {
    fn all() -> &'static [Self] {
        &If::ALL
    }

    fn name(self, t: Words) -> &'static str {
        match self {
            If::Says => t.if_says_kind,
            If::Page => t.if_page_kind,
            If::About => t.if_about_kind,
            If::Mood => t.reasons_mood,
            If::Language => t.card_language,
            If::Names => t.if_names_kind,
            If::Open => t.if_open_kind,
            If::Tagged => t.label,
            If::Priority => t.priority,
            If::Rating => t.felt_rating,
        }
    }

    fn input(self, lists: &Lists, t: Words) -> Input {
        let named = |all: &[(String, &str)]| -> Vec<Choice> {
            all.iter().map(|(code, name)| (code.clone(), (*name).to_owned())).collect()
        };
        match self {
            If::Says | If::Page => Input::List(t.phrases_how, 20 * RULE_PHRASE_CHARS),
            If::Tagged => Input::List(t.profile_tags_how, 20 * RULE_PHRASE_CHARS),
            If::About => Input::Found(
                lists.entries.iter().map(|entry| (entry.id.to_string(), entry.label.clone())).collect(),
            ),
            If::Mood => {
                let moods = [Mood::Angry, Mood::Unhappy, Mood::Happy, Mood::Neutral];
                Input::Some(named(&moods.map(|mood| (code(&mood), words::mood(mood, t)))))
            }
            If::Language => {
                let languages =
                    [Tongue::Indonesian, Tongue::English, Tongue::Javanese, Tongue::Sundanese, Tongue::Mixed];
                Input::Some(named(&languages.map(|one| (code(&one), words::tongue(one, t)))))
            }
            If::Names => {
                let facts = [
                    FactKind::Order,
                    FactKind::Tracking,
                    FactKind::Courier,
                    FactKind::Phone,
                    FactKind::Email,
                    FactKind::Money,
                    FactKind::Date,
                    FactKind::Size,
                ];
                Input::Some(named(&facts.map(|fact| (code(&fact), words::fact(fact, t)))))
            }
            If::Priority => Input::Some(priorities(t)),
            If::Open => Input::One(named(&[(code(&true), t.if_open), (code(&false), t.if_closed)])),
            If::Rating => Input::One((1..=4).map(|score: u8| (code(&score), t.if_rating(score))).collect()),
        }
    }
}

impl Kind for Then {
    fn all() -> &'static [Self] {
        &Then::ALL
    }

    fn name(self, t: Words) -> &'static str {
        match self {
            Then::Tag => t.do_tag_kind,
            Then::Prioritise => t.do_prioritise_kind,
            Then::Note => t.do_note_kind,
            Then::Say => t.do_say_kind,
            Then::HandOver => t.do_hand_over_kind,
            Then::Assign => t.do_assign_kind,
            Then::GiveTeam => t.do_give_team_kind,
            Then::Target(Goal::FirstReply) => t.do_target_first_kind,
            Then::Target(Goal::Resolution) => t.do_target_resolution_kind,
            Then::Target(_) => t.do_target_next_kind,
            Then::CallWebhook => t.do_webhook_kind,
        }
    }

    fn input(self, lists: &Lists, t: Words) -> Input {
        match self {
            Then::Tag => Input::List(t.profile_tags_how, 20 * RULE_PHRASE_CHARS),
            Then::Prioritise => Input::One(priorities(t)),
            Then::Note | Then::Say => Input::Text(TEXT_CHARS),
            Then::HandOver => Input::Nothing,
            Then::Assign => Input::One(lists.colleagues.clone()),
            Then::GiveTeam => Input::One(lists.teams.clone()),
            Then::Target(_) => Input::Minutes(TARGET_MINUTES),
            Then::CallWebhook => Input::One(lists.webhooks.clone()),
        }
    }
}

fn priorities(t: Words) -> Vec<Choice> {
    Priority::ALL.iter().map(|one| (code(one), words::priority(*one, t).to_owned())).collect()
}
