//! `Event`.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;
use std::time::Duration;

use plainweave_sync::{Deadline, Event};

use crate::{FOR_EVER, PAST, elsewhere};

#[test]
fn the_flag_is_clear_then_set_then_clear() {
    let event = Event::default();
    assert!(!event.is_set());
    event.set();
    assert!(event.is_set());
    event.set();
    assert!(event.is_set(), "setting twice is setting once");
    event.clear();
    assert!(!event.is_set());
    event.clear();
    assert!(!event.is_set(), "clearing twice is clearing once");
}

#[test]
fn a_wait_for_a_set_flag_is_over_at_once() {
    let event = Event::new();
    event.set();
    event.wait();
    assert!(event.wait_timeout(Duration::ZERO));
    assert!(event.wait_until(PAST));
    assert!(event.wait_timeout(FOR_EVER));
    assert!(event.is_set(), "waiting does not clear");
}

#[test]
fn a_wait_for_a_clear_flag_times_out() {
    let event = Event::new();
    assert!(!event.wait_timeout(Duration::ZERO));
    assert!(!event.wait_until(PAST));
    assert!(!elsewhere(|| event.wait_timeout(Duration::from_millis(1))));
    event.set();
    event.clear();
    assert!(!event.wait_timeout(Duration::ZERO), "the set came before the wait");
}

#[test]
fn setting_lets_everybody_go() {
    let event = Event::new();
    let gone = AtomicU32::new(0);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                event.wait();
                gone.fetch_add(1, Relaxed);
            });
        }
        scope.spawn(|| assert!(event.wait_timeout(FOR_EVER), "for ever is long enough"));
        assert_eq!(gone.load(Relaxed), 0, "nobody before the set");
        event.set();
    });
    assert_eq!(gone.load(Relaxed), 4);
}

#[test]
fn a_wait_that_began_before_a_set_ends_even_if_cleared_at_once() {
    let event = Event::new();
    let ticket = event.ticket();
    event.set();
    event.clear();
    assert!(!event.is_set());
    assert!(event.wait_since(ticket, PAST));
    assert!(event.wait_since(ticket, Deadline::NEVER));
}

#[test]
fn a_ticket_holder_in_another_thread_is_let_go_by_a_flash() {
    let event = Event::new();
    let ticket = event.ticket();
    thread::scope(|scope| {
        let waiter = scope.spawn(|| event.wait_since(ticket, Deadline::NEVER));
        // The waiter may sleep by now, or be about to, or not have begun.
        event.set();
        event.clear();
        assert!(waiter.join().unwrap());
    });
    assert!(!event.is_set());
}

#[test]
fn a_ticket_drawn_while_set_is_good_for_ever() {
    let event = Event::new();
    event.set();
    let ticket = event.ticket();
    event.clear();
    assert!(event.wait_since(ticket, PAST));
}

#[test]
fn a_ticket_drawn_while_clear_needs_a_later_set() {
    let event = Event::new();
    event.set();
    event.clear();
    let ticket = event.ticket();
    assert_eq!(ticket, event.ticket(), "nothing happened between the two");
    assert!(!event.wait_since(ticket, PAST));
    event.set();
    assert_ne!(ticket, event.ticket());
    assert!(event.wait_since(ticket, PAST));
}

#[test]
fn what_the_setter_did_is_seen_after_the_wait() {
    let event = Event::new();
    let value = AtomicU32::new(0);
    thread::scope(|scope| {
        scope.spawn(|| {
            value.store(1, Relaxed);
            event.set();
        });
        event.wait();
        assert_eq!(value.load(Relaxed), 1);
    });
}

#[test]
fn names_change_nothing() {
    let event: Event = Event::new_in().named("event");
    event.set();
    assert!(event.is_set());
}
