// What sets one group of customers apart: weighted means, and how far they are from the total.

// Rows are typed arrays or lists of row numbers; nothing here changes them.
const SHARE_MARKER = 0.25; // a marker of a 0-1 variable: 25 points from the total (Dolnicar & Leisch)
const SD_MARKER = 0.5; // of a number: half a standard deviation

const described = new WeakMap();

/** Mean, standard deviation and number of answers of every measure over some rows; worked out once a list of rows. */
export function describe(data, rows) {
  if (!described.has(rows)) described.set(rows, worked(data, rows));
  return described.get(rows);
}

function worked(data, rows) {
  return data.measures.map((measure) => (measure.codes ? shareOf(measure, rows, data.weight) : meanOf(measure.values, rows, data.weight)));
}

function meanOf(values, rows, weight) {
  let sum = 0;
  let squares = 0;
  let mass = 0;
  let n = 0;
  for (const row of rows) {
    const value = values[row];
    if (value !== value) continue; // missing
    const w = weight[row];
    sum += w * value;
    squares += w * value * value;
    mass += w;
    n += 1;
  }
  if (!mass) return { mean: NaN, sd: NaN, n };
  const mean = sum / mass;
  return { mean, sd: Math.sqrt(Math.max(squares / mass - mean * mean, 0)), n };
}

function shareOf(measure, rows, weight) {
  const { codes, code } = measure;
  let hits = 0;
  let mass = 0;
  let n = 0;
  for (const row of rows) {
    const value = codes[row];
    if (value === 255) continue;
    mass += weight[row];
    n += 1;
    if (value === code) hits += weight[row];
  }
  const mean = mass ? hits / mass : NaN;
  return { mean, sd: Math.sqrt(mean * (1 - mean)), n };
}

/** The measures in which `part` is furthest from `total`, strongest first; `strength` 1 is a marker. */
export function differences(data, part, total, most = 12) {
  const seen = new Map();
  return data.measures
    .map((measure, index) => ({ measure, index, strength: strength(measure, part[index], total[index]) }))
    .filter((row) => Number.isFinite(row.strength))
    .sort((a, b) => Math.abs(b.strength) - Math.abs(a.strength))
    .filter(({ measure }) => { // two answers of one question say enough
      const times = (seen.get(measure.variable.name) ?? 0) + 1;
      seen.set(measure.variable.name, times);
      return times <= 2;
    })
    .slice(0, most);
}

function strength(measure, part, total) {
  const gap = part.mean - total.mean;
  if (measure.share) return gap / SHARE_MARKER;
  return total.sd > 0 ? gap / total.sd / SD_MARKER : NaN;
}

/** Keep the last answers of a function, by the identity of its arguments: what did not change is not counted again. */
export function remembered(work, most = 8) {
  const known = [];
  return (...asked) => {
    const found = known.find((one) => one.asked.length === asked.length && one.asked.every((value, at) => value === asked[at]));
    if (found) return found.answer;
    known.unshift({ asked, answer: work(...asked) });
    known.length = Math.min(known.length, most);
    return known[0].answer;
  };
}

/** Rows by label: one list a label, and the sum of weights of each. */
export const groupsOf = remembered((labels, rows, weight, size) => {
  const members = Array.from({ length: size }, () => []);
  const mass = new Float64Array(size);
  for (const row of rows) {
    const label = labels[row];
    if (label >= size) continue; // unassigned
    members[label].push(row);
    mass[label] += weight[row];
  }
  return { members, mass, total: mass.reduce((a, b) => a + b, 0) };
});

/** How many (weighted) of each group of one solution are in each group of another. */
export function crossed(one, other, rows, weight) {
  const cells = one.segments.map(() => new Float64Array(other.segments.length));
  for (const row of rows) {
    const a = one.labels[row];
    const b = other.labels[row];
    if (a < cells.length && b < other.segments.length) cells[a][b] += weight[row];
  }
  return cells;
}

/** A value of a measure as a person reads it. */
export function shown(measure, mean) {
  if (!Number.isFinite(mean)) return "no answer";
  if (measure.share || measure.unit === "share") return `${Math.round(100 * mean)} %`;
  if (measure.levels) {
    const numbers = measure.levels.every((level) => level.trim() !== "" && Number.isFinite(Number(level)));
    const first = numbers ? Number(measure.levels[0]) : 1;
    return `${(first + mean).toFixed(1)} of ${numbers ? measure.levels.at(-1) : measure.levels.length}`;
  }
  return `${number(mean)}${measure.unit ? ` ${measure.unit}` : ""}`;
}

/** A number with three significant digits and thousands. */
export function number(value) {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en-GB");
  return String(Number(value.toPrecision(3)));
}
