//! Who can move.
//!
//! A model is at a standstill when none of its threads can take a step. The checkers notice that
//! too, and then panic from inside whatever destructor is running. So we notice first: every thread
//! that is about to wait asks whether somebody is left who can move, and if not, either lets a
//! deadline pass or gives the execution up.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use runtime::{Abandoned, ThreadId, Wait};

use crate::Parking;

/// What an execution may do with deadlines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// How many deadlines each thread may let pass although others can still move; `None` for as
    /// many as it likes. Bounds the loops of a program that polls.
    pub early_expiries: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Running,
    Asleep {
        timed: bool,
    },
    /// The deadline has passed; unless a wake-up comes first, the thread will say so.
    Expired,
    /// Waits to take a step on the object with this address, or is about to.
    AtGate(usize),
    Joining(ThreadId),
    Done,
}

thread_local! {
    static STATES: RefCell<Vec<State>> = const { RefCell::new(Vec::new()) };
    /// Which threads no execution waits for.
    static DAEMONS: RefCell<Vec<bool>> = const { RefCell::new(Vec::new()) };
    static EXPIRIES: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
    /// The gates that a thread is in.
    static OCCUPIED: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
    static LIMITS: Cell<Limits> = const { Cell::new(Limits { early_expiries: None }) };
    static ABANDONED: Cell<bool> = const { Cell::new(false) };
    static STUCK: Cell<bool> = const { Cell::new(false) };
    static OVER: Cell<bool> = const { Cell::new(false) };
    static REFUSED: Cell<bool> = const { Cell::new(false) };
}

/// Starts an execution, whose only thread is the main thread.
pub(crate) fn begin(limits: Limits) {
    STATES.set(vec![State::Running]);
    DAEMONS.set(vec![false]);
    EXPIRIES.set(vec![0]);
    OCCUPIED.set(Vec::new());
    LIMITS.set(limits);
    ABANDONED.set(false);
    STUCK.set(false);
    OVER.set(false);
}

/// Forgets the last execution, which did not fail.
pub fn forget() {
    begin(Limits::default());
}

/// Counts a new thread.
pub fn spawned(is_daemon: bool) -> ThreadId {
    EXPIRIES.with_borrow_mut(|expiries| expiries.push(0));
    DAEMONS.with_borrow_mut(|daemons| daemons.push(is_daemon));
    STATES.with_borrow_mut(|states| {
        states.push(State::Running);
        ThreadId(u32::try_from(states.len() - 1).expect("a model has few threads"))
    })
}

/// Runs the body of a thread of the execution, from its first step to its last.
///
/// A daemon that is ended where it waits unwinds to here, and no further.
pub fn run<E: Parking>(body: impl FnOnce()) {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(()) => finished::<E>(),
        Err(panic) if is_over() && E::is_abandonment(panic.as_ref()) => {
            set(E::current(), State::Done);
        }
        Err(panic) => resume_unwind(panic),
    }
}

/// Notes that the calling thread is over.
pub fn finished<E: Parking>() {
    let me = E::current();
    set(me, State::Done);
    STATES.with_borrow_mut(|states| {
        for state in states.iter_mut().filter(|state| **state == State::Joining(me)) {
            *state = State::Running;
        }
    });
    let all_done = STATES.with_borrow(|states| states.iter().all(|state| *state == State::Done));
    if !all_done {
        let_somebody_move::<E>();
    }
}

/// Brackets the checker's own join.
pub fn join<E: Parking>(thread: ThreadId, join: impl FnOnce()) {
    if state(thread) != State::Done {
        set(E::current(), State::Joining(thread));
        let_somebody_move::<E>();
    }
    end_if_over();
    join();
    end_if_over();
    set(E::current(), State::Running);
}

/// Whether this execution is being given up.
pub fn is_abandoned() -> bool {
    ABANDONED.get()
}

/// Whether only daemons were left, none of which could move: they unwind, and then the execution has
/// come to its end. Until the next one begins, it also counts as abandoned.
pub fn is_over() -> bool {
    OVER.get()
}

/// Whether this execution was given up because nobody could move.
pub fn is_stuck() -> bool {
    STUCK.get()
}

/// Gives this execution up: from now on, destructors leave the model alone.
pub fn abandon() {
    ABANDONED.set(true);
}

/// Whether, on this system thread, a deadline could ever not pass early because of [`Limits`].
pub fn has_refused() -> bool {
    REFUSED.get()
}

/// Whether a deadline of the calling thread may pass although others can move.
pub(crate) fn may_expire_early<E: Parking>() -> bool {
    let used = EXPIRIES.with_borrow(|expiries| expiries[index(E::current())]);
    let may = LIMITS.get().early_expiries.is_none_or(|most| used < most);
    if !may {
        REFUSED.set(true);
    }
    may
}

/// Counts a deadline of the calling thread that passed although others could move.
pub(crate) fn expired_early<E: Parking>() {
    EXPIRIES.with_borrow_mut(|expiries| expiries[index(E::current())] += 1);
}

/// Blocks the calling thread until it is woken, or its deadline passes.
pub(crate) fn sleep<E: Parking>(timed: bool) -> Wait {
    let me = E::current();
    set(me, State::Asleep { timed });
    let_somebody_move::<E>();
    end_if_over();
    while matches!(state(me), State::Asleep { .. }) {
        E::park();
        end_if_over();
    }
    if state(me) == State::Expired { Wait::TimedOut } else { Wait::Woken }
}

/// Notes that the calling thread is awake again.
pub(crate) fn awake<E: Parking>() {
    set(E::current(), State::Running);
}

/// Wakes `thread`, even if its deadline has just passed.
pub(crate) fn wake<E: Parking>(thread: ThreadId) {
    let before = state(thread);
    set(thread, State::Running);
    if matches!(before, State::Asleep { .. }) {
        E::unpark(thread);
    }
}

/// Brackets the step with which the calling thread enters a gate.
pub fn enter<E: Parking>(gate: usize, enter: impl FnOnce()) {
    let me = E::current();
    set(me, State::AtGate(gate));
    if is_occupied(gate) {
        let_somebody_move::<E>();
        end_if_over();
    }
    enter();
    end_if_over();
    set(me, State::Running);
    OCCUPIED.with_borrow_mut(|occupied| occupied.push(gate));
}

/// Notes that the thread in a gate has left it, or that the gate is gone.
pub fn left(gate: usize) {
    // A gate may outlive the execution, and even the thread, in which it was made.
    let _ = OCCUPIED.try_with(|occupied| occupied.borrow_mut().retain(|other| *other != gate));
}

/// If nobody can move, lets one deadline pass; if there is none, gives up. If only daemons are left, the
/// execution is over.
fn let_somebody_move<E: Parking>() {
    let can_move = |state: &State| match state {
        State::Running | State::Expired => true,
        State::AtGate(gate) => !is_occupied(*gate),
        State::Asleep { .. } | State::Joining(_) | State::Done => false,
    };
    if STATES.with_borrow(|states| states.iter().any(can_move)) {
        return;
    }
    if is_left_to_daemons() {
        end_daemons::<E>();
        return;
    }
    let timed: Vec<ThreadId> = STATES.with_borrow(|states| {
        let numbered = (0..).map(ThreadId).zip(states.iter());
        numbered
            .filter(|(_, state)| **state == State::Asleep { timed: true })
            .map(|(thread, _)| thread)
            .collect()
    });
    let thread = match timed.as_slice() {
        [] => {
            STUCK.set(true);
            E::abandon()
        }
        [only] => *only,
        // Which deadline comes first is data, not scheduling.
        several => several[E::choose(u32::try_from(several.len()).expect("few threads")) as usize],
    };
    set(thread, State::Expired);
    if thread != E::current() {
        E::unpark(thread);
    }
}

fn is_left_to_daemons() -> bool {
    let is_over = |(state, is_daemon): (&State, &bool)| *is_daemon || *state == State::Done;
    STATES.with_borrow(|states| {
        DAEMONS.with_borrow(|daemons| states.iter().zip(daemons).all(is_over))
    })
}

/// Wakes the daemons, so that they unwind. Those that wait for others do when those have.
fn end_daemons<E: Parking>() {
    OVER.set(true);
    ABANDONED.set(true);
    let others = |is_meant: fn(&State) -> bool| -> Vec<ThreadId> {
        STATES.with_borrow(|states| {
            let numbered = (0..).map(ThreadId).zip(states.iter());
            let meant = numbered.filter(|(_, state)| is_meant(state)).map(|(thread, _)| thread);
            meant.filter(|thread| *thread != E::current()).collect()
        })
    };
    others(|state| matches!(state, State::Asleep { .. })).into_iter().for_each(E::unpark);
    E::open_gates(&others(|state| matches!(state, State::AtGate(_))));
}

/// Unwinds the calling thread if the execution is over: it is a daemon then.
fn end_if_over() {
    if is_over() {
        Abandoned::raise();
    }
}

fn is_occupied(gate: usize) -> bool {
    OCCUPIED.with_borrow(|occupied| occupied.contains(&gate))
}

fn index(thread: ThreadId) -> usize {
    thread.0 as usize
}

fn state(thread: ThreadId) -> State {
    STATES.with_borrow(|states| states[index(thread)])
}

fn set(thread: ThreadId, state: State) {
    STATES.with_borrow_mut(|states| states[index(thread)] = state);
}
