//! A book that many may read at once, and that nobody may read while it is written.
//!
//! ```text
//! readers first   reader:  count in, the first one takes the room;  read;  count out, the last gives it back
//!                 writer:  take the room;  write;  give it back
//! in turn         both:    pass a turnstile on the way in
//! writers first   both:    as readers, count in and out; the first writer closes the turnstile, and
//!                          the last one opens it
//! ```
//!
//! *Invariant*: whoever reads sees all of a change or nothing of it.
//!
//! That is safety. Fairness is another matter, and is asserted here as bounded overtaking: who comes
//! after a writer has begun to wait does not join the readers inside before that writer.

use std::sync::Arc;

use runtime::Runtime;
use sync::Semaphore;
use trace::FaultKind;

use crate::light_switch::LightSwitch;
use crate::people::person;
use crate::{Cx, Expect, Scenario, Variable};

crate::params! {
    /// How many use the book.
    pub struct Sizes {
        /// People who read.
        readers: 2 in models, 8 natively, within 1..=64;
        /// People who write.
        writers: 1 in models, 2 natively, within 1..=64;
        /// How often each of them does.
        visits: 1 in models, 5 natively, within 1..=10_000;
    }
}

/// Readers wait for nobody but a writer inside.
#[derive(Debug)]
pub struct ReadersFirst;

/// As [`ReadersFirst`], and it is asserted that no writer is overtaken.
#[derive(Debug)]
pub struct ReadersOvertake;

/// Nobody overtakes anybody.
#[derive(Debug)]
pub struct InTurn;

/// Readers wait for every writer.
#[derive(Debug)]
pub struct WritersFirst;

/// The first reader stops counting before the room is taken.
#[derive(Debug)]
pub struct CountedEarly;

impl Scenario for ReadersFirst {
    const NAME: &'static str = "readers-writers/readers-first";
    const STORY: &'static str = "The first reader takes the room and the last one gives it back; a writer \
        takes it alone. Nobody reads half a change.";
    const PYTHON: &'static str = include_str!("../python/readers-writers/readers-first.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        use_book::<R, Self>(*cx);
    }
}

impl Scenario for ReadersOvertake {
    const NAME: &'static str = "readers-writers/readers-overtake";
    const STORY: &'static str = "The same program: while a writer waits, a reader who came later joins \
        those inside. If that goes on, the room is never empty, and the writer starves.";
    const PYTHON: &'static str = include_str!("../python/readers-writers/readers-overtake.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        use_book::<R, Self>(*cx);
    }
}

impl Scenario for InTurn {
    const NAME: &'static str = "readers-writers/in-turn";
    const STORY: &'static str = "Everybody comes through a turnstile, and a writer stays in it until the \
        room is empty. Nobody who comes later overtakes the writer.";
    const PYTHON: &'static str = include_str!("../python/readers-writers/in-turn.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        use_book::<R, Self>(*cx);
    }
}

impl Scenario for WritersFirst {
    const NAME: &'static str = "readers-writers/writers-first";
    const STORY: &'static str = "The first writer closes the turnstile to readers, and the last one opens \
        it. No reader overtakes a writer, but now readers may starve.";
    const PYTHON: &'static str = include_str!("../python/readers-writers/writers-first.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        use_book::<R, Self>(*cx);
    }
}

impl Scenario for CountedEarly {
    const NAME: &'static str = "readers-writers/counted-early";
    const STORY: &'static str = "The first reader counts in, and only then waits for the room. A second \
        one believes that the room is theirs, walks in beside the writer, and reads half a change.";
    const PYTHON: &'static str = include_str!("../python/readers-writers/counted-early.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        use_book::<R, Self>(*cx);
    }
}

struct Library<R: Runtime> {
    turnstile: Semaphore<R>,
    room: Semaphore<R>,
    readers: LightSwitch<R>,
    writers: LightSwitch<R>,
    /// Which writer waits for the room, counted from 1; 0 if none does.
    waiting: Variable<R>,
    pages: [Variable<R>; 2],
}

/// How people get in and out.
trait Manners: 'static {
    /// Whether it is asserted that nobody overtakes a writer.
    const ARE_FAIR: bool;

    /// Returns how many readers are inside then.
    fn let_reader_in<R: Runtime>(library: &Library<R>) -> u32 {
        library.readers.enter(|| library.room.acquire().forget())
    }

    /// Lets a writer in and out again. It `waits` from where nobody should overtake it.
    fn admit_writer<R: Runtime>(library: &Library<R>, waits: impl FnOnce(), write: impl FnOnce()) {
        waits();
        let _room = library.room.acquire();
        write();
    }
}

impl Manners for ReadersFirst {
    const ARE_FAIR: bool = false;
}

impl Manners for ReadersOvertake {
    // The mistake is to expect that.
    const ARE_FAIR: bool = true;
}

impl Manners for CountedEarly {
    const ARE_FAIR: bool = false;

    fn let_reader_in<R: Runtime>(library: &Library<R>) -> u32 {
        let inside = {
            let mut inside = library.readers.inside.lock();
            *inside += 1;
            *inside
        };
        // The mistake: who comes now finds somebody counted, who is not inside yet.
        if inside == 1 {
            library.room.acquire().forget();
        }
        inside
    }
}

impl Manners for InTurn {
    const ARE_FAIR: bool = true;

    fn let_reader_in<R: Runtime>(library: &Library<R>) -> u32 {
        let _turn = library.turnstile.acquire();
        library.readers.enter(|| library.room.acquire().forget())
    }

    fn admit_writer<R: Runtime>(library: &Library<R>, waits: impl FnOnce(), write: impl FnOnce()) {
        let turn = library.turnstile.acquire();
        waits();
        let _room = library.room.acquire();
        drop(turn);
        write();
    }
}

impl Manners for WritersFirst {
    const ARE_FAIR: bool = true;

    fn let_reader_in<R: Runtime>(library: &Library<R>) -> u32 {
        let _turn = library.turnstile.acquire();
        library.readers.enter(|| library.room.acquire().forget())
    }

    fn admit_writer<R: Runtime>(library: &Library<R>, waits: impl FnOnce(), write: impl FnOnce()) {
        library.writers.enter(|| library.turnstile.acquire().forget());
        waits();
        {
            let _room = library.room.acquire();
            write();
        }
        library.writers.leave(|| library.turnstile.release().expect("one permit"));
    }
}

/// Lets everybody read and write.
fn use_book<R: Runtime, M: Manners>(cx: Cx<R, Sizes>) {
    let library = Arc::new(Library::<R> {
        turnstile: Semaphore::new_in(1).named("turnstile"),
        room: Semaphore::new_in(1).named("room"),
        readers: LightSwitch::new("readers"),
        writers: LightSwitch::new("writers"),
        waiting: Variable::new("waiting", 0),
        pages: ["page 1", "page 2"].map(|name| Variable::new(name, 0)),
    });
    let Sizes { readers, writers, visits } = cx.params;
    let readers = (0..readers).map(|reader| {
        let library = Arc::clone(&library);
        cx.spawn(person(reader), move || {
            for _ in 0..visits {
                library.read::<M>();
            }
        })
    });
    let readers: Vec<R::Thread> = readers.collect();
    let writers = (0..writers).map(|writer| {
        let library = Arc::clone(&library);
        let name = if writer == 0 { "writer".to_owned() } else { format!("writer-{}", writer + 1) };
        cx.spawn(name, move || {
            for visit in 0..visits {
                library.write::<M>(cx, writer * visits + visit + 1);
            }
        })
    });
    cx.join_all(writers.collect::<Vec<_>>());
    cx.join_all(readers);
}

impl<R: Runtime> Library<R> {
    fn read<M: Manners>(&self) {
        let came_after = if M::ARE_FAIR { self.waiting.get() } else { 0 };
        let inside = M::let_reader_in(self);
        let still_waits = came_after > 0 && inside > 1 && self.waiting.get() == came_after;
        let overtaken = if still_waits { came_after } else { 0 };
        let [first, second] = &self.pages;
        let (first, second) = (first.get(), second.get());
        self.readers.leave(|| self.room.release().expect("one permit"));
        // Not before: who fails inside keeps the others out.
        assert_eq!(overtaken, 0, "the writer who was overtaken");
        assert_eq!(first, second, "what the two pages say");
    }

    /// Writes `text`, which is another one each time, on both pages.
    fn write<M: Manners>(&self, cx: Cx<R, Sizes>, text: u32) {
        let waits = || {
            if M::ARE_FAIR {
                self.waiting.set(text);
            }
        };
        M::admit_writer(self, waits, || {
            if M::ARE_FAIR {
                self.waiting.set(0);
            }
            let [first, second] = &self.pages;
            first.set(text);
            cx.pause();
            second.set(text);
        });
    }
}
