//! Random programs. A mode says which instructions they are made of.

use plainweave_weave::raw::{Rmw, Test};

use super::program::Instruction;
use super::program::{MUTEXES, Program, Strength};
use super::random::Dice;
use Instruction as I;

/// What an instruction is drawn from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Load,
    Store,
    Update,
    Cas,
    Fence,
    Skip,
    Assume,
    AwaitLoad,
    AwaitCas,
    SpinLoad,
    SpinCas,
    SpinBoth,
    SpinFenced,
    SpinTestAndSet,
    SpinBriefly,
    /// Locks, or unlocks what is held.
    Mutex,
    TryLock,
    SpinLock,
    SpinWhileLocked,
    Park,
    Unpark,
    Wait,
    WaitTimed,
    Notify,
    FutexWait,
    FutexWaitTimed,
    FutexStore,
    FutexWake,
    /// A readers-writer lock, or its unlock.
    ReadWrite,
    /// The latch's lock, or its unlock; its flag.
    Latch,
    TryLatch,
    Flag,
    /// What is done once: claimed or settled; waited for.
    Once,
    AwaitOnce,
    Arrive,
    Choose,
}
use Kind as K;

/// A kind of program.
pub(crate) struct Mode {
    pub(crate) name: &'static str,
    /// What to draw from; twice as often if it is there twice.
    kinds: &'static [Kind],
    /// How many of the orderings are sequentially consistent.
    strong: Strong,
    /// Whether threads start and end in the middle.
    threads: bool,
}

/// How often an ordering is sequentially consistent, whatever else it could be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Strong {
    Seldom,
    Often,
    Always,
}

const ACCESSES: [Kind; 6] = [K::Load, K::Load, K::Store, K::Store, K::Update, K::Cas];

pub(crate) const MODES: &[Mode] = &[
    mode("accesses", &[K::Skip]),
    Mode { strong: Strong::Often, ..mode("fences", &[K::Fence, K::Fence, K::Skip]) },
    Mode {
        threads: true,
        strong: Strong::Often,
        ..mode("threads", &[K::Skip, K::Choose, K::Fence])
    },
    mode("locks", &[K::Mutex, K::Mutex, K::Mutex, K::TryLock, K::Skip]),
    Mode {
        strong: Strong::Often,
        ..mode("tries", &[K::Mutex, K::Mutex, K::TryLock, K::TryLock, K::TryLock])
    },
    mode("awaits", &[K::AwaitLoad, K::AwaitLoad, K::AwaitCas, K::AwaitCas, K::Skip]),
    mode("spins", &[K::SpinLoad, K::SpinLoad, K::SpinCas, K::SpinCas, K::SpinBriefly]),
    mode(
        "rounds",
        &[
            K::SpinTestAndSet,
            K::SpinTestAndSet,
            K::SpinBoth,
            K::SpinBoth,
            K::SpinFenced,
            K::SpinFenced,
        ],
    ),
    mode("assumes", &[K::Assume, K::Assume, K::Skip, K::SpinTestAndSet]),
    mode("tokens", &[K::Park, K::Park, K::Unpark, K::Unpark, K::Skip]),
    mode(
        "condvars",
        &[K::Mutex, K::Mutex, K::Wait, K::Wait, K::Wait, K::Notify, K::Notify, K::Skip],
    ),
    mode(
        "time limits",
        &[K::Mutex, K::Mutex, K::WaitTimed, K::WaitTimed, K::Wait, K::Notify, K::Notify],
    ),
    mode("futexes", &[K::FutexWait, K::FutexWait, K::FutexWake, K::FutexWake, K::FutexStore]),
    mode(
        "timed futexes",
        &[K::FutexWait, K::FutexWaitTimed, K::FutexWake, K::FutexWake, K::FutexStore],
    ),
    mode("read-write", &[K::ReadWrite, K::ReadWrite, K::ReadWrite, K::ReadWrite, K::Skip]),
    mode("latches", &[K::Latch, K::Latch, K::Latch, K::TryLatch, K::Flag, K::Skip]),
    mode("once", &[K::Once, K::Once, K::Once, K::AwaitOnce, K::AwaitOnce, K::Skip]),
    mode("barriers", &[K::Arrive, K::Arrive, K::Arrive, K::Skip]),
    mode(
        "spin locks",
        &[K::Mutex, K::Mutex, K::SpinLock, K::SpinLock, K::SpinWhileLocked, K::Skip],
    ),
    // Where all accesses are sequentially consistent, only chains can be ordered less.
    Mode {
        strong: Strong::Always,
        ..mode(
            "chains",
            &[
                K::ReadWrite,
                K::ReadWrite,
                K::Mutex,
                K::TryLock,
                K::Wait,
                K::Notify,
                K::FutexWait,
                K::FutexWake,
                K::Park,
                K::Unpark,
                K::Latch,
                K::Flag,
                K::Once,
                K::AwaitOnce,
                K::Arrive,
            ],
        )
    },
    Mode {
        threads: true,
        ..mode(
            "everything",
            &[
                K::Latch,
                K::TryLatch,
                K::Flag,
                K::Once,
                K::AwaitOnce,
                K::Arrive,
                K::Fence,
                K::Skip,
                K::AwaitLoad,
                K::AwaitCas,
                K::SpinLoad,
                K::SpinCas,
                K::SpinBoth,
                K::SpinTestAndSet,
                K::SpinBriefly,
                K::Mutex,
                K::Mutex,
                K::TryLock,
                K::Park,
                K::Unpark,
                K::Wait,
                K::WaitTimed,
                K::Notify,
                K::FutexWait,
                K::FutexWake,
                K::FutexStore,
                K::ReadWrite,
                K::ReadWrite,
                K::Choose,
            ],
        )
    },
];

const fn mode(name: &'static str, kinds: &'static [Kind]) -> Mode {
    Mode { name, kinds, strong: Strong::Seldom, threads: false }
}

struct Author<'a> {
    dice: &'a mut Dice,
    mode: &'a Mode,
    threads: usize,
    atomics: usize,
    /// What the thread being written holds, as far as one can tell: mutexes, then the other lock.
    held: [bool; MUTEXES],
    locked: Option<bool>,
    latched: bool,
    claimed: bool,
}

/// Draws a program.
pub(crate) fn program(mode: &Mode, dice: &mut Dice) -> Program {
    let threads = 2 + dice.index(3);
    let most = [5, 4, 3][threads - 2];
    let atomics = 1 + dice.index(3);
    let mut author = Author {
        dice,
        mode,
        threads,
        atomics,
        held: [false; MUTEXES],
        locked: None,
        latched: false,
        claimed: false,
    };
    let mut written: Vec<Vec<Instruction>> = (0..threads)
        .map(|_| {
            (author.held, author.locked) = ([false; MUTEXES], None);
            (author.latched, author.claimed) = (false, false);
            let count = 1 + author.dice.index(most);
            (0..count).map(|_| author.instruction()).collect()
        })
        .collect();
    author.start_threads(&mut written);
    Program { threads: written }
}

impl Author<'_> {
    /// Every thread but the first is started by an earlier one: usually first thing by the first.
    fn start_threads(&mut self, written: &mut [Vec<Instruction>]) {
        for child in (1..self.threads).rev() {
            if !self.mode.threads || !self.dice.once_in(2) {
                written[0].insert(0, I::Spawn(child));
                continue;
            }
            let parent = self.dice.index(child);
            let at = self.dice.index(written[parent].len() + 1);
            written[parent].insert(at, I::Spawn(child));
            if self.dice.once_in(2) {
                let behind = at + 1 + self.dice.index(written[parent].len() - at);
                written[parent].insert(behind, I::Join(child));
            }
        }
    }

    fn instruction(&mut self) -> Instruction {
        let special = !self.mode.kinds.is_empty() && self.dice.once_in(2);
        let kind =
            if special { self.dice.pick(self.mode.kinds) } else { self.dice.pick(&ACCESSES) };
        let at = self.dice.index(self.atomics);
        match kind {
            K::Load => I::Load(at, self.of_load()),
            K::Store => I::Store(at, 1 + self.dice.below(2), self.of_store()),
            K::Update => {
                let rmw = self.dice.pick(&[Rmw::Add, Rmw::Add, Rmw::Swap, Rmw::Sub, Rmw::Max]);
                I::Update(at, rmw, 1 + self.dice.below(2), self.of_update())
            }
            K::Cas => {
                let (expected, new) = (self.dice.below(2), 1 + self.dice.below(2));
                I::Cas(at, expected, new, self.of_update(), self.of_load())
            }
            K::Fence => I::Fence(self.of_fence()),
            K::Skip => I::SkipIf(self.dice.below(2), 1),
            K::Assume => I::Assume(self.dice.below(2)),
            K::AwaitLoad => {
                let test =
                    self.dice.pick(&[Test::Equal, Test::NotEqual, Test::AtLeast, Test::Below]);
                let operand =
                    self.dice.below(2) + u64::from(matches!(test, Test::AtLeast | Test::Below));
                I::AwaitLoad(at, test, operand, self.of_load())
            }
            K::AwaitCas => {
                let (expected, new) = (self.dice.below(2), self.dice.below(3));
                I::AwaitCas(at, expected, new, self.of_update())
            }
            K::SpinLoad => I::SpinLoad(at, self.equality(), self.dice.below(2), self.of_load()),
            K::SpinCas => {
                let (expected, new) = (self.dice.below(2), self.dice.below(3));
                I::SpinCas(at, expected, new, self.of_update(), self.of_load())
            }
            K::SpinBoth => {
                let other = self.dice.index(self.atomics);
                I::SpinBoth(at, other, self.dice.below(2), self.of_load())
            }
            K::SpinFenced => {
                I::SpinFenced(at, self.equality(), self.dice.below(2), self.of_fence())
            }
            K::SpinTestAndSet => I::SpinTestAndSet(at, self.of_load(), self.of_update()),
            K::SpinBriefly => {
                I::SpinBriefly(at, self.equality(), self.dice.below(2), self.of_load())
            }
            kind => self.blocking(kind),
        }
    }

    fn blocking(&mut self, kind: Kind) -> Instruction {
        let mutex = self.dice.index(MUTEXES);
        match kind {
            K::Mutex if self.held[mutex] => {
                self.held[mutex] = false;
                I::Unlock(mutex)
            }
            K::Mutex => {
                self.held[mutex] = true;
                I::Lock(mutex)
            }
            K::TryLock => {
                self.held[mutex] = true;
                I::TryLock(mutex)
            }
            K::SpinWhileLocked => I::SpinWhileLocked(mutex),
            K::SpinLock => {
                self.held[mutex] = true;
                I::SpinLock(mutex)
            }
            K::Park => I::Park,
            K::Unpark => I::Unpark(self.dice.index(self.threads)),
            K::Wait | K::WaitTimed if !self.held.contains(&true) => {
                self.held[0] = true;
                I::Lock(0)
            }
            K::Wait => I::Wait(usize::from(!self.held[0])),
            K::WaitTimed => I::WaitTimed(usize::from(!self.held[0])),
            K::Notify => I::Notify(self.dice.pick(&[1, 1, 2, u32::MAX])),
            K::FutexWait => I::FutexWait(self.dice.below(2)),
            K::FutexWaitTimed => I::FutexWaitTimed(self.dice.below(2)),
            K::FutexStore => I::FutexStore(self.dice.below(2), self.of_store()),
            K::Latch if self.latched => {
                self.latched = false;
                I::Exit
            }
            K::Latch | K::TryLatch => {
                self.latched = true;
                if kind == K::Latch { I::Enter } else { I::TryEnter }
            }
            K::Flag => self.dice.pick(&[I::Taint, I::Taint, I::Clean, I::IsTainted]),
            K::Once if self.claimed => {
                self.claimed = false;
                I::Settle(2 + self.dice.below(2))
            }
            K::Once => {
                self.claimed = true;
                if self.dice.once_in(3) { I::Reclaim } else { I::Claim }
            }
            K::AwaitOnce => {
                self.dice.pick(&[I::AwaitSettled, I::AwaitDone, I::IsDone, I::SpinDone])
            }
            K::Arrive => I::Arrive(2 + u64::from(self.dice.once_in(4))),
            K::FutexWake => I::FutexWake(self.dice.pick(&[1, 1, 2, u32::MAX])),
            K::ReadWrite => match self.locked.take() {
                Some(true) => I::WriteUnlock,
                Some(false) => I::ReadUnlock,
                None => {
                    let write = self.dice.once_in(2);
                    self.locked = Some(write);
                    if write { I::WriteLock } else { I::ReadLock }
                }
            },
            _ => I::Choose(2 + u32::from(self.dice.once_in(4))),
        }
    }

    fn equality(&mut self) -> Test {
        self.dice.pick(&[Test::Equal, Test::NotEqual])
    }

    fn is_strong(&mut self) -> bool {
        match self.mode.strong {
            Strong::Seldom => false,
            Strong::Often => self.dice.once_in(2),
            Strong::Always => true,
        }
    }

    fn of_load(&mut self) -> Strength {
        if self.is_strong() {
            return Strength::Sc;
        }
        self.dice.pick(&[Strength::Rlx, Strength::Acq, Strength::Acq, Strength::Sc])
    }

    fn of_store(&mut self) -> Strength {
        if self.is_strong() {
            return Strength::Sc;
        }
        self.dice.pick(&[Strength::Rlx, Strength::Rel, Strength::Rel, Strength::Sc])
    }

    fn of_update(&mut self) -> Strength {
        if self.is_strong() {
            return Strength::Sc;
        }
        self.dice.pick(&Strength::ALL)
    }

    fn of_fence(&mut self) -> Strength {
        if self.is_strong() {
            return Strength::Sc;
        }
        self.dice.pick(&[Strength::Acq, Strength::Rel, Strength::AcqRel, Strength::Sc])
    }
}
