//! A member of a shop's staff, signed in by the operator's invitation.

use protocol::ConversationId;
use protocol::account::{
    AcceptInvitation, Account, Invitation as NewcomersInvitation, InvitationDetails, NewInvitation,
    OpenInvitation,
};
use protocol::api::{Invitation, Invite, Session, SignIn};
use protocol::audit::{AuditPage, Deed, Entry};
use protocol::frame::Command;
use protocol::inbox::Inbox;
use protocol::passkey::RequestOptions;
use protocol::staff::{InboxFrame, InboxRow, Member, Role};

use crate::{Authenticator, Caller, Chat, Live, Stand, eventually, new_id};

/// A member of staff with an open session.
#[derive(Debug, Clone)]
pub struct Agent {
    /// They call with their session's bearer token.
    pub caller: Caller,
    /// Who they are.
    pub member: Member,
}

impl Agent {
    /// Their place in a conversation.
    pub fn chat(&self, conversation: ConversationId) -> Chat {
        self.caller.chat(conversation)
    }

    /// Takes a conversation, which must be possible.
    pub async fn takes(&self, conversation: ConversationId) -> Chat {
        let chat = self.chat(conversation);
        chat.does(Command::Take { id: new_id() }).await;
        chat
    }

    /// The inbox as a console opens it: the first page of every view.
    pub async fn opens_inbox(&self) -> Inbox {
        self.caller.get("/v1/staff/inbox").await.json()
    }

    /// The rows of the first page of every view.
    pub async fn inbox(&self) -> Vec<InboxRow> {
        self.opens_inbox().await.pages.into_iter().flat_map(|page| page.rows).collect()
    }

    /// The inbox's row of one conversation.
    pub async fn row(&self, conversation: ConversationId) -> Option<InboxRow> {
        let answer = self.caller.get(&format!("/v1/staff/inbox/{conversation}")).await;
        (answer.status == 200).then(|| answer.json())
    }

    /// The inbox's row of one conversation, as soon as it is as wanted.
    pub async fn row_when(
        &self,
        conversation: ConversationId,
        wanted: impl Fn(&InboxRow) -> bool,
    ) -> InboxRow {
        eventually("the row that is wanted", async || self.row(conversation).await.filter(&wanted)).await
    }

    /// The inbox as it changes.
    pub async fn live_inbox(&self) -> Live<InboxFrame> {
        let socket = self.caller.connect("/v1/staff/live").await;
        socket.unwrap_or_else(|answer| panic!("refused: {answer:?}"))
    }
}

impl Live<InboxFrame> {
    /// The next state of a conversation's row that is as wanted; the whole inbox and other rows are dropped.
    pub async fn row(
        &mut self,
        conversation: ConversationId,
        wanted: impl Fn(&InboxRow) -> bool,
    ) -> InboxRow {
        self.until(|frame| match frame {
            InboxFrame::Rows { rows, .. } => {
                rows.into_iter().find(|row| row.conversation == conversation && wanted(row))
            }
            InboxFrame::Colleagues { .. } | InboxFrame::Unknown => None,
        })
        .await
    }
}

impl Stand {
    /// Makes a one-time sign-in code.
    pub async fn invite(&self, shop: &str, name: &str, role: Role) -> String {
        let path = format!("/v1/platform/shops/{shop}/sign-in-links");
        let answer = self.operator().post(&path, &Invite { name: name.to_owned(), role }).await;
        let Invitation { code } = answer.json();
        code
    }

    /// Signs a member of staff in, as a program does: with a bearer token.
    pub async fn staff(&self, shop: &str, name: &str, role: Role) -> Agent {
        let code = self.invite(shop, name, role).await;
        self.signed_in(
            &self.stranger().post("/v1/staff/session", &SignIn { code, second: None, bearer: true }).await,
        )
    }

    /// An agent of a shop.
    pub async fn agent(&self, shop: &str, name: &str) -> Agent {
        self.staff(shop, name, Role::Agent).await
    }
}

/// A new colleague's address, which nobody else has.
pub fn new_email(name: &str) -> String {
    format!("{}.{}@toko.example", name.to_lowercase(), crate::new_id().to_string().to_lowercase())
}

impl Agent {
    /// Invites somebody to the team.
    pub async fn invites(&self, name: &str, email: &str, role: Role) -> NewcomersInvitation {
        let invitation = NewInvitation { name: name.to_owned(), email: email.to_owned(), role };
        self.caller.post("/v1/staff/invitations", &invitation).await.json()
    }

    /// What they see of their account.
    pub async fn account(&self) -> Account {
        self.caller.get("/v1/staff/me").await.json()
    }

    /// The whole audit log, newest first.
    pub async fn audit(&self) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        loop {
            let before = entries.last().map(|entry| format!("?before={}", entry.id)).unwrap_or_default();
            let page: AuditPage = self.caller.get(&format!("/v1/staff/audit{before}")).await.json();
            entries.extend(page.entries);
            if !page.more {
                return entries;
            }
        }
    }

    /// What of the shop's the audit log says that a colleague has changed, newest first.
    pub async fn changes_by(&self, colleague: &Member) -> Vec<String> {
        let is_theirs = |entry: &Entry| entry.by.as_ref().is_some_and(|by| by.id == colleague.id);
        let changed = |entry: Entry| match entry.deed {
            Deed::Changed { what, .. } => Some(what),
            _ => None,
        };
        self.audit().await.into_iter().filter(is_theirs).filter_map(changed).collect()
    }
}

impl Stand {
    /// Somebody who was just let in.
    pub fn signed_in(&self, answer: &crate::Answer) -> Agent {
        let Session { member, token, .. } = answer.json();
        let caller = self.stranger().with_key(&token.expect("the bearer token that was asked for"));
        Agent { caller, member }
    }

    /// Accepts an invitation with a password.
    pub async fn accepts_with_password(&self, code: &str, password: &str) -> Agent {
        let accept = AcceptInvitation {
            code: code.to_owned(),
            passkey: None,
            password: Some(password.to_owned()),
            bearer: true,
        };
        self.signed_in(&self.stranger().post("/v1/staff/invitation/accept", &accept).await)
    }

    /// Accepts an invitation with a passkey.
    pub async fn accepts_with_passkey(&self, code: &str, authenticator: &mut Authenticator) -> Agent {
        let open = OpenInvitation { code: code.to_owned() };
        let details: InvitationDetails = self.stranger().post("/v1/staff/invitation", &open).await.json();
        let passkey = Some(authenticator.makes(&details.options));
        let accept = AcceptInvitation { code: code.to_owned(), passkey, password: None, bearer: true };
        self.signed_in(&self.stranger().post("/v1/staff/invitation/accept", &accept).await)
    }

    /// What the server wants signed.
    pub async fn challenge(&self) -> RequestOptions {
        self.stranger().post("/v1/staff/challenge", &()).await.json()
    }
}
