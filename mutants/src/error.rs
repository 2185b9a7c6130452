use std::io;
use std::path::PathBuf;

/// Why no mutant was tried.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("{} cannot be used: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{}: {message}", path.display())]
    Catalogue { path: PathBuf, message: String },
    #[error("{} does not parse: {source}", path.display())]
    Source { path: PathBuf, source: syn::Error },
    #[error("`{command}` failed; see above")]
    Command { command: String },
    #[error("`{command}` cannot be started: {source}")]
    Start { command: String, source: io::Error },
    #[error("`{prefix}` in the file of `{primitive}` is the beginning of no test's name")]
    NoTest { primitive: String, prefix: String },
    #[error("without a mutant, {test} does not pass in the copy")]
    Unfit { test: String },
}

impl Error {
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
