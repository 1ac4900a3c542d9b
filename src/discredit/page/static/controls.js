// The left column: which system, its safeguards, its numbers along the corridor, and the size.

import { html, nothing } from "./vendor/lit-html.js";
import { ask, inRow, number, set, state, t } from "./state.js";
import { get } from "./stream.js";

const GROUPS = ["watchers", "score", "lists", "gates", "life", "redress"];
const GRADES = ["documented", "reported", "disputed", "fictional", "assumed"];

// Which societies are compared, and how large they are.
export const setting = () => html`
  ${picker()} ${size()} ${state.problem ? problem() : nothing}
`;

// What can be moved in the system.
export const levers = () => html`${safeguards()} ${corridor()}`;

function picker() {
  const name = state.asked.system;
  const { against } = state.asked;
  const choose = (event) =>
    ask({ system: event.target.value, overlays: [], set: {}, people: null, months: null });
  const option = (one, isOn) => html`<option value=${one.name} ?selected=${isOn}>${one.title}</option>`;
  return html`
    <section class="systems">
      <label for="system">${t("system")}
        <select id="system" @change=${choose}>
          ${state.systems.map((one) => option(one, one.name === name))}
        </select></label>
      <label for="against">${t("against")}
        <select id="against" @change=${(event) => ask({ against: event.target.value || null })}>
          <option value="" ?selected=${!against}>${t("against_none")}</option>
          ${state.systems.map((one) => option(one, one.name === against))}
        </select></label>
    </section>
  `;
}

const problem = () => html`
  <div class="problem" role="alert">
    <strong>${t("refused")}</strong>
    ${(state.problem.faults.length ? state.problem.faults : [{ rule: state.problem.message }]).map(
      (fault) => html`<p lang=${fault.lang ?? nothing}>
        ${fault.path ? html`<code>${fault.path}</code>${t("colon")}` : nothing}${fault.rule}${t("stop")} ${fault.remedy}
      </p>`,
    )}
    <button type="button" @click=${() => ask({ overlays: [], set: {}, against: null })}>${t("reset_all")}</button>
  </div>
`;

function size() {
  const { told, asked } = state;
  if (!told) return nothing;
  const field = (name, standard, low, high) => html`
    <label>${t(name)}
      <input type="number" min=${low} max=${high} .value=${String(asked[name] ?? standard)}
        @change=${(event) => {
          const value = Math.round(Math.min(high, Math.max(low, event.target.valueAsNumber)));
          ask({ [name]: Number.isNaN(value) || value === standard ? null : value });
        }}>
    </label>`;
  return html`
    <section class="size">
      ${field("people", Math.min(told.people, 200000), 100, 200000)}
      ${field("months", Math.min(told.months, 240), 1, 240)}
      <label>${t("seed")}
        <input type="number" min="0" max="2147483647" .value=${String(asked.seed)}
          @change=${(event) => ask({ seed: Math.max(0, Math.trunc(event.target.valueAsNumber) || 0) })}>
      </label>
    </section>
  `;
}

function safeguards() {
  const { overlays } = state.asked;
  const titles = Object.fromEntries(state.safeguards.map((one) => [one.name, one.title]));
  // Two that contradict each other are not laid over a system together.
  const clash = (one) => {
    const name = [...Object.keys(one.unless), ...state.safeguards
      .filter((other) => one.name in other.unless).map((other) => other.name)]
      .find((other) => overlays.includes(other));
    return name ? t("contradicts", { other: titles[name] ?? name }) : "";
  };
  const toggle = (name) => (event) =>
    ask({ overlays: event.target.checked
      ? [...overlays, name].sort() : overlays.filter((other) => other !== name) });
  return html`
    <details class="group" ?open=${opened.hasSafeguards}>
      <summary><h2>${t("safeguards")}</h2>
        <span class="count">${overlays.length ? overlays.length : ""}</span></summary>
      ${state.safeguards.map((one) => {
        const isOn = overlays.includes(one.name);
        const why = one.refused || (isOn ? "" : clash(one));
        return html`<div class="switch">
          <label><input type="checkbox" .checked=${isOn} ?disabled=${why !== "" && !isOn}
            @change=${toggle(one.name)}> ${one.title}</label>
          <p class="fine">${why ? html`<em>${why}</em>` : one.about}</p>
        </div>`;
      })}
    </details>
  `;
}

function corridor() {
  if (!state.told) return html`<p>${t("loading")}</p>`;
  return GROUPS.map((group) => {
    const held = state.told.levers.filter((one) => one.group === group);
    const moved = held.filter((one) => isMoved(one)).length;
    if (!held.length) {
      return html`<section class="group none"><h2>${t(`group_${group}`)}</h2>
        <p class="fine">${t("group_none")}</p></section>`;
    }
    const isFirst = (one) => one.first || shownFirst().has(one.path);
    const first = held.filter(isFirst);
    const rest = held.filter((one) => !isFirst(one));
    return html`
      <details class="group">
        <summary><h2>${t(`group_${group}`)}</h2>
          <span class="count">${moved ? t("moved", { count: moved }) : held.length}</span></summary>
        <p class="fine">${t(`about_${group}`)}</p>
        ${first.map(lever)}
        ${rest.length
          ? html`<details class="more"><summary>${t("more_numbers", { count: rest.length })}</summary>
              ${rest.map(lever)}</details>`
          : nothing}
      </details>
    `;
  });
}

// Numbers that a link has moved stand first. One that is moved later stays where it is, or the hand
// that moves it would hold another.
let opened = { system: "", paths: new Set(), hasSafeguards: false };

function shownFirst() {
  const { system, overlays } = state.asked;
  if (opened.system !== system) {
    const paths = state.told.levers.filter(isMoved).map((one) => one.path);
    opened = { system, paths: new Set(paths), hasSafeguards: overlays.length > 0 };
  }
  return opened.paths;
}

const isMoved = (one) =>
  Object.keys(state.asked.set).some((path) => path === one.path || path.startsWith(`${one.path}.`));

function lever(one) {
  const isVector = typeof one.value === "object";
  const paths = isVector ? Object.keys(one.value).map((label) => [label, `${one.path}.${label}`]) : [];
  return html`
    <div class="lever ${isMoved(one) ? "moved" : ""}">
      <div class="name">
        <strong>${one.name}</strong> ${badge(one.grade)}
        ${one.of ? html`<span class="fine">${one.of}</span>` : nothing}
      </div>
      ${one.meaning ? html`<p class="fine">${one.meaning}</p>` : nothing}
      ${isVector
        ? paths.map(([label, path]) => entry(one, one.labels[label], path, one.value[label]))
        : entry(one, one.name, one.path, one.value, true)}
      ${one.dates ? html`<p class="fine">${t("dated", { count: one.dates })}</p>` : nothing}
      ${sources(one)}
    </div>
  `;
}

export const badge = (grade) =>
  html`<span class="badge ${grade}" title=${t(`grade_${grade}_means`)}>${t(`grade_${grade}`)}</span>`;

function change(path, value) {
  const kept = { ...state.asked.set };
  if (value === null) delete kept[path];
  else kept[path] = value;
  ask({ set: kept });
}

// One entry of a number: a box to tick, or a slider within the range it may have beside its value.
function entry(one, label, path, standard, isAlone = false) {
  const value = state.asked.set[path] ?? standard;
  const isSet = path in state.asked.set;
  const reset = isSet
    ? html`<button type="button" class="reset" @click=${() => change(path, null)}
        aria-label=${t("reset_one", { name: label })}>↺</button>`
    : nothing;
  if (one.is_switch) {
    return html`<div class="entry"><label><input type="checkbox" .checked=${Boolean(value)}
      @change=${(event) => change(path, event.target.checked)}> ${label}</label>${reset}</div>`;
  }
  const [low, high] = one.range ?? [null, null];
  const move = (event) => {
    const now = Number(Number(event.target.value).toPrecision(3));
    if (event.target.value !== "" && Number.isFinite(now)) change(path, now);
  };
  const name = isAlone ? `${label} [${one.unit}]` : `${inRow([one.name, label])} [${one.unit}]`;
  return html`
    <div class="entry">
      ${isAlone ? nothing : html`<span class="label">${label}</span>`}
      ${one.range
        ? html`<input type="range" min=${low} max=${high} step=${stepOf(low, high)}
            .value=${String(value)} aria-label=${name} @input=${move}>`
        : nothing}
      <span class="value">
        <input type="number" step="any" .value=${String(value)} aria-label=${name} @change=${move}>
        <span class="unit">${one.unit}</span>${reset}
      </span>
      ${one.range && isAlone
        ? html`<span class="ends fine"><span>${number(low)}</span><span>${number(high)}</span></span>`
        : nothing}
    </div>
  `;
}

const stepOf = (low, high) => Number(((high - low) / 200 || 0.01).toPrecision(1));

function sources(one) {
  const show = async (event) => {
    if (!event.target.open) return;
    for (const key of one.sources.filter((key) => !(key in state.sources))) {
      const found = await get("/api/source", { key, system: state.asked.system }).catch(() => null);
      set({ sources: { ...state.sources, [key]: found } });
    }
  };
  return html`
    <details class="sources" @toggle=${show}>
      <summary>${t("rests_on", { keys: inRow(one.sources) })}</summary>
      ${one.note ? html`<p class="fine">${one.note}</p>` : nothing}
      ${one.sources.map((key) => source(state.sources[key]))}
    </details>
  `;
}

const source = (found) =>
  found
    ? html`<p class="fine">${badge(found.grade)} <span lang="en">${found.claim} <cite>${found.citation}</cite>
        ${found.url ? html`<span class="url">${found.url}</span>` : nothing}</span></p>`
    : nothing;

export { GRADES };
