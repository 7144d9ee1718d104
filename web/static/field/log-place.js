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
  const state = { moved: position === "pin", preset, isSet: lon !== undefined || preset !== null, found: null };
  const look = () => {
    const isPlaced = state.isSet || (app.locator.fix !== null && !state.moved);
    state.found = isPlaced ? segmentAt(app.area.network, app.map.middle, state.preset) : null;
    app.map.mark(state.found ? [state.found.segment.id] : []);
    where.textContent = isPlaced ? nameOf(state.found?.segment) : t("아직 정하지 않은 자리입니다");
    how.textContent = isPlaced ? howSure(app.locator, state) : whyNot(app);
    confirm.disabled = !isPlaced;
  };
  const goBack = () => {
    if (lon !== undefined) app.map.goTo({ lon, lat });
    else if (state.preset) app.map.frame([state.preset]);
  };
  goBack();

  app.map.listen("dragstart", move);
  app.map.leaflet.getContainer().addEventListener("keydown", moveByKey);
  app.map.listen("moveend", look);
  const stop = app.locator.follow(({ fix }) => {
    app.map.locate(fix);
    // What was said to be on a segment is not where somebody stands who is far from it.
    if (fix && state.preset && app.area.network.on(state.preset, fix).distance > FAR_M) state.moved = true;
    if (fix && !state.moved) app.map.goTo(fix);
    if (!fix && !state.moved) goBack(); // from where the phone may not be any more
    look();
  });
  look();

  confirm.addEventListener("click", async () => {
    look(); // what was seen of the place may be too old by now
    if (confirm.disabled) return;
    const kept = await app.guard(async () => {
      const isAsBefore = lon !== undefined && !state.moved && app.locator.fix === null;
      if (!isAsBefore) await draft.set(answer(app, state));
      return true;
    });
    if (kept) go("category");
  });
  /** The pin is somewhere once there is a map to put it on, or it was moved away from where the phone is. */
  function move() {
    const isSet = state.isSet || Boolean(app.area.network) || app.locator.fix !== null;
    Object.assign(state, { moved: true, preset: null, isSet });
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

function howSure({ fix }, { moved, preset }) {
  if (preset && (moved || !fix)) return t("고른 구간에 핀을 놓았습니다. 다르면 지도를 움직여 주세요.");
  if (moved) return t("지도를 움직여 정한 자리입니다.");
  if (!fix) return t("앞서 정한 자리입니다.");
  return fix.accuracy > ROUGH_M
    ? t("위치가 {metres} m쯤 어긋날 수 있습니다. 지도를 움직여 핀을 맞춰 주세요.", { metres: Math.round(fix.accuracy) })
    : t("오차 {metres} m. 다르면 지도를 움직여 핀을 맞춰 주세요.", { metres: Math.round(fix.accuracy) });
}

/** Why no place can be confirmed yet. */
function whyNot({ area, locator: { fault } }) {
  if (!area.network) return t("지도가 없어 이 전화기의 위치로만 정할 수 있습니다. 신호가 있는 곳에서 동의 지도를 받아 주세요.");
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
