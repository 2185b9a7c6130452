//! What is written down about mutants, beside the tests of each primitive.
//!
//! ```toml
//! files = ["word_lock.rs", "raw_lock.rs"]      # where its mutants live
//!
//! [tests]                                      # who may notice: beginnings of names
//! models = ["lock_"]
//! properties = ["a_lock::"]
//! behaviour = ["lock::"]
//! stress = ["lock_"]
//!
//! [[mutant]]                                   # what no operator makes
//! file = "word_lock.rs"
//! in = "WordLock::lock_slow"
//! from = "self.mark();"                        # once in that function
//! to = ""
//! breaks = "a thread that slept forgets those who still do"
//!
//! [[equivalent]]                               # what no test can notice; what is not said is any
//! in = "WordLock::look"
//! from = "self.held.load(Relaxed) == FREE"
//! nth = 1                                      # of several that look the same
//! because = "it saves an exchange, which asks the same"
//!
//! [[left-out]]
//! file = "queue/pace.rs"
//! because = "nothing depends on it but speed"
//! ```

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::error::Error;
use crate::mutant::{Change, Fate, Mutant, in_a_line};
use crate::operators::{self, Function};

/// The crates whose primitives are broken.
pub(crate) const CRATES: [&str; 2] = ["crates/sync", "crates/pool"];

/// Where a crate keeps what is written down.
const FOLDER: &str = "tests/mutants";

#[derive(Debug)]
pub(crate) struct Catalogue {
    pub(crate) primitives: Vec<Primitive>,
    /// Those of one file side by side.
    pub(crate) mutants: Vec<Mutant>,
}

#[derive(Debug)]
pub(crate) struct Primitive {
    /// As its file is called.
    pub(crate) name: String,
    /// Where it lives, from the root of the workspace.
    pub(crate) files: Vec<PathBuf>,
    pub(crate) tests: Tests,
}

/// Beginnings of the names of tests that may notice.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Tests {
    pub(crate) models: Vec<String>,
    pub(crate) properties: Vec<String>,
    pub(crate) behaviour: Vec<String>,
    pub(crate) stress: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Page {
    files: Vec<String>,
    tests: Tests,
    #[serde(default)]
    mutant: Vec<ByHand>,
    #[serde(default)]
    equivalent: Vec<Argument>,
    #[serde(default)]
    left_out: Vec<LeftOut>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ByHand {
    file: String,
    r#in: String,
    from: String,
    to: String,
    breaks: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Argument {
    file: Option<String>,
    r#in: Option<String>,
    from: Option<String>,
    to: Option<String>,
    /// Any that does the same twice.
    #[serde(default)]
    twice: bool,
    /// Which of those that look the same, from 1.
    nth: Option<usize>,
    because: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LeftOut {
    file: String,
    /// For the reader.
    #[serde(rename = "because")]
    _because: String,
}

impl Catalogue {
    /// Reads what is written down and the sources, and holds one against the other.
    pub(crate) fn read(root: &Path) -> Result<Self, Error> {
        let mut catalogue = Self { primitives: Vec::new(), mutants: Vec::new() };
        for home in CRATES {
            let mut spoken_for = Vec::new();
            let folder = root.join(home).join(FOLDER);
            let pages = fs::read_dir(&folder).map_err(Error::file(&folder))?;
            let mut paths: Vec<PathBuf> = pages.flatten().map(|entry| entry.path()).collect();
            paths.sort_unstable();
            for path in paths {
                spoken_for.extend(catalogue.read_page(root, Path::new(home), &path)?);
            }
            nothing_is_forgotten(root, home, &spoken_for)?;
        }
        Ok(catalogue)
    }

    /// Reads one page; what is left out there is spoken for, too.
    fn read_page(&mut self, root: &Path, home: &Path, path: &Path) -> Result<Vec<PathBuf>, Error> {
        let wrong = |message: String| Error::Catalogue { path: path.to_owned(), message };
        let text = fs::read_to_string(path).map_err(Error::file(path))?;
        let page: Page = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let sources = home.join("src");
        let files: Vec<PathBuf> = page.files.iter().map(|file| sources.join(file)).collect();
        let before = self.mutants.len();
        for (file, short) in files.iter().zip(&page.files) {
            let source = root.join(file);
            let text = fs::read_to_string(&source).map_err(Error::file(&source))?;
            let found = operators::look(&text)
                .map_err(|error| Error::Source { path: source, source: error })?;
            let mut changes: Vec<(Change, Option<String>)> =
                found.changes.into_iter().map(|change| (change, None)).collect();
            for by_hand in page.mutant.iter().filter(|mutant| mutant.file == *short) {
                let change = by_hand.find(&text, &found.functions).map_err(wrong)?;
                changes.push((change, Some(by_hand.breaks.clone())));
            }
            for (change, breaks) in changes {
                let line = text[..change.place.start].matches('\n').count() + 1;
                let number = u32::try_from(self.mutants.len() + 1).unwrap_or(u32::MAX);
                let (primitive, file) = (name.clone(), file.clone());
                let fate = Fate::Dies;
                self.mutants.push(Mutant { number, primitive, file, line, change, breaks, fate });
            }
        }
        if let Some(lost) = page.mutant.iter().find(|mutant| !page.files.contains(&mutant.file)) {
            return Err(wrong(format!("`{}` is not among its files", lost.file)));
        }
        for argument in &page.equivalent {
            let alike = self.mutants[before..]
                .iter_mut()
                .filter(|mutant| argument.is_about(&sources, mutant));
            let mut argued = false;
            for (number, mutant) in (1..).zip(alike) {
                if argument.nth.is_none_or(|nth| nth == number) {
                    argued = true;
                    mutant.fate = Fate::Equivalent(argument.because.clone());
                }
            }
            if !argued {
                return Err(wrong(format!("an argument is about no mutant: {argument:?}")));
            }
        }
        let left_out: Vec<PathBuf> =
            page.left_out.iter().map(|left| sources.join(&left.file)).collect();
        self.primitives.push(Primitive { name, files: files.clone(), tests: page.tests });
        Ok([files, left_out].concat())
    }

    /// The primitive that this file belongs to.
    pub(crate) fn primitive_of(&self, file: &Path) -> Option<&str> {
        let has_it = |primitive: &&Primitive| primitive.files.iter().any(|other| other == file);
        self.primitives.iter().find(has_it).map(|primitive| primitive.name.as_str())
    }
}

/// Every file of a crate belongs to a primitive, or has nothing to break.
fn nothing_is_forgotten(root: &Path, home: &str, known: &[PathBuf]) -> Result<(), Error> {
    let mut folders = vec![Path::new(home).join("src")];
    while let Some(folder) = folders.pop() {
        let whole = root.join(&folder);
        for entry in fs::read_dir(&whole).map_err(Error::file(&whole))?.flatten() {
            let (path, file) = (entry.path(), folder.join(entry.file_name()));
            if path.is_dir() {
                folders.push(file);
            } else if !known.contains(&file) {
                let text = fs::read_to_string(&path).map_err(Error::file(&path))?;
                let found = operators::look(&text)
                    .map_err(|source| Error::Source { path: path.clone(), source })?;
                if let Some(change) = found.changes.first() {
                    let message = format!("no primitive has it, but it has `{}`", change.from);
                    return Err(Error::Catalogue { path, message });
                }
            }
        }
    }
    Ok(())
}

impl ByHand {
    fn find(&self, text: &str, functions: &[Function]) -> Result<Change, String> {
        let mut named = functions.iter().filter(|function| function.name == self.r#in);
        let (Some(function), None) = (named.next(), named.next()) else {
            return Err(format!("there is not one `{}` in {}", self.r#in, self.file));
        };
        let body = &text[function.place.clone()];
        let mut places = body.match_indices(&self.from);
        let (Some((at, _)), None) = (places.next(), places.next()) else {
            return Err(format!("`{}` is not once in `{}`", self.from, self.r#in));
        };
        let start = function.place.start + at;
        Ok(Change {
            place: start..start + self.from.len(),
            from: self.from.clone(),
            to: self.to.clone(),
            is_statement: self.from.ends_with([';', '}']),
            function: function.name.clone(),
        })
    }
}

impl Argument {
    fn is_about(&self, sources: &Path, mutant: &Mutant) -> bool {
        let Change { from, to, function, .. } = &mutant.change;
        let (from, to) = (in_a_line(from), in_a_line(to));
        let is_so =
            |wanted: &Option<String>, is: &str| wanted.as_ref().is_none_or(|wanted| wanted == is);
        self.file.as_ref().is_none_or(|file| sources.join(file) == mutant.file)
            && is_so(&self.r#in, function)
            && is_so(&self.from, &from)
            && is_so(&self.to, &to)
            && (!self.twice || to == format!("{from} {from}"))
    }
}
