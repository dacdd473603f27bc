// The left column: segments with their progress, and the notes of each.
import { fold, h } from "../shared/dom.js";

const MOST = 200; // survey comments that a fold shows

/**
 * Draw the segments and their notes; `open(id)` and `begin(segment)` act. `notes`, `comments` (survey answers) and
 * `withdrawn` are those of the store; `current` is the open one, `unfolded` the folds that stand open.
 */
export function shelf(segments, { notes, comments, withdrawn }, current, { open, begin, unfolded }) {
  const known = new Set(segments.map((one) => one.id));
  const of = (list, segment) => list.filter((note) => (known.has(note.segment) ? note.segment : "") === segment);
  const own = (one) => group(one, of(notes, one.id), of(comments, one.id), current, { open, begin, unfolded });
  const groups = segments.map(own);
  const none = { id: "", title: "No segment", colour: "#7A7F87", progress: "" };
  if (of(notes, "").length || of(comments, "").length || !segments.length) groups.push(own(none));
  if (withdrawn.length) {
    groups.push(kept(unfolded, "withdrawn", `Withdrawn (${withdrawn.length})`, () => h("div", {},
      h("p", { class: "wb-note" }, "Used nowhere; open one to bring it back."),
      h("ul", {}, withdrawn.map((note) => entry(note, current, open, note.date))))));
  }
  return groups;
}

/** A fold that is as open as it was when the shelf is drawn again. */
function kept(unfolded, key, title, make) {
  const node = fold(title, make);
  node.dataset.fold = key;
  if (unfolded.has(key)) {
    node.append(make());
    node.open = true;
  }
  node.addEventListener("toggle", () => (node.open ? unfolded.add(key) : unfolded.delete(key)));
  return node;
}

function entry(note, current, open, words) {
  return h("li", {}, h("button", {
    type: "button", class: "wb-open", "data-note": note.id, "aria-current": note.id === current ? "true" : null, onclick: () => open(note.id),
  }, h("span", { class: "wb-who" }, note.participant || "no participant yet"), h("span", { class: "wb-note" }, words), warning(note)));
}

function group(segment, notes, comments, current, { open, begin, unfolded }) {
  return h("section", { class: "wb-segment", "aria-label": segment.title },
    h("h4", {}, h("span", { class: "wb-swatch", style: { background: segment.colour } }), segment.title),
    segment.planned ? meter(segment) : null,
    segment.progress ? h("p", { class: "wb-note" }, segment.progress) : null,
    h("ul", {}, notes.map((note) => entry(note, current, open, said(note)))),
    comments.length ? kept(unfolded, `comments-${segment.id}`, `Survey comments (${comments.length})`, () => answers(comments, current, open)) : null,
    h("button", { type: "button", class: "wb-button wb-new", "data-segment": segment.id, onclick: () => begin(segment.id) },
      "New note", h("span", { class: "wb-hidden" }, ` for ${segment.title}`)));
}

function answers(comments, current, open) {
  return h("div", {}, h("ul", {}, comments.slice(0, MOST).map((note) => entry(note, current, open, `${note.words}${note.excerpts ? ` · ${note.excerpts} coded` : ""}`))),
    comments.length > MOST ? h("p", { class: "wb-note" }, `The first ${MOST} of ${comments.length}.`) : null);
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
