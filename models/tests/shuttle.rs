//! Every model on Shuttle: every interleaving where there are few enough, otherwise some of them.
#![cfg(feature = "shuttle")]

#[macro_use]
mod support;

use check::{Engine, Scope, Verdict};
use plainweave_models::{breaks, holds};
use scenarios::Scenario;

use How::{Drawn, Everything};

/// Which interleavings are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// All of them, depth first: at most about 60,000.
    Everything,
    /// Some thousand, at random.
    ///
    /// Enough to break a model many times over. With the seeds 0 to 14, in the median and at worst,
    /// these broke in execution:
    ///
    /// * `condition/swallows-a-notification` 2, 7
    /// * `condition/stolen-notification` 3, 15
    /// * `barrier/reset-forgets-sleepers` 3, 6
    /// * `barrier/timeout-fails-the-tripped` 83, 449
    /// * `queue/failed-put-keeps-the-wakeup` 2, 7
    /// * `queue/shutdown-wakes-one` 2, 7
    ///
    /// So one run breaks the hardest of them with a chance of about 1 in 120, and that none of
    /// 5,000 does is out of the question: (119/120)^5,000 is less than 10^-18.
    Drawn,
}

fn run<S: Scenario>(how: How) {
    let report = match how {
        Everything => support::check(Engine::ShuttleDfs).run::<S>(),
        Drawn => support::check(Engine::ShuttleRandom).seed(0).runs(5_000).run::<S>(),
    };
    support::print(&report);
    assert!(!report.is_vacuous);
    match S::EXPECT.fault() {
        // Memory is not weak here.
        Some(fault) if report.engine.can_find(S::EXPECT) => {
            assert_eq!(report.fault_kind(), Some(fault));
        }
        _ => {
            let all = if how == Everything { Scope::Exhaustive } else { Scope::Sampled };
            assert!(matches!(report.verdict, Verdict::Holds { scope } if scope == all));
            assert_ne!(report.outcomes.len(), 1, "it never comes to what it is about");
        }
    }
}

models! {
    lock_mutual_exclusion: holds::LockMutualExclusion, Everything;
    lock_publishes: holds::LockPublishes, Everything;
    lock_no_lost_wakeup: holds::LockNoLostWakeup, Drawn;
    lock_timed_waiter: holds::LockTimedWaiter, Drawn;
    lock_released_by_another: holds::LockReleasedByAnother, Everything;
    lock_two_releases: holds::LockTwoReleases, Everything;
    rlock_recursion: holds::RLockRecursion, Drawn;
    rlock_released_by_a_stranger: holds::RLockReleasedByAStranger, Everything;
    semaphore_limits: holds::SemaphoreLimits, Everything;
    semaphore_release_two: holds::SemaphoreReleaseTwo, Drawn;
    semaphore_release_twice: holds::SemaphoreReleaseTwice, Drawn;
    semaphore_timed_acquire: holds::SemaphoreTimedAcquire, Drawn;
    bounded_semaphore_limits: holds::BoundedSemaphoreLimits, Everything;
    bounded_semaphore_two_releases: holds::BoundedSemaphoreTwoReleases, Everything;
    event_publishes: holds::EventPublishes, Everything;
    event_set_then_clear: holds::EventSetThenClear, Everything;
    event_wakes_all: holds::EventWakesAll, Drawn;
    event_fence: holds::EventFence, Everything;
    condition_queues_first: holds::ConditionQueuesFirst, Drawn;
    condition_notify_accounting: holds::ConditionNotifyAccounting, Drawn;
    condition_one_notification: holds::ConditionOneNotification, Drawn;
    condition_late_waiter: holds::ConditionLateWaiter, Drawn;
    condition_first_in_first_out: holds::ConditionFirstInFirstOut, Drawn;
    condition_over_rlock: holds::ConditionOverRLock, Drawn;
    condition_over_rlock_guards: holds::ConditionOverRLockGuards, Drawn;
    condition_interrupted_notify: holds::ConditionInterruptedNotify, Drawn;
    barrier_two_cycles: holds::BarrierTwoCycles, Drawn;
    barrier_reset_inside: holds::BarrierResetInside, Drawn;
    barrier_timeout_inside: holds::BarrierTimeoutInside, Drawn;
    barrier_timeout_or_trip: holds::BarrierTimeoutOrTrip, Drawn;
    barrier_timeout_at_entry: holds::BarrierTimeoutAtEntry, Drawn;
    barrier_abort_inside: holds::BarrierAbortInside, Drawn;
    barrier_action_once: holds::BarrierActionOnce, Drawn;
    barrier_action_fails: holds::BarrierActionFails, Drawn;
    barrier_abort_after_trip: holds::BarrierAbortAfterTrip, Drawn;
    queue_order: holds::QueueOrder, Drawn;
    queue_order_unbounded: holds::QueueOrderUnbounded, Drawn;
    queue_blocks_again: holds::QueueBlocksAgain, Drawn;
    queue_publishes: holds::QueuePublishes, Everything;
    queue_two_putters: holds::QueueTwoPutters, Drawn;
    queue_two_getters: holds::QueueTwoGetters, Drawn;
    queue_two_items: holds::QueueTwoItems, Drawn;
    queue_two_items_unbounded: holds::QueueTwoItemsUnbounded, Drawn;
    queue_two_places: holds::QueueTwoPlaces, Drawn;
    queue_timed_get: holds::QueueTimedGet, Drawn;
    queue_timed_put: holds::QueueTimedPut, Drawn;
    queue_tries: holds::QueueTries, Everything;
    queue_length: holds::QueueLength, Drawn;
    queue_length_unbounded: holds::QueueLengthUnbounded, Drawn;
    queue_last_item: holds::QueueLastItem, Drawn;
    queue_put_or_shutdown: holds::QueuePutOrShutdown, Drawn;
    queue_put_or_shutdown_unbounded: holds::QueuePutOrShutdownUnbounded, Drawn;
    queue_immediate: holds::QueueImmediate, Drawn;
    queue_immediate_unbounded: holds::QueueImmediateUnbounded, Drawn;
    queue_shutdown_getters: holds::QueueShutdownGetters, Drawn;
    queue_shutdown_putters: holds::QueueShutdownPutters, Drawn;
    queue_join: holds::QueueJoin, Drawn;
    queue_two_joiners: holds::QueueTwoJoiners, Drawn;
    queue_task_done_twice: holds::QueueTaskDoneTwice, Everything;
    queue_two_workers: holds::QueueTwoWorkers, Drawn;
    queue_tasks_of_others: holds::QueueTasksOfOthers, Drawn;
    queue_done_publishes: holds::QueueDonePublishes, Everything;
    queue_own_task_done: holds::QueueOwnTaskDone, Drawn;
    queue_known_from_another: holds::QueueKnownFromAnother, Drawn;
    queue_join_or_shutdown: holds::QueueJoinOrShutdown, Drawn;
    queue_fence: holds::QueueFence, Everything;
    queue_sleepers_two: holds::QueueSleepersTwo, Drawn;
    queue_sleepers_timed: holds::QueueSleepersTimed, Drawn;
    queue_sleepers_shutdown: holds::QueueSleepersShutdown, Drawn;
    queue_failed_put: holds::QueueFailedPut, Drawn;
    queue_shutdown: holds::QueueShutdown, Drawn;
    queue_drops_outside: holds::QueueDropsOutside, Everything;
    queue_failed_insert: holds::QueueFailedInsert, Everything;
    queue_lifo_hand_over: holds::QueueLifoHandOver, Drawn;
    queue_priority_shutdown_getter: holds::QueuePriorityShutdownGetter, Drawn;
    queue_lifo_shutdown_putter: holds::QueueLifoShutdownPutter, Drawn;
    queue_slot_given_back: holds::QueueSlotGivenBack, Drawn;
    queue_comparison_panics: holds::QueueComparisonPanics, Drawn;
    queue_drain_first: holds::QueueDrainFirst, Drawn;
    queue_reader_leaves: holds::QueueReaderLeaves, Drawn;
    queue_shutdown_then_join: holds::QueueShutdownThenJoin, Drawn;
    thread_interrupted_join: holds::ThreadInterruptedJoin, Everything;
    thread_exit_waits: holds::ThreadExitWaits, Drawn;
    timer_exactly_one_wins: holds::TimerExactlyOneWins, Drawn;
    future_publishes: holds::FuturePublishes, Drawn;
    future_cancel_or_result: holds::FutureCancelOrResult, Drawn;
    future_callbacks_once: holds::FutureCallbacksOnce, Drawn;
    future_two_waits: holds::FutureTwoWaits, Drawn;
    future_wait_counts: holds::FutureWaitCounts, Drawn;
    future_as_completed: holds::FutureAsCompleted, Drawn;
    future_cancelled_comes: holds::FutureCancelledComes, Drawn;
    pool_idle_worker: holds::PoolIdleWorker, Drawn;
    pool_shutdown: holds::PoolShutdown, Drawn;
    pool_two_shutdowns: holds::PoolTwoShutdowns, Drawn;
    pool_three_shutdowns: holds::PoolThreeShutdowns, Drawn;
    pool_cancel: holds::PoolCancel, Drawn;
    pool_map_dropped: holds::PoolMapDropped, Drawn;
    pool_would_deadlock: holds::PoolWouldDeadlock, Drawn;
    pool_may_wait: holds::PoolMayWait, Drawn;

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
    condition_swallows_a_notification: breaks::ConditionSwallowsANotification, Drawn;
    condition_stolen_notification: breaks::ConditionStolenNotification, Drawn;
    condition_keeps_a_level: breaks::ConditionKeepsALevel, Everything;
    condition_opens_twice: breaks::ConditionOpensTwice, Everything;
    barrier_no_drain: breaks::BarrierNoDrain, Everything;
    barrier_reset_forgets_sleepers: breaks::BarrierResetForgetsSleepers, Drawn;
    barrier_timeout_just_leaves: breaks::BarrierTimeoutJustLeaves, Everything;
    barrier_timeout_fails_the_tripped: breaks::BarrierTimeoutFailsTheTripped, Drawn;
    barrier_abort_fails_the_tripped: breaks::BarrierAbortFailsTheTripped, Everything;
    queue_relaxed_turn: breaks::QueueRelaxedTurn, Everything;
    queue_turn_first: breaks::QueueTurnFirst, Drawn;
    queue_notifies_if_empty: breaks::QueueNotifiesIfEmpty, Drawn;
    queue_leaves_silently: breaks::QueueLeavesSilently, Drawn;
    queue_closed_first: breaks::QueueClosedFirst, Drawn;
    queue_counts_late: breaks::QueueCountsLate, Drawn;
    queue_no_fence: breaks::QueueNoFence, Everything;
    queue_failed_put_keeps_the_wakeup: breaks::QueueFailedPutKeepsTheWakeup, Drawn;
    queue_shutdown_wakes_one: breaks::QueueShutdownWakesOne, Drawn;
    queue_drops_inside: breaks::QueueDropsInside, Everything;
    queue_failed_insert_stays: breaks::QueueFailedInsertStays, Everything;
    queue_slot_kept: breaks::QueueSlotKept, Everything;
    queue_join_first: breaks::QueueJoinFirst, Everything;
    queue_reader_gone: breaks::QueueReaderGone, Everything;
    queue_shutdown_and_join: breaks::QueueShutdownAndJoin, Everything;
    thread_join_keeps_the_lock: breaks::ThreadJoinKeepsTheLock, Everything;
    thread_join_buries_the_living: breaks::ThreadJoinBuriesTheLiving, Everything;
    thread_exit_looks_once: breaks::ThreadExitLooksOnce, Drawn;
    timer_looks_then_cancels: breaks::TimerLooksThenCancels, Everything;
    timer_ends_before_it_runs: breaks::TimerEndsBeforeItRuns, Everything;
    future_relaxed_finish: breaks::FutureRelaxedFinish, Everything;
    future_result_after_a_look: breaks::FutureResultAfterALook, Everything;
    future_callback_forgotten: breaks::FutureCallbackForgotten, Everything;
    future_list_edited: breaks::FutureListEdited, Drawn;
    pool_stale_token: breaks::PoolStaleToken, Everything;
    pool_late_worker: breaks::PoolLateWorker, Everything;
    pool_joins_inside: breaks::PoolJoinsInside, Everything;
    stuck_with_everything: breaks::StuckWithEverything, Everything;
}
