//! What can be said on the command line.

use std::path::PathBuf;
use std::time::Duration;

use check::Engine;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Checks concurrent programs over every interleaving, and shows why one fails.
///
/// Without a command: a tour. It checks the catalogue and shows the first counterexample.
#[derive(Debug, Parser)]
#[command(name = "plainweave", version, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) verb: Option<Verb>,
}

const EXIT_CODES: &str = "\
Exit codes:
    0  every verdict is as expected
    1  internal error, or something cannot be written
    2  an argument, or a file it names, makes no sense; nothing was done
    4  the filters leave nothing
    5  not all was looked at, and --require-exhaustive asks for it
  100  a verdict is not as expected
  106  a trace does not fail any more, because the program has changed";

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// List the scenarios of the catalogue.
    List(List),
    /// Check scenarios and compare the verdicts with what is expected of them.
    #[command(after_help = EXIT_CODES)]
    Check(Check),
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

#[derive(Args, Debug)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) filters: Filters,
    /// The engines to use: weave, weave-sc, loom, shuttle-dfs, shuttle-random, shuttle-pct, native, or
    /// all.
    #[arg(long, value_name = "NAME", value_delimiter = ',', default_value = "weave", value_parser = engines)]
    pub(crate) engine: Vec<Engines>,
    /// Check every step inside the primitives, too, and not just their operations.
    #[arg(long)]
    pub(crate) fine: bool,
    /// How long each check may take, such as 500ms, 30s or 2m.
    #[arg(long, value_name = "TIME", default_value = "20s", value_parser = duration)]
    pub(crate) budget: Duration,
    /// How many executions each check may explore.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) runs: Option<u64>,
    /// What memory does; weave only, the others have one of their own.
    #[arg(long, value_enum)]
    pub(crate) memory: Option<Memory>,
    /// Search one of N disjoint parts; what they find adds up to the whole. weave only.
    #[arg(long, value_name = "I/N")]
    pub(crate) shard: Option<check::Shard>,
    /// How many preemptions an execution may have. weave and loom only.
    #[arg(long, value_name = "N")]
    pub(crate) preemptions: Option<u8>,
    /// Where the random numbers start: a number, or `random`.
    #[arg(long, value_name = "N", default_value = "0", value_parser = seed)]
    pub(crate) seed: u64,
    /// Set a size of the scenarios, such as `buyers=3`.
    #[arg(long = "param", value_name = "NAME=N", value_parser = size)]
    pub(crate) sizes: Vec<(String, u64)>,
    /// How to print the verdicts.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Fail unless every search has looked at all there is.
    #[arg(long)]
    pub(crate) require_exhaustive: bool,
    /// Where to keep the counterexamples.
    #[arg(long, value_name = "DIR", default_value = "target/plainweave")]
    pub(crate) traces: PathBuf,
    /// Where the counterexamples are that are tried before anything is explored; by default where
    /// PLAINWEAVE_REGRESSIONS says, or in model-regressions.
    #[arg(long, value_name = "DIR")]
    pub(crate) regressions: Option<PathBuf>,
    /// How many threads of the machine to use; by default one a core. Checks run side by side, and if
    /// there are fewer of them than threads, weave searches with several.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: Option<u16>,
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
    /// Use plain ASCII.
    #[arg(long)]
    pub(crate) ascii: bool,
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

/// One engine, or all.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Engines {
    One(Engine),
    All,
}

fn engines(name: &str) -> Result<Engines, check::UnknownEngine> {
    if name == "all" { Ok(Engines::All) } else { name.parse().map(Engines::One) }
}

fn duration(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text)
        .map_err(|_| "expected a time, such as 500ms, 30s or 2m".to_owned())
}

fn seed(text: &str) -> Result<u64, String> {
    use std::hash::{BuildHasher, RandomState};
    match text {
        "random" => Ok(RandomState::new().hash_one(())),
        _ => text.parse().map_err(|_| "expected a whole number, or `random`".to_owned()),
    }
}

fn size(text: &str) -> Result<(String, u64), String> {
    let Some((name, value)) = text.split_once('=') else {
        return Err("expected NAME=N, such as `buyers=3`".to_owned());
    };
    let value = value.parse().map_err(|_| format!("`{value}` is not a whole number"))?;
    Ok((name.to_owned(), value))
}

impl Check {
    /// The engines to use, each once.
    pub(crate) fn engines(&self) -> Vec<Engine> {
        let mut engines: Vec<Engine> = Vec::new();
        for choice in &self.engine {
            let chosen = match choice {
                Engines::One(Engine::Weave) if self.memory == Some(Memory::Sc) => {
                    &[Engine::WeaveSc]
                }
                Engines::One(Engine::WeaveSc) if self.memory == Some(Memory::Rc11) => {
                    &[Engine::Weave]
                }
                Engines::One(engine) => std::slice::from_ref(engine),
                Engines::All => &Engine::ALL,
            };
            for engine in chosen {
                if !engines.contains(engine) {
                    engines.push(*engine);
                }
            }
        }
        engines
    }
}
