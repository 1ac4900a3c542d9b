// Differences with their intervals, drawn row by row: what more seeds and draws make of them.

import { html, nothing, svg } from "./vendor/lit-html.js";
import { t } from "./state.js";

const [WIDE, HIGH, STEP] = [240, 12, 4];

const isThere = (ends) => ends[0] !== null && ends[1] !== null;
const nameOf = (row) => `${row.dimension}|${row.label}|${row.unit}`;

// A row as it is now, and as it was after fewer seeds, on one scale that holds them all and nought.
function picture(row, before) {
  if (!isThere(row.ends) && !isThere(row.together_ends)) return nothing;
  const past = before.filter((one) => isThere(one.ends));
  const all = [0, row.value ?? 0, ...[...past, row].flatMap((one) => [...one.ends, ...one.together_ends])].filter((one) => one !== null);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const x = (value) => 6 + ((value - low) / (high - low || 1)) * (WIDE - 12);
  const line = (ends, y, kind) => svg`<path class=${kind} d="M${x(ends[0])} ${y} H${x(ends[1])}"/>`;
  const y = past.length * STEP + 9;
  const tall = y + HIGH;
  const [from, to] = row.together_ends;
  return html`<svg class="bars" viewBox="0 0 ${WIDE} ${tall}" aria-hidden="true">
    <path class="nought" d="M${x(0)} 0 V${tall}"/>
    ${past.map((one, at) => line(one.ends, at * STEP + 3, "past"))}
    ${isThere(row.ends) ? line(row.ends, y, "now") : nothing}
    ${isThere(row.together_ends)
      ? svg`<path class="both" d="M${x(from)} ${y + 4} v7 M${x(from)} ${y + 7.5} H${x(to)} M${x(to)} ${y + 4} v7"/>` : nothing}
    ${row.value === null ? nothing : svg`<circle class="value" cx=${x(row.value)} cy=${y} r="3.5"/>`}
  </svg>`;
}

// A table of differences. `before` are the same rows after fewer seeds, the fewest first.
export function intervals(caption, rows, before = [], lang = undefined) {
  const [isBoth, isHeld] = [rows.some((row) => row.together), rows.some((row) => row.held)];
  const hasLevels = rows.some((row) => row.levels?.some((one) => one));
  const known = before.map((some) => new Map(some.map((row) => [nameOf(row), row])));
  const past = (row) => known.map((some) => some.get(nameOf(row))).filter(Boolean);
  const cell = (head, said) => html`<td data-head=${t(head)}>${said}</td>`;
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label=${caption}>
      <table class="numbers rows"><caption class="sr">${caption}</caption>
        <thead><tr><th scope="col">${t("measure")}</th><td></td><th scope="col">${t("difference")}</th>
          <th scope="col">${t("interval_luck")}</th>
          ${isBoth ? html`<th scope="col">${t("interval_both")}</th>` : nothing}
          ${isHeld ? html`<th scope="col">${t("sign_held")}</th>` : nothing}
          ${hasLevels ? html`<th scope="col">${t("level_on")}</th><th scope="col">${t("level_off")}</th>` : nothing}</tr></thead>
        <tbody lang=${lang ?? nothing}>${rows.map((row) => html`<tr class=${row.is_open ? "open" : ""}>
          <th scope="row">${row.label}${row.unit ? html` <span class="fine">${row.unit}</span>` : nothing}</th>
          <td class="drawn">${picture(row, past(row))}</td>
          ${cell("difference", row.difference)} ${cell("interval_luck", row.interval || "–")}
          ${isBoth ? cell("interval_both", row.together || "–") : nothing}
          ${isHeld ? cell("sign_held", html`<span class="held">${row.held || "–"}</span>`) : nothing}
          ${hasLevels ? row.levels.map((one, at) => cell(at ? "level_off" : "level_on", one)) : nothing}</tr>`)}</tbody>
      </table>
    </div>`;
}

// Of a run at work or done: what answers the question, then the answer by group.
export function narrowing(told) {
  const now = told.at(-1);
  const before = told.slice(0, -1).map((one) => one.rows);
  const groups = new Map();
  for (const row of now.rows.filter((one) => one.dimension)) {
    groups.set(row.dimension, [...(groups.get(row.dimension) ?? []), row]);
  }
  const known = now.draws ? "known_draws" : "known_seeds";
  return html`<section class="narrowing">
    <h2>${t("narrowing_title")}</h2>
    <p class="known" role="status">${t(known, { seeds: now.seeds, of: now.of, draws: now.draws })}</p>
    <p class="fine">${t(now.draws ? "narrowing_both" : "narrowing_how")}</p>
    ${intervals(t("narrowing_title"), now.rows.filter((one) => !one.dimension), before)}
    ${groups.size ? html`<details><summary>${t("narrowing_groups")}</summary>
      ${[...groups].map(([name, some]) => html`<h3>${name}</h3>${intervals(name, some, before)}`)}</details>` : nothing}
  </section>`;
}
