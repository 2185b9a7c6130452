// The state after the step: one entry an object, old values struck out where the step changed them.

const StatePanel = {
  render({ run, step }) {
    const { objects, changed, since } = run.after(step);
    const leaked = step === run.length && run === RECORDED ? (TRACE.end?.leaked ?? []) : [];
    const threads = Lanes.geometry?.dense ? this.threads(run, step) : null;
    if (!OBJECTS.size && !threads) return null;
    return card(
      "objects",
      "State",
      step ? `after step ${step}` : "at the start",
      threads,
      h(
        "dl",
        {},
        [...OBJECTS.values()].map((object) => {
          const was = changed[object.id] ?? {};
          const differs = Object.keys(was).some((field) => field !== "floor");
          return h(
            "div.item",
            { class: differs ? "changed" : "" },
            h(
              "dt",
              {},
              objectTag(object.id),
              h("small", {}, object.kind),
              differs ? unseen("changed") : null,
              leaked.includes(object.id) ? h("span.pill.bad", {}, "still there") : null,
            ),
            h("dd", {}, this.value(object, objects[object.id], was, since[object.id]), this.guards(object)),
          );
        }),
      ),
    );
  },

  /** In dense lanes there is no room for words over them: they are here. */
  threads: (run, step) =>
    h(
      "ul.threads",
      {},
      run
        .statuses(step)
        .map((status, id) =>
          h(
            "li",
            { class: status.state },
            badge(id),
            h("b", {}, threadName(id)),
            h("span.state", { class: status.state }, h("i", { "aria-hidden": "true" }), stateWords(status)),
          ),
        ),
    ),

  guards: ({ guarded_by: guardedBy, guards }) => [
    guardedBy ? h("div.sub", {}, `guarded by ${objectName(guardedBy)}`) : null,
    guards?.length ? h("div.sub", {}, `guards ${guards.map(objectName).join(", ")}`) : null,
  ],

  value(object, state, was, since) {
    const field = new Field(was);
    const waiting = (ids) => (ids?.length ? h("div.sub", {}, `waiting: ${names(ids)}`) : null);
    const reader = KINDS[object.kind];
    return reader
      ? [reader(state, field, object, since), waiting(state.waiters)]
      : h("code.json", {}, JSON.stringify(state));
  },
};

/** Old and new value of a field. */
class Field {
  constructor(was) {
    this.was = was;
  }

  show(name, content, old = show) {
    return name in this.was
      ? [h("s", {}, this.was[name] === undefined ? "–" : old(this.was[name])), " ", h("span.new", {}, content)]
      : content;
  }
}

const slots = (items, capacity, hollow = true) =>
  h(
    "span.slots",
    {},
    items.map((item) => h("span.slot", {}, show(item))),
    hollow && capacity > items.length && capacity <= 12
      ? Array.from({ length: capacity - items.length }, () => h("span.slot.hollow"))
      : null,
    !items.length && !(capacity <= 12) ? quiet("empty") : null,
  );
/** Of items that nobody knows only how many there are. */
const counted = (items, capacity) =>
  items || capacity ? `${plural(items, "item")}${capacity ? ` of ${capacity}` : ""}` : quiet("empty");
const owned = (owner, since, depth) =>
  owner === null || owner === undefined
    ? quiet("free")
    : [
        "held by ",
        threadTag(owner),
        depth > 1 ? ` ${depth} times` : "",
        since ? h("small", {}, ` since ${since}`) : null,
      ];
const holder = (owner) => (owner === null || owner === undefined ? "free" : threadName(owner));

/** How each kind of object shows its state. A kind that is not here is shown as it is in the document. */
const KINDS = {
  lock: (state, field, _, since) => field.show("owner", owned(state.owner, since), holder),
  rlock: (state, field, _, since) => [
    field.show("owner", owned(state.owner, since, state.depth), holder),
    "depth" in field.was && !("owner" in field.was) ? h("small", {}, ` before: ${field.was.depth}`) : null,
  ],
  rwlock: (state, field, _, since) =>
    state.readers?.length
      ? field.show("readers", ["read by ", names(state.readers)], names)
      : field.show("writer", owned(state.writer, since), holder),
  semaphore: (state, field, { capacity }) =>
    field.show("permits", [
      capacity && capacity <= 12
        ? h(
            "span.pips",
            { "aria-hidden": "true" },
            Array.from({ length: capacity }, (_, i) => h("i", { class: i < state.permits ? "on" : "" })),
          )
        : null,
      capacity ? `${state.permits} of ${capacity} free` : plural(state.permits, "permit"),
    ]),
  condition: (state, field) =>
    field.show(
      "sleepers",
      state.sleepers.length ? [quiet("asleep: "), names(state.sleepers)] : quiet("nobody sleeps"),
      (ids) => names(ids) || "nobody",
    ),
  event: (state, field) =>
    field.show("set", state.set ? h("b", {}, "set") : quiet("not set"), (set) => (set ? "set" : "not set")),
  barrier: (state, field, { parties }) =>
    field.show(
      "arrived",
      [
        h(
          "span.pips",
          { "aria-hidden": "true" },
          Array.from({ length: Math.min(parties ?? 0, 12) }, (_, i) =>
            h("i", { class: i < state.arrived.length ? "on" : "" }),
          ),
        ),
        parties ? `${state.arrived.length} of ${parties} arrived` : `${state.arrived.length} arrived`,
        state.broken ? h("b.bad", {}, " broken") : null,
      ],
      (arrived) => String(arrived.length),
    ),
  queue: (state, field, { capacity }) =>
    typeof state.items === "number"
      ? field.show("items", counted(state.items, capacity), (items) => (items ? String(items) : "empty"))
      : field.show("items", slots(state.items, capacity), (items) =>
          items.length ? items.map(show).join(" ") : "empty",
        ),
  atomic: (state, field, { id }) => [
    field.show("value", valueTag(state.value)),
    Object.entries(state.floor ?? {}).map(([thread, values]) =>
      values.length > 1 && reads(thread, id)
        ? h("div.sub.warn", {}, `${threadName(thread)} may still read ${values.map(show).join(" · ")}`)
        : null,
    ),
  ],
  variable: (state, field) => field.show("value", valueTag(state.value)),
  file: (state, field) => field.show("contents", h("code.json", {}, show(state.contents))),
  future: (state, field) => [
    state.state === undefined
      ? quiet("a result to come")
      : field.show("state", state.state === "pending" ? quiet("pending") : h("b", {}, state.state)),
    "value" in state && state.value !== null ? [" ➜ ", valueTag(state.value)] : null,
  ],
};

/** Does a thread read an object at all, in this run or in any that is recorded? Only then it matters what it may still read. */
const READERS = new Set(
  [...EVENTS, ...(TRACE.graph?.events ?? [])]
    .filter(({ op }) => op === "load")
    .map(({ thread, object }) => `${thread} ${object}`),
);
const reads = (thread, object) => READERS.has(`${thread} ${object}`);
