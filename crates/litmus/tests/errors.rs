//! What is said of programs that are none, and of those that go wrong.

use std::fmt::Write;

use plainweave_litmus::enumerate::Naive;
use plainweave_litmus::table::{Model, Table};
use plainweave_litmus::{Explorer, Program, Source, compare};

/// Programs, one of each problem, with their `N` and initial values.
const BROKEN: &[(&str, Option<i64>, &str)] = &[
    // Tokens.
    ("x:=1; y:=?", None, ""),
    ("x:=1; y:=ä", None, ""),
    ("x:=12ab", None, ""),
    ("x:=0x", None, ""),
    ("x:=0xg1", None, ""),
    ("x:=9223372036854775808", None, ""),
    // Statements.
    ("x:=1 y:=2", None, ""),
    ("x:=1; 2:=x", None, ""),
    ("x", None, ""),
    ("x+1", None, ""),
    ("A[0]=1", None, ""),
    ("a<-", None, ""),
    ("a<-1", None, ""),
    ("a<-lock", None, ""),
    ("a<-fence", None, ""),
    ("a<-start(1)", None, ""),
    ("else { x:=1 }", None, ""),
    ("lock(m) }", None, ""),
    ("x:=1 ||| y:=2", None, ""),
    ("while:=1", None, ""),
    ("fadd(lock,1)", None, ""),
    ("lock(m", None, ""),
    ("fadd(x)", None, ""),
    ("cas(x,0)", None, ""),
    ("start(a)", None, ""),
    ("lock(m)@acq", None, ""),
    ("join(0)@sc", None, ""),
    // Blocks.
    ("if 1 x:=1", None, ""),
    ("if 1 { x:=1 || y:=1 }", None, ""),
    ("if 1 { x:=1 } else x:=2", None, ""),
    ("while 1 { x:=1", None, ""),
    ("for lock in range(2) { }", None, ""),
    ("for a of range(2) { }", None, ""),
    ("for a in 2 { }", None, ""),
    // Copies.
    ("2{x:=1}", None, ""),
    ("2*x:=1", None, ""),
    ("(a+1)*{x:=1}", None, ""),
    ("(0-1)*{x:=1}", None, ""),
    ("(1//0)*{x:=1}", None, ""),
    ("1001*{x:=1}", None, ""),
    ("N*{x:=1}", None, ""),
    ("N*{x:=1}", Some(1 << 40), ""),
    ("x:=N", None, ""),
    // Expressions.
    ("x:=", None, ""),
    ("x:=(1", None, ""),
    ("a<-x; y:=a[", None, ""),
    ("a<-x; if a<-1 { y:=1 }", None, ""),
    ("a<-x; if 0 < a < 2 { y:=1 }", None, ""),
    ("x:=1 + not 2", None, ""),
    ("x:=((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1", None, ""),
    // Orderings.
    ("x:=1@", None, ""),
    ("x:=1@release", None, ""),
    ("x:=1@lock", None, ""),
    ("a<-x@rel", None, ""),
    ("x:=1@acqrel", None, ""),
    ("fadd(x,1)@na", None, ""),
    ("cas(x,0,1)@na", None, ""),
    ("cas(x,0,1)@rel/rel", None, ""),
    ("fence@rlx", None, ""),
    // Names.
    ("a=b", None, ""),
    ("a<-x || y:=a", None, ""),
    ("y:=r[0]", None, ""),
    ("N=1", None, ""),
    ("for N in range(2) { }", None, ""),
    ("2*{i=1}", None, ""),
    ("2*{i<-x}", None, ""),
    ("2*{for i in range(2) { }}", None, ""),
    ("2*{y:=i[0]}", None, ""),
    ("break", None, ""),
    ("if 1 { continue }", None, ""),
    // Locations.
    ("lock(x); x:=1", None, ""),
    ("x:=1@na || a<-x", None, ""),
    ("a<-A[0]@na || unlock(A[1])", None, ""),
    // Threads.
    ("start(1)", None, ""),
    ("0*{x:=1} || join(2)", None, ""),
    ("0*{x:=1}", None, "y=1"),
    // Initial values.
    ("x:=1", None, "y=1"),
    ("x:=1", None, "x"),
    ("x:=1", None, "x=a"),
    ("x:=1", None, "x=1,x=2"),
    ("x:=1", None, "x=1 y=2"),
    ("A[1]:=1", None, "A[a]=1"),
    ("x:=1", None, "if=1"),
];

/// Programs that go wrong when they run.
const WRONG: &[&str] = &[
    "r<-cas(x,0,1); y:=r",
    "r<-cas(x,0,1); if r { y:=1 }",
    "r<-cas(x,0,1); s=r; y:=s[0]+r",
    "r<-cas(x,0,1); y:=r[2]",
    "a<-x; y:=a[0]",
    "a<-x; y:=1//a",
    "a<-x; y:=1%a",
    "a<-x; y:=1<<(a-1)",
    "a<-x; y:=1>>(a-1)",
    "while 1 { }",
    "a<-x; join(a-1)",
    "x:=1 || a<-x; join(a+2)",
    "start(2) || start(2) || x:=1",
    "x:=1@na || a<-x@na",
    "A[0]:=1@na || A[0]:=2@na",
];

#[test]
fn every_problem_has_a_place_and_an_advice() {
    let mut all = String::new();
    for &(program, size, initial) in BROKEN {
        let source = Source { program, size, initial };
        let error = Program::compile(&source).expect_err(program);
        writeln!(all, "{error}\n").expect("a string takes everything");
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("problems", all);
    });
}

#[test]
fn every_mistake_has_a_place_and_an_advice() {
    let mut all = String::new();
    for line in WRONG {
        let program = Program::new(line).expect(line);
        let found = Naive::default().explore(&program, Model::Rc11, &mut |_| {});
        let failure = found.expect_err(line);
        writeln!(all, "{failure}\n").expect("a string takes everything");
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("mistakes", all);
    });
}

#[test]
fn every_mistake_in_a_table_has_a_line() {
    let tables = [
        "",
        "\n\n",
        "name\tmodel",
        "name\tprogram\toutcome\tname",
        "name\tmodel\tprogram\nSB\tSC\tx:=1\t3",
        "name\tmodel\tprogram\n\nSB\tTSO\tx:=1",
        "name\tmodel\tprogram\tgraphs\nSB\tSC\tx:=1\tmany",
        "name\tmodel\tprogram\tN\nSB\tSC\tx:=1\t2.5",
        "name\tmodel\tprogram\tcb\nSB\tSC\tx:=1\t1,2",
        "name\tprogram\toutcome\nSB\tx:=1\tx",
        "name\tprogram\toutcome\nSB\tx:=1\t0:=1",
        "name\tprogram\toutcome\trc11\nSB\tx:=1\tx=1\tmaybe",
        "outcome\tprogram",
    ];
    let mut all = String::new();
    for table in tables {
        let error = Table::read(table).expect_err(table);
        writeln!(all, "{error}").expect("a string takes everything");
    }
    let rows = [
        "name\tmodel\tprogram\nSB\tSC\tx:=",
        "name\tmodel\tprogram\tfinals\tgraphs\nSB\tSC\tx:=1\tx,y\t1",
        "name\tmodel\tprogram\tgraphs\nMP\tRC11\tx:=1@na || a<-x@na\t1",
        "name\tprogram\toutcome\trc11\nSB\tx:=1\t0:a=1\tallowed",
        "name\tprogram\toutcome\trc11\nSB\tx:=1\ty=1\tallowed",
    ];
    for table in rows {
        let error = match Table::read(table).expect(table) {
            Table::Counts(rows) => compare::counts(&rows[0], &Naive::default()),
            Table::Outcomes(rows) => compare::outcome(&rows[0], &Naive::default()),
        };
        writeln!(all, "\n{}", error.expect_err(table)).expect("a string takes everything");
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("tables", all);
    });
}
