/** The first screen: where we are, what can be done, what was begun. */

import { segmentLine } from "./edit-segment.js";
import { installOffer } from "./install.js";
import { readinessLine } from "./readiness.js";
import { pathOf } from "./router.js";
import { momentWord } from "./work-words.js";

const { el, t } = window.golmok;
const IS_IOS = /iPhone|iPad/.test(navigator.userAgent);

export const home = {
  name: "",
  async show({ app, screen }) {
    app.router.title(t("골목 현장"));
    if (!app.takesArea) {
      screen.append(...(await drafts(app)), ...(await offers(app)), about(app), entries(app));
      return undefined;
    }
    app.map.show();
    const picked = el("div", { class: "home-picked", "aria-live": "polite" }, t("구간을 누르면 이름과 등급이 나옵니다."));
    app.map.onPick(app.area.network, (segment) => app.guard(() => pick(app, picked, segment)));
    screen.append(
      picked,
      ...(await drafts(app)),
      ...(await offers(app)),
      readinessLine(app.area),
      about(app),
      entries(app),
    );
    return app.locator.follow(({ fix }) => {
      if (!fix) return;
      app.map.locate(fix);
      if (!app.map.wasAt) app.map.goTo(fix, 17);
    });
  },
};

async function pick(app, line, segment) {
  app.map.mark(segment ? [segment.id] : []);
  line.dataset.segment = segment?.id ?? "";
  const parts = segment ? await segmentLine(app, segment) : [t("구간을 누르면 이름과 등급이 나옵니다.")];
  if (line.dataset.segment === (segment?.id ?? "")) line.replaceChildren(...parts); // nobody picked another meanwhile
}

async function drafts(app) {
  const begun = (await app.outbox.items()).filter(({ state }) => state === "draft");
  if (begun.length === 0) return [];
  const rows = begun.map(async ({ id, kind, at }) => {
    const { label } = await app.outbox.content(id);
    return el(
      "a",
      { class: "field-row", href: `#/${pathOf({ kind, id })}` },
      el("b", {}, label?.title ?? t("쓰던 기록")),
      el("span", { class: "field-hint" }, momentWord(at)),
    );
  });
  return [el("h2", {}, t("쓰던 것 {count}", { count: begun.length })), ...(await Promise.all(rows))];
}

/** What the screens have to offer for today. */
async function offers(app) {
  const offered = await Promise.all(app.screens.map((screen) => screen.offered?.(app) ?? []));
  return offered.flat();
}

function entries(app) {
  const shown = app.screens
    .filter(({ entry, isFor }) => entry && (isFor?.(app) ?? true))
    .map(({ name, entry }, i) => {
      const badge = entry.badge?.(app);
      return el(
        "a",
        { class: i === 0 ? "action" : "action is-second", href: `#/${name}` },
        entry.label(),
        badge ? el("span", { class: "entry-badge" }, badge) : "",
      );
    });
  return el("nav", { class: "field-foot home-entries", "aria-label": t("할 일") }, ...shown);
}

function about(app) {
  const other = document.documentElement.lang === "ko" ? ["en", "English"] : ["ko", t("한국어")];
  const line = el("div", { class: "home-about" });
  const fill = () => {
    const offered = installOffer();
    line.replaceChildren(
      el("span", {}, app.identity.name),
      app.identity.districts === null && app.takesArea
        ? el("a", { href: "#/district" }, app.area.data?.districts[0]?.name ?? t("동 고르기"))
        : "",
      el("a", { href: `/field?language=${other[0]}`, lang: other[0], onclick: () => tellServer(other[0]) }, other[1]),
      offered
        ? el("button", { type: "button", class: "tool", onclick: () => offered.prompt() }, t("홈 화면에 추가"))
        : "",
      el("a", { href: "#/logout" }, t("로그아웃")),
    );
  };
  document.addEventListener("golmok-installable", fill, { once: true });
  fill();
  if (IS_IOS && !navigator.standalone)
    line.append(el("p", {}, t("아이폰에서는 공유 단추를 누르고 ‘홈 화면에 추가’를 골라야 기록이 지워지지 않습니다.")));
  return line;
}

/** What the server says of a refusal is to be in that language too; without a signal the page alone changes. */
function tellServer(language) {
  fetch(`/language/${language}`, { redirect: "manual", keepalive: true }).catch(() => {});
}
