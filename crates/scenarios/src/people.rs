//! Names for threads, so that a trace reads like the story.

const NAMES: [&str; 12] =
    ["ann", "ben", "cleo", "dan", "eve", "finn", "gil", "hana", "ian", "jo", "kim", "leo"];

/// The name of the person number `index`, counted from 0; no two are the same.
pub(crate) fn person(index: u32) -> String {
    let index = index as usize;
    let name = NAMES[index % NAMES.len()];
    match index / NAMES.len() {
        0 => name.to_owned(),
        // The second Ann is ann-2.
        before => format!("{name}-{}", before + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::{NAMES, person};
    use std::collections::BTreeSet;

    #[test]
    fn no_two_people_have_the_same_name() {
        assert_eq!(person(0), "ann");
        assert_eq!(person(13), "ben-2");
        let names: BTreeSet<String> = (0..100).map(person).collect();
        assert_eq!(names.len(), 100, "and {} are short", NAMES.len());
    }
}
