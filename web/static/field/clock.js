/**
 * By which clock a record was written. The clock of a phone may be wrong, and its network may put it right before the
 * record is sent; what the server wants to know is what the clock that it was written by would show then.
 */

const PLACE = "golmok-heard";
const NOTICEABLE_MS = 300_000;
const TIMES = /_(at|since)$/;

const heard = () => JSON.parse(localStorage.getItem(PLACE));
const behind = ({ server, ours }) => server - ours;

/** Note what the server's clock shows, beside ours. */
export function hear(serverTime) {
  localStorage.setItem(PLACE, JSON.stringify({ server: Date.parse(serverTime), ours: Date.now() }));
}

/** What is to be kept of the clock when a record is begun. */
export const reading = () => ({
  at: Date.now(),
  steady: performance.now(),
  page: performance.timeOrigin,
  heard: heard(),
});

/**
 * What the server is told of the clock when a record is sent: how far that was behind by which the record was begun.
 */
export function clockHeaders(begun) {
  if (!begun?.heard) return {};
  const now = Date.now() + behind(heard() ?? begun.heard);
  return {
    "Golmok-Clock": new Date(now - offsetOf(begun)).toISOString(),
    "Golmok-Heard": new Date(begun.heard.server).toISOString(),
  };
}

/**
 * How far the clock was behind by which a record was begun: what was measured last before the record, or else last of
 * all, or else what the time that went by since tells in the same page: the first of them by which the record was begun
 * between what the server said before it and now. What was measured before our clock was put anew says nothing.
 */
function offsetOf(begun) {
  const last = heard() ?? begun.heard;
  const now = Date.now() + behind(last);
  const offsets = begun.isMoved ? [behind(last)] : [behind(begun.heard), behind(last)];
  if (begun.page === performance.timeOrigin) offsets.push(now - (performance.now() - begun.steady) - begun.at);
  const isPossible = (offset) =>
    begun.at + offset > begun.heard.server - NOTICEABLE_MS && begun.at + offset < now + NOTICEABLE_MS;
  return offsets.find(isPossible) ?? behind(last);
}

/**
 * How far our clock was put on (or back: less than nothing) since a record was begun; 0 while nothing tells. The page
 * itself tells it where it counted more time than the clock; less may be a phone that slept, and then it is what the server
 * said before and after.
 */
export function movedSince(begun) {
  if (!begun?.heard) return 0;
  if (begun.page === performance.timeOrigin) {
    const lost = performance.now() - begun.steady - (Date.now() - begun.at);
    if (lost > NOTICEABLE_MS) return -lost;
    if (lost > -NOTICEABLE_MS) return 0;
  }
  const moved = offsetOf(begun) - behind(heard() ?? begun.heard);
  return Math.abs(moved) > NOTICEABLE_MS ? moved : 0;
}

/** The reading as our clock would have given it as it is now. */
export const moveReading = (begun, moved) => ({ ...begun, at: begun.at + moved, isMoved: true });

/** A record with all its times moved: what is named so, however deep in it. */
export function moveTimes(value, moved, name = "") {
  if (typeof value === "string") return TIMES.test(name) ? new Date(Date.parse(value) + moved).toISOString() : value;
  if (Array.isArray(value)) return value.map((one) => moveTimes(one, moved));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, moveTimes(one, moved, key)]));
}
