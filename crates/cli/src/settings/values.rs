//! How a value is read, wherever it comes from.

use std::hash::{BuildHasher, RandomState};
use std::path::PathBuf;
use std::time::Duration;

use check::{Engine, Shard};
use clap::ValueEnum;

use super::KEYS;
use crate::arguments::{Format, Memory};

/// The text, if it is a value of the key with this name: for clap, which then says what is wrong.
pub(crate) fn valid(name: &str) -> impl Fn(&str) -> Result<String, String> + Clone + use<> {
    let key = KEYS.iter().find(|key| key.name == name);
    let check = key.unwrap_or_else(|| panic!("`{name}` is among the keys")).check;
    move |text: &str| check(text).map(|()| text.to_owned())
}

/// Names of engines, separated by commas, or `all`.
pub(super) fn engines(text: &str) -> Result<Vec<Engine>, String> {
    let mut engines = Vec::new();
    for name in text.split(',') {
        match name.trim() {
            "all" => engines.extend(Engine::ALL),
            name => engines.push(name.parse::<Engine>().map_err(|error| error.to_string())?),
        }
    }
    Ok(engines)
}

pub(super) fn memory(text: &str) -> Result<Memory, String> {
    Memory::from_str(text, false).map_err(|_| format!("expected sc or rc11, not `{text}`"))
}

pub(super) fn format(text: &str) -> Result<Format, String> {
    Format::from_str(text, false).map_err(|_| format!("expected human or json, not `{text}`"))
}

pub(super) fn yes_or_no(text: &str) -> Result<bool, String> {
    text.parse().map_err(|_| format!("expected true or false, not `{text}`"))
}

/// A length of time.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text)
        .map_err(|_| format!("expected a time, such as 500ms, 30s or 2m, not `{text}`"))
}

pub(super) fn runs(text: &str) -> Result<u64, String> {
    whole(text, 1, u64::MAX)
}

pub(super) fn preemptions(text: &str) -> Result<u8, String> {
    whole(text, 0, u8::MAX)
}

pub(super) fn steps(text: &str) -> Result<usize, String> {
    whole(text, 1, u32::MAX as usize)
}

pub(super) fn jobs(text: &str) -> Result<u16, String> {
    whole(text, 1, u16::MAX)
}

/// A number, or `random` for one that nobody knows before.
pub(super) fn seed(text: &str) -> Result<u64, String> {
    match text {
        "random" => Ok(RandomState::new().hash_one(())),
        _ => {
            text.parse().map_err(|_| format!("expected a whole number, or `random`, not `{text}`"))
        }
    }
}

pub(super) fn shard(text: &str) -> Result<Shard, String> {
    text.parse().map_err(|error: check::NotAShard| error.to_string())
}

pub(super) fn path(text: &str) -> Result<PathBuf, String> {
    if text.is_empty() { Err("expected the path of a folder".to_owned()) } else { Ok(text.into()) }
}

/// A size of a scenario and its value.
pub(crate) fn size(text: &str) -> Result<(String, u64), String> {
    let Some((name, value)) = text.split_once('=') else {
        return Err("expected NAME=N, such as `buyers=3`".to_owned());
    };
    let value = value.parse().map_err(|_| format!("`{value}` is not a whole number"))?;
    Ok((name.to_owned(), value))
}

fn whole<N>(text: &str, least: N, most: N) -> Result<N, String>
where
    N: std::str::FromStr + PartialOrd + std::fmt::Display + Copy,
{
    let number = text.parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| format!("expected a whole number from {least} to {most}, not `{text}`"))
}
