// Transport, and the run in miniature: a row a thread, a bar a step, a tick for each preemption. It is the slider, too.

const Toolbar = {
  render(view) {
    const { run } = view;
    const button = (sign, label, press, act, id) =>
      h("button.btn.square", { id, title: `${label} (${press})`, "aria-label": label, onclick: act }, icon(sign));
    const jump = (sign, label, press, act) =>
      h(
        "button.btn.small",
        { title: `${label} (${press})`, onclick: act },
        icon(sign),
        h("span", {}, label),
        key(press),
      );
    this.count = h("output.count", { "aria-label": "Step" });
    this.player = button("play", "Play", "space", () => Page.play(), "play");
    this.range = h("input", {
      type: "range",
      min: 0,
      max: run.length,
      step: 1,
      "aria-label": "Step",
      oninput: ({ target }) => Page.go(Number(target.value)),
    });
    this.said = h("p.said", { "aria-hidden": "true" });
    const foldable = planRows(run, { folding: true, opened: new Set() }).some(({ kind }) => kind === "fold");
    return h(
      "div.toolbar",
      { role: "group", "aria-label": "Steps" },
      h(
        "div.transport",
        {},
        h(
          "div.group",
          {},
          button("first", "First step", "Home", () => Page.go(0)),
          button("previous", "Previous step", "←", () => Page.move(-1)),
          this.player,
          button("next", "Next step", "→", () => Page.move(1)),
          button("last", "Last step", "End", () => Page.go(run.length)),
        ),
        this.count,
        h("span.spacer"),
        run.preemptions() ? jump("preempt", "Preemption", "p", () => Page.jump(isPreemption)) : null,
        run.events.some(isBlocked) ? jump("blocked", "Blocked", "b", () => Page.jump(isBlocked)) : null,
        foldable
          ? h(
              "button.btn.small",
              { id: "fold", "aria-pressed": String(view.folding), title: "Fold (f)", onclick: () => Page.fold() },
              icon("fold"),
              h("span", {}, view.folding ? "All steps" : "Key steps"),
              key("f"),
            )
          : null,
      ),
      h(
        "div.timeline",
        {},
        miniature(
          run.events.map(({ thread }) => thread),
          run,
        ),
        h("i.cover"),
        h("i.needle"),
        this.range,
      ),
      this.said,
    );
  },

  mark({ run, step, playing }) {
    const event = run.event(step);
    this.count.replaceChildren(h("b", {}, String(step)), ` / ${run.length}`);
    this.range.value = step;
    this.range.setAttribute(
      "aria-valuetext",
      event ? `${step}: ${threadName(event.thread)} ${plainText(deed(event))}` : "Start",
    );
    this.range.parentNode.style.setProperty("--at", run.length ? step / run.length : 0);
    this.said.replaceChildren(...(event ? present([threadTag(event.thread), " ", rich(deed(event))]) : ["Start"]));
    this.player.replaceChildren(icon(playing ? "pause" : "play"));
    this.player.setAttribute("aria-label", playing ? "Pause" : "Play");
  },
};

const isPreemption = (event) => "preempts" in event;
const isBlocked = (event) => event.result === "blocked";

/** Bars of neighbouring steps of one thread that look alike are one bar, so that long runs stay light. */
function miniature(schedule, run) {
  const rows = THREADS.length,
    height = rows > 10 ? 3 : 6,
    pitch = rows > 10 ? 4 : 8,
    long = schedule.length > 80;
  const share = (n) => `${(100 * n) / Math.max(1, schedule.length)}%`;
  const look = (step) => {
    const event = run?.event(step);
    return !event || event.result === "ok"
      ? event?.stale
        ? "stale"
        : ""
      : ["blocked", "failed"].includes(event.result)
        ? "bad"
        : "stale";
  };
  const svg = s("svg.miniature", { "aria-hidden": "true", style: { height: `${rows * pitch + 4}px` } });
  for (let i = 0; i < schedule.length;) {
    let end = i + 1;
    while (long && end < schedule.length && schedule[end] === schedule[i] && look(end + 1) === look(i + 1)) end++;
    svg.append(
      s("rect.bar", {
        x: share(i),
        y: schedule[i] * pitch + 3,
        width: share(end - i),
        height,
        rx: 1.5,
        class: look(i + 1),
        "stroke-width": long ? 0 : 2,
      }),
    );
    i = end;
  }
  const preemptions = run?.events.filter(isPreemption) ?? [];
  // Where there are more than can be told apart, ticks would only hide the bars.
  for (const event of preemptions.length < 150 ? preemptions : []) {
    const [a, b] = [event.preempts, event.thread].sort((x, y) => x - y);
    svg.append(
      s("rect.tick", {
        x: share(event.step - 1),
        y: a * pitch + 1,
        width: long ? 1.5 : 3,
        height: (b - a) * pitch + height + 4,
        rx: 1,
      }),
    );
  }
  return svg;
}
