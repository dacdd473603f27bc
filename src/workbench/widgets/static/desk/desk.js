// The desk for interview notes: segments and notes on the left, the note in the middle, codes on the right.
import { conversation, hideHint } from "../shared/ask.js";
import { AUTHOR, keep, recall } from "../shared/me.js";
import { h, labelled, onTheme, tabs, unique } from "../shared/dom.js";
import { codebookPage, codingForm, excerptList, personalPage } from "./coding.js";
import { createDrafts } from "./drafts.js";
import { bringingPage } from "./bringing.js";
import { personaPage } from "./personas.js";
import { createSheet } from "./sheet.js";
import { shelf } from "./shelf.js";

const READING = new Set(["personas", "history", "roster"]); // nobody needs a name to look
const LONG = new Set(["bring_files", "bring_answers"]); // thousands of answers take their time
const LOOK_AGAIN = 9000; // a desk that was killed in the middle of typing is known to be gone by then

function render({ model, el }) {
  const life = new AbortController();
  const words = model.get("words");
  const ask = conversation(model, life.signal);
  const drafts = createDrafts(words.study, unique("desk"));
  const memory = `workbench-desk-last:${words.study}`;
  const author = h("input", { type: "text", autocomplete: "name", "data-field": "author", value: recall(AUTHOR),
    oninput: () => keep(AUTHOR, author.value.trim()) });
  const said = h("p", { class: "wb-said", role: "status" });
  const left = h("nav", { class: "wb-shelf", "aria-label": "Notes by segment" });
  const excerpts = h("div", {});
  const codebook = h("div", {});
  const personal = h("div", {});
  const unfolded = new Set();
  let now = { note: null, excerpts: [], flags: [] };

  const sheet = createSheet({ words, ask, drafts, author: () => author.value.trim(), signal: life.signal }, {
    details: (details) => {
      now = details;
      if (details.note) keep(memory, details.note.id);
      showRight();
      showLeft();
    },
    chose: (selection) => coding.update(selection),
    code: () => coding.focus(),
    colour: (id) => model.get("codes").find((one) => one.id === id)?.colour ?? "#7A7F87",
    history: (note) => tried("history", { note }, ""),
    withdraw: (note, withdrawn) => tried("withdraw", { note, withdrawn }, withdrawn ? "Withdrawn: nothing uses the note any more." : "Brought back."),
    fresh: () => ({ ...model.get("fresh"), interviewer: author.value.trim() }),
  });
  const coding = codingForm(words, code);
  const pages = tabs("Codes and checks", [["excerpts", "Excerpts", excerpts], ["codebook", "Codebook", codebook], ["personal", "Personal data", personal]], "excerpts", () => {});
  const right = h("section", { class: "wb-codes-side", "aria-label": "Codes" }, coding.node, pages.node);

  /** Ask, and say in words what went wrong; undefined when it did. */
  async function tried(action, detail, done) {
    const isAsked = READING.has(action);
    if (!isAsked && !author.value.trim()) { tellBad("Write your name at the top first."); author.focus(); return undefined; }
    try {
      const answer = await ask(action, isAsked ? detail : { ...detail, author: author.value.trim() }, LONG.has(action) ? 120000 : 30000);
      if (done || !isAsked) { // looking something up says nothing, and takes nothing back that was said
        said.textContent = done;
        said.classList.remove("wb-bad");
      }
      return answer ?? true;
    } catch (error) {
      tellBad(error.message);
      return undefined;
    }
  }
  function tellBad(text) {
    said.textContent = text;
    said.classList.add("wb-bad");
  }

  async function code({ start, end, text }, name, factor, memo) {
    const before = sheet.text;
    if (!(await sheet.settled())) { tellBad("Save the note first: words of a stored text can be coded."); return false; }
    if (sheet.text !== before) { tellBad("Saving changed the text (names become pseudonyms). Select the words again."); return false; }
    const details = await tried("mark", { note: sheet.id, ...sheet.places({ start, end }), code: name, factor, memo }, `Coded as ${name}: “${text.slice(0, 60)}”.`);
    if (details) { sheet.hear(details); pages.choose("excerpts"); }
    return Boolean(details);
  }

  async function open(id) {
    try {
      await sheet.open(id);
      showLeft();
    } catch (error) {
      tellBad(error.message);
    }
  }
  const begin = async (segment) => {
    await sheet.begin(newId(), { segment });
    showLeft();
  };

  function showLeft() {
    const at = left.contains(document.activeElement) ? document.activeElement : null;
    const focus = at && (at.tagName === "SUMMARY" ? at.parentElement : at).dataset;
    left.replaceChildren(h("h3", {}, "Segments and notes"), ...shelf(model.get("segments"),
      { notes: model.get("notes"), comments: model.get("comments"), withdrawn: model.get("withdrawn") }, sheet.id, { open, begin, unfolded }));
    if (focus?.fold) left.querySelector(`[data-fold="${CSS.escape(focus.fold)}"] summary`)?.focus();
    else if (focus?.note) left.querySelector(`[data-note="${CSS.escape(focus.note)}"]`)?.focus();
    else if (focus?.segment !== undefined) left.querySelector(`[data-segment="${CSS.escape(focus.segment)}"]`)?.focus();
  }

  function showRight() {
    const codes = model.get("codes");
    coding.update(undefined, codes);
    excerpts.replaceChildren(excerptList(now.excerpts, codes, {
      show: (one) => sheet.showWords(one),
      remove: async (one) => { const details = await tried("unmark", { note: sheet.id, excerpt: one.id }, "Removed; the history keeps it."); if (details) sheet.hear(details); },
    }));
    personal.replaceChildren(personalPage(now.flags, async (flag, resolution) => {
      if (!(await sheet.settled())) { tellBad("Save the note first."); return; }
      const details = await tried("settle", { note: sheet.id, start: flag.start, found: flag.found, resolution }, "Settled.");
      if (details) sheet.refresh(details);
    }));
    const open_ = now.flags.filter((flag) => !flag.resolution).length;
    pages.title("personal", open_ ? `Personal data (${open_})` : "Personal data");
    pages.title("excerpts", `Excerpts (${now.excerpts.length})`);
    if (!codebook.contains(document.activeElement)) showCodebook();
  }

  function showCodebook() {
    const after = (details) => { if (details?.note) sheet.hear(details); showCodebook(); };
    codebook.replaceChildren(...codebookPage(model.get("codes"), model.get("log_of_codes"), {
      excerpts: now.excerpts,
      save: async (draft) => after(await tried("save_code", { draft, note: sheet.id }, `Saved the code ${draft.name}.`)),
      merge: async (from, into, reason) => after(await tried("merge_codes", { code: from, into, reason, note: sheet.id }, "Merged; the log keeps the old name.")),
      split: async (from, name, moving, reason) => after(await tried("split_code", { code: from, name, moving, reason, note: sheet.id }, `Split: ${name} is a code of its own.`)),
    }));
  }

  const personas = personaPage(words.factors, (action, detail, done) => tried(action, detail, done));
  const bringing = bringingPage(words, tried, () => model.get("fresh"));
  const heard = h("div", { class: "wb-notes-page" }, h("div", { class: "wb-three" }, left, sheet.node, right));
  const whole = tabs("Desk", [["notes", "Notes", heard], ["personas", "Personas", personas.node], ["bringing", "Bring in", bringing.node]], "notes",
    (page) => { if (page === "personas") personas.load(); else if (page === "bringing") bringing.load(); });
  const node = h("div", { class: "wb-app wb-desk", role: "group", "aria-label": `Notes desk of ${words.title}`, "data-lm-suppress-shortcuts": "true" },
    h("div", { class: "wb-top" }, labelled("Your name", author),
      h("p", { class: "wb-note" }, "Saved while you type. Unsaved typing is also kept in this browser until the store has it. Ctrl + S saves, Ctrl + Enter codes the selected words.")),
    said, whole.node);
  node.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      event.stopPropagation();
      sheet.save();
    }
  });
  el.append(node);
  hideHint(el, life.signal);
  showLeft();
  showRight();

  const onChange = () => { showLeft(); showRight(); };
  const traits = ["change:notes", "change:comments", "change:withdrawn", "change:segments", "change:codes", "change:log_of_codes"];
  for (const trait of traits) model.on(trait, onChange);
  onTheme(onChange, life.signal);
  const gone = () => drafts.leave();
  window.addEventListener("pagehide", gone, { signal: life.signal });
  life.signal.addEventListener("abort", () => {
    for (const trait of traits) model.off(trait, onChange);
    clearTimeout(later);
    gone();
  });

  /** What was being written when a kernel or a page died comes first; else the note that was open last. */
  function begins() {
    const [draft] = drafts.waiting();
    const last = recall(memory);
    if (draft) open(draft.note);
    else if (!sheet.id && [...model.get("notes"), ...model.get("comments")].some((note) => note.id === last)) open(last);
  }
  begins();
  const later = setTimeout(() => { if (!sheet.isDirty && drafts.waiting().length) begins(); }, LOOK_AGAIN);
  return () => life.abort();
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export default { render };
