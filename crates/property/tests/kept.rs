//! What failed once is kept beside the manifest, and tried first.

use std::path::Path;
use std::process::Command;

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

/// Run by the other test in processes of their own, each as the tests of a package.
#[test]
#[ignore = "fails on purpose"]
fn in_a_package() {
    Property::new(Torn, Engine::Weave).verify();
}

/// Whether the property holds as a test of the package in `folder`, if so many programs are drawn.
fn holds(folder: &Path, programs: u32) -> bool {
    let mut test = Command::new(std::env::current_exe().expect("a test is a program"));
    test.args(["--ignored", "--exact", "in_a_package"]);
    test.env("CARGO_MANIFEST_DIR", folder).env("PROPTEST_CASES", programs.to_string());
    test.env_remove("PROPTEST_DISABLE_FAILURE_PERSISTENCE");
    let output = test.output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("running 1 test"), "{said}");
    output.status.success()
}

#[test]
fn what_failed_once_is_tried_first() {
    let package = tempfile::tempdir().expect("there is room for a folder");
    let folder = package.path();
    assert!(holds(folder, 0), "no program is drawn, and none is kept");
    assert!(!holds(folder, 50), "some program is torn");
    let kept = std::fs::read_to_string(folder.join("proptest-regressions/sum-torn.txt"));
    let kept = kept.expect("it is kept where it is said to be");
    assert!(kept.lines().any(|line| line.starts_with("cc ")), "{kept}");
    assert!(!holds(folder, 0), "the one that is kept is tried, though none is drawn");
}
