/** What is to be done: issues of my teams and of my shortlist, what waits for a second person or an answer, and what is near. */

import { pictureOf } from "./log-category.js";
import { Known } from "./work-known.js";
import { distanceOf, distanceWord, dueMark, heardWord, isOverdue, partWord, stateWord, wayLine, whereOf } from "./work-words.js";

const { el, t } = window.golmok;
const TO_DO = new Set(["received", "verified"]);
const MOST_NEAR = 30;

const VIEWS = {
  mine: { name: () => t("내 할 일"), of: (issues) => issues.filter(({ kept }) => kept).sort(byDue) },
  confirm: {
    name: () => t("확인할 것"),
    of: (issues) => issues.filter(({ moves }) => moves.includes("resolved")).sort(byDue),
  },
  heard: { name: () => t("신고한 사람의 소식"), of: (issues) => issues.filter(({ unanswered }) => unanswered).sort(byDue) },
  near: {
    name: () => t("가까운 것"),
    of: (issues, here) => issues.filter(({ position }) => position).sort(byDistance(here)).slice(0, MOST_NEAR),
  },
};

const listKey = ({ id }) => `list:${id}`;
const listsOf = ({ data }) => data?.lists ?? [];

/** What can be looked at: the views that are always there, and each list that was sent to a team of the reader. */
const viewsOf = (area) => ({
  ...VIEWS,
  ...Object.fromEntries(
    listsOf(area).map((list) => [
      listKey(list),
      { name: () => list.name, of: (issues) => issues.filter(({ id }) => list.issues.includes(id)).sort(byDue), list },
    ]),
  ),
});

/** A list on the first screen, with what is left of it. */
function offer(area, list) {
  const left = area.data.issues.filter((issue) => list.issues.includes(issue.id) && isToDo(issue)).length;
  return el(
    "a",
    { class: "field-row is-long", href: "#/todo", onclick: () => (chosen = listKey(list)) },
    el("b", {}, list.name),
    el("span", { class: "field-hint" }, t("불편사항 {left}건 남음", { left }), " · ", surveyWord(list)),
  );
}

const surveyWord = ({ segments, surveyed }) =>
  t("구간 {segments}곳 가운데 현장조사 {surveyed}곳", { segments: segments.length, surveyed: surveyed.length });

/** What the reader looked at last. */
let chosen = null;

export const todo = {
  name: "todo",
  entry: { label: () => t("할 일"), badge: ({ area }) => mineOf(area).length || null },

  offered: ({ area }) =>
    area.data?.work && listsOf(area).length
      ? [el("h2", {}, t("우리 추진단에 보낸 목록")), ...listsOf(area).map((list) => offer(area, list))]
      : [],

  async show({ app, screen }) {
    app.router.title(t("할 일"));
    screen.dataset.shows = "area";
    if (!app.area.data?.work) {
      screen.append(el("p", {}, t("할 일을 아직 받지 못했습니다. 신호가 있는 곳에서 한 번 열어 주세요.")));
      return undefined;
    }
    const { issues } = await Known.read(app);
    const list = new List(app, screen, issues);
    const first = issues.some(({ kept }) => kept) ? "mine" : "near";
    list.draw(chosen in viewsOf(app.area) ? chosen : first); // a list may have been taken back meanwhile
    return app.locator.follow(({ fix }) => fix && list.moveTo(fix));
  },
};

const mineOf = ({ data }) => (data?.work ? data.issues.filter((issue) => issue.kept && isToDo(issue)) : []);
const isToDo = ({ state, unanswered }) => TO_DO.has(state) || Boolean(unanswered);

class List {
  #app;
  #screen;
  #issues;
  #view;
  #here = null;
  #distances = [];
  #views;

  constructor(app, screen, issues) {
    this.#app = app;
    this.#views = viewsOf(app.area);
    this.#screen = screen;
    this.#issues = issues;
  }

  draw(view = this.#view) {
    this.#view = view;
    const { of, name, list } = this.#views[view];
    const found = of(this.#issues, this.#here);
    this.#distances = [];
    this.#screen.replaceChildren(
      el("div", { class: "work-views", role: "group", "aria-label": t("무엇을 볼까요") }, Object.keys(this.#views).map((key) => this.#chip(key))),
      list ? el("p", { class: "field-hint" }, [t("{team}에 보낸 목록", list), list.reason, surveyWord(list), list.by].filter(Boolean).join(" · ")) : "",
      found.length
        ? el("ul", { class: "work-list", "aria-label": name() }, found.map((issue) => this.#row(issue)))
        : el("p", {}, t("여기에는 할 것이 없습니다.")),
      this.#part(),
    );
  }

  /** The first place sorts what is near; after that only the distances change under the reader's hand. */
  moveTo(fix) {
    const isFirst = this.#here === null;
    this.#here = fix;
    if (isFirst) return this.draw();
    for (const { issue, line } of this.#distances) line.textContent = this.#distance(issue);
    return undefined;
  }

  /** What is to be done was all taken along; of what else is near perhaps not. */
  #part() {
    const part = partWord(this.#app.area.data);
    return part
      ? el("p", { class: "field-hint" }, part, " ", t("맡은 것과 등록한 것이 먼저이고, 그다음은 구간마다 심하고 오래된 것부터입니다."))
      : "";
  }

  #chip(key) {
    const { name, of, list } = this.#views[key];
    const count = list ? isToDo : { mine: isToDo, confirm: () => true, heard: () => true }[key];
    const choose = () => {
      chosen = key;
      this.draw(key);
      this.#screen.querySelector("[aria-pressed=true]").focus();
    };
    return el(
      "button",
      { type: "button", class: "tool", "aria-pressed": String(key === this.#view), onclick: choose },
      count ? `${name()} ${of(this.#issues, null).filter(count).length}` : name(),
    );
  }

  #row(issue) {
    const line = el("span", {}, this.#distance(issue));
    this.#distances.push({ issue, line });
    const way = issue.ahead.at(-1);
    return el(
      "li",
      {},
      el(
        "a",
        { class: isOverdue(issue) ? "work-row is-over" : "work-row", href: `#/issue/${issue.id}` },
        el("img", { src: pictureOf(issue.category), alt: "", width: 44, height: 44 }),
        el(
          "span",
          { class: "work-row-words" },
          el("b", {}, this.#app.words.categories[issue.category]),
          el("span", { class: "field-hint" }, whereOf(this.#app, issue), " ", line),
          el("span", { class: "work-row-marks" }, dueMark(issue), el("span", {}, stateWord(this.#app, issue))),
          issue.unanswered ? el("span", { class: "work-tag" }, heardWord(issue)) : null,
          way ? el("span", { class: "work-tag" }, wayLine(this.#app, way)) : null,
        ),
      ),
    );
  }

  #distance(issue) {
    const word = distanceWord(distanceOf(issue, this.#here));
    return word ? `· ${word}` : "";
  }
}

/** What is done here comes last; of the rest the overdue ones lead, as what is due first comes first. */
function byDue(one, other) {
  const rank = (issue) => [isToDo(issue) ? 0 : 1, issue.due ? Date.parse(issue.due) : Infinity];
  const [[done, due], [otherDone, otherDue]] = [rank(one), rank(other)];
  return done - otherDone || (due < otherDue ? -1 : Number(due > otherDue)) || one.id.localeCompare(other.id);
}

function byDistance(here) {
  const far = (issue) => distanceOf(issue, here) ?? 0;
  return (one, other) => far(one) - far(other) || byDue(one, other);
}
