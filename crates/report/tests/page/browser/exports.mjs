// What a reader takes away: exports, another language, paper.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { documentOf, test } from "./harness.mjs";

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
  const [download] = await Promise.all([
    tab.waitForEvent("download"),
    tab.click('[role=menuitem]:has-text("Download")'),
  ]);
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
await test(
  "prints the whole run on A4, light",
  "lost-wakeup",
  async ({ tab }) => {
    const paper = (await tab.pdf({ format: "A4", printBackground: true })).toString("latin1");
    const sheets = paper.match(/\/Type\s*\/Page\b/g).length;
    assert.ok(sheets <= 4, `${sheets} pages`);
  },
  { colorScheme: "dark" },
);
