// Places in a text. The store counts code points, a text field counts UTF-16 units: an emoji is one there, two here.

/** UTF-16 index → code points before it; an index inside a pair counts as before the pair. */
export function toCodePoints(text, index) {
  let points = 0;
  for (let at = 0; at < index; points += 1) {
    const width = text.codePointAt(at) > 0xffff ? 2 : 1;
    if (at + width > index) break;
    at += width;
  }
  return points;
}

/** Code points → UTF-16 index. */
export function toUnits(text, points) {
  let at = 0;
  for (let count = 0; count < points && at < text.length; count += 1) at += text.codePointAt(at) > 0xffff ? 2 : 1;
  return at;
}

/** The selected words without the white space around them, pairs whole; null when nothing is left. */
export function words(text, from, to) {
  let [start, end] = [Math.min(from, to), Math.max(from, to)];
  if (isLow(text, start)) start -= 1;
  if (isLow(text, end)) end += 1;
  while (start < end && /\s/.test(text[start])) start += 1;
  while (end > start && /\s/.test(text[end - 1])) end -= 1;
  return start < end ? { start, end } : null;
}

function isLow(text, index) {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** Where spans are after an edit that nobody has saved yet: moved with the text, cut where it was cut. */
export function moved(before, after, spans) {
  let head = 0;
  const least = Math.min(before.length, after.length);
  while (head < least && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < least - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const grown = after.length - before.length;
  const place = (index, isEnd) => {
    if (index < head || (isEnd && index === head)) return index;
    if (index >= before.length - tail) return index + grown;
    return isEnd ? after.length - tail : head;
  };
  return spans.map((span) => ({ ...span, start: place(span.start, false), end: place(span.end, true) })).filter((span) => span.end > span.start);
}

/** Cut a text at the ends of spans: [{ text, spans: [...] }], which together are the text. */
export function pieces(text, spans) {
  const cuts = [...new Set([0, text.length, ...spans.flatMap((span) => [span.start, span.end])])]
    .filter((cut) => cut >= 0 && cut <= text.length).sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, at) => ({
    text: text.slice(from, cuts[at + 1]),
    spans: spans.filter((span) => span.start <= from && span.end >= cuts[at + 1]),
  }));
}
