/** The switch of axes, and the legend that is also the filter. */
(() => {
  "use strict";

  const golmok = window.golmok;
  const { el, svg, t } = golmok;
  const ONE_DECIMAL = { minimumFractionDigits: 1, maximumFractionDigits: 1 };

  /** A sample of a line as the map draws it: casing, colour, width, dash. */
  golmok.swatch = (symbol, theme) => {
    const line = (attributes) => svg("line", { x1: 5, x2: 39, y1: 8, y2: 8, "stroke-linecap": "round", ...attributes });
    const dotted = symbol.key === "ungraded";
    const dash = symbol.dash.length ? symbol.dash.join(" ") : null;
    return svg(
      "svg",
      { viewBox: "0 0 44 16", class: "golmok-swatch", "aria-hidden": "true", focusable: "false" },
      symbol.bare ? null : line({ stroke: theme.casing, "stroke-width": symbol.width + 2, "stroke-dasharray": dotted ? dash : null }),
      dash && !dotted ? line({ stroke: theme.ground, "stroke-width": symbol.width }) : null,
      line({
        stroke: symbol.colour,
        "stroke-width": symbol.width,
        "stroke-dasharray": dash,
        "stroke-linecap": dash && !dotted ? "butt" : "round",
      }),
    );
  };

  /** Radio buttons 종합 · 주거 · 보행 · 신뢰도. */
  golmok.axisSwitch = (face) => {
    const options = golmok.style.axes.map(({ key, title }) =>
      el(
        "label",
        {},
        el("input", { type: "radio", name: "golmok-axis", value: key, onchange: () => face.set({ axis: key }) }),
        el("span", {}, t(title)),
      ),
    );
    const sync = () => options.forEach((option) => (option.firstChild.checked = option.firstChild.value === face.axis));
    face.on("change", sync);
    sync();
    return el("fieldset", { class: "golmok-switch" }, el("legend", { class: "golmok-quiet" }, t("보기 방식")), options);
  };

  const shareText = (part, whole) => (whole > 0 ? `${Math.round((part / whole) * 100)}%` : "–");

  /** A number and its unit, or nothing while the number is not known. */
  const amount = (number, unit, options) =>
    number === null ? [] : [number.toLocaleString(golmok.locale, options), el("span", { class: "golmok-unit" }, unit)];

  function row(face, symbol, { segments, km }, wholeKm) {
    const toggle = (event) => {
      const hidden = new Set(face.hidden);
      if (event.target.checked) hidden.delete(symbol.key);
      else hidden.add(symbol.key);
      face.set({ hidden });
    };
    return el(
      "label",
      { class: "golmok-row" },
      el("input", { type: "checkbox", checked: !face.hidden.has(symbol.key), onchange: toggle, value: symbol.key }),
      golmok.swatch(symbol, face.theme),
      el("span", { class: "golmok-letter" }, symbol.key.length === 1 ? symbol.mark : ""),
      el("span", { class: "golmok-word" }, golmok.word(symbol)),
      el("span", { class: "golmok-count" }, amount(segments, t("구간"))),
      el("span", { class: "golmok-km" }, amount(km, "km", ONE_DECIMAL)),
      el("span", { class: "golmok-part" }, km === null ? "" : shareText(km, wholeKm)),
    );
  }

  /** The share of every symbol in the length of the city, as one bar. */
  function spread(face, totals) {
    const pieces = face.symbols.map((symbol) => {
      const piece = el("span", { class: face.hidden.has(symbol.key) ? "is-hidden" : "" });
      piece.style.flexGrow = String((totals[symbol.key] || { km: 0 }).km);
      piece.style.backgroundColor = symbol.colour;
      return piece;
    });
    return el("div", { class: "golmok-bar", "aria-hidden": "true" }, pieces);
  }

  /** How to read a line, where the symbols alone do not say it. */
  golmok.reading = (face) => {
    if (face.axis === "confidence") return [];
    const dashes = t("끊어 그린 선은 신뢰도가 낮은 구간입니다.");
    const both = t("가장 크게 보면 위 줄이 주거, 아래 줄이 보행입니다.");
    return [el("p", { class: "golmok-note" }, face.axis === "overall" ? `${dashes} ${both}` : dashes)];
  };

  const NONE = { segments: 0, km: 0 };
  const UNKNOWN = { segments: null, km: null };

  /** One row a symbol: show or hide it; swatch, letter, word, and once they are known segments, kilometres, share. */
  golmok.legend = (face) => {
    const list = el("div", { class: "golmok-rows" });
    const draw = () => {
      const totals = face.totals?.[face.axis] || {};
      const unlisted = face.totals ? NONE : UNKNOWN;
      const wholeKm = Object.values(totals).reduce((sum, { km }) => sum + km, 0);
      const focused = list.contains(document.activeElement) ? document.activeElement.value : null;
      const rows = face.symbols.map((symbol) => row(face, symbol, totals[symbol.key] || unlisted, wholeKm));
      list.replaceChildren(...(wholeKm > 0 ? [spread(face, totals)] : []), ...rows, ...golmok.reading(face));
      if (focused) list.querySelector(`input[value="${focused}"]`)?.focus();
    };
    face.on("change", ({ changed }) => {
      if (changed.some((name) => ["axis", "hidden", "theme", "totals"].includes(name))) draw();
    });
    draw();
    return el("fieldset", { class: "golmok-legend" }, el("legend", {}, t("등급별 구간 수, 길이, 길이의 비율")), list);
  };

  /** Switches of the layers that the map's registry names; segments stay on. */
  golmok.layerSwitches = (map, entries) =>
    el(
      "fieldset",
      { class: "golmok-layers" },
      el("legend", {}, t("지도에 표시")),
      entries
        .filter(({ key }) => key !== "segments")
        .map(({ key, title, layer }) => {
          const box = el("input", {
            type: "checkbox",
            value: key,
            checked: map.hasLayer(layer),
            onchange: (event) => (event.target.checked ? layer.addTo(map) : layer.remove()),
          });
          layer.on("add remove", ({ type }) => (box.checked = type === "add")); // an address may switch it too
          return el("label", {}, box, el("span", {}, t(title)));
        }),
    );
})();
