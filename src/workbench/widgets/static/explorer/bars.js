// The bars below the map: one a group of the colour, its share, and a click that chooses it.
import { h } from "../shared/dom.js";
import { css } from "./colours.js";
import { percent } from "./details.js";

/**
 * Bars of the groups of the colour. `chosen` is the key of the pressed bar; `inside` holds the share of each
 * group within the selection, null when nothing is selected.
 */
export function bars(title, groups, { shares, counts, inside, chosen, onchoose }) {
  const most = Math.max(...shares, ...(inside ?? [0]), 0.01);
  const rows = groups.map((group, at) => {
    if (!counts[at]) return null;
    const bar = (share, kind) => h("span", { class: `wb-bar ${kind}`, style: { width: `${(100 * share) / most}%`, background: css(group.colour) } });
    return h("li", {}, h("button", {
      type: "button",
      class: "wb-group",
      "aria-pressed": String(chosen === group.key),
      "data-group": group.key,
      onclick: () => onchoose(group, at),
    },
    h("span", { class: "wb-swatch", style: { background: css(group.colour) } }),
    h("span", { class: "wb-name" }, group.title),
    h("span", { class: "wb-track", "aria-hidden": "true" }, bar(shares[at], "wb-whole"), inside ? bar(inside[at], "wb-inside") : null),
    inside ? h("span", { class: "wb-share wb-strong" }, percent(inside[at]), h("span", { class: "wb-hidden" }, " of the selection, ")) : null,
    h("span", { class: "wb-share" }, percent(shares[at]), h("span", { class: "wb-hidden" }, inside ? " of all," : ",")),
    h("span", { class: "wb-n" }, `n ${counts[at].toLocaleString("en-GB")}`)));
  });
  return h("section", { class: "wb-groups", "aria-label": title }, h("h3", {}, title),
    inside ? h("p", { class: "wb-note wb-columns", "aria-hidden": "true" }, "in the selection, of all, customers") : null,
    h("ul", { class: inside ? "wb-with" : "" }, rows));
}
