// Two people saved the same note: both versions side by side, and the text that shall stand.
import { h } from "../shared/dom.js";

/** Show both; `settle(text)` stores the one that stands. */
export function conflictPage({ theirs, yours }, settle) {
  const text = h("textarea", { class: "wb-text wb-stand", rows: "10", "aria-label": "The text that shall stand", "data-field": "stands", value: yours.text });
  const use = (words, label, name) => h("button", { type: "button", class: "wb-button", "data-do": name, onclick: () => { text.value = words; text.focus(); } }, label);
  const version = (note, title) => h("section", { "aria-label": title }, h("h4", {}, title),
    h("pre", { class: "wb-version", tabindex: "0" }, changedWords(note.text, note === theirs ? yours.text : theirs.text)));
  return h("div", { class: "wb-conflict" },
    h("p", { class: "wb-bad", role: "alert" }, `${theirs.author} saved revision ${theirs.revision} of this note at ${theirs.at} while it was open here. Both versions are stored; write the text that shall stand.`),
    h("div", { class: "wb-versions" }, version(theirs, `Stored by ${theirs.author}`), version(yours, "Written here")),
    text,
    h("div", { class: "wb-buttons" }, use(yours.text, "Take mine", "mine"), use(theirs.text, "Take theirs", "theirs"),
      use(`${theirs.text}\n\n${yours.text}`, "Take both", "both"),
      h("button", { type: "button", class: "wb-button wb-first", "data-do": "settle", onclick: () => settle(text.value) }, "Save this text")));
}

/** The words of `text` that the other version does not have in their place are marked. */
function changedWords(text, other) {
  const cut = (whole) => whole.match(/\s+|[^\s]+/g) ?? [];
  const [here, there] = [cut(text), cut(other)];
  let head = 0;
  while (head < here.length && here[head] === there[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(here.length, there.length) - head && here.at(-1 - tail) === there.at(-1 - tail)) tail += 1;
  const middle = here.slice(head, here.length - tail).join("");
  return [here.slice(0, head).join(""), middle ? h("mark", { class: "wb-chosen" }, middle) : "", here.slice(here.length - tail).join("")];
}
