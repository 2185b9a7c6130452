//! Every model on Weave: every execution graph once, weak memory included, without any bound on
//! preemptions.

#[macro_use]
mod support;

use check::{Engine, Scope, Verdict, Why};
use plainweave_models::{breaks, holds};
use runtime::{Atomic, Ordering, Runtime, Thread};
use runtime_weave::Weave;
use scenarios::{Cx, Params, Scenario};
use weave::{Config, Schedule};

use How::{Everything, Some};

/// How far a model is searched.
#[derive(Clone, Copy)]
enum How {
    /// To the end.
    Everything,
    /// So many executions; to the end is too far.
    Some(u64),
}

/// What is dropped when a run is given up leaves the model alone: when nobody can move, and when a thread
/// fails while the others are anywhere. Operations would have no effect here, but a destructor that touches
/// the model of another engine panics a second time.
fn leaves_alone_what_is_over<S: Scenario>() {
    let run = || S::run(&Cx::<Weave, _>::new(S::Params::for_models()));
    let mut config = Config::default();
    (config.stop_at_first_failure, config.runs) = (false, Option::Some(100));
    let found = weave::explore_all(&config, move || runtime_weave::run(run));
    assert_eq!(found.imitated, 0, "operations of destructors");
    for seed in 1..=50 {
        let mut config = Config::default();
        config.schedule = Schedule::Random(seed);
        let found = weave::explore_all(&config, move || {
            runtime_weave::run(|| {
                let gives_up = Weave::spawn("gives up", move || {
                    let steps = <Weave as Runtime>::AtomicU32::new(0);
                    for _ in 0..seed {
                        steps.load(Ordering::Relaxed);
                    }
                    weave::raw::abandon()
                });
                run();
                gives_up.join();
            });
        });
        assert_eq!(found.imitated, 0, "operations of destructors, seed {seed}");
    }
}

fn run<S: Scenario>(how: How) {
    leaves_alone_what_is_over::<S>();
    let check = support::check(Engine::Weave);
    let check = match how {
        Everything => check,
        Some(runs) => check.runs(runs),
    };
    let report = check.run::<S>();
    support::print(&report);
    assert!(!report.is_vacuous);
    if let Option::Some(fault) = S::EXPECT.fault() {
        assert_eq!(report.fault_kind(), Option::Some(fault));
        return;
    }
    match how {
        Everything => {
            let holds = matches!(report.verdict, Verdict::Holds { scope: Scope::Exhaustive });
            assert!(holds, "{}: {:?}", report.verdict.name(), report.fault_kind());
            assert_ne!(report.outcomes.len(), 1, "it never comes to what it is about");
        }
        Some(_) => {
            let cut = matches!(report.verdict, Verdict::Undecided { why: Why::Runs });
            assert!(cut, "{}: {:?}", report.verdict.name(), report.fault_kind());
        }
    }
}

models! {
    lock_mutual_exclusion: holds::LockMutualExclusion, Everything;
    lock_publishes: holds::LockPublishes, Everything;
    lock_no_lost_wakeup: holds::LockNoLostWakeup, Everything;
    lock_timed_waiter: holds::LockTimedWaiter, Everything;
    lock_released_by_another: holds::LockReleasedByAnother, Everything;
    lock_two_releases: holds::LockTwoReleases, Everything;
    rlock_recursion: holds::RLockRecursion, Everything;
    rlock_released_by_a_stranger: holds::RLockReleasedByAStranger, Everything;
    semaphore_limits: holds::SemaphoreLimits, Everything;
    semaphore_release_two: holds::SemaphoreReleaseTwo, Everything;
    semaphore_release_twice: holds::SemaphoreReleaseTwice, Everything;
    semaphore_timed_acquire: holds::SemaphoreTimedAcquire, Everything;
    bounded_semaphore_limits: holds::BoundedSemaphoreLimits, Everything;
    bounded_semaphore_two_releases: holds::BoundedSemaphoreTwoReleases, Everything;
    event_publishes: holds::EventPublishes, Everything;
    event_set_then_clear: holds::EventSetThenClear, Everything;
    event_wakes_all: holds::EventWakesAll, Everything;
    event_fence: holds::EventFence, Everything;
    condition_queues_first: holds::ConditionQueuesFirst, Everything;
    condition_notify_accounting: holds::ConditionNotifyAccounting, Some(20_000);
    condition_one_notification: holds::ConditionOneNotification, Everything;
    condition_late_waiter: holds::ConditionLateWaiter, Everything;
    condition_first_in_first_out: holds::ConditionFirstInFirstOut, Some(20_000);
    condition_over_rlock: holds::ConditionOverRLock, Everything;
    condition_over_rlock_guards: holds::ConditionOverRLockGuards, Everything;
    condition_interrupted_notify: holds::ConditionInterruptedNotify, Everything;
    barrier_two_cycles: holds::BarrierTwoCycles, Some(20_000);
    barrier_reset_inside: holds::BarrierResetInside, Some(20_000);
    barrier_timeout_inside: holds::BarrierTimeoutInside, Some(20_000);
    barrier_timeout_or_trip: holds::BarrierTimeoutOrTrip, Some(20_000);
    barrier_timeout_at_entry: holds::BarrierTimeoutAtEntry, Some(20_000);
    barrier_abort_inside: holds::BarrierAbortInside, Some(20_000);
    barrier_action_once: holds::BarrierActionOnce, Some(20_000);
    barrier_action_fails: holds::BarrierActionFails, Some(20_000);
    barrier_abort_after_trip: holds::BarrierAbortAfterTrip, Some(20_000);
    queue_order: holds::QueueOrder, Everything;
    queue_order_unbounded: holds::QueueOrderUnbounded, Everything;
    queue_blocks_again: holds::QueueBlocksAgain, Everything;
    queue_publishes: holds::QueuePublishes, Everything;
    queue_two_putters: holds::QueueTwoPutters, Everything;
    queue_two_getters: holds::QueueTwoGetters, Everything;
    queue_two_items: holds::QueueTwoItems, Some(20_000);
    queue_two_items_unbounded: holds::QueueTwoItemsUnbounded, Some(20_000);
    queue_two_places: holds::QueueTwoPlaces, Some(20_000);
    queue_timed_get: holds::QueueTimedGet, Some(20_000);
    queue_timed_put: holds::QueueTimedPut, Some(20_000);
    queue_tries: holds::QueueTries, Everything;
    queue_length: holds::QueueLength, Everything;
    queue_length_unbounded: holds::QueueLengthUnbounded, Everything;
    queue_last_item: holds::QueueLastItem, Everything;
    queue_put_or_shutdown: holds::QueuePutOrShutdown, Everything;
    queue_put_or_shutdown_unbounded: holds::QueuePutOrShutdownUnbounded, Everything;
    queue_immediate: holds::QueueImmediate, Everything;
    queue_immediate_unbounded: holds::QueueImmediateUnbounded, Everything;
    queue_shutdown_getters: holds::QueueShutdownGetters, Some(20_000);
    queue_shutdown_putters: holds::QueueShutdownPutters, Some(20_000);
    queue_join: holds::QueueJoin, Everything;
    queue_two_joiners: holds::QueueTwoJoiners, Everything;
    queue_task_done_twice: holds::QueueTaskDoneTwice, Everything;
    queue_two_workers: holds::QueueTwoWorkers, Some(20_000);
    queue_tasks_of_others: holds::QueueTasksOfOthers, Everything;
    queue_done_publishes: holds::QueueDonePublishes, Everything;
    queue_own_task_done: holds::QueueOwnTaskDone, Everything;
    queue_known_from_another: holds::QueueKnownFromAnother, Everything;
    queue_join_or_shutdown: holds::QueueJoinOrShutdown, Everything;
    queue_fence: holds::QueueFence, Everything;
    queue_sleepers_two: holds::QueueSleepersTwo, Some(20_000);
    queue_sleepers_timed: holds::QueueSleepersTimed, Everything;
    queue_sleepers_shutdown: holds::QueueSleepersShutdown, Everything;
    queue_failed_put: holds::QueueFailedPut, Some(20_000);
    queue_shutdown: holds::QueueShutdown, Some(20_000);
    queue_drops_outside: holds::QueueDropsOutside, Everything;
    queue_failed_insert: holds::QueueFailedInsert, Everything;
    queue_lifo_hand_over: holds::QueueLifoHandOver, Some(10_000);
    queue_priority_shutdown_getter: holds::QueuePriorityShutdownGetter, Everything;
    queue_lifo_shutdown_putter: holds::QueueLifoShutdownPutter, Some(20_000);
    queue_slot_given_back: holds::QueueSlotGivenBack, Everything;
    queue_comparison_panics: holds::QueueComparisonPanics, Some(5_000);
    queue_drain_first: holds::QueueDrainFirst, Everything;
    queue_reader_leaves: holds::QueueReaderLeaves, Everything;
    queue_shutdown_then_join: holds::QueueShutdownThenJoin, Everything;
    thread_interrupted_join: holds::ThreadInterruptedJoin, Everything;
    thread_exit_waits: holds::ThreadExitWaits, Some(10_000);
    timer_exactly_one_wins: holds::TimerExactlyOneWins, Everything;
    future_publishes: holds::FuturePublishes, Everything;
    future_cancel_or_result: holds::FutureCancelOrResult, Everything;
    future_callbacks_once: holds::FutureCallbacksOnce, Some(20_000);
    future_two_waits: holds::FutureTwoWaits, Some(20_000);
    future_wait_counts: holds::FutureWaitCounts, Some(20_000);
    future_as_completed: holds::FutureAsCompleted, Everything;
    future_cancelled_comes: holds::FutureCancelledComes, Some(10_000);
    pool_idle_worker: holds::PoolIdleWorker, Some(10_000);
    pool_shutdown: holds::PoolShutdown, Some(10_000);
    pool_two_shutdowns: holds::PoolTwoShutdowns, Some(10_000);
    pool_three_shutdowns: holds::PoolThreeShutdowns, Some(10_000);
    pool_cancel: holds::PoolCancel, Some(10_000);
    pool_map_dropped: holds::PoolMapDropped, Some(10_000);
    pool_would_deadlock: holds::PoolWouldDeadlock, Some(20_000);
    pool_may_wait: holds::PoolMayWait, Some(10_000);

    lock_test_then_set: breaks::LockTestThenSet, Everything;
    lock_relaxed_unlock: breaks::LockRelaxedUnlock, Everything;
    lock_forgets_sleepers: breaks::LockForgetsSleepers, Everything;
    lock_gives_up_a_wakeup: breaks::LockGivesUpAWakeup, Everything;
    lock_looks_then_releases: breaks::LockLooksThenReleases, Everything;
    rlock_first_release_opens: breaks::RLockFirstReleaseOpens, Everything;
    rlock_owner_cleared_late: breaks::RLockOwnerClearedLate, Everything;
    semaphore_wakes_one: breaks::SemaphoreWakesOne, Everything;
    semaphore_wakes_on_the_edge: breaks::SemaphoreWakesOnTheEdge, Everything;
    bounded_semaphore_looks_then_posts: breaks::BoundedSemaphoreLooksThenPosts, Everything;
    event_relaxed_set: breaks::EventRelaxedSet, Everything;
    event_rereads_the_flag: breaks::EventRereadsTheFlag, Everything;
    event_wakes_one: breaks::EventWakesOne, Everything;
    event_no_fence: breaks::EventNoFence, Everything;
    condition_queues_late: breaks::ConditionQueuesLate, Everything;
    condition_swallows_a_notification: breaks::ConditionSwallowsANotification, Everything;
    condition_stolen_notification: breaks::ConditionStolenNotification, Everything;
    condition_keeps_a_level: breaks::ConditionKeepsALevel, Everything;
    condition_opens_twice: breaks::ConditionOpensTwice, Everything;
    barrier_no_drain: breaks::BarrierNoDrain, Everything;
    barrier_reset_forgets_sleepers: breaks::BarrierResetForgetsSleepers, Everything;
    barrier_timeout_just_leaves: breaks::BarrierTimeoutJustLeaves, Everything;
    barrier_timeout_fails_the_tripped: breaks::BarrierTimeoutFailsTheTripped, Everything;
    barrier_abort_fails_the_tripped: breaks::BarrierAbortFailsTheTripped, Everything;
    queue_relaxed_turn: breaks::QueueRelaxedTurn, Everything;
    queue_turn_first: breaks::QueueTurnFirst, Everything;
    queue_notifies_if_empty: breaks::QueueNotifiesIfEmpty, Everything;
    queue_leaves_silently: breaks::QueueLeavesSilently, Everything;
    queue_closed_first: breaks::QueueClosedFirst, Everything;
    queue_counts_late: breaks::QueueCountsLate, Everything;
    queue_no_fence: breaks::QueueNoFence, Everything;
    queue_failed_put_keeps_the_wakeup: breaks::QueueFailedPutKeepsTheWakeup, Everything;
    queue_shutdown_wakes_one: breaks::QueueShutdownWakesOne, Everything;
    queue_drops_inside: breaks::QueueDropsInside, Everything;
    queue_failed_insert_stays: breaks::QueueFailedInsertStays, Everything;
    queue_slot_kept: breaks::QueueSlotKept, Everything;
    queue_join_first: breaks::QueueJoinFirst, Everything;
    queue_reader_gone: breaks::QueueReaderGone, Everything;
    queue_shutdown_and_join: breaks::QueueShutdownAndJoin, Everything;
    thread_join_keeps_the_lock: breaks::ThreadJoinKeepsTheLock, Everything;
    thread_join_buries_the_living: breaks::ThreadJoinBuriesTheLiving, Everything;
    thread_exit_looks_once: breaks::ThreadExitLooksOnce, Everything;
    timer_looks_then_cancels: breaks::TimerLooksThenCancels, Everything;
    timer_ends_before_it_runs: breaks::TimerEndsBeforeItRuns, Everything;
    future_relaxed_finish: breaks::FutureRelaxedFinish, Everything;
    future_result_after_a_look: breaks::FutureResultAfterALook, Everything;
    future_callback_forgotten: breaks::FutureCallbackForgotten, Everything;
    future_list_edited: breaks::FutureListEdited, Everything;
    pool_stale_token: breaks::PoolStaleToken, Everything;
    pool_late_worker: breaks::PoolLateWorker, Everything;
    pool_joins_inside: breaks::PoolJoinsInside, Everything;
    stuck_with_everything: breaks::StuckWithEverything, Everything;
}
