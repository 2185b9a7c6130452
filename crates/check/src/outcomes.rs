//! Every distinct result of a scenario, those of runs that fail included, with a witness each.
//!
//! A check ends with the first run that fails. Here the search goes on behind it, so that the table is
//! exact for a program that breaks, too.

mod told;

use std::collections::BTreeMap;

use trace::{FaultKind, Schedule, Trace};

use crate::{Bounds, Engine, Scope, Why};

/// What can come out of a scenario, and how often the search saw it.
#[derive(Clone, Debug)]
pub struct Outcomes {
    /// One for each distinct result: those without a fault first, then by values.
    pub rows: Vec<Outcome>,
    /// Of which executions that is said, once the search was finished.
    pub scope: Scope,
    /// What cut the search short: then there may be other results, and more executions with these.
    pub why: Option<Why>,
    /// How many of the executions came to a standstill.
    pub blocked: u64,
    /// On which engine.
    pub engine: Engine,
    /// Within which bounds.
    pub bounds: Bounds,
}

/// A result.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What the scenario declared with [`Runtime::outcome`](runtime::Runtime::outcome), by name; of a run
    /// that failed, what it had declared until then.
    pub values: BTreeMap<String, String>,
    /// What was wrong with it.
    pub fault: Option<FaultKind>,
    /// In how many executions it was seen.
    pub executions: u64,
    /// The cheapest run with this result: fewest preemptions, then fewest steps of the engine.
    pub witness: Option<Witness>,
}

/// A run with a certain result.
#[derive(Clone, Debug)]
pub struct Witness {
    /// How the engine comes to it again.
    pub schedule: Schedule,
    /// What happens in it.
    pub trace: Trace,
    /// How often a thread is left that could go on, as the engine counts.
    pub preemptions: u32,
}

impl Outcomes {
    /// How many executions were seen: the sum of the rows.
    pub fn executions(&self) -> u64 {
        self.rows.iter().map(|row| row.executions).sum()
    }

    /// In how many of them something was wrong.
    pub fn failing(&self) -> u64 {
        let failing = self.rows.iter().filter(|row| row.fault.is_some());
        failing.map(|row| row.executions).sum()
    }

    /// Whether nothing is missing within the bounds.
    pub fn is_finished(&self) -> bool {
        self.why.is_none()
    }

    /// What is to be said about the table, in English.
    pub fn note(&self) -> String {
        let unit = match self.engine {
            Engine::Weave | Engine::WeaveSc => {
                "An execution is one for the program: which write each read takes its value from, and in \
                 which order things were done to each object. One that fails ends there."
            }
            Engine::ShuttleDfs => "An execution is one interleaving. One that fails ends there.",
            _ => "An execution is one that was drawn, and may have been drawn before.",
        };
        match (&self.why, self.scope) {
            (Some(why), _) => {
                format!("{unit} Not all were seen ({why}): there may be more, and other results.")
            }
            (None, Scope::Bounded) => format!("{unit} These are all within the bounds."),
            (None, Scope::Sampled) => format!("{unit} There may be other results."),
            (None, Scope::Exhaustive) => unit.to_owned(),
        }
    }
}

/// A table in the making.
#[derive(Debug)]
pub(crate) struct Table<W> {
    rows: BTreeMap<Key, (u64, Option<W>)>,
}

/// What tells results apart. Those without a fault come first.
pub(crate) type Key = (Option<FaultKind>, BTreeMap<String, String>);

/// Values by name, as a run declares them.
pub(crate) fn values(declared: Vec<(&'static str, String)>) -> BTreeMap<String, String> {
    declared.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

impl<W> Default for Table<W> {
    fn default() -> Self {
        Self { rows: BTreeMap::new() }
    }
}

impl<W> Table<W> {
    /// The witness so far of a result.
    pub(crate) fn witness(&self, key: &Key) -> Option<&W> {
        self.rows.get(key).and_then(|(_, witness)| witness.as_ref())
    }

    /// Counts an execution.
    pub(crate) fn count(&mut self, key: Key) -> &mut Option<W> {
        let (executions, witness) = self.rows.entry(key).or_insert((0, None));
        *executions += 1;
        witness
    }

    /// The rows, with a witness made of what is known of each.
    pub(crate) fn into_rows(
        self,
        mut told: impl FnMut(&Key, W) -> Option<Witness>,
    ) -> Vec<Outcome> {
        let rows = self.rows.into_iter().map(|(key, (executions, witness))| {
            let witness = witness.and_then(|witness| told(&key, witness));
            let (fault, values) = key;
            Outcome { values, fault, executions, witness }
        });
        rows.collect()
    }
}

#[cfg(test)]
mod tests {
    use scenarios::Scenario;
    use scenarios::{counter, hand_over, memory, plate_and_chopsticks, stuck};

    use super::*;
    use crate::{Check, Verdict};

    /// What is done in a run; not where, which for the end of the first thread is a line of ours.
    fn steps(trace: &Trace) -> Vec<(u32, Option<u32>, trace::Act)> {
        trace.events.iter().map(|event| (event.thread, event.object, event.act)).collect()
    }

    /// Holds every witness against its row: the run is done once more, and is the same.
    fn of<S: Scenario>(engine: Engine) -> Vec<(String, Option<FaultKind>, u64)> {
        let check = Check::new(engine);
        let outcomes = check.outcomes::<S>().expect("the engine goes on behind failures");
        assert!(outcomes.is_finished(), "{}: {:?}", S::NAME, outcomes.why);
        let row = |row: &Outcome| {
            let Witness { schedule, trace, .. } = row.witness.as_ref().expect("each has a witness");
            let again = check.replay_with::<S>(check.params_for::<S>(), schedule.clone());
            match (&again.report.verdict, row.fault) {
                (Verdict::Breaks { fault, trace: now, .. }, Some(expected)) => {
                    assert_eq!(fault.kind(), expected, "{}", S::NAME);
                    assert!(steps(now) == steps(trace), "{}", S::NAME);
                }
                (_, None) => {
                    let now = again.instead.as_ref().expect("it ends well");
                    assert!(steps(now) == steps(trace), "{}", S::NAME);
                }
                (verdict, _) => panic!("{} on {engine}: {}", S::NAME, verdict.name()),
            }
            let values = row.values.iter().map(|(name, value)| format!("{name} = {value}"));
            (values.collect::<Vec<_>>().join(", "), row.fault, row.executions)
        };
        outcomes.rows.iter().map(row).collect()
    }

    fn row(values: &str, fault: Option<FaultKind>, count: u64) -> (String, Option<FaultKind>, u64) {
        (values.to_owned(), fault, count)
    }

    #[test]
    fn what_fails_is_counted_like_what_does_not() {
        for engine in [Engine::Weave, Engine::WeaveSc] {
            assert_eq!(
                of::<counter::Unlocked>(engine),
                [row("left = 0", None, 2), row("left = 1", Some(FaultKind::Assertion), 4)],
                "each reads what one of three wrote, but both cannot be last",
            );
            let crossed = of::<plate_and_chopsticks::Crossed>(engine);
            assert_eq!(crossed, [row("", None, 2), row("", Some(FaultKind::Deadlock), 1)]);
            let told: Vec<_> = of::<hand_over::NotifyBeforeWait>(engine)
                .into_iter()
                .map(|(_, fault, _)| fault)
                .collect();
            assert_eq!(told, [None, Some(FaultKind::LostWakeup)]);
        }
    }

    #[test]
    fn what_weak_memory_allows_is_a_row_only_there() {
        let faults = |engine| -> Vec<Option<FaultKind>> {
            of::<memory::RelaxedPublish>(engine).into_iter().map(|(_, fault, _)| fault).collect()
        };
        assert_eq!(faults(Engine::WeaveSc), [None]);
        assert!(faults(Engine::Weave).contains(&Some(FaultKind::DataRace)));
        assert_eq!(of::<stuck::CycleOfOwners>(Engine::Weave), [row("", Some(FaultKind::Leak), 1)]);
    }

    #[cfg(feature = "shuttle")]
    #[test]
    fn shuttle_goes_on_with_another_runner() {
        let crossed = of::<plate_and_chopsticks::Crossed>(Engine::ShuttleDfs);
        let faults: Vec<_> = crossed.iter().map(|(_, fault, _)| *fault).collect();
        assert_eq!(faults, [None, Some(FaultKind::Deadlock)]);
        let left = of::<counter::Unlocked>(Engine::ShuttleDfs);
        let told: Vec<_> = left.iter().map(|(values, fault, _)| (&**values, *fault)).collect();
        assert_eq!(told, [("left = 0", None), ("left = 1", Some(FaultKind::Assertion))]);
    }

    #[test]
    fn a_search_that_is_cut_short_says_so() {
        let check = Check::new(Engine::Weave).runs(3);
        let outcomes = check.outcomes::<counter::Unlocked>().expect("Weave goes on");
        assert_eq!(outcomes.why, Some(Why::Runs));
        assert!(outcomes.executions() <= 3);
        assert!(outcomes.note().contains("Not all were seen"), "{}", outcomes.note());
    }
}
