// Who was spoken to, when, by whom, how, and what may be shown: the fields above the text of a note.
import { h, labelled, menu } from "../shared/dom.js";

export const NAMES = ["participant", "segment", "role", "date", "interviewer", "method", "consent", "about"];

const CONSENT = {
  internal: "internal: never quoted outside",
  quote: "quote: may be quoted without a name",
  public: "public: may be published",
};

/** The fields; `changed()` is called after each change. */
export function noteFields(words, changed) {
  const text = (name, attributes = {}) => h("input", { type: "text", autocomplete: "off", "data-field": name, oninput: changed, ...attributes });
  const list = (name, options) => menu([["", options]], options[0]?.[0], changed, { "data-field": name });
  const made = {
    participant: text("participant", { placeholder: "a pseudonym, such as P1; never a name" }),
    segment: list("segment", [["", "none"], ...words.segments.map((one) => [one.id, one.title])]),
    role: list("role", words.roles.map((one) => [one, one || "not said"])),
    date: h("input", { type: "date", "data-field": "date", oninput: changed }),
    interviewer: text("interviewer"),
    method: list("method", words.methods.map((one) => [one, one])),
    consent: list("consent", words.consents.map((one) => [one, CONSENT[one] ?? one])),
    about: text("about", { placeholder: "in words that identify nobody: nurse, early shift" }),
  };
  const titles = {
    participant: "Participant", segment: "Segment", role: "Chosen as", date: "Date", interviewer: "Interviewer",
    method: "Method", consent: "Consent", about: "About the participant",
  };
  const node = h("div", { class: "wb-fields" }, NAMES.map((name) => labelled(titles[name], made[name])));
  return {
    node,
    read: () => Object.fromEntries(NAMES.map((name) => [name, made[name].value])),
    fill(values) {
      for (const name of NAMES) {
        const value = values[name] ?? "";
        const field = made[name];
        if (field.tagName === "SELECT" && ![...field.options].some((option) => option.value === value)) {
          field.append(h("option", { value }, value)); // a segment that died in a refit
        }
        if (field.value !== value) field.value = value;
      }
    },
    enable: (on) => { for (const field of Object.values(made)) field.disabled = !on; },
    focus: () => made.participant.focus(),
  };
}
