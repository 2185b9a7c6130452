//! JSON with one event a line, so that `git diff` and `grep` work on it.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// How deep lists and objects of a recording are spread over lines: the document, the trace, its lists.
const RECORDING: usize = 3;
/// Of an account: the document and its lists.
const ACCOUNT: usize = 2;
/// Of what is in some of its fields: each line of source, and each node, is one of the file.
const DEEPER: &[(&str, usize)] = &[("sources", 4), ("graph", 3)];

/// A recording as JSON.
pub(crate) fn to_json(value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    laid_out(value, Layout::new(RECORDING))
}

/// An account as JSON.
pub(crate) fn account_to_json(value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    laid_out(value, Layout { deeper: DEEPER, ..Layout::new(ACCOUNT) })
}

fn laid_out(value: &impl Serialize, layout: Layout) -> serde_json::Result<Vec<u8>> {
    let mut json = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut json, layout))?;
    json.push(b'\n');
    Ok(json)
}

struct Layout {
    depth: usize,
    /// Whether the list or object that is open has something in it.
    has_value: bool,
    /// How deep lists and objects are spread over lines now, and elsewhere.
    most: usize,
    usual: usize,
    /// The fields whose values are spread deeper, and how deep.
    deeper: &'static [(&'static str, usize)],
    /// Whether a text is the name of a field of the document.
    is_field: bool,
}

impl Layout {
    const fn new(usual: usize) -> Self {
        Self { depth: 0, has_value: false, most: usual, usual, deeper: &[], is_field: false }
    }

    fn open<W: io::Write + ?Sized>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.has_value = false;
        writer.write_all(bracket)
    }

    fn close<W: io::Write + ?Sized>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth -= 1;
        if self.has_value && self.depth < self.most {
            self.line(writer)?;
        }
        self.has_value = true;
        writer.write_all(bracket)
    }

    fn next<W: io::Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        if self.depth <= self.most {
            self.line(writer)
        } else if first {
            Ok(())
        } else {
            writer.write_all(b" ")
        }
    }

    fn line<W: io::Write + ?Sized>(&self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b"\n")?;
        (0..self.depth).try_for_each(|_| writer.write_all(b"  "))
    }
}

impl Formatter for Layout {
    fn begin_array<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b"[")
    }

    fn end_array<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"]")
    }

    fn begin_array_value<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.next(writer, first)
    }

    fn end_array_value<W: io::Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b"{")
    }

    fn end_object<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"}")
    }

    fn begin_object_key<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.is_field = self.depth == 1;
        self.next(writer, first)
    }

    fn write_string_fragment<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if std::mem::take(&mut self.is_field) {
            let deeper = self.deeper.iter().find(|(field, _)| *field == fragment);
            self.most = deeper.map_or(self.usual, |(_, depth)| *depth);
        }
        writer.write_all(fragment.as_bytes())
    }

    fn begin_object_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn end_object_value<W: io::Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }
}
