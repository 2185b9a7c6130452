//! A run as a timeline, for Perfetto and Chrome.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde_json::{Value, json};
use trace::account::{Account, Event, ObjectKey, On, Result, StepId, ThreadId};

use crate::reading::holders::Holders;
use crate::reading::reader::Reader;
use crate::reading::text::line;
use crate::reading::words::order;

/// A step takes a millisecond, in microseconds, so that the axis counts steps.
const STEP: u64 = 1_000;
/// What a step is drawn as: a bit less, so that two in a row are told apart.
const SLICE: u64 = 800;

/// Renders a run as Chrome trace events, which [Perfetto](https://ui.perfetto.dev) opens.
///
/// A track per thread. Step 7 is at 7 ms: there is no other time in a run. A slice for each time that
/// a lock is held and for each wait, inside it one for each step; arrows from what a step happens after,
/// such as release to acquire and notify to wake; instants where a thread is preempted and where the
/// run fails. Steps are short slices, since arrows can't begin at an instant.
///
/// Names are JSON strings, with what can't be seen made visible. Takes memory linear in the
/// account, and the time to sort it, times the number of locks that one thread holds at once.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let json = std::fs::read_to_string("tests/page/traces/deadlock.trace.json")?;
/// let account: trace::account::Account = serde_json::from_str(&json)?;
/// let timeline: serde_json::Value = serde_json::from_str(&plainweave_report::perfetto(&account))?;
/// let events = timeline["traceEvents"].as_array().expect("a list");
/// assert!(events.iter().any(|event| event["name"] == "holds plate" && event["dur"] == 4_000));
/// # Ok(())
/// # }
/// ```
pub fn perfetto(account: &Account) -> String {
    let reader = Reader::new(account);
    let mut timeline =
        Timeline { reader: &reader, events: vec![], open: BTreeMap::new(), flows: 0 };
    timeline.tracks();
    timeline.run();
    // Of slices that begin together the outer one has to come first.
    timeline.events.sort_by_key(|event| {
        let number = |field: &str| event[field].as_u64().unwrap_or(0);
        (event["ph"] != "M", number("ts"), Reverse(number("dur")))
    });
    let lines: Vec<String> = timeline.events.iter().map(Value::to_string).collect();
    let about = json!({
        "check": line(&reader.check()),
        "verdict": line(&reader.verdict()),
        "cause": line(&reader.cause()),
        "engine": line(&account.search.engine),
        "id": line(&account.id),
    });
    format!(
        "{{\"displayTimeUnit\":\"ms\",\"otherData\":{about},\"traceEvents\":[\n{}\n]}}\n",
        lines.join(",\n")
    )
}

/// Why a slice is open.
#[derive(Clone, PartialEq, Eq)]
enum Why {
    Holds(ObjectKey),
    Waits,
}

struct Open {
    why: Why,
    name: String,
    since: StepId,
}

struct Timeline<'r, 'a> {
    reader: &'r Reader<'a>,
    events: Vec<Value>,
    /// The open slices of each thread, outermost first.
    open: BTreeMap<ThreadId, Vec<Open>>,
    flows: u64,
}

impl Timeline<'_, '_> {
    /// Names the processes and threads.
    fn tracks(&mut self) {
        let mut processes = BTreeMap::new();
        for thread in &self.reader.account.threads {
            let process = self.process(thread.id);
            processes.entry(process).or_insert_with(|| match thread.process {
                Some(number) => format!("{}, process {number}", self.reader.check()),
                None => self.reader.check(),
            });
        }
        for (process, name) in processes {
            self.events.push(json!({
                "ph": "M", "name": "process_name", "pid": process, "tid": 0, "args": {"name": line(&name)},
            }));
        }
        for (place, thread) in self.reader.account.threads.iter().enumerate() {
            let name = json!({"name": line(&thread.name)});
            self.track(thread.id, "thread_name", &name);
            self.track(thread.id, "thread_sort_index", &json!({"sort_index": place}));
        }
        if !self.reader.account.events.is_empty() {
            // A viewer begins its axis at the first event; so this is one at 0.
            self.instant("start", 0, 0, "g");
        }
    }

    fn track(&mut self, thread: ThreadId, name: &str, args: &Value) {
        let (pid, tid) = (self.process(thread), track(thread));
        self.events.push(json!({"ph": "M", "name": name, "pid": pid, "tid": tid, "args": args}));
    }

    fn run(&mut self) {
        let account = self.reader.account;
        let mut holders = Holders::at_start(account);
        for object in &account.objects {
            let held: Vec<ThreadId> = holders.of(&object.id).map(|(thread, _)| thread).collect();
            for thread in held {
                self.hold(thread, &object.id, 0);
            }
        }
        for event in &account.events {
            self.step(event, &mut holders);
        }
        let last = account.events.last().map_or(0, |event| event.step);
        let threads: Vec<ThreadId> = self.open.keys().copied().collect();
        for thread in threads {
            while let Some(open) = self.open.get_mut(&thread).and_then(Vec::pop) {
                self.close(thread, &open, last + 1);
            }
        }
        self.ends(last);
    }

    /// First what ends, then what begins, then the step within: so slices of a track nest.
    fn step(&mut self, event: &Event, holders: &mut Holders) {
        let Event { thread, step, .. } = event;
        if event.resumes.is_some() {
            self.end(*thread, &Why::Waits, *step);
        }
        for (object, patch) in &event.after {
            for change in holders.apply(object, patch, *step) {
                if change.gets {
                    self.hold(change.thread, object, *step);
                } else {
                    self.end(change.thread, &Why::Holds(object.clone()), *step);
                }
            }
        }
        if event.result == Result::Blocked {
            let name = format!("waits for {}", self.reader.it(event));
            self.begin(*thread, Why::Waits, name, *step);
        }
        let mut args = json!({"step": step, "does": line(&self.reader.deed(event)), "at": line(&event.at.user)});
        if let Some(primitive) = &event.at.primitive {
            args["primitive"] = json!(line(primitive));
        }
        if let Some(note) = self.reader.note(event) {
            args["note"] = json!(line(&note));
        }
        let name = format!("{step} {}", self.reader.brief(event));
        self.events.push(json!({
            "ph": "X", "cat": "step", "name": line(&name), "pid": self.process(*thread), "tid": track(*thread),
            "ts": time(*step), "dur": SLICE, "args": args,
        }));
        if event.preempts.is_some() {
            self.instant("preemption", *thread, time(*step), "t");
        }
        if event.result == Result::Failed {
            self.instant("the run fails", *thread, time(*step), "p");
        }
        self.arrows(event);
    }

    fn arrows(&mut self, event: &Event) {
        for from in event.sync.iter().filter_map(|step| self.reader.event(*step)) {
            self.flows += 1;
            let (name, id) = (order(from, event), self.flows);
            for (phase, end) in [("s", from), ("f", event)] {
                let mut flow = json!({
                    "ph": phase, "cat": "order", "name": name, "id": id,
                    "pid": self.process(end.thread), "tid": track(end.thread), "ts": time(end.step) + 1,
                });
                if phase == "f" {
                    flow["bp"] = json!("e");
                }
                self.events.push(flow);
            }
        }
    }

    /// Who still waits at the end, and for what.
    fn ends(&mut self, last: StepId) {
        let standings = self.reader.account.end.iter().flat_map(|end| &end.threads);
        for standing in standings {
            let on = match &standing.on {
                Some(On::Object(object)) => self.reader.object(object),
                Some(On::Join(thread)) => format!("the end of {}", self.reader.thread(*thread)),
                None => continue,
            };
            let name = format!("still waits for {on}");
            self.instant(&name, standing.thread, time(last + 1), "t");
        }
    }

    fn hold(&mut self, thread: ThreadId, object: &str, step: StepId) {
        let name = format!("holds {}", self.reader.object(object));
        self.begin(thread, Why::Holds(object.to_owned()), name, step);
    }

    fn begin(&mut self, thread: ThreadId, why: Why, name: String, since: StepId) {
        self.open.entry(thread).or_default().push(Open { why, name, since });
    }

    /// Ends a slice. What is open inside it is ended, too, and begun again: slices of a track must nest.
    fn end(&mut self, thread: ThreadId, why: &Why, step: StepId) {
        let Some(open) = self.open.get_mut(&thread) else { return };
        let Some(place) = open.iter().rposition(|open| open.why == *why) else { return };
        let mut inner = open.split_off(place);
        let ended = inner.remove(0);
        for open in &mut inner {
            let part = Open { why: open.why.clone(), name: open.name.clone(), since: open.since };
            self.close(thread, &part, step);
            open.since = step;
        }
        self.close(thread, &ended, step);
        self.open.entry(thread).or_default().extend(inner);
    }

    fn close(&mut self, thread: ThreadId, open: &Open, step: StepId) {
        // Numbers that do not grow are those of a damaged file.
        if open.since >= step {
            return;
        }
        let category = if open.why == Why::Waits { "wait" } else { "lock" };
        self.events.push(json!({
            "ph": "X", "cat": category, "name": line(&open.name), "pid": self.process(thread),
            "tid": track(thread), "ts": time(open.since), "dur": time(step - open.since),
            "args": {"from step": open.since, "to step": step},
        }));
    }

    fn instant(&mut self, name: &str, thread: ThreadId, at: u64, scope: &str) {
        self.events.push(json!({
            "ph": "i", "s": scope, "name": line(name), "pid": self.process(thread), "tid": track(thread), "ts": at,
        }));
    }

    fn process(&self, thread: ThreadId) -> u32 {
        let thread = self.reader.account.threads.get(thread as usize);
        thread.and_then(|thread| thread.process).unwrap_or(0).saturating_add(1)
    }
}

/// Number 0 means the idle thread to viewers.
fn track(thread: ThreadId) -> u32 {
    thread.saturating_add(1)
}

fn time(step: StepId) -> u64 {
    u64::from(step) * STEP
}
