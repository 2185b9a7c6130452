//! The accesses of a race, and the order that is missing.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use trace::Fault;
use trace::account::{Edge, Event, Node, Relation, StepId};

use crate::Run;
use crate::aba::aba;
use crate::events::Teller;
use crate::lost_update::lost_update;
use crate::rows::Row;

pub(crate) fn relation(run: &Run<'_>, rows: &[Row], teller: &Teller<'_>) -> Option<Relation> {
    match run.fault? {
        Fault::DataRace { .. } => data_race(teller),
        Fault::Assertion { .. } => unnoticed(run, rows, teller)
            .or_else(|| stale_read(teller))
            .or_else(|| update(run, rows, teller)),
        _ => None,
    }
}

/// The access that fails, and the last one by another thread that it conflicts with.
fn data_race(teller: &Teller<'_>) -> Option<Relation> {
    let (last, before) = teller.events.split_last()?;
    let object = last.object.clone()?;
    let writes = |event: &Event| event.op == "store";
    let other = before.iter().rfind(|event| {
        event.object.as_ref() == Some(&object)
            && event.thread != last.thread
            && (writes(event) || writes(last))
            && ["load", "store"].contains(&&*event.op)
    })?;
    if is_before(teller, other.step, last.step) {
        return None;
    }
    let nodes = vec![node("first", other.step), node("second", last.step)];
    Some(Relation {
        kind: "data-race".to_owned(),
        object,
        nodes,
        edges: vec![edge("first", "second", "missing")],
        caption: english(
            json!(["Nothing orders step ", {"step": other.step}, " before step ", {"step": last.step}, "."]),
        ),
    })
}

/// An exchange that finds what it expects, although something else was there meanwhile.
fn unnoticed(run: &Run<'_>, rows: &[Row], teller: &Teller<'_>) -> Option<Relation> {
    let aba = aba(run.trace, rows)?;
    let object = teller.keys[run.trace.whole(aba.head.0) as usize].clone()?;
    let step = |row| teller.steps.number_of_row(row);
    let (read, next, mine) = (step(aba.read)?, step(aba.next)?, step(aba.mine)?);
    let (changed, restored) = (step(aba.changed)?, step(aba.restored)?);
    let outdated = step(aba.outdated)?;
    let named = [
        ("read", read),
        ("next", next),
        ("changed", changed),
        ("outdated", outdated),
        ("restored", restored),
        ("mine", mine),
    ];
    let mut nodes = named.map(|(id, step)| node(id, step)).to_vec();
    let mut edges = vec![edge("read", "next", "po"), edge("next", "mine", "po")];
    let event = |step: StepId| &teller.events[step as usize - 1];
    let mut theirs = [("changed", changed), ("outdated", outdated), ("restored", restored)];
    theirs.sort_by_key(|it| it.1);
    for ((from, earlier), (to, later)) in theirs.iter().zip(&theirs[1..]) {
        if event(*earlier).thread == event(*later).thread {
            edges.push(edge(from, to, "po"));
        }
    }
    if event(mine).from == Some(restored) {
        edges.push(edge("restored", "mine", "rf"));
    }
    if !is_before(teller, outdated, next) {
        edges.push(edge("outdated", "next", "missing"));
    }
    read_from(teller, "read", read, &mut nodes, &mut edges);
    let me = event(mine).thread;
    let value = event(mine).was.clone().unwrap_or_default();
    let caption = json!([
        "The exchange of ", {"thread": me}, " finds ", {"value": value}, " again, and nothing makes ",
        {"thread": me}, " read after the write of step ", {"step": outdated}, "."
    ]);
    Some(Relation { kind: "aba".to_owned(), object, nodes, edges, caption: english(caption) })
}

/// A write over a value that its thread had not seen.
fn update(run: &Run<'_>, rows: &[Row], teller: &Teller<'_>) -> Option<Relation> {
    let lost = lost_update(run.trace, rows)?;
    let step = |row| teller.steps.number_of_row(row);
    let (read, theirs, mine) = (step(lost.read)?, step(lost.theirs)?, step(lost.mine)?);
    let object = teller.keys[run.trace.whole(lost.object) as usize].clone()?;
    let event = |step: StepId| &teller.events[step as usize - 1];
    let (ann, ben) = (event(mine).thread, event(theirs).thread);
    let mut nodes = vec![node("read", read), node("theirs", theirs), node("mine", mine)];
    let mut edges = vec![edge("read", "mine", "po"), edge("theirs", "mine", "mo")];
    read_from(teller, "read", read, &mut nodes, &mut edges);
    if !is_before(teller, theirs, read) {
        edges.push(edge("theirs", "read", "missing"));
    }
    let caption = json!(["Nothing makes ", {"thread": ann}, " read after the write of ", {"thread": ben}, "."]);
    Some(Relation {
        kind: "lost-update".to_owned(),
        object,
        nodes,
        edges,
        caption: english(caption),
    })
}

/// Adds where a value was read from, if that is known.
fn read_from(
    teller: &Teller<'_>,
    id: &str,
    read: StepId,
    nodes: &mut Vec<Node>,
    edges: &mut Vec<Edge>,
) {
    let event = &teller.events[read as usize - 1];
    let (Some(from), "load") = (event.from, &*event.op) else { return };
    if from == 0 {
        nodes.push(Node {
            id: json!("initial"),
            step: None,
            init: Some(json!(event.object)),
            value: Some(event.value.clone().unwrap_or_default()),
        });
    } else {
        nodes.push(node("initial", from));
    }
    edges.push(edge("initial", id, "rf"));
}

/// The last old value that was read, of a write that does not happen before the read.
fn stale_read(teller: &Teller<'_>) -> Option<Relation> {
    let read = teller.events.iter().rfind(|event| event.stale.is_some())?;
    let (from, stale) = (read.from?, read.stale.as_ref()?);
    if is_before(teller, stale.written, read.step) {
        return None;
    }
    let source = match from {
        0 => Node {
            id: json!("old"),
            step: None,
            init: Some(json!(read.object)),
            value: read.value.clone(),
        },
        step => node("old", step),
    };
    let nodes = vec![source, node("new", stale.written), node("read", read.step)];
    let edges = vec![edge("old", "read", "stale"), edge("new", "read", "missing")];
    let caption = json!(["Nothing orders the write of step ", {"step": stale.written}, " before the read of step ", {"step": read.step}, "."]);
    Some(Relation {
        kind: "stale-read".to_owned(),
        object: read.object.clone()?,
        nodes,
        edges,
        caption: english(caption),
    })
}

fn is_before(teller: &Teller<'_>, first: StepId, second: StepId) -> bool {
    let index = |step: StepId| step as usize - 1 + teller.steps.omitted;
    teller.order.is_before(teller.steps, index(first), index(second))
}

fn node(id: &str, step: StepId) -> Node {
    Node { id: json!(id), step: Some(step), init: None, value: None }
}

fn edge(from: &str, to: &str, kind: &str) -> Edge {
    Edge { from: json!(from), to: json!(to), kind: kind.to_owned(), weak: false }
}

fn english(caption: Value) -> BTreeMap<String, Value> {
    [("en".to_owned(), caption)].into()
}
