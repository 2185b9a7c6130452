//! One thread of a program: which visible step comes next, given the answers so far.
//!
//! What a step does to memory is not said here: the engine and the enumerators each have their own
//! opinion, which is what is compared.

use plainweave_weave::raw::{Op, Rmw, Test, Width};

use super::program::{
    BARRIER, BUCKET, CONDVAR, FUTEX, Instruction, LATCH, MUTEX, MUTEXES, ONCE, RWLOCK, Strength,
    TOKEN,
};
use Instruction as I;

/// What a thread does that others can notice, or that is an event of its own.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Action {
    Access(usize, Op),
    Fence,
    Choose(u32),
    Spawn(usize),
    Join(usize),
    /// Has been taken out of this queue; whether a time limit would also end the wait.
    Woken(usize, bool),
    /// The location has had this value at least.
    Reached(usize, u64),
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Step {
    pub(crate) action: Action,
    pub(crate) order: Strength,
    /// The ordering of a compare-and-swap that fails.
    pub(crate) failure: Strength,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Next {
    Step(Step),
    /// A round of a loop has failed: the loop goes round again.
    Round,
    /// The thread stops for good.
    Stop,
    End,
}

/// How loops with a hint are gone through.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Rounds {
    /// As they are written.
    AsWritten,
    /// Once: rounds that change nothing are no part of an execution.
    One,
}

/// How far a thread has come.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Machine {
    rounds: Rounds,
    thread: usize,
    pc: usize,
    /// Where it is within an instruction of several steps.
    phase: u8,
    /// Rounds of a bounded loop.
    count: u8,
    register: u64,
    mutexes: u8,
    readers: u8,
    writer: bool,
    latched: bool,
    claimed: bool,
    spawned: u8,
}

/// The bit of a readers-writer lock that has a writer.
const WRITER: u64 = 1 << 63;

/// The phase of a loop whose round has failed.
const FAILED: u8 = 100;

impl Machine {
    pub(crate) fn new(thread: usize, rounds: Rounds) -> Self {
        Self {
            rounds,
            thread,
            pc: 0,
            phase: 0,
            count: 0,
            register: 0,
            mutexes: 0,
            readers: 0,
            writer: false,
            latched: false,
            claimed: false,
            spawned: 0,
        }
    }

    /// Distinguishes the places in the source that operations come from.
    pub(crate) fn site(&self) -> usize {
        self.pc * 2 + usize::from(self.phase.min(1))
    }

    /// Whether it stands at the beginning of a loop with a hint that does not end by itself.
    pub(crate) fn is_at_loop(&self, code: &[Instruction]) -> bool {
        self.phase == 0
            && matches!(
                code.get(self.pc),
                Some(
                    I::SpinLoad(..)
                        | I::SpinCas(..)
                        | I::SpinBoth(..)
                        | I::SpinTestAndSet(..)
                        | I::SpinLock(_)
                        | I::SpinFenced(..)
                        | I::SpinWhileLocked(_)
                        | I::SpinDone
                )
            )
    }

    /// Whether it has taken a part of a round of such a loop.
    pub(crate) fn is_within_loop(&self, code: &[Instruction]) -> bool {
        self.phase > 0
            && matches!(
                code.get(self.pc),
                Some(I::SpinBoth(..) | I::SpinTestAndSet(..) | I::SpinFenced(..))
            )
    }

    /// The instruction it is at.
    pub(crate) fn position(&self) -> usize {
        self.pc
    }

    /// What comes next. Goes through the instructions that nobody can notice.
    pub(crate) fn next(&mut self, code: &[Instruction]) -> Next {
        loop {
            let Some(&instruction) = code.get(self.pc) else { return self.release() };
            match instruction {
                I::SkipIf(value, count) => {
                    self.pc += 1 + if self.register == value { count } else { 0 };
                }
                I::Assume(value) if self.register != value => return Next::Stop,
                I::Assume(_) => self.pc += 1,
                I::Unlock(mutex) | I::Wait(mutex) | I::WaitTimed(mutex)
                    if self.phase == 0 && !self.holds(mutex) =>
                {
                    self.pc += 1;
                }
                I::ReadUnlock if self.readers == 0 => self.pc += 1,
                I::WriteUnlock if !self.writer => self.pc += 1,
                I::Exit if !self.latched => self.pc += 1,
                I::Settle(_) if !self.claimed => self.pc += 1,
                I::Join(thread) if self.spawned >> thread & 1 == 0 => self.pc += 1,
                _ if self.phase == FAILED => return Next::Round,
                _ => return Next::Step(self.step(instruction)),
            }
        }
    }

    /// Begins a loop anew.
    pub(crate) fn again(&mut self) {
        self.phase = 0;
    }

    fn holds(&self, mutex: usize) -> bool {
        self.mutexes >> mutex & 1 == 1
    }

    /// At its end a thread lets go of whatever it holds.
    fn release(&self) -> Next {
        let held = (0..MUTEXES).find(|&mutex| self.holds(mutex));
        if let Some(mutex) = held {
            return Next::Step(unlock(mutex));
        }
        if self.readers > 0 {
            return Next::Step(read_unlock());
        }
        if self.writer {
            Next::Step(self.write_unlock())
        } else if self.latched {
            Next::Step(exit())
        } else if self.claimed {
            Next::Step(settle(2))
        } else {
            Next::End
        }
    }

    fn step(&self, instruction: Instruction) -> Step {
        match instruction {
            I::Load(at, order) => access(at, Op::Load, order),
            I::SpinLoad(at, _, _, order) | I::SpinBriefly(at, _, _, order) => {
                access(at, Op::Load, order)
            }
            I::Store(at, value, order) => access(at, Op::Store(value), order),
            I::Update(at, rmw, operand, order) => {
                access(at, Op::Rmw(rmw, operand, Width::WORD), order)
            }
            I::Cas(at, expected, new, order, failure)
            | I::SpinCas(at, expected, new, order, failure) => {
                Step { failure, ..access(at, Op::Cas { expected, new }, order) }
            }
            I::AwaitLoad(at, test, operand, order) => {
                access(at, Op::AwaitLoad(test, operand), order)
            }
            I::AwaitCas(at, expected, new, order) => {
                access(at, Op::AwaitCas { expected, new }, order)
            }
            I::SpinBoth(first, second, _, order) => {
                access(if self.phase == 0 { first } else { second }, Op::Load, order)
            }
            I::SpinTestAndSet(at, test, set) => match self.phase {
                0 => access(at, Op::Load, test),
                _ => Step {
                    failure: Strength::Acq,
                    ..access(at, Op::Cas { expected: 0, new: 1 }, set)
                },
            },
            I::SpinFenced(at, _, _, fence) => match self.phase {
                0 => access(at, Op::Load, Strength::Rlx),
                _ => event(Action::Fence, fence),
            },
            I::SpinWhileLocked(mutex) => access(MUTEX + mutex, Op::Load, Strength::Acq),
            I::Fence(order) => event(Action::Fence, order),
            I::Enter
            | I::TryEnter
            | I::Exit
            | I::Taint
            | I::Clean
            | I::IsTainted
            | I::Claim
            | I::Reclaim
            | I::Settle(_)
            | I::AwaitSettled
            | I::AwaitDone
            | I::IsDone
            | I::SpinDone
            | I::Arrive(_) => self.mirrored_step(instruction),
            I::Choose(count) => event(Action::Choose(count), Strength::Rlx),
            I::Spawn(thread) => event(Action::Spawn(thread), Strength::Rlx),
            I::Join(thread) => event(Action::Join(thread), Strength::Rlx),
            _ => self.blocking_step(instruction),
        }
    }

    fn blocking_step(&self, instruction: Instruction) -> Step {
        match instruction {
            I::Lock(mutex) => lock(mutex),
            I::TryLock(mutex) | I::SpinLock(mutex) => {
                let cas = Op::Cas { expected: 0, new: 1 };
                Step { failure: Strength::Rlx, ..access(MUTEX + mutex, cas, Strength::Acq) }
            }
            I::Unlock(mutex) => unlock(mutex),
            I::Park => {
                access(TOKEN + self.thread, Op::AwaitCas { expected: 1, new: 0 }, Strength::AcqRel)
            }
            I::Unpark(thread) => {
                access(TOKEN + thread, Op::Rmw(Rmw::Swap, 1, Width::WORD), Strength::AcqRel)
            }
            I::Wait(mutex) | I::WaitTimed(mutex) => match self.phase {
                0 => access(CONDVAR, Op::Enqueue, Strength::Rlx),
                1 => unlock(mutex),
                2 => event(Action::Choose(2), Strength::Rlx),
                3 => event(
                    Action::Woken(CONDVAR, matches!(instruction, I::WaitTimed(_))),
                    Strength::Acq,
                ),
                4 => access(CONDVAR, Op::Leave, Strength::Acq),
                _ => lock(mutex),
            },
            I::Notify(count) => access(CONDVAR, Op::Wake(count), Strength::Rel),
            I::FutexWait(value) | I::FutexWaitTimed(value) => match self.phase {
                0 => access(BUCKET, Op::QueueLock, Strength::Rlx),
                1 => access(FUTEX, Op::Load, Strength::Rlx),
                2 => access(BUCKET, Op::QueueUnlock(self.register == value), Strength::Rlx),
                3 => event(Action::Choose(2), Strength::Rlx),
                4 => event(
                    Action::Woken(BUCKET, matches!(instruction, I::FutexWaitTimed(_))),
                    Strength::Rlx,
                ),
                _ => access(BUCKET, Op::Leave, Strength::Rlx),
            },
            I::FutexStore(value, order) => access(FUTEX, Op::Store(value), order),
            I::FutexWake(count) => access(BUCKET, Op::Wake(count), Strength::Rlx),
            I::ReadLock if self.is_even() => access(RWLOCK, Op::ReadLock, Strength::Acq),
            I::ReadLock => access(RWLOCK, Op::AwaitAdd(Test::Below, WRITER, 1), Strength::Acq),
            I::ReadUnlock => read_unlock(),
            I::WriteLock if self.is_even() => {
                access(RWLOCK, Op::AwaitCas { expected: 0, new: WRITER }, Strength::Acq)
            }
            I::WriteLock => access(RWLOCK, Op::AwaitAdd(Test::Below, 1, WRITER), Strength::Acq),
            _ => self.write_unlock(),
        }
    }

    fn mirrored_step(&self, instruction: Instruction) -> Step {
        let load = |at| access(at, Op::Load, Strength::Rlx);
        match instruction {
            I::Enter => access(LATCH, Op::AwaitAdd(Test::Below, 2, 2), Strength::Acq),
            I::TryEnter => Step {
                failure: Strength::Rlx,
                ..access(LATCH, Op::AddIf(Test::Below, 2, 2), Strength::Acq)
            },
            I::Exit => exit(),
            I::Taint => access(LATCH, Op::Rmw(Rmw::Or, 1, Width::WORD), Strength::Rlx),
            I::Clean => access(LATCH, Op::Rmw(Rmw::And, !1, Width::WORD), Strength::Rlx),
            I::IsTainted => load(LATCH),
            I::Claim => access(ONCE, Op::Claim, Strength::Acq),
            I::Reclaim => Step {
                failure: Strength::Rlx,
                ..access(ONCE, Op::Cas { expected: 3, new: 1 }, Strength::Acq)
            },
            I::Settle(end) => settle(end),
            I::AwaitSettled => access(ONCE, Op::AwaitLoad(Test::AtLeast, 2), Strength::Acq),
            I::AwaitDone => access(ONCE, Op::AwaitLoad(Test::Equal, 2), Strength::Acq),
            I::Arrive(size) if self.phase == 1 => {
                let end = (self.register / size + 1) * size;
                event(Action::Reached(BARRIER, end), Strength::Acq)
            }
            I::Arrive(_) => access(BARRIER, Op::Rmw(Rmw::Add, 1, Width::WORD), Strength::AcqRel),
            _ => access(ONCE, Op::Load, Strength::Acq),
        }
    }

    fn is_even(&self) -> bool {
        self.thread.is_multiple_of(2)
    }

    /// With the store of a lock that is a word, or the subtraction of one that also has flags.
    fn write_unlock(&self) -> Step {
        if self.is_even() {
            access(RWLOCK, Op::Store(0), Strength::Rel)
        } else {
            access(RWLOCK, Op::Rmw(Rmw::Sub, WRITER, Width::WORD), Strength::Rel)
        }
    }

    /// Takes in the answer to the step that `next` gave.
    pub(crate) fn answer(&mut self, code: &[Instruction], value: u64, wrote: bool) {
        let Some(&instruction) = code.get(self.pc) else { return self.let_go() };
        let keeps_answer = self.keeps_answer(instruction);
        self.phase = self.phase_after(instruction, value, wrote);
        if keeps_answer {
            self.register = value;
        }
        match instruction {
            I::Lock(mutex) => self.mutexes |= 1 << mutex,
            I::TryLock(mutex) | I::SpinLock(mutex) if wrote => self.mutexes |= 1 << mutex,
            I::Unlock(mutex) => self.mutexes &= !(1 << mutex),
            I::ReadLock => self.readers += 1,
            I::ReadUnlock => self.readers -= 1,
            I::WriteLock => self.writer = true,
            I::WriteUnlock => self.writer = false,
            I::Enter => self.latched = true,
            I::TryEnter if wrote => self.latched = true,
            I::Exit => self.latched = false,
            I::Claim | I::Reclaim if wrote => self.claimed = true,
            I::Settle(_) => self.claimed = false,
            I::Spawn(thread) => self.spawned |= 1 << thread,
            _ => {}
        }
        if self.phase == 0 {
            self.pc += 1;
        }
    }

    /// Whether what the current step answers goes into the register.
    fn keeps_answer(&self, instruction: Instruction) -> bool {
        match instruction {
            I::Load(..)
            | I::Update(..)
            | I::Cas(..)
            | I::AwaitLoad(..)
            | I::AwaitCas(..)
            | I::SpinLoad(..)
            | I::SpinCas(..)
            | I::SpinBoth(..)
            | I::SpinTestAndSet(..)
            | I::SpinBriefly(..)
            | I::TryLock(_)
            | I::SpinLock(_)
            | I::SpinWhileLocked(_)
            | I::SpinDone
            | I::Notify(_)
            | I::FutexWake(_)
            | I::Choose(_)
            | I::TryEnter
            | I::IsTainted
            | I::Claim
            | I::Reclaim
            | I::AwaitSettled
            | I::AwaitDone
            | I::IsDone => true,
            I::Arrive(_) => self.phase == 0,
            I::SpinFenced(..) => self.phase == 0,
            // How a timed wait ended; what the futex's word was.
            I::WaitTimed(_) => self.phase == 4,
            I::FutexWait(_) | I::FutexWaitTimed(_) => matches!(self.phase, 1 | 5),
            _ => false,
        }
    }

    /// The phase of the instruction after this answer; 0 when it is done.
    #[expect(clippy::match_same_arms, reason = "a table, instruction by instruction")]
    fn phase_after(&mut self, instruction: Instruction, value: u64, wrote: bool) -> u8 {
        match (instruction, self.phase) {
            (I::SpinLoad(_, test, operand, _), _) if !passes(test, value, operand) => FAILED,
            (I::SpinCas(..) | I::SpinLock(_), _) if !wrote => FAILED,
            (I::SpinWhileLocked(_), _) if value != 0 => FAILED,
            (I::SpinFenced(..), 0) => 1,
            (I::SpinFenced(_, test, operand, _), _) if !passes(test, self.register, operand) => {
                FAILED
            }
            (I::SpinDone, _) if value != 2 => FAILED,
            (I::SpinBoth(_, _, wanted, _), _) if value != wanted => FAILED,
            (I::SpinBoth(..), 0) => 1,
            (I::SpinTestAndSet(..), 0) if value == 0 => 1,
            (I::SpinTestAndSet(..), _) if !wrote => FAILED,
            (I::SpinBriefly(_, test, operand, _), _) if !passes(test, value, operand) => {
                self.count += 1;
                let more = self.rounds == Rounds::AsWritten && self.count < 2;
                if !more {
                    self.count = 0;
                }
                if more { FAILED } else { 0 }
            }
            (I::Wait(_) | I::WaitTimed(_) | I::FutexWait(_) | I::FutexWaitTimed(_), 0) => 1,
            (I::Wait(_), 1) => 3,
            (I::WaitTimed(_), 1) => 2,
            (I::WaitTimed(_), 2) => {
                if value == 0 {
                    3
                } else {
                    4
                }
            }
            (I::Wait(_) | I::WaitTimed(_), 3 | 4) => 5,
            (I::FutexWait(_) | I::FutexWaitTimed(_), 1) => 2,
            // The last to arrive does not wait.
            (I::Arrive(size), 0) if !(value + 1).is_multiple_of(size) => 1,
            (I::FutexWait(expected), 2) if self.register == expected => 4,
            (I::FutexWaitTimed(expected), 2) if self.register == expected => 3,
            (I::FutexWaitTimed(_), 3) => {
                if value == 0 {
                    4
                } else {
                    5
                }
            }
            _ => 0,
        }
    }

    fn let_go(&mut self) {
        let held = (0..MUTEXES).find(|&mutex| self.holds(mutex));
        if let Some(mutex) = held {
            self.mutexes &= !(1 << mutex);
        } else if self.readers > 0 {
            self.readers -= 1;
        } else if self.writer {
            self.writer = false;
        } else if self.latched {
            self.latched = false;
        } else {
            self.claimed = false;
        }
    }
}

pub(crate) fn passes(test: Test, value: u64, operand: u64) -> bool {
    match test {
        Test::Equal => value == operand,
        Test::NotEqual => value != operand,
        Test::AtLeast => value >= operand,
        Test::Below => value < operand,
    }
}

fn event(action: Action, order: Strength) -> Step {
    Step { action, order, failure: order }
}

fn access(at: usize, op: Op, order: Strength) -> Step {
    event(Action::Access(at, op), order)
}

fn lock(mutex: usize) -> Step {
    access(MUTEX + mutex, Op::AwaitCas { expected: 0, new: 1 }, Strength::Acq)
}

fn unlock(mutex: usize) -> Step {
    access(MUTEX + mutex, Op::Store(0), Strength::Rel)
}

fn read_unlock() -> Step {
    access(RWLOCK, Op::Rmw(Rmw::Sub, 1, Width::WORD), Strength::Rel)
}

fn exit() -> Step {
    access(LATCH, Op::Rmw(Rmw::Sub, 2, Width::WORD), Strength::Rel)
}

fn settle(end: u64) -> Step {
    access(ONCE, Op::Store(end), Strength::Rel)
}
