/** Plane geometry in pixels over points {x, y}. */
(() => {
  "use strict";

  const golmok = window.golmok;
  const distance = (a, b) => Math.hypot(b.x - a.x, b.y - a.y);

  function distanceToPiece(point, a, b) {
    const square = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
    if (square === 0) return distance(point, a);
    const along = ((point.x - a.x) * (b.x - a.x) + (point.y - a.y) * (b.y - a.y)) / square;
    const share = Math.max(0, Math.min(1, along));
    return distance(point, { x: a.x + share * (b.x - a.x), y: a.y + share * (b.y - a.y) });
  }

  const length = (line) => line.slice(1).reduce((sum, point, i) => sum + distance(line[i], point), 0);

  /** Point and direction at a share of the length of a line. */
  function along(line, share) {
    let left = length(line) * share;
    for (let i = 1; i < line.length; i += 1) {
      const [a, b] = [line[i - 1], line[i]];
      const piece = distance(a, b);
      if (left <= piece && piece > 0) {
        const part = left / piece;
        return { x: a.x + part * (b.x - a.x), y: a.y + part * (b.y - a.y), angle: Math.atan2(b.y - a.y, b.x - a.x) };
      }
      left -= piece;
    }
    const last = line[line.length - 1];
    return { x: last.x, y: last.y, angle: 0 };
  }

  function normal(a, b) {
    const size = distance(a, b) || 1;
    return { x: -(b.y - a.y) / size, y: (b.x - a.x) / size };
  }

  /** A line beside a line, by so many pixels to its right; corners are mitred and kept short. */
  function beside(line, offset) {
    return line.map((point, i) => {
      const before = i > 0 ? normal(line[i - 1], point) : null;
      const after = i < line.length - 1 ? normal(point, line[i + 1]) : null;
      const one = before || after;
      const two = after || before;
      const sum = { x: one.x + two.x, y: one.y + two.y };
      const reach = Math.min(2, 2 / Math.max(sum.x ** 2 + sum.y ** 2, 0.01));
      return { x: point.x + sum.x * reach * offset, y: point.y + sum.y * reach * offset };
    });
  }

  /** Centre of the area of a ring, good enough to hang a name on. */
  function ringCentre(ring) {
    let [area, x, y] = [0, 0, 0];
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
      const cross = ring[j].x * ring[i].y - ring[i].x * ring[j].y;
      area += cross;
      x += (ring[j].x + ring[i].x) * cross;
      y += (ring[j].y + ring[i].y) * cross;
    }
    return area ? { x: x / (3 * area), y: y / (3 * area), area: Math.abs(area / 2) } : { ...ring[0], area: 0 };
  }

  golmok.geometry = {
    along,
    beside,
    length,
    ringCentre,
    distance,
    distanceToLine: (point, line) =>
      line.length === 1
        ? distance(point, line[0])
        : Math.min(...line.slice(1).map((end, i) => distanceToPiece(point, line[i], end))),
  };
})();
