/** What was decided of late, and the bar that takes the last of it back. */

import { count } from "./work-words.js";

const { el, t } = window.golmok;

export function drawPast(pane, acts, undo) {
  const row = (act) =>
    el(
      "li",
      { class: act.undone ? "is-undone" : null },
      el(
        "div",
        { class: "row" },
        el("span", { class: "what" }, act.label, el("strong", { class: "count" }, count(act.count))),
        act.reason ? el("span", { class: "where" }, act.reason) : "",
        el("span", { class: "about" }, [act.by, act.recorded_at, act.refused ? t("안 된 것 {count}", { count: count(act.refused) }) : null, act.undone ? t("되돌려짐") : null].filter(Boolean).join(" · ")),
      ),
      act.undoable ? el("button", { type: "button", class: "tool", onclick: () => undo(act) }, t("되돌리기")) : null,
    );
  pane.replaceChildren(
    acts.length
      ? el("ul", { class: "rows past" }, acts.map(row))
      : el("p", { class: "nothing" }, t("아직 처리한 것이 없습니다.")),
  );
}

/** Offer to take back what was just done; it stays until something else is done or it is closed. */
export function offerUndo(bar, words, undo) {
  const close = () => (bar.hidden = true);
  bar.replaceChildren(
    el("span", {}, words),
    undo ? el("button", { type: "button", class: "tool", onclick: undo }, t("되돌리기")) : "",
    el("button", { type: "button", class: "golmok-close", "aria-label": t("알림 닫기"), onclick: close }, "×"),
  );
  bar.hidden = false;
}
