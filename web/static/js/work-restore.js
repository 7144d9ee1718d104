/** The form that puts a withdrawn issue back in place: who withdrew it and why, and why that does not hold. */

import { golmokFetch, Refusal } from "../field/wire.js";
import { ask } from "./api.js";

const { el, t } = window.golmok;

/** done() is called when it counts again, cancel() when it is to stay withdrawn. */
export async function restoreForm({ item, done, cancel }) {
  const { fields } = await ask(`/edits?issue=${item.id}`);
  const { heads } = fields.find(({ field }) => field === "withdrawn");
  const why = el("textarea", { id: "restore-why", rows: 2, required: true, maxlength: 2000 });
  const said = el("p", { class: "hint", role: "status" });
  const form = el(
    "form",
    { class: "decision", "aria-label": t("철회 취소") },
    heads.map(({ by, reason }) => el("p", { class: "hint" }, [t("철회함"), by, reason].filter(Boolean).join(" · "))),
    el("label", { for: "restore-why" }, t("이유")),
    why,
    said,
    el(
      "div",
      { class: "many-tools" },
      el("button", { class: "tool is-main" }, t("철회 취소")),
      el("button", { type: "button", class: "tool", onclick: cancel }, t("그만두기")),
    ),
  );
  let sent = null;
  let isBusy = false;
  form.addEventListener("input", () => (sent = null)); // something else is sent then, under an id of its own
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    sent ??= edit(item, heads, why.value.trim());
    try {
      const csrf = document.querySelector('meta[name="csrf-token"]').content;
      await golmokFetch("PUT", `edits/${sent.id}`, { csrf, json: sent.body });
      done();
    } catch (fault) {
      said.textContent = fault instanceof Refusal ? fault.message : t("서버에 연결하지 못했습니다. 다시 눌러 주세요.");
    } finally {
      isBusy = false;
    }
  });
  return form;
}

function edit(item, heads, reason) {
  const withdrawn = { value: false, replaces: heads.map(({ edit: id }) => id) };
  const body = { issue_id: item.id, edited_at: new Date().toISOString(), reason, values: { withdrawn } };
  return { id: crypto.randomUUID(), body };
}
