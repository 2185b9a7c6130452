//! A run as a sequence diagram, and the graph that explains a fault, for Mermaid.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use trace::account::{Account, Event, Result, StepId, ThreadId};

use super::graph::Look;
use crate::reading::reader::Reader;
use crate::reading::text::{clip, fold, is_hidden, line};

/// Places that draw Mermaid give up on long texts: more steps than these are folded.
const MOST_STEPS: usize = 60;
/// The longest name, and the longest message.
const NAME: usize = 60;
const MESSAGE: usize = 240;
/// The longest line of a message.
const LINE: usize = 56;

/// Renders a run as a Mermaid sequence diagram, which GitHub, GitLab and mdBook draw.
///
/// A participant per thread, an arrow per step: to itself, or to the thread that it starts, wakes
/// or waits for. A cross ends the arrow of a step that blocks or fails, and a note says why. The last
/// note is the cause. Of a long run the steps that tell the story are shown, and the others are
/// counted, so the text stays below what these places draw. Without a run, the verdict is the only note.
///
/// Nothing in the account can end the line that it stands in: what means something to Mermaid is
/// written as `#35;`. Takes time linear in the account.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let json = std::fs::read_to_string("tests/page/traces/deadlock.trace.json")?;
/// let account: trace::account::Account = serde_json::from_str(&json)?;
/// let diagram = plainweave_report::mermaid(&account);
/// assert!(diagram.contains("T2--xT1: 6 acquire plate"));
/// # Ok(())
/// # }
/// ```
pub fn mermaid(account: &Account) -> String {
    let reader = Reader::new(account);
    let shown = shown(account);
    let mut sequence = Sequence { reader: &reader, out: String::from("sequenceDiagram\n") };
    let title = format!("{}: {}", reader.check(), reader.finding());
    sequence.put(&format!("title {}", escape(&title, MESSAGE)));
    let threads = sequence.participants(&shown);
    let mut before = 0;
    for event in shown.iter().filter_map(|step| reader.event(*step)) {
        sequence.folded(before + 1, event.step.saturating_sub(1), &threads);
        sequence.step(event, &threads);
        before = event.step;
    }
    let last = account.events.len().try_into().unwrap_or(StepId::MAX);
    sequence.folded(before + 1, last, &threads);
    if let Some(repeat) = &account.repeat {
        let note = format!("steps {} to {} go on for ever", repeat.from, repeat.to);
        sequence.note_over_all(&note, &threads);
    }
    let cause = reader.cause();
    let words = format!("{}: {cause}", reader.verdict());
    sequence.note_over_all(&words, &threads);
    sequence.out
}

/// Renders the graph that explains a fault as a Mermaid flowchart, with the same content as
/// [`dot`](crate::dot): who waits for whom at the end of the run, or what is ordered before what.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let json = std::fs::read_to_string("tests/page/traces/deadlock.trace.json")?;
/// let account: trace::account::Account = serde_json::from_str(&json)?;
/// let graph = plainweave_report::mermaid_graph(&account);
/// assert!(graph.contains(r#"n1 ==>|"waits since 7"| n2"#));
/// # Ok(())
/// # }
/// ```
pub fn mermaid_graph(account: &Account) -> String {
    let graph = Reader::new(account).graph();
    let mut out = String::from("flowchart LR\n");
    let quoted = |text: &str| format!("\"{}\"", escape(text, MESSAGE));
    for (id, vertex) in graph.vertices.iter().enumerate() {
        let group = vertex.group.and_then(|group| graph.groups.get(group));
        let label = match group {
            Some(group) => quoted(&format!("{group} · {}", vertex.label)),
            None => quoted(&vertex.label),
        };
        let (open, close) = if vertex.is_box { ("[", "]") } else { ("([", "])") };
        let class = if vertex.is_marked { ":::marked" } else { "" };
        let _ = writeln!(out, "  n{id}{open}{label}{close}{class}");
    }
    for edge in &graph.edges {
        let arrow = match edge.look {
            Look::Plain => "-->",
            Look::Marked => "==>",
            Look::Weak | Look::Missing => "-.->",
        };
        let _ = writeln!(out, "  n{} {arrow}|{}| n{}", edge.from, quoted(&edge.label), edge.to);
    }
    let accused = graph.edges.iter().enumerate();
    let accused = accused.filter(|(_, it)| matches!(it.look, Look::Marked | Look::Missing));
    let accused: Vec<String> = accused.map(|(index, _)| index.to_string()).collect();
    if !accused.is_empty() {
        let _ = writeln!(out, "  linkStyle {} stroke:#c00,color:#c00", accused.join(","));
    }
    if graph.vertices.is_empty() {
        let _ = writeln!(out, "  n0[{}]", quoted(&format!("{}: nobody waits", graph.title)));
    }
    if graph.vertices.iter().any(|vertex| vertex.is_marked) {
        out.push_str("  classDef marked stroke:#c00,stroke-width:3px\n");
    }
    out
}

/// The steps that are drawn: all of them, or those that tell the story.
fn shown(account: &Account) -> BTreeSet<StepId> {
    let all = || account.events.iter().map(|event| event.step);
    if account.events.len() <= MOST_STEPS {
        return all().collect();
    }
    let told = account.cause.steps.iter().copied();
    let repeated = account.repeat.iter().flat_map(|repeat| repeat.from..=repeat.to);
    let failed = account.events.iter().filter(|event| event.result == Result::Failed);
    let waits = account.events.iter().rev().filter(|event| event.result == Result::Blocked);
    let last = account.events.iter().rev().take(10);
    let first = all().take(5);
    let by_importance = told
        .chain(failed.map(|event| event.step))
        .chain(last.map(|event| event.step))
        .chain(first)
        .chain(repeated)
        .chain(waits.map(|event| event.step));
    let known = |step: &StepId| (1..=account.events.len()).contains(&(*step as usize));
    let mut steps = BTreeSet::new();
    for step in by_importance.filter(known) {
        steps.insert(step);
        if steps.len() == MOST_STEPS {
            break;
        }
    }
    steps
}

struct Sequence<'r, 'a> {
    reader: &'r Reader<'a>,
    out: String,
}

impl Sequence<'_, '_> {
    fn put(&mut self, line: &str) {
        let _ = writeln!(self.out, "  {line}");
    }

    /// Names the threads that act in the steps, or are acted on; says which they are.
    fn participants(&mut self, shown: &BTreeSet<StepId>) -> BTreeSet<ThreadId> {
        let events = shown.iter().filter_map(|step| self.reader.event(*step));
        let mut threads: BTreeSet<ThreadId> =
            events.flat_map(|event| [event.thread, other(event)]).collect();
        if threads.is_empty() {
            threads.insert(0);
        }
        for thread in &threads {
            let name = escape(&self.reader.thread(*thread), NAME);
            self.put(&format!("participant T{thread} as {name}"));
        }
        threads
    }

    fn step(&mut self, event: &Event, threads: &BTreeSet<ThreadId>) {
        let Event { thread, step, .. } = event;
        if let Some(preempted) = event.preempts.filter(|thread| threads.contains(thread)) {
            let name = escape(&self.reader.thread(preempted), NAME);
            self.put(&format!("Note over T{preempted}: {name} is preempted"));
        }
        let arrow = match event.result {
            Result::Ok => "->>",
            Result::Refused | Result::TimedOut => "--)",
            Result::Blocked | Result::Failed => "--x",
        };
        let words = wrapped(&format!("{step} {}", self.reader.brief(event)), MESSAGE);
        self.put(&format!("T{thread}{arrow}T{}: {words}", other(event)));
        if let Some(note) = self.reader.note(event) {
            self.put(&format!("Note over T{thread}: {}", wrapped(&note, MESSAGE)));
        }
    }

    fn folded(&mut self, from: StepId, to: StepId, threads: &BTreeSet<ThreadId>) {
        match to.checked_sub(from) {
            None => {} // The steps follow one another.
            Some(0) => self.note_over_all(&format!("step {from} is left out"), threads),
            Some(_) => {
                self.note_over_all(&format!("steps {from} to {to} are left out"), threads);
            }
        }
    }

    fn note_over_all(&mut self, text: &str, threads: &BTreeSet<ThreadId>) {
        let (first, last) = (threads.first(), threads.last());
        let (Some(first), Some(last)) = (first, last) else { return };
        let over = if first == last { format!("T{first}") } else { format!("T{first},T{last}") };
        self.put(&format!("Note over {over}: {}", wrapped(text, 2 * MESSAGE)));
    }
}

/// The thread that a step is about, besides its own; itself, if there is none.
fn other(event: &Event) -> ThreadId {
    let in_the_way = event.blocked_by.map(|by| by.thread);
    let woken = event.woken.as_ref().and_then(|woken| woken.first().copied());
    event.target.or(woken).or(in_the_way).unwrap_or(event.thread)
}

/// A text of several lines: Mermaid breaks none by itself, and makes the diagram as wide as the longest.
fn wrapped(text: &str, most: usize) -> String {
    let text = clip(text, most);
    let lines = fold(&line(&text), LINE);
    lines.iter().map(|line| escape(line, usize::MAX)).collect::<Vec<_>>().join("<br/>")
}

/// A text as it may stand after a colon or between quotes. Letters, digits and what separates words stay;
/// anything that means something to Mermaid, HTML or Markdown becomes an entity.
fn escape(text: &str, most: usize) -> String {
    let mut out = String::new();
    for char in line(&clip(text, most)).chars() {
        let is_plain =
            char.is_alphanumeric() || !char.is_ascii() || " _.,:/()='+-!?^|".contains(char);
        if is_plain && !is_hidden(char) {
            out.push(char);
        } else {
            let _ = write!(out, "#{};", u32::from(char));
        }
    }
    out
}
