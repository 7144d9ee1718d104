/** Words to the reader: quiet announcements for screen readers, and notices with a way to go on. */

import { ApiFault } from "./api.js";

const { el, t } = window.golmok;
const live = document.getElementById("live");
const notice = document.getElementById("notice");

export function say(text) {
  live.textContent = "";
  requestAnimationFrame(() => (live.textContent = text));
}

/** Say what went wrong and offer to try again. */
export function complain(message, retry) {
  const again = () => {
    hush();
    retry();
  };
  notice.replaceChildren(
    el("span", {}, message),
    retry ? el("button", { type: "button", class: "tool", onclick: again }, t("다시 시도")) : "",
    el("button", { type: "button", class: "golmok-close", "aria-label": t("알림 닫기"), onclick: hush }, "×"),
  );
  notice.hidden = false;
}

/** Tell the reader of a fault of the server; a fault of ours also goes to the console. */
export function report(fault, retry) {
  if (fault.name === "AbortError") return;
  const known = fault instanceof ApiFault;
  complain(known ? fault.message : t("화면을 그리지 못했습니다. 새로고침해 주세요."), known ? retry : null);
  if (!known) throw fault;
}

export function hush() {
  notice.hidden = true;
}
