// The head of the page: the verdict, the one sentence, and how far both can be trusted.

const FAULTS = {
  deadlock: "Deadlock",
  "self-deadlock": "Self-deadlock",
  "lost-wakeup": "Lost wake-up",
  "never-released": "Never released",
  "never-woken": "Never woken",
  assertion: "Assertion failed",
  panic: "Panic",
  "data-race": "Data race",
  livelock: "Livelock",
  leak: "Leak",
  "not-linearizable": "Not linearizable",
};
const MEMORIES = {
  sc: "sequential consistency",
  rc11: "weak memory, RC11",
  c11: "weak memory, C11",
  hardware: "that of this machine",
};

const Hero = {
  render(view) {
    if (view.student) return this.challenge();
    const { verdict, cause, scenario } = TRACE;
    const [name, sign, look] = this.badge(verdict);
    return [
      h(
        "div.verdict-line",
        {},
        h("span.verdict", { class: look }, icon(sign), name),
        verdict.vacuous ? h("span.verdict.undecided", {}, icon("unknown"), "Vacuous") : null,
        cause?.code ? h("code", { title: `plainweave explain ${cause.code}` }, cause.code) : null,
        verdict.as_expected === undefined
          ? null
          : verdict.as_expected
            ? quiet("as expected")
            : h("b.bad", {}, `not as expected (${scenario.expect})`),
        cause?.scope === "partial" ? quiet("some threads still run") : null,
        this.languages(),
        this.reproduce(),
      ),
      h("h1", { id: "cause", lang: language }, rich(inLanguage(cause?.text) ?? [name])),
      verdict.vacuous
        ? h(
            "p.notice",
            {},
            icon("unknown"),
            "No thread ever had a choice, so nothing concurrent was checked. This verdict says nothing about other schedules.",
          )
        : null,
      verdict.result === "undecided" && TRACE.search.why ? h("p.notice", {}, icon("clock"), TRACE.search.why) : null,
      this.trust(),
    ];
  },

  badge({ result, fault }) {
    if (result === "breaks") return [FAULTS[fault] ?? fault, "failed", "breaks"];
    return result === "holds" ? ["Holds", "ok", "holds"] : ["Undecided", "clock", "undecided"];
  },

  /** The cause may be told in several languages. */
  languages() {
    if (LANGUAGES.length < 2) return null;
    const name = (code) => new Intl.DisplayNames([code], { type: "language" }).of(code);
    return h(
      "select.languages",
      {
        "aria-label": "Language of the cause",
        onchange: ({ target }) => {
          language = target.value;
          Page.build();
          at("hero").querySelector("select").focus();
        },
      },
      LANGUAGES.map((code) => h("option", { value: code, selected: code === language, lang: code }, name(code))),
    );
  },

  reproduce: () =>
    Exports.command
      ? h(
          "span.reproduce",
          {},
          unseen("Reproduce: "),
          h("code", { tabindex: 0, title: "Reproduces this" }, Exports.command),
          h("button.btn.small", { onclick: () => Exports.copy(Exports.command, "command") }, icon("copy"), "Copy"),
        )
      : null,

  trust() {
    const { search, minimal, scenario, outcomes } = TRACE;
    const fact = (name, value, more, kind) =>
      h(
        "div",
        { class: kind },
        h("dt", {}, name),
        h("dd", {}, h("b", {}, value), more?.length ? h("span", {}, more) : null),
      );
    const params = Object.entries(scenario.params ?? {})
      .map(([name, value]) => `${name} ${show(value)}`)
      .join(", ");
    return h(
      "dl.trust",
      {},
      fact("Searched", ...this.searched(search)),
      fact("Engine", search.engine, MEMORIES[search.memory] ?? search.memory),
      EVENTS.length
        ? fact("This run", plural(EVENTS.length, "step"), plural(RECORDED.preemptions(), "preemption"))
        : null,
      params ? fact("Parameters", params) : null,
      outcomes?.rows?.length && EVENTS.length
        ? fact(
            "Outcomes",
            h("a.step", { href: "#outcomes" }, plural(outcomes.rows.length, "distinct outcome")),
            "below the run",
          )
        : null,
      minimal && EVENTS.length
        ? fact(
            "Minimal",
            minimal.proved ? "proved" : "not proved",
            [
              inLanguage(minimal.statement),
              (minimal.shrunk ?? []).map(({ param, from, to }) => ` Shrunk: ${param} ${from} → ${to}.`),
            ],
            "broad",
          )
        : null,
    );
  },

  searched({ scope, executions = {}, bounds = {}, seed, found_at: foundAt, finished }) {
    const { complete = 0, blocked = 0, failing = 0 } = executions;
    const counts = `${plural(complete + blocked, "execution")}${blocked ? `, ${blocked} stuck` : ""}${failing && failing !== blocked ? `, ${failing} ${failing === 1 ? "fails" : "fail"}` : ""}`;
    if (finished === false && TRACE.verdict.result !== "breaks") return ["cut short", counts];
    if (scope === "sampled")
      return [
        "a sample",
        [
          counts,
          foundAt ? `, found in run ${foundAt}` : "",
          seed !== null && seed !== undefined ? `, seed ${seed}` : "",
        ],
      ];
    const limits = Object.entries(bounds)
      .filter(([name, value]) => value !== null && name === "preemptions")
      .map(([name, value]) => `at most ${value} ${name}`);
    // A search ends with the first run that fails.
    if (finished === false) return ["until the first fault", counts];
    return [scope === "bounded" ? limits.join(", ") || "within bounds" : "every execution", counts];
  },

  challenge() {
    const { minimal, scenario } = TRACE;
    const task =
      FAULTY && minimal
        ? `You are the scheduler. The checker’s run needs ${plural(minimal.steps, "step")} and ${plural(minimal.preemptions, "preemption")}.`
        : FAULTY
          ? "You are the scheduler."
          : "You are the scheduler. The checker found no run that breaks.";
    return [
      h(
        "div.verdict-line",
        {},
        h("span.verdict.student", {}, icon("student"), "Student mode"),
        quiet("The future is hidden."),
      ),
      h("h1", { id: "cause" }, FAULTY ? "Make it fail: " : "Try to make it fail: ", quiet(scenario.story)),
      h("p.lead", {}, task),
    ];
  },
};
