use crate::{Answers, Spec};

/// A place where a fixed number of threads meet; who is there, by their numbers.
///
/// A wait takes effect in steps: the thread arrives, then the last one does, then each leaves.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Barrier {
    parties: u32,
    /// Whether what the last one does when all have arrived fails.
    action_fails: bool,
    phase: Phase,
    /// Who has arrived and is not told yet, in this order.
    inside: Vec<usize>,
    /// What those are told who have not left yet.
    leaving: Vec<(usize, BarrierResult)>,
    breaks_next: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Phase {
    /// Threads arrive.
    Filling,
    /// The last one has.
    Tripping,
    /// Those who have met leave, or those who were sent away; nobody arrives.
    Draining,
    /// Everybody is told so at once.
    Broken,
}

/// What one can do with a [`Barrier`]; who waits says which thread that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BarrierOperation {
    /// Waits for the others.
    Wait(usize),
    /// Waits for the others, and breaks the barrier if they do not come for some time.
    WaitTimeout(usize),
    /// Breaks the barrier.
    Abort,
    /// Sends all away, and makes the barrier as new.
    Reset,
    /// How many wait.
    Waiting,
    /// Whether it is broken.
    IsBroken,
}

/// What the caller is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BarrierResult {
    /// All have met; the thread came as this one, from 0.
    Arrived(u32),
    /// The barrier is broken, or was reset.
    Broken,
    /// The time was over before the thread could arrive.
    TimedOut,
    /// The last one: what it did failed.
    ActionFailed,
    /// It is done.
    Done,
    /// So many.
    Count(u32),
    /// Whether it is so.
    Is(bool),
}

impl Barrier {
    /// A barrier where nobody is; `action_fails` is whether what the last one does when all have
    /// arrived fails.
    pub const fn new(parties: u32, action_fails: bool) -> Self {
        Self {
            parties,
            action_fails,
            phase: Phase::Filling,
            inside: Vec::new(),
            leaving: Vec::new(),
            breaks_next: false,
        }
    }

    /// Everybody inside is told this.
    fn tell_all(&mut self, told: impl Fn(u32) -> BarrierResult) {
        self.leaving
            .extend((0..).zip(self.inside.drain(..)).map(|(index, who)| (who, told(index))));
    }

    fn break_it(&mut self) {
        self.tell_all(|_| BarrierResult::Broken);
        self.phase = Phase::Broken;
    }

    fn wait(&self, me: usize, is_timed: bool) -> Answers<Self, BarrierResult> {
        let mut next = self.clone();
        if let Some(place) = self.leaving.iter().position(|(who, _)| *who == me) {
            let (_, told) = next.leaving.remove(place);
            if next.leaving.is_empty() && self.phase == Phase::Draining {
                let breaks = std::mem::take(&mut next.breaks_next);
                next.phase = if breaks { Phase::Broken } else { Phase::Filling };
            }
            return Answers::one(next, told);
        }
        match (self.phase, self.inside.contains(&me)) {
            (Phase::Tripping, true) if self.inside.last() == Some(&me) => {
                let last = self.parties - 1;
                if self.action_fails {
                    next.phase = Phase::Broken;
                    next.tell_all(|index| match index {
                        index if index == last => BarrierResult::ActionFailed,
                        _ => BarrierResult::Broken,
                    });
                } else {
                    next.phase = Phase::Draining;
                    next.tell_all(BarrierResult::Arrived);
                }
                Answers::none().step(next)
            }
            (Phase::Filling, true) if is_timed => {
                next.break_it();
                Answers::none().step(next)
            }
            (Phase::Filling, false) => {
                next.inside.push(me);
                if next.inside.len() == self.parties as usize {
                    next.phase = Phase::Tripping;
                }
                Answers::none().step(next)
            }
            (Phase::Broken, _) => Answers::one(next, BarrierResult::Broken),
            (Phase::Tripping | Phase::Draining, false) if is_timed => {
                Answers::one(next, BarrierResult::TimedOut)
            }
            _ => Answers::none(),
        }
    }
}

impl Spec for Barrier {
    type Operation = BarrierOperation;
    type Result = BarrierResult;

    fn apply(&self, operation: &BarrierOperation) -> Answers<Self, BarrierResult> {
        let mut next = self.clone();
        let result = match *operation {
            BarrierOperation::Wait(me) => return self.wait(me, false),
            BarrierOperation::WaitTimeout(me) => return self.wait(me, true),
            BarrierOperation::Abort => {
                match self.phase {
                    Phase::Filling => next.break_it(),
                    // It concerns the next ones: all of these have met.
                    Phase::Tripping | Phase::Draining => next.breaks_next = true,
                    Phase::Broken => {}
                }
                BarrierResult::Done
            }
            BarrierOperation::Reset => {
                let is_empty = self.inside.is_empty() && self.leaving.is_empty();
                match self.phase {
                    Phase::Filling | Phase::Broken if is_empty => next.phase = Phase::Filling,
                    Phase::Filling | Phase::Broken => {
                        next.break_it();
                        next.phase = Phase::Draining;
                    }
                    Phase::Tripping | Phase::Draining => next.breaks_next = false,
                }
                BarrierResult::Done
            }
            BarrierOperation::Waiting => {
                BarrierResult::Count(u32::try_from(self.inside.len()).unwrap_or(u32::MAX))
            }
            BarrierOperation::IsBroken => {
                BarrierResult::Is(self.phase == Phase::Broken || self.breaks_next)
            }
        };
        Answers::one(next, result)
    }
}
