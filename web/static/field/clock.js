/**
 * By which clock a record was written. The clock of a phone may be wrong, and its network may put it right before the
 * record is sent; what the server wants to know is what the clock that it was written by would show then.
 */

const PLACE = "golmok-heard";
const NOTICEABLE_MS = 300_000;

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
 * What the server is told of the clock when a record is sent. How far that was behind is what was measured last before
 * the record, or else last of all, or else what the time that went by since tells in the same page: the first of them by
 * which the record was begun between what the server said before it and now.
 */
export function clockHeaders(begun) {
  if (!begun?.heard) return {};
  const last = heard() ?? begun.heard;
  const now = Date.now() + behind(last);
  const offsets = [behind(begun.heard), behind(last)];
  if (begun.page === performance.timeOrigin) offsets.push(now - (performance.now() - begun.steady) - begun.at);
  const isPossible = (offset) =>
    begun.at + offset > begun.heard.server - NOTICEABLE_MS && begun.at + offset < now + NOTICEABLE_MS;
  const offset = offsets.find(isPossible) ?? behind(last);
  return {
    "Golmok-Clock": new Date(now - offset).toISOString(),
    "Golmok-Heard": new Date(begun.heard.server).toISOString(),
  };
}
