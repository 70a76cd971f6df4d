//! The bot's reasons under its turn: what it understood, what it weighed, which rule fired. Folded until somebody wonders.

use leptos::prelude::*;
use protocol::Decision;
use protocol::decision::Candidate;

use crate::icon::{Icon, Name};
use crate::inbox::list::MoodWord;
use crate::words::{self, words};

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
                {(!acts.is_empty()).then(|| view! { <dt>{t.reasons_acts}</dt><dd>{acts.join(", ")}</dd> })}
                <dt>{t.reasons_rule}</dt>
                <dd>{words::rule(decision.rule, t)}</dd>
                <dt>{t.reasons_candidates}</dt>
                <dd><Candidates candidates=decision.entries/></dd>
            </dl>
            <p class="reasons-version">{t.reasons_knowledge(decision.knowledge)}</p>
        </details>
    }
}

#[component]
fn Candidates(candidates: Vec<Candidate>) -> impl IntoView {
    if candidates.is_empty() {
        return words().reasons_nothing.into_any();
    }
    let list = candidates.into_iter().map(|candidate| view! { <CandidateLine candidate/> }).collect_view();
    view! { <ul class="candidates">{list}</ul> }.into_any()
}

#[component]
fn CandidateLine(candidate: Candidate) -> impl IntoView {
    let t = words();
    let score = f64::from(candidate.score).clamp(0.0, 1.0);
    let matched = candidate.matched.join(", ");
    view! {
        <li>
            <span class="candidate-title" title=candidate.id.to_string()>{candidate.title}</span>
            <span class="candidate-bar" aria-hidden="true">
                <span style:transform=format!("scaleX({score:.3})")></span>
            </span>
            <span class="candidate-score">{format!("{:.0}%", score * 100.0)}</span>
            {(!matched.is_empty()).then(|| view! { <span class="candidate-why">{t.reasons_matched(matched)}</span> })}
        </li>
    }
}
