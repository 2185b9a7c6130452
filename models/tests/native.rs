//! What holds in the models holds on the real machine, too, as far as one can see there.

use std::time::Duration;

use check::{Check, Engine, Report, Verdict};
use plainweave_models::visit_holds;
use scenarios::{Scenario, Visitor};

/// Nothing takes nearly as long, however busy the machine: a run that does is stuck.
const PATIENCE: Duration = Duration::from_secs(60);

struct Natively(Vec<Report>);

impl Visitor for Natively {
    fn visit<S: Scenario>(&mut self) {
        let check = Check::new(Engine::Native).runs(50).budget(10 * PATIENCE);
        self.0.push(Check { patience: PATIENCE, ..check }.run::<S>());
    }
}

#[test]
fn what_holds_in_models_holds_natively() {
    let mut natively = Natively(Vec::new());
    visit_holds(&mut natively);
    let fails = |report: &&Report| !matches!(report.verdict, Verdict::Holds { .. });
    let failed: Vec<&Report> = natively.0.iter().filter(fails).collect();
    assert!(failed.is_empty(), "{failed:#?}");
}
