// Write the rules: a game for a class. One list of debtors and one score, twelve settings, a budget
// of desks, and a promise that can be broken: nobody on the list who could not pay. Every try is a
// run of the society; all stay, as a picture of harm against breaches missed. Nothing is won by
// control: no try is ranked, and no setting is searched for.

import { html, nothing, svg } from "./vendor/lit-html.js";
import { labelled, number, set, state, t, waitText } from "./state.js";
import { post, Refused, run } from "./stream.js";

const SYSTEM = "sesame";
const SIZE = { system: SYSTEM, overlays: [], people: 20000, months: 48, seed: 1 };
const BUDGET = 200; // cases a million people a month that all desks together can hear
const DESKS = ["redress.capacity.first", "redress.capacity.review"];
// The twelve: what the court finds out, who is told, when one is on the list and how one gets off,
// what the score makes of it, and who is heard.
const SETTINGS = [
  ["observation.court.ability_specificity"], ["observation.court.listing_activity"],
  ["observation.misrouted"], ["observation.notice_reaches"],
  ["lists.defaulters.grace_months"], ["lists.defaulters.ends_on_payment"],
  ["lists.defaulters.repairs_on_part_payment"], ["lists.defaulters.lists_representatives"],
  ["scores.sesame.links.defaulters"], ["scores.sesame.friends"],
  [DESKS[0], "redress.capacity", "first"], [DESKS[1], "redress.capacity", "review"],
];

let working = null;

// The levers of the game's system, asked for once; then the tries of a link are worked anew, one
// after another.
export async function prepare() {
  if (state.view !== "rules") return;
  const { levers, pending, status } = state.game;
  if (levers?.length && pending.length && !status) {
    const known = new Set(SETTINGS.map(([path]) => path));
    const moved = Object.entries(pending[0]).filter(([path]) => known.has(path));
    tell({ pending: pending.slice(1), set: Object.fromEntries(moved) });
    attempt();
  }
  if (levers) return;
  tell({ levers: [] });
  try {
    const { levers, label } = await (await post("/api/system", { ...SIZE, set: {} })).json();
    tell({ levers, label });
  } catch (error) {
    tell({ levers: null, problem: error.message || t("broken") });
  }
}

const tell = (patch) => set({ game: { ...state.game, ...patch } });

const held = () => SETTINGS.map(([path, whole, label]) => {
  const lever = state.game.levers.find((one) => one.path === (whole ?? path));
  return lever && { ...lever, path, standard: label ? lever.value[label] : lever.value };
}).filter(Boolean);

const valueOf = (one) => state.game.set[one.path] ?? one.standard;
const desks = (all) => DESKS.reduce((sum, path) => sum + valueOf(all.find((one) => one.path === path)), 0);

async function attempt() {
  working?.abort();
  const own = (working = new AbortController());
  const chosen = state.game.set;
  tell({ status: t("loading"), problem: null });
  try {
    const found = await run({ ...SIZE, set: chosen }, own.signal, (at) => {
      if (!own.signal.aborted) tell({ status: progress(at) });
    });
    const tries = [...state.game.tries, { set: chosen, ...judged(found) }];
    tell({ status: "", tries, shown: tries.length - 1 });
  } catch (error) {
    if (!own.signal.aborted) tell({ status: "", problem: error instanceof Refused && error.message ? error.message : t("broken") });
  }
}

const progress = (at) =>
  at.status === "queue" ? t("in_queue", { place: at.place })
  : at.status === "wait" ? (at.what ? waitText(at.what) : t("loading"))
  : t("running", { month: at.months.length, months: at.people?.months.length ?? SIZE.months });

// What a try did, in its last month, of a million people.
function judged({ months, people }) {
  const of = months.at(-1).figures.with;
  const per = (count) => Math.round((count * 1e6) / people.people);
  const rightly = of.listed - of.listed_wrongly;
  return {
    broken: per(of.wrongly_cannot_pay),
    wronged: per(of.listed_wrongly),
    missed: per(Math.max(0, of.in_default - of.cannot_pay - rightly)),
    listed: per(of.listed),
    family: per(of.listed_at_home),
    waiting: per(of.appeals_waiting),
    causes: Object.fromEntries(CAUSES.map((name) => [name, per(of[`wrongly_${name}`] ?? 0)])),
  };
}

const CAUSES = ["cannot_pay", "namesake", "representative", "already_paid"];
const FIGURES = ["broken", "wronged", "family", "listed", "missed", "waiting"];

export function rules() {
  const { levers, label, tries, status, problem, shown } = state.game;
  const all = levers?.length ? held() : [];
  const spent = all.length ? desks(all) : 0;
  const isOver = spent > BUDGET;
  const may = all.length > 0 && !status && !isOver;
  return html`
    <main class="live rules">
      <div class="lead">
        <h1>${t("rules_title")}</h1>
        <p>${t("rules_lead")}</p>
        ${label ? html`<p class="callout">${label}</p>` : nothing}
        <p class="who"><strong>${t("rules_promise_label")}</strong> ${t("rules_promise")}</p>
      </div>
      <form class="settings" @submit=${(event) => { event.preventDefault(); if (may) attempt(); }}>
        <h2>${t("rules_settings")}</h2>
        ${all.map(setting)}
        <p class=${isOver ? "problem" : "fine"} role="status">${t(isOver ? "rules_over" : "rules_budget", { spent: number(spent), budget: BUDGET })}</p>
        <p class="go"><button class="main" aria-disabled=${!may}>${t("rules_try")}</button>
          <button type="button" aria-disabled=${status !== ""} @click=${() => status || tell({ set: {} })}>${t("reset_all")}</button></p>
        <p class="status" role="status">${status}</p>
        ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
      </form>
      <div class="known">${tries.length ? html`${verdict(tries[shown], shown)} ${picture(tries, shown)} ${table(tries, shown)}`
        : html`<p class="callout">${t("rules_none_yet")}</p>`}</div>
    </main>
  `;
}

const change = (path, value) => tell({ set: { ...state.game.set, [path]: value } });

function setting(one) {
  const name = t(`set_${one.path.split(".").slice(-2).join("_")}`);
  const value = valueOf(one);
  if (one.is_switch) {
    return html`<div class="setting"><label><input type="checkbox" .checked=${Boolean(value)}
      @change=${(event) => change(one.path, event.target.checked)}> ${name}</label></div>`;
  }
  const [low, high] = DESKS.includes(one.path) ? [0, BUDGET] : one.range;
  const written = number(Number(Number(value).toPrecision(3)));
  return html`<div class="setting"><span class="name">${name}</span>
    <span class="worth">${written} <span class="fine">${one.unit}</span></span>
    <input type="range" min=${DESKS.includes(one.path) ? 1 : low} max=${high} step="any" .value=${String(value)}
      aria-label=${name} aria-valuetext="${written} ${one.unit}"
      @input=${(event) => change(one.path, Number(Number(event.target.value).toPrecision(3)))}></div>`;
}

function verdict(one, at) {
  const causes = CAUSES.filter((name) => one.causes[name]);
  return html`
    <h2>${t("rules_attempt", { at: at + 1 })}</h2>
    <p class=${one.broken ? "problem" : "callout"} role="status">${t(one.broken ? "rules_broken" : "rules_kept", { count: number(one.broken) })}</p>
    <p>${t("rules_missed", { count: number(one.missed) })} ${t("rules_family", { count: number(one.family) })}</p>
    ${causes.length ? html`<p>${t("rules_wronged", { count: number(one.wronged) })}</p>
      <ul class="told">${causes.map((name) => html`<li>${labelled(t(`wrong_${name}`), number(one.causes[name]))}</li>`)}</ul>` : nothing}`;
}

const [WIDE, HIGH, LEFT, LOW] = [420, 300, 52, 40];

// Harm to the right, breaches missed upwards; a square where the promise is kept, a dot where not.
function picture(tries, shown) {
  const most = (name) => Math.max(1, ...tries.map((one) => one[name])) * 1.1;
  const x = (one) => LEFT + (one.wronged / most("wronged")) * (WIDE - LEFT - 14);
  const y = (one) => HIGH - LOW - (one.missed / most("missed")) * (HIGH - LOW - 14);
  const mark = (one, at) => {
    const kind = `mark ${at === shown ? "at" : ""}`;
    const shape = one.broken ? svg`<circle class=${kind} cx=${x(one)} cy=${y(one)} r="6"/>`
      : svg`<rect class=${kind} x=${x(one) - 6} y=${y(one) - 6} width="12" height="12"/>`;
    return svg`${shape}<text x=${x(one) + 9} y=${y(one) - 7}>${at + 1}</text>`;
  };
  const told = tries.map((one, at) => t("rules_mark", { at: at + 1, harm: number(one.wronged), missed: number(one.missed) }));
  return html`<figure class="tries"><figcaption>${t("rules_picture")}</figcaption>
    <svg viewBox="0 0 ${WIDE} ${HIGH}" role="img" aria-label=${`${t("rules_picture")} ${told.join(" ")}`}>
      <path class="axis" d="M${LEFT} 8 V${HIGH - LOW} H${WIDE - 8}"/>
      <text x=${LEFT - 6} y=${HIGH - LOW} text-anchor="end">0</text>
      <text x=${LEFT - 6} y="20" text-anchor="end">${number(Math.round(most("missed")), 3)}</text>
      <text x=${WIDE - 10} y=${HIGH - LOW + 16} text-anchor="end">${number(Math.round(most("wronged")), 3)}</text>
      <text x=${(LEFT + WIDE) / 2} y=${HIGH - 8} text-anchor="middle">${t("rules_axis_harm")}</text>
      <text x="14" y=${(HIGH - LOW) / 2} text-anchor="middle" transform="rotate(-90 14 ${(HIGH - LOW) / 2})">${t("rules_axis_missed")}</text>
      ${tries.map(mark)}
    </svg><p class="fine">${t("rules_legend")}</p></figure>`;
}

const table = (tries, shown) => html`
  <div class="scroll" tabindex="0" role="region" aria-label=${t("rules_table")}>
    <table class="numbers"><caption class="sr">${t("rules_table")}</caption>
      <thead><tr><th scope="col">${t("rules_number")}</th>${FIGURES.map((name) => html`<th scope="col">${t(`rules_${name}_head`)}</th>`)}</tr></thead>
      <tbody>${tries.map((one, at) => html`<tr class=${at === shown ? "here" : ""}>
        <th scope="row"><button type="button" @click=${() => tell({ shown: at, set: one.set })}>${t("rules_attempt", { at: at + 1 })}</button></th>
        ${FIGURES.map((name) => html`<td>${number(one[name])}</td>`)}</tr>`)}</tbody>
    </table></div>
  <p class="fine">${t("rules_per")}</p>`;
