// The map: every customer a dot on a canvas; lasso, box and click by pointer, a movable circle by keyboard.
import { h, isDark } from "../shared/dom.js";
import { css, rgb } from "./colours.js";
import { boxOutline, insideCircle, insideOutline, nearest } from "./pick.js";
import { wrapped } from "./wrap.js";

const EDGE = 18; // free pixels around the dots
const CLICK = 5; // a pointer that moved less was a click
const LINE = 15; // from one line of a name to the next
const REACH = 14; // a click takes the nearest dot within so many pixels
const HELP = "Arrow keys move the circle, plus and minus change its size, Enter selects the customers in it, " +
  "Shift and Enter adds them, S shows the segment at its centre, Escape clears.";

/**
 * Make the map. `on.select(rows, adds)` is told of a drawn shape, `on.point(row)` of a click (-1: empty space).
 *
 * update({ view, colouring, rows, selected, zoom, labels, tool, alt }) draws.
 */
export function createMap(data, on) {
  const dots = h("canvas", { class: "wb-dots", "aria-hidden": "true" });
  const over = h("canvas", { class: "wb-over", tabindex: "0", role: "application", "aria-roledescription": "map of customers" });
  const node = h("div", { class: "wb-map" }, dots, over);
  const order = shuffled(data.count);
  const points = { x: new Float32Array(data.count), y: new Float32Array(data.count) };
  let state = null;
  let size = { width: 0, height: 0, ratio: 1 };
  let outline = null; // while a shape is drawn
  let circle = null; // while the keyboard is used
  let placed = {};

  function update(next) {
    state = next;
    over.setAttribute("aria-label", `${next.alt} ${HELP}`);
    node.dataset.tool = next.tool;
    draw();
  }

  function draw() {
    if (!state || !size.width) return;
    place();
    paint();
    overlay();
  }

  /** Data to pixels; both axes have one scale, because distances on the map are read. Kept while nothing moves. */
  function place() {
    if (placed.view === state.view && placed.zoom === state.zoom && placed.size === size) return;
    placed = { view: state.view, zoom: state.zoom, size };
    const { x, y } = state.view;
    const box = extent(x, y, state.zoom ?? data.everyone);
    const scale = Math.min((size.width - 2 * EDGE) / (box.right - box.left || 1), (size.height - 2 * EDGE) / (box.top - box.bottom || 1));
    const left = size.width / 2 - (scale * (box.left + box.right)) / 2;
    const bottom = size.height / 2 + (scale * (box.bottom + box.top)) / 2;
    for (let row = 0; row < data.count; row += 1) {
      points.x[row] = left + scale * x[row];
      points.y[row] = bottom - scale * y[row];
    }
  }

  /** Dots are stamped into the pixels: ten times as fast as paths on a machine without a graphics card. */
  function paint() {
    const { width, height, ratio } = size;
    const context = dots.getContext("2d");
    const picture = context.createImageData(width * ratio, height * ratio);
    const ground = background(node);
    fill(picture.data, ground);
    const stamp = disc(dotRadius(state.rows.length) * ratio);
    const colours = state.colouring.groups.map((group) => rgb(group.colour));
    const among = membership(data.count, state.selected);
    const visible = state.rows.length === data.count ? null : membership(data.count, state.rows);
    const dimmed = state.selected.length > 0;
    const later = [];
    for (const row of order) {
      if (visible && !visible[row]) continue;
      if (dimmed && among[row]) { later.push(row); continue; }
      dab(picture, stamp, points.x[row] * ratio, points.y[row] * ratio, colours[state.colouring.labels[row]], dimmed ? 0.16 : 0.72);
    }
    for (const row of later) dab(picture, stamp, points.x[row] * ratio, points.y[row] * ratio, colours[state.colouring.labels[row]], 0.95);
    context.putImageData(picture, 0, 0);
  }

  function overlay() {
    const context = over.getContext("2d");
    context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    const ink = token(node, "--wb-ink");
    const ground = token(node, "--wb-bg");
    context.font = `600 12.5px ${getComputedStyle(node).fontFamily}`;
    context.textAlign = "center";
    context.lineJoin = "round";
    for (const { lines, x, y, colour } of labelPlaces()) {
      context.lineWidth = 4;
      context.strokeStyle = ground;
      lines.forEach((text, at) => context.strokeText(text, x, y + LINE * at));
      context.fillStyle = ink;
      lines.forEach((text, at) => context.fillText(text, x, y + LINE * at));
      context.lineWidth = 3;
      context.strokeStyle = css(colour);
      const half = Math.max(...lines.map((text) => context.measureText(text).width)) / 2;
      const under = y + LINE * (lines.length - 1) + 5;
      context.beginPath();
      context.moveTo(x - half, under);
      context.lineTo(x + half, under);
      context.stroke();
    }
    context.lineWidth = 1.5;
    context.strokeStyle = token(node, "--wb-accent");
    context.fillStyle = isDark() ? "rgb(138 180 248 / .15)" : "rgb(36 87 166 / .12)";
    if (outline) {
      context.beginPath();
      outline.forEach(([x, y], at) => (at ? context.lineTo(x, y) : context.moveTo(x, y)));
      context.closePath();
      context.fill();
      context.stroke();
    }
    if (circle) {
      context.beginPath();
      context.arc(circle.x, circle.y, circle.radius, 0, 2 * Math.PI);
      context.fill();
      context.stroke();
      context.beginPath();
      context.moveTo(circle.x - 5, circle.y);
      context.lineTo(circle.x + 5, circle.y);
      context.moveTo(circle.x, circle.y - 5);
      context.lineTo(circle.x, circle.y + 5);
      context.stroke();
    }
  }

  /** The name of each segment at the middle of its customers, moved apart where two would overlap. */
  function labelPlaces() {
    const width = size.width < 440 ? 16 : 22;
    const places = state.labels.map(({ text, colour, rows }) => {
      const lines = wrapped(text, width, 3);
      const half = 4 * Math.max(...lines.map((line) => line.length)) + 4;
      const tall = LINE * lines.length;
      return {
        lines, colour, half, tall,
        x: Math.min(Math.max(middle(points.x, rows), half), size.width - half),
        y: Math.min(Math.max(middle(points.y, rows) - (tall - LINE) / 2, 20), size.height - tall),
      };
    }).sort((a, b) => a.y - b.y);
    places.forEach((place, at) => {
      for (const above of places.slice(0, at)) {
        const near = Math.abs(above.x - place.x) < above.half + place.half;
        if (near && place.y - above.y < above.tall + 7) place.y = above.y + above.tall + 7;
      }
    });
    return places;
  }

  const where = (event) => {
    const box = over.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  let start = null;
  over.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    over.setPointerCapture(event.pointerId);
    start = where(event);
    circle = null;
    outline = [start];
  });
  over.addEventListener("pointermove", (event) => {
    if (!start) return;
    if (state.tool === "box") outline = boxOutline(start, where(event));
    else outline.push(...(event.getCoalescedEvents?.() ?? []).map(where), where(event));
    overlay();
  });
  const finish = (event) => {
    if (!start) return;
    const [x, y] = where(event);
    const drawn = outline;
    const far = Math.max(...drawn.map(([a, b]) => Math.hypot(a - start[0], b - start[1])), Math.hypot(x - start[0], y - start[1]));
    start = null;
    outline = null;
    if (event.type === "pointercancel") overlay();
    else if (far < CLICK) on.point(nearest(points, state.rows, [x, y], REACH));
    else on.select(insideOutline(points, state.rows, drawn), event.shiftKey);
  };
  over.addEventListener("pointerup", finish);
  over.addEventListener("pointercancel", finish);
  over.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (keyed(event)) {
      event.preventDefault();
      event.stopPropagation();
      overlay();
    }
  });
  over.addEventListener("focus", () => {
    if (!over.matches(":focus-visible")) return;
    circle ??= { x: size.width / 2, y: size.height / 2, radius: Math.min(size.width, size.height) / 8 };
    overlay();
  });
  over.addEventListener("blur", () => { circle = null; overlay(); });

  function keyed(event) {
    const by = event.shiftKey ? 40 : 12;
    const move = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, -by], ArrowDown: [0, by] }[event.key];
    if (event.key === "Escape") { on.select(new Uint32Array(), false); return true; }
    circle ??= { x: size.width / 2, y: size.height / 2, radius: Math.min(size.width, size.height) / 8 };
    if (move) {
      circle.x = Math.min(Math.max(circle.x + move[0], 0), size.width);
      circle.y = Math.min(Math.max(circle.y + move[1], 0), size.height);
    } else if (event.key === "+" || event.key === "=") circle.radius = Math.min(circle.radius * 1.25, size.width);
    else if (event.key === "-") circle.radius = Math.max(circle.radius / 1.25, 6);
    else if (event.key === "Enter") on.select(insideCircle(points, state.rows, [circle.x, circle.y], circle.radius), event.shiftKey);
    else if (event.key === "s" || event.key === "S") on.point(nearest(points, state.rows, [circle.x, circle.y], circle.radius));
    else return false;
    return true;
  }

  function resize() {
    const width = Math.round(node.clientWidth);
    const height = Math.round(node.clientHeight);
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    if (!width || (width === size.width && height === size.height && ratio === size.ratio)) return;
    size = { width, height, ratio };
    for (const canvas of [dots, over]) {
      canvas.width = width * ratio;
      canvas.height = height * ratio;
    }
    draw();
  }
  const watcher = new ResizeObserver(resize);
  watcher.observe(node);
  return { node, update, redraw: draw, focus: () => over.focus(), end: () => watcher.disconnect() };
}

/** A fixed order that is not that of the file, so that no segment lies on top of the others. */
function shuffled(count) {
  const order = Uint32Array.from({ length: count }, (_, row) => row);
  let seed = 20261121;
  for (let at = count - 1; at > 0; at -= 1) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    const other = Math.floor((seed / 2 ** 32) * (at + 1));
    [order[at], order[other]] = [order[other], order[at]];
  }
  return order;
}

function dotRadius(count) {
  return Math.min(Math.max(3.6 - 0.55 * Math.log10(Math.max(count, 10) / 100), 1.3), 3.6);
}

/** A disc as pixels with how much of each is covered. */
function disc(radius) {
  const reach = Math.ceil(radius);
  const pixels = [];
  for (let y = -reach; y <= reach; y += 1) {
    for (let x = -reach; x <= reach; x += 1) {
      const cover = Math.min(Math.max(radius + 0.5 - Math.hypot(x, y), 0), 1);
      if (cover > 0) pixels.push([x, y, cover]);
    }
  }
  return pixels;
}

function dab(picture, stamp, cx, cy, [red, green, blue], strength) {
  const { width, height, data } = picture;
  const x0 = Math.round(cx);
  const y0 = Math.round(cy);
  for (const [dx, dy, cover] of stamp) {
    const x = x0 + dx;
    const y = y0 + dy;
    if (x < 0 || y < 0 || x >= width || y >= height) continue;
    const at = 4 * (y * width + x);
    const alpha = cover * strength;
    data[at] += (red - data[at]) * alpha;
    data[at + 1] += (green - data[at + 1]) * alpha;
    data[at + 2] += (blue - data[at + 2]) * alpha;
  }
}

function fill(pixels, [red, green, blue]) {
  new Uint32Array(pixels.buffer).fill(((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0);
}

function membership(count, rows) {
  const among = new Uint8Array(count);
  for (const row of rows) among[row] = 1;
  return among;
}

/** The box of the middle 99.8 % of the dots, so that a few far ones do not make the map small. */
function extent(x, y, rows) {
  const cut = (values) => {
    const sorted = Float32Array.from(rows, (row) => values[row]).sort();
    const skip = rows.length > 2000 ? Math.floor(rows.length / 1000) : 0;
    return [sorted[skip], sorted[sorted.length - 1 - skip]];
  };
  const [left, right] = cut(x);
  const [bottom, top] = cut(y);
  return { left, right, bottom, top };
}

function middle(values, rows) {
  const sorted = Float32Array.from(rows, (row) => values[row]).sort();
  return sorted[Math.floor(sorted.length / 2)];
}

function token(node, name) {
  return getComputedStyle(node).getPropertyValue(name).trim();
}

function background(node) {
  return (getComputedStyle(node).backgroundColor.match(/\d+/g) ?? [255, 255, 255]).slice(0, 3).map(Number);
}
