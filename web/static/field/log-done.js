/** It is saved; what became of it since is said as it comes. */

import { emergency, isUrgent } from "./log-severity.js";

const { el, t } = window.golmok;

export async function doneStep({ app, screen, id }) {
  const item = await app.outbox.item(id);
  if (!item || item.owner !== app.outbox.owner) return app.router.replace("");
  app.router.title(t("저장했습니다"));
  const { body, label } = await app.outbox.content(id);
  const state = el("p", { class: "log-state", role: "status" });
  let isShown = true;
  const show = async () => {
    const now = await app.outbox.item(id);
    if (now) state.textContent = wordsFor(now);
    state.dataset.state = now?.reason?.stuck ? "stuck" : now?.state;
  };
  screen.append(
    el("p", { class: "log-summary" }, el("b", {}, label.title), ` · ${label.where}`),
    state,
    isUrgent(app.words, body) ? emergency(app.words, body.category) : "",
    el("div", { class: "field-foot" }, ...ways(body)),
  );
  await show();
  app.outbox.onChange(() => isShown && app.guard(show));
  return () => (isShown = false);
}

/** A patrol goes on where it was. */
function ways({ patrol_id: patrol, segment_id: segment }) {
  const [more, back] = patrol
    ? [`log/${crypto.randomUUID()}/patrol/${patrol}/${segment ?? ""}`, `patrol/${patrol}`]
    : ["log", ""];
  const another = (look) => el("a", { class: look, href: `#/${more}` }, t("하나 더 등록"));
  if (!patrol) return [el("a", { class: "action is-second", href: `#/${back}` }, t("첫 화면으로")), another("action")];
  return [another("action is-second"), el("a", { class: "action", href: `#/${back}` }, t("로드체킹 이어서"))];
}

/** What became of a record, for who wrote it. */
export function wordsFor({ state, reason }) {
  if (reason?.stuck) return t("서버가 받지 않았습니다. 보낼 것에서 까닭을 보고 고쳐 주세요.");
  if (state === "confirmed") return t("서버가 확인했습니다. 접수되었습니다.");
  if (state === "sent") return t("보냈습니다. 사진이 다 닿았는지 확인하는 중입니다.");
  return t("이 전화기에 저장했습니다. 신호가 닿으면 저절로 보냅니다.");
}
