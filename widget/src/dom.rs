//! Elements, written plainly.
//!
//! Leptos compiles its code once for every shape of view, which is fast and heavy. The chat is small and bytes count more:
//! [`El`] is one shape for all elements. It makes the element at once and tells Leptos only what it must know: where the
//! element stands, and which parts of it are [`live`]. Signals, effects, lists and ownership stay Leptos's.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use any_spawner::Executor;
use send_wrapper::SendWrapper;
use tachys::html::attribute::any_attribute::AnyAttribute;
use tachys::hydration::Cursor;
use tachys::reactive_graph::{OwnedView, SharedReactiveFunction};
use tachys::view::any_view::AnyViewState;
use tachys::view::keyed::keyed;
use tachys::view::{Mountable, Position, PositionState};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, Node};

use crate::browser;
use crate::reactive::*;

/// An element, with what keeps its live parts alive.
pub(crate) struct El(SendWrapper<Placed>);

/// What Leptos keeps of an element that is on the page.
pub(crate) struct Placed {
    element: HtmlElement,
    live: Vec<AnyViewState>,
}

/// An element of a class; an empty one leaves the class out.
pub(crate) fn el(tag: &str, class: &str) -> El {
    let element = browser::document().create_element(tag);
    let element = element.unwrap_or_else(|_| panic!("the tags here are valid names"));
    let el = El(SendWrapper::new(Placed { element: element.unchecked_into(), live: Vec::new() }));
    if class.is_empty() { el } else { el.set("class", class) }
}

impl El {
    /// The element itself.
    pub(crate) fn handle(&self) -> SendWrapper<HtmlElement> {
        SendWrapper::new(self.0.element.clone())
    }

    /// Sets an attribute for good.
    pub(crate) fn set(self, name: &str, value: &str) -> Self {
        set(&self.0.element, name, Some(value));
        self
    }

    /// Keeps an attribute up to date; `None` removes it.
    pub(crate) fn live(self, name: &'static str, value: impl Fn() -> Option<&'static str> + 'static) -> Self {
        let element = self.0.element.clone();
        follow(move || set(&element, name, value()));
        self
    }

    /// Calls the handler at each event of that name.
    pub(crate) fn on(self, name: &str, handler: impl FnMut(Event) + 'static) -> Self {
        browser::listen(&self.0.element, name, handler);
        self
    }

    /// Adds a child, or a text.
    pub(crate) fn with(mut self, child: impl Show) -> Self {
        child.show_in(&mut self.0);
        self
    }
}

fn set(element: &Element, name: &str, value: Option<&str>) {
    // It fails for names that aren't names; those here are.
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

/// What can stand in an element, or be drawn again and again by [`live`].
pub(crate) trait Show {
    /// Puts it at the end of an element.
    fn show_in(self, parent: &mut Placed);
    /// Makes it a view of Leptos's.
    fn view(self) -> AnyView;
}

impl Show for El {
    fn show_in(self, parent: &mut Placed) {
        let child = self.0.take();
        append(&parent.element, &child.element);
        parent.live.extend(child.live);
    }

    fn view(self) -> AnyView {
        self.into_any()
    }
}

impl Show for AnyView {
    fn show_in(self, parent: &mut Placed) {
        let mut live = self.build();
        live.mount(&parent.element, None);
        parent.live.push(live);
    }

    fn view(self) -> AnyView {
        self
    }
}

impl Show for &str {
    fn show_in(self, parent: &mut Placed) {
        append(&parent.element, &browser::document().create_text_node(self));
    }

    fn view(self) -> AnyView {
        self.to_owned().into_any()
    }
}

impl Show for String {
    fn show_in(self, parent: &mut Placed) {
        self.as_str().show_in(parent);
    }

    fn view(self) -> AnyView {
        self.into_any()
    }
}

impl<S: Show> Show for Option<S> {
    fn show_in(self, parent: &mut Placed) {
        if let Some(child) = self {
            child.show_in(parent);
        }
    }

    fn view(self) -> AnyView {
        // Nothing is an empty text: one kind of view less.
        self.map_or_else(|| String::new().into_any(), Show::view)
    }
}

fn append(parent: &Node, child: &Node) {
    // It fails only for a node that would contain itself.
    let _ = parent.append_child(child);
}

/// Drawn again whenever a signal that it read changes.
pub(crate) fn live<S: Show>(mut draw: impl FnMut() -> S + Send + 'static) -> AnyView {
    let draw: SharedReactiveFunction<AnyView> = Arc::new(Mutex::new(move || draw().view()));
    draw.into_any()
}

/// Something that stands in a [`list`]: it is drawn once, and stays as long as its key is among the others.
pub(crate) struct Item {
    /// Tells it from the others.
    pub(crate) key: (u8, u128),
    /// Draws it.
    pub(crate) draw: Box<dyn FnOnce() -> AnyView + Send>,
}

/// Things that come and go, each with an owner of its own: what follows from it ends with it.
pub(crate) fn list(items: impl Fn() -> Vec<Item> + Send + 'static) -> AnyView {
    draw_list(Box::new(items))
}

fn draw_list(items: Box<dyn Fn() -> Vec<Item> + Send>) -> AnyView {
    let owner = Owner::current().unwrap_or_default();
    let draw = move |_, item: Item| {
        let owner = owner.with(Owner::new);
        let view = owner.with(item.draw);
        (|_| (), OwnedView::new_with_owner(view, owner))
    };
    live(move || keyed(items(), |item: &Item| item.key, draw.clone()).into_any())
}

/// Puts a view on the page, for as long as the page lives.
pub(crate) fn mount(body: &Element, draw: impl FnOnce() -> AnyView) {
    // Told twice it fails, and has been told then.
    let _ = Executor::init_wasm_bindgen();
    let owner = Owner::new();
    let mut view = owner.with(|| draw().build());
    view.mount(body, None);
    mem::forget((owner, view));
}

/// A button with words on it.
pub(crate) fn button(class: &str, label: &str, press: impl Fn() + 'static) -> El {
    clickable(class, label, Box::new(press))
}

fn clickable(class: &str, label: &str, press: Box<dyn Fn()>) -> El {
    el("button", class).set("type", "button").with(label).on("click", move |_| press())
}

/// A button with a picture on it, and words for those who don't see it.
pub(crate) fn icon_button(class: &str, label: &str, press: impl Fn() + 'static) -> El {
    button(class, "", press).set("aria-label", label).set("title", label).with(el("i", ""))
}

/// A yes or no that follows its signals, and tells only when it changes.
pub(crate) fn whether(test: impl Fn() -> bool + Send + Sync + 'static) -> Memo<bool> {
    let test: Box<dyn Fn() -> bool + Send + Sync> = Box::new(test);
    Memo::new(move |_| test())
}

/// Does something now, and again whenever a signal that it read changes.
pub(crate) fn follow(act: impl FnMut() + 'static) {
    let act: Box<dyn FnMut()> = Box::new(act);
    Effect::new(act);
}

/// Starts something that takes time.
pub(crate) fn spawn(task: impl Future<Output = ()> + 'static) {
    let task: Pin<Box<dyn Future<Output = ()>>> = Box::pin(task);
    wasm_bindgen_futures::spawn_local(task);
}

// What Leptos's renderer asks of a view.

impl Render for El {
    type State = Placed;

    fn build(self) -> Placed {
        self.0.take()
    }

    fn rebuild(self, state: &mut Placed) {
        let mut new = self.build();
        state.insert_before_this(&mut new);
        state.unmount();
        *state = new;
    }
}

impl Mountable for Placed {
    fn unmount(&mut self) {
        self.element.remove();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        Mountable::mount(&mut Element::from(self.element.clone()), parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        Element::from(self.element.clone()).insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.element.clone().into()]
    }
}

tachys::no_attrs!(El);

/// The chat is only ever built in a browser: there is no HTML to write, or to take over.
impl RenderHtml for El {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Placed {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
