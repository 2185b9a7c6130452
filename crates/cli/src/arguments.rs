//! What can be said on the command line.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::reports::{Target, kinds};
use crate::settings::{duration, size, valid};

/// Checks concurrent programs over every interleaving, and shows why one fails.
///
/// Without a command: a tour. It checks the catalogue and shows the first counterexample.
#[derive(Debug, Parser)]
#[command(name = "plainweave", version, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) verb: Option<Verb>,
}

macro_rules! exit_codes {
    () => {
        "\
Exit codes:
    0  every verdict is as expected
    1  internal error, or something cannot be written
    2  an argument, or a file it names, makes no sense; nothing was done
    4  the filters leave nothing
    5  not all was looked at, and --require-exhaustive asks for it; or Ctrl-C ended it
  100  a verdict is not as expected
  106  a trace does not fail any more, because the program has changed"
    };
}

const EXIT_CODES: &str = exit_codes!();

/// What is said below the flags of `check`.
fn check_help() -> String {
    format!(
        "Kinds of reports; sarif, junit, github and summary tell of several checks:\n{}\n\n{CHECK}",
        kinds()
    )
}

const CHECK: &str = concat!(
    "\
What is not said here is taken from variables such as PLAINWEAVE_BUDGET, from those of loom and
Shuttle, or from plainweave.toml: see `plainweave help config`. Ctrl-C ends the search and tells
what it has found so far; twice, it ends the program.

",
    exit_codes!()
);

const CONFIG: &str = "\
The first that says something is heeded:
  1. a flag of `plainweave check`
  2. a variable of the same name, such as PLAINWEAVE_BUDGET or PLAINWEAVE_REQUIRE_EXHAUSTIVE
  3. LOOM_MAX_DURATION (in seconds), LOOM_MAX_PERMUTATIONS, LOOM_MAX_PREEMPTIONS,
     LOOM_MAX_BRANCHES, SHUTTLE_RANDOM_SEED
  4. plainweave.toml in this folder, or in the nearest above:

         [check]
         engine = [\"weave\", \"loom\"]
         budget = \"1m\"
         preemptions = 2

  5. the default";

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// List the scenarios of the catalogue.
    List(List),
    /// Check scenarios and compare the verdicts with what is expected of them.
    #[command(after_help = check_help())]
    Check(Box<Check>),
    /// Explain kinds of faults: what they mean, how they come about, what helps.
    Explain(Explain),
    /// Show what a check would be asked to do, and where each value comes from.
    #[command(after_help = CONFIG)]
    Config,
    /// Show a counterexample that a check has kept, a column per thread.
    Show(Show),
    /// Run the interleaving of a counterexample again, on the engine that found it, and show it.
    #[command(after_help = EXIT_CODES)]
    Replay(Show),
    /// Show every outcome of a program of one line, or compare a table of them with what is found.
    #[command(after_help = LITMUS)]
    Litmus(Litmus),
    /// Measure.
    Bench(Bench),
    /// Print the completions of a shell, to be kept where it looks for them.
    Completions(Completions),
    /// Print the manual page of the program, or of one of its commands.
    Man(Man),
}

#[derive(Args, Debug, Default)]
pub(crate) struct Filters {
    /// Parts of names, such as `ticket-sale` or `philosophers/naive`; none for all.
    #[arg(value_name = "FILTER")]
    pub(crate) names: Vec<String>,
    /// Only those of which this is expected.
    #[arg(long, value_enum)]
    pub(crate) expect: Option<Expected>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Expected {
    /// No run fails.
    Holds,
    /// Some run fails.
    Breaks,
}

#[derive(Args, Debug)]
pub(crate) struct List {
    #[command(flatten)]
    pub(crate) filters: Filters,
    /// Also the story, the sizes and the Python twin of each.
    #[arg(long, short)]
    pub(crate) long: bool,
}

/// Whatever is not said here may be said elsewhere: see [`crate::settings`].
#[derive(Args, Debug)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) filters: Filters,
    /// Set a size of the scenarios, such as `buyers=3`.
    #[arg(long = "param", value_name = "NAME=N", value_parser = size)]
    pub(crate) sizes: Vec<(String, u64)>,
    /// The engines to use: weave, weave-sc, loom, shuttle-dfs, shuttle-random, shuttle-pct, native, or
    /// all; several with commas. [default: weave]
    #[arg(long, value_name = "NAME", value_parser = valid("engine"))]
    engine: Vec<String>,
    /// What memory does; weave only, the others have one of their own.
    #[arg(long, value_name = "MODEL", value_parser = ["sc", "rc11"])]
    memory: Option<String>,
    /// Check every step inside the primitives, too, and not just their operations.
    #[arg(long, value_name = "BOOL", value_parser = ["true", "false"], num_args = 0..=1,
          require_equals = true, default_missing_value = "true")]
    fine: Option<String>,
    /// How long each check may take, such as 500ms, 30s or 2m. [default: 20s]
    #[arg(long, value_name = "TIME", value_parser = valid("budget"))]
    budget: Option<String>,
    /// How many executions each check may explore.
    #[arg(long, value_name = "N", value_parser = valid("runs"))]
    runs: Option<String>,
    /// How many preemptions an execution may have. weave and loom only.
    #[arg(long, value_name = "N", value_parser = valid("preemptions"))]
    preemptions: Option<String>,
    /// How many steps an execution may take; on weave, each of its threads. [default: 10000]
    #[arg(long, value_name = "N", value_parser = valid("steps"))]
    steps: Option<String>,
    /// Where the random numbers start: a number, or `random`. [default: 0]
    #[arg(long, value_name = "N", value_parser = valid("seed"))]
    seed: Option<String>,
    /// Search one of N disjoint parts; what they find adds up to the whole. weave only.
    #[arg(long, value_name = "I/N", value_parser = valid("shard"))]
    shard: Option<String>,
    /// Of what fails, look for the smallest sizes with which it does: fewer threads, items, rounds. It may
    /// take as long again as the check.
    #[arg(long)]
    pub(crate) smallest: bool,
    /// How to print the verdicts. [default: human]
    #[arg(long, value_name = "FORMAT", value_parser = ["human", "json"])]
    format: Option<String>,
    /// Fail unless every search has looked at all there is.
    #[arg(long, value_name = "BOOL", value_parser = ["true", "false"], num_args = 0..=1,
          require_equals = true, default_missing_value = "true")]
    require_exhaustive: Option<String>,
    /// Write a report, too, such as html=PATH, a page to step through. Kinds are listed below; may be
    /// given several times.
    #[arg(long, value_name = "KIND=PATH")]
    pub(crate) report: Vec<Target>,
    /// Where to keep the counterexamples. [default: target/plainweave]
    #[arg(long, value_name = "DIR", value_parser = valid("traces"))]
    traces: Option<String>,
    /// Where the counterexamples are that are tried before anything is explored.
    /// [default: model-regressions]
    #[arg(long, value_name = "DIR", value_parser = valid("regressions"))]
    regressions: Option<String>,
    /// How many threads of the machine to use; by default one a core. Checks run side by side, and if
    /// there are fewer of them than threads, weave searches with several.
    #[arg(long, value_name = "N", value_parser = valid("jobs"))]
    jobs: Option<String>,
}

impl Check {
    /// What the command line says of the key with this name.
    pub(crate) fn flag(&self, key: &str) -> Option<String> {
        let one = match key {
            "engine" => return (!self.engine.is_empty()).then(|| self.engine.join(",")),
            "memory" => &self.memory,
            "fine" => &self.fine,
            "budget" => &self.budget,
            "runs" => &self.runs,
            "preemptions" => &self.preemptions,
            "steps" => &self.steps,
            "seed" => &self.seed,
            "shard" => &self.shard,
            "format" => &self.format,
            "require-exhaustive" => &self.require_exhaustive,
            "traces" => &self.traces,
            "regressions" => &self.regressions,
            "jobs" => &self.jobs,
            _ => &None,
        };
        one.clone()
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A table and the counterexamples.
    #[default]
    Human,
    /// One JSON object a line.
    Json,
}

#[derive(Args, Debug)]
pub(crate) struct Show {
    /// A `*.trace.json` that a check has written.
    pub(crate) trace: PathBuf,
    /// Columns to use; by default as many as the terminal has, or 80.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(i64::from(NARROWEST)..))]
    pub(crate) width: Option<u16>,
    /// Write a report of it, too, such as html=PATH; `plainweave check --help` lists the kinds. May be
    /// given several times.
    #[arg(long, value_name = "KIND=PATH")]
    pub(crate) report: Vec<Target>,
    /// Use plain ASCII.
    #[arg(long)]
    pub(crate) ascii: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// Codes as reports have them, such as `deadlock`; none for a list of all.
    #[arg(value_name = "CODE")]
    pub(crate) codes: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Completions {
    /// The shell.
    #[arg(value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Args, Debug)]
pub(crate) struct Man {
    /// A command, such as `check`; none for the program.
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Option<String>,
}

const LITMUS: &str = "\
Programs:
  Threads are separated by ||. x:=1 stores, a<-x loads, fadd(x,1), xchg(x,1) and cas(x,0,1) read and
  write in one step, fence, lock(m), unlock(m), trylock(m), assume(e), start(k), join(k), if, while,
  for; orderings as @na @rlx @acq @rel @acqrel @sc. N*{...} is N copies, in which i is their number.

    plainweave litmus 'x:=1; a<-y || y:=1; b<-x'
    plainweave litmus 'x:=1@rlx; y:=1@rel || a<-y@acq; b<-x@rlx' --memory sc
    plainweave litmus 'N*{lock(m); a<-x; x:=a+1; unlock(m)}' -N 3

Exit codes:
    0  all was explored, and nothing is wrong
    2  the program or the table makes no sense
    5  not all was explored
  100  a race, or a cell of a table that differs";

#[derive(Args, Debug)]
pub(crate) struct Litmus {
    /// The program; or, if it ends in `.tsv`, a file with a table of programs.
    #[arg(value_name = "PROGRAM|FILE.tsv")]
    pub(crate) program: String,
    /// The memory model.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) memory: Memory,
    /// Values at the beginning, such as `x=1,A[2]=3`; the others are 0.
    #[arg(long = "init", value_name = "VALUES", default_value = "")]
    pub(crate) initial: String,
    /// The value of N.
    #[arg(short = 'N', long = "size", value_name = "N")]
    pub(crate) size: Option<i64>,
    /// How long the search may take, for each program; without end by default.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) budget: Option<Duration>,
    /// How many workers search.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: Option<u16>,
    /// How to print the outcomes.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

/// What a memory does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Memory {
    /// One thing after the other, for all to see; orderings are ignored.
    Sc,
    /// What Rust and C++ promise of each ordering.
    #[default]
    Rc11,
}

#[derive(Args, Debug)]
pub(crate) struct Bench {
    #[command(subcommand)]
    pub(crate) what: Benchmark,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Benchmark {
    /// Run the same programs on weave, loom and Shuttle, each in a process of its own, and print
    /// executions, time and memory side by side.
    Engines(BenchEngines),
}

#[derive(Args, Debug)]
pub(crate) struct BenchEngines {
    /// Names of programs, such as `lock 4x1`; none for all.
    #[arg(value_name = "PROGRAM")]
    pub(crate) programs: Vec<String>,
    /// The engines to compare; all by default.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) engine: Vec<bench::Engine>,
    /// How long each program may take on each engine.
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = duration)]
    pub(crate) cap: Duration,
    /// How to print the numbers.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Measure the first program on this engine, here.
    #[arg(long, hide = true, value_name = "NAME")]
    pub(crate) measure: Option<bench::Engine>,
}

impl BenchEngines {
    /// The engines to compare.
    pub(crate) fn chosen_engines(&self) -> Vec<bench::Engine> {
        if self.engine.is_empty() { bench::Engine::ALL.to_vec() } else { self.engine.clone() }
    }
}

/// The fewest columns in which a counterexample can be shown.
pub(crate) const NARROWEST: u16 = 40;
