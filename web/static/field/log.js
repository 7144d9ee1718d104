/** Log an issue: place, category, severity, photos. One question a screen, and each answer is kept at once. */

import { Draft, DraftBusy } from "./draft.js";
import { categoryStep } from "./log-category.js";
import { doneStep } from "./log-done.js";
import { doubleStep } from "./log-double.js";
import { drawStep } from "./log-draw.js";
import { photosStep } from "./log-photos.js";
import { placeStep } from "./log-place.js";
import { severityStep } from "./log-severity.js";

const { el, t } = window.golmok;

const STEPS = {
  place: placeStep,
  category: categoryStep,
  double: doubleStep,
  severity: severityStep,
  photos: photosStep,
  draw: drawStep,
  done: doneStep,
};

let draft = null;

export const log = {
  name: "log",
  entry: { label: () => t("불편사항 등록") },

  /** #/log/ID/patrol/PATROL/SEGMENT is something that a patrol found on a segment. */
  async show({ app, screen, rest: [id, step, ...rest] }) {
    app.router.title(t("불편사항 등록"));
    if (!id) return app.router.replace(`log/${crypto.randomUUID()}`);
    if (step === "done") {
      letGo();
      return doneStep({ app, screen, id });
    }
    const found = step === "patrol" ? { patrol_id: rest[0], segment_id: rest[1] || undefined } : {};
    if (draft?.id !== id && !(await take(app, screen, id, found))) return undefined;
    const shown = STEPS[step] ?? STEPS[stepOf(draft)];
    const leave = await shown({ app, screen, draft, rest, go: (next) => app.router.go(`log/${id}/${next}`) });
    return () => {
      leave?.();
      if (!location.hash.startsWith(`#/log/${id}`)) letGo();
    };
  },
};

/** Where somebody who comes back to a draft goes on. */
function stepOf({ body }) {
  if (body.lon === undefined) return "place";
  if (!body.category) return "category";
  return body.severity ? "photos" : "severity";
}

async function take(app, screen, id, found) {
  letGo();
  const first = { body: { reported_at: new Date().toISOString(), ...found }, label: { title: t("불편사항") } };
  try {
    draft = await Draft.open(app.outbox, id, "issue", first);
  } catch (fault) {
    if (!(fault instanceof DraftBusy)) throw fault;
    screen.append(
      el("p", {}, fault.words()),
      el("a", { class: "action", href: "#/" }, t("첫 화면으로")),
    );
    return false;
  }
  if (!draft) await app.router.replace(`log/${id}/done`);
  return draft !== null;
}

function letGo() {
  draft?.leave();
  draft = null;
}
