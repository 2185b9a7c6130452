//! Every step is written down as what it was.

mod support;

use std::sync::Arc;

use plainweave_record::{Recording, run};
use runtime::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};
use runtime::{
    Atomic, AtomicInt, Deadline, Futex, Kind, Moment, Native, Note, Operation, Runtime, Shared,
    Thread, Wait,
};
use support::{Lock, R, record};
use trace::{Act, Trace};

fn acts(trace: &Trace) -> Vec<Act> {
    trace.events.iter().map(|event| event.act).collect()
}

#[test]
fn words_of_every_size_wrap_where_they_do() {
    let recording = record(|| {
        let word = <R as Runtime>::AtomicU32::new(u32::MAX);
        word.fetch_add(2, Relaxed);
        word.fetch_sub(3, Relaxed);
        word.fetch_and(0xf0, Relaxed);
        word.fetch_or(0x0f, Relaxed);
        word.fetch_xor(0xff, Relaxed);
        word.fetch_max(7, Relaxed);
        word.fetch_min(3, Relaxed);
        assert_eq!(word.load(Relaxed), 3);
        let wide = <R as Runtime>::AtomicU64::new(u64::MAX);
        wide.fetch_add(2, Relaxed);
        assert_eq!(wide.load(Relaxed), 1);
        let size = <R as Runtime>::AtomicUsize::new(0);
        assert_eq!(size.swap(4, Relaxed), 0);
        let flag = <R as Runtime>::AtomicBool::new(true);
        flag.store(false, Relaxed);
    });
    let max = u64::from(u32::MAX);
    let expected = [
        Act::Update { before: max, after: 1 },
        Act::Update { before: 1, after: max - 1 },
        Act::Update { before: max - 1, after: 0xf0 },
        Act::Update { before: 0xf0, after: 0xff },
        Act::Update { before: 0xff, after: 0 },
        Act::Update { before: 0, after: 7 },
        Act::Update { before: 7, after: 3 },
        Act::Load(3),
        Act::Update { before: u64::MAX, after: 1 },
        Act::Load(1),
        Act::Update { before: 0, after: 4 },
        Act::Store(0),
        Act::Done,
    ];
    assert_eq!(acts(&recording.trace()), expected);
    let initial: Vec<u64> = recording.trace().objects.iter().map(|it| it.initial).collect();
    assert_eq!(initial, [max, u64::MAX, 0, 1]);
}

#[test]
fn an_exchange_is_done_or_refused() {
    let recording = record(|| {
        let word = <R as Runtime>::AtomicU32::new(1);
        assert_eq!(word.compare_exchange(1, 2, AcqRel, Acquire), Ok(1));
        assert_eq!(word.compare_exchange(1, 3, AcqRel, Acquire), Err(2));
        assert_eq!(word.compare_exchange_weak(1, 3, SeqCst, Relaxed), Err(2));
    });
    let trace = recording.trace();
    let steps: Vec<_> = trace.events.iter().map(|it| (it.act, it.ordering)).collect();
    let refused = Act::Refused { found: 2 };
    assert_eq!(
        steps,
        [
            (Act::Exchanged { before: 1, after: 2 }, Some(AcqRel.into())),
            (refused, Some(Acquire.into())),
            (refused, Some(Relaxed.into())),
            (Act::Done, None),
        ]
    );
}

#[test]
fn a_pointer_is_its_address() {
    let mut value = 7_u32;
    let pointer = &raw mut value;
    let recording = record(move || {
        let word = <R as Runtime>::AtomicPtr::<u32>::new(std::ptr::null_mut());
        word.store(pointer, Release);
    });
    assert_eq!(acts(&recording.trace())[0], Act::Store(pointer.addr() as u64));
}

#[test]
fn variables_fences_and_choices() {
    let recording = record(|| {
        let variable = <R as Runtime>::Shared::<i64>::new(-1).named("debt");
        variable.set(variable.get() - 1);
        R::fence(Acquire);
        R::fence_heavy();
        assert_eq!(R::choose(1), 0);
    });
    let trace = recording.trace();
    assert_eq!(
        acts(&trace),
        [
            Act::Read((-1_i64).cast_unsigned()),
            Act::Write((-2_i64).cast_unsigned()),
            Act::Fence,
            Act::Fence,
            Act::Chose { value: 0, of: 1 },
            Act::Done
        ]
    );
    assert_eq!((trace.object(0), &*trace.objects[0].kind), ("debt".to_owned(), "variable"));
    assert_eq!(trace.events[2].ordering, Some(Acquire.into()));
}

#[test]
fn a_call_has_the_callers_line_and_its_steps_the_primitives() {
    let mut lines = (0, 0);
    let recording = record(|| {
        lines.0 = line!() + 1;
        let lock = Lock::new("plate");
        lines.1 = line!() + 1;
        let _guard = lock.lock();
    });
    let trace = recording.trace();
    let [acquire, release] = trace.calls.as_slice() else { panic!("two calls: {trace}") };
    assert_eq!(
        (&*acquire.operation, acquire.only_waits, acquire.by_drop),
        ("acquire", true, false)
    );
    assert_eq!(
        (&*release.operation, release.only_waits, release.by_drop),
        ("release", false, true)
    );
    assert_eq!((&*acquire.site.file, acquire.site.line), (file!(), lines.1));
    assert_eq!((trace.object(0), &*trace.objects[0].kind), ("plate".to_owned(), "lock"));
    let created = &trace.objects[0].created;
    assert_eq!((&*created.file, created.line), (file!(), lines.0));
    assert_eq!(
        acts(&trace),
        [
            Act::Begin,
            Act::Update { before: 0, after: 1 },
            Act::Locked,
            Act::Begin,
            Act::Unlocked,
            Act::Store(0),
            Act::Wake { sleepers: 0 },
            Act::Done
        ]
    );
    let inside = &trace.events[1];
    assert!(inside.site.file.ends_with("support/mod.rs"), "{}", inside.site);
    assert_eq!(trace.user_site(inside).line, lines.1);
    assert_eq!(trace.user_site(&trace.events[4]).line, lines.1, "the guard was taken there");
}

#[test]
fn calls_nest() {
    let recording = record(|| {
        let word = <R as Runtime>::Futex::new(0).of_kind(Kind::Barrier);
        let part = word.part(5);
        R::call(&word, "outer", || {
            R::call(&part, Operation::new("inner"), || part.note(Note::Notified(0)));
            word.note(Note::Acquired(2));
        });
        word.note(Note::Released(2));
    });
    let trace = recording.trace();
    let calls: Vec<_> = trace.events.iter().map(|it| (it.act, it.call)).collect();
    assert_eq!(
        calls,
        [
            (Act::Begin, Some(0)),
            (Act::Begin, Some(1)),
            (Act::Notified(0), Some(1)),
            (Act::Acquired(2), Some(0)),
            (Act::Released(2), None),
            (Act::Done, None)
        ]
    );
    assert_eq!((trace.calls[1].outer, trace.whole(1)), (Some(0), 0));
}

#[test]
fn a_wait_is_a_sleep_and_an_awakening() {
    let passed = Deadline::at(Moment(std::time::Duration::ZERO));
    let recording = record(move || {
        let word = <R as Runtime>::Futex::new(1);
        assert_eq!(word.wait(0, Deadline::NEVER), Wait::Woken, "the value is another one");
        assert_eq!(word.wait(1, passed), Wait::TimedOut);
    });
    assert_eq!(
        acts(&recording.trace()),
        [
            Act::Sleep { expected: 0, timed: false },
            Act::Woke,
            Act::Sleep { expected: 1, timed: true },
            Act::TimedOut,
            Act::Done
        ]
    );
}

#[test]
fn the_same_run_gives_the_same_trace() {
    let once = || {
        record(|| {
            let lock = Arc::new(Lock::new("plate"));
            for name in ["ann", "ben"] {
                let lock = Arc::clone(&lock);
                R::spawn(name, move || drop(lock.lock())).join();
            }
        })
        .trace()
    };
    let trace = once();
    assert_eq!(trace.threads, ["main", "ann", "ben"]);
    // Where the notes of real threads interleave is chance: each thread's own are not.
    let of_each = |trace: &Trace| -> Vec<Vec<Act>> {
        let of = |thread| trace.events.iter().filter(move |it| it.thread == thread);
        (0..3).map(|thread| of(thread).map(|event| event.act).collect()).collect()
    };
    assert_eq!(of_each(&once()), of_each(&trace));
}

#[test]
fn without_a_recording_nothing_is_written() {
    let word = <R as Runtime>::Futex::new(1).named("word".into()).of_kind(Kind::Event);
    R::call(&word, "store", || word.store(2, Relaxed));
    R::outcome("word", word.load(Relaxed));
    // Nor is an object of no run taken for one of this run.
    let recording = Recording::new();
    run::<Native>(&recording, || {
        let _first = <R as Runtime>::AtomicU32::new(0);
        word.store(3, Relaxed);
    });
    let trace = recording.trace();
    assert_eq!((trace.events[0].act, trace.events[0].object), (Act::Store(3), None));
}

/// What real threads do to an atomic is noted in the order in which they did it.
#[test]
fn each_step_of_a_real_thread_begins_with_what_the_one_before_left() {
    const ROUNDS: u32 = 2_000;
    let recording = record(|| {
        let word = Arc::new(<R as Runtime>::AtomicU32::new(0));
        let threads = [0, 1].map(|thread| {
            let word = Arc::clone(&word);
            R::spawn("worker", move || {
                for round in 0..ROUNDS {
                    match (round + thread) % 3 {
                        0 => word.store(round, Relaxed),
                        1 => drop(word.fetch_add(1, Relaxed)),
                        _ => drop(word.compare_exchange(round, thread, Relaxed, Relaxed)),
                    }
                    word.load(Relaxed);
                }
            })
        });
        for thread in threads {
            thread.join();
        }
    });
    let mut word = 0;
    for act in acts(&recording.trace()) {
        match act {
            Act::Load(found) | Act::Refused { found } => assert_eq!(found, word),
            Act::Update { before, .. } | Act::Exchanged { before, .. } => assert_eq!(before, word),
            _ => {}
        }
        word = act.written().unwrap_or(word);
    }
}
