// The trace of this page, and what is looked up in it often.

const SCHEMA = "plainweave.trace/1";
const RAW = document.getElementById("trace").textContent.trim();
const TRACE = JSON.parse(RAW);

if (TRACE.schema !== SCHEMA) {
  // The plain lanes above stay: they say more than a page that guesses.
  document.getElementById("hero").append(`This page shows ${SCHEMA}. The document in it is ${TRACE.schema}.`);
  // A module that waits for ever goes no further, and is no error.
  await new Promise(() => {});
}

const THREADS = TRACE.threads ?? [];
const EVENTS = TRACE.events ?? [];
const SOURCES = TRACE.sources ?? [];
const OBJECTS = new Map((TRACE.objects ?? []).map((object, index) => [object.id, { ...object, index }]));
const FAULTY = TRACE.verdict.result === "breaks";

const threadName = (id) => THREADS[id]?.name ?? `T${id}`;
const objectName = (id) => OBJECTS.get(id)?.name ?? String(id);
const kindOf = (id) => OBJECTS.get(id)?.kind;

/** Languages in which the cause is told; the page itself speaks English. */
const LANGUAGES = Object.keys(TRACE.cause?.text ?? {});
let language = LANGUAGES.includes("en") ? "en" : LANGUAGES[0];
const inLanguage = (texts) => texts?.[language] ?? texts?.en ?? Object.values(texts ?? {})[0];

/** A place is `path:line`. */
const lineOf = (place) => Number(place.slice(place.lastIndexOf(":") + 1));
const fileOf = (place) => place.slice(0, place.lastIndexOf(":"));
const shortPlace = (place) => place.slice(place.lastIndexOf("/") + 1);

const plural = (n, one, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
const show = (value) => (typeof value === "string" ? value : JSON.stringify(value));
