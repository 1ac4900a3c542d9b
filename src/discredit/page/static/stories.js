// Three short stories: a system, where to look, and what is to be seen there.

import { html, nothing } from "./vendor/lit-html.js";
import { set, state, t } from "./state.js";

const PLAIN = { overlays: [], set: {}, against: null, seed: 1 };
const SIZE = { people: 20000, months: 48 };
export const STORIES = {
  mother: { view: "lab", asked: { ...PLAIN, ...SIZE, system: "court-list" } },
  favour: { view: "lab", asked: { ...PLAIN, ...SIZE, system: "rongcheng" } },
  queue: { view: "effects", asked: { ...PLAIN, ...SIZE, system: "green-lanes" } },
};

const [ADULT, WOMAN, OFFICIAL] = [1, 2, 4]; // bits of what somebody is at a glance
const [FAVOURED, WRONGLY] = [2, 5];

// Of whom a story tells: the first such person in the latest month that has any; -1 where none has.
export function personOf(story, { people, months }) {
  const { kind, household } = people;
  const withChildren = new Set(household.filter((_, at) => !(kind[at] & ADULT)));
  const isMother = (at) => (kind[at] & (ADULT | WOMAN)) === (ADULT | WOMAN) && withChildren.has(household[at]);
  const [state, is] = story === "mother" ? [WRONGLY, isMother] : [FAVOURED, (at) => kind[at] & OFFICIAL];
  for (const seen of [...months].reverse()) {
    const at = seen.with.findIndex((one, at) => one === state && is(at));
    if (at >= 0) return at;
  }
  return -1;
}

const tell = (story) => {
  const { view, asked } = STORIES[story];
  set({ story, view, asked, wanted: { story, works: view === "effects" }, person: null, row: null, life: null, effects: null,
    seeds: 1, draws: 0, isolated: null, tries: state.tries + 1 });
};

export const stories = () => html`
  <nav class="stories" aria-label=${t("stories")}><span class="fine">${t("stories")}</span>
    ${Object.keys(STORIES).map((name) => html`<button type="button"
      aria-pressed=${state.story === name} @click=${() => tell(name)}>${t(`story_${name}`)}</button>`)}
  </nav>
  ${told()}
`;

// What to look at; it goes once the visitor looks at something else.
export function told() {
  const { story, asked } = state;
  if (!(story in STORIES) || STORIES[story].asked.system !== asked.system) return nothing;
  return html`<p class="callout told-story" role="note">${t(`story_${story}_told`)}
    <button type="button" class="close" @click=${() => set({ story: null })} aria-label=${t("story_close")}>×</button></p>`;
}
