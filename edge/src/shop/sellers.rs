//! A platform's side of the seller shops under it: which they are, and whom of its people it sends to work there.
//!
//! Each seller's shop keeps who may work in it (`guests.rs`). It is told of every change by a letter that the database itself puts
//! into the outbox, and that carries who is sent as it stands when it leaves: a change that comes with a member's new name or
//! their removal is one like any other. A session that ends takes those along that rest on it.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use protocol::limits::{SELLERS, WORKPLACES};
use protocol::problem::Kind;
use protocol::sellers::{Seller, Sellers, Sent, Workplace, Workplaces};
use protocol::staff::{Member, Permission, Role};
use protocol::{ShopSlug, StaffId};
use serde::{Deserialize, Serialize};
use worker::{Delay, Response, SqlStorageValue};

use super::guests::{self, ToGuests};
use super::{Shop, audit, damaged, operator, staff};
use crate::failure::{Failure, Outcome, not_found, problem};
use crate::identity::{Identity, Staff};
use crate::objects::{self, ToShop};
use crate::storage::{Database, text};
use crate::{clock, reply};

/// * `sent.role`: what they are there, as JSON.
/// * `entered`: the sellers' shops in which a session of ours has begun one.
pub const TABLES: &str = "
    CREATE TABLE sellers (shop TEXT PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE sent (
        seller TEXT NOT NULL,
        member TEXT NOT NULL,
        role TEXT NOT NULL,
        PRIMARY KEY (seller, member)
    );
    CREATE INDEX sent_of ON sent (member);
    CREATE TABLE entered (session TEXT NOT NULL, seller TEXT NOT NULL, PRIMARY KEY (session, seller));

    CREATE TRIGGER sent_came AFTER INSERT ON sent BEGIN
        DELETE FROM outbox WHERE topic = 'sent ' || new.seller;
        INSERT INTO outbox (topic, message, due)
        VALUES ('sent ' || new.seller, json_object('sent', new.seller), unixepoch() * 1000);
    END;
    CREATE TRIGGER sent_went AFTER DELETE ON sent BEGIN
        DELETE FROM outbox WHERE topic = 'sent ' || old.seller;
        INSERT INTO outbox (topic, message, due)
        VALUES ('sent ' || old.seller, json_object('sent', old.seller), unixepoch() * 1000);
    END;
    CREATE TRIGGER sent_renamed AFTER INSERT ON members BEGIN
        INSERT OR REPLACE INTO sent (seller, member, role)
        SELECT seller, member, role FROM sent WHERE member = new.id;
    END;
    CREATE TRIGGER sent_removed AFTER DELETE ON members BEGIN
        DELETE FROM sent WHERE member = old.id;
    END;
    CREATE TRIGGER entered_ended AFTER DELETE ON sessions BEGIN
        INSERT INTO outbox (topic, message, due)
        SELECT 'ended ' || session || ' ' || seller, json_object('ended', session, 'seller', seller),
            unixepoch() * 1000
        FROM entered WHERE session = old.digest;
        DELETE FROM entered WHERE session = old.digest;
    END;
";

/// How long a seller's shop may take to hear what it is told, in milliseconds.
const PATIENCE_MS: u64 = 5_000;

/// What can be asked of a shop's object about it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToSellers {
    /// Whether a seller's shop could be under this one. Answers nothing, or why it can't. Operator only.
    MayJoin { who: Identity, seller: ShopSlug },
    /// It is from now on, by this name. Answers nothing. Operator only.
    Join { who: Identity, seller: ShopSlug, name: String },
    /// It isn't any more, if it was: nobody is sent there. Answers nothing. Operator only.
    Part { who: Identity, seller: ShopSlug },
    /// The sellers, and who is sent. Answers [`Sellers`], as the next two do. In person.
    Sellers { who: Identity },
    /// Send somebody to a seller's shop, or in another role.
    Send { who: Identity, seller: ShopSlug, member: StaffId, role: Role },
    /// Call them back.
    CallBack { who: Identity, seller: ShopSlug, member: StaffId },
    /// Where the asker is sent. Answers [`Workplaces`], without their own shop.
    Workplaces { who: Identity },
    /// The asker has begun a session there, which is to end with theirs. Answers nothing; not found where they aren't sent.
    NoteEntered { who: Identity, seller: ShopSlug },
}

impl From<ToSellers> for ToShop {
    fn from(call: ToSellers) -> Self {
        Self::Sellers(call)
    }
}

impl Shop {
    /// Answers a call about the sellers.
    pub(super) async fn sellers(&self, call: ToSellers) -> Outcome<Response> {
        let database = &self.database;
        match call {
            ToSellers::MayJoin { who, seller } => {
                operator(&who)?;
                check_join(database, &seller)?;
                reply::empty()
            }
            ToSellers::Join { who, seller, name } => {
                operator(&who)?;
                join(database, &who, &seller, &name)?;
                reply::empty()
            }
            ToSellers::Part { who, seller } => {
                operator(&who)?;
                part(database, &who, &seller)?;
                self.arm().await?;
                reply::empty()
            }
            ToSellers::Sellers { who } => {
                self.person(&who, Permission::ManageStaff)?;
                reply::json(&list(database)?)
            }
            ToSellers::Send { who, seller, member, role } => {
                self.person(&who, Permission::ManageStaff)?;
                send(database, &who, &seller, member, role)?;
                self.arm().await?;
                reply::json(&list(database)?)
            }
            ToSellers::CallBack { who, seller, member } => {
                self.person(&who, Permission::ManageStaff)?;
                call_back(database, &who, &seller, member)?;
                self.arm().await?;
                reply::json(&list(database)?)
            }
            ToSellers::Workplaces { who } => {
                let staff = self.person(&who, Permission::Read)?;
                let shops = workplaces(database, staff.member.id)?;
                reply::json(&Workplaces { shops, is_platform: is_platform(database)? })
            }
            ToSellers::NoteEntered { who, seller } => {
                note_entered(database, self.person(&who, Permission::Read)?, &seller)?;
                reply::empty()
            }
        }
    }

    /// Tells a seller's shop who is sent there now; `version` orders what it is told. One that says it isn't under this
    /// platform is no seller of ours.
    pub(super) async fn tell_seller(&self, seller: &ShopSlug, version: i64) -> Outcome<()> {
        let who = Identity::Shop(self.slug()?);
        let call = ToGuests::Receive { who: who.clone(), version, guests: sent_to(&self.database, seller)? };
        match self.tell(seller, call).await {
            Err(Failure::Problem(problem)) if problem.is(Kind::NotFound) => {
                part(&self.database, &who, seller)
            }
            told => told,
        }
    }

    /// Tells a seller's shop that a session has ended on which others rest there.
    pub(super) async fn tell_ended(&self, seller: &ShopSlug, session: String) -> Outcome<()> {
        let call = ToGuests::Leave { who: Identity::Shop(self.slug()?), session };
        match self.tell(seller, call).await {
            Err(Failure::Problem(problem)) if problem.is(Kind::NotFound) => Ok(()),
            told => told,
        }
    }

    /// One that doesn't answer in time is told later, as any that can't be reached: others wait behind it.
    async fn tell(&self, seller: &ShopSlug, call: ToGuests) -> Outcome<()> {
        let (seller, call) = (objects::shop(&self.env, seller)?, ToShop::from(call));
        let told = objects::tell(&seller, &call);
        match select(pin!(told), Delay::from(Duration::from_millis(PATIENCE_MS))).await {
            Either::Left((told, _)) => told,
            Either::Right(_) => Err(Failure::Fault("a seller's shop didn't answer in time".into())),
        }
    }
}

fn join(database: &Database, who: &Identity, seller: &ShopSlug, name: &str) -> Outcome<()> {
    check_join(database, seller)?;
    Ok(database.transaction(|| {
        let statement = "INSERT INTO sellers (shop, name) VALUES (?, ?)
                         ON CONFLICT (shop) DO UPDATE SET name = excluded.name";
        database.run(statement, vec![seller.as_str().into(), name.into()])?;
        audit::changed(database, who, "seller_joined", name, clock::now())
    })?)
}

fn part(database: &Database, who: &Identity, seller: &ShopSlug) -> Outcome<()> {
    let Some(name) = find(database, seller)? else { return Ok(()) };
    Ok(database.transaction(|| {
        database.run("DELETE FROM sent WHERE seller = ?", vec![seller.as_str().into()])?;
        database.run("DELETE FROM sellers WHERE shop = ?", vec![seller.as_str().into()])?;
        audit::changed(database, who, "seller_parted", &name, clock::now())
    })?)
}

/// # Errors
/// Invalid role; not found; wrong state, where they work in too many shops already.
fn send(database: &Database, who: &Identity, seller: &ShopSlug, member: StaffId, role: Role) -> Outcome<()> {
    let role = desk::staff::sent_role(role)?;
    let whom = recorded(database, seller, member)?;
    check_room(database, seller, member)?;
    let role = serde_json::to_string(&role)?;
    Ok(database.transaction(|| {
        let statement = "INSERT OR REPLACE INTO sent (seller, member, role) VALUES (?, ?, ?)";
        let values = vec![seller.as_str().into(), member.to_string().into(), role.as_str().into()];
        database.run(statement, values)?;
        audit::changed(database, who, "sent", &whom, clock::now())
    })?)
}

/// # Errors
/// Not found.
fn call_back(database: &Database, who: &Identity, seller: &ShopSlug, member: StaffId) -> Outcome<()> {
    let whom = recorded(database, seller, member)?;
    Ok(database.transaction(|| {
        let values = vec![seller.as_str().into(), member.to_string().into()];
        database.run("DELETE FROM sent WHERE seller = ? AND member = ?", values)?;
        audit::changed(database, who, "called_back", &whom, clock::now())
    })?)
}

/// # Errors
/// Not found, where they aren't sent.
fn note_entered(database: &Database, staff: &Staff, seller: &ShopSlug) -> Outcome<()> {
    if workplaces(database, staff.member.id)?.iter().all(|workplace| workplace.shop != *seller) {
        return Err(not_found("shop"));
    }
    let values = vec![staff.session.id.as_str().into(), seller.as_str().into()];
    Ok(database.run("INSERT OR IGNORE INTO entered (session, seller) VALUES (?, ?)", values)?)
}

/// # Errors
/// Wrong state, where the platform is under another, or has too many.
fn check_join(database: &Database, seller: &ShopSlug) -> Outcome<()> {
    if guests::platform(database)?.is_some() {
        let detail = "This shop is under a platform itself. Take it from there first.";
        return Err(problem(Kind::WrongState, detail));
    }
    let others = "SELECT count(*) FROM sellers WHERE shop <> ?";
    let others = database.number(others, vec![seller.as_str().into()])?.unwrap_or_default();
    if others as usize >= SELLERS {
        return Err(problem(Kind::WrongState, format!("A platform has at most {SELLERS} sellers.")));
    }
    Ok(())
}

/// Whether this shop has sellers under it.
pub fn is_platform(database: &Database) -> Outcome<bool> {
    Ok(database.text("SELECT shop FROM sellers LIMIT 1", vec![])?.is_some())
}

/// A seller's name, if it is one.
fn find(database: &Database, seller: &ShopSlug) -> Outcome<Option<String>> {
    Ok(database.text("SELECT name FROM sellers WHERE shop = ?", vec![seller.as_str().into()])?)
}

/// Whom and where, as the audit log has it.
///
/// # Errors
/// Not found.
fn recorded(database: &Database, seller: &ShopSlug, member: StaffId) -> Outcome<String> {
    let seller = find(database, seller)?.ok_or_else(|| not_found("seller"))?;
    let member = staff::known(database, member)?;
    Ok(format!("{} → {seller}", member.name))
}

/// # Errors
/// Wrong state, where somebody works in too many shops already.
fn check_room(database: &Database, seller: &ShopSlug, member: StaffId) -> Outcome<()> {
    let others = "SELECT count(*) FROM sent WHERE member = ? AND seller <> ?";
    let values = vec![member.to_string().into(), seller.as_str().into()];
    if database.number(others, values)?.unwrap_or_default() as usize >= WORKPLACES {
        let detail = format!("Somebody works in at most {WORKPLACES} sellers' shops.");
        return Err(problem(Kind::WrongState, detail));
    }
    Ok(())
}

fn list(database: &Database) -> Outcome<Sellers> {
    let mut sellers = Vec::new();
    for row in database.rows("SELECT shop, name FROM sellers ORDER BY name, shop", vec![])? {
        let [shop, name] = texts(row);
        let shop = shop.parse().map_err(|_| damaged("sellers"))?;
        let mut sent = sent_to(database, &shop)?;
        sent.sort_by(|one, other| one.name.cmp(&other.name));
        sellers.push(Seller { shop, name, sent });
    }
    Ok(Sellers { sellers })
}

/// Who is sent to a seller's shop.
fn sent_to(database: &Database, seller: &ShopSlug) -> Outcome<Vec<Sent>> {
    let query = "SELECT members.member, sent.role FROM sent JOIN members ON members.id = sent.member
                 WHERE sent.seller = ?";
    let rows = database.rows(query, vec![seller.as_str().into()])?;
    let sent = rows.into_iter().map(|row| {
        let [member, role] = texts(row);
        let Member { id, name, .. } = serde_json::from_str(&member)?;
        Ok(Sent { id, name, role: serde_json::from_str(&role)? })
    });
    sent.collect()
}

/// Where somebody is sent, by the shops' names.
fn workplaces(database: &Database, member: StaffId) -> Outcome<Vec<Workplace>> {
    let query = "SELECT shop, name, role FROM sent JOIN sellers ON shop = seller
                 WHERE member = ? ORDER BY name, shop";
    let rows = database.rows(query, vec![member.to_string().into()])?;
    let workplaces = rows.into_iter().map(|row| {
        let [shop, name, role] = texts(row);
        let shop = shop.parse().map_err(|_| damaged("sellers"))?;
        Ok(Workplace { shop, name, role: serde_json::from_str(&role)?, standing: None })
    });
    workplaces.collect()
}

/// A row's texts.
fn texts<const N: usize>(row: Vec<SqlStorageValue>) -> [String; N] {
    let mut columns = row.into_iter();
    std::array::from_fn(|_| columns.next().and_then(text).unwrap_or_default())
}
