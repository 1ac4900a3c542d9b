// A run as it was, in a page of its own: both maps, the months, the legend, and the lives that were
// followed. It has neither server nor network; what it knows stands in the page.

const data = JSON.parse(document.getElementById("data").textContent);
const SHOWN = [5, 4, 3, 2, 1];
const WORLDS = ["with", "without"];
const BEAT = 140; // ms a month is shown while it plays
const last = data.months.length - 1;
const now = { month: 0, playing: false, isolated: null, life: null };

const t = (key, given = {}) =>
  (data.text[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => given[name] ?? "");
const worldName = (world, kind = "world") => data.worlds[WORLDS.indexOf(world)] || t(`${kind}_${world}`);
const number = (value) => new Intl.NumberFormat(data.language).format(value);

// An element with its properties and what is inside; texts are texts, never markup.
function make(tag, properties = {}, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in made && !name.startsWith("aria")) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...inside);
  return made;
}

// All months of a world: each is written as what it changes.
async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const states = new Uint8Array(await new Response(stream).arrayBuffer());
  for (let at = data.shown; at < states.length; at++) states[at] ^= states[at - data.shown];
  return data.months.map((_, t) => states.subarray(t * data.shown, (t + 1) * data.shown));
}

function nameOf(index) {
  const state = data.states[index];
  return data.words[state] ? data.words[state] : t(`state_${state}`);
}

const worlds = {};
for (const world of WORLDS) worlds[world] = await unpacked(data.packed[world]);

const maps = WORLDS.map((world) => {
  const dots = make("canvas", { className: "dots", role: "img", "aria-label": worldName(world) });
  const sheet = make("canvas", { className: "sheet", "aria-hidden": "true" });
  dots.addEventListener("click", (event) => {
    const at = personUnder(dots, event, data.shown);
    const life = data.lives.findIndex((one) => one.at === at);
    if (life >= 0) show({ life });
  });
  const map = make("div", { className: "map" }, dots, sheet);
  const said = make("figcaption", {}, worldName(world));
  return { world, dots, sheet, figure: make("figure", { className: "world" }, said, map) };
});

const play = make("button", { type: "button", className: "play", onclick: () =>
  show({ playing: !now.playing, month: now.month >= last ? 0 : now.month }) });
const bar = make("input", { type: "range", min: 0, max: last, "aria-label": t("month"),
  oninput: () => show({ month: Number(bar.value), playing: false }) });
const shownMonth = make("output");
const legend = make("div", { className: "legend", role: "group", "aria-label": t("legend") });
const lives = make("section", { className: "life" });

const rows = SHOWN.map((index) => {
  const counts = WORLDS.map(() => make("span"));
  const swatch = make("i", { className: `swatch ${data.states[index]}` });
  const row = make(
    "button",
    { type: "button", className: "row", onclick: () =>
      show({ isolated: now.isolated === index ? null : index }) },
    make("span", { className: "key" }, swatch, nameOf(index)), ...counts,
  );
  return { index, row, counts };
});
legend.append(
  make("div", { className: "row head" }, make("span", {}, t("legend")),
    ...WORLDS.map((world) => make("span", {}, worldName(world, "short")))),
  ...rows.map((one) => one.row),
  make("p", { className: "fine" }, t("isolate")),
);

const list = make("ul", { className: "family" }, ...data.lives.map((one, life) =>
  make("li", {},
    make("button", { type: "button", onclick: () => show({ life }) }, t("person", { row: number(one.person) })),
    " ", make("span", { className: "fine" }, one.who))));
const told = make("div", { "aria-live": "polite" });
lives.append(make("h2", {}, t("lives_followed")), list, told);

function story(one) {
  const head = make("tr", {}, ...["what_is_so", "on_file"].map((key) =>
    make("th", { scope: "col" }, t(key))));
  const rows = new Map(); // what is so and what is on file, by month and world
  for (const [month, world, side, text] of one.story) {
    const key = `${month} ${world}`;
    if (!rows.has(key)) rows.set(key, { month, world, told: [[], []] });
    rows.get(key).told[side === "truth" || side === "story" ? 0 : 1].push(make("p", {}, text));
  }
  const body = [...rows.values()].map(({ month, world, told: [truth, file] }) =>
    make("tbody", { className: world },
      make("tr", {}, make("th", { colSpan: 2, scope: "rowgroup" }, month, " ",
        make("span", { className: `in ${world}` }, worldName(world, "in")))),
      make("tr", {}, make("td", {}, ...truth), make("td", {}, ...file))));
  told.replaceChildren(
    make("h3", {}, t("person", { row: number(one.person) })),
    make("p", { className: "parting" }, one.parting || t(data.worlds[0] ? "no_parting_between" : "no_parting")),
    make("table", { className: "story" }, make("thead", {}, head), ...body),
    make("p", { className: "fine" }, t("synthetic_person")),
  );
}

function show(patch = {}) {
  if ("life" in patch && patch.life !== now.life) story(data.lives[patch.life]);
  Object.assign(now, patch);
  play.textContent = now.playing ? t("pause") : t("play");
  bar.value = now.month;
  bar.setAttribute("aria-valuetext", data.months[now.month]);
  shownMonth.textContent = data.months[now.month];
  const counts = WORLDS.map((world) => countsOf(worlds[world][now.month], data.states.length));
  for (const { index, row, counts: cells } of rows) {
    row.setAttribute("aria-pressed", String(now.isolated === index));
    cells.forEach((cell, at) => (cell.textContent = number(counts[at][index])));
  }
  const marked = now.life === null ? -1 : data.lives[now.life].at;
  for (const { world, dots, sheet } of maps) {
    draw(dots, worlds[world][now.month], data.states, now.isolated);
    ring(sheet, dots, marked < 0 ? [] : [marked], fewOf(worlds[world][now.month], now.isolated));
  }
}

document.getElementById("replay").append(
  make("div", { className: "worlds" }, ...maps.map((one) => one.figure)),
  make("p", { className: "fine shown" }, t("shown", { shown: number(data.shown),
    people: number(data.people), households: number(data.households) })),
  make("div", { className: "timebar" }, play, bar, shownMonth),
  legend,
  ...(data.lives.length ? [lives] : []),
);
addEventListener("resize", () => show());
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => show());
setInterval(() => {
  if (!now.playing) return;
  if (now.month < last) show({ month: now.month + 1 });
  else show({ playing: false });
}, BEAT);
show({ month: last });
