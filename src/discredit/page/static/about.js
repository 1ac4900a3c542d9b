// What this is and is not: synthetic, documented, disputed, fictional; sources; limits; scope.

import { html, nothing } from "./vendor/lit-html.js";
import { state, t } from "./state.js";
import { badge, GRADES } from "./controls.js";

export function about() {
  const { told } = state;
  const keys = [...new Set(told?.levers.flatMap((one) => one.sources) ?? [])];
  return html`
    <main class="prose">
      <h1>${t("about_title")}</h1>
      <p>${t("about_lead")}</p>
      <p class="callout">${t("about_synthetic")}</p>
      ${told
        ? html`<h2>${told.title}</h2>
            <p>${told.about}</p>
            ${told.warning ? html`<p class="callout">${told.warning}</p>` : nothing}
            ${told.disputed ? html`<p>${told.disputed}</p>` : nothing}
            ${told.elsewhere ? html`<p>${told.elsewhere}</p>` : nothing}
            <p>${told.badge}</p>
            <p class="fine">${t("rests_on_sources", { count: keys.length })}</p>
            <p>${t("command")}</p>
            <pre tabindex="0"><code>${told.command}</code></pre>`
        : nothing}
      <h2>${t("grades_title")}</h2>
      <dl class="grades">${GRADES.map(
        (grade) => html`<dt>${badge(grade)}</dt><dd>${t(`grade_${grade}_means`)}</dd>`,
      )}</dl>
      <h2>${t("limits_title")}</h2>
      <ul>${["limits_1", "limits_2", "limits_3", "limits_4"].map((key) => html`<li>${t(key)}</li>`)}</ul>
      <h2>${t("scope_title")}</h2>
      <p>${t("scope_text")}</p>
    </main>
  `;
}
