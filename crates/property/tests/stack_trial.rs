//! Trial.
use linear::{Answers, Spec};
use plainweave_property::proptest::prelude::*;
use plainweave_property::{Outcome, Property, Size, Subject};
use runtime::{Atomic, AtomicInt, Ordering, Runtime};
use Ordering::*;
use check::Engine;

const NONE: u32 = 0;
const NODES: u32 = 3;

#[derive(Debug)]
struct List<R: Runtime>(R::AtomicU32);

struct Stack<R: Runtime> { top: List<R>, free: List<R>, next: Vec<R::AtomicU32>, values: Vec<R::AtomicU32> }

impl<R: Runtime> Stack<R> {
    fn new() -> Self {
        let word = |n: u32| R::AtomicU32::new(n);
        Self { top: List(word(NONE)), free: List(word(1)),
          next: (0..=NODES).map(|n| word(if n < NODES && n > 0 { n + 1 } else { NONE })).collect(),
          values: (0..=NODES).map(|_| word(0)).collect() }
    }
    fn link(&self, list: &List<R>, node: u32) {
        let mut top = list.0.load(Relaxed);
        loop {
            self.next[node as usize].store(top, Relaxed);
            match list.0.compare_exchange(top, node, Release, Relaxed) {
                Ok(_) => return,
                Err(found) => top = found,
            }
        }
    }
    fn unlink(&self, list: &List<R>) -> Option<u32> {
        let mut top = list.0.load(Acquire);
        while top != NONE {
            let next = self.next[top as usize].load(Relaxed);
            match list.0.compare_exchange(top, next, Acquire, Acquire) {
                Ok(_) => return Some(top),
                Err(found) => top = found,
            }
        }
        None
    }
    fn push(&self, value: u32) -> bool {
        let Some(node) = self.unlink(&self.free) else { return false };
        self.values[node as usize].store(value, Relaxed);
        self.link(&self.top, node);
        true
    }
    fn pop(&self) -> Option<u32> {
        let node = self.unlink(&self.top)?;
        let value = self.values[node as usize].load(Relaxed);
        self.link(&self.free, node);
        Some(value)
    }
}

#[derive(Clone, Debug)]
enum Op { Push(u32), Pop }

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Model(Vec<u32>);

impl Spec for Model {
    type Operation = Op;
    type Result = Option<u32>;
    fn apply(&self, op: &Op) -> Answers<Self, Option<u32>> {
        let mut next = self.clone();
        match *op {
            Op::Push(_) if self.0.len() == NODES as usize => Answers::one(next, None),
            Op::Push(v) => { next.0.push(v); Answers::one(next, Some(v)) }
            Op::Pop => { let top = next.0.pop(); Answers::one(next, top) }
        }
    }
}

#[derive(Clone, Debug)]
struct Stacks;
impl Subject for Stacks {
    const NAME: &'static str = "stack";
    type Object<R: Runtime> = Stack<R>;
    type Spec = Model;
    fn operations(&self, _: usize) -> BoxedStrategy<Op> {
        prop_oneof![Just(Op::Pop), (1..4u32).prop_map(Op::Push)].boxed()
    }
    fn spec(&self) -> Model { Model(vec![]) }
    fn new<R: Runtime>(&self) -> Stack<R> { Stack::new() }
    fn apply<R: Runtime>(s: &Stack<R>, op: &Op) -> Option<u32> {
        match *op { Op::Push(v) => s.push(v).then_some(v), Op::Pop => s.pop() }
    }
}

#[test]
fn find() {
    let calls = std::env::var("CALLS").map_or(3, |c| c.parse().unwrap());
    let n = std::env::var("N").map_or(200, |c| c.parse().unwrap());
    let p = Property::new(Stacks, Engine::Weave).size(Size { initial: 2, threads: 2, calls, last: 2 }).programs(n);
    match p.run() {
        Outcome::Holds(l) => println!("{l:?}"),
        Outcome::Breaks(c) => println!("{c}\n{:?}", c.looked),
        Outcome::Undecided { program, why } => println!("{program}{why}"),
    }
}
