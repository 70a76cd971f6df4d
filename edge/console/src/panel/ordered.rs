//! A list of the shop's that is kept in an order: read as a whole, replaced as a whole under the revision that was read, with
//! one of its items open in a form at a time. Teams and rules are such lists.

use leptos::prelude::*;
use protocol::problem::Kind;
use protocol::staff::Colleague;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Desk, Sure};
use crate::icon::{Icon, Name};
use crate::state::Toast;
use crate::wire::http::{self, Failure};

/// Such a list, on the wire: the items and their revision.
pub trait Listed: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// What is kept in it.
    type Item: Clone + PartialEq + Send + Sync + 'static;
    /// What one of them is known by.
    type Id: PartialEq;
    /// Where it is read and replaced.
    const PATH: &'static str;

    /// All of them, in their order.
    fn items(&mut self) -> &mut Vec<Self::Item>;

    /// What one of them is known by.
    fn id(item: &Self::Item) -> Self::Id;

    /// Leaves out whoever isn't among the colleagues any more, if it names people: the server would refuse all of it for them.
    fn leave_out_the_gone(&mut self, _colleagues: &[Colleague]) {}
}

/// The list, and how to change it.
pub struct Ordered<L: Listed> {
    pub desk: Desk,
    /// As the server told it last.
    pub list: RwSignal<Option<L>>,
    /// The item that is being made or changed.
    pub editing: RwSignal<Option<L::Item>>,
    saved: &'static str,
    changed: &'static str,
}

impl<L: Listed> Clone for Ordered<L> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<L: Listed> Copy for Ordered<L> {}

impl<L: Listed> Ordered<L> {
    /// Reads it. `saved` is what to say once a change is kept, `changed` where a colleague was faster and
    /// theirs is shown.
    pub fn read(desk: Desk, saved: &'static str, changed: &'static str) -> Self {
        let list = RwSignal::new(None);
        desk.run(http::get(L::PATH), move |told| list.set(Some(told)));
        Self { desk, list, editing: RwSignal::new(None), saved, changed }
    }

    /// Opens one in the form, or closes it; what was said before is about that no more.
    pub fn edit(self, item: Option<L::Item>) {
        self.desk.wrong.set(None);
        self.editing.set(item);
    }

    /// Puts one in its place, or at the end if it is new.
    pub fn put_one(self, item: L::Item) {
        self.change(|items| match items.iter_mut().find(|known| L::id(known) == L::id(&item)) {
            Some(known) => *known = item,
            None => items.push(item),
        });
    }

    fn swap(self, place: usize, other: usize) {
        self.change(|items| items.swap(place, other));
    }

    fn remove(self, item: &L::Item) {
        self.change(|items| items.retain(|known| L::id(known) != L::id(item)));
    }

    /// Replaces all of it by what a change makes of it. Where a colleague was faster, theirs is shown, and a form stays only if
    /// what is open in it is none of what they changed: saving it once more would undo that without a word.
    fn change(self, change: impl FnOnce(&mut Vec<L::Item>)) {
        let Some(mut known) = self.list.get_untracked() else { return };
        let mut put = known.clone();
        change(put.items());
        self.desk.workspace.colleagues.with_untracked(|all| put.leave_out_the_gone(all));
        let task = async move {
            // A switch that was flipped in vain is drawn as it still is.
            replace(&put).await.inspect_err(|_| {
                self.list.try_update(|_| {});
            })
        };
        self.desk.run(task, move |(mut list, is_saved)| {
            let open = self.editing.try_get_untracked().flatten();
            let keeps_form = !is_saved && open.is_some_and(|open| !is_changed(&open, &mut known, &mut list));
            self.list.set(Some(list));
            if is_saved {
                self.desk.workspace.say(Toast { text: self.saved.to_owned(), take_back: None });
            } else {
                let why = if keeps_form { self.desk.t.changed_elsewhere } else { self.changed };
                self.desk.wrong.set(Some(why.to_owned()));
            }
            if !keeps_form {
                self.editing.set(None);
            }
        });
    }
}

/// Whether a newer list has something else in an item's place, or nothing any more. One that is new is in neither.
fn is_changed<L: Listed>(item: &L::Item, known: &mut L, newer: &mut L) -> bool {
    let find = |list: &mut L| list.items().iter().find(|one| L::id(one) == L::id(item)).cloned();
    find(known) != find(newer)
}

/// Replaces what several may change at once. Where a colleague was faster, theirs comes back, and `false`.
async fn replace<L: Listed>(put: &L) -> Result<(L, bool), Failure> {
    match http::put(L::PATH, put).await {
        Err(Failure::Refused(problem)) if problem.is(Kind::WrongState) => {
            http::get(L::PATH).await.map(|newer| (newer, false))
        }
        saved => saved.map(|saved| (saved, true)),
    }
}

/// What can be done with an item: it is moved up or down, opened in the form, or removed if the `question` is answered so.
#[component]
pub fn OrderButtons<L: Listed>(
    ordered: Ordered<L>,
    item: L::Item,
    place: usize,
    count: usize,
    name: String,
    question: String,
) -> impl IntoView {
    let (busy, t) = (ordered.desk.busy, ordered.desk.t);
    let item = StoredValue::new(item);
    let remove = move |()| item.with_value(|item| ordered.remove(item));
    view! {
        <button class="button quiet" aria-label=t.rule_up(&name) prop:disabled=move || place == 0 || busy.get() on:click=move |_| ordered.swap(place, place - 1)>
            <Icon name=Name::Up/>
        </button>
        <button class="button quiet" aria-label=t.rule_down(&name) prop:disabled=move || place + 1 == count || busy.get() on:click=move |_| ordered.swap(place, place + 1)>
            <Icon name=Name::Down/>
        </button>
        <button class="button" on:click=move |_| ordered.edit(Some(item.get_value()))>{t.profile_edit}</button>
        <Sure label=t.remove question yes=t.remove act=remove/>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Clone, Serialize, Deserialize)]
    struct Shelf(Vec<(u8, String)>);

    impl Listed for Shelf {
        type Item = (u8, String);
        type Id = u8;
        const PATH: &'static str = "";

        fn items(&mut self) -> &mut Vec<(u8, String)> {
            &mut self.0
        }

        fn id((id, _): &(u8, String)) -> u8 {
            *id
        }
    }

    fn shelf(names: &[(u8, &str)]) -> Shelf {
        Shelf(names.iter().map(|(id, name)| (*id, (*name).to_owned())).collect())
    }

    #[test]
    fn only_what_a_colleague_changed_closes_the_form() {
        let known = [(1, "Retur"), (2, "Grosir")];
        let is_changed = |id, newer: &[(u8, &str)]| {
            is_changed(&(id, "mine".to_owned()), &mut shelf(&known), &mut shelf(newer))
        };
        let newer = [(2, "Grosir dan reseller"), (1, "Retur")];
        assert!(is_changed(2, &newer) && is_changed(2, &[(1, "Retur")]), "theirs, or removed by them");
        assert!(!is_changed(1, &newer), "another's, or only its place");
        assert!(!is_changed(3, &newer), "a new one");
    }
}
