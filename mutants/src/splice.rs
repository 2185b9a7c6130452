//! Puts all mutants of a file into its text.

use crate::mutant::{Change, Mutant};

/// The text with each mutant beside what it replaces, or the two that overlap.
pub(crate) fn splice<'a>(text: &str, mutants: &[&'a Mutant]) -> Result<String, [&'a Mutant; 2]> {
    let mut mutants = mutants.to_vec();
    // Outer ones first.
    mutants.sort_by_key(|mutant| {
        let Change { place, is_statement, .. } = &mutant.change;
        (place.start, usize::MAX - place.end, !is_statement)
    });
    let mut spliced = String::new();
    write(text, 0..text.len(), &mutants, &mut spliced)?;
    Ok(spliced)
}

/// Writes a part of the text, with the mutants that are in it.
fn write<'a>(
    text: &str,
    part: std::ops::Range<usize>,
    mutants: &[&'a Mutant],
    into: &mut String,
) -> Result<(), [&'a Mutant; 2]> {
    let mut at = part.start;
    let mut rest = mutants;
    while let [first, ..] = rest {
        let Change { place, is_statement, .. } = &first.change;
        into.push_str(&text[at..place.start]);
        let here = rest.iter().take_while(|other| other.change.place == *place).count();
        let (here, after) = rest.split_at(here);
        let inside = after.iter().take_while(|other| other.change.place.start < place.end).count();
        let (inside, after) = after.split_at(inside);
        if let Some(other) = inside.iter().find(|other| other.change.place.end > place.end) {
            return Err([first, other]);
        }
        if !is_statement {
            into.push('(');
        }
        for mutant in here {
            let Mutant { number, change: Change { to, .. }, .. } = mutant;
            let alternative = format!("if crate::mutant::is({number}) {{ {to} }} else ");
            into.push_str(&alternative);
        }
        into.push_str("{ ");
        write(text, place.clone(), inside, into)?;
        into.push_str(" }");
        if !is_statement {
            into.push(')');
        }
        at = place.end;
        rest = after;
    }
    into.push_str(&text[at..part.end]);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mutant::Fate;

    fn mutant(number: u32, text: &str, from: &str, to: &str) -> Mutant {
        let start = text.find(from).expect("it is in there");
        let change = Change {
            place: start..start + from.len(),
            from: from.to_owned(),
            to: to.to_owned(),
            is_statement: from.ends_with(';'),
            function: String::new(),
        };
        let (primitive, file) = (String::new(), std::path::PathBuf::new());
        Mutant { number, primitive, file, line: 1, change, breaks: None, fate: Fate::Dies }
    }

    #[test]
    fn mutants_of_one_place_are_alternatives_and_others_nest() {
        let text = "f(a + 1 < b); g();";
        let mutants = [
            mutant(1, text, "a + 1 < b", "a + 1 <= b"),
            mutant(2, text, "a + 1", "a"),
            mutant(3, text, "g();", ""),
            mutant(4, text, "g();", "g(); g();"),
        ];
        let spliced = splice(text, &mutants.iter().collect::<Vec<_>>()).expect("they nest");
        assert_eq!(
            spliced,
            "f((if crate::mutant::is(1) { a + 1 <= b } else \
                { (if crate::mutant::is(2) { a } else { a + 1 }) < b })); \
             if crate::mutant::is(3) {  } else if crate::mutant::is(4) { g(); g(); } else { g(); }"
        );
    }

    #[test]
    fn those_that_overlap_are_refused() {
        let text = "a + b + c";
        let mutants = [mutant(1, text, "a + b", "a"), mutant(2, text, "b + c", "c")];
        assert!(splice(text, &mutants.iter().collect::<Vec<_>>()).is_err());
    }
}
