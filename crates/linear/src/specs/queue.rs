use crate::{Answers, Spec};

/// Which item comes out next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Discipline {
    /// The one that was put first.
    FirstInFirstOut,
    /// The one that was put last.
    LastInFirstOut,
    /// The least; of equal ones the one that was put first.
    LeastFirst,
}

/// A queue of numbers, with room for so many.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Queue {
    discipline: Discipline,
    room: Option<usize>,
    /// In the order in which they were put.
    items: Vec<u32>,
    is_shut_down: bool,
}

/// What one can do with a [`Queue`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueOperation {
    /// Puts an item, waiting until there is room.
    Put(u32),
    /// Puts an item if there is room.
    TryPut(u32),
    /// Puts an item unless there is no room for some time.
    PutTimeout(u32),
    /// Gets an item, waiting until there is one.
    Get,
    /// Gets an item if there is one.
    TryGet,
    /// Gets an item unless there is none for some time.
    GetTimeout,
    /// How many there are.
    Len,
    /// Takes no more items; what is there may still be got, or is dropped.
    ShutDown {
        /// Whether what is there is dropped.
        drops: bool,
    },
}

/// What the caller is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueResult {
    /// It is done.
    Done,
    /// This item.
    Item(u32),
    /// So many.
    Count(usize),
    /// There is no room.
    Full,
    /// There is no item.
    Empty,
    /// The time is over.
    TimedOut,
    /// The queue is shut down.
    ShutDown,
}

impl Queue {
    /// An empty queue; without a limit if there is no `room`.
    pub const fn new(discipline: Discipline, room: Option<usize>) -> Self {
        Self { discipline, room, items: Vec::new(), is_shut_down: false }
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    fn put(&self, item: u32) -> Option<(Self, QueueResult)> {
        if self.is_shut_down {
            return Some((self.clone(), QueueResult::ShutDown));
        }
        let has_room = self.room.is_none_or(|room| self.items.len() < room);
        has_room.then(|| {
            let mut next = self.clone();
            next.items.push(item);
            (next, QueueResult::Done)
        })
    }

    fn get(&self) -> Option<(Self, QueueResult)> {
        let mut places = 0..self.items.len();
        let place = match self.discipline {
            Discipline::FirstInFirstOut => places.next(),
            Discipline::LastInFirstOut => places.next_back(),
            Discipline::LeastFirst => places.min_by_key(|place| self.items[*place]),
        };
        if let Some(place) = place {
            let mut next = self.clone();
            let item = next.items.remove(place);
            return Some((next, QueueResult::Item(item)));
        }
        self.is_shut_down.then(|| (self.clone(), QueueResult::ShutDown))
    }

    /// It blocks unless there is an answer.
    fn or_blocks(answer: Option<(Self, QueueResult)>) -> Answers<Self, QueueResult> {
        answer.map_or(Answers::none(), |(next, result)| Answers::one(next, result))
    }

    /// It says so unless there is an answer.
    fn or_says(
        &self,
        answer: Option<(Self, QueueResult)>,
        otherwise: QueueResult,
    ) -> Answers<Self, QueueResult> {
        let (next, result) = answer.unwrap_or_else(|| (self.clone(), otherwise));
        Answers::one(next, result)
    }

    /// The time may be over, whether there is an answer or not.
    fn or_times_out(&self, answer: Option<(Self, QueueResult)>) -> Answers<Self, QueueResult> {
        Self::or_blocks(answer).or(self.clone(), QueueResult::TimedOut)
    }
}

impl Spec for Queue {
    type Operation = QueueOperation;
    type Result = QueueResult;

    fn apply(&self, operation: &QueueOperation) -> Answers<Self, QueueResult> {
        match *operation {
            QueueOperation::Put(item) => Self::or_blocks(self.put(item)),
            QueueOperation::TryPut(item) => self.or_says(self.put(item), QueueResult::Full),
            QueueOperation::PutTimeout(item) => self.or_times_out(self.put(item)),
            QueueOperation::Get => Self::or_blocks(self.get()),
            QueueOperation::TryGet => self.or_says(self.get(), QueueResult::Empty),
            QueueOperation::GetTimeout => self.or_times_out(self.get()),
            QueueOperation::Len => Answers::one(self.clone(), QueueResult::Count(self.items.len())),
            QueueOperation::ShutDown { drops } => {
                let items = if drops { Vec::new() } else { self.items.clone() };
                Answers::one(Self { items, is_shut_down: true, ..self.clone() }, QueueResult::Done)
            }
        }
    }
}
