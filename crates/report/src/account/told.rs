//! The steps of a run, and no more: for who makes sense of many runs.

use std::collections::BTreeMap;

use trace::account::{Event, Object};
use trace::{Document, Extent, Fault, ObjectId, State, Trace};

use super::events::Teller;
use super::order::Order;
use super::steps::Steps;
use super::{keys, objects};
use crate::shown::{is_weak, shown};

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

/// Tells the steps of a run, which may also be one that ends well.
///
/// `memory` is the name of the memory model, as in documents. Takes time in proportion to the run's steps
/// times its threads.
pub fn told(trace: Trace, memory: &str, fault: Option<Fault>, extent: Option<Extent>) -> Told {
    let document = Document {
        schema: trace::SCHEMA.to_owned(),
        scenario: String::new(),
        story: String::new(),
        engine: String::new(),
        memory: memory.to_owned(),
        expected: None,
        // No step is one of it.
        fault: fault.unwrap_or(Fault::Leak { objects: Vec::new() }),
        extent,
        bounds: BTreeMap::new(),
        seed: None,
        executions: 1,
        params: BTreeMap::new(),
        minimal: None,
        schedule: None,
        trace,
    };
    let trace = &document.trace;
    let is_weak = is_weak(&document);
    let rows = shown(&document);
    let steps = Steps::new(trace, &rows);
    let order = Order::new(trace, &steps, is_weak);
    let keys = keys(&document, &rows);
    let end = State::at_end(trace);
    let stuck = (0..)
        .zip(&trace.threads)
        .map(|(thread, _)| document.extent.is_some() && end.waits_since(trace, thread).is_some());
    let stuck = stuck.collect();
    let mut teller = Teller::new(trace, &document.fault, &steps, &order, &keys, is_weak, stuck);
    teller.tell();
    let ids = (0..).zip(&keys).filter(|(_, key)| key.is_some()).map(|(id, _)| id);
    let objects = ids.zip(objects(&teller)).collect();
    let at = steps.all[steps.omitted..].iter().map(|step| step.at).collect();
    Told { events: teller.events, at, objects }
}
