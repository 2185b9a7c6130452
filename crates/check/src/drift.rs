//! Where a run that is done again parts from what was recorded.

use std::fmt;
use std::mem::discriminant;

use trace::{Act, Event, FaultKind, Site, Trace};

/// The program is another one than when the trace was recorded: the same schedule does not lead to the same
/// fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// The first step that differs, from 1; the steps are [`Trace::steps`]. `None` if none does, and only the
    /// end is another one.
    pub step: Option<usize>,
    /// What was recorded; `None` if the run was over there.
    pub expected: Option<Moved>,
    /// What happens now; `None` if nothing more does.
    pub found: Option<Moved>,
    /// The fault that was recorded.
    pub fault: FaultKind,
    /// The fault that there is now.
    pub instead: Option<FaultKind>,
}

/// A step of a thread, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Whose step.
    pub thread: String,
    /// What it does, such as `calls lock on plate`.
    pub does: String,
    /// The user's line.
    pub site: Site,
}

impl Drift {
    pub(crate) fn between(
        (recorded, fault): (&Trace, FaultKind),
        (now, instead): (&Trace, Option<FaultKind>),
    ) -> Self {
        let (before, after): (Vec<_>, Vec<_>) = (recorded.steps().collect(), now.steps().collect());
        let is_same = |index: usize| match (before.get(index), after.get(index)) {
            (Some(&a), Some(&b)) => is_same_step(recorded, a, now, b),
            (None, None) => true,
            _ => false,
        };
        let first = (0..before.len().max(after.len())).find(|&index| !is_same(index));
        let moved = |trace: &Trace, steps: &[usize]| {
            Some(Moved::of(trace, &trace.events[*steps.get(first?)?]))
        };
        let (expected, found) = (moved(recorded, &before), moved(now, &after));
        Self { step: first.map(|index| index + 1), expected, found, fault, instead }
    }
}

/// Whether two steps are the same to a reader. Lines may have moved, and values may be addresses.
fn is_same_step(a: &Trace, at: usize, b: &Trace, other: usize) -> bool {
    let (x, y) = (&a.events[at], &b.events[other]);
    let name = |trace: &Trace, event: &Event| {
        let object = trace.outermost(event).map(|call| call.object).or(event.object);
        object.map(|id| {
            let whole = &trace.objects[trace.whole(id) as usize];
            (whole.kind.clone(), whole.name.clone())
        })
    };
    let operation =
        |trace: &Trace, event: &Event| trace.outermost(event).map(|call| call.operation.clone());
    let target = |act: Act| match act {
        Act::Spawn(thread) | Act::Join(thread) => Some(thread),
        Act::Chose { value, .. } => Some(value),
        _ => None,
    };
    a.thread(x.thread) == b.thread(y.thread)
        && discriminant(&x.act) == discriminant(&y.act)
        && target(x.act) == target(y.act)
        && name(a, x) == name(b, y)
        && operation(a, x) == operation(b, y)
}

impl Moved {
    fn of(trace: &Trace, event: &Event) -> Self {
        let does = match (trace.outermost(event), event.act) {
            (Some(call), _) => {
                format!("calls {} on {}", call.operation, trace.object(trace.whole(call.object)))
            }
            (None, Act::Spawn(thread)) => format!("starts {}", trace.thread(thread)),
            (None, Act::Join(thread)) => format!("waits for {} to end", trace.thread(thread)),
            (None, act) => match event.object {
                Some(object) => format!("{act} ({})", trace.object(object)),
                None => act.to_string(),
            },
        };
        let thread = trace.thread(event.thread).to_owned();
        Self { thread, does, site: trace.user_site(event) }
    }
}

/// One sentence: `step 7: expected that ann calls lock on plate (dinner.rs:31), but she …`.
impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(step) = self.step else {
            write!(f, "every step is the same, but it ends in ")?;
            return match self.instead {
                Some(fault) => write!(f, "{fault} and not in {}", self.fault),
                None => write!(f, "no {} any more", self.fault),
            };
        };
        write!(f, "step {step}: expected ")?;
        match &self.expected {
            Some(Moved { thread, does, site }) => write!(f, "that {thread} {does} ({site}), ")?,
            None => write!(f, "{}, ", self.fault)?,
        }
        match &self.found {
            Some(Moved { thread, does, site }) => {
                let is_same = self.expected.as_ref().is_some_and(|other| other.thread == *thread);
                let who = if is_same { "it" } else { thread };
                write!(f, "but {who} {does} ({site})")
            }
            None => write!(f, "but the run does not come to that"),
        }
    }
}
