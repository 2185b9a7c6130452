//! The workers of a pool, and what there is to do.
//!
//! One lock guards it all, since each decision needs it all: whether a job goes to an idle worker, to
//! a new one or into the queue; whether a worker takes another job, becomes idle or leaves; and
//! whether there may be new jobs at all. With a queue that has a lock of its own these would be two
//! looks, and what Python had to mend several times comes from what happens in between.
//!
//! # Invariants
//!
//! 1. Nobody is idle while there is a job in the queue. A job comes into the queue only when nobody
//!    is idle, and a worker becomes idle only when the queue is empty. So jobs are handed
//!    out in the order in which they came.
//! 2. An idle worker is on the list; whoever takes it off gives it a job or word to leave. So no
//!    token can be spent twice, or on somebody who has left.
//! 3. A worker is counted before it starts, and until it has looked for the last time. So whoever
//!    closes the pool and waits for the count to be 0 waits for all of them, and no job is left.
//! 4. Nothing foreign happens with the lock held: closures are run, dropped and cancelled outside.

use std::collections::{BTreeSet, VecDeque};
use std::io;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use runtime::Ordering::Relaxed;
use runtime::{Atomic, AtomicInt, Deadline, Futex, Kind, Runtime, Thread, ThreadId};
use sync::Guarded;

use crate::core::Awaited;
use crate::desk::Desk;
use crate::job::Job;
use crate::panic::catch;
use crate::{InsideWorker, Panic, Pending, TaskError, worker};

/// Told of the panics of callbacks and initializers.
pub(crate) type Hook = Box<dyn Fn(&Panic) + Send + Sync>;
/// Run by each worker before anything else.
pub(crate) type Initializer = Box<dyn Fn() + Send + Sync>;

/// What a pool was built with.
pub(crate) struct Terms {
    pub(crate) max_workers: usize,
    pub(crate) name_prefix: String,
    pub(crate) initializer: Option<Initializer>,
    pub(crate) hook: Option<Hook>,
}

pub(crate) struct Staff<R: Runtime> {
    roster: Guarded<Roster<R>, R>,
    /// How often the count of workers has come down to 0; to sleep on.
    emptied: R::Futex,
    pub(crate) terms: Terms,
    /// The threads that are workers, or have been: what a thread drops with itself when it has left may be
    /// this pool, and it still cannot wait for itself. A plain mutex: a thread only ever asks about itself,
    /// and so finds what it has put there itself, whatever others do. No model needs to see that.
    members: Mutex<BTreeSet<ThreadId>>,
}

struct Roster<R: Runtime> {
    queue: VecDeque<Job<R>>,
    idle: Vec<Arc<Desk<R>>>,
    stage: Stage,
    /// How many workers have been started and have not left.
    count: usize,
    /// How many have ever been started.
    ever: usize,
    threads: Vec<R::Thread>,
    /// Workers that sleep until a task of their own pool has ended.
    blocked: Vec<(ThreadId, Box<dyn Awaited>)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Open,
    ShutDown,
    Broken,
}

/// Why a job was not accepted.
pub(crate) enum Refusal {
    ShutDown,
    Broken,
    NoThread(io::Error),
}

/// Where a job went.
enum Placed<R: Runtime> {
    /// It is to be put on this desk.
    Desk(Arc<Desk<R>>, Job<R>),
    /// A worker will come for it.
    Queue,
    Refused(Refusal, Job<R>),
}

impl<R: Runtime> Staff<R> {
    #[track_caller]
    pub(crate) fn new(terms: Terms) -> Self {
        let roster = Roster {
            queue: VecDeque::new(),
            idle: Vec::new(),
            stage: Stage::Open,
            count: 0,
            ever: 0,
            threads: Vec::new(),
            blocked: Vec::new(),
        };
        let roster: Guarded<_, R> = Guarded::new_in(Kind::Pool, roster);
        let roster = roster.named(terms.name_prefix.clone().into());
        let emptied = roster.word().part(0);
        Self { roster, emptied, terms, members: Mutex::default() }
    }

    /// The word that stands for the object.
    pub(crate) fn word(&self) -> &R::Futex {
        self.roster.word()
    }

    /// Accepts a job, or gives it back.
    pub(crate) fn accept(self: &Arc<Self>, job: Job<R>) -> Result<(), (Refusal, Job<R>)> {
        match self.roster.with(|roster| self.place(roster, job)) {
            Placed::Desk(desk, job) => {
                desk.put(Some(job));
                Ok(())
            }
            Placed::Queue => Ok(()),
            Placed::Refused(refusal, job) => Err((refusal, job)),
        }
    }

    fn place(self: &Arc<Self>, roster: &mut Roster<R>, job: Job<R>) -> Placed<R> {
        match roster.stage {
            Stage::Open => {}
            Stage::ShutDown => return Placed::Refused(Refusal::ShutDown, job),
            Stage::Broken => return Placed::Refused(Refusal::Broken, job),
        }
        if let Some(desk) = roster.idle.pop() {
            return Placed::Desk(desk, job);
        }
        roster.queue.push_back(job);
        if roster.count < self.terms.max_workers
            && let Err(error) = self.hire(roster)
            && roster.count == 0
            && let Some(job) = roster.queue.pop_back()
        {
            return Placed::Refused(Refusal::NoThread(error), job);
        }
        // Without another thread, those who are there come for it.
        Placed::Queue
    }

    /// Starts a worker, which comes for a job.
    fn hire(self: &Arc<Self>, roster: &mut Roster<R>) -> io::Result<()> {
        let name = format!("{}-{}", self.terms.name_prefix, roster.ever);
        let staff = Arc::clone(self);
        let thread = worker::start::<R>(&name, move || worker::work(&staff))?;
        roster.threads.push(thread);
        roster.count += 1;
        roster.ever += 1;
        Ok(())
    }

    /// The next job for the worker at this desk; `None` if it is to leave.
    pub(crate) fn next(&self, desk: &Arc<Desk<R>>) -> Option<Job<R>> {
        R::call(self.word(), "next_task", || {
            let found = self.roster.with(|roster| {
                let job = roster.queue.pop_front();
                if job.is_none() && roster.stage == Stage::Open {
                    roster.idle.push(Arc::clone(desk));
                    return None;
                }
                Some(job)
            });
            found.unwrap_or_else(|| desk.take())
        })
    }

    /// The calling worker has looked for the last time.
    pub(crate) fn leave(&self) {
        R::call(self.word(), "leave", || {
            let is_last = self.roster.with(|roster| {
                roster.count -= 1;
                let is_last = roster.count == 0;
                if is_last {
                    self.emptied.fetch_add(1, Relaxed);
                }
                is_last
            });
            if is_last {
                self.emptied.wake_all();
            }
        });
    }

    /// Accepts no more jobs, and sends the idle workers home. Gives out those that are to be cancelled.
    pub(crate) fn close(&self, pending: Pending) -> VecDeque<Job<R>> {
        let (idle, queue) = self.roster.with(|roster| {
            if roster.stage == Stage::Open {
                roster.stage = Stage::ShutDown;
            }
            let cancelled = match pending {
                Pending::Finish => VecDeque::new(),
                Pending::Cancel => mem::take(&mut roster.queue),
            };
            (mem::take(&mut roster.idle), cancelled)
        });
        for desk in idle {
            desk.put(None);
        }
        queue
    }

    /// Waits until all workers have left.
    pub(crate) fn join(&self) -> Result<(), InsideWorker> {
        if self.is_member() {
            return Err(InsideWorker);
        }
        let threads = self.roster.with(|roster| mem::take(&mut roster.threads));
        threads.into_iter().for_each(Thread::join);
        // Another one may be joining some of them.
        loop {
            // Relaxed: the lock orders it.
            let seen =
                self.roster.with(|roster| (roster.count > 0).then(|| self.emptied.load(Relaxed)));
            let Some(seen) = seen else { return Ok(()) };
            let _ = self.emptied.wait(seen, Deadline::NEVER);
        }
    }

    /// An initializer has panicked: there is no way on.
    pub(crate) fn break_down(&self, panic: &Panic) {
        let (idle, queue) = self.roster.with(|roster| {
            roster.stage = Stage::Broken;
            (mem::take(&mut roster.idle), mem::take(&mut roster.queue))
        });
        for desk in idle {
            desk.put(None);
        }
        queue.into_iter().for_each(Job::give_up);
        self.report(panic);
    }

    /// How many workers there are, and how many of them are idle.
    pub(crate) fn count(&self) -> (usize, usize) {
        self.roster.with(|roster| (roster.count, roster.idle.len()))
    }

    /// How many jobs wait for a worker.
    pub(crate) fn queued(&self) -> usize {
        self.roster.with(|roster| roster.queue.len())
    }

    /// Tells the hook of a panic. That of the hook itself goes nowhere.
    pub(crate) fn report(&self, panic: &Panic) {
        if let Some(hook) = &self.terms.hook {
            let _ = catch::<R, _>(|| hook(panic));
        }
    }

    /// The calling thread is a worker from now on.
    pub(crate) fn enter(&self) {
        self.members().insert(R::current());
    }

    /// Whether the calling thread is a worker, or was one.
    pub(crate) fn is_member(&self) -> bool {
        self.members().contains(&R::current())
    }

    fn members(&self) -> MutexGuard<'_, BTreeSet<ThreadId>> {
        self.members.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The calling worker is about to sleep until `awaited` has ended.
    ///
    /// Only workers end tasks of the pool, but for those that are cancelled. So if all workers there
    /// may be sleep for such tasks, and none of these has ended, none ever will.
    pub(crate) fn blocks(&self, awaited: Box<dyn Awaited>) -> Result<bool, TaskError> {
        self.roster.with(|roster| {
            let others_block = roster.blocked.len() + 1 >= self.terms.max_workers
                && roster.blocked.iter().all(|(_, other)| !other.has_ended());
            if others_block && !awaited.has_ended() {
                return Err(TaskError::WouldDeadlock);
            }
            roster.blocked.push((R::current(), awaited));
            Ok(true)
        })
    }

    pub(crate) fn unblocks(&self) {
        let me = R::current();
        let awaited = self.roster.with(|roster| {
            let position = roster.blocked.iter().position(|(thread, _)| *thread == me)?;
            Some(roster.blocked.swap_remove(position))
        });
        drop(awaited);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use runtime::{Moment, Native, Wait};

    use super::*;

    /// The one interleaving of a shutdown with the last worker in which a wake-up could be lost.
    #[test]
    fn a_worker_that_leaves_just_before_somebody_sleeps_is_noticed() {
        let name_prefix = "worker".to_owned();
        let terms = Terms { max_workers: 1, name_prefix, initializer: None, hook: None };
        let staff = Staff::<Native>::new(terms);
        staff.roster.with(|roster| roster.count = 1);
        let seen = staff.emptied.load(Relaxed);
        staff.leave();
        let past = Deadline::at(Moment(Duration::ZERO));
        assert_ne!(staff.emptied.wait(seen, past), Wait::TimedOut);
    }
}
