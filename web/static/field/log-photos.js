/** Photos and, for who wants to, words; then it is saved. */

import { takePhoto } from "./take-photo.js";

const { el, t } = window.golmok;
const MOST = 10;
const LONGEST_TEXT = 2000;

export async function photosStep({ app, screen, draft, go }) {
  app.router.title(t("사진"));
  const urls = [];
  const strip = el("div", { class: "log-photos" });
  const draw = async () => {
    strip.replaceChildren(...(await Promise.all(draft.photos.map((sha256) => thumb(sha256)))));
    take.hidden = draft.photos.length + draft.coming >= MOST;
  };
  const add = async ({ target }) => {
    const files = [...target.files].slice(0, MOST - draft.photos.length - draft.coming);
    target.value = "";
    const kept = files.map((file) => app.guard(() => takePhoto(draft, file, { moment: "before" })));
    said.textContent = stillTaking();
    const areRead = await Promise.all(kept);
    said.textContent = areRead.includes(false) ? t("이 파일은 사진으로 읽을 수 없습니다.") : stillTaking();
    await draw();
  };
  const stillTaking = () => (draft.coming ? t("사진을 담는 중") : "");
  const thumb = async (sha256) => {
    const url = URL.createObjectURL(await app.outbox.photo(sha256));
    urls.push(url);
    const number = draft.photos.indexOf(sha256) + 1;
    const drop = async () => {
      await draft.dropPhoto(sha256);
      await draw();
    };
    return el(
      "figure",
      { class: "log-photo" },
      el("img", { src: url, alt: t("찍은 사진 {number}", { number }) }),
      el("button", { type: "button", class: "tool", onclick: () => go(`draw/${sha256}`) }, t("표시 그리기")),
      el(
        "button",
        {
          type: "button",
          class: "tool",
          "aria-label": t("사진 {number} 빼기", { number }),
          onclick: () => app.guard(drop),
        },
        t("빼기"),
      ),
    );
  };
  const said = el("p", { class: "field-hint", role: "status" });
  const camera = el("input", {
    type: "file",
    accept: "image/*",
    capture: "environment",
    id: "camera",
    class: "field-quiet",
    onchange: add,
  });
  const take = el("label", { for: "camera", class: "action is-second" }, t("사진 찍기"));
  const words = el(
    "textarea",
    {
      id: "words",
      rows: 2,
      maxlength: LONGEST_TEXT,
      onchange: ({ target }) => app.guard(() => draft.set({ body: { description: target.value.trim() || undefined } })),
    },
    draft.body.description ?? "",
  );
  const word = draft.body.joins ? t("같은 건으로 보태기") : t("등록하기");
  const save = el("button", { type: "button", class: "action" }, word);
  save.addEventListener("click", async () => {
    save.disabled = true;
    save.textContent = stillTaking() || word;
    const isSaved = await app.guard(async () => {
      await draft.set({ body: { description: words.value.trim() || undefined } });
      return draft.save();
    });
    if (!isSaved) {
      save.disabled = false;
      save.textContent = word;
      return;
    }
    askToKeep();
    await app.router.replace(`log/${draft.id}/done`);
    app.flush();
  });
  const drop = el("button", { type: "button", class: "tool is-quiet" }, t("쓰던 것 버리기"));
  drop.addEventListener("click", () =>
    sure(drop, async () => {
      await app.guard(() => draft.drop());
      app.router.replace("");
    }),
  );
  screen.append(
    summary(draft, app, go),
    strip,
    camera,
    take,
    said,
    el("label", { for: "words" }, t("설명 (안 써도 됩니다)")),
    words,
    drop,
    el("div", { class: "field-foot" }, save),
  );
  await draw();
  if (draft.coming) app.guard(() => draft.photosTaken().then(draw)); // taken before somebody went to another screen and came back
  return () => urls.forEach((url) => URL.revokeObjectURL(url));
}

/** What was answered so far; each answer can be given anew. */
const summary = ({ body, label }, app, go) =>
  el(
    "div",
    { class: "log-answers", role: "group", "aria-label": t("고른 것") },
    ...[
      ["place", label.where],
      ["category", label.title],
      ["severity", app.words.severities[body.severity - 1].split(" - ")[0]],
    ].map(([step, word]) => el("button", { type: "button", class: "tool", onclick: () => go(step) }, word)),
  );

/** A second press, within a few seconds, does it. */
function sure(button, act) {
  if (button.dataset.asked) return act();
  const { textContent } = button;
  button.dataset.asked = "true";
  button.textContent = t("정말 버릴까요? 한 번 더 누르세요");
  setTimeout(() => {
    delete button.dataset.asked;
    button.textContent = textContent;
  }, 4_000);
  return undefined;
}

/** Ask the browser, once there is something to lose, not to clear what we keep. */
function askToKeep() {
  navigator.storage?.persist?.();
}
