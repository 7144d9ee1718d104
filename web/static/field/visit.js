/** How visits went: which one, who came, what was said and promised. Every answer is kept, also over a restart. */

import { Draft, DraftBusy } from "./draft.js";
import { entryStep } from "./visit-entry.js";
import { listStep, offered } from "./visit-list.js";
import { unwritten, VisitRecord } from "./visit-record.js";
import { doneStep, sheetStep } from "./visit-sheet.js";

const { el, t } = window.golmok;

let record = null;

export const visits = {
  name: "visit",
  entry: { label: () => t("방문 기록") },
  isFor: ({ visits: along }) => along.isMine,
  offered,

  /**
   * #/visit is the choice, #/visit/of/VISIT what is written of a visit on this phone or else a new record, #/visit/ID/new/VISIT
   * one to begin, #/visit/ID one that was begun and #/visit/ID/entry/ENTRY an entry of it.
   */
  async show({ app, screen, rest: [id, step, what] }) {
    app.router.title(t("방문 기록"));
    if (!app.visits.isMine) return refused(screen, t("방문 기록은 계획 담당자와 시장실이 적습니다."));
    if (!app.visits.data) {
      screen.dataset.shows = "area"; // shown anew when they come
      return refused(screen, t("방문 목록을 아직 받지 못했습니다. 신호가 있는 곳에서 한 번 열어 주세요."));
    }
    if (!id) return listStep({ app, screen });
    if (id === "of") return app.router.replace(`visit/${await recordOf(app, step)}`);
    if (step === "done") {
      letGo();
      return doneStep({ app, screen, id });
    }
    if (record?.id !== id && !(await take(app, screen, id, step === "new" ? what : null))) return undefined;
    const go = (path) => app.router.go(path ? `visit/${id}/${path}` : `visit/${id}`);
    const shown = step === "entry" && record.entry(what) ? entryStep : sheetStep;
    const leave = await shown({ app, screen, record, go, what });
    return () => {
      leave?.();
      if (!location.hash.startsWith(`#/visit/${id}`)) letGo();
    };
  },
};

function refused(screen, words) {
  screen.append(el("p", {}, words));
}

/** The way to what is being written of a visit here, or to a new record of it. */
async function recordOf({ outbox }, visit) {
  for (const { id, kind, state } of await outbox.items()) {
    if (kind === "visit" && state === "draft" && (await outbox.content(id)).body.visit_id === visit) return id;
  }
  return `${crypto.randomUUID()}/new/${visit}`;
}

async function take(app, screen, id, visitId) {
  letGo();
  const visit = app.visits.visit(visitId);
  if (!visit && !(await app.outbox.item(id))) {
    screen.append(el("p", {}, t("이 전화기에 없는 방문입니다.")), back());
    return false;
  }
  try {
    const draft = await Draft.open(app.outbox, id, "visit", visit && unwritten(visit));
    record = draft && new VisitRecord(draft);
  } catch (fault) {
    if (!(fault instanceof DraftBusy)) throw fault;
    screen.append(el("p", {}, fault.words()), back());
    return false;
  }
  if (!record) await app.router.replace(`visit/${id}/done`);
  return record !== null;
}

const back = () => el("a", { class: "action", href: "#/visit" }, t("방문 고르기"));

function letGo() {
  record?.leave();
  record = null;
}
