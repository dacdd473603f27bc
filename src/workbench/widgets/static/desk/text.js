// The text of a note: a field to type in, and under it the same text with its marked words in colour.
import { h } from "../shared/dom.js";
import { moved, pieces, words } from "./spans.js";

/**
 * Make the field. `on.typed()` after each change, `on.chose(selection)` when words are selected or not any more,
 * `on.code()` when the person asks to code them by keyboard.
 */
export function textField(on) {
  const area = h("textarea", { class: "wb-text", spellcheck: "true", rows: "14", "data-field": "text", "aria-label": "Text of the note" });
  const under = h("div", { class: "wb-under", "aria-hidden": "true" });
  const node = h("div", { class: "wb-paper" }, under, area);
  let spans = [];
  let before = "";
  let chosen = null;

  function draw() {
    const shown = chosen ? [...spans, { ...chosen, chosen: true }] : spans;
    under.replaceChildren(...pieces(area.value, shown).map(piece), "\n");
    under.scrollTop = area.scrollTop;
  }

  function choose() {
    const next = words(area.value, area.selectionStart, area.selectionEnd);
    if (next?.start === chosen?.start && next?.end === chosen?.end) return;
    chosen = next;
    draw();
    on.chose(chosen && { ...chosen, text: area.value.slice(chosen.start, chosen.end) });
  }

  area.addEventListener("input", () => {
    spans = moved(before, area.value, spans);
    before = area.value;
    chosen = null;
    draw();
    on.chose(null);
    on.typed();
  });
  area.addEventListener("select", choose);
  area.addEventListener("keyup", choose);
  area.addEventListener("pointerup", () => setTimeout(choose));
  area.addEventListener("scroll", () => { under.scrollTop = area.scrollTop; });
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      choose();
      on.code();
    }
  });

  return {
    node,
    get value() { return area.value; },
    /** Show a text; a caret in it stays where it is as far as the new text allows. */
    set(text, { keepCaret = false } = {}) {
      const [from, to] = [area.selectionStart, area.selectionEnd];
      if (area.value !== text) area.value = text;
      before = area.value;
      if (keepCaret) area.setSelectionRange(Math.min(from, text.length), Math.min(to, text.length));
      chosen = null;
      draw();
    },
    /** Mark words: [{ start, end, id, colour, title }], in UTF-16 units of the present text. */
    mark(list) {
      spans = list;
      draw();
    },
    show({ start, end }) {
      area.focus();
      area.setSelectionRange(start, end);
      const line = area.value.slice(0, start).length / Math.max(area.value.length, 1);
      area.scrollTop = Math.max(0, line * area.scrollHeight - area.clientHeight / 2);
      choose();
    },
    focus: () => area.focus(),
    enable: (on_) => { area.disabled = !on_; },
  };
}

function piece({ text, spans }) {
  if (!spans.length) return document.createTextNode(text);
  const coded = spans.filter((span) => !span.chosen);
  const node = h("mark", { class: `${spans.length > coded.length ? "wb-chosen" : ""} ${coded.length ? "wb-coded" : ""}` }, text);
  if (coded.length) node.style.setProperty("--code", coded.at(-1).colour);
  return node;
}
