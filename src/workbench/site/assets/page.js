// Draws the charts of a page: library and data are inflated here, so that the file stays small.
"use strict";
(() => {
  const root = document.documentElement;
  const plots = [...document.querySelectorAll(".chart-plot")];
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const coarse = matchMedia("(pointer: coarse)");
  const PRINTED = { width: 690, height: 860 }; // A4 less its margins, a title and a caption, in CSS pixels
  const config = { responsive: true, displayModeBar: false, displaylogo: false, showSendToCloud: false, showLink: false };
  const figures = new Map();
  let looks = null;
  let printing = false;

  async function unpack(base64) {
    const bytes = Uint8Array.fromBase64?.(base64.trim()) ?? Uint8Array.from(atob(base64.trim()), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).text();
  }

  // A small screen has no room for wide margins and long names: smaller type, no dragging (it would stop scrolling).
  function fitted(figure, width) {
    const layout = { ...figure.layout, autosize: true };
    layout.template = dark.matches && !printing ? looks.dark : looks.light;
    layout.margin = { ...(looks.light.layout.margin), t: 24, ...(layout.margin || {}) };
    if (width && width < 520) {
      layout.font = { ...(layout.font || {}), size: 11 };
      // a figure that asks for room at its right writes words there
      const right = figure.layout.margin?.r ? Math.min(layout.margin.r, 60) : 12;
      layout.margin = { ...layout.margin, l: Math.min(layout.margin.l, 40), r: right };
      wrapTitles(layout);
    }
    // before names are wrapped: how many lines they have follows from the height
    if (printing) Object.assign(layout, { width: PRINTED.width, height: Math.min(layout.height || 420, PRINTED.height), autosize: false });
    if (width && (width < 520 || printing)) shortHeads(figure, layout);
    if (width) wrapNames(figure, layout, width < 520 ? 18 : 42);
    if (coarse.matches) layout.dragmode = false;
    return layout;
  }

  // Long names of categories go over several lines where there is no room beside them.
  function wrapped(name, width, most) {
    const text = name.replaceAll("<br>", " ");
    if (most < 2) return text.length > width + 6 ? `${text.slice(0, width + 5)}…` : text;
    const lines = [""];
    for (const word of text.split(/\s+/)) {
      const last = lines.length - 1;
      if (lines[last] && lines[last].length + word.length >= width) lines.push(word);
      else lines[last] += (lines[last] ? " " : "") + word;
    }
    const shown = lines.slice(0, most).map((line) => (line.length > width + 6 ? `${line.slice(0, width + 5)}…` : line));
    return shown.join("<br>") + (lines.length > most ? "…" : "");
  }

  // Where columns or panels are narrow, of "S1 · Regulars" the id is written; the words are in the table.
  function shortHeads(figure, layout) {
    const short = (text) => (/^(<b>)?(S\d+)(<br>| · )/.exec(text) || [])[2];
    for (const note of layout.annotations || []) if (!note.showarrow) note.text = short(note.text) || note.text;
    const columns = [...new Set(figure.data.filter((t) => t.type === "heatmap" && Array.isArray(t.x)).flatMap((t) => t.x))];
    if (columns.some((x) => short(String(x)))) {
      layout.xaxis = { ...layout.xaxis, tickmode: "array", tickvals: columns, ticktext: columns.map((x) => short(String(x)) || x) };
    }
  }

  // The words along an axis go over several lines, too.
  function wrapTitles(layout) {
    for (const name of Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key))) {
      const text = layout[name].title?.text;
      if (!text) continue;
      const font = { ...(layout[name].title.font || {}), size: 11 };
      layout[name] = { ...layout[name], title: { ...layout[name].title, font, text: name[0] === "x" ? wrapped(text, 30, 3) : text } };
    }
  }

  function wrapNames(figure, layout, width) {
    const done = new Set(); // several traces share an axis: its names are wrapped once
    for (const trace of figure.data) {
      const name = `yaxis${(trace.yaxis || "y").slice(1)}`;
      if (done.has(name)) continue;
      const axis = layout[name] || {};
      if (Array.isArray(axis.ticktext) && axis.tickmode !== "auto") {
        const most = Math.min(3, Math.floor(((layout.height || 420) - 120) / axis.ticktext.length / 15));
        if (axis.ticktext.some((n) => n.length > width)) layout[name] = { ...axis, ticktext: axis.ticktext.map((n) => wrapped(n, width, most)) };
        done.add(name);
        continue;
      }
      if (!Array.isArray(trace.y) || !trace.y.some((y) => typeof y === "string" && y.length > width)) continue;
      if (trace.y.some((y) => typeof y !== "string" || /^\d{4}-\d\d/.test(y))) continue;
      const names = [...new Set(figure.data.filter((t) => (t.yaxis || "y") === (trace.yaxis || "y")).flatMap((t) => t.y || []))];
      const most = Math.min(3, Math.floor(((layout.height || 420) - 120) / names.length / 15));
      layout[name] = { ...axis, type: "category", tickmode: "array", tickvals: names, ticktext: names.map((n) => wrapped(String(n), width, most)) };
      done.add(name);
    }
  }

  function draw(plot) {
    const figure = figures.get(plot);
    if (!figure) return null;
    window.Plotly.purge(plot); // else bands of a flow chart move to their place slowly, and a print shows them half way
    // plotly writes into what it is given
    plot.style.height = `${printing ? Math.min(figure.layout.height || 420, PRINTED.height) : figure.layout.height || 420}px`;
    return window.Plotly.newPlot(plot, structuredClone(figure.data), fitted(structuredClone(figure), plot.clientWidth), config);
  }

  function redraw() { figures.forEach((_, plot) => draw(plot)); }

  function failed(why) {
    root.dataset.charts = "failed";
    root.classList.remove("draws");
    document.querySelectorAll("figure.chart details.numbers").forEach((fold) => { fold.open = true; });
    console.warn(`The charts could not be drawn (${why}); their tables are open instead.`);
  }

  async function start() {
    const library = document.getElementById("library");
    if (!library || !plots.length) { root.dataset.charts = "0"; return; }
    if (!("DecompressionStream" in window)) { failed("this browser cannot inflate them"); return; }
    root.classList.add("draws");
    const script = document.createElement("script");
    script.textContent = await unpack(library.textContent);
    document.head.append(script);
    looks = JSON.parse(document.getElementById("looks").textContent);
    let drawn = 0;
    for (const plot of plots) {
      const data = plot.closest("figure").querySelector(".chart-data");
      figures.set(plot, JSON.parse(await unpack(data.textContent)));
      await draw(plot);
      if (!drawn) performance.mark("first-chart");
      drawn += 1;
      if (drawn < plots.length) await new Promise((next) => setTimeout(next));
    }
    performance.mark("charts");
    root.dataset.charts = String(drawn);
  }

  // What scrolls can be reached by keyboard.
  for (const box of document.querySelectorAll(".output, .chart-room, pre")) {
    if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) box.tabIndex = 0;
  }
  dark.addEventListener("change", redraw);
  const about = document.querySelector("details.about");
  addEventListener("beforeprint", () => { printing = true; about.open = true; redraw(); });
  addEventListener("afterprint", () => { printing = false; about.open = false; redraw(); });

  // On a narrow screen the contents are folded at first.
  if (innerWidth < 1100) document.querySelector("nav.contents details")?.removeAttribute("open");
  start().catch((error) => failed(error.message));
})();
