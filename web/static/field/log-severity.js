/** How bad it is, by example; whoever is in danger now calls, and does not write. */

const { el, t } = window.golmok;
const WORST = 4;
const DANGEROUS = new Set([
  "dangerous_wall",
  "fire_access",
  "streetlight_out",
  "broken_railing",
  "icy_slope",
  "pothole",
]);

/** Whom to call when somebody may be hurt. */
export const emergency = () =>
  el(
    "p",
    { class: "log-emergency" },
    el("span", {}, t("사람이 다칠 수 있으면 먼저 전화하세요.")),
    el("a", { href: "tel:119" }, t("119 구조·화재")),
    el("a", { href: "tel:112" }, t("112 경찰")),
  );

export const isUrgent = ({ category, severity }) =>
  severity === WORST || (severity === WORST - 1 && DANGEROUS.has(category));

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
  screen.append(el("p", { class: "field-hint" }, app.words.categories[category]), ...levels, emergency());
}
