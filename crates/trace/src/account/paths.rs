//! The rules of a graph: its edges lead somewhere, and the run is one of its paths.

use serde::Deserialize;
use serde_json::json;

use super::{Account, Broken, Event, Graph, GraphEvent, GraphNode};

/// Whether the graph of an account, if it has one, obeys its rules.
pub(super) fn graph(account: &Account) -> Result<(), Broken> {
    let Some(told) = &account.graph else { return Ok(()) };
    let graph = Graph::deserialize(told).map_err(|problem| Broken::Graph(problem.to_string()))?;
    for (number, event) in graph.events.iter().enumerate() {
        names(account, event).map_err(|what| wrong(format!("event {number} {what}")))?;
    }
    for (number, node) in graph.nodes.iter().enumerate() {
        leads(&graph, node).map_err(|what| wrong(format!("node {number} {what}")))?;
    }
    if graph.complete && graph.states != graph.nodes.len() as u64 {
        return Err(wrong(format!("it is complete, and has {} states", graph.states)));
    }
    run(account, &graph)
}

const fn wrong(what: String) -> Broken {
    Broken::Graph(what)
}

/// What a step names is there, and nothing in it depends on the path.
fn names(account: &Account, event: &GraphEvent) -> Result<(), String> {
    let thread = |field: &str| event.get(field).and_then(serde_json::Value::as_u64);
    let is_there = |id: u64| id < account.threads.len() as u64;
    match thread("thread") {
        Some(id) if is_there(id) => {}
        _ => return Err("is of no thread".to_owned()),
    }
    if let Some(target) = thread("target").filter(|id| !is_there(*id)) {
        return Err(format!("names thread {target}"));
    }
    let object = event.get("object").and_then(serde_json::Value::as_str);
    let after = event.get("after").and_then(serde_json::Value::as_object);
    let mut named = object.into_iter().chain(after.into_iter().flatten().map(|(key, _)| &**key));
    if let Some(key) = named.find(|key| account.objects.iter().all(|object| object.id != *key)) {
        return Err(format!("names {key}, which is no object"));
    }
    let of_a_path = ["step", "enabled", "preempts", "resumes", "blocked_by"];
    match of_a_path.into_iter().find(|field| event.contains_key(*field)) {
        Some(field) => Err(format!("has `{field}`, which depends on the path")),
        None => Ok(()),
    }
}

/// Its edges lead to nodes; and it has some, or an end.
fn leads(graph: &Graph, node: &GraphNode) -> Result<(), String> {
    if node.edges.is_empty() != node.end.is_some() {
        return Err(format!("has {} edges, and the end {:?}", node.edges.len(), node.end));
    }
    for &(event, to) in &node.edges {
        if event as usize >= graph.events.len() {
            return Err(format!("has an edge with event {event}, which is none"));
        }
        match to {
            Some(to) if to as usize >= graph.nodes.len() => {
                return Err(format!("leads to node {to}, which is none"));
            }
            None if graph.complete => return Err("has an edge that leads nowhere".to_owned()),
            _ => {}
        }
    }
    Ok(())
}

/// The run is a path, and ends in a node that fails.
fn run(account: &Account, graph: &Graph) -> Result<(), Broken> {
    let at = |number: u32| {
        let node = graph.nodes.get(number as usize);
        node.ok_or_else(|| wrong(format!("there is no node {number}")))
    };
    let mut node = at(graph.start)?;
    for event in &account.events {
        let ways =
            node.edges.iter().filter(|(number, _)| is(&graph.events[*number as usize], event));
        let ways: Vec<&(u32, Option<u32>)> = ways.collect();
        node = match ways.as_slice() {
            [(_, Some(to))] => at(*to)?,
            [(_, None)] => return Err(wrong(format!("step {} leads nowhere", event.step))),
            several => {
                return Err(wrong(format!("step {} is {} edges", event.step, several.len())));
            }
        };
    }
    let fails = node.end.as_ref().is_some_and(|end| end != "ok");
    if account.events.is_empty() || fails {
        return Ok(());
    }
    Err(wrong("the run does not end in a failing node".to_owned()))
}

/// Whether a step of the graph is this one of the run.
fn is(told: &GraphEvent, event: &Event) -> bool {
    let same = |field: &str, value: Option<serde_json::Value>| told.get(field) == value.as_ref();
    same("thread", Some(json!(event.thread)))
        && same("nth", Some(json!(event.nth)))
        && same("op", Some(json!(event.op)))
        && same("object", event.object.as_ref().map(|object| json!(object)))
        && same("result", Some(json!(event.result)))
        && same("value", event.value.clone())
}
