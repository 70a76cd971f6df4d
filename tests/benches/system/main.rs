//! How fast Sapa is, against the least that a Worker can do on the same workerd in the same run. Prints the tables that
//! stand in the README. Run it with `cargo xtask bench`, on a machine with nothing else to do.

mod answers;
mod baseline;
mod browser;
mod desk;
mod load;
mod messages;

use baseline::Baseline;
use sapa_tests::Stand;

/// Rounds in which the contestants take turns; medians are over rounds, ratios are taken within each.
const ROUNDS: usize = 5;

#[tokio::main]
async fn main() {
    let stand = Stand::with_settings(&[("RATE_COMMANDS_A_MINUTE", "1000000"), ("ADDRESS_HEADER", "")]).await;
    let baseline = Baseline::start();
    answers::measure(&stand, &baseline).await;
    messages::measure(&stand, &baseline).await;
    desk::measure(&stand).await;
    browser::measure(&stand).await;
}

/// The middle one; of an even number, the upper.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Lowest, middle and highest, as a table shows them.
fn spread(values: &[f64], digits: usize) -> String {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (first, last) = (sorted[0], sorted[sorted.len() - 1]);
    format!("{:.digits$} ({first:.digits$} to {last:.digits$})", median(sorted))
}
