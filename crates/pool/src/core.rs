//! What a task and its futures share: how far it has come, its outcome, and whom to tell.
//!
//! # Invariants
//!
//! 1. The outcome is written by the one who has the [`Claim`], before the step that ends the task.
//!    After that step it is touched with the lock of the list held.
//! 2. A callback or gathering is on the list, or it is not and its owner was told so. Whoever adds
//!    it holds the lock of the list, puts the mark into the word, and looks at what was in there:
//!    if the task had ended by then, nobody would take it off. Whoever ends the task finds the mark,
//!    and locks the list after that. So each is told once.
//! 3. Nothing foreign happens with the lock held: callbacks are run, and results dropped, outside.

use std::any::Any;
use std::mem;
use std::sync::Arc;

use runtime::{Kind, Runtime};
use sync::Guarded;

use crate::gathering::Gathering;
use crate::progress::{Cancelled, Claim, Claimed, Progress};
use crate::{Future, Panic, TaskError};

/// Runs once, when the task has ended.
pub(crate) type Callback<T, R> = Box<dyn FnOnce(&Future<T, R>) + Send>;

/// One allocation: what futures look at, and at its end what only the task needs.
pub(crate) struct Shared<T: Send + 'static, R: Runtime, W: ?Sized> {
    pub(crate) core: Core<T, R>,
    pub(crate) home: W,
}

/// Whose task it is.
pub(crate) trait Home<R: Runtime>: Send + Sync {
    /// A callback panicked.
    fn report(&self, panic: &Panic);

    /// The calling thread is about to sleep until `awaited` has ended, however long that takes.
    /// Whether that is noted, and [`unblocks`](Home::unblocks) has to follow.
    fn blocks(&self, awaited: &dyn Fn() -> Box<dyn Awaited>) -> Result<bool, TaskError>;

    /// The calling thread does not sleep any more.
    fn unblocks(&self);
}

/// Something that a thread waits for.
pub(crate) trait Awaited: Send {
    fn has_ended(&self) -> bool;
}

pub(crate) struct Core<T: Send + 'static, R: Runtime> {
    list: Guarded<Told<T, R>, R>,
    pub(crate) progress: Progress<R>,
    outcome: R::Cell<Option<Outcome<T>>>,
}

/// What has come of a task that has finished.
pub(crate) enum Outcome<T> {
    /// A result that nobody has.
    Value(T),
    /// A result that somebody has, too: an `Arc<T>`. It is one only if `T` may be shared, which this
    /// type need not know.
    Shared(Box<dyn Any + Send>),
    /// A result that somebody else has.
    Taken,
    Panicked(Panic),
    Broken,
}

/// Those who are told that the task has ended.
pub(crate) struct Told<T: Send + 'static, R: Runtime> {
    pub(crate) callbacks: Vec<Callback<T, R>>,
    /// Each with the number that the future has there.
    pub(crate) gatherings: Vec<(Arc<Gathering<R>>, usize)>,
}

impl<T: Send + 'static, R: Runtime> Told<T, R> {
    const fn nobody() -> Self {
        Self { callbacks: Vec::new(), gatherings: Vec::new() }
    }

    pub(crate) fn is_nobody(&self) -> bool {
        self.callbacks.is_empty() && self.gatherings.is_empty()
    }
}

impl<T: Send + 'static, R: Runtime> Core<T, R> {
    #[track_caller]
    pub(crate) fn new(name: Option<&'static str>) -> Self {
        let list: Guarded<_, R> = Guarded::new_in(Kind::Future, Told::nobody());
        let list = if let Some(name) = name { list.named(name.into()) } else { list };
        Self { progress: Progress::part_of(list.word()), list, outcome: R::cell(None) }
    }

    /// The word that stands for the object.
    #[inline]
    pub(crate) fn word(&self) -> &R::Futex {
        self.list.word()
    }

    /// Ends a task that the caller has claimed, and says who is to be told.
    pub(crate) fn finish(&self, claim: Claim, outcome: Outcome<T>) -> Told<T, R> {
        {
            // SAFETY: there is one claim, and it is the caller's; others open the cell only after the
            // step that ends the task. The claim happened after the cell was made.
            #[allow(unsafe_code)]
            let mut place = unsafe { R::open(&self.outcome) };
            *place = Some(outcome);
        }
        if self.progress.finish(claim).is_observed() {
            self.list.with(|list| mem::replace(list, Told::nobody()))
        } else {
            Told::nobody()
        }
    }

    /// Claims the task; if it has been cancelled instead, says who is to be told of that.
    pub(crate) fn claim(&self) -> Result<Claim, Told<T, R>> {
        match self.progress.claim() {
            Claimed::Mine(claim) => Ok(claim),
            Claimed::Notified(seen) if seen.is_observed() => {
                Err(self.list.with(|list| mem::replace(list, Told::nobody())))
            }
            Claimed::Notified(_) | Claimed::Before => Err(Told::nobody()),
        }
    }

    /// Cancels the task; if that is done now, says who is to be told.
    pub(crate) fn cancel(&self) -> (bool, Told<T, R>) {
        let mut told = Told::nobody();
        let cancelled = self.progress.cancel();
        if let Cancelled::Now(seen) = cancelled
            && seen.is_observed()
        {
            // Gatherings are told when the one who would have run the task comes across it.
            told.callbacks = self.list.with(|list| mem::take(&mut list.callbacks));
        }
        (cancelled != Cancelled::Refused, told)
    }

    /// Puts a callback on the list, or gives it back if the task has ended.
    pub(crate) fn call_back(&self, callback: Callback<T, R>) -> Option<Callback<T, R>> {
        self.list.with(|list| {
            if self.progress.observe().is_ended() {
                // For its Acquire: the caller runs the callback, which sees what the task did. In a model
                // the fence by which the list is unlocked would do; natively that one orders nothing.
                self.progress.look();
                return Some(callback);
            }
            list.callbacks.push(callback);
            None
        })
    }

    /// Puts a gathering on the list; false if the task has settled.
    pub(crate) fn gather(&self, gathering: &Arc<Gathering<R>>, number: usize) -> bool {
        self.list.with(|list| {
            let gathers = !self.progress.observe().is_settled();
            if gathers {
                list.gatherings.push((Arc::clone(gathering), number));
            }
            gathers
        })
    }

    /// Takes a gathering off the list, if it is there.
    pub(crate) fn leave(&self, gathering: &Arc<Gathering<R>>) {
        self.list.with(|list| list.gatherings.retain(|(other, _)| !Arc::ptr_eq(other, gathering)));
    }

    /// Works on the outcome of a task that the caller has seen to have finished.
    pub(crate) fn with_outcome<U>(&self, job: impl FnOnce(&mut Outcome<T>) -> U) -> U {
        self.list.with(|_| {
            // SAFETY: the task has finished, so from now on the cell is opened only here, with the lock
            // held. The Acquire of the look that saw it pairs with the Release in `finish`.
            #[allow(unsafe_code)]
            let mut outcome = unsafe { R::open(&self.outcome) };
            job(outcome.as_mut().expect("a task that has finished has an outcome"))
        })
    }
}

impl<T: Send + 'static> Outcome<T> {
    pub(crate) fn of(result: Result<T, Panic>) -> Self {
        match result {
            Ok(value) => Self::Value(value),
            Err(panic) => Self::Panicked(panic),
        }
    }

    /// The result, for one of many.
    pub(crate) fn share(&mut self) -> Result<Arc<T>, TaskError>
    where
        T: Sync,
    {
        self.fail()?;
        if let Self::Shared(shared) = self {
            return shared.downcast_ref().cloned().ok_or(TaskError::Taken);
        }
        let Self::Value(value) = mem::replace(self, Self::Taken) else {
            return Err(TaskError::Taken);
        };
        let value = Arc::new(value);
        *self = Self::Shared(Box::new(Arc::clone(&value)));
        Ok(value)
    }

    /// The result, for one alone.
    pub(crate) fn take(&mut self) -> Result<T, TaskError> {
        self.fail()?;
        if let Self::Shared(shared) = self {
            // Alone, there is nobody who could clone it in between.
            let shared = shared.downcast_mut::<Arc<T>>();
            if shared.is_none_or(|shared| Arc::get_mut(shared).is_none()) {
                return Err(TaskError::Taken);
            }
        }
        let value = match mem::replace(self, Self::Taken) {
            Self::Value(value) => Some(value),
            Self::Shared(shared) => {
                shared.downcast::<Arc<T>>().ok().and_then(|shared| Arc::into_inner(*shared))
            }
            Self::Taken | Self::Panicked(_) | Self::Broken => None,
        };
        value.ok_or(TaskError::Taken)
    }

    /// Why there is no result.
    pub(crate) fn fail(&self) -> Result<(), TaskError> {
        match self {
            Self::Value(_) | Self::Shared(_) | Self::Taken => Ok(()),
            Self::Panicked(panic) => Err(TaskError::Panicked(panic.clone())),
            Self::Broken => Err(TaskError::Broken),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use runtime::{Deadline, Moment};

    use super::*;
    use crate::{Promise, ReturnWhen, as_completed, as_completed_until, wait, wait_until};

    const PAST: Deadline = Deadline::at(Moment(Duration::ZERO));

    /// How many wait for each of these together with others.
    fn listed(futures: &[Future<u32>; 2]) -> [usize; 2] {
        futures.each_ref().map(|future| future.shared.core.list.with(|list| list.gatherings.len()))
    }

    /// From outside, only the memory that is left tells.
    #[test]
    fn who_waits_no_more_is_on_no_list() {
        let [one, two] = [(); 2].map(|()| Promise::new());
        let futures = [one.future(), two.future()];
        for when in [ReturnWhen::FirstException, ReturnWhen::AllCompleted] {
            assert_eq!(wait_until(&futures, when, PAST).not_done.len(), 2);
            assert_eq!(listed(&futures), [0, 0]);
        }
        let (completed, mut too_late) =
            (as_completed(&futures), as_completed_until(&futures, PAST));
        assert_eq!(listed(&futures), [2, 2]);
        assert!(too_late.next().is_some_and(|next| next.is_err()));
        assert_eq!(listed(&futures), [1, 1], "it ends after an error");
        drop(completed);
        assert_eq!(listed(&futures), [0, 0]);
        assert!(one.set_result(1).is_ok());
        assert_eq!(wait(&futures, ReturnWhen::FirstCompleted).not_done.len(), 1);
        assert_eq!(listed(&futures), [0, 0], "it was in time, but not for both");
    }
}
