//! A seller's side: the platform that the shop is under, and whom it sends to work here.
//!
//! A guest is a member like any other, by the same id here and there, but has no account here: their sessions rest on one at the
//! platform and end with it. Who is sent, the platform alone says, and each time it says all of it.

use protocol::ShopSlug;
use protocol::problem::Kind;
use protocol::sellers::Sent;
use protocol::staff::{Member, Permission};
use serde::{Deserialize, Serialize};
use worker::Response;

use super::staff::{self, Visit};
use super::{Shop, audit, inbox, knowledge, operator, sellers};
use crate::failure::{Outcome, not_found, problem};
use crate::identity::{Identity, Staff};
use crate::objects::ToShop;
use crate::storage::Database;
use crate::{clock, reply};

/// `sessions.parent`: the platform's session that a guest's rests on.
pub const TABLES: &str = "
    CREATE TABLE platform (shop TEXT NOT NULL);
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
    /// All who are sent here from now on. Answers the shop's name. The platform only.
    Receive { who: Identity, guests: Vec<Sent> },
    /// A session at the platform has ended, and takes along those that rest on it. Answers nothing. The platform only.
    Leave { who: Identity, session: String },
    /// A guest begins a session here. Answers [`staff::SignedIn`]. Somebody signed in to the platform only.
    Enter { who: Identity, visit: Visit },
    /// How many conversations wait for a person. Answers a number. Guests, and those who work here.
    Waiting { who: Identity },
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
            ToGuests::Receive { who, guests } => {
                self.by_the_platform(&who)?;
                self.receive(&who, &guests).await?;
                reply::json(&knowledge::settings(database)?.name)
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
            ToGuests::Waiting { who } => {
                if self.guest(&who).is_err() {
                    self.allowed(&who, Permission::Read)?;
                }
                reply::json(&inbox::counts(database)?.waiting)
            }
        }
    }

    /// Takes in who is sent now, and sees out who isn't any more. Whoever is given another role begins anew: sockets carry the
    /// one they were opened with.
    async fn receive(&self, who: &Identity, sent: &[Sent]) -> Outcome<()> {
        let (database, now) = (&self.database, clock::now());
        let (slug, home) = (self.slug()?, platform(database)?);
        let known: Vec<Member> = staff::all(database)?.into_iter().filter(|it| it.home.is_some()).collect();
        let guest = |sent: &Sent| Member {
            id: sent.id,
            shop: slug.clone(),
            name: sent.name.clone(),
            role: sent.role,
            home: home.clone(),
        };
        let new: Vec<Member> = sent.iter().map(guest).filter(|guest| !known.contains(guest)).collect();
        let gone: Vec<&Member> = known.iter().filter(|it| sent.iter().all(|sent| sent.id != it.id)).collect();
        if new.is_empty() && gone.is_empty() {
            return Ok(());
        }
        let mut ended = Vec::new();
        for guest in &new {
            let before = known.iter().find(|member| member.id == guest.id);
            let begins_anew = before.is_some_and(|before| before.role != guest.role);
            let sessions = if begins_anew { staff::sessions_of(database, guest.id)? } else { Vec::new() };
            database.transaction(|| {
                staff::end(database, &sessions, now)?;
                staff::store(database, guest)?;
                if before.is_none() {
                    audit::changed(database, who, "guest_came", &guest.name, now)
                } else {
                    Ok(())
                }
            })?;
            ended.extend(sessions);
        }
        for guest in gone {
            ended.extend(staff::sessions_of(database, guest.id)?);
            database.transaction(|| {
                staff::erase(database, guest, now)?;
                audit::changed(database, who, "guest_left", &guest.name, now)
            })?;
        }
        self.close_sockets(&ended).await?;
        knowledge::publish(database)?; // rules and teams name colleagues
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
