//! Whatever happens to the text of a unit, it is refused or means the same.

#![allow(clippy::unwrap_used)]

mod units_programs;

use std::sync::OnceLock;

use plainweave_weave::{Config, Memory, Unit, UnitError, explore_units};
use proptest::prelude::*;
use proptest::sample::Index;
use units_programs::{all, config, locks};

fn texts() -> &'static [String] {
    static TEXTS: OnceLock<Vec<String>> = OnceLock::new();
    TEXTS.get_or_init(|| {
        let mut config = config(Memory::Rc11);
        config.runs = Some(11);
        let rest = all().into_iter().flat_map(|(_, body)| {
            let whole = vec![Unit::whole(&config).unwrap()];
            explore_units(&config, whole, move || body()).unwrap().1
        });
        rest.map(|unit| unit.to_string()).collect()
    })
}

#[derive(Clone, Debug)]
enum Damage {
    Replace(Index, char),
    Insert(Index, char),
    Remove(Index),
    Cut(Index),
    Swap(Index, Index),
    Repeat(Index, Index),
    /// The end of another unit.
    Graft(Index, Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    let place = any::<Index>;
    let letter = || prop_oneof![prop::char::range('!', '~'), any::<char>()];
    prop_oneof![
        (place(), letter()).prop_map(|(at, with)| Damage::Replace(at, with)),
        (place(), letter()).prop_map(|(at, with)| Damage::Insert(at, with)),
        place().prop_map(Damage::Remove),
        place().prop_map(Damage::Cut),
        (place(), place()).prop_map(|(a, b)| Damage::Swap(a, b)),
        (place(), place()).prop_map(|(a, b)| Damage::Repeat(a, b)),
        (place(), place()).prop_map(|(which, at)| Damage::Graft(which, at)),
    ]
}

fn damaged(text: &str, damage: &Damage) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.is_empty() {
        return String::new();
    }
    let place = |index: &Index| index.index(letters.len());
    match damage {
        Damage::Replace(at, with) => {
            let at = place(at);
            letters[at] = *with;
        }
        Damage::Insert(at, with) => letters.insert(place(at), *with),
        Damage::Remove(at) => drop(letters.remove(place(at))),
        Damage::Cut(at) => letters.truncate(place(at)),
        Damage::Swap(a, b) => {
            let (a, b) = (place(a), place(b));
            letters.swap(a, b);
        }
        Damage::Repeat(a, b) => {
            let (a, b) = (place(a), place(b));
            let again = letters[a.min(b)..a.max(b)].to_vec();
            letters.splice(a..a, again);
        }
        Damage::Graft(which, at) => {
            let at = place(at);
            letters.truncate(at);
            letters.extend(which.get(texts()).chars().skip(at));
        }
    }
    letters.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn damaged_text_is_refused_or_means_the_same(
        which in any::<Index>(),
        damages in prop::collection::vec(damage(), 1..4),
    ) {
        let text = which.get(texts());
        let other = damages.iter().fold(text.clone(), |text, damage| damaged(&text, damage));
        match other.parse::<Unit>() {
            // White space around it is no part of it; a graft may make it another one.
            Ok(unit) => {
                prop_assert_eq!(unit.to_string(), other.trim());
                prop_assert!(texts().contains(&unit.to_string()));
            }
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    #[test]
    fn any_text_is_refused(text in ".*", prefix in prop::bool::ANY) {
        let text = if prefix { format!("weave-unit-1:{text}") } else { text };
        prop_assert!(text.parse::<Unit>().is_err());
    }
}

#[test]
fn each_letter_counts() {
    let text = &texts()[0];
    for at in 0..text.len() {
        let mut other = text.clone().into_bytes();
        other[at] = if other[at] == b'A' { b'B' } else { b'A' };
        let other = String::from_utf8(other).unwrap();
        assert!(other.parse::<Unit>().is_err(), "{at}: {other}");
        assert!(text[..at].parse::<Unit>().is_err(), "cut at {at}");
    }
    assert!(text.parse::<Unit>().is_ok());
}

#[test]
fn errors_say_what_to_do() {
    let parse = |text: &str| text.parse::<Unit>().unwrap_err();
    assert!(matches!(parse("hello"), UnitError::NotAUnit));
    let padded = texts()[0].replacen("-1:", "-01:", 1);
    assert!(matches!(parse(&padded), UnitError::NotAUnit));
    let newer = texts()[0].replacen("-1:", "-2:", 1);
    let error = parse(&newer);
    assert!(matches!(error, UnitError::Format { found: 2, known: 1 }), "{error}");
    assert!(error.to_string().contains("the version that made it"));
    let error = parse(&texts()[0][..40]);
    assert!(matches!(error, UnitError::Damaged { .. }), "{error}");
}

#[test]
fn units_of_another_search_are_refused() {
    let refused = |config: &Config, text: &str| {
        explore_units(config, vec![text.parse().unwrap()], locks(2, 1)).unwrap_err()
    };
    let text = &texts()[0];
    let mut other = config(Memory::Sc);
    let error = refused(&other, text);
    assert!(matches!(error, UnitError::OtherBounds { .. }), "{error}");
    assert!(error.to_string().contains("memory model"));
    other.memory = Memory::Rc11;
    other.program = "another".to_owned();
    let error = refused(&other, text);
    assert!(matches!(error, UnitError::OtherProgram { .. }), "{error}");
    assert!(error.to_string().contains("the same executable"));
}

/// The lines of the program are not in the text, and no others are made up.
#[test]
fn a_program_that_does_something_else_is_told_so() {
    let config = config(Memory::Rc11);
    let whole = vec![Unit::whole(&config).unwrap()];
    let mut some = config.clone();
    some.runs = Some(1);
    let (_, rest) = explore_units(&some, whole, locks(2, 1)).unwrap();
    let rest = rest.iter().map(|unit| unit.to_string().parse().unwrap()).collect();
    let (found, _) = explore_units(&config, rest, locks(1, 1)).unwrap();
    let message = found.failure.unwrap().to_string();
    assert!(message.contains("not deterministic"), "{message}");
    assert!(!message.contains("weave/src/"), "{message}");
}
