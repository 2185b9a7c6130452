// Drives the pages in a headless Chromium. `README.md` says how; `node browser.mjs FOLDER` runs it on the pages in a folder.
//
// Without playwright-core or Chromium it says so and ends well: a bare machine has neither.

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { inconsistencies } from "./consistency.mjs";

const folder = resolve(process.argv[2] ?? ".");
const CHROMIUM = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const LIMIT = 300_000, LONG = "long";

const load = (name) => {
  try {
    return createRequire(join(process.env.NODE_MODULES ?? process.cwd(), "x.js"))(name);
  } catch {
    return null;
  }
};
const playwright = load("playwright-core");
if (!playwright || !CHROMIUM) {
  console.log(`skipped: no ${playwright ? "Chromium (set CHROMIUM)" : "playwright-core (set NODE_MODULES)"}`);
  process.exit(0);
}

const PAGES = readdirSync(folder).filter((file) => file.endsWith(".html")).map((file) => basename(file, ".html")).sort();
const FILES = new Map(PAGES.map((name) => [name, readFileSync(join(folder, `${name}.html`), "utf8")]));
const documentOf = (name) => JSON.parse(FILES.get(name).match(/id="trace">([^]*?)<\/script>/)[1]);
const browser = await playwright.chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
let passed = 0, failed = 0;

/** One test in a tab of its own. Whatever it does, the console stays quiet and nothing is requested but the page. */
async function test(title, page, body, { hash = "", width = 1440, height = 900, ...more } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, permissions: ["clipboard-read", "clipboard-write"], acceptDownloads: true, ...more });
  const tab = await context.newPage(), noise = [], requests = [], address = pathToFileURL(resolve(folder, `${page}.html`)).href;
  tab.on("console", (message) => ["error", "warning"].includes(message.type()) && noise.push(message.text()));
  tab.on("pageerror", (error) => noise.push(error.message));
  tab.on("request", (request) => /^(blob|data):/.test(request.url()) || requests.push(request.url()));
  const press = async (...keys) => { for (const key of keys) await tab.keyboard.press(key); };
  const count = async () => (await tab.textContent("output.count")).trim();
  const texts = (selector) => tab.$$eval(selector, (all) => all.map((one) => one.textContent.replace(/\s+/g, " ").trim()));
  const number = (selector) => tab.$$eval(selector, (all) => all.length);
  try {
    await tab.goto(address + hash);
    await body({ tab, press, count, texts, number });
    assert.deepEqual(noise, [], "the console is quiet");
    assert.deepEqual(requests.filter((url) => url.split("#")[0] !== address), [], "no request leaves the page");
    passed++;
    console.log(`ok    ${title}`);
  } catch (error) {
    failed++;
    console.log(`FAIL  ${title}\n      ${error.message.split("\n").slice(0, 8).join("\n      ")}`);
  }
  await context.close();
}

const hash = () => location.hash;

// ---- every page ----

const SHORT = PAGES.filter((name) => name !== LONG);
const Ajv = load("ajv/dist/2020");
if (!Ajv) console.log("note: no ajv, so documents are not held against the schema");
const validate = Ajv && new Ajv({ strict: false }).compile(JSON.parse(readFileSync(new URL("../../../../docs/plainweave.trace.1.schema.json", import.meta.url), "utf8")));

for (const name of SHORT)
  await test(`${name}: opens, is small, says one sentence, is consistent`, name, async ({ tab, number }) => {
    assert.ok(Buffer.byteLength(FILES.get(name)) < LIMIT, "the page is small");
    assert.equal(await number("h1"), 1);
    assert.ok((await tab.textContent("h1")).length > 15);
    assert.deepEqual(inconsistencies(documentOf(name)), []);
    if (validate) assert.ok(validate(documentOf(name)), JSON.stringify(validate.errors?.slice(0, 3)));
    assert.equal(await tab.$("#plain"), null, "plain lanes go where scripts run");
    for (const step of documentOf(name).events.map((event) => event.step)) await tab.evaluate((to) => (location.hash = `#step=${to}`), step);
  });

const SIZES = [[1440, 900], [1024, 768], [768, 1024], [390, 844]];
for (const name of SHORT)
  await test(`${name} at ${SIZES.map(([width]) => width).join(", ")} px: nothing sticks out`, name, async ({ tab }) => {
    for (const [width, height] of SIZES) {
      await tab.setViewportSize({ width, height });
      await tab.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      const out = await tab.evaluate(() => [...document.querySelectorAll("body *")].filter((one) => {
        const box = one.getBoundingClientRect();
        return box.width && (box.right > innerWidth + 1 || box.left < -1) && !one.closest(".code, .scroll, .skip, .unseen, svg, .toolbar input, .timeline");
      }).slice(0, 4).map((one) => `${one.tagName}.${one.getAttribute("class")}`));
      assert.deepEqual(out, [], `at ${width} px`);
      assert.ok(await tab.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "no sideways scroll");
    }
  });

// ---- stepping ----

await test("opens at the last step; arrows, Home, End", "deadlock", async ({ tab, press, count }) => {
  assert.equal(await count(), "7 / 7");
  await press("ArrowLeft");
  assert.equal(await count(), "6 / 7");
  await press("Home");
  assert.equal(await count(), "0 / 7");
  await press("ArrowRight", "ArrowRight");
  assert.equal(await tab.getAttribute(".row.now", "data-step"), "2");
  await press("End", "ArrowRight");
  assert.equal(await count(), "7 / 7");
});
await test("p goes to the preemption, b to blocked steps in turn", "deadlock", async ({ press, count }) => {
  await press("p");
  assert.equal(await count(), "5 / 7");
  await press("Home", "b");
  assert.equal(await count(), "3 / 7");
  await press("b");
  assert.equal(await count(), "6 / 7");
}, { hash: "#step=0" });
await test("space plays and pauses", "deadlock", async ({ tab, press, count }) => {
  await press(" ");
  assert.equal(await tab.getAttribute("#play", "aria-label"), "Pause");
  await tab.waitForFunction(() => document.querySelector("output.count").textContent.startsWith("2"));
  await press(" ");
  assert.equal(await tab.getAttribute("#play", "aria-label"), "Play");
  assert.equal(await count(), "2 / 7");
}, { hash: "#step=0" });
await test("a deep link leads to its step, and each step has one", "lost-wakeup", async ({ tab, press, count }) => {
  assert.equal(await count(), "12 / 24");
  await press("ArrowRight");
  assert.equal(await tab.evaluate(hash), "#step=13");
  await tab.click("h1 a.step");
  assert.equal(await count(), "20 / 24");
}, { hash: "#step=12" });
await test("the outcomes have an address, too", "lost-update", async ({ tab, press, count }) => {
  assert.equal(await tab.$eval("#outcomes", (box) => box.getBoundingClientRect().top < innerHeight), true);
  await press("Home");
  assert.equal(await tab.evaluate(hash), "#step=0");
  await tab.click('.trust a[href="#outcomes"]');
  assert.equal(await count(), "0 / 16");
}, { hash: "#outcomes" });
await test("nonsense in the address is harmless", "deadlock", async ({ count }) => assert.equal(await count(), "7 / 7"), { hash: "#step=banana&other=1" });
await test("the slider moves the run and says what it shows", "lost-update", async ({ tab, count }) => {
  await tab.fill("input[type=range]", "8");
  assert.equal(await count(), "8 / 16");
  assert.match(await tab.getAttribute("input[type=range]", "aria-valuetext"), /^8: buyer-2 writes left = 2/);
});
await test("f folds and unfolds; single steps go into folded runs", "lost-wakeup", async ({ press, count, number }) => {
  assert.equal(await number(".row.fold"), 0);
  await press("f");
  assert.equal(await number(".row.fold"), 3);
  await press("ArrowRight");
  assert.equal(await count(), "11 / 24");
  await press("ArrowLeft", "Shift+ArrowRight");
  assert.equal(await count(), "9 / 24");
  assert.equal(await number(".row.fold"), 2);
}, { hash: "#step=8" });
await test("up and down within the lanes, and the focus follows", "deadlock", async ({ tab, press, count }) => {
  await tab.focus(".row.now .number a");
  await press("ArrowDown", "ArrowDown");
  assert.equal(await count(), "5 / 7");
  assert.equal(await tab.evaluate(() => document.activeElement.textContent), "5");
}, { hash: "#step=3" });

// ---- what is beside the lanes ----

await test("what a step changed is marked, with the old value", "lost-update", async ({ texts }) => {
  assert.deepEqual(await texts(".objects .changed dd"), ["3 2"]);
}, { hash: "#step=8" });
await test("the wait-for graph follows the step; the cycle closes at the end", "deadlock", async ({ tab, press, number }) => {
  assert.deepEqual([await number(".edge"), await number(".edge.cycle")], [2, 0]);
  await press("End");
  assert.deepEqual([await number(".edge"), await number(".edge.cycle")], [5, 4]);
  assert.match(await tab.textContent(".graph p"), /ann → chopsticks → ben → plate → ann/);
}, { hash: "#step=4" });
await test("a thread that waits for itself is a cycle", "self-deadlock", async ({ tab }) => assert.match(await tab.textContent(".graph p"), /teller → lock → teller/));
await test("a lock that was never released names its holder", "never-released", async ({ tab }) => assert.match(await tab.textContent(".graph p"), /second waits for till, which first took to its end/));
await test("an event that nobody sets", "never-woken", async ({ tab }) => assert.match(await tab.textContent(".graph p"), /runner waits for go, and nobody is left to set it/));
await test("sleepers that nobody will notify", "lost-wakeup", async ({ tab }) => assert.match(await tab.textContent(".graph p"), /main and consumer-2 wait for changed, and nobody is left to notify it/));
await test("a data race: two accesses and the missing edge", "data-race", async ({ tab, number, texts }) => {
  assert.equal(await number(".edge.missing"), 1);
  assert.equal(await number(".vertex.cycle"), 2);
  assert.deepEqual(await texts(".edge-label.missing"), ["no order"]);
  assert.match(await tab.textContent(".row.now"), /read total/);
});
await test("a livelock shows what repeats", "livelock", async ({ tab, number }) => {
  assert.equal(await number(".row.loop"), 1);
  assert.equal(await number(".row.step.looped"), 6);
  assert.match(await tab.textContent(".ending"), /goes on for ever.*Seen 2 times/);
});
await test("a leak marks the object", "leak", async ({ texts }) => assert.match((await texts(".objects .item:has(.pill)")).join(), /log\.json.*still there/));
await test("threads that were ended or unwound say so", "panic", async ({ texts }) => {
  assert.deepEqual(await texts(".heads .state"), ["unwound", "ended", "failed", "finished"]);
  assert.match((await texts(".heads")).join(), /daemon/);
});
await test("every kind of object, and one that is unknown", "kitchen", async ({ tab, texts, press }) => {
  assert.deepEqual(await texts(".objects dt small"), ["rlock", "queue", "barrier", "condition", "future", "pipe"]);
  assert.match((await texts(".json")).join(), /"flow":1/);
  const lanes = await tab.textContent(".lanes");
  for (const words of ["timed out", "spurious", "choose 2 of 3", "it is full", "waits for the others"]) assert.ok(lanes.includes(words), words);
  await tab.evaluate(() => (location.hash = "#step=6"));
  await tab.waitForFunction(() => document.querySelector(".objects").textContent.includes("held by main 2 times"));
});
await test("a store that isn't the newest", "two-writes", async ({ tab }) => assert.match(await tab.textContent(".deed"), /right after the initial value in the order of writes/), { hash: "#step=6" });
await test("carets, and the Python twin on a tab", "deadlock", async ({ tab, texts, press }) => {
  assert.deepEqual((await texts(".caret")).sort(), ["T0", "T1", "T2"]);
  assert.match(await tab.textContent(".line.at"), /24.*plate\.acquire/);
  await tab.click("#tab-1");
  assert.match(await tab.textContent(".line.at"), /13.*with plate/);
  await press("ArrowRight");
  assert.equal(await tab.getAttribute("#tab-2", "aria-selected"), "true");
}, { hash: "#step=6" });
await test("arrows of happens-before at the step under the pointer", "lost-wakeup", async ({ tab, number }) => {
  await tab.hover('.row.step[data-step="12"] .main');
  assert.ok((await number(".arrow.order")) >= 1);
}, { hash: "#step=1" });

// ---- verdicts without a run ----

await test("holds: outcomes, each with a witness", "holds", async ({ tab, number, texts }) => {
  assert.equal(await number(".outcomes tbody tr"), 6);
  assert.equal(await tab.isVisible("#bench"), false);
  await tab.click(".witness summary >> nth=0");
  assert.ok((await number(".witness details[open] li")) > 10);
});
await test("a run that breaks has outcomes, too", "lost-update", async ({ number }) => assert.equal(await number(".outcomes tbody tr"), 2));
await test("undecided says why", "undecided", async ({ texts }) => {
  assert.match((await texts(".verdict.undecided")).join(), /Undecided/);
  assert.match((await texts(".notice")).join(), /budget of 30 s/);
  assert.match((await texts(".trust")).join(), /cut short/);
});
await test("vacuous warns", "vacuous", async ({ texts }) => assert.match((await texts(".notice")).join(), /nothing concurrent was checked/));

// ---- student mode ----

await test("student: the future is hidden, digits choose, a failing end is seen", "deadlock", async ({ tab, press, count, number }) => {
  await press("s");
  assert.equal(await number(".row.step"), 0);
  assert.ok(!(await tab.textContent("body main")).includes("cycle"), "the cause is hidden");
  await press("0", "0", "0", "1", "2", "2", "1");
  assert.equal(await count(), "7 / 7");
  assert.match(await tab.textContent(".student.card"), /You found it: 7 steps, 1 preemption/);
  assert.equal(await tab.evaluate(hash), "#play=0.0.0.1.2.2.1");
});
await test("student: hint, undo, a run that holds", "deadlock", async ({ tab, press }) => {
  await press("s", "0", "0", "0", "1", "1");
  await tab.click("text=Can it still fail?");
  assert.match(await tab.textContent(".hint"), /^No/);
  await press("Backspace");
  await tab.click("text=Can it still fail?");
  assert.match(await tab.textContent(".hint"), /^Yes/);
  await press("1", "1", "1");
  for (let i = 0; i < 20 && !(await tab.$(".result")); i++) await press("2", "1", "0");
  assert.match(await tab.textContent(".result.good"), /nothing broke/);
});
await test("student: under weak memory the reader chooses the value", "stale-read", async ({ tab, press, texts }) => {
  await press("s", "0", "0", "0", "1", "1");
  assert.deepEqual(await texts(".choice.many .chip"), ["reads 0stale", "reads 1"]);
  await tab.click(".choice.many .chip >> nth=1");
  await tab.click(".choice.many .chip >> nth=0");
  await press("2");
  assert.equal(await tab.evaluate(hash), "#play=0.0.0.1.1.2b.2.2");
  assert.match(await tab.textContent(".student.card"), /You found it: 8 steps, 0 preemptions/);
});
await test("student: a shared address leads to the reader's run", "stale-read", async ({ tab, count }) => {
  assert.equal(await count(), "8 / 8");
  assert.match(await tab.textContent(".row.now"), /assertion fails/);
}, { hash: "#play=0.0.0.1.1.2b.2.2" });
await test("student: a broken address stops where it breaks", "deadlock", async ({ count }) => assert.equal(await count(), "2 / 2"), { hash: "#play=0.1.7.zz.0" });
await test("student: from the recorded run to another choice", "lost-update", async ({ tab, count }) => {
  await tab.click(".could button.chip");
  assert.equal(await count(), "6 / 6");
  assert.match(await tab.textContent(".row.now"), /left = 2/);
}, { hash: "#step=6" });
await test("student: what was not recorded is said", "nine-threads", async ({ tab, press }) => {
  await press("s", "0", "1");
  for (let i = 0; i < 4; i++) await press("1");
  assert.match(await tab.textContent(".student.card"), /not recorded/);
});
await test("student: back to the checker's run", "lost-wakeup", async ({ tab, press, count }) => {
  await press("s", "0", "0");
  await tab.click("text=Show the checker’s run");
  assert.equal(await count(), "24 / 24");
});

// ---- documents that are not as they should be ----

const odd = mkdtempSync(join(tmpdir(), "page-"));

/** A test on the page of a changed document. */
async function testChanged(title, name, change, body) {
  const document = documentOf(name);
  change(document);
  const json = JSON.stringify(document).replaceAll("<", "\\u003c");
  writeFileSync(join(odd, "odd.html"), FILES.get(name).replace(/(id="trace">)[^]*?(<\/script>)/, (_, before, after) => before + json + after));
  await test(title, join(odd, "odd"), body);
}

const HOSTILE = '</script><img src=x onerror="document.title=1"><!--<script>';
await testChanged("hostile text stays text, wherever it stands", "deadlock", (document) => {
  document.scenario.name = document.scenario.story = document.threads[1].name = document.objects[0].name = document.sources[0].lines[2] = document.reproduce.replay = HOSTILE;
  document.cause.text.en.push(HOSTILE);
  document.events[3].at.user = `${HOSTILE}:4`;
}, async ({ tab, press, number }) => {
  for (const key of ["Home", "ArrowRight", "p", "s", "0", "0", "1", "?", "Escape"]) await press(key);
  assert.equal(await number("img"), 0);
  assert.equal(await number("script"), 2);
  assert.notEqual(await tab.title(), "1");
});
await testChanged("a document of another version is refused in words", "deadlock", (document) => { document.schema = "plainweave.trace/2"; }, async ({ tab }) => {
  assert.match(await tab.textContent("#hero"), /The document in it is plainweave\.trace\/2/);
  assert.equal(await tab.isVisible("#plain"), true);
});
await testChanged("fields that are not known do no harm, fields that may be absent may", "deadlock", (document) => {
  document.later = document.events[0].later = { anything: [1] };
  for (const field of ["minimal", "outcomes", "graph", "repeat", "relation", "attachments"]) delete document[field];
  document.sources = [];
  document.reproduce = {};
  document.objects[1].kind = "turnstile";
}, async ({ texts, count }) => {
  assert.equal(await count(), "7 / 7");
  assert.deepEqual(await texts(".objects dt small"), ["lock", "turnstile"]);
});
await testChanged("a check that holds can be explored, if its graph is there", "deadlock", (document) => {
  Object.assign(document.verdict, { result: "holds", fault: null });
  Object.assign(document, { events: [], end: undefined, minimal: undefined });
}, async ({ tab, press, count }) => {
  assert.equal(await tab.isVisible("#bench"), false);
  await press("s", "0", "0");
  assert.equal(await count(), "2 / 2");
  await press("s");
  assert.equal(await tab.isVisible("#bench"), false);
});
rmSync(odd, { recursive: true });

// ---- what a reader takes away ----

await test("exports: Mermaid, DOT, lanes, JSON, command", "deadlock", async ({ tab }) => {
  const copied = async (label) => {
    await tab.click(".menu summary");
    await tab.click(`[role=menuitem]:has-text("${label}")`);
    return tab.evaluate(() => navigator.clipboard.readText());
  };
  const mermaid = await copied("Mermaid");
  assert.match(mermaid, /^sequenceDiagram\n {2}participant T0 as main/);
  assert.match(mermaid, /T2--xT1: 6 acquire plate \(blocked\)/);
  assert.ok(mermaid.length < 2000);
  assert.match(await copied("DOT"), /"ann" -> "chopsticks" \[label="waits 7"\]/);
  const lanes = await copied("lanes as text");
  assert.match(lanes, /⚡ ann is preempted\n5 {2}┆ │ ● {2}ben {3}acquires chopsticks/);
  assert.equal(JSON.parse(await copied("Copy trace JSON")).id, documentOf("deadlock").id);
  assert.match(await copied("reproduce"), /^plainweave replay /);
  await tab.click(".menu summary");
  const [download] = await Promise.all([tab.waitForEvent("download"), tab.click('[role=menuitem]:has-text("Download")')]);
  assert.equal(download.suggestedFilename(), "plate-and-chopsticks_crossed.trace.json");
  assert.deepEqual(JSON.parse(readFileSync(await download.path(), "utf8")), documentOf("deadlock"));
});
await test("exports of a race and of a reader's run", "lost-update", async ({ tab, press }) => {
  const copied = async (label) => {
    await tab.click(".menu summary");
    await tab.click(`[role=menuitem]:has-text("${label}")`);
    return tab.evaluate(() => navigator.clipboard.readText());
  };
  assert.match(await copied("DOT"), /label="missing", style=dashed/);
  await press("s", "0", "0", "1");
  assert.match(await copied("Mermaid"), /T1->>T1: 3 left ➜ 3/);
});
await test("the export menu by keys", "deadlock", async ({ tab, press }) => {
  await tab.focus(".menu summary");
  await press("Enter", "ArrowDown", "ArrowDown");
  assert.match(await tab.evaluate(() => document.activeElement.textContent), /DOT/);
  await press("Escape");
  assert.equal(await tab.$eval(".menu", (menu) => menu.open), false);
});
await test("the cause in another language", "deadlock", async ({ tab }) => {
  await tab.selectOption(".languages", "zh");
  assert.match(await tab.textContent("h1"), /持有/);
  assert.equal(await tab.getAttribute("h1", "lang"), "zh");
});
await test("prints the whole run on A4, light", "lost-wakeup", async ({ tab }) => {
  const paper = (await tab.pdf({ format: "A4", printBackground: true })).toString("latin1");
  const sheets = paper.match(/\/Type\s*\/Page\b/g).length;
  assert.ok(sheets <= 4, `${sheets} pages`);
}, { colorScheme: "dark" });

// ---- for everyone ----

await test("the colour scheme follows the system, and t changes it", "deadlock", async ({ tab, press }) => {
  const paper = () => tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(await paper(), "rgb(17, 18, 20)");
  await press("t");
  assert.equal(await paper(), "rgb(247, 247, 244)");
}, { colorScheme: "dark" });
await test("help opens and closes by key", "deadlock", async ({ tab, press }) => {
  await press("?");
  assert.equal(await tab.$eval("#help", (help) => help.open), true);
  await press("Escape");
  assert.equal(await tab.$eval("#help", (help) => help.open), false);
});
await test("calm where motion is unwanted", "deadlock", async ({ tab }) => {
  assert.equal(await tab.$eval(".row > .what", (one) => getComputedStyle(one).transitionDuration), "0s");
}, { reducedMotion: "reduce" });

for (const name of ["deadlock", "stale-read", "kitchen", "nine-threads", "undecided", "holds"]) {
  await test(`${name}: roles, labels, one current step`, name, async ({ tab, number, press }) => {
    for (const student of [false, true]) {
      const bad = await tab.evaluate(() => {
        const named = (one) => one.getAttribute("aria-label") || one.textContent.trim() || one.title || one.labels?.length;
        const inside = (selector, within) => [...document.querySelectorAll(selector)].filter((one) => !one.closest(within));
        const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
        return [
          ...[...document.querySelectorAll("button, select, input, summary, a[href]")].filter((one) => !named(one)).map((one) => `unnamed ${one.outerHTML.slice(0, 80)}`),
          ...inside("[role=row]", "[role=table]").map(() => "row outside of a table"),
          ...inside("[role=cell], [role=rowheader]", "[role=row]").map(() => "cell outside of a row"),
          ...inside("[role=tab]", "[role=tablist]").map(() => "tab outside of a list"),
          ...[...document.querySelectorAll("svg")].filter((one) => one.getAttribute("aria-hidden") !== "true" && !one.closest("[aria-hidden=true]") && !(one.getAttribute("role") === "img" && one.getAttribute("aria-label"))).map((one) => `picture without words ${one.getAttribute("class")}`),
          ...ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `id twice: ${id}`),
          ...[...document.querySelectorAll("[aria-controls], [aria-labelledby]")].flatMap((one) => [one.getAttribute("aria-controls"), one.getAttribute("aria-labelledby")]).filter((id) => id && !document.getElementById(id)).map((id) => `no element ${id}`),
        ];
      });
      assert.deepEqual(bad, []);
      if (await tab.isVisible("#bench")) {
        assert.equal(await number('[aria-current="step"]'), 1);
        assert.equal(await number('.number a[tabindex="0"]'), 1);
        assert.equal(await number("[role=columnheader]"), 3);
      }
      if (student || !(await tab.$("#student"))) break;
      await press("s");
    }
  });
  for (const colorScheme of ["light", "dark"])
    await test(`${name}: contrast of 4.5 in the ${colorScheme} scheme`, name, async ({ tab }) => {
      const low = await tab.evaluate(() => {
        const light = (color) => color.map((part) => ((part /= 255) <= .03928 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4)).reduce((sum, part, i) => sum + part * [.2126, .7152, .0722][i], 0);
        const rgb = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
        const ground = (one) => {
          for (; one; one = one.parentElement) {
            const color = rgb(getComputedStyle(one).backgroundColor);
            if (color.length === 3 || color[3] > .9) return color.slice(0, 3);
          }
          return [255, 255, 255];
        };
        const out = [];
        for (const one of document.querySelectorAll("main *, .top *, .foot *")) {
          if (![...one.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim()) || one.closest(".future, .faint, .late, [hidden], .unseen, :disabled") || !one.getClientRects().length) continue;
          const style = getComputedStyle(one), svg = one.closest("svg");
          const [a, b] = [light(rgb(svg ? style.fill : style.color).slice(0, 3)), light(svg && one.closest(".cycle")?.querySelector(".box") ? rgb(getComputedStyle(one.closest(".cycle").querySelector(".box")).fill) : ground(svg ?? one))];
          const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
          if (ratio < 4.5) out.push(`${ratio.toFixed(2)} ${one.getAttribute("class")} ${one.textContent.trim().slice(0, 30)}`);
        }
        return [...new Set(out)];
      });
      assert.deepEqual(low, []);
    }, { colorScheme, hash: "#step=10" });
}

// ---- thousands of steps ----

if (PAGES.includes(LONG))
  await test("2,000 steps: few rows exist, each step is quick, deep links work", LONG, async ({ tab, press, count, number }) => {
    const { length } = documentOf(LONG).events;
    assert.ok(length >= 2000);
    const opening = await tab.evaluate(() => performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd);
    await press("f");
    assert.ok((await number(".row")) < 200, `${await number(".row")} rows`);
    await press("Home");
    const times = [];
    for (let i = 0; i < 60; i++) {
      times.push(await tab.evaluate(() => {
        const began = performance.now();
        document.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
        return performance.now() - began;
      }));
    }
    times.sort((a, b) => a - b);
    const median = times[30];
    console.log(`      opened in ${opening.toFixed(0)} ms; a step takes ${median.toFixed(1)} ms`);
    assert.ok(median < 100, `a step takes ${median} ms`);
    await tab.evaluate(() => (location.hash = "#step=1500"));
    await tab.waitForSelector('.row.now[data-step="1500"]');
    assert.equal(await tab.$eval(".row.now", (row) => row.getBoundingClientRect().top > 0 && row.getBoundingClientRect().bottom < innerHeight), true, "the step is in sight");
    await tab.evaluate(() => scrollTo(0, 20000));
    await tab.waitForFunction(() => [...document.querySelectorAll(".rows > .row")].some((row) => row.getBoundingClientRect().top > 100 && row.getBoundingClientRect().top < 500));
  });
else console.log("note: no page of thousands of steps");

await browser.close();
console.log(`\n${passed} passed, ${failed} failed, on ${PAGES.length} pages in ${folder}`);
process.exit(failed ? 1 : 0);
