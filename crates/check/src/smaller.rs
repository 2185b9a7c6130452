//! A counterexample with smaller sizes.

use std::time::Instant;

use trace::account::Shrunk;

use crate::{Check, Entry, Report};

impl Entry {
    /// The same fault with sizes as small as can be found: fewer threads, items, rounds. One size after the other is
    /// tried from its least value on, until no size changes any more; `report` comes back as it is if nothing smaller
    /// fails in the same way, if it has no fault, or if it is of real threads, of which a few runs say little.
    ///
    /// All of it takes no longer than `check` may take once, and what was found by then is what comes back.
    /// [`Report::shrunk`] says what has become smaller.
    ///
    /// ```
    /// use plainweave_check::{Check, Engine, catalogue};
    ///
    /// let check = Check::new(Engine::WeaveSc);
    /// let entry = catalogue().into_iter().find(|entry| entry.name == "counter/unlocked").expect("is there");
    /// let report = entry.check(&check, &[("threads".to_owned(), 3)]).expect("there is such a size");
    /// let report = entry.smallest(&check, report);
    /// assert_eq!((report.params["threads"], report.shrunk[0].from), (2, 3));
    /// ```
    pub fn smallest(&self, check: &Check, report: Report) -> Report {
        let Some(fault) = report.fault_kind().filter(|_| check.engine.is_model()) else {
            return report;
        };
        let start = Instant::now();
        let original = report.params.clone();
        let mut smallest = report;
        loop {
            let smaller = self.fields.iter().find_map(|field| {
                let now = smallest.params.get(field.name).copied()?;
                (u64::from(field.min)..now).find_map(|size| {
                    let left = check.budget.checked_sub(start.elapsed())?;
                    let mut sizes: Vec<_> = smallest.params.clone().into_iter().collect();
                    let (_, changed) = sizes.iter_mut().find(|(name, _)| name == field.name)?;
                    *changed = size;
                    let found = self.check(&check.budget(left), &sizes).ok()?;
                    (found.fault_kind() == Some(fault)).then_some(found)
                })
            });
            match smaller.filter(|_| !check.is_stopped()) {
                Some(found) => smallest = found,
                None => break,
            }
        }
        let sizes = smallest.params.iter().map(|(name, to)| (name, original[name], *to));
        let shrunk = sizes.filter(|(_, from, to)| from != to);
        let shrunk = shrunk.map(|(param, from, to)| Shrunk { param: param.clone(), from, to });
        let shrunk = shrunk.collect();
        Report { shrunk, ..smallest }
    }
}
