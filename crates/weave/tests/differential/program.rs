//! What is run by both sides: a few threads of a few instructions each.
//!
//! A program prints as the expression that builds it, so that one that fails can be pasted into
//! `regressions.rs`.

use std::fmt;

use plainweave_weave::raw::{Order, Rmw, Test};

/// Ordinary atomics are the locations from 0.
pub(crate) const ATOMICS: usize = 3;
/// Mutexes.
pub(crate) const MUTEX: usize = ATOMICS;
pub(crate) const MUTEXES: usize = 2;
/// The token of each thread, for park and unpark.
pub(crate) const TOKEN: usize = MUTEX + MUTEXES;
pub(crate) const THREADS: usize = 4;
/// The waiters of a condition variable.
pub(crate) const CONDVAR: usize = TOKEN + THREADS;
/// The word that a futex compares.
pub(crate) const FUTEX: usize = CONDVAR + 1;
/// The waiters at the futex.
pub(crate) const BUCKET: usize = FUTEX + 1;
/// A readers-writer lock.
pub(crate) const RWLOCK: usize = BUCKET + 1;
/// A lock with a flag that anybody may set or clear, for poison.
pub(crate) const LATCH: usize = RWLOCK + 1;
/// What is done once.
pub(crate) const ONCE: usize = LATCH + 1;
/// How many have arrived at a barrier.
pub(crate) const BARRIER: usize = ONCE + 1;
pub(crate) const LOCATIONS: usize = BARRIER + 1;

/// Whether every write of a location depends on every earlier one.
pub(crate) fn is_chain(location: usize) -> bool {
    location >= ATOMICS && location != FUTEX
}

/// Whether a location holds the waiters of a queue.
pub(crate) fn is_queue(location: usize) -> bool {
    location == CONDVAR || location == BUCKET
}

/// A memory ordering.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Strength {
    Rlx,
    Acq,
    Rel,
    AcqRel,
    Sc,
}

impl Strength {
    pub(crate) const ALL: [Self; 5] = [Self::Rlx, Self::Acq, Self::Rel, Self::AcqRel, Self::Sc];

    pub(crate) fn order(self) -> Order {
        match self {
            Self::Rlx => Order::RELAXED,
            Self::Acq => Order::ACQUIRE,
            Self::Rel => Order::RELEASE,
            Self::AcqRel => Order::ACQ_REL,
            Self::Sc => Order::SEQ_CST,
        }
    }

    pub(crate) fn acquires(self) -> bool {
        matches!(self, Self::Acq | Self::AcqRel | Self::Sc)
    }

    pub(crate) fn releases(self) -> bool {
        matches!(self, Self::Rel | Self::AcqRel | Self::Sc)
    }
}

/// One instruction; most leave what they read in the thread's register.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Instruction {
    Load(usize, Strength),
    Store(usize, u64, Strength),
    Update(usize, Rmw, u64, Strength),
    /// Location, expected, new, orderings on success and failure.
    Cas(usize, u64, u64, Strength, Strength),
    AwaitLoad(usize, Test, u64, Strength),
    AwaitCas(usize, u64, u64, Strength),
    Fence(Strength),
    /// If the register has this value, leaves out this many instructions.
    SkipIf(u64, usize),
    /// Stops the thread for good unless the register has this value.
    Assume(u64),
    /// `while !test(load()) { spin() }`.
    SpinLoad(usize, Test, u64, Strength),
    /// `while cas().is_err() { spin() }`.
    SpinCas(usize, u64, u64, Strength, Strength),
    /// `while !{ load(); fence() passes } { spin() }`, relaxed, with this fence.
    SpinFenced(usize, Test, u64, Strength),
    /// Until both locations have this value in one round: a body of two reads.
    SpinBoth(usize, usize, u64, Strength),
    /// Test-and-test-and-set, with a hint only after the whole failed round.
    SpinTestAndSet(usize, Strength, Strength),
    /// Two rounds at most, then on with whatever was read.
    SpinBriefly(usize, Test, u64, Strength),
    Lock(usize),
    TryLock(usize),
    /// `while !try_lock() { spin() }`.
    SpinLock(usize),
    /// `while is_locked() { spin() }`.
    SpinWhileLocked(usize),
    /// `while !is_done() { spin() }`.
    SpinDone,
    /// Nothing if the mutex is not held.
    Unlock(usize),
    Park,
    Unpark(usize),
    /// Waits at the condition variable with this mutex, if it is held.
    Wait(usize),
    WaitTimed(usize),
    Notify(u32),
    /// Waits at the futex if its word has this value.
    FutexWait(u64),
    FutexWaitTimed(u64),
    FutexStore(u64, Strength),
    FutexWake(u32),
    ReadLock,
    ReadUnlock,
    WriteLock,
    WriteUnlock,
    /// Locks the latch, whatever its flag is.
    Enter,
    TryEnter,
    Exit,
    /// Sets the latch's flag, clears it, or looks at it.
    Taint,
    Clean,
    IsTainted,
    /// Claims what is to be done once, waits while another does.
    Claim,
    /// Claims it again if it failed.
    Reclaim,
    /// It is done (2) or has failed (3), if this thread has claimed it.
    Settle(u64),
    /// Waits until it is done or has failed; until it is done.
    AwaitSettled,
    AwaitDone,
    IsDone,
    /// Arrives at a barrier of this size, waits for the others.
    Arrive(u64),
    Choose(u32),
    /// Starts a thread: each but the first is started by one instruction.
    Spawn(usize),
    /// Waits for its end, if it was started by this thread.
    Join(usize),
}

/// Threads; the first one is there from the beginning.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Program {
    pub(crate) threads: Vec<Vec<Instruction>>,
}

impl Program {
    pub(crate) fn new<const N: usize>(threads: [&[Instruction]; N]) -> Self {
        Self { threads: threads.iter().map(|thread| thread.to_vec()).collect() }
    }

    /// Whether runs that are no executions are to be expected: with waits on ordinary atomics, time
    /// limits, threads that stop, and waits that pass by reading a value that others replace by one
    /// that makes them wait. Everything else must cost none.
    pub(crate) fn may_be_blocked(&self) -> bool {
        use Instruction as I;
        self.threads.iter().flatten().any(|instruction| {
            matches!(
                instruction,
                I::AwaitLoad(..)
                    | I::AwaitCas(..)
                    | I::Assume(_)
                    | I::SpinLoad(..)
                    | I::SpinCas(..)
                    | I::SpinBoth(..)
                    | I::SpinTestAndSet(..)
                    | I::SpinLock(_)
                    | I::SpinFenced(..)
                    | I::SpinWhileLocked(_)
                    | I::SpinDone
                    | I::WaitTimed(_)
                    | I::FutexWaitTimed(_)
                    | I::Reclaim
            )
        })
    }
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Program::new([")?;
        for thread in &self.threads {
            writeln!(f, "    &{thread:?},")?;
        }
        write!(f, "])")
    }
}
