//! What the stack can do, and what is right: declared once, for every engine.

use plainweave::linear::{Answers, Spec};
use plainweave::prelude::*;
use plainweave::property::proptest::prelude::{BoxedStrategy, Just, Strategy, prop_oneof};
use plainweave::property::{Outcome, Property, Size, Subject};

use crate::{ROOM, Stack};

#[derive(Clone, Debug)]
enum Operation {
    Push(u32),
    Pop,
}

/// A stack, one operation after the other; two threads use it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Values(Vec<u32>);

impl Spec for Values {
    type Operation = Operation;
    /// The value that was pushed or popped.
    type Result = Option<u32>;

    fn apply(&self, operation: &Operation) -> Answers<Self, Option<u32>> {
        let Self(mut values) = self.clone();
        let count = values.len();
        match operation {
            Operation::Push(_) if count == ROOM => Answers::one(Self(values), None),
            Operation::Push(value) => {
                values.push(*value);
                let pushed = Answers::one(Self(values), Some(*value));
                // The other thread may have popped a value whose node is not free yet.
                if count == ROOM - 1 { pushed.or(self.clone(), None) } else { pushed }
            }
            Operation::Pop => {
                let popped = values.pop();
                Answers::one(Self(values), popped)
            }
        }
    }
}

#[derive(Clone, Debug)]
struct Stacks<const TAGGED: bool>;

impl<const TAGGED: bool> Subject for Stacks<TAGGED> {
    const NAME: &'static str = "stack";
    type Object<R: Runtime> = Stack<R, TAGGED>;
    type Spec = Values;

    fn operations(&self, _thread: usize) -> BoxedStrategy<Operation> {
        prop_oneof![Just(Operation::Pop), (1..=9_u32).prop_map(Operation::Push)].boxed()
    }

    fn spec(&self) -> Values {
        Values(Vec::new())
    }

    fn object<R: Runtime>(&self) -> Stack<R, TAGGED> {
        Stack::new_in()
    }

    fn apply<R: Runtime>(stack: &Stack<R, TAGGED>, operation: &Operation) -> Option<u32> {
        match operation {
            Operation::Push(value) => stack.push(*value).then_some(*value),
            Operation::Pop => stack.pop(),
        }
    }
}

/// Two threads: one call beside as many as an ABA takes.
const SIZE: Size = Size { initial: 1, threads: 2, calls: 2, last: 1 };

#[test]
fn with_tags_it_is_a_stack() {
    let looked = Property::new(Stacks::<true>, Engine::Weave).size(SIZE).verify();
    assert!(looked.programs > 10);
}

#[test]
fn without_tags_an_aba_is_found() {
    let property = Property::new(Stacks::<false>, Engine::Weave).size(SIZE);
    let Outcome::Breaks(found) = property.run() else { panic!("it should break") };
    // All of it is in `aba.snap`.
    insta::with_settings!({ snapshot_path => "..", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("aba", found);
    });
}
