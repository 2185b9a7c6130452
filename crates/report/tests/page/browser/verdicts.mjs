// Verdicts without a run.

import assert from "node:assert/strict";
import { test } from "./harness.mjs";

await test("holds: outcomes, each with a witness", "holds", async ({ tab, number, texts }) => {
  assert.equal(await number(".outcomes tbody tr"), 6);
  assert.equal(await tab.isVisible("#bench"), false);
  await tab.click(".witness summary >> nth=0");
  assert.ok((await number(".witness details[open] li")) > 10);
});
await test("a run that breaks has outcomes, too", "lost-update", async ({ number }) =>
  assert.equal(await number(".outcomes tbody tr"), 2),
);
await test("undecided says why", "undecided", async ({ texts }) => {
  assert.match((await texts(".verdict.undecided")).join(), /Undecided/);
  assert.match((await texts(".notice")).join(), /budget of 30 s/);
  assert.match((await texts(".trust")).join(), /cut short/);
});
await test("vacuous warns", "vacuous", async ({ texts }) =>
  assert.match((await texts(".notice")).join(), /nothing concurrent was checked/),
);
