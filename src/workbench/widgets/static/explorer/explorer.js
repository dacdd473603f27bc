// The explorer: a map of the customers, the bars under it, and what sets a choice apart, linked.
import { conversation, hideHint } from "../shared/ask.js";
import { h, labelled, menu, onTheme, refill, tabs } from "../shared/dom.js";
import { bars } from "./bars.js";
import { colourChoices, colouring, passing, testOf } from "./colours.js";
import { unpack } from "./columns.js";
import { groupsOf, remembered } from "./compare.js";
import { details, mass, percent } from "./details.js";
import { editForm } from "./edit.js";
import { filterBox } from "./filters.js";
import { flow } from "./flow.js";
import { profileLines } from "./lines.js";
import { createMap } from "./map.js";
import { createState } from "./state.js";

const PATIENCE = { split: 60000, other: 15000 }; // milliseconds until a change counts as not answered; a split looks at everyone
const STORE_AFTER = 400; // milliseconds of rest before what is looked at is stored

function render({ model, el }) {
  const life = new AbortController();
  const spec = model.get("spec");
  if (spec.missing) {
    el.append(h("p", { class: "wb-app wb-empty" }, spec.missing));
    return () => life.abort();
  }
  const data = unpack(spec, model.get("data"));
  const ask = conversation(model, life.signal);
  const state = createState(model.get("view"), data, () => { show(); remember(); });
  const page = layout(data, spec, state, makeChange);
  el.classList.add("wb-host");
  el.append(page.node);
  hideHint(el, life.signal);

  let clock = 0;
  function remember() {
    clearTimeout(clock);
    clock = setTimeout(() => {
      model.set("view", { ...state.now, selected: Array.from(state.now.selected) });
      model.save_changes();
    }, STORE_AFTER);
  }

  async function makeChange(action, detail) {
    const said = await ask(action, detail, PATIENCE[action] ?? PATIENCE.other);
    state.set(action === "split" ? { solution: "in use", selected: [] } : { solution: "in use" });
    return said;
  }

  function show() {
    page.show(facts(data, model, state.now));
  }
  const again = () => show();
  for (const trait of ["change:hand", "change:hand_labels", "change:history"]) model.on(trait, again);
  life.signal.addEventListener("abort", () => {
    for (const trait of ["change:hand", "change:hand_labels", "change:history"]) model.off(trait, again);
    clearTimeout(clock);
    page.end();
  });
  onTheme(again, life.signal);
  show();
  return () => life.abort();
}

const codesOf = remembered((bytes, count) => new Uint8Array(bytes.buffer, bytes.byteOffset, count));

/** Everything that is shown, worked out from the data and what is looked at. */
function facts(data, model, now) {
  const hand = model.get("hand");
  const labels = codesOf(model.get("hand_labels"), data.count);
  const inUse = { name: "in use", title: `in use: ${hand.title}`, segments: hand.segments, labels };
  const solution = now.solution === "in use" ? inUse : data.solutions.get(now.solution);
  const rows = passing(data, now.filters);
  const groups = groupsOf(solution.labels, rows, data.weight, solution.segments.length);
  const segments = solution.segments.map((one, at) => ({ ...one, rows: groups.members[at], share: groups.mass[at] / (groups.total || 1) }));
  const passes = now.filters.length ? new Set(rows) : null;
  const selected = passes ? now.selected.filter((row) => passes.has(row)) : now.selected;
  return {
    now, hand, inUse, solution, segments, rows, selected,
    history: model.get("history"),
    view: data.views.find((view) => view.name === now.view) ?? data.views[0],
    colouring: colouring(data, now.by, solution.segments, solution.labels),
    subject: subjectOf(data, now, segments, selected, solution),
  };
}

/** The group that is described: a selection, else a chosen segment. */
function subjectOf(data, now, segments, selected, solution) {
  if (now.selected.length) {
    const within = groupsOf(solution.labels, selected, data.weight, segments.length);
    const most = within.mass.indexOf(Math.max(...within.mass));
    const home = segments[most];
    return {
      title: "Selection", rows: selected, colour: home?.colour ?? "#6E6E6E",
      within: within.total && home ? { ...home, share: within.mass[most] / mass(data, selected) } : null,
    };
  }
  const segment = segments.find((one) => one.id === now.focus);
  return segment ? { ...segment, within: null } : null;
}

function layout(data, spec, state, makeChange) {
  const set = (patch) => state.set(patch);
  const apart = h("div", {});
  const lines = h("div", {});
  const compare = h("div", {});
  const edit = editForm(makeChange);
  const status = h("p", { class: "wb-status", role: "status" });
  const under = h("div", {});
  const controls = h("div", { class: "wb-controls" });
  const filters = filterBox(data, (list) => set({ filters: list }));
  const map = createMap(data, {
    select: (rows, adds) => set({ selected: adds ? Uint32Array.from(new Set([...state.now.selected, ...rows])) : rows, focus: null, tab: pageFor(rows) }),
    point: (row) => choosePoint(row),
  });
  const pages = tabs("What to see", [
    ["apart", "Differences", apart],
    ["lines", "Profile lines", lines],
    ["compare", "Compare solutions", compare],
    ["edit", "Change by hand", edit.node],
  ], state.now.tab, (tab) => set({ tab }));
  let current = null;

  const pageFor = (rows) => (state.now.tab === "compare" && rows.length ? "apart" : state.now.tab);
  function choosePoint(row) {
    const segment = row < 0 ? null : current.segments[current.solution.labels[row]];
    set({ focus: segment?.id ?? null, selected: [], tab: segment && state.now.tab === "compare" ? "apart" : state.now.tab });
  }

  function chooseGroup(group, at) {
    if (current.now.by === "segment" && group.key !== "missing") return set({ focus: current.now.focus === group.key ? null : group.key, selected: [] });
    const labels = current.colouring.labels;
    return set({ selected: current.rows.filter((row) => labels[row] === at), rule: testOf(current.now.by, group), focus: null });
  }

  function show(next) {
    current = next;
    const { now } = next;
    refill(controls, () => toolbar(data, spec, next, state, set));
    filters.update(now.filters);
    map.update({
      view: next.view, colouring: next.colouring, rows: next.rows, tool: now.tool,
      selected: now.selected.length ? next.selected : next.segments.find((one) => one.id === now.focus)?.rows ?? [],
      zoom: now.zoom && next.subject?.rows.length ? next.subject.rows : null,
      labels: next.segments.filter((one) => one.rows.length).map((one) => ({ text: one.title, colour: one.colour, rows: one.rows })),
      alt: altOf(next),
    });
    refill(under, () => [barsOf(data, next, chooseGroup)]);
    status.textContent = statusOf(data, next);
    pages.choose(now.tab);
    const draw = {
      apart: () => refill(apart, () => [details(data, next.subject, next.rows)]),
      lines: () => refill(lines, () => linesPage(data, next, set)),
      compare: () => refill(compare, () => comparePage(data, next, set)),
      edit: () => edit.update({
        hand: next.hand, history: next.history, palette: spec.palette, selected: next.selected, undrawn: spec.undrawn,
        tests: now.rule ? [...now.filters, now.rule] : now.filters,
        viewed: now.solution === "in use" ? null : next.solution, focus: now.focus,
      }),
    };
    draw[now.tab]();
  }

  const node = h("div", { class: "wb-app wb-explorer", role: "group", "aria-label": `Explorer of ${spec.title}`, "data-lm-suppress-shortcuts": "true" },
    controls, filters.node,
    h("div", { class: "wb-two" },
      h("div", { class: "wb-left" }, map.node, h("p", { class: "wb-note" }, spec.sample), mapNote(spec), status, under),
      h("div", { class: "wb-right" }, pages.node)));
  return { node, show, end: () => map.end() };
}

function mapNote(spec) {
  return h("p", { class: "wb-note", "data-note": "map" }, spec.map.note);
}

function toolbar(data, spec, next, state, set) {
  const { now } = next;
  const solutions = [["in use", next.inUse.title], ...spec.solutions.map((one) => [one.name, `look at ${one.title}`])];
  const button = (text, onclick, attributes = {}) => h("button", { type: "button", class: "wb-button", onclick, ...attributes }, text);
  return [
    labelled("Segments", menu([["", solutions]], now.solution, (solution) => set({ solution, focus: null }), { "data-field": "solution" }), { class: "wb-broad" }),
    labelled("Colour by", menu(colourChoices(data, data.margin !== null), now.by, (by) => set({ by }), { "data-field": "by" })),
    data.views.length > 1 ? labelled("Map", menu([["", data.views.map((view) => [view.name, view.title])]], next.view.name, (view) => set({ view }), { "data-field": "view" })) : null,
    labelled("Draw", menu([["", [["lasso", "Lasso"], ["box", "Box"]]]], now.tool, (tool) => set({ tool }), { "data-field": "tool" }), { class: "wb-slim" }),
    h("div", { class: "wb-buttons" },
      button(now.zoom ? "Whole map" : "Zoom in", () => set({ zoom: !now.zoom }), { disabled: !now.zoom && !next.subject, "data-do": "zoom" }),
      button("Clear", () => set({ selected: [], focus: null, zoom: false }), { disabled: !now.selected.length && !now.focus, "data-do": "clear" }),
      button("Undo", () => state.undo(), { disabled: !state.canUndo, "data-do": "undo-view", title: "Undo the last selection, filter or choice" })),
  ].filter(Boolean);
}

function barsOf(data, next, onchoose) {
  const size = next.colouring.groups.length;
  const whole = groupsOf(next.colouring.labels, next.rows, data.weight, size);
  const part = next.now.selected.length ? groupsOf(next.colouring.labels, next.selected, data.weight, size) : null;
  const title = {
    segment: "Segments: choose one to see its profile",
    certainty: "Certainty: how clearly each customer is in a segment of the run, 0 between two. Choose a bar to select its customers",
  }[next.now.by] ?? "Choose a bar to select its customers";
  return bars(title, next.colouring.groups, {
    shares: Array.from(whole.mass, (one) => one / (whole.total || 1)),
    counts: whole.members.map((rows) => rows.length),
    inside: part ? Array.from(part.mass, (one) => one / (part.total || 1)) : null,
    chosen: next.now.by === "segment" ? next.now.focus : null,
    onchoose,
  });
}

function linesPage(data, next, set) {
  const roles = [["basis", "that form the segments"], ["descriptor", "that only describe them"]];
  return [
    labelled("Variables", menu([["", roles]], next.now.lines, (value) => set({ lines: value }), { "data-field": "lines" })),
    profileLines(data, next.segments, next.rows, { focus: next.now.focus, role: next.now.lines, selection: next.now.selected.length ? next.selected : null }),
  ];
}

function comparePage(data, next, set) {
  const others = [next.inUse, ...data.solutions.values()].filter((one) => one.name !== next.solution.name);
  if (!others.length) return [h("p", { class: "wb-empty" }, "There is only one solution. Run the notebook 2_segments to make the others.")];
  const other = others.find((one) => one.name === next.now.against) ?? nextSolution(others, next.solution);
  return [
    h("p", {}, `On the left: ${next.solution.title}. Choose what stands on the right.`),
    labelled("Compare with", menu([["", others.map((one) => [one.name, one.title])]], other.name, (against) => set({ against }), { "data-field": "against" })),
    flow(data, next.solution, other, next.rows),
  ];
}

/** By default: one segment more, else the first other one. */
function nextSolution(others, solution) {
  return others.find((one) => one.segments.length === solution.segments.length + 1 && one.name !== "in use") ?? others[0];
}

function statusOf(data, next) {
  const base = next.now.filters.length
    ? `${next.rows.length.toLocaleString("en-GB")} of ${data.count.toLocaleString("en-GB")} customers pass the filter. ` : "";
  if (next.now.selected.length) return `${base}Selected: ${next.selected.length.toLocaleString("en-GB")} customers.`;
  return next.subject ? `${base}Chosen: ${next.subject.title}, ${next.subject.rows.length.toLocaleString("en-GB")} customers.` : base;
}

function altOf(next) {
  const parts = next.segments.map((one) => `${one.title} ${percent(one.share)}`);
  return `Map of ${next.rows.length} customers, ${next.solution.title}: ${parts.join(", ")}.`;
}

export default { render };
