/** Photos of a visit: first why one may be kept, then the camera. */

import { said } from "./survey-words.js";
import { takePhoto } from "./take-photo.js";

const { el, t } = window.golmok;
const MOST = 20;

/** Answers {parts, leave}: what is shown, and what is to be done when it is left. */
export async function photoParts(app, record) {
  const { draft } = record;
  const urls = [];
  const strip = el("div", { class: "log-photos" });
  const told = el("p", { class: "field-hint", role: "status" });
  const thumb = async ({ sha256, consent }) => {
    const url = URL.createObjectURL(await app.outbox.photo(sha256));
    urls.push(url);
    const number = record.photos.findIndex((one) => one.sha256 === sha256) + 1;
    const drop = () => app.guard(() => draft.dropPhoto(sha256).then(draw));
    const why = app.visits.data.consents.find(({ key }) => key === consent);
    return el(
      "figure",
      { class: "log-photo" },
      el("img", { src: url, alt: t("찍은 사진 {number}", { number }) }),
      el("figcaption", { class: "field-hint" }, why ? said(why.label) : ""),
      el("button", { type: "button", class: "tool", "aria-label": t("사진 {number} 빼기", { number }), onclick: drop }, t("빼기")),
    );
  };
  const draw = async () => strip.replaceChildren(...(await Promise.all(record.photos.map(thumb))));
  const add = async (input, consent) => {
    const files = [...input.files].slice(0, MOST - draft.photos.length - draft.coming);
    input.value = "";
    told.textContent = t("사진을 담는 중");
    const areRead = await Promise.all(files.map((file) => app.guard(() => takePhoto(draft, file, { consent }))));
    told.textContent = areRead.includes(false) ? t("이 파일은 사진으로 읽을 수 없습니다.") : "";
    await draw();
  };
  const camera = ({ key, label }) => {
    const input = el("input", { type: "file", accept: "image/*", capture: "environment", id: `camera-${key}`, class: "field-quiet" });
    input.addEventListener("change", () => add(input, key));
    return [input, el("label", { for: `camera-${key}`, class: "tool is-wide" }, t("사진 찍기: {why}", { why: said(label) }))];
  };
  await draw();
  return {
    parts: [el("h2", {}, t("사진")), strip, ...app.visits.data.consents.flatMap(camera), told],
    leave: () => urls.forEach((url) => URL.revokeObjectURL(url)),
  };
}
