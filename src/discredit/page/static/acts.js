// What a visitor can do that takes the server: start a run, stop it, read a life.

import { set, state, t } from "./state.js";
import { personOf } from "./stories.js";
import { frames, post, Refused, run } from "./stream.js";

let running = null; // the AbortController of the run at hand
let reading = null;
let pause = 0;

const moves = () => !matchMedia("(prefers-reduced-motion: reduce)").matches;

export async function start() {
  running?.abort();
  const own = (running = new AbortController());
  const asked = state.asked;
  const before = state.run?.status === "done" ? state.run : null;
  set({ run: { status: "wait", what: "", months: [], people: null }, playing: false, follows: true });
  try {
    await run(asked, own.signal, (found) => {
      if (own.signal.aborted) return;
      const last = found.months.length - 1;
      const asks = state.wanted ?? {};
      const follows = state.follows && last >= 0 && (moves() || found.status === "done");
      const month = follows ? Math.min(last, asks.month ?? last) : state.month;
      set({ run: { ...found }, month, problem: null });
      if (state.life?.isSought) nextWronged();
    });
    restore();
  } catch (error) {
    if (own.signal.aborted) return;
    if (error instanceof Refused && !error.isUnheard) {
      set({ run: before, problem: error });
    } else {
      set({ run: { ...state.run, status: "broken" } }); // the server is gone, or was stopped
    }
  }
}

// What a link asked for beside the run: a month, and a person by row.
function restore() {
  const { wanted } = state;
  const row = wanted?.row ?? null;
  if (row !== null || wanted?.story) {
    const at = row === null ? personOf(wanted.story, state.run) : state.run.people.rows.indexOf(row);
    if (at >= 0) choose(at);
  } else if (state.person !== null) {
    const at = state.run.people.rows.indexOf(state.row);
    if (at >= 0) choose(at);
    else forget();
  }
  set({ wanted: null });
}

export function stop() {
  running?.abort();
  set({ run: { ...state.run, status: "cancelled" } });
}

export const forget = () => set({ person: null, row: null, life: null });

// Take a person among those who are shown, and read what happened to him or her.
export function choose(at, later = 0) {
  const row = state.run.people.rows[at];
  const life = row === state.row && state.life?.found ? state.life : { isRead: false };
  set({ person: at, row, life });
  clearTimeout(pause);
  if (!life.found) pause = setTimeout(() => read(row), later);
}

async function read(row) {
  reading?.abort();
  const own = (reading = new AbortController());
  if (state.run.status !== "done") return; // its months are read together once all are there
  try {
    const answer = await post("/api/life", { ...state.asked, person: row }, own.signal);
    const found = await answer.json();
    if (!own.signal.aborted && state.row === row) set({ life: { isRead: true, found } });
  } catch (error) {
    if (!own.signal.aborted) set({ life: { isRead: true, error: error.message || t("broken") } });
  }
}

// The next person, after the one at hand, who is wrongly listed now, or else in any month. While
// months still come, the first who will be is waited for.
export function nextWronged() {
  const { run, month, person } = state;
  const count = run.people.shown;
  const months = [run.months[Math.min(month, run.months.length - 1)], ...run.months];
  const from = person ?? -1;
  const isNow = (at) => months[0].with[at] === 5;
  const isEver = (at) => months.some((seen) => seen.with[at] === 5);
  for (const is of [isNow, isEver]) {
    for (let step = 1; step <= count; step++) {
      const at = (from + step) % count;
      if (at !== person && is(at)) return choose(at);
    }
  }
  set({ life: { isRead: true, nobody: true, isSought: run.status === "running" } });
}

// What was told in one language is asked for in another; nothing is run anew.
export function retell() {
  const { life, effects, live, game, row } = state;
  set({ sources: {}, live: { ...live, asked: null }, game: { ...game, levers: null } });
  if (life?.found) {
    set({ life: { isRead: false } });
    read(row);
  }
  const isNow = effects?.told && effects.asked === JSON.stringify(state.asked);
  if (isNow || effects?.status === "working") work();
  else set({ effects: null });
}

let working = null;

// Work out the effects of what is asked: a whole result, kept by the server.
export async function work() {
  working?.abort();
  const own = (working = new AbortController());
  const asked = JSON.stringify(state.asked);
  const tell = (patch) => !own.signal.aborted && set({ effects: { ...state.effects, ...patch } });
  const { seeds, draws } = state;
  tell({ status: "working", problem: null, progress: null, drawing: null, what: "", place: 0, told: null, soFar: [] });
  try {
    const wanted = { ...state.asked, seeds, ...(draws ? { uncertain: draws } : {}) };
    const answer = await post("/api/effects", wanted, own.signal);
    for await (const frame of frames(answer.body.getReader())) {
      if (frame.kind === "queue") tell({ place: frame.place });
      if (frame.kind === "wait") tell({ what: frame.what, place: 0 });
      if (frame.kind === "progress") tell({ progress: frame, what: "", place: 0 });
      if (frame.kind === "so_far") tell({ soFar: [...state.effects.soFar.filter((one) => one.seeds < frame.seeds), frame] });
      if (frame.kind === "drawing") tell({ drawing: frame, what: "" });
      if (frame.kind === "effects") tell({ told: frame, asked, status: "done" });
      if (frame.kind === "error") throw new Refused(frame);
    }
  } catch (error) {
    tell({ status: "broken", problem: error.message || t("broken") });
  }
}

export function stopWork() {
  working?.abort();
  set({ effects: { ...state.effects, status: "cancelled" } });
}
