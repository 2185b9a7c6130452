//! What a location holds and what an operation makes of it, for the enumerators. Written anew: the
//! engine's own opinion is in `graph/op.rs` and `graph/waiters.rs`.

use plainweave_weave::raw::{Op, Rmw};

use super::machine::passes;

const WRITER: u64 = 1 << 63;

/// A word, or a queue.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Value {
    pub(crate) word: u64,
    pub(crate) waiters: Vec<usize>,
    locked: bool,
}

impl Value {
    pub(crate) fn word(word: u64) -> Self {
        Self { word, ..Self::default() }
    }
}

/// One way in which an operation can go.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) read: u64,
    pub(crate) after: Option<Value>,
}

impl Outcome {
    /// Whom the operation took out of the queue that was like this before.
    pub(crate) fn woken(&self, before: &Value) -> Vec<usize> {
        let after = self.after.as_ref().map_or(&[][..], |after| &after.waiters);
        let taken_out = before.waiters.iter().copied().filter(|waiter| !after.contains(waiter));
        let mut woken: Vec<usize> = taken_out.collect();
        woken.sort_unstable();
        woken
    }
}

/// How `op` of `thread` can go when it finds `before`: not at all if it has to wait.
#[expect(clippy::match_same_arms, reason = "a table, operation by operation")]
pub(crate) fn outcomes(op: Op, thread: usize, before: &Value) -> Vec<Outcome> {
    let word = before.word;
    let reads = || vec![Outcome { read: word, after: None }];
    let writes = |new: u64| vec![Outcome { read: word, after: Some(Value::word(new)) }];
    match op {
        Op::Load => reads(),
        Op::Store(new) => vec![Outcome { read: 0, after: Some(Value::word(new)) }],
        Op::Rmw(rmw, operand, _) => writes(update(rmw, word, operand)),
        Op::Cas { expected, new } if word == expected => writes(new),
        Op::Cas { .. } => reads(),
        Op::AwaitLoad(test, operand) if passes(test, word, operand) => reads(),
        Op::AwaitCas { expected, new } if word == expected => writes(new),
        Op::AddIf(test, operand, addend) | Op::AwaitAdd(test, operand, addend)
            if passes(test, word, operand) =>
        {
            writes(word.wrapping_add(addend))
        }
        Op::AddIf(..) => reads(),
        Op::Claim if word == 0 => writes(1),
        Op::Claim if word != 1 => reads(),
        Op::ReadLock if word != WRITER => writes(word + 1),
        Op::Enqueue | Op::Wake(_) | Op::Leave | Op::QueueLock | Op::QueueUnlock(_) => {
            queue_outcomes(op, thread, before)
        }
        _ => Vec::new(),
    }
}

fn update(rmw: Rmw, word: u64, operand: u64) -> u64 {
    match rmw {
        Rmw::Add => word.wrapping_add(operand),
        Rmw::Sub => word.wrapping_sub(operand),
        Rmw::Swap => operand,
        Rmw::And => word & operand,
        Rmw::Nand => !(word & operand),
        Rmw::Or => word | operand,
        Rmw::Xor => word ^ operand,
        Rmw::Max => word.max(operand),
        Rmw::Min => word.min(operand),
    }
}

fn queue_outcomes(op: Op, thread: usize, before: &Value) -> Vec<Outcome> {
    let mut after = before.clone();
    let mut taken_out = 0;
    match op {
        Op::Wake(_) | Op::QueueLock if before.locked => return Vec::new(),
        Op::Wake(count) => {
            let count = before.waiters.len().min(usize::try_from(count).unwrap_or(usize::MAX));
            return choices(&before.waiters, count)
                .into_iter()
                .map(|left| Outcome {
                    read: count as u64,
                    after: Some(Value { waiters: left, ..before.clone() }),
                })
                .collect();
        }
        Op::Enqueue => after.waiters.push(thread),
        Op::QueueLock => after.locked = true,
        Op::QueueUnlock(enter) => {
            after.locked = false;
            if enter {
                after.waiters.push(thread);
            }
        }
        _ => {
            after.waiters.retain(|&waiter| waiter != thread);
            taken_out = (before.waiters.len() - after.waiters.len()) as u64;
        }
    }
    vec![Outcome { read: taken_out, after: Some(after) }]
}

/// What can be left of `from` after `count` are taken out, whichever they are.
fn choices(from: &[usize], count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![from.to_vec()];
    }
    let Some((&first, rest)) = from.split_first() else { return Vec::new() };
    let mut all = choices(rest, count - 1);
    all.extend(choices(rest, count).into_iter().map(|mut left| {
        left.insert(0, first);
        left
    }));
    all
}
