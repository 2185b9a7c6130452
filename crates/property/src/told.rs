//! A run, told in calls: what the clock's steps stand for.
//!
//! A reader of a run does not want to know that somebody looked at a clock, but that a call began. So where the
//! trace has a step on the clock, it is made one that says so.

use std::panic::Location;

use trace::{Act, Call, Event, Fault, Object, Site, Text, Trace};

use crate::execution::CLOCK;

/// Puts what this crate does itself, such as to start the threads, on the line where the property is declared:
/// its own lines are nobody's business.
pub(crate) fn tell_place(fault: &mut Fault, trace: &mut Trace, place: &'static Location<'static>) {
    if let Fault::Assertion { at: Some(at), .. } = fault
        && at.starts_with(CLOCK)
    {
        *at = Site::from(place).to_string();
    }
    for event in trace.events.iter_mut().filter(|event| event.site.file == CLOCK) {
        event.site = Site::from(place);
    }
}

/// Makes the steps on the clock say which call begins there, and what the caller is told where it ends.
///
/// `operations` are those of each thread, in order, and `results` as far as they are known.
pub(crate) fn tell_calls(
    trace: &mut Trace,
    operations: &[(String, Vec<String>)],
    results: &[(usize, String)],
) {
    let is_clock = |object: &Object| object.created.file == CLOCK;
    let Some(clock) = trace.objects.iter().position(is_clock) else { return };
    let sites: Vec<_> = trace.events.iter().map(|event| event.site.clone()).collect();
    let mut done = vec![0; operations.len()];
    for index in 0..trace.events.len() {
        let Event { thread, object, act, .. } = trace.events[index];
        if object.is_none_or(|object| object as usize != clock) {
            continue;
        }
        let name = &trace.threads[thread as usize];
        let Some(caller) = operations.iter().position(|(thread, _)| thread == name) else {
            continue;
        };
        let place: usize = done[caller];
        let Some(operation) = operations[caller].1.get(place) else { continue };
        let own = |other: &usize| trace.events[*other].thread == thread;
        let (verb, what, beside) = if matches!(act, Act::Load(_)) {
            ("call", operation.clone(), (index + 1..trace.events.len()).find(own))
        } else {
            done[caller] += 1;
            let mut mine = results.iter().filter(|(thread, _)| *thread == caller);
            match mine.nth(place) {
                Some((_, result)) => ("return", result.clone(), (0..index).rfind(own)),
                None => ("end of", operation.clone(), (0..index).rfind(own)),
            }
        };
        // On the lines of the object's own steps.
        let site = sites[beside.unwrap_or(index)].clone();
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let (object, call) = (number(trace.objects.len()), number(trace.calls.len()));
        let kind = Text::Borrowed("call");
        let created = site.clone();
        trace.objects.push(Object {
            name: Some(what.into()),
            kind,
            created,
            part_of: None,
            initial: 0,
        });
        let operation = Text::Borrowed(verb);
        let (by_drop, only_waits, outer) = (false, false, None);
        let of = Call { outer, thread, object, operation, site: site.clone(), by_drop, only_waits };
        trace.calls.push(of);
        trace.events[index] =
            Event { object: Some(object), call: Some(call), site, ..trace.events[index].clone() };
    }
}
