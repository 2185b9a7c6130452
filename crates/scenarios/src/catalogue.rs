use crate::{
    Scenario, back_pressure, bank_transfer, bounded_buffer, cigarette_smokers, counter,
    double_acquire, futures, granularity, hand_over, joinable, memory, opening, philosophers,
    plate_and_chopsticks, pool_tasks, printer, producers_consumers, readers_writers, server_boot,
    sleeping_barber, stuck, ticket_sale, unisex_bathroom, washroom, water,
};

/// Something to do with every scenario of the catalogue; see [`visit_all`].
pub trait Visitor {
    /// Called once for each scenario.
    fn visit<S: Scenario>(&mut self);
}

/// Shows every scenario to `visitor`: topic by topic, and in a topic what breaks beside what holds.
pub fn visit_all(visitor: &mut impl Visitor) {
    visitor.visit::<ticket_sale::Unlocked>();
    visitor.visit::<ticket_sale::Locked>();
    visitor.visit::<ticket_sale::RLocked>();
    visitor.visit::<counter::Unlocked>();
    visitor.visit::<counter::Locked>();
    visitor.visit::<printer::Unlocked>();
    visitor.visit::<printer::InTurn>();
    visitor.visit::<printer::Locked>();
    visitor.visit::<granularity::WholeJob>();
    visitor.visit::<granularity::PrintingOnly>();
    visitor.visit::<plate_and_chopsticks::Crossed>();
    visitor.visit::<plate_and_chopsticks::SameOrder>();
    visitor.visit::<plate_and_chopsticks::TwoRLocksCrossed>();
    visitor.visit::<plate_and_chopsticks::OneRLockTwoNames>();
    visitor.visit::<philosophers::Naive>();
    visitor.visit::<philosophers::Ordered>();
    visitor.visit::<philosophers::Waiter>();
    visitor.visit::<philosophers::CleanForks>();
    visitor.visit::<philosophers::BackOff>();
    visitor.visit::<philosophers::WalksOff>();
    visitor.visit::<double_acquire::WithLock>();
    visitor.visit::<double_acquire::WithRLock>();
    visitor.visit::<washroom::ThreeInside>();
    visitor.visit::<washroom::NoLimit>();
    visitor.visit::<server_boot::ByEvent>();
    visitor.visit::<server_boot::Polling>();
    visitor.visit::<server_boot::PlainFlag>();
    visitor.visit::<opening::TenArrivals>();
    visitor.visit::<opening::NineArrivals>();
    visitor.visit::<opening::Timeout>();
    visitor.visit::<hand_over::While>();
    visitor.visit::<hand_over::If>();
    visitor.visit::<hand_over::NotifyWithoutLock>();
    visitor.visit::<hand_over::NotifyBeforeWait>();
    visitor.visit::<producers_consumers::Sentinels>();
    visitor.visit::<producers_consumers::OneTooFew>();
    visitor.visit::<producers_consumers::TooEarly>();
    visitor.visit::<producers_consumers::ByShutdown>();
    visitor.visit::<joinable::Daemons>();
    visitor.visit::<joinable::ForgetsTaskDone>();
    visitor.visit::<joinable::Guard>();
    visitor.visit::<joinable::TaskDoneFirst>();
    visitor.visit::<joinable::OneTooMany>();
    visitor.visit::<back_pressure::Bounded>();
    visitor.visit::<back_pressure::Unbounded>();
    visitor.visit::<back_pressure::ConsumerGone>();
    visitor.visit::<back_pressure::ConsumerShutsDown>();
    visitor.visit::<bank_transfer::Unlocked>();
    visitor.visit::<bank_transfer::AccountOrder>();
    visitor.visit::<bank_transfer::PayerFirst>();
    visitor.visit::<bounded_buffer::Semaphores>();
    visitor.visit::<bounded_buffer::MutexFirst>();
    visitor.visit::<bounded_buffer::OneCondition>();
    visitor.visit::<bounded_buffer::NotifyAll>();
    visitor.visit::<bounded_buffer::TwoConditions>();
    visitor.visit::<cigarette_smokers::OneByOne>();
    visitor.visit::<cigarette_smokers::Helper>();
    visitor.visit::<readers_writers::CountedEarly>();
    visitor.visit::<readers_writers::ReadersFirst>();
    visitor.visit::<readers_writers::ReadersOvertake>();
    visitor.visit::<readers_writers::InTurn>();
    visitor.visit::<readers_writers::WritersFirst>();
    visitor.visit::<sleeping_barber::LooksThenSits>();
    visitor.visit::<sleeping_barber::LooksThenSleeps>();
    visitor.visit::<sleeping_barber::OneStep>();
    visitor.visit::<unisex_bathroom::OneSwitch>();
    visitor.visit::<unisex_bathroom::NoTurnstile>();
    visitor.visit::<unisex_bathroom::Turnstile>();
    visitor.visit::<water::PlacesAlone>();
    visitor.visit::<water::PlaceBackEarly>();
    visitor.visit::<water::PlacesAndBarrier>();
    visitor.visit::<futures::SubmitThenResult>();
    visitor.visit::<futures::SubmitAllThenResult>();
    visitor.visit::<futures::ResultInsideLock>();
    visitor.visit::<futures::ResultOutsideLock>();
    visitor.visit::<pool_tasks::NestedSubmit>();
    visitor.visit::<pool_tasks::NestedFuture>();
    visitor.visit::<pool_tasks::NestedResult>();
    visitor.visit::<pool_tasks::Cancelled>();
    visitor.visit::<pool_tasks::PanicTravels>();
    visitor.visit::<pool_tasks::Callbacks>();
    visitor.visit::<memory::RelaxedPublish>();
    visitor.visit::<memory::ReleasePublish>();
    visitor.visit::<stuck::NeverReleased>();
    visitor.visit::<stuck::BesideOthers>();
    visitor.visit::<stuck::PanicInside>();
    visitor.visit::<stuck::CycleOfOwners>();
}
