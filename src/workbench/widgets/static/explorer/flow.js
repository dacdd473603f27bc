// Two solutions side by side: where the customers of each segment of one are in the other.
import { fold, h, svg, table } from "../shared/dom.js";
import { css } from "./colours.js";
import { crossed } from "./compare.js";
import { percent } from "./details.js";
import { spread, wrapped } from "./wrap.js";

const WIDTH = 470;
const HEIGHT = 340;
const BAR = 16;
const GAP = 8;
const TEXT = 148; // room for LONGEST letters
const LONGEST = 22;
const LINE = 14;

/** The Sankey of two solutions ({ title, labels, segments: [{ id, title, colour }] }). */
export function flow(data, left, right, base) {
  const cells = crossed(left, right, base, data.weight);
  const whole = cells.reduce((sum, row) => sum + row.reduce((a, b) => a + b, 0), 0);
  if (!whole) return h("p", { class: "wb-empty" }, "No customer of the current filter is in both solutions.");
  const from = stack(cells.map((row) => row.reduce((a, b) => a + b, 0)), whole);
  const to = stack(right.segments.map((_, b) => cells.reduce((sum, row) => sum + row[b], 0)), whole);
  const chart = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT + 24}`, class: "wb-flow", role: "img", "aria-label": alt(left, right, cells) },
    svg("text", { x: TEXT, y: 14, "text-anchor": "end", class: "wb-strong" }, left.title),
    svg("text", { x: WIDTH - TEXT, y: 14, class: "wb-strong" }, right.title),
    svg("g", { transform: "translate(0 24)" }, ribbons(cells, from, to, left, whole),
      ends(from, left, TEXT, -1), ends(to, right, WIDTH - TEXT - BAR, 1)));
  const headings = [`${left.title} ↓ ${right.title} →`, ...right.segments.map((one) => one.title)];
  const rows = left.segments.map((one, a) => [one.title, ...right.segments.map((_, b) => percent(cells[a][b] / (from[a].mass || 1)))]);
  return h("div", {}, chart, fold("Where they go, as a table", () => table("Each row: where the customers of that segment are in the other solution", headings, rows)));
}

function stack(masses, whole) {
  const room = HEIGHT - GAP * (masses.length - 1);
  let y = 0;
  return masses.map((mass) => {
    const place = { y, height: (room * mass) / whole, mass, used: 0 };
    y += place.height + GAP;
    return place;
  });
}

function ribbons(cells, from, to, left, whole) {
  const x1 = TEXT + BAR;
  const x2 = WIDTH - TEXT - BAR;
  const bend = (x1 + x2) / 2;
  return cells.flatMap((row, a) => Array.from(row, (mass, b) => {
    if (!mass) return null;
    const here = (from[a].height * mass) / from[a].mass;
    const there = (to[b].height * mass) / to[b].mass;
    const [y1, y2] = [from[a].y + from[a].used, to[b].y + to[b].used];
    from[a].used += here;
    to[b].used += there;
    const d = `M${x1} ${y1}C${bend} ${y1} ${bend} ${y2} ${x2} ${y2}V${y2 + there}C${bend} ${y2 + there} ${bend} ${y1 + here} ${x1} ${y1 + here}Z`;
    return svg("path", { d, fill: css(left.segments[a].colour), opacity: 0.38 }, svg("title", {}, `${percent(mass / whole)} of all`));
  })).filter(Boolean);
}

function ends(places, side, x, direction) {
  const at = direction < 0 ? { x: x - 8, "text-anchor": "end" } : { x: x + BAR + 8 };
  const names = places.map((place, index) => wrapped(side.segments[index].title, LONGEST, place.height < 2.5 * LINE ? 1 : 3));
  const middles = spread(places.map((place) => place.y + place.height / 2), names.map((lines) => LINE * lines.length), HEIGHT);
  return places.map((place, index) => {
    const one = side.segments[index];
    const first = middles[index] - (LINE * (names[index].length - 1)) / 2 + 4;
    return svg("g", {}, svg("rect", { x, y: place.y, width: BAR, height: Math.max(place.height, 1), fill: css(one.colour) }),
      svg("text", {}, names[index].map((line, row) => svg("tspan", { ...at, y: first + LINE * row }, line)), svg("title", {}, one.title)));
  });
}

function alt(left, right, cells) {
  const parts = left.segments.map((one, a) => {
    const sum = cells[a].reduce((x, y) => x + y, 0);
    const most = cells[a].indexOf(Math.max(...cells[a]));
    return sum ? `${percent(cells[a][most] / sum)} of ${one.title} are in ${right.segments[most].title}` : `${one.title} is empty`;
  });
  return `From ${left.title} to ${right.title}: ${parts.join(", ")}.`;
}
