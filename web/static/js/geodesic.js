/**
 * Metres on the ellipsoid of WGS 84, of places as Leaflet has them.
 *
 * Lengths are those of Gauss's mid-latitude formula: with the radii of curvature at the middle of a leg a flat triangle is
 * as good as the ellipsoid, to a millimetre over 10 km. Areas are those of the cylindrical equal-area projection (Snyder
 * 1987, 10-1 and 10-2), which keeps them; edges are straight on it, which over 1 km is 2 cm beside the shortest way.
 */

const A = 6_378_137;
const F = 1 / 298.257223563;
const E2 = F * (2 - F);
const E = Math.sqrt(E2);
const radians = (degrees) => (degrees * Math.PI) / 180;

function leg(from, to) {
  const middle = radians((from.lat + to.lat) / 2);
  const w = 1 - E2 * Math.sin(middle) ** 2;
  const north = ((A * (1 - E2)) / w ** 1.5) * radians(to.lat - from.lat);
  const east = (A / Math.sqrt(w)) * Math.cos(middle) * radians(to.lng - from.lng);
  return Math.hypot(north, east);
}

/** How long a line is, in metres. */
export const lengthOf = (places) => places.slice(1).reduce((sum, place, i) => sum + leg(places[i], place), 0);

const onCylinder = ({ lat, lng }) => {
  const sine = Math.sin(radians(lat));
  const q = (1 - E2) * (sine / (1 - E2 * sine ** 2) - Math.log((1 - E * sine) / (1 + E * sine)) / (2 * E));
  return { x: A * radians(lng), y: (A * q) / 2 };
};

/** How large the area between corners is, in square metres. */
export function areaOf(corners) {
  const flat = corners.map(onCylinder);
  const [{ x: x0, y: y0 } = { x: 0, y: 0 }] = flat; // near zero no digits are lost
  const twice = flat.reduce((sum, { x, y }, i) => {
    const next = flat[(i + 1) % flat.length];
    return sum + (x - x0) * (next.y - y0) - (next.x - x0) * (y - y0);
  }, 0);
  return Math.abs(twice) / 2;
}
