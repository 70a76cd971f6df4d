//! What the chat takes of Leptos: signals, what follows from them, and views.

pub(crate) use reactive_graph::computed::Memo;
pub(crate) use reactive_graph::effect::Effect;
pub(crate) use reactive_graph::owner::{LocalStorage, Owner, StoredValue};
pub(crate) use reactive_graph::prelude::*;
pub(crate) use reactive_graph::signal::RwSignal;
pub(crate) use tachys::view::any_view::{AnyView, IntoAny};
pub(crate) use tachys::view::{Render, RenderHtml};
