//! The operations a thread can ask for, and what each does with the value it finds.

use serde::{Deserialize, Serialize};

/// What a read-modify-write does to the value it finds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Rmw {
    /// Wrapping addition.
    Add,
    /// Wrapping subtraction.
    Sub,
    /// The operand replaces the value.
    Swap,
    /// Bitwise and.
    And,
    /// Bitwise not-and.
    Nand,
    /// Bitwise or.
    Or,
    /// Bitwise exclusive or.
    Xor,
    /// The larger of the two.
    Max,
    /// The smaller of the two.
    Min,
}

/// How the 64 bits of a value are to be read by arithmetic.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Width {
    /// 8, 16, 32 or 64.
    pub bits: u8,
    /// Whether `Max` and `Min` compare as signed numbers.
    pub signed: bool,
}

impl Width {
    /// A whole word without sign.
    pub const WORD: Self = Self { bits: 64, signed: false };

    fn mask(self) -> u64 {
        u64::MAX >> (64 - u32::from(self.bits))
    }

    /// `value` as a number whose order is that of the type (its sign bit flipped, if it has one).
    fn rank(self, value: u64) -> u64 {
        if self.signed { value ^ (1 << (self.bits - 1)) } else { value }
    }
}

impl Rmw {
    fn apply(self, value: u64, operand: u64, width: Width) -> u64 {
        let result = match self {
            Self::Add => value.wrapping_add(operand),
            Self::Sub => value.wrapping_sub(operand),
            Self::Swap => operand,
            Self::And => value & operand,
            Self::Nand => !(value & operand),
            Self::Or => value | operand,
            Self::Xor => value ^ operand,
            Self::Max if width.rank(operand) > width.rank(value) => operand,
            Self::Min if width.rank(operand) < width.rank(value) => operand,
            Self::Max | Self::Min => value,
        };
        result & width.mask()
    }
}

/// What an await waits for: `value & mask` compared with `operand`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Test {
    /// Equal.
    Equal,
    /// Not equal.
    NotEqual,
    /// At least.
    AtLeast,
    /// Less than.
    Below,
}

impl Test {
    fn passes(self, value: u64, operand: u64) -> bool {
        match self {
            Self::Equal => value == operand,
            Self::NotEqual => value != operand,
            Self::AtLeast => value >= operand,
            Self::Below => value < operand,
        }
    }
}

/// One visible operation. Those that *must wait* on some values are never added with such a value
/// (except as a wait for ever, flagged as such).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Op {
    /// Reads.
    Load,
    /// Writes this value.
    Store(u64),
    /// Reads and writes in one step.
    Rmw(Rmw, u64, Width),
    /// Writes `new` if the value is `expected`, else only reads.
    Cas {
        /// The value it must find.
        expected: u64,
        /// The value it writes.
        new: u64,
    },
    /// Waits until the value passes the test, reads it.
    AwaitLoad(Test, u64),
    /// Waits until the value is `expected`, then writes `new`.
    AwaitCas {
        /// The value it waits for.
        expected: u64,
        /// The value it writes.
        new: u64,
    },
    /// Adds (wrapping) if the value passes the test, else only reads.
    AddIf(Test, u64, u64),
    /// Waits until the value passes the test, then adds (wrapping).
    AwaitAdd(Test, u64, u64),
    /// Claims what is to be done once: makes a 0 a 1, waits while there is a 1 (somebody does it), and
    /// only reads any other value.
    Claim,
    /// Waits until the value has been at least this. Not a read: it comes after the *first* write
    /// that is, whatever was written since, and happens after that write if its ordering acquires.
    /// For locations that only grow, all of whose writes are read-modify-writes. With the flag, a
    /// time limit would also end the wait, as for [`Op::Woken`].
    Reached(u64, bool),
    /// A memory fence.
    Fence,
    /// Starts a thread.
    Spawn(u32),
    /// Waits for the end of a thread.
    Join(u32),
    /// Any number below this one.
    Choose(u32),
    /// Takes a read lock: waits while the writer's bit is set, then counts one reader more.
    ReadLock,
    /// Goes into the waiters of a queue.
    Enqueue,
    /// Takes up to this many waiters, any of them, out of a queue. Waits while the queue is locked.
    Wake(u32),
    /// Takes the own thread out of a queue if it is still in.
    Leave,
    /// Locks a queue: waits while it is locked. The thread's next event, if it reads another
    /// location, sees there what those knew who used the queue before, although a relaxed queue
    /// orders nothing else: the check and the going to sleep are one step with respect to wake-ups,
    /// as they are in a kernel.
    QueueLock,
    /// Unlocks a queue; before that goes into its waiters, if the flag says so.
    QueueUnlock(bool),
    /// Has been taken out of a queue by another thread, and happens after that if its ordering
    /// acquires. With the flag, a time limit would also end the wait: to wait here for ever is the
    /// bound's doing and no deadlock; 1 if it does because nothing else can happen, else 0.
    Woken(bool),
    /// The thread says that it goes round a loop until something changes. Not an event.
    Spin,
    /// The thread stops here for good and makes the execution one that does not count. Not an event.
    Stop,
}

/// The bit of a queue that is locked; the others count its waiters.
pub(crate) const QUEUE_LOCKED: u64 = 1 << 63;
/// The bit of a readers-writer lock that has a writer; the others count its readers.
pub(crate) const WRITER: u64 = 1 << 63;

/// What an operation does with the value it finds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Effect {
    /// It must wait for another value.
    Wait,
    /// It reads.
    Read,
    /// It reads, and writes this.
    Write(u64),
}

impl Op {
    /// Whether this accesses a location's value by reading it.
    #[inline]
    pub(crate) fn reads(self) -> bool {
        matches!(
            self,
            Self::Load
                | Self::Rmw(..)
                | Self::Cas { .. }
                | Self::AwaitLoad(..)
                | Self::AwaitCas { .. }
                | Self::AddIf(..)
                | Self::AwaitAdd(..)
                | Self::Claim
                | Self::ReadLock
                | Self::Enqueue
                | Self::Wake(_)
                | Self::Leave
                | Self::QueueLock
                | Self::QueueUnlock(_)
        )
    }

    /// Whether some value makes this wait.
    #[inline]
    pub(crate) fn may_wait(self) -> bool {
        matches!(
            self,
            Self::AwaitLoad(..)
                | Self::AwaitCas { .. }
                | Self::AwaitAdd(..)
                | Self::Claim
                | Self::ReadLock
                | Self::Wake(_)
                | Self::QueueLock
        )
    }

    /// Whether this writes or only reads, without waiting, by what it finds: then it has a second
    /// ordering, for when it only reads.
    #[inline]
    pub(crate) fn may_fail(self) -> bool {
        matches!(self, Self::Cas { .. } | Self::AddIf(..))
    }

    /// Whether this works on a queue, so that its effect needs the queue's waiters.
    #[inline]
    pub(crate) fn on_queue(self) -> bool {
        matches!(
            self,
            Self::Enqueue | Self::Wake(_) | Self::Leave | Self::QueueLock | Self::QueueUnlock(_)
        )
    }

    /// What this does on finding `value`; for operations on anything but a queue, and for the part
    /// of those on a queue that its value alone decides (whether they wait).
    #[inline]
    pub(crate) fn effect(self, value: u64) -> Effect {
        match self {
            Self::Rmw(rmw, operand, width) => Effect::Write(rmw.apply(value, operand, width)),
            Self::Cas { expected, new } if value == expected => Effect::Write(new),
            Self::AwaitCas { expected, new } if value == expected => Effect::Write(new),
            Self::AwaitLoad(test, operand) if test.passes(value, operand) => Effect::Read,
            Self::AddIf(test, operand, addend) | Self::AwaitAdd(test, operand, addend)
                if test.passes(value, operand) =>
            {
                Effect::Write(value.wrapping_add(addend))
            }
            Self::AwaitCas { .. } | Self::AwaitLoad(..) | Self::AwaitAdd(..) => Effect::Wait,
            Self::Claim if value == 0 => Effect::Write(1),
            Self::Claim if value == 1 => Effect::Wait,
            Self::ReadLock if value & WRITER != 0 => Effect::Wait,
            Self::ReadLock => Effect::Write(value + 1),
            Self::Wake(_) | Self::QueueLock if value & QUEUE_LOCKED != 0 => Effect::Wait,
            Self::QueueLock => Effect::Write(value | QUEUE_LOCKED),
            // Needs the waiters; see `waiters`. That it writes is all this can say.
            Self::Enqueue | Self::Wake(_) | Self::Leave | Self::QueueUnlock(_) => {
                Effect::Write(value)
            }
            _ => Effect::Read,
        }
    }
}

/// Which orderings an access has, as C11 counts them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Order(u8);

impl Order {
    /// Only atomicity and modification order.
    pub const RELAXED: Self = Self(0);
    /// Receives what a release write that it reads from publishes.
    pub const ACQUIRE: Self = Self(1);
    /// Publishes what happened before.
    pub const RELEASE: Self = Self(2);
    /// Both.
    pub const ACQ_REL: Self = Self(3);
    /// Both, and part of the order of sequentially consistent operations.
    pub const SEQ_CST: Self = Self(7);

    #[inline]
    pub(crate) fn acquires(self) -> bool {
        self.0 & 1 != 0
    }

    #[inline]
    pub(crate) fn releases(self) -> bool {
        self.0 & 2 != 0
    }

    #[inline]
    pub(crate) fn is_seq_cst(self) -> bool {
        self.0 & 4 != 0
    }

    pub(crate) fn code(self) -> u64 {
        u64::from(self.0)
    }

    pub(crate) fn from_code(code: u64) -> Option<Self> {
        [Self::RELAXED, Self::ACQUIRE, Self::RELEASE, Self::ACQ_REL, Self::SEQ_CST]
            .into_iter()
            .find(|order| order.code() == code)
    }
}

impl From<std::sync::atomic::Ordering> for Order {
    fn from(order: std::sync::atomic::Ordering) -> Self {
        use std::sync::atomic::Ordering;
        match order {
            Ordering::Relaxed => Self::RELAXED,
            Ordering::Acquire => Self::ACQUIRE,
            Ordering::Release => Self::RELEASE,
            Ordering::AcqRel => Self::ACQ_REL,
            _ => Self::SEQ_CST,
        }
    }
}

impl std::fmt::Debug for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match *self {
            Self::RELAXED => "rlx",
            Self::ACQUIRE => "acq",
            Self::RELEASE => "rel",
            Self::ACQ_REL => "acqrel",
            _ => "sc",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_wraps_at_the_width_of_the_type() {
        let byte = Width { bits: 8, signed: true };
        assert_eq!(Rmw::Add.apply(255, 2, byte), 1);
        assert_eq!(Rmw::Sub.apply(0, 1, byte), 255);
        assert_eq!(Rmw::Nand.apply(0b11, 0b01, byte), 0b1111_1110);
        // As signed bytes: 255 is -1.
        assert_eq!(Rmw::Max.apply(255, 1, byte), 1);
        assert_eq!(Rmw::Min.apply(255, 1, byte), 255);
        assert_eq!(Rmw::Max.apply(255, 1, Width { bits: 8, signed: false }), 255);
        assert_eq!(Rmw::Add.apply(u64::MAX, 1, Width::WORD), 0);
    }

    #[test]
    fn awaits_wait_and_tries_do_not() {
        assert_eq!(Op::AwaitCas { expected: 0, new: 1 }.effect(1), Effect::Wait);
        assert_eq!(Op::Cas { expected: 0, new: 1 }.effect(1), Effect::Read);
        assert_eq!(Op::AwaitAdd(Test::Below, 2, 2).effect(1), Effect::Write(3));
        assert_eq!(Op::AwaitAdd(Test::Below, 2, 2).effect(2), Effect::Wait);
        assert_eq!(Op::AddIf(Test::NotEqual, 0, 1).effect(0), Effect::Read);
        assert_eq!(
            [0, 1, 2].map(|value| Op::Claim.effect(value)),
            [Effect::Write(1), Effect::Wait, Effect::Read]
        );
        assert_eq!(Op::ReadLock.effect(2), Effect::Write(3));
        assert_eq!(Op::ReadLock.effect(WRITER), Effect::Wait);
        assert_eq!(Op::Wake(1).effect(QUEUE_LOCKED | 2), Effect::Wait);
    }
}
