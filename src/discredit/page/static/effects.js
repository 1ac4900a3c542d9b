// Effects: differences between the worlds with their intervals, by group; each chart with its table.

import { html, nothing } from "./vendor/lit-html.js";
import { inParts, number, set, state, t, waitText, worldName } from "./state.js";
import { work, stopWork } from "./acts.js";
import { findings } from "./findings.js";
import { narrowing } from "./intervals.js";
import { told as story } from "./stories.js";
import { DRAWS, SEEDS } from "./url.js";

export function effects() {
  const { effects: found, told, asked } = state;
  return html`
    <main class="effects">
      <h1>${t("effects_title")}</h1>
      ${told ? html`<p class="question">${told.question}</p>` : nothing}
      ${story()}
      <p>${t("effects_lead")}</p>
      <form class="ask" @submit=${(event) => { event.preventDefault(); work(); }}>
        <label>${t("seeds")}
          <select @change=${(event) => set({ seeds: Number(event.target.value) })}>
            ${SEEDS.map((one) => html`<option ?selected=${one === state.seeds}>${one}</option>`)}
          </select></label>
        <label>${t("draws")}
          <select @change=${(event) => set({ draws: Number(event.target.value) })}>
            ${DRAWS.map((one) => html`<option value=${one} ?selected=${one === state.draws}>${one || t("draws_none")}</option>`)}
          </select></label>
        ${found?.status === "working"
          ? html`<button type="button" data-lands @click=${stopWork}>${t("cancel")}</button>`
          : html`<button class="main" data-lands>${t("work_out")}</button>`}
        <span role="status" class="status">${status(found)}</span>
      </form>
      ${found?.problem ? html`<p class="problem" role="alert">${found.problem}</p>` : nothing}
      ${found?.told ? opening(found.told, found.asked !== JSON.stringify(asked)) : nothing}
      ${found?.soFar?.length ? narrowing(found.soFar) : nothing}
      ${found?.told ? shown(found.told) : nothing}
      ${findings()}
    </main>
  `;
}

function status(found) {
  if (found?.status !== "working") return "";
  const at = found.progress;
  if (found.what) return waitText(found.what);
  if (found.drawing) return t("at_draw", found.drawing);
  if (found.place) return t("in_queue", { place: found.place });
  return at ? t("at_seed", { ...at, done: number(at.done), of: number(at.of) }) : t("loading");
}

const opening = (told, isOld) => html`
  ${isOld ? html`<p class="callout" role="note">${t("effects_old")}</p>` : nothing}
  <p class="sentence">${told.sentence}</p>
  ${told.how_sure ? html`<p>${told.how_sure}</p>` : nothing}
`;

const shown = (told) => html`
  <p class="fine">${inParts(told.methods)}${t("stop")}</p>
  <h2>${t("leave_with")}</h2>
  <p class="files">
    ${["report.html", "replay.html", "system.yaml"].map((name) => html`<a download href=${`/result/${told.key}/${name}?lang=${state.lang}`}>${t(`file_${name.split(".")[0]}`)}</a>`)}
  </p>
  <details><summary>${t("tables")}</summary>
    <p class="files">${told.files.map((name) => html`<a download href=${`/result/${told.key}/${name}`}>${name}</a>`)}</p>
  </details>
  <pre tabindex="0"><code>${told.command}</code></pre>
  <div class="charts">${told.figures.map((one) => figure(one, told))}</div>
  <h2>${t("all_effects")}</h2>
  ${table(
    t("all_effects"),
    [t("measure"), t("unit"), t("difference"), t("interval_luck"),
      ...(told.how_sure ? [t("interval_both"), t("sign_held")] : []), worldName("with"), worldName("without")],
    told.lines.map((one) => [one.label, one.unit, one.difference, one.interval,
      ...(told.how_sure ? [one.together, one.held] : []), one.with_, one.without]),
  )}
`;

const table = (caption, columns, rows) => html`
  <div class="scroll" tabindex="0" role="region" aria-label=${caption}>
    <table class="numbers"><caption class="sr">${caption}</caption>
      <thead><tr>${columns.map((one) => html`<th scope="col">${one}</th>`)}</tr></thead>
      <tbody>${rows.map((row) => html`<tr>${row.map((cell, at) =>
        at ? html`<td>${cell}</td>` : html`<th scope="row">${cell}</th>`)}</tr>`)}</tbody>
    </table>
  </div>
`;

const drawn = new WeakMap();

// The picture as a part of the page: parsed as a picture, so that nothing in it can be a script.
function picture(one) {
  if (!drawn.has(one)) {
    const root = new DOMParser().parseFromString(one.svg, "image/svg+xml").documentElement;
    drawn.set(one, document.importNode(root, true));
  }
  return drawn.get(one);
}

const figure = (one, told) => html`
  <figure class="chart-figure">
    <figcaption><h2>${one.title}</h2><p class="fine">${one.caption}</p></figcaption>
    <div class="picture">${picture(one)}</div>
    <p class="files">
      <button type="button" @click=${() => save(one.name, "svg", svgOf(one))}>SVG</button>
      <button type="button" @click=${() => savePng(one)}>PNG</button>
      ${told.files.includes(`${one.name}.csv`)
        ? html`<a download href=${`/result/${told.key}/${one.name}.csv`}>CSV</a>` : nothing}
      <span class="fine">${t("source_line")}</span>
    </p>
    <details><summary>${t("numbers_of_chart")}</summary>
      ${table(one.title, one.columns, one.rows)}</details>
  </figure>
`;

const svgOf = (one) => new Blob([one.svg], { type: "image/svg+xml" });

function save(name, kind, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${name}.${kind}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function savePng(one) {
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width * 2, image.height * 2];
    const context = canvas.getContext("2d");
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(image.src);
    canvas.toBlob((blob) => save(one.name, "png", blob));
  };
  image.src = URL.createObjectURL(svgOf(one));
}
