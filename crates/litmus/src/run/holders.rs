//! Whether only who holds a mutex unlocks it, as far as the code of the threads tells.

use std::collections::{BTreeMap, HashSet};

use crate::formula::{Slot, Step};
use crate::instruction::{Code, Instruction, Target};
use crate::program::{Location, Program};

/// The most states of a thread to look at.
const STATES_MAX: usize = 10_000;

/// Whether a thread holds a mutex.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Hold {
    Yes,
    /// If this variable is true: it has the result of a try.
    If(Slot),
}

/// A place in the code, and which mutexes are held there; the others are not.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct State {
    position: usize,
    holds: BTreeMap<Location, Hold>,
}

/// Whether each `unlock` is of a mutex that its thread has locked before, on every way there. No if
/// that is not clear: a mutex in an array at a place that is computed, or a try whose result is
/// looked at in a roundabout way.
pub(super) fn only_holders_unlock(program: &Program) -> bool {
    program.codes.iter().all(thread_holds_what_it_unlocks)
}

fn thread_holds_what_it_unlocks(code: &Code) -> bool {
    let start = State { position: 0, holds: BTreeMap::new() };
    let mut seen = HashSet::from([start.clone()]);
    let mut stack = vec![start];
    while let Some(state) = stack.pop() {
        let Some(next) = state.next(code) else { return false };
        for state in next {
            if seen.insert(state.clone()) {
                stack.push(state);
            }
        }
        if seen.len() > STATES_MAX {
            return false;
        }
    }
    true
}

impl State {
    /// What can come next. None if the next step may unlock what is not held.
    fn next(mut self, code: &Code) -> Option<Vec<Self>> {
        let Some(instruction) = code.instructions.get(self.position) else {
            return Some(Vec::new());
        };
        self.position += 1;
        match &instruction.node {
            Instruction::Return => return Some(Vec::new()),
            Instruction::Jump(target) => self.position = *target,
            Instruction::JumpIfFalse { condition, target } => {
                let tested = match &*condition.steps {
                    [step] => match step.node {
                        Step::Read(slot) => Some(slot),
                        _ => None,
                    },
                    _ => None,
                };
                let mut otherwise = self.clone();
                otherwise.position = *target;
                if let Some(slot) = tested {
                    self.learn(slot, true);
                    otherwise.learn(slot, false);
                }
                return Some(vec![self, otherwise]);
            }
            Instruction::Lock(at) => {
                self.holds.insert(fixed(at)?, Hold::Yes);
            }
            Instruction::Unlock(at) => {
                let hold = self.holds.remove(&fixed(at)?);
                return (hold == Some(Hold::Yes)).then(|| vec![self]);
            }
            Instruction::TryLock { into, at } => {
                let mutex = fixed(at)?;
                self.assign(*into);
                // Tried by who holds it, it stays held.
                if self.holds.get(&mutex) != Some(&Hold::Yes) {
                    match into {
                        Some(slot) => self.holds.insert(mutex, Hold::If(*slot)),
                        None => self.holds.remove(&mutex),
                    };
                }
            }
            Instruction::Load { into, .. } => self.assign(Some(*into)),
            Instruction::Assign { to, .. } => self.assign(Some(*to)),
            Instruction::Update { into, .. } => self.assign(*into),
            Instruction::CompareAndSwap(operation) => self.assign(operation.into),
            Instruction::Store { .. }
            | Instruction::Fence(_)
            | Instruction::Assume(_)
            | Instruction::Start(_)
            | Instruction::Join(_) => {}
        }
        Some(vec![self])
    }

    /// A variable turned out to be true, or false.
    fn learn(&mut self, variable: Slot, is_true: bool) {
        if is_true {
            let tried = self.holds.values_mut().filter(|hold| **hold == Hold::If(variable));
            tried.for_each(|hold| *hold = Hold::Yes);
        } else {
            self.assign(Some(variable));
        }
    }

    /// A variable does not tell any more what is held.
    fn assign(&mut self, variable: Option<Slot>) {
        if let Some(slot) = variable {
            self.holds.retain(|_, hold| *hold != Hold::If(slot));
        }
    }
}

/// The location, if it is always the same.
fn fixed(target: &Target) -> Option<Location> {
    let index = match &target.index {
        None => None,
        Some(index) => Some(index.as_number()?),
    };
    Some(Location { name: target.name, index })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(line: &str) -> bool {
        only_holders_unlock(&Program::new(line).unwrap())
    }

    #[test]
    fn who_locked_before_on_every_way_holds() {
        assert!(holds("lock(m); x:=1; unlock(m)"));
        assert!(holds("a<-x; while a { lock(m); a<-x; unlock(m) }"));
        assert!(holds("2*{lock(m[i%2]); unlock(m[i%2])}"));
        assert!(holds("lock(m); return; unlock(m)"));
        assert!(!holds("unlock(m)"));
        assert!(!holds("lock(m); unlock(m); unlock(m)"));
        assert!(!holds("a<-x; if a { lock(m) } unlock(m)"));
        assert!(!holds("lock(m) || unlock(m)"));
        assert!(!holds("lock(m); unlock(n)"));
    }

    #[test]
    fn who_succeeded_in_a_try_holds() {
        assert!(holds("a<-trylock(m); if a { unlock(m) }"));
        assert!(holds("a<-trylock(m); b<-x; if a { x:=1; unlock(m) } else { x:=2 }"));
        assert!(!holds("a<-trylock(m); if a { x:=1 } else { unlock(m) }"));
        assert!(!holds("a<-trylock(m); a<-x; if a { unlock(m) }"));
        assert!(!holds("trylock(m); unlock(m)"));
        assert!(holds("lock(m); a<-trylock(m); unlock(m)"));
    }

    #[test]
    fn what_is_not_clear_is_none() {
        assert!(!holds("a<-x; lock(m[a]); unlock(m[a])"));
        assert!(!holds("a<-trylock(m); if a==1 { unlock(m) }"));
    }
}
