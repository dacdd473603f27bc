// The left column: segments with their progress, and the notes of each.
import { h } from "../shared/dom.js";

/** Draw the segments and their notes; `open(id)` and `begin(segment)` act. */
export function shelf(words, notes, current, { open, begin }) {
  const known = new Set(words.segments.map((one) => one.id));
  const rest = notes.filter((note) => !known.has(note.segment));
  const groups = words.segments.map((one) => group(one, notes.filter((note) => note.segment === one.id), current, { open, begin }));
  if (rest.length || !words.segments.length) groups.push(group({ id: "", title: "No segment", colour: "#7A7F87", progress: "" }, rest, current, { open, begin }));
  return groups;
}

function group(segment, notes, current, { open, begin }) {
  return h("section", { class: "wb-segment", "aria-label": segment.title },
    h("h4", {}, h("span", { class: "wb-swatch", style: { background: segment.colour } }), segment.title),
    segment.planned ? meter(segment) : null,
    segment.progress ? h("p", { class: "wb-note" }, segment.progress) : null,
    h("ul", {}, notes.map((note) => h("li", {}, h("button", {
      type: "button", class: "wb-open", "data-note": note.id, "aria-current": note.id === current ? "true" : null, onclick: () => open(note.id),
    }, h("span", { class: "wb-who" }, note.participant || "no participant yet"), h("span", { class: "wb-note" }, said(note)), warning(note))))),
    h("button", { type: "button", class: "wb-button wb-new", "data-segment": segment.id, onclick: () => begin(segment.id) },
      "New note", h("span", { class: "wb-hidden" }, ` for ${segment.title}`)));
}

function meter(segment) {
  const label = `${segment.interviews} of ${segment.planned} interviews done`;
  return h("div", { class: "wb-progress" },
    h("div", { class: "wb-rail", "aria-hidden": "true" }, h("div", { style: { width: `${Math.min(100, (100 * segment.interviews) / segment.planned)}%`, background: segment.colour } })),
    h("span", {}, label));
}

function said(note) {
  const parts = [note.date, note.role, note.method === "interview" ? "" : note.method, note.excerpts ? `${note.excerpts} coded` : "not coded"];
  return parts.filter(Boolean).join(" · ");
}

function warning(note) {
  const parts = [note.flags ? `personal data: ${note.flags}` : "", note.conflict ? "two versions" : ""].filter(Boolean);
  return parts.length ? h("span", { class: "wb-caution" }, `⚠ ${parts.join(", ")}`) : null;
}
