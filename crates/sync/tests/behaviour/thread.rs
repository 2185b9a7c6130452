//! `Thread`, `Threads`.

use std::collections::BTreeSet;
use std::error::Error as _;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use plainweave_sync::{
    Event, JoinError, JoinItself, Lock, Native, Panic, SpawnError, Thread, Threads,
};
use runtime::{Abandoned, Runtime as _};

use crate::{FOR_EVER, PAST, elsewhere};

/// Each test has its own: they run side by side.
fn threads() -> Threads {
    Threads::<Native>::new_in()
}

/// Panics without a message on standard error.
fn fail(what: &'static str) -> ! {
    resume_unwind(Box::new(what))
}

#[test]
fn a_thread_gives_its_result() {
    let threads = threads();
    let handle = threads.spawn(|| vec![1, 2]).unwrap();
    let thread = handle.thread().clone();
    assert_eq!(handle.join().unwrap(), [1, 2]);
    assert!(!thread.is_alive());
}

#[test]
fn any_number_may_join_any_number_of_times() {
    let threads = threads();
    let go = Arc::new(Event::new());
    let theirs = Arc::clone(&go);
    let handle = threads.spawn(move || theirs.wait()).unwrap();
    let thread = handle.thread();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                thread.join().unwrap();
                thread.join().unwrap();
                assert!(!thread.is_alive());
            });
        }
        assert!(thread.is_alive());
        go.set();
    });
    handle.join().unwrap();
}

#[test]
fn a_join_with_a_deadline_says_whether_it_is_over() {
    let threads = threads();
    let go = Arc::new(Event::new());
    let theirs = Arc::clone(&go);
    let handle = threads.spawn(move || theirs.wait()).unwrap();
    assert_eq!(handle.thread().join_timeout(Duration::ZERO), Ok(false));
    assert_eq!(handle.thread().join_until(PAST), Ok(false));
    assert!(handle.thread().is_alive());
    go.set();
    assert_eq!(handle.thread().join_timeout(FOR_EVER), Ok(true));
    assert_eq!(handle.thread().join_until(PAST), Ok(true));
}

#[test]
fn a_thread_cannot_join_itself() {
    let threads = threads();
    let theirs = threads.clone();
    let handle = threads.spawn(move || theirs.current().join()).unwrap();
    assert_eq!(handle.join().unwrap(), Err(JoinItself));
    assert_eq!(threads.main().join_timeout(FOR_EVER), Err(JoinItself));

    let own = Arc::new(Mutex::new(None));
    let (theirs, given) = (Arc::clone(&own), Arc::new(Event::new()));
    let wait = Arc::clone(&given);
    let handle = threads.spawn(move || {
        wait.wait();
        let handle: plainweave_sync::JoinHandle<()> = theirs.lock().unwrap().take().unwrap();
        assert!(matches!(handle.join(), Err(JoinError::Itself(JoinItself))));
    });
    let handle = handle.unwrap();
    let thread = handle.thread().clone();
    *own.lock().unwrap() = Some(handle);
    given.set();
    thread.join().unwrap();
}

#[test]
fn names_are_given_or_counted() {
    let threads = threads();
    assert_eq!(threads.main().name(), "MainThread");
    let name = |handle: plainweave_sync::JoinHandle<()>| handle.thread().name().to_owned();
    assert_eq!(name(threads.spawn(|| ()).unwrap()), "Thread-1");
    assert_eq!(name(threads.builder().name("reader").spawn(|| ()).unwrap()), "reader");
    assert_eq!(name(threads.spawn(|| ()).unwrap()), "Thread-2");
    let theirs = threads.clone();
    let handle = threads.builder().name("a\0b").spawn(move || theirs.current().name().to_owned());
    assert_eq!(handle.unwrap().join().unwrap(), "a\0b");
}

#[test]
fn the_system_knows_the_name() {
    let threads = threads();
    let name = || std::thread::current().name().map(str::to_owned);
    let handle = threads.builder().name("reader").spawn(name).unwrap();
    assert_eq!(handle.join().unwrap().as_deref(), Some("reader"));
}

#[test]
fn ids_are_never_reused() {
    let threads = threads();
    let mut ids = BTreeSet::from([threads.main().id()]);
    for _ in 0..50 {
        let theirs = threads.clone();
        let handle = threads.spawn(move || theirs.current().id()).unwrap();
        let id = handle.thread().id();
        assert_eq!(handle.join().unwrap(), id, "the same from inside and outside");
        assert!(ids.insert(id));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_thread_that_runs_has_a_native_id() {
    let threads = threads();
    assert!(threads.main().native_id().is_some());
    let theirs = threads.clone();
    let handle = threads.spawn(move || theirs.current().native_id()).unwrap();
    let thread = handle.thread().clone();
    let inside = handle.join().unwrap();
    assert!(inside.is_some());
    assert_eq!(thread.native_id(), inside);
}

#[test]
fn daemons_are_said_to_be_or_inherited() {
    let threads = threads();
    assert!(!threads.main().is_daemon());
    assert!(!threads.spawn(|| ()).unwrap().thread().is_daemon());
    let child_of = |is_daemon: bool| {
        let theirs = threads.clone();
        let spawn = move || theirs.spawn(|| ()).unwrap().thread().is_daemon();
        threads.builder().daemon(is_daemon).spawn(spawn).unwrap().join().unwrap()
    };
    assert!(child_of(true));
    assert!(!child_of(false));
    let theirs = threads.clone();
    let freed = move || theirs.builder().daemon(false).spawn(|| ()).unwrap().thread().is_daemon();
    assert!(!threads.builder().daemon(true).spawn(freed).unwrap().join().unwrap());
}

#[test]
fn the_roll_has_who_is_alive() {
    let threads = threads();
    assert_eq!(threads.active_count(), 1);
    assert_eq!(threads.enumerate(), [threads.main().clone()]);
    let go = Arc::new(Event::new());
    let handles: Vec<_> = (0..3)
        .map(|_| {
            let go = Arc::clone(&go);
            threads.spawn(move || go.wait()).unwrap()
        })
        .collect();
    assert_eq!(threads.active_count(), 4);
    let alive: Vec<Thread> = handles.iter().map(|handle| handle.thread().clone()).collect();
    assert_eq!(threads.enumerate()[1..], alive, "in the order in which they were started");
    go.set();
    for handle in handles {
        let thread = handle.thread().clone();
        handle.join().unwrap();
        assert!(!threads.enumerate().contains(&thread), "who was joined is not in it");
    }
    assert_eq!(threads.active_count(), 1);
}

#[test]
fn the_current_thread_knows_itself() {
    let threads = threads();
    assert_eq!(threads.current(), *threads.main());
    let theirs = threads.clone();
    let handle = threads.spawn(move || theirs.current()).unwrap();
    let thread = handle.thread().clone();
    assert_eq!(handle.join().unwrap(), thread);
    let foreign = elsewhere(|| (threads.current(), threads.current()));
    assert_eq!(foreign.0.id(), foreign.1.id());
    assert!(foreign.0.is_daemon());
    assert_eq!(threads.active_count(), 1, "it is not counted");
    assert_eq!(foreign.0.name(), format!("Dummy-{}", foreign.0.id()));
}

#[test]
fn a_panic_goes_to_whoever_joins() {
    let threads = threads();
    let handle = threads.spawn(|| -> u32 { fail("torn") }).unwrap();
    let thread = handle.thread().clone();
    let Err(JoinError::Panicked(panic)) = handle.join() else { panic!("it panicked") };
    assert_eq!(panic.message(), Some("torn"));
    assert_eq!(thread.join(), Ok(()), "who only waits is not told");
    let payload = catch_unwind(|| panic.resume()).unwrap_err();
    assert_eq!(payload.downcast_ref(), Some(&"torn"));
}

#[test]
fn a_panic_is_dropped_quietly_whatever_it_carries() {
    struct Explosive;
    impl Drop for Explosive {
        fn drop(&mut self) {
            resume_unwind(Box::new(Self));
        }
    }
    drop(Panic::new(Box::new(Explosive)));
}

#[test]
fn a_panic_is_told_to_the_hook_once_and_before_the_end() {
    let threads = threads();
    let told = Arc::new(Mutex::new(Vec::new()));
    let hook = {
        let told = Arc::clone(&told);
        move |thread: &Thread, panic: &Panic| {
            assert!(thread.is_alive());
            told.lock().unwrap().push((thread.name().to_owned(), panic.to_string()));
        }
    };
    threads.set_hook(hook);
    threads.spawn(|| ()).unwrap().join().unwrap();
    let handle = threads.builder().name("reader").spawn(|| fail("torn")).unwrap();
    let thread = handle.thread().clone();
    thread.join().unwrap();
    assert_eq!(
        *told.lock().unwrap(),
        [("reader".to_owned(), "the thread panicked: torn".to_owned())]
    );
    let _ = handle.join();
    assert_eq!(told.lock().unwrap().len(), 1);
}

#[test]
fn a_panic_of_the_hook_harms_nobody() {
    let threads = threads();
    threads.set_hook(|_, _| fail("the hook"));
    let handle = threads.spawn(|| fail("the body")).unwrap();
    let Err(JoinError::Panicked(panic)) = handle.join() else { panic!("it panicked") };
    assert_eq!(panic.message(), Some("the body"));
    assert_eq!(threads.active_count(), 1);
}

#[test]
fn a_hook_may_use_the_threads() {
    let threads = threads();
    let theirs = threads.clone();
    threads.set_hook(move |_, _| {
        theirs.set_hook(|_, _| ());
        theirs.spawn(|| ()).unwrap().join().unwrap();
    });
    let handle = threads.spawn(|| fail("the body")).unwrap();
    assert!(handle.join().is_err());
}

#[test]
fn a_dropped_handle_lets_the_thread_run_on() {
    let threads = threads();
    let done = Arc::new(Event::new());
    let (go, theirs) = (Arc::new(Event::new()), Arc::clone(&done));
    let wait = Arc::clone(&go);
    drop(threads.spawn(move || {
        wait.wait();
        theirs.set();
    }));
    go.set();
    done.wait();
    threads.join_non_daemons();
}

#[test]
fn an_exit_waits_for_all_that_are_no_daemons() {
    let threads = threads();
    let never = Arc::new(Event::new());
    let theirs = Arc::clone(&never);
    let daemon = threads.builder().daemon(true).spawn(move || theirs.wait()).unwrap();
    let count = Arc::new(AtomicU32::new(0));
    threads.run(|| {
        let (again, more) = (threads.clone(), Arc::clone(&count));
        // One that is started while the exit waits.
        drop(threads.spawn(move || {
            let still_more = Arc::clone(&more);
            drop(again.spawn(move || still_more.fetch_add(1, SeqCst)));
            more.fetch_add(1, SeqCst);
        }));
    });
    assert_eq!(count.load(Relaxed), 2);
    assert!(daemon.thread().is_alive(), "nobody waits for it");
    never.set();
    daemon.join().unwrap();
}

#[test]
fn an_exit_waits_when_main_panics_too() {
    let threads = threads();
    let done = Arc::new(Lock::new(false));
    let exit = catch_unwind(AssertUnwindSafe(|| {
        threads.run(|| {
            let theirs = Arc::clone(&done);
            drop(threads.spawn(move || *theirs.lock() = true));
            fail("main");
        })
    }));
    assert_eq!(exit.unwrap_err().downcast_ref(), Some(&"main"));
    assert!(*done.lock());
}

/// As in a model that has failed: nothing would ever let the others end.
#[test]
fn an_exit_waits_for_nobody_when_the_run_is_given_up() {
    let threads = threads();
    let go = Arc::new(Event::new());
    let theirs = Arc::clone(&go);
    let other = threads.spawn(move || theirs.wait()).unwrap();
    let exit = catch_unwind(AssertUnwindSafe(|| threads.run(|| Native::abandon())));
    assert!(exit.unwrap_err().is::<Abandoned>());
    assert!(other.thread().is_alive());
    go.set();
    other.join().unwrap();
}

#[test]
fn to_give_a_run_up_is_no_panic() {
    let given_up = catch_unwind(|| Panic::catch::<Native, ()>("thread", || Native::abandon()));
    assert!(given_up.unwrap_err().is::<Abandoned>());
    let panic = Panic::catch::<Native, ()>("thread", || fail("torn")).unwrap_err();
    assert_eq!(panic.message(), Some("torn"));
}

#[test]
fn a_thread_may_wait_for_all_others() {
    let threads = threads();
    let theirs = threads.clone();
    let handle = threads.spawn(move || {
        drop(theirs.spawn(|| ()));
        theirs.join_non_daemons();
    });
    handle.unwrap().join().unwrap();
}

#[test]
fn errors_say_what_to_do() {
    let error = SpawnError(std::io::Error::other("no memory"));
    assert!(error.to_string().contains("raise its limits"));
    assert_eq!(error.source().unwrap().to_string(), "no memory");
    assert!(JoinItself.to_string().contains("another one"));
}

#[test]
fn the_process_has_one() {
    let process = Threads::process();
    let handle = process.builder().name("of the process").spawn(|| Threads::process().current());
    let handle = handle.unwrap();
    let thread = handle.thread().clone();
    assert_eq!(handle.join().unwrap(), thread);
}
