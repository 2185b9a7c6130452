//! A recording as an account: the steps that a reader sees, with everything that follows from them.
//!
//! A recording ([`Trace`]) has each step inside the primitives. `rows` are the steps of the program in it, and
//! each is an event of the [`Account`]. What an event says is taken from the steps inside: what they hold,
//! whom they wake, which value was released and acquired. What a recording does not tell is left out; nothing
//! is guessed. `docs/trace-schema.md` says field by field from what it follows.

mod aba;
mod accesses;
mod board;
mod cause;
mod effects;
mod ending;
mod events;
mod fingerprint;
mod lost_update;
mod message;
mod operation;
mod order;
mod relation;
mod rows;
mod sentence;
mod shown;
mod sources;
mod steps;
mod summary;
mod told;
mod uses;
mod value;

use std::collections::HashMap;

use serde_json::{Value, json};
use trace::account::{
    ACCOUNT_SCHEMA, Account, Attachment, Found, Minimal, Object, ObjectKey, Place, Thread, Tool,
};
use trace::{Act, Extent, Fault, ObjectId, Schedule, Trace};

use crate::events::Teller;
use crate::rows::{Row, What};
use crate::told::telling;

pub use told::{Told, told};

/// A run, as it was recorded: the one that fails, or another one that is to be told.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// What is wrong with it, if anything is.
    pub fault: Option<&'a Fault>,
    /// Who is stuck, if it came to a standstill.
    pub extent: Option<&'a Extent>,
    /// What happened in it.
    pub trace: &'a Trace,
    /// How the engine comes to it again, if it can.
    pub schedule: Option<&'a Schedule>,
}

/// Makes an account of what a check found; `run` is the one that fails, if one does.
///
/// `read` is asked for the text of source files, as the compiler was given their paths; what it has not
/// is not excerpted. Everything else is a pure function of what is known.
///
/// Of a run of many thousand steps the last 2,000 are told. Takes time in proportion to the run's steps
/// times its threads.
///
/// ```
/// use plainweave_account::account;
/// # use std::collections::BTreeMap;
/// # use trace::account::{Executions, Found, Reproduce, Scenario, Search, Verdict};
///
/// # let scenario = Scenario {
/// #     name: "greeting/alone".to_owned(),
/// #     story: "One thread says hello.".to_owned(),
/// #     expect: "holds".to_owned(),
/// #     params: BTreeMap::new(),
/// # };
/// # let search = Search {
/// #     engine: "weave".to_owned(),
/// #     memory: "rc11".to_owned(),
/// #     scope: "exhaustive".to_owned(),
/// #     finished: true,
/// #     why: None,
/// #     bounds: BTreeMap::new(),
/// #     executions: Executions { complete: 1, blocked: 0, failing: 0 },
/// #     seed: None,
/// #     found_at: None,
/// #     wall_ms: 1,
/// # };
/// # let result = "holds".to_owned();
/// # let verdict = Verdict { result, fault: None, as_expected: true, vacuous: true };
/// let found = Found {
///     scenario,
///     verdict,
///     search,
///     outcomes: BTreeMap::new(),
///     minimal: None,
///     python: String::new(),
///     reproduce: Reproduce::default(),
/// };
/// let account = account(&found, None, |_| None);
/// assert!(account.to_json().starts_with("{\n  \"schema\": \"plainweave.trace/1\""));
/// ```
pub fn account(
    found: &Found,
    run: Option<&Run<'_>>,
    read: impl Fn(&str) -> Option<String>,
) -> Account {
    let mut account = Account {
        schema: ACCOUNT_SCHEMA.to_owned(),
        id: String::new(),
        tool: Tool { name: "plainweave".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
        scenario: found.scenario.clone(),
        verdict: found.verdict.clone(),
        search: found.search.clone(),
        cause: summary::no_fault(found),
        minimal: None,
        threads: vec![Thread {
            id: 0,
            name: "main".to_owned(),
            parent: None,
            spawned: None,
            daemon: false,
            process: None,
        }],
        objects: Vec::new(),
        omitted: 0,
        events: Vec::new(),
        end: None,
        repeat: None,
        relation: None,
        outcomes: summary::outcomes(found),
        graph: None,
        sources: Vec::new(),
        reproduce: found.reproduce.clone(),
        attachments: Vec::new(),
    };
    if let Some(run) = run {
        tell(&mut account, found, run);
    }
    account.sources = sources::sources(&account.events, &account.objects, found, &read);
    account.id = fingerprint::id(&account);
    account
}

fn tell(account: &mut Account, found: &Found, run: &Run<'_>) {
    telling(run, &found.search.memory, |rows, teller| {
        if let Some(fault) = run.fault {
            account.cause = sentence::cause(fault, run, rows, teller.steps, teller.keys);
        }
        account.end = Some(ending::end(run, &teller));
        account.relation = relation::relation(run, rows, &teller);
        account.objects = objects(&teller);
        account.omitted = u32::try_from(teller.steps.omitted).unwrap_or(u32::MAX);
        account.events = teller.events;
    });
    account.threads = threads(run.trace, account);
    account.minimal = Some(minimal(found, account));
    account.attachments = attachments(found, run);
}

/// The engine's own schedule, for replay.
fn attachments(found: &Found, run: &Run<'_>) -> Vec<Attachment> {
    let schedule = run.schedule.map(|schedule| Attachment {
        kind: "schedule".to_owned(),
        engine: found.search.engine.clone(),
        data: json!(schedule),
    });
    schedule.into_iter().collect()
}

/// The ids of the objects that are told of: those that a row names, or the fault.
fn keys(run: &Run<'_>, rows: &[Row]) -> Vec<Option<ObjectKey>> {
    let trace = run.trace;
    let mut is_told = vec![false; trace.objects.len()];
    let mut tell = |object: ObjectId| is_told[trace.whole(object) as usize] = true;
    for row in rows {
        match row.what {
            What::Did { call, .. } => tell(trace.calls[call as usize].object),
            What::Waits { call, object, lock } => {
                tell(trace.calls[call as usize].object);
                tell(object);
                lock.into_iter().for_each(&mut tell);
            }
            What::Access { object, .. } => object.into_iter().for_each(&mut tell),
            _ => {}
        }
    }
    if let Some(Fault::Leak { objects }) = run.fault {
        for (id, _) in (0..).zip(&trace.objects) {
            if objects.iter().any(|leaked| leaked.object == trace.object(id)) {
                tell(id);
            }
        }
    }
    let mut taken: HashMap<String, u32> = HashMap::new();
    let mut keys = Vec::new();
    for (id, is_told) in (0..).zip(is_told) {
        keys.push(is_told.then(|| {
            let name = trace.object(id);
            let count = taken.entry(name.clone()).or_default();
            *count += 1;
            if *count == 1 { name } else { format!("{name}#{count}") }
        }));
    }
    keys
}

fn objects(teller: &Teller<'_>) -> Vec<Object> {
    let trace = teller.trace;
    let mut objects = Vec::new();
    for (id, key) in (0..).zip(teller.keys) {
        let Some(key) = key else { continue };
        let object = &trace.objects[id as usize];
        let known = teller.known[id as usize];
        let mut more = serde_json::Map::new();
        let mut tell = |field: &str, value: Value| more.insert(field.to_owned(), value);
        match (&*object.kind, known) {
            ("condition", Some(lock)) => {
                if let Some(lock) = &teller.keys[lock as usize] {
                    tell("lock", json!(lock));
                }
            }
            ("barrier", Some(parties)) => drop(tell("parties", json!(parties))),
            ("queue", Some(capacity)) => drop(tell("capacity", json!(capacity))),
            _ => {}
        }
        objects.push(Object {
            id: key.clone(),
            kind: object.kind.clone().into_owned(),
            name: trace.object(id),
            created: Place {
                user: object.created.to_string(),
                primitive: None,
                began: false,
                twin: None,
            },
            initial: teller.initial[id as usize].clone(),
            more,
        });
    }
    objects
}

fn threads(trace: &Trace, account: &Account) -> Vec<Thread> {
    let parent = |thread| {
        let spawns = |event: &&trace::Event| event.act == Act::Spawn(thread);
        trace.events.iter().find(spawns).map(|event| event.thread)
    };
    let spawned = |thread| {
        let mut spawns = account.events.iter().filter(|event| event.op == "spawn");
        spawns.find(|event| event.target == Some(thread)).map(|event| event.step)
    };
    let threads = (0..).zip(&trace.threads).map(|(id, name)| Thread {
        id,
        name: name.clone(),
        parent: parent(id),
        spawned: spawned(id),
        daemon: false,
        process: None,
    });
    threads.collect()
}

fn minimal(found: &Found, account: &Account) -> Minimal {
    let preemptions = account.events.iter().filter(|event| event.preempts.is_some()).count();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let (preemptions, steps) = (count(preemptions), count(account.events.len() + omitted(account)));
    let Some(known) = &found.minimal else {
        let statement = sentence::english("No smaller run was looked for.");
        return Minimal { preemptions, steps, proved: false, statement, shrunk: Vec::new() };
    };
    let mut told = Minimal { preemptions, steps, ..known.clone() };
    // What is known is known in the engine's steps, which may be others than those that are told.
    if let (true, Some(text)) = (known.preemptions != preemptions, told.statement.get_mut("en")) {
        let plural = if known.preemptions == 1 { "" } else { "s" };
        *text = format!(
            "In the engine's steps it has {} preemption{plural}. {text}",
            known.preemptions
        );
    }
    told
}

fn omitted(account: &Account) -> usize {
    usize::try_from(account.omitted).unwrap_or(usize::MAX)
}
