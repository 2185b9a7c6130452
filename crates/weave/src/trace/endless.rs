//! Which loop a thread was in when it reached the bound of its steps.

use std::panic::Location;

use crate::graph::{Event, Graph, ThreadIndex};

/// Rounds that have to look alike before they count as a loop.
const ROUNDS: usize = 3;

/// The lines of one round of the loop that the thread's last events are, in order. Without such a
/// loop, the lines of its last operations.
pub(crate) fn cycle(graph: &Graph, thread: ThreadIndex) -> Vec<&'static Location<'static>> {
    let line = graph.of_thread(thread);
    let newest: Vec<&Event> = line.iter().rev().map(|&id| graph.event(id)).collect();
    let alike = |a: &Event, b: &Event| {
        std::ptr::eq(a.request.site, b.request.site)
            || (a.request.site == b.request.site && a.request.location == b.request.location)
    };
    let repeats = |&length: &usize| {
        let rounds = &newest[..length * ROUNDS];
        rounds.iter().zip(&rounds[length..]).all(|(later, earlier)| alike(later, earlier))
    };
    let length = (1..=newest.len() / ROUNDS).find(repeats).unwrap_or(newest.len().min(8));
    let mut lines: Vec<&'static Location<'static>> = Vec::new();
    for event in newest[..length].iter().rev() {
        if !lines.iter().any(|known| {
            known.line() == event.request.site.line() && known.file() == event.request.site.file()
        }) {
            lines.push(event.request.site);
        }
    }
    lines
}
