//! Who is calling. Decided once, at the door, and handed as this type to every method of every object.

use protocol::problem::Kind;
use protocol::staff::{Member, Permission};
use protocol::{ConversationId, Millis, ShopSlug};
use serde::{Deserialize, Serialize};

use crate::failure::{Outcome, problem};

/// Somebody whose key was verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identity {
    /// A shopper, with the key to one conversation.
    Visitor {
        /// The shop.
        shop: ShopSlug,
        /// The conversation.
        conversation: ConversationId,
    },
    /// A member of a shop's staff.
    Staff(Staff),
    /// A program of a shop's own, by an API token.
    Program(Program),
    /// Whoever runs the platform.
    Operator,
    /// A shop itself.
    Shop(ShopSlug),
    /// One of a shop's own conversations.
    Conversation {
        /// The shop.
        shop: ShopSlug,
        /// Which one.
        conversation: ConversationId,
    },
}

/// A member of staff, by one of their sessions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    /// Who.
    pub member: Member,
    /// The session; its sockets don't outlive it.
    pub session: Session,
}

/// A program of a shop's own. It has no session, so it can open no socket that would outlive its token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// The token's id, shop and name, under which stands what the program does. Its role is none and may nothing: what it
    /// may do, its scopes say.
    pub member: Member,
    /// What it may do.
    pub scopes: Vec<Permission>,
}

/// A staff session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Its secret's digest, which opens nothing.
    pub id: String,
    /// When it ends by itself.
    pub until: Millis,
    /// The platform's session that a guest's rests on.
    #[serde(default)]
    pub parent: Option<String>,
}

impl Identity {
    /// Whether this somebody may read and change the given conversation of the given shop.
    pub fn may_enter(&self, shop: &ShopSlug, conversation: ConversationId) -> bool {
        match self {
            Identity::Visitor { shop: own_shop, conversation: own } => {
                own_shop == shop && *own == conversation
            }
            Identity::Staff(Staff { member, .. }) => {
                member.shop == *shop && desk::may(member.role, Permission::Read)
            }
            Identity::Program(Program { member, .. }) => member.shop == *shop,
            Identity::Operator | Identity::Shop(_) | Identity::Conversation { .. } => false,
        }
    }

    /// Lets through whoever is no staff, staff whose role has the permission, and programs whose token has it.
    ///
    /// # Errors
    /// Forbidden.
    pub fn check(&self, permission: Permission) -> Outcome<()> {
        match self {
            Identity::Staff(Staff { member, .. }) if !desk::may(member.role, permission) => {
                Err(problem(Kind::Forbidden, "Your role doesn't include this. Ask an owner of the shop."))
            }
            Identity::Program(Program { scopes, .. }) if !scopes.contains(&permission) => {
                Err(problem(Kind::Forbidden, "This token doesn't include this. Make one that does."))
            }
            _ => Ok(()),
        }
    }

    /// Whether this is somebody of the staff or a program of the shop's, who read what is for staff only.
    pub fn is_staff(&self) -> bool {
        self.member().is_some()
    }

    /// Under whom stands what somebody of the staff, or a program of the shop's, does.
    pub fn member(&self) -> Option<&Member> {
        match self {
            Identity::Staff(Staff { member, .. }) | Identity::Program(Program { member, .. }) => Some(member),
            _ => None,
        }
    }

    /// What colleagues call somebody of the staff, or a program; empty for everybody else.
    pub fn name(&self) -> &str {
        self.member().map_or("", |member| &member.name)
    }

    /// The staff session that this rests on.
    pub fn session(&self) -> Option<&Session> {
        match self {
            Identity::Staff(Staff { session, .. }) => Some(session),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::StaffId;
    use protocol::staff::Role;

    use super::*;

    fn conversation(number: u128) -> ConversationId {
        ConversationId::from_parts(Millis(0), number)
    }

    fn staff(shop: &str, role: Role) -> Identity {
        let id = StaffId::from_parts(Millis(0), 1);
        let member = Member { id, shop: shop.parse().unwrap(), name: "Dina".into(), role, home: None };
        Identity::Staff(Staff {
            member,
            session: Session { id: "digest".into(), until: Millis(1), parent: None },
        })
    }

    fn program(shop: &str, scopes: &[Permission]) -> Identity {
        let id = StaffId::from_parts(Millis(0), 2);
        let member = Member {
            id,
            shop: shop.parse().unwrap(),
            name: "Gudang".into(),
            role: Role::Unknown,
            home: None,
        };
        Identity::Program(Program { member, scopes: scopes.into() })
    }

    #[test]
    fn nobody_enters_another_shops_conversation() {
        let shop: ShopSlug = "batik".parse().unwrap();
        let visitor = |shop: &str, number| Identity::Visitor {
            shop: shop.parse().unwrap(),
            conversation: conversation(number),
        };
        let cases = [
            (visitor("batik", 1), true),
            (visitor("batik", 2), false),
            (visitor("sepatu", 1), false),
            (staff("batik", Role::Agent), true),
            (staff("batik", Role::Owner), true),
            (staff("batik", Role::Unknown), false),
            (staff("sepatu", Role::Owner), false),
            (program("batik", &[Permission::Read]), true),
            (program("sepatu", &[Permission::Read]), false),
            (Identity::Operator, false),
            (Identity::Shop(shop.clone()), false),
        ];
        for (identity, expected) in cases {
            assert_eq!(identity.may_enter(&shop, conversation(1)), expected, "{identity:?}");
        }
    }

    #[test]
    fn a_program_may_what_its_token_says_and_nothing_else() {
        let program = program("batik", &[Permission::Read, Permission::EditMacros]);
        assert!(program.check(Permission::Read).is_ok() && program.check(Permission::EditMacros).is_ok());
        for other in [Permission::Converse, Permission::ManageShop, Permission::ManageStaff] {
            assert!(program.check(other).is_err(), "{other:?}");
        }
        assert!(program.is_staff() && program.session().is_none());
    }
}
