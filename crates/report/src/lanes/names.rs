//! What things are called in a picture.

use std::collections::BTreeMap;

use trace::account::{Account, ThreadId};

use crate::Style;
use crate::lanes::paint::{clean, width};

/// The names of everything in an account, fit to be printed.
#[derive(Debug)]
pub(crate) struct Names {
    threads: Vec<String>,
    objects: BTreeMap<String, String>,
    /// The letter of each object that is shown while it is held.
    letters: BTreeMap<String, Letter>,
}

/// The sign of something that can be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Letter {
    pub(crate) sign: char,
    /// Which of them it is, for its colour.
    pub(crate) number: usize,
}

impl Names {
    pub(crate) fn new(account: &Account, style: &Style) -> Self {
        let threads = account.threads.iter().map(|thread| clean(&thread.name, style)).collect();
        let objects = account.objects.iter();
        let objects = objects.map(|object| (object.id.clone(), clean(&object.name, style)));
        Self { threads, objects: objects.collect(), letters: BTreeMap::new() }
    }

    /// Gives these objects letters, in this order.
    pub(crate) fn give_letters(&mut self, held: &[&str]) {
        let mut taken = Vec::new();
        for (number, id) in held.iter().enumerate() {
            let sign = letter(self.object(id), &taken);
            taken.push(sign);
            self.letters.insert((*id).to_owned(), Letter { sign, number });
        }
    }

    /// The name of a thread; of one that the account does not know, a sign.
    pub(crate) fn thread(&self, thread: ThreadId) -> &str {
        self.threads.get(thread as usize).map_or("?", String::as_str)
    }

    pub(crate) fn object<'a>(&'a self, id: &'a str) -> &'a str {
        self.objects.get(id).map_or("?", String::as_str)
    }

    pub(crate) fn letter(&self, id: &str) -> Option<Letter> {
        self.letters.get(id).copied()
    }

    /// From now on these threads are called by these names.
    pub(crate) fn rename(&mut self, threads: &[ThreadId], tags: Vec<String>) {
        for (thread, tag) in threads.iter().zip(tags) {
            if let Some(name) = self.threads.get_mut(*thread as usize) {
                *name = tag;
            }
        }
    }

    /// Names of at most `columns` columns for these threads, each another one: `p3` for
    /// `philosopher-3`.
    pub(crate) fn tags(&self, threads: &[ThreadId], columns: usize) -> Vec<String> {
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
