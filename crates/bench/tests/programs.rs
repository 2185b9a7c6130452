//! What weave finds in the programs of the benchmark, which are measured in processes of their own.

use plainweave_bench::{Engine, Goal, programs};

#[test]
fn every_program_is_there_for_every_engine_with_its_source() {
    for program in programs() {
        assert!(program.source().starts_with("///"), "{}: {}", program.name, program.source());
        for engine in Engine::ALL {
            assert!(engine.refuses(program).is_some() || engine.has(program), "{}", program.name);
        }
    }
}

/// One execution for each graph and none wasted; bugs within as many executions as there are.
#[test]
fn weave_explores_each_execution_once_and_finds_each_bug() {
    // A thread that panics is what is looked for.
    std::panic::set_hook(Box::new(|_| ()));
    for program in programs() {
        let found = Engine::Weave.explore(program);
        match program.goal {
            Goal::Exhaust { complete, deadlocks } => {
                assert_eq!(
                    (found.complete, found.deadlocks),
                    (complete, deadlocks),
                    "{}",
                    program.name
                );
                assert_eq!(found.blocked, 0, "{}", program.name);
                assert!(found.is_exhaustive());
            }
            Goal::FindBug => {
                assert!(found.failure.is_some(), "{}", program.name);
                assert!(found.runs <= program.at_most(), "{}: {}", program.name, found.runs);
            }
        }
    }
}
