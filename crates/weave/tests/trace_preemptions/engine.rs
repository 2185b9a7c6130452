//! The same programs for the engine.

use std::cell::Cell;
use std::rc::Rc;

use plainweave_weave::graph::{EventId, Graph};
use plainweave_weave::raw::{self, Op, Order, Place, Shape, Test};

use super::programs::{self, add, load, spawn, store};
use super::text::{Act, Execution, LOCK, Origin, QUEUE, Text};

pub(crate) fn program(text: Text) -> impl Fn() + Send + Sync + 'static {
    move || {
        let places = [
            Place::new(0, Shape::Free),
            Place::new(0, Shape::Free),
            Place::new(0, Shape::Chain),
            Place::new(0, Shape::Chain),
        ];
        run(&Rc::new(text.clone()), 0, places, &Rc::new(Cell::new([0; 8])));
    }
}

fn run(text: &Rc<Text>, thread: usize, places: [Place; 4], children: &Rc<Cell<[u32; 8]>>) {
    let (mut at, mut last) = (0, 1);
    while let Some(&act) = text[thread].get(at) {
        at += 1;
        match act {
            Act::Load(place) => last = load(places[place], Order::SEQ_CST),
            Act::Store(place, value) => store(places[place], value, Order::SEQ_CST),
            Act::Add(place) => last = add(places[place], 1),
            Act::Await(place) => {
                let await_any = Op::AwaitLoad(Test::NotEqual, 0);
                last = places[place].perform(await_any, Order::SEQ_CST, Order::RELAXED).value;
            }
            Act::Lock => programs::lock(places[LOCK]),
            Act::Unlock => programs::unlock(places[LOCK]),
            Act::Try => {
                let op = Op::Cas { expected: 0, new: 1 };
                places[LOCK].perform(op, Order::ACQUIRE, Order::RELAXED);
            }
            Act::Sleep => {
                places[QUEUE].perform(Op::Enqueue, Order::ACQ_REL, Order::RELAXED);
            }
            Act::Woken => {
                places[QUEUE].perform(Op::Woken(false), Order::ACQUIRE, Order::RELAXED);
            }
            Act::Wake(count) => {
                places[QUEUE].perform(Op::Wake(count), Order::ACQ_REL, Order::RELAXED);
            }
            Act::Unless if last == 0 => at += 1,
            // To unwind without the message.
            Act::Check if last == 0 => std::panic::resume_unwind(Box::new("checked")),
            Act::Unless | Act::Check => {}
            Act::Spawn(child) => {
                let (text, shared) = (Rc::clone(text), Rc::clone(children));
                let index = spawn(move || run(&text, child as usize, places, &shared));
                let mut all = children.get();
                all[child as usize] = index;
                children.set(all);
            }
            Act::Join(child) => raw::join(children.get()[child as usize]),
        }
    }
}

/// The execution that a graph describes. Threads are started in the order of their numbers.
pub(crate) fn execution(graph: &Graph) -> Execution {
    let name = |id: EventId| {
        let event = graph.event(id);
        (event.thread(), event.index())
    };
    let threads = u32::try_from(graph.thread_count()).expect("few");
    let of_thread = |thread: u32| {
        let events = graph.of_thread(thread).iter().filter(|&&id| !graph.event(id).is_waiting());
        events
            .map(|&id| {
                let event = graph.event(id);
                let origin = match event.source() {
                    EventId::INIT => Origin::Initial,
                    EventId::NONE => Origin::None,
                    source => Origin::Event(name(source).0, name(source).1),
                };
                let is_wake = matches!(event.request().op, Op::Wake(_));
                (origin, if is_wake { graph.taken_out_by(id) } else { Vec::new() })
            })
            .collect()
    };
    let locations = u32::try_from(graph.location_count()).expect("few");
    let mut writes: [Vec<(u32, u32)>; 4] = Default::default();
    for location in 0..locations {
        writes[location as usize] = graph.writes(location).map(name).collect();
    }
    Execution { sources: (0..threads).map(of_thread).collect(), writes }
}
