// Two pictures of the same people: each person has one cell of a square, in both worlds and in all
// months. Cells do not overlap and all dots are equally large, so no status can cover another one
// and the share of a colour is the share of its people.

const STRIP = 6; // rows of a strip; households lie together in it, column after column

// How large a cell is [pixels] and how many lie side by side, so that a frame is filled from edge to
// edge by about a square, and the last row as far as can be.
export function gridOf(width, count) {
  const cell = Math.max(1, Math.round(width / Math.sqrt(count)));
  const most = Math.max(1, Math.floor(width / cell));
  return { cell, side: Math.ceil(count / Math.ceil(count / most)) };
}

export const rowsOf = (count, side) => Math.ceil(count / side);

// The columns of a strip: how many are high, how high these are; the others have a row less. In all
// strips but the last they are equally high.
function columnsOf(strip, side, count) {
  const left = Math.min(count - strip * side * STRIP, side * STRIP);
  const high = Math.ceil(left / side);
  return { full: left - side * (high - 1), high };
}

// The cell of a person: strips are filled to and fro, so that neighbours stay neighbours.
export function cellOf(index, side, count) {
  const strip = Math.floor(index / (side * STRIP));
  const within = index % (side * STRIP);
  const { full, high } = columnsOf(strip, side, count);
  const beyond = within - full * high;
  const tall = beyond < 0 ? high : high - 1;
  const along = beyond < 0 ? Math.floor(within / high) : full + Math.floor(beyond / tall);
  const down = (beyond < 0 ? within : beyond) % tall;
  return [strip % 2 ? side - 1 - along : along, strip * STRIP + (along % 2 ? tall - 1 - down : down)];
}

// The person in a cell, or -1.
export function personAt(x, y, side, count) {
  if (x < 0 || y < 0 || x >= side || y >= rowsOf(count, side)) return -1;
  const strip = Math.floor(y / STRIP);
  const { full, high } = columnsOf(strip, side, count);
  const along = strip % 2 ? side - 1 - x : x;
  const tall = along < full ? high : high - 1;
  if (y % STRIP >= tall) return -1;
  const down = along % 2 ? tall - 1 - (y % STRIP) : y % STRIP;
  const before = Math.min(along, full) * high + Math.max(0, along - full) * (high - 1);
  return strip * side * STRIP + before + down;
}

// One pixel for each dot of a cell: all of it but a gap, and round where there is room.
function stampOf(cell) {
  const size = cell > 2 ? cell - 1 : cell;
  const stamp = [];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const isCorner = (x === 0 || x === size - 1) && (y === 0 || y === size - 1);
      if (size < 4 || !isCorner) stamp.push([x, y]);
    }
  }
  return stamp;
}

// Paint everybody into pixels (32 bits each). `colours` has one for each state; state 0 is nobody.
export function paint(pixels, { cell, side }, states, colours) {
  const width = side * cell;
  const offsets = stampOf(cell).map(([x, y]) => y * width + x);
  pixels.fill(0);
  for (let i = 0; i < states.length; i++) {
    if (states[i] === 0) continue;
    const [x, y] = cellOf(i, side, states.length);
    const at = y * cell * width + x * cell;
    const colour = colours[states[i]];
    for (const offset of offsets) pixels[at + offset] = colour;
  }
}

// '#rrggbb' or '#rrggbbaa' as a pixel of a little-endian machine, which all browsers run on.
export function pixelOf(colour) {
  const hex = colour.trim().replace("#", "").padEnd(8, "f");
  const [r, g, b, a] = [0, 2, 4, 6].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return ((a << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

export const coloursOf = (element, names) => {
  const style = getComputedStyle(element);
  return names.map((name) => style.getPropertyValue(`--dot-${name}`).trim());
};

// Draw a world on a canvas as wide as its frame; whoever is not of the isolated state grows faint.
export function draw(canvas, states, names, isolated) {
  const ratio = window.devicePixelRatio || 1;
  const grid = gridOf(canvas.parentElement.clientWidth * ratio, states.length);
  const [width, height] = [grid.side * grid.cell, rowsOf(states.length, grid.side) * grid.cell];
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
    canvas.dataset.side = grid.side;
    canvas.dataset.count = states.length;
    canvas.style.width = `${width / ratio}px`;
    canvas.style.height = `${height / ratio}px`;
  }
  const faint = coloursOf(canvas, ["faint"])[0];
  const colours = coloursOf(canvas, names).map((colour, state) =>
    pixelOf(isolated === null || state === isolated ? colour || "#000000" : faint),
  );
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  paint(new Uint32Array(image.data.buffer), grid, states, colours);
  context.putImageData(image, 0, 0);
}

// The person under a pointer, or -1.
export function personUnder(canvas, event, count) {
  const box = canvas.getBoundingClientRect();
  const side = Number(canvas.dataset.side);
  const cell = box.width / side;
  const x = Math.floor((event.clientX - box.left) / cell);
  return personAt(x, Math.floor((event.clientY - box.top) / cell), side, count);
}

// Those in a state, while they are few enough to be found one by one.
export function fewOf(states, state, most = 150) {
  const found = [];
  states.forEach((one, at) => one === state && found.push(at));
  return found.length > most ? [] : found;
}

// Rings around a person and the family, on a sheet of their own over the dots; thin ones around
// whoever else is to be found.
export function ring(sheet, canvas, people, others = []) {
  sheet.width = canvas.width;
  sheet.height = canvas.height;
  sheet.style.width = canvas.style.width;
  sheet.style.height = canvas.style.height;
  const context = sheet.getContext("2d");
  const [side, count] = [Number(canvas.dataset.side), Number(canvas.dataset.count)];
  const cell = canvas.width / side;
  const [colour, halo] = coloursOf(canvas, ["ring", "halo"]);
  context.lineWidth = 1;
  context.strokeStyle = colour;
  for (const index of others) {
    const [x, y] = cellOf(index, side, count);
    context.beginPath();
    context.arc((x + 0.5) * cell, (y + 0.5) * cell, Math.max(cell * 1.6, 6), 0, 2 * Math.PI);
    context.stroke();
  }
  for (const [place, index] of [...people.entries()].reverse()) {
    const [x, y] = cellOf(index, side, count);
    const radius = place === 0 ? Math.max(cell * 1.4, 7) : cell * 0.8;
    for (const [width, stroke] of [[5, halo], [2, colour]]) {
      if (place > 0 && stroke === halo) continue;
      context.beginPath();
      context.lineWidth = place === 0 ? width : 1.5;
      context.strokeStyle = stroke;
      context.arc((x + 0.5) * cell, (y + 0.5) * cell, radius, 0, 2 * Math.PI);
      context.stroke();
    }
  }
}

// A strip of one life: a piece for each month.
export function strip(canvas, states, names, month) {
  canvas.width = Math.max(1, states.length * 2);
  canvas.height = 10;
  const context = canvas.getContext("2d");
  const colours = coloursOf(canvas, names);
  states.forEach((state, at) => {
    if (state === 0) return;
    context.fillStyle = colours[state];
    context.fillRect(at * 2, at === month ? 0 : 2, 2, at === month ? 10 : 6);
  });
}

export const countsOf = (states, kinds) => {
  const counts = new Array(kinds).fill(0);
  for (const state of states) counts[state]++;
  return counts;
};
