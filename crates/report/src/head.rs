//! What stands above the picture and around it: the verdict, the cause, the signs, the end.

use trace::{Document, Fault, ThreadIndex};

use crate::columns::Columns;
use crate::paint::{Cell, Line, Role, clean, width, wrap};
use crate::picture::Picture;

impl Picture<'_> {
    /// Gives the threads short names, and says which.
    pub(crate) fn abbreviate(&mut self, columns: &Columns) -> Vec<Line> {
        let threads: Vec<ThreadIndex> = columns.lanes.iter().map(|lane| lane.thread).collect();
        let tags = columns.tags.clone();
        let pairs =
            threads.iter().zip(&tags).map(|(thread, tag)| (tag, self.names.thread(*thread)));
        let pairs: Vec<[Cell; 2]> = pairs
            .filter(|(tag, name)| tag != name)
            .map(|(tag, name)| [(tag.clone(), Role::Strong), (name.to_owned(), Role::Plain)])
            .collect();
        let lines = self.key(" threads: ", &pairs);
        self.names.rename(&threads, tags);
        lines
    }

    /// What is wrong, in words.
    pub(crate) fn head(&self) -> Vec<Line> {
        let Document { scenario, fault, expected, .. } = self.document;
        let (kind, width) = (fault.kind(), self.width());
        let mut title = Line::of(" BREAKS ", Role::Title);
        title.push(format!(" {kind}  {}", clean(scenario, self.style)), Role::Strong);
        let verdict = match expected {
            Some(expected) if *expected == kind => "as expected".to_owned(),
            Some(other) => format!("not {other}, as expected"),
            None => "expected to hold".to_owned(),
        };
        if title.width() + 2 + verdict.len() <= width {
            title.pad(width - verdict.len());
            title.push(verdict, Role::Faint);
        }
        let mut lines = vec![title.cut(width, self.glyphs.dots)];
        lines.extend(
            wrap(&self.cause.sentence, width - 1)
                .into_iter()
                .map(|line| Line::of(" ", Role::Plain).and(line, Role::Plain)),
        );
        lines
    }

    /// What the letters beside the lanes stand for.
    pub(crate) fn legend(&self) -> Vec<Line> {
        let pairs = self.held.iter().filter_map(|id| {
            let letter = self.names.letter(*id)?;
            let sign = (letter.sign.to_string(), Role::Lock(letter.number));
            Some([sign, (self.names.object(*id).to_owned(), Role::Plain)])
        });
        self.key(" held: ", &pairs.collect::<Vec<_>>())
    }

    /// Signs with what they stand for, in as many lines as they take.
    fn key(&self, label: &str, pairs: &[[Cell; 2]]) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut line = Line::of(label, Role::Faint);
        for [sign, name] in pairs {
            let columns = width(&sign.0) + 1 + width(&name.0);
            if line.width() > label.len() && line.width() + columns > self.width() {
                lines.push(std::mem::take(&mut line));
                line.pad(label.len());
            }
            line.push(sign.0.as_str(), sign.1);
            line.push(format!(" {}   ", name.0), name.1);
        }
        if !pairs.is_empty() {
            lines.push(line);
        }
        lines
    }

    /// The names above the lanes.
    pub(crate) fn heading(&self, columns: &Columns) -> Line {
        let mut line = Line::new();
        for lane in &columns.lanes {
            line.pad(lane.axis);
            let name = self.names.thread(lane.thread);
            line.append(Line::of(name, Role::Strong).cut(lane.room, self.glyphs.dots));
        }
        line.pad(self.width().saturating_sub("line".len()));
        line.and("line", Role::Faint)
    }

    /// The end of the run, if no row tells it.
    pub(crate) fn end(&self, columns: &Columns) -> Option<Line> {
        let text = match &self.document.fault {
            Fault::Leak { objects } => {
                let names: Vec<&str> = objects.iter().map(|leaked| &*leaked.object).collect();
                format!("still there: {}", names.join(", "))
            }
            fault if is_standstill(fault) => match &self.document.extent {
                Some(extent) if extent.is_partial() => {
                    format!("{} can never go on", extent.stuck.join(", "))
                }
                _ => "no thread can run".to_owned(),
            },
            _ => return None,
        };
        let mut line = Line::new();
        line.pad(columns.number);
        line.push(format!("{} {}", self.glyphs.fail, clean(&text, self.style)), Role::Bad);
        Some(line)
    }
}

pub(crate) fn is_standstill(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::Deadlock { .. }
            | Fault::SelfDeadlock { .. }
            | Fault::LostWakeup { .. }
            | Fault::NeverReleased { .. }
            | Fault::NeverWoken { .. }
    )
}
