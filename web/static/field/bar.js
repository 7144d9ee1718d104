/** The line that is always in view: how much is saved, sent and confirmed, and whether anything is stuck. */

import { hush, tellOnce } from "./notices.js";

const { el, t, locale } = window.golmok;
const WORRY_MS = 24 * 3_600_000;
const CLOCK_KNOWN = "golmok-clock-told";

export function bar(app) {
  const line = document.getElementById("queue-bar");
  line.hidden = false;
  const show = () => app.guard(() => update(app, line));
  app.outbox.onChange(show);
  show();
}

async function update(app, line) {
  const items = await app.outbox.items();
  const of = (state) => items.filter((item) => item.state === state).length;
  const stuck = items.filter(({ reason }) => reason?.stuck).length;
  const parts = [
    [t("저장 {count}", { count: of("saved") }), of("saved")],
    [t("보냄 {count}", { count: of("sent") }), of("sent")],
    [t("확인 {count}", { count: of("confirmed") }), of("confirmed")],
  ];
  line.classList.toggle("is-stuck", stuck > 0);
  line.replaceChildren(
    el("span", { class: "field-quiet" }, t("보낼 것:"), " "),
    ...parts.map(([words, count]) => el("span", { class: count ? "is-some" : "is-none" }, words, " ")),
    stuck ? el("span", { class: "queue-stuck" }, t("멈춤 {count}", { count: stuck })) : "",
  );
  warnOfAge(items);
  warnOfClock(items);
}

function warnOfAge(items) {
  const waiting = items.filter(({ state }) => state === "saved" || state === "sent");
  if (waiting.some(({ savedAt }) => Date.now() - savedAt > WORRY_MS)) {
    tellOnce("waiting", t("하루 넘게 보내지 못한 기록이 있습니다. 신호가 있는 곳에서 이 화면을 열어 두세요."), {
      label: t("보기"),
      href: "#/queue",
    });
  } else {
    hush("waiting");
  }
}

/** The server puts the times right by itself; people should know all the same, once for each record. */
function warnOfClock(items) {
  const latest = items.filter(({ receipt }) => receipt).sort((one, other) => other.savedAt - one.savedAt)[0];
  const { clock_offset_s: offset = 0, clock_note: note = null } = latest?.receipt ?? {};
  const minutes = Math.round(Math.abs(offset) / 60);
  if ((minutes === 0 && !note) || sessionStorage.getItem(CLOCK_KNOWN) === latest.id) return;
  sessionStorage.setItem(CLOCK_KNOWN, latest.id);
  tellOnce("clock", clockWords({ offset, minutes, note }));
}

function clockWords({ offset, minutes, note }) {
  if (note)
    return t(
      "기록을 쓸 때 이 전화기의 시계가 맞지 않았습니다. 기록의 시각은 서버가 알 수 있는 가장 가까운 때로 적었습니다. 시계를 자동으로 맞춰 주세요.",
    );
  const span = spanWord(minutes);
  if (offset > 0)
    return t(
      "기록을 쓸 때 이 전화기의 시계가 {span} 늦었습니다. 기록의 시각은 서버가 바로잡았습니다. 시계를 자동으로 맞춰 주세요.",
      { span },
    );
  return t(
    "기록을 쓸 때 이 전화기의 시계가 {span} 빨랐습니다. 기록의 시각은 서버가 바로잡았습니다. 시계를 자동으로 맞춰 주세요.",
    { span },
  );
}

/** A stretch of time in the largest unit of which there are two. */
function spanWord(minutes) {
  const [unit, count] = [
    ["day", minutes / 1440],
    ["hour", minutes / 60],
    ["minute", minutes],
  ].find(([name, times]) => times >= 2 || name === "minute");
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 0 }).format(count);
}
