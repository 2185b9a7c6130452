//! Explorations: what all runs share, and what came of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use weave::raw::{Place, Shape};
use weave::{Config, Ended, FailureKind, Leaf, Memory};

use super::holders::only_holders_unlock;
use super::leaf::RunEnding;
use super::world::World;
use crate::enumerate::End;
use crate::explorer::{Counts, Ending, Explorer, Failure, Race};
use crate::fault::Fault;
use crate::program::{Kind, Location, Program};
use crate::table::Model;

/// Finds executions with the engine.
///
/// ```
/// use plainweave_litmus::run::Weave;
/// use plainweave_litmus::table::Model;
/// use plainweave_litmus::{Explorer, Program};
///
/// let spin_lock = Program::new("4*{r<-cas(l,0,1)@acq/rlx; assume(r[0]); l:=0@rel}")?;
/// let found = Weave::default().explore(&spin_lock, Model::Rc11, &mut |_| {})?;
/// assert_eq!(found.complete, 24);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Weave {
    /// The bounds, the schedule, the workers. The memory model, and whether to stop at a failure,
    /// are not taken from here.
    pub config: Config,
}

/// What an exploration came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Executions in which every thread has ended.
    pub complete: u64,
    /// Executions in which some thread waits for ever.
    pub deadlocks: u64,
    /// Runs that are no executions, since an `assume` stopped a thread.
    pub blocked: u64,
    /// Runs that ended in a race.
    pub races: u64,
    /// A race, if there is one. Then the other numbers mean nothing.
    pub race: Option<Race>,
    /// All runs.
    pub runs: u64,
    /// Why the exploration ended.
    pub ended: Ended,
}

/// What all runs of an exploration share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) program: Program,
    pub(super) has_joins: bool,
    /// What the engine is told about mutexes.
    mutexes: Shape,
    /// A number for each location, the same in all runs.
    keys: Mutex<HashMap<Location, u64>>,
    findings: Mutex<Findings>,
}

#[derive(Debug, Default)]
struct Findings {
    fault: Option<Fault>,
    race: Option<Race>,
    races: u64,
    /// Runs in which all threads have ended that were started, and some never was.
    unstarted: u64,
}

impl Weave {
    /// Explores all executions of a program, and shows each that is complete, or a deadlock, to
    /// `visit`, once.
    ///
    /// # Errors
    ///
    /// A mistake that the program makes in some execution, or why the engine refuses it.
    pub fn report(
        &self,
        program: &Program,
        model: Model,
        visit: &mut (dyn FnMut(&dyn Ending) + Send),
    ) -> Result<Report, Failure> {
        let shared = Arc::new(Shared::new(program));
        let mut config = self.config.clone();
        config.memory = match model {
            Model::Sc => Memory::Sc,
            Model::Rc11 => Memory::Rc11,
        };
        // Deadlocks are counted, not looked for.
        config.stop_at_first_failure = false;
        let visit = Mutex::new(visit);
        let begin = Arc::clone(&shared);
        let found = weave::explore_with(
            &config,
            |leaf| {
                let world = World::latest().expect("its threads ran here");
                if let Some(ending) = shared.see(leaf, &world) {
                    let mut visit = visit.lock().unwrap_or_else(PoisonError::into_inner);
                    (*visit)(&ending);
                }
            },
            move || World::run(&begin),
        );
        let Findings { fault, race, races, unstarted } = std::mem::take(&mut *shared.findings());
        if let Some(fault) = fault {
            return Err(fault.into());
        }
        match found.failure.map(|failure| failure.kind) {
            None | Some(FailureKind::Deadlock { .. }) => {}
            // It was noted. And what a program does that races depends on the order in which it is run:
            // that it is then seen to do something else is the race's doing.
            Some(FailureKind::Race { .. } | FailureKind::NotDeterministic { .. })
                if race.is_some() => {}
            Some(kind) => return Err(Failure::Refused(kind.to_string())),
        }
        Ok(Report {
            complete: found.complete - unstarted,
            deadlocks: found.deadlocks + unstarted,
            blocked: found.blocked,
            races,
            race,
            runs: found.runs,
            ended: found.ended,
        })
    }
}

impl Explorer for Weave {
    fn explore(
        &self,
        program: &Program,
        model: Model,
        visit: &mut (dyn FnMut(&dyn Ending) + Send),
    ) -> Result<Counts, Failure> {
        let Report { complete, deadlocks, race, ended, .. } = self.report(program, model, visit)?;
        match race {
            Some(race) => Err(race.into()),
            None => Ok(Counts { complete, deadlocks, is_cut: ended != Ended::Exhausted }),
        }
    }
}

impl Shared {
    fn new(program: &Program) -> Self {
        Self {
            program: program.clone(),
            has_joins: program.has_joins(),
            mutexes: if only_holders_unlock(program) { Shape::Chain } else { Shape::Free },
            keys: Mutex::default(),
            findings: Mutex::default(),
        }
    }

    /// A location in the current run.
    pub(super) fn place(&self, location: Location) -> Place {
        let shape = match self.program.kind(location) {
            Kind::Mutex => self.mutexes,
            Kind::Atomic | Kind::NonAtomic => Shape::Free,
        };
        let initial = self.program.initial(location).cast_unsigned();
        Place::with_key(self.key(location), initial, shape)
    }

    /// In the current run, whether a thread was started: 1 or 0.
    pub(super) fn started(thread: usize) -> Place {
        Place::with_key(2 * thread as u64, 0, Shape::Chain)
    }

    /// An odd number; even ones are not for locations.
    fn key(&self, location: Location) -> u64 {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let next = 2 * keys.len() as u64 + 1;
        *keys.entry(location).or_insert(next)
    }

    /// The program made a mistake. Which one is told does not depend on the order of runs.
    pub(super) fn blame(&self, fault: Fault) {
        let place = |fault: &Fault| (fault.thread, fault.span.start, fault.span.end);
        let mut findings = self.findings();
        if findings.fault.as_ref().is_none_or(|known| place(&fault) < place(known)) {
            findings.fault = Some(fault);
        }
    }

    /// A run has ended. Gives what it came to, if it is an execution.
    fn see<'l>(&self, leaf: &'l Leaf<'l>, world: &'l World) -> Option<RunEnding<'l>> {
        let end = match leaf.end {
            weave::End::Complete if world.has_all_threads() => End::Complete,
            weave::End::Complete => {
                self.findings().unstarted += 1;
                End::Deadlock
            }
            weave::End::Deadlock => End::Deadlock,
            weave::End::Failure => {
                if let Some(race) = world.race() {
                    let place = |race: &Race| (race.location.clone(), race.thread);
                    let mut findings = self.findings();
                    findings.races += 1;
                    if findings.race.as_ref().is_none_or(|known| place(&race) < place(known)) {
                        findings.race = Some(race);
                    }
                }
                return None;
            }
            weave::End::Blocked | weave::End::Cut | weave::End::Beyond => return None,
        };
        Some(RunEnding { world, graph: leaf.graph, end })
    }

    fn findings(&self) -> MutexGuard<'_, Findings> {
        self.findings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
