//! A run once more, step by step in an order of the caller's choice.
//!
//! A search repeats recorded events in any order that extends porf, each thread as far as it gets.
//! Whoever watches the program run wants to see an interleaving instead: each thread stops in front of
//! each of its events until its turn comes.

use super::drive::{in_arena, resume};
use super::{Engine, Program, with};
use crate::graph::ThreadIndex;

/// Runs the program along the current graph and no further. `order` has one entry an event.
pub(crate) fn retrace(program: &Program, order: Vec<ThreadIndex>) {
    let program = Program::clone(program);
    in_arena(|| {
        with(|engine| {
            engine.begin(Box::new(move || program()));
            (engine.order, engine.ordered) = (Some(order), 0);
        });
        while let Some(thread) = with(Engine::next_in_order) {
            resume(thread);
        }
    });
}

impl Engine {
    /// Whether the event that the thread that runs comes to is the next one to be repeated; then it
    /// is.
    pub(super) fn is_turn(&mut self) -> bool {
        let Some(order) = &self.order else { return true };
        let is_turn = order.get(self.ordered) == Some(&self.current);
        self.ordered += usize::from(is_turn);
        is_turn
    }

    /// Whose turn it is; behind the last event that of threads without any.
    fn next_in_order(&mut self) -> Option<ThreadIndex> {
        if self.halt.is_some() {
            return None;
        }
        let Some(&next) = self.order.as_ref()?.get(self.ordered) else {
            return self.not_begun();
        };
        let is_there =
            |thread: ThreadIndex| self.slots.get(thread as usize).is_some_and(|slot| slot.live);
        let mut thread = next;
        for _ in 0..=self.slots.len() {
            if !is_there(thread) {
                // Not started yet: the order does not fit the graph, or the program has changed.
                return None;
            }
            match self.source_still_missing(thread) {
                Some(source) => thread = source,
                None => break,
            }
        }
        let slot = self.slots.get(thread as usize)?;
        // An order that does not fit the graph leads nowhere.
        (slot.live && !slot.done && self.source_still_missing(thread).is_none()).then_some(thread)
    }

    fn not_begun(&self) -> Option<ThreadIndex> {
        let begins = |slot: &super::Slot| slot.live && !slot.done && slot.body.is_some();
        let index = self.slots.iter().position(begins)?;
        ThreadIndex::try_from(index).ok()
    }
}
