//! As the test of a package: what failed once is kept beside the manifest and tried first, and proptest's
//! variables are heeded.

use std::path::Path;
use std::process::{Command, Output};

use check::Engine;
use linear::{Answers, Spec};
use plainweave_property::proptest::prelude::{BoxedStrategy, Just, Strategy};
use plainweave_property::{Property, Subject};
use runtime::{Atomic, Ordering, Runtime};

/// Adds 1, and says what it was before.
#[derive(Clone, Debug, PartialEq)]
struct Add;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Sum(u32);

impl Spec for Sum {
    type Operation = Add;
    type Result = u32;

    fn apply(&self, Add: &Add) -> Answers<Self, u32> {
        Answers::one(Self(self.0 + 1), self.0)
    }
}

/// The mistake: it reads, and then writes.
#[derive(Clone, Debug)]
struct Torn;

impl Subject for Torn {
    const NAME: &'static str = "sum/torn";
    type Object<R: Runtime> = R::AtomicU32;
    type Spec = Sum;

    fn operations(&self, _: usize) -> BoxedStrategy<Add> {
        Just(Add).boxed()
    }

    fn spec(&self) -> Sum {
        Sum(0)
    }

    fn object<R: Runtime>(&self) -> R::AtomicU32 {
        R::AtomicU32::new(0)
    }

    fn apply<R: Runtime>(sum: &R::AtomicU32, Add: &Add) -> u32 {
        let before = sum.load(Ordering::Relaxed);
        sum.store(before + 1, Ordering::Relaxed);
        before
    }
}

/// Run by the other tests in processes of their own, each as the tests of a package.
#[test]
#[ignore = "fails on purpose"]
fn in_a_package() {
    Property::new(Torn, Engine::Weave).verify();
}

/// What comes of the property as a test of the package in `folder`, with such a variable of proptest.
fn tested_in(folder: &Path, variable: &str, value: &str) -> Output {
    let mut test = Command::new(std::env::current_exe().expect("a test is a program"));
    test.args(["--ignored", "--exact", "in_a_package", "--nocapture"]);
    test.env("CARGO_MANIFEST_DIR", folder).env(variable, value);
    test.env_remove("PROPTEST_DISABLE_FAILURE_PERSISTENCE");
    let output = test.output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("running 1 test"), "{said}");
    output
}

#[test]
fn what_failed_once_is_tried_first() {
    let package = tempfile::tempdir().expect("there is room for a folder");
    let folder = package.path();
    let holds = |programs| tested_in(folder, "PROPTEST_CASES", programs).status.success();
    assert!(holds("0"), "no program is drawn, and none is kept");
    assert!(!holds("50"), "some program is torn");
    let kept = std::fs::read_to_string(folder.join("proptest-regressions/sum-torn.txt"));
    let kept = kept.expect("it is kept where it is said to be");
    assert!(kept.lines().any(|line| line.starts_with("cc ")), "{kept}");
    assert!(!holds("0"), "the one that is kept is tried, though none is drawn");
}

#[test]
fn who_does_not_look_for_a_smaller_one_does_not_say_that_there_is_none() {
    let package = tempfile::tempdir().expect("there is room for a folder");
    let is_smallest = |variable, value| {
        let output = tested_in(package.path(), variable, value);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("sum/torn is not linearizable on weave"), "{said}");
        said.contains("; with one or two fewer, none fails")
    };
    assert!(is_smallest("PROPTEST_MAX_SHRINK_ITERS", "1000"));
    assert!(!is_smallest("PROPTEST_MAX_SHRINK_ITERS", "1"));
    assert!(!is_smallest("PROPTEST_MAX_SHRINK_ITERS", "0"));
    assert!(!is_smallest("PROPTEST_MAX_SHRINK_TIME", "1"));
}
