//! Every production of the grammar, and that what is printed is read again.

// A program that cannot be parsed has failed its test.
#![allow(clippy::unwrap_used)]

use plainweave_litmus::operator::Level;
use plainweave_litmus::syntax::{Action, Expression, Line, Term};
use plainweave_litmus::{parse, table::Table};

/// How a program is printed.
#[track_caller]
fn printed(text: &str) -> String {
    match parse(text) {
        Ok(line) => line.to_string(),
        Err(error) => panic!("{error}"),
    }
}

/// Asserts that a program is parsed, and printed just as it is written.
#[track_caller]
fn is_canonical(text: &str) {
    assert_eq!(printed(text), text);
}

#[test]
fn statements() {
    for text in [
        "x:=1",
        "A[a+1]:=1@rel",
        "a<-x",
        "a<-A[2]@acq",
        "fadd(x,1)",
        "a<-fadd(x,a+1)@acqrel",
        "xchg(A[0],1)@rlx",
        "a<-xchg(x,1)",
        "cas(x,0,1)",
        "r<-cas(x,a,a+1)@acq",
        "r<-cas(x,0,1)@acqrel/rlx",
        "fence",
        "fence@sc",
        "lock(m)",
        "unlock(m[i])",
        "trylock(m)",
        "a<-trylock(m)",
        "assume(a==1)",
        "start(1)",
        "join(a+1)",
        "a=1",
        "a+=1",
        "a-=b",
        "if a { x:=1 }",
        "if a { x:=1 } else { x:=2 }",
        "if a {} else if b { x:=1 } else { x:=2 }",
        "while a < 2 { a<-x }",
        "for a in range(3) { x:=a }",
        "for a in range(1,b) {}",
        "break",
        "continue",
        "return",
        "pass",
        "",
    ] {
        is_canonical(text);
    }
}

#[test]
fn threads_and_copies() {
    is_canonical("x:=1 || a<-x || y:=1; b<-y");
    is_canonical("3*{x:=i} || N*{} || (N-1)*{y:=i; z:=i} || a<-x");
    assert_eq!(printed("||"), " || ");
    // The location `N`.
    is_canonical("N:=1 || N[0]:=1");
}

#[test]
fn semicolons_separate() {
    assert_eq!(printed(";;x:=1;;y:=1;;"), "x:=1; y:=1");
    assert_eq!(printed("if a { x:=1; } y:=1"), "if a { x:=1 }; y:=1");
    assert_eq!(printed("while a { } ; y:=1"), "while a {}; y:=1");
    assert!(parse("x:=1 y:=1").is_err());
}

#[test]
fn white_space_separates_only_tokens() {
    assert_eq!(printed(" x := 1 @ rel\n||\ta<-x@acq "), "x:=1@rel || a<-x@acq");
    assert_eq!(printed("if a{x:=1}else{x:=2}"), "if a { x:=1 } else { x:=2 }");
    assert_eq!(printed("r<-cas ( x , 0 , 1 ) @ acq / rlx"), "r<-cas(x,0,1)@acq/rlx");
}

#[test]
fn numbers_can_be_hexadecimal() {
    assert_eq!(printed("x:=0xfF; y:=007"), "x:=255; y:=7");
}

#[test]
fn orderings_are_no_keywords() {
    is_canonical("rlx:=1@rlx; acq<-na@na; sc=rel");
}

/// An expression with all brackets.
fn bracketed(Expression { node, .. }: &Expression) -> String {
    match node {
        Term::Number(_) | Term::Size | Term::Variable(_) => node.to_string(),
        Term::Part { of, index } => format!("{of}[{}]", bracketed(index)),
        Term::Not(operand) => format!("(not {})", bracketed(operand)),
        Term::Negate(operand) => format!("(-{})", bracketed(operand)),
        Term::Binary { operator, left, right } => {
            format!("({} {} {})", bracketed(left), operator.text(), bracketed(right))
        }
    }
}

/// Asserts how an expression is grouped.
#[track_caller]
fn groups(expression: &str, expected: &str) {
    let line = parse(&format!("a={expression}")).unwrap();
    let Action::Assign { value, .. } = &line.threads[0].body[0].node else {
        panic!("it assigns");
    };
    assert_eq!(bracketed(value), expected);
}

#[test]
fn precedence_is_that_of_python() {
    groups("1 or 2 and 3", "(1 or (2 and 3))");
    groups("1 and 2 or 3", "((1 and 2) or 3)");
    groups("not 1 and 2", "((not 1) and 2)");
    groups("not a == b", "(not (a == b))");
    groups("not not 1", "(not (not 1))");
    groups("1 | 2 == 3 | 4", "((1 | 2) == (3 | 4))");
    groups("1 | 2 ^ 3 & 4 << 5 + 6 * -7", "(1 | (2 ^ (3 & (4 << (5 + (6 * (-7)))))))");
    groups("-1 * 2 + 3 << 4 & 5 ^ 6 | 7", "(((((((-1) * 2) + 3) << 4) & 5) ^ 6) | 7)");
    groups("- - 1", "(-(-1))");
    groups("1 - 2 - 3", "((1 - 2) - 3)");
    groups("8 // 4 % 3 * 2", "(((8 // 4) % 3) * 2)");
    groups("1 << 2 >> 3", "((1 << 2) >> 3)");
    groups("1 or 2 or 3", "((1 or 2) or 3)");
    groups("(1 or 2) and (3 + 4) * 5", "((1 or 2) and ((3 + 4) * 5))");
    groups("a[b + 1] + N", "(a[(b + 1)] + N)");
    for operator in ["==", "!=", "<", "<=", ">", ">="] {
        groups(&format!("1 + 2 {operator} 3"), &format!("((1 + 2) {operator} 3)"));
    }
}

#[test]
fn levels_go_from_loose_to_tight() {
    assert!(Level::Or < Level::Not && Level::Not < Level::Comparison && Level::Sum < Level::Atom);
}

#[test]
fn deep_programs_are_refused_and_long_ones_are_not() {
    let nested = |depth| format!("x:={}1{}", "(".repeat(depth), ")".repeat(depth));
    assert!(parse(&nested(60)).is_ok());
    assert!(parse(&nested(100_000)).is_err());
    assert!(parse(&format!("x:={}1", "-".repeat(100_000))).is_err());
    assert!(parse(&format!("x:=1{}", "+1".repeat(100_000))).is_err());
    assert!(parse(&format!("{}{}", "if 1 {".repeat(1000), "}".repeat(1000))).is_err());
    assert!(parse(&"if 1 {} else ".repeat(1000)).is_err());
    assert!(parse(&"x:=(1+2)*3; ".repeat(10_000)).is_ok());
    assert!(parse(&"if 1 {} ".repeat(10_000)).is_ok());
}

#[test]
fn the_programs_of_the_tables_are_printed_and_read_again() {
    let Table::Counts(rows) = Table::read(include_str!("../tables/oracles.tsv")).unwrap() else {
        panic!("it is about counts");
    };
    assert_eq!(rows.len(), 2407);
    let again = |line: &Line| parse(&line.to_string()).unwrap();
    for row in rows {
        let line = parse(&row.program).unwrap();
        assert_eq!(again(&line), line, "{}", row.program);
    }
}
