//! What takes a further search to tell: for who asks for it.

use trace::account::{Account, Outcomes as Table, Thread};

use crate::{Check, Entry, Outcomes, Report, Verdict};

/// What else is to be told of a check, beside what it found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct More {
    /// Every distinct result with a witness, also of a program that breaks: [`Check::outcomes`].
    pub outcomes: bool,
    /// What else could have happened than the run that fails: [`Entry::alternatives`].
    pub graph: bool,
}

impl Entry {
    /// Adds to the account of a report on this scenario what is asked for, as far as it can be had.
    ///
    /// Results take as long as the check may, the graph a few seconds at most. An undecided check has said what there is
    /// to be said.
    ///
    /// ```
    /// use plainweave_check::{Check, Engine, More, catalogue};
    ///
    /// let entry = catalogue().into_iter().find(|entry| entry.name == "counter/unlocked");
    /// let (entry, check) = (entry.expect("it is there"), Check::new(Engine::Weave));
    /// let report = entry.check(&check, &[])?;
    /// let mut account = report.account(|_| None);
    /// entry.tell_more(&check, &report, &mut account, More { outcomes: true, graph: true });
    /// let table = account.outcomes.as_ref().expect("the scenario declares what is left");
    /// assert_eq!(table.rows.len(), 2);
    /// # if cfg!(feature = "shuttle") {
    /// assert!(account.graph.is_some());
    /// # }
    /// assert_eq!(trace::account::validate(&account), Ok(()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn tell_more(&self, check: &Check, report: &Report, account: &mut Account, more: More) {
        // Those that the report is of: no others were accepted.
        let sizes: Vec<_> = report.params.clone().into_iter().collect();
        if more.outcomes
            && !matches!(report.verdict, Verdict::Undecided { .. })
            && let Ok(Some(outcomes)) = self.outcomes(check, &sizes)
        {
            table(account, report, &outcomes);
        }
        #[cfg(feature = "shuttle")]
        if more.graph && account.omitted == 0 && !account.events.is_empty() {
            let reach = crate::Reach::default();
            let schedule = report.schedule.as_ref();
            let found = self.alternatives(check, &sizes, schedule, &account.events, reach);
            // What cannot be had is left out: `docs/trace-schema.md` says when.
            if let Ok(Ok(found)) = found {
                graph(account, found);
            }
        }
    }
}

/// Puts the table in its place, and the counts that it adds up to.
fn table(account: &mut Account, report: &Report, outcomes: &Outcomes) {
    let Table { rows, note } = outcomes.told();
    let breaks = matches!(report.verdict, Verdict::Breaks { .. });
    if !breaks && !outcomes.is_finished() {
        // The check has seen everything, and this search, which takes longer, has not.
        return;
    }
    account.outcomes = Some(Table { rows, note });
    account.search.executions = outcomes.counts(account.verdict.fault);
    if breaks {
        account.search.finished = outcomes.is_finished();
        outcomes.scope.name().clone_into(&mut account.search.scope);
    }
}

#[cfg(feature = "shuttle")]
fn graph(account: &mut Account, found: crate::Alternatives) {
    let crate::Alternatives { graph, objects, threads, .. } = found;
    for object in objects {
        if account.objects.iter().all(|known| known.id != object.id) {
            account.objects.push(object);
        }
    }
    let known = account.threads.len();
    account.threads.extend((0..).zip(threads).skip(known).map(|(id, name)| Thread {
        id,
        name,
        parent: None,
        spawned: None,
        daemon: false,
        process: None,
    }));
    account.graph = serde_json::to_value(graph).ok();
}
