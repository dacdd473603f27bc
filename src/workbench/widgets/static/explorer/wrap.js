// Long names in little room: broken between words into lines, cut only when they still do not fit.

/** Lines of at most `width` letters, at most `most` of them; the last ends in … when something was cut. */
export function wrapped(text, width, most) {
  const lines = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const kept = lines.slice(0, most);
  if (lines.length > most) kept[most - 1] += "…";
  return kept.map((line) => (line.length > width ? `${line.slice(0, width - 1)}…` : line));
}

/** Places from top to bottom, each `room` high, moved apart where they would overlap and kept above `bottom`. */
export function spread(middles, rooms, bottom) {
  const places = [...middles];
  for (let at = 1; at < places.length; at += 1) {
    places[at] = Math.max(places[at], places[at - 1] + (rooms[at - 1] + rooms[at]) / 2);
  }
  for (let at = places.length - 1; at >= 0; at -= 1) {
    const limit = at === places.length - 1 ? bottom - rooms[at] / 2 : places[at + 1] - (rooms[at] + rooms[at + 1]) / 2;
    places[at] = Math.min(places[at], limit);
  }
  return places;
}
