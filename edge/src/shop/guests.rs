//! A seller's side: the platform that the shop is under, and whom it sends to work here.
//!
//! A guest is a member like any other, by the same id here and there, but has no account here: their sessions rest on one at the
//! platform and end with it. Who is sent, the platform alone says, and each time it says all of it.

use protocol::audit::Deed;
use protocol::problem::Kind;
use protocol::sellers::{Sent, Standing};
use protocol::staff::{Member, Permission};
use protocol::{Millis, ShopSlug, StaffId};
use serde::{Deserialize, Serialize};
use worker::Response;

use super::staff::{self, Visit};
use super::{Shop, audit, inbox, knowledge, operator, sellers};
use crate::failure::{Outcome, not_found, problem};
use crate::identity::{Identity, Staff};
use crate::objects::ToShop;
use crate::storage::Database;
use crate::{clock, reply};

/// * `platform.version`: that of the last that it told.
/// * `sessions.parent`: the platform's session that a guest's rests on.
pub const TABLES: &str = "
    CREATE TABLE platform (shop TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0);
    ALTER TABLE sessions ADD COLUMN parent TEXT;
    CREATE INDEX sessions_under ON sessions (parent) WHERE parent IS NOT NULL;
";

/// What can be asked of a shop's object about it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToGuests {
    /// The platform that this shop is under from now on. Answers the shop's name. Operator only.
    Join { who: Identity, platform: ShopSlug },
    /// It is under that one no more, if it was. Answers nothing. Operator only.
    Part { who: Identity, platform: ShopSlug },
    /// All who are sent here from now on, unless something with a higher version was told since. Answers nothing. The platform
    /// only.
    Receive { who: Identity, version: i64, guests: Vec<Sent> },
    /// A session at the platform has ended, and takes along those that rest on it. Answers nothing. The platform only.
    Leave { who: Identity, session: String },
    /// A guest begins a session here. Answers [`staff::SignedIn`]. Somebody signed in to the platform only.
    Enter { who: Identity, visit: Visit },
    /// How things stand here for somebody. Answers [`There`]. Guests, and those who work here.
    Standing { who: Identity },
}

/// How things stand in a shop, as it says itself.
#[derive(Debug, Serialize, Deserialize)]
pub struct There {
    /// Its name.
    pub name: String,
    /// What calls for the asker.
    pub standing: Standing,
}

impl From<ToGuests> for ToShop {
    fn from(call: ToGuests) -> Self {
        Self::Guests(call)
    }
}

impl Shop {
    /// Answers a call about guests.
    pub(super) async fn guests(&self, call: ToGuests) -> Outcome<Response> {
        let database = &self.database;
        match call {
            ToGuests::Join { who, platform } => {
                operator(&who)?;
                join(database, &who, &self.slug()?, &platform)?;
                reply::json(&knowledge::settings(database)?.name)
            }
            ToGuests::Part { who, platform } => {
                operator(&who)?;
                if self::platform(database)?.is_some_and(|current| current == platform) {
                    self.receive(&who, &[]).await?;
                    database.transaction(|| {
                        database.run("DELETE FROM platform", vec![])?;
                        audit::changed(database, &who, "platform_parted", platform.as_str(), clock::now())
                    })?;
                }
                reply::empty()
            }
            ToGuests::Receive { who, version, guests } => {
                self.by_the_platform(&who)?;
                let newer = "UPDATE platform SET version = ?1 WHERE version < ?1 RETURNING shop";
                if database.text(newer, vec![version.into()])?.is_some() {
                    self.receive(&who, &guests).await?;
                }
                reply::empty()
            }
            ToGuests::Leave { who, session } => {
                self.by_the_platform(&who)?;
                let ended = staff::end_under(database, &session, clock::now())?;
                self.close_sockets(&ended).await?;
                reply::empty()
            }
            ToGuests::Enter { who, visit } => {
                let (guest, staff) = self.guest(&who)?;
                reply::json(&staff::begin_under(database, &guest, &staff.session, &visit, clock::now())?)
            }
            ToGuests::Standing { who } => {
                let me = match self.guest(&who) {
                    Ok((guest, _)) => guest.id,
                    Err(_) => self.allowed(&who, Permission::Read)?.id,
                };
                let counts = inbox::counts(database)?;
                let mine = counts.held.get(&me).copied().unwrap_or(0);
                let standing = Standing { waiting: counts.waiting, mine };
                reply::json(&There { name: knowledge::settings(database)?.name, standing })
            }
        }
    }

    /// Takes in who is sent now, and sees out who isn't any more. Whoever is given another role begins anew: sockets carry the
    /// one they were opened with.
    async fn receive(&self, who: &Identity, sent: &[Sent]) -> Outcome<()> {
        let (database, now) = (&self.database, clock::now());
        let change = Change::of(database, self.slug()?, sent)?;
        let sessions = |ids: &[StaffId]| -> Outcome<Vec<String>> {
            let each = ids.iter().map(|id| staff::sessions_of(database, *id));
            Ok(each.collect::<worker::Result<Vec<_>>>()?.concat())
        };
        let gone: Vec<StaffId> = change.gone.iter().map(|guest| guest.id).collect();
        let (anew, gone) = (sessions(&change.begin_anew)?, sessions(&gone)?);
        if !change.is_none() {
            database.transaction(|| {
                staff::end(database, &anew, now)?;
                change.make(database, who, now)?;
                knowledge::publish(database) // rules and teams name colleagues
            })?;
        }
        self.close_sockets(&[anew, gone].concat()).await?;
        self.people_changed().await
    }

    /// # Errors
    /// Not found.
    fn by_the_platform(&self, who: &Identity) -> Outcome<()> {
        match (who, platform(&self.database)?) {
            (Identity::Shop(shop), Some(platform)) if *shop == platform => Ok(()),
            _ => Err(not_found("shop")),
        }
    }

    /// Somebody signed in to the platform who is sent here: as whom, and by which session.
    ///
    /// # Errors
    /// Not found.
    fn guest<'a>(&self, who: &'a Identity) -> Outcome<(Member, &'a Staff)> {
        let staff = staff::in_person(who)?;
        let home = Some(&staff.member.shop);
        let guest = staff::known(&self.database, staff.member.id).map_err(|_| not_found("shop"))?;
        if guest.home.as_ref() != home || platform(&self.database)?.as_ref() != home {
            return Err(not_found("shop"));
        }
        Ok((guest, staff))
    }
}

/// What becomes another by what the platform says.
struct Change {
    /// Who comes, or comes by another name or role: as they are from now on, and as they were.
    here: Vec<(Member, Option<Member>)>,
    /// Who of them has another role.
    begin_anew: Vec<StaffId>,
    /// Who goes.
    gone: Vec<Member>,
}

impl Change {
    fn of(database: &Database, shop: ShopSlug, sent: &[Sent]) -> Outcome<Self> {
        let home = platform(database)?;
        let (guests, own): (Vec<_>, Vec<_>) =
            staff::all(database)?.into_iter().partition(|member| member.home.is_some());
        let is_own = |sent: &&Sent| own.iter().any(|member| member.id == sent.id);
        let here = sent.iter().filter(|sent| !is_own(sent)).map(|sent| {
            let (shop, home, name) = (shop.clone(), home.clone(), sent.name.clone());
            let before = guests.iter().find(|guest| guest.id == sent.id).cloned();
            (Member { id: sent.id, shop, name, role: sent.role, home }, before)
        });
        let here: Vec<_> = here.filter(|(guest, before)| before.as_ref() != Some(guest)).collect();
        let has_other_role = |(guest, before): &&(Member, Option<Member>)| {
            before.as_ref().is_some_and(|before| before.role != guest.role)
        };
        let begin_anew = here.iter().filter(has_other_role).map(|(guest, _)| guest.id).collect();
        let is_gone = |guest: &Member| sent.iter().all(|sent| sent.id != guest.id);
        Ok(Self { begin_anew, here, gone: guests.into_iter().filter(is_gone).collect() })
    }

    fn is_none(&self) -> bool {
        self.here.is_empty() && self.gone.is_empty()
    }

    /// To be called inside a transaction.
    fn make(&self, database: &Database, who: &Identity, now: Millis) -> worker::Result<()> {
        for (guest, before) in &self.here {
            staff::store(database, guest)?;
            let (name, to) = (guest.name.clone(), guest.role);
            match before {
                None => audit::changed(database, who, "guest_came", &name, now)?,
                Some(Member { role: from, .. }) if *from != to => {
                    audit::record(database, who, Deed::RoleChanged { name, from: *from, to }, now)?;
                }
                Some(_) => {}
            }
        }
        for guest in &self.gone {
            staff::erase(database, guest, now)?;
            audit::changed(database, who, "guest_left", &guest.name, now)?;
        }
        Ok(())
    }
}

/// The platform that this shop is under.
pub fn platform(database: &Database) -> Outcome<Option<ShopSlug>> {
    let slug = database.text("SELECT shop FROM platform", vec![])?;
    Ok(slug.and_then(|slug| slug.parse().ok()))
}

/// Comes under a platform.
///
/// # Errors
/// Invalid, where it would be under itself; wrong state, where it is under another or a platform itself.
fn join(database: &Database, who: &Identity, slug: &ShopSlug, platform: &ShopSlug) -> Outcome<()> {
    match self::platform(database)? {
        Some(current) if current == *platform => return Ok(()),
        Some(current) => {
            let detail = format!("This seller is under `{current}`. Take it from there first.");
            return Err(problem(Kind::WrongState, detail));
        }
        None => {}
    }
    if slug == platform {
        return Err(problem(Kind::Invalid, "A shop isn't a seller under itself: name two shops."));
    }
    if sellers::is_platform(database)? {
        return Err(problem(Kind::WrongState, "This shop has sellers under it, so it can't be one."));
    }
    Ok(database.transaction(|| {
        database.run("INSERT INTO platform (shop) VALUES (?)", vec![platform.as_str().into()])?;
        audit::changed(database, who, "platform_joined", platform.as_str(), clock::now())
    })?)
}

/// Lets through what somebody changes about their own account, or an owner about a colleague's: a guest's is at their platform.
///
/// # Errors
/// Forbidden.
pub fn check_at_home(member: &Member) -> Outcome<()> {
    match &member.home {
        None => Ok(()),
        Some(home) => {
            let detail = format!("{} is sent here by `{home}`: change that in its console.", member.name);
            Err(problem(Kind::Forbidden, detail))
        }
    }
}
