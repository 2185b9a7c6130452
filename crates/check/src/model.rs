use runtime::Runtime;

/// A program that is a value: what a [`Scenario`](scenarios::Scenario) is that is made up while a program
/// runs, by a generator, say.
///
/// The same holds for it as for a scenario: it keeps to the runtime's threads and words, does the same in every
/// run but for the order of its threads, and tells a fault by a panic. A value that it holds is shared by all
/// runs of a search, so it only reads it.
///
/// ```
/// use plainweave_check::{Check, Engine, Model};
/// use runtime::{Atomic, AtomicInt, Ordering, Runtime, Thread};
/// use std::sync::Arc;
///
/// /// So many threads add 1.
/// #[derive(Clone)]
/// struct Adders(u32);
///
/// impl Model for Adders {
///     const NAME: &'static str = "adders";
///
///     fn run<R: Runtime>(&self) {
///         let sum = Arc::new(R::AtomicU32::new(0));
///         let threads: Vec<_> = (0..self.0)
///             .map(|_| {
///                 let sum = Arc::clone(&sum);
///                 R::spawn("adder", move || {
///                     sum.fetch_add(1, Ordering::Relaxed);
///                 })
///             })
///             .collect();
///         for thread in threads {
///             thread.join();
///         }
///         assert_eq!(sum.load(Ordering::Relaxed), self.0);
///     }
/// }
///
/// let report = Check::new(Engine::Weave).run_model(&Adders(3));
/// assert_eq!((report.verdict.name(), report.executions), ("holds", 6));
/// ```
pub trait Model: Clone + Send + Sync + 'static {
    /// Its name in reports.
    const NAME: &'static str;

    /// What happens, in a sentence or two.
    const STORY: &'static str = "";

    /// Runs the program once.
    fn run<R: Runtime>(&self);
}
