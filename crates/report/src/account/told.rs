//! The steps of a run, and no more: for who makes sense of many runs.

use trace::account::{Event, Object};
use trace::{Document, ObjectId, State};

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

/// Tells the steps of a run.
///
/// The run may also be one that ends well: then the document's fault only has to be none of a panic.
pub fn told(document: &Document) -> Told {
    let trace = &document.trace;
    let is_weak = is_weak(document);
    let rows = shown(document);
    let steps = Steps::new(trace, &rows);
    let order = Order::new(trace, &steps, is_weak);
    let keys = keys(document, &rows);
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
