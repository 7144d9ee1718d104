/** Words to the reader: quiet announcements for screen readers, and notices with a way to go on. */

const { el } = window.golmok;
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
    retry ? el("button", { type: "button", class: "tool", onclick: again }, "다시 시도") : "",
    el("button", { type: "button", class: "golmok-close", "aria-label": "알림 닫기", onclick: hush }, "×"),
  );
  notice.hidden = false;
}

export function hush() {
  notice.hidden = true;
}
