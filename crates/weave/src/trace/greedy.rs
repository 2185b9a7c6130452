//! Some order, when the best one would take too long to find.

use super::Situation;
use super::order::{Order, Relations};
use crate::graph::{EventId, ThreadIndex};

/// An order of all events that extends `relations`, as far as they can be extended: each thread goes
/// on for as long as it can. Where a cycle is in the way, a part is left out.
pub(super) fn order(situation: &Situation<'_>, relations: Relations) -> Vec<EventId> {
    let mut needs = Order::default();
    needs.build(situation, relations);
    let mut positions = vec![0; situation.lengths.len()];
    let mut order = Vec::with_capacity(situation.graph.len());
    let mut moved = true;
    while moved {
        moved = false;
        for thread in (0..).take(positions.len()) {
            let thread: ThreadIndex = thread;
            while let Some(event) = situation.next(&positions, thread)
                && needs.allows(event, &positions)
            {
                positions[thread as usize] += 1;
                order.push(event);
                moved = true;
            }
        }
    }
    order
}
