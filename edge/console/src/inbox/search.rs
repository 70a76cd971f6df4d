//! The search: what was said and how customers can be reached, asked of the shop while somebody types, in place of the
//! list. An answer to an older query than the last one is dropped.

use leptos::prelude::*;
use protocol::problem::Kind;
use protocol::search::{Found, Hit, SaidBy};

use crate::icon::{Icon, Name};
use crate::state::{self, Workspace};
use crate::time;
use crate::verified;
use crate::wire::http::{self, Failure};
use crate::words::{Words, words};

/// How long typing must rest before the shop is asked, in milliseconds.
const REST_MS: u32 = 220;

/// What the search has come to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Search {
    /// What was asked last; an answer to anything else comes too late.
    query: String,
    hits: Vec<Hit>,
    next: Option<i64>,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Asking,
    Answered,
    Failed,
}

/// Whether somebody searches.
pub fn is_on(workspace: Workspace) -> bool {
    workspace.query.with(|query| !query.trim().is_empty())
}

/// Asks whenever the query has come to rest.
pub fn listen(workspace: Workspace) {
    Effect::new(move || {
        let query = workspace.query.get().trim().to_owned();
        workspace.search.update(|search| {
            search.query.clone_from(&query);
            search.stage = Stage::Asking;
        });
        if !query.is_empty() {
            workspace.run(async move {
                gloo_timers::future::TimeoutFuture::new(REST_MS).await;
                if workspace.search.with_untracked(|search| search.query == query) {
                    ask(workspace, query, None).await;
                }
            });
        }
    });
}

async fn ask(workspace: Workspace, query: String, after: Option<i64>) {
    let page = after.map(|after| format!("&after={after}")).unwrap_or_default();
    let words = String::from(js_sys::encode_uri_component(&query));
    let answer = http::get::<Found>(&format!("/v1/staff/search?q={words}{page}")).await;
    if matches!(&answer, Err(failure) if failure.is_signed_out()) {
        return workspace.signed_out.run(());
    }
    workspace.search.update(|search| {
        if search.query == query {
            search.take_in(answer, after.is_some());
        }
    });
}

impl Search {
    fn take_in(&mut self, answer: Result<Found, Failure>, continues: bool) {
        match answer {
            Ok(found) => {
                if !continues {
                    self.hits.clear();
                }
                self.hits.extend(found.hits);
                (self.next, self.stage) = (found.next, Stage::Answered);
            }
            // Signs without a letter or a figure find nothing.
            Err(Failure::Refused(problem)) if problem.is(Kind::Invalid) => {
                *self = Self {
                    query: std::mem::take(&mut self.query),
                    stage: Stage::Answered,
                    ..Self::default()
                };
            }
            Err(_) => self.stage = Stage::Failed,
        }
    }
}

/// What was found, in place of the list.
#[component]
pub fn Results() -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let search = workspace.search;
    let stage = Memo::new(move |_| search.with(|search| search.stage));
    let is_empty = Memo::new(move |_| search.with(|search| search.hits.is_empty()));
    let more = move |_| {
        let (query, next) = search.with_untracked(|search| (search.query.clone(), search.next));
        workspace.run(ask(workspace, query, next));
    };
    let again = move |_| workspace.query.update(|_| ());
    let count = move || t.found(search.with(|search| search.hits.len()));
    view! {
        <p class="unseen" role="status">{move || (stage.get() == Stage::Answered).then(count)}</p>
        {move || match (stage.get(), is_empty.get()) {
            (Stage::Failed, _) => view! {
                <div class="empty" role="alert">
                    <Icon name=Name::Alert/>
                    <p class="empty-title">{t.find_failed}</p>
                    <button class="button" on:click=again>{t.retry}</button>
                </div>
            }.into_any(),
            (Stage::Asking, true) => view! { <super::list::Skeleton/> }.into_any(),
            (Stage::Answered, true) => {
                let query = workspace.query.get_untracked();
                view! {
                    <div class="empty">
                        <Icon name=Name::Search/>
                        <p class="empty-title">{t.find_nothing(query.trim())}</p>
                        <p>{t.find_nothing_how}</p>
                    </div>
                }.into_any()
            }
            (_, false) => view! {
                <ul class="hits" aria-label=t.results>
                    {move || search.with(|search| search.hits.clone()).into_iter().map(|hit| view! { <HitRow hit/> }).collect_view()}
                </ul>
                <Show when=move || search.with(|search| search.next.is_some())>
                    <button class="button quiet more" on:click=more>{t.more}</button>
                </Show>
            }.into_any(),
        }}
    }
}

#[component]
fn HitRow(hit: Hit) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let (id, seq, at) = (hit.conversation(), hit.seq, hit.at);
    let name = state::called(Some(&hit.row), id, t);
    let when = move || time::when(at, workspace.now.get(), workspace.zone(), t);
    let row = hit.row.clone();
    let open = move |_| {
        workspace.inbox.update(|inbox| inbox.keep(row.clone()));
        workspace.thread(id).wanted.set(Some(seq));
        workspace.open.set(Some(id));
    };
    let pieces = hit.excerpt.clone().into_iter().map(|piece| {
        if piece.hit { view! { <mark>{piece.text}</mark> }.into_any() } else { piece.text.into_any() }
    });
    view! {
        <li>
            <button class="row" aria-current=move || (workspace.open.get() == Some(id)).then_some("true") on:click=open>
                <span class="row-top">
                    <span class="row-name" title=name.clone()>{name.clone()}</span>
                    {verified::in_row(&hit.row)}
                    <span class="row-when">{when}</span>
                </span>
                <span class="hit-text" dir="auto"><span class="row-by">{speaker(&hit, t)}" "</span>{pieces.collect_view()}</span>
            </button>
        </li>
    }
}

fn speaker(hit: &Hit, t: Words) -> String {
    match hit.by {
        SaidBy::Shopper | SaidBy::Unknown => t.hit_shopper.to_owned(),
        SaidBy::Agent => t.hit_agent(&hit.name),
        SaidBy::Note => t.hit_note(&hit.name),
        SaidBy::Contact => t.hit_contact.to_owned(),
        SaidBy::ExternalId => t.hit_external_id.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::Problem;

    #[test]
    fn signs_that_nothing_can_be_found_by_find_nothing_and_a_lost_network_is_a_failure() {
        let mut search = Search { query: "??".to_owned(), next: Some(3), ..Search::default() };
        let refused = Failure::Refused(Problem::new(Kind::Invalid, ""));
        search.take_in(Err(refused), false);
        assert_eq!((search.stage, search.next, search.query.as_str()), (Stage::Answered, None, "??"));
        search.take_in(Err(Failure::Unreachable), false);
        assert_eq!(search.stage, Stage::Failed);
    }
}
