// Which colour each customer has on the map, and the groups that the colours stand for.
import { isMissing } from "./columns.js";
import { number, remembered } from "./compare.js";
import { isDark } from "../shared/dom.js";

// Levels of no order, after the palette of the figures; viridis (Smith & van der Walt) for what has an order.
const LEVELS = ["#3569B8", "#C4561B", "#1F8A5B", "#A33B76", "#8A7A12", "#2C8FA8", "#7F5BB5", "#B33A3A", "#5C7A29"];
const SCALE = ["#440154", "#472d7b", "#3b528b", "#2c728e", "#21918c", "#28ae80", "#5ec962", "#addc30", "#fde725"];
const NONE = "#8b9099";
const BINS = 9;

/** "#3569B8" → [53, 105, 184]; a little lighter on a dark page, the same hue. */
export function rgb(hex) {
  const parts = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return isDark() ? parts.map((part) => Math.round(part + (255 - part) * 0.28)) : parts;
}

/** The same, for a style sheet. */
export function css(hex) {
  return `rgb(${rgb(hex).join(" ")})`;
}

/**
 * Group the customers by what the map is coloured by.
 *
 * Returns { labels: Uint8Array of group numbers, groups: [{ key, title, colour, test }] }, the last group being
 * those without an answer; `test` is what its customers pass, as a filter has it, null for segments.
 */
export const colouring = remembered((data, by, list, labels) => {
  if (by === "segment") {
    const groups = list.map((one) => ({ key: one.id, title: one.title, colour: one.colour }));
    return withMissing(labels, groups, "not in a segment");
  }
  if (by === "certainty") return binned(data.margin, "certainty");
  const [name, column] = by.split("\n");
  const variable = data.byName.get(name);
  const chosen = variable.columns[Number(column ?? 0)];
  if (chosen.kind === "number") return binned(chosen.values, variable.unit);
  return levelled(variable, chosen);
});

function levelled(variable, column) {
  const ordered = variable.type === "ordinal" || variable.type === "likert";
  const levels = column.levels ?? ["No", "Yes"];
  const groups = levels.map((title, code) => ({
    key: String(code),
    title,
    colour: ordered ? step(code, levels.length) : LEVELS[code] ?? NONE,
    test: { codes: [code] },
  }));
  return withMissing(column.values, groups, "no answer");
}

/** Nine groups of about equal size; where values repeat, fewer. */
function binned(values, unit) {
  const sorted = Float32Array.from(values).filter((value) => value === value).sort();
  if (!sorted.length) return withMissing(new Uint8Array(values.length).fill(255), [], "no value");
  const cuts = [];
  for (let bin = 1; bin < BINS; bin += 1) {
    const cut = sorted[Math.floor((bin * sorted.length) / BINS)];
    if (cut > (cuts.at(-1) ?? sorted[0])) cuts.push(cut);
  }
  const labels = Uint8Array.from(values, (value) => (value === value ? cuts.filter((cut) => value >= cut).length : 255));
  const edges = [sorted[0], ...cuts, sorted.at(-1)];
  const groups = edges.slice(0, -1).map((from, bin) => ({
    key: String(bin),
    title: unit === "certainty" ? `${from.toFixed(2)} to ${edges[bin + 1].toFixed(2)}` : `${number(from)} to ${number(edges[bin + 1])}${unit ? ` ${unit}` : ""}`,
    colour: step(bin, edges.length - 1),
    test: { from, to: edges[bin + 1], below: bin < edges.length - 2 },
  }));
  return withMissing(labels, groups, "no value");
}

function withMissing(labels, groups, title) {
  const last = groups.length;
  const complete = Uint8Array.from(labels, (label) => (label < last ? label : last));
  return { labels: complete, groups: [...groups, { key: "missing", title, colour: NONE, test: { missing: true } }] };
}

function step(at, size) {
  return SCALE[size < 2 ? 4 : Math.round((at * (SCALE.length - 1)) / (size - 1))];
}

/** The choices of "coloured by": [[heading, [[value, text], ...]], ...]. */
export function colourChoices(data, hasMargin) {
  const first = [["segment", "Segment"]];
  if (hasMargin) first.push(["certainty", "Certainty"]);
  const factors = new Map();
  for (const variable of data.variables) {
    const options = variable.columns.map((column, at) => variable.columns.length === 1
      ? [variable.name, variable.title]
      : [`${variable.name}\n${at}`, `${variable.title}: ${column.title}`]);
    factors.set(variable.factor, [...(factors.get(variable.factor) ?? []), ...options]);
  }
  return [["", first], ...factors];
}

/** What the customers of a bar pass, to be asked of those who are not drawn; null when the bar is a segment. */
export function testOf(by, group) {
  if (by === "segment" || !group.test) return null;
  const [variable, column] = by.split("\n");
  return { variable, column: Number(column ?? 0), ...group.test };
}

/** Rows that pass every filter. */
export const passing = remembered((data, filters) => {
  if (!filters.length) return data.everyone;
  const tests = filters.map((filter) => {
    const column = data.byName.get(filter.variable).columns[filter.column ?? 0];
    if (column.kind === "number") return (row) => column.values[row] >= filter.from && column.values[row] <= filter.to;
    const wanted = new Set(filter.codes);
    return (row) => !isMissing(column, row) && wanted.has(column.values[row]);
  });
  return data.everyone.filter((row) => tests.every((test) => test(row)));
});
