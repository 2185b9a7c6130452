// The page: what is shown now, and everything that changes it.

const LONG = 24,
  PACE = 850;

/** Addresses of parts of the page, which say nothing about a step. */
const PLACES = ["#outcomes", "#run"];
const calm = matchMedia("(prefers-reduced-motion: reduce)");

const Page = {
  view: {
    run: RECORDED,
    step: RECORDED.length,
    tab: 0,
    folding: RECORDED.length > LONG,
    opened: new Set(),
    student: false,
    playing: null,
  },

  start() {
    at("plain").remove();
    document.body.append(dyes());
    at("scenario").textContent = TRACE.scenario.name;
    const follow = () => {
      this.readHash();
      this.build();
      if (location.hash) this.reveal("auto");
    };
    const isPlace = () => PLACES.includes(location.hash);
    if (isPlace()) {
      this.build();
      at(location.hash.slice(1)).scrollIntoView();
    } else follow();
    addEventListener("hashchange", () => isPlace() || follow());
    addEventListener("keydown", pressed);
    addEventListener("scroll", () => requestAnimationFrame(() => !at("bench").hidden && Lanes.fill()), {
      passive: true,
    });
    addEventListener("resize", () => this.resized());
    addEventListener("beforeprint", () => this.printing(true));
    addEventListener("afterprint", () => this.printing(false));
  },

  // ---- changing what is shown ----

  set(patch) {
    const before = this.view;
    this.view = { ...before, ...patch };
    const { run } = this.view;
    this.view.step = Math.max(0, Math.min(run.length, this.view.step));
    if (run === before.run && this.view.folding) this.openAround(this.view.step);
    const rebuild = ["run", "folding", "opened", "student"].some((name) => this.view[name] !== before[name]);
    if (rebuild) this.build();
    else this.update();
    this.writeHash();
  },

  /** A step inside of a folded run opens it. */
  openAround(step) {
    const row = Lanes.rows.find(({ kind, from, to }) => kind === "fold" && from <= step && step < to);
    if (row) this.view.opened = new Set([...this.view.opened, row.from]);
  },

  go(step) {
    this.set({ step });
    const event = this.view.run.event(this.view.step);
    at("live").textContent = event
      ? `Step ${event.step}: ${threadName(event.thread)} ${plainText(deed(event))}`
      : "Start";
    this.reveal();
  },

  open(step) {
    this.set({ opened: new Set([...this.view.opened, step]), step });
    this.reveal();
  },

  fold() {
    this.set({ folding: !this.view.folding, opened: new Set() });
    this.reveal("auto");
  },

  /** To the next or previous row; a folded run is one row. */
  move(direction, single = false) {
    const { step } = this.view;
    if (single) return this.go(step + direction);
    const rows = Lanes.rows.filter(({ kind }) => ["start", "step", "fold"].includes(kind));
    const row = rows[rows.findIndex(({ from, to }) => from <= step && step <= to) + direction];
    if (row) this.go(row.to);
  },

  /** To the next step of a kind; after the last one to the first. */
  jump(test) {
    const { run, step } = this.view;
    const found = [...run.events.slice(step), ...run.events.slice(0, step)].find(test);
    if (found) this.go(found.step);
  },

  play() {
    if (this.view.playing) return this.pause();
    if (this.view.step === this.view.run.length) this.go(0);
    this.set({
      playing: setInterval(() => (this.view.step < this.view.run.length ? this.move(1) : this.pause()), PACE),
    });
  },

  pause() {
    clearInterval(this.view.playing);
    this.set({ playing: null });
  },

  toggleStudent() {
    if (this.view.student) Student.leave(RECORDED.length);
    else Student.enter();
  },

  // ---- the address: #step=4, or #play=0.1.1 for a reader's own run ----

  readHash() {
    const hash = new URLSearchParams(location.hash.slice(1)),
      step = parseInt(hash.get("step"), 10);
    if (Number.isFinite(step)) {
      const run = this.view.student && step <= this.view.run.length ? this.view.run : RECORDED;
      this.view = { ...this.view, run, student: run !== RECORDED, step: Math.max(0, Math.min(run.length, step)) };
      if (this.view.folding) this.openFor(this.view.step);
    } else if (hash.has("play") && TRACE.graph) {
      Student.walk = Walk.to(hash.get("play"));
      const run = Student.walk.run();
      this.view = { ...this.view, student: true, run, step: run.length, folding: false };
    }
  },

  openFor(step) {
    const row = planRows(this.view.run, this.view).find(
      ({ kind, from, to }) => kind === "fold" && from <= step && step < to,
    );
    if (row) this.view.opened = new Set([...this.view.opened, row.from]);
  },

  writeHash() {
    const hash = this.view.student ? `#play=${Student.walk.address}` : `#step=${this.view.step}`;
    if (location.hash !== hash) history.replaceState(null, "", hash);
  },

  // ---- drawing ----

  build() {
    const { view } = this;
    document.body.classList.toggle("is-student", view.student);
    at("actions").replaceChildren(...this.actions());
    at("hero").replaceChildren(...present(Hero.render(view)));
    at("foot").replaceChildren(...this.footer());
    at("bench").hidden = !EVENTS.length && !view.student;
    if (!at("bench").hidden) {
      const card = at("run");
      this.room = card.clientWidth;
      card.replaceChildren(Toolbar.render(view), ...Lanes.build(view, this.room));
      card.style.setProperty("--bar", `${card.firstChild.offsetHeight}px`);
      Lanes.step = view.step;
      Lanes.fill();
      this.update();
    } else Outcomes.render(view);
  },

  update() {
    const { view } = this,
      side = at("side"),
      focus = document.activeElement?.id;
    Toolbar.mark(view);
    Lanes.mark(view.step);
    Outcomes.render(view);
    const scroll = at("code")?.scrollTop,
      figure = Figure.render(view),
      state = StatePanel.render(view);
    const pair =
      figure || state
        ? h("div.pair", { class: Figure.wide(view) || !figure || !state ? "stacked" : "" }, present([figure, state]))
        : null;
    side.replaceChildren(...present([StepPanel.render(view), pair, SourcePanel.render(view)]));
    if (scroll) at("code").scrollTop = scroll;
    SourcePanel.reveal(at("code"));
    if (focus?.startsWith("tab-")) at(focus)?.focus();
  },

  resized() {
    if (at("bench").hidden || this.isPrinting) return;
    const { clientWidth } = at("run");
    if (clientWidth !== this.room) this.build();
    else Lanes.fill();
  },

  /** On paper the run is there as a whole, in the light scheme, as wide as the paper. */
  printing(on) {
    this.isPrinting = on;
    this.theme(on ? "light" : (this.scheme ?? null), true);
    if (at("bench").hidden) return;
    const { step } = this.view;
    if (on) {
      at("run").replaceChildren(
        at("run").firstChild,
        ...Lanes.build({ ...this.view, folding: this.view.run.length > 400 || this.view.folding }, PAPER),
      );
      Lanes.fill(true);
      Lanes.mark(this.view.run.length);
      Lanes.step = step;
    } else this.build();
  },

  /** Keeps the row of the step in sight; leaves the page alone when it already is. */
  reveal(behavior = calm.matches ? "auto" : "smooth") {
    const row = Lanes.rowOf?.(this.view.step);
    if (!row || at("bench").hidden) return;
    const top = Lanes.body.getBoundingClientRect().top + row.top,
      bottom = top + row.height;
    const bar = at("run").querySelector(".toolbar").getBoundingClientRect(),
      heads = at("run").querySelector(".heads").offsetHeight;
    const docked = getComputedStyle(at("run").querySelector(".toolbar")).position === "fixed";
    const ceiling = (docked ? 0 : bar.height) + heads + 8,
      floor = innerHeight - (docked ? bar.height : 0) - 16;
    const far = Math.abs(top) > 3 * innerHeight;
    if (top < ceiling) scrollBy({ top: top - ceiling - 60, behavior: far ? "auto" : behavior });
    else if (bottom > floor) scrollBy({ top: bottom - floor + 90, behavior: far ? "auto" : behavior });
    if (far) Lanes.fill();
  },

  // ---- the rest of the frame ----

  actions() {
    const { student } = this.view;
    return present([
      TRACE.graph
        ? h(
            "button.btn",
            {
              id: "student",
              "aria-pressed": String(student),
              title: "Student mode (s)",
              onclick: () => this.toggleStudent(),
            },
            icon("student"),
            h("span", {}, student ? "Leave student mode" : "Student mode"),
          )
        : null,
      Exports.menu(),
      h(
        "button.btn.square",
        { id: "theme", "aria-label": "Colour scheme", title: "Colour scheme (t)", onclick: () => this.theme() },
        icon("theme"),
      ),
      h(
        "button.btn.square",
        { id: "keys", "aria-label": "Keyboard shortcuts", title: "Keyboard shortcuts (?)", onclick: () => this.help() },
        icon("help"),
      ),
    ]);
  },

  theme(to, passing = false) {
    const root = document.documentElement;
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    const next = to === undefined ? (dark ? "light" : "dark") : to;
    if (next) root.dataset.theme = next;
    else delete root.dataset.theme;
    if (!passing) this.scheme = next;
  },

  help() {
    at("help").replaceChildren(
      h("h2", {}, "Keyboard"),
      h(
        "dl",
        {},
        SHORTCUTS.map(([keys, what]) => h("div", {}, h("dt", {}, keys.map(key)), h("dd", {}, what))),
      ),
      h("form", { method: "dialog" }, h("button.btn", { autofocus: true }, "Close")),
    );
    at("help").showModal();
  },

  toast(text) {
    at("toast").textContent = text;
    at("toast").classList.add("on");
    clearTimeout(this.toasting);
    this.toasting = setTimeout(() => at("toast").classList.remove("on"), 1800);
  },

  footer: () => [
    h("span", {}, "This page is one file and makes no request."),
    TRACE.id ? h("span", {}, "Trace ", h("code", {}, TRACE.id)) : "",
    h("span", {}, "Schema ", h("code", {}, TRACE.schema)),
    h("span", {}, `${TRACE.tool?.name ?? "plainweave"} ${TRACE.tool?.version ?? ""}`),
  ],
};

/** Width of the lanes on A4, between its margins. */
const PAPER = 700;
