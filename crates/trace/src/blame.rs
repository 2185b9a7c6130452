//! Why a run came to a standstill.
//!
//! Each thread that is stuck waits for an object or for another thread to end, and an object for
//! those who hold it. If all these chains end among stuck threads, some of them form a circle: a
//! deadlock. Otherwise a chain ends at a thread that keeps what it has, or at an object that nobody
//! holds and nobody will do anything about.

use crate::{
    Access, Act, Doing, Event, Extent, Fault, Held, State, Text, ThreadIndex, Trace, Waiting,
};

impl Trace {
    /// Says what is wrong, given that the run came to a standstill; `None` if no thread is stuck.
    ///
    /// Some of the threads may still be running: then the fault is that of the others.
    pub fn blame(&self) -> Option<(Fault, Extent)> {
        let end = State::at_end(self);
        let stuck = self.stuck(&end);
        if stuck.is_empty() {
            return None;
        }
        let fault = match self.cycle(&end).as_slice() {
            [] => self.blame_the_rest(&stuck, &end)?,
            [alone] => Fault::SelfDeadlock { waiting: self.waiting(*alone, &end)? },
            several => Fault::Deadlock {
                cycle: several.iter().filter_map(|thread| self.waiting(*thread, &end)).collect(),
            },
        };
        Some((fault, self.extent(&end)))
    }

    /// The last two accesses by different threads to the variable on which the engine saw a data
    /// race, at least one of them a write; fewer if the trace does not know them.
    pub(crate) fn racing(&self) -> Vec<Access> {
        let raced = |(_, event): &(usize, &Event)| matches!(event.act, Act::Raced { .. });
        let Some((index, last)) = self.events.iter().enumerate().rfind(raced) else {
            return Vec::new();
        };
        let writes = |act| match act {
            Act::Write(_) | Act::Raced { writes: true } => Some(true),
            Act::Read(_) | Act::Raced { writes: false } => Some(false),
            _ => None,
        };
        let other = self.events[..index].iter().rfind(|other| {
            let conflicts = writes(other.act) == Some(true) || writes(last.act) == Some(true);
            let is_access = writes(other.act).is_some() && other.object == last.object;
            is_access && conflicts && other.thread != last.thread
        });
        let access = |event: &Event| {
            Some(Access {
                thread: self.thread(event.thread).to_owned(),
                object: self.object(event.object?),
                writes: writes(event.act)?,
                at: self.user_site(event),
            })
        };
        other.into_iter().chain([last]).filter_map(access).collect()
    }

    /// The threads that wait in a circle, in order; empty if none do.
    fn cycle(&self, end: &State) -> Vec<ThreadIndex> {
        let knot = end.knot(self);
        let Some(first) = knot.first() else { return Vec::new() };
        // Everyone in the knot waits for others in it: follow them until one comes up again.
        let mut path = vec![*first];
        loop {
            let last = path[path.len() - 1];
            let awaited = end.waits_for(self, last);
            // Among several holders, that one has a share itself explains the least.
            let other = awaited.iter().find(|other| **other != last).or(awaited.first());
            let Some(next) = other.copied() else { return Vec::new() };
            if let Some(begin) = path.iter().position(|thread| *thread == next) {
                path.drain(..begin);
                break;
            }
            path.push(next);
        }
        // The same circle whoever leads to it: it begins with the thread that started first.
        let least = path.iter().min().copied();
        let begin = path.iter().position(|thread| Some(*thread) == least);
        path.rotate_left(begin.unwrap_or(0));
        path
    }

    /// There is no circle: what the stuck threads wait for is kept, or will not happen.
    fn blame_the_rest(&self, stuck: &[ThreadIndex], end: &State) -> Option<Fault> {
        let mut ends: Vec<ThreadIndex> =
            stuck.iter().map(|thread| self.end_of_chain(*thread, end)).collect();
        ends.sort_unstable();
        ends.dedup();
        let kept = ends.iter().find_map(|thread| self.never_released(*thread, end));
        let lost = || ends.iter().find_map(|thread| self.lost_wakeup(*thread, end));
        let first = || self.never_woken(*ends.first()?, end);
        kept.or_else(lost).or_else(first)
    }

    /// The last stuck thread in the chain of those who wait for one another.
    fn end_of_chain(&self, start: ThreadIndex, end: &State) -> ThreadIndex {
        let mut seen = vec![start];
        loop {
            let last = seen[seen.len() - 1];
            let next = end
                .waits_for(self, last)
                .into_iter()
                .find(|other| end.waits_since(self, *other).is_some() && !seen.contains(other));
            match next {
                // A sharer that is not stuck could still give something back.
                Some(next) if end.waits_for(self, last).len() == 1 => seen.push(next),
                _ => return last,
            }
        }
    }

    /// A thread waits for a lock, and its holder is over, or busy with something else.
    fn never_released(&self, thread: ThreadIndex, end: &State) -> Option<Fault> {
        let event = &self.events[end.waits_since(self, thread)?];
        if matches!(event.act, Act::Join(_)) {
            return None;
        }
        let object = end.object(self.awaited(event)?)?;
        let holder = object.holders().find(|it| end.waits_since(self, it.thread).is_none())?;
        Some(Fault::NeverReleased {
            waiting: self.waiting(thread, end)?,
            holder: self.thread(holder.thread).to_owned(),
            since: self.user_site(&self.events[holder.since]),
            is_over: matches!(end.thread(holder.thread), Doing::Done | Doing::Panicked),
        })
    }

    fn lost_wakeup(&self, thread: ThreadIndex, end: &State) -> Option<Fault> {
        let at = end.waits_since(self, thread)?;
        let missed = self.missed(at, end)?;
        Some(Fault::LostWakeup { sleeper: self.waiting(thread, end)?, missed })
    }

    fn never_woken(&self, thread: ThreadIndex, end: &State) -> Option<Fault> {
        let missing = self.missing(end.waits_since(self, thread)?, end);
        Some(Fault::NeverWoken { sleeper: self.waiting(thread, end)?, missing })
    }

    /// What it would have taken to let the thread go on that waits since `at`.
    fn missing(&self, at: usize, end: &State) -> String {
        let event = &self.events[at];
        if let Act::Join(other) = event.act {
            return format!("{} does not end", self.thread(other));
        }
        let Some(awaited) = self.awaited(event) else { return "nobody wakes it".to_owned() };
        match &*self.objects[awaited as usize].kind {
            "condition" => "nobody notifies it".to_owned(),
            "event" => "nobody sets it".to_owned(),
            "future" => "nobody finishes it".to_owned(),
            "semaphore" => "nobody gives a permit back".to_owned(),
            "queue" => {
                let operation = self.outermost(event).map_or("", |call| &*call.operation);
                let missing = match operation.split('_').next() {
                    Some("put") => "no thread is left that gets an item out",
                    Some("join") => "no thread is left that marks its tasks as done",
                    _ => "no thread is left that puts an item in",
                };
                missing.to_owned()
            }
            "barrier" => {
                let here: Vec<&str> = (self.stuck(end).into_iter())
                    .filter(|thread| {
                        let since = end.waits_since(self, *thread);
                        since.and_then(|at| self.awaited(&self.events[at])) == Some(awaited)
                    })
                    .map(|thread| self.thread(thread))
                    .collect();
                format!("only {} came, and no other thread will", here.join(", "))
            }
            _ => "nobody wakes it".to_owned(),
        }
    }

    fn stuck(&self, end: &State) -> Vec<ThreadIndex> {
        let threads = (0..).zip(&self.threads).map(|(thread, _)| thread);
        threads.filter(|thread| end.waits_since(self, *thread).is_some()).collect()
    }

    /// What the thread waits for, and what it has meanwhile; `None` if it does not wait.
    fn waiting(&self, thread: ThreadIndex, end: &State) -> Option<Waiting> {
        let event = &self.events[end.waits_since(self, thread)?];
        let holds = end.held_by(thread).map(|(object, holder)| Held {
            object: self.object(object),
            since: self.user_site(&self.events[holder.since]),
        });
        let (object, operation) = if let Act::Join(other) = event.act {
            (self.thread(other).to_owned(), Text::Borrowed("join"))
        } else {
            let object = self.awaited(event).map(|id| self.object(id));
            let operation = self.innermost(event).map(|call| call.operation.clone());
            (object.unwrap_or_default(), operation.unwrap_or(Text::Borrowed("wait")))
        };
        Some(Waiting {
            thread: self.thread(thread).to_owned(),
            object,
            operation,
            at: self.user_site(event),
            holds: holds.collect(),
        })
    }

    fn extent(&self, end: &State) -> Extent {
        let mut extent = Extent::default();
        for (thread, name) in (0..).zip(&self.threads) {
            let list = match end.thread(thread) {
                _ if end.waits_since(self, thread).is_some() => &mut extent.stuck,
                Doing::Done | Doing::Panicked => &mut extent.done,
                _ => &mut extent.running,
            };
            list.push(name.clone());
        }
        extent
    }
}
