// Profile lines: variables down, segments as lines, in standard deviations from the mean of all.
import { fold, h, svg, table } from "../shared/dom.js";
import { css } from "./colours.js";
import { describe, shown } from "./compare.js";
import { wrapped } from "./wrap.js";

const ROW = 28;
const TOP = 30;
const NAMES = 200;
const WIDTH = 480;
const RIGHT = 24;
const UNIT = "How far the mean of each segment is from the mean of all customers shown, in standard deviations (sd) of all shown.";

/** The chart; `focus` is the id of the strong line, null when all are alike. */
export function profileLines(data, segments, base, { focus, role, selection }) {
  const total = describe(data, base);
  const wanted = data.measures.map((measure, index) => ({ measure, index }))
    .filter(({ measure, index }) => measure.variable.role === role && total[index].sd > 0);
  if (!wanted.length) return h("p", { class: "wb-empty" }, `This study has no variables that ${role === "basis" ? "form the segments" : "only describe them"}.`);
  const drawn = segments.filter((one) => one.rows.length).map((one) => ({ ...one, part: describe(data, one.rows) }));
  if (selection?.length) drawn.push({ id: "selection", title: "Selection", colour: "#6E6E6E", part: describe(data, selection), dashed: true });
  const height = TOP + ROW * wanted.length + 10;
  const y = (at) => TOP + ROW * (at + 0.5);
  const distance = ({ index }, one) => (one.part[index].mean - total[index].mean) / total[index].sd;
  const most = Math.max(1, Math.ceil(Math.max(...drawn.flatMap((one) => wanted.map((row) => Math.abs(distance(row, one)) || 0)))));
  const ticks = Array.from({ length: 2 * most + 1 }, (_, at) => at - most);
  const x = (value) => NAMES + ((value + most) / (2 * most)) * (WIDTH - NAMES - RIGHT);
  const chart = svg("svg", { viewBox: `0 0 ${WIDTH} ${height}`, class: "wb-lines", role: "img", "aria-label": alt(drawn, wanted, distance) },
    ticks.map((tick) => [
      svg("line", { x1: x(tick), x2: x(tick), y1: TOP, y2: height - 10, class: tick ? "wb-grid" : "wb-zero" }),
      svg("text", { x: x(tick), y: TOP - 8, "text-anchor": "middle" }, tick ? `${tick > 0 ? "+" : "−"}${Math.abs(tick)} sd` : "mean"),
    ]),
    wanted.map(({ measure }, at) => name(measure.title, y(at))),
    drawn.map((one) => path(one, wanted, distance, x, y, focus)));
  const key = h("ul", { class: "wb-key" }, drawn.map((one) => h("li", { class: focus && one.id !== focus ? "wb-faint" : "" },
    h("span", { class: "wb-swatch", style: { background: css(one.colour) } }), one.title)));
  return h("div", {}, key, chart, h("p", { class: "wb-note" }, UNIT), fold("Profile lines as a table", () => table(
    "Weighted means and shares by segment", ["Variable", ...drawn.map((one) => one.title), "All shown"],
    wanted.map(({ measure, index }) => [measure.title, ...drawn.map((one) => shown(measure, one.part[index].mean)), shown(measure, total[index].mean)]))));
}

function path(one, wanted, distance, x, y, focus) {
  const strong = !focus || one.id === focus || one.dashed;
  const places = wanted.map((row, at) => [x(distance(row, one)), y(at)]).filter(([place]) => Number.isFinite(place));
  const look = { stroke: css(one.colour), fill: "none", "stroke-width": one.id === focus ? 3.5 : 2, opacity: strong ? 1 : 0.22 };
  return svg("g", {}, svg("title", {}, one.title),
    svg("polyline", { ...look, points: places.map((place) => place.join(",")).join(" "), "stroke-dasharray": one.dashed ? "5 4" : null }),
    places.map(([cx, cy]) => svg("circle", { cx, cy, r: one.id === focus ? 4 : 3, fill: css(one.colour), opacity: look.opacity })));
}

function alt(drawn, wanted, distance) {
  const most = drawn.map((one) => {
    const [first] = [...wanted].sort((a, b) => Math.abs(distance(b, one)) - Math.abs(distance(a, one)));
    return `${one.title}: furthest in ${first.measure.title}, ${distance(first, one).toFixed(1)} standard deviations`;
  });
  return `Profile lines over ${wanted.length} variables. ${most.join(". ")}.`;
}

function name(title, y) {
  const lines = wrapped(title, 27, 2);
  const first = y + 4 - (12 * (lines.length - 1)) / 2;
  return svg("text", {}, lines.map((line, at) => svg("tspan", { x: NAMES - 10, y: first + 12 * at, "text-anchor": "end" }, line)), svg("title", {}, title));
}
