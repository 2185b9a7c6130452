//! The graph that explains a fault: who waits for whom at the end, or what is ordered before what.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;
use trace::account::{EndState, Event, Node, ObjectKey, On, Relation, StepId, ThreadId, Waiter};

use crate::reading::holders::Holders;
use crate::reading::reader::{Reader, english};
use crate::reading::text::show;
use crate::reading::words::order;

/// More steps than these make no picture of a race: those nearest to its accesses are kept.
const MOST_STEPS: usize = 40;

/// A graph with all its words, in no format yet.
pub(super) struct Graph {
    pub(super) title: String,
    pub(super) vertices: Vec<Vertex>,
    pub(super) edges: Vec<Edge>,
    /// The names of the groups that vertices are in.
    pub(super) groups: Vec<String>,
}

pub(super) struct Vertex {
    pub(super) label: String,
    pub(super) is_box: bool,
    /// Whether it is to blame.
    pub(super) is_marked: bool,
    pub(super) group: Option<usize>,
}

pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) label: String,
    pub(super) look: Look,
}

/// How an edge is drawn; its label says the same.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Plain,
    /// It is a part of the circle.
    Marked,
    /// It is there, but orders nothing.
    Weak,
    /// It is not there, and that is the fault.
    Missing,
}

impl Reader<'_> {
    /// The graph that explains this account: of a race the order of its steps, of anything else who
    /// waits for whom at the end.
    pub(super) fn graph(&self) -> Graph {
        match &self.account.relation {
            Some(relation) if relation.kind == "data-race" => Orders::new(self).race(relation),
            Some(relation) => Orders::new(self).given(relation),
            None => Waits::new(self).graph(),
        }
    }

    fn title(&self) -> String {
        format!("{}: {}", self.check(), self.finding())
    }
}

/// Builds the wait-for graph.
struct Waits<'r, 'a> {
    reader: &'r Reader<'a>,
    graph: Graph,
    known: BTreeMap<(Option<ThreadId>, Option<String>), usize>,
}

impl<'r, 'a> Waits<'r, 'a> {
    fn new(reader: &'r Reader<'a>) -> Self {
        let title = reader.title();
        let graph = Graph { title, vertices: vec![], edges: vec![], groups: vec![] };
        Self { reader, graph, known: BTreeMap::new() }
    }

    fn graph(mut self) -> Graph {
        let Some(end) = &self.reader.account.end else { return self.graph };
        let next = end.cycle.iter().cycle().skip(1);
        let circle: BTreeSet<_> =
            end.cycle.iter().zip(next).map(|(from, to)| (key(from), key(to))).collect();
        let look = |from: &Waiter, to: &Waiter| {
            if circle.contains(&(key(from), key(to))) { Look::Marked } else { Look::Plain }
        };
        let holders = Holders::at_end(self.reader.account);
        let mut awaited = BTreeSet::new();
        for standing in end.threads.iter().filter(|it| it.state == EndState::Blocked) {
            let from = Waiter::Thread(standing.thread);
            let (to, verb) = match &standing.on {
                Some(On::Object(object)) => {
                    awaited.insert(object);
                    (Waiter::Object(object.clone()), "waits")
                }
                Some(On::Join(thread)) => (Waiter::Thread(*thread), "joins"),
                None => continue,
            };
            let since = standing.since.map_or_else(String::new, |step| format!(" since {step}"));
            let look = look(&from, &to);
            self.edge(&from, &to, format!("{verb}{since}"), look);
        }
        let finished: BTreeSet<ThreadId> = (end.threads.iter())
            .filter(|it| it.state == EndState::Finished)
            .map(|it| it.thread)
            .collect();
        for object in awaited {
            if end.enabled.is_empty() && holders.of(object).next().is_none() {
                self.forsake(object);
            }
            for (thread, since) in holders.of(object) {
                let (from, to) = (Waiter::Object(object.clone()), Waiter::Thread(thread));
                let since = match since {
                    0 => "held from the start".to_owned(),
                    step => format!("held since {step}"),
                };
                let is_over = finished.contains(&thread);
                let look = if is_over { Look::Marked } else { look(&from, &to) };
                self.edge(&from, &to, since, look);
            }
        }
        for waiter in &end.cycle {
            let vertex = self.vertex(waiter);
            self.graph.vertices[vertex].is_marked = true;
        }
        self.graph
    }

    /// Marks an object that somebody waits for, and that nobody is left to move.
    fn forsake(&mut self, object: &ObjectKey) {
        let what = match self.reader.kind(object) {
            "condition" => "to notify it",
            "event" => "to set it",
            "semaphore" => "to release a permit",
            "barrier" => "to arrive there",
            "future" => "to complete it",
            "queue" => "to move its items",
            _ => "to change it",
        };
        let vertex = self.vertex(&Waiter::Object(object.clone()));
        let vertex = &mut self.graph.vertices[vertex];
        vertex.label = format!("{}: nobody is left {what}", vertex.label);
        vertex.is_marked = true;
    }

    fn edge(&mut self, from: &Waiter, to: &Waiter, label: String, look: Look) {
        let (from, to) = (self.vertex(from), self.vertex(to));
        self.graph.edges.push(Edge { from, to, label, look });
    }

    fn vertex(&mut self, waiter: &Waiter) -> usize {
        let (thread, object) = key(waiter);
        let key = (thread, object.map(str::to_owned));
        if let Some(vertex) = self.known.get(&key) {
            return *vertex;
        }
        let (label, is_box) = match waiter {
            Waiter::Thread(thread) => (self.thread(*thread), false),
            Waiter::Object(object) => {
                let (name, kind) = (self.reader.object(object), self.reader.kind(object));
                (format!("{name} ({kind})"), true)
            }
        };
        let vertex = self.graph.vertices.len();
        self.graph.vertices.push(Vertex { label, is_box, is_marked: false, group: None });
        self.known.insert(key, vertex);
        vertex
    }

    /// A thread, and what it is up to if it does not wait.
    fn thread(&self, thread: ThreadId) -> String {
        let name = self.reader.thread(thread);
        let standings = self.reader.account.end.iter().flat_map(|end| &end.threads);
        match standings.filter(|it| it.thread == thread).map(|it| it.state).next() {
            Some(EndState::Finished) => format!("{name} (finished)"),
            Some(EndState::Ready) => format!("{name} (could run)"),
            Some(EndState::Failed) => format!("{name} (failed)"),
            Some(EndState::Ended) => format!("{name} (ended)"),
            Some(EndState::Unwound) => format!("{name} (unwound)"),
            Some(EndState::Blocked) | None => name,
        }
    }
}

/// Waiters in an order, so that sets can hold them.
fn key(waiter: &Waiter) -> (Option<ThreadId>, Option<&str>) {
    match waiter {
        Waiter::Thread(thread) => (Some(*thread), None),
        Waiter::Object(object) => (None, Some(object)),
    }
}

/// Builds the graph of what is ordered before what.
struct Orders<'r, 'a> {
    reader: &'r Reader<'a>,
    graph: Graph,
    groups: HashMap<ThreadId, usize>,
}

impl<'r, 'a> Orders<'r, 'a> {
    fn new(reader: &'r Reader<'a>) -> Self {
        let title = reader.title();
        let graph = Graph { title, vertices: vec![], edges: vec![], groups: vec![] };
        Self { reader, graph, groups: HashMap::new() }
    }

    /// The relation as the account tells it.
    fn given(mut self, relation: &Relation) -> Graph {
        let mut known = HashMap::new();
        for node in &relation.nodes {
            let vertex = self.node(node);
            known.insert(show(&node.id), vertex);
        }
        self.edges(relation, &known);
        self.caption(relation);
        self.graph
    }

    /// The accesses of a data race, and whatever orders steps before them.
    fn race(mut self, relation: &Relation) -> Graph {
        let accesses: BTreeSet<StepId> =
            relation.nodes.iter().filter_map(|node| node.step).collect();
        let last = accesses.last().copied().unwrap_or_default();
        let events = self.reader.account.events.iter().take(last as usize);
        let synced = events.flat_map(|event| event.sync.iter().map(|from| (*from, event.step)));
        let synced: Vec<(StepId, StepId)> = synced.collect();
        let ends = synced.iter().flat_map(|(from, to)| [*from, *to]);
        let mut steps: BTreeSet<StepId> = ends.chain(accesses.iter().copied()).collect();
        while steps.len() > MOST_STEPS {
            let Some(first) = steps.iter().find(|step| !accesses.contains(step)).copied() else {
                break;
            };
            steps.remove(&first);
        }
        let mut vertices = HashMap::new();
        let mut before: HashMap<ThreadId, usize> = HashMap::new();
        for step in steps {
            let Some(event) = self.reader.event(step) else { continue };
            let vertex = self.step(event);
            vertices.insert(step, vertex);
            if let Some(before) = before.insert(event.thread, vertex) {
                self.edge(before, vertex, "program order".to_owned(), Look::Plain);
            }
        }
        for (from, to) in synced {
            let ends = (vertices.get(&from), vertices.get(&to));
            let events = (self.reader.event(from), self.reader.event(to));
            if let ((Some(a), Some(b)), (Some(from), Some(to))) = (ends, events) {
                self.edge(*a, *b, order(from, to).to_owned(), Look::Plain);
            }
        }
        let mut known = HashMap::new();
        for node in &relation.nodes {
            if let Some(vertex) = node.step.and_then(|step| vertices.get(&step)) {
                self.graph.vertices[*vertex].is_marked = true;
                known.insert(show(&node.id), *vertex);
            }
        }
        self.edges(relation, &known);
        self.caption(relation);
        self.graph
    }

    fn edges(&mut self, relation: &Relation, known: &HashMap<String, usize>) {
        for edge in &relation.edges {
            let ends = (known.get(&show(&edge.from)), known.get(&show(&edge.to)));
            let (Some(from), Some(to)) = ends else { continue };
            let (label, look) = match edge.kind.as_str() {
                "po" => ("program order", Look::Plain),
                "rf" => ("is read by", Look::Plain),
                "mo" => ("is overwritten by", Look::Plain),
                "stale" => ("was older than", Look::Weak),
                "sync" => ("happens before", Look::Plain),
                "missing" => ("NOT ordered", Look::Missing),
                other => (other, Look::Plain),
            };
            let look = if edge.weak { Look::Weak } else { look };
            let nothing = if edge.weak { ", orders nothing" } else { "" };
            let label = format!("{label}{nothing}");
            self.edge(*from, *to, label, look);
        }
    }

    fn edge(&mut self, from: usize, to: usize, label: String, look: Look) {
        self.graph.edges.push(Edge { from, to, label, look });
    }

    fn node(&mut self, node: &Node) -> usize {
        if let Some(event) = node.step.and_then(|step| self.reader.event(step)) {
            return self.step(event);
        }
        let object = node.init.as_ref().map(show).unwrap_or_default();
        let value = node.value.as_ref().map_or_else(|| "?".to_owned(), show);
        let label = format!("at first {} = {value}", self.reader.object(&object));
        self.vertex(label, None)
    }

    fn step(&mut self, event: &Event) -> usize {
        let groups = &mut self.graph.groups;
        let group = *self.groups.entry(event.thread).or_insert_with(|| {
            groups.push(self.reader.thread(event.thread));
            groups.len() - 1
        });
        self.vertex(format!("{}: {}", event.step, self.reader.brief(event)), Some(group))
    }

    fn vertex(&mut self, label: String, group: Option<usize>) -> usize {
        self.graph.vertices.push(Vertex { label, is_box: true, is_marked: false, group });
        self.graph.vertices.len() - 1
    }

    fn caption(&mut self, relation: &Relation) {
        let caption: Option<&Value> = english(&relation.caption);
        if let Some(caption) = caption {
            let caption = self.reader.caption(caption);
            self.graph.title = format!("{}. {caption}", self.graph.title);
        }
    }
}
