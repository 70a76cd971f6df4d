//! What a command brings about: who may give it, when it is possible, and the events that come of it.

use answer::Pack;
use answer::speak::Line;
use protocol::api::Begin;
use protocol::decision::{Decision, Rule};
use protocol::event::{Author, Body, Contact, ContactChannel, HandoffReason, Message};
use protocol::limits::{COMMENT_CHARS, EDIT_MS, LOW_SCORE, MENTIONS, TEXT_CHARS};
use protocol::problem::{Kind, Problem};
use protocol::{Command, CustomerId, Event, EventId, File, StaffId};

use crate::brief::brief;
use crate::conversation::State;
use crate::draft::Draft;
use crate::follow_up::{may_look_into, may_settle};
use crate::handoff::{Caller, hand_over, handoff_line, promise};
use crate::transfer::{To, transfer};
use crate::{Actor, Context, Conversation, file, label, put_off, text, turn, wordless, workflow};

/// How much of a page's title is kept, in characters.
const PAGE_CHARS: usize = 200;

/// The longest e-mail address (RFC 5321), in characters.
const ADDRESS_CHARS: usize = 254;

/// For how long a shopper who comes back goes to the person they had, in milliseconds: 24 hours.
const CAME_BACK_MS: i64 = 24 * 3_600_000;

/// Begins a conversation with a customer: its first event, and what the shop's rules make of it.
#[must_use]
pub fn begin(begin: &Begin, customer: CustomerId, context: &mut Context<'_>) -> Vec<Event> {
    let page = begin.page.as_deref().map(text::clean).filter(|page| !page.is_empty());
    let page = page.map(|page| page.chars().take(PAGE_CHARS).collect());
    let mut draft = Draft::new(&Conversation::default(), context);
    draft.add(Author::System, Body::Started { language: begin.language, page, customer: Some(customer) });
    workflow::run(&mut draft);
    draft.finish()
}

/// What a command brings about: the events to store, in order, the first one carrying the command's id.
/// A command whose id is in the log already must not come here: see [`is_repeat`].
///
/// # Errors
/// When it is not allowed, or not now; nothing happens then.
pub fn handle(
    conversation: &Conversation,
    actor: &Actor,
    command: &Command,
    context: &mut Context<'_>,
) -> Result<Vec<Event>, Problem> {
    handle_deciding(conversation, actor, command, context, &turn::decide)
}

/// Decides on a shopper's message: [`turn::decide`], or in tests decisions made by hand.
pub(crate) type Decide<'a> = &'a dyn Fn(&Conversation, &Message, Option<&Pack>) -> Vec<Decision>;

pub(crate) fn handle_deciding(
    conversation: &Conversation,
    actor: &Actor,
    command: &Command,
    context: &mut Context<'_>,
    decide: Decide<'_>,
) -> Result<Vec<Event>, Problem> {
    let body = body(actor, command)?;
    if let Some(Body::Message(Message { reply_to: Some(quoted), .. })) = &body {
        may_quote(conversation, *quoted)?;
    }
    let mut draft = Draft::new(conversation, context);
    match (actor, body) {
        (_, None) => match command {
            Command::Transfer { id, to, team, note } => {
                let to = To::of(*to, *team, draft.context.settings)?;
                transfer(&mut draft, actor, author(actor), *id, to, note)?;
            }
            _ => ask_person(&mut draft, command.id())?,
        },
        (Actor::Shopper, Some(Body::Message(said))) => shopper_says(&mut draft, command.id(), said, decide),
        (_, Some(body)) => {
            possible(conversation, actor, &body, draft.context)?;
            draft.add_as(command.id(), author(actor), body.clone());
            follow(&mut draft, conversation, &body);
        }
    }
    workflow::run(&mut draft);
    Ok(draft.finish())
}

/// Whether a stored event is what this command from this actor became: then it is a repeat, else its id was taken.
#[must_use]
pub fn is_repeat(event: &Event, actor: &Actor, command: &Command) -> bool {
    is_by(&event.author, actor)
        && match (body(actor, command), &event.body) {
            // A name that was changed in the meantime makes no other command.
            (Ok(Some(Body::Assigned { agent, .. })), Body::Assigned { agent: stored, .. }) => {
                agent == *stored
            }
            (Ok(Some(body)), stored) => body == *stored,
            (Ok(None), stored) => match (command, stored) {
                (Command::Transfer { to: Some(to), .. }, Body::Assigned { agent, .. }) => to == agent,
                (Command::Transfer { to: Some(_), .. }, _) => false,
                (Command::Transfer { team, .. }, Body::ForTeam { team: stored }) => *team == Some(stored.id),
                (_, stored) => matches!(stored, Body::Handoff(_) | Body::Reopened),
            },
            _ => false,
        }
}

fn is_by(author: &Author, actor: &Actor) -> bool {
    match (author, actor) {
        (Author::Shopper, Actor::Shopper) => true,
        (Author::Agent { id, .. }, Actor::Agent { id: agent, .. }) => id == agent,
        (Author::System, Actor::Shop) => true,
        _ => false,
    }
}

fn author(actor: &Actor) -> Author {
    match actor {
        Actor::Shopper => Author::Shopper,
        Actor::Agent { id, name } => Author::Agent { id: *id, name: name.clone() },
        Actor::Shop => Author::System,
    }
}

/// Who may do what, and what it becomes in the log; `None` for what depends on the state: a call for a person, a
/// transfer.
fn body(actor: &Actor, command: &Command) -> Result<Option<Body>, Problem> {
    Ok(Some(match (actor, command) {
        (Actor::Agent { .. } | Actor::Shop, Command::Transfer { .. }) => return Ok(None),
        (Actor::Shop, _) => return Err(Problem::new(Kind::Forbidden, "The shop itself only routes.")),

        (Actor::Shopper, Command::Message { text, picked, files, reply_to, .. }) => {
            let (picked, reply_to) = (picked.clone(), *reply_to);
            Body::Message(Message { picked, reply_to, ..message(text, files)? })
        }
        (Actor::Agent { .. }, Command::Message { text, files, reply_to, .. }) => {
            Body::Message(Message { reply_to: *reply_to, ..message(text, files)? })
        }
        (_, Command::BackToBot { .. }) => Body::Returned,

        (Actor::Shopper, Command::AskPerson { .. }) => return Ok(None),
        (Actor::Shopper, Command::Feedback { about, helpful, .. }) => {
            Body::Feedback { about: *about, helpful: *helpful }
        }
        (Actor::Shopper, Command::Rate { score, comment, .. }) => rating(*score, comment)?,
        (Actor::Shopper, Command::Contact { contact, .. }) => Body::Contact(valid(contact)?),

        (Actor::Agent { id, name }, Command::Take { .. }) => {
            Body::Assigned { agent: *id, name: name.clone() }
        }
        (Actor::Agent { .. }, Command::Note { text, mentions, .. }) => {
            Body::Note { text: text::required(text, TEXT_CHARS)?, mentions: mentioned(mentions)? }
        }
        (Actor::Agent { .. }, Command::Edit { about, text, .. }) => {
            Body::Edited { about: *about, text: text::required(text, TEXT_CHARS)? }
        }
        (Actor::Agent { .. }, Command::Resolve { .. }) => Body::Resolved,
        (Actor::Agent { .. }, Command::Snooze { until, .. }) => Body::Snoozed { until: *until },
        (Actor::Agent { .. }, Command::Wake { .. }) => Body::Woke,
        (Actor::Agent { .. }, Command::MarkSpam { .. }) => Body::MarkedSpam,
        (Actor::Agent { .. }, Command::NotSpam { .. }) => Body::NotSpam,
        (Actor::Agent { .. }, Command::Tag { add, remove, .. }) => label::tagged(add, remove)?,
        (Actor::Agent { .. }, Command::Prioritise { priority, .. }) => {
            Body::Prioritised { priority: *priority }
        }

        (
            Actor::Shopper,
            Command::Take { .. }
            | Command::Note { .. }
            | Command::Edit { .. }
            | Command::Resolve { .. }
            | Command::Transfer { .. }
            | Command::Snooze { .. }
            | Command::Wake { .. }
            | Command::MarkSpam { .. }
            | Command::NotSpam { .. }
            | Command::Tag { .. }
            | Command::Prioritise { .. },
        ) => return Err(Problem::new(Kind::Forbidden, "Only the shop's staff may do this.")),
        (
            Actor::Agent { .. },
            Command::AskPerson { .. }
            | Command::Feedback { .. }
            | Command::Rate { .. }
            | Command::Contact { .. },
        ) => return Err(Problem::new(Kind::Forbidden, "Only the shopper may do this.")),
    }))
}

fn message(text: &str, files: &[File]) -> Result<Message, Problem> {
    file::check_number(files)?;
    let text =
        if files.is_empty() { text::required(text, TEXT_CHARS) } else { text::optional(text, TEXT_CHARS) };
    Ok(Message { files: files.to_vec(), ..Message::text(text?) })
}

/// Each colleague once.
fn mentioned(mentions: &[StaffId]) -> Result<Vec<StaffId>, Problem> {
    let mut each: Vec<StaffId> = mentions.to_vec();
    each.sort_unstable();
    each.dedup();
    if each.len() > MENTIONS {
        return Err(Problem::new(Kind::TooLarge, format!("Mention at most {MENTIONS} colleagues.")));
    }
    Ok(each)
}

fn rating(score: u8, comment: &str) -> Result<Body, Problem> {
    if !(1..=5).contains(&score) {
        return Err(Problem::new(Kind::Invalid, "Give a score from 1 (bad) to 5 (very good)."));
    }
    Ok(Body::Rated { score, comment: text::optional(comment, COMMENT_CHARS)? })
}

pub(crate) fn valid(contact: &Contact) -> Result<Contact, Problem> {
    let address = text::required(&contact.address, ADDRESS_CHARS)?;
    let (plausible, wanted) = match contact.channel {
        ContactChannel::Email => (text::is_email(&address), "Write an e-mail address like nama@contoh.id."),
        ContactChannel::Whatsapp => (is_phone(&address), "Write a number like 0812 3456 7890 or +62 812 …"),
        ContactChannel::Unknown => (false, "Leave a WhatsApp number or an e-mail address."),
    };
    if !plausible {
        return Err(Problem::new(Kind::Invalid, wanted));
    }
    Ok(Contact { channel: contact.channel, address })
}

/// 8 to 15 digits (E.164's most) between which people write `+ - . ( )` and spaces.
fn is_phone(address: &str) -> bool {
    let digits = address.chars().filter(char::is_ascii_digit).count();
    (8..=15).contains(&digits) && address.chars().all(text::may_stand_in_a_number)
}

/// Whether the state allows it, for everything but a shopper's messages and calls for a person.
fn possible(
    conversation: &Conversation,
    actor: &Actor,
    body: &Body,
    context: &Context<'_>,
) -> Result<(), Problem> {
    match (actor, body) {
        (Actor::Shopper, Body::Returned) => may_return(conversation),
        (Actor::Shopper, Body::Feedback { about, .. }) => may_tell(conversation, *about),
        (Actor::Shopper, Body::Rated { .. }) if !conversation.may_rate() => Err(wrong(
            "There is nothing to rate now: a rating can be given once, after the matter was settled.",
        )),
        (Actor::Agent { id, .. }, Body::Message(_) | Body::Returned) => must_have(conversation, *id),
        (Actor::Agent { id, .. }, Body::Assigned { .. }) => may_take(conversation, *id, context),
        (Actor::Agent { id, .. }, Body::Edited { about, .. }) => may_edit(conversation, *id, *about, context),
        (Actor::Agent { id, .. }, Body::Resolved) => may_resolve(conversation, *id, context),
        (Actor::Agent { id, .. }, Body::Snoozed { until }) => {
            must_have(conversation, *id)?;
            put_off::reasonable(*until, context.now)
        }
        (Actor::Agent { id, .. }, Body::Woke) => put_off::may_wake(conversation, *id),
        (Actor::Agent { id, .. }, Body::MarkedSpam) => put_off::may_mark_spam(conversation, *id),
        (Actor::Agent { .. }, Body::NotSpam) => put_off::may_take_back(conversation),
        (Actor::Agent { .. }, Body::Tagged { add, remove }) => label::may_tag(conversation, add, remove),
        _ => Ok(()),
    }
}

fn may_return(conversation: &Conversation) -> Result<(), Problem> {
    match conversation.state() {
        State::Waiting(_) => Ok(()),
        State::Agent { name, .. } | State::Snoozed { name, .. } => {
            Err(wrong(format!("{name} is talking with you; ask them to hand you back.")))
        }
        State::Spam(_) => Err(put_off::closed_to_shopper()),
        State::Bot => Err(wrong("The bot has the conversation already: just write.")),
        State::Resolved | State::FollowUp { .. } => {
            Err(wrong("The matter is settled: write a message to take it up again."))
        }
    }
}

fn may_tell(conversation: &Conversation, about: EventId) -> Result<(), Problem> {
    let given = conversation.given().iter().find(|given| given.message == about);
    match given.map(|given| given.helped) {
        Some(None) => Ok(()),
        Some(Some(_)) => Err(wrong("You told already whether this answer helped.")),
        None => {
            Err(Problem::new(Kind::NotFound, "`about` must be the id of an answer in this conversation."))
        }
    }
}

fn may_quote(conversation: &Conversation, quoted: EventId) -> Result<(), Problem> {
    if conversation.has_message(quoted) {
        return Ok(());
    }
    Err(Problem::new(Kind::NotFound, "`reply_to` must be the id of a message in this conversation."))
}

/// Whoever wrote a message may put it right, until the shopper has had time to act on it.
fn may_edit(
    conversation: &Conversation,
    agent: StaffId,
    about: EventId,
    context: &Context<'_>,
) -> Result<(), Problem> {
    if !conversation.has_message(about) {
        return Err(Problem::new(
            Kind::NotFound,
            "`about` must be the id of a message in this conversation.",
        ));
    }
    match conversation.spoken(about) {
        Some(spoken) if spoken.by != agent => {
            Err(Problem::new(Kind::Forbidden, "Only who wrote a message may change it."))
        }
        Some(spoken) if context.now.since(spoken.at) <= EDIT_MS => Ok(()),
        _ => Err(wrong("A message of yours can be changed for a minute. Send another one.")),
    }
}

pub(crate) fn must_have(conversation: &Conversation, agent: StaffId) -> Result<(), Problem> {
    match conversation.state() {
        State::Agent { id, .. } | State::Snoozed { id, .. } if *id == agent => Ok(()),
        State::Agent { name, .. } | State::Snoozed { name, .. } => {
            Err(wrong(format!("{name} has the conversation; leave them a note.")))
        }
        State::Bot | State::Waiting(_) | State::Resolved | State::FollowUp { .. } => {
            Err(wrong("Take the conversation first."))
        }
        State::Spam(_) => Err(wrong(put_off::IS_SPAM)),
    }
}

/// Anyone may take what nobody has. What a colleague has may be taken over once nothing came from them for as long as a
/// shopper usually waits: they are away, and the shopper must not wait for them. Until then it is theirs.
fn may_take(conversation: &Conversation, agent: StaffId, context: &Context<'_>) -> Result<(), Problem> {
    let minutes = context.settings.usual_wait_minutes;
    match conversation.state() {
        State::Agent { id, .. } if *id == agent => Err(wrong("You have the conversation already.")),
        State::Agent { name, heard, .. } if context.now.since(*heard) < i64::from(minutes) * 60_000 => {
            Err(wrong(format!(
                "{name} has the conversation. Once nothing has come from them for {minutes} minutes, take it over; \
                 until then leave them a note."
            )))
        }
        State::Spam(_) => Err(wrong(put_off::IS_SPAM)),
        State::FollowUp { .. } => may_look_into(context.directs),
        // What was put off nobody works on now: a colleague may.
        State::Agent { .. } | State::Bot | State::Waiting(_) | State::Snoozed { .. } | State::Resolved => {
            Ok(())
        }
    }
}

fn may_resolve(conversation: &Conversation, agent: StaffId, context: &Context<'_>) -> Result<(), Problem> {
    match conversation.state() {
        State::Agent { .. } | State::Snoozed { .. } | State::Spam(_) => must_have(conversation, agent),
        State::Bot | State::Waiting(_) => Ok(()),
        State::FollowUp { noted } => may_settle(context.directs, *noted),
        State::Resolved => Err(wrong("The matter is settled already.")),
    }
}

pub(crate) fn wrong(detail: impl Into<String>) -> Problem {
    Problem::new(Kind::WrongState, detail)
}

/// What the conversation itself does after an event; `before` is the conversation without it.
fn follow(draft: &mut Draft<'_, '_>, before: &Conversation, body: &Body) {
    match body {
        Body::Returned => draft.say(Line::BotIsBack),
        Body::Assigned { .. } if lacks_brief(before) => {
            let brief = brief(&draft.conversation, None);
            draft.add(Author::System, Body::Brief(brief));
        }
        Body::Resolved => ask_rating(draft, before.follows_up()),
        Body::Rated { score, .. } if *score <= LOW_SCORE && *before.state() == State::Resolved => {
            draft.add(Author::System, Body::FollowUp);
        }
        // Whoever replies works on it again.
        Body::Message(_) if matches!(before.state(), State::Snoozed { .. }) => {
            draft.add(Author::System, Body::Woke);
        }
        Body::Feedback { about, helpful: false } if *before.state() == State::Bot => {
            turn::not_helped(draft, *about, before.patience().unhelped);
        }
        _ => {}
    }
}

/// Asks how it was, unless what was done followed up a low rating.
pub(crate) fn ask_rating(draft: &mut Draft<'_, '_>, followed_up: bool) {
    if !followed_up {
        draft.add(Author::System, Body::RatingAsked);
    }
}

/// Whether whoever takes the conversation now finds no brief of what was said last: nobody had been called.
pub(crate) fn lacks_brief(before: &Conversation) -> bool {
    matches!(before.state(), State::Bot | State::Resolved | State::FollowUp { .. })
        && before.story().last_text().is_some()
}

fn shopper_says(draft: &mut Draft<'_, '_>, id: EventId, said: Message, decide: Decide<'_>) {
    match *draft.conversation.state() {
        State::Agent { .. } | State::Spam(_) => draft.add_as(id, Author::Shopper, Body::Message(said)),
        State::Snoozed { .. } => {
            draft.add_as(id, Author::Shopper, Body::Message(said));
            draft.add(Author::System, Body::Woke);
        }
        State::Waiting(wait) => {
            draft.add_as(id, Author::Shopper, Body::Message(said));
            if !wait.told.noted {
                draft.say(Line::Noted(promise(draft)));
            }
        }
        State::Bot if said.text.is_empty() => {
            draft.add_as(id, Author::Shopper, Body::Message(said));
            wordless::take_turn(draft);
        }
        State::Resolved | State::FollowUp { .. } if said.text.is_empty() => {
            draft.add_as(id, Author::Shopper, Body::Message(said));
            came_back(draft, wordless::take_turn);
        }
        State::Bot => {
            let decisions = decide(&draft.conversation, &said, draft.context.pack);
            draft.add_as(id, Author::Shopper, Body::Message(said.clone()));
            turn::take_turn(draft, decisions, &said.text);
        }
        State::Resolved | State::FollowUp { .. } => {
            let decisions = decide(&draft.conversation, &said, draft.context.pack);
            draft.add_as(id, Author::Shopper, Body::Message(said.clone()));
            let is_farewell =
                decisions.iter().all(|decision| matches!(decision.rule, Rule::Thanks | Rule::Goodbye));
            let take_turn = |draft: &mut Draft<'_, '_>| turn::take_turn(draft, decisions, &said.text);
            if is_farewell { take_turn(draft) } else { came_back(draft, take_turn) }
        }
    }
}

/// Anything but thanks after the matter was settled takes it up again, with the person who had it if that was lately, else
/// with the bot's turn.
fn came_back(draft: &mut Draft<'_, '_>, take_turn: impl FnOnce(&mut Draft<'_, '_>)) {
    draft.add(Author::System, Body::Reopened);
    let now = draft.context.now;
    if draft.conversation.agent_seen().is_some_and(|seen| now.since(seen) <= CAME_BACK_MS) {
        let line = handoff_line(draft, HandoffReason::CameBack);
        hand_over(draft, Caller::Bot, HandoffReason::CameBack, line);
    } else {
        take_turn(draft);
    }
}

fn ask_person(draft: &mut Draft<'_, '_>, id: EventId) -> Result<(), Problem> {
    let by = match draft.conversation.state() {
        State::Bot => Caller::Shopper(id),
        State::Resolved | State::FollowUp { .. } => {
            draft.add_as(id, Author::Shopper, Body::Reopened);
            Caller::Bot
        }
        State::Waiting(_) => {
            return Err(wrong("Somebody has been called already; they will read everything written here."));
        }
        State::Agent { name, .. } | State::Snoozed { name, .. } => {
            return Err(wrong(format!("{name} is here already: just write.")));
        }
        State::Spam(_) => return Err(put_off::closed_to_shopper()),
    };
    let line = handoff_line(draft, HandoffReason::Asked);
    hand_over(draft, by, HandoffReason::Asked, line);
    Ok(())
}
