//! The steps of a run, and no more: for who makes sense of many runs.

use trace::account::{Event, Object};
use trace::{ObjectId, State};

use crate::events::Teller;
use crate::order::Order;
use crate::rows::Row;
use crate::shown::{is_weak, shown};
use crate::steps::Steps;
use crate::{Run, keys, objects};

/// The steps of a run as an account tells them.
#[derive(Clone, Debug)]
pub struct Told {
    /// The steps.
    pub events: Vec<Event>,
    /// Where each of them is in the recording, as the index of an event.
    pub at: Vec<usize>,
    /// The objects that are told of.
    pub objects: Vec<(ObjectId, Object)>,
}

/// Tells the steps of a run. `memory` is the name of the memory model, as in accounts.
///
/// Takes time in proportion to the run's steps times its threads.
pub fn told(run: &Run<'_>, memory: &str) -> Told {
    telling(run, memory, |_, teller| {
        let ids = (0..).zip(teller.keys).filter(|(_, key)| key.is_some()).map(|(id, _)| id);
        let objects = ids.zip(objects(&teller)).collect();
        let at = teller.steps.all[teller.steps.omitted..].iter().map(|step| step.at).collect();
        Told { events: teller.events, at, objects }
    })
}

/// Tells the steps of a run, and hands over the rows that they are made of and the one who has told them.
pub(crate) fn telling<T>(
    run: &Run<'_>,
    memory: &str,
    then: impl FnOnce(&[Row], Teller<'_>) -> T,
) -> T {
    let trace = run.trace;
    let is_weak = is_weak(memory);
    let rows = shown(run, is_weak);
    let steps = Steps::new(trace, &rows);
    let order = Order::new(trace, &steps, is_weak);
    let keys = keys(run, &rows);
    let end = State::at_end(trace);
    let stuck = (0..)
        .zip(&trace.threads)
        .map(|(thread, _)| run.extent.is_some() && end.waits_since(trace, thread).is_some());
    let stuck = stuck.collect();
    let mut teller = Teller::new(trace, run.fault, &steps, &order, &keys, is_weak, stuck);
    teller.tell();
    then(&rows, teller)
}
