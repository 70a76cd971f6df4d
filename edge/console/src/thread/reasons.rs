//! The bot's reasons under its turn: what it understood, what it weighed, which rule fired. Folded until somebody wonders.

use leptos::prelude::*;
use protocol::decision::{Candidate, Heard, ReasonKind, Sound};
use protocol::{Decision, Mood};

use crate::icon::{Icon, Name};
use crate::inbox::list::MoodWord;
use crate::words::{self, words};

/// A runner-up less likely than this, in the range 0 to 1, tells nothing.
const LEAST_SCORE: f32 = 0.01;

/// A decision with its reasons.
#[component]
pub fn Reasons(decision: Decision) -> impl IntoView {
    let t = words();
    let understood = decision.understood;
    let acts = understood.acts.iter().map(|act| words::act(*act, t));
    let acts: Vec<&str> = acts.chain(understood.urgent.then_some(t.reasons_urgent)).collect();
    let summary = format!("{} · {}", words::verdict(decision.decision, t), words::rule(decision.rule, t));
    view! {
        <details class="reasons">
            <summary><Icon name=Name::Down/><b>{t.reasons}</b><span>{summary}</span></summary>
            <dl class="pairs">
                <dt>{t.reasons_read_as}</dt>
                <dd dir="auto">{understood.normalized}</dd>
                <dt>{t.reasons_language}</dt>
                <dd>{words::tongue(understood.language, t)}</dd>
                <dt>{t.reasons_mood}</dt>
                <dd><MoodWord mood=understood.mood/></dd>
                {(!understood.heard.is_empty()).then(|| view! {
                    <dt>{t.reasons_heard}</dt>
                    <dd dir="auto"><HeardLines heard=understood.heard mood=understood.mood/></dd>
                })}
                {(!acts.is_empty()).then(|| view! { <dt>{t.reasons_acts}</dt><dd>{acts.join(", ")}</dd> })}
                <dt>{t.reasons_rule}</dt>
                <dd>{words::rule(decision.rule, t)}</dd>
            </dl>
            <h3 class="reasons-part">{t.reasons_candidates}</h3>
            <Candidates candidates=decision.entries/>
            <p class="reasons-version">{t.reasons_knowledge(decision.knowledge)}</p>
        </details>
    }
}

#[component]
fn HeardLines(heard: Vec<Heard>, mood: Mood) -> impl IntoView {
    let t = words();
    let line = |Heard { what, words }| {
        let what = match what {
            Sound::Mood => words::mood(mood, t),
            Sound::Person => t.rule_asked_for_person,
            Sound::Discretion => t.rule_discretion,
            Sound::Unknown => return None,
        };
        Some(view! { <p>{t.reasons_heard_from(what, words)}</p> })
    };
    heard.into_iter().filter_map(line).collect_view()
}

#[component]
fn Candidates(candidates: Vec<Candidate>) -> impl IntoView {
    let worth_telling = |candidate: &Candidate| candidate.score >= LEAST_SCORE;
    let list: Vec<Candidate> = candidates.into_iter().filter(worth_telling).collect();
    if list.is_empty() {
        return words().reasons_nothing.into_any();
    }
    let list = list.into_iter().map(|candidate| view! { <CandidateLine candidate/> }).collect_view();
    view! { <ul class="candidates">{list}</ul> }.into_any()
}

#[component]
fn CandidateLine(candidate: Candidate) -> impl IntoView {
    let t = words();
    let score = f64::from(candidate.score).clamp(0.0, 1.0);
    let matched = |kind| {
        let texts = candidate.matched.iter().filter(|reason| reason.kind == kind);
        let texts: Vec<&str> = texts.map(|reason| reason.text.as_str()).collect();
        (!texts.is_empty()).then(|| texts.join(", "))
    };
    let why = [
        matched(ReasonKind::Word).map(|words| t.reasons_words(words)),
        matched(ReasonKind::Concept).map(|topics| t.reasons_concepts(topics)),
        matched(ReasonKind::Need).map(|need| t.reasons_needs(need)),
    ];
    let why =
        why.into_iter().flatten().map(|line| view! { <p class="candidate-why">{line}</p> }).collect_view();
    view! {
        <li>
            <p class="candidate-head" title=candidate.id.to_string()>
                <b>{candidate.title}</b>
                <span>{format!("{:.0}%", score * 100.0)}</span>
            </p>
            <div class="candidate-bar" aria-hidden="true">
                <div style:transform=format!("scaleX({score:.3})")></div>
            </div>
            {why}
        </li>
    }
}
