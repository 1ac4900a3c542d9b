// Who uses the keyboard keeps a place: what goes away while it has the focus hands it on.

const REACHED = "a[href], button, input, select, summary, [tabindex='0']";
const isThere = (one) => one.isConnected && !one.disabled && one.getClientRects().length > 0;

// What has the focus before the page is drawn anew, and what it stands in.
export function atHand() {
  const at = document.activeElement;
  const around = [];
  for (let up = at?.parentElement; up && up !== document.body; up = up.parentElement) around.push(up);
  return { at, around };
}

// Where it went, the focus goes to what stands beside it: what takes its place, or the nearest.
export function goOn({ at, around }) {
  if (!around.length || isThere(at)) return;
  for (const near of around.filter((one) => one.isConnected)) {
    if (near.id === "page") return land(near);
    const next = [...near.querySelectorAll("[data-lands]"), ...near.querySelectorAll(REACHED)].find(isThere);
    if (next) return next.focus();
  }
}

// The beginning of what is shown now.
export function land(page) {
  const head = page.querySelector("h1");
  if (!head) return;
  head.tabIndex = -1;
  head.focus();
}
