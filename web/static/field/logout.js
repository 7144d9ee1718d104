/** Handing the phone on: what stays on it and for whom, and the button that logs out, with a signal or without. */

import { logOut } from "./identity.js";

const { el, t } = window.golmok;

export const logout = {
  name: "logout",
  async show({ app, screen }) {
    app.router.title(t("로그아웃"));
    const waits = await waitingIn(app.outbox);
    const { name } = app.identity;
    const words = waits
      ? t("보내지 않은 기록 {count}건은 잠긴 채 이 전화기에 남고, {name} 님이 다시 로그인하면 열립니다.", {
          count: waits,
          name,
        })
      : t("보내지 않은 기록이 없습니다.");
    screen.append(
      el("p", {}, words),
      waits ? el("a", { class: "tool", href: "#/queue" }, t("보낼 것 보기")) : "",
      el(
        "p",
        { class: "field-hint" },
        t("신호가 없어도 로그아웃됩니다. 받아 둔 지도와 목록은 이 전화기에서 지웁니다."),
      ),
      el("div", { class: "field-foot" }, logoutButton(app.store)),
    );
  },
};

/** How many records the server has not confirmed. */
export async function waitingIn(outbox) {
  const { draft, saved, sent } = await outbox.counts();
  return draft + saved + sent;
}

export function logoutButton(store) {
  const act = async () => {
    document.body.hidden = true;
    await logOut(store);
    location.replace("/field");
  };
  return el("button", { type: "button", class: "action", onclick: act }, t("로그아웃"));
}
