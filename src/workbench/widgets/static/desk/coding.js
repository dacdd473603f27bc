// The right column: code the selected words, what has been coded, the codebook with its log, personal data.
import { fold, form, h, labelled, menu, table, unique } from "../shared/dom.js";

/**
 * The form that gives the selected words a code and a factor. `code(selection, name, factor, memo)` stores it.
 */
export function codingForm(words, code) {
  const list = h("datalist", { id: unique("codes") });
  const name = h("input", { type: "text", list: list.id, autocomplete: "off", "data-field": "code", placeholder: "a code, or a new one" });
  const factor = menu([["", [["", "none"], ...words.factors.map((one) => [one, one])]]], "", () => {}, { "data-field": "factor" });
  const memo = h("input", { type: "text", "data-field": "memo", autocomplete: "off" });
  const quote = h("p", { class: "wb-quote" });
  const button = h("button", { type: "submit", class: "wb-button wb-first", "data-do": "code" }, "Code the selection");
  const node = form({ class: "wb-coding", "aria-label": "Code the selected words" }, send, quote, list,
    h("div", { class: "wb-form" }, labelled("Code", name, { class: "wb-wide" }), labelled("Factor", factor), labelled("Memo", memo)), button);
  let chosen = null;
  async function send() {
    if (!chosen) return;
    if (!name.value.trim()) name.focus();
    else if (await code(chosen, name.value.trim(), factor.value, memo.value.trim())) memo.value = "";
  }
  function update(selection, codes) {
    if (selection !== undefined) chosen = selection;
    quote.textContent = chosen ? `“${clipped(chosen.text, 140)}”` : "Select words in the text, then give them a code (Ctrl + Enter).";
    quote.classList.toggle("wb-empty", !chosen);
    button.disabled = !chosen;
    if (codes) list.replaceChildren(...codes.map((one) => h("option", { value: one.path }, one.definition)));
  }
  update(null);
  return { node, update, focus() { name.focus(); name.select(); } };
}

/** What is coded in this note. */
export function excerptList(excerpts, codes, { show, remove }) {
  if (!excerpts.length) return h("p", { class: "wb-empty" }, "Nothing in this note is coded yet.");
  const named = new Map(codes.map((code) => [code.id, code]));
  return h("ul", { class: "wb-excerpts" }, excerpts.map((one) => h("li", {},
    h("p", { class: "wb-codeline" }, h("span", { class: "wb-swatch", style: { background: named.get(one.code)?.colour ?? "#7A7F87" } }),
      h("b", {}, named.get(one.code)?.path ?? "a code of another codebook"), one.factor ? ` · ${one.factor}` : ""),
    h("blockquote", {}, `“${clipped(one.quote, 220)}”`),
    one.memo ? h("p", { class: "wb-note" }, one.memo) : null,
    one.state === "exact" ? null : h("p", { class: "wb-caution" }, one.state === "lost"
      ? "These words are no longer in the text: it cannot be quoted." : "The text was edited inside these words: look again before you quote."),
    h("p", { class: "wb-note" }, `coded by ${one.author}`),
    h("div", { class: "wb-buttons" },
      one.state === "lost" ? null : h("button", { type: "button", class: "wb-button", onclick: () => show(one) }, "Show", h("span", { class: "wb-hidden" }, ` “${clipped(one.quote, 40)}”`)),
      h("button", { type: "button", class: "wb-button", onclick: () => remove(one) }, "Remove", h("span", { class: "wb-hidden" }, ` “${clipped(one.quote, 40)}”`))))));
}

/** The codebook: define, merge, split; and what was done to it. */
export function codebookPage(codes, log, { save, merge, split, excerpts }) {
  const known = codes.map((code) => [code.id, code.path]);
  if (!codes.length) return [h("p", { class: "wb-empty" }, "No code yet: select words in the text and give them one."), define(null, known, save)];
  return [
    h("ul", { class: "wb-codes" }, codes.map((code) => h("li", {}, fold(`${code.path} (${code.uses})`, () => h("div", {}, define(code, known, save),
      known.length > 1 ? mergeForm(code, known, merge) : null, splitForm(code, excerpts, split)))))),
    fold("New code", () => define(null, known, save)),
    fold(`What was changed (${log.length})`, () => table("Changes of the codebook, newest first", ["What", "Who", "When", "Why"],
      [...log].reverse().map((one) => [one.what, one.author, one.when, one.reason]))),
  ];
}

function define(code, known, save) {
  const field = (name, title) => {
    const control = h("input", { type: "text", autocomplete: "off", value: code?.[name] ?? "", "data-field": `code-${name}` });
    return [name, control, labelled(title, control)];
  };
  const made = [field("name", "Name"), field("definition", "Definition"), field("include", "Include when"), field("exclude", "Do not use when")];
  const parent = menu([["", [["", "none"], ...known.filter(([id]) => id !== code?.id)]]], code?.parent ?? "", () => {});
  return small(code ? "Save the code" : "Add the code", [...made.map(([, , node]) => node), labelled("Below", parent)],
    () => save({ id: code?.id ?? "", parent: parent.value, ...Object.fromEntries(made.map(([name, control]) => [name, control.value.trim()])) }), "save-code");
}

function mergeForm(code, known, merge) {
  const others = known.filter(([id]) => id !== code.id);
  const into = menu([["", others]], others[0][0], () => {}, { "data-field": "into" });
  const reason = h("input", { type: "text", "data-field": "why" });
  return small("Merge", [labelled(`Merge ${code.path} into`, into), labelled("Reason", reason)], () => merge(code.id, into.value, reason.value.trim()), "merge-code");
}

function splitForm(code, excerpts, split) {
  const name = h("input", { type: "text", autocomplete: "off" });
  const reason = h("input", { type: "text" });
  const boxes = excerpts.filter((one) => one.code === code.id).map((one) => {
    const box = h("input", { type: "checkbox", id: unique("move"), value: one.id });
    return { box, node: h("div", { class: "wb-check" }, box, h("label", { for: box.id }, `“${clipped(one.quote, 60)}”`)) };
  });
  if (boxes.length < 2) return null;
  return small("Split", [labelled(`New code out of ${code.path}`, name), labelled("Reason", reason),
    h("fieldset", { class: "wb-fieldset" }, h("legend", {}, "What moves to it (of this note)"), boxes.map((one) => one.node))],
  () => split(code.id, name.value.trim(), boxes.filter((one) => one.box.checked).map((one) => one.box.value), reason.value.trim()), "split-code");
}

function small(text, fields, send, name) {
  return form({ class: "wb-form" }, send, fields,
    h("button", { type: "submit", class: "wb-button", "data-do": name }, text));
}

/** Personal data that was found, until a person settles it. */
export function personalPage(flags, settle) {
  const open = flags.filter((flag) => !flag.resolution);
  if (!open.length) return h("p", { class: "wb-empty" }, flags.length ? "All that looked like personal data is settled." : "Nothing looks like an e-mail address, a phone, card or account number. Names are not looked for: use pseudonyms.");
  return h("ul", { class: "wb-excerpts" }, open.map((flag) => h("li", {},
    h("p", {}, h("b", {}, flag.kind), ` “${flag.found}”`),
    h("div", { class: "wb-buttons" },
      [["removed", "Remove it from the text"], ["not personal", "It is not personal"], ["kept with consent", "Keep it, there is consent"]].map(([key, text]) =>
        h("button", { type: "button", class: "wb-button", "data-settle": key, onclick: () => settle(flag, key) }, text))))));
}

/** The first part of a long text. */
export function clipped(text, most) {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
