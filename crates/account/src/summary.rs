//! What came out of a whole search: results, and a sentence for one without a fault.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use trace::account::{Cause, Found, Mention, Outcomes, Row};

/// Every distinct result, and the fault as one more.
pub(crate) fn outcomes(found: &Found) -> Option<Outcomes> {
    if found.outcomes.is_empty() {
        return None;
    }
    let mut rows: Vec<Row> = found
        .outcomes
        .iter()
        .map(|(result, executions)| Row {
            values: values(result),
            end: "ok".to_owned(),
            executions: *executions,
            witness: None,
        })
        .collect();
    if let Some(fault) = found.verdict.fault {
        rows.push(Row {
            values: BTreeMap::new(),
            end: fault.name().to_owned(),
            executions: found.search.executions.failing.max(1),
            witness: None,
        });
    }
    let executions = found.search.executions;
    let told: u64 = rows.iter().map(|row| row.executions).sum();
    let all = executions.complete + executions.blocked;
    let note = (told != all).then(|| {
        let words = format!(
            "Of {all} executions, {told} of the last pass are in this table: a search may begin anew \
             with a higher bound, and one that is cut short ends in the middle."
        );
        json!({"en": words})
    });
    Some(Outcomes { rows, note })
}

/// `name = value, name = value` as values by name. A value may have a comma in it.
fn values(result: &str) -> BTreeMap<String, Value> {
    let mut values: Vec<(String, String)> = Vec::new();
    for part in result.split(", ") {
        match (part.split_once(" = "), values.last_mut()) {
            (Some((name, value)), _) => values.push((name.to_owned(), value.to_owned())),
            (None, Some((_, value))) => {
                value.push_str(", ");
                value.push_str(part);
            }
            (None, None) => {}
        }
    }
    let typed = |text: String| match text.parse::<i64>() {
        Ok(number) => json!(number),
        Err(_) => json!(text),
    };
    values.into_iter().map(|(name, value)| (name, typed(value))).collect()
}

/// Of a check without a fault: what is known.
pub(crate) fn no_fault(found: &Found) -> Cause {
    let count = found.search.executions.complete + found.search.executions.blocked;
    let value = Mention::Value { value: json!(count) };
    let words = |text: &str| Mention::Words(text.to_owned());
    let of = if count == 1 { " execution" } else { " executions" };
    let sentence = match (&*found.verdict.result, &*found.search.scope) {
        ("undecided", _) => {
            vec![
                words("No fault in "),
                value,
                words(of),
                words(", and not all were seen: this is not known to hold."),
            ]
        }
        _ if found.verdict.vacuous => {
            vec![words(
                "It holds, but no thread ever had a choice, so nothing concurrent was checked.",
            )]
        }
        (_, "exhaustive") => {
            vec![words("No fault in "), value, words(of), words(", and these are all there are.")]
        }
        (_, "bounded") => {
            vec![
                words("No fault in "),
                value,
                words(of),
                words(", which are all within the bounds."),
            ]
        }
        _ => vec![words("No fault in "), value, words(of), words(" drawn from all.")],
    };
    let text = [("en".to_owned(), sentence)].into();
    Cause { code: None, scope: None, text, steps: Vec::new() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::values;

    #[test]
    fn results_are_values_by_name() {
        let values = values("left = 0, order = [1, 2], who = ann");
        let expected = json!({"left": 0, "order": "[1, 2]", "who": "ann"});
        assert_eq!(json!(values), expected);
    }
}
