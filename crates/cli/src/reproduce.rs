//! The command that ends the report on a failure: pasted into a shell, it shows the failure again.

use std::path::Path;

use check::Report;

/// The command that does the run again; on real threads, which cannot be told what to do, the check.
pub(crate) fn command(report: &Report, trace: &Path) -> String {
    if report.schedule.is_some() {
        return format!("plainweave replay {}", argument(trace));
    }
    report.command()
}

/// A path as an argument in a shell.
pub(crate) fn argument(path: &Path) -> String {
    let path = path.display().to_string();
    let is_plain = |letter: char| letter.is_alphanumeric() || "/._-+:@%=,".contains(letter);
    if path.chars().all(is_plain) && !path.starts_with('-') {
        path
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::argument;

    #[test]
    fn a_path_is_one_argument_whatever_is_in_it() {
        let quoted = |path: &str| argument(path.as_ref());
        assert_eq!(quoted("target/plainweave/a.trace.json"), "target/plainweave/a.trace.json");
        assert_eq!(quoted("my traces/a;b"), "'my traces/a;b'");
        assert_eq!(quoted("ann's"), r"'ann'\''s'");
    }
}
