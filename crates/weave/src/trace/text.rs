//! An interleaving as text for a terminal: a step a line, indented by thread.

use std::fmt;

use super::interleaving::{Ending, Interleaving, Reading, Step};
use super::words::Deed;

/// Columns of a terminal.
const WIDTH: usize = 80;
/// Columns by which a thread stands further right than the one before.
const INDENT: usize = 3;
/// Threads further right than this stand below each other.
const LANES: u32 = 8;

impl fmt::Display for Interleaving {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.headline())?;
        for (number, step) in self.steps.iter().enumerate() {
            let deed = Deed { step, memory: self.memory, names: &self.names }.to_string();
            let mark = if step.preempts.is_some() { '!' } else { ' ' };
            let number = (number + 1).to_string();
            line(f, &number, mark, step.thread, &deed, Some(step.site))?;
        }
        for ending in &self.ending {
            let (thread, words, site) = match ending {
                Ending::Waits(blocked) => {
                    (blocked.thread, format!("waits for {}", blocked.awaited()), Some(blocked.site))
                }
                Ending::Panics { thread } => (*thread, "panics".to_owned(), None),
                Ending::Accesses { thread, index, write, site } => {
                    let verb = if *write { "writes" } else { "reads" };
                    let after = index.checked_sub(1).and_then(|last| self.step_of(*thread, last));
                    let after = match after {
                        Some(step) => format!(", after step {}", step + 1),
                        None => String::new(),
                    };
                    (*thread, format!("{verb} plain memory{after}"), Some(*site))
                }
            };
            line(f, "", ' ', thread, &words, site)?;
        }
        Ok(())
    }
}

impl Interleaving {
    fn headline(&self) -> String {
        let counted = |preemptions: u32, fewest: bool| {
            let most = if fewest { "" } else { "at most " };
            match preemptions {
                0 => "no preemption".to_owned(),
                1 => format!("{most}1 preemption (!)"),
                more => format!("{most}{more} preemptions (!)"),
            }
        };
        match self.reading {
            Reading::Interleaved { preemptions, fewest } => {
                format!("interleaving with {}:", counted(preemptions, fewest))
            }
            Reading::Weak { preemptions, fewest } => {
                let stale = self.steps.iter().filter(|step| step.is_stale()).count();
                let stale = match stale {
                    0 => String::new(),
                    1 => "1 stale read, ".to_owned(),
                    more => format!("{more} stale reads, "),
                };
                let counted = counted(preemptions, fewest);
                format!("no interleaving does this, only weak memory ({stale}{counted}):")
            }
        }
    }
}

impl Step {
    /// Whether it read a value that had been overwritten in an earlier step.
    pub fn is_stale(&self) -> bool {
        self.read.is_some() && self.overtaken.is_some()
    }
}

/// One line: the words on the left, the source's line on the right.
fn line(
    f: &mut fmt::Formatter<'_>,
    number: &str,
    mark: char,
    thread: u32,
    words: &str,
    site: Option<&std::panic::Location<'_>>,
) -> fmt::Result {
    let indent = INDENT * thread.min(LANES) as usize;
    let left = format!("{number:>4} {mark} {:indent$}{thread}  {words}", "");
    let Some(site) = site else { return writeln!(f, "{left}") };
    let file = site.file().rsplit(['/', '\\']).next().unwrap_or(site.file());
    let right = format!("{file}:{}", site.line());
    let used = left.chars().count();
    let free = WIDTH.saturating_sub(right.chars().count());
    if used + 2 <= free {
        writeln!(f, "{left}{:1$}{right}", "", free - used)
    } else {
        writeln!(f, "{left}\n{:free$}{right}", "")
    }
}
