/** Photos of a programme: each is sent as soon as it is chosen, and the form then names those that have arrived. */

import { Refusal } from "../field/wire.js";
import { readied, sendPhoto } from "./photo-send.js";

const { el, t } = window.golmok;
const byId = (id) => document.getElementById(id);
const form = byId("programme-photos");
const files = byId("photo-files");
const list = byId("photos-sent");
const said = byId("photos-said");
const button = form.querySelector(".buttons button");
let underway = 0;

/** Whoever presses while photos are on their way would leave them behind. */
function tell() {
  button.disabled = underway > 0;
  said.textContent = underway ? t("사진 {count}장을 보내는 중입니다.", { count: underway }) : "";
}

function arrived(line, sha256, name) {
  for (const other of list.querySelectorAll(`input[value="${sha256}"]`)) other.closest("li").remove();
  const box = el("input", { type: "checkbox", name: "photo", value: sha256 });
  box.checked = true;
  const picture = el("img", { src: `/api/v1/photos/${sha256}/thumb`, alt: "" });
  line.replaceChildren(el("label", {}, box, " ", picture, " ", el("span", {}, name)));
}

/** A file that cannot be taken in is named with the reason; what was lost on its way is sent once more. */
function failed(line, file, fault) {
  const refused = fault instanceof Refusal;
  const why = refused ? fault.message : t("다 보내지 못했습니다. 다시 누르면 이어서 보냅니다.");
  const again = el("button", { type: "button", class: "tool", onclick: () => bring(file, line) }, t("다시 보내기"));
  line.replaceChildren(el("p", { class: "fault", role: "alert" }, `${file.name}: ${why}`), refused ? "" : again);
}

async function bring(file, line) {
  underway += 1;
  tell();
  line.replaceChildren(el("span", { class: "quiet" }, file.name));
  try {
    if (!file.size) throw new Refusal(400, "empty", t("빈 파일이라 받을 수 없습니다."));
    const photo = await readied(file);
    await sendPhoto(photo, form.elements.csrf_token.value);
    arrived(line, photo.sha256, file.name);
  } catch (fault) {
    failed(line, file, fault);
  }
  underway -= 1;
  tell();
}

files.addEventListener("change", () => {
  for (const file of files.files) {
    const line = el("li");
    list.append(line);
    bring(file, line);
  }
  files.value = ""; // the same file can be chosen again after it was refused
});
