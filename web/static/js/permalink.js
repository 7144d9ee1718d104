/**
 * What the address holds of the page, so that a link shows the same thing to someone else:
 * #map=15/37.73800/127.04500&axis=walking&hide=A,ungraded&show=venues&segment=ID&view=table&district=CODE&q=TEXT&sort=name
 */

const AXES = ["overall", "residential", "walking", "confidence"];
const VALUES = ["A", "B", "C", "D", "E", "high", "medium", "low", "ungraded"];
const TABLE = ["district", "q", "sort", "order", "page"];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const readable = (value) => encodeURIComponent(value).replaceAll("%2F", "/").replaceAll("%2C", ",");

/** The state an address asks for; what it does not know or does not say is as at first. */
export function read(hash) {
  const values = new URLSearchParams(hash.replace(/^#/, ""));
  const hidden = (values.get("hide") || "").split(",").filter((value) => VALUES.includes(value));
  return {
    axis: AXES.includes(values.get("axis")) ? values.get("axis") : "overall",
    hidden: new Set(hidden),
    shown: new Set((values.get("show") || "").split(",")),
    selected: UUID.test(values.get("segment")) ? values.get("segment") : null,
    view: values.get("view") === "table" ? "table" : "map",
    table: Object.fromEntries(TABLE.map((name) => [name, values.get(name) || ""])),
  };
}

/** The address of a state; map is Leaflet's, or null where there is none or it is nowhere yet. */
export function write({ axis, hidden, shown, selected, view, table }, map) {
  const parts = [];
  if (map && map.getZoom() !== undefined) {
    const { lat, lng } = map.getCenter();
    parts.push(["map", `${map.getZoom()}/${lat.toFixed(5)}/${lng.toFixed(5)}`]);
  }
  if (axis !== "overall") parts.push(["axis", axis]);
  if (hidden.size) parts.push(["hide", [...hidden].join(",")]);
  if (shown.size) parts.push(["show", [...shown].join(",")]);
  if (selected) parts.push(["segment", selected]);
  if (view === "table") parts.push(["view", view], ...Object.entries(table).filter(([, value]) => value));
  return `#${parts.map(([name, value]) => `${name}=${readable(value)}`).join("&")}`;
}
