//! Workflow rules: what runs when, what it may, and what it can't set off.

use protocol::decision::{Mood, Tongue};
use protocol::event::{Body, FactKind, Status};
use protocol::limits::{RULE_PARTS, RULE_RUNS, RULES};
use protocol::problem::Kind;
use protocol::service::Goal;
use protocol::shop::Opening;
use protocol::staff::Role;
use protocol::webhook::Happening;
use protocol::workflow::{Action, Condition, Rule, When};
use protocol::{Command, ConversationId, Millis, Priority, RuleId, Seq, WebhookId};

use super::{MINUTE, MORNING, Shop, dina, member, rudi};
use crate::{Rehearsal, checked_rules, webhook};

fn rule(when: When, conditions: Vec<Condition>, actions: Vec<Action>) -> Rule {
    let id = RuleId::from_parts(MORNING, 1);
    Rule { id, name: "Aturan".to_owned(), on: true, when, any: false, conditions, actions }
}

fn tag(tag: &str) -> Action {
    Action::Tag { tags: vec![tag.to_owned()] }
}

fn says(phrase: &str) -> Condition {
    Condition::Says { phrases: vec![phrase.to_owned()] }
}

/// A shop that is open, with these rules.
fn with(rules: Vec<Rule>) -> Shop {
    let mut shop = Shop::open();
    shop.settings.rules = rules;
    shop
}

/// What came of a message under one rule for messages with this condition.
fn tagged_by(condition: Condition, text: &str) -> bool {
    let mut shop = with(vec![rule(When::Message, vec![condition], vec![tag("x")])]);
    shop.shopper(text);
    has_tag(&shop, "x")
}

fn has_tag(shop: &Shop, tag: &str) -> bool {
    row(shop).tags.iter().any(|known| known == tag)
}

fn row(shop: &Shop) -> protocol::staff::InboxRow {
    let row = shop.conversation.row(ConversationId::from_parts(MORNING, 1), Seq(0));
    row.expect("something was said")
}

#[test]
fn a_rule_runs_with_what_set_it_off_and_stands_on_the_record() {
    let actions = vec![tag("ekspedisi"), Action::Prioritise { priority: Priority::Urgent }];
    let mut shop = with(vec![rule(When::Message, vec![says("barang belum sampai")], actions)]);
    assert_eq!(shop.shopper("ongkir?").last().unwrap(), "bot answers ongkir", "its words aren't there");
    let told = shop.shopper("brg blm nyampe ukuran");
    assert_eq!(
        told[told.len() - 3..],
        ["rule Aturan ran", "system tags +[\"ekspedisi\"] -[]", "system says Urgent"]
    );
    assert_eq!(told[0], "shopper says", "the shopper's event still leads");
    assert!(shop.log.iter().rev().take(3).all(|event| event.body.is_for_staff()));
    assert_eq!(row(&shop).priority, Priority::Urgent);
    assert!(!shop.shopper("brg blm nyampe").contains(&"rule Aturan ran".to_owned()), "nothing is left to do");
}

#[test]
fn every_condition_holds_when_it_should_and_not_otherwise() {
    for (condition, yes, no) in [
        (says("retur"), "kak retur dong", "ongkir?"),
        (Condition::Mood { moods: vec![Mood::Angry] }, "parah!", "makasih"),
        (Condition::Names { facts: vec![FactKind::Order] }, "SKR-1042 ongkir", "ongkir"),
        (Condition::About { entries: vec!["retur".parse().unwrap()] }, "retur?", "ongkir?"),
        (Condition::Open { open: true }, "ongkir", ""),
        (Condition::Open { open: false }, "", "ongkir"),
        (Condition::Language { languages: vec![Tongue::Indonesian] }, "ongkir", ""),
        (Condition::Language { languages: vec![Tongue::Sundanese] }, "", "ongkir"),
        (Condition::Priority { priorities: vec![Priority::Normal] }, "ongkir", ""),
        (Condition::Priority { priorities: vec![Priority::Urgent] }, "", "ongkir"),
        (Condition::Tagged { tags: vec!["vip".into()] }, "", "ongkir"),
        (Condition::Page { phrases: vec!["grosir".into()] }, "", "ongkir"),
        (Condition::Rating { at_most: 5 }, "", "ongkir"),
        (Condition::Unknown, "", "ongkir"),
    ] {
        assert!(yes.is_empty() || tagged_by(condition.clone(), yes), "{condition:?} {yes}");
        assert!(no.is_empty() || !tagged_by(condition.clone(), no), "{condition:?} {no}");
    }
    let both = vec![Condition::Rating { at_most: 2 }, Condition::Tagged { tags: vec!["vip".into()] }];
    for (score, holds) in [(2, true), (3, false)] {
        let mut shop = with(vec![rule(When::Rated, both.clone(), vec![tag("x")])]);
        shop.shopper("orang");
        shop.takes();
        let vip = Command::Tag { id: shop.id(), add: vec!["vip".into()], remove: vec![] };
        shop.done(&dina(), &vip);
        shop.resolves();
        shop.rates(score);
        assert_eq!(has_tag(&shop, "x"), holds, "{score}");
    }
    let (good, bad) = (says("retur"), says("grosir"));
    let runs = |any, conditions: Vec<Condition>| {
        let mut shop = with(vec![Rule { any, ..rule(When::Message, conditions, vec![tag("x")]) }]);
        shop.shopper("retur");
        has_tag(&shop, "x")
    };
    assert!(runs(true, vec![bad.clone(), good.clone()]) && !runs(false, vec![bad.clone(), good.clone()]));
    assert!(!runs(true, vec![bad.clone(), bad]) && runs(false, vec![good.clone(), good]));
    assert!(runs(true, vec![]) && runs(false, vec![]), "without conditions it always runs");
}

#[test]
fn each_thing_that_happens_sets_off_its_own_rules() {
    let all = [When::HandedOver, When::Assigned, When::Resolved, When::Rated];
    let named = |(n, when): (u128, When)| Rule {
        id: RuleId::from_parts(MORNING, n),
        name: format!("{when:?}"),
        ..rule(when, vec![], vec![Action::Note { text: "x".into() }])
    };
    let mut shop = with((1..).zip(all).map(named).collect());
    let ran =
        |told: Vec<String>| told.into_iter().filter(|line| line.starts_with("rule")).collect::<Vec<_>>();
    assert_eq!(ran(shop.shopper("orang")), ["rule HandedOver ran"]);
    assert_eq!(ran(shop.takes()), ["rule Assigned ran"]);
    assert_eq!(ran(shop.agent("halo")), Vec::<String>::new());
    assert_eq!(ran(shop.resolves()), ["rule Resolved ran"]);
    assert_eq!(ran(shop.rates(2)), ["rule Rated ran"]);
}

#[test]
fn what_a_rule_does_sets_off_no_rule() {
    let hand_over = rule(When::Message, vec![], vec![Action::HandOver]);
    let note = |n, when| Rule {
        id: RuleId::from_parts(MORNING, n),
        name: "lain".into(),
        ..rule(when, vec![], vec![Action::Note { text: "x".into() }])
    };
    let mut shop = with(vec![hand_over, note(2, When::HandedOver), note(3, When::Assigned)]);
    let told = shop.shopper("ongkir?");
    assert!(told.contains(&"bot hands over: Rule".to_owned()), "{told:?}");
    assert!(!told.contains(&"rule lain ran".to_owned()), "{told:?}");
}

#[test]
fn a_rule_runs_so_often_and_no_more_and_never_in_spam_or_when_it_is_off() {
    let always = rule(When::Message, vec![], vec![Action::Note { text: "x".into() }]);
    let mut shop = with(vec![always.clone()]);
    for _ in 0..RULE_RUNS + 3 {
        shop.shopper("halo");
    }
    let runs = shop.log.iter().filter(|event| matches!(event.body, Body::RuleRan { .. })).count();
    assert_eq!(runs, RULE_RUNS as usize);

    let mut shop = with(vec![Rule { on: false, ..always.clone() }]);
    shop.shopper("halo");
    shop.settings.rules = vec![always];
    let spam = Command::MarkSpam { id: shop.id() };
    shop.done(&dina(), &spam);
    shop.shopper("beli follower");
    assert!(!shop.log.iter().any(|event| matches!(event.body, Body::RuleRan { .. })));
}

#[test]
fn the_bot_speaks_a_rules_words_but_never_over_a_person_nor_instead_of_its_own() {
    let words = Action::Say { text: "Katalog grosir: lihat halaman depan ya Kak".into() };
    let mut shop = with(vec![rule(When::Message, vec![says("grosir")], vec![words])]);
    assert_eq!(shop.shopper("grosir").last().unwrap(), "bot says");
    shop.shopper("orang");
    assert_eq!(shop.shopper("grosir?"), ["shopper says", "bot says", "rule Aturan ran", "bot says"]);
    shop.wait_minutes(10);
    assert_eq!(shop.rings(), ["bot says"], "that it takes longer is still told");
    shop.takes();
    assert_eq!(shop.shopper("grosir!"), ["shopper says"]);
}

#[test]
fn a_rule_gives_it_to_a_colleague_unless_somebody_has_it() {
    let rudi = member(&rudi(), Role::Agent);
    let give = Action::Assign { to: rudi.id, name: rudi.name };
    let mut shop = with(vec![rule(When::Message, vec![says("grosir")], vec![give])]);
    let told = shop.shopper("grosir");
    let given = ["rule Aturan ran", "bot hands over: Rule", "bot says", "brief", "system gives it to Rudi"];
    assert_eq!(told[told.len() - 5..], given);
    assert!(matches!(shop.status(), Status::Agent { name, .. } if name == "Rudi"));
    shop.wait_minutes(6);
    assert_eq!(shop.rings()[0], "system hands over: NoReply", "who says nothing loses it, as ever");
    shop.takes();
    shop.shopper("grosir");
    assert!(matches!(shop.status(), Status::Agent { name, .. } if name == "Dina"));
}

#[test]
fn who_said_nothing_or_gave_it_back_is_not_given_it_by_a_rule_again() {
    let rudi = member(&rudi(), Role::Agent);
    let give = Action::Assign { to: rudi.id, name: rudi.name };
    let mut shop = with(vec![rule(When::HandedOver, vec![], vec![give])]);
    shop.shopper("orang");
    assert!(matches!(shop.status(), Status::Agent { name, .. } if name == "Rudi"));
    shop.wait_minutes(6);
    assert_eq!(shop.rings(), ["system hands over: NoReply", "bot says", "brief"]);
    assert!(matches!(shop.status(), Status::Waiting { .. }), "the others may have it");

    shop.takes();
    let back = Command::Transfer { id: shop.id(), to: None, team: None, note: String::new() };
    shop.done(&dina(), &back);
    assert!(
        matches!(shop.status(), Status::Agent { name, .. } if name == "Rudi"),
        "Dina gave it back, not he"
    );
}

#[test]
fn a_wait_that_lasts_too_long_sets_a_rule_off_once_in_opening_time() {
    let late = rule(
        When::NoReply { minutes: 30 },
        vec![Condition::Open { open: true }],
        vec![Action::Prioritise { priority: Priority::High }],
    );
    let mut shop = with(vec![late]);
    shop.shopper("ongkir");
    assert_eq!(shop.conversation.next_clock(&shop.settings), None, "nobody waits for a person");
    shop.shopper("orang");
    shop.takes();
    shop.agent("Sebentar ya");
    shop.shopper("masih ada?");
    let due = shop.now.plus(30 * MINUTE);
    assert_eq!(shop.conversation.next_clock(&shop.settings), Some(due));
    shop.wait_minutes(29);
    assert!(shop.rings().is_empty());
    shop.wait_minutes(1);
    assert_eq!(shop.rings(), ["rule Aturan ran", "system says High"]);
    assert_eq!(shop.conversation.next_clock(&shop.settings), None, "once a wait, so it rings in no circle");
    let normal = Command::Prioritise { id: shop.id(), priority: Priority::Normal };
    shop.done(&dina(), &normal);
    shop.agent("Ada Kak");
    shop.wait_minutes(9 * 60 + 10);
    shop.shopper("oke, kapan dikirim?");
    let due = shop.conversation.next_clock(&shop.settings).expect("the next wait");
    let passed = (20 + 12 * 60 + 10) * MINUTE;
    assert_eq!(due.since(shop.now), passed, "from 19.40 until 20.00, and from 08.00 for the rest");
}

#[test]
fn a_rule_gives_a_conversation_targets_of_its_own_in_place_of_the_shops() {
    let target = |goal, minutes| Action::Target { goal, minutes };
    let actions = vec![target(Goal::FirstReply, 5), target(Goal::NextReply, 10)];
    let mut shop = with(vec![rule(When::Message, vec![says("grosir")], actions)]);
    shop.settings.service.first_reply_minutes = Some(60);
    let told = shop.shopper("harga grosir");
    assert_eq!(
        told[told.len() - 3..],
        ["rule Aturan ran", "FirstReply within 5 min", "NextReply within 10 min"]
    );
    assert!(!shop.shopper("grosir ya").contains(&"rule Aturan ran".to_owned()), "nothing is left to do");
    shop.shopper("orang");
    let due = |shop: &Shop| shop.conversation.due(&shop.settings).map(|due| (due.goal, due.at));
    assert_eq!(due(&shop), Some((Goal::FirstReply, shop.now.plus(5 * MINUTE))));
    assert_eq!(shop.conversation.next_clock(&shop.settings), Some(shop.now.plus(5 * MINUTE)));
    shop.wait_minutes(5);
    assert!(shop.rings().contains(&"missed FirstReply".to_owned()));
    shop.takes();
    shop.agent("Halo Kak");
    assert_eq!(due(&shop), None, "the shop has no other targets");
    shop.shopper("minimal berapa?");
    assert_eq!(due(&shop), Some((Goal::NextReply, shop.now.plus(10 * MINUTE))));
    let is_target = |event: &&protocol::Event| matches!(event.body, Body::Targeted { .. });
    assert!(shop.log.iter().filter(is_target).all(|event| event.body.is_for_staff()));
}

#[test]
fn a_webhook_that_a_rule_calls_is_told_of_the_rule_and_no_other_is() {
    let called = WebhookId::from_parts(MORNING, 1);
    let call = Action::CallWebhook { webhook: called, host: "toko.example".into() };
    let mut shop = with(vec![rule(When::Message, vec![says("grosir")], vec![call]), rule_of_tags()]);
    shop.shopper("harga grosir");
    let told: Vec<_> = shop
        .log
        .iter()
        .filter(|event| matches!(event.body, Body::RuleRan { .. }))
        .map(|event| (webhook::happening(event), webhook::called(event)))
        .collect();
    let ran = Happening::RuleRan { rule: RuleId::from_parts(MORNING, 1), name: "Aturan".into() };
    assert_eq!(told, [(Some(ran), &[called][..]), (None, &[][..])]);
}

/// Another rule for the same message, of which nobody outside is told.
fn rule_of_tags() -> Rule {
    Rule {
        id: RuleId::from_parts(MORNING, 2),
        ..rule(When::Message, vec![says("grosir")], vec![tag("grosir")])
    }
}

#[test]
fn a_rehearsal_tells_what_a_rule_would_have_done_and_when() {
    let mut shop = Shop::open();
    shop.settings.hours.week = vec![Opening { open: "00:00".into(), close: "24:00".into(), ..week(&shop) }];
    shop.shopper("halo");
    shop.wait_minutes(1);
    shop.shopper("brg blm nyampe, SKR-1042");
    let first = shop.now;
    shop.wait_minutes(3);
    shop.asks_person();
    let asked = shop.now;
    shop.wait_minutes(1);
    shop.shopper("barang belum sampai juga");
    let second = shop.now;
    shop.wait_minutes(120);
    let before = shop.log.clone();
    let rehearse = |rule: &Rule| {
        let mut rehearsal = Rehearsal::new(rule, &shop.settings, ConversationId::from_parts(MORNING, 9));
        before.iter().cloned().for_each(|event| rehearsal.add(event));
        rehearsal.finish(shop.now)
    };
    let actions = vec![tag("ekspedisi"), Action::HandOver];
    let found =
        rehearse(&Rule { on: false, ..rule(When::Message, vec![says("barang belum sampai")], actions) });
    assert_eq!(found.iter().map(|found| found.at).collect::<Vec<_>>(), [first, second]);
    assert_eq!(found[0].said, "brg blm nyampe, SKR-1042");
    assert_eq!((found[0].does.len(), found[1].does.len()), (2, 1), "a person had been called by then");
    let late = rehearse(&rule(When::NoReply { minutes: 30 }, vec![], vec![tag("lama")]));
    assert_eq!(late.iter().map(|found| found.at).collect::<Vec<_>>(), [asked.plus(30 * MINUTE)]);
}

fn week(shop: &Shop) -> Opening {
    shop.settings.hours.week[0].clone()
}

#[test]
fn a_rehearsal_of_a_rule_that_ran_finds_the_same_times() {
    let ran = rule(When::Message, vec![says("retur")], vec![Action::HandOver, tag("retur")]);
    let mut shop = with(vec![ran.clone()]);
    shop.shopper("halo");
    shop.wait_minutes(1);
    shop.shopper("retur dong");
    let at: Vec<Millis> = shop
        .log
        .iter()
        .filter(|event| matches!(event.body, Body::RuleRan { .. }))
        .map(|event| event.at)
        .collect();
    let mut rehearsal = Rehearsal::new(&ran, &shop.settings, ConversationId::from_parts(MORNING, 9));
    shop.log.iter().cloned().for_each(|event| rehearsal.add(event));
    let found = rehearsal.finish(shop.now);
    assert_eq!(found.iter().map(|found| found.at).collect::<Vec<_>>(), at);
    assert_eq!(found[0].does.len(), 2, "as it was before the rule ran");
}

#[test]
fn rules_that_cannot_be_kept_are_refused_by_name() {
    let good = rule(When::Message, vec![says("retur")], vec![tag(" Retur ")]);
    let kept = checked_rules(std::slice::from_ref(&good)).unwrap();
    assert_eq!(kept[0].actions, [tag("retur")], "as tags are kept");
    let with = |change: &dyn Fn(&mut Rule)| {
        let mut bad = good.clone();
        change(&mut bad);
        checked_rules(&[bad]).expect_err("refused")
    };
    for problem in [
        with(&|rule| rule.name = " ".into()),
        with(&|rule| rule.actions = vec![]),
        with(&|rule| rule.actions = vec![tag("a"); RULE_PARTS + 1]),
        with(&|rule| rule.conditions = vec![says("a"); RULE_PARTS + 1]),
        with(&|rule| rule.conditions = vec![says("!!!")]),
        with(&|rule| rule.conditions = vec![Condition::Says { phrases: vec![] }]),
        with(&|rule| rule.conditions = vec![Condition::Mood { moods: vec![] }]),
        with(&|rule| rule.conditions = vec![Condition::Rating { at_most: 6 }]),
        with(&|rule| rule.conditions = vec![Condition::Unknown]),
        with(&|rule| rule.actions = vec![Action::Unknown]),
        with(&|rule| rule.actions = vec![Action::Target { goal: Goal::FirstReply, minutes: 0 }]),
        with(&|rule| rule.actions = vec![Action::Target { goal: Goal::Unknown, minutes: 5 }]),
        with(&|rule| rule.actions = vec![Action::Say { text: "\u{202E}".into() }]),
        with(&|rule| rule.when = When::Unknown),
        with(&|rule| rule.when = When::NoReply { minutes: 0 }),
    ] {
        assert!(problem.is(Kind::Invalid), "{problem:?}");
        assert!(problem.detail.starts_with("Rule “"), "{problem:?}");
    }
    assert!(checked_rules(&[good.clone(), good.clone()]).unwrap_err().is(Kind::Invalid), "one id twice");
    let many = |n: u128| Rule { id: RuleId::from_parts(MORNING, n), ..good.clone() };
    let many: Vec<Rule> = (0..=RULES as u128).map(many).collect();
    assert!(checked_rules(&many).unwrap_err().is(Kind::TooLarge));
}
