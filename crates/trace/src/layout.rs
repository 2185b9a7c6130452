//! JSON with one event a line, so that `git diff` and `grep` work on it.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// How deep lists and objects are spread over lines: the document and its lists.
const DOCUMENT: usize = 2;
/// Of what is in some of its fields: each line of source is one of the file, and each node of the graph.
const DEEPER: [(&str, usize); 2] = [("sources", 4), ("graph", 3)];

/// An account as JSON.
pub(crate) fn to_json(account: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let mut json = Vec::new();
    account.serialize(&mut Serializer::with_formatter(&mut json, Layout::new()))?;
    json.push(b'\n');
    Ok(json)
}

struct Layout {
    depth: usize,
    /// Whether the list or object that is open has something in it.
    has_value: bool,
    /// How deep lists and objects are spread over lines in this field.
    most: usize,
    /// Whether a text is the name of a field of the document.
    is_field: bool,
}

impl Layout {
    const fn new() -> Self {
        Self { depth: 0, has_value: false, most: DOCUMENT, is_field: false }
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
            let deeper = DEEPER.iter().find(|(field, _)| *field == fragment);
            self.most = deeper.map_or(DOCUMENT, |(_, depth)| *depth);
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
