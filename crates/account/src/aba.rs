//! A compare-exchange that does not notice that the value was another one meanwhile.

use std::ops::Range;

use trace::{Act, ObjectId, ThreadIndex, Trace};

use crate::cause::Mark;
use crate::rows::{Row, What};
use crate::uses::Use;
use crate::value::value;

/// The ABA problem, as lock-free lists have it; rows by index.
///
/// A thread [reads](Self::read) which node is the first one, and [which one comes after it](Self::next). Others
/// [take](Self::changed) the first one off, [put another one behind it](Self::outdated), and [put it back
/// on](Self::restored). The [exchange](Self::mine) finds the first node that it expects, and makes that the
/// first one which used to come after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Aba {
    /// What is exchanged, and the value that it has again.
    pub(crate) head: (ObjectId, u64),
    /// Where the new value was taken from, and the new value.
    pub(crate) link: (ObjectId, u64),
    pub(crate) read: usize,
    pub(crate) next: usize,
    pub(crate) changed: usize,
    pub(crate) outdated: usize,
    pub(crate) restored: usize,
    pub(crate) mine: usize,
}

/// The last exchange that has succeeded although it should not have.
///
/// That a value has come back is no fault of its own: a lock that was taken and freed has done it, too. It is
/// one if what the exchange puts there was taken from where something else is by then.
pub(crate) fn aba(trace: &Trace, rows: &[Row]) -> Option<Aba> {
    let uses: Vec<_> = rows.iter().map(|row| Use::of(trace, row)).collect();
    let history = History { rows, uses: &uses };
    (0..rows.len()).rev().find_map(|mine| history.unnoticed(mine))
}

/// The rows, and what each does to a value.
#[derive(Clone, Copy)]
struct History<'a> {
    rows: &'a [Row],
    uses: &'a [Option<Use>],
}

impl History<'_> {
    fn unnoticed(&self, mine: usize) -> Option<Aba> {
        let What::Access { act: Act::Exchanged { before, after }, .. } = self.rows[mine].what
        else {
            return None;
        };
        let me = self.rows[mine].thread;
        let object = self.uses[mine]?.object;
        let (read, _) = self.last_use(0..mine, me, |it| it.object == object)?;
        // All that is written since is by others, or else the last use would be a later one.
        let (changed, restored) = self.changed_and_restored(read..mine, object, before)?;
        let is_source = |it: Use| it.sees && !it.writes && it.value == Some(after);
        let (next, source) = self.last_use(read + 1..mine, me, is_source)?;
        // What the thread has changed itself, it does not take for what it was.
        self.last_use(next..mine, me, |it| it.object == source.object).filter(|it| it.0 == next)?;
        let outdated = self.outdated(next..mine, source.object, after)?;
        let (head, link) = ((object, before), (source.object, after));
        Some(Aba { head, link, read, next, changed, outdated, restored, mine })
    }

    fn last_use(
        &self,
        rows: Range<usize>,
        by: ThreadIndex,
        is_it: impl Fn(Use) -> bool,
    ) -> Option<(usize, Use)> {
        let mut uses = rows.rev().filter(|row| self.rows[*row].thread == by);
        uses.find_map(|row| self.uses[row].filter(|it| is_it(*it)).map(|it| (row, it)))
    }

    /// If an object has this value in the first of the rows and again behind the last one: the first write of
    /// another value, and the last one of this value.
    fn changed_and_restored(
        &self,
        rows: Range<usize>,
        object: ObjectId,
        value: u64,
    ) -> Option<(usize, usize)> {
        self.uses[rows.start].filter(|it| it.value == Some(value))?;
        let changed = self.writes(rows.clone(), object).find(|it| it.1 != Some(value))?.0;
        let restored = self.writes(rows, object).last().filter(|it| it.1 == Some(value))?.0;
        Some((changed, restored))
    }

    /// The first write of another value, if behind the rows the object has another one.
    fn outdated(&self, rows: Range<usize>, object: ObjectId, value: u64) -> Option<usize> {
        self.writes(rows.clone(), object).last().filter(|it| it.1 != Some(value))?;
        self.writes(rows, object).find(|it| it.1 != Some(value)).map(|it| it.0)
    }

    /// The writes of an object in the rows behind the first one, and what they write.
    fn writes(
        &self,
        rows: Range<usize>,
        object: ObjectId,
    ) -> impl Iterator<Item = (usize, Option<u64>)> {
        let behind = rows.skip(1).filter_map(|row| Some((row, self.uses[row]?)));
        let writes = behind.filter(move |(_, it)| it.writes && it.object == object);
        writes.map(|(row, it)| (row, it.value))
    }
}

impl Aba {
    /// The rows, in the order in which they are told.
    pub(crate) const fn rows(&self) -> [usize; 6] {
        let Self { read, next, changed, outdated, restored, mine, .. } = *self;
        [read, next, changed, outdated, restored, mine]
    }

    /// The story of the rows, [marked](crate::cause::Cause::pieces).
    pub(crate) fn sentence(&self, trace: &Trace, rows: &[Row]) -> String {
        let [read, next, changed, outdated, restored, mine] =
            self.rows().map(|row| format!("({})", Mark::Step.on(row + 1)));
        let object = |id| Mark::Object.on(trace.object(id));
        let (head, link) = (object(self.head.0), object(self.link.0));
        let (first, second) = (value(self.head.1), value(self.link.1));
        let me = Mark::Thread.on(trace.thread(rows[self.mine].thread));
        let others = self.others(trace, rows);
        format!(
            "{me} read {head} = {first} {read} and {link} = {second} {next}, but before its \
             compare-exchange {mine} {others} changed {head} {changed}, {link} {outdated} and {head} \
             back to {first} {restored}, so that it put the outdated {second} there: the ABA problem."
        )
    }

    fn others(&self, trace: &Trace, rows: &[Row]) -> String {
        let [one, two, three] =
            [self.changed, self.outdated, self.restored].map(|row| rows[row].thread);
        if one == two && two == three {
            Mark::Thread.on(trace.thread(one))
        } else {
            "other threads".to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use trace::{Event, Object, Site};

    use super::*;
    use crate::rows::rows;

    const ANN: ThreadIndex = 0;
    const BEN: ThreadIndex = 1;
    const HEAD: ObjectId = 0;
    const LINK: ObjectId = 1;

    type Step = (ThreadIndex, ObjectId, Act);

    /// The trace of two threads who use the head of a list, first 1, and the link behind 1, first 2.
    fn trace(steps: &[Step]) -> Trace {
        let site = || Site { file: "src/stack.rs".into(), line: 7 };
        let object = |name: &'static str, initial| Object {
            name: Some(name.into()),
            kind: "atomic".into(),
            created: site(),
            part_of: None,
            initial,
        };
        let event = |(thread, object, act): &Step| Event {
            thread: *thread,
            object: Some(*object),
            call: None,
            act: *act,
            ordering: None,
            site: site(),
        };
        Trace {
            threads: vec!["ann".to_owned(), "ben".to_owned()],
            objects: vec![object("head", 1), object("link of 1", 2)],
            events: steps.iter().map(event).collect(),
            ..Trace::default()
        }
    }

    fn found(steps: &[Step]) -> Option<Aba> {
        let trace = trace(steps);
        aba(&trace, &rows(&trace, false))
    }

    const fn exchanged(before: u64, after: u64) -> Act {
        Act::Exchanged { before, after }
    }

    /// Ann unlinks 1 while Ben takes 1 and 2 off, and puts 1 back.
    const RECYCLED: [Step; 7] = [
        (ANN, HEAD, Act::Load(1)),
        (BEN, HEAD, exchanged(1, 2)),
        (ANN, LINK, Act::Load(2)),
        (BEN, HEAD, exchanged(2, 0)),
        (BEN, LINK, Act::Store(0)),
        (BEN, HEAD, exchanged(0, 1)),
        (ANN, HEAD, exchanged(1, 2)),
    ];

    /// The steps, with another one in place of one of them.
    fn with<const STEPS: usize>(mut steps: [Step; STEPS], at: usize, step: Step) -> [Step; STEPS] {
        steps[at] = step;
        steps
    }

    #[test]
    fn an_exchange_that_finds_a_recycled_node_is_found() {
        let aba = found(&RECYCLED).expect("2 is out of date");
        assert_eq!(aba.rows(), [0, 2, 1, 4, 5, 6]);
        assert_eq!((aba.head, aba.link), ((HEAD, 1), (LINK, 2)));
        // An exchange that was refused is a look, too.
        let refused = (ANN, HEAD, Act::Refused { found: 1 });
        assert_eq!(found(&with(RECYCLED, 0, refused)), Some(aba));
    }

    #[test]
    fn the_story_names_each_step() {
        let trace = trace(&RECYCLED);
        let rows = rows(&trace, false);
        let story = aba(&trace, &rows).expect("2 is out of date").sentence(&trace, &rows);
        let cause = crate::cause::Cause { sentence: story, rows: [].into() };
        let text: String = cause.pieces().map(|piece| piece.1).collect();
        assert_eq!(
            text,
            "ann read head = 1 (1) and link of 1 = 2 (3), but before its compare-exchange (7) ben \
             changed head (2), link of 1 (5) and head back to 1 (6), so that it put the outdated 2 \
             there: the ABA problem."
        );
    }

    #[test]
    fn a_value_that_has_come_back_is_no_fault_of_its_own() {
        // What comes behind 1 is what Ann takes it for: the same 2 again, or nobody has touched it.
        assert_eq!(found(&with(RECYCLED, 4, (BEN, LINK, Act::Store(2)))), None);
        assert_eq!(found(&with(RECYCLED, 4, (BEN, LINK, Act::Load(2)))), None);
        // A lock that was free is free again.
        let lock = [
            (ANN, HEAD, Act::Load(0)),
            (BEN, HEAD, exchanged(0, 1)),
            (BEN, HEAD, Act::Store(0)),
            (ANN, HEAD, exchanged(0, 1)),
        ];
        assert_eq!(found(&lock), None);
    }

    #[test]
    fn who_does_not_compare_or_has_looked_again_is_not_deceived() {
        let update = Act::Update { before: 1, after: 2 };
        assert_eq!(found(&with(RECYCLED, 6, (ANN, HEAD, update))), None);
        // Of the head itself Ann knows how it is by then.
        let mut steps = RECYCLED.to_vec();
        steps.insert(6, (ANN, HEAD, Act::Load(1)));
        assert_eq!(found(&steps), None);
        // The link is as Ann has made it.
        let mut steps = RECYCLED.to_vec();
        steps.insert(6, (ANN, LINK, Act::Store(3)));
        assert_eq!(found(&steps), None);
    }

    #[test]
    fn a_head_that_nobody_changed_is_exchanged_rightly() {
        let untouched =
            with(with(RECYCLED, 1, (BEN, HEAD, Act::Load(1))), 3, (BEN, HEAD, Act::Load(1)));
        let untouched = with(untouched, 5, (BEN, HEAD, Act::Load(1)));
        assert_eq!(found(&untouched), None);
        let written_again = with(untouched, 5, (BEN, HEAD, Act::Store(1)));
        assert_eq!(found(&written_again), None);
    }
}
