//! The account of every scenario that breaks, on every kind of engine, and the samples of the page: each
//! is valid by the JSON Schema and by the rules that it can't say, and leads to its run again; and an account that was
//! damaged is not valid.

// A test that cannot read its input has failed.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use check::{Check, Engine, Replay, catalogue};
use jsonschema::Validator;
use runtime::Ordering::SeqCst;
use runtime::{Atomic, Runtime, Thread};
use scenarios::{Cx, Expect, NoParams, Scenario};
use serde_json::{Value, json};
use trace::FaultKind;
use trace::account::{Account, Event, Result as Went, validate};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn schema() -> Validator {
    let text = fs::read_to_string(root().join("docs/plainweave.trace.1.schema.json")).unwrap();
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

/// What is wrong with an account, if anything is.
fn problem(account: &Account, schema: &Validator) -> Option<String> {
    // As a reader gets it.
    let json: Value = serde_json::from_str(&account.to_json()).unwrap();
    if let Err(error) = schema.validate(&json) {
        return Some(format!("schema: {error} at {}", error.instance_path()));
    }
    validate(account).err().map(|broken| broken.to_string())
}

/// What is another one if the run is done again, if anything is.
fn difference(account: &Account) -> Option<String> {
    match Replay::of(account.clone()).and_then(|replay| replay.run()) {
        Ok(again) if again.is_exact => None,
        Ok(again) => Some(format!("done again it is another run: {:?}", again.drift)),
        Err(error) => Some(error.to_string()),
    }
}

/// How many executions are explored of what is too large for Shuttle in order; what does not break within
/// them has nothing to tell. Elsewhere nothing needs as many.
const RUNS: u64 = 3_000;

/// The accounts of all scenarios that break on an engine.
fn accounts(engine: Engine) -> Vec<Account> {
    let entries = catalogue().into_iter().filter(|entry| entry.expect.fault().is_some());
    let reports = entries.map(|entry| {
        let mut check = Check::new(engine).budget(Duration::from_secs(600));
        let is_in_order = engine == Engine::ShuttleDfs;
        check.bounds.runs = check.bounds.runs.or(is_in_order.then_some(RUNS));
        entry.check(&check, &[]).unwrap()
    });
    let read = |path: &str| fs::read_to_string(root().join(path)).ok();
    let broken = reports.filter(|report| report.fault_kind().is_some());
    broken.map(|report| report.account(read)).collect()
}

fn expect_valid(engine: Engine, least: usize) {
    let schema = schema();
    let accounts = accounts(engine);
    let mut problems = BTreeMap::new();
    for account in &accounts {
        if let Some(problem) = problem(account, &schema).or_else(|| difference(account)) {
            problems.insert(account.scenario.name.clone(), problem);
        }
    }
    eprintln!("{engine}: {} accounts", accounts.len());
    assert!(problems.is_empty(), "{problems:#?}");
    assert!(accounts.len() >= least, "only {} scenarios break", accounts.len());
}

#[test]
fn weave_accounts_are_valid() {
    expect_valid(Engine::Weave, 40);
}

#[test]
fn weave_sc_accounts_are_valid() {
    expect_valid(Engine::WeaveSc, 39);
}

#[cfg(feature = "loom")]
#[test]
fn loom_accounts_are_valid() {
    expect_valid(Engine::Loom, 40);
}

#[cfg(feature = "shuttle")]
#[test]
fn shuttle_random_accounts_are_valid() {
    expect_valid(Engine::ShuttleRandom, 39);
}

#[cfg(feature = "shuttle")]
#[test]
fn shuttle_dfs_accounts_are_valid() {
    expect_valid(Engine::ShuttleDfs, 25);
}

#[test]
fn checks_without_a_counterexample_have_an_account() {
    let schema = schema();
    for (name, runs, result) in
        [("counter/locked", None, "holds"), ("philosophers/ordered", Some(1), "undecided")]
    {
        let entry = catalogue().into_iter().find(|entry| entry.name == name).unwrap();
        let mut check = Check::new(Engine::Weave);
        check.bounds.runs = runs;
        let report = entry.check(&check, &[]).unwrap();
        let account = report.account(|_| None);
        assert_eq!(account.verdict.result, result, "{name}");
        assert_eq!(problem(&account, &schema), None, "{name}");
    }
}

fn samples() -> BTreeMap<String, Account> {
    let folder = root().join("crates/report/tests/page/traces");
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let samples = entries.map(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap())
    });
    samples.collect()
}

#[test]
fn the_samples_of_the_page_are_valid() {
    let schema = schema();
    let problems: Vec<_> = (samples().iter())
        .filter_map(|(name, account)| Some((name.clone(), problem(account, &schema)?)))
        .collect();
    assert!(problems.is_empty(), "{problems:#?}");
}

/// The account of two locks that are taken in two orders.
fn crossed() -> Account {
    let entry = catalogue().into_iter().find(|entry| entry.name == "plate-and-chopsticks/crossed");
    let report = entry.unwrap().check(&Check::new(Engine::WeaveSc), &[]).unwrap();
    report.account(|_| None)
}

/// Why an account is refused after some damage.
fn refused(account: &Account, damage: impl FnOnce(&mut Account)) -> String {
    let mut damaged = account.clone();
    damage(&mut damaged);
    validate(&damaged).expect_err("the damage is found").to_string()
}

fn acquired(account: &mut Account) -> &mut Event {
    let is_it = |event: &&mut Event| event.op == "acquire" && !event.after.is_empty();
    account.events.iter_mut().find(is_it).unwrap()
}

#[test]
fn an_account_that_was_damaged_is_refused() {
    let crossed = crossed();
    assert_eq!(validate(&crossed), Ok(()));
    let told = |damage: fn(&mut Account)| refused(&crossed, damage);
    let found = [
        (told(|it| drop(it.events.remove(1))), "steps count from 1 without gaps"),
        (told(|it| it.events.swap(1, 2)), "steps count from 1 without gaps"),
        (
            told(|it| {
                let event = acquired(it);
                let object = event.object.clone().unwrap();
                event.after.get_mut(&object).unwrap()["owner"] = json!(0);
            }),
            "should have",
        ),
        (told(|it| it.events[2].enabled.clear()), "is not enabled"),
        (told(|it| it.events[0].preempts = Some(1)), "preempts"),
        (told(|it| it.events[0].nth = 7), "`nth`"),
        (told(|it| it.events[0].resumes = Some(1)), "was not blocked"),
        (told(|it| it.events[0].sync = vec![9]), "not earlier"),
        (told(|it| acquired(it).sync.clear()), "not ordered after"),
        (told(|it| it.events[0].target = Some(77)), "not in the document"),
        (told(|it| it.end.as_mut().unwrap().cycle.swap(0, 2)), "does not lead to"),
        (told(|it| it.end.as_mut().unwrap().enabled.push(1)), "and enabled"),
        (told(|it| it.minimal.as_mut().unwrap().steps += 1), "counted it is"),
        (told(|it| it.verdict.fault = None), "without a fault"),
    ];
    for (why, expected) in found {
        assert!(why.contains(expected), "`{why}` says nothing of `{expected}`");
    }
}

#[test]
fn a_wrong_source_of_a_read_is_refused() {
    let stale = &samples()["stale-read.trace.json"];
    let read = stale.events.iter().position(|event| event.stale.is_some()).unwrap();
    let why = refused(stale, |it| it.events[read].from = Some(5));
    assert!(why.contains("and step 5 wrote nothing"), "{why}");
    let why = refused(stale, |it| it.events[read].stale = None);
    assert!(why.contains("`stale` is absent"), "{why}");
    let why = refused(stale, |it| "sc".clone_into(&mut it.search.memory));
    assert!(why.contains("absent under sc"), "{why}");
    let why = refused(stale, |it| {
        for event in &mut it.events {
            if event.sync.is_empty() && event.step > 6 {
                event.sync = (1..event.step).collect();
            }
        }
    });
    assert!(why.contains("missing"), "{why}");
}

#[test]
fn a_graph_that_does_not_hold_the_run_is_refused() {
    let deadlock = &samples()["deadlock.trace.json"];
    let damaged =
        |damage: fn(&mut Value)| refused(deadlock, |it| damage(it.graph.as_mut().unwrap()));
    let why = damaged(|graph| graph["nodes"][0]["edges"] = json!([[1, 1]]));
    assert!(why.contains("step 1 is 0 edges"), "{why}");
    let why = damaged(|graph| graph["nodes"][0]["edges"][0][1] = json!(10_000));
    assert!(why.contains("node 0 leads to node 10000, which is none"), "{why}");
    let why = damaged(|graph| graph["nodes"][0]["edges"][0][1] = Value::Null);
    assert!(why.contains("leads nowhere"), "{why}");
    let why = damaged(|graph| graph["nodes"][0]["end"] = json!("ok"));
    assert!(why.contains("node 0 has 1 edges"), "{why}");
    let why = damaged(|graph| graph["events"][2]["object"] = json!("spoon"));
    assert!(why.contains("names spoon, which is no object"), "{why}");
    let why = damaged(|graph| graph["events"][2]["step"] = json!(4));
    assert!(why.contains("has `step`, which depends on the path"), "{why}");
    let why = damaged(|graph| {
        for node in graph["nodes"].as_array_mut().unwrap() {
            if node["end"] == "deadlock" {
                node["end"] = json!("ok");
            }
        }
    });
    assert!(why.contains("does not end in a failing node"), "{why}");
}

/// Any one event that is left out, whatever the rest is renumbered to, leaves something that does not
/// follow: the run still says how many steps it has.
#[test]
fn an_event_that_was_left_out_is_missed() {
    for (name, sample) in samples() {
        for place in 0..sample.events.len() {
            let mut damaged = sample.clone();
            damaged.events.remove(place);
            let renumber = |(step, event): (u32, &mut Event)| event.step = step;
            (1..).zip(&mut damaged.events).for_each(renumber);
            assert!(validate(&damaged).is_err(), "{name} without event {}", place + 1);
        }
    }
}

fn on_weave(name: &str) -> Account {
    let entry = catalogue().into_iter().find(|entry| entry.name == name).unwrap();
    entry.check(&Check::new(Engine::Weave), &[]).unwrap().account(|_| None)
}

/// Whom an operation wakes on its way to its effect was asleep when it began.
#[test]
fn who_waits_until_a_step_is_not_interrupted_by_it() {
    let account = on_weave("opening/nine-arrivals");
    assert_eq!(account.minimal.unwrap().preemptions, 0);
}

/// The engine may take several steps for one that is told.
#[test]
fn what_is_known_of_smaller_runs_says_in_whose_steps() {
    let minimal = on_weave("philosophers/back-off").minimal.unwrap();
    assert_eq!(minimal.preemptions, 3);
    let statement = &minimal.statement["en"];
    let own =
        "In the engine's steps it has 2 preemptions. No run with 1 or fewer preemptions fails";
    assert!(statement.starts_with(own), "{statement}");
    let minimal = on_weave("plate-and-chopsticks/crossed").minimal.unwrap();
    assert!(minimal.statement["en"].starts_with("No run with 0 preemptions"));
}

/// A thread takes the first node off a list, whose nodes another one uses again meanwhile.
struct Recycled;

impl Scenario for Recycled {
    const NAME: &'static str = "list/recycled-node";
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let head = Arc::new(R::AtomicU32::new(1).named("head".into()));
        let link = Arc::new(R::AtomicU32::new(2).named("link".into()));
        let ann = cx.spawn("ann", {
            let (head, link) = (Arc::clone(&head), Arc::clone(&link));
            move || {
                if head.load(SeqCst) == 1 {
                    let second = link.load(SeqCst);
                    // If she comes too late, she goes without.
                    let _ = head.compare_exchange(1, second, SeqCst, SeqCst);
                }
            }
        });
        let exchange = |old, new| head.compare_exchange(old, new, SeqCst, SeqCst);
        if [exchange(1, 2), exchange(2, 0)] == [Ok(1), Ok(2)] {
            link.store(0, SeqCst);
            assert_eq!(exchange(0, 1), Ok(0), "nobody else adds");
        }
        ann.join();
        assert_ne!(head.load(SeqCst), 2, "main has 2");
    }
}

#[test]
fn a_recycled_node_is_the_cause_of_what_comes_of_it() {
    for engine in [Engine::Weave, Engine::WeaveSc] {
        let report = Check::new(engine).run::<Recycled>();
        let account = report.account(|_| None);
        assert_eq!(problem(&account, &schema()), None, "{engine}");
        let is_exchange = |event: &&Event| event.op == "cas" && event.result == Went::Ok;
        assert_eq!(account.events.iter().filter(is_exchange).count(), 4, "{engine}");
        assert_eq!(account.relation.map(|it| it.kind).as_deref(), Some("aba"), "{engine}");
    }
}
