/** What it is, by picture: what is reported here most often comes first. */

const { el, t } = window.golmok;
const OFTEN = 3;

export const pictureOf = (id) => new URL(`icons/${id}.svg`, import.meta.url).href;

export function categoryStep({ app, screen, draft, go }) {
  app.router.title(t("무엇입니까?"));
  const { groups } = app.words;
  const often = mostUsed(app);
  const choose = async (id) => {
    const body = { category: id, joins: undefined };
    const near = await app.guard(async () => {
      await draft.set({ body, label: { title: app.words.categories[id] } });
      return app.area.doublesNow(draft.body);
    });
    const isAwaited = screen.isConnected && draft.body.category === id; // else somebody went on, or chose another
    if (!near || !isAwaited) return;
    draft.near = near;
    go(near.found.length ? "double" : "severity");
  };
  if (often.length) screen.append(...section(app, draft, t("여기서 잦은 것"), often, choose));
  for (const { name, categories } of groups) screen.append(...section(app, draft, name, categories, choose));
}

function section(app, draft, name, ids, choose) {
  const tiles = ids.map((id) =>
    el(
      "button",
      {
        type: "button",
        class: "log-tile",
        "aria-pressed": String(draft.body.category === id),
        onclick: () => choose(id),
      },
      el("img", { src: pictureOf(id), alt: "", width: 56, height: 56 }),
      el("span", {}, app.words.categories[id]),
    ),
  );
  return [el("h2", {}, name), el("div", { class: "log-tiles" }, ...tiles)];
}

function mostUsed({ area, words }) {
  const counts = new Map();
  for (const { category } of area.data?.issues ?? []) counts.set(category, (counts.get(category) ?? 0) + 1);
  const known = [...counts].filter(([id]) => id in words.categories);
  return known
    .sort((one, other) => other[1] - one[1] || one[0].localeCompare(other[0]))
    .slice(0, OFTEN)
    .map(([id]) => id);
}
