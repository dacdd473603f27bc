// What is looked at now, with undo. A plain object in, a plain object out: it is stored as it is.

export const START = Object.freeze({
  solution: "in use",
  by: "segment",
  view: null,
  tool: "lasso",
  filters: [],
  selected: [],
  rule: null, // the test that the selected pass when a bar was chosen; null for a drawn shape
  focus: null,
  zoom: false,
  tab: "apart",
  against: null,
  lines: "basis",
});

const UNDOABLE = ["solution", "by", "view", "filters", "selected", "rule", "focus", "zoom"];
const KEPT = 60;

/** Hold the state; `changed(state)` is told after each change. */
export function createState(stored, data, changed) {
  let state = { ...START, ...sound(stored, data) };
  const past = [];
  return {
    get now() { return state; },
    get canUndo() { return past.length > 0; },
    set(wish) {
      const patch = "selected" in wish ? { rule: null, ...wish } : wish;
      const before = Object.fromEntries(UNDOABLE.filter((key) => key in patch && patch[key] !== state[key]).map((key) => [key, state[key]]));
      if (Object.keys(before).length) past.push(before);
      if (past.length > KEPT) past.shift();
      state = { ...state, ...patch };
      changed(state);
    },
    undo() {
      if (!past.length) return;
      state = { ...state, ...past.pop() };
      changed(state);
    },
  };
}

/** What was stored by an earlier study or data may not fit: keep what does. */
function sound(stored, data) {
  const kept = Object.fromEntries(Object.entries(stored ?? {}).filter(([key]) => key in START));
  const colours = new Set(["segment", "certainty"]);
  if (kept.by && !colours.has(kept.by) && !data.byName.has(kept.by.split("\n")[0])) delete kept.by;
  if (kept.by === "certainty" && !data.margin) delete kept.by;
  if (kept.solution && kept.solution !== "in use" && !data.solutions.has(kept.solution)) delete kept.solution;
  if (kept.view && !data.views.some((view) => view.name === kept.view)) delete kept.view;
  if (kept.filters) kept.filters = kept.filters.filter((filter) => data.byName.get(filter.variable)?.columns[filter.column ?? 0]);
  if (kept.selected) kept.selected = kept.selected.filter((row) => Number.isInteger(row) && row >= 0 && row < data.count);
  return kept;
}
