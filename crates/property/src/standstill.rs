//! Whether a program may come to a standstill, as far as the specification goes.
//!
//! Only programs that may not are run: then any standstill is a fault, and the engines find those and say who
//! waits for what. That loses nothing of the others: if an object is linearizable, an execution that comes to
//! a standstill is explained by an order of the calls that does, and without such an order there is none.

use std::collections::HashSet;

use linear::Spec;

use crate::Program;

/// Whether there is an order of the calls in which somebody waits for ever.
pub(crate) fn may_come<S: Spec>(initial: &S, program: &Program<S::Operation>) -> bool {
    let Some(states) = ends(HashSet::from([initial.clone()]), &[&program.initial]) else {
        return true;
    };
    let threads: Vec<&[S::Operation]> = program.threads.iter().map(Vec::as_slice).collect();
    let Some(states) = ends(states, &threads) else { return true };
    ends(states, &[&program.last]).is_none()
}

/// The states in which the threads may end; nothing if they may wait for ever.
fn ends<S: Spec>(begin: HashSet<S>, threads: &[&[S::Operation]]) -> Option<HashSet<S>> {
    let mut todo: Vec<(S, Vec<usize>)> =
        begin.into_iter().map(|state| (state, vec![0; threads.len()])).collect();
    let mut seen: HashSet<(S, Vec<usize>)> = todo.iter().cloned().collect();
    let mut ends = HashSet::new();
    while let Some((state, places)) = todo.pop() {
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
            return None;
        }
    }
    Some(ends)
}

#[cfg(test)]
mod tests {
    use linear::specs::{Lock, LockOperation};

    use super::*;
    use LockOperation::{Acquire, AcquireTimeout, Release, TryAcquire};

    fn may_come_to_a_standstill(threads: &[&[LockOperation]], last: &[LockOperation]) -> bool {
        let threads = threads.iter().map(|calls| calls.to_vec()).collect();
        may_come(&Lock::default(), &Program { initial: vec![], threads, last: last.to_vec() })
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
