/** What the address bar says of the page of changes: which days, how they are shown, what is narrowed. */

export const AXES = ["overall", "residential", "walking"];
const FILTERS = ["kind", "was", "now", "district", "followed"];

/** What an address asks for; what it does not know is left out. */
export function stateIn(search, modes) {
  const asked = new URLSearchParams(search);
  const one = (name, known) => (known.includes(asked.get(name)) ? asked.get(name) : known[0]);
  const day = (name) => (/^\d{4}-\d{2}-\d{2}$/.test(asked.get(name) ?? "") ? asked.get(name) : "");
  const filters = Object.fromEntries(FILTERS.map((name) => [name, asked.getAll(name)]).filter(([, wanted]) => wanted.length));
  const known = Number.isNaN(Date.parse(asked.get("known") ?? "")) ? "" : asked.get("known");
  return { mode: one("mode", modes), axis: one("axis", AXES), before: day("before"), after: day("after"), day: day("day"), known, filters };
}

/** The address of what is shown, and of where the map is. */
export function addressOf(state, map, selected) {
  const query = new URLSearchParams({ before: state.before, after: state.after });
  for (const name of ["known", "day"]) if (state[name]) query.set(name, state[name]);
  if (state.mode !== "change") query.set("mode", state.mode);
  if (state.axis !== "overall") query.set("axis", state.axis);
  for (const [name, wanted] of Object.entries(state.filters)) for (const option of wanted) query.append(name, option);
  const { lat, lng } = map.getCenter();
  const place = [`map=${map.getZoom()}/${lat.toFixed(5)}/${lng.toFixed(5)}`, ...(selected ? [`segment=${selected}`] : [])];
  return `${window.location.pathname}?${query}#${place.join("&")}`;
}
