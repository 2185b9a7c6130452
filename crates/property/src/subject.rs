use std::fmt::Debug;

use linear::Spec;
use proptest::strategy::BoxedStrategy;
use runtime::Runtime;

/// What an operation of a [`Subject`] is.
pub type OperationOf<S> = <<S as Subject>::Spec as Spec>::Operation;

/// What the caller of an operation of a [`Subject`] is told.
pub type ResultOf<S> = <<S as Subject>::Spec as Spec>::Result;

/// A type whose operations are called by several threads at once, and what is right for it.
///
/// It is declared once, and generic over the runtime: every engine takes it from there. The crate's front page
/// has a whole one.
pub trait Subject: Clone + Debug + Send + Sync + 'static {
    /// Its name in reports.
    const NAME: &'static str;

    /// The object that threads share.
    type Object<R: Runtime>: Send + Sync + 'static;

    /// What the operations do, one after the other.
    type Spec: Spec<Operation: Clone + Send + Sync + 'static, Result: Clone + Send + Sync + 'static>
        + Send
        + Sync;

    /// The operations that a thread may call, and how they are drawn.
    ///
    /// Thread 0 is the one that begins and ends the program; it calls none while the others run. Most types do the
    /// same whoever calls.
    fn operations(&self, thread: usize) -> BoxedStrategy<OperationOf<Self>>;

    /// The state of a new object.
    fn spec(&self) -> Self::Spec;

    /// Makes an object.
    fn object<R: Runtime>(&self) -> Self::Object<R>;

    /// Calls an operation.
    fn apply<R: Runtime>(object: &Self::Object<R>, operation: &OperationOf<Self>)
    -> ResultOf<Self>;
}
