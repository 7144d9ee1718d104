/** What is left to somebody whose account may do nothing here any more: to see that records wait, and to save them. */

import { whoWasHere } from "./identity.js";
import { logoutButton, waitingIn } from "./logout.js";
import { Outbox } from "./outbox.js";
import { saveFile } from "./queue.js";
import { dropTold } from "./store.js";

const { el, t } = window.golmok;

/** The parts of the page; `refusal` is what the server says. Once it said so, what it told before is not opened again. */
export async function barred(store, refusal) {
  const last = await whoWasHere(store);
  await dropTold(store);
  return [
    el("p", {}, t("이 계정으로는 현장 화면을 쓸 수 없습니다.")),
    el("p", { class: "field-hint" }, refusal.message),
    ...(last ? await kept(store, new Outbox(store, last.owner, last.key)) : []),
    el("a", { class: "action is-second", href: "/me" }, t("내 계정")),
    logoutButton(store),
  ];
}

async function kept(store, outbox) {
  const count = await waitingIn(outbox);
  if (count === 0) return [];
  const said = el("p", { class: "field-hint", role: "status" });
  const save = () => saveFile({ store, outbox }, said);
  return [
    el("p", {}, t("보내지 않은 기록 {count}건이 이 전화기에 있습니다. 권한이 돌아오면 보냅니다.", { count })),
    el("button", { type: "button", class: "action is-second", onclick: save }, t("보낼 것을 파일로")),
    said,
  ];
}
