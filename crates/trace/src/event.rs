//! The vocabulary of a trace: places, objects, operations, events.

use std::fmt;
use std::panic::Location;
use std::str::FromStr;
use std::sync::atomic;

use crate::{Act, Text};

/// The number of a thread in its run.
pub type ThreadIndex = u32;
/// The number of an object in its run.
pub type ObjectId = u32;
/// The number of a call in its run.
pub type CallId = u32;

/// A line of source; as text `file:line`.
///
/// ```
/// use plainweave_trace::Site;
///
/// let here = Site::from(std::panic::Location::caller());
/// assert_eq!(here.to_string().parse(), Ok(here));
/// assert!("somewhere".parse::<Site>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Site {
    /// Path of the file, as the compiler was given it.
    pub file: Text,
    /// Line, from 1.
    pub line: u32,
}

impl From<&'static Location<'static>> for Site {
    fn from(location: &'static Location<'static>) -> Self {
        Self { file: Text::Borrowed(location.file()), line: location.line() }
    }
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

impl From<Site> for String {
    fn from(site: Site) -> Self {
        site.to_string()
    }
}

/// The text is no `file:line`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a place in a source file, such as `src/main.rs:12`")]
pub struct SiteError(pub String);

impl TryFrom<String> for Site {
    type Error = SiteError;

    fn try_from(text: String) -> Result<Self, SiteError> {
        let parts = text.rsplit_once(':');
        match parts.and_then(|(file, line)| Some((file.to_owned(), line.parse().ok()?))) {
            Some((file, line)) => Ok(Self { file: Text::Owned(file), line }),
            None => Err(SiteError(text)),
        }
    }
}

impl FromStr for Site {
    type Err = SiteError;

    fn from_str(text: &str) -> Result<Self, SiteError> {
        text.to_owned().try_into()
    }
}

/// Something that threads work on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Its name, if the program gave it one.
    pub name: Option<Text>,
    /// What it is, such as `lock`.
    pub kind: Text,
    /// Where it was created.
    pub created: Site,
    /// The object it is a part of.
    pub part_of: Option<ObjectId>,
    /// The value it was created with.
    pub initial: u64,
}

/// A public operation of a primitive that a thread has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The operation this one is part of.
    pub outer: Option<CallId>,
    /// Who began it.
    pub thread: ThreadIndex,
    /// On which object.
    pub object: ObjectId,
    /// Its name, such as `lock`.
    pub operation: Text,
    /// Who called it.
    pub site: Site,
    /// Whether a destructor performs it, so that the caller is nobody's line.
    pub by_drop: bool,
    /// Whether it can do nothing but wait while another thread holds the object.
    pub only_waits: bool,
}

/// One step of a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Whose step.
    pub thread: ThreadIndex,
    /// On which object, if any.
    pub object: Option<ObjectId>,
    /// As part of which operation, if any.
    pub call: Option<CallId>,
    /// What was done.
    pub act: Act,
    /// How it orders memory, if it does.
    pub ordering: Option<Ordering>,
    /// The line of the step; in a primitive, if `call` is some.
    pub site: Site,
}

/// How a step orders memory: `std`'s orderings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ordering {
    /// Not at all.
    Relaxed,
    /// What came before is visible to whoever acquires the value.
    Release,
    /// What came before the release of the value is visible from here on.
    Acquire,
    /// Both.
    AcqRel,
    /// Both, and in one order with all others of this kind.
    SeqCst,
}

impl From<atomic::Ordering> for Ordering {
    fn from(order: atomic::Ordering) -> Self {
        match order {
            atomic::Ordering::Relaxed => Self::Relaxed,
            atomic::Ordering::Release => Self::Release,
            atomic::Ordering::Acquire => Self::Acquire,
            atomic::Ordering::AcqRel => Self::AcqRel,
            // The last one there is; `std` reserves the right to add others.
            _ => Self::SeqCst,
        }
    }
}

impl fmt::Display for Ordering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
