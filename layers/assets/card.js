/** The grade card: why a segment has its grade, as exact sums. Built of text nodes only. */
(() => {
  "use strict";

  const golmok = window.golmok;
  const { el, t } = golmok;
  const SHOWN_LINES = 5;
  const GRADE_AXES = ["overall", "residential", "walking"];
  const CONFIDENCE_WORDS = {
    high: t("높음 — 최근 조사가 점수를 뒷받침합니다"),
    medium: t("보통 — 조사한 지 시간이 지났습니다"),
    low: t("낮음 — 다시 조사할 때가 되었습니다"),
  };

  const hundredths = (points) => Math.round(points * 100);
  const signed = (value) => `${value < 0 ? "− " : ""}${(Math.abs(value) / 100).toFixed(2)}`;

  /** A share in words for a reader. */
  golmok.percent = (share) => (share > 0 && share < 0.01 ? t("1% 미만") : `${Math.round(share * 100)}%`);

  /** 2026. 11. 21.(토) or 21 Nov 2026, and the hour where there is one; dates stay the day they were written as. */
  golmok.date = (text) => {
    if (!text) return "";
    const dayOnly = /^\d{4}-\d{2}-\d{2}$/.test(text);
    const moment = new Date(dayOnly ? `${text}T12:00:00+09:00` : text);
    const part = (options) => new Intl.DateTimeFormat(golmok.locale, { timeZone: "Asia/Seoul", ...options }).format(moment);
    const hour = dayOnly ? "" : part({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    if (golmok.locale !== "ko-KR") return [part({ dateStyle: "medium" }), hour].filter(Boolean).join(", ");
    const day = `${part({ year: "numeric", month: "numeric", day: "numeric" })}(${part({ weekday: "short" })})`;
    return [day, hour].filter(Boolean).join(" ");
  };

  /** A coloured tile with the letter of a grade. */
  golmok.tile = (symbol, size = "") => {
    const tile = el("span", { class: `golmok-tile ${size}` }, symbol.key === "ungraded" ? "–" : t(symbol.mark));
    tile.style.backgroundColor = symbol.colour;
    tile.style.color = symbol.ink;
    return tile;
  };

  const axisTitle = (key) => t(golmok.style.axes.find((axis) => axis.key === key).title);

  function verdict(card) {
    const { overall } = card;
    const symbol = golmok.symbolOf("overall", overall.grade);
    const words =
      overall.status === "graded"
        ? [
            el("strong", {}, golmok.word(symbol)),
            el("span", { class: "golmok-score" }, t("{score}점", { score: overall.score.toFixed(2) })),
          ]
        : [el("strong", {}, t("미조사")), el("span", { class: "golmok-why" }, reasonOf(card))];
    return el("div", { class: "golmok-verdict" }, golmok.tile(symbol, "is-large"), el("p", {}, words));
  }

  /** Why a letter is not the one its score alone would give: the dead band around a cut. */
  function deadBand({ status, score, grade }) {
    if (status !== "graded") return null;
    const { cuts, deadBand: points } = golmok.style;
    const place = cuts.findIndex((cut) => score >= cut);
    const alone = "ABCDE"[place === -1 ? cuts.length : place];
    const text = t("점수만 보면 {alone}이지만, 등급은 경계를 {points}점 넘게 벗어나야 바뀝니다.", { alone, points });
    return alone === grade ? null : el("p", { class: "golmok-note" }, text);
  }

  /** Why an overall grade is missing: its own reason, or those of the axes. */
  function reasonOf({ overall, residential, walking }) {
    const reasons = [overall, residential, walking].map(({ reason_ko: reason }) => reason).filter(Boolean);
    return reasons.length ? t(reasons[0]) : t("조사 결과가 없습니다");
  }

  function axisRow(key, axis) {
    const symbol = golmok.symbolOf(key, axis.grade);
    const graded = axis.status === "graded";
    return el(
      "div",
      { class: "golmok-axis-row" },
      el("dt", {}, axisTitle(key)),
      el(
        "dd",
        {},
        golmok.tile(symbol),
        el("span", {}, graded ? golmok.word(symbol) : axis.reason_ko ? t(axis.reason_ko) : t("미조사")),
        graded ? el("span", { class: "golmok-number" }, axis.score.toFixed(2)) : null,
      ),
    );
  }

  function likelihood(overall) {
    const grades = golmok.symbolsOf("overall").filter(({ key }) => key in (overall.probability || {}));
    if (!grades.length) return null;
    const share = ({ key }) => overall.probability[key];
    const said = grades.filter((one) => share(one) >= 0.005).map((one) => `${one.mark} ${golmok.percent(share(one))}`);
    const bar = el(
      "div",
      { class: "golmok-bar", role: "img", "aria-label": t("등급 확률: {said}", { said: said.join(", ") }) },
      grades.map((one) => {
        const piece = el("span");
        piece.style.flexGrow = String(share(one));
        piece.style.backgroundColor = one.colour;
        return piece;
      }),
    );
    const note = t("다시 조사했을 때 나올 등급의 확률입니다.");
    return section(
      t("등급 확률"),
      bar,
      el(
        "p",
        { class: "golmok-spread", "aria-hidden": "true" },
        said.map((text) => el("span", {}, text)),
      ),
      el("p", { class: "golmok-note" }, note),
    );
  }

  const section = (title, ...content) => el("section", { class: "golmok-section" }, el("h3", {}, title), content);

  /** Base first, then the largest deductions, then one line for the rest; the sum is the score, to the hundredth. */
  golmok.sumRows = (lines) => {
    const rows = lines.map(({ key, label, points }) => ({ key, label, value: hundredths(points) }));
    const base = rows.filter(({ key }) => key === "base");
    const others = rows.filter(({ key }) => key !== "base").sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
    const cut = others.length > SHOWN_LINES + 1 ? SHOWN_LINES : others.length;
    const rest = others.slice(cut);
    return {
      shown: [...base, ...others.slice(0, cut)],
      rest,
      restValue: rest.reduce((sum, { value }) => sum + value, 0),
      total: rows.reduce((sum, { value }) => sum + value, 0),
    };
  };

  function sumTable(key, axis) {
    const { shown, rest, restValue, total } = golmok.sumRows(axis.lines);
    const row = ({ label, value }, attributes = {}) =>
      el("tr", attributes, el("th", { scope: "row" }, t(label)), el("td", {}, signed(value)));
    const hidden = rest.map((line) => row(line, { hidden: true, class: "golmok-folded" }));
    const unfold = el(
      "button",
      { type: "button", "aria-expanded": "false", class: "golmok-unfold" },
      t("그 밖에 {count}개 항목", { count: rest.length }),
    );
    unfold.addEventListener("click", () => {
      const open = unfold.getAttribute("aria-expanded") !== "true";
      unfold.setAttribute("aria-expanded", String(open));
      for (const line of hidden) line.hidden = !open;
    });
    const more = rest.length
      ? [el("tr", {}, el("th", { scope: "row" }, unfold), el("td", {}, signed(restValue))), ...hidden]
      : [];
    return el(
      "table",
      { class: "golmok-sum" },
      el("caption", {}, t("{axis} 점수는 이렇게 나왔습니다", { axis: axisTitle(key) })),
      el(
        "tbody",
        {},
        shown.map((line) => row(line)),
        more,
      ),
      el(
        "tfoot",
        {},
        el(
          "tr",
          {},
          el("th", { scope: "row" }, t("{axis} 점수", { axis: axisTitle(key) })),
          el("td", {}, `= ${(total / 100).toFixed(2)}`),
        ),
      ),
    );
  }

  /** Sums of the three axes behind a switch; only the graded ones. */
  function sums(card) {
    const graded = GRADE_AXES.filter((key) => card[key].status === "graded" && (card[key].lines || []).length);
    if (!graded.length) return null;
    const holder = el("div", {}, sumTable(graded[0], card[graded[0]]));
    const name = `golmok-sum-${card.id}`;
    const option = (key, i) =>
      el(
        "label",
        {},
        el("input", {
          type: "radio",
          name,
          checked: i === 0,
          onchange: () => holder.replaceChildren(sumTable(key, card[key])),
        }),
        el("span", {}, axisTitle(key)),
      );
    const choice = el(
      "fieldset",
      { class: "golmok-switch is-small" },
      el("legend", { class: "golmok-quiet" }, t("계산을 볼 축")),
      graded.map(option),
    );
    return section(t("점수 계산"), graded.length > 1 ? choice : null, holder);
  }

  /** When it was surveyed last, and how often; whose page lists the surveys makes a way to them of that. */
  function surveyed({ surveyed_on: day, surveys }) {
    if (!day) return t("조사한 적 없음");
    const times = surveys ? [" · ", el("span", { class: "golmok-surveys" }, t("모두 {count}회", { count: surveys }))] : [];
    return [golmok.date(day), ...times];
  }

  function facts(card) {
    const rows = [
      [t("신뢰도"), card.overall.status === "graded" ? CONFIDENCE_WORDS[card.overall.confidence] : null],
      [t("마지막 조사"), surveyed(card)],
      [t("다음 할 일"), golmok.locale === "ko-KR" ? card.next_action : card.next_action_en],
      [t("기준일"), card.run && card.run.as_of ? golmok.date(card.run.as_of) : null],
    ];
    const told = rows.filter(([, text]) => text);
    return el(
      "dl",
      { class: "golmok-facts" },
      told.map(([term, text]) => el("div", {}, el("dt", {}, term), el("dd", {}, text))),
    );
  }

  /** What residents wrote and photographed, as far as it was released to everyone. */
  function reports(card) {
    if (!(card.reports || []).length) return null;
    const photo = (name) => el("img", { src: `/photos/${name}.jpg`, alt: t("주민이 보낸 사진"), loading: "lazy" });
    const told = card.reports.map(({ label, words, photos }) =>
      el("li", {}, el("strong", {}, t(label)), words ? el("p", {}, words) : null, photos.map(photo)),
    );
    return section(t("주민이 알린 것"), el("ul", { class: "golmok-reports" }, told));
  }

  const lengthOf = (card) => (card.length_m ? `${Math.round(card.length_m)} m` : null);

  /** The nodes of a card, as answered by the segments API; the heading has the id golmok-card-title. */
  golmok.card = (card) => {
    const where = [card.district && card.district.name, lengthOf(card)].filter(Boolean).join(" · ");
    const axes = ["residential", "walking"].map((key) => axisRow(key, card[key]));
    return [
      el("h2", { id: "golmok-card-title", tabindex: "-1" }, card.name || t("이름 없는 골목")),
      el("p", { class: "golmok-where" }, where),
      verdict(card),
      deadBand(card.overall),
      el("dl", { class: "golmok-axes" }, axes),
      likelihood(card.overall),
      sums(card),
      reports(card),
      facts(card),
    ].filter(Boolean);
  };

  /** A card of what a map's own data says, where there is no full one. */
  golmok.cardOf = (props) => {
    const axis = (key) => ({ status: props[key] ? "graded" : "ungraded", grade: props[key] });
    return [
      el("h2", { id: "golmok-card-title", tabindex: "-1" }, props.name || t("이름 없는 골목")),
      el(
        "dl",
        { class: "golmok-axes" },
        GRADE_AXES.map((key) => {
          const symbol = golmok.symbolOf(key, axis(key).grade);
          return el(
            "div",
            { class: "golmok-axis-row" },
            el("dt", {}, axisTitle(key)),
            el("dd", {}, golmok.tile(symbol), el("span", {}, golmok.word(symbol))),
          );
        }),
      ),
      el(
        "dl",
        { class: "golmok-facts" },
        props.confidence
          ? el("div", {}, el("dt", {}, t("신뢰도")), el("dd", {}, CONFIDENCE_WORDS[props.confidence]))
          : null,
      ),
    ];
  };
})();
