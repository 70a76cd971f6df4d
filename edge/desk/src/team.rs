//! Which team a conversation waits for, and until when it is theirs alone.
//!
//! A conversation comes to a team when a person is called, by what it is about; somebody or a rule may give it to another.
//! Who of the team gets it the shop's routing decides (`routing`); that it has waited long enough for them is written
//! here, by the conversation's clock, so that it survives whatever happens to the shop.

use protocol::event::{Author, Body, HandoffReason};
use protocol::limits::{RULE_LIST, TEAM_LIST, TEAM_NAME_CHARS, TEAMS};
use protocol::problem::{Kind, Problem};
use protocol::shop::{Routing, Settings};
use protocol::team::{LANGUAGES, Team, TeamRef};
use protocol::{Millis, TeamId, decision::Tongue};

use crate::conversation::State;
use crate::draft::Draft;
use crate::hours::open_after;
use crate::{Conversation, text, workflow};

/// The longest name of a topic, in characters.
const TOPIC_CHARS: usize = 200;

/// The team that looks after a conversation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ForTeam {
    pub team: TeamRef,
    /// Since when it has waited for them.
    since: Millis,
    /// They didn't come in time: it is for anybody.
    pub overflowed: bool,
}

impl ForTeam {
    pub fn new(team: &TeamRef, since: Millis) -> Self {
        Self { team: team.clone(), since, overflowed: false }
    }

    /// The same in a wait that begins now.
    pub fn anew(self, since: Millis) -> Self {
        Self { since, overflowed: false, ..self }
    }
}

impl Conversation {
    /// When what waits for a team is for anybody; `None` where it is already, or nobody is given anything by turns.
    pub(crate) fn overflows_at(&self, settings: &Settings) -> Option<Millis> {
        if settings.service.routing == Routing::Manual || !matches!(self.state(), State::Waiting(_)) {
            return None;
        }
        let waits = self.for_team().filter(|waits| !waits.overflowed)?;
        known(settings, waits.team.id)?;
        let minutes = i64::from(settings.service.overflow_minutes);
        open_after(&settings.hours, waits.since, minutes * 60_000)
    }
}

/// Writes down that the team didn't come in time.
pub(crate) fn overflow(draft: &mut Draft<'_, '_>) {
    let at = draft.conversation.overflows_at(draft.context.settings);
    if at.is_some_and(|at| at <= draft.context.now) {
        draft.add(Author::System, Body::Overflowed);
    }
}

/// A team of the shop.
pub(crate) fn known(settings: &Settings, id: TeamId) -> Option<&Team> {
    settings.teams.iter().find(|team| team.id == id)
}

/// That it is for a team, as it stands in the log.
pub(crate) fn for_team(team: &Team) -> Body {
    Body::ForTeam { team: TeamRef { id: team.id, name: team.name.clone() } }
}

/// Has what waits wait for the first team to which such conversations come, unless one looks after it already.
pub(crate) fn find_team(draft: &mut Draft<'_, '_>, reason: HandoffReason) {
    let (conversation, settings) = (&draft.conversation, draft.context.settings);
    let is_known = |waits: &ForTeam| known(settings, waits.team.id).is_some();
    if conversation.for_team().is_some_and(is_known) {
        return;
    }
    if let Some(team) = settings.teams.iter().find(|team| wants(team, conversation, reason)) {
        draft.add(Author::System, for_team(team));
    }
}

fn wants(team: &Team, conversation: &Conversation, reason: HandoffReason) -> bool {
    conversation.matter().is_some_and(|matter| team.entries.contains(matter))
        || team.reasons.contains(&reason)
        || (!team.pages.is_empty() && workflow::says(conversation.page(), &team.pages))
}

/// Teams as they are kept: their names cleaned like everything that people write. Whether their members work here only the
/// shop knows.
///
/// # Errors
/// `Invalid` or `TooLarge`, naming the team and what to change.
pub fn checked_teams(teams: &[Team]) -> Result<Vec<Team>, Problem> {
    if teams.len() > TEAMS {
        let detail = format!("A shop may have {TEAMS} teams. Remove one first.");
        return Err(Problem::new(Kind::TooLarge, detail));
    }
    let mut checked: Vec<Team> = Vec::new();
    for written in teams {
        let team = team(written).and_then(|team| {
            let is_same =
                |other: &Team| other.id == team.id || other.name.to_lowercase() == team.name.to_lowercase();
            if checked.iter().any(is_same) {
                return Err(invalid("two teams have the same name or `id`; give each its own"));
            }
            Ok(team)
        });
        checked.push(team.map_err(|problem| named(&written.name, problem))?);
    }
    Ok(checked)
}

fn named(name: &str, problem: Problem) -> Problem {
    let detail = format!("Team “{}”: {}", text::excerpt(name, TEAM_NAME_CHARS), problem.detail);
    Problem { detail, ..problem }
}

fn team(team: &Team) -> Result<Team, Problem> {
    few("members", team.members.len(), TEAM_LIST)?;
    few("topics", team.topics.len(), TEAM_LIST)?;
    few("pages", team.pages.len(), RULE_LIST)?;
    few("reasons", team.reasons.len(), RULE_LIST)?;
    if team.reasons.contains(&HandoffReason::Unknown) {
        return Err(invalid("one of `reasons` is of no known kind"));
    }
    let pages = if team.pages.is_empty() { Vec::new() } else { workflow::phrases(&team.pages)? };
    let topics =
        team.topics.iter().map(|topic| text::line(topic, TOPIC_CHARS)).collect::<Result<Vec<_>, _>>()?;
    Ok(Team {
        id: team.id,
        name: text::line(&team.name, TEAM_NAME_CHARS)?,
        members: each_once(&team.members),
        topics: each_once(&topics),
        pages: each_once(&pages),
        reasons: each_once(&team.reasons),
        entries: Vec::new(),
    })
}

/// The languages that somebody says they write, as they are kept.
///
/// # Errors
/// `Invalid`.
pub fn checked_languages(languages: &[Tongue]) -> Result<Vec<Tongue>, Problem> {
    if languages.is_empty() || !languages.iter().all(|language| LANGUAGES.contains(language)) {
        return Err(invalid("`languages`: at least one of indonesian, english, javanese, sundanese"));
    }
    Ok(LANGUAGES.into_iter().filter(|language| languages.contains(language)).collect())
}

fn each_once<T: Clone + PartialEq>(list: &[T]) -> Vec<T> {
    let mut each: Vec<T> = Vec::new();
    for one in list {
        if !each.contains(one) {
            each.push(one.clone());
        }
    }
    each
}

fn few(what: &str, count: usize, most: usize) -> Result<(), Problem> {
    if count <= most {
        return Ok(());
    }
    Err(Problem::new(Kind::TooLarge, format!("`{what}`: at most {most}, there are {count}")))
}

fn invalid(detail: impl Into<String>) -> Problem {
    Problem::new(Kind::Invalid, detail)
}
