//! How long it takes: not part of the tests, since time decides none.
//!
//! ```text
//! cargo test --release -p plainweave-linear --test speed -- --ignored --nocapture
//! ```

use std::time::Instant;

use fastrand::Rng;
use plainweave_linear::specs::{Discipline, Queue, QueueOperation, QueueResult};
use plainweave_linear::{Checker, Consistency, History, Spec, Verdict};

/// A history of 12 calls by 3 threads that a queue could have: each takes effect somewhere in between.
fn history(rng: &mut Rng) -> History<QueueOperation, QueueResult> {
    let mut queue = Queue::new(Discipline::FirstInFirstOut, Some(3));
    let mut history = History::new();
    let mut under_way = [None; 3];
    let mut begun = 0;
    while begun < 12 || under_way.iter().any(Option::is_some) {
        let thread = rng.usize(..3);
        under_way[thread] = match under_way[thread] {
            None if begun < 12 => {
                begun += 1;
                let item = rng.u32(..8);
                let operation = match rng.u32(..5) {
                    0..2 => QueueOperation::TryPut(item),
                    2..4 => QueueOperation::TryGet,
                    _ => QueueOperation::Len,
                };
                Some((history.invoke(thread, operation), operation, None))
            }
            Some((call, operation, None)) => {
                let (next, result) =
                    queue.apply(&operation).into_iter().next().expect("it answers");
                queue = next;
                Some((call, operation, Some(result)))
            }
            Some((call, _, Some(result))) => {
                history.respond(call, result);
                None
            }
            None => None,
        };
    }
    history
}

#[test]
#[ignore = "prints how long it takes"]
fn a_hundred_thousand_histories() {
    let mut rng = Rng::with_seed(0);
    let histories: Vec<_> = (0..100_000).map(|_| history(&mut rng)).collect();
    let initial = Queue::new(Discipline::FirstInFirstOut, Some(3));
    for consistency in [Consistency::Linearizable, Consistency::Sequential, Consistency::Quiescent]
    {
        let begin = Instant::now();
        let explained = histories.iter().filter(|history| {
            let verdict = Checker::new(consistency).check(&initial, history);
            matches!(verdict, Ok(Verdict::Explained(_)))
        });
        let explained = explained.count();
        println!("{consistency:?}: {explained} of 100,000 explained in {:?}", begin.elapsed());
        assert_eq!(explained, histories.len());
    }
}
