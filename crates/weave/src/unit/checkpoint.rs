//! What was found so far and the units left: as a file that is whole at any moment, whoever is killed.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::identity::Identity;
use super::text::FORMAT;
use super::{Unit, UnitError};
use crate::config::Config;
use crate::exploration::{Ended, Exploration};
use crate::explore::Share;

/// What an exploration has found so far, and the units it has left.
///
/// The file is JSON. It is replaced by renaming a finished one, so that it is either the old or the
/// new one after a crash; two explorations must not share it. What it says is protected by a checksum:
/// an edited one is refused.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    body: Body,
}

#[derive(Serialize)]
struct Sealed<'a> {
    checksum: String,
    checkpoint: &'a Body,
}

#[derive(Deserialize)]
struct Opened {
    checksum: String,
    checkpoint: Body,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Body {
    format: u32,
    /// The program's name, for who reads the file.
    program: String,
    identity: ([u8; 8], [u8; 8]),
    found: Found,
    failure: Option<FailureRecord>,
    units: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct FailureRecord {
    message: String,
    unit: String,
}

/// An [`Exploration`] without the failure.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Found {
    complete: u64,
    deadlocks: u64,
    blocked: u64,
    failures: u64,
    cut: u64,
    beyond: u64,
    runs: u64,
    rejected: u64,
    rounds: u64,
    #[serde(default)]
    imitated: u64,
    digest: u64,
    longest: usize,
    backlog: (usize, usize),
    share: Share,
    held_back: bool,
    ended: Ended,
}

impl Checkpoint {
    /// What `found` says, and `units` that are left.
    ///
    /// # Errors
    ///
    /// If the executable cannot be read, by which units are told from those of other programs.
    pub fn new(config: &Config, found: &Exploration, units: &[Unit]) -> Result<Self, UnitError> {
        Ok(Self::of(Identity::of(config)?, config, found, units))
    }

    pub(super) fn of(
        identity: Identity,
        config: &Config,
        found: &Exploration,
        units: &[Unit],
    ) -> Self {
        let failure = found.failure.as_ref().map(|failure| {
            let unit = Unit { identity, part: failure.part() };
            FailureRecord { message: failure.kind.to_string(), unit: unit.to_string() }
        });
        Self {
            body: Body {
                format: FORMAT,
                program: config.program.clone(),
                identity: identity.to_bytes(),
                found: Found::of(found),
                failure,
                units: units.iter().map(ToString::to_string).collect(),
            },
        }
    }

    /// The counts. Of a failure it has only the text: see [`failure`](Self::failure).
    pub fn found(&self) -> Exploration {
        self.body.found.exploration()
    }

    /// What went wrong, and the execution in which it did, as the text of a unit for
    /// [`replay_unit`](crate::replay_unit).
    pub fn failure(&self) -> Option<(&str, &str)> {
        let failure = self.body.failure.as_ref()?;
        Some((&failure.message, &failure.unit))
    }

    /// The texts of the units that are left, oldest first.
    pub fn units(&self) -> &[String] {
        &self.body.units
    }

    /// Reads a checkpoint.
    ///
    /// # Errors
    ///
    /// If there is none, it is damaged, or of another version.
    pub fn read(path: &Path) -> Result<Self, UnitError> {
        let unreadable = |source| UnitError::Unreadable { path: path.to_owned(), source };
        Self::from_json(&fs::read(path).map_err(unreadable)?)
    }

    fn from_json(json: &[u8]) -> Result<Self, UnitError> {
        let no_checkpoint = |what: String| UnitError::NoCheckpoint { what };
        let value: serde_json::Value =
            serde_json::from_slice(json).map_err(|error| no_checkpoint(error.to_string()))?;
        let format = value.pointer("/checkpoint/format").and_then(serde_json::Value::as_u64);
        if let Some(found) = format.and_then(|format| u32::try_from(format).ok())
            && found != FORMAT
        {
            return Err(UnitError::Format { found, known: FORMAT });
        }
        let opened: Opened =
            serde_json::from_slice(json).map_err(|error| no_checkpoint(error.to_string()))?;
        if opened.checksum != opened.checkpoint.checksum() {
            return Err(no_checkpoint("its checksum is another".to_owned()));
        }
        Ok(Self { body: opened.checkpoint })
    }

    /// Writes the checkpoint: into a file beside `path`, which then takes its place.
    ///
    /// # Errors
    ///
    /// If that cannot be written. What was at `path` is still there then.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let sealed = Sealed { checksum: self.body.checksum(), checkpoint: &self.body };
        let beside = beside(path);
        let mut file = File::create(&beside)?;
        serde_json::to_writer_pretty(&mut file, &sealed)?;
        file.write_all(b"\n")?;
        // The new contents before the new name: a machine may stop between the two.
        file.sync_all()?;
        fs::rename(&beside, path)
    }

    /// What it says, if it belongs to this search.
    pub(super) fn contents(&self, identity: Identity) -> Result<Contents, UnitError> {
        let (program, bounds) = self.body.identity;
        identity.check(Identity::from_bytes(program, bounds), "checkpoint")?;
        let failure = match &self.body.failure {
            Some(failure) => Some((failure.message.clone(), failure.unit.parse()?)),
            None => None,
        };
        let units = self.body.units.iter().map(|unit| unit.parse()).collect::<Result<_, _>>()?;
        Ok(Contents { found: self.found(), failure, units })
    }
}

/// What a checkpoint says.
pub(super) struct Contents {
    pub(super) found: Exploration,
    /// What the failure was, and its execution.
    pub(super) failure: Option<(String, Unit)>,
    pub(super) units: Vec<Unit>,
}

impl Body {
    /// Of the text without white space, so that who formats the file does it no harm.
    fn checksum(&self) -> String {
        // The same types were just read, or are about to be written.
        let text = serde_json::to_vec(self).expect("plain data with text as keys");
        format!("{:08x}", crc32fast::hash(&text))
    }
}

/// The name of the file that is to take the place of the one at `path`.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().map_or_else(OsString::new, OsString::from);
    name.push(".new");
    path.with_file_name(name)
}

impl Found {
    /// Names every field, so that a new one does not compile until it is decided what becomes of it.
    fn of(found: &Exploration) -> Self {
        let Exploration {
            complete,
            deadlocks,
            blocked,
            failures,
            cut,
            beyond,
            runs,
            rejected,
            rounds,
            imitated,
            digest,
            longest,
            backlog,
            progress: _,
            share,
            held_back,
            ref ended,
            failure: _,
        } = *found;
        Self {
            complete,
            deadlocks,
            blocked,
            failures,
            cut,
            beyond,
            runs,
            rejected,
            rounds,
            imitated,
            digest,
            longest,
            backlog,
            share,
            held_back,
            ended: ended.clone(),
        }
    }

    fn exploration(&self) -> Exploration {
        let mut found = Exploration {
            complete: self.complete,
            deadlocks: self.deadlocks,
            blocked: self.blocked,
            failures: self.failures,
            cut: self.cut,
            beyond: self.beyond,
            runs: self.runs,
            rejected: self.rejected,
            rounds: self.rounds,
            imitated: self.imitated,
            digest: self.digest,
            longest: self.longest,
            backlog: self.backlog,
            held_back: self.held_back,
            ended: self.ended.clone(),
            ..Exploration::default()
        };
        found.set_share(self.share);
        found
    }
}
