//! Where something stands in a text.

/// A piece of a text, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The first byte behind it.
    pub end: usize,
}

impl Span {
    /// From the beginning of this piece to the end of the other.
    #[must_use]
    pub fn to(self, last: Self) -> Self {
        Self { start: self.start, end: last.end }
    }
}

/// A part of a program and where it was written.
///
/// Two are equal if the parts are: the same program may be spaced differently.
#[derive(Clone, Copy, Debug)]
pub struct Spanned<T> {
    /// The part.
    pub node: T,
    /// Where it was written.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A part that was written there.
    pub fn new(node: T, span: Span) -> Self {
        Self { node, span }
    }
}

/// A part that was made, not written.
impl<T> From<T> for Spanned<T> {
    fn from(node: T) -> Self {
        Self { node, span: Span::default() }
    }
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

impl<T: Eq> Eq for Spanned<T> {}
