//! Why no order explains a history.

use std::fmt;

use crate::Spec;
use crate::history::{CallId, History};

/// No order explains a history; this is where the longest that begins to comes to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unexplained<S: Spec> {
    /// The longest order that explains the calls in it.
    pub order: Vec<CallId>,
    /// The state that it leads to.
    pub state: S,
    /// What is wrong with each call that might come next.
    pub objections: Vec<Objection>,
    calls: Vec<String>,
}

/// What is wrong with a call at a place in the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// The call.
    pub call: CallId,
    /// What the specification says there, instead; nothing, if it blocks.
    pub instead: Vec<String>,
    /// Whether the specification lets it take a step there, after which it is not over.
    pub goes_on: bool,
}

pub(crate) fn objections<S: Spec>(
    history: &History<S::Operation, S::Result>,
    state: &S,
    next: &[CallId],
) -> Vec<Objection> {
    let of = |call: &CallId| {
        let answers = state.apply(&history.calls()[*call].operation);
        let goes_on = !answers.steps().is_empty();
        let instead = answers.into_iter().map(|(_, result)| format!("{result:?}")).collect();
        Objection { call: *call, instead, goes_on }
    };
    next.iter().map(of).collect()
}

impl<S: Spec> Unexplained<S> {
    pub(crate) fn new(
        history: &History<S::Operation, S::Result>,
        order: Vec<CallId>,
        state: S,
        objections: Vec<Objection>,
    ) -> Self {
        let calls = history.calls().iter().map(|call| match &call.result {
            Some(result) => format!("thread {}: {:?} -> {result:?}", call.thread, call.operation),
            None => format!("thread {}: {:?}, which waits", call.thread, call.operation),
        });
        Self { order, state, objections, calls: calls.collect() }
    }
}

impl<S: Spec> fmt::Display for Unexplained<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.order.is_empty() {
            writeln!(f, "no order explains it; none of these can come first")?;
        } else {
            writeln!(f, "no order explains it; the longest that begins to is")?;
            for (place, call) in (1..).zip(&self.order) {
                writeln!(f, "{place:3}. {}", self.calls[*call])?;
            }
            writeln!(f, "and then")?;
        }
        for Objection { call, instead, goes_on } in &self.objections {
            let call = &self.calls[*call];
            if instead.is_empty() && *goes_on {
                writeln!(f, "  {call}, where the specification lets it begin and no more")?;
            } else if instead.is_empty() {
                writeln!(f, "  {call}, where the specification blocks")?;
            } else {
                writeln!(f, "  {call}, where the specification says {}", instead.join(" or "))?;
            }
        }
        Ok(())
    }
}
