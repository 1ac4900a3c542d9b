// Everything that makes a picture, in the link; only what differs from the system's own is written.

const PLAIN = ["lang", "view", "story"];
const MOST_TRIES = 24;
export const SEEDS = [1, 2, 3, 5, 10];
export const DRAWS = [0, 20, 40, 100];
const isHere = (one) => one !== null && one !== undefined;

export function written(state) {
  const { asked } = state;
  const pairs = [["system", asked.system]];
  if (asked.overlays.length) pairs.push(["with", asked.overlays.join(",")]);
  for (const [path, value] of Object.entries(asked.set)) pairs.push([`set.${path}`, String(value)]);
  if (asked.against) pairs.push(["against", asked.against]);
  for (const name of ["people", "months"]) {
    if (asked[name] !== null) pairs.push([name, String(asked[name])]);
  }
  if (asked.seed !== 1) pairs.push(["seed", String(asked.seed)]);
  if ((state.seeds ?? 1) !== 1) pairs.push(["seeds", String(state.seeds)]);
  if (state.draws) pairs.push(["draws", String(state.draws)]);
  if (state.effects?.told && state.effects.asked === JSON.stringify(asked)) pairs.push(["worked", "1"]);
  if (state.view !== "lab") pairs.push(["view", state.view]);
  if (state.story) pairs.push(["story", state.story]);
  if (state.lang !== "en") pairs.push(["lang", state.lang]);
  const last = (state.run?.people?.months.length ?? 0) - 1;
  const isDone = state.run?.status === "done" && !state.wanted;
  const month = isDone ? (state.month === last ? null : state.month) : state.wanted?.month;
  if (isHere(month)) pairs.push(["month", String(month)]);
  const row = state.row ?? state.wanted?.row;
  if (isHere(row)) pairs.push(["person", String(row)]);
  const { person, chosen } = state.live ?? {};
  if (person !== undefined) pairs.push(["live", JSON.stringify([person, ...chosen.map(brief)])]);
  const tries = [...(state.game?.tries ?? []).map((one) => one.set), ...(state.game?.pending ?? [])];
  if (tries.length) pairs.push(["tries", JSON.stringify(tries.slice(-MOST_TRIES))]);
  return pairs.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&");
}

// A month's choices without what was left as it is.
const brief = (month) =>
  Object.fromEntries(Object.entries(month).filter(([, one]) => one !== null && one?.length !== 0));

function livedIn(text) {
  try {
    const [person, ...chosen] = JSON.parse(text);
    const isSo = Number.isInteger(person) && chosen.every((one) => one && typeof one === "object");
    return isSo ? { person, chosen } : {};
  } catch {
    return {}; // no link of ours
  }
}

// The settings of the tries of a game, each only what was moved.
function triesIn(text) {
  try {
    const found = JSON.parse(text);
    const isPlain = (one) => one && typeof one === "object" && !Array.isArray(one)
      && Object.values(one).every((value) => typeof value === "number" || typeof value === "boolean");
    return Array.isArray(found) ? found.filter(isPlain).slice(-MOST_TRIES) : [];
  } catch {
    return []; // no link of ours
  }
}

const whole = (text) => (/^\d{1,9}$/.test(text ?? "") ? Number(text) : null);

const valueOf = (text) =>
  text === "true" ? true : text === "false" ? false : Number.isFinite(+text) ? +text : null;

// What a link asks for; what is no part of a link is left out.
export function read(hash) {
  const found = new Map();
  for (const pair of hash.replace(/^#/, "").split("&")) {
    const [key, ...rest] = pair.split("=");
    try {
      if (rest.length) found.set(key, decodeURIComponent(rest.join("=")));
    } catch {
      continue; // no text
    }
  }
  const set = {};
  for (const [key, text] of found) {
    const value = key.startsWith("set.") ? valueOf(text) : null;
    if (value !== null) set[key.slice(4)] = value;
  }
  const overlays = (found.get("with") ?? "").split(",").filter(Boolean);
  const asked = {
    ...(found.has("system") ? { system: found.get("system") } : {}),
    overlays,
    set,
    against: found.get("against") || null,
    people: whole(found.get("people")),
    months: whole(found.get("months")),
    seed: whole(found.get("seed")) ?? 1,
  };
  const plain = Object.fromEntries(PLAIN.filter((k) => found.has(k)).map((k) => [k, found.get(k)]));
  const [month, row] = [whole(found.get("month")), whole(found.get("person"))];
  const among = (name, may) => (may.includes(whole(found.get(name))) ? whole(found.get(name)) : may[0]);
  const effects = { seeds: among("seeds", SEEDS), draws: among("draws", DRAWS), isWorked: found.has("worked") };
  return { asked, plain, effects, month, row, lived: livedIn(found.get("live") ?? ""), tries: triesIn(found.get("tries") ?? "[]") };
}
