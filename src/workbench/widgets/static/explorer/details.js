// What sets the chosen customers apart: sentence, dot rows, and the same as a table.
import { fold, h, svg, table } from "../shared/dom.js";
import { css } from "./colours.js";
import { describe, differences, shown } from "./compare.js";

const WORTH_SAYING = 0.3; // of a marker

/**
 * Describe the chosen group. `subject` is { rows, title, colour, within }: `within` is the segment that most
 * of a selection belongs to ({ title, rows, share }), null when the subject is a segment itself.
 */
export function details(data, subject, base) {
  if (!subject) {
    return h("div", { class: "wb-empty" },
      h("p", {}, "Draw around customers on the map, or choose a segment below the map: what sets them apart appears here."),
      h("p", {}, "By keyboard: move to the map with Tab, then use the arrow keys and Enter; or use the bars below the map."));
  }
  if (!subject.rows.length) return h("p", { class: "wb-empty" }, "No customer of the current filter is in it. Remove a filter, or draw a larger shape.");
  const total = describe(data, base);
  const part = describe(data, subject.rows);
  const within = subject.within ? describe(data, subject.within.rows) : null;
  const found = differences(data, part, total);
  const heading = h("h3", { class: "wb-subject" }, h("span", { class: "wb-swatch", style: { background: css(subject.colour) } }), subject.title);
  const few = subject.rows.length < 30
    ? h("p", { class: "wb-caution" }, "Fewer than 30 customers: read the values as hints.") : null;
  return h("div", {}, heading, h("p", {}, sentence(data, subject, base)), few,
    within ? h("p", { class: "wb-inside-own" }, besideOwn(data, part, within, subject)) : null,
    found.length ? rows(found, part, within, total, subject) : h("p", {}, "It differs from all customers shown in nothing that was measured."),
    h("p", { class: "wb-note" }, "Described, not tested: a group that was chosen by looking always differs somewhere. " +
      "A star marks a difference large enough to be a marker (25 points, or half a standard deviation)."),
    fold("All values as a table", () => allValues(data, part, within, total, subject)));
}

/** The strongest differences: a name, three marks on one scale, and the three values. */
function rows(found, part, within, total, subject) {
  const head = (mark, text) => h("th", { scope: "col" }, h("span", { class: "wb-headed" }, mark, text));
  const marks = {
    part: h("span", { class: "wb-mark wb-part", style: { background: css(subject.colour) } }),
    within: within ? h("span", { class: "wb-mark wb-within", style: { "border-color": css(subject.within.colour) } }) : null,
    total: h("span", { class: "wb-mark wb-total" }),
  };
  const headings = h("tr", {}, h("th", { scope: "col" }, "Largest differences"), h("td", { class: "wb-drawn" }),
    head(marks.part, subject.within ? "selection" : subject.id), within ? head(marks.within, subject.within.id) : null, head(marks.total, "all"));
  const body = found.map(({ measure, index, strength }) => h("tr", {},
    h("th", { scope: "row" }, measure.title, Math.abs(strength) >= 1 ? h("span", { class: "wb-star", title: "a marker" }, " ★") : null,
      unitOf(measure) ? h("span", { class: "wb-unit" }, ` ${unitOf(measure)}`) : null),
    h("td", { class: "wb-drawn" }, strip(measure, part[index], within?.[index], total[index], subject)),
    [part, within, total].filter(Boolean).map((group) => h("td", {}, bare(measure, group[index].mean)))));
  return h("table", { class: "wb-apart" }, h("thead", {}, headings), h("tbody", {}, body));
}

function unitOf(measure) {
  if (measure.share || measure.unit === "share") return "";
  if (measure.levels) return shown(measure, 0).replace(/^\S+ /, "");
  return measure.unit;
}

function bare(measure, mean) {
  const text = shown(measure, mean);
  return measure.share || measure.unit === "share" || !Number.isFinite(mean) ? text : text.split(" ")[0];
}

function sentence(data, subject, base) {
  const share = mass(data, subject.rows) / mass(data, base);
  const size = `${subject.rows.length.toLocaleString("en-GB")} customers, ${percent(share)} of those shown.`;
  if (!subject.within) return size;
  return `${size} ${percent(subject.within.share)} of them are in ${subject.within.title}.`;
}

/** What sets a selection apart from the rest of its own segment, in a line; the table below compares with all. */
function besideOwn(data, part, within, subject) {
  const found = differences(data, part, within, 3).filter(({ strength }) => Math.abs(strength) >= WORTH_SAYING);
  if (!found.length) return `Its values are close to those of ${subject.within.id} as a whole.`;
  const said = found.map(({ measure, index }) => `${measure.title} (${shown(measure, part[index].mean)}, ${subject.within.id} ${bare(measure, within[index].mean)})`);
  return `From the whole of ${subject.within.id} it differs most in ${said.join("; ")}.`;
}

/** Three marks on one scale: a share from 0 to 100 %, a number from two deviations below to two above. */
function strip(measure, part, within, total, subject) {
  const [low, high] = measure.share ? [0, 1] : [total.mean - 2 * total.sd, total.mean + 2 * total.sd];
  const at = (one) => 4 + 92 * Math.min(Math.max((one.mean - low) / (high - low || 1), 0), 1);
  const colour = css(subject.colour);
  return svg("svg", { viewBox: "0 0 100 14", preserveAspectRatio: "none", class: "wb-strip", "aria-hidden": "true" },
    svg("line", { x1: 0, x2: 100, y1: 7, y2: 7, class: "wb-axis" }),
    svg("line", { x1: at(total), x2: at(part), y1: 7, y2: 7, stroke: colour, "stroke-width": 3, "vector-effect": "non-scaling-stroke" }),
    svg("line", { x1: at(total), x2: at(total), y1: 1, y2: 13, class: "wb-at-total" }),
    within ? svg("line", { x1: at(within), x2: at(within), y1: 2, y2: 12, stroke: css(subject.within.colour), "stroke-width": 3, "stroke-dasharray": "2 2", "vector-effect": "non-scaling-stroke" }) : null,
    svg("line", { x1: at(part), x2: at(part), y1: 7, y2: 7, stroke: colour, "stroke-width": 10, "stroke-linecap": "round", "vector-effect": "non-scaling-stroke" }));
}

function allValues(data, part, within, total, subject) {
  const headings = ["Variable", subject.within ? "Selection" : subject.title];
  if (within) headings.push(subject.within.title);
  const rows = data.measures.map((measure, index) => [
    measure.title,
    shown(measure, part[index].mean),
    ...(within ? [shown(measure, within[index].mean)] : []),
    shown(measure, total[index].mean),
    part[index].n.toLocaleString("en-GB"),
  ]);
  return table("Weighted means and shares; n counts the answers", [...headings, "All shown", "n"], rows);
}

/** The sum of the weights of some rows. */
export function mass(data, rows) {
  let sum = 0;
  for (const row of rows) sum += data.weight[row];
  return sum;
}

/** A share as text. */
export function percent(share) {
  return share > 0 && share < 0.01 ? "< 1 %" : `${Math.round(100 * share)} %`;
}
