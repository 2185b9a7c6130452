use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What a scheduler decided in one execution; clones are handles to the same log.
#[derive(Clone, Debug, Default)]
pub struct Log(Arc<Mutex<Decisions>>);

/// The decisions of one execution, in their order.
///
/// As text, `t1*3 v0` are three steps of task 1 and a choice of 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// What was decided.
    pub(super) made: Vec<Decision>,
    /// How often a task was left that could have gone on.
    pub(super) preemptions: u32,
}

/// One decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// Which task goes on.
    Task(usize),
    /// Which value a choice has.
    Value(u64),
}

/// The text is not one of decisions.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no decision of a scheduler, such as `t1*3` or `v0`")]
pub struct NotADecision(String);

impl Log {
    /// What was decided in the execution that began last.
    pub fn decisions(&self) -> Decisions {
        self.open().clone()
    }

    pub(super) fn open(&self) -> MutexGuard<'_, Decisions> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Decisions {
    /// How often a task was left that could have gone on.
    pub const fn preemptions(&self) -> u32 {
        self.preemptions
    }

    /// How many decisions there are.
    pub const fn len(&self) -> usize {
        self.made.len()
    }

    /// Whether nothing was decided.
    pub const fn is_empty(&self) -> bool {
        self.made.is_empty()
    }

    /// The same with one switch fewer, in every way: what a task does after it has been switched to is put
    /// off to its next turn, or what it does next is brought forward to this one.
    pub fn with_fewer_switches(&self) -> Vec<Self> {
        let turns: Vec<&[Decision]> = self.made.chunk_by(is_one_turn).collect();
        let mut smaller = Vec::new();
        for at in 0..turns.len() {
            let task = task_of(turns[at]);
            let next = turns[at + 1..].iter().position(|turn| task_of(turn) == task);
            let Some(next) = next.map(|next| at + 1 + next) else { continue };
            let between = &turns[at + 1..next];
            let put_off = [&turns[..at], between, &turns[at..=at], &turns[next..]];
            let forward = [&turns[..=at], &turns[next..=next], between, &turns[next + 1..]];
            smaller.extend([forward, put_off].map(|parts| {
                let made = parts.concat().concat();
                // Counted when it is run.
                Self { made, preemptions: 0 }
            }));
        }
        smaller
    }
}

/// Whether two decisions belong to the same turn of a task; a value belongs to whoever chooses.
fn is_one_turn(a: &Decision, b: &Decision) -> bool {
    a == b || matches!(b, Decision::Value(_))
}

fn task_of(turn: &[Decision]) -> Option<Decision> {
    turn.iter().copied().find(|decision| matches!(decision, Decision::Task(_)))
}

impl fmt::Display for Decisions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, same) in self.made.chunk_by(|a, b| a == b).enumerate() {
            let space = if nth == 0 { "" } else { " " };
            match same[0] {
                Decision::Task(task) => write!(f, "{space}t{task}*{}", same.len())?,
                Decision::Value(value) => write!(f, "{space}v{value}*{}", same.len())?,
            }
        }
        Ok(())
    }
}

/// More decisions than any execution has.
const MOST: usize = 10_000_000;

impl FromStr for Decisions {
    type Err = NotADecision;

    fn from_str(text: &str) -> Result<Self, NotADecision> {
        let mut made = Vec::new();
        for word in text.split_whitespace() {
            let (decision, times) = word.split_once('*').unwrap_or((word, "1"));
            let decision = match decision.split_at_checked(1) {
                Some(("t", task)) => task.parse().ok().map(Decision::Task),
                Some(("v", value)) => value.parse().ok().map(Decision::Value),
                _ => None,
            };
            let times = times.parse().ok().filter(|times| *times <= MOST - made.len());
            let Some((decision, times)) = decision.zip(times) else {
                return Err(NotADecision(word.to_owned()));
            };
            made.extend(std::iter::repeat_n(decision, times));
        }
        Ok(Self { made, preemptions: 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decisions(text: &str) -> Decisions {
        text.parse().expect("decisions")
    }

    #[test]
    fn decisions_are_the_same_as_text() {
        for text in ["", "t0*3 t1*1 v7*1 t0*12", "v0*2"] {
            assert_eq!(decisions(text).to_string(), text);
        }
        assert_eq!(decisions("t0 t0"), decisions("t0*2"));
        for wrong in ["x", "t", "t1*", "t-1", "v1.5", "t1*99999999999", "ü1"] {
            assert!(wrong.parse::<Decisions>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_turn_is_put_off_or_the_next_one_brought_forward() {
        let smaller = decisions("t0*2 t1*1 v3 t0*4").with_fewer_switches();
        let texts: Vec<String> = smaller.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["t0*6 t1*1 v3*1", "t1*1 v3*1 t0*6"]);
        assert!(decisions("t0*2 t1*1").with_fewer_switches().is_empty());
    }
}
