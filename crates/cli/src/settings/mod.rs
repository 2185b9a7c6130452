//! What a check is asked to do: said by a flag, the environment, `plainweave.toml`, or nobody.
//!
//! Each [`Key`] has one text as its value, wherever it comes from, and one function that reads it. The first
//! that has something to say is heeded:
//!
//! 1. the flag,
//! 2. its own variable, such as `PLAINWEAVE_BUDGET`,
//! 3. a variable by which loom or Shuttle mean the same, such as `LOOM_MAX_DURATION`,
//! 4. `plainweave.toml` in this folder or the nearest above,
//! 5. the default.
//!
//! All of them are read: what makes no sense is an error even if something else is heeded.
//!
//! The variables of proptest mean nothing here, for no check draws inputs; they act in tests that do.

mod environment;
mod file;
mod key;
mod values;

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use check::{Engine, Shard};

use crate::arguments::{self, Format, Memory};
use crate::error::Error;

pub(crate) use environment::misspelt;
pub(crate) use file::{File, NAME};
pub(crate) use key::{KEYS, Key};
pub(crate) use values::{duration, size, valid};

/// What is heeded of one key.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) key: &'static Key,
    /// Nothing if nobody says anything, and there is no default either.
    pub(crate) text: Option<String>,
    pub(crate) source: Source,
}

impl Choice {
    /// The value, and where it comes from.
    fn told(&self) -> Option<String> {
        let Self { key, text, source } = self;
        text.as_ref().map(|text| format!("{} = {text} ({source})", key.name))
    }
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Flag,
    Variable(String),
    File { path: PathBuf, line: usize },
    Default,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("command line"),
            Self::Variable(name) => f.write_str(name),
            Self::File { path, line } => write!(f, "{}:{line}", path.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// What is heeded of each key, in the order of [`KEYS`].
///
/// # Errors
///
/// If a variable or a line of the file makes no sense. Flags were looked at before.
pub(crate) fn choose(
    flag: impl Fn(&Key) -> Option<String>,
    variable: impl Fn(&str) -> Option<OsString>,
    file: Option<&File>,
) -> Result<Vec<Choice>, Error> {
    KEYS.iter()
        .map(|key| {
            let by_flag = flag(key).map(|text| (text, Source::Flag));
            let by_variable = environment::read(key, &variable)?;
            let by_file = file.and_then(|file| file.read(key));
            let by_default = key.default.map(|text| (text.to_owned(), Source::Default));
            let heeded = by_flag.or(by_variable).or(by_file).or(by_default);
            Ok(match heeded {
                Some((text, source)) => Choice { key, text: Some(text), source },
                None => Choice { key, text: None, source: Source::Default },
            })
        })
        .collect()
}

/// The same for this process and its current folder.
pub(crate) fn choose_here(flag: impl Fn(&Key) -> Option<String>) -> Result<Vec<Choice>, Error> {
    let file = File::find()?;
    choose(flag, |name| std::env::var_os(name), file.as_ref())
}

/// How long a check may take, if the environment or the file say so, and the line that tells it.
pub(crate) fn budget_here() -> Result<Option<(Duration, String)>, Error> {
    let choices = choose_here(|_| None)?;
    let said = choices.into_iter().filter(|choice| choice.source != Source::Default);
    Ok(said.filter(|choice| choice.key.name == "budget").find_map(|choice| {
        let budget = choice.text.as_deref().map(|text| read(values::duration, text))?;
        Some((budget, choice.told()?))
    }))
}

/// What a check is asked to do.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// Each once.
    pub(crate) engines: Vec<Engine>,
    pub(crate) fine: bool,
    pub(crate) budget: Duration,
    pub(crate) runs: Option<u64>,
    pub(crate) preemptions: Option<u8>,
    pub(crate) steps: Option<usize>,
    pub(crate) seed: u64,
    pub(crate) shard: Option<Shard>,
    pub(crate) format: Format,
    pub(crate) require_exhaustive: bool,
    pub(crate) traces: PathBuf,
    pub(crate) regressions: PathBuf,
    pub(crate) jobs: Option<u16>,
    choices: Vec<Choice>,
}

impl Settings {
    /// What is said by `arguments`, the environment and the file.
    pub(crate) fn of(arguments: &arguments::Check) -> Result<Self, Error> {
        Self::from_choices(choose_here(|key| arguments.flag(key.name))?)
    }

    fn from_choices(choices: Vec<Choice>) -> Result<Self, Error> {
        let choice = |name: &str| {
            let found = choices.iter().find(|choice| choice.key.name == name);
            found.unwrap_or_else(|| panic!("`{name}` is among the keys"))
        };
        let text = |name: &str| choice(name).text.as_deref();
        let memory: Option<Memory> = text("memory").map(|text| read(values::memory, text));
        let engines =
            with_memory(text("engine").map_or_else(Vec::new, |t| read(values::engines, t)), memory);
        // A path in the file means the same wherever below it the program is run.
        let folder = |name: &str| {
            let folder = Path::new(text(name).unwrap_or_default());
            match &choice(name).source {
                Source::File { path, .. } => path.parent().unwrap_or(Path::new("")).join(folder),
                _ => folder.to_owned(),
            }
        };
        let (traces, regressions) = (folder("traces"), folder("regressions"));
        for choice in &choices {
            refuse_elsewhere(choice, &engines)?;
        }
        Ok(Self {
            fine: text("fine").is_some_and(|text| read(values::yes_or_no, text)),
            budget: text("budget").map_or(Duration::ZERO, |text| read(values::duration, text)),
            runs: text("runs").map(|text| read(values::runs, text)),
            preemptions: text("preemptions").map(|text| read(values::preemptions, text)),
            steps: text("steps").map(|text| read(values::steps, text)),
            seed: text("seed").map_or(0, |text| read(values::seed, text)),
            shard: text("shard").map(|text| read(values::shard, text)),
            format: text("format").map_or_else(Format::default, |text| read(values::format, text)),
            require_exhaustive: text("require-exhaustive")
                .is_some_and(|text| read(values::yes_or_no, text)),
            jobs: text("jobs").map(|text| read(values::jobs, text)),
            traces,
            regressions,
            engines,
            choices,
        })
    }

    /// What is in force though the command line does not say so, as one line.
    pub(crate) fn echo(&self) -> Option<String> {
        let matters = |choice: &&Choice| {
            let is_told = !matches!(choice.source, Source::Flag | Source::Default);
            is_told && self.engines.iter().any(|engine| (choice.key.concerns)(*engine))
        };
        let parts: Vec<String> =
            self.choices.iter().filter(matters).filter_map(Choice::told).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

/// Reads a text that was looked at when it was chosen.
fn read<T>(reads: fn(&str) -> Result<T, String>, text: &str) -> T {
    reads(text).unwrap_or_else(|problem| panic!("`{text}` was accepted before: {problem}"))
}

/// The engines, on the memory that is asked for.
fn with_memory(engines: Vec<Engine>, memory: Option<Memory>) -> Vec<Engine> {
    let mut chosen: Vec<Engine> = Vec::new();
    for engine in engines {
        let engine = match (engine, memory) {
            (Engine::Weave, Some(Memory::Sc)) => Engine::WeaveSc,
            (Engine::WeaveSc, Some(Memory::Rc11)) => Engine::Weave,
            (engine, _) => engine,
        };
        if !chosen.contains(&engine) {
            chosen.push(engine);
        }
    }
    chosen
}

/// A flag that no engine of this check knows is a mistake. What is said for all checks, by a variable or
/// the file, is for those that it concerns. But who searches a part must not search the whole by mistake.
fn refuse_elsewhere(choice: &Choice, engines: &[Engine]) -> Result<(), Error> {
    let Choice { key, text: Some(_), source } = choice else { return Ok(()) };
    let concerned = engines.iter().filter(|engine| (key.concerns)(**engine)).count();
    let refused = match key.strict {
        key::Strict::No => false,
        key::Strict::Some => *source == Source::Flag && concerned == 0,
        key::Strict::All => concerned < engines.len(),
    };
    let flag = || format!("--{}", key.name);
    if refused {
        return Err(Error::NotOfTheseEngines { flag: flag(), engines: key.engines });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
