//! The kinds of queues: a list of items, and a rule which one is next.

use std::cell::Cell;
use std::cmp::Ordering;
use std::time::Duration;

use plainweave_sync::{
    CapacityError, GetError, LifoQueue, PriorityQueue, PutError, Queue, Shutdown, SimpleQueue,
};
use proptest::prelude::*;

use crate::{Compared, PAST, for_good};

/// An item with a priority, by which alone it compares.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    priority: u8,
    pub(crate) number: u32,
}

impl PartialEq for Item {
    fn eq(&self, other: &Self) -> bool {
        self.priority == other.priority
    }
}

impl Eq for Item {}

impl PartialOrd for Item {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Item {
    fn cmp(&self, other: &Self) -> Ordering {
        if let Some(queue) = MEDDLED_WITH.get() {
            for got in [queue.get(), queue.try_get(), queue.get_until(PAST)] {
                assert_eq!(got.err(), Some(GetError::Reentrant), "a comparison cannot get");
            }
        }
        self.priority.cmp(&other.priority)
    }
}

thread_local! {
    /// Which queue each comparison tries to get from.
    static MEDDLED_WITH: Cell<Option<&'static PriorityQueue<Item>>> = const { Cell::new(None) };
}

/// Does `job` while all comparisons try to get, too.
fn meddled_with<T>(queue: &'static PriorityQueue<Item>, job: impl FnOnce() -> T) -> T {
    MEDDLED_WITH.set(Some(queue));
    let result = job();
    MEDDLED_WITH.set(None);
    result
}

/// Does `job`, which compares nothing.
fn undisturbed<Q, T>(_: Q, job: impl FnOnce() -> T) -> T {
    job()
}

/// Which item is next.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Order {
    First,
    Last,
    Least,
}

#[derive(Clone, Debug)]
pub(crate) struct Model {
    order: Order,
    pub(crate) limit: Option<usize>,
    /// As they were put.
    pub(crate) items: Vec<Item>,
    /// How many items were put.
    pub(crate) puts: u32,
    pub(crate) is_closed: bool,
}

impl Model {
    pub(crate) fn new(order: Order, limit: Option<usize>) -> Self {
        Self { order, limit, items: Vec::new(), puts: 0, is_closed: false }
    }

    pub(crate) fn is_full(&self) -> bool {
        Some(self.items.len()) == self.limit
    }

    /// The item that is put next with such a priority.
    pub(crate) fn new_item(&self, priority: u8) -> Item {
        Item { priority, number: self.puts }
    }

    /// Which item was refused, and how.
    pub(crate) fn put(&mut self, priority: u8, how: How) -> Put {
        let item = self.new_item(priority);
        let error = match how {
            _ if self.is_closed => PutError::ShutDown(item),
            How::Trying if self.is_full() => PutError::Full(item),
            _ if self.is_full() => PutError::TimedOut(item),
            _ => {
                self.puts += 1;
                self.items.push(item);
                return None;
            }
        };
        told(Err(error))
    }

    pub(crate) fn get(&mut self, how: How) -> Result<u32, GetError> {
        let next = match self.order {
            Order::First => self.items.first().map(|_| 0),
            Order::Last => self.items.len().checked_sub(1),
            Order::Least => {
                let at = 0..self.items.len();
                at.min_by_key(|&at| (self.items[at].priority, self.items[at].number))
            }
        };
        match (next, how) {
            (Some(at), _) => Ok(self.items.remove(at).number),
            (None, _) if self.is_closed => Err(GetError::ShutDown),
            (None, How::Trying) => Err(GetError::Empty),
            (None, _) => Err(GetError::TimedOut),
        }
    }

    pub(crate) fn shut_down(&mut self, how: Shutdown) -> Vec<u32> {
        self.is_closed = true;
        match how {
            Shutdown::Drain => Vec::new(),
            Shutdown::Immediate => numbers(self.items.drain(..)),
        }
    }
}

pub(crate) fn numbers(items: impl IntoIterator<Item = Item>) -> Vec<u32> {
    items.into_iter().map(|item| item.number).collect()
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum How {
    /// If it returns without the help of others.
    Waiting,
    Trying,
    InNoTime,
    TooLate,
}

pub(crate) fn hows() -> impl Strategy<Value = How> {
    prop_oneof![Just(How::Waiting), Just(How::Trying), Just(How::InNoTime), Just(How::TooLate)]
}

/// What was refused, and how.
pub(crate) type Put = Option<(&'static str, u32)>;

pub(crate) fn told(put: Result<(), PutError<Item>>) -> Put {
    match put {
        Ok(()) => None,
        Err(PutError::Full(item)) => Some(("full", item.number)),
        Err(PutError::TimedOut(item)) => Some(("timed out", item.number)),
        Err(PutError::ShutDown(item)) => Some(("shut down", item.number)),
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Operation {
    /// With this priority.
    Put(u8, How),
    Get(How),
    /// What is there, up to so many.
    TryIter(usize),
    Look,
    /// Another one, with so many places.
    Make(usize),
    ShutDown(Shutdown),
}
use Operation::*;

/// The most places that a queue can have.
const MOST_PLACES: usize = 1 << 31;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    Put(Put),
    Got(Result<u32, GetError>),
    Items(Vec<u32>),
    /// How many, whether there are none, whether it is full, how many fit.
    Seen(usize, bool, bool, Option<usize>),
    /// How many fit.
    Made(Result<Option<usize>, CapacityError>),
}

pub(crate) fn operations() -> BoxedStrategy<Operation> {
    prop_oneof![
        12 => (0_u8..4, hows()).prop_map(|(priority, how)| Put(priority, how)),
        10 => hows().prop_map(Get),
        2 => (0_usize..5).prop_map(TryIter),
        4 => Just(Look),
        1 => capacities().prop_map(Make),
        1 => prop_oneof![Just(Shutdown::Drain), Just(Shutdown::Immediate)].prop_map(ShutDown),
    ]
    .boxed()
}

fn capacities() -> impl Strategy<Value = usize> {
    prop_oneof![0_usize..4, MOST_PLACES + 1..MOST_PLACES + 3, Just(usize::MAX)]
}

pub(crate) fn is_possible(model: &Model, operation: &Operation) -> bool {
    match operation {
        Put(_, How::Waiting) => model.is_closed || !model.is_full(),
        Get(How::Waiting) => model.is_closed || !model.items.is_empty(),
        _ => true,
    }
}

pub(crate) fn foretell(model: &mut Model, operation: &Operation) -> Answer {
    match *operation {
        Put(priority, how) => Answer::Put(model.put(priority, how)),
        Get(how) => Answer::Got(model.get(how)),
        TryIter(most) => {
            let items = std::iter::from_fn(|| model.get(How::Trying).ok());
            Answer::Items(items.take(most).collect())
        }
        Look => {
            let len = model.items.len();
            Answer::Seen(len, len == 0, model.is_full(), model.limit)
        }
        Make(0) => Answer::Made(Err(CapacityError::Zero)),
        Make(places) if places > MOST_PLACES => {
            Answer::Made(Err(CapacityError::TooLarge { max: MOST_PLACES }))
        }
        Make(places) => Answer::Made(Ok(Some(places))),
        ShutDown(how) => Answer::Items(model.shut_down(how)),
    }
}

pub(crate) fn beginnings(order: Order) -> BoxedStrategy<Model> {
    let limits = prop_oneof![Just(None), (1_usize..6).prop_map(Some)];
    limits.prop_map(move |limit| Model::new(order, limit)).boxed()
}

pub(crate) struct Real<Q> {
    pub(crate) queue: Q,
    pub(crate) puts: u32,
}

impl<Q> Real<Q> {
    /// Puts the next item, and counts it if the queue takes it.
    pub(crate) fn put(
        &mut self,
        priority: u8,
        put: impl FnOnce(&Q, Item) -> Result<(), PutError<Item>>,
    ) -> Put {
        let put = told(put(&self.queue, Item { priority, number: self.puts }));
        self.puts += u32::from(put.is_none());
        put
    }
}

pub(crate) fn number(got: Result<Item, GetError>) -> Result<u32, GetError> {
    got.map(|item| item.number)
}

/// They have the same methods. `$make` makes another one.
macro_rules! perform {
    ($real:expr, $operation:expr, $make:path) => {{
        use crate::queue::{Answer, How, Operation, number, numbers};

        let real = $real;
        match $operation {
            Operation::Put(priority, how) => {
                Answer::Put(real.put(priority, |queue, item| match how {
                    How::Waiting => queue.put(item),
                    How::Trying => queue.try_put(item),
                    How::InNoTime => queue.put_timeout(item, std::time::Duration::ZERO),
                    How::TooLate => queue.put_until(item, crate::PAST),
                }))
            }
            Operation::Get(how) => Answer::Got(number(match how {
                How::Waiting => real.queue.get(),
                How::Trying => real.queue.try_get(),
                How::InNoTime => real.queue.get_timeout(std::time::Duration::ZERO),
                How::TooLate => real.queue.get_until(crate::PAST),
            })),
            Operation::TryIter(most) => Answer::Items(numbers(real.queue.try_iter().take(most))),
            Operation::Look => {
                let queue = &real.queue;
                let (len, capacity) = (queue.len(), queue.capacity());
                Answer::Seen(len, queue.is_empty(), queue.is_full(), capacity)
            }
            Operation::Make(places) => Answer::Made($make(places).map(|queue| queue.capacity())),
            Operation::ShutDown(how) => Answer::Items(numbers(real.queue.shutdown(how))),
        }
    }};
}
pub(crate) use perform;

macro_rules! compared {
    ($compared:ident, $queue:ident, $order:expr, $while_it:ident) => {
        pub(crate) struct $compared;

        impl Compared for $compared {
            type Model = Model;
            type Real = Real<&'static $queue<Item>>;
            type Operation = Operation;
            type Answer = Answer;

            fn beginnings() -> BoxedStrategy<Model> {
                beginnings($order)
            }

            fn real(beginning: &Model) -> Self::Real {
                let queue = beginning.limit.map_or_else($queue::new, $queue::bounded);
                Real { queue: for_good(queue), puts: 0 }
            }

            fn operations(_: &Model) -> BoxedStrategy<Operation> {
                operations()
            }

            fn is_possible(model: &Model, operation: &Operation) -> bool {
                is_possible(model, operation)
            }

            fn foretell(model: &mut Model, operation: &Operation) -> Answer {
                foretell(model, operation)
            }

            fn perform(real: &mut Self::Real, operation: Operation) -> Answer {
                $while_it(real.queue, || perform!(real, operation, $queue::<Item>::try_bounded))
            }
        }
    };
}

compared!(Fifo, Queue, Order::First, undisturbed);
compared!(Lifo, LifoQueue, Order::Last, undisturbed);
compared!(Priority, PriorityQueue, Order::Least, meddled_with);

/// Without a limit and an end.
pub(crate) struct Simple;

impl Compared for Simple {
    type Model = Model;
    type Real = Real<SimpleQueue<Item>>;
    type Operation = Operation;
    type Answer = Answer;

    fn beginnings() -> BoxedStrategy<Model> {
        Just(Model::new(Order::First, None)).boxed()
    }

    fn real(_: &Model) -> Self::Real {
        Real { queue: SimpleQueue::new(), puts: 0 }
    }

    fn operations(_: &Model) -> BoxedStrategy<Operation> {
        operations()
    }

    fn is_possible(model: &Model, operation: &Operation) -> bool {
        match operation {
            Put(_, How::Waiting) => true,
            Put(..) | Make(_) | ShutDown(_) => false,
            _ => is_possible(model, operation),
        }
    }

    fn foretell(model: &mut Model, operation: &Operation) -> Answer {
        foretell(model, operation)
    }

    fn perform(real: &mut Self::Real, operation: Operation) -> Answer {
        match operation {
            Put(priority, _) => Answer::Put(real.put(priority, |queue, item| {
                queue.put(item);
                Ok(())
            })),
            Get(how) => Answer::Got(number(match how {
                How::Waiting => Ok(real.queue.get()),
                How::Trying => real.queue.try_get(),
                How::InNoTime => real.queue.get_timeout(Duration::ZERO),
                How::TooLate => real.queue.get_until(PAST),
            })),
            TryIter(most) => Answer::Items(numbers(real.queue.try_iter().take(most))),
            Look => Answer::Seen(real.queue.len(), real.queue.is_empty(), false, None),
            Make(_) | ShutDown(_) => unreachable!("it has neither a limit nor an end"),
        }
    }
}
