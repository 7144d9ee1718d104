/** The page of a standalone file: switch, legend, layers, and a card on a click. */
(() => {
  "use strict";

  const golmok = window.golmok;
  const { el, t } = golmok;
  const { map, face } = golmok.shell;
  const facts = JSON.parse(document.getElementById("golmok-facts").textContent);
  const sheet = document.getElementById("golmok-card");
  const live = document.getElementById("golmok-live");

  if (map.getZoom() === undefined) golmok.settle(map);
  face.set({ totals: facts.axes });
  const { as_of: asOf, known_at: knownAt, rubric } = facts.run;
  const told = [
    asOf && t("기준일 {day}", { day: golmok.date(asOf) }),
    knownAt && t("{moment}까지 알려진 자료", { moment: golmok.date(knownAt) }),
  ];
  document.getElementById("golmok-as-of").textContent = told.filter(Boolean).join(" · ");
  const more = el(
    "details",
    { open: window.innerWidth > 767 },
    el("summary", {}, t("범례와 지도에 표시할 것")),
    golmok.legend(face),
    golmok.layerSwitches(map, face.registry),
    el("p", { class: "golmok-foot" }, rubric ? t("항목표 {version}", { version: rubric }) : ""),
  );
  const panel = document.getElementById("golmok-panel");
  panel.append(golmok.axisSwitch(face), more);
  if (facts.visit) panel.prepend(visitList(facts.visit));

  /** The stops of a visit in their order, each leading to its place on the map and its card. */
  function visitList({ day, expires, export: number, metres, minutes, stops }) {
    more.open = false;
    const go = (stop) => () => {
      if (stop.place) map.setView([stop.place[1], stop.place[0]], 18);
      face.fire("pick", { props: { id: stop.segment, name: stop.alley }, latlng: map.getCenter() });
    };
    const line = (stop) =>
      el(
        "li",
        {},
        el("button", { type: "button", onclick: go(stop) }, stop.alley || t("이름 없는 골목")),
        el("span", {}, [stop.district, stop.grade || t("미조사"), t("출발 뒤 {minutes}분", { minutes: stop.after_min })].filter(Boolean).join(" · ")),
      );
    return el(
      "details",
      { open: window.innerWidth > 767, class: "golmok-visit" },
      el("summary", {}, t("현장방문 {day}", { day: golmok.date(day) })),
      el("p", { class: "golmok-foot" }, t("걷는 거리 {metres} m · 모두 {minutes}분", { metres: metres.toLocaleString(golmok.locale), minutes })),
      el("ol", {}, stops.map(line)),
      el("p", { class: "golmok-foot" }, t("내보내기 번호 {number}, {day}까지", { number, day: golmok.date(expires) })),
    );
  }

  function close() {
    sheet.hidden = true;
    face.set({ selected: null });
    map.getContainer().focus();
  }

  face.on("pick", ({ props, latlng }) => {
    sheet.hidden = !props;
    if (!props) return;
    const nodes = facts.cards[props.id] ? golmok.card(facts.cards[props.id]) : golmok.cardOf(props);
    const button = el(
      "button",
      { type: "button", class: "golmok-close", "aria-label": t("카드 닫기"), onclick: close },
      "×",
    );
    sheet.replaceChildren(button, ...nodes);
    live.textContent = t("{name} 카드를 열었습니다", { name: props.name || t("이름 없는 골목") });
    sheet.querySelector("h2").focus();
    map.panInside(latlng, golmok.room(map));
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !sheet.hidden) close();
    if (event.key === "Enter" && document.activeElement === map.getContainer()) {
      golmok.together(map).choose(map.getCenter(), "centre");
    }
  });
})();
