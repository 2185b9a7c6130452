//! Each memory ordering in the primitives is needed: without it, some model breaks.
//!
//! No list says where the orderings are. They are the lines that models come across; and all lines
//! of the source that name one must be among them. Then each is weakened to `Relaxed`, or the fence
//! left out, and the models that come across it are checked until one breaks. An ordering that no
//! model misses is too strong, or there is no model for what it is good for. One beside a light fence is
//! looked for by the models that hold without any: see [`runtime_loom::weakened`].
#![cfg(feature = "loom")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use check::{Check, Engine, Verdict, WeakenedCheck, WeakenedReport};
use runtime_loom::weakened::{Site, Weakening};
use scenarios::{Params, Scenario, Visitor};

/// Whose orderings are weakened, from the root of the workspace.
const PRIMITIVES: [&str; 2] = ["crates/sync/src", "crates/pool/src"];

/// Enough for each ordering. A model that needs more to break would be too large for this.
const PREEMPTIONS: u8 = 2;

/// With five threads it takes longer than eight minutes. It is about who is told, not about orderings: those that it
/// comes across are in the smaller models of the pool, too.
const TOO_LARGE: &str = models::holds::PoolThreeShutdowns::NAME;

/// Far more than any of these checks takes: only bounds decide where one ends.
const BUDGET: Duration = Duration::from_secs(600);

#[derive(Clone, Copy)]
struct Model {
    name: &'static str,
    check: fn(Weakening) -> WeakenedReport,
}

#[test]
fn every_ordering_is_needed() {
    let sites: Vec<Site> = BY_SITE.keys().copied().collect();
    let breaking = in_parallel(&sites, |site| {
        let breaking = first_that_breaks(*site, &BY_SITE[site]);
        println!("{site} weakened: breaks [{}]", breaking.as_deref().unwrap_or_default());
        breaking
    });
    let needless: Vec<String> = sites
        .iter()
        .zip(breaking)
        .filter(|(_, breaking)| breaking.is_none())
        .map(|(site, _)| site.to_string())
        .collect();
    assert!(needless.is_empty(), "no model needs these orderings: {needless:#?}");
}

#[test]
fn every_ordering_is_in_some_model() {
    let named = lines_that_name_an_ordering();
    assert!(!named.is_empty(), "the primitives have orderings");
    // A call may go on for a few lines, and its site is the first.
    let is_reached = |(file, line): &&(String, u32)| {
        BY_SITE.keys().any(|site| site.file == file && (site.line..site.line + 5).contains(line))
    };
    let missed: Vec<_> = named.iter().filter(|line| !is_reached(line)).collect();
    assert!(missed.is_empty(), "no model comes across these lines: {missed:#?}");
}

/// The orderings of the primitives, and the models that come across each.
static BY_SITE: LazyLock<BTreeMap<Site, Vec<Model>>> = LazyLock::new(models_by_site);

fn models_by_site() -> BTreeMap<Site, Vec<Model>> {
    let models = models();
    let reports = in_parallel(&models, |model| (model.check)(Weakening::default()));
    let mut by_site = BTreeMap::<Site, Vec<Model>>::new();
    for (model, report) in models.iter().zip(reports) {
        assert!(matches!(report.verdict, Verdict::Holds { .. }), "{} holds", model.name);
        let is_ours = |site: &Site| PRIMITIVES.iter().any(|folder| site.file.starts_with(folder));
        for site in report.sites.into_iter().filter(is_ours) {
            by_site.entry(site).or_default().push(*model);
        }
    }
    by_site
}

/// Names a model that breaks when the orderings at `site` are weakened, and how it breaks.
fn first_that_breaks(site: Site, models: &[Model]) -> Option<String> {
    let weakened = Weakening { site: Some(site), no_light_fences: false };
    models.iter().find_map(|model| how_it_breaks(*model, weakened)).or_else(|| {
        let unfenced = Weakening { site: None, no_light_fences: true };
        let weakened = Weakening { site: Some(site), ..unfenced };
        models.iter().find_map(|model| {
            // Quickly told, unlike that it holds without light fences.
            let fault = how_it_breaks(*model, weakened)?;
            let holds = how_it_breaks(*model, unfenced).is_none();
            holds.then(|| format!("{fault}, without light fences"))
        })
    })
}

fn how_it_breaks(model: Model, weakening: Weakening) -> Option<String> {
    let report = (model.check)(weakening);
    let fault = report.verdict.fault_kind()?;
    Some(format!("{}: {fault} in execution {}", model.name, report.executions))
}

fn models() -> Vec<Model> {
    struct Collect(Vec<Model>);
    impl Visitor for Collect {
        fn visit<S: Scenario>(&mut self) {
            if S::NAME != TOO_LARGE {
                self.0.push(Model { name: S::NAME, check: check::<S> });
            }
        }
    }
    let mut collect = Collect(Vec::new());
    models::visit_holds(&mut collect);
    collect.0
}

fn check<S: Scenario>(weakening: Weakening) -> WeakenedReport {
    let check = Check::new(Engine::Loom).preemptions(PREEMPTIONS).budget(BUDGET);
    WeakenedCheck { weakening, check }.run_with::<S>(S::Params::for_models())
}

/// The lines of the primitives that name an ordering stronger than `Relaxed`, or a fence.
fn lines_that_name_an_ordering() -> Vec<(String, u32)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut lines = Vec::new();
    for path in PRIMITIVES.iter().flat_map(|folder| sources(&root.join(folder))) {
        let text = fs::read_to_string(&path).expect("a source can be read");
        let file = path.strip_prefix(&root).expect("below the root").display().to_string();
        let named = (1..).zip(text.lines()).filter(|(_, line)| names_an_ordering(line));
        lines.extend(named.map(|(number, _)| (file.clone(), number)));
    }
    lines
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of sources can be read");
    let paths = entries.map(|entry| entry.expect("so can its entries").path());
    paths.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}

fn names_an_ordering(line: &str) -> bool {
    let code = line.split("//").next().unwrap_or_default().trim_start();
    let mut words = code.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    let is_ordering = |word| matches!(word, "Acquire" | "Release" | "AcqRel" | "SeqCst");
    !code.starts_with("use ") && words.any(|word| is_ordering(word) || word.starts_with("fence"))
}

/// Does `job` for each item, on as many threads as there are cores.
fn in_parallel<I: Sync, T: Send>(items: &[I], job: impl Fn(&I) -> T + Sync) -> Vec<T> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        // Relaxed: each number is given out once; results are handed over by joining.
        while let Some((index, item)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            items.get(index).map(|item| (index, item))
        } {
            done.push((index, job(item)));
        }
        done
    };
    let mut done: Vec<(usize, T)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        let results = workers.into_iter().map(|worker| worker.join().expect("no job panics"));
        results.flatten().collect()
    });
    done.sort_unstable_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}
