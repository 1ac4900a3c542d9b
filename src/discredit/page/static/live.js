// Live it: one synthetic person, month by month; what is chosen, what this person knows of it, and
// at the end the same year otherwise. The server keeps nothing: each month all choices are sent.

import { html, nothing, svg } from "./vendor/lit-html.js";
import { headed, inParts, inRow, isAgainst, labelled, number, set, state, t, waitText, worldName } from "./state.js";
import { frames, post, Refused } from "./stream.js";

const KINDS = ["obligation", "offence", "disfavoured", "deed"];
const NOTHING = { does: [], omits: [], tries: [], avoids: [], pays: null, files: null };
export const LEFT = { chosen: [], draft: NOTHING, told: null, status: "", problem: null };

let asking = null;

// Work the months that were chosen for this person, and tell them.
async function work(person, chosen, draft = state.live.draft) {
  asking?.abort();
  const own = (asking = new AbortController());
  const { asked } = state;
  const tell = (patch) => !own.signal.aborted && set({ live: { ...state.live, ...patch } });
  tell({ person, chosen, draft, asked, status: "loading", problem: null });
  try {
    const answer = await post("/api/live", { ...asked, person, chosen }, own.signal);
    for await (const frame of frames(answer.body.getReader())) {
      if (frame.kind === "queue") tell({ status: t("in_queue", { place: frame.place }) });
      if (frame.kind === "wait") tell({ status: waitText(frame.what) });
      if (frame.kind === "lived") tell({ told: frame, person: frame.person, status: "" });
      if (frame.kind === "error") throw new Refused(frame);
    }
  } catch (error) {
    if (!own.signal.aborted) tell({ status: "", problem: error.message || t("broken") });
  }
}

const somebody = () => Math.floor(Math.random() * (state.asked.people ?? state.told.people));
export const begin = (person = somebody()) => {
  set({ view: "live", live: LEFT });
  return work(person, [], NOTHING);
};
const next = () => work(state.live.person, [...state.live.chosen, state.live.draft]);
const back = () => work(state.live.person, state.live.chosen.slice(0, -1));

// What a link asked for, or what was lived under other numbers, is worked anew.
export function restore() {
  const { live, asked, told } = state;
  if (state.view !== "live" || !told || live.status || live.problem) return;
  if (live.person !== undefined && live.asked !== asked) work(live.person, live.chosen);
}

export function live() {
  const { live: own, told } = state;
  return html`
    <main class="live">
      <div class="lead">
        <h1>${t("live_title")}</h1>
        ${told ? html`<p class="question">${told.title}</p>` : nothing}
        <p>${t("live_lead")}</p>
        <p class="files">
          <button type="button" class=${own.told ? "" : "main"} ?disabled=${!told} @click=${() => begin()}>
            ${t(own.told ? "live_other" : "live_take")}</button>
          ${own.chosen.length ? html`<button type="button" @click=${() => begin(own.person)}>${t("live_again")}</button>
            <button type="button" @click=${back}>${t("live_back")}</button>` : nothing}
        </p>
        <p class="status" role="status">${own.status === "loading" ? t("loading") : own.status}</p>
        ${own.problem ? html`<p class="problem" role="alert">${own.problem}</p>` : nothing}
      </div>
      ${own.told ? year(own.told) : nothing}
    </main>
  `;
}

const year = (told) => html`
  <p class="who"><strong>${t("live_you")}</strong> ${told.who}</p>
  ${told.end ? ending(told) : html`<div class="choosing">${choices(told)}</div>`}
  <div class="known ${told.end ? "over" : ""}">${standing(told)} ${scale(told)} ${diary(told)}</div>
`;

// The choices of the month to come. What is set stays set until it is changed.
function choices({ choices: may, names, months }) {
  const { draft, status } = state.live;
  const isBusy = status !== "";
  const mark = (name, yes, no) => (draft[yes].includes(name) ? 1 : draft[no].includes(name) ? -1 : 0);
  const put = (name, yes, no) => (value) => {
    const without = (list) => draft[list].filter((one) => one !== name);
    const change = { [yes]: without(yes), [no]: without(no) };
    if (value) change[value > 0 ? yes : no] = [...change[value > 0 ? yes : no], name];
    pick(change);
  };
  const act = (one) => choice(one.about, one.name, mark(one.name, "does", "omits"),
    put(one.name, "does", "omits"), ["live_do", "live_leave"], one);
  const held = KINDS.map((kind) => [kind, may.conducts.filter((one) => one.kind === kind)]);
  const answer = (name) => choice(t(`live_${name}`), name,
    draft[name] === null ? 0 : draft[name] ? 1 : -1,
    (value) => pick({ [name]: value ? value > 0 : null }), ["live_yes", "live_no"], { open: true });
  return html`
    <form @submit=${(event) => { event.preventDefault(); if (!isBusy) next(); }}>
      <h2>${t("live_month", { month: names[months.length], at: months.length + 1, of: names.length })}</h2>
      <p class="fine">${t("live_how")}</p>
      ${may.pays || may.files
        ? html`<fieldset><legend>${t("live_due")}</legend>
            ${may.pays ? answer("pays") : nothing} ${may.files ? answer("files") : nothing}</fieldset>` : nothing}
      ${held.map(([kind, some]) => some.length
        ? html`<fieldset><legend>${t(`kind_${kind}`)}</legend>${some.map(act)}</fieldset>` : nothing)}
      ${may.services.length
        ? html`<fieldset><legend>${t("live_doors")}</legend>
            ${may.services.map((one) => choice(headed(one.said), `door-${one.name}`, mark(one.name, "tries", "avoids"),
              put(one.name, "tries", "avoids"), ["live_try", "live_stay"], one))}</fieldset>` : nothing}
      <p class="go"><button class="main" aria-disabled=${isBusy}>${t("live_next")}</button>
        <button type="button" aria-disabled=${isBusy} @click=${() => isBusy || pick(NOTHING)}>${t("live_clear")}</button></p>
    </form>`;
}

const pick = (change) => set({ live: { ...state.live, draft: { ...state.live.draft, ...change } } });

const choice = (label, name, value, put, words, { open, costs }) => html`
  <div class="choice ${open ? "" : "shut"}" role="radiogroup" aria-label=${label}>
    <span>${label}${costs ? html` <em>${t("live_costs")}</em>` : nothing}
      ${open ? nothing : html` <em>${t("live_shut")}</em>`}</span>
    <span class="three">${[[0, "live_drawn"], [1, words[0]], [-1, words[1]]].map(([one, said]) => html`
      <label class=${value === one ? "on" : ""}><input type="radio" name=${name} .checked=${value === one}
        ?disabled=${!open && one === 1} @change=${() => put(one)}>${t(said)}</label>`)}</span>
  </div>
`;

// What this person knows of where he or she stands.
function standing({ months, money }) {
  const now = months.at(-1);
  if (!now) return html`<p class="callout">${t("live_morning")}</p>`;
  return html`
    <h2>${t("live_standing", { month: now.month })}</h2>
    <dl class="facts">
      ${fact(t("live_entry"), now.knows ? now.entry : t("live_none_known"))}
      ${fact(t("live_savings"), amount(now.savings, money))}
      ${fact(t("live_income"), amount(now.income, money))}
      ${now.owed > 0 ? fact(t("live_owed"), amount(now.owed, money)) : nothing}
      ${now.arrears > 0 ? fact(t("live_arrears"), amount(now.arrears, money)) : nothing}
      ${fact(t("live_work"), t(now.works ? "live_has_work" : "live_no_work"))}
    </dl>`;
}

const fact = (name, value) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
const amount = (value, money) => `${number(Math.round(value))} ${money}`;

// The score on its real scale: bands, what each opens and closes, and where one has stood.
function scale({ scale: { score, lists }, months }) {
  const hard = lists.filter((one) => Object.keys(one.doors).length);
  const rules = hard.length
    ? html`<details><summary>${t("live_lists")}</summary><ul>${hard.map((one) => html`
        <li><strong>${one.name}</strong>: ${perks(one.doors)}</li>`)}</ul></details>` : nothing;
  if (!score) return html`<p class="fine">${t("live_no_score")}</p>${rules}`;
  const points = months.map((one) => one.score?.points ?? null);
  const now = months.at(-1)?.score;
  const told = !months.length ? "" : now
    ? t("live_score_now", { points: number(now.points, 4), band: score.bands[now.band]?.name ?? "–" })
    : t("live_score_hidden");
  return html`
    <h2>${headed(score.name)}</h2>
    <p class="fine">${told}</p>
    ${ladder(score, points)}
    <div class="scroll" tabindex="0" role="region" aria-label=${t("live_bands")}><table class="numbers">
      <caption class="sr">${t("live_bands")}</caption>
      <thead><tr><th scope="col">${t("live_band")}</th><th scope="col">${t("live_from")}</th>
        <th scope="col">${t("live_does")}</th></tr></thead>
      <tbody>${[...score.bands].reverse().map((band) => html`
        <tr class=${now && band === score.bands[now.band] ? "here" : ""}><th scope="row">${band.name}</th>
          <td>${number(band.from)}</td><td>${perks(band.doors)}</td></tr>`)}</tbody></table></div>
    ${rules}`;
}

const perks = (doors) =>
  Object.keys(doors).length
    ? Object.entries(doors).map(([how, some], at) => html`${at ? t("semicolon") : ""}${labelled(t(`level_${how}`), inRow(some))}`)
    : t("live_no_perk");

const WIDE = 360;

// The scale drawn: a step for each band, and a dot for each month.
function ladder({ floor, ceiling, bands }, points) {
  const known = points.filter((one) => one !== null);
  const [low, high] = [Math.max(floor, Math.min(bands[1]?.from ?? floor, ...known) - (ceiling - floor) / 8),
    Math.min(ceiling, Math.max(bands.at(-1).from, ...known) + (ceiling - floor) / 8)];
  const x = (value) => 6 + ((Math.min(high, Math.max(low, value)) - low) / (high - low || 1)) * (WIDE - 12);
  const edges = bands.map((one, at) => [x(at ? one.from : low), x(bands[at + 1]?.from ?? high)]);
  const last = known.at(-1);
  return html`<svg class="ladder" viewBox="0 0 ${WIDE} 54" aria-hidden="true">
    ${edges.map(([from, to], at) => svg`<rect class="band ${at % 2 ? "odd" : ""}" x=${from} y="14" width=${Math.max(0, to - from)} height="12"/>`)}
    ${points.map((one, at) => one === null ? nothing
      : svg`<circle class="past" cx=${x(one)} cy="20" r=${at === points.length - 1 ? 0 : 2.5}/>`)}
    ${last === undefined ? nothing : svg`<path class="now" d="M${x(last)} 13 l-5 -9 h10 z"/>`}
    <text x="6" y="42">${number(low, 4)}</text>
    <text x=${WIDE - 6} y="42" text-anchor="end">${number(high, 4)}</text></svg>`;
}

// What happened, the latest month first.
function diary(told) {
  if (!told.months.length) return nothing;
  return html`<h2>${t("live_diary")}</h2>
    <ol class="diary" reversed>${told.months.map((one, at) => html`
      <li><h3>${one.month}</h3>${month(one, at, told)}</li>`).reverse()}</ol>`;
}

const about = (name, told) => told.choices.conducts.find((one) => one.name === name)?.about ?? name;
const said = (name, told) => told.choices.services.find((one) => one.name === name)?.said ?? about(name, told);
const quoted = (names, told) => inParts(names.map((one) => about(one, told)));

const doors = (tried, told) =>
  [...new Set(tried.map((one) => one.met))].map((met) => html`<p class="door ${met}">${labelled(headed(inRow(tried
    .filter((one) => one.met === met).map((one) => said(one.service, told)))), t(`met_${met}`))}</p>`);

function month(one, at, told) {
  const before = told.months[at - 1];
  const open = one.did.filter((name) => !one.hidden.includes(name));
  const line = (key, given) => html`<p>${t(key, given)}</p>`;
  const moved = one.score && before?.score ? Math.round((one.score.points - before.score.points) * 10) / 10 : 0;
  const found = [
    open.length ? line("live_did", { what: quoted(open, told) }) : nothing,
    one.hidden.length ? line("live_hid", { what: quoted(one.hidden, told) }) : nothing,
    one.could_not.length ? line("live_could_not", { what: inParts(one.could_not.map((name) => said(name, told))) }) : nothing,
    one.paid > 0 ? line(one.pays_off ? "live_paid_off" : "live_paid", { what: amount(one.paid, told.money) }) : nothing,
    one.letter ? line("live_letter") : one.learned ? line("live_learned") : nothing,
    one.fined > 0 ? line("live_fined", { what: amount(one.fined, told.money) }) : nothing,
    doors(one.tried, told),
    one.waited >= 0.5 ? line("live_waited", { hours: number(one.waited, 2) }) : nothing,
    one.appeal ? line(`appeal_${one.appeal}`) : nothing,
    moved ? line(moved > 0 ? "live_up" : "live_down", { points: number(Math.abs(moved)) }) : nothing,
  ];
  return found.flat().some((part) => part !== nothing) ? found : line("live_nothing");
}

// What came of the same thing several times, told once.
function alike(some) {
  const found = new Map();
  for (const one of some) {
    const key = JSON.stringify([one.key, one.what]);
    if (!found.has(key)) found.set(key, { ...one, months: [] });
    found.get(key).months.push(one.month);
  }
  return [...found.values()];
}

const span = (months) =>
  months.length === 1 ? months[0] : t("why_span", { from: months[0], to: months.at(-1), count: months.length });

const REASONS = ["own", "error", "other", "luck", "system"];

// The same year otherwise, and what each thing came of.
function ending(told) {
  const { end, money } = told;
  const figure = (one, whose) => one[whose] === null || one[whose] === undefined ? "–"
    : number(one.unit === "money" ? Math.round(one[whose]) : Math.round(one[whose] * 100) / 100);
  const isMoved = end.compared.some((one) => one.yours !== one.alone);
  return html`<div class="ending">
    <h2 tabindex="-1" data-lands>${t("end_title")}</h2>
    <p>${t(isMoved ? "end_moved" : "end_unmoved")}</p>
    <div class="scroll" tabindex="0" role="region" aria-label=${t("end_title")}><table class="numbers">
      <caption class="sr">${t("end_title")}</caption>
      <thead><tr><td></td>${["yours", "alone", "twin"].map((one) => html`<th scope="col">${
        one === "twin" && isAgainst() ? worldName("without") : t(`end_${one}`)}</th>`)}</tr></thead>
      <tbody>${end.compared.map((one) => html`<tr><th scope="row">${t(`end_${one.key}`)} 
        ${one.unit === "money" ? html`<span class="fine">${money}</span>` : html`<span class="fine">${t(`unit_${one.unit}`)}</span>`}</th>
        ${["yours", "alone", "twin"].map((whose) => html`<td>${figure(one, whose)}</td>`)}</tr>`)}</tbody>
    </table></div>
    <h2>${t("end_why")}</h2>
    ${end.why.length ? html`<div class="reasons">${REASONS.map((of) => [of, end.why.filter((one) => one.of === of)])
      .filter(([, some]) => some.length)
      .map(([of, some]) => html`<section class=${of}><h3>${t(`of_${of}`)}</h3><ul>${alike(some).map((one) => html`
        <li><span class="fine">${span(one.months)}</span>
          ${t(`why_${one.key}`, { what: inParts(one.what.map((name) => about(name, told))) })}</li>`)}</ul></section>`)}</div>`
      : html`<p>${t("end_nothing")}</p>`}
    <p class="parting">${end.parting ?? t(isAgainst() ? "no_parting_between" : "no_parting")}</p>
    <details><summary>${t("end_story")}</summary>
      <ul class="told">${end.story.map((one) => html`<li><span class="fine">${one.month} · ${worldName(one.world, "in")}</span>
        <span>${one.text}</span></li>`)}</ul></details>
  </div>`;
}
