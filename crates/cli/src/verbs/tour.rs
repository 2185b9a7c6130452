//! `plainweave` alone: what there is, and one counterexample.

use std::time::Duration;

use check::{Check, Engine, Regressions, Report, Verdict, catalogue, read_source};
use report::lanes;

use crate::error::Error;
use crate::exit::Outcome;
use crate::run::{Job, run_all, workers};
use crate::settings::budget_here;
use crate::verbs::show::terminal_style;
use crate::{interrupt, output, table};

/// How long each check may take if nobody says otherwise, so that the tour stays short.
const BUDGET: Duration = Duration::from_secs(5);

pub(crate) fn tour() -> Result<Outcome, Error> {
    let budget = budget_here()?;
    if let Some((_, told)) = &budget {
        output::complain(format_args!("in force: {told}"));
    }
    let budget = budget.map_or(BUDGET, |(budget, _)| budget);
    let check = Check::new(Engine::Weave).budget(budget).stop(interrupt::listen()?);
    let jobs: Vec<Job> =
        catalogue().into_iter().map(|entry| Job { entry, check, smallest: false }).collect();
    let programs = jobs.len();
    output::print(format_args!(
        "Checking {programs} small concurrent programs over every interleaving …\n\n"
    ))?;
    let mut reports = Vec::new();
    run_all(&jobs, &[], &Regressions::default(), workers(None), |report| {
        reports.push(report);
        Ok(())
    })?;
    interrupt::tell(reports.len(), programs);
    output::print(format_args!("{}\n{}\n\n", table::table(&reports), table::summary(&reports)))?;
    if let Some(report) = favourite(&reports) {
        let picture = lanes(&report.account(read_source), &terminal_style());
        output::print(format_args!("A counterexample, with a column per thread.\n\n{picture}\n"))?;
    }
    output::print(NEXT)?;
    let is_right = reports.iter().all(Report::is_as_expected);
    let outcome = if is_right { Outcome::AsExpected } else { Outcome::NotAsExpected };
    Ok(interrupt::weigh(outcome))
}

/// Crossed locks are what everybody has heard of; failing that, any.
fn favourite(reports: &[Report]) -> Option<&Report> {
    let broken = |report: &&Report| matches!(report.verdict, Verdict::Breaks { .. });
    let crossed = |report: &&Report| report.scenario == "plate-and-chopsticks/crossed";
    reports.iter().filter(broken).find(crossed).or_else(|| reports.iter().find(broken))
}

/// Who has taken the tour with Cargo has no program of this name yet.
const NEXT: &str = "\
Try next (until it is installed, with `cargo run --release --` for `plainweave`)
  plainweave explain deadlock                what it is, how it comes about, and what helps
  plainweave list --long ticket-sale         a story, and the same program in Python
  plainweave check ticket-sale               its verdicts; one scenario alone is shown in full
  plainweave check philosophers --engine all every engine
  plainweave litmus 'x:=1; a<-y || y:=1; b<-x'
                                             every outcome of a program of one line
  plainweave check --format json             one JSON object a line
";
