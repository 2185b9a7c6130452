//! What failures look like.
//!
//! Lines in the snapshots are those of `programs/mod.rs`.

mod programs;

use std::sync::atomic::{AtomicU64, Ordering};

use plainweave_weave::{
    Config, Failure, FailureKind, Memory, Reading, Reason, explore_all, shortest_failure,
};
use programs::*;

fn sc() -> Config {
    let mut config = Config::default();
    config.memory = Memory::Sc;
    config
}

fn failure(config: &Config, program: impl Fn() + Send + Sync + 'static) -> Failure {
    shortest_failure(config, program).failure.expect("it fails")
}

macro_rules! assert_text {
    ($name:literal, $text:expr) => {{
        let text = $text.to_string();
        let mut settings = insta::Settings::clone_current();
        settings.set_omit_expression(true);
        settings.set_prepend_module_to_snapshot(false);
        settings.bind(|| insta::assert_snapshot!($name, text));
        text
    }};
}

/// The lines of the interleaving fit a terminal.
fn assert_narrow(failure: &Failure) {
    for line in failure.interleaving.to_string().lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn crossed_locks_are_a_circle() {
    let failure = failure(&Config::default(), crossed_locks);
    let text = assert_text!("crossed_locks", failure);
    assert!(text.contains("wait for each other"));
    assert_narrow(&failure);
    // One thread has to be left although it could take its second lock.
    assert_eq!(failure.interleaving.preemptions(), 1);
}

#[test]
fn a_thread_that_takes_a_lock_twice_waits_for_itself() {
    let failure = failure(&Config::default(), lock_twice);
    assert_text!("lock_twice", failure);
    let FailureKind::Deadlock { blocked } = &failure.kind else { panic!("{failure}") };
    assert!(matches!(blocked[0].reason, Reason::Held(held) if held.by == 0 && !held.ended));
}

#[test]
fn a_holder_that_has_ended_is_named() {
    assert_text!("forgotten_guard", failure(&Config::default(), forgotten_guard));
}

#[test]
fn a_wake_up_that_came_too_early_is_named() {
    let failure = failure(&Config::default(), lost_wake_up);
    assert_text!("lost_wake_up", failure);
    let FailureKind::Deadlock { blocked } = &failure.kind else { panic!("{failure}") };
    let lost = |reason| matches!(reason, Reason::NoWakeUp { before: Some(_), elsewhere: None });
    assert!(blocked.iter().any(|blocked| lost(blocked.reason)), "{failure}");
}

#[test]
fn a_wake_up_that_went_to_another_thread_is_named() {
    let failure = failure(&Config::default(), one_wake_up_for_two);
    assert_text!("one_wake_up_for_two", failure);
    let FailureKind::Deadlock { blocked } = &failure.kind else { panic!("{failure}") };
    let lost = |reason| matches!(reason, Reason::NoWakeUp { before: None, elsewhere: Some(_) });
    assert!(blocked.iter().any(|blocked| lost(blocked.reason)), "{failure}");
}

#[test]
fn a_token_that_was_used_up_is_named() {
    assert_text!("one_token_too_few", failure(&Config::default(), one_token_too_few));
}

#[test]
fn a_value_that_nobody_writes_any_more_is_named() {
    assert_text!("late_await", failure(&Config::default(), late_await));
    assert_text!("spin_for_ever", failure(&Config::default(), spin_for_ever));
}

#[test]
fn a_panic_has_the_steps_that_lead_to_it() {
    let failure = failure(&Config::default(), tickets);
    assert_text!("tickets", failure);
    assert_narrow(&failure);
    assert!(matches!(
        failure.interleaving.reading,
        Reading::Interleaved { preemptions: 1, fewest: true }
    ));
}

#[test]
fn weak_memory_shows_which_reads_are_stale() {
    let failure = failure(&Config::default(), store_buffering);
    assert_text!("store_buffering", failure);
    assert_narrow(&failure);
    let interleaving = &failure.interleaving;
    assert!(matches!(interleaving.reading, Reading::Weak { preemptions: 0, fewest: true }));
    assert_eq!(interleaving.steps.iter().filter(|step| step.is_stale()).count(), 1);
    assert!(explore_all(&sc(), store_buffering).failure.is_none());
}

#[test]
fn weak_memory_shows_which_writes_others_order_differently() {
    assert_text!("two_orders", failure(&Config::default(), two_orders));
}

#[test]
fn a_race_says_what_would_order_the_two() {
    let failure = failure(&Config::default(), || publication(false));
    assert_text!("publication", failure);
    let FailureKind::Race { missing: Some(_), .. } = failure.kind else { panic!("{failure}") };
    assert!(explore_all(&Config::default(), || publication(true)).failure.is_none());
}

#[test]
fn a_race_says_if_nothing_can_order_the_two() {
    assert_text!("unordered", failure(&Config::default(), unordered));
}

#[test]
fn a_loop_without_an_end_is_named_with_what_to_do() {
    let mut config = Config::default();
    config.steps = 50;
    assert_text!("retry_for_ever", explore_all(&config, retry_for_ever).ended);
}

#[test]
fn a_program_that_changes_is_told_how() {
    static RUNS: AtomicU64 = AtomicU64::new(0);
    let found = explore_all(&Config::default(), || changing(RUNS.fetch_add(1, Ordering::Relaxed)));
    assert_text!("changing", found.failure.expect("it changes").kind);
}
