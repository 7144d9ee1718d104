/** The history of a segment: its grades as a line and as the table that the line is drawn from, then what became known. */

const golmok = window.golmok;
const { el, svg, t } = golmok;

const WIDTH = 360;
const HEIGHT = 132;
const LEFT = 26;
const RIGHT = 8;
const TOP = 8;
const BOTTOM = 20;
const DAY_MS = 86_400_000;

const photoAddress = (sha256, size = "") => `/api/v1/photos/${sha256}${size}`;
const number = (score) => (score === null ? t("미조사") : score.toFixed(2));

export class History {
  /** ask(page) answers a page of the history. */
  constructor(ask) {
    Object.assign(this, { ask, page: 0, facts: [], grades: [], more: false });
    this.holder = el("div", {});
  }

  async nodes() {
    if (!this.page) await this.read();
    return [this.holder];
  }

  async read() {
    const { facts, grades, as_of: asOf, size } = await this.ask(this.page + 1);
    this.page += 1;
    this.asOf = asOf;
    this.facts.push(...facts.items);
    this.grades.push(...grades.items);
    this.more = this.page * size < Math.max(facts.total, grades.total);
    this.draw(facts.total);
  }

  draw(total) {
    this.holder.replaceChildren(
      ...(this.grades.length ? [gradeLine(this.grades, this.asOf), gradeTable(this.grades)] : []),
      el("h4", {}, t("조사와 불편사항 {count}건", { count: total.toLocaleString(golmok.locale) })),
      this.facts.length ? el("ol", { class: "why-facts" }, this.facts.map(factRow)) : el("p", {}, t("아직 없습니다.")),
      this.more ? el("button", { type: "button", class: "tool", onclick: ({ target }) => this.goOn(target) }, t("더 오래된 것 보기")) : "",
    );
  }

  /** Show what is older; the reader goes on at the first of it. */
  async goOn(button) {
    button.disabled = true;
    const seen = this.facts.length;
    try {
      await this.read();
      const next = this.holder.querySelectorAll(".why-facts > li")[seen];
      next?.setAttribute("tabindex", "-1");
      next?.focus();
    } catch {
      button.disabled = false;
      button.textContent = t("불러오지 못했습니다. 다시 시도");
    }
  }
}

/* ---- grades over time ---- */

/** Scores as steps: each holds until the next official grade that is another one. */
function gradeLine(newestFirst, asOf) {
  const grades = [...newestFirst].reverse();
  const begin = Date.parse(grades[0].as_of);
  const end = Math.max(Date.parse(asOf), begin + DAY_MS);
  const x = (day) => LEFT + ((Date.parse(day) - begin) / (end - begin)) * (WIDTH - LEFT - RIGHT);
  const y = (score) => TOP + (1 - score / 100) * (HEIGHT - TOP - BOTTOM);
  const held = grades.map((one, i) => ({ ...one, until: grades[i + 1]?.as_of ?? asOf, next: grades[i + 1] }));
  const steps = held
    .filter(({ overall }) => overall.score !== null)
    .map(({ as_of: from, until, overall, next }) => {
      const fall = next && next.overall.score !== null ? `V${y(next.overall.score).toFixed(1)}` : "";
      return `M${x(from).toFixed(1)} ${y(overall.score).toFixed(1)}H${x(until).toFixed(1)}${fall}`;
    });
  const dot = ({ as_of: day, overall: { grade, score } }) =>
    svg("circle", { cx: x(day), cy: y(score), r: 4.5, fill: golmok.symbolOf("overall", grade).colour, class: "why-dot" });
  const said = grades.map(({ as_of: day, overall: { grade, score } }) => `${golmok.date(day)} ${grade ?? ""} ${number(score)}`);
  return svg(
    "svg",
    {
      class: "why-line",
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: "img",
      "aria-label": t("종합 점수: {said}", { said: said.join(", ") }),
    },
    bands(y),
    svg("path", { d: steps.join(""), class: "why-steps-line" }),
    grades.filter(({ overall }) => overall.score !== null).map(dot),
    svg("text", { x: LEFT, y: HEIGHT - 5 }, golmok.date(grades[0].as_of)),
    svg("text", { x: WIDTH - RIGHT, y: HEIGHT - 5, "text-anchor": "end" }, golmok.date(asOf)),
  );
}

/** Where one letter ends and the next begins. */
function bands(y) {
  const { cuts } = golmok.style;
  const edges = [100, ...cuts, 0];
  return [..."ABCDE"].flatMap((letter, i) => [
    svg("text", { x: 6, y: (y(edges[i]) + y(edges[i + 1])) / 2 + 4 }, letter),
    i ? svg("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y(edges[i]), y2: y(edges[i]), class: "why-cut" }) : null,
  ]);
}

function gradeTable(grades) {
  const axes = ["overall", "residential", "walking"];
  const title = (key) => t(golmok.style.axes.find((axis) => axis.key === key).title);
  const cell = ({ grade, score }) =>
    el("td", {}, el("span", { class: "why-grade" }, grade ? el("b", {}, grade) : null, number(score)));
  return el(
    "div",
    { class: "why-scroll", tabindex: "0", role: "group", "aria-label": t("등급이 바뀐 날") },
    el(
      "table",
      { class: "why-table" },
      el("caption", {}, t("점수나 등급이 앞과 다른 공식 등급")),
      el(
        "thead",
        {},
        el("tr", {}, el("th", { scope: "col" }, t("기준일")), axes.map((key) => el("th", { scope: "col" }, title(key)))),
      ),
      el(
        "tbody",
        {},
        grades.map((one) =>
          el("tr", {}, el("th", { scope: "row" }, golmok.date(one.as_of), one.forebear ? el("span", { class: "why-quiet" }, ` ${t("나뉘거나 합쳐지기 전")}`) : ""), axes.map((key) => cell(one[key]))),
        ),
      ),
    ),
  );
}

/* ---- what became known ---- */

const factRow = (fact) =>
  el(
    "li",
    {},
    el("p", { class: "why-when" }, golmok.date(fact.at)),
    fact.what === "survey" ? surveyNodes(fact) : issueNodes(fact),
    photos(fact),
  );

const level = (value) => (value === null ? t("확인 못함") : value < 0 ? t("해당 없음") : String(value));

function surveyNodes({ surveyor, rubric, is_first: isFirst, changed }) {
  const told = isFirst ? changed.filter(({ after }) => after > 0) : changed;
  const line = ({ item, label, before, after }) =>
    el("li", {}, `${item} ${label} `, el("b", {}, isFirst ? level(after) : `${level(before)} → ${level(after)}`));
  const summary = isFirst
    ? t("첫 조사, 문제 있는 항목 {count}개", { count: told.length })
    : t("앞 조사와 다른 항목 {count}개", { count: told.length });
  return [
    el("p", {}, el("strong", {}, t("조사")), surveyor ? ` ${surveyor}` : "", el("span", { class: "why-quiet" }, ` · ${t("항목표 {rubric}", { rubric })}`)),
    el("p", { class: "why-quiet" }, summary),
    told.length ? el("ul", { class: "why-lines" }, told.map(line)) : null,
  ];
}

function issueNodes({ id, label, severity_label: severity, status_label: status, moves }) {
  const desk = document.getElementById("content").dataset.work;
  const name = desk ? el("a", { href: `${desk}#${id}` }, label) : label;
  const line = ({ label: what, blocker_label: blocker, at }) =>
    el("li", {}, `${golmok.date(at)} `, el("b", {}, [what, blocker].filter(Boolean).join(": ")));
  return [
    el("p", {}, el("strong", {}, name), ` ${status}`, el("span", { class: "why-quiet" }, ` · ${severity}`)),
    moves.length ? el("ul", { class: "why-lines" }, moves.map(line)) : null,
  ];
}

function photos({ photos: shown, at }) {
  if (!shown.length) return null;
  const link = ({ sha256, label }) =>
    el(
      "a",
      { href: photoAddress(sha256), target: "_blank", rel: "noopener" },
      el("img", {
        src: photoAddress(sha256, "/thumb"),
        alt: t("{label} 사진, {at}", { label, at: golmok.date(at) }),
        loading: "lazy",
      }),
    );
  return el("div", { class: "why-photos" }, shown.map(link));
}
