//! Where a run stands between two steps: who holds what, who could go on.

use std::collections::{BTreeMap, BTreeSet};

use trace::account::{Account, Event, Result, ThreadId};

use crate::reading::holders::{Change, Holders};

/// What a thread is up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    NotYet,
    Ready,
    Waiting,
    Over,
}

/// Where a run stands.
pub(crate) struct Now<'a> {
    account: &'a Account,
    holders: Holders,
    /// Semaphores don't know who has their permits: counted here.
    semaphores: BTreeSet<&'a str>,
    permits: BTreeMap<(ThreadId, &'a str), usize>,
    /// The objects that each thread holds, the one first that it has had longest.
    held: BTreeMap<ThreadId, Vec<&'a str>>,
    standing: Vec<Standing>,
    /// How many steps were taken.
    seen: usize,
}

impl<'a> Now<'a> {
    /// Before the first step.
    pub(crate) fn new(account: &'a Account) -> Self {
        let standing = account.threads.iter().map(|thread| match thread.spawned {
            Some(_) => Standing::NotYet,
            None => Standing::Ready,
        });
        let semaphores = account.objects.iter().filter(|object| object.kind == "semaphore");
        let holders = Holders::at_start(account);
        let mut held: BTreeMap<ThreadId, Vec<&str>> = BTreeMap::new();
        for object in &account.objects {
            for (thread, _) in holders.of(&object.id) {
                held.entry(thread).or_default().push(&object.id);
            }
        }
        Self {
            account,
            holders,
            semaphores: semaphores.map(|object| object.id.as_str()).collect(),
            permits: BTreeMap::new(),
            held,
            standing: standing.collect(),
            seen: 0,
        }
    }

    /// Goes on until so many steps were taken.
    pub(crate) fn follow(&mut self, steps: usize) {
        while let Some(event) = self.account.events.get(self.seen).filter(|_| self.seen < steps) {
            self.take(event);
            self.seen += 1;
        }
    }

    fn take(&mut self, event: &'a Event) {
        for (object, patch) in &event.after {
            for Change { thread, gets } in self.holders.apply(object, patch, event.step) {
                self.hold(thread, object, gets);
            }
        }
        self.count_permits(event);
        let standing = match event.result {
            Result::Blocked => Standing::Waiting,
            Result::Failed => Standing::Over,
            _ if event.exits => Standing::Over,
            _ => Standing::Ready,
        };
        self.set(event.thread, standing);
        if let ("spawn", Some(other)) = (event.op.as_str(), event.target) {
            self.set(other, Standing::Ready);
        }
    }

    fn set(&mut self, thread: ThreadId, standing: Standing) {
        if let Some(known) = self.standing.get_mut(thread as usize) {
            *known = standing;
        }
    }

    fn hold(&mut self, thread: ThreadId, object: &'a str, gets: bool) {
        let held = self.held.entry(thread).or_default();
        held.retain(|other| *other != object);
        if gets {
            held.push(object);
        }
    }

    fn count_permits(&mut self, event: &'a Event) {
        let object = event.object.as_deref().filter(|object| self.semaphores.contains(object));
        let (Some(object), Result::Ok) = (object, event.result) else { return };
        let count = self.permits.entry((event.thread, object)).or_default();
        match event.op.as_str() {
            "acquire" => *count += 1,
            // Anybody may release: then it is somebody else who has one less.
            "release" => *count = count.saturating_sub(1),
            _ => return,
        }
        let has_some = *count > 0;
        let has = self.held_by(event.thread).contains(&object);
        if has != has_some {
            self.hold(event.thread, object, has_some);
        }
    }

    /// The objects that a thread holds, the one first that it has had longest.
    pub(crate) fn held_by(&self, thread: ThreadId) -> &[&'a str] {
        self.held.get(&thread).map_or(&[], Vec::as_slice)
    }

    /// What a thread is up to. One whose wait has come to its end is ready.
    pub(crate) fn standing(&self, thread: ThreadId) -> Standing {
        let standing = self.standing.get(thread as usize).copied().unwrap_or(Standing::NotYet);
        let enabled = match (self.account.events.get(self.seen), &self.account.end) {
            (Some(next), _) => &next.enabled,
            (None, Some(end)) => &end.enabled,
            (None, None) => return standing,
        };
        match standing {
            Standing::Waiting if enabled.contains(&thread) => Standing::Ready,
            other => other,
        }
    }
}

/// The objects that somebody holds at some time, in the order of their creation.
pub(crate) fn ever_held(account: &Account) -> Vec<&str> {
    let mut now = Now::new(account);
    let mut is_held: BTreeSet<&str> = now.held.values().flatten().copied().collect();
    for (index, event) in account.events.iter().enumerate() {
        now.follow(index + 1);
        // Who holds something has done a step for it; or it was handed over, which is seen later.
        is_held.extend(now.held_by(event.thread));
    }
    is_held.extend(now.held.values().flatten());
    let objects = account.objects.iter().map(|object| object.id.as_str());
    objects.filter(|object| is_held.contains(object)).collect()
}
