//! Who is there and gets what waits, as the shop's object does it: calls about it, and what news, an opened or closed
//! console and the alarm bring about.

use protocol::StaffId;
use protocol::api::Colleagues;
use protocol::decision::Tongue;
use protocol::limits::PLACES;
use protocol::problem::Kind;
use protocol::shop::{Routing, Service};
use protocol::staff::{InboxRow, Permission, Presence};
use protocol::team::Teams;
use serde::{Deserialize, Serialize};
use serde_json::json;
use worker::Response;

use super::{Shop, audit, inbox, knowledge, presence, routing, staff, teams};
use crate::failure::{Failure, Outcome, problem};
use crate::identity::Identity;
use crate::objects::{self, ToConversation};
use crate::shops::FRESH_MS;
use crate::{clock, outbox, reply, sockets};

/// What can be asked of a shop's object about it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToDuty {
    /// Who talks to shoppers, and who of them is there. Answers [`protocol::api::Colleagues`].
    Colleagues { who: Identity },
    /// Somebody who works here. Answers [`protocol::staff::Member`]. The shop's conversations only.
    Colleague { who: Identity, member: StaffId },
    /// Say whether one is there. Answers nothing.
    SetPresence { who: Identity, presence: Presence },
    /// Set how many conversations somebody is given at a time. Answers nothing. Owners only.
    SetPlaces { who: Identity, member: StaffId, places: u32 },
    /// Say what languages somebody writes. Answers nothing. For oneself, or owners.
    SetLanguages { who: Identity, member: StaffId, languages: Vec<Tongue> },
    /// The teams. Answers [`Teams`], as the next does.
    Teams { who: Identity },
    /// Replace them. Owners only.
    PutTeams { who: Identity, teams: Teams },
    /// How those who wait find a person. Answers [`Service`].
    Service { who: Identity },
    /// Set that. Answers nothing. Owners only.
    SetService { who: Identity, service: Service },
}

impl Shop {
    /// Answers a call about who is there and gets what waits.
    pub(super) async fn duty(&self, call: ToDuty) -> Outcome<Response> {
        match call {
            ToDuty::Colleagues { who } => {
                self.allowed(&who, Permission::Read)?;
                self.look()?;
                self.arm().await?;
                reply::json(&Colleagues { colleagues: presence::colleagues(&self.database, clock::now())? })
            }
            ToDuty::Colleague { who, member } => {
                self.own_conversation(&who)?;
                reply::json(&staff::known(&self.database, member)?)
            }
            ToDuty::SetPresence { who, presence } => {
                let member = self.person(&who, Permission::Converse)?.member.id;
                if presence == Presence::Unknown {
                    return Err(problem(Kind::Invalid, "Say online, busy or away."));
                }
                presence::say(&self.database, member, presence)?;
                self.people_changed().await?;
                reply::empty()
            }
            ToDuty::SetPlaces { who, member, places } => {
                self.allowed(&who, Permission::ManageStaff)?;
                if places > PLACES {
                    return Err(problem(Kind::Invalid, format!("`places`: 0 to {PLACES}, not {places}.")));
                }
                let name = staff::known(&self.database, member)?.name;
                self.database.transaction(|| {
                    routing::set_places(&self.database, member, places)?;
                    audit::changed(&self.database, &who, "places", &name, clock::now())
                })?;
                self.people_changed().await?;
                reply::empty()
            }
            ToDuty::SetLanguages { who, member, languages } => {
                let is_own = who.member().is_some_and(|me| me.id == member);
                self.allowed(&who, if is_own { Permission::Converse } else { Permission::ManageStaff })?;
                let languages = desk::checked_languages(&languages)?;
                let name = staff::known(&self.database, member)?.name;
                self.database.transaction(|| {
                    routing::set_languages(&self.database, member, &languages)?;
                    audit::changed(&self.database, &who, "languages", &name, clock::now())
                })?;
                self.people_changed().await?;
                reply::empty()
            }
            ToDuty::Teams { who } => {
                self.allowed(&who, Permission::Read)?;
                reply::json(&teams::edited(&self.database)?)
            }
            ToDuty::PutTeams { who, teams } => {
                self.allowed(&who, Permission::ManageShop)?;
                let teams = teams::put(&self.database, &who, &teams, clock::now())?;
                self.reckon_anew()?;
                self.people_changed().await?;
                reply::json(&teams)
            }
            ToDuty::Service { who } => {
                self.allowed(&who, Permission::Read)?;
                reply::json(&knowledge::settings(&self.database)?.service)
            }
            ToDuty::SetService { who, service } => {
                self.allowed(&who, Permission::ManageShop)?;
                knowledge::set_service(&self.database, &who, service, clock::now())?;
                self.reckon_anew()?;
                self.route()?;
                self.arm().await?;
                reply::empty()
            }
        }
    }

    /// Offers a conversation to somebody, who may have left or changed roles since they were chosen; the answer is news like
    /// any other.
    pub(super) async fn offer(&self, offer: &routing::Offer) -> Outcome<()> {
        let Some(to) = staff::talking(&staff::all(&self.database)?, offer.to.id).cloned() else {
            return routing::answered(&self.database, offer);
        };
        let who = Identity::Shop(self.slug()?);
        let call = ToConversation::Assign { who, id: offer.id, to, why: offer.why.clone() };
        let conversation = objects::conversation(&self.env, offer.offered)?;
        match objects::ask::<Option<InboxRow>>(&conversation, &call).await? {
            Some(row) => drop(self.heard(row, &[])?),
            None => routing::forget(&self.database, offer.offered)?,
        }
        routing::answered(&self.database, offer)
    }

    /// Gives those who wait to those who are there; tells whether anybody was looked for, of which the alarm has something
    /// to carry out.
    pub(super) fn route(&self) -> Outcome<bool> {
        if !routing::is_wanted(&self.database)? {
            return Ok(false);
        }
        let routing = knowledge::settings(&self.database)?.service.routing;
        if routing == Routing::Manual {
            return Ok(false);
        }
        self.look()?;
        routing::route(&self.database, routing, clock::now())?;
        Ok(true)
    }

    /// Notices who has come and who has gone, and tells the consoles.
    pub(super) fn look(&self) -> Outcome<()> {
        let open = sockets::members(&self.state, inbox::CONSOLE);
        if presence::look(&self.database, &open, clock::now())? {
            self.tell_colleagues()?;
        }
        Ok(())
    }

    /// A console was closed.
    pub(super) async fn left(&self) -> worker::Result<()> {
        let noticed = async {
            self.look()?;
            self.arm().await
        };
        noticed.await.map_err(Failure::into)
    }

    /// Who is there, or what they may be given, was changed by hand.
    pub(super) async fn people_changed(&self) -> Outcome<()> {
        self.look()?;
        self.tell_colleagues()?;
        self.route()?;
        self.arm().await
    }

    /// What is due by when was changed: those who wait or are being helped reckon by it as soon as every isolate knows.
    pub(super) fn reckon_anew(&self) -> Outcome<()> {
        let (running, due) = (routing::running(&self.database)?, clock::now().plus(FRESH_MS + 1_000));
        Ok(self.database.transaction(|| {
            running.iter().try_for_each(|reckon| {
                let letter = json!({ "reckon": reckon }).to_string();
                outbox::put(&self.database, &format!("reckon {reckon}"), letter, due)
            })
        })?)
    }

    pub(super) fn tell_colleagues(&self) -> Outcome<()> {
        let frame = presence::frame(&self.database, clock::now())?;
        Ok(sockets::tell_all(&self.state.get_websockets_with_tag(inbox::CONSOLE), &frame)?)
    }
}
