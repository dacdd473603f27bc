// Elements made by name; text is always text, never markup.

/** Make an HTML element: h("button", { class: "wb-go", onclick: go }, "Go"). */
export function h(tag, attributes = {}, ...children) {
  return dressed(document.createElement(tag), attributes, children);
}

/** Make an SVG element. */
export function svg(tag, attributes = {}, ...children) {
  return dressed(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function dressed(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [key, text] of Object.entries(value)) node.style.setProperty(key, text);
    else if (name === "value" || name === "checked" || name === "selected") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Replace what a box holds and give the focus back to the control that had it, by its name or else its place. */
export function refill(box, make) {
  const active = box.contains(document.activeElement) ? document.activeElement : null;
  const at = active ? focusable(box).indexOf(active) : -1;
  const open = [...box.querySelectorAll("details")].map((one) => one.open);
  box.replaceChildren(...make());
  box.querySelectorAll("details").forEach((one, index) => { if (open[index]) one.open = true; });
  if (at < 0) return;
  const controls = focusable(box);
  const same = controls.find((one) => ["do", "field"].some((key) => active.dataset[key] && one.dataset[key] === active.dataset[key]));
  (same ?? controls[at])?.focus();
}

function focusable(box) {
  return [...box.querySelectorAll("button, select, input, summary, [tabindex]")];
}

let names = 0;

/** An id that no other element of the page has. */
export function unique(prefix) {
  names += 1;
  return `wb-${prefix}-${names}-${Math.random().toString(36).slice(2, 7)}`;
}

/** A control with its visible name; the name is the control's label for assistive technology. */
export function labelled(text, control, attributes = {}) {
  control.id ||= unique("field");
  return h("div", { ...attributes, class: `wb-field ${attributes.class || ""}` }, h("label", { for: control.id }, text), control);
}

/** A menu; `groups` is [[heading, [[value, text], ...]], ...], heading "" for none. */
export function menu(groups, value, onchange, attributes = {}) {
  const node = h("select", { ...attributes, onchange: () => onchange(node.value) });
  for (const [heading, options] of groups) {
    const made = options.map(([key, text]) => h("option", { value: key }, text));
    if (heading) node.append(h("optgroup", { label: heading }, made));
    else node.append(...made);
  }
  node.value = value;
  return node;
}

/** A form; Enter in one of its fields sends it, which JupyterLab keeps browsers from doing by themselves. */
export function form(attributes, send, ...children) {
  const node = h("form", { ...attributes, onsubmit: (event) => { event.preventDefault(); send(); } }, ...children);
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT" || event.target.type === "checkbox") return;
    event.preventDefault();
    node.requestSubmit();
  });
  return node;
}

/** A table with a caption, headings, and numbers to the right. */
export function table(caption, headings, rows) {
  const head = headings.map((text) => h("th", { scope: "col" }, text));
  const body = rows.map((row) => h("tr", {}, row.map((cell, index) =>
    index === 0 ? h("th", { scope: "row" }, cell) : h("td", {}, cell))));
  return h("div", { class: "wb-scroll", tabindex: "0", role: "region", "aria-label": caption },
    h("table", { class: "wb-data" }, h("caption", {}, caption), h("thead", {}, h("tr", {}, head)), h("tbody", {}, body)));
}

/** A fold with a table in it that is made when the fold is first opened. */
export function fold(title, make) {
  const node = h("details", { class: "wb-fold" }, h("summary", {}, title));
  node.addEventListener("toggle", () => {
    if (node.open && node.children.length === 1) node.append(make());
  });
  return node;
}

/** Tabs as the ARIA pattern has them: one stop for the tab key, arrows move, Home and End too. */
export function tabs(label, pages, chosen, onchange) {
  const list = h("div", { role: "tablist", "aria-label": label, class: "wb-tabs" });
  const node = h("div", { class: "wb-tabbed" }, list);
  const items = pages.map(([key, title, page]) => {
    const tab = h("button", { type: "button", role: "tab", id: unique("tab"), onclick: () => choose(key, true) }, title);
    const panel = h("div", { role: "tabpanel", id: unique("panel"), "aria-labelledby": tab.id, class: "wb-panel" }, page);
    tab.setAttribute("aria-controls", panel.id);
    list.append(tab);
    node.append(panel);
    return { key, tab, panel };
  });
  function choose(key, tell) {
    for (const item of items) {
      const on = item.key === key;
      item.tab.setAttribute("aria-selected", String(on));
      item.tab.tabIndex = on ? 0 : -1;
      item.panel.hidden = !on;
    }
    if (tell) onchange(key);
  }
  list.addEventListener("keydown", (event) => {
    const at = items.findIndex((item) => item.tab === document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    const item = items[(to + items.length) % items.length];
    item.tab.focus();
    choose(item.key, true);
  });
  choose(chosen, false);
  return {
    node,
    choose: (key) => choose(key, false),
    title: (key, text) => { items.find((item) => item.key === key).tab.textContent = text; },
  };
}

/** Is JupyterLab (or the page) dark? */
export function isDark() {
  const light = document.body.dataset.jpThemeLight;
  if (light !== undefined) return light === "false";
  return window.matchMedia("(prefers-color-scheme: dark)").matches;
}

/** Call `back` whenever the theme changes, until `signal` ends it. */
export function onTheme(back, signal) {
  const observer = new MutationObserver(back);
  observer.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-jp-theme-name"] });
  signal.addEventListener("abort", () => observer.disconnect());
}
