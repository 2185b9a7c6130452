//! The nodes and edges of everything that could happen, as runs show them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use report::Told;
use serde_json::{Map, Value, json};
use trace::account::{Event, Graph, GraphEvent, GraphNode, Object, ObjectKey, Patch, StepId};

use super::turns::{Choice, Decision, Thread};

/// A run, told.
pub(super) struct Run {
    pub(super) told: Told,
    pub(super) threads: Vec<String>,
    pub(super) decisions: Vec<Decision>,
    /// How it ended; `None` if it was cut short.
    pub(super) end: Option<String>,
    /// Who could still have run, if it ended by a panic.
    pub(super) enabled: Vec<Thread>,
}

/// Something that has not been tried.
#[derive(Clone, Debug)]
pub(super) struct Open {
    pub(super) node: usize,
    /// Who goes on there.
    pub(super) thread: Thread,
    pub(super) plan: Vec<Choice>,
}

#[derive(Debug, Default)]
struct Node {
    edges: Vec<(usize, usize)>,
    end: Option<String>,
    enabled: Vec<Thread>,
    /// How many preemptions there are after the run is left, at least.
    cost: u32,
    /// What was tried, or is going to be.
    tried: BTreeSet<(Thread, Vec<u64>)>,
    /// By thread, what it has seen.
    histories: Vec<usize>,
}

/// All that is known so far.
#[derive(Default)]
pub(super) struct Known {
    nodes: Vec<Node>,
    /// By what is to be seen.
    numbers: HashMap<String, usize>,
    events: Vec<GraphEvent>,
    event_numbers: HashMap<String, usize>,
    /// What a thread has seen: what it had seen before, and one more event.
    histories: HashMap<(usize, usize), usize>,
    /// By what a thread has seen: an event that may come next.
    next: HashMap<(Thread, usize), usize>,
    pub(super) threads: BTreeMap<Thread, String>,
    pub(super) objects: BTreeMap<u32, Object>,
    keys: HashMap<ObjectKey, u32>,
    pub(super) open: BTreeMap<(u32, usize), Open>,
    opened: usize,
}

/// The runs do not agree on what is what.
#[derive(Debug)]
pub(super) struct Disagree(pub(super) String);

/// What of a node is to be seen, while a run passes.
struct Position {
    histories: Vec<usize>,
    objects: BTreeMap<ObjectKey, Patch>,
    /// Who last changed each object.
    last: BTreeMap<ObjectKey, (Thread, u32)>,
    nth_of: Vec<(Thread, u32)>,
}

impl Known {
    /// Adds what a run shows; `cost` is that of how it began. The nodes on its way.
    pub(super) fn add(&mut self, run: &Run, cost: u32) -> Result<Vec<usize>, Disagree> {
        self.agree(run)?;
        let objects = run.told.objects.iter();
        let mut position = Position {
            histories: vec![0; run.threads.len()],
            objects: objects.map(|(_, it)| (it.id.clone(), it.initial.clone())).collect(),
            last: BTreeMap::new(),
            nth_of: Vec::new(),
        };
        let mut path = vec![self.node(&position, cost)];
        for event in &run.told.events {
            let number = self.event(event, &position);
            position.step(event, number, &mut self.histories, &mut self.next);
            let node = self.node(&position, cost);
            let before = path[path.len() - 1];
            if !self.nodes[before].edges.contains(&(number, node)) {
                self.nodes[before].edges.push((number, node));
            }
            path.push(node);
        }
        if let (Some(end), Some(last)) = (&run.end, path.last()) {
            self.nodes[*last].end = Some(end.clone());
            self.nodes[*last].enabled.clone_from(&run.enabled);
        }
        self.open_what_was_not_tried(run, &path, cost);
        Ok(path)
    }

    /// Objects and threads are the same ones in every run.
    fn agree(&mut self, run: &Run) -> Result<(), Disagree> {
        for (thread, name) in (0..).zip(&run.threads) {
            if self.threads.entry(thread).or_insert_with(|| name.clone()) != name {
                return Err(Disagree(format!("thread {thread} is {name} in one run only")));
            }
        }
        for (id, object) in &run.told.objects {
            let known = self.objects.entry(*id).or_insert_with(|| object.clone());
            let is_key = *self.keys.entry(object.id.clone()).or_insert(*id) == *id;
            let is_same = (&known.id, &known.kind) == (&object.id, &object.kind);
            if !is_key || !is_same || known.initial != object.initial {
                return Err(Disagree(format!("{} is another object in one run", object.id)));
            }
            // What a run has not shown of it, another one may.
            for (field, value) in &object.more {
                known.more.entry(field).or_insert_with(|| value.clone());
            }
        }
        Ok(())
    }

    fn node(&mut self, position: &Position, cost: u32) -> usize {
        let objects = position.objects.iter().filter(|(key, state)| {
            // One that nothing has happened to is there in every run, told of or not.
            let initial = self.keys.get(*key).and_then(|id| self.objects.get(id));
            initial.is_none_or(|object| object.initial != **state)
        });
        let mut histories = position.histories.as_slice();
        while let [rest @ .., 0] = histories {
            histories = rest;
        }
        let key = json!([histories, objects.collect::<Vec<_>>(), position.last]).to_string();
        let number = *self.numbers.entry(key).or_insert(self.nodes.len());
        if number == self.nodes.len() {
            let histories = position.histories.clone();
            self.nodes.push(Node { cost, histories, ..Node::default() });
        }
        let node = &mut self.nodes[number];
        node.cost = node.cost.min(cost);
        number
    }

    /// The number of a step, as every path knows it.
    fn event(&mut self, event: &Event, position: &Position) -> usize {
        let reference = |step: StepId| match step.checked_sub(1) {
            Some(index) => json!(position.nth_of.get(index as usize)),
            None => Value::Null,
        };
        let mut told = match json!(event) {
            Value::Object(fields) => fields,
            _ => Map::new(),
        };
        for field in ["step", "enabled", "preempts", "resumes", "blocked_by"] {
            told.remove(field);
        }
        if let Some(from) = event.from {
            told.insert("from".to_owned(), reference(from));
        }
        if !event.sync.is_empty() {
            let sync: Vec<Value> = event.sync.iter().map(|step| reference(*step)).collect();
            told.insert("sync".to_owned(), json!(sync));
        }
        let key = json!(told).to_string();
        let number = *self.event_numbers.entry(key).or_insert(self.events.len());
        if number == self.events.len() {
            self.events.push(told);
        }
        number
    }

    /// Remembers who else could have gone on, and what else could have been chosen.
    fn open_what_was_not_tried(&mut self, run: &Run, path: &[usize], cost: u32) {
        let mut plan: Vec<Choice> = Vec::new();
        let mut last = None;
        for decision in &run.decisions {
            // In front of the first event that was told then.
            let place = run.told.at.iter().position(|at| *at >= decision.told.start);
            let node = path[place.unwrap_or(path.len() - 1)];
            for &thread in &decision.candidates {
                let goes_on = last.is_some_and(|last| decision.candidates.contains(&last));
                let is_preempted = goes_on && last != Some(thread);
                // To leave the run is free.
                let price = if self.nodes[node].cost == 0 { 0 } else { u32::from(is_preempted) };
                if self.nodes[node].tried.insert((thread, Vec::new())) && thread != decision.thread
                {
                    let plan = plan.iter().copied().chain([Choice::Thread(thread)]).collect();
                    self.put(cost.max(self.nodes[node].cost) + price, Open { node, thread, plan });
                }
            }
            plan.push(Choice::Thread(decision.thread));
            let mut values: Vec<u64> = Vec::new();
            for &(value, of) in &decision.values {
                for other in (0..of).filter(|other| *other != value) {
                    let tried = values.iter().copied().chain([other]).collect();
                    if self.nodes[node].tried.insert((decision.thread, tried)) {
                        let plan = plan.iter().copied().chain([Choice::Value(other)]).collect();
                        let thread = decision.thread;
                        self.put(cost, Open { node, thread, plan });
                    }
                }
                values.push(value);
                self.nodes[node].tried.insert((decision.thread, values.clone()));
                plan.push(Choice::Value(value));
            }
            last = Some(decision.thread);
        }
    }

    fn put(&mut self, cost: u32, open: Open) {
        self.opened += 1;
        self.open.insert((cost, self.opened), open);
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Where a step leads from a node.
    pub(super) fn follow(&self, node: usize, event: &Event) -> Option<usize> {
        let is_it = |told: &GraphEvent| {
            told.get("thread") == Some(&json!(event.thread))
                && told.get("nth") == Some(&json!(event.nth))
                && told.get("op") == Some(&json!(event.op))
                && told.get("object") == event.object.as_ref().map(|it| json!(it)).as_ref()
                && told.get("result") == Some(&json!(event.result))
                && told.get("value") == event.value.as_ref()
        };
        let edges = &self.nodes[node].edges;
        edges.iter().find(|(number, _)| is_it(&self.events[*number])).map(|(_, to)| *to)
    }

    /// Takes out what was not tried at a node with this thread.
    pub(super) fn take_open(&mut self, node: usize, thread: Thread) -> Option<((u32, usize), Open)> {
        let is_it = |open: &Open| open.node == node && open.thread == thread;
        let key = *self.open.iter().find(|(_, open)| is_it(open))?.0;
        self.open.remove(&key).map(|open| (key, open))
    }

    pub(super) fn keep_cheap(&mut self, nodes: &[usize]) {
        for node in nodes {
            self.nodes[*node].cost = 0;
        }
    }

    pub(super) fn is_failing(&self, node: usize) -> bool {
        self.nodes[node].end.as_ref().is_some_and(|end| end != "ok")
    }

    /// Whether every atomic step is sequentially consistent, so that weak memory allows nothing more.
    pub(super) fn is_sequential(&self) -> bool {
        let weak = |event: &GraphEvent| {
            event.get("ordering").is_some_and(|ordering| *ordering != json!("SeqCst"))
        };
        !self.events.iter().any(weak)
    }

    /// What is told of it: the nodes near the run, until there are `most` or so many bytes.
    pub(super) fn told(&self, most: usize, most_bytes: usize) -> Graph {
        let mut unfinished: BTreeMap<usize, BTreeSet<Thread>> = BTreeMap::new();
        for open in self.open.values() {
            unfinished.entry(open.node).or_default().insert(open.thread);
        }
        let mut order: Vec<usize> = (0..self.nodes.len()).collect();
        order.sort_by_key(|node| (self.nodes[*node].cost, *node));
        let mut graph = Told2::default();
        for number in order {
            let node = &self.nodes[number];
            if graph.nodes.len() >= most || graph.bytes >= most_bytes {
                break;
            }
            // One behind which a run was cut short: nothing is known of it.
            if node.edges.is_empty() && node.end.is_none() {
                continue;
            }
            let mut edges: Vec<(u32, Option<usize>)> = node
                .edges
                .iter()
                .map(|(event, to)| (graph.event(self, *event), Some(*to)))
                .collect();
            for thread in unfinished.get(&number).into_iter().flatten() {
                let history = node.histories.get(*thread as usize).copied().unwrap_or(0);
                let has_edge = node.edges.iter().any(|(event, _)| {
                    self.events[*event].get("thread") == Some(&json!(thread))
                });
                if let Some(event) = self.next.get(&(*thread, history)).filter(|_| !has_edge) {
                    edges.push((graph.event(self, *event), None));
                }
            }
            edges.sort_by_key(|(event, _)| {
                graph.events[*event as usize].get("thread").and_then(Value::as_u64)
            });
            graph.bytes += 16 + 14 * edges.len();
            graph.numbers.insert(number, graph.nodes.len());
            let enabled = Some(node.enabled.clone()).filter(|enabled| !enabled.is_empty());
            graph.nodes.push((edges, node.end.clone(), enabled));
        }
        let number = |to: usize| {
            let number = graph.numbers.get(&to)?;
            u32::try_from(*number).ok()
        };
        let nodes: Vec<GraphNode> = graph
            .nodes
            .iter()
            .map(|(edges, end, enabled)| GraphNode {
                edges: edges.iter().map(|(event, to)| (*event, to.and_then(number))).collect(),
                end: end.clone(),
                enabled: enabled.clone(),
            })
            .collect();
        let leads = nodes.iter().all(|node| node.edges.iter().all(|(_, to)| to.is_some()));
        Graph {
            complete: leads && self.open.is_empty(),
            states: self.nodes.len() as u64,
            start: number(0).unwrap_or(0),
            events: graph.events,
            nodes,
        }
    }
}

type Edges = Vec<(u32, Option<usize>)>;

/// What is told so far.
#[derive(Default)]
struct Told2 {
    events: Vec<GraphEvent>,
    event_numbers: HashMap<usize, u32>,
    nodes: Vec<(Edges, Option<String>, Option<Vec<Thread>>)>,
    numbers: HashMap<usize, usize>,
    bytes: usize,
}

impl Told2 {
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

impl Position {
    fn step(
        &mut self,
        event: &Event,
        number: usize,
        histories: &mut HashMap<(usize, usize), usize>,
        next: &mut HashMap<(Thread, usize), usize>,
    ) {
        self.nth_of.push((event.thread, event.nth));
        let thread = event.thread as usize;
        if self.histories.len() <= thread {
            self.histories.resize(thread + 1, 0);
        }
        let before = self.histories[thread];
        next.entry((event.thread, before)).or_insert(number);
        let new = histories.len() + 1;
        self.histories[thread] = *histories.entry((before, number)).or_insert(new);
        for (key, patch) in &event.after {
            self.objects.entry(key.clone()).or_default().extend(patch.clone());
            self.last.insert(key.clone(), (event.thread, event.nth));
        }
    }
}
