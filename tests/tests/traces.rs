//! The same trace, whichever engine ran the program.
#![cfg(all(feature = "loom", feature = "shuttle"))]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use check::{Check, Engine, Level, Verdict};
use runtime::Runtime;
use runtime_loom::Loom;
use runtime_model::{Limits, census};
use scenarios::{Cx, Params, Scenario, double_acquire, plate_and_chopsticks, ticket_sale};
use trace::{Act, Trace};

fn trace_of<S: Scenario>(check: Check) -> Trace {
    match check.run::<S>().verdict {
        Verdict::Breaks { trace, .. } => *trace,
        verdict => panic!("{verdict:?}"),
    }
}

/// One thread works: there is only one order, so the traces are equal event by event, and also at
/// both levels.
#[test]
fn all_engines_record_the_same() {
    type Twice = double_acquire::WithLock;
    let loom = trace_of::<Twice>(Check::new(Engine::Loom).level(Level::Fine));
    for engine in [Engine::ShuttleRandom, Engine::ShuttlePct, Engine::ShuttleDfs] {
        let other = trace_of::<Twice>(Check::new(engine).level(Level::Fine));
        assert_eq!(loom.threads, other.threads, "{engine}");
    }
    let coarse = trace_of::<Twice>(Check::new(Engine::Loom));
    assert_eq!(loom.objects, coarse.objects);
}

/// The trace is that of the failing execution alone, though others came before it.
#[test]
fn a_trace_is_of_one_execution() {
    let check = Check::new(Engine::Loom);
    assert!(check.run::<plate_and_chopsticks::Crossed>().executions > 1);
    let trace = trace_of::<plate_and_chopsticks::Crossed>(check);
    assert_eq!(trace.threads, ["main", "ann", "ben"]);
    let spawned = trace.events.iter().filter(|event| matches!(event.act, Act::Spawn(_)));
    assert_eq!(spawned.count(), 2);
}

#[test]
fn a_step_has_the_users_line_and_the_primitives() {
    let trace = trace_of::<plate_and_chopsticks::Crossed>(Check::new(Engine::Loom));
    let locked = trace.events.iter().find(|event| event.act == Act::Locked).unwrap();
    assert!(locked.site.file.ends_with("sync/src/raw_lock.rs"), "{locked:?}");
    assert!(trace.user_site(locked).file.ends_with("plate_and_chopsticks.rs"), "{locked:?}");
}

/// Recording adds no step: loom explores as many executions with it as without.
#[test]
fn recording_adds_no_step() {
    let check = Check::new(Engine::Loom).level(Level::Fine).preemptions(1);
    let recorded = check.run::<ticket_sale::Locked>().executions;
    let executions = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&executions);
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(1);
    model.max_branches = 10_000;
    model.check(move || {
        counted.fetch_add(1, Relaxed);
        runtime_loom::begin(Limits { early_expiries: Some(2) });
        let params = <ticket_sale::Locked as Scenario>::Params::for_models();
        ticket_sale::Locked::run::<Loom>(&Cx::new(params));
        census::finished::<Loom>();
    });
    assert_eq!(recorded, executions.load(Relaxed));
    assert_eq!(Loom::NAME, record::Recorded::<Loom>::NAME);
}
