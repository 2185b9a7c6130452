//! What an operation is called in an account: few words for all kinds of objects.

/// The name of an operation on an object of this kind.
pub(crate) fn op(kind: &str, operation: &str) -> String {
    let stem = operation.strip_prefix("try_").unwrap_or(operation);
    let verb = stem.split('_').next().unwrap_or(stem);
    let known = match (kind, verb) {
        ("lock" | "rlock" | "semaphore", "lock" | "acquire") => "acquire",
        ("lock" | "rlock" | "semaphore", "unlock" | "release") => "release",
        ("condition" | "event" | "future", "wait")
        | ("queue" | "pool", "join")
        | ("future", "result" | "exception") => "wait",
        ("condition", "notify") => "notify",
        ("barrier", "wait") => "arrive",
        ("queue", "put") => "push",
        ("queue", "get") => "pop",
        ("queue", "len") => "length",
        ("file", "read") => "load",
        ("file", "write") => "store",
        _ => operation,
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use super::op;

    #[test]
    fn operations_have_the_words_of_the_schema_if_there_are_some() {
        let cases = [
            ("lock", "try_lock", "acquire"),
            ("lock", "lock_until", "acquire"),
            ("rlock", "unlock", "release"),
            ("lock", "is_locked", "is_locked"),
            ("semaphore", "try_acquire", "acquire"),
            ("semaphore", "available", "available"),
            ("event", "wait_until", "wait"),
            ("event", "set", "set"),
            ("condition", "notify", "notify"),
            ("barrier", "wait", "arrive"),
            ("queue", "put_until", "push"),
            ("queue", "task_done", "task_done"),
            ("queue", "join_until", "wait"),
            ("future", "result", "wait"),
            ("pool", "submit", "submit"),
        ];
        for (kind, operation, expected) in cases {
            assert_eq!(op(kind, operation), expected, "{operation} of a {kind}");
        }
    }
}
