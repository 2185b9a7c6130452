use crate::{
    Scenario, back_pressure, counter, double_acquire, granularity, hand_over, joinable, memory,
    opening, philosophers, plate_and_chopsticks, printer, producers_consumers, server_boot, stuck,
    ticket_sale, washroom,
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
    visitor.visit::<philosophers::BackOff>();
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
    visitor.visit::<memory::RelaxedPublish>();
    visitor.visit::<memory::ReleasePublish>();
    visitor.visit::<stuck::NeverReleased>();
    visitor.visit::<stuck::BesideOthers>();
    visitor.visit::<stuck::PanicInside>();
    visitor.visit::<stuck::CycleOfOwners>();
}
