/** What is known nearby and may be the same: a person looks and says. */

import { pictureOf } from "./log-category.js";

const { el, t, locale } = window.golmok;

export async function doubleStep({ app, screen, draft, go }) {
  app.router.title(t("혹시 이것입니까?"));
  draft.near ??= await app.area.doublesNow(draft.body);
  const choose = async (joins) => {
    const kept = await app.guard(async () => {
      await draft.set({ body: { joins } });
      return true;
    });
    if (kept) go("severity");
  };
  screen.append(
    el("p", {}, t("가까이에 이미 등록된 것이 있습니다. 같은 것이면 합쳐 주세요.")),
    ...(await Promise.all(draft.near.found.map((found) => card(app, found, choose)))),
    partLine(draft),
    el(
      "div",
      { class: "field-foot" },
      el("button", { type: "button", class: "action", onclick: () => choose(undefined) }, t("아니요, 다른 것입니다")),
    ),
  );
}

/** Says so where there may be others that the phone does not know. */
export const partLine = ({ near }) =>
  near?.isPart
    ? el("p", { class: "field-hint" }, t("신호가 없어 이 전화기에 받아 둔 불편사항하고만 견주었습니다."))
    : "";

async function card(app, { issue, distance }, choose) {
  const [photo] = issue.photos;
  const words = issue.text ?? issue.complaint;
  const day = new Date(issue.reported_at).toLocaleDateString(locale, {
    year: "numeric",
    month: "short",
    day: "numeric",
  });
  const about = [t("{metres} m", { metres: Math.round(distance) }), app.words.severities[issue.severity - 1], day].join(
    " · ",
  );
  return el(
    "article",
    { class: "log-double" },
    photo
      ? el("div", { class: "log-photos" }, await app.pictures.image(photo, t("등록된 사진")))
      : el("img", { src: pictureOf(issue.category), alt: "", width: 56, height: 56 }),
    el(
      "div",
      {},
      el("b", {}, app.words.categories[issue.category]),
      el("p", { class: "field-hint" }, about),
      words ? el("p", {}, words) : "",
    ),
    el("button", { type: "button", class: "tool is-wide", onclick: () => choose(issue.id) }, t("같은 건입니다")),
  );
}
