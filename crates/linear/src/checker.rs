//! The search for an order that explains a history.

use std::collections::HashSet;

use crate::history::{History, MOST, TooLong};
use crate::order::{Set, before, only};
use crate::unexplained::{Unexplained, objections};
use crate::{CallId, Spec};

/// Which calls have to keep their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consistency {
    /// A call that was over before another one began comes before it.
    Linearizable,
    /// Calls of the same thread keep their order.
    Sequential,
    /// Calls keep their order if nothing was under way at some moment between them.
    Quiescent,
}

/// What came of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict<S: Spec> {
    /// This order of the calls explains the history. Pending calls that did not take effect are not in it.
    Explained(Vec<CallId>),
    /// No order does.
    Unexplained(Unexplained<S>),
    /// The search was given up after so many states.
    Undecided {
        /// How many pairs of a set of calls and a state were looked at.
        states: usize,
    },
}

/// Looks for an order that explains a history.
///
/// Takes memory for each pair of a set of calls and the state that it led to. For a history of `n` calls of
/// which at most `k` overlap, there are at most about `n · 2ᵏ` sets.
#[derive(Clone, Copy, Debug)]
#[must_use = "a checker does nothing until it is given a history"]
pub struct Checker {
    consistency: Consistency,
    most_states: usize,
}

impl Checker {
    /// A checker that gives up after a million states.
    pub const fn new(consistency: Consistency) -> Self {
        Self { consistency, most_states: 1_000_000 }
    }

    /// Gives up after so many pairs of a set of calls and a state.
    pub const fn most_states(self, states: usize) -> Self {
        Self { most_states: states, ..self }
    }

    /// Looks for an order that explains the history of an object that began as `initial`.
    ///
    /// # Errors
    ///
    /// [`TooLong`] if there are more than 128 calls.
    pub fn check<S: Spec>(
        &self,
        initial: &S,
        history: &History<S::Operation, S::Result>,
    ) -> Result<Verdict<S>, TooLong> {
        let calls = history.calls().len();
        if calls > MOST {
            return Err(TooLong { calls });
        }
        let responded = (0..calls).filter(|call| history.calls()[*call].result.is_some());
        let mut search = Search {
            history,
            before: before(history, self.consistency),
            to_explain: responded.fold(0, |set, call| set | only(call)),
            seen: HashSet::new(),
            most_states: self.most_states,
            path: Vec::new(),
            longest: None,
        };
        Ok(match search.from(0, initial) {
            Found::Order => Verdict::Explained(search.path),
            Found::Nothing => Verdict::Unexplained(search.unexplained(initial)),
            Found::TooMuch => Verdict::Undecided { states: search.seen.len() },
        })
    }
}

enum Found {
    Order,
    Nothing,
    TooMuch,
}

struct Search<'a, S: Spec> {
    history: &'a History<S::Operation, S::Result>,
    before: Vec<Set>,
    /// The calls with a response: all of them have to be in the order.
    to_explain: Set,
    seen: HashSet<(Set, S)>,
    most_states: usize,
    path: Vec<CallId>,
    /// The longest order that explains what is in it, with the state that it leads to.
    longest: Option<(Vec<CallId>, S)>,
}

impl<S: Spec> Search<'_, S> {
    /// Goes on from `state`, to which the calls in `done` have led. If an order is found, it is the path.
    fn from(&mut self, done: Set, state: &S) -> Found {
        if self.to_explain & !done == 0 && self.may_end(done, state) {
            return Found::Order;
        }
        if self.seen.len() >= self.most_states {
            return Found::TooMuch;
        }
        if !self.seen.insert((done, state.clone())) {
            return Found::Nothing;
        }
        if self.longest.as_ref().is_none_or(|(longest, _)| longest.len() < self.path.len()) {
            self.longest = Some((self.path.clone(), state.clone()));
        }
        let history = self.history;
        for (id, call) in history.calls().iter().enumerate() {
            if !self.is_next(id, done) {
                continue;
            }
            let answers = state.apply(&call.operation);
            for next in answers.steps() {
                // The caller has not been told anything, and the call is not over.
                match self.from(done, next) {
                    Found::Nothing => {}
                    found => return found,
                }
            }
            for (next, result) in answers {
                if !self.may_be_over(id) || call.result.as_ref().is_some_and(|told| *told != result)
                {
                    continue;
                }
                self.path.push(id);
                match self.from(done | only(id), &next) {
                    Found::Nothing => {}
                    found => return found,
                }
                self.path.pop();
            }
        }
        Found::Nothing
    }

    /// Whether the call may come next, after those in `done`.
    fn is_next(&self, call: CallId, done: Set) -> bool {
        done & only(call) == 0 && self.before[call] & !done == 0
    }

    /// Whether the call may have come to its end: at a standstill, whoever waits has not.
    fn may_be_over(&self, call: CallId) -> bool {
        !self.history.is_stuck() || self.to_explain & only(call) != 0
    }

    /// Whether a run may end in this state: at a standstill, those who wait must have reason to.
    fn may_end(&self, done: Set, state: &S) -> bool {
        let calls = self.history.calls().iter().enumerate();
        let mut waiting = calls.filter(|(id, _)| done & only(*id) == 0);
        !self.history.is_stuck() || waiting.all(|(_, call)| state.apply(&call.operation).is_none())
    }

    fn unexplained(&mut self, initial: &S) -> Unexplained<S> {
        let (order, state) = self.longest.take().unwrap_or_else(|| (Vec::new(), initial.clone()));
        let done = order.iter().fold(0, |set, call| set | only(*call));
        let mut next: Vec<CallId> = (0..self.history.calls().len())
            .filter(|call| self.is_next(*call, done) && self.may_be_over(*call))
            .collect();
        if next.is_empty() {
            // All is explained but that these wait.
            next = (0..self.history.calls().len())
                .filter(|call| done & only(*call) == 0)
                .filter(|call| !state.apply(&self.history.calls()[*call].operation).is_none())
                .collect();
        }
        let objections = objections(self.history, &state, &next);
        Unexplained::new(self.history, order, state, objections)
    }
}
