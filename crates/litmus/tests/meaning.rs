//! What programs mean, as the enumerator runs them.

// A program that cannot be parsed has failed its test.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use plainweave_litmus::enumerate::{Axioms, Cut, End, Enumeration, Limits, count, enumerate};
use plainweave_litmus::table::Model;
use plainweave_litmus::{Pending, Program, Source, Thread, Value};

/// What a program that has one execution leaves in `x`.
#[track_caller]
fn leaves(text: &str, expected: i64) {
    let source = Source { program: text, size: Some(3), initial: "" };
    assert_eq!(finals(&source), BTreeSet::from([expected]), "{text}");
}

/// What complete executions can leave in `x`.
#[track_caller]
fn finals(source: &Source<'_>) -> BTreeSet<i64> {
    let program = Program::compile(source).unwrap();
    let location = program.location("x", None).unwrap();
    let mut finals = BTreeSet::new();
    let (axioms, limits) = (Axioms::of(Model::Rc11), Limits::default());
    let found = enumerate(&program, axioms, &limits, |execution| {
        if execution.end() == End::Complete {
            finals.insert(execution.location_value(location));
        }
    });
    assert_eq!(found.unwrap().cut, None);
    finals
}

#[track_caller]
fn counted(line: &str) -> Enumeration {
    let program = Program::new(line).unwrap();
    count(&program, Axioms::of(Model::Rc11), &Limits::default()).unwrap()
}

#[track_caller]
fn ends(line: &str, complete: u64, deadlocks: u64, blocked: u64) {
    let found = counted(line);
    assert_eq!((found.complete, found.deadlocks, found.blocked), (complete, deadlocks, blocked));
}

#[test]
fn arithmetic_is_that_of_python() {
    leaves("x:=7//2*10+7%2", 31);
    leaves("x:=-7//2", -4);
    leaves("x:=-7%2", 1);
    leaves("x:=7%-2", -1);
    leaves("x:=1<<4|6&3^1", 19);
    leaves("x:=-16>>2", -4);
    leaves("x:=9223372036854775807+1", i64::MIN);
    leaves("x:=- -5", 5);
    leaves("x:=N*N", 9);
}

#[test]
fn comparisons_give_one_or_zero() {
    leaves("x:=(1==1)+(1!=1)+(1<2)+(2<=1)+(2>1)+(1>=1)", 4);
    leaves("x:=not 5", 0);
    leaves("x:=not 0", 1);
}

#[test]
fn and_and_or_give_what_decides() {
    leaves("x:=3 and 5", 5);
    leaves("x:=0 and 5", 0);
    leaves("x:=3 or 5", 3);
    leaves("x:=0 or 5", 5);
    // And look no further.
    leaves("x:=0 and 1//0", 0);
    leaves("x:=3 or 1//0", 3);
    leaves("a=0; x:=a and 1//a or 9", 9);
}

#[test]
fn pairs() {
    leaves("r<-cas(y,0,5); x:=r[0]*10+r[1]", 10);
    leaves("r<-cas(y,4,5); x:=r[0]*10+r[1]", 0);
    leaves("y:=7; r<-cas(y,4,5); x:=r[0]*10+r[1]", 7);
    leaves("r<-cas(y,0,5); s=r; k=0; x:=s[k]+s[1-k]", 1);
    leaves("r<-cas(y,0,5); s=1 and r; x:=s[0]", 1);
}

#[test]
fn updates_give_the_old_value() {
    leaves("a<-fadd(y,5); b<-fadd(y,1); c<-y; x:=a*100+b*10+c", 56);
    leaves("a<-xchg(y,5); b<-y; x:=a*10+b", 5);
    leaves("y:=1; xchg(y,7); fadd(y,-2); b<-y; x:=b", 5);
}

#[test]
fn loops() {
    leaves("s=0; for k in range(4) { s=s*10+k }; x:=s", 123);
    leaves("s=0; for k in range(2,5) { s=s*10+k }; x:=s", 234);
    leaves("s=0; for k in range(5,2) { s=1 }; x:=s", 0);
    // Bounds are evaluated once, and the variable is only set.
    leaves("s=0; n=3; for k in range(n) { n=0; s=s*10+k; k=7 }; x:=s", 12);
    leaves("s=0; for k in range(3) { for j in range(2) { s=s*10+k+j } }; x:=s", 11_223);
    leaves("s=0; while s<5 { s+=2 }; x:=s", 6);
    leaves("s=0; while 1 { s+=1; if s==3 { break } }; x:=s", 3);
    leaves("s=0; for k in range(5) { if k%2 { continue } s=s*10+k }; x:=s", 24);
    leaves("s=0; for k in range(3) { while 1 { break } s+=1 }; x:=s", 3);
    leaves("x:=1; for k in range(3) { if k==1 { return } x:=5+k }; x:=9", 5);
    leaves("k=3; for k in range(0) { pass }; x:=k", 3);
}

#[test]
fn branches() {
    let chain =
        |a: i64| format!("a={a}; if a==0 {{ x:=10 }} else if a==1 {{ x:=11 }} else {{ x:=12 }}");
    leaves(&chain(0), 10);
    leaves(&chain(1), 11);
    leaves(&chain(2), 12);
    leaves("x:=1; if 0 { x:=2 }", 1);
    leaves("s=5; s-=7; x:=s", -2);
}

#[test]
fn copies_know_their_number() {
    leaves(
        "N*{A[i]:=i*i} || join(0); join(1); join(2); b<-A[0]; c<-A[1]; d<-A[2]; x:=b+c*10+d*100",
        410,
    );
    leaves("i=7; x:=i", 7);
    leaves("0*{x:=1} || x:=2", 2);
    leaves("(N-3)*{x:=1} || x:=2", 2);
}

#[test]
fn names_of_locations_and_variables_are_apart() {
    leaves("n:=5; n<-n; x:=n", 5);
    leaves("A:=1; A[0]:=2; a<-A; b<-A[0]; x:=a*10+b", 12);
    leaves("A[-1]:=4; a<-A[2-3]; x:=a", 4);
    leaves("N:=4; a<-N; x:=a+N", 7);
}

#[test]
fn initial_values() {
    let initial = "y=3,A[2]=-1, m=1";
    let source = Source {
        program: "a<-y; b<-A[2]; c<-A[1]; t<-trylock(m); x:=a*100+b*10+c+t",
        size: None,
        initial,
    };
    assert_eq!(finals(&source), BTreeSet::from([290]));
}

#[test]
fn assume_blocks() {
    ends("a<-x@rlx; assume(a) || x:=1@rlx", 1, 0, 1);
    ends("assume(0)", 0, 0, 1);
    // Whoever waits for a thread that was stopped is in no deadlock.
    ends("assume(0) || join(0)", 0, 0, 1);
}

#[test]
fn mutexes() {
    ends("2*{lock(m); unlock(m)}", 2, 0, 0);
    ends("lock(m); lock(m)", 0, 1, 0);
    ends("lock(m) || lock(m)", 0, 2, 0);
    ends(
        "lock(a); lock(b); unlock(b); unlock(a) || lock(b); lock(a); unlock(a); unlock(b)",
        2,
        1,
        0,
    );
    ends("lock(m); a<-trylock(m); unlock(m)", 1, 0, 0);
    // A try takes the mutex before or after the other thread, or fails in between.
    ends("lock(m); unlock(m) || a<-trylock(m); if a { unlock(m) }", 3, 0, 0);
    // If it is first, and does not free it, the other thread waits.
    ends("lock(m); unlock(m) || a<-trylock(m)", 2, 1, 0);
    // Freed by another thread.
    ends("lock(m); lock(m) || unlock(m)", 1, 1, 0);
}

#[test]
fn threads_start_and_join() {
    ends("start(1); x:=1@rlx; join(1) || a<-x@rlx", 2, 0, 0);
    ends("x:=1@rlx || 2*{join(0); a<-x@rlx}", 1, 0, 0);
    ends("join(0)", 0, 1, 0);
    ends("join(1) || join(0)", 0, 1, 0);
    // Thread 1 waits for ever to be started.
    ends("a<-x@rlx; if a { start(1) } || y:=1@rlx || x:=1@rlx", 1, 1, 0);
    ends("start(0)", 0, 1, 0);
}

#[test]
fn data_races() {
    let race = |line| counted(line).race.map(|race| (race.location, race.thread));
    assert_eq!(race("x:=1@na || x:=2@na"), Some(("x".to_owned(), 1)));
    assert_eq!(race("A[1]:=1@na || a<-A[1]@na"), Some(("A[1]".to_owned(), 1)));
    assert_eq!(race("A[1]:=1@na || a<-A[0]@na"), None);
    assert_eq!(race("a<-x@na || b<-x@na"), None);
    assert_eq!(race("x:=1@na; y:=1@rel || a<-y@acq; if a { b<-x@na }"), None);
    assert!(race("x:=1@na; y:=1@rlx || a<-y@acq; if a { b<-x@na }").is_some());
    assert_eq!(race("2*{lock(m); a<-x@na; x:=a+1@na; unlock(m)}"), None);
    assert_eq!(race("x:=1@na; start(1); join(1); x:=2@na || x:=3@na"), None);
    // Without a race there is one value to read, and no event.
    ends("x:=1@na; x:=2@na; a<-x@na; y:=1@rel || b<-y@acq; if b { c<-x@na; z:=c }", 2, 0, 0);
}

#[test]
fn limits_are_told() {
    let program = Program::new("while 1 { a<-x }").unwrap();
    let limits = |graphs_max, events_max| Limits { graphs_max, events_max, time_max: None };
    let cut = |limits| count(&program, Axioms::of(Model::Sc), &limits).unwrap();
    assert_eq!(cut(limits(1000, 10)).cut, Some(Cut::Events));
    assert_eq!(cut(limits(1000, 10)).complete, 0);
    assert_eq!(cut(limits(5, 10)).cut, Some(Cut::Graphs));
    let no_time = Limits { time_max: Some(std::time::Duration::ZERO), ..Limits::default() };
    assert_eq!(cut(no_time).cut, Some(Cut::Time));
}

#[test]
fn asking_a_thread_again_changes_nothing() {
    let program = Program::new("a<-x; b=a+1; y:=b").unwrap();
    let mut thread = Thread::new(&program, 0);
    assert_eq!(thread.pending(), thread.clone().pending());
    let before = thread.clone();
    thread.feed(Value::Number(4));
    assert_eq!(thread.pending(), thread.pending());
    assert_eq!(thread.variable("b"), Some(Value::Number(5)));
    assert_eq!(before.variable("b"), Some(Value::Number(0)));
    assert_eq!(thread.variable("nobody"), None);
    thread.feed(Value::Number(0));
    assert_eq!(thread.pending(), Ok(Pending::Ended));
}
