use std::any::Any;
use std::fmt::{self, Debug};
use std::io;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

use crate::{
    Abandoned, Atomic, AtomicInt, Birth, Deadline, Futex, Moment, Operation, Ordering, Plain,
    Shared, Thread, ThreadId,
};

/// A place where threads can run and share memory.
///
/// Implementations are zero-sized markers: a `Runtime` is never held, only named.
///
/// # Safety
///
/// Safe primitives rely on their runtime to keep memory safe, so:
///
/// * its atomics order memory as their [`Ordering`]s say, or more strictly;
/// * [`fence_light`](Runtime::fence_light) and [`fence_heavy`](Runtime::fence_heavy) are a pair as
///   described there, and [`fence_after_rmw`](Runtime::fence_after_rmw) is a full fence;
/// * [`current`](Runtime::current) never gives two threads of a run the same id;
/// * it gives out the memory of a [`Cell`](Runtime::Cell) only as [`open`](Runtime::open) and
///   [`peek`](Runtime::peek) say.
#[allow(unsafe_code)]
pub unsafe trait Runtime: Copy + Default + Debug + Send + Sync + 'static {
    /// Name used in reports and test names.
    const NAME: &'static str;

    /// Whether this is a model: then nothing spins, time is abstract, and files are simulated.
    const IS_MODEL: bool;

    /// Whether the engine itself finds that no thread can move any more. Then nobody else has to, and
    /// should not: a run that is repeated to see what follows may show its steps in an order that
    /// says little about who waits for whom.
    const FINDS_STANDSTILLS: bool = false;

    /// An atomic truth value.
    type AtomicBool: Atomic<bool>;
    /// A 32-bit atomic integer.
    type AtomicU32: AtomicInt<u32>;
    /// A 64-bit atomic integer.
    type AtomicU64: AtomicInt<u64>;
    /// An atomic integer of the size of a pointer.
    type AtomicUsize: AtomicInt<usize>;
    /// An atomic pointer.
    type AtomicPtr<T: 'static>: Atomic<*mut T>;

    /// A 32-bit atomic integer on which threads can sleep.
    type Futex: Futex;

    /// A plain variable: unsynchronised on purpose, so that races on it show.
    type Shared<T: Plain>: Shared<T>;

    /// The memory behind a lock.
    type Cell<T: Send>: Debug + Send + Sync;
    /// The exclusive use of a [`Cell`](Runtime::Cell), for as long as this value lives.
    type Exclusive<'a, T: Send + 'a>: DerefMut<Target = T>;
    /// The shared use of a [`Cell`](Runtime::Cell), for as long as this value lives.
    type Inspected<'a, T: Send + 'a>: Deref<Target = T>;

    /// A running thread.
    type Thread: Thread;

    /// Starts a thread as `birth` says.
    ///
    /// What the caller did happens before the body. A run is over when all threads are that are no
    /// daemons: what becomes of the daemons then is on [`Birth::daemon`].
    ///
    /// # Errors
    ///
    /// What the operating system says if it has no thread to give; the body is dropped then. A model
    /// always has one, up to the limit that its engine puts on a whole run.
    #[track_caller]
    fn start(birth: Birth<'_>, body: impl FnOnce() + Send + 'static) -> io::Result<Self::Thread>;

    /// Starts a thread with this name; see [`start`](Runtime::start).
    ///
    /// # Panics
    ///
    /// If the operating system has no thread to give.
    #[track_caller]
    fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Self::Thread {
        expect_thread(Self::start(Birth::named(name), body))
    }

    /// Starts a thread with this name that no run waits for; see [`Birth::daemon`].
    ///
    /// # Panics
    ///
    /// If the operating system has no thread to give.
    #[track_caller]
    fn spawn_daemon(name: &str, body: impl FnOnce() + Send + 'static) -> Self::Thread {
        expect_thread(Self::start(Birth::named(name).daemon(), body))
    }

    /// The calling thread; ids are never reused within a run.
    fn current() -> ThreadId;

    /// What the operating system calls the calling thread, if it runs there as itself. Python:
    /// `native_id`.
    #[inline]
    fn system_thread() -> Option<u32> {
        None
    }

    /// Tells the scheduler that this thread cannot progress on its own.
    fn yield_now();

    /// Keeps the processor busy for about so long, without a use of memory. Not a step of a model.
    #[inline]
    fn spin_for(nanoseconds: u32) {
        let _ = nanoseconds;
    }

    /// The time. Stands still in a model; only deadlines pass there.
    fn now() -> Moment;

    /// The moment `timeout` from now. A timeout beyond the clock's range is for ever.
    #[inline]
    fn deadline(timeout: Duration) -> Deadline {
        /// About 292 years: every system's clock can tell it, and no wait lasts that long.
        const END: Duration = Duration::from_secs(i64::MAX as u64 / 1_000_000_000);
        let moment = Self::now().0.checked_add(timeout).filter(|moment| *moment <= END);
        moment.map_or(Deadline::NEVER, |moment| Deadline::at(Moment(moment)))
    }

    /// A memory fence, as `std::sync::atomic::fence`.
    #[track_caller]
    fn fence(order: Ordering);

    /// The half of an asymmetric fence for the side that runs often; a compiler fence natively,
    /// if the system has the other half.
    ///
    /// Between a `fence_light` and a [`fence_heavy`](Runtime::fence_heavy), as between two
    /// `SeqCst` fences, at least one side sees what the other did before its fence. Between two
    /// `fence_light`s nothing is promised.
    #[track_caller]
    fn fence_light();

    /// The half of an asymmetric fence for the side that runs rarely: natively a barrier in every
    /// running thread of the process, about a microsecond.
    #[track_caller]
    fn fence_heavy();

    /// A `SeqCst` fence directly after a read-modify-write; free where that already is one.
    #[track_caller]
    fn fence_after_rmw();

    /// Creates the memory behind a lock.
    #[track_caller]
    fn cell<T: Send>(value: T) -> Self::Cell<T>;

    /// Opens the memory behind a lock.
    ///
    /// With [`peek`](Runtime::peek) the one place where a primitive needs `unsafe`: it promises
    /// that it let nobody else in. A model checker holds it to that promise.
    ///
    /// # Safety
    ///
    /// Until the result is dropped, the cell must be neither opened nor peeked into; and what its
    /// previous users did must happen before this call.
    #[allow(unsafe_code)]
    #[track_caller]
    unsafe fn open<T: Send>(cell: &Self::Cell<T>) -> Self::Exclusive<'_, T>;

    /// Looks into the memory behind a lock.
    ///
    /// # Safety
    ///
    /// Until the result is dropped, the cell must not be opened, and only the calling thread may
    /// peek into it; and what its previous users did must happen before this call.
    #[allow(unsafe_code)]
    #[track_caller]
    unsafe fn peek<T: Send>(cell: &Self::Cell<T>) -> Self::Inspected<'_, T>;

    /// Takes the value out of a cell that nobody else can reach any more.
    fn into_inner<T: Send>(cell: Self::Cell<T>) -> T;

    /// One of `0..n`: a checker tries each, [`Native`](crate::Native) draws one.
    ///
    /// # Panics
    ///
    /// If `n` is 0.
    #[track_caller]
    fn choose(n: u32) -> u32;

    /// Runs `body` as the operation `operation` on `object`.
    ///
    /// Every public operation of a primitive is one such call, and is `#[track_caller]`; the
    /// operations of the seam inside know their own lines. So a trace can name both the user's
    /// line and the primitive's, and a coarse runtime knows what is one step. On
    /// [`Native`](crate::Native) this is `body()`.
    #[inline]
    #[track_caller]
    fn call<T>(
        object: &Self::Futex,
        operation: impl Into<Operation>,
        body: impl FnOnce() -> T,
    ) -> T {
        let _ = (object, operation);
        body()
    }

    /// Declares a result of the run, such as the order in which threads came through. A check
    /// counts in how many executions each combination of results was seen. Not a step.
    #[inline]
    fn outcome(name: &'static str, value: impl fmt::Display) {
        let _ = (name, value);
    }

    /// Whether the run is being given up after a failure.
    ///
    /// A checker ends a failed run by unwinding its threads. A destructor that still touched the
    /// model then would panic a second time and abort the process, so every `Drop` with an effect
    /// on other threads asks this first. A native run is never given up: a panicking thread still
    /// has to clean up.
    #[inline]
    fn is_abandoned() -> bool {
        false
    }

    /// Whether a thread that unwinds with `panic` only does so because the run is being given up.
    #[inline]
    fn is_abandonment(panic: &(dyn Any + Send)) -> bool {
        panic.is::<Abandoned>()
    }

    /// Whether `panic`, which somebody has caught, is to go on: because the run is being given up, or
    /// while it is. Nothing is a result then, also not what foreign code makes of it.
    #[inline]
    fn must_resume(panic: &(dyn Any + Send)) -> bool {
        Self::is_abandonment(panic) || Self::is_abandoned()
    }

    /// Ends the run after a failure; what becomes of the other threads is the engine's affair.
    fn abandon() -> !;
}

#[track_caller]
fn expect_thread<T>(started: io::Result<T>) -> T {
    match started {
        Ok(thread) => thread,
        Err(error) => panic!("the operating system has no thread to give: {error}"),
    }
}
