/** Tabs of a desk and the panes under them. */

const byId = (id) => document.getElementById(id);
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };
const newest = new WeakMap();

/** Fill a pane when its answer is there; what it shows until then is of before, and cannot be pressed. */
export async function fillPane(pane, answer, draw) {
  newest.set(pane, answer);
  pane.inert = true;
  try {
    const found = await answer;
    if (newest.get(pane) === answer) draw(found);
    return found;
  } finally {
    if (newest.get(pane) === answer) pane.inert = false;
  }
}

/** Returns what shows a pane by its name; opened(name) is told of each. */
export function panesOf(names, opened) {
  const show = (name) => {
    for (const pane of names) {
      const tab = byId(`tab-${pane}`);
      tab.setAttribute("aria-selected", String(pane === name));
      tab.tabIndex = pane === name ? 0 : -1;
      byId(`pane-${pane}`).hidden = pane !== name;
    }
    opened(name);
  };
  for (const [at, pane] of names.entries()) {
    byId(`tab-${pane}`).addEventListener("click", () => show(pane));
    byId(`tab-${pane}`).addEventListener("keydown", ({ key }) => {
      if (!STEPS[key]) return;
      const next = names[(at + STEPS[key] + names.length) % names.length];
      show(next);
      byId(`tab-${next}`).focus();
    });
  }
  return show;
}
