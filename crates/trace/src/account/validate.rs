//! Whether an account contradicts itself: the rules of `docs/trace-schema.md` that a JSON Schema cannot
//! say, by replaying the events.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::paths;
use super::visit::Visit;
use super::{
    Account, Broken, EndState, Event, Object, On, Patch, Relation, Result as Went, StepId,
    ThreadId, Waiter,
};

/// Whether an account obeys the rules of `docs/trace-schema.md`.
///
/// It replays the events, and does not derive `enabled`: only that who is in it is alive, and who acts is
/// in it.
///
/// # Errors
///
/// The first rule that is broken.
pub fn validate(account: &Account) -> Result<(), Broken> {
    let mut replay = Replay::new(account);
    for (place, event) in account.events.iter().enumerate() {
        replay.step(place, event)?;
    }
    replay.end()?;
    replay.cycle()?;
    relation(account)?;
    counts(account)?;
    paths::graph(account)
}

/// The writes of an object: which step wrote what, in modification order.
type Writes = Vec<(StepId, Value)>;

struct Replay<'a> {
    account: &'a Account,
    objects: BTreeMap<&'a str, (&'a Object, Patch)>,
    alive: BTreeSet<ThreadId>,
    over: BTreeMap<ThreadId, StepId>,
    born: BTreeMap<ThreadId, StepId>,
    last: BTreeMap<ThreadId, &'a Event>,
    writes: BTreeMap<&'a str, Writes>,
    /// Since which step each object is held.
    since: BTreeMap<&'a str, StepId>,
    previous: Option<ThreadId>,
}

impl<'a> Replay<'a> {
    fn new(account: &'a Account) -> Self {
        let state = |object: &'a Object| (&*object.id, (object, object.initial.clone()));
        let value = |object: &Object| {
            let initial = object.initial.get("value").or(object.initial.get("contents"));
            vec![(0, initial.cloned().unwrap_or_default())]
        };
        // Without its beginning, a run has threads that nobody is seen to start.
        let is_there = |id: ThreadId, spawned: Option<StepId>| {
            id == 0 || account.omitted > 0 && spawned.is_none()
        };
        let threads = account.threads.iter().filter(|it| is_there(it.id, it.spawned));
        Self {
            account,
            objects: account.objects.iter().map(state).collect(),
            alive: threads.map(|thread| thread.id).collect(),
            over: BTreeMap::new(),
            born: BTreeMap::new(),
            last: BTreeMap::new(),
            writes: account.objects.iter().map(|object| (&*object.id, value(object))).collect(),
            since: BTreeMap::new(),
            previous: None,
        }
    }

    fn step(&mut self, place: usize, event: &'a Event) -> Result<(), Broken> {
        let Event { step, thread, .. } = *event;
        if usize::try_from(step) != Ok(place + 1) {
            return Err(Broken::Numbering { place: place + 1, step });
        }
        self.names(event)?;
        if !self.alive.contains(&thread) {
            return Err(Broken::NotAlive { step, thread });
        }
        self.turn(event)?;
        self.continues(event)?;
        Self::earlier(event)?;
        self.threads(event)?;
        self.object(event)?;
        self.change(event);
        Ok(())
    }

    /// Everything that a step names is there.
    fn names(&self, event: &Event) -> Result<(), Broken> {
        let step = event.step;
        let threads = self.account.threads.len();
        let has_thread = |thread: &ThreadId| (*thread as usize) < threads;
        let mut named = event.target.iter().chain(&event.enabled).chain([&event.thread]);
        if let Some(thread) = named.find(|thread| !has_thread(thread)) {
            return Err(Broken::Unknown { step, name: format!("thread {thread}") });
        }
        let mut objects = event.object.iter().chain(event.after.keys());
        match objects.find(|object| !self.objects.contains_key(&***object)) {
            Some(object) => Err(Broken::Unknown { step, name: object.clone() }),
            None => Ok(()),
        }
    }

    /// Who could act, and who was interrupted.
    fn turn(&mut self, event: &Event) -> Result<(), Broken> {
        let Event { step, thread, .. } = *event;
        if !event.enabled.contains(&thread) {
            return Err(Broken::Enabled { step, thread, what: "acts, and is not enabled" });
        }
        if let Some(dead) = event.enabled.iter().find(|thread| !self.alive.contains(thread)) {
            return Err(Broken::Enabled { step, thread: *dead, what: "is enabled, and not alive" });
        }
        let before = self.previous.replace(thread);
        let right = before.filter(|before| *before != thread && event.enabled.contains(before));
        if event.preempts != right {
            return Err(Broken::Preempts { step, told: event.preempts, right });
        }
        Ok(())
    }

    fn continues(&self, event: &Event) -> Result<(), Broken> {
        let wrong = |what| Err(Broken::Continues { step: event.step, what });
        match self.last.get(&event.thread) {
            Some(last) if last.result == Went::Blocked => {
                if event.resumes != Some(last.step) {
                    return wrong("its thread was blocked, and `resumes` does not name that step");
                }
                if event.nth != last.nth {
                    return wrong("it completes an operation, and has another `nth`");
                }
            }
            // A run without its beginning may begin in the middle of anything.
            None if self.account.omitted > 0 => {}
            last => {
                if event.resumes.is_some() {
                    return wrong("it `resumes` what was not blocked");
                }
                if event.nth != last.map_or(0, |last| last.nth) + 1 {
                    return wrong("`nth` is not that of the next operation of its thread");
                }
            }
        }
        Ok(())
    }

    /// References go back.
    fn earlier(event: &Event) -> Result<(), Broken> {
        let step = event.step;
        let since = event.blocked_by.and_then(|by| by.since);
        let written = event.stale.as_ref().map(|stale| stale.written);
        let single = [
            ("from", event.from),
            ("since", since),
            ("written", written),
            ("mo_after", event.mo_after),
        ];
        let single = single.into_iter().filter_map(|(field, named)| Some((field, named?)));
        let sync = event.sync.iter().map(|named| ("sync", *named));
        match single.chain(sync).find(|(_, named)| *named >= step) {
            Some((field, named)) => Err(Broken::NotEarlier { step, named, field }),
            None => Ok(()),
        }
    }

    /// Spawns, joins and first steps.
    fn threads(&mut self, event: &'a Event) -> Result<(), Broken> {
        let Event { step, thread, .. } = *event;
        if let (None, Some(spawn)) = (self.last.get(&thread), self.born.get(&thread))
            && !event.sync.contains(spawn)
        {
            return Err(Broken::Unordered { step, after: *spawn, why: "which starts its thread" });
        }
        match (&*event.op, event.target, event.result) {
            ("spawn", Some(target), Went::Ok) => {
                if !self.alive.insert(target) || self.last.contains_key(&target) {
                    return Err(Broken::NotAlive { step, thread: target });
                }
                self.born.insert(target, step);
            }
            ("join", Some(target), Went::Blocked) if self.over.contains_key(&target) => {
                return Err(Broken::NotAlive { step, thread: target });
            }
            ("join", Some(target), Went::Ok) => {
                let end = self.over.get(&target).copied();
                match end.or(self.account.omitted.checked_sub(1).map(|_| 0)) {
                    Some(0) => {}
                    Some(after) if event.sync.contains(&after) => {}
                    Some(after) => {
                        return Err(Broken::Unordered {
                            step,
                            after,
                            why: "the end of its target",
                        });
                    }
                    None => {
                        let what = "is joined, and has not come to its end";
                        return Err(Broken::Enabled { step, thread: target, what });
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// What the object allows, and what becomes of it.
    fn object(&self, event: &Event) -> Result<(), Broken> {
        let Some(key) = &event.object else { return Ok(()) };
        let (object, state) = &self.objects[&**key];
        let visit = Visit { event, object, state, since: self.since.get(&**key).copied() };
        visit.check()?;
        self.reads(event, key)
    }

    fn reads(&self, event: &Event, key: &str) -> Result<(), Broken> {
        let step = event.step;
        let is_write = ["add", "swap", "update", "store"].contains(&&*event.op);
        let is_swapped = event.op == "cas" && event.result == Went::Ok;
        let read = if is_write || is_swapped { &event.was } else { &event.value };
        let (Some(from), Some(read)) = (event.from, read) else {
            return match &event.stale {
                Some(stale) => Err(Broken::Stale {
                    step,
                    told: stale.written.to_string(),
                    right: "unknown without `from`".to_owned(),
                }),
                None => Ok(()),
            };
        };
        let writes = &self.writes[key];
        let source = writes.iter().find(|(written, _)| *written == from);
        if source.map(|(_, value)| value) != Some(read) {
            let wrote = source.map_or("nothing".to_owned(), |(_, value)| value.to_string());
            return Err(Broken::Read { step, read: read.to_string(), from, wrote });
        }
        let newest = writes.last().filter(|(newest, _)| *newest != from);
        let told = event.stale.as_ref().map(|stale| (stale.written, &stale.newest));
        let right = newest.map(|(step, value)| (*step, value));
        let is_sc = self.account.search.memory == "sc";
        if told != right || is_sc && told.is_some() {
            let say = |stale: Option<(StepId, &Value)>| match stale {
                Some((step, value)) => format!("{value} of step {step}"),
                None => "absent".to_owned(),
            };
            let right = if is_sc { "absent under sc".to_owned() } else { say(right) };
            return Err(Broken::Stale { step, told: say(told), right });
        }
        Ok(())
    }

    fn change(&mut self, event: &'a Event) {
        for (key, patch) in &event.after {
            let Some((_, state)) = self.objects.get_mut(&**key) else { continue };
            if patch.get("owner").is_some_and(|owner| Some(owner) != state.get("owner")) {
                self.since.insert(key, event.step);
            }
            state.extend(patch.clone());
        }
        let writes = ["store", "add", "swap", "cas", "update"].contains(&&*event.op);
        if let (true, Went::Ok, Some(object), Some(value)) =
            (writes, event.result, &event.object, &event.value)
            && let Some(writes) = self.writes.get_mut(&**object)
        {
            let after = event.mo_after.and_then(|after| writes.iter().position(|it| it.0 == after));
            let place = after.map_or(writes.len(), |after| after + 1);
            writes.insert(place, (event.step, value.clone()));
        }
        self.last.insert(event.thread, event);
        if event.exits || event.result == Went::Failed {
            self.alive.remove(&event.thread);
        }
        if event.exits {
            self.over.insert(event.thread, event.step);
        }
    }

    fn end(&self) -> Result<(), Broken> {
        let Some(end) = &self.account.end else { return Ok(()) };
        for standing in &end.threads {
            let thread = standing.thread;
            let wrong = |what: String| Err(Broken::End { thread, what });
            let last = self.last.get(&thread);
            let has_failed = last.is_some_and(|last| last.result == Went::Failed);
            match standing.state {
                EndState::Finished
                    if !self.over.contains_key(&thread) && self.account.omitted == 0 =>
                {
                    return wrong("is finished, and has no last step".to_owned());
                }
                EndState::Blocked => {
                    let is_it = last.is_some_and(|last| {
                        last.result == Went::Blocked && Some(last.step) == standing.since
                    });
                    if !is_it {
                        return wrong(format!("is not blocked since step {:?}", standing.since));
                    }
                    if let (Some(On::Join(target)), Some(last)) = (&standing.on, last)
                        && last.target != Some(*target)
                    {
                        return wrong(format!("does not join thread {target}"));
                    }
                }
                _ => {}
            }
            if has_failed != (standing.state == EndState::Failed) {
                return wrong(format!("is {:?}, and its last step says otherwise", standing.state));
            }
            let is_enabled = end.enabled.contains(&thread);
            let may_run = matches!(standing.state, EndState::Ready | EndState::Unwound);
            if is_enabled && !may_run {
                return wrong(format!("is {:?}, and enabled", standing.state));
            }
        }
        Ok(())
    }

    fn cycle(&self) -> Result<(), Broken> {
        let end = self.account.end.iter();
        let cycle: Vec<&Waiter> = end.flat_map(|end| &end.cycle).collect();
        for (place, node) in cycle.iter().enumerate() {
            let next = cycle[(place + 1) % cycle.len()];
            let is_edge = match (node, next) {
                (Waiter::Object(object), Waiter::Thread(holder)) => self.holds(*holder, object),
                (Waiter::Thread(thread), next) => self.waits(*thread, next),
                (Waiter::Object(_), Waiter::Object(_)) => false,
            };
            if !is_edge {
                let say = |node: &Waiter| match node {
                    Waiter::Thread(thread) => format!("thread {thread}"),
                    Waiter::Object(object) => object.clone(),
                };
                return Err(Broken::Cycle { from: say(node), to: say(next) });
            }
        }
        Ok(())
    }

    /// Whether a thread holds an object at the end, as far as its state tells: of permits it does not.
    fn holds(&self, thread: ThreadId, object: &str) -> bool {
        let state = self.objects.get(object).map(|(_, state)| state);
        match state.and_then(|state| state.get("owner").or(state.get("writer"))) {
            Some(owner) => *owner == thread,
            None => state.is_some(),
        }
    }

    fn waits(&self, thread: ThreadId, next: &Waiter) -> bool {
        let end = self.account.end.iter().flat_map(|end| &end.threads);
        let standing = end.into_iter().find(|standing| standing.thread == thread);
        match (standing.and_then(|standing| standing.on.as_ref()), next) {
            (Some(On::Object(on)), Waiter::Object(object)) => on == object,
            (Some(On::Join(on)), Waiter::Thread(thread)) => on == thread,
            _ => false,
        }
    }
}

/// The edges of a race are what they say.
fn relation(account: &Account) -> Result<(), Broken> {
    let Some(Relation { nodes, edges, .. }) = &account.relation else { return Ok(()) };
    let step = |id: &Value| {
        let node = nodes.iter().find(|node| node.id == *id)?;
        Some(node.step.unwrap_or(0))
    };
    let event = |step: StepId| account.events.get((step as usize).checked_sub(1)?);
    for edge in edges {
        let is_so = match (step(&edge.from), step(&edge.to)) {
            (Some(from), Some(to)) => match &*edge.kind {
                "po" => {
                    event(from).map(|it| it.thread) == event(to).map(|it| it.thread) && from < to
                }
                "rf" => event(to).is_some_and(|to| to.from == Some(from)),
                "missing" => !happens_before(&account.events, from, to),
                "sync" => happens_before(&account.events, from, to),
                _ => true,
            },
            _ => false,
        };
        if !is_so {
            let (kind, from, to) = (edge.kind.clone(), edge.from.to_string(), edge.to.to_string());
            return Err(Broken::Edge { kind, from, to });
        }
    }
    Ok(())
}

/// Whether one step happens before another: the closure of program order and `sync`.
fn happens_before(events: &[Event], first: StepId, second: StepId) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![second];
    while let Some(step) = open.pop() {
        if step == first {
            return true;
        }
        let Some(event) = (step as usize).checked_sub(1).and_then(|place| events.get(place)) else {
            continue;
        };
        if seen.insert(step) {
            open.extend(&event.sync);
            let before = events[..step as usize - 1].iter();
            open.extend(before.rev().find(|it| it.thread == event.thread).map(|it| it.step));
        }
    }
    false
}

fn counts(account: &Account) -> Result<(), Broken> {
    let verdict = &account.verdict;
    match (&*verdict.result, verdict.fault) {
        ("breaks", None) => return Err(Broken::Verdict("it breaks without a fault")),
        ("holds" | "undecided", Some(_)) => {
            return Err(Broken::Verdict("it has a fault, and does not break"));
        }
        ("holds", None) if !account.search.finished => {
            return Err(Broken::Verdict("it holds, and the search is not finished"));
        }
        ("breaks", _) if account.events.is_empty() => {
            return Err(Broken::Verdict("it breaks, and there is no run"));
        }
        _ => {}
    }
    let same = |what, told: u64, right: u64| {
        if told == right { Ok(()) } else { Err(Broken::Count { what, told, right }) }
    };
    if let Some(minimal) = account.minimal.as_ref().filter(|_| !account.events.is_empty()) {
        let preempting = account.events.iter().filter(|event| event.preempts.is_some());
        let steps = account.events.len() as u64 + u64::from(account.omitted);
        same("minimal.steps", minimal.steps.into(), steps)?;
        same("minimal.preemptions", minimal.preemptions.into(), preempting.count() as u64)?;
    }
    if let Some(outcomes) = &account.outcomes {
        let executions = account.search.executions;
        let told: u64 = outcomes.rows.iter().map(|row| row.executions).sum();
        let all = executions.complete + executions.blocked;
        if outcomes.note.is_none() {
            same("the sum of outcomes", told, all)?;
        }
    }
    Ok(())
}
