//! Excerpts: a reader has no checkout.

use std::collections::BTreeMap;

use trace::Site;
use trace::account::{Event, Found, Object, Place, Source};

/// More lines of one file than these are not told.
const LINES_MAX: usize = 200;
/// Nor more files.
const FILES_MAX: usize = 8;
/// Lines around one that is not inside a function.
const AROUND: usize = 3;

/// The part of each file that holds the lines of events, and the functions around them; the Python twin.
pub(crate) fn sources(
    events: &[Event],
    objects: &[Object],
    found: &Found,
    read: &dyn Fn(&str) -> Option<String>,
) -> Vec<Source> {
    let users = events.iter().map(|event| &event.at.user);
    let created = objects.iter().map(|Object { created: Place { user, .. }, .. }| user);
    let users = named(users);
    // Where an object was made is worth a line if the file is shown anyway.
    let made = named(created);
    let primitives = named(events.iter().filter_map(|event| event.at.primitive.as_ref()));
    let mut sources = Vec::new();
    let mut order: Vec<_> = users.iter().collect();
    // Where most of it happens comes first.
    order.sort_by_key(|(_, lines)| std::cmp::Reverse(lines.len()));
    for (path, lines) in order {
        let made = made.get(path).map_or(&[][..], Vec::as_slice);
        let lines: Vec<usize> = lines.iter().chain(made).copied().collect();
        sources.extend(read(path).and_then(|text| excerpt("user", path, &text, lines)));
    }
    sources.extend(twin(found));
    for (path, lines) in &primitives {
        if !users.contains_key(path) {
            sources.extend(
                read(path).and_then(|text| excerpt("primitive", path, &text, lines.clone())),
            );
        }
    }
    sources.truncate(FILES_MAX);
    sources
}

fn twin(found: &Found) -> Option<Source> {
    let lines: Vec<String> = found.python.trim_end().lines().map(str::to_owned).collect();
    (!lines.is_empty()).then(|| Source {
        role: "twin".to_owned(),
        language: "python".to_owned(),
        path: format!("{}.py", found.scenario.name),
        first: 1,
        lines,
    })
}

/// The lines of each file.
fn named<'a>(places: impl Iterator<Item = &'a String>) -> BTreeMap<String, Vec<usize>> {
    let mut files: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for Site { file, line } in places.filter_map(|place| place.parse().ok()) {
        files.entry(file.into_owned()).or_default().push(line as usize);
    }
    files
}

fn excerpt(role: &str, path: &str, text: &str, mut lines: Vec<usize>) -> Option<Source> {
    let all: Vec<&str> = text.lines().collect();
    lines.retain(|line| (1..=all.len()).contains(line));
    lines.sort_unstable();
    let ranges = lines.iter().map(|line| function_around(&all, *line - 1));
    let (mut first, mut last) = ranges.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
    if last - first >= LINES_MAX {
        // Without the functions around them; and then the first ones.
        first = lines.first()?.saturating_sub(1 + AROUND);
        last = (lines.last()? - 1 + AROUND).min(all.len() - 1).min(first + LINES_MAX - 1);
    }
    Some(Source {
        role: role.to_owned(),
        language: "rust".to_owned(),
        path: path.to_owned(),
        first: u32::try_from(first + 1).ok()?,
        lines: all[first..=last].iter().map(|line| (*line).to_owned()).collect(),
    })
}

/// The first and last line of the function that a line is in, by its indentation; of one that is in none,
/// a few lines.
fn function_around(all: &[&str], line: usize) -> (usize, usize) {
    let indentation = |text: &str| text.len() - text.trim_start().len();
    let begins = |text: &str| {
        let words = text.trim_start();
        let words = words.strip_prefix("pub").map_or(words, |rest| {
            rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).map_or(rest, |it| it.1)
        });
        let mut words = words.split_whitespace();
        words.by_ref().take(3).any(|word| word == "fn")
    };
    let begin = (0..=line).rev().find(|at| begins(all[*at]));
    let end = begin.and_then(|begin| {
        let depth = indentation(all[begin]);
        let ends = |at: &usize| all[*at].trim() == "}" && indentation(all[*at]) == depth;
        (begin..all.len()).find(ends).map(|end| (begin, end)).filter(|(_, end)| *end >= line)
    });
    end.unwrap_or((line.saturating_sub(AROUND), (line + AROUND).min(all.len() - 1)))
}

#[cfg(test)]
mod tests {
    use super::function_around;

    #[test]
    fn a_line_is_shown_with_its_function() {
        let text = "use a;\n\nimpl A {\n    pub(crate) fn one() {\n        if b {\n        }\n    }\n\n    const fn two() {\n    }\n}\n";
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(function_around(&lines, 4), (3, 6));
        assert_eq!(function_around(&lines, 8), (8, 9));
        assert_eq!(function_around(&lines, 0), (0, 3));
    }
}
