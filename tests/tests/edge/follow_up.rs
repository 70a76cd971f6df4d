//! Low ratings, as each side sees them.

use protocol::event::{Body, Status};
use protocol::frame::Command;
use protocol::inbox::{Inbox, View};
use protocol::problem::Kind;
use protocol::staff::Role;
use sapa_tests::{Agent, Chat, Stand, new_id, renamed};

/// A conversation of a shop of its own that Dina settled and its shopper rated with one star.
async fn rated_low(stand: &Stand, slug: &str) -> (Agent, Chat) {
    stand.load(&renamed(slug)).await;
    let dina = stand.agent(slug, "Dina").await;
    let visitor = stand.visitor(slug).await;
    visitor.says("mau bicara dengan orang").await;
    let chat = dina.takes(visitor.conversation).await;
    chat.says("Sudah ya, Kak").await;
    chat.does(Command::Resolve { id: new_id() }).await;
    let comment = "Lama sekali dibalasnya".to_owned();
    visitor.does(Command::Rate { id: new_id(), score: 1, comment }).await;
    (dina, visitor)
}

#[tokio::test]
async fn a_low_rating_is_looked_into_and_settled_with_a_note() {
    let stand = Stand::shared().await;
    let (dina, visitor) = rated_low(&stand, "toko-peduli").await;
    let wulan = stand.staff("toko-peduli", "Wulan", Role::Supervisor).await;
    let row = wulan.row_when(visitor.conversation, |row| row.status == Status::FollowUp).await;
    assert_eq!((row.rating, row.comment.as_str()), (Some(1), "Lama sekali dibalasnya"));
    let inbox = wulan.opens_inbox().await;
    assert_eq!(inbox.counts.follow_up, 1);
    let page = inbox.pages.iter().find(|page| page.view == View::FollowUp).expect("a view of its own");
    assert_eq!(page.rows, [row]);

    assert_eq!(visitor.page(protocol::Seq(0)).await.status, Status::Resolved, "the shopper isn't told");
    let is_follow_up = |body: &Body| *body == Body::FollowUp;
    assert!(!visitor.log().await.iter().any(|event| is_follow_up(&event.body)));
    let log = dina.chat(visitor.conversation).log().await;
    assert!(
        log.iter().any(|event| matches!(&event.body, Body::Rated { comment, .. } if !comment.is_empty()))
    );

    let resolve = || Command::Resolve { id: new_id() };
    let (dina, wulan) = (dina.chat(visitor.conversation), wulan.chat(visitor.conversation));
    dina.command(resolve()).await.problem(Kind::Forbidden);
    dina.command(Command::Take { id: new_id() }).await.problem(Kind::Forbidden);
    wulan.command(resolve()).await.problem(Kind::WrongState);
    wulan.does(Command::note(new_id(), "Sudah ditelepon, diberi voucher ongkir")).await;
    wulan.does(resolve()).await;
    assert_eq!(wulan.page(protocol::Seq(0)).await.status, Status::Resolved);
    let asked = |event: &protocol::Event| event.body == Body::RatingAsked;
    assert_eq!(visitor.log().await.into_iter().filter(asked).count(), 1, "nobody is asked again");
}

#[tokio::test]
async fn only_whoever_leads_has_a_view_of_low_ratings() {
    let stand = Stand::shared().await;
    let (_, visitor) = rated_low(&stand, "toko-hati").await;
    let owner = stand.staff("toko-hati", "Olla", Role::Owner).await;
    owner.row_when(visitor.conversation, |row| row.status == Status::FollowUp).await;
    for role in [Role::Owner, Role::Supervisor, Role::Agent, Role::Trainer, Role::Seller] {
        let staff = stand.staff("toko-hati", "Wulan", role).await;
        let leads = matches!(role, Role::Owner | Role::Supervisor);
        let has_view = staff.opens_inbox().await.pages.iter().any(|page| page.view == View::FollowUp);
        assert_eq!(has_view, leads, "{role:?}");
        let answer = staff.caller.get("/v1/staff/inbox?view=follow_up").await;
        if leads {
            assert_eq!(answer.json::<Inbox>().pages[0].rows.len(), 1, "{role:?}");
        } else {
            answer.problem(Kind::Forbidden);
        }
    }
}
