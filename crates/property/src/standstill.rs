//! Whether a program may come to a standstill, as far as the specification goes.
//!
//! Only programs that may not are run: then any standstill is a fault, and the engines find those and say who
//! waits for what. That loses nothing of the others: if an object is linearizable, an execution that comes to
//! a standstill is explained by an order of the calls that does, and without such an order there is none.
//!
//! All orders of the calls are gone through, so there may be too many of them.

use std::collections::HashSet;

use linear::Spec;

use crate::Program;

/// How many states are looked at.
pub(crate) const MOST_STATES: usize = 100_000;

/// Whether somebody waits for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standstill {
    /// In no order of the calls.
    Never,
    /// In some order.
    Possible,
    /// There are more states than are looked at.
    TooMuch,
}

/// Whether there is an order of the calls in which somebody waits for ever.
pub(crate) fn may_come<S: Spec>(initial: &S, program: &Program<S::Operation>) -> Standstill {
    let threads: Vec<&[S::Operation]> = program.threads.iter().map(Vec::as_slice).collect();
    let ends = ends(HashSet::from([initial.clone()]), &[&program.initial])
        .and_then(|states| ends(states, &threads))
        .and_then(|states| ends(states, &[&program.last]));
    ends.err().unwrap_or(Standstill::Never)
}

/// The states in which the threads may end, unless they may wait for ever.
fn ends<S: Spec>(begin: HashSet<S>, threads: &[&[S::Operation]]) -> Result<HashSet<S>, Standstill> {
    let mut todo: Vec<(S, Vec<usize>)> =
        begin.into_iter().map(|state| (state, vec![0; threads.len()])).collect();
    let mut seen: HashSet<(S, Vec<usize>)> = todo.iter().cloned().collect();
    let mut ends = HashSet::new();
    while let Some((state, places)) = todo.pop() {
        if seen.len() > MOST_STATES {
            return Err(Standstill::TooMuch);
        }
        let (mut is_over, mut goes_on) = (true, false);
        for (thread, calls) in threads.iter().enumerate() {
            let Some(operation) = calls.get(places[thread]) else { continue };
            is_over = false;
            let answers = state.apply(operation);
            goes_on |= !answers.is_none();
            let mut after = places.clone();
            after[thread] += 1;
            let steps: Vec<S> = answers.steps().to_vec();
            let next = answers.into_iter().map(|(next, _)| (next, after.clone()));
            let next = next.chain(steps.into_iter().map(|next| (next, places.clone())));
            todo.extend(next.filter(|next| seen.insert(next.clone())));
        }
        if is_over {
            ends.insert(state);
        } else if !goes_on {
            return Err(Standstill::Possible);
        }
    }
    Ok(ends)
}

#[cfg(test)]
mod tests {
    use linear::specs::{Discipline, Lock, LockOperation, Queue, QueueOperation};

    use super::*;
    use LockOperation::{Acquire, AcquireTimeout, Release, TryAcquire};

    fn may_come_to_a_standstill(threads: &[&[LockOperation]], last: &[LockOperation]) -> bool {
        let threads = threads.iter().map(|calls| calls.to_vec()).collect();
        let program = Program { initial: vec![], threads, last: last.to_vec() };
        may_come(&Lock::default(), &program) == Standstill::Possible
    }

    /// Some threads put items, each so many; none is like another one.
    fn putters(threads: u32, items: u32) -> Standstill {
        let all = |thread| (0..items).map(move |item| QueueOperation::Put(thread * items + item));
        let threads = (0..threads).map(|thread| all(thread).collect()).collect();
        let queue = Queue::new(Discipline::FirstInFirstOut, None);
        may_come(&queue, &Program { initial: vec![], threads, last: vec![] })
    }

    #[test]
    fn of_too_many_orders_nothing_is_said() {
        assert_eq!(putters(2, 4), Standstill::Never);
        assert_eq!(putters(4, 4), Standstill::TooMuch);
    }

    #[test]
    fn who_takes_a_lock_and_keeps_it_may_block_another_one() {
        assert!(!may_come_to_a_standstill(&[&[Acquire], &[Release]], &[]));
        assert!(may_come_to_a_standstill(&[&[Acquire], &[Acquire, Release]], &[]));
        assert!(!may_come_to_a_standstill(&[&[Acquire, Release], &[Acquire, Release]], &[Acquire]));
        assert!(may_come_to_a_standstill(&[&[Acquire], &[AcquireTimeout]], &[Acquire]));
        assert!(!may_come_to_a_standstill(&[&[TryAcquire], &[AcquireTimeout]], &[TryAcquire]));
    }
}
