//! What can be wrong with a size that a user asks for.

use super::Field;

/// A size that cannot be set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParamError {
    /// The scenario has no size of this name.
    #[error("there is no parameter `{name}`; {}", hint(known, *suggestion))]
    UnknownParam {
        /// The name that was asked for.
        name: String,
        /// The names there are.
        known: Vec<&'static str>,
        /// The one that was probably meant.
        suggestion: Option<&'static str>,
    },
    /// The size may not be as small or as large.
    #[error("`{name}` is from {min} to {max}, not {value}")]
    OutOfRange {
        /// The size.
        name: &'static str,
        /// The value that was asked for.
        value: u64,
        /// Its least value.
        min: u32,
        /// Its greatest value.
        max: u32,
    },
}

impl ParamError {
    pub(super) fn unknown(name: &str, fields: &[Field]) -> Self {
        let known: Vec<&'static str> = fields.iter().map(|field| field.name).collect();
        let nearest = known.iter().copied().min_by_key(|candidate| distance(name, candidate));
        // Up to a third of the letters may be wrong; beyond that it is another word.
        let suggestion =
            nearest.filter(|candidate| distance(name, candidate) * 3 <= candidate.len());
        Self::UnknownParam { name: name.to_owned(), known, suggestion }
    }
}

fn hint(known: &[&str], suggestion: Option<&str>) -> String {
    match (suggestion, known) {
        (Some(suggestion), _) => format!("did you mean `{suggestion}`?"),
        (None, []) => "there are none at all".to_owned(),
        (None, known) => format!("there are `{}`", known.join("`, `")),
    }
}

/// The Levenshtein distance: how many letters to insert, delete or replace.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (above, letter) in from.chars().enumerate() {
        let mut diagonal = above;
        row[0] = above + 1;
        for column in 0..to.len() {
            let replaced = diagonal + usize::from(letter != to[column]);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn distance_counts_letters() {
        assert_eq!(distance("", "tickets"), 7);
        assert_eq!(distance("tikets", "tickets"), 1);
        assert_eq!(distance("tickest", "tickets"), 2);
        assert_eq!(distance("tickets", "tickets"), 0);
    }
}
