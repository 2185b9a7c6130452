// What all tests share: the browser, the pages, and a test in a tab of its own.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

export const folder = resolve(process.argv[2] ?? ".");
const CHROMIUM =
  process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
export const LONG = "long";

export const load = (name) => {
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

export const PAGES = readdirSync(folder)
  .filter((file) => file.endsWith(".html"))
  .map((file) => basename(file, ".html"))
  .sort();
export const FILES = new Map(PAGES.map((name) => [name, readFileSync(join(folder, `${name}.html`), "utf8")]));
export const documentOf = (name) => JSON.parse(FILES.get(name).match(/id="trace">([^]*?)<\/script>/)[1]);
const browser = await playwright.chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
let passed = 0,
  failed = 0;

/** One test in a tab of its own. Whatever it does, the console stays quiet and nothing is requested but the page. */
export async function test(title, page, body, { hash = "", width = 1440, height = 900, ...more } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    permissions: ["clipboard-read", "clipboard-write"],
    acceptDownloads: true,
    ...more,
  });
  const tab = await context.newPage(),
    noise = [],
    requests = [],
    address = pathToFileURL(resolve(folder, `${page}.html`)).href;
  tab.on("console", (message) => ["error", "warning"].includes(message.type()) && noise.push(message.text()));
  tab.on("pageerror", (error) => noise.push(error.message));
  tab.on("request", (request) => /^(blob|data):/.test(request.url()) || requests.push(request.url()));
  const press = async (...keys) => {
    for (const key of keys) await tab.keyboard.press(key);
  };
  const count = async () => (await tab.textContent("output.count")).trim();
  const texts = (selector) =>
    tab.$$eval(selector, (all) => all.map((one) => one.textContent.replace(/\s+/g, " ").trim()));
  const number = (selector) => tab.$$eval(selector, (all) => all.length);
  try {
    await tab.goto(address + hash);
    await body({ tab, press, count, texts, number });
    assert.deepEqual(noise, [], "the console is quiet");
    assert.deepEqual(
      requests.filter((url) => url.split("#")[0] !== address),
      [],
      "no request leaves the page",
    );
    passed++;
    console.log(`ok    ${title}`);
  } catch (error) {
    failed++;
    console.log(`FAIL  ${title}\n      ${error.message.split("\n").slice(0, 8).join("\n      ")}`);
  }
  await context.close();
}

export const hash = () => location.hash;

/** Ends the browser, and says how it went. */
export async function finish() {
  await browser.close();
  console.log(`\n${passed} passed, ${failed} failed, on ${PAGES.length} pages in ${folder}`);
  return failed === 0;
}
