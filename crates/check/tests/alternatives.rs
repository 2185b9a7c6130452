//! What else could have happened than a run that failed.

#![cfg(feature = "shuttle")]
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::collections::BTreeSet;
use std::time::Duration;

use plainweave_check::{Alternatives, Check, Engine, Level, NoAlternatives, Reach, catalogue};
use trace::account::{Account, Graph, validate};

/// The account of the scenario's failing run, and what else could have happened.
fn explored(
    name: &str,
    check: Check,
    reach: Reach,
) -> (Account, Result<Alternatives, NoAlternatives>) {
    let entry = catalogue().into_iter().find(|entry| entry.name == name).unwrap();
    let report = entry.check(&check, &[]).unwrap();
    let account = report.account(|_| None);
    assert!(!account.events.is_empty(), "{name} breaks");
    let schedule = report.schedule.as_ref();
    let found = entry.alternatives(&check, &[], schedule, &account.events, reach).unwrap();
    (account, found)
}

/// No time is too long for a busy machine.
fn reach(nodes: usize) -> Reach {
    Reach { nodes, time: Duration::from_secs(600), ..Reach::default() }
}

/// The graph, which has the run as a path that ends in a failing node.
fn graph(name: &str, engine: Engine, nodes: usize) -> Graph {
    let (mut account, found) = explored(name, Check::new(engine), reach(nodes));
    let found = found.unwrap_or_else(|why| panic!("{name} on {engine}: {why}"));
    for object in found.objects {
        if account.objects.iter().all(|known| known.id != object.id) {
            account.objects.push(object);
        }
    }
    assert_eq!(found.threads.len(), account.threads.len());
    account.graph = Some(serde_json::to_value(&found.graph).unwrap());
    assert_eq!(validate(&account), Ok(()), "{name} on {engine}");
    found.graph
}

fn ends(graph: &Graph) -> BTreeSet<&str> {
    graph.nodes.iter().filter_map(|node| node.end.as_deref()).collect()
}

#[test]
fn everything_that_can_happen_is_a_path() {
    let both = |fault| BTreeSet::from(["ok", fault]);
    for (name, expected) in [
        ("plate-and-chopsticks/crossed", both("deadlock")),
        ("counter/unlocked", both("assertion")),
        ("hand-over/notify-before-wait", both("lost-wakeup")),
        ("pool/nested-submit", BTreeSet::from(["never-woken"])),
    ] {
        // Whoever found the run, all is the same.
        let [weave, sc, shuttle] = [Engine::Weave, Engine::WeaveSc, Engine::ShuttleRandom]
            .map(|engine| graph(name, engine, 5_000));
        for graph in [&weave, &sc, &shuttle] {
            assert!(graph.complete, "{name}");
            assert_eq!(ends(graph), expected, "{name}");
            let size = |graph: &Graph| (graph.nodes.len(), graph.events.len());
            assert_eq!(size(graph), size(&weave), "{name}");
        }
    }
}

#[test]
fn where_there_is_too_much_the_part_near_the_run_is_told() {
    // A queue, three threads.
    let graph = graph("producers-consumers/one-too-few", Engine::Weave, 60);
    assert!(!graph.complete);
    assert!(graph.nodes.len() <= 60);
    assert!(graph.states > 60);
    let leads_nowhere =
        |node: &trace::account::GraphNode| node.edges.iter().any(|it| it.1.is_none());
    assert!(graph.nodes.iter().any(leads_nowhere));
}

#[test]
fn paths_do_not_meet_if_they_only_look_the_same() {
    // What was printed is kept in memory of which the recording knows nothing.
    let graph = graph("printer/unlocked", Engine::Weave, 100);
    let mut seen = BTreeSet::new();
    for (_, to) in graph.nodes.iter().flat_map(|node| &node.edges) {
        assert!(to.is_none_or(|to| seen.insert(to)), "two edges lead to {to:?}");
    }
}

#[test]
fn another_thread_may_come_between_a_value_and_its_assertion() {
    let graph = graph("washroom/no-limit", Engine::Weave, 5_000);
    let asserts = |event: &u32| graph.events[*event as usize]["op"] == "assert";
    let is_alone = |node: &&trace::account::GraphNode| node.edges.len() == 1;
    let ways: Vec<_> =
        graph.nodes.iter().filter(|node| node.edges.iter().any(|(it, _)| asserts(it))).collect();
    assert!(!ways.is_empty() && !ways.iter().all(is_alone));
}

#[test]
fn what_it_cannot_tell_it_leaves_out() {
    let check = Check::new(Engine::Weave);
    let (_, found) = explored("plate-and-chopsticks/crossed", check.level(Level::Fine), reach(10));
    assert_eq!(found.unwrap_err(), NoAlternatives::Fine);
    // A data race is none of interleavings, and what is read without one hangs on the memory model.
    let (_, found) = explored("memory/relaxed-publish", check, reach(10));
    assert!(matches!(found.unwrap_err(), NoAlternatives::NotFound(_)));
    let (_, found) = explored("unisex-bathroom/one-switch", check, reach(10));
    assert_eq!(found.unwrap_err(), NoAlternatives::Weak);
}
