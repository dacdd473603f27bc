// The second page of the desk: personas, their claims, and what each claim rests on.
import { fold, form, h, labelled, menu, table } from "../shared/dom.js";
import { clipped } from "./coding.js";

const KINDS = [["fact", "fact"], ["inference", "inference"], ["assumption", "assumption"]];

/**
 * Make the page. `ask(action, detail, done)` resolves to the personas after a change, or to nothing when it was
 * refused. `load()` asks for them.
 */
export function personaPage(factors, ask) {
  const list = h("nav", { class: "wb-shelf", "aria-label": "Personas" });
  const sheet = h("section", { class: "wb-sheet", "aria-label": "The persona" });
  const side = h("section", { class: "wb-codes-side", "aria-label": "A claim" });
  const matrix = h("div", { class: "wb-matrix" });
  const node = h("div", {}, h("div", { class: "wb-three" }, list, sheet, side), matrix);
  let now = null;
  let chosen = null;
  let edited = null; // the claim in the form; null for a new one

  async function change(action, detail, done) {
    const next = await ask(action, detail, done);
    if (next) show(next);
    return Boolean(next);
  }

  function show(next) {
    now = next;
    if (!now.personas.some((one) => one.id === chosen)) chosen = now.personas[0]?.id ?? null;
    draw();
  }

  const persona = () => now.personas.find((one) => one.id === chosen);

  function draw() {
    list.replaceChildren(h("h3", {}, "Personas"),
      h("ul", {}, now.personas.map((one) => h("li", {}, h("button", {
        type: "button", class: "wb-open wb-persona", "data-persona": one.id, "aria-current": one.id === chosen ? "true" : null,
        onclick: () => { chosen = one.id; edited = null; draw(); list.querySelector("[aria-current]")?.focus(); },
      }, h("img", { src: one.face, alt: "", width: 36, height: 36 }), h("span", {}, h("span", { class: "wb-who" }, one.name), h("span", { class: "wb-note" }, one.level)))))),
      fold("New persona", newForm));
    sheet.replaceChildren(...(persona() ? [head(persona()), claims(persona())] : [h("p", { class: "wb-empty" }, "There is no persona yet: run the notebook 2_segments first.")]));
    side.replaceChildren(...(persona() ? [claimForm(persona())] : []));
    matrix.replaceChildren(now.shares.warning ? h("p", { class: "wb-caution" }, now.shares.warning) : "",
      table("What each persona takes from each segment: share of the persona", ["Persona", ...now.shares.segments],
        now.shares.rows.map(([name, ...values]) => [name, ...values.map((value) => `${Math.round(100 * value)} %`)])));
  }

  function weights(own) {
    const fields = now.segments.map((one) => [one.id, labelled(one.title, h("input", { type: "number", min: "0", step: "0.1", value: String(Math.round(100 * (own[one.id] ?? 0)) / 100) }))]);
    const read = () => Object.fromEntries(fields.map(([id, field]) => [id, field.querySelector("input").valueAsNumber]).filter(([, value]) => value > 0));
    return { nodes: fields.map(([, field]) => field), read };
  }

  function head(one) {
    const name = h("input", { type: "text", value: one.name, "data-field": "persona-name" });
    const style = menu([["", now.styles.map((each) => [each, each])]], one.style, () => {});
    const seed = h("input", { type: "text", value: one.seed });
    const own = weights(one.segments);
    return h("div", {}, h("h3", { class: "wb-titled" }, h("img", { src: one.face, alt: `Face of ${one.name}`, width: 56, height: 56 }), one.name),
      h("p", { class: "wb-note" }, `${one.level}: ${one.reason}`),
      fold("Name, face, segments", () => form({ class: "wb-form" },
        () => change("save_persona", { persona: one.id, name: name.value.trim(), face: { style: style.value, seed: seed.value.trim() || one.id }, segments: own.read() }, "Saved the persona."),
        labelled("Name", name), labelled("Style of the face", style), labelled("Face (any word gives another)", seed), own.nodes,
        h("button", { type: "submit", class: "wb-button wb-first", "data-do": "save-persona" }, "Save the persona"),
        h("button", { type: "button", class: "wb-button", onclick: () => change("save_persona", { persona: one.id, dropped: true }, `${one.name} is off the sheet; the history keeps it.`) }, "Take it off the sheet"))));
  }

  function newForm() {
    const name = h("input", { type: "text" });
    const own = weights({});
    return form({ class: "wb-form" }, async () => {
      const id = name.value.trim().toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 40);
      if (id && await change("save_persona", { persona: id, name: name.value.trim(), segments: own.read() }, "A new persona.")) { chosen = id; draw(); }
    }, labelled("Name of the new persona", name), own.nodes, h("button", { type: "submit", class: "wb-button" }, "Add the persona"));
  }

  function claims(one) {
    return h("ul", { class: "wb-claims" }, one.claims.map((claim) => h("li", {},
      h("p", { class: "wb-note" }, `${claim.title} · `, h("b", {}, `${claim.mark} ${claim.status}`), ` · ${claim.kind} · by ${claim.author}`,
        claim.counter ? ` · ${claim.counter} against` : ""),
      h("p", {}, claim.text),
      claim.review ? h("p", { class: "wb-caution" }, `Look at it again: ${claim.review}`) : null,
      h("div", { class: "wb-buttons" },
        claim.author === "program" && claim.status !== "assumption" ? act("Accept", claim, () => store(one, claim)) : null,
        act("Edit", claim, () => { edited = claim; draw(); side.querySelector("textarea").focus(); }),
        act("Remove", claim, () => change("remove_claim", { claim: claim.id }, "Taken off the persona; the history keeps it."))))));
  }

  const act = (text, claim, onclick) => h("button", { type: "button", class: "wb-button", onclick }, text, h("span", { class: "wb-hidden" }, ` “${clipped(claim.text, 40)}”`));

  const store = (one, claim) => change("save_claim", {
    persona: one.id, field: claim.field, text: claim.text, kind: claim.kind, factor: claim.factor, evidence: claim.for, against: claim.against, claim: claim.id,
  }, "Saved the claim.");

  function claimForm(one) {
    const start = edited ?? { field: "pains", text: "", kind: "inference", factor: "", for: [], against: [], id: "" };
    const field = menu(now.fields, start.field, () => {}, { "data-field": "claim-field" });
    const text = h("textarea", { rows: "3", value: start.text, "data-field": "claim-text" });
    const kind = menu([["", KINDS]], start.kind, () => {}, { "data-field": "claim-kind" });
    const factor = menu([["", [["", "none"], ...factors.map((each) => [each, each])]]], start.factor, () => {});
    const evidence = evidenceList(one, start);
    return form({ class: "wb-coding", "aria-label": edited ? "Change the claim" : "Add a claim" }, async () => {
      if (!text.value.trim()) { text.focus(); return; }
      const claim = { field: field.value, text: text.value.trim(), kind: kind.value, factor: factor.value, for: evidence.read("for"), against: evidence.read("against"), id: start.id };
      edited = null;
      if (!await store(one, claim)) edited = start;
    }, h("h3", {}, edited ? "Change the claim" : "Add a claim"),
    h("div", { class: "wb-form" }, labelled("Field", field), labelled("Kind", kind), labelled("Factor", factor), labelled("Claim", text, { class: "wb-wide" })),
    h("p", { class: "wb-note" }, start.statistics ? `It also rests on ${start.statistics} figure${start.statistics === 1 ? "" : "s"} of the run.` : "Without evidence it is an assumption, whatever its kind."),
    evidence.node,
    h("div", { class: "wb-buttons" }, h("button", { type: "submit", class: "wb-button wb-first", "data-do": "save-claim" }, "Save the claim"),
      edited ? h("button", { type: "button", class: "wb-button", onclick: () => { edited = null; draw(); } }, "Leave it") : null));
  }

  /** Excerpts, those of the persona's segments first, each as evidence for, against, or neither. */
  function evidenceList(one, start) {
    const own = (excerpt) => excerpt.segment in one.segments;
    const sorted = [...now.excerpts].sort((a, b) => own(b) - own(a));
    const rows = sorted.map((excerpt) => {
      const value = start.for.includes(excerpt.id) ? "for" : start.against.includes(excerpt.id) ? "against" : "";
      const choice = menu([["", [["", "—"], ["for", "for"], ["against", "against"]]]], value, () => {}, { "aria-label": `Evidence: ${excerpt.participant}, “${clipped(excerpt.quote, 60)}”` });
      return { id: excerpt.id, choice, node: h("li", {}, choice, h("span", {}, `“${clipped(excerpt.quote, 120)}”`, h("span", { class: "wb-note" }, ` ${excerpt.participant}, ${excerpt.code}`))) };
    });
    return {
      node: rows.length ? h("ul", { class: "wb-evidence", tabindex: "0", "aria-label": "Excerpts as evidence" }, rows.map((row) => row.node)) : h("p", { class: "wb-empty" }, "Code words of notes first: they can be attached here."),
      read: (value) => rows.filter((row) => row.choice.value === value).map((row) => row.id),
    };
  }

  return { node, load: () => change("personas", {}, "") };
}
