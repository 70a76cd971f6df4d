//! The area under the receiver operating characteristic.

/// How often a message in scope scores higher than one that isn't, ties counted half: 0.5 is guessing, 1 is perfect.
/// By ranks, as the Mann–Whitney U statistic.
pub fn auroc(inside: &[f32], outside: &[f32]) -> f64 {
    let mut scores: Vec<(f32, bool)> = inside.iter().map(|score| (*score, true)).collect();
    scores.extend(outside.iter().map(|score| (*score, false)));
    scores.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut wins, mut below) = (0.0, 0.0);
    for ties in scores.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let inner = ties.iter().filter(|(_, inside)| *inside).count() as f64;
        let outer = ties.len() as f64 - inner;
        wins += inner * (below + outer / 2.0);
        below += outer;
    }
    wins / (inside.len() as f64 * outside.len() as f64).max(1.0)
}
