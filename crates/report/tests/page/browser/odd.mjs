// Documents that are not as they should be.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FILES, documentOf, test } from "./harness.mjs";

const odd = mkdtempSync(join(tmpdir(), "page-"));

/** A test on the page of a changed document. */
async function testChanged(title, name, change, body) {
  const document = documentOf(name);
  change(document);
  const json = JSON.stringify(document).replaceAll("<", "\\u003c");
  writeFileSync(
    join(odd, "odd.html"),
    FILES.get(name).replace(/(id="trace">)[^]*?(<\/script>)/, (_, before, after) => before + json + after),
  );
  await test(title, join(odd, "odd"), body);
}

const HOSTILE = '</script><img src=x onerror="document.title=1"><!--<script>';
await testChanged(
  "hostile text stays text, wherever it stands",
  "deadlock",
  (document) => {
    document.scenario.name =
      document.scenario.story =
      document.threads[1].name =
      document.objects[0].name =
      document.sources[0].lines[2] =
      document.reproduce.replay =
        HOSTILE;
    document.cause.text.en.push(HOSTILE);
    document.events[3].at.user = `${HOSTILE}:4`;
  },
  async ({ tab, press, number }) => {
    for (const key of ["Home", "ArrowRight", "p", "s", "0", "0", "1", "?", "Escape"]) await press(key);
    assert.equal(await number("img"), 0);
    assert.equal(await number("script"), 2);
    assert.notEqual(await tab.title(), "1");
  },
);
await testChanged(
  "a document of another version is refused in words",
  "deadlock",
  (document) => {
    document.schema = "plainweave.trace/2";
  },
  async ({ tab }) => {
    assert.match(await tab.textContent("#hero"), /The document in it is plainweave\.trace\/2/);
    assert.equal(await tab.isVisible("#plain"), true);
  },
);
await testChanged(
  "fields that are not known do no harm, fields that may be absent may",
  "deadlock",
  (document) => {
    document.later = document.events[0].later = { anything: [1] };
    for (const field of ["minimal", "outcomes", "graph", "repeat", "relation", "attachments"]) delete document[field];
    document.sources = [];
    document.reproduce = {};
    document.objects[1].kind = "turnstile";
  },
  async ({ texts, count }) => {
    assert.equal(await count(), "7 / 7");
    assert.deepEqual(await texts(".objects dt small"), ["lock", "turnstile"]);
  },
);
await testChanged(
  "a check that holds can be explored, if its graph is there",
  "deadlock",
  (document) => {
    Object.assign(document.verdict, { result: "holds", fault: null });
    Object.assign(document, { events: [], end: undefined, minimal: undefined });
  },
  async ({ tab, press, count }) => {
    assert.equal(await tab.isVisible("#bench"), false);
    await press("s", "0", "0");
    assert.equal(await count(), "2 / 2");
    await press("s");
    assert.equal(await tab.isVisible("#bench"), false);
  },
);
rmSync(odd, { recursive: true });
