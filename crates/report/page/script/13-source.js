// Source with a caret per thread: where each of them is. The caret of the thread that ran is solid.

const ROLES = { user: "Rust", twin: "Python twin", primitive: "Primitive" };

const SourcePanel = {
  render({ run, step, tab }) {
    if (!SOURCES.length) return null;
    const source = SOURCES[tab];
    const carets = this.carets(source, run, step);
    const paint = source.language === "python" ? paintPython : paintRust;
    const roles = SOURCES.map(({ role }) => role);
    const label = ({ role, path, language }) =>
      roles.filter((other) => other === role).length > 1
        ? shortPlace(path)
        : role === "user" && language === "python"
          ? "Python"
          : (ROLES[role] ?? role);
    const tabs = SOURCES.map((one, i) =>
      h(
        "button",
        {
          role: "tab",
          id: `tab-${i}`,
          "aria-selected": String(i === tab),
          "aria-controls": "code",
          tabindex: i === tab ? 0 : -1,
          onclick: () => Page.set({ tab: i }),
        },
        label(one),
      ),
    );
    const lines = source.lines.map((text, i) => {
      const number = source.first + i,
        here = carets.get(number) ?? [];
      return h(
        "div.line",
        { class: here.some(({ now }) => now) ? "at" : here.length ? "near" : "" },
        h(
          "span.carets",
          {},
          here.map(({ id, state, now }) =>
            h("span.caret", { class: `${state}${now ? " now" : ""}`, title: `${threadName(id)}: ${state}` }, `T${id}`),
          ),
        ),
        h("span.n", { "aria-hidden": "true" }, String(number)),
        h("code", {}, paint(text)),
      );
    });
    return h(
      "section.card.source",
      { "aria-label": "Source" },
      h(
        "header",
        {},
        h("div.tabs", { role: "tablist", "aria-label": "Source", onkeydown: (press) => this.key(press, tab) }, tabs),
        h("small", { title: source.path }, h("bdi", {}, source.path)),
      ),
      h("div.code", { id: "code", role: "tabpanel", "aria-labelledby": `tab-${tab}`, tabindex: 0 }, lines),
    );
  },

  carets(source, run, step) {
    const carets = new Map();
    run.after(step).last.forEach((event, id) => {
      const line = event && this.lineIn(source, event.at ?? {}),
        { state } = run.status(id, step);
      // The step that is looked at may be its thread's last.
      const now = event?.step === step;
      if (line && (now || !["finished", "ended"].includes(state)))
        carets.set(line, [...(carets.get(line) ?? []), { id, state, now }]);
    });
    return carets;
  },

  lineIn({ role, path }, places) {
    if (role === "twin") return places.twin;
    const place = role === "primitive" ? places.primitive : places.user;
    return place && fileOf(place) === path ? lineOf(place) : null;
  },

  key(press, tab) {
    const move = { ArrowRight: 1, ArrowLeft: -1 }[press.key];
    if (!move) return;
    press.preventDefault();
    press.stopPropagation();
    Page.set({ tab: (tab + move + SOURCES.length) % SOURCES.length });
    at(`tab-${Page.view.tab}`).focus();
  },

  /** Brings the line of the step into sight, without moving the page. */
  reveal(code) {
    const line = code?.querySelector(".at");
    if (line && (line.offsetTop < code.scrollTop || line.offsetTop + 24 > code.scrollTop + code.clientHeight))
      code.scrollTop = line.offsetTop - code.clientHeight / 2;
  },
};

/** Colours for an excerpt: comments, strings, numbers, keywords, calls. A few lines of source need no parser. */
const painter = (comment, keywords) => {
  const token = new RegExp(
    `(${comment}.*$)|("(?:[^"\\\\]|\\\\.)*"|'[^']{2,}')|\\b(\\d[\\d_]*)\\b|\\b(${keywords})\\b`,
    "g",
  );
  return (text) => {
    const out = [];
    let from = 0;
    for (const match of text.matchAll(token)) {
      const kind = ["comment", "string", "number", "keyword"][
        match.slice(1, 5).findIndex((group) => group !== undefined)
      ];
      out.push(text.slice(from, match.index), h(`span.${kind}`, {}, match[0]));
      from = match.index + match[0].length;
    }
    return [...out, text.slice(from)];
  };
};
const paintRust = painter(
  "//",
  "as|async|await|break|const|continue|dyn|else|enum|fn|for|if|impl|in|let|loop|match|mod|move|mut|pub|ref|return|self|Self|static|struct|trait|type|unsafe|use|where|while",
);
const paintPython = painter(
  "#",
  "and|as|assert|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|None|nonlocal|not|or|pass|raise|return|True|False|try|while|with|yield",
);
