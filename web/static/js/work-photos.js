/** The form that adds photos to an issue: they are declared as a note, and their bytes follow. */

import { golmokFetch, Refusal } from "../field/wire.js";
import { readied, sendPhoto } from "./photo-send.js";

const { el, t } = window.golmok;
const MOST = 20;

/** done() is called when all are there, cancel() when none is to be. */
export function photoForm({ item, moments, done, cancel }) {
  const state = { sent: null, busy: false };
  const chip = ({ id: value, label }) =>
    el(
      "label",
      { class: "chip" },
      el("input", { type: "radio", name: "moment", value, required: true, checked: value === "after" }),
      el("span", {}, label),
    );
  const files = el("input", { type: "file", id: "photo-files", accept: "image/*", multiple: true, required: true });
  const words = el("textarea", { id: "photo-words", rows: 2, maxlength: 1000 });
  const said = el("p", { class: "hint", role: "status" });
  const form = el(
    "form",
    { class: "decision", "aria-label": t("사진 추가") },
    el("fieldset", { class: "chips" }, el("legend", {}, t("무엇을 찍은 사진입니까?")), moments.map(chip)),
    el("label", { for: "photo-files" }, t("사진 (한 번에 {most}장까지)", { most: MOST })),
    files,
    el("label", { for: "photo-words" }, t("설명 (안 써도 됩니다)")),
    words,
    said,
    el(
      "div",
      { class: "many-tools" },
      el("button", { class: "tool is-main" }, t("사진 추가")),
      el("button", { type: "button", class: "tool", onclick: cancel }, t("그만두기")),
    ),
  );
  form.addEventListener("change", () => (state.sent = null)); // something else is sent then, under an id of its own
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (state.busy) return;
    state.busy = true;
    try {
      const moment = moments.find(({ id }) => id === form.elements.moment.value);
      state.sent ??= await note(item, [...files.files].slice(0, MOST), moment, words.value.trim());
      await sendAll(state.sent, (count, all) => (said.textContent = t("{all}장 중 {count}장 보냈습니다.", { count, all })));
      done();
    } catch (fault) {
      said.textContent =
        fault instanceof Refusal ? fault.message : t("다 보내지 못했습니다. 다시 누르면 이어서 보냅니다.");
    } finally {
      state.busy = false;
    }
  });
  return form;
}

/** What is handed in: the note under an id of its own, with the names of the photos. */
async function note(item, chosen, { id: moment, label }, words) {
  const photos = await Promise.all(chosen.map(readied));
  const counted = t("{label} 사진 {count}장", { label, count: photos.length });
  const body = {
    issues: [item.id],
    act: "note",
    words: words ? `${counted}: ${words}` : counted,
    occurred_at: new Date().toISOString(),
    photos: photos.map(({ sha256 }) => ({ sha256, moment })),
  };
  return { id: crypto.randomUUID(), body, photos };
}

async function sendAll({ id, body, photos }, tell) {
  const csrf = document.querySelector('meta[name="csrf-token"]').content;
  await golmokFetch("PUT", `works/${id}`, { csrf, json: body });
  for (const [count, photo] of photos.entries()) {
    tell(count, photos.length);
    await sendPhoto(photo, csrf);
  }
}
