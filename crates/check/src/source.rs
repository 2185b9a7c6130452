//! Where sources are.

use std::fs;

/// The text of a source file, as the compiler was given its path, if it can be read here: below the folder that the
/// process runs in.
///
/// An account excerpts it. Where there is no checkout, an account is without excerpts.
pub fn read_source(path: &str) -> Option<String> {
    fs::read_to_string(path).ok()
}
