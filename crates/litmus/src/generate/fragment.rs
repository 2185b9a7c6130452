//! Pieces of threads.

use super::{Random, Vocabulary};
use crate::operator::Operator;
use crate::ordering::{Ordered, Ordering};
use crate::span::Spanned;
use crate::syntax::{
    Action, Assignment, Block, Branch, Expression, Otherwise, Place, Term, Update,
};

/// Writes one thread.
pub(super) struct Writer<'w> {
    random: &'w mut Random,
    vocabulary: &'w Vocabulary,
    /// The variables that have a number.
    numbers: Vec<String>,
    /// The variables that have a pair.
    pairs: usize,
    /// How deep the fragment is in others.
    depth: usize,
}

impl<'w> Writer<'w> {
    pub(super) fn new(random: &'w mut Random, vocabulary: &'w Vocabulary) -> Self {
        Self { random, vocabulary, numbers: Vec::new(), pairs: 0, depth: 0 }
    }

    /// A thread with about so many events.
    pub(super) fn thread(&mut self, events: usize) -> Block {
        let mut block = self.block(events);
        if self.vocabulary.has_misuse && self.random.one_in(2) {
            block.push(Action::Unlock(self.mutex()).into());
        }
        block
    }

    fn block(&mut self, events: usize) -> Block {
        let mut block = Block::new();
        let mut left = events;
        while left > 0 {
            let (fragment, cost) = self.fragment(left);
            left = left.saturating_sub(cost.max(1));
            block.extend(fragment.into_iter().map(Spanned::from));
        }
        block
    }

    /// Some statements, and about how many events they are.
    fn fragment(&mut self, events: usize) -> (Vec<Action>, usize) {
        let Vocabulary { locks, assumes, updates, branches, fences, loops, plain, .. } =
            *self.vocabulary;
        let may_nest = self.depth < 2;
        if events > 1 && may_nest && self.wants(locks) {
            return self.critical_section(events);
        }
        if events > 1 && self.wants(assumes) {
            return self.round(events);
        }
        if events > 1 && may_nest && self.wants(branches) {
            return self.branch(events);
        }
        if events > 2 && may_nest && self.wants(loops) {
            return self.repetition(events);
        }
        if events > 1 && self.wants(plain) {
            return self.message(events);
        }
        if self.wants(fences) {
            let ordering = self.vocabulary.ordering(self.random, Ordered::Fence);
            return (vec![Action::Fence { ordering }], 1);
        }
        if self.wants(updates) {
            return (vec![self.update()], 1);
        }
        let access = if self.random.one_in(2) { self.load().0 } else { self.store() };
        (vec![access], 1)
    }

    /// `lock(m); …; unlock(m)`, or the same after a try.
    fn critical_section(&mut self, events: usize) -> (Vec<Action>, usize) {
        let mutex = self.mutex();
        let budget = self.random.below(events.saturating_sub(1));
        let mut body = self.nested(budget);
        // Rarely it stays locked.
        if !self.random.one_in(10) {
            body.push(Action::Unlock(mutex.clone()).into());
        }
        if self.random.one_in(3) {
            let into = self.new_number();
            let condition = variable(&into);
            let attempt = Action::TryLock { into: Some(into.into()), at: mutex };
            let then = Branch { condition, then: body, otherwise: None };
            return (vec![attempt, Action::If(then)], budget + 2);
        }
        let mut actions = vec![Action::Lock(mutex)];
        actions.extend(body.into_iter().map(|statement| statement.node));
        (actions, budget + 2)
    }

    /// Reads that have to agree with each other, or a lock of which each attempt is one round.
    fn round(&mut self, events: usize) -> (Vec<Action>, usize) {
        match self.random.below(3) {
            0 => {
                let (load, name) = self.load();
                let assumption = Action::Assume(self.condition(&name));
                (vec![load, assumption], 1)
            }
            1 => {
                let (first, left) = self.load();
                let (second, right) = self.load();
                let operator = self.random.pick(&[Operator::Equal, Operator::Unequal]);
                let condition = binary(operator, variable(&left), variable(&right));
                (vec![first, second, Action::Assume(condition)], 2)
            }
            // Test and test-and-set.
            _ if events > 3 => {
                let lock = self.place();
                let load = self.load_from(lock.clone());
                let is_free = binary(Operator::Equal, variable(&load.1), number(0));
                let (swap, pair) = self.compare_and_swap(lock.clone(), 0, 1);
                let ordering = self.vocabulary.ordering(self.random, Ordered::Store);
                let free = Action::Store { to: lock, value: number(0), ordering };
                let got = Action::Assume(part(&pair, 0));
                (vec![load.0, Action::Assume(is_free), swap, got, free], 3)
            }
            _ => {
                let place = self.place();
                let (swap, pair) = self.compare_and_swap(place, 0, 1);
                (vec![swap, Action::Assume(part(&pair, 0))], 1)
            }
        }
    }

    /// Something read decides what is done.
    fn branch(&mut self, events: usize) -> (Vec<Action>, usize) {
        let mut actions = Vec::new();
        let condition = if self.random.one_in(3) {
            let place = self.place();
            let expected = self.small();
            let new = self.small();
            let (swap, pair) = self.compare_and_swap(place, expected, new);
            actions.push(swap);
            part(&pair, 0)
        } else {
            let (load, name) = self.load();
            actions.push(load);
            self.condition(&name)
        };
        let budget = 1 + self.random.below(events - 1);
        let then = self.nested(budget);
        let otherwise = match self.random.below(4) {
            0 => Some(Otherwise::Block(self.nested(1))),
            1 => Some(Otherwise::Block(vec![Action::Return.into()])),
            _ => None,
        };
        actions.push(Action::If(Branch { condition, then, otherwise }));
        (actions, budget + 1)
    }

    /// At most two rounds of something.
    fn repetition(&mut self, events: usize) -> (Vec<Action>, usize) {
        let rounds = 2;
        let counter = self.new_number();
        let mut body = self.round_body((events / 2).min(2));
        let cost = 2 * body.len().max(1);
        if self.random.one_in(2) {
            let to = number(rounds);
            return (vec![Action::For { variable: counter.into(), from: None, to, body }], cost);
        }
        // Counts before the body, so that `continue` cannot skip it.
        body.insert(0, assign(&counter, Assignment::Add, 1).into());
        let condition = binary(Operator::Less, variable(&counter), number(rounds));
        let begin = assign(&counter, Assignment::Set, 0);
        (vec![begin, Action::While { condition, body }], cost)
    }

    /// What a loop repeats; perhaps it leaves it.
    fn round_body(&mut self, events: usize) -> Block {
        let (test, condition, leave) = match self.random.below(4) {
            // A lock that is tried twice.
            0 => {
                let place = self.place();
                let (swap, pair) = self.compare_and_swap(place, 0, 1);
                (swap, part(&pair, 0), Action::Break)
            }
            1 => {
                let (load, name) = self.load();
                let leave = self.random.pick(&[Action::Break, Action::Continue]);
                (load, self.condition(&name), leave)
            }
            _ => return self.nested(events),
        };
        let then = vec![leave.into()];
        let branch = Action::If(Branch { condition, then, otherwise: None });
        let mut body = vec![test.into(), branch.into()];
        body.extend(self.nested(events.saturating_sub(1)));
        body
    }

    /// Plain data, handed over by a flag: well or not.
    fn message(&mut self, events: usize) -> (Vec<Action>, usize) {
        let data = || Place { name: "p".to_owned().into(), index: None };
        let plain = Some(Ordering::NonAtomic.into());
        let flag = Place { name: "f".to_owned().into(), index: None };
        if self.random.one_in(2) {
            let ordering = self.random.pick(&[Ordering::Release, Ordering::SeqCst]);
            let write = Action::Store { to: data(), value: number(self.small()), ordering: plain };
            let raise =
                Action::Store { to: flag, value: number(1), ordering: Some(ordering.into()) };
            return (vec![write, raise], 2);
        }
        let (mut load, name) = self.load_from(flag);
        if !self.random.one_in(8)
            && let Action::Load { ordering, .. } = &mut load
        {
            *ordering = Some(Ordering::Acquire.into());
        }
        let into = self.new_number();
        let read = Action::Load { into: into.into(), from: data(), ordering: plain };
        let then = vec![read.into()];
        let branch = Branch { condition: variable(&name), then, otherwise: None };
        (vec![load, Action::If(branch)], events.min(2))
    }

    fn nested(&mut self, events: usize) -> Block {
        self.depth += 1;
        let block = self.block(events);
        self.depth -= 1;
        block
    }

    /// A load, and the variable for it.
    fn load(&mut self) -> (Action, String) {
        let place = self.place();
        self.load_from(place)
    }

    fn load_from(&mut self, from: Place) -> (Action, String) {
        let into = self.new_number();
        let ordering = self.vocabulary.ordering(self.random, Ordered::Load);
        (Action::Load { into: into.clone().into(), from, ordering }, into)
    }

    fn store(&mut self) -> Action {
        let (to, value) = (self.place(), self.value());
        let ordering = self.vocabulary.ordering(self.random, Ordered::Store);
        Action::Store { to, value, ordering }
    }

    fn update(&mut self) -> Action {
        let at = self.place();
        if self.random.one_in(2) {
            let (expected, new) = (self.small(), self.small());
            return self.compare_and_swap(at, expected, new).0;
        }
        let update = self.random.pick(&[Update::Add, Update::Exchange]);
        let operand = self.value();
        let into = if self.random.one_in(2) { Some(self.new_number().into()) } else { None };
        let ordering = self.vocabulary.ordering(self.random, Ordered::Update);
        Action::Update { into, update, at, operand, ordering }
    }

    /// A compare-and-swap, and the variable for the pair.
    fn compare_and_swap(&mut self, at: Place, expected: i64, new: i64) -> (Action, String) {
        let pair = format!("r{}", self.pairs);
        self.pairs += 1;
        let success = self.vocabulary.ordering(self.random, Ordered::Update);
        let failure = match success {
            Some(_) if self.random.one_in(2) => {
                self.vocabulary.ordering(self.random, Ordered::Failure)
            }
            _ => None,
        };
        let (expected, new) = (number(expected), number(new));
        let into = Some(pair.clone().into());
        (Action::CompareAndSwap { into, at, expected, new, success, failure }, pair)
    }

    fn place(&mut self) -> Place {
        if self.wants(self.vocabulary.arrays) {
            let known = self.numbers.last().cloned();
            let index = known
                .map_or(number(0), |name| binary(Operator::Remainder, variable(&name), number(2)));
            return Place { name: "A".to_owned().into(), index: Some(index) };
        }
        let name = self.random.pick(self.vocabulary.locations);
        Place { name: name.to_owned().into(), index: None }
    }

    fn mutex(&mut self) -> Place {
        let name = self.random.pick(self.vocabulary.mutexes);
        Place { name: name.to_owned().into(), index: None }
    }

    /// A value to write: a small number, or something that was read.
    fn value(&mut self) -> Expression {
        if self.numbers.is_empty() || !self.random.one_in(3) {
            return number(1 + self.small());
        }
        let known = variable(&self.random.pick(&self.numbers));
        if self.random.one_in(2) { known } else { binary(Operator::Add, known, number(1)) }
    }

    fn condition(&mut self, name: &str) -> Expression {
        let operator = self.random.pick(&[
            Operator::Equal,
            Operator::Unequal,
            Operator::Less,
            Operator::GreaterOrEqual,
        ]);
        let condition = binary(operator, variable(name), number(self.small()));
        if self.random.one_in(6) { Term::Not(Box::new(condition)).into() } else { condition }
    }

    fn small(&mut self) -> i64 {
        self.random.pick(&[0, 1, 1, 2])
    }

    fn new_number(&mut self) -> String {
        let name = format!("a{}", self.numbers.len());
        self.numbers.push(name.clone());
        name
    }

    fn wants(&mut self, frequency: usize) -> bool {
        Vocabulary::wants(self.random, frequency)
    }
}

fn assign(name: &str, assignment: Assignment, value: i64) -> Action {
    Action::Assign { to: name.to_owned().into(), assignment, value: number(value) }
}

fn number(number: i64) -> Expression {
    Term::Number(number).into()
}

fn variable(name: &str) -> Expression {
    Term::Variable(name.to_owned()).into()
}

fn part(name: &str, index: i64) -> Expression {
    Term::Part { of: name.to_owned().into(), index: Box::new(number(index)) }.into()
}

fn binary(operator: Operator, left: Expression, right: Expression) -> Expression {
    Term::Binary { operator, left: Box::new(left), right: Box::new(right) }.into()
}
