//! Models of the primitives: small programs that use one primitive in the one way that matters, and
//! are checked at every atomic step inside it.
//!
//! What must hold stands in [`holds`], what must break in [`breaks`]: each mistake there is one
//! that somebody made, and shows that the model beside it can fail. A pair has its program in
//! common, and a trait for what differs.
//!
//! The header of each file is the program in pseudocode, what must always be so, and how many
//! executions the tests looked at. A count changes with every step that is added to a primitive or
//! taken away; the tests print it.
//!
//! ```text
//! cargo test -p plainweave-models --features loom,shuttle -- --nocapture
//! ```
//!
//! A model is a scenario like any other, and runs natively, too:
//!
//! ```
//! use plainweave_models::holds::LockMutualExclusion;
//! use runtime::Native;
//! use scenarios::{Cx, NoParams, Scenario};
//!
//! LockMutualExclusion::run::<Native>(&Cx::new(NoParams));
//! ```
//!
//! # How a model is written
//!
//! * Two or three threads, with one or two operations each. Main is one of them where it can be.
//! * It asserts what operations returned, and what a [plain variable](runtime::Shared) holds under
//!   their protection. A look at the state of a primitive beside them would be a step of its own.
//! * A mistake is modelled on the bare words of the seam. Words that others read and write in one
//!   step are written with a swap, also where a store would do: loom does not keep a store out from
//!   between the two halves of a read-modify-write.

pub mod breaks;
pub mod holds;
mod tally;

use scenarios::Visitor;

/// Shows every model that holds to `visitor`, primitive by primitive.
pub fn visit_holds(visitor: &mut impl Visitor) {
    visitor.visit::<holds::LockMutualExclusion>();
    visitor.visit::<holds::LockPublishes>();
    visitor.visit::<holds::LockNoLostWakeup>();
    visitor.visit::<holds::LockTimedWaiter>();
    visitor.visit::<holds::LockReleasedByAnother>();
    visitor.visit::<holds::LockTwoReleases>();
    visitor.visit::<holds::RLockRecursion>();
    visitor.visit::<holds::RLockReleasedByAStranger>();
    visitor.visit::<holds::SemaphoreLimits>();
    visitor.visit::<holds::SemaphoreReleaseTwo>();
    visitor.visit::<holds::SemaphoreReleaseTwice>();
    visitor.visit::<holds::SemaphoreTimedAcquire>();
    visitor.visit::<holds::BoundedSemaphoreLimits>();
    visitor.visit::<holds::BoundedSemaphoreTwoReleases>();
    visitor.visit::<holds::EventPublishes>();
    visitor.visit::<holds::EventSetThenClear>();
    visitor.visit::<holds::EventWakesAll>();
    visitor.visit::<holds::EventFence>();
    visitor.visit::<holds::ConditionQueuesFirst>();
    visitor.visit::<holds::ConditionNotifyAccounting>();
    visitor.visit::<holds::ConditionOneNotification>();
    visitor.visit::<holds::ConditionLateWaiter>();
    visitor.visit::<holds::ConditionFirstInFirstOut>();
    visitor.visit::<holds::ConditionOverRLock>();
    visitor.visit::<holds::ConditionOverRLockGuards>();
    visitor.visit::<holds::ConditionInterruptedNotify>();
    visitor.visit::<holds::BarrierTwoCycles>();
    visitor.visit::<holds::BarrierResetInside>();
    visitor.visit::<holds::BarrierTimeoutInside>();
    visitor.visit::<holds::BarrierTimeoutOrTrip>();
    visitor.visit::<holds::BarrierTimeoutAtEntry>();
    visitor.visit::<holds::BarrierAbortInside>();
    visitor.visit::<holds::BarrierActionOnce>();
    visitor.visit::<holds::BarrierActionFails>();
    visitor.visit::<holds::BarrierAbortAfterTrip>();
    visitor.visit::<holds::QueueOrder>();
    visitor.visit::<holds::QueueOrderUnbounded>();
    visitor.visit::<holds::QueueBlocksAgain>();
    visitor.visit::<holds::QueuePublishes>();
    visitor.visit::<holds::QueueTwoPutters>();
    visitor.visit::<holds::QueueTwoGetters>();
    visitor.visit::<holds::QueueTwoItems>();
    visitor.visit::<holds::QueueTwoItemsUnbounded>();
    visitor.visit::<holds::QueueTwoPlaces>();
    visitor.visit::<holds::QueueTimedGet>();
    visitor.visit::<holds::QueueTimedPut>();
    visitor.visit::<holds::QueueTries>();
    visitor.visit::<holds::QueueLength>();
    visitor.visit::<holds::QueueLengthUnbounded>();
    visitor.visit::<holds::QueueLastItem>();
    visitor.visit::<holds::QueuePutOrShutdown>();
    visitor.visit::<holds::QueuePutOrShutdownUnbounded>();
    visitor.visit::<holds::QueueImmediate>();
    visitor.visit::<holds::QueueImmediateUnbounded>();
    visitor.visit::<holds::QueueShutdownGetters>();
    visitor.visit::<holds::QueueShutdownPutters>();
    visitor.visit::<holds::QueueJoin>();
    visitor.visit::<holds::QueueTwoJoiners>();
    visitor.visit::<holds::QueueTaskDoneTwice>();
    visitor.visit::<holds::QueueTwoWorkers>();
    visitor.visit::<holds::QueueTasksOfOthers>();
    visitor.visit::<holds::QueueDonePublishes>();
    visitor.visit::<holds::QueueOwnTaskDone>();
    visitor.visit::<holds::QueueKnownFromAnother>();
    visitor.visit::<holds::QueueJoinOrShutdown>();
    visitor.visit::<holds::QueueFence>();
    visitor.visit::<holds::QueueSleepersTwo>();
    visitor.visit::<holds::QueueSleepersTimed>();
    visitor.visit::<holds::QueueSleepersShutdown>();
    visitor.visit::<holds::QueueFailedPut>();
    visitor.visit::<holds::QueueShutdown>();
    visitor.visit::<holds::QueueDropsOutside>();
    visitor.visit::<holds::QueueFailedInsert>();
    visitor.visit::<holds::QueueLifoHandOver>();
    visitor.visit::<holds::QueuePriorityShutdownGetter>();
    visitor.visit::<holds::QueueLifoShutdownPutter>();
    visitor.visit::<holds::QueueSlotGivenBack>();
    visitor.visit::<holds::QueueComparisonPanics>();
    visitor.visit::<holds::QueueDrainFirst>();
    visitor.visit::<holds::QueueReaderLeaves>();
    visitor.visit::<holds::QueueShutdownThenJoin>();
    visitor.visit::<holds::ThreadInterruptedJoin>();
    visitor.visit::<holds::ThreadExitWaits>();
    visitor.visit::<holds::TimerExactlyOneWins>();
    visitor.visit::<holds::FuturePublishes>();
    visitor.visit::<holds::FutureCancelOrResult>();
    visitor.visit::<holds::FutureCallbacksOnce>();
    visitor.visit::<holds::FutureTwoWaits>();
    visitor.visit::<holds::FutureWaitCounts>();
    visitor.visit::<holds::FutureAsCompleted>();
    visitor.visit::<holds::FutureCancelledComes>();
    visitor.visit::<holds::PoolIdleWorker>();
    visitor.visit::<holds::PoolShutdown>();
    visitor.visit::<holds::PoolTwoShutdowns>();
    visitor.visit::<holds::PoolThreeShutdowns>();
    visitor.visit::<holds::PoolCancel>();
    visitor.visit::<holds::PoolMapDropped>();
    visitor.visit::<holds::PoolWouldDeadlock>();
    visitor.visit::<holds::PoolMayWait>();
}

/// Shows every model that breaks to `visitor`, primitive by primitive.
pub fn visit_breaks(visitor: &mut impl Visitor) {
    visitor.visit::<breaks::LockTestThenSet>();
    visitor.visit::<breaks::LockRelaxedUnlock>();
    visitor.visit::<breaks::LockForgetsSleepers>();
    visitor.visit::<breaks::LockGivesUpAWakeup>();
    visitor.visit::<breaks::LockLooksThenReleases>();
    visitor.visit::<breaks::RLockFirstReleaseOpens>();
    visitor.visit::<breaks::RLockOwnerClearedLate>();
    visitor.visit::<breaks::SemaphoreWakesOne>();
    visitor.visit::<breaks::SemaphoreWakesOnTheEdge>();
    visitor.visit::<breaks::BoundedSemaphoreLooksThenPosts>();
    visitor.visit::<breaks::EventRelaxedSet>();
    visitor.visit::<breaks::EventRereadsTheFlag>();
    visitor.visit::<breaks::EventWakesOne>();
    visitor.visit::<breaks::EventNoFence>();
    visitor.visit::<breaks::ConditionQueuesLate>();
    visitor.visit::<breaks::ConditionSwallowsANotification>();
    visitor.visit::<breaks::ConditionStolenNotification>();
    visitor.visit::<breaks::ConditionKeepsALevel>();
    visitor.visit::<breaks::ConditionOpensTwice>();
    visitor.visit::<breaks::BarrierNoDrain>();
    visitor.visit::<breaks::BarrierResetForgetsSleepers>();
    visitor.visit::<breaks::BarrierTimeoutJustLeaves>();
    visitor.visit::<breaks::BarrierTimeoutFailsTheTripped>();
    visitor.visit::<breaks::BarrierAbortFailsTheTripped>();
    visitor.visit::<breaks::QueueRelaxedTurn>();
    visitor.visit::<breaks::QueueTurnFirst>();
    visitor.visit::<breaks::QueueNotifiesIfEmpty>();
    visitor.visit::<breaks::QueueLeavesSilently>();
    visitor.visit::<breaks::QueueClosedFirst>();
    visitor.visit::<breaks::QueueCountsLate>();
    visitor.visit::<breaks::QueueNoFence>();
    visitor.visit::<breaks::QueueFailedPutKeepsTheWakeup>();
    visitor.visit::<breaks::QueueShutdownWakesOne>();
    visitor.visit::<breaks::QueueDropsInside>();
    visitor.visit::<breaks::QueueFailedInsertStays>();
    visitor.visit::<breaks::QueueSlotKept>();
    visitor.visit::<breaks::QueueJoinFirst>();
    visitor.visit::<breaks::QueueReaderGone>();
    visitor.visit::<breaks::QueueShutdownAndJoin>();
    visitor.visit::<breaks::ThreadJoinKeepsTheLock>();
    visitor.visit::<breaks::ThreadJoinBuriesTheLiving>();
    visitor.visit::<breaks::ThreadExitLooksOnce>();
    visitor.visit::<breaks::TimerLooksThenCancels>();
    visitor.visit::<breaks::TimerEndsBeforeItRuns>();
    visitor.visit::<breaks::FutureRelaxedFinish>();
    visitor.visit::<breaks::FutureResultAfterALook>();
    visitor.visit::<breaks::FutureCallbackForgotten>();
    visitor.visit::<breaks::FutureListEdited>();
    visitor.visit::<breaks::PoolStaleToken>();
    visitor.visit::<breaks::PoolLateWorker>();
    visitor.visit::<breaks::PoolJoinsInside>();
    visitor.visit::<breaks::StuckWithEverything>();
}

/// Shows every model to `visitor`, first what holds.
pub fn visit_all(visitor: &mut impl Visitor) {
    visit_holds(visitor);
    visit_breaks(visitor);
}
