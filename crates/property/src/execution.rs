//! One execution of a program: what it notes, and how that is judged.
//!
//! # What was over before what began
//!
//! Linearizability asks for more than the order of each thread: a call that was over before another one began
//! comes first. An engine that explores each execution *graph* once knows no time, only what is ordered by
//! what threads read. So the order has to be read: all threads share one word, the clock. A call that is
//! over adds 1 to it; a call that begins looks at it, and comes after as many as it sees. That is two
//! steps a call, of which the looks change nothing, so two executions that differ only in which of two calls
//! began first are one.
//!
//! The tick is a Release and the look an Acquire: what was over happens before what begins, as if the callers had
//! told each other, and nothing else is ordered. So a weakness in the object that shows only among threads that
//! do not synchronise does show, and what is found is no artefact: it is what such callers may see.

use std::sync::{Arc, Mutex, PoisonError};

use check::Model;
use linear::{Checker, Consistency, History, TooLong, Verdict};
use runtime::Ordering::{Acquire, Release};
use runtime::{Atomic, AtomicInt, Runtime, Thread};

use crate::{OperationOf, Program, ResultOf, Subject};

/// How a panic begins that says that no order explains a history: as that of any assertion.
pub(crate) const UNEXPLAINED: &str =
    "assertion failed: no order of the calls explains what they returned";

/// How a panic begins that says that a history could not be judged.
pub(crate) const UNDECIDED: &str = "undecided: ";

/// What comes between the history in a message and what each call returned.
pub(crate) const RETURNED: &str = "\nreturned, by thread:\n";

/// The file in which the clock is made, and no object of the subject's.
pub(crate) const CLOCK: &str = file!();

/// A program as an engine runs it.
pub(crate) struct Execution<S: Subject> {
    pub(crate) subject: S,
    pub(crate) program: Arc<Program<OperationOf<S>>>,
}

impl<S: Subject> Clone for Execution<S> {
    fn clone(&self) -> Self {
        Self { subject: self.subject.clone(), program: Arc::clone(&self.program) }
    }
}

/// What the threads of an execution share.
struct Stage<S: Subject, R: Runtime> {
    object: S::Object<R>,
    /// How many calls are over.
    clock: R::AtomicU32,
}

/// A call that is over.
struct Call<S: Subject> {
    thread: usize,
    operation: OperationOf<S>,
    result: ResultOf<S>,
    /// After how many others it began.
    began: u32,
    /// After how many others it ended.
    ended: u32,
}

impl<S: Subject, R: Runtime> Stage<S, R> {
    /// Calls these, one after the other.
    fn call(&self, thread: usize, operations: &[OperationOf<S>]) -> Vec<Call<S>> {
        let call = |operation: &OperationOf<S>| {
            // Acquire: pairs with the Release of every call that is over; see the module.
            let began = self.clock.load(Acquire);
            let result = S::apply::<R>(&self.object, operation);
            // Release: pairs with the Acquire of every call that begins after this; see the module.
            let ended = self.clock.fetch_add(1, Release);
            Call { thread, operation: operation.clone(), result, began, ended }
        };
        operations.iter().map(call).collect()
    }
}

impl<S: Subject> Model for Execution<S> {
    const NAME: &'static str = S::NAME;

    fn run<R: Runtime>(&self) {
        let Self { subject, program } = self;
        let stage =
            Arc::new(Stage::<S, R> { object: subject.object(), clock: R::AtomicU32::new(0) });
        let mut calls = stage.call(0, &program.initial);
        let has_calls = |thread: &usize| !program.threads[*thread].is_empty();
        let threads = (0..program.threads.len()).filter(has_calls).map(|thread| {
            // Written when the thread ends, and read after that.
            let notes = Arc::new(Mutex::new(Vec::new()));
            let body = {
                let (stage, program, notes) =
                    (Arc::clone(&stage), Arc::clone(program), Arc::clone(&notes));
                move || {
                    let calls = stage.call(thread + 1, &program.threads[thread]);
                    drop(stage);
                    *notes.lock().unwrap_or_else(PoisonError::into_inner) = calls;
                }
            };
            let body: Box<dyn FnOnce() + Send> = Box::new(body);
            (R::spawn(&format!("thread {}", thread + 1), body), notes)
        });
        let threads: Vec<_> = threads.collect();
        for (thread, notes) in threads {
            thread.join();
            calls.append(&mut notes.lock().unwrap_or_else(PoisonError::into_inner));
        }
        calls.extend(stage.call(0, &program.last));
        assert!(calls.len() == program.calls(), "{UNDECIDED}a thread has ended without its notes");
        judge(&subject.spec(), &history::<S>(calls));
    }
}

/// The history of calls that are over.
fn history<S: Subject>(calls: Vec<Call<S>>) -> History<OperationOf<S>, ResultOf<S>> {
    let mut begins: Vec<usize> = (0..calls.len()).collect();
    begins.sort_by_key(|call| (calls[*call].began, calls[*call].thread, calls[*call].ended));
    let mut ends: Vec<(usize, u32, ResultOf<S>)> = Vec::new();
    let mut history = History::new();
    let mut calls: Vec<Option<Call<S>>> = calls.into_iter().map(Some).collect();
    let mut ids = vec![0; calls.len()];
    let mut begins = begins.into_iter().peekable();
    // Each tick of the clock ends one call; before it begin those that saw fewer.
    for tick in 0.. {
        while let Some(place) =
            begins.next_if(|place| calls[*place].as_ref().is_some_and(|call| call.began <= tick))
        {
            if let Some(call) = calls[place].take() {
                ids[place] = history.invoke(call.thread, call.operation);
                ends.push((place, call.ended, call.result));
            }
        }
        let Some(next) = ends.iter().position(|(_, ended, _)| *ended == tick) else { break };
        let (place, _, result) = ends.swap_remove(next);
        history.respond(ids[place], result);
    }
    history
}

/// Panics if no order explains the history.
fn judge<S: linear::Spec>(spec: &S, history: &History<S::Operation, S::Result>) {
    match Checker::new(Consistency::Linearizable).check(spec, history) {
        Ok(Verdict::Explained(_)) => {}
        Ok(Verdict::Unexplained(why)) => {
            let returned = history
                .calls()
                .iter()
                .filter_map(|call| Some(format!("{} {:?}\n", call.thread, call.result.as_ref()?)));
            let returned: String = returned.collect();
            panic!("{UNEXPLAINED}\n\n{history}\n{why}{RETURNED}{returned}")
        }
        Ok(Verdict::Undecided { states }) => {
            panic!("{UNDECIDED}no order was found in {states} states")
        }
        Err(TooLong { calls }) => panic!("{UNDECIDED}{calls} calls are too many"),
    }
}
