// Which customers are inside a shape drawn on the map; all coordinates in pixels of the map.

/** Rows whose point is inside a closed outline, by the even-odd rule. */
export function insideOutline(points, rows, outline) {
  const box = bounds(outline);
  return rows.filter((row) => {
    const x = points.x[row];
    const y = points.y[row];
    if (x < box.left || x > box.right || y < box.top || y > box.bottom) return false;
    let inside = false;
    for (let i = 0, j = outline.length - 1; i < outline.length; j = i, i += 1) {
      const [ax, ay] = outline[i];
      const [bx, by] = outline[j];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
    return inside;
  });
}

/** Rows within `radius` of a place. */
export function insideCircle(points, rows, [cx, cy], radius) {
  return rows.filter((row) => (points.x[row] - cx) ** 2 + (points.y[row] - cy) ** 2 <= radius * radius);
}

/** The row nearest to a place, or -1 when none is within `reach`. */
export function nearest(points, rows, [cx, cy], reach) {
  let best = -1;
  let least = reach * reach;
  for (const row of rows) {
    const distance = (points.x[row] - cx) ** 2 + (points.y[row] - cy) ** 2;
    if (distance <= least) {
      least = distance;
      best = row;
    }
  }
  return best;
}

/** The outline of the box between two corners. */
export function boxOutline([ax, ay], [bx, by]) {
  return [[ax, ay], [bx, ay], [bx, by], [ax, by]];
}

function bounds(outline) {
  const xs = outline.map(([x]) => x);
  const ys = outline.map(([, y]) => y);
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}
