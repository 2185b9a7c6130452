// Drives the pages in a headless Chromium. `README.md` says how; `node browser.mjs FOLDER` runs it on the pages in a folder.
//
// Without playwright-core or Chromium it says so and ends well: a bare machine has neither.

import { finish } from "./browser/harness.mjs";

// One after the other: modules that are imported together would wait for one another's tests side by side.
const TOPICS = ["every-page", "stepping", "panels", "verdicts", "student", "odd", "exports", "everyone", "long"];
for (const topic of TOPICS) await import(`./browser/${topic}.mjs`);

process.exit((await finish()) ? 0 : 1);
