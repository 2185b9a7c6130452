//! Tables with thousands of rows, of which some take seconds.

use std::sync::Mutex;
use std::thread;

/// Does this to each row, on all processors, and adds up what comes of it.
pub(crate) fn sum<T: Sync>(rows: &[T], each: impl Fn(&T) -> usize + Sync) -> usize {
    let left = Mutex::new(rows.iter());
    let next = || left.lock().expect("to take a row does not panic").next();
    let work = || std::iter::from_fn(next).map(&each).sum::<usize>();
    let processors = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..processors).map(|_| scope.spawn(work)).collect();
        let sums = workers.into_iter().map(|it| it.join().expect("a row that fails has said why"));
        sums.sum()
    })
}
