//! What a unit belongs to: a program, and a search of it.

use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read};
use std::sync::OnceLock;

use super::UnitError;
use super::text::FORMAT;
use crate::config::Config;

/// Two hashes of 64 bits. They are compared only between runs of the same executable, which has only
/// one `DefaultHasher`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Identity {
    program: u64,
    bounds: u64,
}

impl Identity {
    /// Of the search that `config` describes: the program's name and the contents of the running
    /// executable; and whatever changes which executions there are or how they are searched.
    pub(super) fn of(config: &Config) -> Result<Self, UnitError> {
        let executable = executable().map_err(|reason| UnitError::Executable { reason })?;
        let program = hash(&(&config.program, executable));
        Ok(Self { program, bounds: bounds(config) })
    }

    /// Refuses to mix two searches.
    pub(super) fn check(self, found: Self, what: &'static str) -> Result<(), UnitError> {
        if found.program != self.program {
            Err(UnitError::OtherProgram { what })
        } else if found.bounds != self.bounds {
            Err(UnitError::OtherBounds { what })
        } else {
            Ok(())
        }
    }

    pub(super) fn from_bytes(program: [u8; 8], bounds: [u8; 8]) -> Self {
        let [program, bounds] = [program, bounds].map(u64::from_le_bytes);
        Self { program, bounds }
    }

    pub(super) fn to_bytes(self) -> ([u8; 8], [u8; 8]) {
        (self.program.to_le_bytes(), self.bounds.to_le_bytes())
    }
}

fn hash(what: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

/// Names every setting, so that a new one does not compile until it is decided whether it belongs
/// here.
fn bounds(config: &Config) -> u64 {
    let Config {
        memory,
        preemptions,
        steps,
        threads,
        spin_rounds,
        time_outs,
        spurious,
        survive_panics,
        schedule,
        // When a search ends, how it is told about, and by whom it is done.
        stop_at_first_failure: _,
        runs: _,
        time: _,
        stop: _,
        on_progress: _,
        checkpoint: _,
        checkpoint_every: _,
        checkpoint_runs: _,
        jobs: _,
        stack_size: _,
        // In the other hash.
        program: _,
    } = config;
    let version = (env!("CARGO_PKG_VERSION"), FORMAT);
    hash(&(
        version,
        memory,
        preemptions,
        steps,
        threads,
        spin_rounds,
        time_outs,
        spurious,
        survive_panics,
        schedule,
    ))
}

/// Of the contents of the running executable; computed once.
fn executable() -> Result<u64, String> {
    static EXECUTABLE: OnceLock<Result<u64, String>> = OnceLock::new();
    EXECUTABLE.get_or_init(|| hash_executable().map_err(|error| error.to_string())).clone()
}

fn hash_executable() -> io::Result<u64> {
    // The file that runs, also when another one has taken its place since.
    let mut file = match File::open("/proc/self/exe") {
        Ok(file) => file,
        Err(_) => File::open(std::env::current_exe()?)?,
    };
    let mut hasher = DefaultHasher::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let length = file.read(&mut buffer)?;
        if length == 0 {
            return Ok(hasher.finish());
        }
        hasher.write(&buffer[..length]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budgets_are_no_part_of_a_search_and_bounds_are() {
        let config = Config::default();
        let identity = Identity::of(&config).unwrap();
        let other = Config { runs: Some(3), jobs: 2, ..config.clone() };
        assert_eq!(identity, Identity::of(&other).unwrap());
        let other = Config { steps: 7, ..config.clone() };
        let error = identity.check(Identity::of(&other).unwrap(), "unit").unwrap_err();
        assert!(matches!(error, UnitError::OtherBounds { .. }), "{error}");
        let other = Config { program: "another".into(), ..config };
        let error = identity.check(Identity::of(&other).unwrap(), "unit").unwrap_err();
        assert!(matches!(error, UnitError::OtherProgram { .. }), "{error}");
    }
}
