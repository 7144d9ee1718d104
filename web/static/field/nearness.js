/** What may be one and the same thing, by the rule that the server uses: mapper/domain/duplicate.py. */

const MOST = 5;

/** Which issues may be what a record is about: first those whose positions agree, then those near along the network. */
export function mayBeOne(network, nearness, record, issues) {
  const own = sigmaOf(nearness, radiusOf(nearness, record));
  const sure = [];
  const unsure = [];
  for (const issue of issues) {
    const [lon, lat] = issue.position;
    const distance = network.apart(record, { lon, lat });
    const explained = nearness.agreeing_sigmas * Math.hypot(own, sigmaOf(nearness, accuracyOf(nearness, issue)));
    if (distance <= Math.min(explained, nearness.farthest_m)) sure.push({ issue, distance });
    else if (distance <= nearness.near_m && network.segment(issue.segment)) unsure.push({ issue, distance });
  }
  return [...nearestFirst(sure), ...nearestFirst(reachable(network, nearness.near_m, record, unsure))].slice(0, MOST);
}

/** How sure the place of a record is [m]: what somebody moved by hand is as good as they saw it. */
export const radiusOf = ({ dragged_pin_m: pin }, { position, accuracy_m: accuracy }) =>
  position === "pin" ? pin : accuracy;

function reachable(network, limit, record, found) {
  const from = network.segment(record.segment_id) ? network.on(record.segment_id, record) : network.nearest(record);
  if (!from) return [];
  const feet = found.map(({ issue: { segment, position } }) => {
    const [lon, lat] = position;
    return network.on(segment, { lon, lat });
  });
  const ways = network.distances(from, feet, limit);
  return found.filter((_, i) => ways[i] !== null);
}

const sigmaOf = ({ r68_divisor: divisor, map_error_m: map, default_accuracy_m: usual }, accuracy) =>
  Math.hypot((accuracy ?? usual) / divisor, map);

/** A place that somebody moved by hand is as good as they saw it. */
const accuracyOf = (nearness, { edited, accuracy_m: accuracy }) => (edited?.place ? nearness.dragged_pin_m : accuracy);

const nearestFirst = (found) => found.sort((one, other) => one.distance - other.distance);
