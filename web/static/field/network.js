/** The segments of an area as lines in metres: which one is nearest, and how far it is from one place to another along them. */

const METRES_PER_DEGREE = 111_195;

export class Network {
  #segments;
  #east;
  #meeting = new Map();

  constructor(segments) {
    const lat = segments[0]?.line[0][1] ?? 37;
    this.#east = METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180);
    this.#segments = new Map(
      segments.map((segment) => [segment.id, { segment, line: segment.line.map((at) => this.#metres(at)) }]),
    );
    for (const { id, ends } of segments) {
      for (const end of ends) this.#meeting.set(end, [...(this.#meeting.get(end) ?? []), id]);
    }
  }

  segment(id) {
    return this.#segments.get(id)?.segment ?? null;
  }

  /** How far two places are apart in a straight line [m]. */
  apart(one, other) {
    const [ax, ay] = this.#metres([one.lon, one.lat]);
    const [bx, by] = this.#metres([other.lon, other.lat]);
    return Math.hypot(ax - bx, ay - by);
  }

  /** The graded segment nearest to a place: {segment, distance, along} in metres, or null. */
  nearest({ lon, lat }) {
    const at = this.#metres([lon, lat]);
    let best = null;
    for (const { segment, line } of this.#segments.values()) {
      if (!segment.graded) continue;
      const foot = footOn(line, at);
      if (!best || foot.distance < best.distance) best = { segment, ...foot };
    }
    return best;
  }

  /** Where on a segment a place lies. */
  on(id, { lon, lat }) {
    const { segment, line } = this.#segments.get(id);
    return { segment, ...footOn(line, this.#metres([lon, lat])) };
  }

  /** How far it is along the network from one foot to others, as far as `limit` [m]; null where it is farther. */
  distances(from, others, limit) {
    const reached = this.#walk(from, limit);
    return others.map((to) => {
      const { ends, length_m: length } = to.segment;
      const ways = [
        (reached.get(ends[0]) ?? Infinity) + to.along,
        (reached.get(ends[1]) ?? Infinity) + length - to.along,
        to.segment.id === from.segment.id ? Math.abs(to.along - from.along) : Infinity,
      ];
      const shortest = Math.min(...ways);
      return shortest <= limit ? shortest : null;
    });
  }

  /** Dijkstra from a foot to the junctions within reach. */
  #walk({ segment, along }, limit) {
    const reached = new Map();
    const open = [
      [along, segment.ends[0]],
      [Math.max(0, segment.length_m - along), segment.ends[1]],
    ];
    while (open.length > 0) {
      open.sort(([one], [other]) => other - one);
      const [far, junction] = open.pop();
      if (far > limit || reached.has(junction)) continue;
      reached.set(junction, far);
      for (const id of this.#meeting.get(junction) ?? []) {
        const { ends, length_m: length } = this.#segments.get(id).segment;
        open.push([far + length, ends[0] === junction ? ends[1] : ends[0]]);
      }
    }
    return reached;
  }

  #metres([lon, lat]) {
    return [lon * this.#east, lat * METRES_PER_DEGREE];
  }
}

function footOn(line, [x, y]) {
  let best = { distance: Infinity, along: 0 };
  let before = 0;
  for (let i = 1; i < line.length; i += 1) {
    const [[ax, ay], [bx, by]] = [line[i - 1], line[i]];
    const length = Math.hypot(bx - ax, by - ay);
    const share = length ? Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length ** 2)) : 0;
    const distance = Math.hypot(ax + share * (bx - ax) - x, ay + share * (by - ay) - y);
    if (distance < best.distance) best = { distance, along: before + share * length };
    before += length;
  }
  return best;
}
