// The studies that lie in the folder of results: question, verdict, how sure, what decides it.

import { html, nothing } from "./vendor/lit-html.js";
import { set, state, t } from "./state.js";
import { get } from "./stream.js";
import { intervals } from "./intervals.js";

let isAsked = "";

// Read once, when they are first to be seen.
export function look() {
  if (state.view === "effects" && isAsked !== state.lang) again();
}

async function again() {
  isAsked = state.lang;
  try {
    set({ findings: await get("/api/findings") });
  } catch (error) {
    set({ findings: { folder: "", studies: [], problem: error.message || t("broken") } });
  }
}

export function findings() {
  const { findings: found } = state;
  if (!found) return nothing;
  return html`<section class="findings">
    <h2>${t("findings_title")}</h2>
    <p>${t("findings_lead")}</p>
    ${found.problem ? html`<p class="problem" role="alert">${found.problem}</p>` : nothing}
    ${found.studies.length ? found.studies.map(study)
      : html`<p class="callout">${t("findings_none")} <code>discredit study wrong-person --quick</code></p>`}
    <p><button type="button" @click=${again}>${t("findings_again")}</button></p>
  </section>`;
}

const study = (one) => html`
  <details class="finding">
    <summary><h3 lang=${one.asked_in}>${one.title}</h3>
      ${one.verdict ? html`<span lang=${one.verdict_in}>${one.verdict}</span>`
        : html`<span lang=${one.asked_in}>${one.question}</span>`}</summary>
    ${one.labels.map((label) => html`<p class="callout">${label}</p>`)}
    ${one.verdict ? html`<p class="question" lang=${one.asked_in}>${one.question}</p>` : nothing}
    ${one.beside ? html`<p lang=${one.beside_in}>${one.beside}</p>` : nothing}
    ${intervals(one.title, one.rows, [], one.rows_in)}
    ${one.decides.length ? html`<h4>${t("findings_decides")}</h4>
      <ul lang=${one.decides_in}>${one.decides.map((line) => html`<li>${line}</li>`)}</ul>` : nothing}
    ${one.reading.map((line) => html`<p class="fine" lang=${one.reading_in}>${line}</p>`)}
    <p class="fine">${one.size}${t("stop")} <code>${one.folder}</code></p>
    <p class="files">${one.files.map((name) => html`<a download href=${`/finding/${one.key}/${name}`}>${name}</a>`)}</p>
  </details>`;
