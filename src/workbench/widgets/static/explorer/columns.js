// The customers as columns of numbers, read from one block of bytes.

const MISSING = 255;

/** Read the block that Python packed: typed arrays over the same bytes, nothing copied but level codes. */
export function unpack(spec, bytes) {
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const floats = (at) => new Float32Array(buffer, at, spec.count);
  const codes = (at) => new Uint8Array(buffer, at, spec.count);
  const views = spec.map.views.map((view) => ({ ...view, x: floats(view.x), y: floats(view.y) }));
  const solutions = new Map(spec.solutions.map((one) => [one.name, { ...one, labels: codes(one.at) }]));
  const variables = spec.variables.map((variable) => ({
    ...variable,
    columns: variable.columns.map((column) => ({ ...column, values: column.kind === "number" ? floats(column.at) : codes(column.at) })),
  }));
  return {
    count: spec.count,
    weight: floats(spec.weight),
    margin: spec.margin === null ? null : floats(spec.margin),
    views,
    solutions,
    variables,
    byName: new Map(variables.map((variable) => [variable.name, variable])),
    measures: variables.flatMap(measuresOf),
    everyone: Uint32Array.from({ length: spec.count }, (_, row) => row),
  };
}

/** What can be averaged: a number, a score, or the share who gave one answer. */
function measuresOf(variable) {
  const common = { variable, title: variable.title, unit: variable.unit };
  return variable.columns.flatMap((column) => {
    if (column.kind === "number") return [{ ...common, values: column.values, share: false }];
    if (variable.type === "multi-select") {
      return [{ ...common, title: `${variable.title}: ${column.title}`, values: scores(column.values), share: true, level: column.title }];
    }
    if (variable.type === "nominal") {
      return column.levels.map((level, code) => ({
        ...common, title: `${variable.title}: ${level}`, codes: column.values, code, share: true, level,
      }));
    }
    const share = variable.type === "binary";
    const title = share ? `${variable.title}: ${column.levels[1] ?? "Yes"}` : variable.title;
    return [{ ...common, title, values: scores(column.values), share, levels: share ? null : column.levels }];
  });
}

function scores(codes) {
  return Float32Array.from(codes, (code) => (code === MISSING ? NaN : code));
}

/** Is the answer of this row missing? */
export function isMissing(column, row) {
  return column.kind === "number" ? Number.isNaN(column.values[row]) : column.values[row] === MISSING;
}
