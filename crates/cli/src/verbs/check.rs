//! `plainweave check`

use std::path::{Path, PathBuf};

use check::{Check, Level, Report, Scope, Verdict};
use report::lanes;

use crate::arguments::{self, Format};
use crate::error::Error;
use crate::exit::Outcome;
use crate::run::{Job, run_all, workers};
use crate::select::select;
use crate::verbs::show::terminal_style;
use crate::{json, table};

pub(crate) fn check(arguments: &arguments::Check) -> Result<Outcome, Error> {
    let jobs = jobs(arguments)?;
    let mut reports = Vec::new();
    run_all(&jobs, &arguments.sizes, workers(arguments.jobs), |report| {
        let kept = keep(&report, &arguments.traces)?;
        if arguments.format == Format::Json {
            anstream::println!("{}", json::line(&report, kept.as_deref()));
        }
        reports.push((report, kept));
        Ok(())
    })?;
    if arguments.format == Format::Human {
        print(&reports);
    }
    Ok(outcome(&reports, arguments.require_exhaustive))
}

fn jobs(arguments: &arguments::Check) -> Result<Vec<Job>, Error> {
    let chosen = select(&arguments.filters)?;
    let level = if arguments.fine { Level::Fine } else { Level::Coarse };
    let check = |engine| {
        let mut check = Check::new(engine).level(level).budget(arguments.budget);
        check.bounds.runs = arguments.runs.or(check.bounds.runs);
        check.bounds.preemptions = arguments.preemptions;
        check.bounds.seed = check.bounds.seed.map(|_| arguments.seed);
        check
    };
    let engines = arguments.engines();
    let jobs = chosen.iter().flat_map(|entry| {
        engines.iter().map(move |engine| Job { entry: *entry, check: check(*engine) })
    });
    Ok(jobs.collect())
}

/// Writes the counterexample, if there is one, and says where.
pub(crate) fn keep(report: &Report, folder: &Path) -> Result<Option<PathBuf>, Error> {
    let Some(document) = report.document() else { return Ok(None) };
    let name = report.scenario.replace('/', "_");
    let path = folder.join(format!("{name}.{}.trace.json", report.engine));
    document.save(&path)?;
    Ok(Some(path))
}

fn print(reports: &[(Report, Option<PathBuf>)]) {
    let (only, kept): (Vec<Report>, Vec<_>) = reports.iter().cloned().unzip();
    // What is not as expected is shown in full; if only one thing was asked for, that is too.
    for (report, path) in only.iter().zip(&kept) {
        if only.len() == 1 || !report.is_as_expected() {
            if let Some(document) = report.document() {
                anstream::println!("{}", lanes(&document, &terminal_style()));
            }
            if let Some(path) = path {
                anstream::println!(" show again  plainweave show {}\n", path.display());
            }
            outcomes(report);
        }
    }
    anstream::print!("{}", table::table(&only));
    anstream::println!("\n{}", table::summary(&only));
    if only.len() > 1 && kept.iter().any(Option::is_some) {
        let folder = kept.iter().flatten().next().and_then(|path| path.parent());
        let folder = folder.map_or_else(String::new, |folder| folder.display().to_string());
        anstream::println!("counterexamples: plainweave show {folder}/NAME.ENGINE.trace.json");
    }
}

/// The distinct results of the runs that did not fail.
fn outcomes(report: &Report) {
    if report.outcomes.is_empty() {
        return;
    }
    anstream::println!(" results of {}:", report.scenario);
    for (outcome, executions) in &report.outcomes {
        let executions = table::thousands(*executions);
        anstream::println!("   {outcome}   in {executions} executions");
    }
    anstream::println!();
}

fn outcome(reports: &[(Report, Option<PathBuf>)], require_exhaustive: bool) -> Outcome {
    let is_whole = |report: &Report| match report.verdict {
        Verdict::Holds { scope } => scope == Scope::Exhaustive && !report.is_vacuous,
        Verdict::Breaks { .. } => true,
        Verdict::Undecided { .. } => false,
    };
    if reports.iter().any(|(report, _)| !report.is_as_expected()) {
        Outcome::NotAsExpected
    } else if require_exhaustive && !reports.iter().all(|(report, _)| is_whole(report)) {
        Outcome::Undecided
    } else {
        Outcome::AsExpected
    }
}
