//! A conversation comes to a team, waits for it, and overflows.

use protocol::event::HandoffReason;
use protocol::problem::Kind;
use protocol::shop::Routing;
use protocol::staff::{InboxRow, Role};
use protocol::team::{Team, Why};
use protocol::workflow::{Action, Rule, When};
use protocol::{Command, ConversationId, RuleId, Seq, StaffId, TeamId, decision::Tongue};

use super::{HOUR, MINUTE, MORNING, Shop, agent, dina, member, rudi};
use crate::{Actor, Context, checked_languages, checked_teams, is_repeat};

fn team(number: u128, name: &str) -> Team {
    Team {
        id: TeamId::from_parts(MORNING, number),
        name: name.to_owned(),
        members: Vec::new(),
        topics: Vec::new(),
        pages: Vec::new(),
        reasons: Vec::new(),
        entries: Vec::new(),
    }
}

/// A team for goods that come back, one for angry customers, and one that is only given what people give it.
pub(super) fn teams() -> Vec<Team> {
    vec![
        Team {
            entries: vec!["retur".parse().expect("an id"), "ukuran".parse().expect("an id")],
            ..team(1, "Retur")
        },
        Team { reasons: vec![HandoffReason::Anger], ..team(2, "Keluhan") },
        team(3, "Grosir"),
    ]
}

/// A shop with them that gives what waits to people by turns.
fn shop() -> Shop {
    let mut shop = Shop::open();
    shop.settings.service.routing = Routing::RoundRobin;
    shop.settings.teams = teams();
    shop
}

fn row(shop: &Shop) -> InboxRow {
    shop.conversation.row(ConversationId::from_parts(MORNING, 1), Seq(0)).expect("something was said")
}

/// The team that looks after it, with a mark once it is for anybody.
fn looked_after_by(shop: &Shop) -> Option<String> {
    let row = row(shop);
    row.team.map(|team| if row.overflowed { format!("{} +", team.name) } else { team.name })
}

fn give(shop: &mut Shop, to: Option<StaffId>, number: u128) -> Command {
    let team = Some(TeamId::from_parts(MORNING, number));
    Command::Transfer { id: shop.id(), to, team, note: String::new() }
}

#[test]
fn it_comes_to_the_first_team_that_wants_it() {
    for (says, expected) in [
        (&["retur"][..], Some("Retur")),
        (&["retur", "halo"], Some("Retur")),
        (&["retur", "ongkir"], None),
        (&["ongkir"], None),
        (&["parah"], Some("Keluhan")),
        (&["ukuran", "parah"], Some("Retur")),
    ] {
        let mut shop = shop();
        says.iter().for_each(|text| drop(shop.shopper(text)));
        if !says.contains(&"parah") {
            shop.asks_person();
        }
        assert_eq!(looked_after_by(&shop).as_deref(), expected, "{says:?}");
    }
}

#[test]
fn a_page_with_its_words_in_the_title_brings_it_to_a_team() {
    let page = |words: &str| {
        let mut shop = shop();
        shop.settings.teams = vec![Team { pages: vec![words.to_owned()], ..team(1, "Grosir") }];
        let begin =
            protocol::api::Begin { page: Some("Beli grosir, harga khusus".into()), ..Default::default() };
        let customer = protocol::CustomerId::from_parts(MORNING, 1);
        let begun = shop.with_context(|context: &mut Context<'_>| crate::begin(&begin, customer, context));
        shop.conversation = crate::Conversation::default();
        begun.iter().for_each(|event| shop.conversation.apply(event));
        shop.asks_person();
        looked_after_by(&shop)
    };
    assert_eq!((page("grosir"), page("eceran")), (Some("Grosir".to_owned()), None));
}

#[test]
fn a_team_is_told_of_to_staff_alone_and_only_until_the_matter_is_settled() {
    let mut shop = shop();
    shop.shopper("retur");
    let told = shop.asks_person();
    assert_eq!(told.last().map(String::as_str), Some("system gives it to team Retur"));
    assert!(shop.log.last().expect("an event").body.is_for_staff());
    shop.takes();
    assert_eq!(looked_after_by(&shop).as_deref(), Some("Retur"), "they look after it while they have it too");
    shop.resolves();
    assert_eq!(looked_after_by(&shop), None);
    shop.asks_person();
    assert_eq!(looked_after_by(&shop), None, "what was settled says nothing of what comes next");
}

#[test]
fn what_waits_too_long_for_a_team_is_for_anybody_once() {
    let mut shop = shop();
    shop.shopper("retur");
    shop.asks_person();
    let at = MORNING.plus(3 * MINUTE);
    assert_eq!(shop.conversation.overflows_at(&shop.settings), Some(at));
    shop.wait_minutes(2);
    assert!(shop.rings().is_empty());
    shop.wait_minutes(1);
    assert_eq!(shop.rings(), ["overflowed"]);
    assert_eq!(looked_after_by(&shop).as_deref(), Some("Retur +"));
    shop.wait_minutes(1);
    assert!(shop.rings().is_empty());
    assert_eq!(shop.conversation.overflows_at(&shop.settings), None);
}

#[test]
fn a_new_wait_is_the_teams_again() {
    let mut shop = shop();
    shop.shopper("retur");
    shop.asks_person();
    shop.wait_minutes(3);
    shop.rings();
    shop.takes();
    let back = Command::Transfer { id: shop.id(), to: None, team: None, note: String::new() };
    shop.done(&dina(), &back);
    assert_eq!(looked_after_by(&shop).as_deref(), Some("Retur"));
    assert_eq!(shop.conversation.overflows_at(&shop.settings), Some(shop.now.plus(3 * MINUTE)));
}

#[test]
fn only_opening_time_counts_and_nothing_overflows_where_it_helps_nobody() {
    let mut shop = Shop { now: MORNING.plus(10 * HOUR - MINUTE), ..self::shop() };
    shop.shopper("retur");
    shop.asks_person();
    let tomorrow = MORNING.plus(22 * HOUR + 2 * MINUTE);
    assert_eq!(
        shop.conversation.overflows_at(&shop.settings),
        Some(tomorrow),
        "a minute today, two tomorrow"
    );
    let mut by_hand = shop.settings.clone();
    by_hand.service.routing = Routing::Manual;
    assert_eq!(shop.conversation.overflows_at(&by_hand), None, "everybody takes what they want");
    let mut without = shop.settings.clone();
    without.teams.remove(0);
    assert_eq!(shop.conversation.overflows_at(&without), None, "the team is gone: it is for anybody already");
    shop.takes();
    assert_eq!(shop.conversation.overflows_at(&shop.settings), None, "somebody has it");
}

#[test]
fn a_team_that_is_gone_makes_room_for_another() {
    let mut shop = shop();
    shop.shopper("retur");
    shop.asks_person();
    shop.settings.teams = vec![Team { entries: vec!["retur".parse().unwrap()], ..team(7, "Barang kembali") }];
    shop.takes();
    let back = Command::Transfer { id: shop.id(), to: None, team: None, note: String::new() };
    shop.done(&dina(), &back);
    assert_eq!(looked_after_by(&shop).as_deref(), Some("Barang kembali"));
}

#[test]
fn given_to_a_team_it_waits_and_the_shopper_is_told_which() {
    let mut shop = shop();
    shop.shopper("retur");
    shop.takes();
    let command = give(&mut shop, None, 3);
    assert_eq!(
        shop.done(&dina(), &command),
        ["Dina hands over: Transferred", "bot says", "brief", "system gives it to team Grosir"]
    );
    assert_eq!(looked_after_by(&shop).as_deref(), Some("Grosir"));
    let said = row(&shop);
    assert!(
        shop.log.iter().any(
            |event| matches!(&event.body, protocol::Body::Message(said) if said.text.contains("Grosir"))
        ),
        "{said:?}"
    );
    let first = shop.log.iter().find(|event| event.id == command.id()).expect("it");
    assert!(is_repeat(first, &dina(), &command));

    let elsewhere = give(&mut shop, None, 1);
    shop.refused(Kind::WrongState, &rudi(), &elsewhere);
    shop.directs = true;
    let supervisor = agent("Wulan", 3);
    assert_eq!(shop.done(&supervisor, &elsewhere), ["Wulan gives it to team Retur"]);
    let stored = shop.log.last().expect("it").clone();
    assert!(is_repeat(&stored, &supervisor, &elsewhere));
    let other = Command::Transfer {
        id: elsewhere.id(),
        to: None,
        team: Some(TeamId::from_parts(MORNING, 3)),
        note: String::new(),
    };
    assert!(!is_repeat(&stored, &supervisor, &other), "another team is another command");
    let again = give(&mut shop, None, 1);
    shop.refused(Kind::WrongState, &supervisor, &again);
}

#[test]
fn a_command_names_one_receiver_that_there_is() {
    let mut shop = shop();
    shop.takes();
    let rudi = member(&rudi(), Role::Agent);
    let both = give(&mut shop, Some(rudi.id), 1);
    shop.refused(Kind::Invalid, &dina(), &both);
    let unknown = give(&mut shop, None, 9);
    shop.refused(Kind::NotFound, &dina(), &unknown);
    let shopper = give(&mut shop, None, 1);
    shop.refused(Kind::Forbidden, &Actor::Shopper, &shopper);
}

#[test]
fn a_rule_gives_it_to_a_team_that_the_shop_has() {
    let rule = |number| Rule {
        id: RuleId::from_parts(MORNING, 1),
        name: "Grosir".into(),
        on: true,
        when: When::Message,
        any: false,
        conditions: Vec::new(),
        actions: vec![Action::GiveTeam { team: TeamId::from_parts(MORNING, number), name: String::new() }],
    };
    let mut shop = shop();
    shop.settings.rules = vec![rule(3)];
    let told = shop.shopper("ongkir");
    assert_eq!(
        told[3..],
        ["rule Grosir ran", "bot hands over: Rule", "bot says", "brief", "system gives it to team Grosir"]
    );
    assert!(!shop.shopper("halo").contains(&"rule Grosir ran".to_owned()), "it has it already");

    let mut shop = self::shop();
    shop.settings.rules = vec![rule(9)];
    assert!(!shop.shopper("ongkir").contains(&"rule Grosir ran".to_owned()));
}

#[test]
fn the_record_says_why_the_shop_chose_somebody() {
    let mut shop = shop();
    shop.asks_person();
    let dina = member(&dina(), Role::Agent);
    shop.colleague = Some(dina.clone());
    let conversation = shop.conversation.clone();
    let command = Command::Transfer { id: shop.id(), to: Some(dina.id), team: None, note: String::new() };
    let events = shop.with_context(|context| {
        context.why = vec![Why::Team];
        crate::handle(&conversation, &Actor::Shop, &command, context)
    });
    let events = events.expect("it waits");
    assert_eq!(
        events.iter().map(super::tell).collect::<Vec<_>>(),
        ["system gives it to Dina", "because [Team]"]
    );
    assert!(events[1].body.is_for_staff());
}

#[test]
fn who_waits_is_told_with_the_language_they_write() {
    let language = |texts: &[&str]| {
        let mut shop = shop().loses_knowledge();
        texts.iter().for_each(|text| drop(shop.shopper(text)));
        row(&shop).language
    };
    assert_eq!(language(&["where is my order, it was not delivered yet", "SKR-1"]), Some(Tongue::English));
    assert_eq!(language(&["pesenanku kok durung teko to mas"]), Some(Tongue::Javanese));
    assert_eq!(language(&["pesanan saya belum sampai"]), Some(Tongue::Indonesian));
    let mut taken = shop();
    taken.asks_person();
    assert_eq!(row(&taken).language, Some(Tongue::Indonesian), "by their page, where they wrote nothing");
    taken.takes();
    assert_eq!(row(&taken).language, None);
}

#[test]
fn teams_are_kept_clean_and_each_under_a_name_of_its_own() {
    let twice = StaffId::from_parts(MORNING, 1);
    let written = Team { members: vec![twice, twice], pages: vec![" grosir ".into()], ..team(1, " Retur\n") };
    let kept = checked_teams(&[written, team(2, "Grosir")]).expect("fine");
    assert_eq!(
        (kept[0].name.as_str(), kept[0].members.len(), kept[0].pages[0].as_str()),
        ("Retur", 1, "grosir")
    );
    let refused = |teams: &[Team]| checked_teams(teams).expect_err("refused");
    assert!(refused(&[team(1, "a"), team(2, " A")]).is(Kind::Invalid));
    assert!(refused(&[team(1, "a"), team(1, "b")]).is(Kind::Invalid));
    assert!(refused(&[team(1, " ")]).is(Kind::Invalid));
    assert!(refused(&[team(1, &"x".repeat(61))]).is(Kind::TooLarge));
    assert!(refused(&[Team { pages: vec!["…".into()], ..team(1, "a") }]).is(Kind::Invalid));
    assert!(refused(&[Team { reasons: vec![HandoffReason::Unknown], ..team(1, "a") }]).is(Kind::Invalid));
    let many = |count: u128| (0..count).map(|number| team(number, &number.to_string())).collect::<Vec<_>>();
    assert!(checked_teams(&many(20)).is_ok());
    assert!(refused(&many(21)).is(Kind::TooLarge));
}

#[test]
fn somebody_writes_at_least_one_of_the_languages_that_are_told_apart() {
    use Tongue::{English, Indonesian, Javanese, Mixed};
    assert_eq!(checked_languages(&[Javanese, Indonesian, Javanese]).expect("fine"), [Indonesian, Javanese]);
    for bad in [&[][..], &[English, Mixed]] {
        assert!(checked_languages(bad).expect_err("refused").is(Kind::Invalid), "{bad:?}");
    }
}
