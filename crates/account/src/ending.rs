//! Where a run ends.

use trace::account::{End, EndState, ObjectKey, On, Standing, Waiter};
use trace::{Act, Doing, Fault, State, ThreadIndex, Trace};

use crate::Run;
use crate::events::{Awaited, Teller};

pub(crate) fn end(run: &Run<'_>, teller: &Teller<'_>) -> End {
    let trace = run.trace;
    let state = State::at_end(trace);
    let is_standstill = run.extent.is_some();
    let mut end = End {
        threads: Vec::new(),
        enabled: Vec::new(),
        cycle: cycle(run.fault, teller),
        leaked: leaked(run.fault, teller),
    };
    for thread in (0..).zip(&trace.threads).map(|(thread, _)| thread) {
        let standing = &teller.threads[thread as usize];
        let is_stuck = state.waits_since(trace, thread).is_some();
        let can_go_on = teller.can_go_on(thread) && !(is_standstill && is_stuck);
        let failed = teller.events.last().is_some_and(|last| {
            last.thread == thread && last.result == trace::account::Result::Failed
        });
        let (state, on, since) = match &standing.waits {
            _ if failed => (EndState::Failed, None, None),
            _ if state.thread(thread) == Doing::Done => (EndState::Finished, None, None),
            Some(waits) if !can_go_on && waits.since > 0 => {
                let on = on(waits.on, teller);
                match on {
                    Some(on) => (EndState::Blocked, Some(on), Some(waits.since)),
                    None => (EndState::Ready, None, None),
                }
            }
            _ => (EndState::Ready, None, None),
        };
        if can_go_on && matches!(state, EndState::Ready) {
            end.enabled.push(thread);
        }
        end.threads.push(Standing { thread, state, on, since });
    }
    end
}

fn on(awaited: Awaited, teller: &Teller<'_>) -> Option<On> {
    match awaited {
        Awaited::Object(object) => teller.keys[object as usize].clone().map(On::Object),
        Awaited::End(thread) => Some(On::Join(thread)),
        Awaited::Something => None,
    }
}

/// Who waits for what, in a circle.
fn cycle(fault: Option<&Fault>, teller: &Teller<'_>) -> Vec<Waiter> {
    let waiting = match fault {
        Some(Fault::Deadlock { cycle }) => cycle.as_slice(),
        Some(Fault::SelfDeadlock { waiting }) => std::slice::from_ref(waiting),
        _ => return Vec::new(),
    };
    let mut circle = Vec::new();
    for one in waiting {
        let Some(thread) = thread_called(teller.trace, &one.thread) else { return Vec::new() };
        circle.push(Waiter::Thread(thread));
        let waits = &teller.threads[thread as usize].waits;
        match waits.as_ref().and_then(|waits| on(waits.on, teller)) {
            Some(On::Object(object)) => circle.push(Waiter::Object(object)),
            Some(On::Join(_)) => {}
            None => return Vec::new(),
        }
    }
    circle
}

fn leaked(fault: Option<&Fault>, teller: &Teller<'_>) -> Vec<ObjectKey> {
    let Some(Fault::Leak { objects }) = fault else { return Vec::new() };
    let key = |name: &str| {
        let mut all = (0..).zip(&teller.trace.objects);
        let id = all.find(|(id, _)| teller.trace.object(*id) == name)?.0;
        teller.keys[id as usize].clone()
    };
    objects.iter().filter_map(|leaked| key(&leaked.object)).collect()
}

/// The thread of a name; the last one that did something, if several are called so.
pub(crate) fn thread_called(trace: &Trace, name: &str) -> Option<ThreadIndex> {
    let mut named = (0..).zip(&trace.threads).filter(|(_, other)| *other == name);
    let first = named.next()?.0;
    let Some((second, _)) = named.next() else { return Some(first) };
    let is_one = |thread| thread == first || thread == second || trace.thread(thread) == name;
    let acted = trace.events.iter().rev().filter(|event| event.act != Act::Done);
    acted.map(|event| event.thread).find(|thread| is_one(*thread)).or(Some(first))
}
