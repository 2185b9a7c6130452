//! Whatever tree is printed, the same one is read again.

use plainweave_litmus::generate::{Size, generate};
use plainweave_litmus::operator::Operator;
use plainweave_litmus::syntax::{
    Action, Assignment, Block, Branch, Expression, Line, Otherwise, Place, Term, Thread, Update,
};
use plainweave_litmus::{Ordering, Spanned, parse};
use proptest::prelude::*;

fn name() -> impl Strategy<Value = String> {
    // Not `N`, which is no variable; nor keywords.
    prop::sample::select(vec!["a", "b", "x", "y1", "_z", "i", "iff", "rlx"]).prop_map(str::to_owned)
}

fn operator() -> impl Strategy<Value = Operator> {
    use Operator::{
        Add, And, BitAnd, BitOr, BitXor, Divide, Equal, Greater, GreaterOrEqual, Less, LessOrEqual,
        Multiply, Or, Remainder, ShiftLeft, ShiftRight, Subtract, Unequal,
    };
    prop::sample::select(vec![
        Or,
        And,
        Equal,
        Unequal,
        Less,
        LessOrEqual,
        Greater,
        GreaterOrEqual,
        BitOr,
        BitXor,
        BitAnd,
        ShiftLeft,
        ShiftRight,
        Add,
        Subtract,
        Multiply,
        Divide,
        Remainder,
    ])
}

fn expression() -> impl Strategy<Value = Expression> {
    let leaf = prop_oneof![
        (0..=i64::MAX).prop_map(Term::Number),
        (0..3_i64).prop_map(Term::Number),
        Just(Term::Size),
        name().prop_map(Term::Variable),
    ];
    let leaf = leaf.prop_map(Expression::from);
    leaf.prop_recursive(5, 24, 2, |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        let term =
            prop_oneof![
                boxed.clone().prop_map(Term::Not),
                boxed.clone().prop_map(Term::Negate),
                (name(), boxed.clone()).prop_map(|(of, index)| Term::Part { of: of.into(), index }),
                (operator(), boxed.clone(), boxed)
                    .prop_map(|(operator, left, right)| Term::Binary { operator, left, right }),
            ];
        term.prop_map(Expression::from)
    })
}

fn place() -> impl Strategy<Value = Place> {
    (name(), prop::option::of(expression()))
        .prop_map(|(name, index)| Place { name: name.into(), index })
}

fn ordering() -> impl Strategy<Value = Option<Spanned<Ordering>>> {
    let some = prop::sample::select(Ordering::ALL.to_vec()).prop_map(Spanned::from);
    prop::option::of(some)
}

fn into() -> impl Strategy<Value = Option<Spanned<String>>> {
    prop::option::of(name().prop_map(Spanned::from))
}

fn operation() -> impl Strategy<Value = Action> {
    let update = prop::sample::select(vec![Update::Add, Update::Exchange]);
    let assignment =
        prop::sample::select(vec![Assignment::Set, Assignment::Add, Assignment::Subtract]);
    prop_oneof![
        (place(), expression(), ordering()).prop_map(|(to, value, ordering)| Action::Store {
            to,
            value,
            ordering
        }),
        (name(), place(), ordering()).prop_map(|(into, from, ordering)| Action::Load {
            into: into.into(),
            from,
            ordering
        }),
        (into(), update, place(), expression(), ordering()).prop_map(
            |(into, update, at, operand, ordering)| {
                Action::Update { into, update, at, operand, ordering }
            }
        ),
        (into(), place(), expression(), expression(), ordering(), ordering()).prop_map(
            |(into, at, expected, new, success, failure)| {
                // There is no way to write only the second one.
                let failure = failure.filter(|_| success.is_some());
                Action::CompareAndSwap { into, at, expected, new, success, failure }
            }
        ),
        ordering().prop_map(|ordering| Action::Fence { ordering }),
        place().prop_map(Action::Lock),
        place().prop_map(Action::Unlock),
        (into(), place()).prop_map(|(into, at)| Action::TryLock { into, at }),
        expression().prop_map(Action::Assume),
        (0..4_i64).prop_map(|thread| Action::Start(thread.into())),
        expression().prop_map(Action::Join),
        (name(), assignment, expression()).prop_map(|(to, assignment, value)| {
            Action::Assign { to: to.into(), assignment, value }
        }),
        prop::sample::select(vec![Action::Break, Action::Continue, Action::Return, Action::Pass]),
    ]
}

fn block(statement: impl Strategy<Value = Action>) -> impl Strategy<Value = Block> {
    prop::collection::vec(statement.prop_map(Spanned::from), 0..3)
}

fn branch(
    statement: impl Strategy<Value = Action> + Clone + 'static,
) -> impl Strategy<Value = Branch> {
    let leaf = (expression(), block(statement.clone()), prop::option::of(block(statement.clone())))
        .prop_map(|(condition, then, otherwise)| {
            let otherwise = otherwise.map(Otherwise::Block);
            Branch { condition, then, otherwise }
        });
    leaf.prop_recursive(2, 4, 1, move |inner| {
        (expression(), block(statement.clone()), inner).prop_map(|(condition, then, otherwise)| {
            let otherwise = Some(Otherwise::If(Box::new(otherwise)));
            Branch { condition, then, otherwise }
        })
    })
}

fn statement() -> impl Strategy<Value = Action> {
    operation().prop_recursive(2, 8, 2, |inner| {
        prop_oneof![
            branch(inner.clone()).prop_map(Action::If),
            (expression(), block(inner.clone()))
                .prop_map(|(condition, body)| Action::While { condition, body }),
            (name(), prop::option::of(expression()), expression(), block(inner)).prop_map(
                |(variable, from, to, body)| Action::For {
                    variable: variable.into(),
                    from,
                    to,
                    body
                }
            ),
        ]
    })
}

fn thread() -> impl Strategy<Value = Thread> {
    (prop::option::of(expression()), block(statement()))
        .prop_map(|(copies, body)| Thread { copies, body })
}

proptest! {
    #[test]
    fn trees(threads in prop::collection::vec(thread(), 1..4)) {
        let line = Line { threads };
        let text = line.to_string();
        match parse(&text) {
            Ok(again) => prop_assert_eq!(again, line, "{}", text),
            Err(error) => prop_assert!(false, "{}", error),
        }
    }

    #[test]
    fn generated_programs(seed: u64) {
        let line = generate(seed, Size { threads_max: 4, events_max: 12 });
        prop_assert_eq!(parse(&line.to_string()), Ok(line));
    }

    /// Nothing makes the parser panic, and the place of an error is in the text.
    #[test]
    fn garbage(text in "[a-c0-2xN:=<>@|&(){};,\\[\\] \u{e4}]{0,30}|(if|while|for|cas|lock|fence|[a-c]|[:=<>@|(){};,-]| ){0,12}") {
        if let Err(error) = parse(&text) {
            prop_assert!(error.span.start <= error.span.end && error.span.end <= text.len());
            prop_assert!(error.to_string().contains('^'));
        }
    }
}
