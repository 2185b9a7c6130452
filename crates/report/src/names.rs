//! What things are called in a picture.

use std::collections::HashMap;

use trace::{ObjectId, Site, ThreadIndex, Trace};

use crate::Style;
use crate::paint::{clean, width};

/// The names of everything in a trace, fit to be printed.
#[derive(Debug)]
pub(crate) struct Names {
    threads: Vec<String>,
    objects: Vec<String>,
    /// The letter of each object that is shown while it is held.
    letters: HashMap<ObjectId, Letter>,
}

/// The sign of something that can be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Letter {
    pub(crate) sign: char,
    /// Which of them it is, for its colour.
    pub(crate) number: usize,
}

impl Names {
    pub(crate) fn new(trace: &Trace, style: &Style) -> Self {
        let threads = trace.threads.iter().map(|name| clean(name, style)).collect();
        let objects: Vec<String> = objects(trace).iter().map(|name| clean(name, style)).collect();
        Self { threads, objects, letters: HashMap::new() }
    }

    /// Gives these objects letters, in this order.
    pub(crate) fn give_letters(&mut self, held: &[ObjectId]) {
        let mut taken = Vec::new();
        for (number, id) in held.iter().enumerate() {
            let sign = letter(&self.objects[*id as usize], &taken);
            taken.push(sign);
            self.letters.insert(*id, Letter { sign, number });
        }
    }

    pub(crate) fn thread(&self, thread: ThreadIndex) -> &str {
        &self.threads[thread as usize]
    }

    pub(crate) fn object(&self, object: ObjectId) -> &str {
        &self.objects[object as usize]
    }

    pub(crate) fn letter(&self, object: ObjectId) -> Option<Letter> {
        self.letters.get(&object).copied()
    }

    /// From now on these threads are called by these names.
    pub(crate) fn rename(&mut self, threads: &[ThreadIndex], tags: Vec<String>) {
        for (thread, tag) in threads.iter().zip(tags) {
            self.threads[*thread as usize] = tag;
        }
    }

    /// Names of at most `columns` columns for these threads, each another one: `p3` for
    /// `philosopher-3`.
    pub(crate) fn tags(&self, threads: &[ThreadIndex], columns: usize) -> Vec<String> {
        let mut tags: Vec<String> = Vec::new();
        for thread in threads {
            let name = self.thread(*thread);
            let fits = (width(name) <= columns).then(|| name.to_owned());
            let wish = fits.or_else(|| short(name, columns));
            let free = wish.filter(|wish| !tags.contains(wish));
            tags.push(free.unwrap_or_else(|| format!("T{thread}")));
        }
        tags
    }
}

/// The names of the objects. As [`Trace::object`], but all of them at once.
fn objects(trace: &Trace) -> Vec<String> {
    let mut twins: HashMap<(&str, &Site), usize> = HashMap::new();
    let mut names: Vec<String> = Vec::new();
    for object in &trace.objects {
        names.push(match (&object.name, object.part_of) {
            (Some(name), _) => name.clone().into_owned(),
            (None, Some(whole)) => match trace.objects[whole as usize].part_of {
                // A part of a part: it is called after the same whole.
                Some(_) if trace.objects[whole as usize].name.is_none() => {
                    names[whole as usize].clone()
                }
                _ => format!("part of {}", names[whole as usize]),
            },
            (None, None) => {
                let count = twins.entry((&object.kind, &object.created)).or_default();
                *count += 1;
                match *count {
                    1 => format!("{}@{}", object.kind, object.created.line),
                    count => format!("{}@{}#{count}", object.kind, object.created.line),
                }
            }
        });
    }
    names
}

/// The last digit of the name if it has one, a letter of it otherwise, or else any letter.
fn letter(name: &str, taken: &[char]) -> char {
    let digit = name.chars().rev().find(char::is_ascii_digit);
    let letters = name.chars().filter(char::is_ascii_alphabetic).map(|it| it.to_ascii_uppercase());
    let mut wishes = digit.into_iter().chain(letters).chain('A'..='Z').chain('a'..='z');
    wishes.find(|wish| !taken.contains(wish)).unwrap_or('*')
}

/// The initial and the number of a name, or its beginning.
fn short(name: &str, columns: usize) -> Option<String> {
    let stem = name.trim_end_matches(|char: char| char.is_ascii_digit());
    let number = &name[stem.len()..];
    let initial: String = stem.chars().next()?.to_string();
    let tag = if number.is_empty() {
        let mut tag = String::new();
        for char in stem.chars() {
            if width(&tag) + width(char.encode_utf8(&mut [0; 4])) > columns {
                break;
            }
            tag.push(char);
        }
        tag
    } else {
        initial + number
    };
    (width(&tag) <= columns && !tag.is_empty()).then_some(tag)
}
