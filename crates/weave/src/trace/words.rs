//! Operations in words.

use std::fmt;

use super::interleaving::{Source, Step};
use super::object::{Object, Role};
use crate::graph::{Op, Order, Rmw, Test};
use crate::memory::Memory;

/// A value: small ones and small negative ones in decimal, the rest in hexadecimal.
pub(super) struct Value(pub(super) u64);

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LARGE: u64 = 1 << 40;
        match self.0 {
            value if value < LARGE => write!(f, "{value}"),
            value if value > u64::MAX - LARGE => write!(f, "-{}", value.wrapping_neg()),
            value => write!(f, "{value:#x}"),
        }
    }
}

/// What a step did, in the third person: its thread is the subject.
pub(super) struct Deed<'a> {
    pub(super) step: &'a Step,
    pub(super) memory: Memory,
    pub(super) names: &'a [Option<String>],
}

impl fmt::Display for Deed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Step { op, object, .. } = self.step;
        match (object, op) {
            (Some(object), _) => self.access(f, object),
            (None, Op::Fence) => write!(f, "fence{}", self.ordering()),
            (None, Op::Spawn(child)) => {
                write!(f, "starts thread {child}")?;
                match self.names.get(*child as usize) {
                    Some(Some(name)) => write!(f, ", {name}"),
                    _ => Ok(()),
                }
            }
            (None, Op::Join(child)) => write!(f, "joins thread {child}"),
            (None, Op::Choose(count)) => {
                let chosen = self.step.read.unwrap_or(0);
                write!(f, "chooses {chosen} of 0..{count}")
            }
            (None, op) => write!(f, "{op:?}"),
        }
    }
}

impl Deed<'_> {
    fn access(&self, f: &mut fmt::Formatter<'_>, object: &Object) -> fmt::Result {
        let step = self.step;
        if let Some(words) = special(step, object) {
            return f.write_str(&words);
        }
        let read = Value(step.read.unwrap_or(0));
        let written = Value(step.written.unwrap_or(0));
        match step.op {
            Op::Store(_) => write!(f, "writes {written} to {object}")?,
            Op::Load | Op::AwaitLoad(..) => write!(f, "reads {read} from {object}")?,
            Op::Cas { expected, .. } if step.written.is_none() => {
                write!(f, "finds {read}, not {}, in {object}", Value(expected))?;
            }
            Op::Cas { .. } | Op::AwaitCas { .. } => {
                write!(f, "replaces {read} by {written} in {object}")?;
            }
            Op::Rmw(rmw, operand, _) => {
                write!(f, "{} {object}: {read} to {written}", Doing(rmw, operand))?;
            }
            op => write!(f, "{op:?} on {object}")?,
        }
        write!(f, "{}{}", self.ordering(), Origin(step))
    }

    /// The ordering, where it matters.
    fn ordering(&self) -> String {
        match (self.memory, self.step.order) {
            (Memory::Sc, _) | (_, Order::SEQ_CST) => String::new(),
            (Memory::Rc11, order) => format!(" {}", ordering_name(order)),
        }
    }
}

pub(super) fn ordering_name(order: Order) -> &'static str {
    match order {
        Order::RELAXED => "Relaxed",
        Order::ACQUIRE => "Acquire",
        Order::RELEASE => "Release",
        Order::ACQ_REL => "AcqRel",
        _ => "SeqCst",
    }
}

/// Operations of primitives, for which values say nothing.
fn special(step: &Step, object: &Object) -> Option<String> {
    let op = step.op;
    Some(match object.role {
        Role::Lock | Role::ReadWriteLock | Role::Semaphore => match op {
            Op::ReadLock => format!("takes {object} to read"),
            op if op.may_wait() => format!("takes {object}"),
            op if op.may_fail() && step.written.is_none() => {
                format!("tries {object}, which is taken")
            }
            op if op.may_fail() => format!("tries {object}, and takes it"),
            Op::Store(0) | Op::Rmw(Rmw::Sub, ..) => format!("gives {object} back"),
            Op::Rmw(Rmw::Add, ..) if object.role == Role::Semaphore => {
                format!("gives {object} back")
            }
            _ => return None,
        },
        Role::Token => match (op, object.token_of) {
            (Op::AwaitCas { .. }, Some(_)) => "parks, and finds its token".to_owned(),
            (Op::AwaitCas { .. }, None) => format!("uses {object} up"),
            (Op::Rmw(Rmw::Swap, 1, _) | Op::Store(1), Some(owner)) => {
                format!("unparks thread {owner}")
            }
            (Op::Rmw(Rmw::Swap, 1, _) | Op::Store(1), None) => format!("sets {object}"),
            _ => return None,
        },
        Role::Queue => return in_queue(step, object),
        Role::Once => match op {
            Op::Claim if step.written.is_some() => format!("claims {object}"),
            Op::Claim => format!("finds {object} done"),
            Op::Rmw(Rmw::Swap, ..) | Op::Store(_) => format!("finishes {object}"),
            _ => return None,
        },
        Role::Counter => match op {
            Op::Reached(least, _) => format!("sees {object} reach {least}"),
            _ => return None,
        },
        Role::Atomic => return None,
    })
}

fn in_queue(step: &Step, object: &Object) -> Option<String> {
    Some(match step.op {
        Op::Enqueue | Op::QueueUnlock(true) => format!("goes to sleep in {object}"),
        Op::Wake(_) => match step.woken.as_slice() {
            [] => format!("wakes nobody in {object}"),
            [woken] => format!("wakes thread {woken} in {object}"),
            woken => {
                let woken: Vec<_> = woken.iter().map(ToString::to_string).collect();
                format!("wakes threads {} in {object}", woken.join(", "))
            }
        },
        Op::Leave if step.read == Some(0) => format!("had been woken in {object}"),
        Op::Leave => format!("gives up waiting in {object}"),
        Op::QueueLock => format!("locks {object}"),
        Op::QueueUnlock(false) => format!("unlocks {object}"),
        Op::Woken(_) => match step.source {
            Source::Step(waker) => format!("wakes up in {object}, by step {}", waker + 1),
            _ => format!("wakes up in {object}"),
        },
        _ => return None,
    })
}

/// A read-modify-write, up to its object.
struct Doing(Rmw, u64);

impl fmt::Display for Doing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(rmw, operand) = self;
        let operand = Value(*operand);
        match rmw {
            Rmw::Add => write!(f, "adds {operand} to"),
            Rmw::Sub => write!(f, "subtracts {operand} from"),
            Rmw::Swap => write!(f, "swaps {operand} into"),
            Rmw::And => write!(f, "ands {operand} into"),
            Rmw::Nand => write!(f, "nands {operand} into"),
            Rmw::Or => write!(f, "ors {operand} into"),
            Rmw::Xor => write!(f, "xors {operand} into"),
            Rmw::Max => write!(f, "maxes {operand} into"),
            Rmw::Min => write!(f, "mins {operand} into"),
        }
    }
}

/// Where the value read comes from.
struct Origin<'a>(&'a Step);

impl fmt::Display for Origin<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Step { source, overtaken, .. } = self.0;
        match source {
            Source::None => {}
            Source::Initial => f.write_str(", initial")?,
            Source::Step(step) => write!(f, ", of step {}", step + 1)?,
        }
        match (overtaken, source) {
            (None, _) => Ok(()),
            (Some(step), Source::None) => write!(f, ", before that of step {}", step + 1),
            (Some(step), _) => write!(f, ", overwritten in step {}", step + 1),
        }
    }
}

/// What a thread that waits in `op` waits for.
pub(crate) struct Awaited<'a> {
    pub(crate) op: Op,
    pub(crate) object: Option<&'a Object>,
}

impl fmt::Display for Awaited<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(object) = self.object else {
            return match self.op {
                Op::Join(child) => write!(f, "the end of thread {child}"),
                _ => f.write_str("another value"),
            };
        };
        match self.op {
            _ if object.token_of.is_some() => f.write_str("somebody to unpark it"),
            _ if object.role == Role::Token => write!(f, "somebody to set {object}"),
            Op::Woken(_) => write!(f, "a wake-up in {object}"),
            Op::Reached(least, _) => write!(f, "{object} to reach {least}"),
            Op::AwaitLoad(test, value) => write!(f, "a value {}in {object}", Wanted(test, value)),
            Op::AwaitCas { expected, .. } if object.role == Role::Atomic => {
                write!(f, "{} in {object}", Value(expected))
            }
            op if op.may_wait() => write!(f, "{object}"),
            _ => write!(f, "another value in {object}"),
        }
    }
}

/// What an await waits for, with a space behind.
struct Wanted(Test, u64);

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let relation = match self.0 {
            Test::Equal => "of",
            Test::NotEqual => "other than",
            Test::AtLeast => "of at least",
            Test::Below => "below",
        };
        write!(f, "{relation} {} ", Value(self.1))
    }
}

/// An operation as it is asked for, before it is known what it finds.
pub(crate) struct Asked<'a> {
    pub(crate) op: Op,
    pub(crate) order: Order,
    pub(crate) object: Option<&'a Object>,
}

impl fmt::Display for Asked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let order = ordering_name(self.order);
        match self.op {
            Op::Load => write!(f, "load {order}")?,
            Op::Store(value) => write!(f, "store {} {order}", Value(value))?,
            Op::Rmw(rmw, operand, _) => write!(f, "{rmw:?} {} {order}", Value(operand))?,
            Op::Cas { expected, new } => {
                write!(f, "compare-and-swap {} by {} {order}", Value(expected), Value(new))?;
            }
            op if op.may_wait() && self.object.is_some_and(Object::is_lock) => {
                f.write_str("take")?;
            }
            Op::AwaitCas { .. } if self.object.is_some_and(|object| object.token_of.is_some()) => {
                f.write_str("park")?;
            }
            Op::AwaitCas { expected, new } => {
                write!(f, "wait for {} and write {}", Value(expected), Value(new))?;
            }
            Op::AwaitLoad(test, value) => write!(f, "wait for a value {}", Wanted(test, value))?,
            Op::Fence => write!(f, "fence {order}")?,
            Op::Spawn(child) => write!(f, "start thread {child}")?,
            Op::Join(child) => write!(f, "join thread {child}")?,
            Op::Choose(count) => write!(f, "choose one of {count}")?,
            op => write!(f, "{op:?}")?,
        }
        match self.object {
            Some(object) => write!(f, ", {object}"),
            None => Ok(()),
        }
    }
}
