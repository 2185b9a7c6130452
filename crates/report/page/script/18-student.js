// Student mode: the reader is the scheduler, and the future is hidden.

const Student = {
  walk: null,
  hinted: false,

  /** Enters with the recorded run up to `step`, and lets `thread` go on from there. */
  enter(step = 0, thread = null) {
    this.walk = Walk.recorded(step);
    const way = this.walk.choices().find(({ event, known }) => known && event.thread === thread);
    if (way) this.walk = this.walk.then(way.pick);
    this.show();
  },

  leave(step) {
    Page.set({ run: RECORDED, student: false, step, opened: new Set(), folding: RECORDED.length > 24 });
  },

  show() {
    this.hinted = false;
    const run = this.walk.run();
    Page.set({ run, student: true, step: run.length, opened: new Set(), folding: false });
  },

  choose(pick) {
    this.walk = this.walk.then(pick, Page.view.step);
    this.show();
  },

  undo() {
    if (!Page.view.step) return;
    this.walk = new Walk(this.walk.picks.slice(0, Page.view.step - 1));
    this.show();
  },

  /** A digit lets the thread of that number run; where it could go on in several ways, the first. */
  press(thread) {
    const way = this.walk.choices(Page.view.step).find(({ event, known }) => known && event.thread === thread);
    if (way) this.choose(way.pick);
  },

  isOver: (view) => view.student && Boolean(Student.walk.node(view.step).end),

  // ---- the panel ----

  panel({ run, step }) {
    const { end } = this.walk.node(step);
    const tools = h(
      "div.tools",
      {},
      h("button.btn", { onclick: () => this.undo(), disabled: step === 0 }, icon("undo"), "Undo"),
      h("button.btn", { onclick: () => this.enter(), disabled: step === 0 }, "Restart"),
      end || !FAULTY
        ? null
        : h(
            "button.btn",
            {
              onclick: () => {
                this.hinted = true;
                Page.set({});
              },
            },
            icon("help"),
            "Can it still fail?",
          ),
      EVENTS.length
        ? h("button.btn.reveal", { onclick: () => this.leave(RECORDED.length) }, "Show the checker’s run")
        : h("button.btn.reveal", { onclick: () => this.leave(0) }, "Leave"),
    );
    const hint =
      this.hinted && !end
        ? h(
            "p.hint",
            { role: "status" },
            {
              yes: "Yes: a failing end can still be reached.",
              no: "No: from here every run holds.",
              unknown: "Unknown: part of what follows was not recorded.",
            }[this.walk.canFail(step)],
          )
        : null;
    return card(
      "now.student",
      end ? "The end" : "Who runs next?",
      `${plural(step, "step")}, ${plural(run.preemptions(step), "preemption")}`,
      end
        ? this.verdict(run, step, end)
        : h(
            "div.choices",
            {},
            THREADS.map(({ id }) => this.choice(id, run, step)),
          ),
      hint,
      tools,
    );
  },

  choice(id, run, step) {
    const ways = this.walk.choices(step).filter(({ event }) => event.thread === id);
    const who = [badge(id), h("b", {}, threadName(id))];
    if (!ways.length) return h("div.choice.off", {}, who, h("small", {}, stateWords(run.status(id, step))));
    const { event } = ways[0];
    const next = h("span.next", {}, nextWords(event));
    const place = event.at?.user ? h("code", {}, shortPlace(event.at.user)) : null;
    const hint = id < 10 ? key(String(id)) : null;
    if (ways.length === 1)
      return h(
        "button.choice",
        { onclick: () => this.choose(ways[0].pick), disabled: !ways[0].known },
        who,
        next,
        ways[0].known ? place : h("small", {}, "not recorded"),
        hint,
      );
    return h(
      "div.choice.many",
      { role: "group", "aria-label": threadName(id) },
      who,
      next,
      place,
      hint,
      h(
        "span.values",
        {},
        ways.map((way) =>
          h("button.chip", { onclick: () => this.choose(way.pick), disabled: !way.known }, wayWords(way.event)),
        ),
      ),
    );
  },

  verdict(run, step, end) {
    if (end === "ok")
      return h(
        "p.result.good",
        {},
        icon("ok"),
        h(
          "span",
          {},
          FAULTY
            ? "All threads finished and nothing broke. Undo a few steps, or restart."
            : "All threads finished and nothing broke.",
        ),
      );
    const preemptions = run.preemptions(step),
      { minimal } = TRACE;
    const short = !minimal || (preemptions <= minimal.preemptions && step <= minimal.steps);
    return h(
      "p.result.bad",
      {},
      icon("failed"),
      h(
        "span",
        {},
        h("b", {}, `You found it: ${plural(step, "step")}, ${plural(preemptions, "preemption")}.`),
        " ",
        short ? "No run that the checker knows is shorter." : "The checker’s run is shorter.",
      ),
    );
  },
};

/** The next operation of a thread, without saying how it will end. */
function nextWords(event) {
  const it = "object" in event ? objectTag(event.object) : "target" in event ? threadTag(event.target) : null;
  const verb =
    event.op === "assert"
      ? "check the assertion"
      : event.op === "wait" &&
          event.resumes === undefined &&
          event.result !== "blocked" &&
          kindOf(event.object) === "condition"
        ? "wake on"
        : infinitive(event.op);
  return [h("span.verb", {}, verb), it ? " " : null, it];
}

/** One of several ways to go on: a value that may be read, a choice, a deadline that passes. */
function wayWords(event) {
  if (event.result === "timed-out") return [icon("clock"), "times out"];
  if (event.spurious) return ["wakes by itself"];
  if (event.op === "choose") return ["chooses ", valueTag(event.value)];
  if (!("value" in event)) return [event.result === "blocked" ? "has to wait" : "goes on"];
  return [
    event.op === "store" ? "writes " : "reads ",
    valueTag(event.value),
    event.stale ? h("span.pill.warn", {}, "stale") : null,
    "mo_after" in event ? h("span.pill.warn", {}, "earlier") : null,
  ];
}
