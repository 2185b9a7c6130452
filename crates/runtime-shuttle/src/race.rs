use runtime_model::census;

/// Fails the execution with a data race.
///
/// It is given up first, as those that an engine itself fails are: whoever catches the panics of foreign
/// code, a pool of its tasks, say, [passes this one on](runtime::Runtime::must_resume), instead of taking it
/// for a result.
#[cold]
#[track_caller]
pub(crate) fn raced(how: &str) -> ! {
    census::abandon();
    panic!("data race: {how}")
}
