// Asking the server, and reading what it streams: frames of [head length][body length][JSON][bytes].
// It answers in the language of the page.

import { state } from "./state.js";

export async function* frames(reader) {
  let held = new Uint8Array(0);
  for (;;) {
    while (held.length >= 8) {
      const view = new DataView(held.buffer, held.byteOffset);
      const [head, body] = [view.getUint32(0, true), view.getUint32(4, true)];
      const end = 8 + head + body;
      if (held.length < end) break;
      const text = new TextDecoder().decode(held.subarray(8, 8 + head));
      yield { ...JSON.parse(text), body: held.slice(8 + head, end) };
      held = held.subarray(end);
    }
    const { done, value } = await reader.read();
    if (done) return;
    const joined = new Uint8Array(held.length + value.length);
    joined.set(held);
    joined.set(value, held.length);
    held = joined;
  }
}

export class Refused extends Error {
  constructor(said) {
    super(said.message ?? "");
    this.faults = said.faults ?? [];
    this.isUnheard = !this.message; // nobody answered, or the answer broke off
  }
}

async function fetched(path, options = {}) {
  try {
    return await fetch(path, options);
  } catch (error) {
    throw options.signal?.aborted ? error : new Refused({});
  }
}

const refused = async (answer) => {
  const text = await answer.text();
  try {
    return new Refused(JSON.parse(text));
  } catch {
    return new Refused({ message: text || answer.statusText });
  }
};

export async function get(path, values = {}) {
  const answer = await fetched(`${path}?${new URLSearchParams({ ...values, lang: state.lang })}`);
  if (!answer.ok) throw await refused(answer);
  return answer.json();
}

export async function post(path, asked, signal) {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify(asked);
  const answer = await fetched(`${path}?lang=${state.lang}`, { method: "POST", headers, body, signal });
  if (!answer.ok) throw await refused(answer);
  return answer;
}

// A run, told frame by frame: `tell` gets it after each one. Ends when all months are there.
export async function run(asked, signal, tell) {
  const found = { status: "wait", what: "", place: 0, months: [], people: null };
  const answer = await post("/api/run", asked, signal);
  for await (const frame of frames(answer.body.getReader())) {
    if (frame.kind === "queue") Object.assign(found, { status: "queue", place: frame.place });
    if (frame.kind === "wait") Object.assign(found, { status: "wait", what: frame.what });
    if (frame.kind === "people") found.people = peopleIn(frame);
    if (frame.kind === "month") {
      const half = frame.body.length / 2;
      const [ours, theirs] = [frame.body.subarray(0, half), frame.body.subarray(half)];
      found.months.push({ with: ours, without: theirs, figures: frame.figures });
      found.status = "running";
    }
    if (frame.kind === "done") found.status = "done";
    if (frame.kind === "error") throw new Refused(frame);
    tell(found);
  }
  if (found.status !== "done") throw new Refused({});
  return found;
}

function peopleIn({ body, shown, ...rest }) {
  const whole = body.buffer.slice(body.byteOffset, body.byteOffset + body.byteLength);
  const rows = new Int32Array(whole, 0, shown);
  const household = new Int32Array(whole, shown * 4, shown);
  return { ...rest, shown, rows, household, kind: new Uint8Array(whole, shown * 8, shown) };
}
