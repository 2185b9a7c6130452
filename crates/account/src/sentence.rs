//! The one sentence that says why, with references instead of names.
//!
//! The words are those of the lanes: names and numbers in them are marked, so that they are found again.

use trace::Fault;
use trace::account::{Cause, Mention, ObjectKey, Sentence, Texts};

use crate::Run;
use crate::cause::{Mark, marked};
use crate::ending::thread_called;
use crate::rows::Row;
use crate::steps::Steps;

/// Why a run failed.
pub(crate) fn cause(
    fault: &Fault,
    run: &Run<'_>,
    rows: &[Row],
    steps: &Steps<'_>,
    keys: &[Option<ObjectKey>],
) -> Cause {
    let found = marked(fault, run.trace, rows);
    let mut sentence: Sentence = Vec::new();
    for (mark, text) in found.pieces() {
        let mention = match mark {
            Some(Mark::Thread) => {
                thread_called(run.trace, text).map(|thread| Mention::Thread { thread })
            }
            Some(Mark::Object) => {
                let mut objects = (0..).zip(&run.trace.objects);
                let object = objects.find(|(id, _)| run.trace.object(*id) == text);
                let key = object.and_then(|(id, _)| keys[id as usize].clone());
                key.map(|object| Mention::Object { object })
            }
            Some(Mark::Step) => {
                let row: Option<usize> = text.parse().ok();
                let step = row.and_then(|row| steps.number_of_row(row.checked_sub(1)?));
                if step.is_some() {
                    say(&mut sentence, "step ");
                }
                step.map(|step| Mention::Step { step })
            }
            None => None,
        };
        match mention {
            Some(mention) => sentence.push(mention),
            None => say(&mut sentence, text),
        }
    }
    let scope = run.extent.as_ref();
    let scope = scope.map(|extent| if extent.is_partial() { "partial" } else { "total" });
    Cause {
        // What `plainweave explain` goes by.
        code: Some(fault.kind().name().to_owned()),
        scope: scope.map(str::to_owned),
        text: [("en".to_owned(), sentence)].into(),
        steps: found.rows.iter().filter_map(|row| steps.number_of_row(*row)).collect(),
    }
}

fn say(sentence: &mut Sentence, text: &str) {
    match sentence.last_mut() {
        _ if text.is_empty() => {}
        Some(Mention::Words(words)) => words.push_str(text),
        _ => sentence.push(Mention::Words(text.to_owned())),
    }
}

/// A text in English.
pub(crate) fn english(text: &str) -> Texts {
    [("en".to_owned(), text.to_owned())].into()
}
