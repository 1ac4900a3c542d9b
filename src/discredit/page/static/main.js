// The page is drawn from the state, and from nothing else: head, controls, stage and side.

import { html, nothing, render } from "./vendor/lit-html.js";
import { about } from "./about.js";
import { retell, start, work } from "./acts.js";
import { levers, setting } from "./controls.js";
import { effects } from "./effects.js";
import { look } from "./findings.js";
import { draw, fewOf, ring, strip } from "./dots.js";
import { familyOf, life } from "./life.js";
import { LEFT, live, restore } from "./live.js";
import { prepare, rules } from "./rules.js";
import { figures, headline, stage, STATES } from "./stage.js";
import { ask, current, onChange, set, state, t } from "./state.js";
import { get, post } from "./stream.js";
import { atHand, goOn, land } from "./focus.js";
import * as url from "./url.js";

const VIEWS = ["lab", "live", "rules", "effects", "about"];
const PAUSE = 120; // ms after the last move of a lever before a run begins
const BEAT = 110; // ms a month is shown while it plays
const $ = (id) => document.getElementById(id);

const head = () => html`
  <header><div class="bar">
    <a class="skip" href="#page" @click=${(event) => { event.preventDefault(); land($("page")); }}>${t("skip")}</a>
    <span class="mark">discredit</span>
    <nav aria-label=${t("views")}>${VIEWS.map(
      (view) => html`<button type="button" aria-current=${state.view === view ? "page" : "false"}
        @click=${() => set({ view })}>${t(`view_${view}`)}</button>`,
    )}</nav>
    <label class="lang"><span class="sr">${t("language")}</span>
      <select @change=${(event) => speak(event.target.value)}>
        <option value="en" ?selected=${state.lang === "en"}>English</option>
        <option value="zh" ?selected=${state.lang === "zh"}>简体中文</option>
      </select></label>
    </div>
    <p class="worn">${state.told?.label ? html`<strong>${state.told.label}</strong> ` : nothing}${t("synthetic")}</p>
  </header>
`;

const lab = () => html`
  <main class="lab">
    <form class="side" @submit=${(event) => event.preventDefault()}>
      <div class="pick">${setting()}</div>
      <div class="left">${levers()}</div>
    </form>
    <div class="middle">${headline()} ${stage()}</div>
    <aside class="right">${figures()} ${life()}</aside>
  </main>
`;

const page = () => ({ lab, live, rules, effects, about })[state.view]?.() ?? lab();

function drawAll() {
  document.documentElement.lang = state.lang === "zh" ? "zh-Hans" : "en";
  const held = atHand();
  render(head(), $("head"));
  render(page(), $("page"));
  goOn(held);
  paintAll();
  follow();
  restore();
  prepare();
  look();
  workOut();
  link();
}

function paintAll() {
  const seen = current();
  if (!seen) return;
  for (const canvas of document.querySelectorAll("canvas.dots")) {
    draw(canvas, seen[canvas.dataset.world], STATES, state.isolated);
  }
  const people = state.person === null ? [] : [state.person, ...familyOf(state.person)];
  for (const sheet of document.querySelectorAll("canvas.sheet")) {
    ring(sheet, sheet.previousElementSibling, people, fewOf(seen[sheet.dataset.world], state.isolated));
  }
  for (const canvas of document.querySelectorAll("canvas.strip")) {
    const { at, world } = canvas.dataset;
    strip(canvas, state.run.months.map((one) => one[world][at]), STATES, state.month);
  }
}

// What has to be asked of the server because something else is wanted now. Months are worked for
// the Lab alone: who comes by a link to live or to write rules waits for no other run.
let sent = {};
let waits = 0;

function follow() {
  const { asked, lang } = state;
  const { system } = asked;
  const wanted = JSON.stringify([asked, state.tries]);
  const isOther = sent.lang !== lang;
  const isNew = sent.wanted !== wanted;
  const runs = state.view === "lab" && sent.run !== wanted;
  if (!isOther && !isNew && !runs) return;
  if (!state.systems.length || isOther) get("/api/systems").then((systems) => set({ systems }), unheard);
  if (sent.system !== system || sent.tries !== state.tries || isOther) {
    get("/api/safeguards", { system }).then((safeguards) => set({ safeguards }), unheard);
  }
  if (!isNew && !runs) {
    sent = { ...sent, lang };
    tell(asked);
    retell();
    return;
  }
  clearTimeout(waits);
  waits = setTimeout(() => {
    if (isNew || isOther) tell(asked);
    if (runs) start();
  }, sent.system === system && isNew ? PAUSE : 0);
  sent = { wanted, system, lang, tries: state.tries, run: runs ? wanted : sent.run };
}

// What a link or a story asked to have worked out.
function workOut() {
  if (state.view !== "effects" || !state.wanted?.works) return;
  set({ wanted: { ...state.wanted, works: false } });
  work();
}

// A server that is gone is said where the run is, which asked it at the same time.
const unheard = () => {};

// What the system is now, and its numbers.
async function tell(asked) {
  try {
    const told = await (await post("/api/system", asked)).json();
    if (asked === state.asked) set({ told });
  } catch (problem) {
    if (asked === state.asked && !problem.isUnheard) set({ problem });
  }
}

let linking = 0;
let linked = "";

function link() {
  clearTimeout(linking);
  linking = setTimeout(() => {
    const hash = url.written(state);
    if (hash !== linked) {
      linked = hash;
      history.replaceState(null, "", `#${hash}`);
    }
  }, 300);
}

async function speak(lang) {
  const words = await (await fetch(`/static/words/${lang}.json`)).json();
  set({ lang, words });
}

async function open() {
  const { asked, plain, effects, month, row, lived, tries } = url.read(location.hash);
  linked = location.hash.slice(1);
  const view = VIEWS.includes(plain.view) ? plain.view : "lab";
  ask(asked);
  const { seeds, draws, isWorked } = effects;
  set({ view, seeds, draws, effects: null, story: plain.story ?? null, wanted: { month, row, story: plain.story, works: isWorked }, person: null, row: null, life: null, live: { ...LEFT, ...lived } });
  if (tries.length) set({ game: { ...state.game, tries: [], pending: tries } });
  await speak(plain.lang === "zh" ? "zh" : "en");
}

let beat = 0;
setInterval(() => {
  const last = (state.run?.months.length ?? 0) - 1;
  if (!state.playing || Date.now() - beat < BEAT) return;
  beat = Date.now();
  if (state.month < last) set({ month: state.month + 1, follows: false });
  else if (state.run.status === "done") set({ playing: false });
}, 20);

addEventListener("hashchange", () => location.hash.slice(1) !== linked && open());
addEventListener("resize", () => set({}));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => set({}));
await open();
onChange(drawAll);
set({});
