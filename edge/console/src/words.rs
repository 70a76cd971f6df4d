//! The words on the screen: the tables of strings, and what the protocol's kinds are called in them.

use leptos::prelude::use_context;
use protocol::decision::{Act, Rule, Tongue, Verdict};
use protocol::event::{ContactChannel, FactKind, HandoffReason};
use protocol::problem::Kind;
use protocol::service::Goal;
use protocol::shop::Language;
use protocol::staff::{Presence, Role};
use protocol::team::Why;
use protocol::{FileKind, Mood, Priority, Problem};

use crate::inbox::View;

include!(concat!(env!("OUT_DIR"), "/strings.rs"));

/// The words of one language.
pub type Words = &'static Strings;

/// A language's words.
pub fn of(language: Language) -> Words {
    match language {
        Language::Id => &ID,
        Language::En => &EN,
    }
}

/// The words of the language that the screen is in.
pub fn words() -> Words {
    use_context().unwrap_or(&ID)
}

/// A view's name; `None` is everything.
pub fn view(view: Option<View>, t: Words) -> &'static str {
    match view {
        None | Some(View::Unknown) => t.view_all,
        Some(View::Waiting) => t.view_waiting,
        Some(View::Mine) => t.view_mine,
        Some(View::Bot) => t.view_bot,
        Some(View::Team) => t.view_team,
        Some(View::Snoozed) => t.view_snoozed,
        Some(View::FollowUp) => t.view_follow_up,
        Some(View::Resolved) => t.view_done,
        Some(View::Spam) => t.view_spam,
    }
}

/// A role's name.
pub fn role(role: Role, t: Words) -> &'static str {
    match role {
        Role::Owner => t.role_owner,
        Role::Supervisor => t.role_supervisor,
        Role::Agent | Role::Unknown => t.role_agent,
        Role::Trainer => t.role_trainer,
        Role::Seller => t.role_seller,
    }
}

/// Whether somebody is there.
pub fn presence(presence: Presence, t: Words) -> &'static str {
    match presence {
        Presence::Online => t.presence_online,
        Presence::Busy => t.presence_busy,
        Presence::Away | Presence::Unknown => t.presence_away,
    }
}

/// Something owed to a customer.
pub fn goal(goal: Goal, t: Words) -> &'static str {
    match goal {
        Goal::FirstReply => t.goal_first_reply,
        Goal::NextReply | Goal::Unknown => t.goal_next_reply,
        Goal::Resolution => t.goal_resolution,
    }
}

/// Why a person is needed.
pub fn reason(reason: HandoffReason, t: Words) -> &'static str {
    match reason {
        HandoffReason::Asked => t.reason_asked,
        HandoffReason::Anger => t.reason_anger,
        HandoffReason::Discretion => t.reason_discretion,
        HandoffReason::Unsure => t.reason_unsure,
        HandoffReason::Repeated => t.reason_repeated,
        HandoffReason::NotHelped => t.reason_not_helped,
        HandoffReason::NoKnowledge => t.reason_no_knowledge,
        HandoffReason::CameBack => t.reason_came_back,
        HandoffReason::Transferred => t.reason_transferred,
        HandoffReason::NoReply => t.reason_no_reply,
        HandoffReason::Rule => t.reason_rule,
        HandoffReason::Unknown => t.reason_unknown,
    }
}

/// A mood.
pub fn mood(mood: Mood, t: Words) -> &'static str {
    match mood {
        Mood::Angry => t.mood_angry,
        Mood::Unhappy => t.mood_unhappy,
        Mood::Happy => t.mood_happy,
        Mood::Neutral => t.mood_neutral,
    }
}

/// How pressing something is.
pub fn priority(priority: Priority, t: Words) -> &'static str {
    match priority {
        Priority::Urgent => t.priority_urgent,
        Priority::High => t.priority_high,
        Priority::Normal => t.priority_normal,
        Priority::Low => t.priority_low,
    }
}

/// What kind of fact.
pub fn fact(kind: FactKind, t: Words) -> &'static str {
    match kind {
        FactKind::Question => t.fact_question,
        FactKind::Order => t.fact_order,
        FactKind::Tracking => t.fact_tracking,
        FactKind::Courier => t.fact_courier,
        FactKind::Phone => t.fact_phone,
        FactKind::Email => t.fact_email,
        FactKind::Money => t.fact_money,
        FactKind::Date => t.fact_date,
        FactKind::Size => t.fact_size,
        FactKind::Unknown => t.fact_other,
    }
}

/// Where somebody can be reached.
pub fn channel(channel: ContactChannel, t: Words) -> &'static str {
    match channel {
        ContactChannel::Whatsapp => "WhatsApp",
        ContactChannel::Email => t.fact_email,
        ContactChannel::Unknown => t.contact,
    }
}

/// What the bot decided.
pub fn verdict(verdict: Verdict, t: Words) -> &'static str {
    match verdict {
        Verdict::Answer => t.verdict_answer,
        Verdict::Choices => t.verdict_choices,
        Verdict::Unknown => t.verdict_unknown,
        Verdict::Handoff => t.verdict_handoff,
    }
}

/// The rule behind a decision.
pub fn rule(rule: Rule, t: Words) -> &'static str {
    match rule {
        Rule::ClearWinner => t.rule_clear_winner,
        Rule::Picked => t.rule_picked,
        Rule::CloseCandidates => t.rule_close_candidates,
        Rule::NothingFits => t.rule_nothing_fits,
        Rule::Greeting => t.rule_greeting,
        Rule::Thanks => t.rule_thanks,
        Rule::Goodbye => t.rule_goodbye,
        Rule::AskedForPerson => t.rule_asked_for_person,
        Rule::Anger => t.rule_anger,
        Rule::Discretion => t.rule_discretion,
        Rule::UnsureTwice => t.rule_unsure_twice,
        Rule::AnsweredBefore => t.rule_answered_before,
        Rule::AskedAgain => t.rule_asked_again,
        Rule::NotHelped => t.rule_not_helped,
        Rule::NoKnowledge => t.rule_no_knowledge,
        Rule::OnlyFiles => t.rule_only_files,
        Rule::Unknown => t.rule_unknown,
    }
}

/// Why the shop's routing chose somebody.
pub fn why(why: Why, t: Words) -> String {
    match why {
        Why::Known => t.why_known.to_owned(),
        Why::Team => t.why_team.to_owned(),
        Why::Overflow => t.why_overflow.to_owned(),
        Why::TeamAway => t.why_team_away.to_owned(),
        Why::Language { language } => t.why_language(tongue(language, t)),
        Why::Unknown => t.tongue_unknown.to_owned(),
    }
}

/// The language somebody writes in.
pub fn tongue(tongue: Tongue, t: Words) -> &'static str {
    match tongue {
        Tongue::Indonesian => t.tongue_indonesian,
        Tongue::English => t.tongue_english,
        Tongue::Javanese => t.tongue_javanese,
        Tongue::Sundanese => t.tongue_sundanese,
        Tongue::Mixed => t.tongue_mixed,
        Tongue::Unknown => t.tongue_unknown,
    }
}

/// What a customer does with a message.
pub fn act(act: Act, t: Words) -> &'static str {
    match act {
        Act::Question => t.act_question,
        Act::Complaint => t.act_complaint,
        Act::Greeting => t.act_greeting,
        Act::Thanks => t.act_thanks,
        Act::Goodbye => t.act_goodbye,
        Act::WantsPerson => t.act_wants_person,
        Act::RefusesPerson => t.act_refuses_person,
        Act::Yes => t.act_yes,
        Act::No => t.act_no,
        Act::Unknown => t.act_unknown,
    }
}

/// The same for what somebody changes about accounts, where more can be said.
pub fn account_problem(problem: &Problem, t: Words) -> String {
    match problem.retry_after {
        Some(seconds) => t.problem_wait(seconds.div_ceil(60)),
        None if problem.is(Kind::IdTaken) => t.problem_taken.to_owned(),
        None if problem.is(Kind::Invalid) => t.problem_invalid.to_owned(),
        None => self::problem(problem, t).to_owned(),
    }
}

/// Why a file can't be sent.
pub fn why_file(kind: Kind, t: Words) -> &'static str {
    match kind {
        Kind::UnsupportedFile | Kind::Invalid => t.file_unsupported,
        Kind::TooLarge => t.file_too_large,
        _ => t.refused,
    }
}

/// What was sent along with a line: "📷 Foto" or "📷 2 foto" where all are pictures, else "📎 File".
pub fn sent_files(kinds: &[FileKind], t: Words) -> String {
    match (kinds.len(), kinds.iter().all(|kind| kind.is_image())) {
        (0, _) => String::new(),
        (1, true) => t.sent_photo.to_owned(),
        (1, false) => t.sent_file.to_owned(),
        (n, true) => t.sent_photos(n),
        (n, false) => t.sent_several(n),
    }
}

/// What went wrong and what to do. The server's own words are for programmers; these are for the agent.
pub fn problem(problem: &Problem, t: Words) -> &'static str {
    let known = [
        (Kind::WrongState, t.problem_wrong_state),
        (Kind::TooLarge, t.problem_too_large),
        (Kind::SlowDown, t.problem_slow_down),
        (Kind::Unauthorized, t.problem_signed_out),
        (Kind::Forbidden, t.problem_forbidden),
        (Kind::NotFound, t.problem_not_found),
    ];
    known.into_iter().find(|(kind, _)| problem.is(*kind)).map_or(t.problem_other, |(_, words)| words)
}
