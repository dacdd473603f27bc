// One open note: its fields and text, saved while one types, put back after a crash, never lost to another desk.
import { Unanswered } from "../shared/ask.js";
import { conflictPage } from "./conflict.js";
import { NAMES, noteFields } from "./fields.js";
import { historyFold } from "./history.js";
import { createSaver } from "./saving.js";
import { textField } from "./text.js";
import { toCodePoints, toUnits } from "./spans.js";
import { h } from "../shared/dom.js";

const BEAT = 2000; // how often a desk with unsaved typing says that it lives

/**
 * Make the sheet. `on.details(details)` is told of what the store says of the note, `on.chose(selection)` of
 * selected words, `on.code()` of the wish to code them; `on.fresh()` gives the first values of a new note,
 * `on.colour(code)` the colour of a code, `on.history(note)` its revisions; `on.withdraw(note, yes)` takes it out of use.
 */
export function createSheet({ words, ask, drafts, author, signal }, on) {
  const state = h("p", { class: "wb-state", role: "status", "data-state": "none" }, "");
  const found = h("p", { class: "wb-caution", role: "status" });
  const fields = noteFields(words, typed);
  const text = textField({ typed, chose: on.chose, code: on.code });
  const saveButton = h("button", { type: "button", class: "wb-button wb-first", "data-do": "save", onclick: () => saver.flush() }, "Save");
  const clash = h("div", {});
  const history = historyFold({
    load: async () => (open && await on.history(open.id)) || [],
    take: (words_) => { text.set(words_); text.focus(); typed(); },
    withdraw: async (yes) => {
      const details = await on.withdraw(open.id, yes);
      if (details) refresh(details);
    },
  });
  const form = h("div", {}, fields.node, text.node, h("div", { class: "wb-buttons" }, saveButton, state), history.node);
  const node = h("section", { class: "wb-sheet", "aria-label": "The note" },
    h("p", { class: "wb-empty" }, "Choose a note on the left, or begin a new one."), found, clash, form);
  const [empty] = node.children;
  const saver = createSaver({ save, tell });
  let open = null; // { id, basedOn, sent, unsure, revision, excerpts }
  show(null);

  const beat = setInterval(() => { if (saver.isDirty) keep(); }, BEAT);
  signal.addEventListener("abort", () => { clearInterval(beat); if (saver.isDirty) keep(); saver.end(); });

  function typed() {
    if (!open) return;
    keep();
    saver.typed();
  }

  function keep() {
    const draft = { fields: content(), basedOn: open.basedOn, sent: open.sent, at: new Date().toISOString() };
    open.kept = drafts.keep(open.id, draft);
  }

  const content = () => ({ ...fields.read(), text: text.value });

  async function save() {
    if (!author()) return refuse("Write your name at the top: a save carries it.");
    const note = open;
    if (note.unsure) await reconcile(note);
    const sent = content();
    note.sent = sent;
    keep();
    let answer;
    try {
      answer = await ask("save", { note: note.id, draft: sent, based_on: note.basedOn, author: author() }, 8000);
    } catch (error) {
      if (error instanceof Unanswered) { note.unsure = true; throw error; }
      return refuse(error.message);
    }
    if (open !== note) return "saved";
    if (answer.conflict) return collide(answer.conflict);
    accept(answer, sent);
    return "saved";
  }

  /** The last answer never came: it may be stored all the same, and then this desk goes on from there. */
  async function reconcile(note) {
    const { note: stored } = await ask("open", { note: note.id });
    if (stored && same(stored, note.sent)) note.basedOn = stored.revision;
    note.unsure = false;
  }

  function accept(details, sent) {
    open.basedOn = details.note.revision;
    open.revision = details.note.revision;
    open.at = details.note.at;
    if (same(content(), sent)) { // what was stored may read otherwise: names become pseudonyms
      drafts.drop(open.id);
      fields.fill(details.note);
      if (text.value !== details.note.text) text.set(details.note.text, { keepCaret: true });
    } else keep();
    hear(details);
  }

  /** Show the note anew after the store changed it (personal data was removed, it was withdrawn). */
  function refresh(details) {
    open.basedOn = details.note.revision;
    open.revision = details.note.revision;
    open.at = details.note.at;
    text.set(details.note.text, { keepCaret: true });
    hear(details);
    tell("saved");
  }

  function hear(details) {
    history.update(Boolean(details.note?.withdrawn));
    open.excerpts = details.excerpts;
    if (text.value === details.note.text) text.mark(details.excerpts.filter((one) => one.state !== "lost").map((one) => ({
      ...one, colour: on.colour(one.code), start: toUnits(text.value, one.start), end: toUnits(text.value, one.end),
    })));
    on.details(details);
  }

  function collide(conflict) {
    saver.forget();
    form.hidden = true;
    clash.replaceChildren(conflictPage(conflict, async (standing) => {
      try {
        const details = await ask("settle_conflict", { note: open.id, draft: { ...fields.read(), text: standing }, yours: conflict.yours.revision, author: author() });
        if (details.conflict) return collide(details.conflict);
        drafts.drop(open.id);
        show(details.note);
        accept(details, content());
        tell("saved");
      } catch (error) {
        refuse(error.message);
      }
      return undefined;
    }));
    tell("stopped");
    say("stopped", "Two versions: both are stored.");
    return "stopped";
  }

  function refuse(reason) {
    say("stopped", `Not saved. ${reason} Your typing is kept in this browser.`);
    return "stopped";
  }

  function tell(kind, error) {
    if (kind === "stopped") return;
    const kept = open?.kept === false ? " This browser has no room to keep it: do not close the page." : " It is kept in this browser.";
    say(kind, {
      typing: "Not saved yet.",
      saving: "Saving …",
      saved: open?.revision ? `Saved ${open.at}, revision ${open.revision}.` : "",
      waiting: `Not stored yet. ${error?.message ?? ""}${kept}`,
    }[kind]);
  }

  function say(kind, words_) {
    state.dataset.state = kind;
    state.classList.toggle("wb-bad", kind === "waiting" || kind === "stopped");
    if (state.textContent !== words_) state.textContent = words_;
  }

  function show(note) {
    empty.hidden = Boolean(note);
    form.hidden = !note;
    clash.replaceChildren();
    found.textContent = "";
    history.close();
    if (!note) return;
    fields.fill(note);
    text.set(note.text ?? "");
  }

  /** Put back typing that never reached the store, if this browser has some. */
  function putBack(stored) {
    const draft = drafts.takeUp(open.id);
    if (!draft || (stored && same(stored, draft.fields))) return;
    const goesOn = !stored || stored.revision === draft.basedOn || (draft.sent && same(stored, draft.sent));
    open.basedOn = stored && goesOn ? stored.revision : draft.basedOn;
    open.sent = draft.sent;
    fields.fill(draft.fields);
    text.set(draft.fields.text);
    found.textContent = `Typing of ${clockTime(draft.at)} that was not stored was found in this browser and put back.`;
    typed();
  }

  async function leave() {
    if (open && saver.isDirty) await saver.flush();
    saver.forget();
  }

  return {
    node,
    get id() { return open?.id ?? null; },
    get isDirty() { return saver.isDirty; },
    /** Show a note of the store; `details.conflict` opens both versions. */
    async open(id) {
      await leave();
      const details = await ask("open", { note: id });
      if (!details.note) return this.begin(id, {});
      open = { id, basedOn: details.note.revision, revision: details.note.revision, at: details.note.at, sent: null };
      show(details.note);
      hear(details);
      tell("saved");
      if (details.conflict) collide(details.conflict);
      else putBack(details.note);
      return undefined;
    },
    /** Begin a note that the store does not have yet. */
    async begin(id, start) {
      await leave();
      open = { id, basedOn: null, revision: null, sent: null };
      show({ ...Object.fromEntries(NAMES.map((name) => [name, ""])), ...on.fresh(), ...start, text: "" });
      on.details({ note: null, excerpts: [], flags: [] });
      say("none", "");
      putBack(null);
      text.focus();
    },
    /** Store what is typed; true when the store has all of it. */
    async settled() {
      if (saver.isDirty) await saver.flush();
      return Boolean(open?.revision) && !saver.isDirty && state.dataset.state === "saved";
    },
    save: () => saver.flush(),
    hear,
    /** The selected words as code points of the stored text. */
    places: ({ start, end }) => ({ start: toCodePoints(text.value, start), end: toCodePoints(text.value, end) }),
    get text() { return text.value; },
    showWords: (one) => text.show({ start: toUnits(text.value, one.start), end: toUnits(text.value, one.end) }),
    refresh,
  };
}

function same(one, other) {
  return [...NAMES, "text"].every((name) => (one[name] ?? "") === (other[name] ?? ""));
}

function clockTime(iso) {
  return new Date(iso).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}
