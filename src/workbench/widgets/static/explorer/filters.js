// Filters: only customers who pass all of them are drawn, counted and compared.
import { h, labelled, menu, unique } from "../shared/dom.js";
import { number } from "./compare.js";
import { colourChoices } from "./colours.js";

/** The fold with the list of filters and the form to add one; `change(filters)` is told of every change. */
export function filterBox(data, change) {
  const chips = h("ul", { class: "wb-chips", "aria-label": "Filters in use" });
  const place = h("div", { class: "wb-form" });
  const choices = colourChoices(data, false).slice(1);
  const title = h("summary", {}, "Filter");
  const node = h("details", { class: "wb-fold wb-filters" }, title, chips, place);
  let filters = [];
  let draft = choices[0]?.[1][0]?.[0];

  function form() {
    if (!draft) return [h("p", { class: "wb-empty" }, "This study has no variable to filter by.")];
    const [name, at] = draft.split("\n");
    const variable = data.byName.get(name);
    const column = variable.columns[Number(at ?? 0)];
    const input = column.kind === "number" ? range(column) : levels(column);
    const add = () => {
      const value = input.read();
      if (value) change([...filters, { variable: name, column: Number(at ?? 0), title: `${variable.title}: ${value.text}`, ...value.test }]);
    };
    return [
      labelled("Variable", menu(choices, draft, (value) => { draft = value; place.replaceChildren(...form()); place.querySelector("select").focus(); }, { "data-field": "filter" })),
      input.node,
      h("button", { type: "button", class: "wb-button", onclick: add, "data-do": "filter" }, "Add filter"),
    ];
  }
  place.replaceChildren(...form());

  function update(next) {
    filters = next;
    title.textContent = filters.length ? `Filter (${filters.length} in use)` : "Filter";
    chips.replaceChildren(...filters.map((filter, at) => h("li", {}, h("button", {
      type: "button", class: "wb-chip", "aria-label": `Remove the filter ${filter.title}`,
      onclick: () => change(filters.filter((_, index) => index !== at)),
    }, filter.title, h("span", { "aria-hidden": "true" }, " ✕")))));
  }
  return { node, update };
}

function range(column) {
  const known = column.values.filter((value) => value === value);
  const [low, high] = known.length ? [known.reduce((a, b) => Math.min(a, b)), known.reduce((a, b) => Math.max(a, b))] : [0, 0];
  const from = h("input", { type: "number", step: "any", value: String(Number(low.toPrecision(4))), "data-field": "from" });
  const to = h("input", { type: "number", step: "any", value: String(Number(high.toPrecision(4))), "data-field": "to" });
  return {
    node: h("div", { class: "wb-form" }, labelled("From", from), labelled("To", to)),
    read: () => {
      const [a, b] = [from.valueAsNumber, to.valueAsNumber];
      if (Number.isNaN(a) || Number.isNaN(b)) return null;
      return { test: { from: Math.min(a, b), to: Math.max(a, b) }, text: `${number(Math.min(a, b))} to ${number(Math.max(a, b))}` };
    },
  };
}

function levels(column) {
  const name = unique("level");
  const boxes = column.levels.map((level, code) => {
    const box = h("input", { type: "checkbox", id: `${name}-${code}`, "data-code": code });
    return h("span", { class: "wb-check" }, box, h("label", { for: `${name}-${code}` }, level));
  });
  const node = h("fieldset", { class: "wb-fieldset wb-levels" }, h("legend", {}, "Answers"), boxes);
  return {
    node,
    read: () => {
      const codes = [...node.querySelectorAll("input:checked")].map((box) => Number(box.dataset.code));
      if (!codes.length) return null;
      return { test: { codes }, text: codes.map((code) => column.levels[code]).join(", ") };
    },
  };
}
