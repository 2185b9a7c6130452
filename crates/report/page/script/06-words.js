// What a step does, in words: a sentence for the panel, a few words and a note for the lanes.

/** References, as in the rich text of the document. */
const T = (id) => ({ thread: id }),
  O = (id) => ({ object: id }),
  V = (value) => ({ value: show(value) });

/** What nobody is left to do for a thread that waits, by the kind of what it waits for. */
const RESCUE = {
  condition: "notify it",
  event: "set it",
  semaphore: "release a permit",
  barrier: "arrive there",
  future: "complete it",
  queue: "move its items",
  lock: "release it",
  rlock: "release it",
  rwlock: "release it",
};

/** Each operation as a verb: as one tries it, and in the third person. */
const VERBS = {
  spawn: ["spawn", "spawns"],
  join: ["join", "joins"],
  acquire: ["acquire", "acquires"],
  release: ["release", "releases"],
  wait: ["wait on", "waits on"],
  notify: ["notify", "notifies"],
  set: ["set", "sets"],
  clear: ["clear", "clears"],
  cancel: ["cancel", "cancels"],
  arrive: ["arrive at", "arrives at"],
  fence: ["fence", "puts up a fence"],
  push: ["put into", "puts into"],
  pop: ["take from", "takes from"],
  length: ["look at", "looks at"],
  load: ["read", "reads"],
  store: ["write", "writes"],
  add: ["add to", "adds to"],
  cas: ["compare and swap", "compares and swaps"],
  swap: ["swap", "swaps"],
  update: ["update", "updates"],
  exit: ["end", "ends"],
  choose: ["choose", "chooses"],
  assert: ["check", "checks"],
  panic: ["panic", "panics"],
};
const infinitive = (op) => VERBS[op]?.[0] ?? op;
const thirdPerson = (op) => VERBS[op]?.[1] ?? op;

/** What is put or taken: a recording may tell no more than that there is something. */
const item = (event) => ("value" in event ? V(event.value) : "an item");

/** The lock that goes with a condition, as a reference; a run in which nobody slept does not tell it. */
const lockOf = (condition) => (OBJECTS.get(condition).lock ? O(OBJECTS.get(condition).lock) : "its lock");

const lockName = (condition) => (OBJECTS.get(condition).lock ? objectName(OBJECTS.get(condition).lock) : "its lock");

/** The step as rich text, without its thread: "acquires plate". */
function deed(event) {
  const { op, result } = event;
  const it = "object" in event ? O(event.object) : "target" in event ? T(event.target) : null;
  if (result === "blocked") return blockedDeed(event, it);
  if (result === "timed-out") return ["stops waiting for ", it, ": its deadline has passed"];
  if (result === "refused") return refusedDeed(event, it);
  if (result === "failed") return failedDeed(event, it);
  switch (op) {
    case "join":
      return ["sees that ", it, " has ended"];
    case "acquire":
      return [event.resumes ? "gets " : "acquires ", it, event.resumes ? " after waiting" : ""];
    case "wait":
      return wakeDeed(event, it);
    case "notify":
      return event.woken?.length
        ? ["notifies ", it, " and wakes ", ...listed(event.woken)]
        : ["notifies ", it, ": nobody sleeps there"];
    case "set":
      return [
        "sets ",
        it,
        "value" in event ? " to " : "",
        "value" in event ? V(event.value) : "",
        ...(event.woken?.length ? [" and wakes ", ...listed(event.woken)] : []),
      ];
    case "push":
      return ["puts ", item(event), " into ", it];
    case "pop":
      return ["takes ", item(event), " out of ", it];
    case "length":
      if (!("value" in event)) return ["looks how many items ", it, " holds"];
      return ["sees that ", it, event.value ? " holds " : " is ", event.value ? V(event.value) : "empty"];
    case "load":
      return ["reads ", it, " = ", V(event.value), event.stale ? ", a stale value" : ""];
    case "store":
      return [
        "writes ",
        it,
        " = ",
        V(event.value),
        ...("mo_after" in event
          ? [
              ", which comes right after ",
              ...(event.mo_after ? ["step ", { step: event.mo_after }] : ["the initial value"]),
              " in the order of writes",
            ]
          : []),
      ];
    case "add":
    case "cas":
    case "swap":
    case "update":
      return ["changes ", it, " from ", V(event.was), " to ", V(event.value)];
    case "choose":
      return ["chooses ", V(event.value), ` of ${event.of}`];
    case "assert":
      return ["checks an assertion: it holds"];
    case "arrive":
      return [event.resumes ? "passes " : "arrives at ", it, event.resumes ? "" : " and opens it"];
    default:
      return [thirdPerson(op), it ? " " : "", it];
  }
}

function blockedDeed(event, it) {
  const holder = event.blocked_by && "since" in event.blocked_by ? event.blocked_by.thread : null;
  switch (event.op) {
    case "join":
      return ["waits for ", it, " to end"];
    case "wait":
      return kindOf(event.object) === "condition"
        ? ["sleeps on ", it, " and releases ", lockOf(event.object)]
        : ["waits for ", it, ": blocks"];
    case "push":
      return ["wants to put ", item(event), " into ", it, ", which is full: blocks"];
    case "pop":
      return ["wants to take from ", it, ", which is empty: blocks"];
    case "arrive":
      return ["arrives at ", it, " and waits for the others"];
    case "acquire":
      if (holder === event.thread) return ["wants ", it, ", which it holds itself: blocks"];
      if (holder !== null) return ["wants ", it, ", but ", T(holder), " holds it: blocks"];
      return ["wants ", it, kindOf(event.object) === "semaphore" ? ", but no permit is free: blocks" : ": blocks"];
    default:
      return [thirdPerson(event.op), " ", it, ": blocks"];
  }
}

function refusedDeed(event, it) {
  const holder = event.blocked_by?.thread;
  if (event.op === "cas") return ["finds ", it, " = ", V(event.value), " and leaves it"];
  return [
    `tries to ${infinitive(event.op)} `,
    it,
    ...(holder !== undefined ? [", but ", T(holder), " holds it"] : [", in vain"]),
    ": goes on without",
  ];
}

function failedDeed(event, it) {
  const said = event.message?.text ? ` “${event.message.text}”` : "";
  if (event.op === "assert") return [`fails its assertion${said}`];
  if (event.op === "panic") return [`panics:${said}`];
  return [
    thirdPerson(event.op),
    " ",
    it,
    event.message
      ? `: ${event.message.text}`
      : TRACE.verdict.fault === "data-race"
        ? " in a data race"
        : ", and that fails",
  ];
}

function wakeDeed(event, it) {
  if (!event.resumes)
    return ["finds ", it, "value" in event ? " = " : " set", "value" in event ? V(event.value) : "", " and goes on"];
  const how = event.spurious ? "wakes up without being woken" : "wakes up";
  return kindOf(event.object) === "condition"
    ? [how, " and takes ", lockOf(event.object), " again"]
    : [how, ": ", it, "value" in event ? " = " : " is set", "value" in event ? V(event.value) : ""];
}

const listed = (ids) => ids.flatMap((id, i) => (i ? [", ", T(id)] : [T(id)]));

/** The step in its lane: `main`, and for a smaller line `mark`, in red or amber, and `note`. */
function phrase(event) {
  const { op, result } = event;
  const it = "object" in event ? objectTag(event.object) : "target" in event ? threadTag(event.target) : null;
  const verb = (word) => h("span.verb", {}, `${word} `);
  const value = "value" in event ? valueTag(event.value) : null;
  const waited = event.resumes ? `waited since ${event.resumes}` : null;
  const told = event.woken?.length ? `wakes ${names(event.woken)}` : op === "notify" ? "nobody sleeps there" : null;
  if (result === "failed")
    return {
      main: [
        h("b.bad", {}, op === "assert" ? "assertion fails" : op === "panic" ? "panics" : [verb(infinitive(op)), it]),
        op === "assert" || op === "panic" ? null : [" ", value],
      ],
      note: failureNote(event),
    };
  if (result === "timed-out")
    return { main: [verb(infinitive(op)), it], mark: h("b.warn", {}, "timed out"), note: waited };
  if (result === "refused")
    return {
      main: [verb(op === "cas" ? "cas" : `try ${infinitive(op)}`), it],
      mark: h("b.warn", {}, "refused"),
      note: event.blocked_by ? `${threadName(event.blocked_by.thread)} has it` : value ? ["found ", value] : null,
    };
  if (result === "blocked")
    return {
      main: [verb(infinitive(op)), it, op === "push" && value ? [" ← ", value] : null],
      mark: h("b.bad", {}, kindOf(event.object) === "condition" ? "asleep" : "blocked"),
      note: blockedNote(event),
    };
  switch (op) {
    case "wait":
      return {
        main: [verb(event.resumes ? "wake" : "wait on"), it, value ? [" ➜ ", value] : null],
        mark: event.spurious ? h("b.warn", {}, "spurious") : null,
        note:
          kindOf(event.object) === "condition"
            ? `takes ${lockName(event.object)} again`
            : (waited ?? "no need to wait"),
      };
    case "push":
      return { main: [verb("put"), it, value ? [" ← ", value] : null], note: waited };
    case "pop":
      return { main: [verb("take"), it, value ? [" ➜ ", value] : null], note: waited };
    case "length":
      return {
        main: [verb("look"), it, "value" in event ? [" ➜ ", event.value ? value : valueTag("empty")] : null],
      };
    case "load":
      return {
        main: [it, " ➜ ", value],
        mark: event.stale ? h("b.warn", {}, "stale") : null,
        note: event.stale ? `${show(event.stale.newest)} was written at ${event.stale.written}` : null,
      };
    case "store":
      return {
        main: [it, " = ", value],
        mark: "mo_after" in event ? h("b.warn", {}, "not newest") : null,
        note: "mo_after" in event ? `comes after ${event.mo_after ? `step ${event.mo_after}` : "the first"}` : null,
      };
    case "add":
    case "cas":
    case "swap":
    case "update":
      return { main: [it, ` ${show(event.was)} → `, value] };
    case "set":
      return { main: [verb("set"), it, value ? [" = ", value] : null], note: told };
    case "choose":
      return { main: [verb("choose"), value, quiet(` of ${event.of}`)] };
    default:
      return { main: [verb(infinitive(op)), it], note: told ?? waited };
  }
}

function blockedNote(event) {
  const by = event.blocked_by;
  if (event.op === "join") return "still runs";
  if (by && "since" in by)
    return by.thread === event.thread
      ? `has it itself, since ${by.since}`
      : `${threadName(by.thread)} has it since ${by.since}`;
  if (kindOf(event.object) === "condition") return `releases ${lockName(event.object)}`;
  return (
    {
      push: "it is full",
      pop: "it is empty",
      arrive: "waits for the others",
      acquire: "no permit free",
      wait: "not set yet",
    }[event.op] ?? null
  );
}

/** Both sides of a comparison; some say themselves what they are. */
const sides = ({ left, right, text }) => {
  if (left === undefined) return text;
  return String(left).includes(" = ") ? `${left}; ${right}` : `left ${left}, right ${right}`;
};

const failureNote = ({ message }) => (message ? sides(message) : "in a data race");

/** A step in plain words, for exports and small places. */
const brief = (event) =>
  present([phrase(event).main])
    .map((node) => node.textContent ?? node)
    .join("")
    .replace(/\s+/g, " ")
    .trim();

/** Why one step is ordered after another, in a word or two. */
function orderReason(earlier, later) {
  if (earlier.op === "spawn" && earlier.target === later.thread) return "its spawn";
  if (later.op === "join") return "the end";
  return (
    {
      notify: "the notification",
      set: "the setting",
      release: "the release",
      wait: "the release",
      push: "the putting",
      arrive: "the arrival",
    }[earlier.op] ?? "the write"
  );
}

/** A thread's state in words. */
function stateWords(status) {
  if (status.state === "unborn") return "not started";
  if (status.state !== "blocked") return status.state;
  if (status.object === undefined) return `joins ${threadName(status.thread)}`;
  const takes = ["lock", "rlock", "rwlock", "semaphore"].includes(kindOf(status.object));
  return `${status.asleep ? "asleep on" : takes ? "wants" : "waits for"} ${objectName(status.object)}`;
}
