/** Files of a visit: asked for without leaving the page, which shows that they are being made and how much has come. */

import { say } from "./say.js";

const { el, t } = window.golmok;

/** Follow a form that answers a file. What is wrong with it is told by the page that the server answers instead. */
export function followFiles(form) {
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    const bar = el("progress", { "aria-label": t("파일을 만드는 중") });
    const line = el("span", { class: "quiet" }, t("파일을 만드는 중"));
    const shown = el("p", { class: "visit-making" }, bar, line);
    button.disabled = true;
    form.append(shown);
    say(t("파일을 만드는 중"));
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
      if (!answer.ok || !isAttached(answer)) {
        form.submit(); // nothing was written down of what was refused: the page that says why comes again
        return;
      }
      keep(await received(answer, bar, line), nameOf(answer));
      say(t("파일을 내려받았습니다."));
    } catch {
      line.textContent = t("파일을 받지 못했습니다. 연결을 확인하고 다시 눌러 주세요.");
      bar.remove();
      button.disabled = false;
      return;
    }
    shown.remove();
    button.disabled = false;
  });
}

const isAttached = (answer) => answer.headers.get("Content-Disposition")?.startsWith("attachment");

const nameOf = (answer) => /filename="?([^";]+)/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "golmok-visit";

/** The bytes of an answer, with the bar as long as what has come of them. */
async function received(answer, bar, line) {
  const total = Number(answer.headers.get("Content-Length"));
  const parts = [];
  let come = 0;
  line.textContent = t("파일을 받는 중");
  const reader = answer.body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value);
    come += next.value.length;
    if (total) Object.assign(bar, { max: total, value: come });
  }
  return new Blob(parts, { type: answer.headers.get("Content-Type") });
}

function keep(blob, name) {
  const url = URL.createObjectURL(blob);
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
