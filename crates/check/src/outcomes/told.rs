//! The table as an account has it.

use std::collections::BTreeMap;

use account::{Run, told};
use serde_json::{Value, json};
use trace::account::{Event, Executions, Result as Went, Row, Witness as ToldWitness};
use trace::{Fault, FaultKind, Trace};

use super::{Outcome, Outcomes, Witness};

/// Rows with a witness, at most: nobody reads hundreds of them.
const WITNESSES: usize = 50;

impl Outcomes {
    /// The table as an account has it: its witnesses in the steps that a reader sees.
    pub fn told(&self) -> trace::account::Outcomes {
        let memory = self.engine.memory().name();
        let row = |(nth, row): (usize, &Outcome)| Row {
            values: row.values.iter().map(|(name, value)| (name.clone(), typed(value))).collect(),
            end: row.fault.map_or("ok", FaultKind::name).to_owned(),
            executions: row.executions,
            witness: row
                .witness
                .as_ref()
                .filter(|_| nth < WITNESSES)
                .map(|witness| witness_of(witness, row.fault, memory)),
        };
        let note = BTreeMap::from([("en", self.note())]);
        trace::account::Outcomes {
            rows: self.rows.iter().enumerate().map(row).collect(),
            note: Some(json!(note)),
        }
    }

    /// How many executions were seen, as an account has it; `fault` is the one that the check found.
    pub fn counts(&self, fault: Option<FaultKind>) -> Executions {
        let with = self.rows.iter().filter(|row| fault.is_some() && row.fault == fault);
        Executions {
            complete: self.executions().saturating_sub(self.blocked),
            blocked: self.blocked,
            failing: with.map(|row| row.executions).sum(),
        }
    }
}

/// A value as a number, if it is one.
fn typed(value: &str) -> Value {
    value.parse::<i64>().map_or_else(|_| json!(value), |number| json!(number))
}

fn witness_of(witness: &Witness, fault: Option<FaultKind>, memory: &str) -> ToldWitness {
    let trace = &witness.trace;
    let (fault, extent) = match fault.map(|kind| (kind, trace.blame())) {
        Some((_, Some((fault, extent)))) => (Some(fault), Some(extent)),
        Some((kind, None)) => (fault_of(kind, trace), None),
        None => (None, None),
    };
    let (fault, extent) = (fault.as_ref(), extent.as_ref());
    let events = told(&Run { fault, extent, trace, schedule: None }, memory).events;
    let preempting = events.iter().filter(|event| event.preempts.is_some()).count();
    ToldWitness {
        schedule: events.iter().map(|event| event.thread).collect(),
        steps: events.iter().map(|event| json!(in_a_few_words(event))).collect(),
        preemptions: u32::try_from(preempting).unwrap_or(u32::MAX),
    }
}

/// A fault of this kind of a run that is not stuck, as far as its steps depend on it.
fn fault_of(kind: FaultKind, trace: &Trace) -> Option<Fault> {
    let (thread, message) = (String::new(), String::new());
    match kind {
        FaultKind::Assertion => Some(Fault::Assertion { thread, message, at: None }),
        FaultKind::Livelock => Some(Fault::Livelock { thread, message, at: None }),
        FaultKind::Panic => Some(Fault::Panic { thread, message, at: None }),
        FaultKind::DataRace => Some(Fault::data_race(thread, message, trace)),
        _ => None,
    }
}

fn in_a_few_words(event: &Event) -> String {
    let Event { op, object, target, value, .. } = event;
    let it = match (object, target) {
        (Some(object), _) => format!(" {object}"),
        (None, Some(thread)) => format!(" thread {thread}"),
        (None, None) => String::new(),
    };
    let value = match (value, ["load", "choose", "is_set"].contains(&&**op)) {
        (Some(value), true) => format!(": {value}"),
        (Some(value), false) => format!(" = {value}"),
        (None, _) => String::new(),
    };
    let went = match event.result {
        Went::Ok => "",
        Went::Blocked => ", waits",
        Went::Refused => ", refused",
        Went::TimedOut => ", times out",
        Went::Failed => ", fails",
    };
    format!("{op}{it}{value}{went}")
}
