//! `JoinableQueue` over each kind: its items, and how many are unfinished.

use std::time::Duration;

use plainweave_sync::{
    GetError, JoinableQueue, LifoQueue, Native, PriorityQueue, Queue, QueueKind, Task, TimedOut,
    TooManyTaskDone,
};
use proptest::prelude::*;

use crate::queue::{self, How, Item, Order, hows, perform};
use crate::{Compared, PAST, elsewhere, for_good};

#[derive(Clone, Debug)]
pub(crate) struct Model {
    queue: queue::Model,
    unfinished: usize,
    /// The tasks that the test holds.
    tasks: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Operation {
    Queue(queue::Operation),
    GetTask(How),
    /// Each with any of the tasks.
    Drop(usize),
    DropElsewhere(usize),
    IntoInner(usize),
    Forget(usize),
    TaskDone,
    Join(How),
    Unfinished,
}
use Operation::*;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    Queue(queue::Answer),
    Got(Result<u32, GetError>),
    Done(Result<(), TooManyTaskDone>),
    Joined(Result<(), TimedOut>),
    Item(u32),
    Unfinished(usize),
    Nothing,
}

type Joinable<Q> = JoinableQueue<Item, Native, Q>;

pub(crate) struct Real<Q: QueueKind<Item, Native> + 'static> {
    queue: queue::Real<&'static Joinable<Q>>,
    tasks: Vec<Task<'static, Item, Native, Q>>,
}

impl Model {
    fn finish(&mut self) -> bool {
        let was_unfinished = self.unfinished > 0;
        self.unfinished -= usize::from(was_unfinished);
        was_unfinished
    }
}

fn operations() -> BoxedStrategy<Operation> {
    prop_oneof![
        20 => queue::operations().prop_map(Queue),
        8 => hows().prop_map(GetTask),
        4 => any::<usize>().prop_map(Drop),
        1 => any::<usize>().prop_map(DropElsewhere),
        2 => any::<usize>().prop_map(IntoInner),
        1 => any::<usize>().prop_map(Forget),
        4 => Just(TaskDone),
        3 => hows().prop_map(Join),
        3 => Just(Unfinished),
    ]
    .boxed()
}

fn is_possible(model: &Model, operation: &Operation) -> bool {
    match operation {
        Queue(operation) => queue::is_possible(&model.queue, operation),
        GetTask(how) => queue::is_possible(&model.queue, &queue::Operation::Get(*how)),
        Drop(_) | DropElsewhere(_) | IntoInner(_) | Forget(_) => !model.tasks.is_empty(),
        Join(How::Waiting) => model.unfinished == 0,
        _ => true,
    }
}

fn foretell(model: &mut Model, operation: &Operation) -> Answer {
    let mut take = |number: usize| model.tasks.remove(number % model.tasks.len());
    match *operation {
        Queue(operation) => {
            let puts = model.queue.puts;
            let answer = queue::foretell(&mut model.queue, &operation);
            model.unfinished += (model.queue.puts - puts) as usize;
            if let (queue::Operation::ShutDown(_), queue::Answer::Items(left)) =
                (operation, &answer)
            {
                model.unfinished = model.unfinished.saturating_sub(left.len());
            }
            Answer::Queue(answer)
        }
        GetTask(how) => {
            let got = model.queue.get(how);
            model.tasks.extend(got);
            Answer::Got(got)
        }
        Drop(number) | DropElsewhere(number) => {
            take(number);
            model.finish();
            Answer::Nothing
        }
        IntoInner(number) => {
            let item = take(number);
            model.finish();
            Answer::Item(item)
        }
        Forget(number) => Answer::Item(take(number)),
        TaskDone => Answer::Done(if model.finish() { Ok(()) } else { Err(TooManyTaskDone) }),
        Join(How::Trying) => Answer::Nothing,
        Join(_) => Answer::Joined(if model.unfinished == 0 { Ok(()) } else { Err(TimedOut) }),
        Unfinished => Answer::Unfinished(model.unfinished),
    }
}

macro_rules! compared {
    ($compared:ident, $queue:ident, $order:expr) => {
        pub(crate) struct $compared;

        impl Compared for $compared {
            type Model = Model;
            type Real = Real<$queue<Item>>;
            type Operation = Operation;
            type Answer = Answer;

            fn beginnings() -> BoxedStrategy<Model> {
                queue::beginnings($order)
                    .prop_map(|queue| Model { queue, unfinished: 0, tasks: Vec::new() })
                    .boxed()
            }

            fn real(beginning: &Model) -> Self::Real {
                let limit = beginning.queue.limit;
                let queue = limit.map_or_else($queue::new, $queue::bounded);
                let queue = for_good(JoinableQueue::over(queue));
                Real { queue: queue::Real { queue, puts: 0 }, tasks: Vec::new() }
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
                let queue = real.queue.queue;
                let tasks = &mut real.tasks;
                let mut take = |number: usize| tasks.remove(number % tasks.len());
                match operation {
                    Queue(operation) => {
                        let make = $queue::<Item>::try_bounded;
                        Answer::Queue(perform!(&mut real.queue, operation, make))
                    }
                    GetTask(how) => {
                        let got = match how {
                            How::Waiting => queue.get_task(),
                            How::Trying => queue.try_get_task(),
                            How::InNoTime => queue.get_task_timeout(Duration::ZERO),
                            How::TooLate => queue.get_task_until(PAST),
                        };
                        let number =
                            queue::number(got.as_ref().map(|task| **task).map_err(|error| *error));
                        tasks.extend(got);
                        Answer::Got(number)
                    }
                    Drop(number) => {
                        drop(take(number));
                        Answer::Nothing
                    }
                    DropElsewhere(number) => {
                        let task = take(number);
                        elsewhere(|| drop(task));
                        Answer::Nothing
                    }
                    IntoInner(number) => Answer::Item(take(number).into_inner().number),
                    Forget(number) => Answer::Item(take(number).forget().number),
                    TaskDone => Answer::Done(queue.task_done()),
                    Join(How::Waiting) => {
                        queue.join();
                        Answer::Joined(Ok(()))
                    }
                    // There is no such form.
                    Join(How::Trying) => Answer::Nothing,
                    Join(How::InNoTime) => Answer::Joined(queue.join_timeout(Duration::ZERO)),
                    Join(How::TooLate) => Answer::Joined(queue.join_until(PAST)),
                    Unfinished => Answer::Unfinished(queue.unfinished()),
                }
            }
        }
    };
}

compared!(Fifo, Queue, Order::First);
compared!(Lifo, LifoQueue, Order::Last);
compared!(Priority, PriorityQueue, Order::Least);
