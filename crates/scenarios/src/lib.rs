//! Small concurrent programs, each written once and run on every engine.
//!
//! A [`Scenario`] is generic over its [`Runtime`](runtime::Runtime), so the program that real
//! threads run is the one that a model checker explores. It says what is expected of it, and broken
//! ones stand beside right ones, with all code in common but the line that matters.
//!
//! # The catalogue
//!
//! | Scenario | What is shown | Expected |
//! |---|---|---|
//! | [`ticket-sale/unlocked`](ticket_sale::Unlocked) | look, then buy: two steps | breaks: assertion |
//! | [`ticket-sale/locked`](ticket_sale::Locked) | a lock around the purchase alone | holds |
//! | [`ticket-sale/rlock`](ticket_sale::RLocked) | the other lock does as well | holds |
//! | [`counter/unlocked`](counter::Unlocked) | a lost update | breaks: assertion |
//! | [`counter/locked`](counter::Locked) | no update is lost | holds |
//! | [`printer/unlocked`](printer::Unlocked) | interleaved output | breaks: assertion |
//! | [`printer/in-turn`](printer::InTurn) | join: one order | holds |
//! | [`printer/locked`](printer::Locked) | lock: every order | holds |
//! | [`granularity/whole-job`](granularity::WholeJob) | a critical section that is too long | holds |
//! | [`granularity/printing-only`](granularity::PrintingOnly) | as short as it may be | holds |
//! | [`plate-and-chopsticks/crossed`](plate_and_chopsticks::Crossed) | two locks taken crosswise | breaks: deadlock |
//! | [`plate-and-chopsticks/same-order`](plate_and_chopsticks::SameOrder) | one order for all | holds |
//! | [`plate-and-chopsticks/two-rlocks-crossed`](plate_and_chopsticks::TwoRLocksCrossed) | an `RLock` is no cure | breaks: deadlock |
//! | [`plate-and-chopsticks/one-rlock-two-names`](plate_and_chopsticks::OneRLockTwoNames) | taken twice by its holder | holds |
//! | [`philosophers/naive`](philosophers::Naive) | a circle of any length | breaks: deadlock |
//! | [`philosophers/ordered`](philosophers::Ordered) | resource order | holds |
//! | [`philosophers/waiter`](philosophers::Waiter) | one guest fewer than forks | holds |
//! | [`philosophers/clean-forks`](philosophers::CleanForks) | who has eaten comes last | holds |
//! | [`philosophers/back-off`](philosophers::BackOff) | busy, and getting nowhere | breaks: livelock |
//! | [`philosophers/walks-off`](philosophers::WalksOff) | giving up with a fork in hand | breaks: never-released |
//! | [`double-acquire/lock`](double_acquire::WithLock) | waiting for oneself | breaks: self-deadlock |
//! | [`double-acquire/rlock`](double_acquire::WithRLock) | taking a lock again | holds |
//! | [`washroom/three-inside`](washroom::ThreeInside) | a semaphore limits how many are inside | holds |
//! | [`washroom/no-limit`](washroom::NoLimit) | without it, there is none | breaks: assertion |
//! | [`server-boot/event`](server_boot::ByEvent) | sleeping until it is time | holds |
//! | [`server-boot/polling`](server_boot::Polling) | busy waiting | holds |
//! | [`server-boot/plain-flag`](server_boot::PlainFlag) | a flag without synchronisation | breaks: data-race |
//! | [`opening/ten-arrivals`](opening::TenArrivals) | a barrier's action, once for each group | holds |
//! | [`opening/nine-arrivals`](opening::NineArrivals) | a group that stays incomplete | breaks: never-woken |
//! | [`opening/timeout`](opening::Timeout) | a broken barrier, seen by all | holds |
//! | [`hand-over/while`](hand_over::While) | look again after waking | holds |
//! | [`hand-over/if`](hand_over::If) | a stolen item | breaks: assertion |
//! | [`hand-over/notify-without-lock`](hand_over::NotifyWithoutLock) | refused as an error | holds |
//! | [`hand-over/notify-before-wait`](hand_over::NotifyBeforeWait) | a lost wake-up | breaks: lost-wakeup |
//! | [`producers-consumers/sentinels`](producers_consumers::Sentinels) | one end for each consumer | holds |
//! | [`producers-consumers/one-too-few`](producers_consumers::OneTooFew) | a consumer that gets none | breaks: never-woken |
//! | [`producers-consumers/too-early`](producers_consumers::TooEarly) | ends that do not wait for the producers | breaks: assertion |
//! | [`producers-consumers/shutdown`](producers_consumers::ByShutdown) | the end that needs no counting | holds |
//! | [`joinable/daemons`](joinable::Daemons) | waiting until all tasks are done | holds |
//! | [`joinable/forgets-task-done`](joinable::ForgetsTaskDone) | a task that nobody marks | breaks: never-woken |
//! | [`joinable/guard`](joinable::Guard) | marked however it is left | holds |
//! | [`joinable/task-done-first`](joinable::TaskDoneFirst) | marked too early | breaks: assertion |
//! | [`joinable/one-too-many`](joinable::OneTooMany) | refused as an error | holds |
//! | [`back-pressure/bounded`](back_pressure::Bounded) | a producer that waits for room | holds |
//! | [`back-pressure/unbounded`](back_pressure::Unbounded) | items pile up | breaks: assertion |
//! | [`back-pressure/consumer-gone`](back_pressure::ConsumerGone) | nobody makes room any more | breaks: never-woken |
//! | [`back-pressure/consumer-shuts-down`](back_pressure::ConsumerShutsDown) | the producer is told | holds |
//! | [`bank-transfer/unlocked`](bank_transfer::Unlocked) | check, then act | breaks: assertion |
//! | [`bank-transfer/account-order`](bank_transfer::AccountOrder) | two locks, in one order | holds |
//! | [`bank-transfer/payer-first`](bank_transfer::PayerFirst) | the order depends on who pays whom | breaks: deadlock |
//! | [`bounded-buffer/semaphores`](bounded_buffer::Semaphores) | counting places and items | holds |
//! | [`bounded-buffer/mutex-first`](bounded_buffer::MutexFirst) | waiting with the mutex in hand | breaks: never-woken |
//! | [`bounded-buffer/one-condition`](bounded_buffer::OneCondition) | a notification to the wrong side | breaks: lost-wakeup |
//! | [`bounded-buffer/notify-all`](bounded_buffer::NotifyAll) | everybody looks again | holds |
//! | [`bounded-buffer/two-conditions`](bounded_buffer::TwoConditions) | a condition for each side | holds |
//! | [`cigarette-smokers/one-by-one`](cigarette_smokers::OneByOne) | half of what one needs | breaks: never-woken |
//! | [`cigarette-smokers/helper`](cigarette_smokers::Helper) | somebody who knows whom to call | holds |
//! | [`readers-writers/counted-early`](readers_writers::CountedEarly) | counted, but not yet inside | breaks: assertion |
//! | [`readers-writers/readers-first`](readers_writers::ReadersFirst) | a room that is shared by some | holds |
//! | [`readers-writers/readers-overtake`](readers_writers::ReadersOvertake) | how a writer starves | breaks: assertion |
//! | [`readers-writers/in-turn`](readers_writers::InTurn) | a turnstile | holds |
//! | [`readers-writers/writers-first`](readers_writers::WritersFirst) | writers close the turnstile | holds |
//! | [`sleeping-barber/looks-then-sits`](sleeping_barber::LooksThenSits) | the last chair, twice | breaks: assertion |
//! | [`sleeping-barber/looks-then-sleeps`](sleeping_barber::LooksThenSleeps) | overslept | breaks: lost-wakeup |
//! | [`sleeping-barber/one-step`](sleeping_barber::OneStep) | look and act under one lock | holds |
//! | [`unisex-bathroom/one-switch`](unisex_bathroom::OneSwitch) | let in by the wrong one | breaks: assertion |
//! | [`unisex-bathroom/no-turnstile`](unisex_bathroom::NoTurnstile) | safe, and not fair | breaks: assertion |
//! | [`unisex-bathroom/turnstile`](unisex_bathroom::Turnstile) | safe and fair | holds |
//! | [`water/places-alone`](water::PlacesAlone) | nobody waits for the others | breaks: assertion |
//! | [`water/place-back-early`](water::PlaceBackEarly) | atoms of two molecules | breaks: assertion |
//! | [`water/places-and-barrier`](water::PlacesAndBarrier) | two and one at a time | holds |
//! | [`futures/submit-then-result`](futures::SubmitThenResult) | parallel made serial | holds |
//! | [`futures/submit-all-then-result`](futures::SubmitAllThenResult) | side by side | holds |
//! | [`futures/result-inside-lock`](futures::ResultInsideLock) | waiting with what the task needs | breaks: never-woken |
//! | [`futures/result-outside-lock`](futures::ResultOutsideLock) | waiting first | holds |
//! | [`pool/nested-submit`](pool_tasks::NestedSubmit) | the only worker waits for a task | breaks: never-woken |
//! | [`pool/nested-future`](pool_tasks::NestedFuture) | the future is the result | holds |
//! | [`pool/nested-result`](pool_tasks::NestedResult) | told that it would wait for ever | holds |
//! | [`pool/cancelled`](pool_tasks::Cancelled) | a cancelled task never runs | holds |
//! | [`pool/panic-travels`](pool_tasks::PanicTravels) | a panic reaches who asks | holds |
//! | [`pool/callbacks`](pool_tasks::Callbacks) | once each, and in turn | holds |
//! | [`memory/relaxed-publish`](memory::RelaxedPublish) | a flag that orders nothing | breaks where memory is weak: data-race |
//! | [`memory/release-publish`](memory::ReleasePublish) | a flag that publishes | holds |
//! | [`stuck/never-released`](stuck::NeverReleased) | a lock taken along | breaks: never-released |
//! | [`stuck/beside-others`](stuck::BesideOthers) | a deadlock of a part | breaks: deadlock |
//! | [`stuck/panic-inside`](stuck::PanicInside) | a panic in a critical section | breaks: panic |
//! | [`stuck/cycle-of-owners`](stuck::CycleOfOwners) | objects that own one another | breaks: leak |
//!
//! # What a scenario may use
//!
//! | Item | For |
//! |---|---|
//! | [`Cx`] | its sizes, threads, pauses and deadlines |
//! | [`Variable`] | a variable on which threads race as Python's do |
//! | [`Runtime::Shared`](runtime::Runtime::Shared) | a variable on which any race is a fault |
//! | [`params!`] | to declare its sizes |
//! | [`Runtime::outcome`](runtime::Runtime::outcome) | to declare results, which a check counts |
//!
//! # How the catalogue is used
//!
//! ```
//! use runtime::Native;
//! use plainweave_scenarios::{Cx, Expect, Params, Scenario, Visitor, visit_all};
//!
//! /// Runs all that needs no model checker to be right.
//! struct RunHolding;
//!
//! impl Visitor for RunHolding {
//!     fn visit<S: Scenario>(&mut self) {
//!         if S::EXPECT == Expect::Holds {
//!             S::run::<Native>(&Cx::new(S::Params::for_models()));
//!         }
//!     }
//! }
//!
//! visit_all(&mut RunHolding);
//! ```

mod catalogue;
mod cx;
mod light_switch;
mod lockable;
mod params;
mod people;
mod scenario;
mod tally;
mod ticket_file;
mod variable;

pub mod back_pressure;
pub mod bank_transfer;
pub mod bounded_buffer;
pub mod cigarette_smokers;
pub mod counter;
pub mod double_acquire;
pub mod futures;
pub mod granularity;
pub mod hand_over;
pub mod joinable;
pub mod memory;
pub mod opening;
pub mod philosophers;
pub mod plate_and_chopsticks;
pub mod pool_tasks;
pub mod printer;
pub mod producers_consumers;
pub mod readers_writers;
pub mod server_boot;
pub mod sleeping_barber;
pub mod stuck;
pub mod ticket_sale;
pub mod unisex_bathroom;
pub mod washroom;
pub mod water;

pub use catalogue::{Visitor, visit_all};
pub use cx::Cx;
#[doc(hidden)]
pub use params::kebab;
pub use params::{Field, NoParams, ParamError, Params};
pub use scenario::{Expect, Scenario};
pub use variable::Variable;
