//! Every model on loom: every interleaving and every stale read, as far as the bounds go.
#![cfg(feature = "loom")]

#[macro_use]
mod support;

use check::{Engine, Scope, Verdict};
use plainweave_models::{breaks, holds};
use scenarios::Scenario;

/// Checks `S` with at most so many preemptions; with any number if there is no bound.
///
/// The bounds are such that each check takes a few seconds without optimisation. Without one, loom
/// first goes through small bounds, so a model that breaks does so in few executions.
fn run<S: Scenario>(preemptions: Option<u8>) {
    let check = support::check(Engine::Loom);
    let check = preemptions.map_or(check, |preemptions| check.preemptions(preemptions));
    let report = check.run::<S>();
    support::print(&report);
    assert!(!report.is_vacuous);
    let Some(fault) = S::EXPECT.fault() else {
        let all = if preemptions.is_none() { Scope::Exhaustive } else { Scope::Bounded };
        assert!(matches!(report.verdict, Verdict::Holds { scope } if scope == all));
        assert_ne!(report.outcomes.len(), 1, "it never comes to what it is about");
        return;
    };
    assert_eq!(report.fault_kind(), Some(fault));
}

models! {
    lock_mutual_exclusion: holds::LockMutualExclusion, None;
    lock_publishes: holds::LockPublishes, None;
    lock_no_lost_wakeup: holds::LockNoLostWakeup, Some(4);
    lock_timed_waiter: holds::LockTimedWaiter, Some(4);
    lock_released_by_another: holds::LockReleasedByAnother, None;
    lock_two_releases: holds::LockTwoReleases, None;
    rlock_recursion: holds::RLockRecursion, None;
    rlock_released_by_a_stranger: holds::RLockReleasedByAStranger, None;
    semaphore_limits: holds::SemaphoreLimits, None;
    semaphore_release_two: holds::SemaphoreReleaseTwo, Some(4);
    semaphore_release_twice: holds::SemaphoreReleaseTwice, Some(3);
    semaphore_timed_acquire: holds::SemaphoreTimedAcquire, Some(3);
    bounded_semaphore_limits: holds::BoundedSemaphoreLimits, None;
    bounded_semaphore_two_releases: holds::BoundedSemaphoreTwoReleases, None;
    event_publishes: holds::EventPublishes, None;
    event_set_then_clear: holds::EventSetThenClear, None;
    event_wakes_all: holds::EventWakesAll, Some(5);
    event_fence: holds::EventFence, None;
    condition_queues_first: holds::ConditionQueuesFirst, Some(6);
    condition_notify_accounting: holds::ConditionNotifyAccounting, Some(3);
    condition_one_notification: holds::ConditionOneNotification, Some(3);
    condition_late_waiter: holds::ConditionLateWaiter, Some(5);
    condition_first_in_first_out: holds::ConditionFirstInFirstOut, Some(3);
    condition_over_rlock: holds::ConditionOverRLock, Some(5);
    condition_over_rlock_guards: holds::ConditionOverRLockGuards, Some(5);
    condition_interrupted_notify: holds::ConditionInterruptedNotify, None;
    barrier_two_cycles: holds::BarrierTwoCycles, Some(3);
    barrier_reset_inside: holds::BarrierResetInside, Some(4);
    barrier_timeout_inside: holds::BarrierTimeoutInside, Some(4);
    barrier_timeout_or_trip: holds::BarrierTimeoutOrTrip, Some(4);
    barrier_timeout_at_entry: holds::BarrierTimeoutAtEntry, Some(3);
    barrier_abort_inside: holds::BarrierAbortInside, Some(3);
    barrier_action_once: holds::BarrierActionOnce, Some(3);
    barrier_action_fails: holds::BarrierActionFails, Some(4);
    barrier_abort_after_trip: holds::BarrierAbortAfterTrip, Some(4);
    queue_order: holds::QueueOrder, Some(2);
    queue_order_unbounded: holds::QueueOrderUnbounded, Some(2);
    queue_publishes: holds::QueuePublishes, None;
    queue_two_putters: holds::QueueTwoPutters, Some(3);
    queue_two_getters: holds::QueueTwoGetters, Some(3);
    queue_two_items: holds::QueueTwoItems, Some(2);
    queue_two_items_unbounded: holds::QueueTwoItemsUnbounded, Some(2);
    queue_two_places: holds::QueueTwoPlaces, Some(2);
    queue_timed_get: holds::QueueTimedGet, Some(2);
    queue_timed_put: holds::QueueTimedPut, Some(2);
    queue_tries: holds::QueueTries, None;
    queue_length: holds::QueueLength, Some(3);
    queue_length_unbounded: holds::QueueLengthUnbounded, Some(3);
    queue_last_item: holds::QueueLastItem, Some(3);
    queue_put_or_shutdown: holds::QueuePutOrShutdown, Some(3);
    queue_put_or_shutdown_unbounded: holds::QueuePutOrShutdownUnbounded, Some(3);
    queue_immediate: holds::QueueImmediate, Some(3);
    queue_immediate_unbounded: holds::QueueImmediateUnbounded, Some(3);
    queue_shutdown_getters: holds::QueueShutdownGetters, Some(2);
    queue_shutdown_putters: holds::QueueShutdownPutters, Some(2);
    queue_join: holds::QueueJoin, Some(3);
    queue_two_joiners: holds::QueueTwoJoiners, Some(2);
    queue_task_done_twice: holds::QueueTaskDoneTwice, None;
    queue_two_workers: holds::QueueTwoWorkers, Some(2);
    queue_tasks_of_others: holds::QueueTasksOfOthers, Some(2);
    queue_done_publishes: holds::QueueDonePublishes, None;
    queue_own_task_done: holds::QueueOwnTaskDone, None;
    queue_known_from_another: holds::QueueKnownFromAnother, Some(1);
    queue_join_or_shutdown: holds::QueueJoinOrShutdown, Some(3);
    queue_fence: holds::QueueFence, None;
    queue_sleepers_two: holds::QueueSleepersTwo, Some(2);
    queue_sleepers_timed: holds::QueueSleepersTimed, Some(2);
    queue_sleepers_shutdown: holds::QueueSleepersShutdown, Some(2);
    queue_failed_put: holds::QueueFailedPut, Some(3);
    queue_shutdown: holds::QueueShutdown, Some(3);
    queue_drops_outside: holds::QueueDropsOutside, None;
    queue_failed_insert: holds::QueueFailedInsert, None;
    queue_slot_given_back: holds::QueueSlotGivenBack, Some(2);
    queue_comparison_panics: holds::QueueComparisonPanics, Some(2);
    queue_drain_first: holds::QueueDrainFirst, Some(2);
    queue_reader_leaves: holds::QueueReaderLeaves, Some(2);
    queue_shutdown_then_join: holds::QueueShutdownThenJoin, Some(3);
    thread_interrupted_join: holds::ThreadInterruptedJoin, None;
    thread_exit_waits: holds::ThreadExitWaits, Some(2);
    timer_exactly_one_wins: holds::TimerExactlyOneWins, Some(2);
    future_publishes: holds::FuturePublishes, None;
    future_cancel_or_result: holds::FutureCancelOrResult, None;
    future_callbacks_once: holds::FutureCallbacksOnce, Some(3);
    future_two_waits: holds::FutureTwoWaits, Some(2);
    future_wait_counts: holds::FutureWaitCounts, Some(2);
    future_as_completed: holds::FutureAsCompleted, Some(3);
    future_cancelled_comes: holds::FutureCancelledComes, Some(3);
    pool_idle_worker: holds::PoolIdleWorker, Some(2);
    pool_shutdown: holds::PoolShutdown, Some(3);
    pool_two_shutdowns: holds::PoolTwoShutdowns, Some(2);
    pool_cancel: holds::PoolCancel, Some(3);
    pool_would_deadlock: holds::PoolWouldDeadlock, Some(2);
    pool_may_wait: holds::PoolMayWait, Some(2);

    lock_test_then_set: breaks::LockTestThenSet, None;
    lock_relaxed_unlock: breaks::LockRelaxedUnlock, None;
    lock_forgets_sleepers: breaks::LockForgetsSleepers, None;
    lock_gives_up_a_wakeup: breaks::LockGivesUpAWakeup, None;
    lock_looks_then_releases: breaks::LockLooksThenReleases, None;
    rlock_first_release_opens: breaks::RLockFirstReleaseOpens, None;
    rlock_owner_cleared_late: breaks::RLockOwnerClearedLate, None;
    semaphore_wakes_one: breaks::SemaphoreWakesOne, None;
    semaphore_wakes_on_the_edge: breaks::SemaphoreWakesOnTheEdge, None;
    bounded_semaphore_looks_then_posts: breaks::BoundedSemaphoreLooksThenPosts, None;
    event_relaxed_set: breaks::EventRelaxedSet, None;
    event_rereads_the_flag: breaks::EventRereadsTheFlag, None;
    event_wakes_one: breaks::EventWakesOne, None;
    event_no_fence: breaks::EventNoFence, None;
    condition_queues_late: breaks::ConditionQueuesLate, None;
    condition_swallows_a_notification: breaks::ConditionSwallowsANotification, None;
    condition_stolen_notification: breaks::ConditionStolenNotification, None;
    condition_keeps_a_level: breaks::ConditionKeepsALevel, None;
    condition_opens_twice: breaks::ConditionOpensTwice, None;
    barrier_no_drain: breaks::BarrierNoDrain, None;
    barrier_reset_forgets_sleepers: breaks::BarrierResetForgetsSleepers, None;
    barrier_timeout_just_leaves: breaks::BarrierTimeoutJustLeaves, None;
    barrier_timeout_fails_the_tripped: breaks::BarrierTimeoutFailsTheTripped, None;
    barrier_abort_fails_the_tripped: breaks::BarrierAbortFailsTheTripped, None;
    queue_relaxed_turn: breaks::QueueRelaxedTurn, None;
    queue_turn_first: breaks::QueueTurnFirst, None;
    queue_notifies_if_empty: breaks::QueueNotifiesIfEmpty, None;
    queue_leaves_silently: breaks::QueueLeavesSilently, None;
    queue_closed_first: breaks::QueueClosedFirst, None;
    queue_counts_late: breaks::QueueCountsLate, None;
    queue_no_fence: breaks::QueueNoFence, None;
    queue_failed_put_keeps_the_wakeup: breaks::QueueFailedPutKeepsTheWakeup, None;
    queue_shutdown_wakes_one: breaks::QueueShutdownWakesOne, None;
    queue_drops_inside: breaks::QueueDropsInside, None;
    queue_failed_insert_stays: breaks::QueueFailedInsertStays, None;
    queue_slot_kept: breaks::QueueSlotKept, None;
    queue_join_first: breaks::QueueJoinFirst, None;
    queue_reader_gone: breaks::QueueReaderGone, None;
    queue_shutdown_and_join: breaks::QueueShutdownAndJoin, None;
    thread_join_keeps_the_lock: breaks::ThreadJoinKeepsTheLock, None;
    thread_join_buries_the_living: breaks::ThreadJoinBuriesTheLiving, None;
    thread_exit_looks_once: breaks::ThreadExitLooksOnce, None;
    timer_looks_then_cancels: breaks::TimerLooksThenCancels, None;
    timer_ends_before_it_runs: breaks::TimerEndsBeforeItRuns, None;
    future_relaxed_finish: breaks::FutureRelaxedFinish, None;
    future_result_after_a_look: breaks::FutureResultAfterALook, None;
    future_callback_forgotten: breaks::FutureCallbackForgotten, None;
    future_list_edited: breaks::FutureListEdited, None;
    pool_stale_token: breaks::PoolStaleToken, None;
    pool_late_worker: breaks::PoolLateWorker, None;
    pool_joins_inside: breaks::PoolJoinsInside, None;
    stuck_with_everything: breaks::StuckWithEverything, None;
}
