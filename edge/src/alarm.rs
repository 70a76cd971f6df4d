//! An object's one alarm, set to the nearest of all that the object waits for.

use std::cell::Cell;

use protocol::Millis;
use worker::durable::ScheduledTime;
use worker::{Response, Result, State};

use crate::failure::Outcome;
use crate::{clock, reply};

/// When an alarm that failed rings again, in milliseconds.
const RETRY_MS: i64 = 10_000;

/// When the alarm is set for, as far as this instance knows.
#[derive(Debug, Default)]
pub struct Alarm {
    set: Cell<Option<Millis>>,
}

impl Alarm {
    /// Has it ring at `at` or sooner.
    pub async fn no_later_than(&self, at: Millis, state: &State) -> Result<()> {
        if self.set.get().is_some_and(|set| set <= at) {
            return Ok(());
        }
        let date = js_sys::Date::new(&wasm_bindgen::JsValue::from(at.0 as f64));
        self.set.set(Some(at)); // before the await: the alarm may ring, and clear this, while we wait
        state.storage().set_alarm(ScheduledTime::new(date)).await.inspect_err(|_| self.set.set(None))
    }

    /// It was deleted.
    pub fn is_off(&self) {
        self.set.set(None);
    }

    /// It rang: does what is due, and rings again soon where that failed. The runtime itself would give up after six tries;
    /// what is in the outbox waits as long as it takes.
    pub async fn rang(&self, due: impl Future<Output = Outcome<()>>, state: &State) -> Result<Response> {
        self.is_off();
        match due.await {
            Ok(()) => Response::empty(),
            Err(failure) => {
                self.no_later_than(clock::now().plus(RETRY_MS), state).await?;
                reply::failure(failure)
            }
        }
    }
}
