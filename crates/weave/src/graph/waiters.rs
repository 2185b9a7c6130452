//! Who waits in a queue: computed from the operations on it, so that there may be any number.

use super::{EventId, Graph, LocationIndex, Op, QUEUE_LOCKED, ThreadIndex};

/// What an operation on a queue does to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct QueueEffect {
    pub(crate) written: u64,
    /// What the operation tells its caller.
    pub(crate) answer: u64,
    /// How many outcomes there are.
    pub(crate) choices: u32,
}

impl Graph {
    /// The threads in the queue `location` after `write`, in order of arrival.
    pub(crate) fn waiters(&self, location: LocationIndex, write: EventId) -> Vec<ThreadIndex> {
        let mut waiters = Vec::new();
        if write == EventId::INIT {
            return waiters;
        }
        for id in self.writes(location) {
            let event = self.event(id);
            apply(event.request.op, event.thread, event.choice, &mut waiters);
            if id == write {
                break;
            }
        }
        waiters
    }

    /// The threads that event `id` took out of its queue, in order of arrival.
    pub fn taken_out_by(&self, id: EventId) -> Vec<ThreadIndex> {
        let event = self.event(id);
        if !event.is_rmw() || !event.request.op.on_queue() {
            return Vec::new();
        }
        let mut waiters = self.waiters(event.request.location, event.rf);
        let left = self.waiters(event.request.location, id);
        waiters.retain(|waiter| !left.contains(waiter));
        waiters
    }

    /// What `op` of `thread` does to the queue as it is after `write`.
    pub(crate) fn queue_effect(
        &self,
        op: Op,
        thread: ThreadIndex,
        choice: u32,
        location: LocationIndex,
        write: EventId,
    ) -> QueueEffect {
        let mut waiters = self.waiters(location, write);
        let choices = match op {
            Op::Wake(count) => combinations(waiters.len(), count as usize),
            _ => 1,
        };
        let before = waiters.len();
        apply(op, thread, choice, &mut waiters);
        let locked = match op {
            Op::QueueLock => true,
            Op::QueueUnlock(_) => false,
            _ => self.value(write, location) & QUEUE_LOCKED != 0,
        };
        QueueEffect {
            written: waiters.len() as u64 | if locked { QUEUE_LOCKED } else { 0 },
            answer: before.abs_diff(waiters.len()) as u64,
            choices,
        }
    }

    /// The operation that took `thread` out of the queue `location` after it last went in.
    pub(crate) fn wake_up_of(
        &self,
        thread: ThreadIndex,
        location: LocationIndex,
    ) -> Option<EventId> {
        let entered = self.of_thread(thread).iter().rev().copied().find(|&id| {
            let request = &self.event(id).request;
            request.location == location
                && matches!(request.op, Op::Enqueue | Op::QueueUnlock(true))
        })?;
        let mut waiters = self.waiters(location, entered);
        let mut write = self.event(entered).mo_next;
        while write.is_event() {
            let event = self.event(write);
            apply(event.request.op, event.thread, event.choice, &mut waiters);
            if !waiters.contains(&thread) {
                return Some(write);
            }
            write = event.mo_next;
        }
        None
    }
}

/// Does `op` to the waiters.
fn apply(op: Op, thread: ThreadIndex, choice: u32, waiters: &mut Vec<ThreadIndex>) {
    match op {
        Op::Enqueue | Op::QueueUnlock(true) => waiters.push(thread),
        Op::Leave => waiters.retain(|&waiter| waiter != thread),
        Op::Wake(count) => remove_combination(waiters, count as usize, choice),
        _ => {}
    }
}

/// In how many ways `count` of `of` can be chosen (all of them if there are no more).
fn combinations(of: usize, count: usize) -> u32 {
    let count = count.min(of);
    let count = count.min(of - count);
    let ways = (0..count)
        .fold(1u64, |ways, taken| ways.saturating_mul((of - taken) as u64) / (taken as u64 + 1));
    u32::try_from(ways).unwrap_or(u32::MAX)
}

/// Removes combination number `choice` of `count` elements, in lexicographic order of positions:
/// number 0 is the first `count`.
fn remove_combination<T>(from: &mut Vec<T>, count: usize, mut choice: u32) {
    let mut left = count.min(from.len());
    let mut position = 0;
    while left > 0 {
        // How many combinations take the element at `position`.
        let with = combinations(from.len() - position - 1, left - 1);
        if choice < with {
            from.remove(position);
            left -= 1;
        } else {
            choice -= with;
            position += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_combination_has_its_number() {
        let all = [1, 2, 3, 4];
        let mut seen = std::collections::BTreeSet::new();
        assert_eq!(combinations(4, 2), 6);
        for choice in 0..6 {
            let mut left = all.to_vec();
            remove_combination(&mut left, 2, choice);
            assert_eq!(left.len(), 2);
            seen.insert(left);
        }
        assert_eq!(seen.len(), 6);
    }

    #[test]
    fn the_first_choice_takes_the_longest_waiting() {
        let mut waiters = vec![5, 3, 9];
        remove_combination(&mut waiters, 1, 0);
        assert_eq!(waiters, [3, 9]);
        remove_combination(&mut waiters, 7, 0);
        assert!(waiters.is_empty());
        remove_combination(&mut waiters, 1, 0);
        assert_eq!(
            (combinations(0, 1), combinations(100, 100), combinations(100, 99)),
            (1, 1, 100)
        );
        let mut waiters: Vec<_> = (0..100).collect();
        remove_combination(&mut waiters, 100, 0);
        assert!(waiters.is_empty());
    }
}
