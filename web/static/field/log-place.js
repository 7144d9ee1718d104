/** Where it is: the segment under the pin lights up, and one tap says that it is the one. */

const { el, t } = window.golmok;
const FAR_M = 60;
const ROUGH_M = 30;

export function placeStep({ app, screen, draft, go }) {
  app.router.title(t("어디입니까?"));
  app.map.show({ pin: true });
  const where = el("p", { class: "log-where", "aria-live": "polite" });
  const how = el("p", { class: "field-hint" });
  const confirm = el("button", { type: "button", class: "action" }, t("여기가 맞습니다"));
  screen.append(where, how, confirm);

  const { lon, lat, position, segment_id: segment } = draft.body;
  const preset = lon === undefined && app.area.network?.segment(segment) ? segment : null;
  const state = { moved: position === "pin", preset, found: null };
  const look = () => {
    state.found = segmentAt(app.area.network, app.map.middle, state.preset);
    app.map.mark(state.found ? [state.found.segment.id] : []);
    where.textContent = nameOf(state.found?.segment);
    how.textContent = howSure(app.locator, state);
  };
  if (lon !== undefined) app.map.goTo({ lon, lat });
  else if (preset) app.map.frame([preset]);

  app.map.listen("dragstart", move);
  app.map.leaflet.getContainer().addEventListener("keydown", moveByKey);
  app.map.listen("moveend", look);
  const stop = app.locator.follow(({ fix }) => {
    app.map.locate(fix);
    // What was said to be on a segment is not where somebody stands who is far from it.
    if (fix && state.preset && app.area.network.on(state.preset, fix).distance > FAR_M) state.moved = true;
    if (fix && !state.moved) app.map.goTo(fix);
    look();
  });
  look();

  confirm.addEventListener("click", async () => {
    const kept = await app.guard(async () => {
      await draft.set(answer(app, state));
      return true;
    });
    if (kept) go("category");
  });
  function move() {
    Object.assign(state, { moved: true, preset: null });
  }
  function moveByKey({ key }) {
    if (key.startsWith("Arrow")) move();
  }
  return () => {
    stop();
    app.map.leaflet.getContainer().removeEventListener("keydown", moveByKey);
  };
}

const nameOf = (segment) => (segment ? (segment.name ?? t("이름 없는 골목")) : t("가까운 구간이 없습니다"));

/** The segment that is meant: the one that was named beforehand until the pin is moved, else the nearest. */
function segmentAt(network, place, preset) {
  const found = preset ? network.on(preset, place) : network?.nearest(place);
  return found?.distance <= FAR_M ? found : null;
}

function howSure({ fix, fault }, { moved, preset }) {
  if (moved && preset) return t("고른 구간에 핀을 놓았습니다. 다르면 지도를 움직여 주세요.");
  if (moved) return t("지도를 움직여 정한 자리입니다.");
  if (fix)
    return fix.accuracy > ROUGH_M
      ? t("위치가 {metres} m쯤 어긋날 수 있습니다. 지도를 움직여 핀을 맞춰 주세요.", {
          metres: Math.round(fix.accuracy),
        })
      : t("오차 {metres} m. 다르면 지도를 움직여 핀을 맞춰 주세요.", { metres: Math.round(fix.accuracy) });
  if (fault === "denied") return t("위치를 쓸 수 없게 막혀 있습니다. 지도를 움직여 핀을 맞춰 주세요.");
  return t("위치를 찾는 중입니다. 기다리지 않고 지도를 움직여 정해도 됩니다.");
}

/** What the record says of the place: where the phone is, or where the pin was moved to. */
function answer({ map, locator: { fix } }, { moved, found }) {
  const isPin = moved || !fix;
  const at = isPin ? map.middle : fix;
  return {
    body: {
      lon: Number(at.lon.toFixed(6)),
      lat: Number(at.lat.toFixed(6)),
      accuracy_m: isPin ? undefined : fix.accuracy,
      position: isPin ? "pin" : "gps",
      segment_id: found?.segment.id,
    },
    label: { where: found ? nameOf(found.segment) : t("핀으로 정한 자리") },
  };
}
