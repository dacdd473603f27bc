// The third page of the desk: notes from files and from the survey, and the roster that keeps names out of them.
import { form, h, labelled, menu, table } from "../shared/dom.js";

/** Make the page. `ask(action, detail, done)` resolves to the answer, or to nothing when it was refused. */
export function bringingPage(words, ask, fresh) {
  const told = h("div", { role: "status", class: "wb-told" });
  const people = h("div", {});
  const node = h("div", { class: "wb-bringing" }, files(), answers(), roster());

  function files() {
    const chosen = h("input", { type: "file", multiple: true, accept: words.endings.join(","), "data-field": "files" });
    const participant = h("input", { type: "text", autocomplete: "off", "data-field": "bring-participant", value: fresh().participant ?? "" });
    const segment = menu([["", [["", "none"], ...words.segments.map((one) => [one.id, one.title])]]], "", () => {}, { "data-field": "bring-segment" });
    const method = menu([["", words.methods.map((one) => [one, one])]], words.methods[0], () => {}, { "data-field": "bring-method" });
    const consent = menu([["", words.consents.map((one) => [one, one])]], words.consents[0], () => {}, { "data-field": "bring-consent" });
    const date = h("input", { type: "date", "data-field": "bring-date" });
    return form({ class: "wb-box", "aria-label": "Bring in files" }, async () => {
      if (!chosen.files.length) { chosen.focus(); return; }
      const read = await Promise.all([...chosen.files].map(async (file) => ({ name: file.name, content: await base64(file) })));
      const given = { participant: participant.value.trim(), segment: segment.value, method: method.value, consent: consent.value, date: date.value };
      const answer = await ask("bring_files", { files: read, given }, "");
      if (!answer) return;
      told.replaceChildren(h("ul", {}, answer.map((one) => h("li", { class: one.refused ? "wb-bad" : "" }, `${one.name}: ${one.refused ?? one.said}`))));
      chosen.value = "";
      participant.value = fresh().participant ?? "";
      load();
    }, h("h3", {}, "Files"),
    h("p", { class: "wb-note" }, `Transcripts (txt, md, docx, vtt, srt), tables with a row a note (csv, xlsx), coded quotes, rosters, projects of other programs (qdpx, qdc) and our json. What was brought in before stays as it is.`),
    labelled("Files", chosen),
    h("fieldset", { class: "wb-fieldset" }, h("legend", {}, "What a transcript does not say of itself"),
      labelled("Participant (several files are numbered on)", participant), labelled("Segment", segment), labelled("Date", date), labelled("Method", method), labelled("Consent", consent)),
    h("button", { type: "submit", class: "wb-button wb-first", "data-do": "bring-files" }, "Bring in"), told);
  }

  function answers() {
    const said = h("p", { role: "status", class: "wb-said" });
    return h("section", { class: "wb-box", "aria-label": "Open answers of the survey" }, h("h3", {}, "Open answers of the survey"),
      h("p", { class: "wb-note" }, "Each becomes a survey comment in the segment of its respondent: internal, under a pseudonym, and never counted as an interview."),
      h("button", { type: "button", class: "wb-button", "data-do": "bring-answers", onclick: async () => {
        const answer = await ask("bring_answers", {}, "");
        if (answer) said.textContent = `${answer}.`;
      } }, "Bring in the open answers"), said);
  }

  function roster() {
    const who = h("input", { type: "text", autocomplete: "off", "data-field": "roster-participant", placeholder: "P1" });
    const names = h("input", { type: "text", autocomplete: "off", "data-field": "roster-names", placeholder: "Ann Lee; Annie" });
    return form({ class: "wb-box", "aria-label": "Who is who" }, async () => {
      if (!who.value.trim() || !names.value.trim()) { (who.value.trim() ? names : who).focus(); return; }
      const answer = await ask("save_participant", { participant: who.value.trim(), names: names.value.split(";").map((one) => one.trim()).filter(Boolean) }, "Saved in roster.csv; these names become the pseudonym from now on.");
      if (!answer) return;
      who.value = "";
      names.value = "";
      show(answer);
    }, h("h3", {}, "Who is who"),
    h("p", { class: "wb-note" }, "Names stand in roster.csv beside the study and nowhere else. Whatever is saved or brought in after a name is here holds the pseudonym in its place; the store forgets nothing, so write names here first."),
    h("div", { class: "wb-form" }, labelled("Pseudonym", who), labelled("Names, with ; between", names, { class: "wb-wide" }), h("button", { type: "submit", class: "wb-button", "data-do": "save-participant" }, "Save")), people);
  }

  function show(known) {
    people.replaceChildren(known.length ? table("The roster of this study", ["Pseudonym", "Names"], known.map((one) => [one.pseudonym, one.names.join("; ")]))
      : h("p", { class: "wb-empty" }, "Nobody is in the roster yet."));
  }

  async function load() {
    const known = await ask("roster", {}, "");
    if (known) show(known === true ? [] : known);
  }

  return { node, load };
}

async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}
