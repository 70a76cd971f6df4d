//! All that can be asked: one line an operation, in the order of the addresses' tables in `edge/src`.

use protocol::account::{
    AcceptInvitation, Account, CodeSecret, Confirm, Invitation, InvitationDetails, MailLink, NewInvitation,
    NewPasskey, NewPassword, NewRole, OpenInvitation, PasskeySignIn, PasswordSignIn, RecoveryCodes, Rename,
    Sessions, Team,
};
use protocol::api::{
    self, Answer, Begin, Begun, Colleagues, EventPage, Invite, LoadShop, Loaded, Members, PostMessage,
    Question, QueuePlace, Session, SetPlaces, SetPresence, SignIn,
};
use protocol::audit::AuditPage;
use protocol::customer::{self, Card, Edit, Merge};
use protocol::event::Choice;
use protocol::filter::SavedViews;
use protocol::identity::{Identified, Identify, IdentityKey, MadeIdentityKey};
use protocol::inbox::Inbox;
use protocol::label::TagsInUse;
use protocol::macros::{Macros, PutMacro};
use protocol::passkey::{CreationOptions, RequestOptions};
use protocol::problem::Kind;
use protocol::push::{News, PushKey, PushTo};
use protocol::search;
use protocol::sellers::{Sellers, Workplaces};
use protocol::shop::{Profile, Service};
use protocol::staff::{InboxRow, Permission};
use protocol::team::{SetLanguages, Teams};
use protocol::token::{MadeToken, NewToken, Tokens};
use protocol::webhook::{Deliveries, MadeWebhook, PutWebhook, Webhooks};
use protocol::workflow::{Rule, Rules, Tried};
use protocol::{ClientFrame, Event, File, ServerFrame};

use crate::operation::{Operation, delete, get, post, put};

/// Every operation.
#[must_use]
pub fn operations() -> Vec<Operation> {
    [pages(), chat(), inbox(), team(), integrations(), accounts(), platform()].concat()
}

fn pages() -> Vec<Operation> {
    vec![
        get("/sapa.js", "The launcher, for a shop's pages.").answers_page("text/javascript"),
        get("/chat/{shop}", "The chat, as a page.").answers_page("text/html"),
        get("/console", "The console.").answers_page("text/html"),
        get("/console/worker.js", "Its service worker.").answers_page("text/javascript"),
        get("/console/{shop}", "The console at a seller's shop.").answers_page("text/html"),
    ]
}

fn chat() -> Vec<Operation> {
    vec![
        get("/v1/shops/{shop}", "What everyone may know of a shop.")
            .answers::<Profile>()
            .refuses(&[Kind::OriginNotAllowed]),
        post("/v1/shops/{shop}/answers", "Ask without a conversation.")
            .takes::<Question>()
            .answers::<Answer>()
            .refuses(&[Kind::OriginNotAllowed, Kind::Unavailable]),
        post("/v1/shops/{shop}/conversations", "Begin a conversation.")
            .takes::<Begin>()
            .answers::<Begun>()
            .refuses(&[Kind::OriginNotAllowed]),
        post(
            "/v1/shops/{shop}/identity",
            "Say who is signed in on the shop's page; a running conversation's token may be shown.",
        )
        .takes::<Identify>()
        .answers::<Identified>()
        .refuses(&[Kind::OriginNotAllowed, Kind::Unauthorized]),
        delete("/v1/conversations/{conversation}", "Erase a conversation.").by_the_visitor(),
        get("/v1/conversations/{conversation}/events", "The log after a place.")
            .by_participants()
            .query("after", "The last `seq` that you have; 0 by default.")
            .answers::<EventPage>()
            .refuses(&[Kind::Invalid]),
        get("/v1/conversations/{conversation}/queue", "How a shopper stands who waits.")
            .by_participants()
            .answers::<QueuePlace>(),
        post("/v1/conversations/{conversation}/messages", "Say something.")
            .by_participants()
            .takes::<PostMessage>()
            .answers::<Event>()
            .refuses(&[Kind::IdTaken, Kind::WrongState]),
        post("/v1/conversations/{conversation}/frames", "Send one frame, as over a WebSocket.")
            .by_participants()
            .takes::<ClientFrame>()
            .answers::<ServerFrame>()
            .refuses(&[Kind::IdTaken, Kind::WrongState]),
        post("/v1/conversations/{conversation}/files", "Send a file, which a message then names.")
            .by_participants()
            .header("file-id", "A ULID of your own.")
            .header("file-name", "Its name: UTF-8, percent-encoded.")
            .takes_bytes()
            .answers::<File>()
            .refuses(&[Kind::Invalid, Kind::IdTaken, Kind::TooLarge, Kind::UnsupportedFile]),
        get("/v1/conversations/{conversation}/files/{file}", "A file.").by_participants().answers_bytes(),
        get(
            "/v1/conversations/{conversation}/live",
            "The conversation as it happens. No API token opens it.",
        )
        .by_participants()
        .opens_a_socket()
        .refuses(&[Kind::UpgradeRequired]),
    ]
}

fn inbox() -> Vec<Operation> {
    let (read, converse) = (Permission::Read, Permission::Converse);
    vec![
        get("/v1/staff/inbox", "The first page of every view, or one view's next page.")
            .by_staff(read)
            .query("filter", "What the rows must be like: a `Filter` as JSON.")
            .query("view", "One view: waiting, mine, team, bot, snoozed, follow_up, resolved or spam.")
            .query("after", "The `next` of the page before.")
            .answers::<Inbox>()
            .refuses(&[Kind::Invalid]),
        get("/v1/staff/inbox/{conversation}", "One conversation's row.").by_staff(read).answers::<InboxRow>(),
        get("/v1/staff/search", "What was said with these words in it.")
            .by_staff(read)
            .query("q", "The words, or how they begin.")
            .query("after", "The `next` of the page before.")
            .answers::<search::Found>()
            .refuses(&[Kind::Invalid, Kind::TooLarge]),
        get("/v1/staff/live", "The inbox as it changes. No API token opens it.")
            .by_people(read)
            .opens_a_socket()
            .refuses(&[Kind::UpgradeRequired]),
        get("/v1/staff/customers", "Customers by the beginning of a name, a number or an address.")
            .by_staff(read)
            .query("q", "The beginning.")
            .answers::<customer::Found>(),
        get("/v1/staff/customers/{customer}", "A customer's card.").by_staff(read).answers::<Card>(),
        put("/v1/staff/customers/{customer}", "Change what is known of a customer.")
            .by_staff(converse)
            .takes::<Edit>()
            .answers::<Card>()
            .refuses(&[Kind::WrongState]),
        post("/v1/staff/customers/{customer}/merged", "Say that another is the same person.")
            .by_staff(converse)
            .takes::<Merge>()
            .answers::<Card>()
            .refuses(&[Kind::WrongState]),
        delete("/v1/staff/customers/{customer}/merged/{other}", "Part them again.")
            .by_staff(converse)
            .answers::<Card>(),
        get("/v1/staff/tags", "The tags in use.").by_staff(read).answers::<TagsInUse>(),
        get("/v1/staff/views", "The views that one keeps.").by_staff(read).answers::<SavedViews>(),
        put("/v1/staff/views", "Replace them.").by_staff(read).takes::<SavedViews>().answers::<SavedViews>(),
        get("/v1/staff/rules", "The workflow rules.").by_staff(Permission::ManageShop).answers::<Rules>(),
        put("/v1/staff/rules", "Set them.")
            .by_staff(Permission::ManageShop)
            .takes::<Rules>()
            .answers::<Rules>()
            .refuses(&[Kind::WrongState]),
        post("/v1/staff/rules/try", "How a rule would have fared lately.")
            .by_people(Permission::ManageShop)
            .takes::<Rule>()
            .answers::<Tried>(),
        get("/v1/staff/entries", "What the shop knows of, to choose from.")
            .by_staff(read)
            .answers::<Vec<Choice>>(),
        get("/v1/staff/macros", "The replies that are ready.").by_staff(converse).answers::<Macros>(),
        put("/v1/staff/macros/{macro}", "Make or replace one; its id is yours to mint.")
            .by_staff(Permission::EditMacros)
            .takes::<PutMacro>()
            .answers::<Macros>(),
        delete("/v1/staff/macros/{macro}", "Remove one.")
            .by_staff(Permission::EditMacros)
            .answers::<Macros>(),
    ]
}

fn team() -> Vec<Operation> {
    let manage = Permission::ManageStaff;
    vec![
        get("/v1/staff/colleagues", "Who talks to shoppers, and who of them is there.")
            .by_staff(Permission::Read)
            .answers::<Colleagues>(),
        put("/v1/staff/presence", "Say whether you are there.")
            .by_people(Permission::Converse)
            .takes::<SetPresence>(),
        get("/v1/staff/service", "How those who wait find a person.")
            .by_staff(Permission::Read)
            .answers::<Service>(),
        put("/v1/staff/service", "Set that.").by_staff(Permission::ManageShop).takes::<Service>(),
        get("/v1/staff/teams", "Who looks after what.").by_staff(Permission::Read).answers::<Teams>(),
        put("/v1/staff/teams", "Set that.")
            .by_staff(Permission::ManageShop)
            .takes::<Teams>()
            .answers::<Teams>()
            .refuses(&[Kind::WrongState]),
        get("/v1/staff/members", "Who works here.").by_people(manage).answers::<Members>(),
        get("/v1/staff/team", "The same, with their accounts and the invitations.")
            .by_people(manage)
            .answers::<Team>(),
        put("/v1/staff/members/{member}", "Another role.")
            .by_people(manage)
            .takes::<NewRole>()
            .refuses(&[Kind::WrongState]),
        delete("/v1/staff/members/{member}", "Remove somebody.")
            .by_people(manage)
            .refuses(&[Kind::WrongState]),
        put("/v1/staff/members/{member}/places", "How many conversations somebody is given at a time.")
            .by_people(manage)
            .takes::<SetPlaces>(),
        put(
            "/v1/staff/members/{member}/languages",
            "What languages a colleague writes; for your own, `converse` will do.",
        )
        .by_people(manage)
        .takes::<SetLanguages>(),
        get("/v1/staff/members/{member}/sessions", "A colleague's sessions.")
            .by_people(manage)
            .answers::<Sessions>(),
        delete("/v1/staff/members/{member}/sessions", "End all of them.").by_people(manage),
        post("/v1/staff/invitations", "Invite somebody.")
            .by_people(manage)
            .takes::<NewInvitation>()
            .answers::<Invitation>()
            .refuses(&[Kind::IdTaken]),
        delete("/v1/staff/invitations/{invitation}", "Take an invitation back.").by_people(manage),
        get("/v1/staff/shops", "Where the asker works: their own shop, and those of sellers.")
            .by_people(Permission::Read)
            .answers::<Workplaces>(),
        post("/v1/staff/shops/{shop}/session", "Go to work in a seller's shop.")
            .by_people(Permission::Read)
            .answers::<Session>()
            .refuses(&[Kind::OriginNotAllowed]),
        get("/v1/staff/sellers", "The sellers, and whom the platform sends there.")
            .by_people(manage)
            .answers::<Sellers>(),
        put("/v1/staff/sellers/{shop}/members/{member}", "Send somebody there, or in another role.")
            .by_people(manage)
            .takes::<NewRole>()
            .answers::<Sellers>()
            .refuses(&[Kind::WrongState]),
        delete("/v1/staff/sellers/{shop}/members/{member}", "Call them back.")
            .by_people(manage)
            .answers::<Sellers>(),
        get("/v1/staff/audit", "Who did what, newest first.")
            .by_staff(Permission::ReadAudit)
            .query("before", "The last entry's id of the page before.")
            .answers::<AuditPage>()
            .refuses(&[Kind::Invalid]),
    ]
}

fn integrations() -> Vec<Operation> {
    let shop = Permission::ManageShop;
    vec![
        get("/v1/staff/tokens", "The API tokens.").by_people(shop).answers::<Tokens>(),
        post("/v1/staff/tokens", "Make one.").by_people(shop).takes::<NewToken>().answers::<MadeToken>(),
        delete("/v1/staff/tokens/{token}", "Revoke one.").by_people(shop),
        get("/v1/staff/identity-key", "Whether there is an identity key.")
            .by_people(shop)
            .answers::<IdentityKey>(),
        post("/v1/staff/identity-key", "Make one, or another in its place.")
            .by_people(shop)
            .answers::<MadeIdentityKey>(),
        delete("/v1/staff/identity-key", "Remove it, and those before it.")
            .by_people(shop)
            .refuses(&[Kind::NotFound]),
        get("/v1/staff/webhooks", "The webhooks.").by_people(shop).answers::<Webhooks>(),
        post("/v1/staff/webhooks", "Make one.")
            .by_people(shop)
            .takes::<PutWebhook>()
            .answers::<MadeWebhook>(),
        put("/v1/staff/webhooks/{webhook}", "Change one.").by_people(shop).takes::<PutWebhook>(),
        delete("/v1/staff/webhooks/{webhook}", "Remove one, and what is on its way to it.").by_people(shop),
        post(
            "/v1/staff/webhooks/{webhook}/secret",
            "Give it another secret; the one before signs too for a day.",
        )
        .by_people(shop)
        .answers::<MadeWebhook>(),
        post("/v1/staff/webhooks/{webhook}/test", "Send it a test.").by_people(shop),
        get("/v1/staff/webhooks/{webhook}/deliveries", "What is on its way to it, and what became of it.")
            .by_people(shop)
            .answers::<Deliveries>(),
        post("/v1/staff/webhooks/{webhook}/deliveries/{delivery}/again", "Send what was given up once more.")
            .by_people(shop)
            .refuses(&[Kind::WrongState]),
    ]
}

fn accounts() -> Vec<Operation> {
    let signs_in = [Kind::Unauthorized, Kind::OriginNotAllowed];
    vec![
        post("/v1/staff/challenge", "What a passkey has to sign.")
            .answers::<RequestOptions>()
            .refuses(&[Kind::OriginNotAllowed]),
        post("/v1/staff/session", "Sign in by a one-time link.")
            .takes::<SignIn>()
            .answers::<Session>()
            .refuses(&signs_in),
        post("/v1/staff/session/passkey", "Sign in with a passkey.")
            .takes::<PasskeySignIn>()
            .answers::<Session>()
            .refuses(&signs_in),
        post("/v1/staff/session/password", "Sign in with a password, and a code if one is asked for.")
            .takes::<PasswordSignIn>()
            .answers::<Session>()
            .refuses(&signs_in),
        post("/v1/staff/session/link", "Have a link to sign in with mailed to oneself.")
            .takes::<MailLink>()
            .refuses(&[Kind::OriginNotAllowed, Kind::Unavailable]),
        get("/v1/staff/session", "Who is signed in.").by_oneself().answers::<Session>(),
        delete("/v1/staff/session", "Sign out.").by_oneself(),
        get("/v1/staff/me", "One's account.").by_oneself().answers::<Account>(),
        put("/v1/staff/me", "Change one's name.").by_oneself().takes::<Rename>(),
        post("/v1/staff/me/passkeys/options", "What a browser needs to make a passkey.")
            .by_oneself()
            .answers::<CreationOptions>(),
        post("/v1/staff/me/passkeys", "Add a passkey.")
            .by_oneself()
            .takes::<NewPasskey>()
            .refuses(&[Kind::IdTaken]),
        put("/v1/staff/me/passkeys/{passkey}", "Call one something else.").by_oneself().takes::<Rename>(),
        delete("/v1/staff/me/passkeys/{passkey}", "Remove one.").by_oneself(),
        put("/v1/staff/me/password", "Set one's password.").by_oneself().takes::<NewPassword>(),
        post("/v1/staff/me/codes", "A new secret for an authenticator app.")
            .by_oneself()
            .answers::<CodeSecret>(),
        put("/v1/staff/me/codes", "Confirm it.").by_oneself().takes::<Confirm>().answers::<RecoveryCodes>(),
        post("/v1/staff/me/codes/off", "Ask for no codes any more.").by_oneself().takes::<Confirm>(),
        get("/v1/staff/me/push", "What a browser subscribes to pushes with.")
            .by_people(Permission::Read)
            .answers::<PushKey>(),
        put("/v1/staff/me/push", "Push to a browser while this session lasts.")
            .by_people(Permission::Read)
            .takes::<PushTo>(),
        delete("/v1/staff/me/push", "Push to it no more.").by_people(Permission::Read),
        get("/v1/staff/me/push/news", "What called for the asker since they last looked.")
            .by_people(Permission::Read)
            .answers::<News>(),
        delete("/v1/staff/sessions/{session}", "End a session: one's own, or a colleague's.").by_oneself(),
        post("/v1/staff/invitation", "Look at an invitation.")
            .takes::<OpenInvitation>()
            .answers::<InvitationDetails>()
            .refuses(&signs_in),
        post("/v1/staff/invitation/accept", "Become a member.")
            .takes::<AcceptInvitation>()
            .answers::<Session>()
            .refuses(&signs_in),
    ]
}

fn platform() -> Vec<Operation> {
    vec![
        put("/v1/platform/shops/{shop}", "Load a shop's settings and knowledge.")
            .by_the_operator()
            .takes::<LoadShop>()
            .answers::<Loaded>(),
        post("/v1/platform/shops/{shop}/sign-in-links", "Let somebody in, once.")
            .by_the_operator()
            .takes::<Invite>()
            .answers::<api::Invitation>(),
        put("/v1/platform/shops/{shop}/sellers/{seller}", "Put a seller's shop under a platform's.")
            .by_the_operator()
            .refuses(&[Kind::Invalid, Kind::WrongState]),
        delete("/v1/platform/shops/{shop}/sellers/{seller}", "Take it from there.").by_the_operator(),
    ]
}
