//! Putting conversations off: until when, in a few taps, in the shop's own time.

use jiff::civil::{DateTime, Weekday, time};
use jiff::tz::Offset;
use leptos::prelude::*;
use protocol::Millis;

use crate::bulk::{self, Act};
use crate::dialog::open_while;
use crate::icon::{Icon, Name};
use crate::state::Workspace;
use crate::time::{self as times, wall};
use crate::words::{Words, words};

const HOUR_MS: i64 = 3_600_000;

/// A time that is often meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Preset {
    /// In an hour.
    Hour,
    /// Tomorrow at eight.
    Tomorrow,
    /// Next Monday at eight, where that isn't tomorrow.
    Monday,
}

/// The times that are often meant, by the shop's clock.
fn presets(now: Millis, zone: Offset) -> Vec<(Preset, Millis)> {
    let today = wall(now, zone).date();
    let at_eight = |date: jiff::civil::Date| moment(date.to_datetime(time(8, 0, 0, 0)), zone);
    let tomorrow = today.tomorrow().ok().and_then(at_eight);
    let monday = today.nth_weekday(1, Weekday::Monday).ok().and_then(at_eight);
    let hour = Some(now.plus(HOUR_MS));
    let known = [
        (Preset::Hour, hour),
        (Preset::Tomorrow, tomorrow),
        (Preset::Monday, monday.filter(|at| Some(*at) != tomorrow)),
    ];
    known.into_iter().filter_map(|(preset, at)| Some((preset, at?))).collect()
}

fn moment(at: DateTime, zone: Offset) -> Option<Millis> {
    zone.to_timestamp(at).ok().map(|at| Millis(at.as_millisecond()))
}

/// What a date field holds (`2026-11-23T08:00`), as a moment after now.
fn chosen(value: &str, now: Millis, zone: Offset) -> Option<Millis> {
    let at = moment(value.parse().ok()?, zone)?;
    (at > now && at.since(now) <= protocol::limits::SNOOZE_MS).then_some(at)
}

/// The dialog that asks until when; it is open while there is something to put off.
#[component]
pub fn SnoozeDialog() -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let own = RwSignal::new(String::new());
    let is_open = Memo::new(move |_| workspace.snoozing.with(|ids| !ids.is_empty()));
    let close = move || workspace.snoozing.set(Vec::new());
    let dialog = open_while(move || is_open.get());
    Effect::new(move || {
        if is_open.get() {
            own.set(String::new());
        }
    });
    let zone = move || workspace.shop_zone.get();
    let choose = move |until: Millis| {
        let ids = workspace.snoozing.get_untracked();
        close();
        workspace.selected.set(None);
        bulk::act(workspace, ids, Act::Snooze(until));
    };
    let offers = move || {
        let now = workspace.now.get();
        let offer = |(preset, at)| {
            let when = times::moment(at, zone(), t);
            view! {
                <li>
                    <button class="rail-item" on:click=move |_| choose(at)>
                        <span>{name(preset, t)}</span><span class="faint">{when}</span>
                    </button>
                </li>
            }
        };
        presets(now, zone()).into_iter().map(offer).collect_view()
    };
    let until = move || chosen(&own.get(), workspace.now.get(), zone());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(until) = until() {
            choose(until);
        }
    };
    let said = move || {
        let is_wrong = !own.with(String::is_empty) && until().is_none();
        if is_wrong { t.snooze_wrong } else { "" }
    };
    view! {
        <dialog class="keys snooze" node_ref=dialog aria-labelledby="snooze-title" on:close=move |_| close()>
            <header>
                <h2 id="snooze-title">{move || t.snooze_title(workspace.snoozing.with(Vec::len).max(1))}</h2>
                <button class="button quiet" aria-label=t.close on:click=move |_| close()><Icon name=Name::Close/></button>
            </header>
            <ul>{offers}</ul>
            <form on:submit=submit>
                <label for="snooze-own">{t.snooze_own}</label>
                <div class="door-row">
                    <input
                        id="snooze-own"
                        class="field"
                        type="datetime-local"
                        aria-describedby="snooze-said"
                        prop:value=own
                        on:input=move |event| own.set(event_target_value(&event))
                    />
                    <button class="button primary" type="submit" disabled=move || until().is_none()>{t.snooze}</button>
                </div>
                <p id="snooze-said" class="bad" role="status">{said}</p>
            </form>
        </dialog>
    }
}

fn name(preset: Preset, t: Words) -> &'static str {
    match preset {
        Preset::Hour => t.snooze_hour,
        Preset::Tomorrow => t.snooze_tomorrow,
        Preset::Monday => t.snooze_monday,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WITA: Offset = jiff::tz::offset(8);

    fn at(text: &str) -> Millis {
        moment(text.parse().unwrap(), WITA).unwrap()
    }

    #[test]
    fn mornings_are_the_shops_own() {
        // A Saturday, late in the evening.
        let now = at("2026-11-21T23:30");
        let expected = [
            (Preset::Hour, at("2026-11-22T00:30")),
            (Preset::Tomorrow, at("2026-11-22T08:00")),
            (Preset::Monday, at("2026-11-23T08:00")),
        ];
        assert_eq!(presets(now, WITA), expected);
    }

    #[test]
    fn monday_is_not_offered_twice_nor_today() {
        let of = |now| presets(at(now), WITA);
        assert_eq!(of("2026-11-22T10:00").len(), 2, "tomorrow is Monday");
        assert_eq!(of("2026-11-23T07:00")[2], (Preset::Monday, at("2026-11-30T08:00")));
    }

    #[test]
    fn a_time_of_ones_own_lies_ahead_within_a_year() {
        let now = at("2026-11-22T10:00");
        assert_eq!(chosen("2026-11-22T10:01", now, WITA), Some(at("2026-11-22T10:01")));
        for wrong in ["", "besok", "2026-11-22T10:00", "2020-01-01T00:00", "2028-01-01T00:00"] {
            assert_eq!(chosen(wrong, now, WITA), None, "{wrong}");
        }
    }
}
