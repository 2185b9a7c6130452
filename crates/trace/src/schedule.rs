//! How to come to a run again, and how small it is.

use serde::{Deserialize, Serialize};

/// What an engine needs to take exactly the steps of a run again. For replay only, never shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// What counts as one step: `fine` or `coarse`.
    pub level: String,
    /// How many deadlines each thread may let pass early, if that is bounded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub early_expiries: Option<u32>,
    /// How many steps an execution may have, if that is bounded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<u64>,
    /// The lines that create objects which are tried, as `file:line:column`: unlocking these is a step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tried: Vec<String>,
    /// The rest, in the engine's own words.
    pub data: String,
}

/// How small a run that fails is, and what is known of smaller ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Minimal {
    /// How often a thread is left that could go on, as the engine counts; `None` if it does not.
    pub preemptions: Option<u32>,
    /// The steps that a reader counts, see [`Trace::steps`](crate::Trace::steps).
    pub steps: u64,
    /// No run with fewer preemptions than this fails, within the bounds of the search.
    pub none_below: u32,
    /// Whether neither a run with fewer preemptions fails, nor a shorter one with as many, within the bounds of
    /// the search.
    pub proved: bool,
    /// How many executions were looked at after the first one that failed.
    pub looked_at: u64,
}

impl Minimal {
    /// What is known about smaller runs, as a sentence.
    ///
    /// ```
    /// use plainweave_trace::Minimal;
    ///
    /// let minimal = Minimal { preemptions: Some(1), steps: 7, none_below: 1, proved: true, looked_at: 9 };
    /// assert_eq!(
    ///     minimal.statement(),
    ///     "No run with 0 preemptions fails, and none with as many as this one is shorter."
    /// );
    /// ```
    pub fn statement(self) -> String {
        match (self.none_below, self.proved) {
            (0, true) => "No failing run is smaller.".to_owned(),
            (0, false) if self.preemptions == Some(0) => {
                "Whether a shorter run fails is not known.".to_owned()
            }
            (0, false) => "A run with fewer preemptions may fail, too.".to_owned(),
            (below, proved) => {
                let fewer = below - 1;
                let or_fewer = if fewer == 0 { "" } else { " or fewer" };
                let shorter = if proved {
                    ", and none with as many as this one is shorter."
                } else {
                    "; whether a shorter one does is not known."
                };
                format!("No run with {fewer}{or_fewer} preemptions fails{shorter}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Minimal;

    #[test]
    fn what_is_known_is_said_and_no_more() {
        let said = |preemptions, none_below, proved| {
            Minimal { preemptions, steps: 7, none_below, proved, looked_at: 0 }.statement()
        };
        assert_eq!(
            said(Some(1), 1, true),
            "No run with 0 preemptions fails, and none with as many as this one is shorter."
        );
        assert_eq!(
            said(Some(2), 2, false),
            "No run with 1 or fewer preemptions fails; whether a shorter one does is not known."
        );
        let more = said(None, 3, false);
        assert!(more.starts_with("No run with 2 or fewer preemptions fails; "), "{more}");
        assert_eq!(said(Some(0), 0, true), "No failing run is smaller.");
        assert_eq!(said(Some(0), 0, false), "Whether a shorter run fails is not known.");
        assert_eq!(said(Some(2), 0, false), "A run with fewer preemptions may fail, too.");
        assert_eq!(said(None, 0, false), "A run with fewer preemptions may fail, too.");
    }
}
