//! Every model on Weave: every execution graph once, weak memory included, without any bound on
//! preemptions.

#[macro_use]
mod support;

use check::{Engine, Scope, Verdict};
use plainweave_models::{breaks, holds};
use scenarios::Scenario;

use How::Early;

#[derive(Clone, Copy)]
enum How {
    Early(u32),
}

fn run<S: Scenario>(how: How) {
    let Early(most) = how;
    let report = support::check(Engine::Weave).early_expiries(Some(most)).run::<S>();
    support::print(&report);
    assert!(!report.is_vacuous);
    let Some(fault) = S::EXPECT.fault() else {
        assert!(matches!(report.verdict, Verdict::Holds { .. }), "{report:?}");
        assert_ne!(report.outcomes.len(), 1, "it never comes to what it is about");
        return;
    };
    assert_eq!(report.fault_kind(), Some(fault), "{report:?}");
}

models! {
    lock_mutual_exclusion: holds::LockMutualExclusion, Early(2);
    lock_publishes: holds::LockPublishes, Early(2);
    lock_no_lost_wakeup: holds::LockNoLostWakeup, Early(2);
    lock_timed_waiter: holds::LockTimedWaiter, Early(2);
    lock_released_by_another: holds::LockReleasedByAnother, Early(2);
    lock_two_releases: holds::LockTwoReleases, Early(2);
    rlock_recursion: holds::RLockRecursion, Early(2);
    rlock_released_by_a_stranger: holds::RLockReleasedByAStranger, Early(2);
    semaphore_limits: holds::SemaphoreLimits, Early(2);
    semaphore_release_two: holds::SemaphoreReleaseTwo, Early(2);
    semaphore_release_twice: holds::SemaphoreReleaseTwice, Early(2);
    semaphore_timed_acquire: holds::SemaphoreTimedAcquire, Early(2);
    bounded_semaphore_limits: holds::BoundedSemaphoreLimits, Early(2);
    bounded_semaphore_two_releases: holds::BoundedSemaphoreTwoReleases, Early(2);
    event_publishes: holds::EventPublishes, Early(2);
    event_set_then_clear: holds::EventSetThenClear, Early(2);
    event_wakes_all: holds::EventWakesAll, Early(2);
    event_fence: holds::EventFence, Early(2);
    condition_queues_first: holds::ConditionQueuesFirst, Early(2);
    condition_notify_accounting: holds::ConditionNotifyAccounting, Early(2);
    condition_late_waiter: holds::ConditionLateWaiter, Early(2);
    condition_first_in_first_out: holds::ConditionFirstInFirstOut, Early(2);
    condition_over_rlock: holds::ConditionOverRLock, Early(2);
    condition_over_rlock_guards: holds::ConditionOverRLockGuards, Early(2);
    condition_interrupted_notify: holds::ConditionInterruptedNotify, Early(2);
    barrier_two_cycles: holds::BarrierTwoCycles, Early(2);
    barrier_reset_inside: holds::BarrierResetInside, Early(2);
    barrier_timeout_inside: holds::BarrierTimeoutInside, Early(2);
    barrier_timeout_or_trip: holds::BarrierTimeoutOrTrip, Early(2);
    barrier_timeout_at_entry: holds::BarrierTimeoutAtEntry, Early(2);
    barrier_abort_inside: holds::BarrierAbortInside, Early(2);
    barrier_action_once: holds::BarrierActionOnce, Early(2);
    barrier_action_fails: holds::BarrierActionFails, Early(2);
    barrier_abort_after_trip: holds::BarrierAbortAfterTrip, Early(2);
    queue_failed_put: holds::QueueFailedPut, Early(2);
    queue_shutdown: holds::QueueShutdown, Early(2);
    queue_drops_outside: holds::QueueDropsOutside, Early(2);
    thread_interrupted_join: holds::ThreadInterruptedJoin, Early(2);

    lock_test_then_set: breaks::LockTestThenSet, Early(2);
    lock_relaxed_unlock: breaks::LockRelaxedUnlock, Early(2);
    lock_forgets_sleepers: breaks::LockForgetsSleepers, Early(2);
    lock_gives_up_a_wakeup: breaks::LockGivesUpAWakeup, Early(2);
    lock_looks_then_releases: breaks::LockLooksThenReleases, Early(2);
    rlock_first_release_opens: breaks::RLockFirstReleaseOpens, Early(2);
    rlock_owner_cleared_late: breaks::RLockOwnerClearedLate, Early(2);
    semaphore_wakes_one: breaks::SemaphoreWakesOne, Early(2);
    semaphore_wakes_on_the_edge: breaks::SemaphoreWakesOnTheEdge, Early(2);
    bounded_semaphore_looks_then_posts: breaks::BoundedSemaphoreLooksThenPosts, Early(2);
    event_relaxed_set: breaks::EventRelaxedSet, Early(2);
    event_rereads_the_flag: breaks::EventRereadsTheFlag, Early(2);
    event_wakes_one: breaks::EventWakesOne, Early(2);
    event_no_fence: breaks::EventNoFence, Early(2);
    condition_queues_late: breaks::ConditionQueuesLate, Early(2);
    condition_swallows_a_notification: breaks::ConditionSwallowsANotification, Early(2);
    condition_stolen_notification: breaks::ConditionStolenNotification, Early(2);
    condition_keeps_a_level: breaks::ConditionKeepsALevel, Early(2);
    condition_opens_twice: breaks::ConditionOpensTwice, Early(2);
    barrier_no_drain: breaks::BarrierNoDrain, Early(2);
    barrier_reset_forgets_sleepers: breaks::BarrierResetForgetsSleepers, Early(2);
    barrier_timeout_just_leaves: breaks::BarrierTimeoutJustLeaves, Early(2);
    barrier_timeout_fails_the_tripped: breaks::BarrierTimeoutFailsTheTripped, Early(2);
    barrier_abort_fails_the_tripped: breaks::BarrierAbortFailsTheTripped, Early(2);
    queue_failed_put_keeps_the_wakeup: breaks::QueueFailedPutKeepsTheWakeup, Early(2);
    queue_shutdown_wakes_one: breaks::QueueShutdownWakesOne, Early(2);
    queue_drops_inside: breaks::QueueDropsInside, Early(2);
    thread_join_keeps_the_lock: breaks::ThreadJoinKeepsTheLock, Early(2);
    thread_join_buries_the_living: breaks::ThreadJoinBuriesTheLiving, Early(2);
}
