"use strict";
// The answers become columns, the columns scores, the scores probabilities: as TypingTool.score does.
const data = JSON.parse(document.getElementById("tool").textContent);

function answers(question, number) {
  const field = document.getElementById("q" + number);
  if (question.kind === "numeric") {
    const text = field.querySelector("input").value.trim();
    const value = Number(text);
    if (text === "" || !Number.isFinite(value)) return null;
    return [question.log ? Math.log1p(Math.max(value, 0)) : value];
  }
  if (question.kind === "multi-select") {
    const boxes = [...field.querySelectorAll("input[data-level]")];
    const none = field.querySelector("input[data-none]");
    if (!(none && none.checked) && !boxes.some((box) => box.checked)) return null;
    return boxes.map((box) => (box.checked ? 1 : 0));
  }
  const chosen = question.kind === "select" ? field.querySelector("select") : field.querySelector("input:checked");
  if (chosen === null || chosen.value === "") return null;
  const place = Number(chosen.value);
  return question.scored ? [place] : question.columns.map((_, level) => (level === place ? 1 : 0));
}

function probabilities(given) {
  const scores = [...data.constants];
  let row = 0;
  data.questions.forEach((question, number) => {
    question.columns.forEach(([centre, scale], column) => {
      const value = given[number] === null ? 0 : (given[number][column] - centre) / scale;
      data.slopes[row].forEach((slope, segment) => { scores[segment] += slope * value; });
      row += 1;
    });
  });
  const largest = Math.max(...scores);
  const parts = scores.map((score) => Math.exp(score - largest));
  const sum = parts.reduce((a, b) => a + b, 0);
  return parts.map((part) => part / sum);
}

function show() {
  const given = data.questions.map(answers);
  const answered = given.filter((answer) => answer !== null).length;
  const verdict = document.getElementById("verdict");
  const text = document.getElementById("text");
  const list = document.getElementById("probabilities");
  list.replaceChildren();
  text.textContent = "";
  if (answered === 0) {
    verdict.textContent = "No question is answered yet.";
    return;
  }
  const ranked = probabilities(given)
    .map((p, segment) => ({ p, segment: data.segments[segment] }))
    .sort((a, b) => b.p - a.p);
  const [first] = ranked;
  verdict.textContent = first.segment.title + ": probability " + Math.round(100 * first.p) + " %, from "
    + answered + " of " + data.questions.length + " questions.";
  text.textContent = first.segment.text;
  for (const { p, segment } of ranked) {
    const item = document.createElement("li");
    const bar = document.createElement("span");
    bar.className = "bar";
    bar.style.width = 100 * p + "%";
    bar.setAttribute("aria-hidden", "true");
    const label = document.createElement("span");
    label.textContent = segment.title + ", " + (100 * p).toFixed(1) + " %";
    label.dataset.probability = String(p);
    item.append(label, bar);
    list.append(item);
  }
}

document.getElementById("form").addEventListener("input", (event) => {
  // "None of these" and the other options exclude each other
  const box = event.target;
  if (box.type === "checkbox" && box.checked) {
    const other = "alone" in box.dataset ? "input:not([data-alone])" : "input[data-alone]";
    box.closest("fieldset").querySelectorAll(other).forEach((one) => { one.checked = false; });
  }
  show();
});
document.getElementById("form").addEventListener("submit", (event) => event.preventDefault());
document.getElementById("form").addEventListener("reset", () => window.setTimeout(show, 0));
show();
