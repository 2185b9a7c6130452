//! When counts have no events: who changed one, who looked at it, and whether the order of the two is
//! the same in every execution.

use crate::run::{Engine, Moment};

/// One count.
#[derive(Debug, Default)]
struct Line {
    /// The latest change of each thread, and the latest look.
    changes: Vec<Moment>,
    looks: Vec<Moment>,
}

/// The counts of one value. Each method says whether what it notes is ordered, in every execution,
/// with everything that it does not commute with.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    strong: Line,
    weak: Line,
    /// Upgrades that found the value.
    upgrades: Vec<Moment>,
}

/// Which count.
#[derive(Clone, Copy)]
pub(super) enum Which {
    Strong,
    Weak,
}

impl Ledger {
    fn line(&mut self, which: Which) -> &mut Line {
        match which {
            Which::Strong => &mut self.strong,
            Which::Weak => &mut self.weak,
        }
    }

    /// A handle is made or dropped. Commutes with other changes.
    pub(super) fn change(&mut self, which: Which, engine: &Engine) -> bool {
        let line = self.line(which);
        let ordered =
            are_past(&line.looks, engine) && (line.looks.is_empty() || !engine.is_armed());
        remember(&mut line.changes, engine.now());
        engine.candidates().for_each(|moment| remember(&mut line.changes, moment));
        ordered
    }

    /// The program asks for a count. Commutes with other looks.
    pub(super) fn look(&mut self, which: Which, engine: &Engine) -> bool {
        let line = self.line(which);
        let ordered = are_past(&line.changes, engine) && !engine.is_armed();
        remember(&mut line.looks, engine.now());
        ordered
    }

    /// A weak handle becomes a strong one. Commutes with all but the last drop.
    pub(super) fn upgrade(&mut self, engine: &Engine) -> bool {
        remember(&mut self.upgrades, engine.now());
        self.change(Which::Strong, engine) && !engine.is_armed()
    }

    /// The last strong handle is dropped. Commutes with nothing that finds the value.
    pub(super) fn end(&self, engine: &Engine) -> bool {
        are_past(&self.upgrades, engine)
    }

    /// Whether the drop that happens now is the last one in every execution; if not, where handles
    /// were made and dropped instead.
    pub(super) fn last_elsewhere(&self, engine: &Engine) -> Option<Vec<Moment>> {
        (!are_past(&self.strong.changes, engine)).then(|| self.strong.changes.clone())
    }
}

fn are_past(moments: &[Moment], engine: &Engine) -> bool {
    moments.iter().all(|&moment| engine.is_past(moment))
}

/// The latest moment of a thread stands for all of its earlier ones.
fn remember(moments: &mut Vec<Moment>, moment: Moment) {
    match moments.iter_mut().find(|known| known.thread == moment.thread) {
        Some(known) => known.epoch = known.epoch.max(moment.epoch),
        None => moments.push(moment),
    }
}
