//! What stands above the picture and around it: the verdict, the cause, the signs, the end.

use trace::FaultKind;
use trace::account::{EndState, ThreadId};

use crate::lanes::columns::Columns;
use crate::lanes::paint::{Cell, Line, Role, width, wrap};
use crate::lanes::picture::Picture;

impl Picture<'_> {
    /// Gives the threads short names, and says which.
    pub(crate) fn abbreviate(&mut self, columns: &Columns) -> Vec<Line> {
        let threads: Vec<ThreadId> = columns.lanes.iter().map(|lane| lane.thread).collect();
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
        let (verdict, width) = (&self.account.verdict, self.width());
        let scenario = self.clean(&self.account.scenario.name);
        let mut title = Line::of(format!(" {} ", verdict.result.to_uppercase()), self.verdict());
        let kind = verdict.fault.map_or_else(String::new, |kind| format!("{kind}  "));
        title.push(format!(" {kind}{scenario}"), Role::Strong);
        let expected = self.expected();
        if title.width() + 2 + expected.len() <= width {
            title.pad(width - expected.len());
            title.push(expected, Role::Faint);
        }
        let mut lines = vec![title.cut(width, self.glyphs.dots)];
        let cause = self.clean(&self.reader.cause());
        lines.extend(
            wrap(&cause, width - 1)
                .into_iter()
                .map(|line| Line::of(" ", Role::Plain).and(line, Role::Plain)),
        );
        lines
    }

    fn verdict(&self) -> Role {
        if self.account.verdict.result == "breaks" { Role::Title } else { Role::Strong }
    }

    fn expected(&self) -> String {
        let expect = self.account.scenario.expect.as_str();
        let fault = expect.strip_prefix("breaks(").and_then(|rest| rest.strip_suffix(')'));
        match (self.account.verdict.as_expected, self.account.verdict.fault, fault) {
            (_, None, None) => String::new(),
            (true, ..) => "as expected".to_owned(),
            (false, _, None) => "expected to hold".to_owned(),
            (false, _, Some(other)) => format!("expected {}", self.clean(other)),
        }
    }

    /// What the letters beside the lanes stand for.
    pub(crate) fn legend(&self) -> Vec<Line> {
        let pairs = self.held.iter().filter_map(|id| {
            let letter = self.names.letter(id)?;
            let sign = (letter.sign.to_string(), Role::Lock(letter.number));
            Some([sign, (self.names.object(id).to_owned(), Role::Plain)])
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

    /// The end of the run, if no step tells it.
    pub(crate) fn end(&self, columns: &Columns) -> Option<Line> {
        let end = self.account.end.as_ref()?;
        let text = if self.is_standstill() {
            let is_partial = self.account.cause.scope.as_deref() == Some("partial");
            let stuck = end.threads.iter().filter(|it| it.state == EndState::Blocked);
            let names: Vec<&str> = stuck.map(|it| self.names.thread(it.thread)).collect();
            if is_partial {
                format!("{} can never go on", names.join(", "))
            } else {
                "no thread can run".to_owned()
            }
        } else if end.leaked.is_empty() {
            return None;
        } else {
            let names: Vec<&str> = end.leaked.iter().map(|id| self.names.object(id)).collect();
            format!("still there: {}", names.join(", "))
        };
        let mut line = Line::new();
        line.pad(columns.number);
        line.push(format!("{} {text}", self.glyphs.fail), Role::Bad);
        Some(line)
    }

    /// Whether somebody waits for ever, and that is what is wrong.
    pub(crate) fn is_standstill(&self) -> bool {
        self.account.verdict.fault.is_some_and(FaultKind::is_standstill)
    }
}
