//! An account as one reads it: names of what it refers to, sentences as text, where to look first.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;
use trace::account::{Account, Event, Mention, Object, Result, Sentence, StepId, ThreadId};

use crate::reading::text::{plural, show};

/// An account, with its objects by name. References that lead nowhere are shown as they stand: an
/// account may come from a file.
pub(crate) struct Reader<'a> {
    pub(crate) account: &'a Account,
    objects: HashMap<&'a str, &'a Object>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(account: &'a Account) -> Self {
        let objects = account.objects.iter().map(|object| (object.id.as_str(), object)).collect();
        Self { account, objects }
    }

    pub(crate) fn thread(&self, id: ThreadId) -> String {
        match self.account.threads.get(id as usize) {
            Some(thread) => thread.name.clone(),
            None => format!("thread {id}"),
        }
    }

    pub(crate) fn threads(&self, ids: &[ThreadId]) -> String {
        ids.iter().map(|id| self.thread(*id)).collect::<Vec<_>>().join(", ")
    }

    pub(crate) fn object(&self, id: &str) -> String {
        self.objects.get(id).map_or(id, |object| object.name.as_str()).to_owned()
    }

    pub(crate) fn kind(&self, id: &str) -> &str {
        self.objects.get(id).map_or("", |object| object.kind.as_str())
    }

    /// The lock of a condition.
    pub(crate) fn lock_of(&self, condition: &str) -> Option<&'a str> {
        self.objects.get(condition)?.more.get("lock")?.as_str()
    }

    pub(crate) fn event(&self, step: StepId) -> Option<&'a Event> {
        let place = (step as usize).checked_sub(1)?;
        self.account.events.get(place)
    }

    /// The scenario and its sizes: `bank/transfer (accounts=3, clerks=2)`.
    pub(crate) fn check(&self) -> String {
        let scenario = &self.account.scenario;
        if scenario.params.is_empty() {
            return scenario.name.clone();
        }
        let params = scenario.params.iter().map(|(name, size)| format!("{name}={size}"));
        format!("{} ({})", scenario.name, params.collect::<Vec<_>>().join(", "))
    }

    /// The fault, or else the verdict, in a word.
    pub(crate) fn finding(&self) -> String {
        let verdict = &self.account.verdict;
        verdict.fault.map_or_else(|| verdict.result.clone(), |fault| fault.to_string())
    }

    /// Why it broke, as text.
    pub(crate) fn cause(&self) -> String {
        english(&self.account.cause.text).map_or_else(String::new, |text| self.sentence(text))
    }

    pub(crate) fn sentence(&self, sentence: &Sentence) -> String {
        let part = |mention: &Mention| match mention {
            Mention::Words(words) => words.clone(),
            Mention::Thread { thread } => self.thread(*thread),
            Mention::Object { object } => self.object(object),
            Mention::Step { step } => step.to_string(),
            Mention::Value { value } => show(value),
        };
        sentence.iter().map(part).collect()
    }

    /// A caption: a text, or a sentence with references.
    pub(crate) fn caption(&self, caption: &Value) -> String {
        match serde_json::from_value::<Sentence>(caption.clone()) {
            Ok(sentence) => self.sentence(&sentence),
            Err(_) => show(caption),
        }
    }

    /// The step that one looks at first: the one that failed, or else the last one of the story.
    pub(crate) fn decisive(&self) -> Option<&'a Event> {
        let last = self.account.cause.steps.iter().rev().find_map(|step| self.event(*step));
        let failed = || {
            let fails = |event: &&Event| event.result == Result::Failed;
            self.account.events.iter().rev().find(fails)
        };
        failed().or(last).or(self.account.events.last())
    }

    /// The user's line to look at first, as `path:line`: that of the decisive step, or else where an
    /// object was created.
    pub(crate) fn place(&self) -> Option<&'a str> {
        let created = || self.account.objects.first().map(|object| object.created.user.as_str());
        self.decisive().map(|event| event.at.user.as_str()).or_else(created)
    }

    /// Whether anything came out that nobody expected. An undecided check is not a failure.
    pub(crate) fn is_failure(&self) -> bool {
        !self.account.verdict.as_expected && !self.is_undecided()
    }

    pub(crate) fn is_undecided(&self) -> bool {
        self.account.verdict.result == "undecided"
    }

    /// Verdict and expectation: `deadlock, as expected`.
    pub(crate) fn verdict(&self) -> String {
        let verdict = &self.account.verdict;
        let finding = self.finding();
        match (verdict.result.as_str(), verdict.as_expected, verdict.vacuous) {
            ("holds", true, true) => format!("{finding}, but nothing concurrent was checked"),
            ("holds", true, false) | ("undecided", ..) => finding,
            (_, true, _) => format!("{finding}, as expected"),
            (_, false, _) => format!("{finding}, but expected {}", self.account.scenario.expect),
        }
    }

    /// How far the search went: `exhaustive, 3 executions`.
    pub(crate) fn searched(&self) -> String {
        let search = &self.account.search;
        let scope = match (search.scope.as_str(), search.finished) {
            (scope, true) => scope.to_owned(),
            (scope, false) => format!("{scope}, cut short"),
        };
        format!("{scope}, {}", plural(self.executions(), "execution"))
    }

    pub(crate) fn executions(&self) -> u64 {
        let executions = &self.account.search.executions;
        executions.complete.saturating_add(executions.blocked)
    }

    /// The command that shows this again; the first that works.
    pub(crate) fn reproduce(&self) -> Option<&'a str> {
        let commands = &self.account.reproduce;
        let first = commands.replay.as_ref().or(commands.check.as_ref());
        first.or(commands.test.as_ref()).map(String::as_str)
    }

    /// What is known about smaller counterexamples.
    pub(crate) fn minimal(&self) -> Option<&'a str> {
        let statement = &self.account.minimal.as_ref()?.statement;
        english(statement).map(String::as_str)
    }
}

/// English if it is there, or else any language.
pub(crate) fn english<T>(texts: &BTreeMap<String, T>) -> Option<&T> {
    texts.get("en").or_else(|| texts.values().next())
}
