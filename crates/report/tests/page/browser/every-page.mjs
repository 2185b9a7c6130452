// Every page opens, is small and consistent, and fits into its window.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { inconsistencies } from "../consistency.mjs";
import { FILES, LONG, PAGES, documentOf, load, test } from "./harness.mjs";

/** What one page may take, with its document. */
const LIMIT = 300_000;

const SHORT = PAGES.filter((name) => name !== LONG);
const Ajv = load("ajv/dist/2020");
if (!Ajv) console.log("note: no ajv, so documents are not held against the schema");
const validate =
  Ajv &&
  new Ajv({ strict: false }).compile(
    JSON.parse(readFileSync(new URL("../../../../../docs/plainweave.trace.1.schema.json", import.meta.url), "utf8")),
  );

for (const name of SHORT)
  await test(`${name}: opens, is small, says one sentence, is consistent`, name, async ({ tab, number }) => {
    assert.ok(Buffer.byteLength(FILES.get(name)) < LIMIT, "the page is small");
    assert.equal(await number("h1"), 1);
    assert.ok((await tab.textContent("h1")).length > 15);
    assert.deepEqual(inconsistencies(documentOf(name)), []);
    if (validate) assert.ok(validate(documentOf(name)), JSON.stringify(validate.errors?.slice(0, 3)));
    assert.equal(await tab.$("#plain"), null, "plain lanes go where scripts run");
    for (const step of documentOf(name).events.map((event) => event.step))
      await tab.evaluate((to) => (location.hash = `#step=${to}`), step);
  });

const SIZES = [
  [1440, 900],
  [1024, 768],
  [768, 1024],
  [390, 844],
];
for (const name of SHORT)
  await test(`${name} at ${SIZES.map(([width]) => width).join(", ")} px: nothing sticks out`, name, async ({ tab }) => {
    for (const [width, height] of SIZES) {
      await tab.setViewportSize({ width, height });
      await tab.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      const out = await tab.evaluate(() =>
        [...document.querySelectorAll("body *")]
          .filter((one) => {
            const box = one.getBoundingClientRect();
            return (
              box.width &&
              (box.right > innerWidth + 1 || box.left < -1) &&
              !one.closest(".code, .scroll, .skip, .unseen, svg, .toolbar input, .timeline")
            );
          })
          .slice(0, 4)
          .map((one) => `${one.tagName}.${one.getAttribute("class")}`),
      );
      assert.deepEqual(out, [], `at ${width} px`);
      assert.ok(await tab.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "no sideways scroll");
    }
  });
