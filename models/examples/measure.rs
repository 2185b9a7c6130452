//! Measures every model on loom and shuttle: scratch.
use check::{Check, Engine, Level, Verdict};
use scenarios::{Scenario, Visitor};
use std::time::Duration;

struct Measure {
    filter: String,
    engine: String,
    preemptions: Option<u8>,
    runs: Option<u64>,
    seed: u64,
    budget: u64,
    show: bool,
}
impl Visitor for Measure {
    fn visit<S: Scenario>(&mut self) {
        if !S::NAME.contains(&self.filter) {
            return;
        }
        let engine: Engine = self.engine.parse().unwrap();
        let mut check =
            Check::new(engine).level(Level::Fine).budget(Duration::from_secs(self.budget));
        if let Some(p) = self.preemptions {
            check = check.preemptions(p);
        }
        if let Some(r) = self.runs {
            check = check.runs(r);
        }
        if matches!(engine, Engine::ShuttleRandom | Engine::ShuttlePct) {
            check = check.seed(self.seed);
        }
        let report = check.run::<S>();
        let detail = match &report.verdict {
            Verdict::Holds { scope } => scope.name().to_owned(),
            Verdict::Breaks { fault, .. } => fault.to_string(),
            Verdict::Undecided { why } => why.to_string(),
        };
        println!(
            "{:34} {:10} {:?} {:9} {:>8} {:>8.2?} {} {detail} {:?}",
            S::NAME,
            report.engine.name(),
            report.bounds.preemptions,
            report.verdict.name(),
            report.executions,
            report.wall,
            if report.is_as_expected() { "ok" } else { "SURPRISE" },
            report.outcomes
        );
        if self.show
            && let Verdict::Breaks { trace, .. } = &report.verdict
        {
            for e in &trace.events {
                println!("   {e:?}");
            }
        }
    }
}
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let get = |key: &str| args.iter().position(|a| a == key).map(|i| args[i + 1].clone());
    let mut m = Measure {
        filter: get("-f").unwrap_or_default(),
        engine: get("-e").unwrap_or("loom".into()),
        preemptions: get("-p").map(|v| v.parse().unwrap()),
        runs: get("-r").map(|v| v.parse().unwrap()),
        seed: get("-s").map_or(0, |v| v.parse().unwrap()),
        budget: get("-b").map_or(10, |v| v.parse().unwrap()),
        show: args.iter().any(|a| a == "--show"),
    };
    plainweave_models::visit_all(&mut m);
}
