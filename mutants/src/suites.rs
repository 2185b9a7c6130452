//! The tests that may notice a mutant.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

use crate::catalogue::{Primitive, Tests};
use crate::error::Error;
use crate::scratch::Scratch;

/// Who noticed, in the order in which they are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    Models,
    Properties,
    Behaviour,
    Stress,
}

impl Stage {
    pub(crate) const ALL: [Self; 4] =
        [Self::Models, Self::Properties, Self::Behaviour, Self::Stress];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Models => "models",
            Self::Properties => "properties",
            Self::Behaviour => "behaviour",
            Self::Stress => "stress",
        }
    }

    /// The targets whose tests belong here; the unit tests of a crate are called as it is.
    fn targets(self) -> &'static [&'static str] {
        match self {
            Self::Models => &["weave"],
            Self::Properties => &["state_machine"],
            Self::Behaviour => &["behaviour", "plainweave_sync", "plainweave_pool"],
            Self::Stress => &["stress", "queue_stress"],
        }
    }

    fn prefixes(self, tests: &Tests) -> &[String] {
        match self {
            Self::Models => &tests.models,
            Self::Properties => &tests.properties,
            Self::Behaviour => &tests.behaviour,
            Self::Stress => &tests.stress,
        }
    }
}

/// A test, which is run in a process of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Test {
    pub(crate) stage: Stage,
    pub(crate) program: PathBuf,
    /// The folder of its package.
    pub(crate) folder: PathBuf,
    pub(crate) name: String,
}

/// All tests there are.
#[derive(Debug)]
pub(crate) struct Suites(Vec<Test>);

/// A line of what cargo says.
#[derive(Deserialize)]
struct Message {
    executable: Option<PathBuf>,
    manifest_path: Option<PathBuf>,
    target: Option<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

impl Suites {
    /// Builds the tests of the copy.
    pub(crate) fn build(scratch: &Scratch) -> Result<Self, Error> {
        let mut suites = Vec::new();
        // By themselves, since the models need what the others do not.
        let models: &[&str] = &["-p", "plainweave-models", "--test", "weave"];
        let others: &[&str] =
            &["-p", "plainweave-sync", "-p", "plainweave-pool", "--lib", "--tests"];
        for what in [models, others] {
            for message in messages(scratch, what)? {
                let (Some(program), Some(manifest), Some(target)) =
                    (message.executable, message.manifest_path, message.target)
                else {
                    continue;
                };
                let is_of = |stage: &Stage| stage.targets().contains(&target.name.as_str());
                if let Some(stage) = Stage::ALL.into_iter().find(is_of) {
                    let folder = manifest.parent().unwrap_or(Path::new("/")).to_owned();
                    for name in list(&program)? {
                        let (program, folder) = (program.clone(), folder.clone());
                        suites.push(Test { stage, program, folder, name });
                    }
                }
            }
        }
        Ok(Self(suites))
    }

    /// The tests for this primitive.
    pub(crate) fn of(&self, primitive: &Primitive) -> Result<Vec<&Test>, Error> {
        let mut chosen = Vec::new();
        for stage in Stage::ALL {
            for prefix in stage.prefixes(&primitive.tests) {
                let is_meant =
                    |test: &&Test| test.stage == stage && test.name.starts_with(prefix.as_str());
                let before = chosen.len();
                chosen.extend(self.0.iter().filter(is_meant));
                if chosen.len() == before {
                    let primitive = primitive.name.clone();
                    return Err(Error::NoTest { primitive, prefix: prefix.clone() });
                }
            }
        }
        chosen.sort_unstable();
        chosen.dedup();
        Ok(chosen)
    }
}

fn messages(scratch: &Scratch, what: &[&str]) -> Result<Vec<Message>, Error> {
    let mut cargo = Command::new(option_env!("CARGO").unwrap_or("cargo"));
    cargo.args(["test", "--no-run", "--message-format=json-render-diagnostics"]).args(what);
    // What is spliced in is not tidy.
    cargo.env("RUSTFLAGS", "--cap-lints=allow").env("CARGO_TARGET_DIR", &scratch.target);
    // One build, and hundreds of runs of each test. What the tests of all engines are made of is not
    // optimised, since that takes longer than all these runs.
    for package in ["arena", "models", "pool", "runtime-model", "runtime-weave", "sync"] {
        cargo
            .args(["--config", &format!("profile.dev.package.plainweave-{package}.opt-level = 1")]);
    }
    cargo.current_dir(&scratch.tree).stderr(Stdio::inherit());
    let command = format!("cargo test --no-run {}", what.join(" "));
    let output =
        cargo.output().map_err(|source| Error::Start { command: command.clone(), source })?;
    if !output.status.success() {
        return Err(Error::Command { command });
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
}

/// The names of the tests of a program.
fn list(program: &Path) -> Result<Vec<String>, Error> {
    let command = format!("{} --list", program.display());
    let output = Command::new(program).args(["--list", "--format", "terse"]).output();
    let output = output.map_err(|source| Error::Start { command, source })?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(text.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect())
}
