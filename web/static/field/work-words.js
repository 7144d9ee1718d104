/** How an issue is told of in a line: where, how far, by when, and how far what was decided here has come. */

import { nameOf, said } from "./survey-words.js";

const { el, t, locale } = window.golmok;
const METRES_PER_DEGREE = 111_195;
const FAR_M = 1_000;

const DAY = { month: "short", day: "numeric", weekday: "short", timeZone: "Asia/Seoul" };
const day = new Intl.DateTimeFormat(locale, DAY);
const dayOfYear = new Intl.DateTimeFormat(locale, { ...DAY, year: "numeric" });
const moment = new Intl.DateTimeFormat(locale, { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" });

export const momentWord = (at) => moment.format(new Date(at));

/** The name of the alley that an issue lies in. */
export const whereOf = ({ area }, issue) =>
  issue.segment ? nameOf(area.network.segment(issue.segment)) : t("구간이 정해지지 않음");

/** How many of the issues lie on the phone, where they are too many for it, or null. */
export function partWord({ issues, left_out: leftOut }) {
  if (!leftOut) return null;
  const number = (count) => count.toLocaleString(locale);
  return t("불편사항은 {all}건 가운데 {count}건을 받았습니다.", {
    all: number(issues.length + leftOut),
    count: number(issues.length),
  });
}

/** Why an issue is not on the phone. */
export const awayWord = ({ area }) =>
  [
    t("이 불편사항은 여기에 없습니다. 끝났거나 다른 건에 합쳐졌을 수 있습니다."),
    area.data?.left_out ? t("너무 많아 이 전화기에 받지 못한 것일 수도 있습니다.") : "",
  ].join(" ");

/** How far an issue is from a place as the crow flies [m], or null. */
export function distanceOf({ position }, here) {
  if (!position || !here) return null;
  const east = METRES_PER_DEGREE * Math.cos((here.lat * Math.PI) / 180);
  return Math.hypot((position[0] - here.lon) * east, (position[1] - here.lat) * METRES_PER_DEGREE);
}

export function distanceWord(metres) {
  if (metres === null) return null;
  return metres < FAR_M
    ? t("{metres} m", { metres: Math.round(metres / 10) * 10 })
    : t("{km} km", { km: (metres / 1_000).toFixed(1) });
}

export const isOverdue = ({ due }) => due !== null && Date.parse(due) < Date.now();

/** By when it is to be answered, or null. */
export function dueWord(issue) {
  if (!issue.due) return null;
  const due = new Date(issue.due);
  const isThisYear = due.getFullYear() === new Date().getFullYear();
  const values = { day: (isThisYear ? day : dayOfYear).format(due) };
  return isOverdue(issue) ? t("기한 지남 {day}", values) : t("{day}까지", values);
}

export const dueMark = (issue) =>
  issue.due ? el("span", { class: isOverdue(issue) ? "work-due is-over" : "work-due" }, dueWord(issue)) : null;

/** What a resident said that nobody has answered, or null. */
export const heardWord = ({ unanswered }) => unanswered && HEARD_WORDS[unanswered]();

const HEARD_WORDS = { update: () => t("신고한 사람의 소식"), reopen: () => t("다시 열어 달라는 요청") };

export const stateWord = ({ area }, { state }) => said(area.data.work.statuses[state]);

/** What a record decides or edits, in a word. */
export const titleOf = ({ area }, { body, label }) => (body.move ? said(area.move(body.move).label) : label.title);

/** What is on its way, one line each. */
export const aheadLines = (app, ahead) =>
  ahead.map((record) =>
    el("p", { class: "work-ahead" }, el("b", {}, WAY_WORDS[record.state]()), ` · ${titleOf(app, record)}`),
  );

export const wayLine = (app, record) => `${WAY_WORDS[record.state]()}: ${titleOf(app, record)}`;

const WAY_WORDS = {
  saved: () => t("보낼 예정"),
  sent: () => t("보냄 · 사진 확인 중"),
  confirmed: () => t("서버가 확인함"),
};
