/** How bad it is, by example; whoever is in danger now calls, and does not write. */

import { partLine } from "./log-double.js";

const { el, t } = window.golmok;
const WORST = 4;

/** Whom to call when somebody may be hurt, first of all for this kind of thing. */
export function emergency({ emergencies, dangerous }, category) {
  const isFirst = ({ number }) => number === dangerous[category];
  const byUse = [...emergencies].sort((one, other) => isFirst(other) - isFirst(one));
  return el(
    "p",
    { class: "log-emergency" },
    el("span", {}, t("사람이 다칠 수 있으면 먼저 전화하세요.")),
    ...byUse.map(({ number, when }) => el("a", { href: `tel:${number}` }, el("b", {}, number), " ", when)),
  );
}

export const isUrgent = ({ dangerous }, { category, severity }) =>
  severity === WORST || (severity === WORST - 1 && category in dangerous);

export function severityStep({ app, screen, draft, go }) {
  const { category } = draft.body;
  app.router.title(t("얼마나 심합니까?"));
  const examples = app.area.category(category)?.examples;
  const isKorean = document.documentElement.lang === "ko";
  const choose = async (severity) => {
    const kept = await app.guard(async () => {
      await draft.set({ body: { severity } });
      return true;
    });
    if (kept) go("photos");
  };
  const levels = app.words.severities.map((name, i) =>
    el(
      "button",
      {
        type: "button",
        class: `log-level is-${i + 1}`,
        "aria-pressed": String(draft.body.severity === i + 1),
        onclick: () => choose(i + 1),
      },
      el("span", { class: "log-level-mark", "aria-hidden": "true" }, String(i + 1)),
      el(
        "span",
        {},
        el("b", {}, name),
        examples ? el("span", { class: "field-hint" }, isKorean ? examples[i].ko : examples[i].en) : "",
      ),
    ),
  );
  const kind = el("p", { class: "field-hint" }, app.words.categories[category]);
  screen.append(kind, partLine(draft), ...levels, emergency(app.words, category));
}
