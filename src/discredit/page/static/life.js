// One life: what is so beside what is on file, in both worlds, and the family beside it.

import { html, nothing } from "./vendor/lit-html.js";
import { inRow, isAgainst, labelled, number, set, state, t, within, worldName } from "./state.js";
import { choose, forget } from "./acts.js";
import { begin } from "./live.js";
import { STATES, stateName } from "./stage.js";

const WORLDS = ["with", "without"];

export function life() {
  const { person, row, life: read, run } = state;
  if (person === null || !run?.people) {
    return html`<section class="life"><h2>${t("a_life")}</h2>
      <p class="fine" role="status">${read?.nobody ? nobody() : t("choose_one")}</p></section>`;
  }
  const found = read?.found;
  return html`
    <section class="life" aria-labelledby="life-title">
      <h2 id="life-title">${t("person", { row: number(row) })}</h2>
      <button type="button" class="close" @click=${forget} aria-label=${t("close_life")}>×</button>
      <p aria-live="polite" class="now">${now()}</p>
      ${found ? html`<p>${found.who}</p>` : nothing}
      <p><button type="button" @click=${() => begin(row)}>${t("live_be")}</button></p>
      ${strips(person)}
      ${read?.error ? html`<p class="problem" role="alert">${read.error}</p>` : nothing}
      ${found ? story(found) : html`<p class="status" role="status">${
        run.status === "done" ? (read?.nobody ? nobody() : t("reading")) : t("reading_later")}</p>`}
      ${family(found)}
      <p class="fine">${t("synthetic_person")}</p>
    </section>
  `;
}

// Nobody is wrongly listed: in the months so far, or in all.
const nobody = () => t(state.run?.status === "running" ? "nobody_yet" : "nobody_wronged");

function now() {
  const seen = state.run.months[Math.min(state.month, state.run.months.length - 1)];
  if (!seen) return "";
  const [ours, theirs] = WORLDS.map((world) => stateName(seen[world][state.person]));
  const said = { ours: within(ours), theirs: within(theirs), other: worldName("without") };
  return ours === theirs ? t("now_alike", { state: said.ours }) : t("now_apart", said);
}

// Both lives as strips, a piece for each month, and in words for who does not see them.
function strips(at) {
  return html`<div class="strips">${WORLDS.map((world) => {
    const told = inRow(spansOf(at, world)) || t("nothing_happened");
    return html`<div class="strip-row"><span>${worldName(world, "short")}</span>
      <canvas class="strip" role="img" data-at=${at} data-world=${world}
        aria-label=${labelled(worldName(world), told)}></canvas>
      <span class="fine">${told}</span></div>`;
  })}</div>`;
}

// For how many months somebody was what, in a world.
function spansOf(at, world) {
  const months = state.run.months.map((seen) => seen[world][at]);
  return [5, 4, 3, 2]
    .map((index) => [index, months.filter((one) => one === index).length])
    .filter(([, count]) => count)
    .map(([index, count]) => t("months_of", { count, state: within(stateName(index)) }));
}

const isTouched = (at) => WORLDS.some((world) => spansOf(at, world).length);

function story(found) {
  const rows = new Map();
  for (const one of found.story) {
    const key = `${one.month} ${one.world}`;
    if (!rows.has(key)) rows.set(key, { month: one.month, world: one.world, truth: [], file: [] });
    rows.get(key)[one.side === "truth" || one.side === "story" ? "truth" : "file"].push(one.text);
  }
  const parting = found.parting;
  return html`
    <p class="parting">${parting ? parting.text : t(isAgainst() ? "no_parting_between" : "no_parting")}</p>
    ${rows.size
      ? html`<table class="story">
          <caption class="sr">${t("story")}</caption>
          <thead><tr><th scope="col">${t("what_is_so")}</th><th scope="col">${t("on_file")}</th></tr></thead>
          ${[...rows.values()].map((one) => html`<tbody class=${one.world}>
            <tr><th colspan="2" scope="rowgroup">
              <button type="button" class="when" @click=${() => go(one.month)}>${one.month}</button>
              <span class="in ${one.world}">${worldName(one.world, "in")}</span></th></tr>
            <tr><td>${one.truth.map((text) => html`<p>${text}</p>`)}</td>
              <td>${one.file.map((text) => html`<p>${text}</p>`)}</td></tr></tbody>`)}
        </table>`
      : html`<p>${t("nothing_to_tell")}</p>`}
  `;
}

const go = (month) => {
  const at = state.run.people.months.indexOf(month);
  if (at >= 0) set({ month: at, playing: false });
};

// Everybody else of the household who is shown.
export function familyOf(at) {
  const { household } = state.run.people;
  const found = [];
  for (let i = Math.max(0, at - 10); i < Math.min(household.length, at + 11); i++) {
    if (i !== at && household[i] === household[at]) found.push(i);
  }
  return found;
}

function family(found) {
  const others = familyOf(state.person);
  if (!others.length) return html`<p class="fine">${t("lives_alone")}</p>`;
  return html`
    <h3>${t("family")}</h3>
    <ul class="family">${others.map((at) => {
      const row = state.run.people.rows[at];
      const told = found?.family.find((one) => one.person === row);
      return html`<li>
        <button type="button" @click=${() => choose(at)}>${t("person", { row: number(row) })}</button>
        ${told ? html`<span class="fine">${told.who}</span>` : nothing}
        ${isTouched(at) ? strips(at) : html`<p class="fine">${labelled(t("in_both"), t("nothing_happened"))}</p>`}
        ${told?.parting ? html`<p class="fine">${told.parting.text}</p>` : nothing}
      </li>`;
    })}</ul>
  `;
}

export { STATES };
