// Segments by hand: use another solution, rename, recolour, merge, make a segment of a selection; and the history.
import { h, labelled, menu, refill } from "../shared/dom.js";
import { AUTHOR, keep, recall } from "../shared/me.js";

const NOT_DRAWN = "Those who are not drawn go with the customer of their segment who is most like them and drawn; filters hold for them too.";

/**
 * The form. `make(action, detail)` sends one change and resolves when it is stored.
 *
 * update({ hand, history, palette, viewed, focus, selected, tests, undrawn }) fills it; what is being typed stays.
 */
export function editForm(make) {
  const author = h("input", { type: "text", autocomplete: "name", "data-field": "author", value: recall(AUTHOR), oninput: () => keep(AUTHOR, author.value.trim()) });
  const reason = h("input", { type: "text", "data-field": "reason" });
  const said = h("p", { class: "wb-said", role: "status" });
  const name = h("input", { type: "text", maxlength: "60", "data-field": "name", oninput: () => { typed = segment; } });
  const holder = h("div", { class: "wb-edits" });
  const past = h("div", {});
  let now = null;
  let segment = null;
  let other = null;
  let typed = null; // the segment whose new name is typed and not saved: it stays, whatever else is shown

  async function send(action, detail, { needsReason = false } = {}) {
    if (!author.value.trim()) return complain("Write your name first: it stays with the change.", author);
    if (needsReason && !reason.value.trim()) return complain("Write the reason first: it stays with the change.", reason);
    said.textContent = "Saving …";
    said.classList.remove("wb-bad");
    try {
      said.textContent = await make(action, { ...detail, author: author.value.trim(), reason: reason.value.trim() });
      reason.value = "";
      if (action === "rename") typed = null;
    } catch (error) {
      complain(`Not saved. ${error.message}`);
    }
    return undefined;
  }

  function complain(text, field) {
    said.textContent = text;
    said.classList.add("wb-bad");
    field?.focus();
  }

  function update(next) {
    const changed = now?.focus !== next.focus && next.hand.segments.some((one) => one.id === next.focus);
    now = next;
    const ids = next.hand.segments.map((one) => one.id);
    if (changed) segment = next.focus;
    if (!ids.includes(segment)) segment = ids[0];
    if (!ids.includes(other) || other === segment) other = ids.find((id) => id !== segment);
    if (typed !== segment) { name.value = chosen()?.name ?? ""; typed = null; }
    refill(holder, groups);
    refill(past, () => [history(next.history, () => send("undo", {}))]);
  }

  const chosen = () => now.hand.segments.find((one) => one.id === segment);
  const options = (but) => [["", now.hand.segments.filter((one) => one.id !== but).map((one) => [one.id, one.title])]];
  const button = (text, onclick, attributes = {}) => h("button", { type: "button", class: "wb-button", onclick, ...attributes }, text);

  function groups() {
    return [
      now.viewed ? group("Use another solution",
        h("p", {}, `The map shows “${now.viewed.title}”; in use is “${now.hand.title}”.`),
        button(`Use ${now.viewed.title}`, () => send("choose", { solution: now.viewed.name }, { needsReason: true }), { "data-do": "choose" })) : null,
      group("Name and colour",
        labelled("Segment", menu(options(), segment, (value) => { segment = value; update(now); }, { "data-field": "segment" }), { class: "wb-row" }),
        labelled("Name", name, { class: "wb-wide" }),
        button("Rename", () => send("rename", { segment, name: name.value.trim() }), { "data-do": "rename" }),
        swatches()),
      group("Merge", ...(now.hand.segments.length > 2 ? merging() : [h("p", {}, "There are only two segments: merged they would be one.")])),
      group("Split",
        h("p", {}, now.selected.length
          ? `${now.selected.length.toLocaleString("en-GB")} customers are selected on the map. ${now.undrawn ? NOT_DRAWN : ""}`
          : "Select customers on the map first: they become a segment of their own."),
        button("Make the selection a segment", () => send("split", { rows: Array.from(now.selected), tests: now.tests }, { needsReason: true }),
          { "data-do": "split", disabled: !now.selected.length })),
    ].filter(Boolean);
  }

  const merging = () => [
    labelled(`${chosen().title} with`, menu(options(segment), other, (value) => { other = value; }, { "data-field": "other" }), { class: "wb-wide" }),
    button("Merge the two", () => send("merge", { segments: [segment, other] }, { needsReason: true }), { "data-do": "merge" }),
  ];

  function swatches() {
    const paints = now.palette.map(([colour, title]) => h("button", {
      type: "button", class: "wb-paint", "aria-label": title, title, "aria-pressed": String(chosen().colour === colour),
      style: { background: colour }, onclick: () => send("recolour", { segment, colour }),
    }));
    return h("div", { class: "wb-paints", role: "group", "aria-label": `Colour of ${chosen().title}` }, paints);
  }

  const node = h("div", { class: "wb-edit" },
    h("p", { class: "wb-note" }, "Changes are kept beside the study with your name and reason; notebooks 4 and 5 and later runs use them."),
    h("div", { class: "wb-form" }, labelled("Your name", author), labelled("Reason (needed to choose, merge or split)", reason, { class: "wb-wide" })),
    said, holder, past);
  return { node, update };
}

function group(title, ...content) {
  return h("fieldset", { class: "wb-fieldset" }, h("legend", {}, title), ...content);
}

function history(items, undo) {
  if (!items.length) return h("p", { class: "wb-note" }, "Nothing has been changed by hand.");
  const entries = [...items].reverse().map((item) => h("li", { class: item.undone ? "wb-undone" : "" },
    h("span", {}, item.text, item.undone ? " (undone)" : ""), h("span", { class: "wb-note" }, ` ${item.author}, ${item.when}${item.reason ? `: ${item.reason}` : ""}`)));
  return h("section", { "aria-label": "Changes by hand" }, h("h3", {}, "Changes by hand"),
    h("button", { type: "button", class: "wb-button", "data-do": "undo", onclick: undo, disabled: items.every((item) => item.undone || item.is_undo) }, "Undo the last change"),
    h("ol", { class: "wb-history" }, entries));
}
