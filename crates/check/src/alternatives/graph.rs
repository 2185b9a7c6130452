//! The nodes and edges of everything that could happen, as runs show them.

mod told;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use account::Told;
use serde_json::{Map, Value, json};
use trace::account::{Event, GraphEvent, Object, ObjectKey, StepId};

use super::position::Position;
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
    /// By thread, what it has seen, and whether it waits.
    histories: Vec<(usize, bool)>,
}

/// All that is known so far.
#[derive(Default)]
pub(super) struct Known {
    /// Whether no two paths meet.
    pub(super) is_tree: bool,
    /// Whether something was left out.
    pub(super) has_gaps: bool,
    nodes: Vec<Node>,
    /// By what is to be seen.
    numbers: HashMap<String, usize>,
    events: Vec<GraphEvent>,
    event_numbers: HashMap<String, usize>,
    /// What a thread has seen: what it had seen before, and one more event.
    histories: HashMap<(usize, String), usize>,
    /// By what a thread has seen, and whether it waits: an event that may come next.
    next: HashMap<(Thread, usize, bool), usize>,
    pub(super) threads: BTreeMap<Thread, String>,
    pub(super) objects: BTreeMap<u32, Object>,
    keys: HashMap<ObjectKey, u32>,
    pub(super) open: BTreeMap<(u32, usize), Open>,
    opened: usize,
}

/// The runs do not agree.
#[derive(Debug)]
pub(super) enum Disagree {
    /// On what is what.
    On(String),
    /// On what comes next, though everything looks the same: something that is not to be seen matters.
    Hidden,
}

impl Known {
    /// Nothing yet. In a tree no two paths meet: that is right even if they only look the same.
    pub(super) fn new(is_tree: bool) -> Self {
        Self { is_tree, ..Self::default() }
    }

    /// Adds what a run shows; `cost` is that of how it began. The nodes on its way.
    pub(super) fn add(&mut self, run: &Run, cost: u32) -> Result<Vec<usize>, Disagree> {
        self.agree(run)?;
        let objects = run.told.objects.iter();
        let mut position = Position {
            histories: vec![(0, false); run.threads.len()],
            objects: objects.map(|(_, it)| (it.id.clone(), it.initial.clone())).collect(),
            last: BTreeMap::new(),
            nth_of: Vec::new(),
        };
        let mut path = vec![self.node(&position, cost)];
        for event in &run.told.events {
            let number = self.event(event, &position);
            let told = &self.events[number];
            let fields =
                ["nth", "op", "object", "target", "result", "value", "was", "from", "sync"];
            let seen = json!(fields.map(|field| told.get(field))).to_string();
            position.step(event, number, seen, &mut self.histories, &mut self.next);
            let before = path[path.len() - 1];
            let node = if self.is_tree {
                self.child(before, number, &position, cost)
            } else {
                self.node(&position, cost)
            };
            self.lead(before, number, node)?;
            path.push(node);
        }
        if let (Some(end), Some(last)) = (&run.end, path.last()) {
            let Node { end: known, edges, enabled, .. } = &mut self.nodes[*last];
            if !edges.is_empty() || known.as_ref().is_some_and(|known| known != end) {
                return Err(Disagree::Hidden);
            }
            *known = Some(end.clone());
            enabled.clone_from(&run.enabled);
        }
        self.open_what_was_not_tried(run, &path, cost);
        Ok(path)
    }

    /// Notes that an event leads from one node to another.
    fn lead(&mut self, before: usize, event: usize, node: usize) -> Result<(), Disagree> {
        let told = &self.events[event];
        let same = |other: &GraphEvent, field: &str| other.get(field) == told.get(field);
        let chooses = told.get("op") == Some(&json!("choose"));
        for &(other, to) in &self.nodes[before].edges {
            let other = &self.events[other];
            if !same(other, "thread") || chooses && !same(other, "value") {
                continue;
            }
            // What it happens after may differ by what happened inside of primitives.
            let is_same = |field: &&str| *field == "sync" || same(other, field);
            let fields = other.keys().chain(told.keys()).map(String::as_str);
            if to != node || !fields.collect::<Vec<_>>().iter().all(is_same) {
                return Err(Disagree::Hidden);
            }
            return Ok(());
        }
        if self.nodes[before].end.is_some() {
            return Err(Disagree::Hidden);
        }
        self.nodes[before].edges.push((event, node));
        Ok(())
    }

    /// The node behind one: no other way leads to it.
    fn child(&mut self, before: usize, event: usize, position: &Position, cost: u32) -> usize {
        let edges = &self.nodes[before].edges;
        let is_it = |other: usize| {
            let [one, other] = [&self.events[event], &self.events[other]];
            ["thread", "nth", "op", "object", "result", "value"]
                .iter()
                .all(|field| one.get(*field) == other.get(*field))
        };
        if let Some(&(_, node)) = edges.iter().find(|(other, _)| is_it(*other)) {
            self.nodes[node].cost = self.nodes[node].cost.min(cost);
            return node;
        }
        let histories = position.histories.clone();
        self.nodes.push(Node { cost, histories, ..Node::default() });
        self.nodes.len() - 1
    }

    /// Objects and threads are the same ones in every run.
    fn agree(&mut self, run: &Run) -> Result<(), Disagree> {
        for (thread, name) in (0..).zip(&run.threads) {
            if self.threads.entry(thread).or_insert_with(|| name.clone()) != name {
                return Err(Disagree::On(format!("thread {thread} is {name} in one run only")));
            }
        }
        for (id, object) in &run.told.objects {
            let known = self.objects.entry(*id).or_insert_with(|| object.clone());
            let is_key = *self.keys.entry(object.id.clone()).or_insert(*id) == *id;
            let is_same = (&known.id, &known.kind) == (&object.id, &object.kind);
            if !is_key || !is_same || known.initial != object.initial {
                return Err(Disagree::On(format!("{} is another object in one run", object.id)));
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
        while let [rest @ .., (0, false)] = histories {
            histories = rest;
        }
        let last: Vec<_> = position.last.iter().collect();
        let key = json!([histories, objects.collect::<Vec<_>>(), last]).to_string();
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
            let place = |step: &StepId| position.nth_of.get((*step as usize).checked_sub(1)?);
            let mut sync: Vec<_> = event.sync.iter().filter_map(place).collect();
            sync.sort_unstable();
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

    /// What a thread can do at a node, as far as is known.
    pub(super) fn steps(&self, node: usize, thread: Thread) -> String {
        let events = self.nodes[node].edges.iter().map(|(number, _)| &self.events[*number]);
        let mine = events.filter(|event| event.get("thread") == Some(&json!(thread)));
        let told = mine.map(|event| {
            ["op", "object", "result", "value"].map(|field| event.get(field).cloned()).to_vec()
        });
        json!(told.collect::<Vec<_>>()).to_string()
    }

    /// Takes out what was not tried at a node with this thread.
    pub(super) fn take_open(
        &mut self,
        node: usize,
        thread: Thread,
    ) -> Option<((u32, usize), Open)> {
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

    /// Whether weak memory allows nothing more: every atomic step is sequentially consistent, or all are on one
    /// object. Operations order memory by themselves on this level.
    pub(super) fn is_sequential(&self) -> bool {
        let atomic = || self.events.iter().filter(|event| event.contains_key("ordering"));
        let is_weak = |event: &&GraphEvent| event.get("ordering") != Some(&json!("SeqCst"));
        let objects: BTreeSet<String> = atomic()
            .map(|event| event.get("object").map(Value::to_string).unwrap_or_default())
            .collect();
        // The accesses of one atomic are coherent, and nothing else tells of their order.
        let is_one = objects.len() == 1 && !objects.contains("");
        is_one || !atomic().any(|event| is_weak(&event))
    }
}
