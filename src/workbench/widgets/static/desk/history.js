// What a note was before: every revision with its author, and the way out for a participant who withdraws.
import { fold, h } from "../shared/dom.js";

/**
 * Make the fold below a note. `load()` resolves to its revisions, newest first; `take(text)` puts an earlier text
 * into the field; `withdraw(yes)` takes the note out of use or brings it back.
 */
export function historyFold({ load, take, withdraw }) {
  const inside = h("div", { class: "wb-history" });
  const node = fold("Earlier revisions, withdrawal", () => inside);
  node.addEventListener("toggle", () => { if (node.open) draw(); });
  let isWithdrawn = false;

  async function draw() {
    const revisions = await load();
    if (!revisions) return;
    inside.replaceChildren(
      revisions.length ? h("ol", { class: "wb-revisions", tabindex: "0", "aria-label": "Revisions, newest first" }, revisions.map((one, at) => revision(one, at === 0))) : h("p", { class: "wb-empty" }, "Nothing is stored yet."),
      revisions.length ? leaving() : "");
  }

  const revision = (one, isNewest) => h("li", {},
    h("p", { class: "wb-note" }, h("b", {}, `Revision ${one.revision}`), ` · ${one.at} · ${one.author}`,
      one.accepted ? "" : " · met another save and was kept beside it",
      one.withdrawn ? " · withdrawn" : "", one.changed.length ? ` · changed: ${one.changed.join(", ")}` : ""),
    h("pre", { class: "wb-version", tabindex: "0", "aria-label": `Text of revision ${one.revision}` }, one.text),
    isNewest ? null : h("button", { type: "button", class: "wb-button", "data-do": "take-revision", onclick: () => take(one.text) },
      "Take this text", h("span", { class: "wb-hidden" }, ` of revision ${one.revision}`)));

  const leaving = () => h("div", {},
    h("p", { class: "wb-note" }, isWithdrawn ? "This note is withdrawn: no analysis, persona or page uses it." : "When a participant withdraws: no analysis, persona or page uses the note any more; the history keeps it."),
    h("button", { type: "button", class: "wb-button", "data-do": "withdraw", onclick: async () => { await withdraw(!isWithdrawn); } },
      isWithdrawn ? "Bring the note back" : "Withdraw the note"));

  return {
    node,
    /** The open note changed: an open fold shows its revisions anew. */
    update(withdrawn) {
      isWithdrawn = withdrawn;
      if (node.open) draw();
    },
    close() {
      node.open = false;
      inside.replaceChildren();
    },
  };
}
