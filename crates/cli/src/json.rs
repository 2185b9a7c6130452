//! The machine-readable form of a report: one object a line, part of the public interface.

use std::collections::BTreeMap;
use std::path::Path;

use check::{Report, Verdict};
use serde::Serialize;

/// The version of this form. A new field does not change it; a changed meaning does.
const SCHEMA: &str = "plainweave.verdict/1";

#[derive(Debug, Serialize)]
struct Line<'a> {
    schema: &'static str,
    scenario: &'a str,
    engine: &'static str,
    memory: &'static str,
    verdict: &'static str,
    scope: Option<&'static str>,
    fault: Option<&'static str>,
    cause: Option<String>,
    expected: &'static str,
    as_expected: bool,
    vacuous: bool,
    executions: u64,
    blocked: u64,
    bounds: BTreeMap<&'static str, u64>,
    params: &'a BTreeMap<String, u64>,
    outcomes: &'a BTreeMap<String, u64>,
    seed: Option<u64>,
    digest: Option<String>,
    wall_ms: u64,
    trace: Option<String>,
    why: Option<String>,
}

/// The report as one line of JSON. `trace` is where its counterexample was written.
pub(crate) fn line(report: &Report, trace: Option<&Path>) -> String {
    let (mut scope, mut cause, mut why) = (None, None, None);
    match &report.verdict {
        Verdict::Holds { scope: found } => scope = Some(found.name()),
        Verdict::Breaks { fault, .. } => cause = Some(fault.to_string()),
        Verdict::Undecided { why: reason } => why = Some(reason.to_string()),
    }
    let line = Line {
        schema: SCHEMA,
        scenario: report.scenario,
        engine: report.engine.name(),
        memory: report.engine.memory().name(),
        verdict: report.verdict.name(),
        scope,
        fault: report.fault_kind().map(trace::FaultKind::name),
        cause,
        expected: report.expected.fault().map_or("holds", trace::FaultKind::name),
        as_expected: report.is_as_expected(),
        vacuous: report.is_vacuous,
        executions: report.executions,
        blocked: report.blocked,
        bounds: report.bounds.named(),
        params: &report.params,
        outcomes: &report.outcomes,
        seed: report.bounds.seed,
        // As text: not every reader of JSON has 64 bits for a number.
        digest: report.digest.map(|digest| format!("{digest:016x}")),
        wall_ms: u64::try_from(report.wall.as_millis()).unwrap_or(u64::MAX),
        trace: trace.map(|path| path.display().to_string()),
        why,
    };
    serde_json::to_string(&line).expect("a line has only string keys, so it is JSON")
}
