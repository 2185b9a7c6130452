//! scratch
#![cfg(feature = "loom")]
use std::collections::BTreeSet;
use check::{Check, Engine, WeakenedCheck};
use scenarios::{Params, Scenario, Visitor};
use runtime_loom::weakened::Site;

struct Run { site: Option<Site>, preemptions: usize, sites: BTreeSet<Site>, breaks: Vec<String> }
impl Visitor for Run {
    fn visit<S: Scenario>(&mut self) {
        let mut check = WeakenedCheck::new(self.site);
        check.check = Check::new(Engine::Loom).preemptions(self.preemptions);
        let report = check.run_with::<S>(S::Params::for_models());
        self.sites.extend(report.sites);
        if let Some(k) = report.verdict.fault_kind() { self.breaks.push(format!("{} ({k:?}, {})", S::NAME, report.executions)); }
    }
}
#[test]
fn scratch() {
    let mut run = Run { site: None, preemptions: 2, sites: BTreeSet::new(), breaks: vec![] };
    models::visit_holds(&mut run);
    println!("{:?}", run.breaks);
    let sites = run.sites;
    for site in sites.iter().filter(|s| s.file.contains("crates/sync/")) {
        let mut run = Run { site: Some(*site), preemptions: 2, sites: BTreeSet::new(), breaks: vec![] };
        models::visit_holds(&mut run);
        println!("{site}: {:#?}", run.breaks);
    }
}
