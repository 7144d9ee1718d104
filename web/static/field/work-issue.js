/** One issue: what it looks like, where it is, what happened to it, and what may be done now. */

import { Draft } from "./draft.js";
import { pictureOf } from "./log-category.js";
import { nameOf, said } from "./survey-words.js";
import { conflictLines } from "./edit-words.js";
import { Known } from "./work-known.js";
import { aheadLines, awayWord, distanceOf, distanceWord, dueMark, heardWord, momentWord, stateWord, whereOf } from "./work-words.js";

const { el, t } = window.golmok;
const FIRST = ["resolved", "fixed", "verified"];

export const issue = {
  name: "issue",

  async show({ app, screen, rest: [id] }) {
    app.router.title(t("불편사항"));
    screen.dataset.shows = "area";
    const known = app.area.data?.work ? await Known.read(app) : null;
    const found = known?.issue(id);
    if (!found) {
      screen.append(
        el("p", {}, awayWord(app)),
        el("a", { class: "action", href: "#/todo" }, t("할 일로")),
      );
      return undefined;
    }
    app.router.title(app.words.categories[found.category]);
    const distance = el("span", {});
    const words = found.text ?? found.complaint;
    screen.append(
      head(app, found, distance),
      ...notices(app, known, found),
      await photos(app, found),
      words ? el("p", { class: "work-text" }, words) : "",
      ways(app, known, found),
      story(app, found),
      foot(app, known, found),
    );
    return onMap(app, found, distance);
  },
};

function head(app, found, distance) {
  const severity = app.words.severities[found.severity - 1].split(" - ")[0];
  return el(
    "div",
    { class: "work-head" },
    el("img", { src: pictureOf(found.category), alt: "", width: 56, height: 56 }),
    el(
      "div",
      {},
      el("b", {}, stateWord(app, found), " · ", severity),
      el("p", { class: "field-hint" }, whereOf(app, found), " ", distance),
      el("p", { class: "work-row-marks" }, dueMark(found), found.team ? el("span", {}, found.team) : null),
    ),
  );
}

function notices(app, known, found) {
  const refused = known.refused(found.id);
  const { refusals, statuses } = app.area.data.work;
  return [
    ...aheadLines(app, found.ahead),
    refused
      ? el(
          "p",
          { class: "work-refused", role: "alert" },
          t("서버가 받았지만 하지 않았습니다: {why} 지금은 ‘{state}’입니다.", {
            why: said(refusals[refused.why]),
            state: refused.status ? said(statuses[refused.status]) : t("알 수 없음"),
          }),
        )
      : "",
    heard(found),
    ...conflictLines(app, known, "issue", found.id),
  ];
}

/** What a resident said and nobody has answered, in their words. */
function heard(found) {
  if (!found.unanswered) return "";
  const latest = found.history.find(({ from_reporter: theirs }) => theirs);
  return el("p", { class: "work-ahead" }, el("b", {}, heardWord(found)), latest ? ` · ${latest.words}` : "");
}

async function photos(app, found) {
  const taken = found.ahead.flatMap(({ body }) => body.photos ?? []).map(({ sha256 }) => sha256);
  const row = async (name, digests) =>
    digests.length
      ? el(
          "figure",
          { class: "work-photos" },
          el("figcaption", {}, name),
          el("div", { tabindex: "0", role: "group", "aria-label": name }, await Promise.all(digests.map((sha256, i) => app.pictures.image(sha256, `${name} ${i + 1}`)))),
        )
      : null;
  return el(
    "div",
    { class: "work-pair" },
    await row(t("처음 사진"), found.photos.slice(0, 3)),
    await row(t("조치 뒤 사진"), [...new Set([...found.after, ...taken])].slice(-3)),
  );
}

/** Every other move, and the ways to what can be edited. */
function ways(app, known, found) {
  const main = mainOf(found);
  const others = found.moves.filter((kind) => kind !== main && app.area.move(kind));
  const hint =
    found.state === "fixed" && !found.moves.includes("resolved")
      ? el("p", { class: "field-hint" }, said(app.area.data.work.refusals.same_person))
      : null;
  return el(
    "nav",
    { class: "work-ways", "aria-label": t("할 수 있는 것") },
    hint,
    others.map((kind) => wayTo(app, known, found, kind, "action is-second")),
    found.kept === "team" ? null : listing(app, found),
    el("a", { class: "tool", href: `#/edit/${known.begun(found.id, "edit") ?? fresh("issue", found.id)}` }, t("내용 고치기")),
    found.segment
      ? el(
          "a",
          { class: "tool", href: `#/edit/${known.begun(found.segment, "edit") ?? fresh("segment", found.segment)}` },
          t("{name} 구간 고치기", { name: nameOf(app.area.network.segment(found.segment)) }),
        )
      : null,
  );
}

/** Puts it among what the reader has to do, or takes it out again. */
function listing(app, found) {
  const act = found.kept ? "unlist" : "shortlist";
  const title = found.kept ? t("내 할 일에서 빼기") : t("내 할 일에 넣기");
  const decide = async () => {
    const body = { issues: [found.id], act, occurred_at: new Date().toISOString() };
    const label = { title: `${title} · ${app.words.categories[found.category]}`, where: whereOf(app, found) };
    await (await Draft.open(app.outbox, crypto.randomUUID(), "work", { body, label })).save();
    await app.router.show();
    await app.flush();
  };
  return el("button", { type: "button", class: "tool", onclick: () => app.guard(decide) }, title);
}

const fresh = (...rest) => [crypto.randomUUID(), ...rest].join("/");

const mainOf = ({ moves }) => FIRST.find((kind) => moves.includes(kind));

function wayTo({ area }, known, { id }, kind, look) {
  const draft = known.begun(id, "work", kind) ?? fresh(id, kind);
  return el("a", { class: look, href: `#/act/${draft}` }, said(area.move(kind).label));
}

function foot(app, known, found) {
  const main = mainOf(found);
  return main ? el("div", { class: "field-foot" }, wayTo(app, known, found, main, "action")) : "";
}

function story(app, { history }) {
  if (!history) return el("p", { class: "field-hint" }, t("이력은 내 할 일, 확인할 것, 신고한 사람의 소식이 있는 것만 담아 둡니다."));
  if (history.length === 0) return "";
  return el(
    "details",
    { class: "work-story" },
    el("summary", {}, t("이력 {count}", { count: history.length })),
    el("ol", {}, history.map((line) => el("li", { class: line.undone ? "is-undone" : null }, ...happening(app, line)))),
  );
}

const HAPPENINGS = {
  event: ({ events, blockers }, { kind, blocker }) => said(events[kind]) + (blocker ? ` (${said(blockers[blocker])})` : ""),
  assignment: (_words, { to }) => t("배정: {to}", { to: to ?? t("없음") }),
  classification: () => t("처리 종류 변경"),
  update: (_words, { from_reporter: theirs, asks_to_reopen: asks }) =>
    heardWord({ unanswered: asks ? "reopen" : theirs && "update" }) ?? t("소식"),
};

function happening({ area }, line) {
  const { what, words, reason, by, at } = line;
  return [
    el("b", {}, HAPPENINGS[what](area.data.work, line)),
    el("span", { class: "field-hint" }, [by, momentWord(at)].filter(Boolean).join(" · ")),
    [words, reason].filter(Boolean).map((text) => el("p", {}, text)),
  ];
}

/** Show it on the map, and how far it is; answers how to stop. */
function onMap(app, found, distance) {
  const { map, locator } = app;
  if (!found.position) return undefined;
  const [lon, lat] = found.position;
  map.show();
  map.mark(found.segment ? [found.segment] : []);
  map.goTo({ lon, lat });
  const spot = L.circleMarker([lat, lon], { radius: 11, color: "#ffffff", weight: 3, fillColor: "#c2281b", fillOpacity: 1 });
  spot.addTo(map.leaflet);
  const stop = locator.follow(({ fix }) => {
    if (!fix) return;
    map.locate(fix);
    const word = distanceWord(distanceOf(found, fix));
    distance.textContent = word ? `· ${word}` : "";
  });
  return () => {
    stop();
    spot.remove();
  };
}
