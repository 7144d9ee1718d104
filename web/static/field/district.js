/** Which district to take along, for those who work in all of them. */

import { hush } from "./notices.js";

const { el, t } = window.golmok;

export const district = {
  name: "district",
  async show({ app, screen }) {
    app.router.title(t("어느 동에 나갑니까?"));
    hush("area"); // it sends people here
    let isLeft = false;
    const fault = el("p", { role: "alert" });
    const choose = async (code) => {
      fault.textContent = "";
      if (!(await app.refresh(code)) || isLeft) return; // somebody chose another, or went on, meanwhile
      if (app.area.data?.districts[0]?.code !== code) {
        fault.textContent = t("신호가 있는 곳에서 동을 골라 주세요.");
        return;
      }
      await app.router.replace("");
      app.map.frame(app.area.data.segments.map(({ id }) => id));
    };
    let districts;
    try {
      ({ districts } = await (await fetch("/api/v1/map", { headers: { Accept: "application/json" } })).json());
    } catch {
      screen.append(el("p", {}, t("신호가 있는 곳에서 동을 골라 주세요.")));
      return undefined;
    }
    const rows = districts.map(({ code, name }) =>
      el("button", { type: "button", class: "field-row", onclick: () => choose(code) }, name),
    );
    screen.append(el("p", { class: "field-hint" }, t("고른 동의 지도와 불편사항을 전화기에 담습니다.")), fault, ...rows);
    return () => (isLeft = true);
  },
};
