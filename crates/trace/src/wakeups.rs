//! Wake-ups that went astray.

use crate::{Act, Event, Miss, Missed, ObjectId, State, Text, ThreadIndex, Trace};

impl Trace {
    /// What should have woken the thread that fell asleep in event `at`, and did not.
    pub(crate) fn missed(&self, at: usize, end: &State) -> Option<Missed> {
        let event = &self.events[at];
        if !matches!(event.act, Act::Sleep { .. }) {
            return None;
        }
        let awaited = self.awaited(event)?;
        let told_nobody = end.object(awaited).and_then(|object| object.told_nobody);
        let told_nobody = told_nobody.filter(|told| !self.somebody_passed(*told, at));
        if let Some(told) = told_nobody.or_else(|| self.changed_meanwhile(at)) {
            let how = if told < at { Miss::TooEarly } else { Miss::WokeNobody };
            return Some(self.missed_event(told, how));
        }
        if let Some(put) = self.left_inside(awaited, event, end) {
            let how = if put < at { Miss::TooEarly } else { Miss::WokeNobody };
            return Some(self.missed_event(put, how));
        }
        let (told, other) = self.wasted(awaited, at)?;
        Some(self.missed_event(told, Miss::WokeAnother(self.thread(other).to_owned())))
    }

    fn missed_event(&self, index: usize, how: Miss) -> Missed {
        let event = &self.events[index];
        let operation = self.outermost(event).map(|call| call.operation.clone());
        Missed {
            thread: self.thread(event.thread).to_owned(),
            operation: operation.unwrap_or(Text::Borrowed("something")),
            at: self.user_site(event),
            how,
        }
    }

    /// Whether what event `told` told nobody about was made use of, before the thread that sleeps
    /// since `at` came: then that thread has not missed anything.
    ///
    /// A consumer that finds something to take does not wait, and needs no notification. It shows as
    /// a thread that took the lock, under which the sleeper looked, and gave it back without having
    /// slept.
    fn somebody_passed(&self, told: usize, at: usize) -> bool {
        let Some(lock) = self.lock_given_up(at) else { return false };
        let notifier = self.events[told].thread;
        let awaited = self.awaited(&self.events[at]);
        let mut inside: Vec<ThreadIndex> = Vec::new();
        for event in &self.events[told + 1..] {
            let is_lock = event.object.map(|object| self.whole(object)) == Some(lock);
            match event.act {
                Act::Locked if is_lock && event.thread != notifier => inside.push(event.thread),
                Act::Unlocked if is_lock && inside.contains(&event.thread) => {
                    inside.retain(|thread| *thread != event.thread);
                    // Unlocking in order to sleep is not passing.
                    if self.innermost_waiting(event) != awaited {
                        return true;
                    }
                }
                _ => {}
            }
        }
        false
    }

    /// The object of the outer operation in which a lock is given up, if there is one.
    fn innermost_waiting(&self, event: &Event) -> Option<ObjectId> {
        let mut call = event.call;
        while let Some(id) = call {
            let of = &self.calls[id as usize];
            let object = self.whole(of.object);
            if event.object.map(|object| self.whole(object)) != Some(object) {
                return Some(object);
            }
            call = of.outer;
        }
        None
    }

    /// The lock that the thread gave up in order to fall asleep in event `at`.
    fn lock_given_up(&self, at: usize) -> Option<ObjectId> {
        let asleep = &self.events[at];
        let awaited = self.awaited(asleep);
        let operation = self.outermost_call(asleep.call?);
        let mut before = self.events[..at].iter().rev().filter(|it| it.thread == asleep.thread);
        before.find_map(|event| {
            let same = event.call.map(|call| self.outermost_call(call)) == Some(operation);
            let object = event.object.map(|object| self.whole(object));
            (same && event.act == Act::Unlocked && object != awaited).then_some(object?)
        })
    }

    /// The event since which the value is not the one on which the sleeper fell asleep: whoever
    /// changes it has to wake the sleeper.
    fn changed_meanwhile(&self, at: usize) -> Option<usize> {
        let Event { object, act: Act::Sleep { expected, .. }, .. } = self.events[at] else {
            return None;
        };
        let mut since = None;
        for (index, event) in self.events.iter().enumerate().filter(|(_, e)| e.object == object) {
            if let Some(value) = event.act.written() {
                since = (value != expected).then(|| since.unwrap_or(index));
            }
        }
        since
    }

    /// The last put into a queue of which a thread sleeps that wants to get something, although there
    /// is an item.
    fn left_inside(&self, awaited: ObjectId, asleep: &Event, end: &State) -> Option<usize> {
        let gets = self.outermost(asleep)?.operation.starts_with("get");
        let is_empty = end.object(awaited).is_none_or(|object| object.items == 0);
        if !gets || is_empty {
            return None;
        }
        let is_put = |event: &Event| event.act == Act::Put && self.awaited(event) == Some(awaited);
        self.events.iter().rposition(is_put)
    }

    /// The last notification on `awaited` after `at` that woke another thread, although that one
    /// had no use for it: it did nothing but look, and slept again.
    fn wasted(&self, awaited: ObjectId, at: usize) -> Option<(usize, ThreadIndex)> {
        let sleeper = self.events[at].thread;
        let is_about = |event: &Event| self.awaited(event) == Some(awaited);
        let told = |event: &Event| matches!(event.act, Act::Notified(1..)) && is_about(event);
        let later = self.events.iter().enumerate().skip(at + 1).rev();
        later.filter(|(_, event)| told(event)).find_map(|(index, _)| {
            let mut after = self.events.iter().enumerate().skip(index + 1);
            let (woken, event) = after.find(|(_, event)| {
                event.act == Act::Woke && event.thread != sleeper && is_about(event)
            })?;
            self.sleeps_again(woken, awaited).then_some((index, event.thread))
        })
    }

    /// Whether the thread that wakes in event `woken` sleeps on `awaited` again before it has done
    /// anything of its own.
    fn sleeps_again(&self, woken: usize, awaited: ObjectId) -> bool {
        let Event { thread, call, .. } = self.events[woken];
        let operation = call.map(|call| self.outermost_call(call));
        let is_condition = self.objects[awaited as usize].kind == "condition";
        for event in self.events[woken + 1..].iter().filter(|event| event.thread == thread) {
            let call = event.call.map(|call| self.outermost_call(call));
            // Waiting once more for a condition is what a loop around the wait does; it has no other
            // sign. Of any other operation, once more means for the next thing.
            let is_same = call.is_some()
                && (call == operation
                    || is_condition
                        && self.outermost(event).map(|call| self.whole(call.object))
                            == Some(awaited));
            match event.act {
                Act::Sleep { .. } if is_same && self.awaited(event) == Some(awaited) => {
                    return true;
                }
                Act::Load(_) | Act::Read(_) | Act::Refused { .. } => {}
                _ if is_same => {}
                _ => return false,
            }
        }
        false
    }
}
