//! What a check says when it is over.
//!
//! Loom's words are given beside ours where they mean the same: tests that expect a panic look for them.

use crate::exploration::{Ended, Exploration};
use crate::run::FailureKind;

/// What a check panics with; `None` if nothing failed.
pub(super) fn failure(exploration: &Exploration) -> Option<String> {
    let Some(failure) = &exploration.failure else {
        return match &exploration.ended {
            Ended::Steps { site, limit, .. } => Some(too_many_steps(site, *limit)),
            _ => None,
        };
    };
    let mut report = failure.to_string();
    if let Some(words) = words_of_loom(&failure.kind) {
        report.push_str("\n(in loom's words: ");
        report.push_str(&words);
        report.push(')');
    }
    Some(report)
}

fn too_many_steps(site: &str, limit: u32) -> String {
    format!(
        "a thread had more than {limit} steps, the last one at {site}: most likely a loop that does \
         not end. If it waits for another thread, say so with `hint::spin_loop` or `thread::yield_now`; \
         if it does end, raise `max_branches`.\n(in loom's words: Model exceeded maximum number of \
         branches. This is often caused by an algorithm requiring the processor to make progress, e.g. \
         spin locks.)"
    )
}

/// What loom would have said.
fn words_of_loom(kind: &FailureKind) -> Option<String> {
    Some(match kind {
        FailureKind::Race { first, second, .. } => {
            let (accesses, of) = if first.write && second.write {
                ("Concurrent write accesses", " to `UnsafeCell`")
            } else {
                ("Concurrent read and write accesses", "")
            };
            format!("Causality violation: {accesses}{of}.")
        }
        FailureKind::Deadlock { blocked } => {
            let threads: Vec<_> = blocked.iter().map(|blocked| blocked.thread).collect();
            format!("deadlock; threads = {threads:?}")
        }
        _ => return None,
    })
}

/// What there is to say although nothing failed: that not everything was explored, and, if `log` asks for
/// it, what was.
pub(super) fn note(exploration: &Exploration, log: bool) -> Option<String> {
    let bound = match exploration.ended {
        Ended::Runs => "max_permutations",
        Ended::Time => "max_duration",
        Ended::Stopped => "the program or its caller",
        Ended::Exhausted if log => {
            let within = exploration.beyond > 0 || exploration.held_back;
            let within = if within { " within the bounds" } else { "" };
            return Some(format!(
                "plainweave: no failure in {} executions, which are all{within} ({} runs)",
                exploration.complete, exploration.runs
            ));
        }
        _ => return None,
    };
    Some(format!(
        "plainweave: NOT everything was explored: {bound} ended the check after {} runs with {} \
         executions, about {:.1} % of the search; no failure until then",
        exploration.runs,
        exploration.complete,
        exploration.progress * 100.0
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_is_always_said_and_completeness_on_request() {
        let mut exploration = Exploration::default();
        assert_eq!(note(&exploration, false), None);
        assert!(note(&exploration, true).is_some_and(|note| note.contains("which are all")));
        exploration.ended = Ended::Runs;
        assert!(note(&exploration, false).is_some_and(|note| note.contains("max_permutations")));
        exploration.ended = Ended::Steps { site: "a.rs:1".to_owned(), limit: 5, cycle: Vec::new() };
        assert!(failure(&exploration).is_some_and(|text| text.contains("more than 5 steps")));
    }
}
