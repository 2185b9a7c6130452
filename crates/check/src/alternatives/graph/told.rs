//! What is told of the graph: the part near the run.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Value, json};
use trace::account::{Graph, GraphEvent, GraphNode};

use super::{Known, Node};
use crate::alternatives::turns::Thread;

/// A node as it is told: its edges lead to nodes as they are known.
struct Told {
    edges: Vec<(u32, Option<usize>)>,
    end: Option<String>,
    enabled: Option<Vec<Thread>>,
}

/// What is told so far.
#[derive(Default)]
struct Telling {
    events: Vec<GraphEvent>,
    /// The numbers of events and nodes that are told.
    event_numbers: HashMap<usize, u32>,
    node_numbers: HashMap<usize, u32>,
    nodes: Vec<Told>,
    /// About how many bytes all that takes.
    bytes: usize,
}

impl Known {
    /// What is told of it: the nodes nearest to the run, until there are so many, or so many bytes of them.
    pub(in crate::alternatives) fn told(&self, most: usize, most_bytes: usize) -> Graph {
        let mut not_tried: BTreeMap<usize, BTreeSet<Thread>> = BTreeMap::new();
        for open in self.open.values() {
            not_tried.entry(open.node).or_default().insert(open.thread);
        }
        let mut order = self.reached();
        let states = order.len() as u64;
        order.sort_by_key(|node| (self.nodes[*node].cost, *node));
        let mut telling = Telling::default();
        for number in order {
            if telling.nodes.len() >= most || telling.bytes >= most_bytes {
                break;
            }
            let node = &self.nodes[number];
            // Of one behind which a run was cut short nothing is known.
            if !node.edges.is_empty() || node.end.is_some() {
                let not_tried = not_tried.get(&number).into_iter().flatten().copied();
                telling.tell(self, number, node, not_tried);
            }
        }
        let Telling { events, node_numbers, nodes, .. } = telling;
        let number = |to: Option<usize>| to.and_then(|to| node_numbers.get(&to).copied());
        let nodes: Vec<GraphNode> = nodes
            .into_iter()
            .map(|Told { edges, end, enabled }| GraphNode {
                edges: edges.into_iter().map(|(event, to)| (event, number(to))).collect(),
                end,
                enabled,
            })
            .collect();
        let leads = nodes.iter().flat_map(|node| &node.edges).all(|(_, to)| to.is_some());
        Graph {
            complete: leads && self.open.is_empty() && !self.has_gaps,
            states,
            start: number(Some(0)).unwrap_or(0),
            events,
            nodes,
        }
    }

    /// The nodes to which edges lead.
    fn reached(&self) -> Vec<usize> {
        let (mut reached, mut seen) = (vec![0], vec![false; self.nodes.len()]);
        let mut next = 0;
        while let Some(node) = reached.get(next).and_then(|node| self.nodes.get(*node)) {
            next += 1;
            for &(_, to) in &node.edges {
                if to != 0 && !std::mem::replace(&mut seen[to], true) {
                    reached.push(to);
                }
            }
        }
        reached
    }
}

impl Telling {
    /// Tells a node. Of a thread that was not tried there it is known from elsewhere what it comes to, but not
    /// how that goes.
    fn tell(
        &mut self,
        known: &Known,
        number: usize,
        node: &Node,
        not_tried: impl Iterator<Item = Thread>,
    ) {
        let mut edges: Vec<_> =
            node.edges.iter().map(|(event, to)| (self.event(known, *event), Some(*to))).collect();
        for thread in not_tried {
            let (history, waits) = node.histories.get(thread as usize).copied().unwrap_or_default();
            let is_its = |(event, _): &(usize, usize)| {
                known.events[*event].get("thread") == Some(&json!(thread))
            };
            let next = known.next.get(&(thread, history, waits));
            if let Some(event) = next.filter(|_| !node.edges.iter().any(is_its)) {
                edges.push((self.event(known, *event), None));
            }
        }
        let thread_of =
            |event: u32| self.events[event as usize].get("thread").and_then(Value::as_u64);
        edges.sort_by_key(|(event, _)| thread_of(*event));
        self.bytes += 16 + 14 * edges.len();
        let place = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.node_numbers.insert(number, place);
        let enabled = Some(node.enabled.clone()).filter(|enabled| !enabled.is_empty());
        self.nodes.push(Told { edges, end: node.end.clone(), enabled });
    }

    fn event(&mut self, known: &Known, event: usize) -> u32 {
        if let Some(number) = self.event_numbers.get(&event) {
            return *number;
        }
        let number = u32::try_from(self.events.len()).unwrap_or(u32::MAX);
        let told = known.events[event].clone();
        self.bytes += json!(told).to_string().len() + 8;
        self.events.push(told);
        self.event_numbers.insert(event, number);
        number
    }
}
