use std::cell::RefCell;
use std::collections::HashMap;
use std::panic::Location;
use std::time::{Duration, Instant};

use check::{Check, Engine, Level, Report, Scope, Verdict};
use proptest::test_runner::{
    Config, FailurePersistence, FileFailurePersistence, RngSeed, TestCaseError, TestError,
    TestRunner,
};

use crate::counterexample::undecided;
use crate::execution::Execution;
use crate::strategy::Programs;
use crate::{Counterexample, OperationOf, Program, Size, Subject};

/// Programs, unless the user asks for another number.
const PROGRAMS: u32 = 32;

/// Programs to which it is tried to shrink one that fails, unless the user asks for another number.
const MOST_SHRUNK: u32 = 4_096;

/// The property that every history of every program is explained by the specification.
///
/// Programs are drawn, always the same ones: [proptest](proptest::test_runner::Config)'s variables
/// `PROPTEST_RNG_SEED` and `PROPTEST_CASES` ask for others and for more, and `PROPTEST_MAX_SHRINK_ITERS`
/// limits how far one that fails is shrunk.
#[derive(Clone, Debug)]
#[must_use = "a property does nothing until it is verified"]
pub struct Property<S> {
    subject: S,
    check: Check,
    size: Size,
    programs: u32,
    declared: &'static Location<'static>,
}

/// How much was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// Programs that were checked; each is checked once, however often it is drawn.
    pub programs: u64,
    /// Of them, those of which not every execution was looked at, since a bound was in the way or the engine
    /// draws.
    pub in_part: u64,
    /// Executions of all of them.
    pub executions: u64,
    /// How long it took.
    pub wall: Duration,
}

/// What came of a property.
#[derive(Debug)]
pub enum Outcome<S: Subject> {
    /// Every history that was looked at is explained.
    Holds(Looked),
    /// Of this program not, and nothing that it could be shrunk to fails.
    Breaks(Box<Counterexample<S>>),
    /// Nothing failed, but a program was not looked at to its end.
    Undecided {
        /// The first such program.
        program: Program<OperationOf<S>>,
        /// Why.
        why: String,
    },
}

impl<S: Subject> Property<S> {
    /// The property of `subject` on an engine, with each atomic operation a step.
    ///
    /// A program that an engine does not finish in a minute is undecided. An engine that draws
    /// interleavings draws 200 of each program, and real threads run each 20 times.
    #[track_caller]
    pub fn new(subject: S, engine: Engine) -> Self {
        let check = Check::new(engine).level(Level::Fine);
        let check = match engine {
            Engine::ShuttleRandom | Engine::ShuttlePct => check.runs(200),
            Engine::Native => check.runs(20),
            _ => check,
        };
        let declared = Location::caller();
        Self { subject, check, size: Size::default(), programs: PROGRAMS, declared }
    }

    /// Sets how large programs are.
    pub fn size(self, size: Size) -> Self {
        Self { size, ..self }
    }

    /// Sets how many programs are drawn, unless `PROPTEST_CASES` asks for another number.
    pub fn programs(self, programs: u32) -> Self {
        Self { programs, ..self }
    }

    /// Sets how each program is checked.
    pub fn check(self, check: impl FnOnce(Check) -> Check) -> Self {
        Self { check: check(self.check), ..self }
    }

    /// Draws programs and checks them, and tells what came out.
    pub fn run(&self) -> Outcome<S> {
        self.run_with(Config { failure_persistence: None, ..self.config() })
    }

    /// Draws programs and checks them; returns how much was looked at if all hold.
    ///
    /// What failed once is tried first: proptest keeps it in `proptest-regressions`, beside the manifest of the
    /// package that is tested, in a file that is named after the subject. Commit it. The variable
    /// `PROPTEST_DISABLE_FAILURE_PERSISTENCE` switches that off.
    ///
    /// # Panics
    ///
    /// If a program fails, with the smallest one that does and a run of it; and if one is undecided.
    #[track_caller]
    pub fn verify(&self) -> Looked {
        let mut config = self.config();
        // Unless it is switched off.
        if config.failure_persistence.is_some() {
            config.failure_persistence = kept::<S>();
        }
        match self.run_with(config) {
            Outcome::Holds(looked) => looked,
            Outcome::Breaks(found) => panic!("{found}"),
            Outcome::Undecided { program, why } => {
                panic!(
                    "{} is undecided on {}: {why}; allow more with Property::check, or smaller programs \
                     with Property::size\n{program}",
                    S::NAME,
                    self.check.engine
                )
            }
        }
    }

    /// Checks one program.
    ///
    /// It must not come to a standstill that the specification allows: that would be told as a fault.
    pub fn check_program(&self, program: &Program<OperationOf<S>>) -> Report {
        let execution =
            Execution { subject: self.subject.clone(), program: program.clone().into() };
        self.check.run_model(&execution)
    }

    fn config(&self) -> Config {
        let is_set = |variable| std::env::var_os(variable).is_some();
        let mut config = Config::default();
        if !is_set("PROPTEST_CASES") {
            config.cases = self.programs;
        }
        if !is_set("PROPTEST_MAX_SHRINK_ITERS") {
            config.max_shrink_iters = MOST_SHRUNK;
        }
        if config.rng_seed == RngSeed::Random {
            config.rng_seed = RngSeed::Fixed(0);
        }
        config
    }

    fn run_with(&self, config: Config) -> Outcome<S> {
        let begin = Instant::now();
        let most_shrunk = config.max_shrink_iters;
        let is_timed = config.max_shrink_time > 0;
        let search = RefCell::new(Search::new());
        let programs = Programs { subject: self.subject.clone(), size: self.size };
        let drawn = TestRunner::new(config).run(&programs, |program| {
            let fails = search.borrow_mut().fails(self, program);
            if fails { Err(TestCaseError::fail("it breaks")) } else { Ok(()) }
        });
        let Search { mut looked, failed, undecided, shrunk, in_part, .. } = search.into_inner();
        looked.wall = begin.elapsed();
        match (failed, undecided, drawn) {
            (Some((program, report)), ..) => {
                let mut found = Counterexample::new(program, report, self.declared);
                found.looked = looked;
                found.is_smallest = shrunk < most_shrunk && !is_timed && !in_part;
                Outcome::Breaks(Box::new(found))
            }
            (_, Some((program, why)), _) => Outcome::Undecided { program, why },
            (.., Ok(())) => Outcome::Holds(looked),
            (.., Err(TestError::Abort(why) | TestError::Fail(why, _))) => {
                let program =
                    Program { initial: Vec::new(), threads: Vec::new(), last: Vec::new() };
                Outcome::Undecided { program, why: format!("no program can be drawn: {why}") }
            }
        }
    }
}

/// Where programs of a subject that failed are kept; nowhere if Cargo does not say which package is tested.
fn kept<S: Subject>() -> Option<Box<dyn FailurePersistence>> {
    let package = std::env::var("CARGO_MANIFEST_DIR").ok()?;
    let plain = |sign: char| if sign.is_alphanumeric() { sign } else { '-' };
    let name: String = S::NAME.chars().map(plain).collect();
    // proptest takes no other text; there is one for each time a property is verified.
    let path: &'static str = format!("{package}/proptest-regressions/{name}.txt").leak();
    Some(Box::new(FileFailurePersistence::Direct(path)))
}

/// What is known while programs are drawn.
struct Search<S: Subject> {
    looked: Looked,
    /// Programs that do not fail, as text, since operations need not be comparable; and whether every execution
    /// was looked at. Small ones come again and again.
    known: HashMap<String, bool>,
    /// The first program without a verdict; nothing more is looked at then.
    undecided: Option<(Program<OperationOf<S>>, String)>,
    /// The last program that failed, which is the smallest one, and how: real threads may not do it again.
    failed: Option<(Program<OperationOf<S>>, Report)>,
    /// How many programs it was tried to shrink the one that failed to.
    shrunk: u32,
    /// Whether one of them may fail, too, since it was not looked at whole.
    in_part: bool,
}

impl<S: Subject> Search<S> {
    fn new() -> Self {
        let (looked, known) = (Looked::default(), HashMap::new());
        Self { looked, known, undecided: None, failed: None, shrunk: 0, in_part: false }
    }

    fn fails(&mut self, property: &Property<S>, program: Program<OperationOf<S>>) -> bool {
        if self.failed.is_some() {
            self.shrunk += 1;
        } else if self.undecided.is_some() {
            return false;
        }
        let text = format!("{program:?}");
        let is_whole = match self.known.get(&text) {
            Some(is_whole) => *is_whole,
            None => match self.look(property, program) {
                Some(is_whole) => *self.known.entry(text).or_insert(is_whole),
                None => return true,
            },
        };
        self.in_part |= self.failed.is_some() && !is_whole;
        false
    }

    /// Checks a program; unless it fails, returns whether every execution was looked at.
    fn look(&mut self, property: &Property<S>, program: Program<OperationOf<S>>) -> Option<bool> {
        let report = property.check_program(&program);
        self.looked.programs += 1;
        self.looked.executions += report.executions;
        let why = undecided(&report);
        if why.is_none() && report.fault_kind().is_some() {
            self.failed = Some((program, report));
            return None;
        }
        let is_whole = matches!(report.verdict, Verdict::Holds { scope: Scope::Exhaustive });
        self.looked.in_part += u64::from(!is_whole);
        if let Some(why) = why {
            self.undecided.get_or_insert((program, why));
        }
        Some(is_whole)
    }
}
