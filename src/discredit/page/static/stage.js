// The middle and the right: two worlds of dots, the months, the legend, and what is counted.

import { html, nothing } from "./vendor/lit-html.js";
import { cellOf, countsOf, personAt, personUnder, rowsOf } from "./dots.js";
import { current, inRow, isAgainst, labelled, number, set, state, t, waitText, worldName } from "./state.js";
import { badge } from "./controls.js";
import { stories } from "./stories.js";
import { choose, forget, nextWronged, stop } from "./acts.js";

export const STATES = ["absent", "clear", "favoured", "shut_out", "listed", "wrongly"];
const SHOWN = [5, 4, 3, 2, 1];
const WORLDS = ["with", "without"];

export const stateName = (index) => {
  const own = state.told?.words;
  if (own && STATES[index] === "listed") return own.listed;
  if (own && STATES[index] === "wrongly") return own.wrongly;
  return t(`state_${STATES[index]}`);
};

// What is looked at: the system, its question, and what is to be known of it before its figures.
export function headline() {
  const { told } = state;
  if (!told) return html`<div class="headline"><h1>${t("view_lab")}</h1></div>`;
  return html`<div class="headline">
    <h1>${isAgainst() ? t("beside", { ours: told.title, theirs: told.other.title }) : told.title}</h1>
    <p class="question">${told.question}</p>
    ${stories()}
  </div>`;
}

const known = (world) => (world === "with" ? state.told : state.told?.other);

export const stage = () => html`
  <div class="stage">
    ${state.run?.months.length ? worlds() : waiting()} ${timebar()} ${legend()}
  </div>
`;

function worlds() {
  const { run } = state;
  const seen = current();
  return html`
    <div class="worlds">
      ${WORLDS.map((world) => {
        const counts = countsOf(seen[world], STATES.length);
        const told = inRow(SHOWN.slice(0, 4).map((i) => labelled(stateName(i), counts[i])));
        return html`<figure class="world">
          <figcaption>${worldName(world)} ${known(world) ? badge(known(world).evidence) : nothing}</figcaption>
          <div class="map">
            <canvas class="dots" data-world=${world} tabindex="0" role="application"
              aria-roledescription=${t("map")} aria-label=${`${worldName(world)}. ${t("map_keys")}`}
              aria-description=${told} @click=${click} @keydown=${keys}></canvas>
            <canvas class="sheet" data-world=${world} aria-hidden="true"></canvas>
          </div>
        </figure>`;
      })}
    </div>
    <p class="fine shown">${t("shown", {
      shown: number(run.people.shown), people: number(run.people.people),
      households: number(run.people.household.at(-1) + 1),
    })} ${WORLDS.filter(known).map((world) =>
      html`${isAgainst() ? labelled(worldName(world), known(world).badge) : known(world).badge} `)}</p>
  `;
}

function click(event) {
  const at = personUnder(event.currentTarget, event, state.run.people.shown);
  if (at >= 0) choose(at);
}

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// Arrow keys go to the next person that way.
function keys(event) {
  const step = STEPS[event.key];
  const count = state.run.people.shown;
  if (event.key === "Escape") return forget();
  if (event.key === "Enter" || event.key === "n") {
    event.preventDefault();
    if (event.key === "n") nextWronged();
    else choose(state.person ?? Math.floor(count / 2));
    return;
  }
  if (!step) return;
  event.preventDefault();
  const side = Number(event.currentTarget.dataset.side);
  const middle = [side >> 1, rowsOf(count, side) >> 1];
  const [x, y] = state.person === null ? middle : cellOf(state.person, side, count);
  const at = personAt(x + step[0], y + step[1], side, count);
  if (at >= 0) choose(at, 350);
}

// Before the first month: what the system is, and what is waited for.
function waiting() {
  const { told, run } = state;
  return html`
    <div class="waiting">
      ${told
        ? html`<p>${told.about}</p>
            ${told.disputed ? html`<p class="fine">${told.disputed}</p>` : nothing}`
        : nothing}
      <p class="status" role="status">${statusText(run)}</p>
    </div>
  `;
}

function statusText(run) {
  if (!run) return t("loading");
  if (run.status === "queue") return t("in_queue", { place: run.place });
  if (run.status === "wait") return run.what ? waitText(run.what) : t("loading");
  if (run.status === "running") {
    return t("running", { month: run.months.length, months: run.people.months.length });
  }
  return run.status === "cancelled" || run.status === "broken" ? t(run.status) : "";
}

const isAtWork = (run) => ["queue", "wait", "running"].includes(run?.status);

function timebar() {
  const { run, month, playing } = state;
  const last = (run?.months.length ?? 0) - 1;
  const all = run?.people?.months.length ?? 1;
  return html`
    <div class="timebar">
      <button type="button" class="play" ?disabled=${last < 1} aria-pressed=${playing}
        @click=${() => set({ playing: !playing, month: month >= last ? 0 : month })}>
        ${playing ? t("pause") : t("play")}</button>
      <input type="range" min="0" max=${all - 1} .value=${String(Math.max(0, Math.min(month, last)))}
        ?disabled=${last < 0} aria-label=${t("month")}
        aria-valuetext=${run?.people?.months[Math.min(month, Math.max(last, 0))] ?? ""}
        @input=${(event) =>
          set({ month: Math.min(last, Number(event.target.value)), playing: false, follows: false })}>
      <output>${run?.people?.months[Math.min(month, Math.max(last, 0))] ?? ""}</output>
      ${isAtWork(run)
        ? html`<button type="button" class="cancel" data-lands @click=${stop}>${t("cancel")}</button>`
        : run && run.status !== "done"
          ? html`<button type="button" data-lands @click=${() => set({ tries: state.tries + 1 })}>${t("again")}</button>`
          : nothing}
    </div>
    ${isAtWork(run) && last >= 0
      ? html`<progress max=${all} value=${last + 1} aria-label=${t("progress")}></progress>` : nothing}
    ${run?.months.length && run.status !== "done" && run.status !== "running"
      ? html`<p class="status" role="status">${statusText(run)}</p>` : nothing}
  `;
}

function legend() {
  const seen = current();
  if (!seen) return nothing;
  const counts = WORLDS.map((world) => countsOf(seen[world], STATES.length));
  return html`
    <div class="legend" role="group" aria-label=${t("legend")}>
      <div class="row head" aria-hidden="true"><span>${t("legend")}</span>
        ${WORLDS.map((world) => html`<span>${worldName(world, "short")}</span>`)}</div>
      ${SHOWN.map((index) => {
        const isAlone = state.isolated === index;
        const [ours, theirs] = counts.map((one) => one[index]);
        return html`<button type="button" class="row" aria-pressed=${isAlone}
          @click=${() => set({ isolated: isAlone ? null : index })}>
          <span class="key"><i class="swatch ${STATES[index]}"></i>${stateName(index)}</span>
          <span><span class="sr">${worldName("with", "short")}${t("colon")}</span>${number(ours)}</span>
          <span><span class="sr">${worldName("without", "short")}${t("colon")}</span>${number(theirs)}</span>
        </button>`;
      })}
      <p class="fine">${t("isolate")}</p>
    </div>
  `;
}

const FIGURES = ["listed", "listed_wrongly", "shut_out", "favoured", "listed_at_home"];

// What is counted of everybody, and of the households that are shown.
export function figures() {
  const seen = current();
  if (!seen) return nothing;
  const { people } = state.run.people;
  const each = FIGURES.filter((name) => name in seen.figures.with);
  const [ours, theirs] = WORLDS.map((world) => households(seen[world]));
  return html`
    <section class="figures">
      <h2>${t("this_month")}</h2>
      <table>
        <caption class="sr">${t("this_month")}</caption>
        <thead><tr><td></td>${WORLDS.map((w) => html`<th scope="col">${worldName(w, "short")}</th>`)}</tr></thead>
        <tbody>
          ${each.map((name) => html`<tr><th scope="row">${figureName(name)}</th>
            ${WORLDS.map((w) => html`<td>${per(seen.figures[w][name], people)}</td>`)}</tr>`)}
          <tr><th scope="row">${t("figure_households")}</th>
            <td>${number(ours, 3)} %</td><td>${number(theirs, 3)} %</td></tr>
        </tbody>
      </table>
      <p class="fine">${t("per", { people: number(people) })}</p>
      <button type="button" class="wide" @click=${nextWronged}>${t("next_wronged")}</button>
    </section>
  `;
}

// Where a system has words of its own for its list, they are used.
const figureName = (name) =>
  name === "listed" ? stateName(4) : name === "listed_wrongly" ? stateName(5) : t(`figure_${name}`);

const per = (count, people) => number(Math.round((count / people) * 1e5), 6);

// The share of households, of those who are shown, in which somebody is listed or shut out.
function households(states) {
  const { household } = state.run.people;
  const touched = new Set();
  states.forEach((one, at) => one >= 3 && touched.add(household[at]));
  return (100 * touched.size) / (household.at(-1) + 1);
}
