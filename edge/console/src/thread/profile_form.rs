//! The form in which a customer's details are written.

use leptos::prelude::*;
use protocol::customer::{Customer, Details, Field};
use protocol::limits::{CUSTOMER_LABEL_CHARS, CUSTOMER_NAME_CHARS, CUSTOMER_NOTE_CHARS};

use super::profile::Profile;
use crate::words::words;

/// A custom field in the making.
#[derive(Clone, Copy, PartialEq)]
struct Line {
    key: usize,
    name: RwSignal<String>,
    value: RwSignal<String>,
}

impl Line {
    fn new(key: usize, field: Field) -> Self {
        Self { key, name: RwSignal::new(field.name), value: RwSignal::new(field.value) }
    }
}

/// The form, filled with what is known.
#[component]
pub fn ProfileForm(profile: Profile, customer: Customer) -> impl IntoView {
    let t = words();
    let details = customer.details;
    let name = RwSignal::new(details.name);
    let tags = RwSignal::new(details.tags.join(", "));
    let note = RwSignal::new(details.note);
    let lines: Vec<Line> =
        details.fields.into_iter().enumerate().map(|(key, field)| Line::new(key, field)).collect();
    let next = StoredValue::new(lines.len());
    let lines = RwSignal::new(lines);
    let add = move |_| {
        let key = next.get_value();
        next.set_value(key + 1);
        lines.update(|lines| lines.push(Line::new(key, Field::default())));
    };
    let write = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let fields = lines
            .get_untracked()
            .into_iter()
            .map(|line| Field { name: line.name.get_untracked(), value: line.value.get_untracked() });
        let details = Details {
            name: name.get_untracked(),
            tags: split(&tags.get_untracked()),
            fields: fields
                .filter(|field| !field.name.trim().is_empty() || !field.value.trim().is_empty())
                .collect(),
            note: note.get_untracked(),
        };
        profile.write(details);
    };
    view! {
        <form class="profile-form" on:submit=write>
            <label for="profile-name">{t.profile_name}</label>
            <input id="profile-name" class="field" maxlength=CUSTOMER_NAME_CHARS autocomplete="off" prop:value=name
                on:input=move |event| name.set(event_target_value(&event))/>
            <label for="profile-tags">{t.profile_tags}</label>
            <input id="profile-tags" class="field" autocomplete="off" placeholder=t.profile_tags_how prop:value=tags
                on:input=move |event| tags.set(event_target_value(&event))/>
            <fieldset>
                <legend>{t.profile_fields}</legend>
                <For each=move || lines.get() key=|line| line.key let:line>
                    <LineInputs line/>
                </For>
                <button class="button quiet" type="button" on:click=add>{t.profile_field_add}</button>
            </fieldset>
            <label for="profile-note">{t.profile_note}</label>
            <textarea id="profile-note" class="field" rows="4" maxlength=CUSTOMER_NOTE_CHARS prop:value=note
                on:input=move |event| note.set(event_target_value(&event))></textarea>
            <div class="profile-buttons">
                <button class="button primary" type="submit">{t.save}</button>
                <button class="button" type="button" on:click=move |_| profile.close_form()>{t.cancel}</button>
            </div>
        </form>
    }
}

#[component]
fn LineInputs(line: Line) -> impl IntoView {
    let t = words();
    let input = |signal: RwSignal<String>, label: &'static str| {
        view! {
            <input class="field" aria-label=label placeholder=label maxlength=CUSTOMER_LABEL_CHARS autocomplete="off"
                prop:value=signal on:input=move |event| signal.set(event_target_value(&event))/>
        }
    };
    view! { <div class="profile-line">{input(line.name, t.profile_field_name)}{input(line.value, t.profile_field_value)}</div> }
}

/// Tags as they are written, with commas between them.
fn split(tags: &str) -> Vec<String> {
    tags.split(',').map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_stand_between_commas() {
        assert_eq!(split("grosir, langganan lama,,"), ["grosir", "langganan lama"]);
        assert_eq!(split(" "), Vec::<String>::new());
    }
}
