//! The state of each object, step by step.
//!
//! Who holds what, how many permits there are and what a word holds is what the events say. Who waits
//! follows from the steps.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use trace::account::{ObjectKey, Patch};
use trace::{Act, ObjectId, State, ThreadIndex, Trace};

/// The state of all objects.
pub(crate) struct Board<'a> {
    trace: &'a Trace,
    pub(crate) state: State,
    /// The value of each word.
    words: Vec<u64>,
    objects: Vec<Object>,
    /// What the last write wrote over.
    pub(crate) overwritten: u64,
    /// The whole objects that may have changed since the last patches.
    touched: BTreeSet<ObjectId>,
    /// What was told of each object last.
    told: Vec<Patch>,
}

/// What the steps say about an object.
#[derive(Clone, Debug, Default)]
pub(crate) struct Object {
    pub(crate) waiters: Vec<ThreadIndex>,
    /// Of a condition: who sleeps, in the order in which they fell asleep.
    pub(crate) sleepers: Vec<ThreadIndex>,
    /// Of a barrier: who has arrived, and how often it has opened.
    pub(crate) arrived: Vec<ThreadIndex>,
    pub(crate) cycle: u32,
    /// Of an `RLock`: how often its owner has it.
    pub(crate) depth: u32,
    /// Of a semaphore: the permits that are free.
    permits: i64,
    /// Of a queue: what was put in and not got out.
    items: u32,
}

impl<'a> Board<'a> {
    pub(crate) fn new(trace: &'a Trace) -> Self {
        let words: Vec<u64> = trace.objects.iter().map(|object| object.initial).collect();
        let objects = words.iter().map(|initial| Object {
            permits: i64::try_from(*initial).unwrap_or(i64::MAX),
            ..Object::default()
        });
        let objects = objects.collect();
        let state = State::default();
        let touched = BTreeSet::new();
        let mut board =
            Self { trace, state, words, objects, overwritten: 0, touched, told: Vec::new() };
        board.told = (0..).zip(&trace.objects).map(|(id, _)| board.fields(id)).collect();
        board
    }

    /// Goes on to after an event.
    pub(crate) fn apply(&mut self, index: usize) {
        self.state.apply(self.trace, index);
        let event = &self.trace.events[index];
        let Some(word) = event.object else { return };
        let whole = self.trace.whole(word);
        if let Some(value) = event.act.written() {
            self.overwritten = std::mem::replace(&mut self.words[word as usize], value);
            self.touched.insert(whole);
        }
        match event.act {
            Act::Acquired(units) => self.objects[whole as usize].permits -= i64::from(units),
            Act::Released(units) => self.objects[whole as usize].permits += i64::from(units),
            Act::Put => self.objects[whole as usize].items += 1,
            Act::Got => {
                let items = &mut self.objects[whole as usize].items;
                *items = items.saturating_sub(1);
            }
            _ => return self.touch_if_held(event.act, whole),
        }
        self.touched.insert(whole);
    }

    fn touch_if_held(&mut self, act: Act, whole: ObjectId) {
        if matches!(act, Act::Locked | Act::Unlocked) {
            self.touched.insert(whole);
        }
    }

    /// What the steps say about an object, to be changed.
    pub(crate) fn object(&mut self, id: ObjectId) -> &mut Object {
        self.touched.insert(id);
        &mut self.objects[id as usize]
    }

    pub(crate) fn kind(&self, id: ObjectId) -> &'a str {
        &self.trace.objects[id as usize].kind
    }

    pub(crate) fn owner(&self, id: ObjectId) -> Option<ThreadIndex> {
        self.state.object(id).and_then(|object| object.owner).map(|owner| owner.thread)
    }

    pub(crate) fn permits(&self, id: ObjectId) -> i64 {
        self.objects[id as usize].permits
    }

    pub(crate) fn items(&self, id: ObjectId) -> u32 {
        self.objects[id as usize].items
    }

    /// The state of an object, with all its fields.
    pub(crate) fn fields(&self, id: ObjectId) -> Patch {
        let object = &self.objects[id as usize];
        let word = || value(self.words[id as usize]);
        let fields = match self.kind(id) {
            "lock" => json!({"owner": self.owner(id), "waiters": object.waiters}),
            "rlock" => {
                let depth = if self.owner(id).is_some() { object.depth.max(1) } else { 0 };
                json!({"owner": self.owner(id), "depth": depth, "waiters": object.waiters})
            }
            "semaphore" => json!({"permits": object.permits.max(0), "waiters": object.waiters}),
            "event" => {
                json!({"set": self.words[id as usize] & 1 == 1, "waiters": object.waiters})
            }
            "condition" => json!({"sleepers": object.sleepers}),
            "barrier" => json!({"arrived": object.arrived, "cycle": object.cycle}),
            "queue" => json!({"items": object.items, "waiters": object.waiters}),
            "atomic" | "variable" => json!({"value": word()}),
            "file" => json!({"contents": word()}),
            _ => json!({"waiters": object.waiters}),
        };
        match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        }
    }

    /// What has changed since this was asked last, of the objects that have a key.
    pub(crate) fn changes(&mut self, keys: &[Option<ObjectKey>]) -> Vec<(ObjectKey, Patch)> {
        let mut changes = Vec::new();
        for id in std::mem::take(&mut self.touched) {
            let now = self.fields(id);
            let before = std::mem::replace(&mut self.told[id as usize], now.clone());
            let patch: Patch =
                now.into_iter().filter(|(field, value)| before.get(field) != Some(value)).collect();
            if let (Some(key), false) = (&keys[id as usize], patch.is_empty()) {
                changes.push((key.clone(), patch));
            }
        }
        changes
    }
}

/// A value as a number: small ones as they are, what was negative as negative, and addresses, which no
/// reader of JSON may round, in hexadecimal.
pub(crate) fn value(bits: u64) -> Value {
    const EXACT: u64 = 1 << 53;
    match bits.cast_signed() {
        signed if signed < 0 && signed.unsigned_abs() < EXACT => json!(signed),
        _ if bits < EXACT => json!(bits),
        _ => json!(format!("{bits:#x}")),
    }
}
