//! `Event`: a flag, and when it was set.

use std::time::Duration;

use plainweave_sync::{Deadline, Event, Ticket};
use proptest::prelude::*;

use crate::{Compared, PAST, elsewhere};

pub(crate) struct Flag;

#[derive(Clone, Debug, Default)]
pub(crate) struct Model {
    is_set: bool,
    /// For each ticket, whether its wait would be over.
    tickets: Vec<bool>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Operation {
    Set,
    Clear,
    IsSet,
    Wait,
    WaitInNoTime,
    WaitTooLate,
    DrawTicket,
    /// With any of the tickets.
    WaitSinceTooLate(usize),
    WaitSince(usize),
}
use Operation::*;

impl Compared for Flag {
    type Model = Model;
    type Real = (Event, Vec<Ticket>);
    /// What, and whether a thread of its own does it.
    type Operation = (Operation, bool);
    type Answer = Option<bool>;

    fn beginnings() -> BoxedStrategy<Model> {
        Just(Model::default()).boxed()
    }

    fn real(_: &Model) -> (Event, Vec<Ticket>) {
        (Event::new(), Vec::new())
    }

    fn operations(_: &Model) -> BoxedStrategy<(Operation, bool)> {
        let operation = prop_oneof![
            Just(Set),
            Just(Clear),
            Just(IsSet),
            Just(Wait),
            Just(WaitInNoTime),
            Just(WaitTooLate),
            Just(DrawTicket),
            any::<usize>().prop_map(WaitSinceTooLate),
            any::<usize>().prop_map(WaitSince),
        ];
        (operation, prop::bool::weighted(0.2)).boxed()
    }

    fn is_possible(model: &Model, (operation, _): &(Operation, bool)) -> bool {
        let Model { is_set, tickets } = model;
        match *operation {
            Wait => *is_set,
            WaitSinceTooLate(_) => !tickets.is_empty(),
            WaitSince(number) => !tickets.is_empty() && tickets[number % tickets.len()],
            _ => true,
        }
    }

    fn foretell(model: &mut Model, (operation, _): &(Operation, bool)) -> Option<bool> {
        match *operation {
            Set => {
                model.is_set = true;
                model.tickets.fill(true);
            }
            Clear => model.is_set = false,
            DrawTicket => model.tickets.push(model.is_set),
            Wait => {}
            IsSet | WaitInNoTime | WaitTooLate => return Some(model.is_set),
            WaitSinceTooLate(number) | WaitSince(number) => {
                return Some(model.tickets[number % model.tickets.len()]);
            }
        }
        None
    }

    fn perform(
        (event, tickets): &mut (Event, Vec<Ticket>),
        (operation, by_another): (Operation, bool),
    ) -> Option<bool> {
        let mut perform = || {
            match operation {
                Set => event.set(),
                Clear => event.clear(),
                DrawTicket => tickets.push(event.ticket()),
                Wait => event.wait(),
                IsSet => return Some(event.is_set()),
                WaitInNoTime => return Some(event.wait_timeout(Duration::ZERO)),
                WaitTooLate => return Some(event.wait_until(PAST)),
                WaitSinceTooLate(number) => {
                    return Some(event.wait_since(tickets[number % tickets.len()], PAST));
                }
                WaitSince(number) => {
                    let ticket = tickets[number % tickets.len()];
                    return Some(event.wait_since(ticket, Deadline::NEVER));
                }
            }
            None
        };
        if by_another { elsewhere(perform) } else { perform() }
    }
}
