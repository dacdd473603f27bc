// Filters and sorts the table of runs; without it the page is a plain list, the latest run first.
"use strict";
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  form.hidden = false;
  const rows = [...document.querySelectorAll(".runs-table tbody tr")];

  function filter() {
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const status = form.elements.status.value;
    let shown = 0;
    for (const row of rows) {
      const fits = words.every((word) => row.dataset.text.includes(word)) && (!status || row.dataset.status === status);
      row.hidden = !fits;
      shown += fits;
    }
    for (const section of document.querySelectorAll(".study-runs")) {
      section.hidden = !section.querySelector(".runs-table tbody tr:not([hidden])");
    }
    form.querySelector("output").textContent = shown === rows.length ? "" : `${shown} of ${rows.length} runs`;
  }

  function sort(heading) {
    const table = heading.closest("table");
    const column = [...heading.parentElement.children].indexOf(heading);
    const down = heading.getAttribute("aria-sort") !== "descending";
    const value = (row) => row.children[column].dataset.value ?? row.children[column].textContent;
    const compare = heading.dataset.sort === "number"
      ? (a, b) => Number(value(a)) - Number(value(b))
      : (a, b) => value(a).localeCompare(value(b));
    const body = table.tBodies[0];
    [...body.rows].sort((a, b) => (down ? -1 : 1) * compare(a, b)).forEach((row) => body.append(row));
    table.querySelectorAll("th").forEach((th) => th.removeAttribute("aria-sort"));
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
  }

  for (const heading of document.querySelectorAll(".runs-table th[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    button.addEventListener("click", () => sort(heading));
    heading.append(button);
  }
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
})();
