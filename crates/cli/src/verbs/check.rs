//! `plainweave check`

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use check::{Check, Engine, Level, Regressions, Report, Scope, Verdict};
use report::lanes;

use crate::arguments::{self, Format};
use crate::error::Error;
use crate::exit::Outcome;
use crate::run::{Job, run_all, workers};
use crate::select::select;
use crate::verbs::show::terminal_style;
use crate::{json, output, reproduce, table};

pub(crate) fn check(arguments: &arguments::Check) -> Result<Outcome, Error> {
    let jobs = jobs(arguments)?;
    let (mut reports, mut traces) = (Vec::new(), Vec::new());
    let regressions = Regressions::load(&regressions(arguments))?;
    run_all(&jobs, &arguments.sizes, &regressions, workers(arguments.jobs), |report| {
        let trace = keep(&report, &arguments.traces)?;
        if arguments.format == Format::Json {
            output::print(json::line(&report, trace.as_deref()) + "\n")?;
        }
        reports.push(report);
        traces.push(trace);
        Ok(())
    })?;
    if arguments.format == Format::Human {
        output::print(human(&reports, &traces))?;
    }
    Ok(outcome(&reports, arguments.require_exhaustive))
}

/// The folder that the flag names, or the variable, or the usual one.
fn regressions(arguments: &arguments::Check) -> PathBuf {
    let variable = || std::env::var_os("PLAINWEAVE_REGRESSIONS").filter(|value| !value.is_empty());
    let named = arguments.regressions.clone().or_else(|| variable().map(PathBuf::from));
    named.unwrap_or_else(|| PathBuf::from("model-regressions"))
}

fn jobs(arguments: &arguments::Check) -> Result<Vec<Job>, Error> {
    let chosen = select(&arguments.filters)?;
    let engines = arguments.engines();
    let has = |engine| engines.contains(&engine);
    let has_weave = has(Engine::Weave) || has(Engine::WeaveSc);
    if arguments.preemptions.is_some() && !has(Engine::Loom) && !has_weave {
        return Err(Error::NotOfTheseEngines { flag: "--preemptions", engines: "weave or loom" });
    }
    if arguments.memory.is_some() && !has_weave {
        return Err(Error::NotOfTheseEngines { flag: "--memory", engines: "weave" });
    }
    if arguments.shard.is_some() && !engines.iter().all(|engine| engine.is_weave()) {
        return Err(Error::NotOfTheseEngines { flag: "--shard", engines: "weave alone" });
    }
    let threads = workers(arguments.jobs);
    let per_check = (threads / (chosen.len() * engines.len()).max(1)).max(1);
    let level = if arguments.fine { Level::Fine } else { Level::Coarse };
    let check = |engine| {
        let mut check = Check::new(engine).level(level).budget(arguments.budget);
        check.bounds.runs = arguments.runs.or(check.bounds.runs);
        let bounds_preemptions = engine == Engine::Loom || engine.is_weave();
        check.bounds.preemptions = arguments.preemptions.filter(|_| bounds_preemptions);
        check.bounds.shard = arguments.shard;
        check.workers = per_check;
        check.bounds.seed = check.bounds.seed.map(|_| arguments.seed);
        check
    };
    let jobs = chosen.iter().flat_map(|entry| {
        engines.iter().map(move |engine| Job { entry: *entry, check: check(*engine) })
    });
    Ok(jobs.collect())
}

/// Writes the counterexample, if there is one, and says where.
fn keep(report: &Report, folder: &Path) -> Result<Option<PathBuf>, Error> {
    let Some(document) = report.document() else { return Ok(None) };
    let name = report.scenario.replace('/', "_");
    let path = folder.join(format!("{name}.{}.trace.json", report.engine));
    document.save(&path)?;
    Ok(Some(path))
}

/// The reports as text. What is not as expected is shown in full; if only one thing was asked for,
/// that is, too.
fn human(reports: &[Report], traces: &[Option<PathBuf>]) -> String {
    let mut text = String::new();
    for (report, trace) in reports.iter().zip(traces) {
        if reports.len() == 1 || !report.is_as_expected() {
            in_full(&mut text, report, trace.as_deref());
        }
    }
    for regressed in reports.iter().flat_map(|report| &report.regressions) {
        let _ = writeln!(text, " regression  {regressed}\n");
    }
    let _ = writeln!(text, "{}\n{}", table::table(reports), table::summary(reports));
    let folder = traces.iter().flatten().next().and_then(|trace| trace.parent());
    if let Some(folder) = folder.filter(|_| reports.len() > 1) {
        let pattern = folder.join("NAME.ENGINE.trace.json");
        let _ = writeln!(text, "counterexamples: plainweave show {}", pattern.display());
    }
    text
}

/// The counterexample, and the distinct results of the runs that did not fail.
fn in_full(text: &mut String, report: &Report, trace: Option<&Path>) {
    if let Some(document) = report.document() {
        let _ = writeln!(text, "{}", lanes(&document, &terminal_style()));
    }
    if let Some(trace) = trace {
        let _ = writeln!(text, " show again  plainweave show {}", reproduce::argument(trace));
        let _ = writeln!(text, " reproduce   {}\n", reproduce::command(report, trace));
    }
    if report.outcomes.is_empty() {
        return;
    }
    let _ = writeln!(text, " results of {}:", report.scenario);
    for (outcome, executions) in &report.outcomes {
        let executions = table::count(*executions, "execution");
        let _ = writeln!(text, "   {outcome}   in {executions}");
    }
    text.push('\n');
}

fn outcome(reports: &[Report], require_exhaustive: bool) -> Outcome {
    let is_whole = |report: &Report| match report.verdict {
        Verdict::Holds { scope } => scope == Scope::Exhaustive && !report.is_vacuous,
        Verdict::Breaks { .. } => true,
        Verdict::Undecided { .. } => false,
    };
    if !reports.iter().all(Report::is_as_expected) {
        Outcome::NotAsExpected
    } else if require_exhaustive && !reports.iter().all(is_whole) {
        Outcome::Undecided
    } else {
        Outcome::AsExpected
    }
}
