// All that the page knows, in one object; whoever changes it says so, and the page is drawn anew.

export const state = {
  lang: "en",
  words: {},
  view: "lab",
  systems: [],
  safeguards: [],
  told: null, // what the chosen system is, with its levers
  asked: { system: "court-list", overlays: [], set: {}, against: null, people: null, months: null, seed: 1 },
  tries: 0, // how often all was asked anew of a server that did not answer
  problem: null, // what is wrong with what is asked
  story: null, // which of the short stories is told: see stories.js
  run: null, // of the last run: see stream.js
  month: 0,
  playing: false,
  isolated: null, // a status that alone keeps its colour
  person: null, // place among those who are shown
  life: null,
  sources: {}, // by key
  effects: null, // what was worked out, and for what
  seeds: 1,
  draws: 0, // over luck and assumptions
  findings: null, // studies on disk: see findings.js
  game: { set: {}, tries: [], pending: [], levers: null, status: "", problem: null, shown: null }, // see rules.js
  live: { chosen: [] }, // who is lived, and what was chosen so far: see live.js
};

let draw = () => {};
let isDue = false;

export const onChange = (draws) => (draw = draws);

export function set(patch) {
  Object.assign(state, patch);
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    draw();
  });
}

export const ask = (patch) => set({ asked: { ...state.asked, ...patch } });

// A phrase of the catalogue, with {names} filled in.
export function t(key, given = {}) {
  const phrase = state.words[key] ?? key;
  return phrase.replace(/\{(\w+)\}/g, (_, name) => given[name] ?? "");
}

// What a world is called: by the title of its system where both have one. `kind` is `world` for a
// heading, `short` for a column, `in` for a line of a story.
export const worldName = (world, kind = "world") =>
  (state.told?.worlds[0] && state.told.worlds[["with", "without"].indexOf(world)]) || t(`${kind}_${world}`);

// Whether the other world has a system of its own.
export const isAgainst = () => Boolean(state.told?.worlds[0]);

// A name of a state or a thing in the midst of a sentence.
export const within = (name) => (state.lang === "en" ? name[0].toLowerCase() + name.slice(1) : name);

// Several things one after another, and several that each say something.
export const inRow = (some) => some.join(t("comma"));
export const inParts = (some) => some.join(t("semicolon"));
export const headed = (text) => text.charAt(0).toUpperCase() + text.slice(1);
export const labelled = (name, what) => `${name}${t("colon")}${what}`;

// What a server says it waits for, in the words of the page.
export function waitText(what) {
  if (!what.startsWith("compiling")) return t(what.startsWith("working") ? "settling" : "building");
  const found = /(\d+)(?: to (\d+))? s$/.exec(what);
  const seconds = found ? [found[1], found[2]].filter(Boolean).join("–") : "30–180";
  return t("compiling", { seconds });
}

export const number = (value, digits) =>
  value === null || value === undefined || Number.isNaN(value)
    ? "–"
    : new Intl.NumberFormat(state.lang, { maximumSignificantDigits: digits ?? 6 }).format(value);

export const current = () => state.run?.months[Math.min(state.month, state.run.months.length - 1)];
