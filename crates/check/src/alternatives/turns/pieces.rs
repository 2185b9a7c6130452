//! What is told at once.

use std::collections::VecDeque;

use trace::{Act, Trace};

/// A part of a turn: the indices of its events.
pub(super) type Piece = Vec<usize>;

/// Cuts a turn into what is told at once: an operation, or a step of the program itself.
pub(super) fn pieces(trace: &Trace, events: Vec<usize>, into: &mut VecDeque<Piece>) {
    let mut open: Option<Option<u32>> = None;
    let mut is_joining = false;
    for index in events {
        let event = &trace.events[index];
        let object = event.object.map(|object| &trace.objects[object as usize]);
        let is_variable = object.is_some_and(|object| object.kind == "variable");
        let of = event.call.filter(|_| !is_variable).map(|call| trace.outermost_call(call));
        let is_part = object.is_some_and(|object| object.part_of.is_some());
        // Nobody sees these by themselves.
        let is_silent = of.is_none() && (is_part || matches!(event.act, Act::Done | Act::Fence));
        let is_joined = matches!(event.act, Act::Joined(_)) && is_joining;
        let goes_on = is_silent || is_joined || of.is_some() && open == Some(of);
        match into.back_mut().filter(|_| goes_on) {
            Some(piece) => piece.push(index),
            None => into.push_back(vec![index]),
        }
        is_joining = matches!(event.act, Act::Join(_));
        if !is_silent {
            open = Some(of);
        }
    }
}
