//! The shop's workflow rules: kept under a revision, handed to conversations with the shop's settings, and tried on the last
//! of them.

use futures_util::stream::{self, StreamExt};
use protocol::event::Choice;
use protocol::limits::RULE_TRIES;
use protocol::problem::Kind;
use protocol::workflow::{Action, Match, Rule, Rules, Tried};
use protocol::{ConversationId, Millis};

use super::{Shop, audit, inbox, integrations, knowledge, staff, teams};
use crate::failure::{Outcome, problem};
use crate::identity::Identity;
use crate::objects::{self, ToConversation};
use crate::storage::{Database, text};

/// What an owner set in the console, in place of what the operator loaded.
pub const TABLE: &str = "CREATE TABLE rules (revision INTEGER NOT NULL, rules TEXT NOT NULL)";

/// How many conversations are asked at a time.
const AT_A_TIME: usize = 8;

/// The rules as they are edited.
pub fn list(database: &Database) -> Outcome<Rules> {
    let revision = database.number("SELECT revision FROM rules", vec![])?.unwrap_or(0) as u64;
    let rules = match database.text("SELECT rules FROM rules", vec![])? {
        Some(rules) => serde_json::from_str(&rules)?,
        None => knowledge::settings(database)?.rules,
    };
    Ok(Rules { revision, rules })
}

/// The rules as conversations run them: those who left, and teams that are gone, are given nothing, and those who stayed have
/// the names they have now.
pub fn current(database: &Database) -> Outcome<Vec<Rule>> {
    let (members, teams) = (staff::all(database)?, teams::list(database)?);
    let keep = |action: &mut Action| match action {
        Action::Assign { to, name } => {
            staff::talking(&members, *to).map(|member| name.clone_from(&member.name)).is_some()
        }
        Action::GiveTeam { team, name } => {
            teams::name(&teams, *team).map(|known| known.clone_into(name)).is_some()
        }
        _ => true,
    };
    let mut rules = list(database)?.rules;
    rules.iter_mut().for_each(|rule| rule.actions.retain_mut(keep));
    Ok(rules)
}

/// Replaces the rules; isolates see it as they see a publication.
///
/// # Errors
/// As [`desk::checked_rules`]; wrong state when somebody else replaced them first; invalid when nobody works here whom a rule
/// names, or there is no such team.
pub fn put(database: &Database, who: &Identity, put: &Rules, now: Millis) -> Outcome<Rules> {
    if put.revision != list(database)?.revision {
        return Err(problem(
            Kind::WrongState,
            "The rules were changed meanwhile. Read them again, then send yours with that `revision`.",
        ));
    }
    let rules = checked(database, &put.rules)?;
    let (revision, stored) = (put.revision + 1, serde_json::to_string(&rules)?);
    database.transaction(|| {
        database.run("DELETE FROM rules", vec![])?;
        let values = vec![(revision as i64).into(), stored.clone().into()];
        database.run("INSERT INTO rules (revision, rules) VALUES (?, ?)", values)?;
        knowledge::publish(database)?;
        audit::changed(database, who, "rules", "", now)
    })?;
    Ok(Rules { revision, rules })
}

/// Rules as they are kept, with the names of the colleagues, teams and webhooks in them.
fn checked(database: &Database, rules: &[Rule]) -> Outcome<Vec<Rule>> {
    let mut rules = desk::checked_rules(rules)?;
    let (members, teams) = (staff::all(database)?, teams::list(database)?);
    let webhooks = integrations::list(database)?;
    for rule in &mut rules {
        let refused = |what: &str| problem(Kind::Invalid, format!("Rule “{}”: {what}.", rule.name));
        for action in &mut rule.actions {
            match action {
                Action::Assign { to, name } => {
                    let member = staff::talking(&members, *to);
                    let member =
                        member.ok_or_else(|| refused("give it to somebody who talks to shoppers here"))?;
                    name.clone_from(&member.name);
                }
                Action::GiveTeam { team, name } => {
                    let known = teams::name(&teams, *team);
                    known.ok_or_else(|| refused("give it to a team that the shop has"))?.clone_into(name);
                }
                Action::CallWebhook { webhook, host } => {
                    let known = webhooks.iter().find(|known| known.id == *webhook);
                    let known = known.ok_or_else(|| refused("choose one of the shop's webhooks"))?;
                    integrations::host(&known.url).clone_into(host);
                }
                _ => {}
            }
        }
    }
    Ok(rules)
}

/// What a rule can be about: the entries of the shop's knowledge with their titles.
pub fn entries(database: &Database) -> Outcome<Vec<Choice>> {
    let query = "SELECT id, coalesce(nullif(trim(entry ->> '$.title'), ''), entry ->> '$.questions[0]')
                 FROM entries ORDER BY place";
    let rows = database.rows(query, vec![])?;
    let entries = rows.into_iter().filter_map(|row| {
        let mut columns = row.into_iter();
        let id = columns.next().and_then(text)?.parse().ok()?;
        Some(Choice { id, label: columns.next().and_then(text)? })
    });
    Ok(entries.collect())
}

impl Shop {
    /// How a rule would have fared in the latest conversations. One that is being erased, or can't be reached, isn't counted.
    pub(super) async fn try_rule(&self, rule: &Rule) -> Outcome<Tried> {
        let rules = checked(&self.database, std::slice::from_ref(rule))?;
        let slug = self.slug()?;
        let ask = async |conversation: ConversationId, rule: Rule| {
            let call = ToConversation::TryRule { who: Identity::Shop(slug.clone()), rule };
            objects::ask::<Vec<Match>>(&objects::conversation(&self.env, conversation)?, &call).await
        };
        let latest = inbox::latest(&self.database, RULE_TRIES)?;
        let asked = rules.iter().flat_map(|rule| latest.iter().map(|id| ask(*id, rule.clone())));
        let answers: Vec<Outcome<Vec<Match>>> =
            stream::iter(asked).buffer_unordered(AT_A_TIME).collect().await;
        let answers: Vec<Vec<Match>> = answers.into_iter().flatten().collect();
        let looked = answers.len() as u32;
        let mut matches: Vec<Match> = answers.into_iter().flatten().collect();
        matches.sort_by_key(|found| std::cmp::Reverse(found.at));
        Ok(Tried { looked, matches })
    }
}
