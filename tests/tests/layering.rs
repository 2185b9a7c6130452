//! Which crate may know which: the arrows of `docs/ARCHITECTURE.md`.

// A test that cannot read its input has failed.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;

/// What we read of `cargo metadata`.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_members: Vec<String>,
    workspace_default_members: Vec<String>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

#[derive(Deserialize)]
struct DependencyKind {
    kind: Option<String>,
}

impl Metadata {
    fn programs(&self) -> Vec<String> {
        let is_default = |package: &&Package| self.workspace_default_members.contains(&package.id);
        let targets = self.packages.iter().filter(is_default).flat_map(|package| &package.targets);
        let programs = targets.filter(|target| target.kind.iter().any(|kind| kind == "bin"));
        programs.map(|target| target.name.clone()).collect()
    }
}

/// The dependencies of each package, those for its tests left out.
struct Graph {
    members: BTreeSet<String>,
    dependencies: BTreeMap<String, BTreeSet<String>>,
    /// What `cargo run` could mean.
    programs: Vec<String>,
}

impl Graph {
    fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let output = std::process::Command::new(env!("CARGO"))
            .args(["metadata", "--format-version=1", "--all-features", "--locked"])
            // What other systems need was never downloaded.
            .args(["--filter-platform", &host()])
            .current_dir(root)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let metadata: Metadata = serde_json::from_slice(&output.stdout).unwrap();
        let names: BTreeMap<&str, &str> = metadata
            .packages
            .iter()
            .map(|package| (package.id.as_str(), package.name.as_str()))
            .collect();
        let is_normal =
            |dependency: &&Dependency| dependency.dep_kinds.iter().any(|kind| kind.kind.is_none());
        let dependencies = metadata.resolve.nodes.iter().map(|node| {
            let needs = node.deps.iter().filter(is_normal);
            let needs = needs.map(|needed| names[needed.pkg.as_str()].to_owned());
            (names[node.id.as_str()].to_owned(), needs.collect())
        });
        Self {
            members: metadata
                .workspace_members
                .iter()
                .map(|id| names[id.as_str()].to_owned())
                .collect(),
            dependencies: dependencies.collect(),
            programs: metadata.programs(),
        }
    }

    /// Our own crates that `name` depends on, directly, without their common prefix.
    fn ours(&self, name: &str) -> Vec<&str> {
        let ours = self.dependencies[name].iter().filter(|needed| self.members.contains(*needed));
        ours.map(|needed| needed.strip_prefix("plainweave-").unwrap_or(needed)).collect()
    }

    /// Everything `name` depends on, directly or not.
    fn tree(&self, name: &str) -> BTreeSet<&str> {
        let mut tree = BTreeSet::new();
        let mut todo = vec![name];
        while let Some(next) = todo.pop() {
            for needed in &self.dependencies[next] {
                if tree.insert(needed.as_str()) {
                    todo.push(needed);
                }
            }
        }
        tree
    }
}

/// The system we are on, as the compiler calls it.
fn host() -> String {
    let output = std::process::Command::new("rustc").arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.unwrap().to_owned()
}

/// The README says so.
#[test]
fn cargo_run_is_the_tour() {
    assert_eq!(Graph::read().programs, ["plainweave"]);
}

#[test]
fn the_arrows_are_as_drawn() {
    let graph = Graph::read();
    let may_need: &[(&str, &[&str])] = &[
        ("plainweave-arena", &[]),
        ("plainweave-runtime", &[]),
        ("plainweave-linear", &[]),
        ("plainweave-trace", &[]),
        ("plainweave-account", &["trace"]),
        ("plainweave-runtime-model", &["runtime"]),
        ("plainweave-runtime-loom", &["runtime", "runtime-model"]),
        ("plainweave-runtime-shuttle", &["runtime", "runtime-model"]),
        ("plainweave-weave", &["arena"]),
        ("plainweave-runtime-weave", &["runtime", "runtime-model", "weave"]),
        ("plainweave-litmus", &["weave"]),
        ("plainweave-sync", &["runtime"]),
        ("plainweave-pool", &["runtime", "sync"]),
        ("plainweave-scenarios", &["pool", "runtime", "sync", "trace"]),
        ("plainweave-record", &["runtime", "trace"]),
        (
            "plainweave-check",
            &[
                "account",
                "record",
                "runtime",
                "runtime-loom",
                "runtime-model",
                "runtime-shuttle",
                "runtime-weave",
                "scenarios",
                "trace",
                "weave",
            ],
        ),
        ("plainweave-report", &["trace"]),
        ("plainweave-property", &["check", "linear", "report", "runtime", "trace"]),
        (
            "plainweave",
            &[
                "check",
                "linear",
                "pool",
                "property",
                "report",
                "runtime",
                "scenarios",
                "sync",
                "trace",
            ],
        ),
        ("plainweave-example", &["plainweave"]),
        ("plainweave-example-stack", &["plainweave"]),
        ("plainweave-bench", &["weave"]),
        ("plainweave-cli", &["bench", "check", "litmus", "report", "scenarios", "trace", "weave"]),
        ("plainweave-models", &["pool", "runtime", "scenarios", "sync", "trace"]),
        // It reads the sources of the primitives, and links none.
        ("plainweave-mutants", &[]),
    ];
    for (name, may) in may_need {
        for needed in graph.ours(name) {
            assert!(may.contains(&needed), "{name} depends on {needed}");
        }
    }
    let known: BTreeSet<&str> = may_need.iter().map(|(name, _)| *name).collect();
    for member in graph.members.iter().filter(|member| *member != "plainweave-tests") {
        assert!(known.contains(member.as_str()), "{member} has no place in the arrows");
    }
}

#[test]
fn who_takes_only_the_primitives_compiles_no_checker() {
    let graph = Graph::read();
    for primitives in ["plainweave-sync", "plainweave-pool"] {
        let tree = graph.tree(primitives);
        for checker in ["loom", "shuttle", "plainweave-check", "serde", "clap", "proptest"] {
            assert!(!tree.contains(checker), "{primitives} depends on {checker}: {tree:?}");
        }
    }
}

#[test]
fn only_the_back_ends_and_check_name_a_checker() {
    let graph = Graph::read();
    for member in &graph.members {
        let names: Vec<&String> = graph.dependencies[member]
            .iter()
            .filter(|needed| needed.starts_with("loom") || needed.starts_with("shuttle"))
            .collect();
        let may = [
            "plainweave-runtime-loom",
            "plainweave-runtime-shuttle",
            "plainweave-check",
            // Measures them as their users have them.
            "plainweave-bench",
            // Compares the coarse level with the checkers' own mutexes.
            "plainweave-tests",
        ];
        assert!(names.is_empty() || may.contains(&member.as_str()), "{member} names {names:?}");
    }
}
