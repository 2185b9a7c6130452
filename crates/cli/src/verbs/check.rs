//! `plainweave check`

use std::fmt::Write as _;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use check::{
    Check, Engine, Level, More, Regressions, Report, Scope, Verdict, catalogue, read_source,
};
use report::{lanes, outcomes};
use trace::SaveError;
use trace::account::Account;

use crate::arguments::{self, Format};
use crate::error::Error;
use crate::exit::Outcome;
use crate::run::{Job, run_all, workers};
use crate::select::select;
use crate::settings::{Settings, misspelt};
use crate::verbs::explain;
use crate::verbs::show::terminal_style;
use crate::{interrupt, json, output, reports, reproduce, table};

pub(crate) fn check(arguments: &arguments::Check) -> Result<Outcome, Error> {
    let settings = Settings::of(arguments)?;
    let mut jobs = jobs(arguments, &settings)?;
    reports::fit(&arguments.report, jobs.len())?;
    let regressions = Regressions::load(&settings.regressions)?;
    for (path, name) in regressions.scenarios() {
        if !catalogue().iter().any(|entry| entry.name == name) {
            output::complain(format_args!(
                "not tried: {} is of `{name}`, and no scenario is called so any more; remove it, or rename it",
                path.display()
            ));
        }
    }
    try_to_keep(&settings.traces)?;
    forget_seed();
    let stop = interrupt::listen()?;
    for (name, meant) in misspelt(std::env::vars_os().map(|(name, _)| name)) {
        output::complain(format_args!("not heeded: {name}; did you mean {meant}?"));
    }
    if let Some(echo) = settings.echo() {
        output::complain(format_args!("in force: {echo}"));
    }
    for job in &mut jobs {
        job.check = job.check.stop(stop);
    }
    let more = reports::more(&arguments.report);
    let (mut reports, mut told, mut not_kept) = (Vec::new(), Vec::new(), None);
    run_all(&jobs, &arguments.sizes, &regressions, workers(settings.jobs), |report| {
        // What was found is told even if it cannot be kept.
        let mut account = report.account(read_source);
        if more != More::default() {
            let Job { entry, check, .. } = &jobs[reports.len()];
            entry.tell_more(check, &report, &mut account, more);
        }
        let (kept, problem) = Told::kept(&report, account, &settings.traces);
        not_kept = not_kept.take().or(problem.map(Error::Save));
        if settings.format == Format::Json {
            output::print(json::line(&report, kept.trace.as_deref()) + "\n")?;
        }
        reports.push(report);
        told.push(kept);
        Ok(())
    })?;
    let accounts: Vec<&Account> = told.iter().map(|told| &told.account).collect();
    if let Err(problem) = reports::write(&arguments.report, &accounts) {
        not_kept.get_or_insert(problem);
    }
    interrupt::tell(reports.len(), jobs.len());
    if settings.format == Format::Human {
        output::print(human(&reports, &told))?;
    }
    if let Some(problem) = not_kept {
        return Err(problem);
    }
    Ok(interrupt::weigh(outcome(&reports, settings.require_exhaustive)))
}

fn jobs(arguments: &arguments::Check, settings: &Settings) -> Result<Vec<Job>, Error> {
    let chosen = select(&arguments.filters)?;
    let engines = &settings.engines;
    let threads = workers(settings.jobs);
    let per_check = (threads / (chosen.len() * engines.len()).max(1)).max(1);
    let level = if settings.fine { Level::Fine } else { Level::Coarse };
    let check = |engine: Engine| {
        let mut check = Check::new(engine).level(level).budget(settings.budget);
        check.bounds.runs = settings.runs.or(check.bounds.runs);
        let bounds_preemptions = engine == Engine::Loom || engine.is_weave();
        check.bounds.preemptions = settings.preemptions.filter(|_| bounds_preemptions);
        check.bounds.steps = check.bounds.steps.and(settings.steps);
        check.bounds.shard = settings.shard;
        check.workers = per_check;
        check.bounds.seed = check.bounds.seed.map(|_| settings.seed);
        check
    };
    let jobs = chosen.iter().flat_map(|entry| {
        let smallest = arguments.smallest;
        let job = move |engine: &Engine| Job { entry: *entry, check: check(*engine), smallest };
        engines.iter().map(job)
    });
    Ok(jobs.collect())
}

/// Finds out whether counterexamples can be kept, before a long search for one. Leaves nothing behind.
fn try_to_keep(folder: &Path) -> Result<(), Error> {
    let exists = |path: &&Path| path.exists();
    let nearest = folder.ancestors().find(exists).unwrap_or(Path::new("."));
    let tried = if nearest.is_dir() {
        tempfile::tempfile_in(nearest).map(drop)
    } else {
        Err(io::Error::new(ErrorKind::NotADirectory, format!("{} is a file", nearest.display())))
    };
    tried.map_err(|source| Error::Save(SaveError::Folder { path: folder.to_owned(), source }))
}

/// Takes a variable away that one of Shuttle's schedulers reads by itself, and would heed rather than a flag.
/// What it says is part of the settings.
#[allow(unsafe_code)]
fn forget_seed() {
    // SAFETY: no other thread runs yet that could read the environment; the checks start them.
    unsafe { std::env::remove_var("SHUTTLE_RANDOM_SEED") };
}

/// What a reader is told of a check.
struct Told {
    account: Account,
    /// Where it was written, if there is a counterexample.
    trace: Option<PathBuf>,
}

impl Told {
    /// Writes the counterexample, if there is one. The problem is told if it cannot be.
    fn kept(report: &Report, mut account: Account, folder: &Path) -> (Self, Option<SaveError>) {
        if report.fault_kind().is_none() {
            return (Self { account, trace: None }, None);
        }
        let name = report.scenario.replace('/', "_");
        let path = folder.join(format!("{name}.{}.trace.json", report.engine));
        if report.schedule.is_some() {
            account.reproduce.replay = Some(reproduce::command(report, &path));
        }
        match account.save(&path) {
            Ok(()) => (Self { account, trace: Some(path) }, None),
            Err(problem) => {
                account.reproduce.replay = None;
                (Self { account, trace: None }, Some(problem))
            }
        }
    }
}

/// The checks as text. What is not as expected is shown in full; if only one thing was asked for,
/// that is, too.
fn human(reports: &[Report], told: &[Told]) -> String {
    let mut text = String::new();
    for (report, told) in reports.iter().zip(told) {
        if reports.len() == 1 || !report.is_as_expected() {
            in_full(&mut text, report, told);
        }
    }
    for regressed in reports.iter().flat_map(|report| &report.regressions) {
        let _ = writeln!(text, " regression  {regressed}\n");
    }
    let _ = writeln!(text, "{}\n{}", table::table(reports), table::summary(reports));
    let kept = told.iter().find_map(|told| told.trace.as_deref());
    if let Some(folder) = kept.and_then(Path::parent).filter(|_| reports.len() > 1) {
        let pattern = folder.join("NAME.ENGINE.trace.json");
        let _ = writeln!(text, "counterexamples: plainweave show {}", pattern.display());
        if let Some(command) = explain::command(reports.iter().filter_map(Report::fault_kind)) {
            let _ = writeln!(text, "explanations:    {command}");
        }
    }
    text
}

/// The counterexample, and the distinct results: of the runs that did not fail, or of all if these were
/// counted.
fn in_full(text: &mut String, report: &Report, Told { account, trace }: &Told) {
    if report.fault_kind().is_some() {
        let _ = writeln!(text, "{}", lanes(account, &terminal_style()));
    }
    if let Some(command) = explain::command(report.fault_kind()) {
        let _ = writeln!(text, " explain     {command}");
    }
    if let Some(trace) = trace {
        let _ = writeln!(text, " show again  plainweave show {}", reproduce::argument(trace));
        let _ = writeln!(text, " reproduce   {}\n", reproduce::command(report, trace));
    }
    let table =
        account.outcomes.as_ref().filter(|it| it.rows.iter().any(|row| row.witness.is_some()));
    if table.is_some() {
        // All of them were looked for, since a report shows them.
        let _ = writeln!(text, "{}", outcomes(account));
        return;
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
